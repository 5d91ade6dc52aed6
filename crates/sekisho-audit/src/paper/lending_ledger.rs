//! USBメモリ貸与台帳（授受簿）: who took which medium, under which permit, and when it came back.

use jiff::civil::DateTime;

use super::html::{self, Marking, Markup, Orientation, cell, row, row_head};
use super::{Footer, Language, plain_moment};
use crate::table::{CsvEncoding, Listing};
use crate::{Fault, era};

/// One loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LendingLine {
    /// Who took it.
    pub borrowers: Vec<String>,
    /// Who kept the ledger and checked the return.
    pub checked_by: Option<String>,
    /// When it is due back.
    pub due: Option<DateTime>,
    /// When it was handed out.
    pub handed_out: DateTime,
    /// The number of the medium.
    pub number: String,
    /// The permit.
    pub permit: String,
    /// What it is for.
    pub purpose: String,
    /// When it came back.
    pub returned: Option<DateTime>,
}

/// The ledger of loans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LendingLedger {
    /// Empty lines below, to be filled in by hand while the computers stand still.
    pub blank_lines: u8,
    /// The state of the record that it shows.
    pub footer: Footer,
    /// The loans, oldest first.
    pub lines: Vec<LendingLine>,
    /// The office.
    pub office: String,
    /// The section whose media these are.
    pub section: String,
}

impl LendingLedger {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let heads: Vec<&str> = heads(language).into_iter().collect();
        let blanks = (0..self.blank_lines).map(|_| row(heads.iter().map(|_| cell("", ""))));
        let lines = self.lines.iter().map(|line| page_line(line, language)).chain(blanks);
        let body = html::block("h1", "", html::text(title(language)))
            .and(html::block("div", "top", html::facts(&self.facts(language))))
            .and(html::table("frame wide", &heads, lines));
        html::page(language, Orientation::Landscape, Marking::None, title(language), body, &self.footer)
    }

    /// Gives the table for a workbook or a CSV file; dates are written for programs, so that they sort.
    pub fn listing(&self, language: Language) -> Listing {
        Listing {
            header: heads(language).map(str::to_owned).to_vec(),
            rows: self.lines.iter().map(|line| listing_line(line, language)).collect(),
            sheet: language.pick("貸与台帳", "Loans").to_owned(),
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
        let printed = self.footer.printed.date();
        let year = match language {
            // A fiscal year is named by the calendar year in which it begins, in April.
            Language::En if printed.month() < 4 => format!("FY {}", printed.year().saturating_sub(1)),
            Language::En => format!("FY {}", printed.year()),
            Language::Ja => era::fiscal_year(printed),
        };
        [
            (language.pick("年度", "Fiscal year"), year),
            (language.pick("所管", "Office"), self.office.clone()),
            (language.pick("所属", "Section"), self.section.clone()),
        ]
    }
}

fn title(language: Language) -> &'static str {
    language.pick("USBメモリ貸与台帳（授受簿）", "USB loan ledger (hand-over book)")
}

fn heads(language: Language) -> [&'static str; 8] {
    [
        language.pick("貸与日時", "Handed out"),
        language.pick("管理番号", "Number"),
        language.pick("許可番号", "Permit"),
        language.pick("利用目的", "Purpose"),
        language.pick("借受者（運搬者）", "Borrowers"),
        language.pick("返却期限", "Due back"),
        language.pick("返却日時", "Returned"),
        language.pick("管理者確認", "Keeper's check"),
    ]
}

fn page_line(line: &LendingLine, language: Language) -> Markup {
    let short =
        |moment: Option<DateTime>| moment.map(|moment| language.short_moment(moment)).unwrap_or_default();
    row([
        cell("nowrap", &language.short_moment(line.handed_out)),
        row_head("nowrap", &line.number),
        cell("nowrap", &line.permit),
        cell("", &line.purpose),
        cell("", &line.borrowers.join("\n")),
        cell("nowrap", &short(line.due)),
        cell("nowrap", &short(line.returned)),
        cell("center", line.checked_by.as_deref().unwrap_or_default()),
    ])
}

fn listing_line(line: &LendingLine, language: Language) -> Vec<String> {
    let plain = |moment: Option<DateTime>| moment.map(plain_moment).unwrap_or_default();
    vec![
        plain_moment(line.handed_out),
        line.number.clone(),
        line.permit.clone(),
        line.purpose.clone(),
        line.borrowers.join(language.pick("、", ", ")),
        plain(line.due),
        plain(line.returned),
        line.checked_by.clone().unwrap_or_default(),
    ]
}
