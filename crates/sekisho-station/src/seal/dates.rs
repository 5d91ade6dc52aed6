//! The earliest and the latest date of each date field, seen while a table passes: "since when" without a single row.
//!
//! A field counts as one of dates if every value of it is a date, or if its heading says so; then what is no date is counted
//! and not told. Of anything else nothing is kept. Eight digits alone are a date only under such a heading: they could be a
//! number that names a person.

use std::borrow::Cow;
use std::fmt;

use sekisho_core::document::Extract;
use sekisho_core::less::mask_of;
use serde::{Deserialize, Serialize};

use crate::fingerprint::date_of;
use crate::table::Row;

/// A day as the number `YYYYMMDD`: later ones are greater.
type Day = u32;

/// The earliest and the latest date of a field.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DateSpan {
    /// Which field.
    pub field: String,
    /// The earliest, as `YYYY-MM-DD`.
    pub from: String,
    /// How many values that are not empty are no date; left out if none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub others: u64,
    /// The latest, as `YYYY-MM-DD`.
    pub to: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What was seen of the approved fields of one table that may hold dates.
///
/// Its `Debug` shows how many fields there are, never a date.
pub struct Dates {
    columns: Vec<Column>,
}

impl fmt::Debug for Dates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dates").field("columns", &self.columns.len()).finish()
    }
}

struct Column {
    field: String,
    from: Day,
    /// Its heading says that it holds dates.
    is_named: bool,
    others: u64,
    /// Its place among the approved fields.
    place: usize,
    /// Below `from` before the first date.
    to: Day,
}

impl Dates {
    /// Looks at the fields that leave as they are: of what is masked or keyed nothing is told.
    pub fn of(extract: &Extract) -> Self {
        let is_seen = |field: &String| extract.form.is_table() && mask_of(&extract.masks, field).is_none();
        let column = |(place, field): (usize, &String)| Column {
            field: field.clone(),
            from: Day::MAX,
            is_named: says_date(field),
            others: 0,
            place,
            to: Day::MIN,
        };
        let fields = extract.fields.iter().enumerate();
        Self { columns: fields.filter(|(_, field)| is_seen(field)).map(column).collect() }
    }

    /// Looks at a row; a field that turns out to hold something else is looked at no more.
    pub fn see(&mut self, row: &Row<'_>) {
        let mut at = 0;
        while let Some(column) = self.columns.get_mut(at) {
            let value = row.field(column.place).unwrap_or(Cow::Borrowed(""));
            if column.takes(&value) {
                at += 1;
            } else {
                self.columns.remove(at);
            }
        }
    }

    /// Gives the date fields with their spans.
    pub fn spans(self) -> Vec<DateSpan> {
        let span = |column: Column| {
            let (from, to) = (written(column.from), written(column.to));
            DateSpan { field: column.field, from, others: column.others, to }
        };
        let seen = self.columns.into_iter().filter(|column| column.from <= column.to);
        let mut spans: Vec<DateSpan> = seen.map(span).collect();
        spans.sort_by(|one, other| one.field.cmp(&other.field));
        spans
    }
}

impl Column {
    /// Takes a value; tells whether this can still be a field of dates.
    fn takes(&mut self, value: &str) -> bool {
        let is_number = |value: &str| value.chars().all(char::is_numeric);
        match date_of(value) {
            Some((year, month, day)) if self.is_named || !is_number(value) => {
                let day = year * 10_000 + month * 100 + day;
                (self.from, self.to) = (self.from.min(day), self.to.max(day));
                true
            }
            _ if value.trim().is_empty() => true,
            _ => {
                self.others = self.others.saturating_add(1);
                self.is_named
            }
        }
    }
}

fn says_date(field: &str) -> bool {
    let lower = field.to_lowercase();
    field.contains('\u{65e5}') || ["date", "birth", "ymd"].iter().any(|word| lower.contains(word))
}

fn written(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(table: &[&[&str]]) -> Vec<(String, String, String, u64)> {
        let (heads, rows) = table.split_first().unwrap();
        let heads: Vec<String> = heads.iter().map(|&head| head.to_owned()).collect();
        let mut dates = Dates::of(&Extract::table("residents".parse().unwrap(), heads, 9));
        for row in rows {
            dates.columns.retain_mut(|column| column.takes(row[column.place]));
        }
        let one = |span: DateSpan| (span.field, span.from, span.to, span.others);
        dates.spans().into_iter().map(one).collect()
    }

    fn span(field: &str, from: &str, to: &str, others: u64) -> (String, String, String, u64) {
        (field.to_owned(), from.to_owned(), to.to_owned(), others)
    }

    #[test]
    fn dates_in_the_ways_of_offices_have_an_earliest_and_a_latest() {
        let table: [&[&str]; 5] = [
            &["生年月日", "moved", "registered"],
            &["昭和55年10月6日", "2024-02-29", "2026/6/1"],
            &["Ｓ３０．１．２", "", "2025.12.31"],
            &["19991231", "1999-01-01", "令和元年5月1日"],
            &["2001-01-01", "2024-03-01", "2026-06-01"],
        ];
        let expected = [
            span("moved", "1999-01-01", "2024-03-01", 0),
            span("registered", "2019-05-01", "2026-06-01", 0),
            span("生年月日", "1955-01-02", "2001-01-01", 0),
        ];
        assert_eq!(spans(&table), expected);
    }

    #[test]
    fn nothing_but_dates_is_told() {
        let table: [&[&str]; 4] = [
            &["code", "remark", "amount", "生年月日", "日付", "empty"],
            &["19801006", "2020-01-01", "19800101", "不詳", "2023-02-29", ""],
            &["19801007", "moved 2020", "19800102", "1980-10-06", "2023-13-01", ""],
            &["19801008", "2020-01-03", "20", "1979-01-01", "x", ""],
        ];
        // Numbers of eight digits, texts that are dates now and then, days that do not exist, and empty fields have no span.
        assert_eq!(spans(&table), [span("生年月日", "1979-01-01", "1980-10-06", 1)]);
    }
}
