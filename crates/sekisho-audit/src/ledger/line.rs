//! Reads one line of a ledger and finds what is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::column::Columns;
use super::value::{self, DateRead};
use super::{Field, MediumRow, Problem, Status, code};
use crate::table::{Row, cell_name};
use crate::{era, fold};

/// Most characters of an id.
const NUMBER_LIMIT: usize = 32;

/// Numbers and serial numbers of the lines above, each with the cell where it first stood.
#[derive(Debug, Default)]
pub(super) struct Seen {
    numbers: BTreeMap<String, String>,
    serials: BTreeMap<String, String>,
}

/// Reads a line; without a number there is no medium to speak of.
pub(super) fn read(
    row: &Row,
    columns: &Columns,
    seen: &mut Seen,
    today: Date,
) -> (Option<MediumRow>, Vec<Problem>) {
    let mut line = Line { columns, problems: Vec::new(), row, today };
    let number = line.number(seen);
    let dates = line.dates();
    let (status, status_field) = line.status(&number, &dates);
    let serial = line.serial(&number, status, seen);
    let capacity_bytes = line.capacity();
    line.private_characters();
    let text = |field| line.text(field).to_owned();
    let medium = MediumRow {
        borrower: text(Field::Borrower),
        capacity_bytes,
        due: dates.due,
        keeper: text(Field::Keeper),
        label: text(Field::Label),
        lent: dates.lent,
        line: row.number,
        number,
        place: text(Field::Place),
        product: text(Field::Product),
        registered: dates.registered,
        remarks: text(Field::Remarks),
        returned: dates.returned,
        section: text(Field::Section),
        serial,
        status,
        status_cell: line.cell(status_field),
    };
    if status == Status::Destroyed {
        // What was destroyed enters no record, so that nothing about it has to be corrected first.
        for problem in &mut line.problems {
            problem.severity = problem.severity.min(super::Severity::Warning);
        }
    }
    let has_number = !medium.number.is_empty();
    // From left to right: `AA9` stands right of `Z9`.
    line.problems.sort_by_key(|problem| (problem.cell.len(), problem.cell.clone()));
    (has_number.then_some(medium), line.problems)
}

struct Line<'a> {
    columns: &'a Columns,
    problems: Vec<Problem>,
    row: &'a Row,
    today: Date,
}

struct Dates {
    due: Option<Date>,
    lent: Option<Date>,
    is_out: bool,
    registered: Option<Date>,
    returned: Option<Date>,
}

