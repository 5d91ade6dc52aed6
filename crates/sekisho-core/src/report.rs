//! Facts: recorded whatever the rules would have said, with findings where they do not fit.

use std::collections::BTreeSet;

use crate::alarm::Finding;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::id::{MediumId, PermitId, PlaceId};
use crate::incident::{Cause, Incident};
use crate::medium::{Condition, Whereabouts};
use crate::permit::{self, HoldCause, Outing, Permit};
use crate::time::Timestamp;

/// Turns a report into events.
///
/// Shape: never empty for a fact; the first event is the report itself.
/// Source: design section 5, "commands may be refused; facts never".
pub(crate) fn facts(ask: Ask<'_>, command: &Command) -> Vec<Event> {
    match command {
        Command::DeclareCopy { copy, erase_by, medium, permit } => {
            permit::declare_copy(ask, *permit, medium, copy, *erase_by)
        }
        Command::ReportCopyErased { copy, method, permit } => {
            permit::report_copy_erased(ask, *permit, copy, *method)
        }
        Command::ReportErasure { certificate, medium, method, permit, witness } => {
            let said = permit::Said { certificate: *certificate, method: *method, witness: witness.as_ref() };
            permit::report_erasure(ask, *permit, medium, said)
        }
        Command::ReportFound { medium, serial } => found(ask, medium, serial),
        Command::ReportLoss { cause, media, permit } => loss(ask, *cause, media, *permit),
        Command::ReportOpening { device, medium, outcome, permit } => {
            permit::report_opening(ask, *permit, medium, device, *outcome)
        }
        Command::TakeStock { place, seen, unknown } => stock(ask, place, seen, unknown),
        _ => Vec::new(),
    }
}

/// One button, no questions: what is certain is stopped for good, what is not is stopped until two officers agree.
fn loss(ask: Ask<'_>, cause: Cause, named: &BTreeSet<MediumId>, permit: PermitId) -> Vec<Event> {
    let outing = match ask.state.permits.get(&permit) {
        Some(Permit::Out(outing)) => Some(outing),
        _ => None,
    };
    let outside: BTreeSet<MediumId> =
        outing.into_iter().flat_map(Outing::copies_outside).map(|(medium, _)| medium.clone()).collect();
    let media = if named.is_empty() { outside } else { named.clone() };
    let report = Event::LossReported { cause, media: media.clone(), permit, person: ask.person.clone() };
    let mut events = vec![report];
    let mut find = |medium: Option<MediumId>| {
        events.push(Event::FindingRaised {
            about: None,
            finding: Finding::UnknownObject,
            medium,
            permit: Some(permit),
        });
    };
    let Some(outing) = outing else {
        find(None);
        return events;
    };
    let (affected, strange): (BTreeSet<_>, BTreeSet<_>) =
        media.into_iter().partition(|medium| outing.copies.contains_key(medium));
    let nothing_out = affected.is_empty() && strange.is_empty();
    strange.into_iter().map(Some).chain(nothing_out.then_some(None)).for_each(&mut find);
    // A report that names only what this permit never had is not certain, but something is wrong.
    if cause.is_certain() && !affected.is_empty() {
        lost(ask, outing, cause, affected, &mut events);
    } else if outing.copies_outside().next().is_some() {
        missing(outing, permit, &mut events);
    }
    events
}

/// What is not certain stops the permit until two officers agree; it outweighs an order and a late hour, not a loss.
fn missing(outing: &Outing, permit: PermitId, events: &mut Vec<Event>) {
    let outweighs = |cause: HoldCause| matches!(cause, HoldCause::Ordered | HoldCause::Overdue);
    if outing.hold.as_ref().is_none_or(|hold| outweighs(hold.cause)) {
        events.push(Event::PermitFrozen { cause: HoldCause::Missing, permit });
    }
}

fn lost(ask: Ask<'_>, outing: &Outing, cause: Cause, media: BTreeSet<MediumId>, events: &mut Vec<Event>) {
    let permit = outing.request.document.permit;
    if outing.hold.as_ref().is_none_or(|hold| hold.cause != HoldCause::Lost) {
        events.push(Event::PermitFrozen { cause: HoldCause::Lost, permit });
    }
    if outing.request.document.is_sealed() && outing.destruction_ordered_at.is_none() {
        events.push(Event::DestructionOrdered { permit });
    }
    let already =
        ask.state.incidents.values().any(|open| open.permit == Some(permit) && media.is_subset(&open.media));
    if !already {
        events.push(incident(ask.state, outing, cause, media, outing.bounded(ask.occurred_at, ask.now)));
    }
}

