//! The checklist of a permit: the steps of its plan, each done by somebody, or explained by an officer.

use crate::decide::Ask;
use crate::document::Document;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{PermitId, PersonId, StepId};
use crate::permit::{ANSWERING, Permit, Request, find};
use crate::plan::StepBy;
use crate::reason::{Reasons, Rule};

/// Decides whether a step is ticked, or explained.
///
/// Shape: the permit is `Approved` or `Out`; yields one `StepDone` or `StepExplained`. What was only explained may be done
/// later; what is done stays.
/// Errors: [`Rule::StepUnknown`], [`Rule::StepSettled`]; [`Rule::StepNotYours`] for whoever the permit does not name for it
/// and who is no officer of the owner's; [`Rule::RoleMissing`] for an explanation without a role that answers for the permit.
/// Source: control C04, each step of the procedure is a line of the checklist.
pub(crate) fn settle(
    ask: Ask<'_>,
    permit: PermitId,
    step: &StepId,
    explanation: Option<Digest>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let request = match find(ask, permit, reasons) {
        Some(Permit::Requested(_) | Permit::SentBack(_)) => {
            reasons.add(Rule::PermitNotApproved.about("permit", permit));
            return Vec::new();
        }
        Some(live) => live.request(),
        None => return Vec::new(),
    };
    let item = request.checklist.iter().find(|item| item.step.code == *step);
    let Some(item) = item else {
        reasons.add(Rule::StepUnknown.about("permit", permit).about("step", step));
        return Vec::new();
    };
    let done = item.settled.as_ref().is_some_and(|said| said.explanation.is_none());
    let again = explanation.is_some() && item.settled.is_some();
    reasons.require(!done && !again, || Rule::StepSettled.about("permit", permit).about("step", step));
    let (person, step) = (ask.person.clone(), step.clone());
    if let Some(explanation) = explanation {
        ask.require_role(reasons, &ANSWERING);
        return vec![Event::StepExplained { explanation, permit, person, step }];
    }
    let mine = ask.state.is_officer(ask.person) || does(&request.document, item.step.by, ask.person);
    reasons.require(mine, || {
        Rule::StepNotYours.about("permit", permit).about("step", &step).about("by", item.step.by.name())
    });
    vec![Event::StepDone { permit, person, step }]
}

/// Tells whether the permit names the person for what the step needs.
fn does(document: &Document, by: StepBy, person: &PersonId) -> bool {
    let sealing = document.sealing.as_ref();
    match by {
        StepBy::Carrier => document.may_carry(person),
        StepBy::Eraser => document.eraser == *person,
        StepBy::Officer => false,
        // Without a box, who receives opens.
        StepBy::Opener => match sealing {
            Some(sealing) => sealing.openers.contains(person),
            None => document.receivers.contains(person),
        },
        StepBy::Receiver => document.receivers.contains(person),
        StepBy::Sealer => sealing.is_some_and(|sealing| sealing.sealer == *person),
        StepBy::Witness => sealing.is_some_and(|sealing| sealing.witness == *person),
    }
}

/// Demands that every step is done or explained, before a permit closes.
///
/// Errors: [`Rule::StepOpen`] for each step.
pub(crate) fn check_steps(request: &Request, reasons: &mut Reasons) {
    for item in request.checklist.iter().filter(|item| item.settled.is_none()) {
        reasons.add(Rule::StepOpen.about("permit", request.document.permit).about("step", &item.step.code));
    }
}
