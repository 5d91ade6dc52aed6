//! What events say about plans and checklists.

use std::collections::BTreeMap;

use crate::event::{Event, Recorded};
use crate::hash::Digest;
use crate::id::{PermitId, PersonId, StepId};
use crate::permit::{Permit, Request};
use crate::plan::{CheckItem, Plan, PlanDocument, Plans, Settled, Signed};
use crate::state::State;

/// Brings the plans forward.
pub(crate) fn evolve(plans: &mut Plans, recorded: &Recorded) {
    let at = recorded.recorded_at;
    match &recorded.event {
        Event::PlanDrafted { digest, document, person } if !plans.plans.contains_key(&document.plan) => {
            let written = written(*digest, document, [person.clone()].into());
            plans.plans.insert(document.plan.clone(), written);
        }
        // INVARIANT: what was signed counts for the document that it names, and for no other.
        Event::PlanAmended { digest, document, person } => {
            if let Some(known) = plans.plans.get_mut(&document.plan).filter(|known| lives(known)) {
                let mut writers = std::mem::take(&mut known.written_by);
                writers.insert(person.clone());
                *known = written(*digest, document, writers);
            }
        }
        Event::RiskAccepted { deputy, digest, person, plan, risks } => {
            let known = plans.plans.get_mut(plan);
            if let Some(known) = known.filter(|known| lives(known) && known.digest == *digest) {
                let signed = Signed { at, by: person.clone(), deputy: deputy.clone() };
                let signed = |code: &crate::id::RiskId| (code.clone(), signed.clone());
                known.accepted.extend(risks.iter().map(signed));
            }
        }
        Event::PlanApproved { deputy, digest, person, plan } => {
            let known = plans.plans.get_mut(plan);
            if let Some(known) = known.filter(|known| lives(known) && known.digest == *digest) {
                known.approved = Some(Signed { at, by: person.clone(), deputy: deputy.clone() });
                plans.begun = true;
            }
        }
        Event::PlanWithdrawn { plan, .. } => {
            if let Some(known) = plans.plans.get_mut(plan).filter(|known| lives(known)) {
                (known.withdrawn_at, known.approved) = (Some(at), None);
            }
        }
        _ => {}
    }
}

fn lives(known: &Plan) -> bool {
    known.withdrawn_at.is_none()
}

fn written(digest: Digest, document: &PlanDocument, writers: std::collections::BTreeSet<PersonId>) -> Plan {
    Plan {
        accepted: BTreeMap::new(),
        approved: None,
        digest,
        document: document.clone(),
        withdrawn_at: None,
        written_by: writers,
    }
}

/// Brings the checklists of permits forward, after the permits themselves.
pub(crate) fn settled(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        // The checklist is that of the plan as it was approved: what becomes of the plan later changes no list.
        Event::PermitRequested { document, .. } | Event::PermitAmended { document, .. } => {
            let named = document.plan.as_ref();
            let plan = named.and_then(|named| Some((named.digest, state.plans.plans.get(&named.id)?)));
            let steps = plan.filter(|(digest, known)| known.digest == *digest);
            let steps = steps.map(|(_, known)| known.document.steps.clone()).unwrap_or_default();
            let checklist = steps.into_iter().map(|step| CheckItem { settled: None, step }).collect();
            let live = state.permits.get_mut(&document.permit);
            if let Some(Permit::Requested(request)) = live.filter(|live| live.document() == document) {
                request.checklist = checklist;
            }
        }
        Event::StepDone { permit, person, step } => {
            let said = Settled { at: recorded.occurred_at, by: person.clone(), explanation: None };
            put(state, *permit, recorded, step, said);
        }
        Event::StepExplained { explanation, permit, person, step } => {
            let explanation = Some(*explanation);
            let said = Settled { at: recorded.occurred_at, by: person.clone(), explanation };
            put(state, *permit, recorded, step, said);
        }
        _ => {}
    }
}

fn put(state: &mut State, permit: PermitId, recorded: &Recorded, step: &StepId, mut said: Settled) {
    let request: &mut Request = match state.permits.get_mut(&permit) {
        Some(Permit::Approved(request)) => request,
        Some(Permit::Out(outing)) => &mut outing.request,
        Some(Permit::Requested(_) | Permit::SentBack(_)) | None => return,
    };
    // Not before it was asked for, and not after the record took it.
    said.at = said.at.max(request.requested_at).min(recorded.recorded_at);
    if let Some(item) = request.checklist.iter_mut().find(|item| item.step.code == *step) {
        item.settled = Some(said);
    }
}
