//! 宛先の付替え: the receiving device died, and the boxes are wrapped again for another one. Asked for, approved and counted
//! like an opening.

use std::collections::BTreeSet;

use crate::chain::{check_asker, check_chain};
use crate::decide::{Ask, role_missing};
use crate::document::Document;
use crate::event::Event;
use crate::id::{MediumId, PermitId, PersonId};
use crate::permit::open::{ANSWERING, Challenge};
use crate::permit::request::{check_device, find, is_plain, known_person};
use crate::permit::seal::PRESENT;
use crate::permit::{Custody, Outing, Permit};
use crate::plan::check_plan;
use crate::reason::{Reasons, Rule};
use crate::rewrap::RewrapReceipt;
use crate::sealing::{PresenceLevel, Purpose, SUITE, Sealing};

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Decides whether a re-wrap may be asked for.
///
/// Shape: the permit is out; yields one `RewrapRequested`. A request that waits is replaced by the next one of the same person.
/// Errors: everything wrong with it at once.
/// Source: control C11, scenario P7.
pub(crate) fn request_rewrap(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) -> Vec<Event> {
    let permit = document.permit;
    let Some(outing) = outing(ask, permit, reasons) else { return Vec::new() };
    if let Some(waits) = &outing.rewrap {
        reasons.require(waits.requester == *ask.person, || {
            Rule::NotRequester.about("permit", permit).about("person", &waits.requester)
        });
    }
    check_asker(ask, reasons);
    check_rewrap(ask, outing, document, reasons);
    let (digest, person) = (document.digest(), ask.person.clone());
    vec![Event::RewrapRequested { digest, document: document.clone(), person }]
}

/// Finds a permit that is out and that nothing stops.
fn outing<'a>(ask: Ask<'a>, permit: PermitId, reasons: &mut Reasons) -> Option<&'a Outing> {
    let Permit::Out(outing) = find(ask, permit, reasons)? else {
        reasons.add(Rule::PermitNotOut.about("permit", permit));
        return None;
    };
    Some(outing)
}

/// Nothing stops the permit.
fn check_going(ask: Ask<'_>, outing: &Outing, reasons: &mut Reasons) {
    let document = &outing.request.document;
    let permit = document.permit;
    reasons.require(outing.hold.is_none(), || Rule::Frozen.about("permit", permit));
    reasons.require(outing.destruction_ordered_at.is_none(), || Rule::KeyDestroyed.about("permit", permit));
    reasons.require(!document.window.is_over(ask.now), || {
        Rule::WindowOver.about("permit", permit).about("until", document.window.until)
    });
}

/// Checks a re-wrap when it is asked for, and again when it is approved.
pub(crate) fn check_rewrap(ask: Ask<'_>, outing: &Outing, document: &Document, reasons: &mut Reasons) {
    check_going(ask, outing, reasons);
    let now = &outing.request.document;
    let (permit, next) = (now.permit, now.revision.saturating_add(1));
    reasons.require(document.revision == next && next > now.revision, || {
        Rule::NumberStale.about("permit", permit).about("next", next)
    });
    let wrapped = outing.request.seals.values().any(|receipt| receipt.rewrap.is_some());
    let (Some(sealing), true) = (&now.sealing, wrapped) else {
        reasons.add(Rule::RewrapKeyMissing.about("permit", permit));
        return;
    };
    reasons.require(*document == changed(outing, sealing, document) && document.nonce != now.nonce, || {
        Rule::RewrapUnfit.about("permit", permit)
    });
    reasons.require(document.words().all(is_plain), || Rule::TextUnfit.about("permit", permit));
    // It takes one, and the new device needs another.
    let (used, openings) = (outing.releases.len(), sealing.openings);
    reasons.require(used.saturating_add(2) <= usize::from(openings), || {
        Rule::OpeningsTooFew.about("permit", permit).about("openings", openings).about("used", used)
    });
    check_device(ask, document, reasons);
    check_key(ask, outing, document, reasons);
    for person in document.people_named() {
        known_person(ask, person, reasons);
    }
    check_chain(ask, document, reasons);
    check_plan(ask, document, reasons);
}

/// The document as it is now, with only what a re-wrap changes taken from the one that is asked for.
fn changed(outing: &Outing, sealing: &Sealing, asked: &Document) -> Document {
    let now = &outing.request.document;
    let device_key = asked.sealing.as_ref().map_or(sealing.device_key, |asked| asked.device_key);
    let sealed_under = Some(sealing.sealed_under.unwrap_or(outing.request.digest));
    Document {
        device: asked.device.clone(),
        nonce: asked.nonce.clone(),
        revision: asked.revision,
        sealing: Some(Sealing { device_key, sealed_under, ..sealing.clone() }),
        ..now.clone()
    }
}

/// The new device has deposited the key, and no permit has used it; a request keeps the key that it took.
fn check_key(ask: Ask<'_>, outing: &Outing, document: &Document, reasons: &mut Reasons) {
    let permit = document.permit;
    let (Some(device), Some(sealing)) = (&document.device, &document.sealing) else {
        reasons.add(Rule::RewrapUnfit.about("permit", permit));
        return;
    };
    let of = |document: &Document| document.sealing.as_ref().map(|sealing| sealing.device_key);
    let own = outing.rewrap.as_ref().is_some_and(|waits| {
        waits.document.device.as_ref() == Some(device) && of(&waits.document) == Some(sealing.device_key)
    });
    let keys = ask.state.devices.get(device).and_then(|known| known.keys.as_ref());
    let fresh = keys.is_some_and(|keys| keys.deposited.contains(&sealing.device_key))
        && !ask.state.used_keys.contains(&sealing.device_key);
    reasons.require(own || fresh, || Rule::DeviceKeyUnknown.about("device", device));
}

