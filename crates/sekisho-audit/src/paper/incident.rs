//! 事故発生時の確認票: one page that says what was lost, who is concerned, and what is due when.

use jiff::civil::DateTime;

use super::html::{self, Marking, Markup, Orientation, cell, heading, row, row_head};
use super::{Dataset, Footer, Language, dataset_table, grouped};

/// How far a line of the timeline can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// 申出: somebody said so.
    Claimed,
    /// 訂正: it corrects an earlier line.
    Corrected,
    /// 誤り: it turned out to be wrong; it stays in the list.
    False,
    /// 記録: it is in the record.
    Recorded,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When, in local time.
    pub at: DateTime,
    /// How far it can be relied on.
    pub certainty: Certainty,
    /// Its number in the record, if it is there.
    pub record: Option<u64>,
    /// What happened.
    pub text: String,
}

/// A report that has to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// When it was made, in local time.
    pub done: Option<DateTime>,
    /// When it is due, in local time.
    pub due: DateTime,
    /// To whom.
    pub to: String,
    /// Which report, such as 速報.
    pub what: String,
}

/// Who had media last, as far as the record knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Numbers of these media.
    pub media: Vec<String>,
    /// The name.
    pub name: String,
    /// The employer or section.
    pub party: String,
    /// The number of the receipt in the record.
    pub record: Option<u64>,
    /// When it was taken over, in local time.
    pub since: DateTime,
}

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: String,
    /// The part, such as 情報セキュリティ責任者.
    pub role: String,
}

/// The sheet of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Whom to call, first things first.
    pub contacts: Vec<Contact>,
    /// What was on the media.
    pub datasets: Vec<Dataset>,
    /// The state of the record that it shows.
    pub footer: Footer,
    /// Who had the media last, one line for each holder.
    pub last_holders: Vec<Holder>,
    /// Numbers of the media.
    pub media: Vec<String>,
    /// The number of the incident.
    pub number: String,
    /// The office.
    pub office: String,
    /// How many people are concerned.
    pub people: Option<u64>,
    /// The permit.
    pub permit: Option<String>,
    /// Whether the data can be read: a conclusion with its assumptions, as stated elsewhere.
    pub readable: String,
    /// When it was reported first, in local time.
    pub reported: Option<DateTime>,
    /// Reports that are due.
    pub reports: Vec<Report>,
    /// What happened, oldest first.
    pub timeline: Vec<Moment>,
    /// What it is, in one sentence.
    pub what: String,
}

impl Incident {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let title = language.pick("電磁的記録媒体事案確認票", "Incident sheet for storage media");
        let statement = language.pick(
            "原本は消えません。なくなったのは写しです。",
            "The original data are not lost. What is missing is a copy.",
        );
        let body = html::block("h1", "", html::text(title))
            .and(html::form(&self.rows(language)))
            .and(html::block("div", "box", html::paragraph("strong", statement)))
            .and(heading(language.pick("対象データ", "Data concerned")))
            .and(dataset_table(&self.datasets, language))
            .and(heading(language.pick("報告の期限", "Reports due")))
            .and(self.due(language))
            .and(heading(language.pick("経過", "Timeline")))
            .and(self.course(language))
            .and(heading(language.pick("連絡先", "Whom to call")))
            .and(self.calls(language));
        html::page(language, Orientation::Portrait, Marking::None, title, body, &self.footer)
    }

    fn rows(&self, language: Language) -> [(&'static str, String); 7] {
        let numbers = self.media.join(language.pick("、", ", "));
        let media = match &self.permit {
            Some(permit) => format!("{numbers}（{} {permit}）", language.pick("許可", "permit")),
            None => numbers,
        };
        [
            (language.pick("事案番号", "Incident"), format!("{}　{}", self.number, self.office)),
            (language.pick("内容", "What happened"), self.what.clone()),
            (
                language.pick("第一報", "First reported"),
                self.reported.map(|at| language.moment(at)).unwrap_or_default(),
            ),
            (language.pick("媒体", "Media"), media),
            (
                language.pick("対象人数", "People concerned"),
                self.people.map(|people| language.people(people)).unwrap_or_default(),
            ),
            (language.pick("最後の保持者", "Last taken over by"), self.holder(language)),
            (language.pick("読取りの可能性", "Can it be read?"), self.readable.clone()),
        ]
    }

    fn holder(&self, language: Language) -> String {
        let lines = self.last_holders.iter().map(|holder| {
            let line = holder.line(language);
            let is_told_apart = self.last_holders.len() > 1;
            let media = holder.media.join(language.pick("、", ", "));
            if is_told_apart { format!("{media}: {line}") } else { line }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn due(&self, language: Language) -> Markup {
        let heads = [
            language.pick("報告", "Report"),
            language.pick("報告先", "To"),
            language.pick("期限", "Due"),
            language.pick("実施", "Made"),
        ];
        let lines = self.reports.iter().map(|report| {
            let done = report.done.map(|done| language.short_moment(done)).unwrap_or_default();
            row([
                row_head("", &report.what),
                cell("", &report.to),
                cell("", &language.moment(report.due)),
                cell("nowrap", &done),
            ])
        });
        html::table("frame", &heads, lines)
    }

    fn course(&self, language: Language) -> Markup {
        let heads = [
            language.pick("日時", "When"),
            language.pick("出来事", "What"),
            language.pick("確かさ", "Certainty"),
            language.pick("記録番号", "Record"),
        ];
        let lines = self.timeline.iter().map(|moment| {
            row([
                row_head("nowrap", &language.short_moment(moment.at)),
                cell("", &moment.text),
                cell("center nowrap", moment.certainty.word(language)),
                cell("number", &moment.record.map(grouped).unwrap_or_default()),
            ])
        });
        html::table("frame", &heads, lines)
    }

    fn calls(&self, language: Language) -> Markup {
        let heads = [
            language.pick("役割", "Role"),
            language.pick("氏名", "Name"),
            language.pick("電話", "Telephone"),
        ];
        let lines = self.contacts.iter().map(|contact| {
            row([row_head("", &contact.role), cell("", &contact.name), cell("nowrap", &contact.phone)])
        });
        html::table("frame", &heads, lines)
    }
}

impl Holder {
    fn line(&self, language: Language) -> String {
        let since = language.moment(self.since);
        let record = self.record.map(grouped);
        let record = record.map(|number| format!("{}{number}", language.pick("、記録 ", ", record ")));
        let record = record.unwrap_or_default();
        // A courier or a place has no employer.
        let who = match (self.party.as_str(), language) {
            ("", _) => self.name.clone(),
            (party, Language::En) => format!("{} ({party})", self.name),
            (party, Language::Ja) => format!("{}（{party}）", self.name),
        };
        match language {
            Language::En => format!("{who}, since {since}{record}"),
            Language::Ja => format!("{who}　{since}から{record}"),
        }
    }
}

impl Certainty {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Claimed => language.pick("申出", "claimed"),
            Self::Corrected => language.pick("訂正", "corrected"),
            Self::False => language.pick("誤り", "false"),
            Self::Recorded => language.pick("記録", "recorded"),
        }
    }
}
