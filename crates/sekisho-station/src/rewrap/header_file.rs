//! What goes to the site: the new header, the new `permit.age`, and by what the box is known.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_core::id::MediumId;
use sekisho_core::sealing::CopyId;
use sekisho_proof::canonical;
use sekisho_seal::header::Header;
use sekisho_seal::payload::NONCE_BYTES;
use serde::{Deserialize, Serialize};

use super::RewrapError;

/// The new header of one box, and the permit for its new device. Nothing in it can be read or opened without that device.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderFile {
    /// Which copy.
    pub copy: CopyId,
    /// The header's exact bytes, base64.
    pub header: String,
    /// On which medium the box lies.
    pub medium: MediumId,
    /// The payload's nonce, base64: the 16 bytes behind the header.
    pub nonce: String,
    /// `permit.age` for the new device, base64.
    pub permit: String,
    /// The hash of the document under which the copy is wrapped now.
    pub permit_hash: Digest,
    /// The version of this form: 1.
    pub version: u32,
}

/// The parts of a header file, decoded.
pub(super) struct Parts {
    pub(super) header: Vec<u8>,
    pub(super) nonce: [u8; NONCE_BYTES],
    pub(super) permit: Vec<u8>,
}

impl HeaderFile {
    /// Writes the file.
    ///
    /// Errors: [`RewrapError::Text`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, RewrapError> {
        canonical::to_vec(self).map_err(|error| RewrapError::Text(error.to_string()))
    }

    /// Reads a file whose header is one.
    ///
    /// Errors: [`RewrapError::Text`], also for another version; [`RewrapError::Header`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RewrapError> {
        let read: Self =
            canonical::from_slice(bytes).map_err(|error| RewrapError::Text(error.to_string()))?;
        if read.version != 1 {
            return Err(RewrapError::Text(format!("version {} is unknown", read.version)));
        }
        read.parts()?;
        Ok(read)
    }

    pub(super) fn parts(&self) -> Result<Parts, RewrapError> {
        let decode = |text: &str| STANDARD.decode(text).map_err(|error| RewrapError::Text(error.to_string()));
        let (header, permit) = (decode(&self.header)?, decode(&self.permit)?);
        let nonce = decode(&self.nonce)?.try_into();
        let nonce = nonce.map_err(|_| RewrapError::Text("the nonce has not 16 bytes".to_owned()))?;
        let mut input = Cursor::new(header.as_slice());
        if Header::read(&mut input)?.bytes().len() != header.len() {
            return Err(RewrapError::Text("something stands behind the header".to_owned()));
        }
        Ok(Parts { header, nonce, permit })
    }
}