/// Checks the release of the owner's own wrap: the re-wrap is approved and not done, a station of the owner's asks, and two of
/// its officers are present.
pub(crate) fn check_second_wrap(ask: Ask<'_>, outing: &Outing, asked: Challenge<'_>, reasons: &mut Reasons) {
    let (permit, medium) = (asked.permit, asked.medium);
    check_copy(outing, permit, medium, reasons);
    // The answer may have been lost on the way; the same question is answered again.
    let known = outing.releases.iter().any(|release| release.challenge == asked.digest);
    let waits = known || !outing.is_rewrapped(medium);
    match outing.second_wrap_on(medium) {
        Some(logged) if waits => {
            reasons.require(logged.wrap.handle == *asked.handle, || {
                Rule::BoxUnknown.about("permit", permit).about("medium", medium)
            });
        }
        _ => reasons.add(Rule::RewrapNotWaiting.about("permit", permit).about("medium", medium)),
    }
    check_station(ask, asked, reasons);
    let presence = asked.presence;
    check_officers(ask, permit, &presence.persons, reasons);
    reasons.require(presence.level == PresenceLevel::VerifiedByOwner, || {
        Rule::OneOfficer.about("permit", permit)
    });
    ask.require_role(reasons, &ANSWERING);
}

fn check_copy(outing: &Outing, permit: PermitId, medium: &MediumId, reasons: &mut Reasons) {
    match outing.copies.get(medium).map(|copy| &copy.custody) {
        None => reasons.add(Rule::MediumNotOnPermit.about("medium", medium).about("permit", permit)),
        Some(Custody::Lost { .. }) => reasons.add(Rule::CopyLost.about("medium", medium)),
        Some(Custody::Returned { .. }) => reasons.add(Rule::CopyReturned.about("medium", medium)),
        Some(Custody::Held { .. } | Custody::Offered { .. }) => {}
    }
}

/// The file key comes into the memory of that station: it stands at the owner's.
fn check_station(ask: Ask<'_>, asked: Challenge<'_>, reasons: &mut Reasons) {
    let known = ask.state.devices.get(asked.device).filter(|known| known.keys.is_some());
    let Some(known) = known else {
        reasons.add(Rule::DeviceUnknown.about("device", asked.device));
        return;
    };
    let party = ask.state.places.get(&known.place).map(|place| &place.party);
    let owner = ask.state.office.as_ref().map(|office| &office.owner);
    reasons.require(party.is_some() && party == owner, || {
        Rule::StationNotOwners.about("device", asked.device).about("place", &known.place)
    });
}

fn check_officers(ask: Ask<'_>, permit: PermitId, persons: &BTreeSet<PersonId>, reasons: &mut Reasons) {
    let two = |one: &PersonId| persons.iter().any(|other| !ask.state.are_one(one, other));
    reasons.require(persons.len() >= PRESENT && persons.iter().any(two), || {
        Rule::OneOfficer.about("permit", permit)
    });
    for person in persons {
        known_person(ask, person, reasons);
        let answers = ANSWERING.iter().any(|role| ask.state.holds(person, *role, ask.now));
        reasons.require(answers && ask.state.is_officer(person), || role_missing(person, &ANSWERING));
    }
}

/// Decides whether the receipt of a copy that was wrapped again is taken into the record.
///
/// Shape: the owner's wrap was released to that station, with these officers; yields one `CopyRewrapped`.
/// Errors: every rule that says no.
/// Source: control C11.
pub(crate) fn rewrap(
    ask: Ask<'_>,
    permit: PermitId,
    receipt: &RewrapReceipt,
    officers: BTreeSet<PersonId>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &ANSWERING);
    let Some(outing) = outing(ask, permit, reasons) else { return Vec::new() };
    check_going(ask, outing, reasons);
    let (medium, request) = (&receipt.medium, &outing.request);
    check_copy(outing, permit, medium, reasons);
    reasons.require(receipt.permit_hash == request.digest, || {
        Rule::DocumentChanged.about("permit", permit).about("document", request.digest)
    });
    let released = outing.releases.iter().any(|release| {
        release.purpose == Purpose::Rewrap
            && release.medium == *medium
            && release.challenge == receipt.challenge
            && release.device == receipt.station
            && release.presence.persons == officers
    });
    let second = outing.second_wrap_on(medium);
    reasons.require(released && second.is_some() && !outing.is_rewrapped(medium), || {
        Rule::RewrapNotWaiting.about("permit", permit).about("medium", medium)
    });
    let sealing = request.document.sealing.as_ref();
    let fits = receipt.suite == SUITE
        && sealing.is_some_and(|sealing| {
            receipt.wrap.device_key == sealing.device_key
                && sealing.sealed_under == Some(receipt.sealed_under)
        })
        && request.document.copy_on(medium).is_none_or(|copy| *copy == receipt.copy)
        && is_new(outing, receipt);
    reasons.require(fits, || Rule::RewrapUnfit.about("permit", permit));
    let (person, receipt) = (ask.person.clone(), receipt.clone());
    vec![Event::CopyRewrapped { officers, permit, person, receipt }]
}

/// What a release names must be one wrap, so that the record tells what was released.
fn is_new(outing: &Outing, receipt: &RewrapReceipt) -> bool {
    let seals = outing.request.seals.values();
    let sealed = seals.flat_map(|seal| std::iter::once(&seal.wrap).chain(&seal.rewrap));
    let again = outing.rewrapped.values().map(|again| &again.wrap);
    !sealed.chain(again).any(|wrap| wrap.handle == receipt.wrap.handle)
}
