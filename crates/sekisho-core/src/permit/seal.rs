//! Sealing: the document's keys and people fit together, and a box has its receipt in the record before it leaves.

use crate::decide::Ask;
use crate::document::{Document, Protection};
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{MediumId, PermitId};
use crate::permit::approve::is_enough;
use crate::permit::request::{find, known_person};
use crate::permit::{Permit, Request};
use crate::plan::check_plan;
use crate::reason::{Reasons, Rule};
use crate::sealing::{Fingerprinted, Lookup, SUITE, SealReceipt, Sealing, Witnessed};

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Persons who must be present at an opening. Source: control C11.
pub(crate) const PRESENT: usize = 2;

/// Checks what the document says about keys, and who seals, watches and opens.
///
/// Source: control C09, docs/spec/container.md section 3.
pub(crate) fn check_sealing(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    let permit = document.permit;
    let Some(sealing) = &document.sealing else {
        reasons.require(!document.is_sealed(), || Rule::SealingUnfit.about("permit", permit));
        return;
    };
    let distinct = sealing
        .copies
        .iter()
        .enumerate()
        .all(|(line, copy)| !sealing.copies.iter().take(line).any(|earlier| earlier == copy));
    let fits = document.protection == Protection::Sealed
        && sealing.copies.len() == document.copies.len()
        && distinct
        && sealing.release_key != sealing.device_key
        && sealing.openings > 0
        && sealing.lookup.as_ref().is_none_or(|lookup| is_lookup_whole(document, sealing, lookup))
        && sealing.sealed_under.is_none()
        && (sealing.rewrap_key.is_none() || sealing.rewrap_key == ask.state.rewrap_key);
    reasons.require(fits, || Rule::SealingUnfit.about("permit", permit));
    reasons.require(sealing.openers.len() >= PRESENT, || Rule::OneOpener.about("permit", permit));
    reasons.require(ask.state.vault.is_some(), || Rule::VaultMissing.into());
    let watches = sealing.witness != sealing.sealer && ask.state.is_officer(&sealing.witness);
    reasons.require(watches, || Rule::WitnessUnfit.about("person", &sealing.witness));
    check_keys(ask, document, sealing, reasons);
}

/// Each kind of fingerprint of an approved dataset once, with as many fields as it takes, and a key of their own that lives
/// at least as long as the permit.
fn is_lookup_whole(document: &Document, sealing: &Sealing, lookup: &Lookup) -> bool {
    let recipes = &lookup.fingerprints;
    let once = recipes.iter().enumerate().all(|(line, one)| {
        let same = |earlier: &Fingerprinted| (&earlier.dataset, earlier.kind) == (&one.dataset, one.kind);
        !recipes.iter().take(line).any(same)
    });
    let fits = |one: &Fingerprinted| {
        one.fields.len() == one.kind.fields()
            && one.fields.iter().all(|field| !field.is_empty())
            && document.extracts.iter().any(|extract| extract.dataset == one.dataset)
    };
    once && !recipes.is_empty()
        && recipes.iter().all(fits)
        && lookup.not_after >= document.window.until
        && ![sealing.release_key, sealing.device_key].contains(&lookup.key)
}

/// The receiving device has deposited the key, and no permit has ever used it, nor the release key.
fn check_keys(ask: Ask<'_>, document: &Document, sealing: &Sealing, reasons: &mut Reasons) {
    let permit = document.permit;
    let used = |key: &Digest| ask.state.used_keys.contains(key);
    // The permit's own keys are used since its request: they stay its own, on the same device.
    let before = ask.state.permits.get(&permit).map(Permit::document);
    let own = before.and_then(|before| before.sealing.as_ref());
    let own_release = own.map(|own| own.release_key) == Some(sealing.release_key);
    reasons
        .require(own_release || !used(&sealing.release_key), || Rule::SealingUnfit.about("permit", permit));
    let Some(device) = &document.device else {
        reasons.add(Rule::SealingUnfit.about("permit", permit));
        return;
    };
    let keys = ask.state.devices.get(device).and_then(|known| known.keys.as_ref());
    let deposited = keys.is_some_and(|keys| keys.deposited.contains(&sealing.device_key));
    let same_device = before.is_some_and(|before| before.device.as_ref() == Some(device));
    let own_key = same_device && own.map(|own| own.device_key) == Some(sealing.device_key);
    reasons.require(own_key || deposited && !used(&sealing.device_key), || {
        Rule::DeviceKeyUnknown.about("device", device)
    });
}

