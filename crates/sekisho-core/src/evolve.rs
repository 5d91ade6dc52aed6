//! Brings the state forward by one event. Total: an event that does not fit changes nothing, since the record is the
//! truth and the state only its sum.

mod boxes;
mod chain;
mod custody;
mod registers;

use std::collections::BTreeMap;

use crate::event::{Event, Recorded};
use crate::hash::Digest;
use crate::id::{MediumId, PermitId};
use crate::medium::{Condition, Medium, Whereabouts};
use crate::permit::{Approval, Copy, Custody, HoldCause, Outing, Permit, Request};
use crate::state::State;

/// Folds one event into the state.
///
/// Shape: the state after the event; the same for the same inputs, everywhere and always.
#[must_use]
pub fn evolve(mut state: State, recorded: &Recorded) -> State {
    state.latest = state.latest.max(Some(recorded.recorded_at));
    // Before the permit takes its approvals along.
    crate::urgent::evolve(&mut state, recorded);
    registers::registers(&mut state, recorded);
    permits(&mut state, recorded);
    custody::custody(&mut state, recorded);
    boxes::boxes(&mut state, recorded);
    // Before an incident stands in its register: it counts for those whom its permit names.
    chain::chain(&mut state, recorded);
    incidents(&mut state, recorded);
    crate::contradiction::evolve(&mut state.claims, &recorded.event, recorded.recorded_at);
    crate::enrollment::evolve(&mut state, &recorded.event, recorded.recorded_at);
    crate::employment::evolve(&mut state, &recorded.event, recorded.recorded_at);
    crate::rights::evolve(&mut state, &recorded.event, recorded.recorded_at);
    crate::concern::evolve(&mut state, recorded);
    crate::local::evolve(&mut state.local_rules, &recorded.event);
    crate::plan::evolve(&mut state.plans, recorded);
    crate::plan::settled(&mut state, recorded);
    crate::purpose::evolve(&mut state.holdings, &recorded.event);
    crate::training::evolve(&mut state.training, &recorded.event);
    crate::weekly::evolve(&mut state.weekly, recorded);
    state
}

fn permits(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        Event::PermitRequested { digest, document, person }
            if !state.permits.contains_key(&document.permit) =>
        {
            state.permit_count = state.permit_count.max(document.permit.0);
            let request = Request {
                approvals: BTreeMap::new(),
                checklist: Vec::new(),
                digest: *digest,
                document: document.clone(),
                requested_at: recorded.recorded_at,
                requester: person.clone(),
                seals: BTreeMap::new(),
            };
            boxes::use_keys(state, document);
            book(state, document.permit, &document.copies);
            state.permits.insert(document.permit, Permit::Requested(request));
        }
        Event::PermitAmended { digest, document } => amended(state, *digest, document),
        // INVARIANT: an approval counts for the document that it names, and for no other.
        Event::PermitApproved { deputy, digest, permit, person, role } => {
            let approval = Approval { deputy: deputy.clone(), role: *role, at: recorded.recorded_at };
            match state.permits.get_mut(permit) {
                Some(Permit::Requested(request)) if request.digest == *digest => {
                    request.approvals.insert(person.clone(), approval);
                }
                Some(Permit::Out(Outing { rewrap: Some(again), .. })) if again.digest == *digest => {
                    again.approvals.insert(person.clone(), approval);
                }
                _ => {}
            }
        }
        Event::PermitReady { digest, permit } => step(state, *permit, |live| match live {
            Permit::Requested(request) if request.digest == *digest => Permit::Approved(request),
            Permit::Out(outing) => Permit::Out(boxes::rewrap_approved(outing, *digest)),
            other => other,
        }),
        Event::PermitSentBack { permit, .. } => step(state, *permit, |live| match live {
            Permit::Requested(mut request) => {
                request.approvals.clear();
                Permit::SentBack(request)
            }
            Permit::Out(outing) => Permit::Out(Outing { rewrap: None, ..outing }),
            other => other,
        }),
        Event::PermitWithdrawn { permit }
        | Event::PermitLapsed { permit }
        | Event::PermitClosed { permit, .. } => {
            finish(state, *permit);
        }
        Event::PermitRevoked { permit, .. } if !matches!(state.permits.get(permit), Some(Permit::Out(_))) => {
            finish(state, *permit);
        }
        _ => {}
    }
}

