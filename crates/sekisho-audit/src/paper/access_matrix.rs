//! 権限一覧: who may enter what, use what and decide what, as a matrix to look through and to sign.

use jiff::civil::{Date, DateTime};

use super::html::{self, Marking, Markup, Orientation, cell, row, row_head};
use super::{Footer, Language};
use crate::Fault;
use crate::table::{CsvEncoding, Listing};

/// So many columns of rights have room beside the person on A4 landscape; more of them go into a further table.
const COLUMNS_ON_PAGE: usize = 8;

/// Since when somebody has something, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Since when, if the record knows it.
    pub since: Option<Date>,
    /// Until when; none without an end.
    pub until: Option<Date>,
}

/// One person with everything that they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixLine {
    /// When the employer last said that they are its people.
    pub confirmed: Option<DateTime>,
    /// Until when that counts.
    pub confirmed_until: Option<Date>,
    /// Their employer.
    pub employer: String,
    /// What they have, in the order of the columns.
    pub held: Vec<Option<Held>>,
    /// Their code.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// The title under which they work, in words.
    pub title: String,
}

/// The matrix, as it stands on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessMatrix {
    /// The day it shows.
    pub as_of: Date,
    /// Cards, accounts and roles, in words.
    pub columns: Vec<String>,
    /// The state of the record that it shows.
    pub footer: Footer,
    /// The people, in the order of their codes.
    pub lines: Vec<MatrixLine>,
    /// The office.
    pub office: String,
}

impl AccessMatrix {
    /// Writes the page to print, with a box for whoever looks through it.
    pub fn html(&self, language: Language) -> String {
        let parts = self.columns.len().div_ceil(COLUMNS_ON_PAGE).max(1);
        let tables = (0..parts).map(|part| self.page_table(part, language));
        let boxes: [(&str, String); 2] = [
            (language.pick("確認した方", "Looked through by"), String::new()),
            (language.pick("確認日", "On"), String::new()),
        ];
        let body = html::block("h1", "", html::text(title(language)))
            .and(html::block("div", "top", html::facts(&self.facts(language))))
            .and(tables.collect())
            .and(html::form(&boxes));
        html::page(language, Orientation::Landscape, Marking::None, title(language), body, &self.footer)
    }

    fn page_table(&self, part: usize, language: Language) -> Markup {
        let first = part.saturating_mul(COLUMNS_ON_PAGE);
        let shown = || self.columns.iter().skip(first).take(COLUMNS_ON_PAGE);
        let heads: Vec<&str> = fixed(language).into_iter().chain(shown().map(String::as_str)).collect();
        let lines = self.lines.iter().map(|line| {
            let fixed = [
                row_head("nowrap", &line.person),
                cell("", &line.person_name),
                cell("", &line.employer),
                cell("", &line.title),
                cell("", &confirmed(line, language)),
            ];
            let held = line.held.iter().skip(first).take(COLUMNS_ON_PAGE);
            let held = held.map(|held| cell("center nowrap", &page_held(*held, language)));
            row(fixed.into_iter().chain(held))
        });
        html::table("frame wide", &heads, lines)
    }

    /// Gives the table for a workbook or a CSV file; days are written for programs, so that they sort.
    pub fn listing(&self, language: Language) -> Listing {
        let heads = fixed(language).map(str::to_owned);
        let until = language.pick("雇用の申告の期限", "Employer's word until").to_owned();
        let header = heads.into_iter().chain([until]).chain(self.columns.iter().cloned()).collect();
        let rows = self.lines.iter().map(|line| {
            let plain = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            let fixed = [
                line.person.clone(),
                line.person_name.clone(),
                line.employer.clone(),
                line.title.clone(),
                line.confirmed.map(super::plain_moment).unwrap_or_default(),
                plain(line.confirmed_until),
            ];
            let held = line.held.iter().map(|held| held.map(plain_held).unwrap_or_default());
            fixed.into_iter().chain(held).collect()
        });
        Listing {
            header,
            rows: rows.collect(),
            sheet: language.pick("権限一覧", "Rights").to_owned(),
            title: Some(format!("{} {}", self.office, title(language)).trim().to_owned()),
        }
    }

