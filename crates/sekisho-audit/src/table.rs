//! Reads a table from the bytes of a CSV file or a workbook, and writes one.
//!
//! Every cell keeps the place where it stood, so that a message can say `B12`.

mod csv;
mod encoding;
mod listing;
mod workbook;

pub use encoding::Encoding;
pub use listing::{CsvEncoding, Listing};

use crate::Fault;

/// The most rows that are read: ten times the sticks of a whole prefecture (2,830 in Shimane, 2013) and their history.
pub const MAX_ROWS: u32 = 100_000;
/// The most columns that are read.
pub const MAX_COLUMNS: u32 = 1_000;
/// The most cells that are held in memory, empty ones between filled ones included.
pub const MAX_CELLS: u64 = 4_000_000;

/// Rows above the header that are looked through for it: title, date, section and seal boxes.
const HEADER_SEARCH_ROWS: usize = 30;

/// One cell and where it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The column, from 0.
    pub column: u32,
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// Its text, white space included.
    pub text: String,
}

impl Cell {
    /// Names the cell as a spreadsheet does, such as `B12`.
    pub fn name(&self) -> String {
        cell_name(self.column, self.row)
    }
}

/// One row of cells, from the first column on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells; cell `n` stands in column `n`.
    pub cells: Vec<Cell>,
    /// The line of the file where it begins, from 1; in a workbook the same as `number`.
    ///
    /// It differs from `number` in a CSV file once a quoted cell holds a line break.
    pub line: u64,
    /// The row as a spreadsheet shows it, from 1.
    pub number: u32,
}

impl Row {
    /// Tells whether no cell holds anything but white space.
    pub fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }

    /// Gives the text of a column without white space around it; empty where the row has no such cell.
    pub fn text(&self, column: u32) -> &str {
        let index = usize::try_from(column).unwrap_or(usize::MAX);
        self.cells.get(index).map_or("", |cell| cell.text.trim())
    }

    /// Gives the cells that hold more than white space.
    pub fn filled(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| !cell.text.trim().is_empty())
    }
}

/// All rows of a CSV file or of one sheet, before anybody has said which of them is the header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The rows in order, blank ones between filled ones included.
    pub rows: Vec<Row>,
}

/// A table: the header, the rows under it, and what stood above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The row of headings.
    pub header: Row,
    /// The rows under the header, blank ones included.
    pub rows: Vec<Row>,
    /// The rows above the header: a title, a date, a section.
    pub titles: Vec<Row>,
}

/// How the header is found.
#[derive(Clone, Copy)]
pub enum Header<'a> {
    /// It stands in this row of the spreadsheet, from 1.
    At(u32),
    /// It is the first row that is filled nearly as well as the fullest one.
    Fullest,
    /// It is the row with the most headings that this function knows, at least two.
    Known(&'a dyn Fn(&str) -> bool),
}

impl std::fmt::Debug for Header<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(row) => formatter.debug_tuple("At").field(row).finish(),
            Self::Fullest => formatter.write_str("Fullest"),
            Self::Known(_) => formatter.write_str("Known"),
        }
    }
}

impl Sheet {
    /// Reads comma-separated values.
    ///
    /// Shape: lines end in LF, CRLF or CR; a cell in quotes may hold line breaks; one trailing 0x1A is dropped; the
    /// apostrophe that [`Listing::to_csv`] puts before a formula is taken off again.
    /// Errors: [`Fault::NotUtf8`], [`Fault::NotCp932`], [`Fault::Truncated`], [`Fault::UnclosedQuote`],
    /// [`Fault::NotCsv`], [`Fault::AlreadyDamaged`], [`Fault::TooLarge`].
    /// Source: RFC 4180, loosened as spreadsheets loosen it.
    pub fn from_csv(bytes: &[u8], encoding: Encoding) -> Result<Self, Fault> {
        let text = encoding::decode(bytes, encoding)?;
        Self { rows: csv::parse(&text)? }.checked()
    }

    /// Reads one sheet of a workbook (`.xlsx`, or the older `.xls`): the named one, or the first that is visible.
    ///
    /// Shape: dates become `2024-04-01`, whole numbers lose their `.0`, cells merged over several rows repeat.
    /// Units: a workbook is packed; a caller that takes files from strangers limits their bytes before.
    /// Errors: [`Fault::Workbook`], [`Fault::NoSheet`], [`Fault::Encrypted`], [`Fault::TooLarge`],
    /// [`Fault::AlreadyDamaged`].
    pub fn from_workbook(bytes: &[u8], name: Option<&str>) -> Result<Self, Fault> {
        Self { rows: workbook::read(bytes, name)? }.checked()
    }

