//! The papers of the office, filled from typed data: a page to print, and a workbook or CSV file where it is a ledger.
//!
//! A page is one self-contained file for A4: no script, no font and no picture from outside. What is not known stays
//! an empty box, so that a paper can also be filled in by hand.

mod access_matrix;
mod application;
mod certificate;
mod code;
mod html;
mod incident;
mod lending_ledger;
mod media_ledger;
mod place_check;
mod plan;
mod seal_receipt;

use jiff::civil::{Date, DateTime};

pub use access_matrix::{AccessMatrix, Held, MatrixLine};
pub use application::{
    Application, Approval, Decision, Protection, RecordNumber, Stage, StandsIn, Transport, Verdict, Window,
};
pub use certificate::{
    ErasureCertificate, KeyGone, KeyLevel, MediumOverwritten, ReadBackFrom, WorkingCopiesSaid,
};
pub use code::Code;
pub use incident::{Certainty, Contact, Holder, Incident, Moment, Report};
pub use lending_ledger::{LendingLedger, LendingLine};
pub use media_ledger::{MediaLedger, MediaLine, Standing};
pub use place_check::{CheckLine, Checked, Expected, Finding, Place, PlaceCheck};
pub use plan::{PlanRisk, PlanSigned, PlanStage, PlanStep, SafetyPlan};
pub use seal_receipt::SealReceipt;

use crate::era;

/// The language of a paper or a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Japanese.
    Ja,
}

/// The line at the foot of every paper: which state of the record it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    /// When it was printed, in local time.
    pub printed: DateTime,
    /// Events in the record at that moment.
    pub record_size: u64,
    /// The first characters of the checkpoint's root hash.
    pub root: String,
    /// The name of the local time, such as `JST`.
    pub zone: String,
}

/// Data that left or shall leave, as a permit lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// The fields of each row, such as 氏名.
    pub fields: Vec<String>,
    /// Its name.
    pub name: String,
    /// How many people are in it.
    pub people: Option<u64>,
    /// How many rows it has.
    pub rows: Option<u64>,
}

impl Language {
    /// Gives the tag for `lang` attributes.
    pub fn tag(self) -> &'static str {
        self.pick("ja", "en")
    }

    /// Gives the text in this language.
    pub(crate) fn pick<'a>(self, japanese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::En => english,
            Self::Ja => japanese,
        }
    }

    /// Writes a day in full: 令和8年6月21日（日）.
    pub(crate) fn day(self, date: Date) -> String {
        match self {
            Self::En => date.strftime("%A, %-d %B %Y").to_string(),
            Self::Ja => era::date_with_weekday(date),
        }
    }

    /// Writes a day and a time in full: 令和8年6月21日（日）17時40分.
    pub(crate) fn moment(self, moment: DateTime) -> String {
        match self {
            Self::En => moment.strftime("%A, %-d %B %Y, %H:%M").to_string(),
            Self::Ja => format!("{}{}", era::date_with_weekday(moment.date()), era::time(moment.time())),
        }
    }

    /// Writes a day for a narrow cell: R8.6.21.
    fn short_day(self, date: Date) -> String {
        match self {
            Self::En => date.to_string(),
            Self::Ja => era::short(date),
        }
    }

    /// Writes a day and a time for a narrow cell: R8.6.21 17:40.
    fn short_moment(self, moment: DateTime) -> String {
        format!("{} {}", self.short_day(moment.date()), clock(moment))
    }

    /// Writes a number of people: 460,517人.
    fn people(self, people: u64) -> String {
        match (self, people) {
            (Self::En, 1) => "1 person".to_owned(),
            (Self::En, _) => format!("{} people", grouped(people)),
            (Self::Ja, _) => format!("{}人", grouped(people)),
        }
    }
}

/// Lists datasets with what is in them; without any there is one empty line to fill in.
fn dataset_table(datasets: &[Dataset], language: Language) -> html::Markup {
    let heads = [
        language.pick("データ", "Dataset"),
        language.pick("項目", "Fields"),
        language.pick("人数", "People"),
        language.pick("件数", "Rows"),
    ];
    let count = |number: Option<u64>| html::cell("number", &number.map(grouped).unwrap_or_default());
    let line = |data: &Dataset| {
        let fields = html::cell("", &data.fields.join(language.pick("、", ", ")));
        html::row([html::row_head("", &data.name), fields, count(data.people), count(data.rows)])
    };
    let mut lines: Vec<_> = datasets.iter().map(line).collect();
    if lines.is_empty() {
        lines.push(html::row(heads.map(|_| html::cell("", ""))));
    }
    html::table("frame", &heads, lines)
}

/// Writes a number with a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(position);
        if position > 0 && left % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a time for a narrow cell.
fn clock(moment: DateTime) -> String {
    moment.strftime("%H:%M").to_string()
}

/// Writes a day and a time for programs, as spreadsheets read them.
fn plain_moment(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Writes a capacity in the largest unit that gives a whole number.
fn capacity(bytes: u64) -> String {
    let units =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];
    let whole = units.into_iter().find(|(_, unit)| bytes.checked_rem(*unit) == Some(0));
    let (name, unit) = whole.unwrap_or(("B", 1));
    format!("{}{name}", grouped(bytes.checked_div(unit).unwrap_or(bytes)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_and_capacities_read_as_on_a_paper() {
        let numbers =
            [(0, "0"), (999, "999"), (1_000, "1,000"), (460_517, "460,517"), (29_501_005, "29,501,005")];
        for (number, text) in numbers {
            assert_eq!(grouped(number), text);
        }
        let capacities = [(16_000_000_000, "16GB"), (512_000_000, "512MB"), (15_728_643, "15,728,643B")];
        for (bytes, text) in capacities {
            assert_eq!(capacity(bytes), text);
        }
    }

    #[test]
    fn days_and_times_follow_the_language() {
        let moment = date(2026, 6, 21).at(17, 40, 0, 0);
        assert_eq!(Language::Ja.moment(moment), "令和8年6月21日（日）17時40分");
        assert_eq!(Language::En.moment(moment), "Sunday, 21 June 2026, 17:40");
        assert_eq!(Language::Ja.short_moment(moment), "R8.6.21 17:40");
        assert_eq!(Language::En.short_moment(moment), "2026-06-21 17:40");
    }
}
