//! The new wrap: a header of equal length over the same payload.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::rewrap::RewrapReceipt;
use sekisho_core::sealing::{CopyId, SUITE};
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::attached::{REWRAP_RECEIPT, REWRAP_WITNESS, rewrap_receipt_bytes, rewrap_witness_text};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig;
use sekisho_seal::FileKey;
use sekisho_seal::header::Header;
use sekisho_seal::stanza::{self, Terms};

use super::{HeaderFile, RewrapError, RewrapReceiptFile};
use crate::desk::{Desk, Entropy, Permit};
use crate::outbox::letter;
use crate::seal::wrap_of;

/// A file key that was unwrapped at the owner's.
///
/// Shape: holds the file key until it is dropped.
pub struct Unwrapped {
    pub(super) challenge: Digest,
    pub(super) copy: CopyId,
    pub(super) file_key: FileKey,
    pub(super) medium: MediumId,
    pub(super) nonce: String,
    pub(super) permit: Permit,
    pub(super) rewrapped_at: Timestamp,
}

/// A new header that is made; the officers have still to sign.
#[derive(Clone, Debug)]
pub struct Rewrapped {
    header: HeaderFile,
    origin: String,
    receipt: RewrapReceipt,
    signature: String,
}

impl Unwrapped {
    /// Wraps the file key for the new device, writes the header and `permit.age`, and forgets the file key.
    ///
    /// Errors: [`RewrapError::NotApproved`], [`RewrapError::Header`], [`RewrapError::Desk`].
    pub fn wrap(self, desk: &Desk, entropy: &mut Entropy<'_>) -> Result<Rewrapped, RewrapError> {
        let (file, sealing) = (self.permit.file(), self.permit.sealing());
        let sealed_under = sealing.sealed_under.ok_or(RewrapError::NotApproved)?;
        let permit_hash = self.permit.permit_hash();
        let terms = Terms { permit_hash: *permit_hash.as_bytes(), copy_id: self.copy.to_bytes() };
        let device = Permit::key(&file.device_key, "device key")?;
        let release = Permit::key(&file.release_key, "release key")?;
        let (random, release_random) = (letter::encapsulation(entropy)?, letter::encapsulation(entropy)?);
        let (stanza, facts) =
            stanza::seal(&self.file_key, &terms, (&device, random), (&release, release_random));
        let header = Header::seal(vec![stanza], &self.file_key)?;
        drop(self.file_key);
        let sealed_permit = letter::seal(self.permit.bytes(), &device, entropy)?;
        let receipt = RewrapReceipt {
            challenge: self.challenge,
            copy: self.copy.clone(),
            header_hash: Digest::of(header.bytes()),
            medium: self.medium.clone(),
            permit_hash,
            rewrapped_at: self.rewrapped_at,
            sealed_under,
            station: desk.device().clone(),
            suite: SUITE,
            wrap: wrap_of(&facts)?,
        };
        let bytes = receipt_bytes(&receipt)?;
        Ok(Rewrapped {
            header: HeaderFile {
                copy: self.copy,
                header: STANDARD.encode(header.bytes()),
                medium: self.medium,
                nonce: self.nonce,
                permit: STANDARD.encode(sealed_permit),
                permit_hash,
                version: 1,
            },
            origin: file.origin.clone(),
            signature: desk.sign(REWRAP_RECEIPT, &bytes)?,
            receipt,
        })
    }
}

fn receipt_bytes(receipt: &RewrapReceipt) -> Result<Vec<u8>, RewrapError> {
    rewrap_receipt_bytes(receipt).map_err(|fault| RewrapError::Text(fault.to_string()))
}

impl Rewrapped {
    /// Gives the file that goes to the site. It helps nobody before the receipt is in the record.
    pub fn header(&self) -> &HeaderFile {
        &self.header
    }

    /// Gives the receipt.
    pub fn receipt(&self) -> &RewrapReceipt {
        &self.receipt
    }

    /// Writes the text that an officer now signs.
    ///
    /// Errors: [`RewrapError::Text`].
    pub fn officer_text(&self, person: &PersonId) -> Result<String, RewrapError> {
        let receipt = Digest::of(&receipt_bytes(&self.receipt)?);
        Ok(rewrap_witness_text(&self.origin, receipt, person))
    }

    /// Puts the officers' signatures to the receipt.
    ///
    /// Errors: [`RewrapError::Signature`], [`RewrapError::Presence`].
    pub fn attest(&self, officers: [(&PersonId, &str); 2]) -> Result<RewrapReceiptFile, RewrapError> {
        let mut signed = BTreeMap::new();
        for (person, armored) in officers {
            let text = self.officer_text(person)?;
            let key = sshsig::signer(armored).map_err(RewrapError::Signature)?;
            sshsig::verify(&key, &namespace(REWRAP_WITNESS), text.as_bytes(), armored)
                .map_err(RewrapError::Signature)?;
            signed.insert(person.clone(), armored.to_owned());
        }
        if signed.len() != officers.len() {
            return Err(RewrapError::Presence);
        }
        Ok(RewrapReceiptFile {
            officers: signed,
            receipt: self.receipt.clone(),
            signature: self.signature.clone(),
            version: 1,
        })
    }
}

impl std::fmt::Debug for Unwrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unwrapped").field("medium", &self.medium).finish_non_exhaustive()
    }
}
