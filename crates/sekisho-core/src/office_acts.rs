//! The registers: organizations, people, keys, roles, places, devices, media, incidents.

use crate::command::Command;
use crate::decide::{Ask, role_missing};
use crate::event::Event;
use crate::id::{MediumId, PartyId, PersonId, PlaceId};
use crate::incident::Incident;
use crate::medium::{Condition, Medium, MediumCard, PlaceKind, Whereabouts};
use crate::party::{Deputy, Person, Role};
use crate::permit::{Copy, Custody, HoldCause, Holder, Permit, is_plain};
use crate::reason::{Reasons, Rule};
use crate::rights;
use crate::time::Window;

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Far enough for a term without an end.
const FOREVER: Window =
    Window { from: crate::time::Timestamp::EARLIEST, until: crate::time::Timestamp::LATEST };

pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    if let Command::Establish { .. } = command {
        return establish(ask, command, reasons);
    }
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::AmendMedium { card, medium } => amend_medium(ask, medium, card, reasons),
        Command::AmendParty { domains, name, party } => {
            ask.require_role(reasons, &[Role::Administrator]);
            known_party(ask, party, reasons);
            vec![Event::PartyAmended { domains: domains.clone(), name: *name, party: party.clone() }]
        }
        Command::AmendPerson { department, mail, name, person } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(ask.state.persons.contains_key(person), || {
                Rule::PersonUnknown.about("person", person)
            });
            let moved = rights::moved(ask.state, person, department.as_ref());
            let (department, person) = (department.clone(), person.clone());
            let amended = Event::PersonAmended { department, mail: *mail, name: *name, person };
            std::iter::once(amended).chain(moved).collect()
        }
        Command::AmendPlace { name, place } => {
            ask.require_role(reasons, &[Role::Administrator]);
            known_place(ask, place, reasons);
            vec![Event::PlaceAmended { name: *name, place: place.clone() }]
        }
        Command::AssignRole { deputy, person, role, term } => {
            assign_role(ask, person, *role, *term, deputy.as_ref(), reasons)
        }
        Command::CloseIncident { incident, conclusion } => {
            ask.require_role(reasons, &[Role::SecurityManager]);
            match ask.state.incidents.get(incident) {
                Some(open) => still_missing(ask, open, reasons),
                None => reasons.add(Rule::IncidentUnknown.about("incident", incident)),
            }
            let person = ask.person.clone();
            vec![Event::IncidentClosed { conclusion: *conclusion, incident: *incident, person }]
        }
        Command::Leave { person } => leave(ask, person, reasons),
        Command::RegisterDevice { device, party, place, serial } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.devices.contains_key(device), || taken(device));
            reasons.require(is_plain(serial), || Rule::TextUnfit.about("device", device));
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
        Command::RegisterParty { above, domains, name, party } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.parties.contains_key(party), || taken(party));
            known_party(ask, above, reasons);
            vec![Event::PartyRegistered {
                above: above.clone(),
                domains: domains.clone(),
                name: *name,
                party: party.clone(),
            }]
        }
        Command::RegisterPerson { department, employer, mail, name, person, title } => {
            ask.require_role(reasons, &[Role::Administrator]);
            reasons.require(!ask.state.persons.contains_key(person), || taken(person));
            known_party(ask, employer, reasons);
            vec![Event::PersonRegistered {
                department: department.clone(),
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
        Command::Store { medium, place } => store(ask, medium, place, reasons),
        // Every other command is decided elsewhere, or is a fact.
        _ => Vec::new(),
    }
}

/// Demands that nothing of the incident is still being looked for: what is found lets the freeze be lifted, what is not
/// is reported lost.
fn still_missing(ask: Ask<'_>, open: &Incident, reasons: &mut Reasons) {
    let Some(permit) = open.permit else { return };
    let Some(Permit::Out(outing)) = ask.state.permits.get(&permit) else { return };
    let missing = outing.hold.as_ref().is_some_and(|hold| hold.cause == HoldCause::Missing);
    let outside = outing.copies_outside().next().is_some();
    reasons.require(!missing || !outside, || Rule::Frozen.about("permit", permit));
}

fn establish(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_none(), || Rule::OfficeEstablished.into());
    let Command::Establish { administrator, key, mail, name, office, owner_name, public } = command else {
        return Vec::new();
    };
    reasons.require(administrator == ask.person, || Rule::PersonNotNamed.about("person", ask.person));
    vec![
        Event::OfficeEstablished { name: *owner_name, office: office.clone() },
        Event::PersonRegistered {
            department: None,
            employer: office.owner.clone(),
            mail: *mail,
            name: *name,
            person: administrator.clone(),
            title: crate::party::Title::Employed,
        },
        Event::KeyEnrolled {
            by: None,
            key: key.clone(),
            person: administrator.clone(),
            public: public.clone(),
        },
        Event::RoleAssigned {
            deputy: None,
            person: administrator.clone(),
            role: Role::Administrator,
            term: FOREVER,
        },
    ]
}

