//! 電磁的記録媒体持出し申請書兼許可書: one permit, from request to return.

use jiff::civil::DateTime;

use super::html::{
    self, Marking, Markup, Orientation, cell, column_head, element, heading, paragraph, row, row_head,
};
use super::{Dataset, Footer, Language, dataset_table, grouped};

/// Most characters of a hash that fit in a line of the table of decisions.
const SHORT_HASH: usize = 20;

/// How far the permit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 許可.
    Approved,
    /// 終了: returned and closed.
    Closed,
    /// 下書き: not yet handed in.
    Draft,
    /// 期間満了: nobody used it in time.
    Lapsed,
    /// 不許可.
    Refused,
    /// 申請中: handed in, waiting for approvals.
    Requested,
    /// 差戻し: sent back for correction.
    Returned,
    /// 取消し: withdrawn by the office after approval.
    Revoked,
    /// 取下げ: withdrawn by the applicant.
    Withdrawn,
}

/// What keeps the data from being read by a finder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protection {
    /// The applicant says that a product encrypts; nothing enforces it.
    Declared {
        /// The product as declared.
        product: String,
    },
    /// Sealed by the checkpoint: opens with the receiving device's key together with a release.
    Sealed,
}

/// How the data travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Carried by people.
    Carried {
        /// Their names.
        carriers: Vec<String>,
        /// Who may step in for one of them.
        substitutes: Vec<String>,
    },
    /// Handed to a courier.
    Courier {
        /// The company.
        company: String,
    },
    /// Sent over a network, without a medium.
    Network,
}

/// The time in which the data may be outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first moment, in local time.
    pub from: DateTime,
    /// The end, in local time.
    pub until: DateTime,
}

/// What an approver said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 承認.
    Approved,
    /// 不承認.
    Refused,
    /// 差戻し.
    Returned,
}

/// A decision that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When, in local time.
    pub at: DateTime,
    /// The hash of the document that was shown.
    pub document_hash: String,
    /// Its number in the record.
    pub record: Option<u64>,
    /// What was said.
    pub verdict: Verdict,
}

/// How somebody stands in for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandsIn {
    /// 代決: while the other is away.
    Acting,
    /// 専決: lastingly.
    Delegated,
}

impl StandsIn {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Acting => language.pick("代決", "acting"),
            Self::Delegated => language.pick("専決", "delegated"),
        }
    }
}

/// One box of the 決裁欄.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The decision; none while it is waited for.
    pub decision: Option<Decision>,
    /// The name, once it is known who decides.
    pub name: Option<String>,
    /// How this one stands in for another, and for whom.
    pub stands_in: Option<(StandsIn, String)>,
    /// The title, such as 情報セキュリティ管理者.
    pub title: String,
}

/// One entry of the record that belongs to the permit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordNumber {
    /// Its number.
    pub index: u64,
    /// What was recorded, such as 封緘.
    pub what: String,
}

/// The application, which becomes the permit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Who asks.
    pub applicant: Option<String>,
    /// The boxes of the 決裁欄, in the order of decision.
    pub approvals: Vec<Approval>,
    /// When it must have arrived, in local time, if that is limited.
    pub arrive_at: Option<DateTime>,
    /// When it was handed in.
    pub asked_at: Option<DateTime>,
    /// What shall leave.
    pub datasets: Vec<Dataset>,
    /// The device that receives, if one is named.
    pub device: Option<String>,
    /// The hash of the document as it stands now.
    pub document_hash: Option<String>,
    /// When every copy must have been erased, in local time.
    pub erase_at: Option<DateTime>,
    /// Who erases.
    pub eraser: Option<String>,
    /// The state of the record that the paper shows.
    pub footer: Footer,
    /// Where it starts.
    pub from: Option<String>,
    /// Numbers of the media.
    pub media: Vec<String>,
    /// To whom it is addressed, such as 尼ヶ浜市長.
    pub office: String,
    /// The number of the permit.
    pub permit: Option<String>,
    /// What protects the data.
    pub protection: Option<Protection>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who receives at the site; nobody if the carriers do the work themselves.
    pub receivers: Vec<String>,
    /// Entries of the record.
    pub records: Vec<RecordNumber>,
    /// When it shall be back, in local time.
    pub return_at: Option<DateTime>,
    /// Where it shall be back.
    pub return_place: Option<String>,
    /// Which version of the document.
    pub revision: Option<u32>,
    /// The way that is described, if one is.
    pub route: Option<String>,
    /// The section of the applicant.
    pub section: Option<String>,
    /// How far it has come.
    pub stage: Stage,
    /// Where it goes.
    pub to: Option<String>,
    /// How it travels.
    pub transport: Option<Transport>,
    /// When it may be outside.
    pub window: Option<Window>,
}

