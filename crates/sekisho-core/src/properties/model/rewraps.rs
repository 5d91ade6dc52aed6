//! What the model knows of keys, and of re-wraps.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Checked, Paper};
use crate::document::Document;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{MediumId, PermitId, PersonId};
use crate::rewrap::RewrapReceipt;
use crate::sealing::{Purpose, Release};

/// What is known of keys.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// Release keys of which the vault said that they are gone.
    pub(super) confirmed: BTreeSet<Digest>,
    /// For which permit a key was ever named.
    pub(super) named: BTreeMap<Digest, PermitId>,
    /// Release keys that nobody may use any more, and that the vault still has.
    pub(super) owed: BTreeSet<Digest>,
}

impl Boxes {
    /// A key serves one permit, and does not come back once it is given up.
    pub(super) fn name(&mut self, document: &Document) -> Checked {
        let Some(sealing) = &document.sealing else { return Ok(()) };
        for key in [sealing.device_key, sealing.release_key] {
            let before = self.named.insert(key, document.permit);
            prop_assert!(before.is_none_or(|before| before == document.permit), "a key of two permits");
        }
        let gone = self.owed.contains(&sealing.release_key) || self.confirmed.contains(&sealing.release_key);
        prop_assert!(!gone, "a key that was given up comes back");
        Ok(())
    }

    pub(super) fn give_up(&mut self, document: &Document) {
        let key = document.sealing.as_ref().map(|sealing| sealing.release_key);
        self.owed.extend(key.filter(|key| !self.confirmed.contains(key)));
    }
}

/// What is known of the re-wraps of one permit.
#[derive(Debug, Default)]
pub(super) struct Rewraps {
    asked: Option<Asked>,
    /// Under which document each copy was wrapped again, last word.
    done: BTreeMap<MediumId, Digest>,
    /// The document of the sealing, once there was a re-wrap.
    first: Option<Digest>,
    /// Releases of the owner's own wrap: their challenges and media.
    given: BTreeSet<(Digest, MediumId)>,
}

#[derive(Debug)]
struct Asked {
    approvals: BTreeSet<PersonId>,
    digest: Digest,
    document: Document,
    requester: PersonId,
}

impl Rewraps {
    pub(super) fn drop_request(&mut self) {
        self.asked = None;
    }
}

impl Paper {
    /// The document under which the boxes were sealed.
    pub(super) fn first_digest(&self) -> Digest {
        self.rewraps.first.unwrap_or(self.digest)
    }

    /// The copy has a wrap for the device of the document as it is now.
    pub(super) fn is_wrapped(&self, medium: &MediumId) -> bool {
        match self.rewraps.first {
            None => self.seals[medium].permit_hash == self.digest,
            Some(_) => self.rewraps.done.get(medium) == Some(&self.digest),
        }
    }

    pub(super) fn count(&mut self, release: &Release, openings: u16) -> Checked {
        if self.challenges.insert(release.challenge) {
            prop_assert_eq!(usize::from(release.opening), self.challenges.len());
        }
        prop_assert!(self.challenges.len() <= usize::from(openings), "too often: {:?}", self);
        Ok(())
    }

    /// Two officers of the owner, an approved re-wrap that is not done, and counted with the openings.
    pub(super) fn release_second(&mut self, release: &Release, openings: u16) -> Checked {
        prop_assert_eq!(release.purpose, Purpose::Rewrap);
        prop_assert_eq!(self.rewraps.first, Some(self.seals[&release.medium].permit_hash));
        let again = self.challenges.contains(&release.challenge);
        prop_assert!(again || !self.is_wrapped(&release.medium), "done already: {:?}", self);
        prop_assert!(release.presence.persons.len() >= 2, "alone: {:?}", release);
        let line = &self.lines[&release.medium];
        prop_assert!(!line.lost && !line.returned, "where: {:?}", line);
        self.rewraps.given.insert((release.challenge, release.medium.clone()));
        self.count(release, openings)
    }

    pub(super) fn rewrap_approved(&mut self, digest: Digest, person: &PersonId) -> Checked {
        let Some(asked) = &mut self.rewraps.asked else {
            return Err(TestCaseError::fail("approves what nobody asked for"));
        };
        prop_assert_eq!(digest, asked.digest);
        prop_assert!(*person != asked.requester && *person != self.requester, "approves their own request");
        prop_assert!(asked.approvals.insert(person.clone()), "counts twice");
        Ok(())
    }

    pub(super) fn rewrap_ready(&mut self, digest: Digest) -> Checked {
        let Some(asked) = self.rewraps.asked.take() else {
            return Err(TestCaseError::fail("nobody asked for it"));
        };
        prop_assert!(digest == asked.digest && asked.approvals.len() >= 2);
        prop_assert!(self.hold.is_none() && !self.destruction && !self.ended, "stopped: {:?}", self);
        self.rewraps.first = Some(self.first_digest());
        (self.approvals, self.digest, self.document) = (asked.approvals, asked.digest, asked.document);
        Ok(())
    }

    pub(super) fn learn_rewrap(&mut self, boxes: &mut Boxes, event: &Event) -> Checked {
        match event {
            Event::RewrapRequested { digest, document, person } => {
                prop_assert!(self.out && !self.ended && self.hold.is_none() && !self.destruction);
                self.is_only_another_device(document)?;
                boxes.name(document)?;
                self.rewraps.asked = Some(Asked {
                    approvals: BTreeSet::new(),
                    digest: *digest,
                    document: document.clone(),
                    requester: person.clone(),
                });
            }
            Event::RewrapWithdrawn { .. } => prop_assert!(self.rewraps.asked.take().is_some()),
            Event::CopyRewrapped { officers, receipt, .. } => {
                prop_assert!(officers.len() >= 2 && self.hold.is_none() && !self.destruction);
                self.done(receipt)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn is_only_another_device(&self, next: &Document) -> Checked {
        let mut same = next.clone();
        same.device.clone_from(&self.document.device);
        same.nonce.clone_from(&self.document.nonce);
        same.revision = self.document.revision;
        if let (Some(same), Some(now)) = (&mut same.sealing, &self.document.sealing) {
            prop_assert_eq!(same.sealed_under, Some(self.first_digest()));
            (same.device_key, same.sealed_under) = (now.device_key, now.sealed_under);
        }
        prop_assert_eq!(&same, &self.document);
        Ok(())
    }

    fn done(&mut self, receipt: &RewrapReceipt) -> Checked {
        let given = (receipt.challenge, receipt.medium.clone());
        prop_assert!(self.rewraps.given.contains(&given), "not released: {:?}", self);
        prop_assert_eq!(Some(receipt.sealed_under), self.rewraps.first);
        prop_assert_eq!(receipt.permit_hash, self.digest);
        let before = self.rewraps.done.insert(receipt.medium.clone(), self.digest);
        prop_assert!(before != Some(self.digest), "done twice: {:?}", self);
        Ok(())
    }
}