/// Opens an incident with what the permit says: nobody types a figure.
pub(crate) fn incident(
    state: &crate::state::State,
    outing: &Outing,
    cause: Cause,
    media: BTreeSet<MediumId>,
    known_at: Timestamp,
) -> Event {
    let document = &outing.request.document;
    let last_holders = outing
        .copies
        .iter()
        .filter(|(medium, _)| media.contains(*medium))
        .map(|(medium, copy)| (medium.clone(), copy.custody.holder()))
        .collect();
    let content = Incident {
        cause,
        extracts: document.extracts.clone(),
        known_at,
        last_holders,
        media,
        people: document.people,
        permit: Some(document.permit),
    };
    Event::IncidentOpened { content, incident: state.next_incident() }
}

fn found(ask: Ask<'_>, medium: &MediumId, serial: &str) -> Vec<Event> {
    let mut events = vec![Event::MediumFound {
        medium: medium.clone(),
        person: ask.person.clone(),
        serial: serial.to_owned(),
    }];
    let known = ask.state.media.get(medium);
    let finding = match known {
        None => Some(Finding::UnknownMedium),
        Some(known) if known.card.serial != serial => Some(Finding::SerialDiffers),
        Some(_) => None,
    };
    if let Some(finding) = finding {
        let permit = known.and_then(|known| known.booked);
        events.push(Event::FindingRaised { about: None, finding, medium: Some(medium.clone()), permit });
    }
    events
}

/// Findings of one stock-take at most: nobody reads a longer list, and the report itself names every medium.
const MOST_FINDINGS: usize = 100;

/// Records what was seen at a place; only what an officer of the owner counted says what is missed and what is found.
///
/// Shape: `StockTaken`; by an officer also one finding for everything unknown and one for each medium that the ledger has
/// elsewhere, `MediumMissed` for each medium that should be here, and one `IncidentOpened` for them; by anybody else one
/// finding, and nothing moves.
fn stock(ask: Ask<'_>, place: &PlaceId, seen: &BTreeSet<MediumId>, unknown: &BTreeSet<String>) -> Vec<Event> {
    let raise = |finding, medium| Event::FindingRaised { about: None, finding, medium, permit: None };
    let known = |medium: &MediumId| ask.state.media.get(medium);
    let here = Whereabouts::At(place.clone());
    let counts = ask.state.is_officer(ask.person);
    let mut findings = Vec::new();
    if !counts || !ask.state.places.contains_key(place) {
        findings.push(raise(Finding::UnknownObject, None));
    }
    let strange: Vec<_> = seen.iter().filter(|medium| known(medium).is_none()).collect();
    if counts && !(strange.is_empty() && unknown.is_empty()) {
        // One finding for them all; it names the medium if there is but one.
        let only = strange.first().filter(|_| strange.len() == 1 && unknown.is_empty());
        findings.push(raise(Finding::UnknownMedium, only.map(|medium| (*medium).clone())));
    }
    let elsewhere = seen
        .iter()
        .filter(|medium| counts && known(medium).is_some_and(|known| known.whereabouts != here))
        .map(|medium| raise(Finding::SeenElsewhere, Some(medium.clone())));
    findings.extend(elsewhere);
    findings.truncate(MOST_FINDINGS);
    let mut events = vec![Event::StockTaken {
        person: Some(ask.person.clone()),
        place: place.clone(),
        seen: seen.clone(),
        unknown: unknown.clone(),
    }];
    events.extend(findings);
    if counts {
        missed(ask, place, seen, &mut events);
    }
    events
}

/// What should be at the place and was not seen is missed, and opens one incident.
fn missed(ask: Ask<'_>, place: &PlaceId, seen: &BTreeSet<MediumId>, events: &mut Vec<Event>) {
    let here = Whereabouts::At(place.clone());
    let missed: BTreeSet<MediumId> = ask
        .state
        .media
        .iter()
        .filter(|(id, known)| {
            known.whereabouts == here && known.condition == Condition::Usable && !seen.contains(*id)
        })
        .map(|(id, _)| id.clone())
        .collect();
    for medium in &missed {
        events.push(Event::MediumMissed { medium: medium.clone(), place: place.clone() });
    }
    if !missed.is_empty() {
        let content = Incident {
            cause: Cause::NotAtStockTake,
            extracts: Vec::new(),
            known_at: ask.now,
            last_holders: Vec::new(),
            media: missed,
            people: 0,
            permit: None,
        };
        events.push(Event::IncidentOpened { content, incident: ask.state.next_incident() });
    }
}

#[cfg(test)]
mod tests;