impl Application {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let marking = if self.stage == Stage::Draft { Marking::Draft } else { Marking::None };
        let title = language
            .pick("電磁的記録媒体持出し申請書兼許可書", "Application and permit to carry out storage media");
        let mut body =
            html::block("div", "top", html::facts(&self.facts(language)).and(self.seals(language)));
        if marking == Marking::Draft {
            body = body.and(paragraph("draft", language.pick("下書き", "DRAFT")));
        }
        let body = body
            .and(html::block("h1", "", html::text(title)))
            .and(self.opening(language))
            .and(html::paired_form(&self.rows(language)))
            .and(heading(language.pick("持ち出すデータ", "Data")))
            .and(dataset_table(&self.datasets, language))
            .and(heading(language.pick("決裁", "Decisions")))
            .and(self.decisions(language))
            .and(self.closing(language));
        html::page(language, Orientation::Portrait, marking, title, body, &self.footer)
    }

    fn facts(&self, language: Language) -> [(&'static str, String); 3] {
        [
            (language.pick("許可番号", "Permit"), self.permit.clone().unwrap_or_default()),
            (language.pick("区分", "Stage"), self.stage.word(language).to_owned()),
            (
                language.pick("申請日時", "Applied"),
                self.asked_at.map(|at| language.moment(at)).unwrap_or_default(),
            ),
        ]
    }

    /// The 決裁欄 at the top right: a box for each approver, empty until the decision.
    fn seals(&self, language: Language) -> Markup {
        let side = html::side_head(language.pick("決裁欄", "Seals"));
        let titles = self.approvals.iter().map(|approval| column_head("", &approval.title));
        let boxes = self.approvals.iter().map(|approval| element("td", "", seal(approval, language)));
        let heads = row(std::iter::once(side).chain(titles));
        let rows = heads.and(row(boxes));
        html::block("table", "seals", html::block("tbody", "", rows))
    }

    fn opening(&self, language: Language) -> Markup {
        let (addressee, sentence) = match language {
            Language::En => {
                (format!("To: {}", self.office), "I apply to carry out storage media as follows.")
            }
            Language::Ja => {
                (format!("{}　様", self.office), "次のとおり、電磁的記録媒体の持出しを申請します。")
            }
        };
        paragraph("addressee", &addressee).and(paragraph("", sentence))
    }

    fn rows(&self, language: Language) -> Vec<Vec<(&'static str, String)>> {
        let filled = |value: &Option<String>| value.clone().unwrap_or_default();
        let moment = |value: Option<DateTime>| value.map(|at| language.moment(at)).unwrap_or_default();
        let or_none = |value: String| self.or_none(value, language);
        let joined = |names: &[String]| names.join(language.pick("、", ", "));
        vec![
            vec![
                (language.pick("所属", "Section"), filled(&self.section)),
                (language.pick("申請者", "Applicant"), filled(&self.applicant)),
            ],
            vec![(language.pick("利用目的", "Purpose"), filled(&self.purpose))],
            vec![(language.pick("媒体の管理番号", "Media"), joined(&self.media))],
            vec![(language.pick("保護", "Protection"), self.protection(language))],
            vec![(language.pick("運搬", "Transport"), self.transport(language))],
            vec![
                (language.pick("持出し元", "From"), filled(&self.from)),
                (language.pick("持出し先", "To"), filled(&self.to)),
            ],
            vec![(language.pick("経路", "Route"), or_none(filled(&self.route)))],
            vec![
                (language.pick("受取者", "Receivers"), or_none(joined(&self.receivers))),
                (language.pick("受取端末", "Device"), or_none(filled(&self.device))),
            ],
            vec![
                (language.pick("持出し期間", "Window"), self.window(language)),
                (language.pick("到着期限", "Arrive by"), or_none(moment(self.arrive_at))),
            ],
            vec![
                (language.pick("消去担当", "Eraser"), filled(&self.eraser)),
                (language.pick("消去期限", "Erase by"), moment(self.erase_at)),
            ],
            vec![
                (language.pick("返却場所", "Return place"), filled(&self.return_place)),
                (language.pick("返却期限", "Due back"), moment(self.return_at)),
            ],
        ]
    }

    /// Approvers also sign for what is not named; only a draft has an empty box to fill in.
    fn or_none(&self, value: String, language: Language) -> String {
        if value.is_empty() && self.stage != Stage::Draft {
            return language.pick("なし", "none").to_owned();
        }
        value
    }

    fn protection(&self, language: Language) -> String {
        match (&self.protection, language) {
            (None, _) => String::new(),
            (Some(Protection::Declared { product }), Language::En) => {
                format!("Not enforced by encryption (declared: {product})")
            }
            (Some(Protection::Declared { product }), Language::Ja) => {
                format!("暗号による強制なし（申告: {product}）")
            }
            (Some(Protection::Sealed), Language::En) => {
                "Sealed: opens with the receiving device's key and a release, both together".to_owned()
            }
            (Some(Protection::Sealed), Language::Ja) => {
                "封緘あり（受取端末の鍵と開封許可の両方がそろったときに開きます）".to_owned()
            }
        }
    }

    fn transport(&self, language: Language) -> String {
        match &self.transport {
            None => String::new(),
            Some(Transport::Carried { carriers, substitutes }) => {
                let names = |names: &[String]| names.join(language.pick("、", ", "));
                let carriers = format!("{}{}", language.pick("運搬者: ", "Carried by: "), names(carriers));
                if substitutes.is_empty() {
                    return carriers;
                }
                let label = language.pick("予備の運搬者: ", "Substitutes: ");
                format!("{carriers}\n{label}{}", names(substitutes))
            }
            Some(Transport::Courier { company }) => {
                format!("{}{company}", language.pick("運送事業者: ", "Courier: "))
            }
            Some(Transport::Network) => {
                language.pick("通信による送付（媒体なし）", "Sent over a network (no medium)").to_owned()
            }
        }
    }

    fn window(&self, language: Language) -> String {
        let Some(Window { from, until }) = self.window else { return String::new() };
        let (from, until) = (language.moment(from), language.moment(until));
        match language {
            Language::En => format!("{from}\nuntil {until}"),
            Language::Ja => format!("{from}から\n{until}まで"),
        }
    }

    fn decisions(&self, language: Language) -> Markup {
        let heads = [
            language.pick("職", "Title"),
            language.pick("氏名", "Name"),
            language.pick("日時", "Date and time"),
            language.pick("結果", "Result"),
            language.pick("文書の指紋", "Document hash"),
            language.pick("記録番号", "Record"),
        ];
        let lines = self.approvals.iter().map(|approval| {
            let decision = approval.decision.as_ref();
            let record = decision.and_then(|decision| decision.record).map(grouped).unwrap_or_default();
            let verdict = decision.map(|decision| decision.verdict.word(language)).unwrap_or_default();
            let at = decision.map(|decision| language.short_moment(decision.at)).unwrap_or_default();
            row([
                row_head("", &approval.full_title(language)),
                cell("nowrap", approval.name.as_deref().unwrap_or_default()),
                cell("nowrap", &at),
                cell("center nowrap", verdict),
                cell(
                    self.hash_class(),
                    &decision.map(|decision| self.shown_hash(decision, language)).unwrap_or_default(),
                ),
                cell("number", &record),
            ])
        });
        html::table("frame", &heads, lines)
    }

    /// Keeps a short hash in one line; a whole one would make the table wider than the paper.
    fn hash_class(&self) -> &'static str {
        let is_short = |approval: &Approval| {
            approval.decision.as_ref().is_none_or(|decision| decision.document_hash.len() <= SHORT_HASH)
        };
        if self.approvals.iter().all(is_short) { "mono hash nowrap" } else { "mono hash" }
    }

    /// A decision about another version of the document must not look like one about this version.
    fn shown_hash(&self, decision: &Decision, language: Language) -> String {
        let hash = &decision.document_hash;
        if self.document_hash.as_ref().is_none_or(|current| current == hash) {
            return hash.clone();
        }
        format!("{hash}\n{}", language.pick("※ 現在の文書とは別の版", "* another version of the document"))
    }

    fn closing(&self, language: Language) -> Markup {
        let hash = self.document_hash.as_ref().map(|hash| {
            let version = self.revision.map(|revision| match language {
                Language::En => format!("Hash of this document (version {revision}) "),
                Language::Ja => format!("この文書（第{revision}版）の指紋 "),
            });
            let label = language.pick("この文書の指紋 ", "Hash of this document ");
            let label = html::text(version.as_deref().unwrap_or(label));
            html::block("p", "note", label.and(element("span", "mono", html::text(hash))))
        });
        let numbers = self.records.iter().map(|record| format!("{} {}", record.what, grouped(record.index)));
        let numbers = numbers.collect::<Vec<_>>().join(language.pick("、", ", "));
        let records = (!numbers.is_empty()).then(|| {
            paragraph("note", &format!("{}{numbers}", language.pick("記録番号: ", "Record numbers: ")))
        });
        let note = language.pick(
            "記載事項を一つでも変更すると、それまでの承認は効力を失います。作業後は直ちに消去し、返却期限までに返却してください。",
            "Any change to this document voids every approval given before. Erase at once after the work, and return the media in time.",
        );
        let is_permitted = matches!(self.stage, Stage::Approved | Stage::Closed);
        let sentence = language.pick("上記のとおり許可します。", "Permitted as stated above.");
        let permitted = is_permitted.then(|| html::block("div", "box", paragraph("strong", sentence)));
        let parts = [permitted, hash, records, Some(paragraph("note", note))];
        html::block("div", "closing", parts.into_iter().flatten().collect())
    }
}

