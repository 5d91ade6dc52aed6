//! `sekisho plan show PLAN --out FILE`: 安全管理措置計画書.

use std::path::Path;

use sekisho_audit::paper::{PlanRisk, PlanSigned, PlanStage, PlanStep, SafetyPlan, Window};
use sekisho_core::id::PlaceId;
use sekisho_core::plan::Plan;

use crate::command::paper::{Desk, check_page, short_hash};
use crate::command::plan::{hours_words, media_words, step_by, way_words};
use crate::person_text;
use crate::report::{Failure, Report};

/// Writes the plan as it is now, with the signatures that it has.
pub(crate) fn print(desk: Desk<'_>, known: &Plan, out: &Path) -> Result<Report, Failure> {
    check_page(out)?;
    let plan = fill(desk, known)?;
    let lines = plan.risks.len().saturating_add(plan.steps.len());
    desk.hand_out(out, plan.html(desk.language()).as_bytes(), lines)
}

fn fill(desk: Desk<'_>, known: &Plan) -> Result<SafetyPlan, Failure> {
    let (document, text) = (&known.document, desk.context.text);
    let places = |places: &std::collections::BTreeSet<PlaceId>| {
        places.iter().map(|place| desk.place(place)).collect::<Vec<_>>()
    };
    let risk = |risk: &sekisho_core::plan::Risk| PlanRisk {
        accepted_by: desk.person(&risk.accepted_by),
        accepted_at: known.accepted.get(&risk.code).map(|signed| desk.civil(signed.at)),
        accepted_until: desk.civil(risk.accepted_until),
        code: risk.code.to_string(),
        impact: risk.impact,
        measure: desk.text(&risk.measure),
        name: desk.text(&risk.name),
        residual: risk.residual,
        treatment: text.say(&format!("risk-treatment-{}", risk.treatment.name()), &[]),
    };
    let step = |step: &sekisho_core::plan::Step| PlanStep {
        by: step_by(step.by.name(), text),
        code: step.code.to_string(),
        words: desk.text(&step.words),
    };
    let approved = known.approved.as_ref();
    Ok(SafetyPlan {
        approved: approved.map(|signed| PlanSigned {
            at: desk.civil(signed.at),
            by: person_text::signer(desk.gate, &signed.by, signed.deputy.as_ref(), text),
        }),
        document_hash: short_hash(&known.digest),
        footer: desk.footer()?,
        from: places(&document.from),
        hours: document.hours.map(hours_words).unwrap_or_default(),
        media: document.media.as_ref().map(|media| media_words(media, text)).unwrap_or_default(),
        name: desk.text(&document.name),
        number: document.plan.to_string(),
        office: desk.office(),
        project: document.project.iter().map(|person| desk.person(person)).collect(),
        revision: document.revision,
        risks: document.risks.iter().map(risk).collect(),
        sites: places(&document.sites),
        stage: match (known.withdrawn_at, approved) {
            (Some(_), _) => PlanStage::Withdrawn,
            (None, Some(_)) => PlanStage::Approved,
            (None, None) => PlanStage::Draft,
        },
        steps: document.steps.iter().map(step).collect(),
        storage: places(&document.storage),
        term: Window { from: desk.civil(document.term.from), until: desk.civil(document.term.until) },
        transport: document.transport.iter().map(|way| way_words(*way, text)).collect(),
        work: document.work.to_string(),
    })
}
