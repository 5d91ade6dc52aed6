//! Closing: only when every copy is accounted for.

use crate::decide::Ask;
use crate::event::Event;
use crate::id::{MediumId, PermitId};
use crate::party::Role;
use crate::permit::request::find;
use crate::permit::{Copy, Custody, Outing, Permit};
use crate::plan::check_steps;
use crate::reason::{Reasons, Rule};

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Decides whether the permit may be closed.
///
/// Shape: every copy is erased and back, or reported destroyed by two, or lost and its incident closed, or never left, and every
/// step of the plan is done or explained; yields one `PermitClosed`.
/// Errors: [`Rule::CopyLost`], [`Rule::CopyOutside`] and [`Rule::CopyNotErased`] for each copy, and
/// [`Rule::StepOpen`](crate::reason::Rule::StepOpen) for each step, at once.
/// Source: control C12.
pub(crate) fn close(ask: Ask<'_>, permit: PermitId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper, Role::SecurityManager]);
    match find(ask, permit, reasons) {
        Some(Permit::Out(outing)) => {
            for (medium, copy) in &outing.copies {
                accounted(ask, outing, medium, copy, reasons);
            }
            sealed_things(outing, reasons);
            check_steps(&outing.request, reasons);
        }
        Some(_) => reasons.add(Rule::PermitNotOut.about("permit", permit)),
        None => {}
    }
    vec![Event::PermitClosed { permit, person: ask.person.clone() }]
}

/// Demands that one copy is accounted for.
/// Of a sealed permit the key is gone, on the vault's word, and so is every copy that the site made.
fn sealed_things(outing: &Outing, reasons: &mut Reasons) {
    let permit = outing.request.document.permit;
    for (copy, working) in &outing.working {
        reasons.require(working.erased.is_some(), || {
            Rule::WorkingCopyOpen.about("permit", permit).about("copy", copy)
        });
    }
    reasons.require(!outing.request.document.is_sealed() || outing.destroyed.is_some(), || {
        Rule::KeyNotDestroyed.about("permit", permit)
    });
}

fn accounted(ask: Ask<'_>, outing: &Outing, medium: &MediumId, copy: &Copy, reasons: &mut Reasons) {
    let permit = outing.request.document.permit;
    if let Custody::Lost { .. } = copy.custody {
        // The search goes on as long as its incident: what is found meanwhile comes home under this permit.
        let open = ask
            .state
            .incidents
            .values()
            .any(|open| open.permit == Some(permit) && open.media.contains(medium));
        reasons.require(!open, || Rule::CopyLost.about("permit", permit).about("medium", medium));
        return;
    }
    // A copy that still waits in the cabinet when the others are back was never loaded.
    if outing.is_waiting(copy) {
        return;
    }
    let back = matches!(copy.custody, Custody::Returned { .. });
    reasons.require(back || copy.is_destroyed(&ask.state.persons), || {
        Rule::CopyOutside.about("permit", permit).about("medium", medium)
    });
    reasons.require(copy.erasure.is_some(), || {
        Rule::CopyNotErased.about("permit", permit).about("medium", medium)
    });
}

#[cfg(test)]
mod tests;
