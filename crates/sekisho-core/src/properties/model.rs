//! What an outsider with paper and pencil would keep: it learns from events alone, and knows nothing of the rules.

mod rewraps;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::command::Command;
use crate::document::{Document, Protection, Transport};
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{CopyCode, IncidentId, MediumId, PermitId, PersonId};
use crate::party::{Deputy, Role};
use crate::permit::{EraseMethod, HoldCause, Holder, Outing, Permit};
use crate::sealing::{Purpose, Release, SealReceipt};
use crate::state::State;
use crate::testkit::Answer;
use crate::time::Timestamp;
use rewraps::{Boxes, Rewraps};

type Checked = Result<(), TestCaseError>;

/// What is known of all permits.
#[derive(Debug)]
pub(super) struct Model {
    latest: Option<Timestamp>,
    boxes: Boxes,
    open: BTreeMap<IncidentId, (Option<PermitId>, BTreeSet<MediumId>)>,
    permits: BTreeMap<PermitId, Paper>,
    persons: BTreeMap<PersonId, Side>,
}

/// For whom a person works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Owner,
    Contractor,
}

/// People of the town before the runs begin.
const OFFICERS: [&str; 8] = ["ADM", "R-1", "R-2", "CHIEF", "SEC", "KEEP", "AUD", "SEC-2"];
const CONTRACTORS: [&str; 4] = ["C-1", "C-2", "S-1", "S-2"];

/// What is known of one permit.
#[expect(clippy::struct_excessive_bools, reason = "a sheet of paper with boxes to tick")]
#[derive(Debug)]
struct Paper {
    agreeing: BTreeSet<PersonId>,
    approvals: BTreeSet<PersonId>,
    challenges: BTreeSet<Digest>,
    destroyed: bool,
    destruction: bool,
    digest: Digest,
    document: Document,
    ended: bool,
    hold: Option<HoldCause>,
    lines: BTreeMap<MediumId, Line>,
    /// Something was given once, even if it was taken back.
    out: bool,
    ready: bool,
    requester: PersonId,
    rewraps: Rewraps,
    seals: BTreeMap<MediumId, SealReceipt>,
    /// Copies at the site, and whether each was said to be erased.
    working: BTreeMap<CopyCode, bool>,
}

/// What is known of one copy.
#[expect(clippy::struct_excessive_bools, reason = "a sheet of paper with boxes to tick")]
#[derive(Clone, Debug)]
struct Line {
    arrived: bool,
    /// Who reported it destroyed, last word of each.
    destroyed_by: BTreeMap<PersonId, Side>,
    erased: bool,
    holder: Holder,
    left: bool,
    lost: bool,
    offer: Option<(Holder, BTreeSet<PersonId>)>,
    returned: bool,
}

impl Line {
    fn is_destroyed(&self) -> bool {
        self.destroyed_by.len() >= 2 && self.destroyed_by.values().any(|side| *side == Side::Owner)
    }
}

impl Paper {
    fn new(digest: Digest, document: &Document, requester: &PersonId) -> Self {
        let line = Line {
            arrived: false,
            destroyed_by: BTreeMap::new(),
            erased: false,
            holder: Holder::Place(document.from.clone()),
            left: false,
            lost: false,
            offer: None,
            returned: false,
        };
        Self {
            agreeing: BTreeSet::new(),
            approvals: BTreeSet::new(),
            challenges: BTreeSet::new(),
            destroyed: false,
            destruction: false,
            digest,
            document: document.clone(),
            ended: false,
            hold: None,
            lines: document.copies.iter().map(|medium| (medium.clone(), line.clone())).collect(),
            out: false,
            ready: false,
            requester: requester.clone(),
            rewraps: Rewraps::default(),
            seals: BTreeMap::new(),
            working: BTreeMap::new(),
        }
    }

