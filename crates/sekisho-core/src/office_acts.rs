//! The registers: organizations, people, keys, roles, places, devices, media, incidents.

use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::id::{KeyId, MediumId, PartyId, PersonId, PlaceId};
use crate::medium::{Condition, MediumCard, PlaceKind, Whereabouts};
use crate::party::Role;
use crate::reason::{Reasons, Rule};
use crate::time::Window;

/// Far enough for a term without an end.
const FOREVER: Window =
    Window { from: crate::time::Timestamp::EARLIEST, until: crate::time::Timestamp::LATEST };

pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    if let Command::Establish { .. } = command {
        return establish(ask, command, reasons);
    }
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::AssignRole { person, role, term } => assign_role(ask, person, *role, *term, reasons),
        Command::CloseIncident { incident, conclusion } => {
            ask.require_role(reasons, &[Role::SecurityManager]);
            reasons.require(ask.state.incidents.contains_key(incident), || {
                Rule::IncidentUnknown.about("incident", incident)
            });
            let person = ask.person.clone();
            vec![Event::IncidentClosed { conclusion: *conclusion, incident: *incident, person }]
        }
        Command::EnrollKey { key, person, public, .. } => enroll_key(ask, person, key, public, reasons),
        Command::Leave { person } => leave(ask, person, reasons),
        Command::RegisterDevice { device, party, place, serial } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.devices.contains_key(device), || taken(device));
            known_party(ask, party, reasons);
            known_place(ask, place, reasons);
            vec![Event::DeviceRegistered {
                device: device.clone(),
                party: party.clone(),
                place: place.clone(),
                serial: serial.clone(),
            }]
        }
        Command::RegisterMedium { card, medium } => register_medium(ask, medium, card, reasons),
        Command::RegisterParty { above, name, party } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.parties.contains_key(party), || taken(party));
            known_party(ask, above, reasons);
            vec![Event::PartyRegistered { above: above.clone(), name: *name, party: party.clone() }]
        }
        Command::RegisterPerson { employer, mail, name, person, title } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.persons.contains_key(person), || taken(person));
            known_party(ask, employer, reasons);
            vec![Event::PersonRegistered {
                employer: employer.clone(),
                mail: *mail,
                name: *name,
                person: person.clone(),
                title: *title,
            }]
        }
        Command::RegisterPlace { kind, name, party, place } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.places.contains_key(place), || taken(place));
            known_party(ask, party, reasons);
            vec![Event::PlaceRegistered {
                kind: *kind,
                name: *name,
                party: party.clone(),
                place: place.clone(),
            }]
        }
        Command::RemoveRole { person, role } => remove_role(ask, person, *role, reasons),
        Command::RetireMedium { medium, reason } => retire(ask, medium, *reason, reasons),
        Command::RevokeKey { key, person } => revoke_key(ask, person, key, reasons),
        Command::Store { medium, place } => store(ask, medium, place, reasons),
        // Every other command is decided elsewhere, or is a fact.
        _ => Vec::new(),
    }
}

fn establish(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_none(), || Rule::OfficeEstablished.into());
    let Command::Establish { administrator, key, name, office, owner_name, public } = command else {
        return Vec::new();
    };
    reasons.require(administrator == ask.person, || Rule::PersonNotNamed.about("person", ask.person));
    vec![
        Event::OfficeEstablished { name: *owner_name, office: office.clone() },
        Event::PersonRegistered {
            employer: office.owner.clone(),
            mail: None,
            name: *name,
            person: administrator.clone(),
            title: crate::party::Title::Employed,
        },
        Event::KeyEnrolled { key: key.clone(), person: administrator.clone(), public: public.clone() },
        Event::RoleAssigned { person: administrator.clone(), role: Role::Administrator, term: FOREVER },
    ]
}

fn assign_role(
    ask: Ask<'_>,
    person: &PersonId,
    role: Role,
    term: Window,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    active_person(ask, person, reasons);
    reasons.require(term.from < term.until, || Rule::DeadlinesDisordered.about("person", person));
    // Roles decide for the owner: only the owner's own people hold them. An auditor may come from outside.
    let officer = ask.state.is_officer(person) || role == Role::Auditor;
    let known = ask.state.persons.contains_key(person);
    reasons
        .require(officer || !known, || Rule::RoleMissing.about("person", person).about("role", role.name()));
    vec![Event::RoleAssigned { person: person.clone(), role, term }]
}

fn remove_role(ask: Ask<'_>, person: &PersonId, role: Role, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    let holds = ask.state.persons.get(person).is_some_and(|known| known.roles.contains_key(&role));
    reasons.require(holds, || Rule::PersonUnknown.about("person", person).about("role", role.name()));
    keep_an_administrator(ask, person, role == Role::Administrator, reasons);
    vec![Event::RoleRemoved { person: person.clone(), role }]
}