impl Stage {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Approved => language.pick("許可", "approved"),
            Self::Closed => language.pick("終了", "closed"),
            Self::Draft => language.pick("下書き", "draft"),
            Self::Lapsed => language.pick("期間満了", "lapsed"),
            Self::Refused => language.pick("不許可", "refused"),
            Self::Requested => language.pick("申請中", "waiting for approval"),
            Self::Returned => language.pick("差戻し", "sent back"),
            Self::Revoked => language.pick("取消し", "revoked"),
            Self::Withdrawn => language.pick("取下げ", "withdrawn"),
        }
    }
}

impl Verdict {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Approved => language.pick("承認", "approved"),
            Self::Refused => language.pick("不承認", "refused"),
            Self::Returned => language.pick("差戻し", "sent back"),
        }
    }
}

impl Approval {
    fn full_title(&self, language: Language) -> String {
        match (&self.stands_in, language) {
            (None, _) => self.title.clone(),
            (Some((how, other)), Language::En) => {
                format!("{} ({} for {other})", self.title, how.word(language))
            }
            (Some((how, other)), Language::Ja) => format!("{}（{other}{}）", self.title, how.word(language)),
        }
    }
}

/// The seal in its box: verdict, day and name; nothing before the decision.
fn seal(approval: &Approval, language: Language) -> Markup {
    let Some(decision) = &approval.decision else { return Markup::default() };
    let class = if decision.verdict == Verdict::Approved { "seal" } else { "seal no" };
    let verdict = match (&approval.stands_in, decision.verdict) {
        (Some((how, _)), Verdict::Approved) => how.word(language),
        (_, verdict) => verdict.word(language),
    };
    let day = element("b", "", html::text(&language.short_day(decision.at.date())));
    let name = html::text(approval.name.as_deref().unwrap_or_default());
    element("span", class, element("span", "", html::text(verdict)).and(day).and(element("span", "", name)))
}