fn assign_role(
    ask: Ask<'_>,
    person: &PersonId,
    role: Role,
    term: Window,
    deputy: Option<&Deputy>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    active_person(ask, person, reasons);
    if let Some(deputy) = deputy {
        // Whoever stands in holds what the other holds by themselves: nobody hands on what is lent to them.
        let own = ask
            .state
            .persons
            .get(&deputy.of)
            .is_some_and(|known| known.holds(role, ask.now) && !known.deputies.contains_key(&role));
        let for_them = |known: &Person| known.deputies.get(&role).is_some_and(|one| one.of == *person);
        let own = own && !ask.state.persons.values().any(for_them);
        reasons.require(own && deputy.of != *person, || {
            Rule::DeputyUnfit.about("of", &deputy.of).about("person", person).about("role", role.name())
        });
    }
    reasons.require(term.from < term.until, || Rule::DeadlinesDisordered.about("person", person));
    // Roles decide for the owner: only the owner's own people hold them. An auditor may come from outside, and an employer
    // speaks for its own people.
    let outside = matches!(role, Role::Auditor | Role::EmployerRepresentative);
    let officer = ask.state.is_officer(person) || outside;
    let known = ask.state.persons.contains_key(person);
    let held = ask.state.persons.get(person).filter(|known| known.holds(role, ask.now));
    let shortens = held
        .and_then(|known| known.roles.get(&role))
        .is_some_and(|old| !term.contains(ask.now) || term.until < old.until || deputy.is_some());
    keep_an_administrator(ask, person, role == Role::Administrator && shortens, reasons);
    reasons.require(officer || !known, || role_missing(person, &[role]));
    vec![Event::RoleAssigned { deputy: deputy.cloned(), person: person.clone(), role, term }]
}

fn remove_role(ask: Ask<'_>, person: &PersonId, role: Role, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    match ask.state.persons.get(person) {
        None => reasons.add(Rule::PersonUnknown.about("person", person)),
        Some(known) => {
            reasons.require(known.roles.contains_key(&role), || role_missing(person, &[role]));
        }
    }
    keep_an_administrator(ask, person, role == Role::Administrator, reasons);
    vec![Event::RoleRemoved { person: person.clone(), role }]
}

fn leave(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    active_person(ask, person, reasons);
    keep_an_administrator(ask, person, true, reasons);
    vec![Event::PersonLeft { person: person.clone() }]
}

pub(crate) fn keep_an_administrator(ask: Ask<'_>, leaver: &PersonId, applies: bool, reasons: &mut Reasons) {
    let has_key = |holder: &PersonId| {
        let keys = ask.state.persons.get(holder).map(|known| &known.keys);
        keys.is_some_and(|keys| keys.values().any(crate::party::Key::acts))
    };
    // Who has no key cannot sign, and who stands in for somebody goes with them: neither keeps the record open to changes.
    let by_themselves = |holder: &PersonId| {
        let known = ask.state.persons.get(holder);
        known.is_some_and(|known| !known.deputies.contains_key(&Role::Administrator))
    };
    let another = ask
        .state
        .holders_of(Role::Administrator, ask.now)
        .any(|holder| holder != leaver && has_key(holder) && by_themselves(holder));
    reasons.require(!applies || another, || Rule::LastAdministrator.about("person", leaver));
}

fn register_medium(ask: Ask<'_>, medium: &MediumId, card: &MediumCard, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(!ask.state.media.contains_key(medium), || taken(medium));
    check_card(ask, medium, card, reasons);
    vec![Event::MediumRegistered { card: card.clone(), medium: medium.clone() }]
}

/// Decides whether a medium's ledger line may be corrected.
///
/// Shape: yields one `MediumAmended`. Who signs for a permit signs for its media as they are: no live permit has it.
/// Errors: [`Rule::MediumUnknown`], [`Rule::MediumBooked`], [`Rule::MediumUnusable`] for what is retired or lost, and those
/// of the line.
fn amend_medium(ask: Ask<'_>, medium: &MediumId, card: &MediumCard, reasons: &mut Reasons) -> Vec<Event> {
    match ask.state.media.get(medium) {
        None => reasons.add(Rule::MediumUnknown.about("medium", medium)),
        Some(known) => {
            if let Some(permit) = known.booked {
                reasons.add(Rule::MediumBooked.about("medium", medium).about("permit", permit));
            }
            // What is lost is found by the serial number that it had.
            reasons.require(known.condition == Condition::Usable || known.booked.is_some(), || {
                Rule::MediumUnusable.about("medium", medium)
            });
        }
    }
    check_card(ask, medium, card, reasons);
    vec![Event::MediumAmended { card: card.clone(), medium: medium.clone() }]
}

