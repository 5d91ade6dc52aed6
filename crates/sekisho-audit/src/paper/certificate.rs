//! 消去の証明書: separate statements, each with what may be claimed from it; what was not seen is printed as not seen.

use jiff::civil::DateTime;

use super::html::{self, Markup, cell, heading, paragraph, row, row_head};
use super::{Language, grouped};

/// How sure the destruction of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLevel {
    /// Deleted by software.
    E0,
    /// Zeroized in a cell of which no copy was made.
    E1,
    /// In independent cells.
    E2,
}

/// The destruction of the permit's key at the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGone {
    /// When, by the vault's clock, in local time.
    pub at: DateTime,
    /// The cells that confirmed it.
    pub cells: Vec<String>,
    /// How sure it is.
    pub level: KeyLevel,
    /// What the cells said and signed.
    pub receipts: Vec<String>,
}

/// Where the bytes came from when a medium was read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBackFrom {
    /// The machine had forgotten its cached pages; samples showed it.
    CacheDropped,
    /// Some may have come from the machine's memory.
    MayBeCached,
    /// Direct reading.
    PastCache,
}

/// The overwriting of a whole medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediumOverwritten {
    /// When writing began, in local time.
    pub began: DateTime,
    /// How much. Units: bytes.
    pub bytes: u64,
    /// When reading back ended, in local time.
    pub ended: DateTime,
    /// Where the bytes came from.
    pub read_from: ReadBackFrom,
}

/// What is said about copies at the place of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingCopiesSaid {
    /// There were none, says the person.
    None,
    /// So many files were overwritten and removed.
    Overwritten(u32),
}

/// One certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureCertificate {
    /// The hash of the certificate's bytes, by which the record names it.
    pub digest: String,
    /// How many files on the medium were overwritten and removed, if any.
    pub files: Option<u32>,
    /// The destruction of the key, if it was confirmed.
    pub key: Option<KeyGone>,
    /// The medium.
    pub medium: String,
    /// The number of the certificate.
    pub number: String,
    /// The overwriting of the whole medium, if it was seen.
    pub overwritten: Option<MediumOverwritten>,
    /// The permit.
    pub permit: String,
    /// Who did it.
    pub person: String,
    /// The maker's serial number, as the medium told it.
    pub serial: Option<String>,
    /// When it was made, in local time.
    pub time: DateTime,
    /// Who watched.
    pub witness: Option<String>,
    /// What is said about working copies, if anything is.
    pub working_copies: Option<WorkingCopiesSaid>,
    /// The name of the local time, such as `JST`.
    pub zone: String,
}

