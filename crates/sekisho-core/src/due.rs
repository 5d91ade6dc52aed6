//! What happens by itself when time passes. Every start of a command or server fires what is due, in order of time.

use std::collections::BTreeSet;

use crate::alarm::Alarm;
use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::id::{MediumId, PermitId};
use crate::incident::Cause;
use crate::medium::{Absent, Condition, Whereabouts};
use crate::permit::{Copy, Custody, HoldCause, Outing, Permit};
use crate::report::incident;
use crate::state::State;
use crate::time::{DAY, MINUTE, Timestamp};

/// The minute that a deadline names still belongs to it: 20:00 rings at 20:01. Units: seconds.
pub const GRACE: i64 = MINUTE;

/// So long after the return was due the security office telephones. Source: control C10. Units: seconds.
pub const ESCALATION: i64 = 150 * MINUTE;

/// A medium that cannot be found for so long counts as lost. Source: control C21. Units: seconds.
pub const MISSING_LIMIT: i64 = 60 * MINUTE;

/// Lists the events that are due at `now` and have not happened yet.
///
/// Shape: each with the time at which it became due, in that order, with everything that follows from it until `now`;
/// empty if nothing is due. Firing them once makes them not due any more.
/// Source: control C10 (overdue), C12 (deadline), C13 (evening list), C21 (missing).
pub fn due(state: &State, now: Timestamp) -> Vec<(Timestamp, Event)> {
    let mut waiting = due_at_once(state, now);
    if waiting.is_empty() {
        return waiting;
    }
    // One thing follows from another: a freeze of last week has long destroyed its key. So time passes step by step.
    let (mut later, mut fired) = (state.clone(), Vec::new());
    while let Some(next) = waiting.first().map(|(at, _)| *at) {
        for (_, event) in waiting.into_iter().take_while(|(at, _)| *at == next) {
            let recorded = Recorded { event: event.clone(), occurred_at: next, recorded_at: now };
            later = evolve(later, &recorded);
            fired.push((next, event));
        }
        waiting = due_at_once(&later, now);
    }
    fired
}

/// Lists what is due in this very state, in order of time, without what follows from it.
fn due_at_once(state: &State, now: Timestamp) -> Vec<(Timestamp, Event)> {
    let mut dated = Vec::new();
    for (id, permit) in &state.permits {
        let until = permit.document().window.until;
        match permit {
            Permit::Out(outing) => due_outside(state, *id, outing, now, &mut dated),
            Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) if now >= until => {
                dated.push((until, Event::PermitLapsed { permit: *id }));
            }
            Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => {}
        }
    }
    dated.extend(crate::rights::lapsed(state, now));
    dated.extend(crate::weekly::due(state, now));
    dated.extend(crate::urgent::overdue(state, now));
    evening_list(state, now, &mut dated);
    dated.sort_by_key(|(at, _)| *at);
    number_incidents(state, dated)
}

/// Several incidents may open in one batch: each gets the number after the one before.
fn number_incidents(state: &State, mut dated: Vec<(Timestamp, Event)>) -> Vec<(Timestamp, Event)> {
    let mut next = state.next_incident();
    for (_, event) in &mut dated {
        if let Event::IncidentOpened { incident, .. } = event {
            *incident = next;
            next = next.next();
        }
    }
    dated
}

fn due_outside(
    state: &State,
    permit: PermitId,
    outing: &Outing,
    now: Timestamp,
    dated: &mut Vec<(Timestamp, Event)>,
) {
    // What two persons reported destroyed cannot come back, and is not waited for.
    let outside = || outing.copies_outside().filter(|(_, copy)| !copy.is_destroyed(&state.persons));
    for (medium, copy) in outside() {
        for (alarm, at) in deadlines(outing, copy) {
            if now >= at && !outing.rung.contains(&(medium.clone(), alarm)) {
                dated.push((at, Event::AlarmRang { alarm, due: at, medium: medium.clone(), permit }));
            }
        }
    }
    // Working copies of one medium that are late at the same moment ring together.
    let late: BTreeSet<(Timestamp, &MediumId)> = outing
        .working
        .values()
        .filter(|working| working.erased.is_none() && !working.rung)
        .map(|working| (working.erase_by.plus(GRACE), &working.medium))
        .filter(|(at, _)| now >= *at)
        .collect();
    for (at, medium) in late {
        let alarm = Alarm::WorkingCopyOverdue;
        dated.push((at, Event::AlarmRang { alarm, due: at, medium: medium.clone(), permit }));
    }
    let media: BTreeSet<MediumId> = outside().map(|(medium, _)| medium.clone()).collect();
    hold_what_is_due(state, outing, &media, now, dated);
}

