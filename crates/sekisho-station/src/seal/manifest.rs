//! The manifest: what is in the box, made by the sealing station and never typed. It is the first member.

use sekisho_core::document::Extract;
use sekisho_core::id::{DatasetId, DeviceId, MediumId};
use sekisho_core::less::{Concerned, Form, Masked, Protected};
use sekisho_core::sealing::CopyId;
use sekisho_core::{Digest, Timestamp};
use sekisho_proof::canonical;
use sekisho_proof::dsse::{Envelope, EnvelopePublicKey};
use sekisho_seal::archive::{ContentHash, Member};
use serde::{Deserialize, Serialize};

use super::dates::DateSpan;
use crate::content::hexadecimal;

/// The name of the manifest's member.
pub const MANIFEST_NAME: &str = "manifest.dsse.json";
/// The media type of the manifest inside its envelope.
pub const MANIFEST_TYPE: &str = "application/vnd.sekisho.manifest.v2+json";

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
    /// The version of this form: 2.
    pub version: u32,
}

/// One member, as the manifest lists it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The digest of its content.
    #[serde(with = "hexadecimal")]
    pub blake3: ContentHash,
    /// How long it is. Units: bytes.
    pub bytes: u64,
    /// Of which dataset.
    pub dataset: DatasetId,
    /// The earliest and the latest date of each date field, seen while it was sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<DateSpan>,
    /// Its fields in their order; none for a whole file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// In what form they are.
    #[serde(default, skip_serializing_if = "Form::is_table")]
    pub form: Form,
    /// The name of the list whose key it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_of: Option<String>,
    /// What is left of values; the whole value of every other field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masks: Vec<Masked>,
    /// Its name.
    pub name: String,
    /// Which rows were concerned; all of them, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Concerned>,
    /// What became of persons under protection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<Protected>,
    /// How many rows it has, the header not counted; none for a whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// What the manifest says about a member beside its content.
#[derive(Debug)]
pub(super) struct Kind {
    dataset: DatasetId,
    dates: Vec<DateSpan>,
    /// What was approved; nothing of it for a whole file and for a key.
    extract: Option<Extract>,
    key_of: Option<String>,
    rows: Option<u64>,
}

impl Kind {
    /// A file as it is.
    pub(super) fn whole_file(dataset: &DatasetId) -> Self {
        let dataset = dataset.clone();
        Self { dataset, dates: Vec::new(), extract: None, key_of: None, rows: None }
    }

    /// Rows, or a list of them.
    pub(super) fn rows(extract: &Extract, dates: Vec<DateSpan>, rows: u64) -> Self {
        let none = Self::whole_file(&extract.dataset);
        Self { dates, extract: Some(extract.clone()), rows: Some(rows), ..none }
    }

    /// The key of a list.
    pub(super) fn key(dataset: &DatasetId, list: String) -> Self {
        Self { key_of: Some(list), ..Self::whole_file(dataset) }
    }

    pub(super) fn listed(self, member: &Member) -> Listed {
        let none = || Extract::table(self.dataset.clone(), Vec::new(), 0);
        let Extract { fields, form, masks, only, protected, .. } = self.extract.unwrap_or_else(none);
        Listed {
            blake3: member.blake3,
            bytes: member.bytes,
            dataset: self.dataset,
            dates: self.dates,
            fields,
            form,
            key_of: self.key_of,
            masks,
            name: member.name.as_str().to_owned(),
            only,
            protected,
            rows: self.rows,
        }
    }
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
        (envelope.payload_type == MANIFEST_TYPE && manifest.version == 2).then_some(manifest)
    }

    /// Tells whether these are the members, in this order and with this content.
    pub(crate) fn lists(&self, members: &[Member]) -> bool {
        let same = |(listed, member): (&Listed, &Member)| {
            listed.name == member.name.as_str()
                && listed.bytes == member.bytes
                && listed.blake3 == member.blake3
        };
        self.members.len() == members.len() && self.members.iter().zip(members).all(same)
    }
}