impl ErasureCertificate {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let title = language.pick("消去証明書", "Certificate of erasure");
        let intro = language.pick(
            "四つの言明は別々のものです。それぞれ、実際に確かめたときだけ記します。一つから他は導けません。原本（元のデータ）は消えていません。",
            "The four statements are separate. Each stands only if it was seen, and none follows from another. \
             The original data are untouched.",
        );
        let time = |at| match language {
            Language::En => format!("{} ({})", language.moment(at), self.zone),
            Language::Ja => format!("{}（{}）", language.moment(at), self.zone),
        };
        let untold = language.pick("媒体は番号を示さない", "The medium told none");
        let nobody = language.pick("なし", "Nobody");
        let facts = [
            (language.pick("証明書番号", "Number"), self.number.clone()),
            (language.pick("許可", "Permit"), self.permit.clone()),
            (language.pick("媒体", "Medium"), self.medium.clone()),
            (
                language.pick("製造番号（媒体が示したもの）", "Serial, as the medium told it"),
                self.serial.clone().unwrap_or_else(|| untold.to_owned()),
            ),
            (language.pick("実施者", "Done by"), self.person.clone()),
            (language.pick("立会者", "Witness"), self.witness.clone().unwrap_or_else(|| nobody.to_owned())),
            (language.pick("作成", "Made"), time(self.time)),
        ];
        let heads = [
            language.pick("言明", "Statement"),
            language.pick("確かめたこと", "What was seen"),
            language.pick("言えること・言えないこと", "What may be said, and what not"),
        ];
        let lines = [
            self.of_key(language),
            self.of_medium(language),
            self.of_files(language),
            self.of_copies(language),
        ];
        let table = html::table("frame statements", &heads, lines);
        let body = html::block("h1", "", html::text(title))
            .and(paragraph("", intro))
            .and(html::form(&facts))
            .and(heading(language.pick("言明", "Statements")))
            .and(table)
            .and(self.receipts(language));
        let digest = match language {
            Language::En => format!("In the record by its hash: {}", self.digest),
            Language::Ja => format!("記録での名: {}", self.digest),
        };
        html::loose_page(language, title, body, [&digest, &time(self.time)])
    }

    fn of_key(&self, language: Language) -> Markup {
        let head = language.pick("1 金庫の鍵の破棄", "1 Key destroyed at the vault");
        let Some(key) = &self.key else { return not_seen(language, head, NotSeen::Key) };
        let at = language.moment(key.at);
        let cells = key.cells.join(language.pick("、", ", "));
        let (level, claims) = match key.level {
            KeyLevel::E0 => (
                "E0",
                match language {
                    Language::En => format!(
                        "Key deleted by software; copies of this machine made before {at} may still contain it. Not called a purge."
                    ),
                    Language::Ja => format!(
                        "鍵はソフトウェアで削除しました。{at}より前に作られたこの機械の写し（バックアップなど）には残っている可能性があります。完全抹消とは言えません。"
                    ),
                },
            ),
            KeyLevel::E1 => (
                "E1",
                match language {
                    Language::En => format!("Key zeroized in {cells}; no copy was made outside it."),
                    Language::Ja => {
                        format!("鍵は {cells} の中でゼロ化しました。その外に写しは作られていません。")
                    }
                },
            ),
            KeyLevel::E2 => (
                "E2",
                match language {
                    Language::En => {
                        format!("Key zeroized in independent cells: {cells}; no copy was made outside them.")
                    }
                    Language::Ja => format!(
                        "鍵は独立した複数の場所（{cells}）でゼロ化しました。その外に写しは作られていません。"
                    ),
                },
            ),
        };
        let opened = language.pick(
            "開封された箱については、作業場所の申告によります。",
            "Of a box that was opened it says nothing about what was taken out: that rests on the site's word.",
        );
        let seen = match language {
            Language::En => format!("Level {level}, {at}\nCell: {cells}"),
            Language::Ja => format!("水準 {level}、{at}\n鍵の置き場所: {cells}"),
        };
        line(head, &seen, &format!("{claims}\n{opened}"))
    }

    fn of_medium(&self, language: Language) -> Markup {
        let head = language.pick("2 媒体全体の上書きと読戻し", "2 Whole medium overwritten and read back");
        let Some(seen) = &self.overwritten else { return not_seen(language, head, NotSeen::Medium) };
        let bytes = grouped(seen.bytes);
        let (began, ended) = (language.moment(seen.began), language.moment(seen.ended));
        let from = match seen.read_from {
            ReadBackFrom::CacheDropped => language.pick(
                "読戻しの前に機械の控えを捨てさせ、標本で確かめた。",
                "Before reading back the machine dropped its cache; samples showed it.",
            ),
            ReadBackFrom::MayBeCached => language.pick(
                "読戻しの一部は、機械のメモリーからの可能性がある。",
                "Some of what was read back may have come from the machine's memory.",
            ),
            ReadBackFrom::PastCache => {
                language.pick("機械の控えを通さずに読み戻した。", "Read back past the machine's cache.")
            }
        };
        let facts = match language {
            Language::En => format!(
                "{bytes} bytes overwritten once with a keyed stream; every byte read back and right.\n{began} to {ended}\n{from}"
            ),
            Language::Ja => format!(
                "{bytes}バイトを乱数列で一度上書きし、全バイトを読み戻して一致した。\n{began}から{ended}まで\n{from}"
            ),
        };
        let claims = language.pick(
            "媒体が見せる範囲の全体です。フラッシュメモリーの予備領域や隠れた領域については言えません。媒体の廃棄は物理的な破壊によります。",
            "All that the medium shows. Nothing is said about spare blocks of flash and hidden areas. \
             A medium is disposed of by physical destruction.",
        );
        line(head, &facts, claims)
    }

    fn of_files(&self, language: Language) -> Markup {
        let head = language.pick("3 媒体上のファイルの上書き", "3 Files on the medium overwritten");
        let Some(files) = self.files else { return not_seen(language, head, NotSeen::Files) };
        let seen = match language {
            Language::En => format!("Files overwritten and removed: {files}"),
            Language::Ja => format!("上書きして削除したファイル: {files}個"),
        };
        line(head, &seen, done_not_provable(language))
    }

    fn of_copies(&self, language: Language) -> Markup {
        let head = language.pick("4 作業用複製", "4 Working copies");
        match self.working_copies {
            None => not_seen(language, head, NotSeen::Copies),
            Some(WorkingCopiesSaid::None) => line(
                head,
                language.pick("作らなかった", "None were made"),
                language.pick("実施者の申告です。証明ではありません。", "Declared by the person; no proof."),
            ),
            Some(WorkingCopiesSaid::Overwritten(files)) => {
                let seen = match language {
                    Language::En => format!("Files overwritten and removed: {files}"),
                    Language::Ja => format!("上書きして削除したファイル: {files}個"),
                };
                line(head, &seen, done_not_provable(language))
            }
        }
    }

    fn receipts(&self, language: Language) -> Markup {
        let Some(key) = &self.key else { return Markup::default() };
        let head = heading(language.pick("金庫の署名つきの言葉", "What the vault said and signed"));
        let texts =
            key.receipts.iter().map(|receipt| html::block("p", "mono note", html::text(receipt.trim_end())));
        head.and(texts.collect())
    }
}

#[derive(Clone, Copy)]
enum NotSeen {
    Copies,
    Files,
    Key,
    Medium,
}

fn line(head: &str, seen: &str, claims: &str) -> Markup {
    row([row_head("", head), cell("", seen), cell("", claims)])
}

fn done_not_provable(language: Language) -> &'static str {
    match language {
        Language::En => "Done, not provable on this device: no file system lets anybody prove it.",
        Language::Ja => {
            "実施しました。この機器では証明できません（ファイルの上書きは、どのファイルシステムでも証明できません）。"
        }
    }
}

fn not_seen(language: Language, head: &str, what: NotSeen) -> Markup {
    let why = match what {
        NotSeen::Copies => language.pick("この証明書は何も述べません。", "This certificate says nothing about them."),
        NotSeen::Files => language.pick("この証明書は何も述べません。", "This certificate says nothing about it."),
        NotSeen::Key => language.pick(
            "この証明書の作成時に、金庫の確認はありませんでした。鍵の破棄は記録で確かめてください。",
            "When this was made there was no word of the vault. Whether the key is destroyed, the record says.",
        ),
        NotSeen::Medium => language.pick(
            "媒体全体の上書きは確かめていません。",
            "That the whole medium was overwritten was not seen.",
        ),
    };
    line(head, language.pick("言明なし", "Not stated"), why)
}
