//! 宛先の付替え: a box whose device died is wrapped again for another one. What the station says about it, and which wrap of
//! a copy counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::hash::Digest;
use crate::id::{DeviceId, MediumId, PersonId};
use crate::permit::{Approval, Outing, Request};
use crate::sealing::{CopyId, SealReceipt, Wrap};
use crate::time::Timestamp;

/// A re-wrap that waits for approvals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewrapping {
    /// Who approved this very document, when and as what.
    pub approvals: BTreeMap<PersonId, Approval>,
    /// The hash of the document.
    pub digest: Digest,
    /// The document as it is to be: another device, and everything else as it was.
    pub document: Document,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// Who asks.
    pub requester: PersonId,
}

/// What the owner's station says about a copy that it wrapped again: made by the station, never typed.
///
/// Source: docs/spec/container.md section 11.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewrapReceipt {
    /// The digest of the challenge with which the station asked for the owner's wrap.
    pub challenge: Digest,
    /// Which copy.
    pub copy: CopyId,
    /// The hash of the new header.
    pub header_hash: Digest,
    /// On which medium.
    pub medium: MediumId,
    /// The hash of the permit document under which it is wrapped now.
    pub permit_hash: Digest,
    /// When, by the station's clock.
    pub rewrapped_at: Timestamp,
    /// The hash of the permit document under which it was sealed.
    pub sealed_under: Digest,
    /// Which device did it.
    pub station: DeviceId,
    /// How.
    pub suite: u16,
    /// The new wrap of the file key, for the device of the new document.
    pub wrap: Wrap,
}

/// One wrap of a copy's file key, with what it is tied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged<'a> {
    /// Which copy.
    pub copy: &'a CopyId,
    /// Under which document.
    pub permit_hash: Digest,
    /// How.
    pub suite: u16,
    /// The wrap.
    pub wrap: &'a Wrap,
}

impl Request {
    /// Finds the receipt of a box that counts under the document as it is now: it was sealed under it, or wrapped again.
    pub fn seal_on(&self, medium: &MediumId) -> Option<&SealReceipt> {
        let under = self.document.sealing.as_ref().and_then(|sealing| sealing.sealed_under);
        let counts =
            |receipt: &&SealReceipt| receipt.permit_hash == self.digest || Some(receipt.permit_hash) == under;
        self.seals.get(medium).filter(counts)
    }
}

impl Outing {
    /// Finds the wrap for the device of the document as it is now: that of the box, or after a re-wrap the new one.
    pub fn wrap_on(&self, medium: &MediumId) -> Option<Logged<'_>> {
        let again = self.rewrapped.get(medium).filter(|again| again.permit_hash == self.request.digest);
        if let Some(RewrapReceipt { copy, permit_hash, suite, wrap, .. }) = again {
            return Some(Logged { copy, permit_hash: *permit_hash, suite: *suite, wrap });
        }
        let receipt = self.request.seals.get(medium);
        let receipt = receipt.filter(|receipt| receipt.permit_hash == self.request.digest)?;
        let SealReceipt { copy, permit_hash, suite, wrap, .. } = receipt;
        Some(Logged { copy, permit_hash: *permit_hash, suite: *suite, wrap })
    }

    /// Finds the owner's own wrap of a copy, if a re-wrap was approved. It is tied to the document of the sealing.
    pub fn second_wrap_on(&self, medium: &MediumId) -> Option<Logged<'_>> {
        let under = self.request.document.sealing.as_ref()?.sealed_under?;
        let receipt = self.request.seals.get(medium).filter(|receipt| receipt.permit_hash == under)?;
        let SealReceipt { copy, permit_hash, suite, rewrap, .. } = receipt;
        Some(Logged { copy, permit_hash: *permit_hash, suite: *suite, wrap: rewrap.as_ref()? })
    }

    /// Tells whether the copy has its new wrap under the document as it is now.
    pub fn is_rewrapped(&self, medium: &MediumId) -> bool {
        self.rewrapped.get(medium).is_some_and(|again| again.permit_hash == self.request.digest)
    }
}