    /// A box holds what was approved, for the approved device, and is still in its cabinet.
    fn seal(
        &mut self,
        receipt: &SealReceipt,
        person: &PersonId,
        witness: &PersonId,
        now: Timestamp,
    ) -> Checked {
        let paper = format!("{receipt:?}: {self:?}");
        let Some(sealing) = &self.document.sealing else {
            return Err(TestCaseError::fail(format!("nothing to seal: {paper}")));
        };
        prop_assert!(self.ready && self.approvals.len() >= 2 && !self.ended, "not approved: {}", paper);
        prop_assert!(self.hold.is_none() && !self.destruction, "stopped: {}", paper);
        prop_assert!(now < self.document.window.until, "after the deadline: {}", paper);
        prop_assert!((&sealing.sealer, &sealing.witness) == (person, witness), "others: {}", paper);
        prop_assert!(receipt.permit_hash == self.digest && receipt.wrap.device_key == sealing.device_key);
        prop_assert_eq!(self.document.copy_on(&receipt.medium), Some(&receipt.copy));
        let rows: u64 = receipt.counted.iter().map(|counted| counted.rows).sum();
        let approved: u64 = self.document.extracts.iter().map(|extract| extract.rows).sum();
        prop_assert!(rows <= approved, "too many: {}", paper);
        let line = &self.lines[&receipt.medium];
        prop_assert!(!line.left && line.offer.is_none(), "on its way: {}", paper);
        self.seals.insert(receipt.medium.clone(), receipt.clone());
        let handles: BTreeSet<_> = self.seals.values().map(|seal| &seal.wrap.handle).collect();
        prop_assert_eq!(handles.len(), self.seals.len(), "two boxes of one name");
        Ok(())
    }

    fn is_sealed(&self, medium: &MediumId) -> bool {
        self.document.protection != Protection::Sealed
            || self.seals.get(medium).is_some_and(|receipt| self.first_digest() == receipt.permit_hash)
    }

    /// Two of the named open the sealed copy at the site, in time, and not too often.
    fn release(&mut self, release: &Release, now: Timestamp) -> Checked {
        let paper = format!("{release:?}: {self:?}");
        let Some(sealing) = &self.document.sealing else {
            return Err(TestCaseError::fail(format!("nothing to open: {paper}")));
        };
        prop_assert!(self.out && self.ready && !self.ended && self.digest == self.document.digest());
        prop_assert!(self.document.window.contains(now), "outside the window: {}", paper);
        prop_assert!(self.hold.is_none(), "stopped: {}", paper);
        prop_assert!(!self.destruction && !self.destroyed, "without a key: {}", paper);
        prop_assert!(self.seals.contains_key(&release.medium), "not sealed: {}", paper);
        if release.purpose == Purpose::Rewrap {
            return self.release_second(release, sealing.openings);
        }
        prop_assert!(self.is_wrapped(&release.medium), "for another device: {}", paper);
        prop_assert!(self.document.device.as_ref() == Some(&release.device), "elsewhere: {}", paper);
        let present = &release.presence.persons;
        prop_assert!(present.len() >= 2 && present.is_subset(&sealing.openers), "who opens: {}", paper);
        let line = &self.lines[&release.medium];
        prop_assert!(line.left && !line.lost && !line.returned && line.offer.is_none(), "where: {}", paper);
        let receivers = &self.document.receivers;
        let at_site = match &line.holder {
            Holder::Persons(_) if receivers.is_empty() => true,
            Holder::Persons(persons) => line.arrived && persons.is_subset(receivers),
            Holder::Courier { .. } | Holder::Place(_) => false,
        };
        prop_assert!(at_site, "not at the site: {}", paper);
        self.count(release, sealing.openings)
    }

    fn carries(&self, to: &Holder) -> bool {
        match (to, &self.document.transport) {
            (Holder::Courier { .. }, Transport::Courier { .. }) => true,
            (Holder::Persons(persons), Transport::Carried { carriers, substitutes }) => {
                persons.len() >= 2 && persons.iter().all(|p| carriers.contains(p) || substitutes.contains(p))
            }
            _ => false,
        }
    }

