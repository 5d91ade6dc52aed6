//! Reports of erasure. A report is a fact with a name under it, never a proof; where it does not fit, a finding says so.

use crate::alarm::Finding;
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{MediumId, PermitId, PersonId};
use crate::permit::{Copy, Custody, EraseMethod, Permit};

/// What somebody says about an erasure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    /// The digest of the certificate, if there is one.
    pub(crate) certificate: Option<Digest>,
    /// What was done.
    pub(crate) method: EraseMethod,
    /// Who watched.
    pub(crate) witness: Option<&'a PersonId>,
}

/// Records that somebody says a copy is erased.
///
/// Shape: always yields `ErasureReported`; findings for a wrong person, a late hour, a lost copy, an unknown object. Who
/// confirms what another reported destroyed is neither the wrong person nor late.
/// Source: control C12.
pub(crate) fn report_erasure(
    ask: Ask<'_>,
    permit: PermitId,
    medium: &MediumId,
    said: Said<'_>,
) -> Vec<Event> {
    let Said { certificate, method, witness } = said;
    let mut events = vec![Event::ErasureReported {
        certificate,
        medium: medium.clone(),
        method,
        permit,
        person: ask.person.clone(),
        witness: witness.cloned(),
    }];
    let mut find = |finding| {
        events.push(Event::FindingRaised {
            about: None,
            finding,
            medium: Some(medium.clone()),
            permit: Some(permit),
        });
    };
    let out = match ask.state.permits.get(&permit) {
        Some(Permit::Out(outing)) => outing.copies.get(medium).map(|copy| (outing, copy)),
        _ => None,
    };
    // What still waits in its cabinet holds nothing yet; the report stands, and counts for nothing.
    let Some((outing, copy)) = out.filter(|(outing, copy)| !outing.is_waiting(copy)) else {
        find(Finding::UnknownObject);
        return events;
    };
    if witness.is_some_and(|witness| !ask.state.persons.contains_key(witness)) {
        find(Finding::UnknownObject);
    }
    let document = &outing.request.document;
    let confirms =
        method == EraseMethod::Destroyed && copy.destroyed_by.iter().any(|person| person != ask.person);
    if document.eraser != *ask.person && !confirms {
        find(Finding::ErasedByAnother);
    }
    if !confirms && ask.occurred_at > document.erase_by {
        find(Finding::ErasedLate);
    }
    if matches!(copy.custody, Custody::Lost { .. }) {
        find(Finding::ErasedWhileLost);
    }
    // The last copy is erased: nobody needs the key any more.
    let done =
        |(id, copy): (&MediumId, &Copy)| id == medium || copy.erasure.is_some() || outing.is_waiting(copy);
    let sealed = document.is_sealed() && outing.destruction_ordered_at.is_none();
    if sealed && outing.copies.iter().all(done) {
        events.push(Event::DestructionOrdered { permit });
    }
    events
}

#[cfg(test)]
mod tests;
