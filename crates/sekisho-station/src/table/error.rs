//! Why a table was not projected.

use std::io;

/// Why a table was not projected.
///
/// No message carries the content of a row. Headings are named, since they are not about a person; where not one
/// wanted heading is found, the first line may be a person's, so nothing of it is repeated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The source: a line without anything stands between rows.
    #[error("line {line} is blank, and rows follow it")]
    BlankLine {
        /// The first such line.
        line: u64,
    },
    /// The source: a cell of a workbook holds an error value such as `#N/A`.
    #[error("row {line} has an error value in column {column} of the sheet")]
    CellError {
        /// The column, from 1.
        column: u32,
        /// The row of the sheet.
        line: u64,
    },
    /// The source: its header is not all there.
    #[error("header lacks {}{}; it has {}", list(missing), near(suggested), list(present))]
    FieldsMissing {
        /// Wanted headings that the header lacks.
        missing: Vec<String>,
        /// Headings that it has.
        present: Vec<String>,
        /// Wanted headings with a heading of the header that is nearly the same.
        suggested: Vec<(String, String)>,
    },
    /// The plan: a field is named twice.
    #[error("field `{field}` is wanted twice")]
    FieldWantedTwice {
        /// The field.
        field: String,
    },
    /// The plan: a field has no name.
    #[error("a field without a name is wanted")]
    FieldWithoutName,
    /// The source: several columns have the same heading.
    #[error("header repeats {}; it has {}", list(repeated), list(present))]
    HeadingsRepeated {
        /// All headings.
        present: Vec<String>,
        /// Those that occur more than once.
        repeated: Vec<String>,
    },
    /// The source: 0x1A, which ends a text of MS-DOS, is followed by more text.
    #[error("the end sign 0x1A stands in line {line}, and text follows it")]
    InnerEndSign {
        /// The line.
        line: u64,
    },
    /// The source: a field that decides about a row, or that a list is made of, says nothing.
    #[error("field `{field}` of the row in line {line} says nothing: nobody can be told by it")]
    KeyMissing {
        /// The heading of its column.
        field: String,
        /// Where the row begins.
        line: u64,
    },
    /// The plan: a field is masked that is not written.
    #[error("field `{field}` is masked and not written")]
    MaskedNotWanted {
        /// The field.
        field: String,
    },
    /// The source: a cell is merged over rows or columns of the table.
    #[error("row {line} of the sheet begins a merged cell")]
    MergedCells {
        /// The row of the sheet where it begins.
        line: u64,
    },
    /// The plan: no field is wanted.
    #[error("no field is wanted")]
    NoFieldWanted,
    /// The source: not one of the wanted headings stands in the line where the header should be.
    #[error("line {line} is not the header: it has none of the wanted headings")]
    NoHeader {
        /// The line.
        line: u64,
    },
    /// The source: the workbook has no such sheet, or none that is visible.
    #[error("workbook has no sheet `{name}`")]
    NoSheet {
        /// The name; empty if none was asked for.
        name: String,
    },
    /// The source: bytes that are no character of CP932 and of no encoding like it.
    #[error("byte {byte_offset} in line {line} is not CP932")]
    NotCp932 {
        /// Where, from 0.
        byte_offset: u64,
        /// The line.
        line: u64,
    },
    /// The source: a file of another form.
    #[error("file is of the form `{found}`, not a table in CSV")]
    NotCsv {
        /// What it seems to be.
        found: &'static str,
    },
    /// The source: bytes that are not UTF-8.
    #[error("byte {byte_offset} in line {line} is not UTF-8")]
    NotUtf8 {
        /// Where, from 0.
        byte_offset: u64,
        /// The line.
        line: u64,
    },
    /// The machine: reading failed.
    #[error("cannot read the table")]
    Read {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The source: a record is longer than any real one; most often a quote that is never closed.
    #[error("record that begins in line {line} is longer than {} KiB", super::MAX_RECORD_BYTES >> 10)]
    RecordTooLong {
        /// Where it begins.
        line: u64,
    },
    /// The source: a row has more or fewer cells than the header.
    #[error("row {row} in line {line} has {found} cells, the header has {expected}")]
    RowCells {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
        /// Where the row begins.
        line: u64,
        /// The row, from 1 for the first under the header.
        row: u64,
    },
    /// The source: text stands between a closing quote and the next comma.
    #[error("cell {cell} of the record that begins in line {line} goes on after its closing quote")]
    TextAfterQuote {
        /// The cell, from 1.
        cell: usize,
        /// Where the record begins.
        line: u64,
    },
    /// The source: more columns than any table has.
    #[error("table has more than {} columns", super::MAX_COLUMNS)]
    TooManyColumns,
    /// The permit: more rows than were approved.
    #[error("table has more than the {approved} rows that were approved")]
    TooManyRows {
        /// How many were approved.
        approved: u64,
    },
    /// The source: it ends inside a character.
    #[error("text ends inside a character in line {line}: the file is cut off")]
    Truncated {
        /// The line.
        line: u64,
    },
    /// The source: bytes that CP932 leaves free; Shift_JIS-2004 has characters there.
    #[error(
        "byte {byte_offset} in line {line}: code {code:04X} is no character of CP932; Shift_JIS-2004 may have one \
         there"
    )]
    UnassignedInCp932 {
        /// Where, from 0.
        byte_offset: u64,
        /// The two bytes.
        code: u16,
        /// The line.
        line: u64,
    },
    /// The source: a quoted cell never ends.
    #[error("quoted cell of the record that begins in line {line} never ends: the file is cut off")]
    UnclosedQuote {
        /// Where the record begins.
        line: u64,
    },
    /// The copy: CP932 lacks a character.
    #[error("U+{:04X} in field `{field}` in line {line} has no code in CP932", u32::from(*character))]
    Unencodable {
        /// The character.
        character: char,
        /// The heading of its column.
        field: String,
        /// Where its row begins.
        line: u64,
    },
    /// The source: a workbook that cannot be read.
    #[error("workbook cannot be read")]
    Workbook {
        /// Why.
        #[source]
        source: calamine::Error,
    },
    /// The source: a workbook that needs a password.
    #[error("workbook is protected by a password")]
    WorkbookEncrypted,
    /// The source: a workbook larger than is read.
    #[error("workbook is larger than {} MiB", super::MAX_WORKBOOK_BYTES >> 20)]
    WorkbookTooLarge,
    /// The machine: writing failed.
    #[error("cannot write the copy")]
    Write {
        /// Why.
        #[source]
        source: io::Error,
    },
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn near(suggested: &[(String, String)]) -> String {
    suggested.iter().map(|(wanted, found)| format!(" (`{wanted}`: near `{found}`)")).collect()
}