    fn moves(&mut self, medium: &MediumId, to: &Holder, now: Timestamp) -> Checked {
        let paper = format!("{medium} to {to:?}: {self:?}");
        let (carries, is_sealed) = (self.carries(to), self.is_sealed(medium));
        let Some(line) = self.lines.get_mut(medium) else {
            return Err(TestCaseError::fail(format!("no line: {paper}")));
        };
        prop_assert!(!line.lost && !line.returned, "{}", paper);
        let signed_by_all = match (&line.offer, to) {
            (Some((offered, signed)), Holder::Persons(persons)) => offered == to && persons.is_subset(signed),
            (Some((offered, signed)), Holder::Place(_)) => offered == to && !signed.is_empty(),
            _ => false,
        };
        let take_back = line.offer.is_some() && *to == line.holder && !signed_by_all;
        if take_back {
            line.offer = None;
            return Ok(());
        }
        if !line.left {
            prop_assert!(is_sealed, "leaves unsealed: {}", paper);
        }
        let by_courier =
            matches!(line.holder, Holder::Courier { .. }) || matches!(to, Holder::Courier { .. });
        prop_assert!(signed_by_all || by_courier, "not signed for: {}", paper);
        let home = line.left && *to == Holder::Place(self.document.return_to.clone());
        let carried_back = line.left && line.arrived && carries;
        if !home && !carried_back {
            prop_assert!(self.ready && self.approvals.len() >= 2, "not approved: {}", paper);
            prop_assert!(!self.approvals.contains(&self.requester), "{}", paper);
            prop_assert_eq!(self.digest, self.document.digest());
            prop_assert!(now < self.document.window.until, "after the deadline: {}", paper);
            prop_assert!(self.hold.is_none(), "stopped: {}", paper);
        }
        if !line.left && *to != Holder::Place(self.document.return_to.clone()) {
            prop_assert!(carries, "leaves with nobody who may: {}", paper);
        }
        let at_site =
            matches!(to, Holder::Persons(p) if !p.is_empty() && p.is_subset(&self.document.receivers));
        line.arrived |= line.left && at_site;
        if !line.left {
            (line.erased, line.destroyed_by) = (false, BTreeMap::new());
        }
        (line.left, line.offer, line.holder) = (true, None, to.clone());
        line.returned = *to == Holder::Place(self.document.return_to.clone());
        Ok(())
    }

    fn closes(&self, open: &BTreeMap<IncidentId, (Option<PermitId>, BTreeSet<MediumId>)>) -> Checked {
        for (medium, line) in &self.lines {
            let searched = open
                .values()
                .any(|(permit, media)| *permit == Some(self.document.permit) && media.contains(medium));
            let accounted = if line.lost {
                !searched
            } else {
                !line.left && line.offer.is_none() || line.returned && line.erased || line.is_destroyed()
            };
            prop_assert!(accounted, "closed with {} open: {:?}", medium, line);
        }
        let sealed = self.document.protection == Protection::Sealed;
        prop_assert!(!sealed || self.destroyed, "closed with a key: {:?}", self);
        prop_assert!(self.working.values().all(|erased| *erased), "closed with copies: {:?}", self);
        Ok(())
    }
}

impl Default for Model {
    fn default() -> Self {
        let side = |side| move |code: &&str| (crate::testkit::id(code), side);
        let owners = OFFICERS.iter().map(side(Side::Owner));
        let persons = owners.chain(CONTRACTORS.iter().map(side(Side::Contractor))).collect();
        Self {
            boxes: Boxes::default(),
            latest: None,
            open: BTreeMap::new(),
            permits: BTreeMap::new(),
            persons,
        }
    }
}

/// Says for whom a person approved.
fn principal(person: &PersonId, deputy: Option<&Deputy>) -> (PersonId, PersonId) {
    (person.clone(), deputy.map_or(person, |one| &one.of).clone())
}

impl Model {
    /// Demands that whoever approved has a say at this very moment: a role that approves, and a key. Whoever stands in for
    /// another is that other.
    fn approved_by_two(state: &State, approvals: &BTreeMap<PersonId, PersonId>, now: Timestamp) -> Checked {
        let has_say = |(person, _): &(&PersonId, &PersonId)| {
            let known = &state.persons[*person];
            let approving = [Role::Approver, Role::SecurityManager, Role::ChiefOfficer];
            approving.iter().any(|role| known.holds(*role, now))
                && known.keys.values().any(|key| key.revoked_at.is_none())
        };
        let counted: BTreeSet<&PersonId> =
            approvals.iter().filter(has_say).map(|(_, principal)| principal).collect();
        prop_assert!(counted.len() >= 2, "approved by who has no say, or twice by one");
        Ok(())
    }

