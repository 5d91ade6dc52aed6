//! Opening: the release of one copy on one device, and what the site reports about it.

use crate::alarm::Finding;
use crate::chain::check_chain;
use crate::decide::Ask;
use crate::event::Event;
use crate::id::{CopyCode, DeviceId, MediumId, PermitId};
use crate::party::Role;
use crate::permit::request::{find, known_person};
use crate::permit::rewrap::check_second_wrap;
use crate::permit::seal::PRESENT;
use crate::permit::{Copy, Custody, EraseMethod, Outing, Permit};
use crate::plan::check_plan;
use crate::reason::{Reasons, Rule};
use crate::sealing::{Handle, OpeningOutcome, Presence, PresenceLevel, Purpose, Release};
use crate::time::Timestamp;
use crate::training::check_training;

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Officers who may answer a challenge.
pub(crate) const ANSWERING: [Role; 3] = [Role::SecurityManager, Role::Approver, Role::MediaKeeper];

/// What a device asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Challenge<'a> {
    pub(crate) device: &'a DeviceId,
    pub(crate) digest: crate::hash::Digest,
    pub(crate) handle: &'a Handle,
    pub(crate) medium: &'a MediumId,
    pub(crate) opening: u16,
    pub(crate) permit: PermitId,
    pub(crate) presence: &'a Presence,
    pub(crate) purpose: Purpose,
}

/// Decides whether the vault may release one copy to one device.
///
/// Shape: the copy is held at the site, or its re-wrap is approved; yields one `ReleaseGranted`. The same challenge again yields it again, with the
/// number and counted once: its answer may have been lost on the way.
/// Errors: every rule that says no. A wrong moment is never the site's fault: each reason says what to wait for.
/// Source: control C11, promise G2.
pub(crate) fn release(ask: Ask<'_>, asked: Challenge<'_>, reasons: &mut Reasons) -> Vec<Event> {
    let permit = asked.permit;
    let Some(found) = find(ask, permit, reasons) else { return Vec::new() };
    let Permit::Out(outing) = found else {
        reasons.add(Rule::PermitNotOut.about("permit", permit));
        return Vec::new();
    };
    let document = &outing.request.document;
    reasons.require(outing.hold.is_none(), || Rule::Frozen.about("permit", permit));
    reasons.require(outing.destruction_ordered_at.is_none(), || Rule::KeyDestroyed.about("permit", permit));
    reasons.require(document.window.from <= ask.now, || {
        Rule::WindowNotOpen.about("permit", permit).about("from", document.window.from)
    });
    reasons.require(!document.window.is_over(ask.now), || {
        Rule::WindowOver.about("permit", permit).about("until", document.window.until)
    });
    check_number(outing, asked, reasons);
    match asked.purpose {
        Purpose::Opening => {
            check_box(outing, asked, reasons);
            reasons.require(document.device.as_ref() == Some(asked.device), || {
                Rule::DeviceNotNamed.about("permit", permit).about("device", asked.device)
            });
            check_presence(ask, outing, asked.presence, reasons);
        }
        Purpose::Rewrap => check_second_wrap(ask, outing, asked, reasons),
    }
    check_chain(ask, document, reasons);
    check_plan(ask, document, reasons);
    check_training(ask, document, reasons);
    let release = Release {
        at: ask.now,
        challenge: asked.digest,
        device: asked.device.clone(),
        medium: asked.medium.clone(),
        opening: asked.opening,
        presence: asked.presence.clone(),
        purpose: asked.purpose,
    };
    vec![Event::ReleaseGranted { permit, person: ask.person.clone(), release }]
}

/// The box is one that the record knows, and it is where it should be opened.
fn check_box(outing: &Outing, asked: Challenge<'_>, reasons: &mut Reasons) {
    let (permit, medium) = (asked.permit, asked.medium);
    let document = &outing.request.document;
    let logged = outing.wrap_on(medium);
    reasons.require(logged.is_some_and(|logged| logged.wrap.handle == *asked.handle), || {
        Rule::BoxUnknown.about("permit", permit).about("medium", medium)
    });
    // Carriers who do the work themselves are at the site when they say so.
    let at_site = |copy: &Copy| match &copy.custody {
        // Who both carries and receives is at the site only once that is signed for.
        Custody::Held { by, .. } => {
            document.is_at_site(by) && copy.arrived_at.is_some()
                || document.receivers.is_empty() && matches!(by, crate::permit::Holder::Persons(_))
        }
        Custody::Lost { .. } | Custody::Offered { .. } | Custody::Returned { .. } => false,
    };
    match outing.copies.get(medium) {
        None => reasons.add(Rule::MediumNotOnPermit.about("medium", medium).about("permit", permit)),
        Some(copy) => {
            reasons.require(at_site(copy), || Rule::NotAtSite.about("medium", medium));
        }
    }
}