impl Line<'_> {
    fn number(&mut self, seen: &mut Seen) -> String {
        let typed = self.text(Field::Number).to_owned();
        let number = fold::number(&typed);
        if number.is_empty() {
            self.report(Field::Number, code::MISSING_NUMBER);
            return number;
        }
        if number != typed {
            let folded = self.at(Field::Number, code::NUMBER_FOLDED).marked_notice();
            self.problems.push(folded.with("typed", typed).with("number", number.as_str()));
        }
        let stranger = |character: &char| !character.is_ascii_alphanumeric() && !"-._".contains(*character);
        if let Some(character) = number.chars().find(stranger) {
            let problem = self.at(Field::Number, code::NUMBER_CHARACTER);
            self.problems.push(problem.with("number", number.as_str()).with("character", character));
        }
        if number.chars().count() > NUMBER_LIMIT {
            let problem = self.at(Field::Number, code::NUMBER_TOO_LONG);
            self.problems
                .push(problem.with("number", number.as_str()).with("limit", NUMBER_LIMIT.to_string()));
        }
        // Whatever the case: two stickers `USB-1` and `usb-1` are mixed up on the first busy day.
        let first = first_place(&mut seen.numbers, &number, self.cell(Field::Number));
        if let Some(first) = first {
            let problem = self.at(Field::Number, code::DUPLICATE_NUMBER);
            self.problems.push(problem.with("number", number.as_str()).with("first", first));
        }
        number
    }

    fn serial(&mut self, number: &str, status: Status, seen: &mut Seen) -> String {
        let typed = self.text(Field::Serial);
        // Offices fill an empty cell with a dash or 不明.
        let serial = Some(fold::number(typed))
            .filter(|serial| !matches!(serial.as_str(), "-" | "不明" | "なし" | "無"));
        let serial = serial.unwrap_or_default();
        if serial.is_empty() {
            let problem = self.at(Field::Serial, code::MISSING_SERIAL).with("number", number);
            // What is not there has no number to be read from.
            let is_gone = matches!(status, Status::Destroyed | Status::Lent | Status::Lost);
            self.problems.push(if is_gone { problem.marked_warning() } else { problem });
            return serial;
        }
        if is_rounded(&serial) {
            let problem = self.at(Field::Serial, code::SERIAL_ROUNDED).with("typed", typed);
            self.problems.push(problem);
        }
        let first = first_place(&mut seen.serials, &serial, self.cell(Field::Serial));
        if let Some(first) = first {
            let problem = self.at(Field::Serial, code::DUPLICATE_SERIAL);
            self.problems.push(problem.with("serial", serial.as_str()).with("first", first));
        }
        serial
    }

    fn dates(&mut self) -> Dates {
        let (lent, returned) = (self.past_date(Field::Lent), self.past_date(Field::Returned));
        let is_written = |field| !is_none_sign(self.text(field));
        // Lent, and neither returned since nor on that day; a month is as good as a day where there is no other.
        let is_out = match (lent, returned) {
            (Some(lent), Some(returned)) => returned < lent,
            _ => is_written(Field::Lent) && !is_written(Field::Returned),
        };
        Dates {
            due: self.date(Field::Due),
            is_out,
            lent,
            registered: self.past_date(Field::Registered),
            returned,
        }
    }

    fn past_date(&mut self, field: Field) -> Option<Date> {
        let date = self.date(field)?;
        if date > self.today {
            let problem = self.at_date(field, code::FUTURE_DATE);
            self.problems.push(problem.with("date", date.to_string()).with("today", self.today.to_string()));
        }
        Some(date)
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        let typed = self.text(field);
        if is_none_sign(typed) {
            return None;
        }
        match value::date(typed) {
            DateRead::Day(date) => Some(date),
            DateRead::OutsideEra(date) => {
                let problem = self.at(field, code::OUTSIDE_ERA).with("typed", typed).marked_warning();
                self.problems.push(problem.with("date", date.to_string()).with("japanese", era::date(date)));
                Some(date)
            }
            DateRead::Unreadable => {
                let problem = self.at_date(field, code::UNREADABLE_DATE).with("typed", typed);
                self.problems.push(problem);
                None
            }
            DateRead::WithoutDay => {
                let problem = self.at_date(field, code::DATE_WITHOUT_DAY).with("typed", typed);
                self.problems.push(problem.marked_warning());
                None
            }
        }
    }

    /// Reads the status and the field that says it; without one the dates of the last loan decide.
    fn status(&mut self, number: &str, dates: &Dates) -> (Status, Field) {
        let typed = self.text(Field::Status);
        let guess = if dates.is_out { (Status::Lent, Field::Lent) } else { (Status::InStore, Field::Status) };
        if is_none_sign(typed) {
            return guess;
        }
        let Some(status) = value::status(typed) else {
            let problem = self.at(Field::Status, code::UNREADABLE_STATUS).with("typed", typed);
            self.problems.push(problem);
            return guess;
        };
        if status == Status::InStore && dates.is_out {
            let lent = dates.lent.map_or_else(|| self.text(Field::Lent).to_owned(), |date| date.to_string());
            let problem = self.at(Field::Status, code::STATUS_AGAINST_DATES).with("number", number);
            self.problems.push(problem.with("lent", lent).marked_warning());
        }
        (status, Field::Status)
    }

    fn capacity(&mut self) -> Option<u64> {
        let typed = self.text(Field::Capacity);
        if is_none_sign(typed) {
            return None;
        }
        let capacity = value::capacity(typed, &self.columns.capacity_unit);
        if capacity.is_none() {
            let problem = self.at(Field::Capacity, code::UNREADABLE_CAPACITY).with("typed", typed);
            self.problems.push(problem);
        }
        capacity
    }

    /// Finds gaiji: characters of the private use area, which CP932 carries and only one computer can show.
    fn private_characters(&mut self) {
        for cell in self.row.filled() {
            let private = |character: &char| ('\u{E000}'..='\u{F8FF}').contains(character);
            if let Some(character) = cell.text.chars().find(private) {
                let codepoint = format!("U+{:04X}", u32::from(character));
                let problem = Problem::at(self.row, cell.column, code::PRIVATE_CHARACTER);
                self.problems.push(problem.with("codepoint", codepoint).marked_warning());
            }
        }
    }

    fn text(&self, field: Field) -> &str {
        self.columns.of(field).map_or("", |column| self.row.text(column))
    }

    fn at(&self, field: Field, code: &'static str) -> Problem {
        Problem { cell: self.cell(field), ..Problem::whole(code) }
    }

    /// A problem with a date, by the office's own heading.
    fn at_date(&self, field: Field, code: &'static str) -> Problem {
        self.at(field, code).with("field", field.key()).with("heading", self.columns.heading(field))
    }

    fn report(&mut self, field: Field, code: &'static str) {
        let problem = self.at(field, code);
        self.problems.push(problem);
    }

    /// Names the cell of a field; where the ledger has no such column, the number's cell stands for the line.
    fn cell(&self, field: Field) -> String {
        let column = self.columns.of(field).or_else(|| self.columns.of(Field::Number)).unwrap_or(0);
        cell_name(column, self.row.number)
    }
}

/// Remembers a value, or gives the cell where it stood before.
fn first_place(seen: &mut BTreeMap<String, String>, value: &str, cell: String) -> Option<String> {
    let key = fold::word(value);
    let known = seen.get(&key).cloned();
    if known.is_none() {
        seen.insert(key, cell);
    }
    known
}

/// Tells `1.23457E+14`, to which a spreadsheet rounds a long serial number, from one that merely contains an E.
fn is_rounded(serial: &str) -> bool {
    serial.split_once("E+").is_some_and(|(mantissa, exponent)| {
        mantissa.contains('.')
            && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && exponent.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Tells whether a cell is empty, or holds a dash that says so.
fn is_none_sign(text: &str) -> bool {
    matches!(fold::number(text).as_str(), "" | "-" | "ー" | "―" | "なし")
}
