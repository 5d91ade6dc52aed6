//! One table on its way out: head, rows, end, and what could not be encoded.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use crate::encode::append_cp932;
use crate::form::{Encoding, Escaped, Form, Written};
use crate::table::Table;

/// Bytes gathered before they are passed on.
const CHUNK_BYTES: usize = 64 * 1024;

pub(crate) struct Sheet<W> {
    form: Form,
    line: String,
    out: W,
    pending: Vec<u8>,
    table: Table,
    written: Written,
}

impl<W: Write> Sheet<W> {
    /// Begins the file: byte order mark if asked for, then the heads of the columns.
    pub(crate) fn begin(table: Table, form: Form, out: W) -> io::Result<Self> {
        let pending = Vec::with_capacity(2 * CHUNK_BYTES);
        let mut sheet = Self { form, line: String::new(), out, pending, table, written: Written::default() };
        if form.encoding == Encoding::Utf8Bom {
            sheet.pending.extend_from_slice("\u{FEFF}".as_bytes());
        }
        sheet.line.push_str(&table.columns().join(","));
        sheet.put_line()?;
        Ok(sheet)
    }

    /// Writes a row of cells parted by commas.
    ///
    /// INVARIANT: no cell holds a comma, a quote or a line break; the lists and formats of this crate keep it.
    pub(crate) fn row(&mut self, cells: fmt::Arguments<'_>) -> io::Result<()> {
        self.line.clear();
        self.line.write_fmt(cells).map_err(io::Error::other)?;
        self.written.rows += 1;
        self.put_line()
    }

    /// Ends the file and passes everything on.
    pub(crate) fn end(mut self) -> io::Result<Written> {
        if self.form.trailing_eof {
            self.pending.push(0x1A);
        }
        self.pass_on()?;
        self.out.flush()?;
        Ok(self.written)
    }

    pub(crate) fn table(&self) -> Table {
        self.table
    }

    pub(crate) fn rows(&self) -> u64 {
        self.written.rows
    }

    fn put_line(&mut self) -> io::Result<()> {
        self.line.push_str(self.form.line_ending.text());
        match self.form.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => self.pending.extend_from_slice(self.line.as_bytes()),
            Encoding::Cp932 => {
                let Self { line, pending, table, written: Written { escaped, rows, .. }, .. } = self;
                append_cp932(line, pending, |position, character| {
                    let column = column_at(*table, line, position);
                    escaped.push(Escaped { character, column, row: *rows });
                });
            }
        }
        if self.pending.len() >= CHUNK_BYTES { self.pass_on() } else { Ok(()) }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.pending)?;
        self.written.bytes += u64::try_from(self.pending.len()).unwrap_or(u64::MAX);
        self.pending.clear();
        Ok(())
    }
}

/// Gives the column of a position in a line.
fn column_at(table: Table, line: &str, position: usize) -> &'static str {
    let before = line.bytes().take(position).filter(|byte| *byte == b',').count();
    table.columns().get(before).copied().unwrap_or_default()
}
