//! The manifest: what is in the box, made by the sealing station and never typed. It is the first member.

use std::collections::BTreeMap;

use sekisho_core::id::{DatasetId, DeviceId, MediumId};
use sekisho_core::sealing::CopyId;
use sekisho_core::{Digest, Timestamp};
use sekisho_proof::canonical;
use sekisho_proof::dsse::{Envelope, EnvelopePublicKey};
use sekisho_seal::archive::Member;
use serde::{Deserialize, Serialize};

use super::dates::DateSpan;
use super::receipt::digest;

/// The name of the manifest's member.
pub const MANIFEST_NAME: &str = "manifest.dsse.json";
/// The media type of the manifest inside its envelope.
pub const MANIFEST_TYPE: &str = "application/vnd.sekisho.manifest.v1+json";

/// Says what is in a box.
///
/// Shape: canonical JSON inside a DSSE envelope that the sealing station signed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Which copy.
    pub copy: CopyId,
    /// On which medium.
    pub medium: MediumId,
    /// The members behind the manifest, in their order.
    pub members: Vec<Listed>,
    /// The owner's record.
    pub origin: String,
    /// The hash of the permit document.
    pub permit: Digest,
    /// When it was sealed, by the station's clock.
    pub sealed_at: Timestamp,
    /// The line of the sealing station's key.
    pub signing: String,
    /// Which device sealed.
    pub station: DeviceId,
    /// The version of this form: 1.
    pub version: u32,
}

/// One member, as the manifest lists it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// How long it is. Units: bytes.
    pub bytes: u64,
    /// Of which dataset.
    pub dataset: DatasetId,
    /// The earliest and the latest date of each date field, seen while it was sealed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dates: BTreeMap<String, DateSpan>,
    /// Its fields in their order; none for a whole file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Its name.
    pub name: String,
    /// How many rows it has, the header not counted; none for a whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// The hash of its content.
    pub sha256: Digest,
}

impl Manifest {
    /// Reads a manifest and checks that the key that it names signed it.
    ///
    /// Shape: whose key that is, the record knows; a box that opened with a release is the one that it logged.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let envelope = Envelope::from_bytes(bytes).ok()?;
        let manifest: Self = canonical::from_slice(&envelope.payload).ok()?;
        let line = ssh_key::PublicKey::from_openssh(&manifest.signing).ok()?;
        let key = EnvelopePublicKey::from_bytes(&line.key_data().ed25519()?.0).ok()?;
        envelope.verify(&[key], 1).ok()?;
        (envelope.payload_type == MANIFEST_TYPE && manifest.version == 1).then_some(manifest)
    }

    /// Tells whether these are the members, in this order and with this content.
    pub(crate) fn lists(&self, members: &[Member]) -> bool {
        let same = |(listed, member): (&Listed, &Member)| {
            listed.name == member.name.as_str()
                && listed.bytes == member.bytes
                && digest(&member.sha256) == Some(listed.sha256)
        };
        self.members.len() == members.len() && self.members.iter().zip(members).all(same)
    }
}