/// Checks a ledger line, and who writes it: no other medium has the same product and serial number.
fn check_card(ask: Ask<'_>, medium: &MediumId, card: &MediumCard, reasons: &mut Reasons) {
    ask.require_role(reasons, &[Role::MediaKeeper, Role::Administrator]);
    let same = |other: &MediumCard| {
        !card.serial.is_empty() && other.serial == card.serial && other.product == card.product
    };
    let another = ask.state.media.iter().find(|(other, known)| *other != medium && same(&known.card));
    if let Some((other, _)) = another {
        reasons
            .add(Rule::AlreadyRegistered.about("id", medium).about("other", other).about("what", "serial"));
    }
    let plain = is_plain(&card.product) && is_plain(&card.serial);
    reasons.require(plain, || Rule::TextUnfit.about("medium", medium));
    cabinet(ask, &card.home, reasons);
}

fn retire(ask: Ask<'_>, medium: &MediumId, reason: crate::hash::Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper]);
    free_medium(ask, medium, reasons);
    vec![Event::MediumRetired { medium: medium.clone(), reason }]
}

/// Decides whether a medium may be put into a place.
///
/// Shape: yields one `MediumStored`; no permit has the medium outside, and the place is a cabinet of the owner's.
/// Errors: [`Rule::RoleMissing`], [`Rule::MediumUnusable`] for what is retired, or lost and not yet reported found,
/// [`Rule::MediumBooked`], [`Rule::HandOverPending`], [`Rule::CopyLost`], and those of the place.
fn store(ask: Ask<'_>, medium: &MediumId, place: &PlaceId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::MediaKeeper]);
    free_medium(ask, medium, reasons);
    // What was lost under a permit that is finished is first reported found, by its serial number.
    let lost = |known: &Medium| known.condition == Condition::Lost && known.booked.is_none();
    reasons.require(!ask.state.media.get(medium).is_some_and(lost), || {
        Rule::MediumUnusable.about("medium", medium)
    });
    cabinet(ask, place, reasons);
    vec![Event::MediumStored { medium: medium.clone(), place: place.clone() }]
}

/// Demands a medium of the ledger that no live permit has out, is giving out, or has lost.
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
            match copy_on_permit(ask, medium, known).map(|copy| &copy.custody) {
                Some(Custody::Offered { from: Holder::Place(_), .. }) => {
                    reasons.add(Rule::HandOverPending.about("medium", medium));
                }
                // What is lost comes back through `ReportFound`, with its data still on it.
                Some(Custody::Lost { .. }) => reasons.add(Rule::CopyLost.about("medium", medium)),
                _ => {}
            }
        }
    }
}

fn copy_on_permit<'a>(ask: Ask<'a>, medium: &MediumId, known: &Medium) -> Option<&'a Copy> {
    match ask.state.permits.get(&known.booked?)? {
        Permit::Out(outing) => outing.copies.get(medium),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => None,
    }
}

pub(crate) fn active_person(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) {
    match ask.state.persons.get(person) {
        None => reasons.add(Rule::PersonUnknown.about("person", person)),
        Some(known) => {
            reasons.require(known.left_at.is_none(), || Rule::PersonLeft.about("person", person));
        }
    }
}

pub(crate) fn known_party(ask: Ask<'_>, party: &PartyId, reasons: &mut Reasons) {
    reasons.require(ask.state.parties.contains_key(party), || Rule::PartyUnknown.about("party", party));
}

fn known_place(ask: Ask<'_>, place: &PlaceId, reasons: &mut Reasons) {
    reasons.require(ask.state.places.contains_key(place), || Rule::PlaceUnknown.about("place", place));
}

/// Demands a place where media may rest: a cabinet, and one of the owner's own. A contractor's cabinet is outside.
///
/// Errors: [`Rule::PlaceUnknown`], [`Rule::PlaceUnfit`].
pub(crate) fn cabinet(ask: Ask<'_>, place: &PlaceId, reasons: &mut Reasons) {
    match ask.state.places.get(place) {
        None => reasons.add(Rule::PlaceUnknown.about("place", place)),
        Some(known) => {
            let owned = ask.state.office.as_ref().is_some_and(|office| known.party == office.owner);
            reasons.require(owned && known.kind == PlaceKind::Cabinet, || {
                Rule::PlaceUnfit.about("place", place)
            });
        }
    }
}

pub(crate) fn taken(id: impl std::fmt::Display) -> crate::reason::Reason {
    Rule::AlreadyRegistered.about("id", &id).about("other", &id).about("what", "code")
}

#[cfg(test)]
mod tests;
