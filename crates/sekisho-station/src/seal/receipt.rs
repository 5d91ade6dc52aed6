//! What sealing leaves: the receipt, the witness's words, and the wrap that stays off the medium.

use sekisho_core::Digest;
use sekisho_core::id::PersonId;
use sekisho_core::sealing::{CopyId, SealReceipt, Witnessed, Wrap};
use sekisho_gate::attached::{WITNESS_AFTER, receipt_bytes, witness_after_text};
use sekisho_proof::canonical;
use sekisho_seal::header::Stanza;
use sekisho_seal::payload::NONCE_BYTES;
use sekisho_seal::stanza::StanzaFacts;
use serde::{Deserialize, Serialize};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SealError;
use crate::desk::Permit;

/// The receipt with its three signatures: what the record takes before a copy may leave.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptFile {
    /// What the station says.
    pub receipt: SealReceipt,
    /// The station's SSHSIG over it, armored.
    pub signature: String,
    /// The version of this form: 1.
    pub version: u32,
    /// What the witness signed.
    pub witness: Witnessed,
}

/// The second wrap of the file key, for the owner's two officers. It is never on the medium, and opens nothing without
/// the vault.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RewrapFile {
    /// The stanza's arguments: suite, `enc_d` and `enc_r`, spelled as age does.
    pub args: Vec<String>,
    /// The stanza's body, base64.
    pub body: String,
    /// Which copy.
    pub copy: CopyId,
    /// The payload's nonce, base64: the 16 bytes behind the header, by which the box is known whatever its header is.
    pub nonce: String,
    /// The hash of the permit document.
    pub permit_hash: Digest,
    /// The stanza's type.
    pub tag: String,
    /// The version of this form: 1.
    pub version: u32,
}

/// A box that lies on its medium and was read back; the witness has still to sign.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub(super) before: String,
    pub(super) origin: String,
    pub(super) receipt: SealReceipt,
    pub(super) rewrap: Option<RewrapFile>,
    pub(super) signature: String,
    pub(super) witness: PersonId,
}

impl Sealed {
    /// Gives the receipt.
    pub fn receipt(&self) -> &SealReceipt {
        &self.receipt
    }

    /// Gives the station's signature over the receipt.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// Gives the wrap for the owner's officers, if the document has a key for it.
    pub fn rewrap(&self) -> Option<&RewrapFile> {
        self.rewrap.as_ref()
    }

    /// Writes the text that the witness now signs.
    ///
    /// Errors: [`SealError::Text`].
    pub fn witness_text(&self) -> Result<String, SealError> {
        let bytes = receipt_bytes(&self.receipt).map_err(|fault| SealError::Text(fault.to_string()))?;
        Ok(witness_after_text(&self.origin, Digest::of(&bytes), &self.witness))
    }

    /// Puts the witness's signature to the receipt.
    ///
    /// Errors: [`SealError::WitnessSignature`].
    pub fn attest(&self, permit: &Permit, after: &str) -> Result<ReceiptFile, SealError> {
        permit
            .signed_by(&self.witness, WITNESS_AFTER, &self.witness_text()?, after)
            .map_err(SealError::WitnessSignature)?;
        Ok(ReceiptFile {
            receipt: self.receipt.clone(),
            signature: self.signature.clone(),
            version: 1,
            witness: Witnessed {
                after: after.to_owned(),
                before: self.before.clone(),
                person: self.witness.clone(),
            },
        })
    }
}

macro_rules! canonical_file {
    ($($name:ident)*) => {$(
        impl $name {
            /// Writes the file.
            ///
            /// Errors: [`SealError::Text`].
            pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
                canonical::to_vec(self).map_err(|error| SealError::Text(error.to_string()))
            }

            /// Reads a file. No signature is checked.
            ///
            /// Errors: [`SealError::Text`], also for another version.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
                let read: Self =
                    canonical::from_slice(bytes).map_err(|error| SealError::Text(error.to_string()))?;
                if read.version == 1 {
                    Ok(read)
                } else {
                    Err(SealError::Text(format!("version {} is unknown", read.version)))
                }
            }
        }
    )*};
}

canonical_file! { ReceiptFile RewrapFile }

pub(super) fn rewrap_file(
    stanza: &Stanza,
    copy: &CopyId,
    nonce: &[u8; NONCE_BYTES],
    permit_hash: Digest,
) -> RewrapFile {
    RewrapFile {
        args: stanza.args().to_vec(),
        body: STANDARD.encode(stanza.body()),
        copy: copy.clone(),
        nonce: STANDARD.encode(nonce),
        permit_hash,
        tag: stanza.tag().to_owned(),
        version: 1,
    }
}

pub(crate) fn wrap(facts: &StanzaFacts) -> Result<Wrap, SealError> {
    let hash = |bytes| digest(bytes).ok_or_else(|| SealError::Text("a hash is none".to_owned()));
    Ok(Wrap {
        device_key: hash(&facts.pk_d_hash)?,
        enc_d: hash(&facts.enc_d_hash)?,
        enc_r: STANDARD.encode(facts.enc_r.as_bytes()),
        handle: CopyId::from_bytes(facts.handle),
    })
}

/// Gives 32 bytes that are a hash already their form in the record.
pub(crate) fn digest(hash: &[u8; 32]) -> Option<Digest> {
    sekisho_proof::Digest::from_bytes(*hash).to_string().parse().ok()
}