/// Gives every deadline that runs for a copy, with the moment at which its alarm rings.
fn deadlines(outing: &Outing, copy: &Copy) -> Vec<(Alarm, Timestamp)> {
    let document = &outing.request.document;
    let mut found = Vec::new();
    if let Custody::Offered { due, .. } = &copy.custody {
        found.push((Alarm::HandOverOverdue, due.plus(GRACE)));
    }
    // Carriers who do the work themselves have nobody at the site who could sign for the arrival.
    if let (Some(arrive), None, false) = (document.arrive_by, copy.arrived_at, document.receivers.is_empty())
    {
        found.push((Alarm::ArrivalOverdue, arrive.plus(GRACE)));
    }
    if copy.erasure.is_none() {
        found.push((Alarm::ErasureOverdue, document.erase_by.plus(GRACE)));
    }
    found.push((Alarm::ReturnOverdue, document.return_by.plus(GRACE)));
    found.push((Alarm::ReturnOverdueLong, document.return_by.plus(ESCALATION)));
    found
}

fn hold_what_is_due(
    state: &State,
    outing: &Outing,
    outside: &BTreeSet<MediumId>,
    now: Timestamp,
    dated: &mut Vec<(Timestamp, Event)>,
) {
    let document = &outing.request.document;
    let permit = document.permit;
    let overdue_at = document.return_by.plus(GRACE);
    let rung = outing.rung.iter().any(|(_, alarm)| *alarm == Alarm::ReturnOverdue);
    if !outside.is_empty() && outing.hold.is_none() && !rung && now >= overdue_at {
        dated.push((overdue_at, Event::PermitFrozen { cause: HoldCause::Overdue, permit }));
    }
    if document.is_sealed() && outing.destruction_ordered_at.is_none() {
        let frozen_long = outing.hold.as_ref().map(|hold| hold.since.plus(MISSING_LIMIT));
        let at = frozen_long.map_or(document.window.until, |limit| limit.min(document.window.until));
        if now >= at {
            dated.push((at, Event::DestructionOrdered { permit }));
        }
    }
    if let Some(hold) = outing.hold.as_ref().filter(|hold| hold.cause == HoldCause::Missing) {
        let at = hold.since.plus(MISSING_LIMIT);
        let open = state.incidents.values().any(|incident| incident.permit == Some(permit));
        if now >= at && !open && !outside.is_empty() {
            dated.push((at, incident(state, outing, Cause::Missing, outside.clone(), hold.since)));
        }
    }
}

/// The list at closing time: what is neither in its place nor on a permit whose return is still to come.
fn evening_list(state: &State, now: Timestamp, dated: &mut Vec<(Timestamp, Event)>) {
    let Some(office) = &state.office else { return };
    let Some(since) = state.listed_until else { return };
    // After days without a start, one list tells of today; the days between are gone.
    let closing = office.next_closing(now.plus(-DAY));
    if closing <= since || closing > now {
        return;
    }
    dated.push((closing, Event::EveningListed { absent: absent(state, closing), closing }));
}

/// Lists media that should be in their places at the instant and are not.
pub fn absent(state: &State, at: Timestamp) -> Vec<Absent> {
    let excused =
        |permit: PermitId| state.permits.get(&permit).is_some_and(|live| at <= live.document().return_by);
    state
        .media
        .iter()
        .filter(|(_, medium)| medium.condition != Condition::Retired)
        .filter_map(|(id, medium)| match &medium.whereabouts {
            Whereabouts::At(place) if *place == medium.card.home => None,
            Whereabouts::Out(permit) if excused(*permit) => None,
            Whereabouts::Out(permit) => Some(Absent { medium: id.clone(), permit: Some(*permit) }),
            Whereabouts::At(_) | Whereabouts::Unknown => {
                Some(Absent { medium: id.clone(), permit: medium.booked })
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
