//! What is said about boxes, devices and the vault in a random run.

use proptest::prelude::*;

use super::{Dice, leave_cabinet, move_copy};
use crate::command::Command;
use crate::device_acts::confirm;
use crate::document::Document;
use crate::event::Event;
use crate::id::{MediumId, PersonId};
use crate::permit::{Custody, Holder, Outing, Permit};
use crate::sealing::{
    Destroyed, DestructionLevel, OpeningOutcome, Presence, PresenceLevel, Purpose, Sealing,
};
use crate::state::State;
use crate::testkit::{Given, act, copy_id, document, id, ids, text};
use crate::time::{MINUTE, Timestamp};

/// What a sealed carry-out says about keys and people; now and then it does not fit.
pub(super) fn sealing(dice: &mut Dice<'_>, state: &State, draft: &Document) -> Sealing {
    let deposited = state.devices[&id("D-1")].keys.as_ref().and_then(|keys| keys.deposited.first().copied());
    let live = state.permits.get(&draft.permit).and_then(|live| live.document().sealing.clone());
    let release_key = text(&format!("release {} {}", draft.permit, draft.revision));
    let mut sealing = Sealing {
        copies: (1..=draft.copies.len()).map(copy_id).collect(),
        device_key: deposited.unwrap_or_else(|| text("one")),
        openers: ids("S-1 S-2"),
        openings: 1 + u16::try_from(dice.roll(4)).unwrap_or_default(),
        release_key,
        lookup: None,
        rewrap_key: state.rewrap_key,
        sealed_under: None,
        sealer: id("R-1"),
        witness: id("SEC"),
    };
    match (dice.roll(20), live) {
        (0, _) => sealing.copies.clear(),
        (1, _) => sealing.device_key = text(dice.pick(&["one", "two", "three", "never"])),
        (2, _) => sealing.openers = dice.persons(3),
        (3, _) => sealing.openings = 0,
        (4, _) => sealing.release_key = text(dice.pick(&["release P-0001 1", "release P-0002 1", "one"])),
        (5, _) => sealing.witness = dice.person(),
        (6, _) => sealing.sealer = dice.person(),
        (7..14, Some(live)) => {
            (sealing.device_key, sealing.release_key) = (live.device_key, live.release_key);
        }
        _ => {}
    }
    sealing
}

/// A receipt of a box, which may be another than it should be.
pub(super) fn receipt_of(dice: &mut Dice<'_>, document: &Document, medium: &MediumId) -> Command {
    let (change, other) = (dice.roll(12), dice.medium());
    act::seal_with(document, medium.as_str(), |receipt| match change {
        0 => receipt.permit_hash = text("another"),
        1 => receipt.copy = copy_id(2),
        2 => receipt.counted.iter_mut().for_each(|counted| counted.rows += 1),
        3 => receipt.wrap.handle = act::handle(other.as_str()),
        _ => {}
    })
}

fn presence(dice: &mut Dice<'_>) -> Presence {
    let (owner, phone) = (PresenceLevel::VerifiedByOwner, PresenceLevel::AttestedByPhone);
    Presence { level: dice.pick(&[owner, PresenceLevel::VerifiedByDevice, phone]), persons: dice.persons(3) }
}

/// What somebody might say about boxes, devices and the vault, wise or not.
pub(super) fn nonsense_of_boxes(dice: &mut Dice<'_>, state: &State, now: Timestamp) -> Command {
    let permit = dice.permit();
    let document = state.permits.get(&permit).map_or_else(document, |live| live.document().clone());
    let (medium, copy) = (dice.medium(), id(dice.pick(&["W-1", "W-2", "W-3"])));
    let device = dice.pick(&["D-0", "D-1", "D-2", "D-3"]);
    let outcomes = [OpeningOutcome::Opened, OpeningOutcome::Failed, OpeningOutcome::Uncontrolled];
    match dice.roll(8) {
        0 => Command::DeclareCopy { copy, erase_by: dice.time(now), medium, permit },
        1 => act::deposit_keys(device, dice.pick(&["one four", "five", "six seven eight"])),
        2 => act::enroll_device(device),
        3 if dice.roll(2) == 0 => act::establish_vault(),
        3 => act::establish_rewrap_key(dice.pick(&["rewrap a", "rewrap b", "one"])),
        4 => {
            let opening = u16::try_from(dice.roll(4)).unwrap_or_default();
            act::release_to(device, &document, medium.as_str(), opening, presence(dice))
        }
        5 => Command::ReportCopyErased { copy, method: dice.method(), permit },
        6 => Command::ReportOpening { device: id(device), medium, outcome: dice.pick(&outcomes), permit },
        _ => receipt_of(dice, &document, &medium),
    }
}

/// Finds a copy that waits for its seal; now and then somebody forgets it.
pub(super) fn unsealed(dice: &mut Dice<'_>, live: &Permit) -> Option<MediumId> {
    let request = live.request();
    if !request.document.is_sealed() || dice.roll(8) == 7 {
        return None;
    }
    request.document.copies.iter().find(|medium| !request.seals.contains_key(*medium)).cloned()
}

