//! The earliest and the latest date of each date field, seen while a table passes: "since when" without a single row.
//!
//! A field counts as one of dates if every value of it is a date, or if its heading says so; then what is no date is counted
//! and not told. Of anything else nothing is kept. Eight digits alone are a date only under such a heading: they could be a
//! number that names a person.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sekisho_core::document::Extract;
use sekisho_core::less::mask_of;
use serde::{Deserialize, Deserializer, Serialize};

use crate::fingerprint::date_of;
use crate::table::Row;

/// A day: year, month, day.
type Day = (u32, u32, u32);

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

/// Reads the dates of a manifest.
///
/// Shape: a list; in boxes that were sealed before names of fields could be any words, each span stands under its field's name.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<DateSpan>, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Span {
        from: String,
        #[serde(default)]
        others: u64,
        to: String,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        ByName(BTreeMap<String, Span>),
        List(Vec<DateSpan>),
    }
    let named = |(field, Span { from, others, to })| DateSpan { field, from, others, to };
    Ok(match Written::deserialize(from)? {
        Written::ByName(spans) => spans.into_iter().map(named).collect(),
        Written::List(spans) => spans,
    })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What was seen of the approved fields of one table.
#[derive(Debug)]
pub(super) struct Dates {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    field: String,
    others: u64,
    seen: Seen,
    span: Option<(Day, Day)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Seen {
    /// Its heading says that it holds dates.
    Named,
    /// A value was no date: it is looked at no more.
    Not,
    /// Every value so far was a date.
    SoFar,
}

impl Dates {
    /// Looks at the fields that leave as they are: of what is masked or keyed nothing is told.
    pub(super) fn of(extract: &Extract) -> Self {
        let column = |field: &String| {
            let hidden = !extract.form.is_table() || mask_of(&extract.masks, field).is_some();
            let seen = match hidden {
                true => Seen::Not,
                false if says_date(field) => Seen::Named,
                false => Seen::SoFar,
            };
            Column { field: field.clone(), others: 0, seen, span: None }
        };
        Self { columns: extract.fields.iter().map(column).collect() }
    }

    pub(super) fn see(&mut self, row: &Row<'_>) {
        for (place, column) in self.columns.iter_mut().enumerate() {
            if column.seen != Seen::Not {
                let value = row.field(place).unwrap_or(Cow::Borrowed(""));
                column.see(&value);
            }
        }
    }

    /// Gives the date fields with their spans.
    pub(super) fn spans(self) -> Vec<DateSpan> {
        let span = |column: Column| {
            let (from, to) = column.span.filter(|_| column.seen != Seen::Not)?;
            let (from, to) = (written(from), written(to));
            Some(DateSpan { field: column.field, from, others: column.others, to })
        };
        let mut spans: Vec<DateSpan> = self.columns.into_iter().filter_map(span).collect();
        spans.sort_by(|one, other| one.field.cmp(&other.field));
        spans
    }
}

impl Column {
    fn see(&mut self, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        let bare = value.chars().all(char::is_numeric);
        match date_of(value).filter(|_| self.seen == Seen::Named || !bare) {
            Some(day) => {
                self.span = Some(self.span.map_or((day, day), |(from, to)| (from.min(day), to.max(day))));
            }
            None if self.seen == Seen::Named => self.others = self.others.saturating_add(1),
            None => (self.seen, self.span) = (Seen::Not, None),
        }
    }
}

fn says_date(field: &str) -> bool {
    let lower = field.to_lowercase();
    field.contains('\u{65e5}') || ["date", "birth", "ymd"].iter().any(|word| lower.contains(word))
}

fn written((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(table: &[&[&str]]) -> Vec<(String, String, String, u64)> {
        let (heads, rows) = table.split_first().unwrap();
        let heads: Vec<String> = heads.iter().map(|&head| head.to_owned()).collect();
        let mut dates = Dates::of(&Extract::table("residents".parse().unwrap(), heads, 9));
        for row in rows {
            for (column, value) in dates.columns.iter_mut().zip(*row) {
                if column.seen != Seen::Not {
                    column.see(value);
                }
            }
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