fn leave(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    active_person(ask, person, reasons);
    keep_an_administrator(ask, person, true, reasons);
    vec![Event::PersonLeft { person: person.clone() }]
}

fn keep_an_administrator(ask: Ask<'_>, leaver: &PersonId, applies: bool, reasons: &mut Reasons) {
    let another = ask.state.holders_of(Role::Administrator, ask.now).any(|holder| holder != leaver);
    reasons.require(!applies || another, || Rule::LastAdministrator.about("person", leaver));
}

fn enroll_key(
    ask: Ask<'_>,
    person: &PersonId,
    key: &KeyId,
    public: &str,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    active_person(ask, person, reasons);
    // INVARIANT: one key is one person's for ever, revoked or not; so persons can be counted by keys.
    let taken = ask.state.persons.values().any(|known| known.keys.contains_key(key));
    reasons.require(!taken, || Rule::KeyTaken.about("key", key));
    vec![Event::KeyEnrolled { key: key.clone(), person: person.clone(), public: public.to_owned() }]
}

fn revoke_key(ask: Ask<'_>, person: &PersonId, key: &KeyId, reasons: &mut Reasons) -> Vec<Event> {
    if ask.person != person {
        ask.require_role(reasons, &[Role::Administrator]);
    }
    let known = ask.state.persons.get(person).and_then(|known| known.keys.get(key));
    reasons.require(known.is_some_and(|key| key.revoked_at.is_none()), || {
        Rule::KeyUnknown.about("person", person).about("key", key)
    });
    vec![Event::KeyRevoked { key: key.clone(), person: person.clone() }]
}

fn register_medium(ask: Ask<'_>, medium: &MediumId, card: &MediumCard, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper, Role::Administrator]);
    let same = |other: &MediumCard| {
        !card.serial.is_empty() && other.serial == card.serial && other.product == card.product
    };
    let known =
        ask.state.media.contains_key(medium) || ask.state.media.values().any(|other| same(&other.card));
    reasons.require(!known, || taken(medium));
    cabinet(ask, &card.home, reasons);
    vec![Event::MediumRegistered { card: card.clone(), medium: medium.clone() }]
}

fn retire(ask: Ask<'_>, medium: &MediumId, reason: crate::hash::Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper]);
    free_medium(ask, medium, reasons);
    vec![Event::MediumRetired { medium: medium.clone(), reason }]
}

fn store(ask: Ask<'_>, medium: &MediumId, place: &PlaceId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper]);
    free_medium(ask, medium, reasons);
    cabinet(ask, place, reasons);
    vec![Event::MediumStored { medium: medium.clone(), place: place.clone() }]
}

/// Demands a medium of the ledger that no live permit has out.
fn free_medium(ask: Ask<'_>, medium: &MediumId, reasons: &mut Reasons) {
    match ask.state.media.get(medium) {
        None => reasons.add(Rule::MediumUnknown.about("medium", medium)),
        Some(known) => {
            reasons.require(!matches!(known.whereabouts, Whereabouts::Out(_)), || {
                let permit = known.booked.map(|permit| permit.to_string()).unwrap_or_default();
                Rule::MediumBooked.about("medium", medium).about("permit", permit)
            });
            reasons.require(known.condition != Condition::Retired, || {
                Rule::MediumUnusable.about("medium", medium)
            });
        }
    }
}

fn active_person(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) {
    match ask.state.persons.get(person) {
        None => reasons.add(Rule::PersonUnknown.about("person", person)),
        Some(known) => {
            reasons.require(known.left_at.is_none(), || Rule::PersonLeft.about("person", person));
        }
    }
}

fn known_party(ask: Ask<'_>, party: &PartyId, reasons: &mut Reasons) {
    reasons.require(ask.state.parties.contains_key(party), || Rule::PartyUnknown.about("party", party));
}

fn known_place(ask: Ask<'_>, place: &PlaceId, reasons: &mut Reasons) {
    reasons.require(ask.state.places.contains_key(place), || Rule::PlaceUnknown.about("place", place));
}

/// Demands a place where media may rest.
pub(crate) fn cabinet(ask: Ask<'_>, place: &PlaceId, reasons: &mut Reasons) {
    match ask.state.places.get(place) {
        None => reasons.add(Rule::PlaceUnknown.about("place", place)),
        Some(known) => {
            reasons.require(known.kind == PlaceKind::Cabinet, || Rule::PlaceUnfit.about("place", place));
        }
    }
}

fn taken(id: impl std::fmt::Display) -> crate::reason::Reason {
    Rule::AlreadyRegistered.about("id", id)
}
