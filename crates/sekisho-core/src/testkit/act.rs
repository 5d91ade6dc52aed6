//! Commands in short words. Unless said otherwise they are about the first permit.

use crate::command::Command;
use crate::document::Document;
use crate::id::IncidentId;
use crate::incident::Cause;
use crate::medium::PlaceKind;
use crate::party::{Role, Title};
use crate::permit::{EraseMethod, Holder};
use crate::testkit::{P1, card, id, ids, office, text};
use crate::time::{Timestamp, Window};

/// Opens the record with `ADM`.
pub fn establish() -> Command {
    Command::Establish {
        administrator: id("ADM"),
        key: crate::id::KeyId("SHA256:ADM".to_owned()),
        mail: None,
        name: text("Adachi"),
        office: office(),
        owner_name: text("City"),
        public: "ssh-ed25519 AAAA-ADM".to_owned(),
    }
}

/// Enters an organization.
pub fn register_party(party: &str, above: &str) -> Command {
    Command::RegisterParty { above: id(above), name: text(party), party: id(party) }
}

/// Enters a person.
pub fn register_person(person: &str, employer: &str, title: Title) -> Command {
    Command::RegisterPerson {
        employer: id(employer),
        mail: None,
        name: text(person),
        person: id(person),
        title,
    }
}

/// Corrects a person's name.
pub fn amend_person(person: &str, name: &str) -> Command {
    Command::AmendPerson { mail: None, name: Some(text(name)), person: id(person) }
}

/// Enrolls a key.
pub fn enroll_key(person: &str, key: &str) -> Command {
    Command::EnrollKey {
        key: crate::id::KeyId(key.to_owned()),
        person: id(person),
        possession: "proved".to_owned(),
        public: format!("ssh-ed25519 AAAA-{person}"),
    }
}

/// Revokes a key.
pub fn revoke_key(person: &str, key: &str) -> Command {
    Command::RevokeKey { key: crate::id::KeyId(key.to_owned()), person: id(person) }
}

/// Gives a role until the year 9999.
pub fn assign_role(person: &str, role: Role) -> Command {
    assign_role_for(person, role, Window { from: Timestamp::EARLIEST, until: Timestamp::LATEST })
}

/// Gives a role for a term.
pub fn assign_role_for(person: &str, role: Role, term: Window) -> Command {
    Command::AssignRole { person: id(person), role, term }
}

/// Takes a role away.
pub fn remove_role(person: &str, role: Role) -> Command {
    Command::RemoveRole { person: id(person), role }
}

/// Records that a person left.
pub fn leave(person: &str) -> Command {
    Command::Leave { person: id(person) }
}

/// Enters a place.
pub fn register_place(place: &str, kind: PlaceKind, party: &str) -> Command {
    Command::RegisterPlace { kind, name: text(place), party: id(party), place: id(place) }
}

/// Corrects a place's name.
pub fn amend_place(place: &str, name: &str) -> Command {
    Command::AmendPlace { name: text(name), place: id(place) }
}

/// Enters a device of the contractor.
pub fn register_device(device: &str, place: &str) -> Command {
    let serial = format!("SN-{device}");
    Command::RegisterDevice { device: id(device), party: id("PRIME"), place: id(place), serial }
}

/// Enters a medium at home in `CAB`.
pub fn register_medium(medium: &str) -> Command {
    Command::RegisterMedium { card: card(medium), medium: id(medium) }
}

/// Corrects a medium's serial number.
pub fn amend_medium(medium: &str, serial: &str) -> Command {
    let card = crate::medium::MediumCard { serial: serial.to_owned(), ..card(medium) };
    Command::AmendMedium { card, medium: id(medium) }
}

/// Takes a medium out of use.
pub fn retire(medium: &str) -> Command {
    Command::RetireMedium { medium: id(medium), reason: text("worn") }
}

/// Puts a medium into a place.
pub fn store(medium: &str, place: &str) -> Command {
    Command::Store { medium: id(medium), place: id(place) }
}

/// Asks for a carry-out.
pub fn request(document: &Document) -> Command {
    Command::RequestPermit { document: document.clone() }
}

/// Amends a request.
pub fn amend(document: &Document) -> Command {
    Command::Amend { document: document.clone() }
}

/// Approves this very document.
pub fn approve(document: &Document) -> Command {
    Command::Approve { document: document.digest(), permit: document.permit }
}

/// Sends the request back.
pub fn send_back() -> Command {
    Command::SendBack { permit: P1, reason: text("too many rows") }
}

/// Takes the request back.
pub fn withdraw() -> Command {
    Command::Withdraw { permit: P1 }
}

/// Gives a copy to people, to be signed for by 18:10.
pub fn hand(medium: &str, to: &str) -> Command {
    hand_until(medium, to, crate::testkit::at("18:10"))
}

/// Gives a copy to people, to be signed for by an instant.
pub fn hand_until(medium: &str, to: &str, due: Timestamp) -> Command {
    hand_to(medium, Holder::Persons(ids(to)), due)
}

/// Gives a copy to anybody or anything.
pub fn hand_to(medium: &str, to: Holder, due: Timestamp) -> Command {
    Command::Hand { due, medium: id(medium), permit: P1, to }
}

/// Gives a copy to a courier.
pub fn hand_to_courier(medium: &str, consignment: &str) -> Command {
    let to = Holder::Courier { consignment: consignment.to_owned() };
    hand_to(medium, to, crate::testkit::at("18:10"))
}

/// Gives a copy into a place, to be signed for some day.
pub fn bring_home(medium: &str, place: &str) -> Command {
    hand_to(medium, Holder::Place(id(place)), Timestamp::LATEST)
}

/// Signs for a copy.
pub fn receive(medium: &str) -> Command {
    Command::Receive { medium: id(medium), permit: P1 }
}

/// Says that a copy was erased.
pub fn report_erasure(medium: &str, method: EraseMethod, witness: Option<&str>) -> Command {
    Command::ReportErasure { medium: id(medium), method, permit: P1, witness: witness.map(id) }
}

/// Says that a medium was found.
pub fn report_found(medium: &str, serial: &str) -> Command {
    Command::ReportFound { medium: id(medium), serial: serial.to_owned() }
}

/// Says that media are lost; all that are out if none is named.
pub fn report_loss(cause: Cause, media: &str) -> Command {
    Command::ReportLoss { cause, media: ids(media), permit: P1 }
}

/// Says which media were seen at a place.
pub fn take_stock(place: &str, seen: &str) -> Command {
    Command::TakeStock { place: id(place), seen: ids(seen), unknown: [].into() }
}

/// Stops the permit.
pub fn freeze() -> Command {
    Command::Freeze { permit: P1 }
}

/// Agrees to lift the freeze.
pub fn unfreeze() -> Command {
    Command::Unfreeze { permit: P1 }
}

/// Takes the approval back.
pub fn revoke() -> Command {
    Command::Revoke { permit: P1, reason: text("contract ended") }
}

/// Closes the permit.
pub fn close() -> Command {
    Command::Close { permit: P1 }
}

/// Closes an incident.
pub fn close_incident(number: u32) -> Command {
    Command::CloseIncident { incident: IncidentId(number), conclusion: text("found, not opened") }
}
