//! Commands in short words. Unless said otherwise they are about the first permit.

use std::collections::BTreeSet;

use crate::command::Command;
use crate::document::Document;
use crate::id::IncidentId;
use crate::incident::Cause;
use crate::medium::PlaceKind;
use crate::party::{Deputy, Role, Standing, Title};
use crate::permit::{EraseMethod, Holder};
use crate::rewrap::RewrapReceipt;
use crate::sealing::{
    Counted, DestructionLevel, FingerprintKind, Fingerprinted, Handle, KeyLevel, Lookup, OpeningOutcome,
    Presence, PresenceLevel, Purpose, SUITE, SealReceipt, Witnessed, Wrap,
};
use crate::testkit::{P1, at, card, id, ids, office, text};
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
    Command::RegisterParty { above: id(above), domains: BTreeSet::new(), name: text(party), party: id(party) }
}

/// Says which mail domains an organization gives to its people.
pub fn amend_domains(party: &str, domains: &str) -> Command {
    let domains = domains.split_whitespace().filter_map(|domain| domain.parse().ok()).collect();
    Command::AmendParty { domains: Some(domains), name: None, party: id(party) }
}

/// Enters a person.
pub fn register_person(person: &str, employer: &str, title: Title) -> Command {
    Command::RegisterPerson {
        department: None,
        employer: id(employer),
        mail: None,
        name: text(person),
        person: id(person),
        title,
    }
}

