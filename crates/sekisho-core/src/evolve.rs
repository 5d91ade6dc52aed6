//! Brings the state forward by one event. Total: an event that does not fit changes nothing, since the record is the
//! truth and the state only its sum.

mod boxes;
mod chain;

use std::collections::{BTreeMap, BTreeSet};

use crate::alarm::Alarm;
use crate::due::GRACE;
use crate::event::{Event, Recorded};
use crate::hash::Digest;
use crate::id::{MediumId, PermitId, PersonId};
use crate::medium::{Condition, Device, Medium, Place, Whereabouts};
use crate::party::{Key, Party, Person};
use crate::permit::{
    Approval, Copy, Custody, EraseMethod, Erasure, Hold, HoldCause, Holder, Outing, Permit, Request,
};
use crate::sealing::WorkingCopy;
use crate::state::State;
use crate::time::Timestamp;

/// Folds one event into the state.
///
/// Shape: the state after the event; the same for the same inputs, everywhere and always.
#[must_use]
pub fn evolve(mut state: State, recorded: &Recorded) -> State {
    state.latest = state.latest.max(Some(recorded.recorded_at));
    registers(&mut state, recorded);
    permits(&mut state, recorded);
    custody(&mut state, recorded);
    boxes::boxes(&mut state, recorded);
    // Before an incident stands in its register: it counts for those whom its permit names.
    chain::chain(&mut state, recorded);
    incidents(&mut state, recorded);
    crate::purpose::evolve(&mut state.holdings, &recorded.event);
    crate::training::evolve(&mut state.training, &recorded.event);
    state
}

fn registers(state: &mut State, recorded: &Recorded) {
    let now = recorded.recorded_at;
    match &recorded.event {
        Event::OfficeEstablished { name, office } => {
            state.parties.insert(office.owner.clone(), Party { above: None, name: *name });
            state.office = Some(office.clone());
            state.listed_until = Some(now);
        }
        Event::PartyRegistered { above, name, party } => {
            state.parties.insert(party.clone(), Party { above: Some(above.clone()), name: *name });
        }
        Event::PersonRegistered { employer, mail, name, person, title } => {
            let known = Person {
                employer: employer.clone(),
                keys: BTreeMap::new(),
                left_at: None,
                mail: *mail,
                name: *name,
                roles: BTreeMap::new(),
                title: *title,
            };
            state.persons.insert(person.clone(), known);
        }
        Event::PersonAmended { mail, name, person } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.name = name.unwrap_or(known.name);
                known.mail = mail.or(known.mail);
            }
        }
        Event::PersonLeft { person } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.left_at = Some(now);
                known.roles.clear();
                known.keys.values_mut().for_each(|key| key.revoked_at = key.revoked_at.or(Some(now)));
            }
        }
        Event::KeyEnrolled { key, person, public } => {
            if let Some(known) = state.persons.get_mut(person) {
                let enrolled = Key { enrolled_at: now, public: public.clone(), revoked_at: None };
                known.keys.insert(key.clone(), enrolled);
                state.key_owners.insert(key.clone(), person.clone());
            }
        }
        Event::KeyRevoked { key, person } => {
            if let Some(known) = state.persons.get_mut(person).and_then(|known| known.keys.get_mut(key)) {
                known.revoked_at = Some(now);
            }
        }
        Event::RoleAssigned { person, role, term } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.roles.insert(*role, *term);
            }
        }
        Event::RoleRemoved { person, role } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.roles.remove(role);
            }
        }
        Event::PlaceRegistered { kind, name, party, place } => {
            state.places.insert(place.clone(), Place { kind: *kind, name: *name, party: party.clone() });
        }
        Event::DeviceEnrolled { device, keys } => {
            if let Some(known) = state.devices.get_mut(device) {
                known.keys = Some(keys.clone());
            }
        }
        Event::DeviceKeysDeposited { device, keys, spoken } => {
            if let Some(known) = state.devices.get_mut(device).and_then(|known| known.keys.as_mut()) {
                known.deposited.extend(keys);
                known.spoken.extend_from_slice(spoken);
            }
        }
        Event::VaultEstablished { vault } => state.vault = Some(vault.clone()),
        Event::RulesAdopted { set, .. } => state.local_rules = Some(*set),
        Event::RewrapKeyEstablished { key } => state.rewrap_key = Some(*key),
        Event::PlaceAmended { name, place } => {
            if let Some(known) = state.places.get_mut(place) {
                known.name = *name;
            }
        }
        Event::DeviceRegistered { device, party, place, serial } => {
            let known =
                Device { keys: None, party: party.clone(), place: place.clone(), serial: serial.clone() };
            state.devices.insert(device.clone(), known);
        }
        Event::MediumRegistered { card, medium } => {
            let known = Medium {
                booked: None,
                card: card.clone(),
                condition: Condition::Usable,
                seen_at: None,
                whereabouts: Whereabouts::At(card.home.clone()),
            };
            state.media.insert(medium.clone(), known);
        }
        Event::MediumAmended { card, medium } => {
            with_medium(state, medium, |known| known.card = card.clone());
        }
        Event::MediumRetired { medium, .. } => {
            with_medium(state, medium, |known| known.condition = Condition::Retired);
        }
        Event::MediumStored { medium, place } => {
            with_medium(state, medium, |known| {
                known.whereabouts = Whereabouts::At(place.clone());
                known.seen_at = Some(now);
            });
        }
        Event::MediumMissed { medium, .. } => {
            with_medium(state, medium, |known| known.whereabouts = Whereabouts::Unknown);
        }
        // Only officers of the owner count for the owner; what anybody else saw is recorded and moves nothing.
        Event::StockTaken { person: Some(person), place, seen, .. } if state.is_officer(person) => {
            stock_taken(state, place, seen, now);
        }
        Event::EveningListed { closing, .. } => state.listed_until = Some(*closing),
        _ => {}
    }
}

fn stock_taken(state: &mut State, place: &crate::id::PlaceId, seen: &BTreeSet<MediumId>, now: Timestamp) {
    let known_place = state.places.contains_key(place);
    for medium in seen {
        with_medium(state, medium, |known| {
            known.seen_at = Some(now);
            // What was missed and is seen again is found; what is out on a permit stays out until it is signed for.
            let missed = known.whereabouts == Whereabouts::Unknown && known.condition == Condition::Usable;
            if missed && known_place {
                known.whereabouts = Whereabouts::At(place.clone());
            }
        });
    }
}

fn permits(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        Event::PermitRequested { digest, document, person }
            if !state.permits.contains_key(&document.permit) =>
        {
            state.permit_count = state.permit_count.max(document.permit.0);
            let request = Request {
                approvals: BTreeMap::new(),
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
        Event::PermitApproved { digest, permit, person, role } => {
            let approval = Approval { role: *role, at: recorded.recorded_at };
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
                digest,
                document: document.clone(),
                seals: BTreeMap::new(),
                ..request
            })
        }
        Permit::Out(outing) => Permit::Out(outing),
    });
}

fn custody(state: &mut State, recorded: &Recorded) {
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
        Event::UnfreezeAgreed { permit, person } => with_outing(state, *permit, |outing| {
            if let Some(hold) = &mut outing.hold {
                hold.lifting.insert(person.clone());
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
    outing.hold = Some(Hold { cause, lifting: BTreeSet::new(), since });
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