/// What is done with a box that is out.
pub(super) fn of_boxes(
    dice: &mut Dice<'_>,
    live: &Permit,
    outing: &Outing,
    medium: &MediumId,
    (state, now): (&State, Timestamp),
) -> (PersonId, Command) {
    let (document, permit) = (live.document(), live.document().permit);
    if outing.is_waiting(&outing.copies[medium]) {
        return match unsealed(dice, live) {
            Some(medium) => (id("R-1"), receipt_of(dice, document, &medium)),
            None => leave_cabinet(dice, document, now),
        };
    }
    let copy = &outing.copies[medium];
    if let Custody::Held { by: Holder::Persons(persons), .. } = &copy.custody
        && copy.arrived_at.is_none()
        && !document.receivers.is_empty()
    {
        let to = Holder::Persons(document.receivers.iter().take(1).cloned().collect());
        let due = now.plus(30 * MINUTE);
        let giver = persons.first().cloned().unwrap_or_else(|| dice.person());
        return (giver, Command::Hand { due, medium: medium.clone(), permit, to });
    }
    // Whoever has signed for nothing yet does so first.
    if matches!(copy.custody, Custody::Offered { .. }) {
        return move_copy(dice, document, medium.clone(), &copy.custody, now);
    }
    if let Some(deed) = rewrap(dice, state, document, outing, medium) {
        return deed;
    }
    let late = outing.working.iter().find(|(_, working)| working.erased.is_none());
    let person = id("S-1");
    let medium = medium.clone();
    match (dice.roll(6), late) {
        (0, _) => {
            let outcome = dice.pick(&[OpeningOutcome::Opened, OpeningOutcome::Damaged]);
            (person, Command::ReportOpening { device: id("D-1"), medium, outcome, permit })
        }
        (1, None) => {
            let copy = id(&format!("W-{}", outing.working.len()));
            (person, Command::DeclareCopy { copy, erase_by: now.plus(30 * MINUTE), medium, permit })
        }
        (1 | 2, Some((copy, _))) => {
            (person, Command::ReportCopyErased { copy: copy.clone(), method: dice.method(), permit })
        }
        _ => {
            let next =
                outing.releases.len() + 1 - usize::from(!outing.releases.is_empty() && dice.roll(3) == 0);
            let mut opening =
                act::release(document, medium.as_str(), u16::try_from(next).unwrap_or_default());
            if let (Command::Release { handle, .. }, Some(logged)) = (&mut opening, outing.wrap_on(&medium)) {
                handle.clone_from(&logged.wrap.handle);
            }
            (person, opening)
        }
    }
}

/// The receiving device dies now and then; its owner has one more key of it.
fn rewrap(
    dice: &mut Dice<'_>,
    state: &State,
    document: &Document,
    outing: &Outing,
    medium: &MediumId,
) -> Option<(PersonId, Command)> {
    let (sealing, permit) = (document.sealing.as_ref()?, document.permit);
    if let Some(waits) = &outing.rewrap {
        let approve = Command::Approve { document: waits.digest, permit };
        return Some(match dice.roll(16) {
            0 => (waits.requester.clone(), Command::Withdraw { permit }),
            1 => (id("CHIEF"), Command::SendBack { permit, reason: text("again") }),
            _ => (id(dice.pick(&["CHIEF", "SEC", "SEC-2"])), approve),
        });
    }
    let next = u16::try_from(outing.releases.len() + 1).unwrap_or_default();
    if sealing.sealed_under.is_some() && !outing.is_rewrapped(medium) {
        let given = outing.releases.last().filter(|release| release.medium == *medium);
        let given = given.filter(|release| release.purpose == Purpose::Rewrap);
        return Some(match given {
            Some(given) => {
                let challenge = given.challenge;
                (id("SEC"), act::rewrap_with(document, medium.as_str(), 1, |new| new.challenge = challenge))
            }
            None => (id("SEC"), act::release_second(document, medium.as_str(), next)),
        });
    }
    let fits = outing.releases.len() + 2 <= usize::from(sealing.openings);
    if dice.roll(if fits { 2 } else { 9 }) != 0 {
        return None;
    }
    let mut changed = document.clone();
    changed.revision += 1;
    changed.nonce = format!("{:064x}", changed.revision);
    let sealing = changed.sealing.as_mut()?;
    sealing.sealed_under = Some(sealing.sealed_under.unwrap_or(outing.request.digest));
    sealing.device_key = text(&format!("again {permit} {}", changed.revision));
    let deposit = Command::DepositKeys {
        device: id("D-1"),
        keys: [sealing.device_key].into(),
        signature: "signed".to_owned(),
        spoken: Vec::new(),
    };
    let known = state.devices[&id("D-1")].keys.as_ref();
    if !known.is_some_and(|keys| keys.deposited.contains(&sealing.device_key)) {
        return Some((id("ADM"), deposit));
    }
    Some((id("R-2"), act::request_rewrap(&changed)))
}

/// The vault says from time to time what is gone; the record takes its word for what was ordered only.
pub(super) fn vault(dice: &mut Dice<'_>, story: &Given) -> Result<Option<Event>, TestCaseError> {
    let level = dice.pick(&[DestructionLevel::E0, DestructionLevel::E1]);
    let destroyed = Destroyed { at: story.now, cell: "disk".to_owned(), epoch: 2, level };
    prop_assert_eq!(confirm(&story.state, text("never ordered"), &destroyed), None);
    let doomed: Vec<_> = story.state.doomed.keys().copied().collect();
    if doomed.is_empty() || dice.roll(4) != 0 {
        return Ok(None);
    }
    Ok(confirm(&story.state, dice.pick(&doomed), &destroyed))
}
