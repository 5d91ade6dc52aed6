//! 安全管理措置計画書: the safety plan as the office approved it, with every signature, or with boxes for those to come.

use jiff::civil::DateTime;

use super::html::{self, Marking, Markup, Orientation, cell, row, row_head};
use super::{Footer, Language, Window};

/// How far a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStage {
    /// The security office approved it.
    Approved,
    /// Something is still to be signed.
    Draft,
    /// Nothing goes out under it any more.
    Withdrawn,
}

/// A signature on a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSigned {
    /// When, in local time.
    pub at: DateTime,
    /// Who.
    pub by: String,
}

/// One risk, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRisk {
    /// Who is to accept what is left.
    pub accepted_by: String,
    /// When that was signed, in local time; none before.
    pub accepted_at: Option<DateTime>,
    /// Until when it counts, in local time.
    pub accepted_until: DateTime,
    /// Its code.
    pub code: String,
    /// How bad it is without measures. Units: 1 to 3.
    pub impact: u8,
    /// The measures.
    pub measure: String,
    /// What may happen.
    pub name: String,
    /// How bad it is with the measures. Units: 1 to 3.
    pub residual: u8,
    /// What is done about it, in words.
    pub treatment: String,
}

/// One step of the procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    /// Who does it, in words.
    pub by: String,
    /// Its code.
    pub code: String,
    /// What is done.
    pub words: String,
}

/// A safety plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyPlan {
    /// The approval; none before.
    pub approved: Option<PlanSigned>,
    /// The first characters of the document's hash.
    pub document_hash: String,
    /// The state of the record that it shows.
    pub footer: Footer,
    /// Cabinets from which media leave.
    pub from: Vec<String>,
    /// Between which hours of a day; empty if that is missing.
    pub hours: String,
    /// Which media; empty if that is missing.
    pub media: String,
    /// Its title.
    pub name: String,
    /// Its number.
    pub number: String,
    /// The office.
    pub office: String,
    /// Who works in the project.
    pub project: Vec<String>,
    /// Which version it is.
    pub revision: u32,
    /// The risks.
    pub risks: Vec<PlanRisk>,
    /// Where the data are used.
    pub sites: Vec<String>,
    /// How far it is.
    pub stage: PlanStage,
    /// The procedure, in its order.
    pub steps: Vec<PlanStep>,
    /// Cabinets to which media go back.
    pub storage: Vec<String>,
    /// When it holds.
    pub term: Window,
    /// How data may travel.
    pub transport: Vec<String>,
    /// For which work.
    pub work: String,
}

impl SafetyPlan {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let title = language.pick("安全管理措置計画書", "Safety plan");
        let body = html::block("h1", "", html::text(title))
            .and(html::paragraph("note", self.stage_words(language)))
            .and(html::form(&self.rows(language)))
            .and(html::heading(language.pick("リスク", "Risks")))
            .and(self.risk_table(language))
            .and(html::heading(
                language.pick("手順（許可ごとの点検表）", "Procedure (checklist of each permit)"),
            ))
            .and(self.step_table(language))
            .and(self.signature(language));
        html::page(language, Orientation::Portrait, Marking::None, title, body, &self.footer)
    }

    fn stage_words(&self, language: Language) -> &'static str {
        match self.stage {
            PlanStage::Approved => language.pick("承認済み", "Approved"),
            PlanStage::Draft => language.pick(
                "下書き（承認されるまで、この計画による持出しはできません）",
                "Draft (nothing goes out under it before it is approved)",
            ),
            PlanStage::Withdrawn => language.pick(
                "廃止（この計画による持出しはできません）",
                "Withdrawn (nothing goes out under it any more)",
            ),
        }
    }

    fn rows(&self, language: Language) -> Vec<(&'static str, String)> {
        let listed = |names: &[String]| names.join("\n");
        let term = format!("{} – {}", language.moment(self.term.from), language.moment(self.term.until));
        let number = match language {
            Language::En => format!("{}, version {}", self.number, self.revision),
            Language::Ja => format!("{}（第{}版）", self.number, self.revision),
        };
        vec![
            (language.pick("保有機関", "Office"), self.office.clone()),
            (language.pick("計画番号", "Plan"), number),
            (language.pick("名称", "Title"), self.name.clone()),
            (language.pick("業務", "Work"), self.work.clone()),
            (language.pick("業務に携わる者", "People of the project"), listed(&self.project)),
            (language.pick("期間", "Term"), term),
            (language.pick("時間帯", "Hours"), self.hours.clone()),
            (language.pick("持ち出す保管庫", "Leaves from"), listed(&self.from)),
            (language.pick("作業場所", "Sites"), listed(&self.sites)),
            (language.pick("保管場所", "Goes back to"), listed(&self.storage)),
            (language.pick("媒体", "Media"), self.media.clone()),
            (language.pick("運搬方法", "Transport"), listed(&self.transport)),
            (language.pick("文書の指紋", "Document hash"), self.document_hash.clone()),
        ]
    }

    fn risk_table(&self, language: Language) -> Markup {
        let heads = [
            language.pick("符号", "Code"),
            language.pick("リスク", "Risk"),
            language.pick("影響", "Impact"),
            language.pick("対応・対策", "Treatment, measures"),
            language.pick("残り", "Left"),
            language.pick("受け入れる者・期限", "To accept, until"),
            language.pick("署名", "Signed"),
        ];
        let lines = self.risks.iter().map(|risk| {
            let signed = risk.accepted_at.map(|at| language.short_moment(at)).unwrap_or_default();
            row([
                row_head("nowrap", &risk.code),
                cell("", &risk.name),
                cell("center", &risk.impact.to_string()),
                cell("", &format!("{}\n{}", risk.treatment, risk.measure)),
                cell("center", &risk.residual.to_string()),
                cell("", &format!("{}\n{}", risk.accepted_by, language.short_moment(risk.accepted_until))),
                cell("", &signed),
            ])
        });
        html::table("frame", &heads, lines)
    }

    fn step_table(&self, language: Language) -> Markup {
        let heads = [
            language.pick("順", "No."),
            language.pick("符号", "Code"),
            language.pick("手順", "Step"),
            language.pick("行う者", "By"),
        ];
        let lines = self.steps.iter().enumerate().map(|(line, step)| {
            row([
                row_head("nowrap", &line.saturating_add(1).to_string()),
                cell("nowrap", &step.code),
                cell("", &step.words),
                cell("", &step.by),
            ])
        });
        html::table("frame", &heads, lines)
    }

    fn signature(&self, language: Language) -> Markup {
        let at = self.approved.as_ref().map(|signed| language.moment(signed.at)).unwrap_or_default();
        let by = self.approved.as_ref().map(|signed| signed.by.clone()).unwrap_or_default();
        let line =
            |label: &str, value: &str| html::element("span", "", html::text(&format!("{label}　{value}")));
        let lines = line(language.pick("承認日時", "Approved at"), &at).and(line(
            language.pick("承認者（情報セキュリティ事務局）", "Approved by (security office)"),
            &by,
        ));
        html::block("div", "sign", lines)
    }
}