/// Corrects a person's name.
pub fn amend_person(person: &str, name: &str) -> Command {
    Command::AmendPerson { department: None, mail: None, name: Some(text(name)), person: id(person) }
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

/// Countersigns a key.
pub fn confirm_key(person: &str, key: &str) -> Command {
    Command::ConfirmKey { key: crate::id::KeyId(key.to_owned()), person: id(person) }
}

/// Speaks for a key as the second.
pub fn second_key(person: &str, key: &str) -> Command {
    Command::SecondKey { key: crate::id::KeyId(key.to_owned()), person: id(person) }
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
    Command::AssignRole { deputy: None, person: id(person), role, term }
}

/// Lets a person act in a role for whom it belongs to, until the year 9999.
pub fn assign_deputy(person: &str, role: Role, of: &str) -> Command {
    let deputy = Some(Deputy { of: id(of), standing: Standing::Acting });
    let term = Window { from: Timestamp::EARLIEST, until: Timestamp::LATEST };
    Command::AssignRole { deputy, person: id(person), role, term }
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
    Command::ReportErasure {
        certificate: None,
        medium: id(medium),
        method,
        permit: P1,
        witness: witness.map(id),
    }
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

/// Enrolls the signing key of a device.
pub fn enroll_device(device: &str) -> Command {
    Command::EnrollDevice {
        device: id(device),
        level: KeyLevel::File,
        possession: "proved".to_owned(),
        signing: format!("ssh-ed25519 AAAA-{device}"),
    }
}

/// Deposits one-time keys, by their names separated by spaces.
pub fn deposit_keys(device: &str, names: &str) -> Command {
    let keys = names.split_whitespace().map(text).collect();
    Command::DepositKeys { device: id(device), keys, signature: "signed".to_owned(), spoken: Vec::new() }
}

/// Enters the vault.
pub fn establish_vault() -> Command {
    Command::EstablishVault {
        answer: "AAAA".to_owned(),
        level: DestructionLevel::E0,
        possession: "proved".to_owned(),
        receipts: "ssh-ed25519 AAAA-VAULT".to_owned(),
    }
}

/// Proposes a set of local rules.
pub fn propose_rules(set: &str) -> Command {
    Command::ProposeRules { set: text(set) }
}

/// Puts a set of local rules in force.
pub fn adopt_rules(set: &str) -> Command {
    Command::AdoptRules { set: text(set) }
}

/// Enters the owner's key for wrapping boxes again.
pub fn establish_rewrap_key(name: &str) -> Command {
    Command::EstablishRewrapKey { key: text(name) }
}

/// Asks for a re-wrap.
pub fn request_rewrap(document: &Document) -> Command {
    Command::RequestRewrap { document: document.clone() }
}

/// Asks for the owner's own wrap of a copy at `D-0`, with `SEC` and `KEEP` present.
pub fn release_second(document: &Document, medium: &str, opening: u16) -> Command {
    release_second_with(document, medium, opening, |_| {})
}

/// What is asked for the owner's own wrap with.
#[derive(Clone, Debug)]
pub struct Second {
    /// The device.
    pub device: crate::id::DeviceId,
    /// The wrap.
    pub handle: Handle,
    /// Who is present.
    pub presence: Presence,
}

/// [`release_second`] with a change.
pub fn release_second_with(
    document: &Document,
    medium: &str,
    opening: u16,
    change: impl FnOnce(&mut Second),
) -> Command {
    let presence = Presence { level: PresenceLevel::VerifiedByOwner, persons: ids("KEEP SEC") };
    let mut asked = Second { device: id("D-0"), handle: handle(&format!("{medium} second")), presence };
    change(&mut asked);
    Command::Release {
        challenge: "AAAA".to_owned(),
        device: asked.device,
        digest: text(&format!("challenge {opening}")),
        handle: asked.handle,
        medium: id(medium),
        opening,
        permit: document.permit,
        presence: asked.presence,
        purpose: Purpose::Rewrap,
    }
}

/// Puts the receipt of a copy that was wrapped again under this document into the record.
pub fn rewrap(document: &Document, medium: &str, opening: u16) -> Command {
    rewrap_with(document, medium, opening, |_| {})
}

/// [`rewrap`] with a change.
pub fn rewrap_with(
    document: &Document,
    medium: &str,
    opening: u16,
    change: impl FnOnce(&mut RewrapReceipt),
) -> Command {
    let sealing = document.sealing.as_ref().unwrap();
    let mut receipt = RewrapReceipt {
        challenge: text(&format!("challenge {opening}")),
        copy: document.copy_on(&id(medium)).cloned().unwrap_or_else(|| handle(medium)),
        header_hash: text("new header"),
        medium: id(medium),
        permit_hash: document.digest(),
        rewrapped_at: at("18:40"),
        sealed_under: sealing.sealed_under.unwrap_or_else(|| text("nothing")),
        station: id("D-0"),
        suite: SUITE,
        wrap: Wrap {
            device_key: sealing.device_key,
            enc_d: text("enc_d again"),
            enc_r: "AAAA".to_owned(),
            handle: handle(&format!("{medium} again {}", document.revision)),
        },
    };
    change(&mut receipt);
    let signed = || "signed".to_owned();
    let officers = [(id("KEEP"), signed()), (id("SEC"), signed())].into();
    Command::Rewrap { officers, permit: document.permit, receipt, signature: signed() }
}

/// Gives what a challenge names the box on a medium by.
pub fn handle(medium: &str) -> Handle {
    let hash = text(medium);
    Handle::from_bytes(*hash.as_bytes().first_chunk().unwrap())
}

/// Gives the receipt of a box that holds what was approved, at 17:00.
pub fn receipt(document: &Document, medium: &str) -> SealReceipt {
    let counted = |extract: &crate::document::Extract| Counted {
        dataset: extract.dataset.clone(),
        left_out: None,
        rows: extract.rows,
    };
    let sealing = document.sealing.as_ref();
    SealReceipt {
        box_bytes: 20_000,
        box_hash: text("box"),
        copy: document.copy_on(&id(medium)).cloned().unwrap_or_else(|| handle(medium)),
        counted: document.extracts.iter().map(counted).collect(),
        fingerprints: None,
        header_hash: text("header"),
        manifest: text("manifest"),
        medium: id(medium),
        permit_hash: document.digest(),
        rewrap: sealing.and_then(|sealing| sealing.rewrap_key).map(|device_key| Wrap {
            device_key,
            enc_d: text("enc_d second"),
            enc_r: "AAAA".to_owned(),
            handle: handle(&format!("{medium} second")),
        }),
        sealed_at: at("17:00"),
        station: id("D-0"),
        suite: SUITE,
        wrap: Wrap {
            device_key: sealing.map_or_else(|| text("one"), |sealing| sealing.device_key),
            enc_d: text("enc_d"),
            enc_r: "AAAA".to_owned(),
            handle: handle(medium),
        },
    }
}

/// Gives what a permit says about fingerprints: residents by their number, as long as a year; then changed.
pub fn lookup(change: impl FnOnce(&mut Lookup)) -> Lookup {
    let code = Fingerprinted {
        dataset: id("residents"),
        fields: vec!["resident_no".to_owned()],
        kind: FingerprintKind::Code,
    };
    let not_after = at("17:00").plus(365 * crate::time::DAY);
    let mut lookup = Lookup { fingerprints: vec![code], key: text("lookup key"), not_after };
    change(&mut lookup);
    lookup
}

/// Puts the receipt of a box into the record, watched by `SEC`.
pub fn seal(document: &Document, medium: &str) -> Command {
    seal_with(document, medium, |_| {})
}

/// Puts a changed receipt into the record.
pub fn seal_with(document: &Document, medium: &str, change: impl FnOnce(&mut SealReceipt)) -> Command {
    let mut receipt = receipt(document, medium);
    change(&mut receipt);
    let said = || "signed".to_owned();
    let witness = Witnessed { after: said(), before: said(), person: id("SEC") };
    Command::Seal { permit: document.permit, receipt, signature: said(), witness }
}

/// Asks for the release of a copy to `D-1`, with `S-1` and `S-2` present.
pub fn release(document: &Document, medium: &str, opening: u16) -> Command {
    let persons = ids("S-1 S-2");
    let presence = Presence { level: PresenceLevel::VerifiedByOwner, persons };
    release_to("D-1", document, medium, opening, presence)
}

/// Asks for the release of a copy to any device, with anybody present.
pub fn release_to(
    device: &str,
    document: &Document,
    medium: &str,
    opening: u16,
    presence: Presence,
) -> Command {
    Command::Release {
        challenge: "AAAA".to_owned(),
        device: id(device),
        digest: text(&format!("challenge {opening}")),
        handle: handle(medium),
        medium: id(medium),
        opening,
        permit: document.permit,
        presence,
        purpose: Purpose::Opening,
    }
}

/// Says what became of an opening at `D-1`.
pub fn report_opening(medium: &str, outcome: OpeningOutcome) -> Command {
    Command::ReportOpening { device: id("D-1"), medium: id(medium), outcome, permit: P1 }
}

/// Says that a copy of the content was made at the site.
pub fn declare_copy(copy: &str, medium: &str, erase_by: Timestamp) -> Command {
    Command::DeclareCopy { copy: id(copy), erase_by, medium: id(medium), permit: P1 }
}

/// Says that a working copy was erased.
pub fn erase_copy(copy: &str) -> Command {
    Command::ReportCopyErased { copy: id(copy), method: EraseMethod::FilesDeleted, permit: P1 }
}
