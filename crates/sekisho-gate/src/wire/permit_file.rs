//! The approved permit as a file: everything that a station without network needs to seal or to open, and nothing secret.
//!
//! Source: docs/spec/container.md section 7.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_core::document::Document;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::medium::MediumCard;
use sekisho_proof::canonical;
use sekisho_proof::dsse::{Envelope, EnvelopeKey, EnvelopePublicKey};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::wire::v1::NotBefore;

/// The media type of the content inside its envelope.
pub const PERMIT_FILE_TYPE: &str = "application/vnd.sekisho.permit-file.v1+json";

/// What a station is told about an approved permit.
///
/// Shape: canonical JSON inside a DSSE envelope that the record's envelope key signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermitFile {
    /// The vault's X25519 key for answers, base64.
    pub answer_key: String,
    /// The newest checkpoint when the file was made.
    pub checkpoint: NotBefore,
    /// The receiving device's one-time X-Wing key, base64.
    pub device_key: String,
    /// The OpenSSH line with which the receiving device signs.
    pub device_signing: String,
    /// The document, exactly as it was approved.
    pub document: Document,
    /// The vault's X-Wing key to which fingerprint keys are sealed, base64; if the document names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup_key: Option<String>,
    /// The media by their ids.
    pub media: BTreeMap<MediumId, MediumCard>,
    /// The record's name.
    pub origin: String,
    /// The OpenSSH lines of those who seal, watch, open and erase.
    pub persons: BTreeMap<PersonId, Vec<String>>,
    /// The vault's X-Wing key for this permit, base64.
    pub release_key: String,
    /// The owner's X-Wing key for what is wrapped once more, base64; if the document names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrap_key: Option<String>,
    /// The owner's X-Wing key for the outbox, base64.
    pub sync_key: String,
}

impl PermitFile {
    /// Signs the file.
    ///
    /// Errors: [`Fault::Damaged`] if it has no canonical form.
    pub fn sign(&self, key: &EnvelopeKey) -> Result<Vec<u8>, Fault> {
        let payload = canonical::to_vec(self).map_err(|error| Fault::Damaged(error.to_string()))?;
        Ok(Envelope::sign(PERMIT_FILE_TYPE, payload, key).to_bytes())
    }

    /// Reads a file that this record's key signed, and whose keys are those that the document names.
    ///
    /// Errors: [`Fault::PermitFile`] says what does not fit.
    pub fn open(bytes: &[u8], key: &EnvelopePublicKey) -> Result<Self, Fault> {
        let envelope = Envelope::from_bytes(bytes).map_err(|error| unfit(error.to_string()))?;
        envelope.verify(std::slice::from_ref(key), 1).map_err(|error| unfit(error.to_string()))?;
        if envelope.payload_type != PERMIT_FILE_TYPE {
            return Err(unfit(format!("`{}` is not a permit file", envelope.payload_type)));
        }
        let file: Self =
            canonical::from_slice(&envelope.payload).map_err(|error| unfit(error.to_string()))?;
        let Some(sealing) = &file.document.sealing else {
            return Err(unfit("the permit is not a sealed one"));
        };
        let named = [
            (Some(&file.release_key), Some(sealing.release_key), "release key"),
            (Some(&file.device_key), Some(sealing.device_key), "device key"),
            (file.lookup_key.as_ref(), sealing.lookup.as_ref().map(|lookup| lookup.key), "lookup key"),
            (file.rewrap_key.as_ref(), sealing.rewrap_key, "re-wrap key"),
        ];
        for (bytes, hash, what) in named {
            let found = bytes.map(|bytes| STANDARD.decode(bytes)).transpose().unwrap_or_default();
            if found.map(|found| Digest::of(&found)) != hash {
                return Err(unfit(format!("the {what} is not the one that was approved")));
            }
        }
        Ok(file)
    }

    /// Gives the hash of the document: the permit's name inside every box.
    pub fn permit_hash(&self) -> Digest {
        self.document.digest()
    }
}

fn unfit(what: impl Into<String>) -> Fault {
    Fault::PermitFile(what.into())
}
