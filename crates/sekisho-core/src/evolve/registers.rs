//! The registers: the office, organizations, persons and their keys, places, devices, media.

use std::collections::{BTreeMap, BTreeSet};

use super::with_medium;
use crate::event::{Event, Recorded};
use crate::id::{MediumId, PlaceId};
use crate::medium::{Condition, Device, Medium, Place, Whereabouts};
use crate::party::{Party, Person};
use crate::state::State;
use crate::time::Timestamp;

/// Registers of people, places, devices and media.
pub(super) fn registers(state: &mut State, recorded: &Recorded) {
    let now = recorded.recorded_at;
    match &recorded.event {
        Event::OfficeEstablished { name, office } => {
            state
                .parties
                .insert(office.owner.clone(), Party { above: None, domains: BTreeSet::new(), name: *name });
            state.office = Some(office.clone());
            state.listed_until = Some(now);
        }
        Event::PartyRegistered { above, domains, name, party } => {
            let known = Party { above: Some(above.clone()), domains: domains.clone(), name: *name };
            state.parties.insert(party.clone(), known);
        }
        Event::PartyAmended { domains, name, party } => {
            if let Some(known) = state.parties.get_mut(party) {
                known.domains = domains.clone().unwrap_or_else(|| std::mem::take(&mut known.domains));
                known.name = name.unwrap_or(known.name);
            }
        }
        Event::PersonRegistered { department, employer, mail, name, person, title } => {
            let known = Person {
                deputies: BTreeMap::new(),
                department: department.clone(),
                employer: employer.clone(),
                employment: None,
                keys: BTreeMap::new(),
                left_at: None,
                mail: *mail,
                name: *name,
                roles: BTreeMap::new(),
                title: *title,
            };
            state.persons.insert(person.clone(), known);
        }
        Event::PersonAmended { department, mail, name, person } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.department = department.clone().or(known.department.take());
                known.name = name.unwrap_or(known.name);
                known.mail = mail.or(known.mail);
            }
        }
        Event::PersonLeft { person } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.left_at = Some(now);
                known.roles.clear();
                known.deputies.clear();
                known.keys.values_mut().for_each(|key| key.revoked_at = key.revoked_at.or(Some(now)));
            }
        }
        Event::RoleAssigned { deputy, person, role, term } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.roles.insert(*role, *term);
                match deputy {
                    Some(deputy) => known.deputies.insert(*role, deputy.clone()),
                    None => known.deputies.remove(role),
                };
            }
        }
        Event::RoleRemoved { person, role } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.roles.remove(role);
                known.deputies.remove(role);
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

fn stock_taken(state: &mut State, place: &PlaceId, seen: &BTreeSet<MediumId>, now: Timestamp) {
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
