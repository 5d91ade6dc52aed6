//! 電磁的記録媒体登録管理台帳: every medium that the office owns, and where it is now.

use jiff::civil::{Date, DateTime};

use super::html::{self, Marking, Markup, Orientation, cell, row, row_head};
use super::{Footer, Language, capacity, plain_moment};
use crate::Fault;
use crate::table::{CsvEncoding, Listing};

/// Whether a medium can be used, and roughly where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 故障.
    Broken,
    /// 紛失.
    Lost,
    /// 持出し中: out on a permit.
    Out,
    /// 廃棄.
    Retired,
    /// 保管中: in its place.
    Stored,
    /// 所在不明: missed at a stock-take.
    Unknown,
}

impl Standing {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Broken => language.pick("故障", "broken"),
            Self::Lost => language.pick("紛失", "lost"),
            Self::Out => language.pick("持出し中", "out"),
            Self::Retired => language.pick("廃棄", "retired"),
            Self::Stored => language.pick("保管中", "stored"),
            Self::Unknown => language.pick("所在不明", "missing"),
        }
    }
}

/// One medium of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaLine {
    /// Bytes it can hold.
    pub capacity_bytes: Option<u64>,
    /// When it is due back, if it is out.
    pub due: Option<DateTime>,
    /// When somebody last signed for having seen it.
    pub last_check: Option<Date>,
    /// Its number.
    pub number: String,
    /// The permit under which it is out, or which has booked it.
    pub permit: Option<String>,
    /// Where it is kept.
    pub place: String,
    /// Maker and product.
    pub product: String,
    /// The day it was registered.
    pub registered: Option<Date>,
    /// Whose it is.
    pub section: String,
    /// The serial number of the maker.
    pub serial: String,
    /// Whether it can be used.
    pub standing: Standing,
    /// Where it is now, in words.
    pub whereabouts: String,
}

/// The ledger of all media, as it stands on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaLedger {
    /// The day it shows.
    pub as_of: Date,
    /// The state of the record that it shows.
    pub footer: Footer,
    /// The media, in the order of their numbers.
    pub lines: Vec<MediaLine>,
    /// The office, such as 尼ヶ浜市.
    pub office: String,
}

impl MediaLedger {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let heads = [
            language.pick("管理番号", "Number"),
            language.pick("製品名", "Product"),
            language.pick("製造番号", "Serial number"),
            language.pick("容量", "Capacity"),
            language.pick("所属・保管場所", "Section, place"),
            language.pick("登録日", "Registered"),
            language.pick("状態", "Status"),
            language.pick("現在の所在", "Where now"),
            language.pick("許可番号", "Permit"),
            language.pick("返却期限", "Due back"),
            language.pick("最終確認日", "Last check"),
        ];
        let lines = self.lines.iter().map(|line| page_line(line, language));
        let body = html::block("h1", "", html::text(title(language)))
            .and(html::block("div", "top", html::facts(&self.facts(language))))
            .and(html::table("frame wide", &heads, lines));
        html::page(language, Orientation::Landscape, Marking::None, title(language), body, &self.footer)
    }

    /// Gives the table for a workbook or a CSV file; dates are written for programs, so that they sort.
    ///
    /// Shape: [`Import::read`](crate::ledger::Import::read) reads it back.
    pub fn listing(&self, language: Language) -> Listing {
        let header = [
            ("管理番号", "Number"),
            ("製品名", "Product"),
            ("製造番号", "Serial number"),
            ("容量", "Capacity"),
            ("所属", "Section"),
            ("保管場所", "Place"),
            ("登録日", "Registered"),
            ("状態", "Status"),
            ("現在の所在", "Where now"),
            ("許可番号", "Permit"),
            ("返却期限", "Due back"),
            ("最終確認日", "Last check"),
        ];
        Listing {
            header: header.map(|(japanese, english)| language.pick(japanese, english).to_owned()).to_vec(),
            rows: self.lines.iter().map(|line| listing_line(line, language)).collect(),
            sheet: language.pick("登録管理台帳", "Media").to_owned(),
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
        let count = |standing| self.lines.iter().filter(|line| line.standing == standing).count();
        let (out, missing) =
            (count(Standing::Out), count(Standing::Lost).saturating_add(count(Standing::Unknown)));
        let all = self.lines.len();
        let counts = match language {
            Language::En => format!("{all} media: {out} out, {missing} lost or missing"),
            Language::Ja => format!("{all}本（うち持出し中 {out}本、紛失・所在不明 {missing}本）"),
        };
        [
            (language.pick("所管", "Office"), self.office.clone()),
            (language.pick("現在日", "As of"), language.day(self.as_of)),
            (language.pick("登録数", "Count"), counts),
        ]
    }
}

fn title(language: Language) -> &'static str {
    language.pick("電磁的記録媒体登録管理台帳", "Register of storage media")
}

fn page_line(line: &MediaLine, language: Language) -> Markup {
    let home = [line.section.as_str(), line.place.as_str()].into_iter().filter(|part| !part.is_empty());
    let short = |date: Option<Date>| date.map(|date| language.short_day(date)).unwrap_or_default();
    let due = line.due.map(|due| language.short_moment(due)).unwrap_or_default();
    row([
        row_head("nowrap", &line.number),
        cell("", &line.product),
        cell("mono", &line.serial),
        cell("number", &line.capacity_bytes.map(capacity).unwrap_or_default()),
        cell("", &home.collect::<Vec<_>>().join("\n")),
        cell("nowrap", &short(line.registered)),
        cell("center nowrap", line.standing.word(language)),
        cell("", &line.whereabouts),
        cell("nowrap", line.permit.as_deref().unwrap_or_default()),
        cell("", &due),
        cell("nowrap", &short(line.last_check)),
    ])
}

fn listing_line(line: &MediaLine, language: Language) -> Vec<String> {
    let plain = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    vec![
        line.number.clone(),
        line.product.clone(),
        line.serial.clone(),
        line.capacity_bytes.map(capacity).unwrap_or_default(),
        line.section.clone(),
        line.place.clone(),
        plain(line.registered),
        line.standing.word(language).to_owned(),
        line.whereabouts.clone(),
        line.permit.clone().unwrap_or_default(),
        line.due.map(plain_moment).unwrap_or_default(),
        plain(line.last_check),
    ]
}
