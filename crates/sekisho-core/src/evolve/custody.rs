//! The way of the copies: hands, erasure, alarms, freezes, losses and finds.

use std::collections::{BTreeMap, BTreeSet};

use super::{boxes, step, with_copy, with_medium, with_outing};
use crate::alarm::Alarm;
use crate::due::GRACE;
use crate::event::{Event, Recorded};
use crate::id::{MediumId, PermitId, PersonId};
use crate::medium::{Condition, Whereabouts};
use crate::permit::{Copy, Custody, EraseMethod, Erasure, Hold, HoldCause, Holder, Outing, Permit};
use crate::sealing::WorkingCopy;
use crate::state::State;
use crate::time::Timestamp;

/// Who has a copy, what became of it, and what stops its permit.
pub(super) fn custody(state: &mut State, recorded: &Recorded) {
    let (now, occurred) = (recorded.recorded_at, recorded.occurred_at);
    match &recorded.event {
        Event::CustodyOffered { due, from, medium, permit, to } => {
            set_out(state, *permit);
            let offered =
                Custody::Offered { accepted: BTreeSet::new(), due: *due, from: from.clone(), to: to.clone() };
            with_copy(state, *permit, medium, |copy| copy.custody = offered);
        }
        Event::CustodySigned { medium, permit, person } => {
            with_copy(state, *permit, medium, |copy| {
                if let Custody::Offered { accepted, .. } = &mut copy.custody {
                    accepted.insert(person.clone());
                }
            });
            with_medium(state, medium, |known| known.seen_at = Some(now));
        }
        Event::CustodyChanged { medium, permit, to } => custody_changed(state, *permit, medium, to, now),
        Event::ErasureReported { medium, method, permit, person, witness, .. } => {
            let erasure =
                Erasure { at: occurred, by: person.clone(), method: *method, witness: witness.clone() };
            erased(state, *permit, medium, erasure);
        }
        Event::AlarmRang { alarm, due, medium, permit } => {
            with_outing(state, *permit, |outing| {
                outing.rung.insert((medium.clone(), *alarm));
                // A medium may have several working copies, each with a deadline of its own.
                let late = |working: &&mut WorkingCopy| working.erase_by.plus(GRACE) <= *due;
                if *alarm == Alarm::WorkingCopyOverdue {
                    let copies = outing.working.values_mut().filter(|working| working.medium == *medium);
                    copies.filter(late).for_each(|working| working.rung = true);
                }
            });
        }
        Event::DestructionOrdered { permit } => {
            with_outing(state, *permit, |outing| {
                outing.destruction_ordered_at = Some(outing.bounded(occurred, now));
            });
            boxes::doom(state, *permit, |_| false);
        }
        Event::PermitFrozen { cause, permit } => {
            with_outing(state, *permit, |outing| {
                let since = outing.bounded(occurred, now);
                frozen(outing, *cause, since);
            });
        }
        Event::UnfreezeAgreed { deputy, permit, person } => with_outing(state, *permit, |outing| {
            if let Some(hold) = &mut outing.hold {
                hold.lifting.insert(person.clone(), deputy.clone());
            }
        }),
        Event::PermitUnfrozen { permit } => with_outing(state, *permit, |outing| {
            outing.hold = outing.hold.take().filter(|hold| !hold.cause.can_be_lifted());
        }),
        Event::LossReported { cause, media, permit, .. } if cause.is_certain() => {
            lost(state, *permit, media, now);
        }
        Event::MediumFound { medium, person, serial } => found(state, medium, person, serial, now),
        _ => {}
    }
}

/// The first hand-over makes an approved permit one that is out; every copy starts in its cabinet.
fn set_out(state: &mut State, permit: PermitId) {
    step(state, permit, |live| match live {
        Permit::Approved(request) => {
            let start = Holder::Place(request.document.from.clone());
            let waiting = |since| Custody::Held { by: start.clone(), since };
            let copies = request
                .document
                .copies
                .iter()
                .map(|medium| {
                    let custody = waiting(request.requested_at);
                    let nobody = BTreeSet::new;
                    let copy = Copy {
                        custody,
                        destroyed_by: nobody(),
                        destroyed_by_officers: nobody(),
                        erasure: None,
                        arrived_at: None,
                    };
                    (medium.clone(), copy)
                })
                .collect();
            Permit::Out(Outing {
                copies,
                destroyed: None,
                destruction_ordered_at: None,
                releases: Vec::new(),
                rewrap: None,
                rewrapped: BTreeMap::new(),
                rung: BTreeSet::new(),
                hold: None,
                request,
                working: BTreeMap::new(),
            })
        }
        other => other,
    });
}