    /// Splits the sheet into what stands above the header, the header, and the rows under it.
    ///
    /// Errors: [`Fault::NoHeader`].
    pub fn into_table(mut self, header: Header<'_>) -> Result<Table, Fault> {
        let index = self.header_index(header).ok_or(Fault::NoHeader)?;
        let mut from_header = self.rows.split_off(index);
        let rows = from_header.split_off(1);
        let header = from_header.pop().ok_or(Fault::NoHeader)?;
        Ok(Table { header, rows, titles: self.rows })
    }

    fn header_index(&self, header: Header<'_>) -> Option<usize> {
        let candidates = || self.rows.iter().take(HEADER_SEARCH_ROWS).enumerate();
        match header {
            Header::At(number) => {
                self.rows.iter().position(|row| row.number == number).filter(|_| !self.is_blank_at(number))
            }
            Header::Fullest => {
                let fullest =
                    candidates().map(|(_, row)| row.filled().count()).max().filter(|most| *most > 0)?;
                // Three fifths: a header names nearly every column, a title line fills one to three cells.
                let enough = fullest.saturating_mul(3).div_ceil(5);
                candidates().find(|(_, row)| row.filled().count() >= enough).map(|(index, _)| index)
            }
            Header::Known(is_known) => {
                let known = |row: &Row| row.filled().filter(|cell| is_known(&cell.text)).count();
                // The first of several equal ones: ledgers repeat their header on every printed page.
                candidates()
                    .map(|(index, row)| (known(row), std::cmp::Reverse(index)))
                    .max()
                    .filter(|(count, _)| *count >= 2)
                    .map(|(_, std::cmp::Reverse(index))| index)
            }
        }
    }

    fn is_blank_at(&self, number: u32) -> bool {
        self.rows.iter().any(|row| row.number == number && row.is_blank())
    }

    /// Refuses text that an earlier conversion has already damaged, and drops blank rows at the end.
    fn checked(mut self) -> Result<Self, Fault> {
        let damaged = self.rows.iter().flat_map(|row| &row.cells).find(|cell| cell.text.contains('\u{FFFD}'));
        if let Some(cell) = damaged {
            return Err(Fault::AlreadyDamaged { cell: cell.name() });
        }
        while self.rows.last().is_some_and(Row::is_blank) {
            self.rows.pop();
        }
        Ok(self)
    }
}

/// Names a cell as a spreadsheet does.
///
/// Units: `column` from 0, `row` from 1.
pub(crate) fn cell_name(column: u32, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = Some(column);
    while let Some(current) = rest {
        letters.push(char::from_u32(u32::from(b'A').saturating_add(current % 26)).unwrap_or('?'));
        rest = (current / 26).checked_sub(1);
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

fn too_large() -> Fault {
    Fault::TooLarge { cells: MAX_CELLS, columns: MAX_COLUMNS, rows: MAX_ROWS }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::from_csv(text.as_bytes(), Encoding::Detect).unwrap()
    }

    #[test]
    fn cells_are_named_as_a_spreadsheet_names_them() {
        let table = [
            (0, "A1"),
            (1, "B1"),
            (25, "Z1"),
            (26, "AA1"),
            (51, "AZ1"),
            (52, "BA1"),
            (701, "ZZ1"),
            (702, "AAA1"),
        ];
        for (column, name) in table {
            assert_eq!(cell_name(column, 1), name);
        }
    }

    #[test]
    fn header_is_found_below_title_lines() {
        let text = "USBメモリ管理台帳,,,\n,,令和8年4月1日現在,\n\n番号,製品,容量,備考\n1,X,16GB,\n";
        let table = sheet(text).into_table(Header::Fullest).unwrap();
        assert_eq!(table.header.number, 4);
        assert_eq!(table.titles.len(), 3);
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0].cells[2].name(), "C5");
    }

    #[test]
    fn known_headings_win_over_fuller_rows_and_the_first_of_equals_is_taken() {
        let known = |text: &str| ["番号", "製品"].contains(&text);
        let text = "所属,税務課,責任者,課長,印\n番号,製品,,,\n1,X,,,\n番号,製品,,,\n2,Y,,,\n";
        let table = sheet(text).into_table(Header::Known(&known)).unwrap();
        assert_eq!(table.header.number, 2);
        assert_eq!(table.rows.len(), 3);
    }

    #[test]
    fn sheet_without_a_header_is_refused() {
        for header in [Header::Fullest, Header::Known(&|_| false), Header::At(1), Header::At(7)] {
            let refusal = sheet("\n\n").into_table(header).unwrap_err();
            assert_eq!(refusal.code(), "table-no-header", "{header:?}");
        }
    }
}
