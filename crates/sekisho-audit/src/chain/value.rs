//! The words and days in the cells of these ledgers, both ways.

use jiff::civil::DateTime;

use crate::fold;
use crate::ledger::{DateRead, date};
use crate::paper::Language;

/// A stable name with its words.
type Word = (&'static str, &'static str, &'static str);

/// How far a contractor may go.
const TREATMENTS: [Word; 3] = [
    ("allowed", "許可", "allowed"),
    ("prior_approval", "事前承認", "prior approval"),
    ("forbidden", "禁止", "forbidden"),
];

/// The duties of a contract.
const DUTIES: [Word; 8] = [
    ("audit_right", "監査", "audit"),
    ("confidentiality", "秘密保持", "confidentiality"),
    ("named_handlers", "従事者の明示", "named handlers"),
    ("penalty", "違約金", "penalty"),
    ("related_companies", "関連会社", "related companies"),
    ("same_below", "下の層にも同じ義務", "same below"),
    ("stop_right", "停止要求", "stop"),
    ("training", "教育", "training"),
];

/// Where work is done.
const LOCATIONS: [Word; 2] = [("domestic", "国内", "domestic"), ("offshore", "国外", "offshore")];

/// Titles under which people work.
const TITLES: [Word; 5] = [
    ("employed", "雇用", "employed"),
    ("dispatched", "派遣", "dispatched"),
    ("seconded", "出向", "seconded"),
    ("subcontract", "再委託", "subcontract"),
    ("self_employed", "個人事業主", "self-employed"),
];

/// The families of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Duties of a contract.
    Duty,
    /// Where work is done.
    Location,
    /// The title under which somebody works.
    Title,
    /// How far a contractor may go.
    Treatment,
}

impl Words {
    fn table(self) -> &'static [Word] {
        match self {
            Self::Duty => &DUTIES,
            Self::Location => &LOCATIONS,
            Self::Title => &TITLES,
            Self::Treatment => &TREATMENTS,
        }
    }

    /// Gives the word of a stable name; the name itself where it has none.
    pub fn say(self, name: &str, language: Language) -> String {
        let found = self.table().iter().find(|(code, _, _)| *code == name);
        let word = found.map(|(_, ja, en)| if language == Language::Ja { *ja } else { *en });
        word.unwrap_or(name).to_owned()
    }

    /// Gives the stable name of a word in either language, or of itself.
    pub fn read(self, text: &str) -> Option<&'static str> {
        let word = fold::word(text);
        let is_it =
            |(code, ja, en): &&Word| [code, ja, en].into_iter().any(|known| fold::word(known) == word);
        self.table().iter().find(is_it).map(|(code, _, _)| *code)
    }
}

/// Which end of a term a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It begins with that day.
    First,
    /// It ends with that day, which still belongs to it.
    Last,
}

/// Reads a day of either calendar, or a day with a time.
///
/// Shape: a day alone counts whole: the last one ends at the midnight behind it.
pub fn moment(text: &str, edge: Edge) -> Option<DateTime> {
    let narrowed = fold::narrow(text.trim());
    if narrowed.contains(':') {
        return narrowed.replace('/', "-").replace(' ', "T").parse().ok();
    }
    let DateRead::Day(day) = date(&narrowed) else { return None };
    let day = if edge == Edge::Last { day.tomorrow().ok()? } else { day };
    Some(day.at(0, 0, 0, 0))
}

/// Writes an end of a term so that [`moment`] reads the same.
pub fn moment_text(at: DateTime, edge: Edge) -> String {
    if at.time() != jiff::civil::Time::midnight() {
        let form = if at.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
        return at.strftime(form).to_string();
    }
    let day = if edge == Edge::Last { at.date().yesterday().unwrap_or(at.date()) } else { at.date() };
    day.to_string()
}

/// Takes a cell with several codes or words apart.
pub fn several(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、', ';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty())
}
