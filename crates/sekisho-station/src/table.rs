//! Projects a table to the approved fields, as a stream: what leaves the building is what was approved, and no more.
//!
//! A record of CSV (UTF-8 or CP932, any line end) or a sheet of a workbook goes in; CSV with the approved fields in the
//! approved order comes out, row by row, in memory that does not grow with the file. It refuses instead of repairing:
//! a missing or repeated heading, a broken row, one row more than approved, a character that the wanted encoding
//! lacks. Nothing is ever replaced by `?`.
//!
//! Headings are compared exactly, character by character, after the mark of UTF-8 is dropped: a heading that only
//! looks the same is named in the error as a near one, and a person decides. No message carries the content of a row:
//! only line numbers, headings, and the one character (as `U+20BB7`) that could not be written.
//!
//! It does *not* open files, seal, sort or repair. A workbook is held in memory (at most [`MAX_WORKBOOK_BYTES`]
//! packed); a CSV file never is. Start from [`project`], [`Plan`] and [`TableError`].

mod cp932;
mod error;
mod header;
mod marks;
mod mask;
mod row;
mod scan;
mod sheet;
mod sink;
mod source;

#[cfg(test)]
mod tests;

use std::io::{Read, Write};

use sekisho_core::less::{Mask, Masked};

pub use error::TableError;
pub use row::Row;
pub use source::MAX_RECORD_BYTES;

use header::Selection;
use scan::{Reader, Scan};
use sink::Sink;
use source::Source;

/// The most columns that a table may have.
pub const MAX_COLUMNS: usize = 1_000;
/// The most bytes of a workbook, packed; a sheet of a million rows and 14 columns has about 100 MB.
pub const MAX_WORKBOOK_BYTES: u64 = 256 << 20;

/// What the bytes that come in are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum InputForm {
    /// Comma-separated values.
    Csv {
        /// How its bytes stand for text.
        encoding: InputEncoding,
        /// Lines above the header, such as a title or a notice, that are passed over unread.
        skip_lines: u32,
    },
    /// A workbook, `.xlsx` or the older `.xls`, of which one sheet is read.
    Workbook {
        /// The name of the sheet; without one, the first that is visible.
        sheet: Option<String>,
        /// Rows above the header that are passed over unread.
        skip_lines: u32,
    },
}

/// How the bytes of a CSV file are to be read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum InputEncoding {
    /// CP932 (Windows-31J).
    Cp932,
    /// What the bytes show: the mark of UTF-8, or the first 256 KiB that hold more than ASCII.
    #[default]
    Detect,
    /// UTF-8, with or without its mark.
    Utf8,
}

/// How the copy is written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum OutputEncoding {
    /// CP932 (Windows-31J); a character that it lacks is an error.
    Cp932,
    /// UTF-8 without a mark.
    #[default]
    Utf8,
}

/// The end of a line of the copy; line breaks inside of quoted cells stay as they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineEnd {
    /// CR LF.
    CrLf,
    /// LF.
    Lf,
}

/// The ends of lines that were found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineEndsFound {
    /// CR alone, as old Macintosh and some host programs write.
    Cr,
    /// CR LF.
    CrLf,
    /// LF.
    Lf,
    /// More than one kind.
    Mixed,
    /// None: the file is a header without an end of line.
    None,
}

/// What was approved, and how the copy is to be written.
///
/// Shape: at least one field, no field twice, none without a name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plan {
    encoding: OutputEncoding,
    fields: Vec<String>,
    line_end: LineEnd,
    masks: Vec<(usize, Mask)>,
    observed: Vec<String>,
    rows_limit: u64,
}

/// What was projected: measured, never typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Projected {
    /// Bytes that were read.
    pub bytes_read: u64,
    /// Bytes that were written, the header included.
    pub bytes_written: u64,
    /// Columns that the source has.
    pub columns: usize,
    /// The approved fields, in the order in which they were written.
    pub fields: Vec<String>,
    /// Characters of the private use area (外字) in the copy: they look right only with the fonts of where they come
    /// from. Many of them in CP932 are also what a file in Shift_JIS-2004 turns into.
    pub private_use: u64,
    /// Rows that were written, the header not counted.
    pub rows: u64,
    /// What the source was.
    pub source: SourceFound,
}

/// What the source was found to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SourceFound {
    /// Comma-separated values.
    Csv {
        /// How its bytes stood for text; a file in plain ASCII counts as UTF-8.
        encoding: EncodingFound,
        /// How its lines ended.
        line_ends: LineEndsFound,
    },
    /// A sheet of a workbook.
    Workbook {
        /// Its name.
        sheet: String,
    },
}

