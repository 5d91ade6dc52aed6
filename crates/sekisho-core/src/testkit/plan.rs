//! Safety plans in short words.

use crate::command::Command;
use crate::document::Document;
use crate::id::{PermitId, PlanId};
use crate::party::{Role, Title};
use crate::plan::{
    Hours, MediaAllowed, PlanDocument, PlanRef, Risk, RiskKind, RiskTreatment, Step, StepBy, Way,
};
use crate::state::State;
use crate::testkit::{
    Given, P1, approve, assign_role, at, document, enroll_key, given, id, ids, register_person, request,
    text, town,
};
use crate::time::{DAY, Timestamp, Window};

/// Gives the town with the plan `PL-1` approved: written by `R-1`, its risk accepted by `HEAD`, approved by `SO`.
pub fn planned() -> State {
    approved_plan(given(plan_town()), &plan_document()).state
}

/// Gives the town with a head `HEAD` and a security office `SO`, and no plan.
pub fn plan_town() -> State {
    with_signers(given(town())).state
}

/// Lets a head `HEAD` and a security office `SO` be there.
#[must_use]
pub fn with_signers(town: Given) -> Given {
    let people = [("HEAD", Role::OrganizationHead), ("SO", Role::SecurityOffice)];
    people.into_iter().fold(town, |town, (person, role)| {
        town.does("ADM", register_person(person, "CITY", Title::Employed))
            .does("ADM", enroll_key(person, &format!("SHA256:{person}")))
            .does("ADM", assign_role(person, role))
    })
}

/// Lets `R-1` write the plan down, or anew, `HEAD` accept its risks, and `SO` approve it.
#[must_use]
pub fn approved_plan(story: Given, plan: &PlanDocument) -> Given {
    let written = if plan.revision == 1 { draft_plan(plan) } else { amend_plan(plan) };
    story.does("R-1", written).does("HEAD", accept_risk(plan, "NET")).does("SO", approve_plan(plan))
}

/// Gives a plan with nothing missing, which covers [`document`].
pub fn plan_document() -> PlanDocument {
    let step = |by, code: &str| Step { by, code: id(code), words: text(code) };
    PlanDocument {
        from: ids("CAB"),
        hours: Some(Hours { from: 9 * 60, until: 23 * 60 }),
        media: Some(MediaAllowed { at_most: 2, products: [].into() }),
        name: text("Plan of the benefits"),
        plan: id("PL-1"),
        project: ids("R-1 C-1"),
        revision: 1,
        risks: vec![Risk {
            accepted_by: id("HEAD"),
            accepted_until: at("20 09:00").plus(90 * DAY),
            code: id("NET"),
            impact: 3,
            kind: RiskKind::MediumNeeded,
            measure: text("sealed, two persons"),
            name: text("no network, so a medium"),
            residual: 1,
            treatment: RiskTreatment::Reduce,
        }],
        sites: ids("SITE"),
        steps: vec![
            step(StepBy::Officer, "CHECK"),
            step(StepBy::Carrier, "CARRY"),
            step(StepBy::Eraser, "ERASE"),
        ],
        storage: ids("CAB"),
        term: Window { from: at("20 09:00"), until: at("20 09:00").plus(90 * DAY) },
        transport: [Way::Carried { at_least: 2 }].into(),
        work: id("benefits"),
    }
}

/// Gives [`plan_document`] with a change.
pub fn plan_with(change: impl FnOnce(&mut PlanDocument)) -> PlanDocument {
    let mut changed = plan_document();
    change(&mut changed);
    changed
}

/// Gives [`plan_document`] whose risk is accepted until another time.
pub fn plan_borne_until(accepted_until: Timestamp) -> PlanDocument {
    plan_with(|plan| plan.risks.iter_mut().for_each(|risk| risk.accepted_until = accepted_until))
}

/// Gives [`plan_document`] for one product only.
pub fn plan_for_product(product: &str) -> PlanDocument {
    plan_with(|plan| plan.media = Some(MediaAllowed { at_most: 2, products: [product.to_owned()].into() }))
}

/// Gives [`plan_document`] as it is written the second time, with a change.
pub fn plan_again(change: impl FnOnce(&mut PlanDocument)) -> PlanDocument {
    plan_with(|plan| {
        plan.revision = 2;
        change(plan);
    })
}

/// Gives [`document`] under a plan.
pub fn document_under(plan: &PlanDocument) -> Document {
    Document { plan: Some(plan_ref(plan)), ..document() }
}

/// Names a plan as a permit does.
pub fn plan_ref(plan: &PlanDocument) -> PlanRef {
    PlanRef { digest: plan.digest(), id: plan.plan.clone() }
}

/// Gives the planned town with [`document`] under the plan approved, at 16:00.
pub fn approved_under_plan() -> Given {
    let asked = document_under(&plan_document());
    given(planned())
        .at("13:00")
        .does("R-1", request(&asked))
        .at("16:00")
        .does("CHIEF", approve(&asked))
        .does("SEC", approve(&asked))
}

/// Writes a plan down.
pub fn draft_plan(document: &PlanDocument) -> Command {
    Command::DraftPlan { document: document.clone() }
}

/// Writes a plan anew.
pub fn amend_plan(document: &PlanDocument) -> Command {
    Command::AmendPlan { document: document.clone() }
}

/// Accepts risks.
pub fn accept_risk(document: &PlanDocument, risks: &str) -> Command {
    Command::AcceptRisk { document: document.digest(), plan: document.plan.clone(), risks: ids(risks) }
}

/// Approves a plan.
pub fn approve_plan(document: &PlanDocument) -> Command {
    Command::ApprovePlan { document: document.digest(), plan: document.plan.clone() }
}

/// Withdraws a plan.
pub fn withdraw_plan(plan: &str) -> Command {
    let plan: PlanId = id(plan);
    Command::WithdrawPlan { plan, reason: text("the system is shut down") }
}

/// Ticks a step.
pub fn tick(step: &str) -> Command {
    settle_step(P1, step, None)
}

/// Explains why a step was not done.
pub fn explain(step: &str) -> Command {
    settle_step(P1, step, Some("not needed this time"))
}

fn settle_step(permit: PermitId, step: &str, explanation: Option<&str>) -> Command {
    Command::SettleStep { explanation: explanation.map(text), permit, step: id(step) }
}
