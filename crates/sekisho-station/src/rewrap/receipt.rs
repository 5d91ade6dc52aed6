//! What the record takes before the new device may open.

use std::collections::BTreeMap;

use sekisho_core::id::PersonId;
use sekisho_core::rewrap::RewrapReceipt;
use sekisho_proof::canonical;
use serde::{Deserialize, Serialize};

use super::RewrapError;

/// The receipt of a copy that was wrapped again, with its three signatures.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RewrapReceiptFile {
    /// What the officers signed who were present: SSHSIGs, armored.
    pub officers: BTreeMap<PersonId, String>,
    /// What the station says.
    pub receipt: RewrapReceipt,
    /// The station's SSHSIG over it, armored.
    pub signature: String,
    /// The version of this form: 1.
    pub version: u32,
}

impl RewrapReceiptFile {
    /// Writes the file.
    ///
    /// Errors: [`RewrapError::Text`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, RewrapError> {
        canonical::to_vec(self).map_err(|error| RewrapError::Text(error.to_string()))
    }

    /// Reads a file. No signature is checked.
    ///
    /// Errors: [`RewrapError::Text`], also for another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RewrapError> {
        let read: Self =
            canonical::from_slice(bytes).map_err(|error| RewrapError::Text(error.to_string()))?;
        if read.version == 1 {
            Ok(read)
        } else {
            Err(RewrapError::Text(format!("version {} is unknown", read.version)))
        }
    }
}