/// Decides whether the receipt of a box is taken into the record.
///
/// Shape: the permit is `Approved`, or `Out` with this copy still in its cabinet; yields one `CopySealed`. A copy may be
/// sealed again until it leaves: the newest receipt counts, and the vault knows no other box.
/// Errors: every rule that says no.
/// Source: control C08.
pub(crate) fn seal(
    ask: Ask<'_>,
    permit: PermitId,
    receipt: &SealReceipt,
    witness: &Witnessed,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let sealed = Event::CopySealed {
        permit,
        person: ask.person.clone(),
        receipt: receipt.clone(),
        witness: witness.person.clone(),
    };
    let Some(found) = find(ask, permit, reasons) else { return Vec::new() };
    let medium = &receipt.medium;
    let request = found.request();
    let document = &request.document;
    match found {
        Permit::Requested(_) | Permit::SentBack(_) => {
            reasons.add(Rule::PermitNotApproved.about("permit", permit));
        }
        Permit::Approved(request) => approved(ask, request, reasons),
        Permit::Out(outing) => {
            reasons.require(outing.hold.is_none(), || Rule::Frozen.about("permit", permit));
            reasons.require(outing.destruction_ordered_at.is_none(), || {
                Rule::KeyDestroyed.about("permit", permit)
            });
            let waits = outing.copies.get(medium).is_none_or(|copy| outing.is_waiting(copy));
            reasons.require(waits, || Rule::SealedAlready.about("medium", medium));
        }
    }
    reasons.require(!document.window.is_over(ask.now), || {
        Rule::WindowOver.about("permit", permit).about("until", document.window.until)
    });
    reasons.require(receipt.permit_hash == request.digest, || {
        Rule::DocumentChanged.about("permit", permit).about("document", request.digest)
    });
    check_plan(ask, document, reasons);
    let Some(sealing) = &document.sealing else {
        reasons.add(Rule::SealingUnfit.about("permit", permit));
        return Vec::new();
    };
    reasons.require(document.covers(medium), || {
        Rule::MediumNotOnPermit.about("medium", medium).about("permit", permit)
    });
    // After a re-wrap the boxes are those of the first document.
    reasons.require(sealing.sealed_under.is_none(), || Rule::SealedAlready.about("medium", medium));
    check_receipt(document, sealing, receipt, reasons);
    // What a release names must be one box, so that the record tells which copy was opened.
    let twice = |(other, known): (&MediumId, &SealReceipt)| {
        other != medium && known.wrap.handle == receipt.wrap.handle
    };
    reasons.require(!request.seals.iter().any(twice), || Rule::SealingUnfit.about("permit", permit));
    for person in [&sealing.sealer, &sealing.witness] {
        known_person(ask, person, reasons);
    }
    reasons.require(sealing.sealer == *ask.person, || {
        Rule::PersonNotNamed.about("permit", permit).about("person", ask.person)
    });
    reasons
        .require(sealing.witness == witness.person, || Rule::WitnessUnfit.about("person", &witness.person));
    let station = ask.state.devices.get(&receipt.station);
    reasons.require(station.is_some_and(|known| known.keys.is_some()), || {
        Rule::DeviceUnknown.about("device", &receipt.station)
    });
    vec![sealed]
}

/// Whoever approved and has no say any more does not let anything be sealed.
fn approved(ask: Ask<'_>, request: &Request, reasons: &mut Reasons) {
    let permit = request.document.permit;
    reasons.require(is_enough(ask, &request.document, &request.approvals), || {
        Rule::PermitNotApproved.about("permit", permit)
    });
}

/// The box is wrapped for exactly the approved device, is the approved copy, and holds no more than was approved.
fn check_receipt(document: &Document, sealing: &Sealing, receipt: &SealReceipt, reasons: &mut Reasons) {
    let permit = document.permit;
    let fits = receipt.suite == SUITE
        && receipt.wrap.device_key == sealing.device_key
        && document.copy_on(&receipt.medium).is_none_or(|copy| *copy == receipt.copy)
        && receipt.rewrap.as_ref().map(|wrap| wrap.device_key) == sealing.rewrap_key
        && receipt.fingerprints.is_some() == sealing.lookup.is_some();
    reasons.require(fits, || Rule::SealingUnfit.about("permit", permit));
    let rows_of = |dataset: &crate::id::DatasetId| {
        let counted = receipt.counted.iter().filter(|counted| counted.dataset == *dataset);
        counted.fold(0_u64, |sum, counted| sum.saturating_add(counted.rows))
    };
    for counted in &receipt.counted {
        let approved = document.extracts.iter().filter(|extract| extract.dataset == counted.dataset);
        let approved = approved.fold(0_u64, |sum, extract| sum.saturating_add(extract.rows));
        let rows = rows_of(&counted.dataset);
        reasons.require(rows <= approved, || {
            Rule::TooManyRows
                .about("dataset", &counted.dataset)
                .about("rows", rows)
                .about("approved", approved)
        });
    }
}

/// Demands a receipt for the copy, made under the document as it is now.
pub(crate) fn is_sealed(request: &Request, medium: &MediumId, reasons: &mut Reasons) {
    let document = &request.document;
    reasons.require(!document.is_sealed() || request.seal_on(medium).is_some(), || {
        Rule::NotSealed.about("permit", document.permit).about("medium", medium)
    });
}