/// Openings are counted over all copies; the same challenge is the same opening.
fn check_number(outing: &Outing, asked: Challenge<'_>, reasons: &mut Reasons) {
    let permit = asked.permit;
    let given = outing.releases.len();
    if let Some(before) = outing.releases.iter().find(|release| release.challenge == asked.digest) {
        let same = before.opening == asked.opening
            && before.medium == *asked.medium
            && before.purpose == asked.purpose;
        reasons.require(same, || Rule::NumberStale.about("permit", permit).about("next", before.opening));
        return;
    }
    let approved = outing.request.document.sealing.as_ref().map_or(0, |sealing| sealing.openings);
    reasons.require(given < usize::from(approved), || {
        Rule::OpeningsUsed.about("permit", permit).about("openings", approved)
    });
    let next = given.saturating_add(1);
    reasons.require(usize::from(asked.opening) == next, || {
        Rule::NumberStale.about("permit", permit).about("next", next)
    });
}

/// Two of the named persons are there. Whoever only reports that is an officer, and signs for it.
fn check_presence(ask: Ask<'_>, outing: &Outing, presence: &Presence, reasons: &mut Reasons) {
    let permit = outing.request.document.permit;
    let sealing = outing.request.document.sealing.as_ref();
    for person in &presence.persons {
        known_person(ask, person, reasons);
        let named = sealing.is_some_and(|sealing| sealing.openers.contains(person));
        reasons.require(named, || Rule::PersonNotNamed.about("permit", permit).about("person", person));
    }
    reasons.require(presence.persons.len() >= PRESENT, || Rule::OneOpener.about("permit", permit));
    let own_word = presence.level == PresenceLevel::VerifiedByOwner && presence.persons.contains(ask.person);
    if !own_word {
        ask.require_role(reasons, &ANSWERING);
    }
}

/// Records what became of an opening.
///
/// Shape: `OpeningReported`, then a finding for what should not have happened.
/// Source: control C11.
pub(crate) fn report_opening(
    ask: Ask<'_>,
    permit: PermitId,
    medium: &MediumId,
    device: &DeviceId,
    outcome: OpeningOutcome,
) -> Vec<Event> {
    let mut events = vec![Event::OpeningReported {
        device: device.clone(),
        medium: medium.clone(),
        outcome,
        permit,
        person: ask.person.clone(),
    }];
    let mut find = |finding| {
        events.push(Event::FindingRaised {
            about: None,
            finding,
            medium: Some(medium.clone()),
            permit: Some(permit),
        });
    };
    let Some(outing) = outing_with(ask, permit, medium) else {
        find(Finding::UnknownObject);
        return events;
    };
    let opened =
        matches!(outcome, OpeningOutcome::Opened | OpeningOutcome::Uncontrolled | OpeningOutcome::Damaged);
    let released = outing.releases.iter().any(|release| {
        release.medium == *medium && release.device == *device && release.purpose == Purpose::Opening
    });
    if opened && !released {
        find(Finding::OpenedUnreleased);
    }
    if outcome == OpeningOutcome::Uncontrolled {
        find(Finding::OpenedUncontrolled);
    }
    if opened && outing.destruction_ordered_at.is_some_and(|ordered| ask.occurred_at > ordered) {
        find(Finding::OpenedTooLate);
    }
    events
}

/// Records a copy of the content at the site; it has a deadline of its own.
pub(crate) fn declare_copy(
    ask: Ask<'_>,
    permit: PermitId,
    medium: &MediumId,
    copy: &CopyCode,
    erase_by: Timestamp,
) -> Vec<Event> {
    let declared = Event::WorkingCopyDeclared {
        copy: copy.clone(),
        erase_by,
        medium: medium.clone(),
        permit,
        person: ask.person.clone(),
    };
    let fits = outing_with(ask, permit, medium).is_some_and(|outing| !outing.working.contains_key(copy));
    with_finding(declared, Some(medium), permit, fits)
}

/// Records that a working copy was erased.
pub(crate) fn report_copy_erased(
    ask: Ask<'_>,
    permit: PermitId,
    copy: &CopyCode,
    method: EraseMethod,
) -> Vec<Event> {
    let erased = Event::WorkingCopyErased { copy: copy.clone(), method, permit, person: ask.person.clone() };
    let fits = matches!(ask.state.permits.get(&permit),
        Some(Permit::Out(outing)) if outing.working.contains_key(copy));
    with_finding(erased, None, permit, fits)
}

fn with_finding(event: Event, medium: Option<&MediumId>, permit: PermitId, fits: bool) -> Vec<Event> {
    let mut events = vec![event];
    if !fits {
        let (finding, medium) = (Finding::UnknownObject, medium.cloned());
        events.push(Event::FindingRaised { about: None, finding, medium, permit: Some(permit) });
    }
    events
}

fn outing_with<'a>(ask: Ask<'a>, permit: PermitId, medium: &MediumId) -> Option<&'a Outing> {
    match ask.state.permits.get(&permit) {
        Some(Permit::Out(outing)) if outing.copies.contains_key(medium) => Some(outing),
        _ => None,
    }
}