/// The encoding that was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EncodingFound {
    /// CP932 (Windows-31J).
    Cp932,
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with its mark.
    Utf8WithMark,
}

impl Plan {
    /// Makes a plan: these fields in this order, and not a row more than this.
    ///
    /// Shape: written as UTF-8 with LF, unless told otherwise.
    /// Errors: [`TableError::NoFieldWanted`], [`TableError::FieldWantedTwice`], [`TableError::FieldWithoutName`].
    pub fn new(fields: Vec<String>, rows_limit: u64) -> Result<Self, TableError> {
        if fields.is_empty() {
            return Err(TableError::NoFieldWanted);
        }
        check_names(&fields)?;
        let (encoding, line_end) = (OutputEncoding::Utf8, LineEnd::Lf);
        Ok(Self { encoding, fields, line_end, masks: Vec::new(), observed: Vec::new(), rows_limit })
    }

    /// Adds fields that each row shows to its observer and that are *not* written, such as a key for fingerprints.
    ///
    /// Shape: in [`Row::field`] they come after the approved ones. A field that is approved already may not be named.
    /// Errors: [`TableError::FieldWantedTwice`], [`TableError::FieldWithoutName`].
    pub fn observing(mut self, fields: Vec<String>) -> Result<Self, TableError> {
        self.observed = fields;
        let all: Vec<String> = self.wanted().map(str::to_owned).collect();
        check_names(&all)?;
        Ok(self)
    }

    /// Writes of a field no more than its mask leaves. The observer still sees the whole value.
    ///
    /// Errors: [`TableError::MaskedNotWanted`] for a field that is not written.
    pub fn masking(mut self, masks: &[Masked]) -> Result<Self, TableError> {
        let place = |one: &Masked| {
            let place = self.fields.iter().position(|field| *field == one.field);
            let place = place.ok_or_else(|| TableError::MaskedNotWanted { field: one.field.clone() })?;
            Ok((place, one.mask))
        };
        self.masks = masks.iter().map(place).collect::<Result<_, TableError>>()?;
        Ok(self)
    }

    /// Sets the encoding of the copy, and with it the end of line that belongs to it: CRLF for CP932, LF for UTF-8.
    #[must_use]
    pub fn written_as(mut self, encoding: OutputEncoding) -> Self {
        self.encoding = encoding;
        self.line_end = match encoding {
            OutputEncoding::Cp932 => LineEnd::CrLf,
            OutputEncoding::Utf8 => LineEnd::Lf,
        };
        self
    }

    /// Sets the end of line of the copy.
    #[must_use]
    pub fn with_line_end(mut self, line_end: LineEnd) -> Self {
        self.line_end = line_end;
        self
    }

    /// Gives the approved fields in order.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Gives the names of all fields that a row shows: the approved ones, then those that are observed only.
    pub fn wanted(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().chain(&self.observed).map(String::as_str)
    }
}

fn check_names(names: &[String]) -> Result<(), TableError> {
    if names.iter().any(String::is_empty) {
        return Err(TableError::FieldWithoutName);
    }
    let mut rest = names;
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return Err(TableError::FieldWantedTwice { field: first.clone() });
        }
        rest = others;
    }
    Ok(())
}