    /// Checks what one decision must not do to the state before it.
    fn judge_change(answer: &Answer) -> Checked {
        let before = &answer.given.state;
        for event in &answer.decision.events {
            match event {
                Event::PermitReady { permit, .. } => {
                    let live = &before.permits[permit];
                    let again = live.rewrapping().map(|again| &again.approvals);
                    let mut approvals: BTreeMap<_, _> = again
                        .unwrap_or(&live.request().approvals)
                        .iter()
                        .map(|(person, given)| principal(person, given.deputy.as_ref()))
                        .collect();
                    for event in &answer.decision.events {
                        if let Event::PermitApproved { deputy, person, .. } = event {
                            approvals.extend([principal(person, deputy.as_ref())]);
                        }
                    }
                    Self::approved_by_two(before, &approvals, answer.given.now)?;
                }
                Event::CustodyOffered { permit, .. } | Event::CustodyChanged { permit, .. } => {
                    if let Permit::Approved(request) = &before.permits[permit] {
                        let approvals = request.approvals.iter();
                        let approvals = approvals
                            .map(|(person, given)| principal(person, given.deputy.as_ref()))
                            .collect();
                        Self::approved_by_two(before, &approvals, answer.given.now)?;
                    }
                }
                Event::StockTaken { .. } if !before.is_officer(&answer.person) => {
                    let after = answer.after().state;
                    prop_assert_eq!((&after.media, &after.incidents), (&before.media, &before.incidents));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Checks a decision by itself: a no changes nothing, a fact is never told no.
    pub(super) fn judge(answer: &Answer) -> Checked {
        let refused: Vec<_> = answer
            .decision
            .events
            .iter()
            .filter(|event| matches!(event, Event::AttemptRefused { .. }))
            .collect();
        if answer.command.is_fact() {
            prop_assert!(answer.decision.reasons.is_empty() && refused.is_empty());
        }
        prop_assert!(!answer.decision.events.is_empty(), "{:?} says nothing", answer.command);
        Self::judge_change(answer)?;
        if answer.decision.reasons.is_empty() {
            prop_assert!(refused.is_empty());
            if answer.command.is_fact() {
                let is_report = matches!(
                    (&answer.command, &answer.decision.events[0]),
                    (Command::DeclareCopy { .. }, Event::WorkingCopyDeclared { .. })
                        | (Command::ReportCopyErased { .. }, Event::WorkingCopyErased { .. })
                        | (Command::ReportErasure { .. }, Event::ErasureReported { .. })
                        | (Command::ReportFound { .. }, Event::MediumFound { .. })
                        | (Command::ReportLoss { .. }, Event::LossReported { .. })
                        | (Command::ReportOpening { .. }, Event::OpeningReported { .. })
                        | (Command::TakeStock { .. }, Event::StockTaken { .. })
                );
                prop_assert!(is_report, "{:?}", answer.decision.events);
            }
            return Ok(());
        }
        // Whoever speaks for another company's people is told no, and it is found.
        let rest = &answer.decision.events[1..];
        prop_assert!(matches!(rest, [] | [Event::FindingRaised { .. }]), "{:?}", rest);
        prop_assert_eq!(refused.len(), 1);
        let mut after = answer.after().state;
        prop_assert!(after.latest >= answer.given.state.latest);
        after.latest = answer.given.state.latest;
        prop_assert_eq!(&after, &answer.given.state);
        Ok(())
    }

    /// Learns from one event of the record, and cries out at what must never stand there.
    pub(super) fn learn(&mut self, event: &Event, now: Timestamp) -> Checked {
        self.latest = self.latest.max(Some(now));
        match event {
            Event::PersonRegistered { employer, person, .. } => {
                let side = if employer.as_str() == "CITY" { Side::Owner } else { Side::Contractor };
                self.persons.insert(person.clone(), side);
            }
            Event::IncidentOpened { content, incident } => {
                prop_assert!(!self.open.contains_key(incident) && !content.media.is_empty());
                self.open.insert(*incident, (content.permit, content.media.clone()));
            }
            Event::IncidentClosed { incident, .. } => {
                prop_assert!(self.open.remove(incident).is_some());
            }
            Event::PermitRequested { digest, document, person } => {
                prop_assert!(!self.permits.contains_key(&document.permit), "a number given twice");
                self.boxes.name(document)?;
                self.permits.insert(document.permit, Paper::new(*digest, document, person));
            }
            Event::KeyDestroyed { permit, release_key, .. } => {
                prop_assert!(self.boxes.owed.remove(release_key), "nobody ordered it");
                prop_assert!(self.boxes.confirmed.insert(*release_key), "gone twice");
                let Some(paper) = self.permits.get_mut(permit) else {
                    return Err(TestCaseError::fail("no such permit"));
                };
                let own = paper.document.sealing.as_ref();
                paper.destroyed |= own.is_some_and(|sealing| sealing.release_key == *release_key);
            }
            Event::MediumFound { medium, person, serial } => self.found(medium, person, serial),
            _ => {
                let Some(paper) = event.permit().and_then(|permit| self.permits.get_mut(&permit)) else {
                    return Ok(());
                };
                Self::learn_boxes(paper, &mut self.boxes, event, now)?;
                let ended = paper.ended;
                Self::learn_permit(paper, &self.open, &self.persons, event, now)?;
                if paper.ended && !ended {
                    self.boxes.give_up(&paper.document);
                }
            }
        }
        Ok(())
    }

    fn learn_boxes(paper: &mut Paper, boxes: &mut Boxes, event: &Event, now: Timestamp) -> Checked {
        match event {
            Event::PermitAmended { document, .. } => {
                let key = |document: &Document| document.sealing.as_ref().map(|sealing| sealing.release_key);
                if key(&paper.document) != key(document) {
                    boxes.give_up(&paper.document);
                }
                boxes.name(document)
            }
            Event::CopySealed { person, receipt, witness, .. } => paper.seal(receipt, person, witness, now),
            Event::CustodyOffered { medium, .. } => {
                let may = paper.is_sealed(medium) || paper.lines.get(medium).is_none_or(|line| line.left);
                prop_assert!(may, "offered unsealed: {} {:?}", medium, paper);
                Ok(())
            }
            Event::ReleaseGranted { release, .. } => paper.release(release, now),
            Event::RewrapRequested { .. } | Event::RewrapWithdrawn { .. } | Event::CopyRewrapped { .. } => {
                paper.learn_rewrap(boxes, event)
            }
            Event::DestructionOrdered { .. } => {
                prop_assert!(paper.out && paper.document.protection == Protection::Sealed);
                prop_assert!(!paper.destruction && !paper.ended, "ordered twice: {:?}", paper);
                paper.destruction = true;
                boxes.give_up(&paper.document);
                Ok(())
            }
            Event::WorkingCopyDeclared { copy, medium, .. } if paper.out && !paper.ended => {
                if paper.lines.contains_key(medium) {
                    paper.working.entry(copy.clone()).or_insert(false);
                }
                Ok(())
            }
            Event::WorkingCopyErased { copy, .. } if !paper.ended => {
                paper.working.entry(copy.clone()).and_modify(|erased| *erased = true);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn found(&mut self, medium: &MediumId, person: &PersonId, serial: &str) {
        let live = self.permits.values_mut().filter(|paper| !paper.ended);
        for line in live.filter_map(|paper| paper.lines.get_mut(medium)) {
            if serial == format!("SN-{medium}") {
                line.destroyed_by.clear();
            }
            if line.lost && serial == format!("SN-{medium}") {
                (line.lost, line.holder) = (false, Holder::Persons([person.clone()].into()));
                line.left = true;
            }
        }
    }

    fn learn_permit(
        paper: &mut Paper,
        open: &BTreeMap<IncidentId, (Option<PermitId>, BTreeSet<MediumId>)>,
        persons: &BTreeMap<PersonId, Side>,
        event: &Event,
        now: Timestamp,
    ) -> Checked {
        match event {
            Event::PermitAmended { digest, document } => {
                prop_assert!(!paper.out, "amended while out");
                *paper = Paper::new(*digest, document, &paper.requester);
            }
            Event::PermitApproved { digest, person, .. } if paper.out => {
                paper.rewrap_approved(*digest, person)?;
            }
            Event::PermitReady { digest, .. } if paper.out => paper.rewrap_ready(*digest)?,
            Event::PermitApproved { digest, person, .. } => {
                prop_assert_eq!(*digest, paper.digest);
                prop_assert!(*person != paper.requester, "approves their own request");
                prop_assert!(paper.approvals.insert(person.clone()), "counts twice");
            }
            Event::PermitReady { digest, .. } => {
                prop_assert!(*digest == paper.digest && paper.approvals.len() >= 2);
                paper.ready = true;
            }
            Event::PermitSentBack { .. } if paper.out => paper.rewraps.drop_request(),
            Event::PermitSentBack { .. } => paper.approvals.clear(),
            Event::CustodyOffered { from, medium, to, .. } => {
                prop_assert!(paper.ready && !paper.ended);
                paper.out = true;
                let line = paper.lines.get_mut(medium).filter(|line| !line.lost && !line.returned);
                let Some(line) = line else { return Err(TestCaseError::fail("no such line")) };
                prop_assert_eq!(&line.holder, from);
                line.offer = Some((to.clone(), BTreeSet::new()));
            }
            Event::CustodySigned { medium, person, .. } => {
                if let Some((_, signed)) = paper.lines.get_mut(medium).and_then(|line| line.offer.as_mut()) {
                    prop_assert!(signed.insert(person.clone()), "signs twice");
                }
            }
            Event::CustodyChanged { medium, to, .. } => {
                paper.out = true;
                return paper.moves(medium, to, now);
            }
            Event::ErasureReported { medium, method, person, .. } => {
                let at_hand = |line: &&mut Line| !line.lost && (line.left || line.offer.is_some());
                if let Some(line) = paper.lines.get_mut(medium).filter(at_hand) {
                    line.erased = true;
                    line.destroyed_by.remove(person);
                    if let Some(side) = persons.get(person).filter(|_| *method == EraseMethod::Destroyed) {
                        line.destroyed_by.insert(person.clone(), *side);
                    }
                }
            }
            Event::LossReported { cause, media, .. } if cause.is_certain() => {
                for medium in media.iter().filter(|_| paper.out) {
                    if let Some(line) = paper.lines.get_mut(medium) {
                        (line.lost, line.returned, line.offer) = (true, false, None);
                    }
                }
            }
            Event::PermitFrozen { cause, .. } => {
                (paper.hold, paper.agreeing) = (Some(*cause), BTreeSet::new());
            }
            Event::UnfreezeAgreed { person, .. } => {
                prop_assert!(paper.agreeing.insert(person.clone()), "agrees twice");
            }
            Event::PermitUnfrozen { .. } => {
                prop_assert!(paper.agreeing.len() >= 2);
                prop_assert!(!matches!(paper.hold, Some(HoldCause::Lost | HoldCause::Revoked)), "for good");
                paper.hold = None;
            }
            Event::PermitClosed { .. } => {
                paper.closes(open)?;
                paper.ended = true;
            }
            Event::PermitLapsed { .. } | Event::PermitWithdrawn { .. } => paper.ended = true,
            Event::PermitRevoked { .. } => {
                paper.ended |= !paper.out;
            }
            _ => {}
        }
        Ok(())
    }

    /// Demands that no release key outlives its permit's use: what is lost, revoked or past its window has lost its key, or
    /// the vault still owes its destruction.
    fn compare_boxes(&self, outing: &Outing, paper: &Paper) -> Checked {
        prop_assert_eq!(&outing.request.seals, &paper.seals);
        prop_assert_eq!(outing.destroyed.is_some(), paper.destroyed);
        prop_assert_eq!(outing.destruction_ordered_at.is_some(), paper.destruction);
        let Some(sealing) = &paper.document.sealing else { return Ok(()) };
        let over = self.latest.is_some_and(|now| now >= paper.document.window.until);
        if over || matches!(paper.hold, Some(HoldCause::Lost | HoldCause::Revoked)) {
            let key = &sealing.release_key;
            let ends = self.boxes.owed.contains(key) || self.boxes.confirmed.contains(key);
            prop_assert!(ends, "a key is forgotten: {:?}", paper);
        }
        Ok(())
    }

    /// Compares the paper with the state: one holder for each copy, one live permit for each medium.
    pub(super) fn compare(&self, state: &State) -> Checked {
        let mut booked = BTreeMap::new();
        for (id, live) in &state.permits {
            for medium in &live.document().copies {
                prop_assert_eq!(booked.insert(medium.clone(), *id), None, "on two live permits");
            }
            let paper = &self.permits[id];
            prop_assert_eq!(live.request().digest, paper.digest);
            prop_assert_eq!(&live.request().requester, &paper.requester);
            let approvals: BTreeSet<_> = live.request().approvals.keys().cloned().collect();
            prop_assert_eq!(&approvals, &paper.approvals);
            let Permit::Out(outing) = live else { continue };
            prop_assert_eq!(outing.hold.as_ref().map(|hold| hold.cause), paper.hold);
            self.compare_boxes(outing, paper)?;
            for (medium, copy) in &outing.copies {
                prop_assert_eq!(&copy.custody.holder(), &paper.lines[medium].holder, "{}", medium);
            }
        }
        for (id, medium) in &state.media {
            prop_assert_eq!(medium.booked, booked.get(id).copied());
        }
        prop_assert!(state.latest >= self.latest);
        prop_assert_eq!(state.doomed.keys().copied().collect::<BTreeSet<_>>(), self.boxes.owed.clone());
        Ok(())
    }
}