    /// Writes a workbook.
    ///
    /// Errors: [`Fault::WorkbookWrite`].
    pub fn xlsx(&self, language: Language) -> Result<Vec<u8>, Fault> {
        self.listing(language).to_xlsx(self.footer.printed)
    }

    /// Writes a CSV file.
    ///
    /// Errors: [`Fault::Unencodable`].
    pub fn csv(&self, language: Language, encoding: CsvEncoding) -> Result<Vec<u8>, Fault> {
        self.listing(language).to_csv(encoding)
    }

    fn facts(&self, language: Language) -> [(&'static str, String); 3] {
        let (people, rights) = (self.lines.len(), self.columns.len());
        let counts = match language {
            Language::En => format!("{people} people, {rights} rights"),
            Language::Ja => format!("{people}人、{rights}種"),
        };
        [
            (language.pick("所管", "Office"), self.office.clone()),
            (language.pick("現在日", "As of"), language.day(self.as_of)),
            (language.pick("登録数", "Count"), counts),
        ]
    }
}

fn title(language: Language) -> &'static str {
    language.pick("入室証・利用者登録・役割の一覧", "Cards, accounts and roles")
}

fn fixed(language: Language) -> [&'static str; 5] {
    [
        language.pick("従事者", "Person"),
        language.pick("氏名", "Name"),
        language.pick("雇用主", "Employer"),
        language.pick("働き方", "Title"),
        language.pick("雇用主の最後の確認", "Last confirmed"),
    ]
}

fn confirmed(line: &MatrixLine, language: Language) -> String {
    let at = line.confirmed.map(|at| language.short_day(at.date()));
    let until = line.confirmed_until.map(|until| format!("〜{}", language.short_day(until)));
    [at, until].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn page_held(held: Option<Held>, language: Language) -> String {
    let Some(held) = held else { return String::new() };
    let since = held.since.map(|day| language.short_day(day));
    let until = held.until.map(|day| format!("〜{}", language.short_day(day)));
    let words = [since, until].into_iter().flatten().collect::<Vec<_>>().join("\n");
    if words.is_empty() { "○".to_owned() } else { words }
}

/// `2026-06-21/2027-03-31`, as ISO 8601 writes a stretch of time; `..` is open.
fn plain_held(held: Held) -> String {
    let day = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    format!("{}/{}", day(held.since), day(held.until))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn matrix(columns: usize) -> AccessMatrix {
        let held = |number: usize| {
            let since = Some(date(2026, 6, 21));
            number.is_multiple_of(2).then_some(Held { since, until: None })
        };
        AccessMatrix {
            as_of: date(2026, 6, 21),
            columns: (0..columns).map(|number| format!("right {number}")).collect(),
            footer: Footer {
                printed: date(2026, 6, 21).at(9, 0, 0, 0),
                record_size: 12,
                root: "00".to_owned(),
                zone: "JST".to_owned(),
            },
            lines: vec![MatrixLine {
                confirmed: Some(date(2026, 6, 20).at(8, 30, 0, 0)),
                confirmed_until: Some(date(2027, 6, 20)),
                employer: "<PRIME>".to_owned(),
                held: (0..columns).map(held).collect(),
                person: "C-1".to_owned(),
                person_name: "invented".to_owned(),
                title: "employed".to_owned(),
            }],
            office: "City".to_owned(),
        }
    }

    #[test]
    fn what_is_too_wide_for_the_page_goes_on_in_a_further_table() {
        for language in [Language::Ja, Language::En] {
            let page = matrix(20).html(language);
            assert_eq!(page.matches("<thead>").count(), 3, "{page}");
            assert!(page.contains("landscape") && page.contains("right 19") && !page.contains("<PRIME>"));
            assert_eq!(matrix(0).html(language).matches("<thead>").count(), 1);
        }
    }

    #[test]
    fn table_for_programs_has_every_right_as_a_column_with_its_days() {
        let listing = matrix(3).listing(Language::En);
        assert_eq!(listing.header.len(), 9);
        assert_eq!(
            listing.rows[0][4..],
            ["2026-06-20 08:30", "2027-06-20", "2026-06-21/..", "", "2026-06-21/.."]
        );
    }
}