/// A report counts for what is on its way or back: what waits in its cabinet holds nothing yet, and what is lost is in
/// nobody's hands.
fn erased(state: &mut State, permit: PermitId, medium: &MediumId, erasure: Erasure) {
    let (known, officer) = (state.persons.contains_key(&erasure.by), state.is_officer(&erasure.by));
    let Some(Permit::Out(outing)) = state.permits.get_mut(&permit) else { return };
    let counts = |copy: &Copy| !outing.is_waiting(copy) && !matches!(copy.custody, Custody::Lost { .. });
    if !outing.copies.get(medium).is_some_and(counts) {
        return;
    }
    let Some(copy) = outing.copies.get_mut(medium) else { return };
    // The last word of each person counts: whoever says something else does not say destroyed any more.
    copy.destroyed_by.remove(&erasure.by);
    copy.destroyed_by_officers.remove(&erasure.by);
    if erasure.method == EraseMethod::Destroyed {
        if known {
            copy.destroyed_by.insert(erasure.by.clone());
        }
        if officer {
            copy.destroyed_by_officers.insert(erasure.by.clone());
        }
        // Who confirms what another said does not take their place.
        let confirms = |done: &Erasure| done.method == EraseMethod::Destroyed && done.by != erasure.by;
        if copy.erasure.as_ref().is_some_and(confirms) {
            return;
        }
    }
    copy.erasure = Some(erasure);
}

fn forget_destruction(copy: &mut Copy) {
    copy.destroyed_by.clear();
    copy.destroyed_by_officers.clear();
}

/// A graver cause takes the place of a lighter one; the clock of the freeze runs on.
fn frozen(outing: &mut Outing, cause: HoldCause, since: Timestamp) {
    let before = outing.hold.as_ref();
    if before.is_some_and(|hold| !hold.cause.can_be_lifted() && cause.can_be_lifted()) {
        return;
    }
    let since = before.map_or(since, |hold| hold.since.min(since));
    outing.hold = Some(Hold { cause, lifting: BTreeMap::new(), since });
}

fn custody_changed(state: &mut State, permit: PermitId, medium: &MediumId, to: &Holder, now: Timestamp) {
    set_out(state, permit);
    let Some(Permit::Out(outing)) = state.permits.get_mut(&permit) else { return };
    let document = &outing.request.document;
    let start = Holder::Place(document.from.clone());
    let Some(copy) = outing.copies.get_mut(medium) else { return };
    let taken_back = match &copy.custody {
        Custody::Offered { accepted, from, .. } => {
            from == to && !matches!(to, Holder::Persons(persons) if persons.is_subset(accepted))
        }
        Custody::Held { .. } | Custody::Lost { .. } | Custody::Returned { .. } => false,
    };
    let stays = taken_back && *to == start;
    if stays || copy.custody.holder() == start {
        // What was said to be erased before it was loaded says nothing about the load.
        copy.erasure = None;
        forget_destruction(copy);
    } else if document.is_at_site(to) && !taken_back {
        copy.arrived_at = copy.arrived_at.or(Some(now));
    }
    let home = (document.is_home(to) && !taken_back).then(|| document.return_to.clone());
    copy.custody = match &home {
        Some(place) => Custody::Returned { place: place.clone(), at: now },
        None => Custody::Held { by: to.clone(), since: now },
    };
    // A hand-over overdue once may become overdue again: the next one has its own deadline.
    outing.rung.remove(&(medium.clone(), Alarm::HandOverOverdue));
    if stays {
        return;
    }
    with_medium(state, medium, |known| {
        known.whereabouts = match home {
            Some(place) => Whereabouts::At(place),
            None => Whereabouts::Out(permit),
        };
    });
}

fn lost(state: &mut State, permit: PermitId, media: &BTreeSet<MediumId>, now: Timestamp) {
    for medium in media {
        let mut was_lost = false;
        with_copy(state, permit, medium, |copy| {
            was_lost = true;
            let last = copy.custody.holder();
            copy.custody = Custody::Lost { last, at: now };
        });
        if was_lost {
            with_medium(state, medium, |known| {
                known.condition = Condition::Lost;
                known.whereabouts = Whereabouts::Unknown;
            });
        }
    }
}

/// What is found under a permit is held by whoever says so, until it is handed into its place.
///
/// Another serial number is another medium: it finds nothing.
fn found(state: &mut State, medium: &MediumId, person: &PersonId, serial: &str, now: Timestamp) {
    let Some(known) = state.media.get_mut(medium).filter(|known| known.card.serial == serial) else { return };
    known.seen_at = Some(now);
    let Some(permit) = known.booked else {
        // Lost under a permit that is finished: it may be put into a place again.
        if known.condition == Condition::Lost {
            (known.condition, known.whereabouts) = (Condition::Usable, Whereabouts::Unknown);
        }
        return;
    };
    if known.condition == Condition::Lost {
        known.condition = Condition::Usable;
        known.whereabouts = Whereabouts::Out(permit);
    }
    with_copy(state, permit, medium, |copy| {
        // What is found was not destroyed, whoever said so.
        forget_destruction(copy);
        if matches!(copy.custody, Custody::Lost { .. }) {
            let by = Holder::Persons([person.clone()].into());
            copy.custody = Custody::Held { by, since: now };
        }
    });
}
