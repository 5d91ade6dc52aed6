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
    let status = line.status(&number, &dates);
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
    };
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
    registered: Option<Date>,
    returned: Option<Date>,
}

impl Dates {
    /// Lent, and neither returned since nor on that day.
    fn is_out(&self) -> bool {
        self.lent.is_some_and(|lent| self.returned.is_none_or(|returned| returned < lent))
    }
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
            let is_gone = matches!(status, Status::Destroyed | Status::Lost);
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
        Dates {
            due: self.date(Field::Due),
            lent: self.past_date(Field::Lent),
            registered: self.past_date(Field::Registered),
            returned: self.past_date(Field::Returned),
        }
    }

    fn past_date(&mut self, field: Field) -> Option<Date> {
        let date = self.date(field)?;
        if date > self.today {
            let problem = self.at(field, code::FUTURE_DATE).with("field", field.key());
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
                let problem =
                    self.at(field, code::UNREADABLE_DATE).with("field", field.key()).with("typed", typed);
                self.problems.push(problem);
                None
            }
        }
    }

    /// Reads the status; without one the dates of the last loan decide.
    fn status(&mut self, number: &str, dates: &Dates) -> Status {
        let typed = self.text(Field::Status);
        let lent = dates.lent.map(|date| date.to_string()).unwrap_or_default();
        let guess = if dates.is_out() { Status::Lent } else { Status::InStore };
        let status = if is_none_sign(typed) {
            guess
        } else if let Some(status) = value::status(typed) {
            status
        } else {
            let problem = self.at(Field::Status, code::UNREADABLE_STATUS).with("typed", typed);
            self.problems.push(problem);
            return guess;
        };
        let code = match status {
            Status::Destroyed => Some(code::MEDIUM_DESTROYED),
            Status::Lent => Some(code::MEDIUM_LENT),
            Status::Lost => Some(code::MEDIUM_LOST),
            Status::InStore if dates.is_out() => Some(code::STATUS_AGAINST_DATES),
            Status::Broken | Status::InStore => None,
        };
        // Where the status was guessed, the loan date is the cell to look at.
        let field = if is_none_sign(typed) { Field::Lent } else { Field::Status };
        let problem = code.map(|code| self.at(field, code).with("number", number));
        self.problems.extend(problem.map(|problem| match status {
            Status::Destroyed => problem.marked_notice(),
            Status::Lost => problem.marked_warning(),
            Status::Broken | Status::InStore | Status::Lent => problem.with("lent", lent).marked_warning(),
        }));
        status
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
