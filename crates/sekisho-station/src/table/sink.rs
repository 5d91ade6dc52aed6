//! Writes the copy, and refuses what its encoding lacks.

use std::io::Write;

use memchr::memchr2;
use sekisho_core::less::Mask;

use super::cp932::Codes;
use super::header::Selection;
use super::mask::masked;
use super::row::{Cell, CellForm, Cells, Row};
use super::{LineEnd, OutputEncoding, Plan, Projected, SourceFound, TableError};

/// Bytes that are gathered before they are written.
const BLOCK_BYTES: usize = 64 << 10;

/// Bytes of which a single byte counts those that begin a character of the private use area: one in three at most.
const PAIRS: usize = 128;

pub(super) struct Sink<W> {
    bytes_written: u64,
    /// Only where CP932 is written.
    codes: Option<Codes>,
    /// Rows in CP932.
    encoded: Vec<u8>,
    line_end: &'static str,
    /// What is left of which of the written fields.
    masks: Vec<(usize, Mask)>,
    output: W,
    private_use: u64,
    /// Rows before they are encoded: at most one for CP932.
    text: String,
}

impl<W: Write> Sink<W> {
    pub(super) fn new(plan: &Plan, output: W) -> Self {
        Self {
            bytes_written: 0,
            codes: (plan.encoding == OutputEncoding::Cp932).then(Codes::new),
            encoded: Vec::new(),
            line_end: match plan.line_end {
                LineEnd::CrLf => "\r\n",
                LineEnd::Lf => "\n",
            },
            masks: plan.masks.clone(),
            output,
            private_use: 0,
            text: String::with_capacity(BLOCK_BYTES * 2),
        }
    }

    /// Writes the headings of the approved fields.
    pub(super) fn header(&mut self, selection: &Selection, line: u64) -> Result<(), TableError> {
        for (index, name) in selection.written().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            push(&mut self.text, name, Cell::of(name));
        }
        self.end_row(|character| {
            let lacks = |name: &&str| name.contains(character);
            let field = selection.written().find(lacks).unwrap_or_default().to_owned();
            TableError::Unencodable { character, field, line }
        })
    }

    /// Writes the approved fields of a row.
    pub(super) fn row(&mut self, row: &Row<'_>) -> Result<(), TableError> {
        let begin = self.text.len();
        match row.cells {
            Cells::Bare(bare) if self.masks.is_empty() => {
                for (index, (first, last)) in row.selection.runs().iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    if let Some((start, end)) = bare.stretch(*first, *last) {
                        self.text.push_str(row.text.get(start..end).unwrap_or_default());
                    }
                }
            }
            Cells::Bare(_) | Cells::Listed(_) => {
                let places = row.selection.places().iter().take(row.selection.written().count());
                for (index, cell) in places.filter_map(|place| row.cells.get(*place)).enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    match self.masks.iter().find(|(place, _)| *place == index) {
                        Some((_, mask)) => {
                            let value = masked(&cell.value(row.text), *mask);
                            push(&mut self.text, &value, Cell::of(&value));
                        }
                        None => push(&mut self.text, row.text, cell),
                    }
                }
            }
        }
        if self.text.len() == begin {
            // One field with nothing in it would be a blank line.
            self.text.push_str("\"\"");
        }
        self.end_row(|character| unencodable(row, character))
    }

    /// Writes the rest, and tells what was projected.
    pub(super) fn finish(
        mut self,
        plan: &Plan,
        rows: u64,
        columns: usize,
        bytes_read: u64,
        source: SourceFound,
    ) -> Result<Projected, TableError> {
        self.flush()?;
        self.output.flush().map_err(|source| TableError::Write { source })?;
        Ok(Projected {
            bytes_read,
            bytes_written: self.bytes_written,
            columns,
            fields: plan.fields.clone(),
            private_use: self.private_use,
            rows,
            source,
        })
    }

    fn end_row(&mut self, lacking: impl FnOnce(char) -> TableError) -> Result<(), TableError> {
        self.text.push_str(self.line_end);
        if let Some(codes) = &self.codes {
            codes.append(&self.text, &mut self.encoded).map_err(lacking)?;
            self.private_use += private_use(&self.text);
            self.text.clear();
        }
        if self.text.len() + self.encoded.len() >= BLOCK_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), TableError> {
        self.private_use += private_use(&self.text);
        for block in [self.text.as_bytes(), &self.encoded] {
            self.output.write_all(block).map_err(|source| TableError::Write { source })?;
            self.bytes_written += block.len() as u64;
        }
        self.text.clear();
        self.encoded.clear();
        Ok(())
    }
}

fn push(row: &mut String, text: &str, cell: Cell) {
    let inner = cell.inner(text);
    match cell.form {
        CellForm::Bare => row.push_str(inner),
        CellForm::Loose => {
            row.push('"');
            row.push_str(&inner.replace('"', "\"\""));
            row.push('"');
        }
        CellForm::Doubled | CellForm::Quoted => {
            row.push('"');
            row.push_str(inner);
            row.push('"');
        }
    }
}

/// Names the field that holds the first character without a code.
fn unencodable(row: &Row<'_>, character: char) -> TableError {
    let holds = |(index, _): &(usize, &str)| row.field(*index).is_some_and(|value| value.contains(character));
    let field = row.selection.written().enumerate().find(holds).map(|(_, name)| name);
    TableError::Unencodable { character, field: field.unwrap_or_default().to_owned(), line: row.line }
}

/// Counts the characters from U+E000 to U+F8FF: in UTF-8 they begin with EE, or with EF and a byte up to A3.
fn private_use(text: &str) -> u64 {
    if memchr2(0xEE, 0xEF, text.as_bytes()).is_none() {
        return 0;
    }
    let (bytes, next) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or_default());
    let pairs = bytes.chunks(PAIRS).zip(next.chunks(PAIRS));
    let in_chunk = |(first, second): (&[u8], &[u8])| {
        let one = |(first, second): (&u8, &u8)| {
            u8::from(*first == 0xEE) | (u8::from(*first == 0xEF) & u8::from(*second < 0xA4))
        };
        // One byte counts a chunk and cannot overflow, so many bytes of text are compared at once.
        u64::from(first.iter().zip(second).map(one).fold(0, u8::wrapping_add))
    };
    pairs.map(in_chunk).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_the_private_use_area_are_counted() {
        assert_eq!(private_use("ｱ\u{E000}あ\u{F8FF}\u{F900}神"), 2);
        for length in 0..300 {
            let text = format!("{}\u{E000}\u{F8FF}ｱ\u{F900}\u{EFFF}", "a".repeat(length));
            assert_eq!((private_use(&text), private_use(&text.repeat(2))), (3, 6), "{length}");
        }
        assert_eq!((private_use(""), private_use(&"\u{E000}".repeat(1000))), (0, 1000));
    }
}
