//! Stopping a permit that is out, and letting it go on.

use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::PermitId;
use crate::party::Role;
use crate::permit::request::find;
use crate::permit::{HoldCause, Outing, Permit};
use crate::reason::{Reasons, Rule};

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Officers who must agree to lift a freeze. Source: control C21, reversible by two officers.
const LIFTERS: usize = 2;

const OFFICERS: [Role; 2] = [Role::SecurityManager, Role::Approver];

/// Decides whether an officer may stop the permit.
///
/// Shape: the permit is `Out`; yields one `PermitFrozen`.
/// Errors: [`Rule::RoleMissing`], [`Rule::PermitNotOut`], [`Rule::Frozen`].
/// Source: control C21.
pub(crate) fn freeze(ask: Ask<'_>, permit: PermitId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &OFFICERS);
    if let Some(outing) = outing(ask, permit, reasons) {
        reasons.require(outing.hold.is_none(), || Rule::Frozen.about("permit", permit));
    }
    vec![Event::PermitFrozen { cause: HoldCause::Ordered, permit }]
}

/// Decides whether an officer may agree to lift the freeze; the second one lifts it.
///
/// Shape: yields `UnfreezeAgreed`, then `PermitUnfrozen` with the second officer.
/// Errors: [`Rule::NotFrozen`], [`Rule::FrozenForGood`], [`Rule::AgreedAlready`], [`Rule::RoleMissing`].
/// Source: control C21, reversible by two officers.
pub(crate) fn unfreeze(ask: Ask<'_>, permit: PermitId, reasons: &mut Reasons) -> Vec<Event> {
    let role = ask.require_role(reasons, &OFFICERS);
    let Some(outing) = outing(ask, permit, reasons) else { return Vec::new() };
    let Some(hold) = &outing.hold else {
        reasons.add(Rule::NotFrozen.about("permit", permit));
        return Vec::new();
    };
    reasons.require(hold.cause.can_be_lifted(), || Rule::FrozenForGood.about("permit", permit));
    let agreed_already = hold.lifting.iter().any(|(one, deputy)| ask.spoke_before(one, deputy.as_ref()));
    reasons
        .require(!agreed_already, || Rule::AgreedAlready.about("permit", permit).about("person", ask.person));
    let agreed = Event::UnfreezeAgreed { deputy: ask.deputy(role), permit, person: ask.person.clone() };
    let agreeing = hold.lifting.len().saturating_add(1);
    if agreeing >= LIFTERS { vec![agreed, Event::PermitUnfrozen { permit }] } else { vec![agreed] }
}

/// Decides whether an officer may take the approval back. What is out is stopped for good and must come home.
///
/// Shape: yields `PermitRevoked`; of a permit that is out also `PermitFrozen`, and `DestructionOrdered` if it is sealed.
/// Errors: [`Rule::RoleMissing`], [`Rule::FrozenForGood`].
/// Source: control C05.
pub(crate) fn revoke(ask: Ask<'_>, permit: PermitId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &OFFICERS);
    let mut events = vec![Event::PermitRevoked { permit, person: ask.person.clone(), reason }];
    if let Some(Permit::Out(outing)) = find(ask, permit, reasons) {
        let for_good = outing.hold.as_ref().is_some_and(|hold| !hold.cause.can_be_lifted());
        reasons.require(!for_good, || Rule::FrozenForGood.about("permit", permit));
        events.push(Event::PermitFrozen { cause: HoldCause::Revoked, permit });
        if outing.request.document.is_sealed() && outing.destruction_ordered_at.is_none() {
            events.push(Event::DestructionOrdered { permit });
        }
    }
    events
}

fn outing<'a>(ask: Ask<'a>, permit: PermitId, reasons: &mut Reasons) -> Option<&'a Outing> {
    let found = find(ask, permit, reasons)?;
    let Permit::Out(outing) = found else {
        reasons.add(Rule::PermitNotOut.about("permit", permit));
        return None;
    };
    Some(outing)
}

#[cfg(test)]
mod tests;
