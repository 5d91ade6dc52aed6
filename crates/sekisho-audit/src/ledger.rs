//! Reads the USB ledger that an office already has, and lists every problem in it by cell.
//!
//! Nothing is corrected silently: what was folded, guessed from dates or taken from an earlier era comes back as a
//! problem of severity [`Severity::Notice`] or [`Severity::Warning`].

pub mod code;
mod column;
mod heading;
mod line;
mod value;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use column::Mapping;
pub use heading::Field;
pub use value::Status;
pub(crate) use value::{DateRead, date};

use crate::Fault;
use crate::table::{Header, Row, Sheet, Table};

/// One medium, as its line in the ledger describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediumRow {
    /// Who has it on loan, as written (貸与者).
    pub borrower: String,
    /// Bytes it can hold (容量).
    ///
    /// Units: decimal, as makers count: 16 GB is 16,000,000,000.
    pub capacity_bytes: Option<u64>,
    /// The day it is due back (返却期限).
    pub due: Option<Date>,
    /// Who keeps it, as written (管理者).
    pub keeper: String,
    /// What its sticker says (シール, ラベル).
    pub label: String,
    /// The day it was last lent (貸与日).
    pub lent: Option<Date>,
    /// The row as a spreadsheet shows it, from 1.
    pub line: u32,
    /// Its number, folded into the form that ids have (管理番号); of what is destroyed it may be none.
    pub number: String,
    /// Where it is kept (保管場所).
    pub place: String,
    /// Maker and product (製品名).
    pub product: String,
    /// The day it was registered (登録日).
    pub registered: Option<Date>,
    /// What is noted about it (備考).
    pub remarks: String,
    /// The day it last came back (返却日).
    pub returned: Option<Date>,
    /// Whose it is (所属).
    pub section: String,
    /// The serial number of the maker, folded (製造番号); empty only for a medium that is destroyed, lent or lost.
    pub serial: String,
    /// Whether it may be used (状態).
    pub status: Status,
    /// The cell that says so, such as `G12`: of the loan where no status stands, of the number where neither does.
    pub status_cell: String,
}

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was read differently from how it was typed; nothing to do.
    Notice,
    /// The line is taken over, but somebody should look.
    Warning,
    /// The line cannot be taken over until it is corrected.
    Error,
}

/// One thing that is wrong or remarkable, at one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What the sentence about it needs; `cell` is not repeated here.
    pub arguments: BTreeMap<&'static str, String>,
    /// The cell, such as `B12`; empty if the whole table is meant.
    pub cell: String,
    /// The code under which its sentence is kept: one of [`code::ALL`].
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
}

/// A heading of the ledger and the field it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedColumn {
    /// The cell of the heading, such as `B3`.
    pub cell: String,
    /// What the column is read as; none if it is left out.
    pub field: Option<Field>,
    /// The heading as written.
    pub heading: String,
}

/// What a ledger gave: a dry run, and the rows to enter if the office agrees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Every heading and what became of it.
    pub columns: Vec<MappedColumn>,
    /// Every problem, from top to bottom and left to right.
    pub problems: Vec<Problem>,
    /// The lines without an error of their own.
    pub rows: Vec<MediumRow>,
}

impl Import {
    /// Reads a ledger.
    ///
    /// Shape: the header may stand below title lines; blank rows, repeated headers and closing notes are passed over.
    /// Units: `today` is the local date; a registration, loan or return after it is an error.
    pub fn read(sheet: Sheet, mapping: &Mapping, today: Date) -> Self {
        let is_known = |text: &str| mapping.knows(text);
        let Ok(table) = sheet.into_table(Header::Known(&is_known)) else {
            return Self::refused(Problem::whole(code::NO_HEADER));
        };
        Self::read_table(&table, mapping, today)
    }

    /// Reads a ledger from the bytes of a CSV file or a workbook, whichever they are.
    ///
    /// Errors: those of [`Sheet::from_csv`] and [`Sheet::from_workbook`].
    pub fn read_bytes(bytes: &[u8], mapping: &Mapping, today: Date) -> Result<Self, Fault> {
        let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
        let sheet = if is_workbook {
            Sheet::from_workbook(bytes, None)?
        } else {
            Sheet::from_csv(bytes, crate::table::Encoding::Detect)?
        };
        Ok(Self::read(sheet, mapping, today))
    }

    /// Tells whether some line cannot be taken over.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    fn read_table(table: &Table, mapping: &Mapping, today: Date) -> Self {
        let (columns, mut problems) = column::map(&table.header, mapping);
        let mut import = Self { columns: columns.report(&table.header), ..Self::default() };
        if columns.of(Field::Number).is_none() {
            let headings = table.header.filled().map(|cell| cell.text.trim()).collect::<Vec<_>>().join("、");
            problems.push(Problem::whole(code::NO_NUMBER_COLUMN).with("headings", headings));
            return Self { problems, ..import };
        }
        let mut seen = line::Seen::default();
        for row in table.rows.iter().filter(|row| !is_passed_over(row, &table.header, &columns)) {
            let (medium, found) = line::read(row, &columns, &mut seen, today);
            import
                .rows
                .extend(medium.filter(|_| found.iter().all(|problem| problem.severity < Severity::Error)));
            problems.extend(found);
        }
        Self { problems, ..import }
    }

    fn refused(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }
}

impl Problem {
    fn at(row: &Row, column: u32, code: &'static str) -> Self {
        Self { cell: crate::table::cell_name(column, row.number), ..Self::whole(code) }
    }

    fn whole(code: &'static str) -> Self {
        Self { arguments: BTreeMap::new(), cell: String::new(), code, severity: Severity::Error }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.insert(name, value.into());
        self
    }

    fn marked_warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    fn marked_notice(self) -> Self {
        Self { severity: Severity::Notice, ..self }
    }
}

/// Passes over what a ledger holds besides its lines: blank rows, the header repeated on the next printed page, and
/// a note such as 以下余白 or ※.
fn is_passed_over(row: &Row, header: &Row, columns: &column::Columns) -> bool {
    let repeats_header = columns.of(Field::Number).is_some_and(|column| {
        let heading = crate::fold::word(header.text(column));
        crate::fold::word(row.text(column)) == heading
    });
    let mut filled = row.filled();
    let is_note = match (filled.next(), filled.next()) {
        (Some(only), None) => {
            let text = crate::fold::word(&only.text);
            text == "以下余白" || text == "以上" || text.starts_with('※') || text.starts_with("(注")
        }
        _ => false,
    };
    row.is_blank() || repeats_header || is_note
}

#[cfg(test)]
mod tests;