fn amended(state: &mut State, digest: Digest, document: &crate::document::Document) {
    let permit = document.permit;
    if matches!(state.permits.get(&permit), None | Some(Permit::Out(_))) {
        return;
    }
    release_media(state, permit);
    book(state, permit, &document.copies);
    boxes::doom(state, permit, |key| document.sealing.as_ref().is_some_and(|next| next.release_key == key));
    boxes::use_keys(state, document);
    step(state, permit, |live| match live {
        Permit::Approved(request) | Permit::Requested(request) | Permit::SentBack(request) => {
            Permit::Requested(Request {
                approvals: BTreeMap::new(),
                checklist: Vec::new(),
                digest,
                document: document.clone(),
                seals: BTreeMap::new(),
                ..request
            })
        }
        Permit::Out(outing) => Permit::Out(outing),
    });
}

fn incidents(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        Event::IncidentOpened { content, incident } => {
            state.incident_count = state.incident_count.max(incident.0);
            state.incidents.insert(*incident, content.clone());
        }
        Event::IncidentClosed { incident, .. } => {
            state.incidents.remove(incident);
        }
        // The law's clock starts when anybody knew, also for what was only missing at first.
        Event::PermitFrozen { cause: HoldCause::Lost, permit } => {
            let Some(Permit::Out(outing)) = state.permits.get(permit) else { return };
            let known_at = outing.bounded(recorded.occurred_at, recorded.recorded_at);
            for open in state.incidents.values_mut().filter(|open| open.permit == Some(*permit)) {
                open.known_at = open.known_at.min(known_at);
            }
        }
        _ => {}
    }
}

fn book(state: &mut State, permit: PermitId, media: &[MediumId]) {
    for medium in media {
        with_medium(state, medium, |known| known.booked = Some(permit));
    }
}

fn release_media(state: &mut State, permit: PermitId) {
    for medium in state.media.values_mut().filter(|medium| medium.booked == Some(permit)) {
        medium.booked = None;
    }
}

fn finish(state: &mut State, permit: PermitId) {
    boxes::doom(state, permit, |_| false);
    let destroyed: Vec<(MediumId, bool)> = match state.permits.remove(&permit) {
        Some(Permit::Out(outing)) => outing
            .copies
            .into_iter()
            .filter(|(_, copy)| !matches!(copy.custody, Custody::Lost { .. }))
            .filter(|(_, copy)| copy.is_said_destroyed())
            .map(|(medium, copy)| (medium, matches!(copy.custody, Custody::Returned { .. })))
            .collect(),
        _ => Vec::new(),
    };
    release_media(state, permit);
    // What was said to be destroyed is never used again, even if its remains came back.
    for (medium, back) in destroyed {
        with_medium(state, &medium, |known| {
            known.condition = Condition::Retired;
            if !back {
                known.whereabouts = Whereabouts::Unknown;
            }
        });
    }
}

fn step(state: &mut State, permit: PermitId, change: impl FnOnce(Permit) -> Permit) {
    if let Some(live) = state.permits.remove(&permit) {
        state.permits.insert(permit, change(live));
    }
}

fn with_outing(state: &mut State, permit: PermitId, change: impl FnOnce(&mut Outing)) {
    if let Some(Permit::Out(outing)) = state.permits.get_mut(&permit) {
        change(outing);
    }
}

fn with_copy(state: &mut State, permit: PermitId, medium: &MediumId, change: impl FnOnce(&mut Copy)) {
    with_outing(state, permit, |outing| {
        if let Some(copy) = outing.copies.get_mut(medium) {
            change(copy);
        }
    });
}

fn with_medium(state: &mut State, medium: &MediumId, change: impl FnOnce(&mut Medium)) {
    if let Some(known) = state.media.get_mut(medium) {
        change(known);
    }
}

#[cfg(test)]
mod tests;
