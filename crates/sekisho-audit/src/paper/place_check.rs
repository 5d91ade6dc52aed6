//! 所在確認表: what should lie in each place, to be ticked off at a stock-take.

use jiff::civil::{Date, DateTime};

use super::html::{self, Marking, Markup, Orientation, cell, row, row_head};
use super::{Footer, Language};

/// Where a medium should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// In this place.
    Here,
    /// Out on a permit.
    Out {
        /// When it is due back.
        due: Option<DateTime>,
        /// The permit.
        permit: String,
    },
}

/// What the stock-take found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// あり.
    Found,
    /// なし.
    Missing,
}

/// One medium of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckLine {
    /// Where it should be.
    pub expected: Expected,
    /// What was found; none before the check.
    pub finding: Option<Finding>,
    /// Its number.
    pub number: String,
    /// Maker and product.
    pub product: String,
    /// What is noted about it.
    pub remarks: String,
    /// The serial number of the maker.
    pub serial: String,
}

/// Who checked, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// When, in local time.
    pub at: DateTime,
    /// Who.
    pub by: String,
}

/// One place and the media that belong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Who checked it; none before the check.
    pub checked: Option<Checked>,
    /// Its media, in the order of their numbers.
    pub lines: Vec<CheckLine>,
    /// Its name.
    pub name: String,
    /// The section that answers for it.
    pub section: String,
}

/// The sheets of one stock-take, one page for each place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCheck {
    /// The day of the list.
    pub as_of: Date,
    /// The state of the record that it shows.
    pub footer: Footer,
    /// The office.
    pub office: String,
    /// The places.
    pub places: Vec<Place>,
}

impl PlaceCheck {
    /// Writes the pages to print.
    pub fn html(&self, language: Language) -> String {
        let title = language.pick("電磁的記録媒体所在確認表", "Stock-take of storage media");
        let body = self.places.iter().map(|place| self.sheet(place, title, language)).collect();
        html::page(language, Orientation::Portrait, Marking::None, title, body, &self.footer)
    }

    fn sheet(&self, place: &Place, title: &str, language: Language) -> Markup {
        let heads = [
            language.pick("管理番号", "Number"),
            language.pick("製品名・製造番号", "Product, serial number"),
            language.pick("あるべき所", "Should be"),
            language.pick("あり", "Found"),
            language.pick("なし", "Missing"),
            language.pick("備考", "Remarks"),
        ];
        let lines = place.lines.iter().map(|line| sheet_line(line, language));
        let sheet = html::block("h1", "", html::text(title))
            .and(html::block("div", "top", html::facts(&self.facts(place, language))))
            .and(html::table("frame check", &heads, lines))
            .and(paragraph_note(language))
            .and(signature(place, language));
        html::block("section", "place", sheet)
    }

    fn facts(&self, place: &Place, language: Language) -> [(&'static str, String); 4] {
        let count = |finding| place.lines.iter().filter(|line| line.finding == Some(finding)).count();
        let (all, found, missing) = (place.lines.len(), count(Finding::Found), count(Finding::Missing));
        let counts = match (language, place.lines.iter().any(|line| line.finding.is_some())) {
            (Language::En, false) => format!("{all} media"),
            (Language::En, true) => format!("{all} media: {found} found, {missing} missing"),
            (Language::Ja, false) => format!("{all}本"),
            (Language::Ja, true) => format!("{all}本（あり {found}本、なし {missing}本）"),
        };
        [
            (language.pick("所管", "Office"), format!("{} {}", self.office, place.section)),
            (language.pick("保管場所", "Place"), place.name.clone()),
            (language.pick("基準日", "As of"), language.day(self.as_of)),
            (language.pick("対象", "Count"), counts),
        ]
    }
}

fn sheet_line(line: &CheckLine, language: Language) -> Markup {
    let expected = match (&line.expected, language) {
        (Expected::Here, _) => language.pick("この場所", "here").to_owned(),
        (Expected::Out { due, permit }, language) => {
            let due = due.map(|due| language.short_moment(due)).unwrap_or_default();
            match language {
                Language::En => format!("out, {permit}\ndue {due}"),
                Language::Ja => format!("持出し中 {permit}\n期限 {due}"),
            }
        }
    };
    let tick = |finding| if line.finding == Some(finding) { "☑" } else { "□" };
    row([
        row_head("nowrap", &line.number),
        cell("", &format!("{}\n{}", line.product, line.serial)),
        cell("", &expected),
        cell("center tick", tick(Finding::Found)),
        cell("center tick", tick(Finding::Missing)),
        cell("", &line.remarks),
    ])
}

fn paragraph_note(language: Language) -> Markup {
    let note = language.pick(
        "現物の管理番号と製造番号を見て確認してください。見当たらないものは「なし」に印を付け、その場で情報セキュリティ担当へ連絡してください。",
        "Look at the number and the serial number on each medium. Tick \"missing\" for what cannot be found, and call the information security desk at once.",
    );
    html::block("p", "note", html::text(note))
}

fn signature(place: &Place, language: Language) -> Markup {
    let at = place.checked.as_ref().map(|checked| language.moment(checked.at)).unwrap_or_default();
    let by = place.checked.as_ref().map(|checked| checked.by.clone()).unwrap_or_default();
    let line = |label: &str, value: &str| element_span(&format!("{label}　{value}"));
    let lines = line(language.pick("確認日時", "Checked at"), &at)
        .and(line(language.pick("確認者", "Checked by"), &by));
    html::block("div", "sign", lines)
}

fn element_span(content: &str) -> Markup {
    html::element("span", "", html::text(content))
}
