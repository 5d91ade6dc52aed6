//! Closing: only when every copy is accounted for.

use crate::decide::Ask;
use crate::event::Event;
use crate::id::PermitId;
use crate::party::Role;
use crate::permit::request::find;
use crate::permit::{Copy, Custody, EraseMethod, Holder, Outing, Permit};
use crate::reason::{Reasons, Rule};

/// Decides whether the permit may be closed.
///
/// Shape: every copy is erased and back, or destroyed before a witness, or lost with its incident; yields one
/// `PermitClosed`.
/// Errors: [`Rule::CopyOutside`] and [`Rule::CopyNotErased`] for each copy at once.
/// Source: control C12.
pub(crate) fn close(ask: Ask<'_>, permit: PermitId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper, Role::SecurityManager]);
    match find(ask, permit, reasons) {
        Some(Permit::Out(outing)) => {
            for (medium, copy) in &outing.copies {
                if matches!(copy.custody, Custody::Lost { .. }) {
                    continue;
                }
                let destroyed = copy.erasure.as_ref().is_some_and(|done| {
                    done.method == EraseMethod::Destroyed
                        && done.witness.as_ref().is_some_and(|w| *w != done.by)
                });
                let back = matches!(copy.custody, Custody::Returned { .. });
                let stayed = never_left(outing, copy);
                reasons.require(back || destroyed || stayed, || {
                    Rule::CopyOutside.about("permit", permit).about("medium", medium)
                });
                reasons.require(copy.erasure.is_some() || stayed, || {
                    Rule::CopyNotErased.about("permit", permit).about("medium", medium)
                });
            }
        }
        Some(_) => reasons.add(Rule::PermitNotOut.about("permit", permit)),
        None => {}
    }
    vec![Event::PermitClosed { permit, person: ask.person.clone() }]
}

/// A copy that still waits in the cabinet when the others are back was never loaded.
fn never_left(outing: &Outing, copy: &Copy) -> bool {
    let start = &outing.request.document.from;
    matches!(&copy.custody, Custody::Held { by: Holder::Place(place), .. } if place == start)
}