/// Writes the approved fields of every row, and shows each row to an observer: [`project_chosen`] with every row chosen.
///
/// Errors: those of [`project_chosen`].
pub fn project<R: Read, W: Write>(
    input: R,
    form: &InputForm,
    plan: &Plan,
    output: W,
    on_row: impl FnMut(&Row<'_>),
) -> Result<Projected, TableError> {
    project_chosen(input, form, plan, output, |_| Ok(true), on_row)
}

/// Writes the approved fields of the rows that are chosen, and shows each of these to an observer.
///
/// Shape: a header, then one line a row; quotes only where a cell needs them. Lines may end in LF, CRLF or CR, the last
/// one may have no end; 0x1A and what pads it after the last line are dropped, as are blank lines there; a blank line
/// between rows is a broken row. What was written before an error stays written: the caller throws it away.
/// Units: lines and rows count from 1; a row's line is where it begins, the header's lines and skipped ones included.
/// Errors: [`TableError`], always the first one in the order of the file; what `choose` says among them.
/// Source: RFC 4180; WHATWG Encoding Standard, `Shift_JIS`, for CP932.
pub fn project_chosen<R: Read, W: Write>(
    input: R,
    form: &InputForm,
    plan: &Plan,
    output: W,
    choose: impl FnMut(&Row<'_>) -> Result<bool, TableError>,
    on_row: impl FnMut(&Row<'_>),
) -> Result<Projected, TableError> {
    let out = Out { choose, kept: 0, on_row, plan, sink: Sink::new(plan, output) };
    match form {
        InputForm::Csv { encoding, skip_lines } => {
            project_csv(Source::new(input, *encoding), *skip_lines, out)
        }
        InputForm::Workbook { sheet, skip_lines } => {
            sheet::project(input, sheet.as_deref(), *skip_lines, out)
        }
    }
}

/// Tells of each row whether it is written.
trait Choose: FnMut(&Row<'_>) -> Result<bool, TableError> {}

impl<C: FnMut(&Row<'_>) -> Result<bool, TableError>> Choose for C {}

/// Where rows go: chosen, counted, written, shown.
struct Out<'a, W, C, F> {
    choose: C,
    kept: u64,
    on_row: F,
    plan: &'a Plan,
    sink: Sink<W>,
}

impl<W: Write, C: Choose, F: FnMut(&Row<'_>)> Out<'_, W, C, F> {
    fn take(&mut self, row: &Row<'_>) -> Result<(), TableError> {
        if !(self.choose)(row)? {
            return Ok(());
        }
        self.kept = self.kept.saturating_add(1);
        if self.kept > self.plan.rows_limit {
            return Err(TableError::TooManyRows { approved: self.plan.rows_limit });
        }
        self.sink.row(row)?;
        (self.on_row)(row);
        Ok(())
    }
}

fn project_csv<R: Read, W: Write>(
    mut source: Source<R>,
    skip_lines: u32,
    mut out: Out<'_, W, impl Choose, impl FnMut(&Row<'_>)>,
) -> Result<Projected, TableError> {
    let mut reader = Reader::default();
    let mut line_ends = None;
    let mut line = skip(&mut source, skip_lines)?;
    let header_line = line;
    reader.read(source.text());
    let selection = loop {
        match reader.record(source.text(), source.at(), source.is_at_end(), line)? {
            Scan::More => {
                if !source.refill(line)? {
                    return Err(TableError::NoHeader { line });
                }
                reader.read(source.text());
            }
            Scan::Record(record) => {
                let name = |index| record.cells.get(index).map(|cell| cell.value(source.text()).into_owned());
                let names = (0..record.count).map_while(name).collect();
                let selection = Selection::new(names, out.plan, line)?;
                note(&mut line_ends, record.line_end);
                line = line.saturating_add(record.lines);
                source.advance(record.next);
                break selection;
            }
        }
    };
    out.sink.header(&selection, header_line)?;

    let (mut rows, mut blank_line) = (0_u64, None);
    loop {
        match reader.record(source.text(), source.at(), source.is_at_end(), line)? {
            Scan::More => {
                if !source.refill(line)? {
                    break;
                }
                reader.read(source.text());
            }
            Scan::Record(record) => {
                if record.is_blank {
                    blank_line.get_or_insert(line);
                } else {
                    if let Some(line) = blank_line {
                        return Err(TableError::BlankLine { line });
                    }
                    rows = rows.saturating_add(1);
                    selection.check(record.count, line, rows)?;
                    let (cells, text) = (record.cells, source.text());
                    out.take(&Row { cells, line, number: rows, selection: &selection, text })?;
                }
                note(&mut line_ends, record.line_end);
                line = line.saturating_add(record.lines);
                source.advance(record.next);
            }
        }
    }
    let line_ends = line_ends.unwrap_or(LineEndsFound::None);
    let found = SourceFound::Csv { encoding: source.encoding(), line_ends };
    out.sink.finish(out.plan, out.kept, selection.columns(), source.bytes_read(), found)
}

/// Passes over physical lines, whatever they hold, and tells the number of the next one.
fn skip<R: Read>(source: &mut Source<R>, lines: u32) -> Result<u64, TableError> {
    let mut line = 1_u64;
    while line <= u64::from(lines) {
        match scan::line(source.text(), source.at(), source.is_at_end()) {
            Some(next) => {
                source.advance(next);
                line = line.saturating_add(1);
            }
            None => {
                if !source.refill(line)? {
                    return Err(TableError::NoHeader { line });
                }
            }
        }
    }
    Ok(line)
}

fn note(all: &mut Option<LineEndsFound>, one: LineEndsFound) {
    match (*all, one) {
        (_, LineEndsFound::None) => {}
        (None, one) => *all = Some(one),
        (Some(known), one) if known == one => {}
        (Some(_), _) => *all = Some(LineEndsFound::Mixed),
    }
}
