//! The erasure certificate as data: separate statements, each there only if it was seen.
//!
//! There is no word for "erased" in it. One statement says that a key was destroyed, and how sure that is; one says
//! that a medium was overwritten and read back; one says what was done about working copies. Each stands or is
//! missing on its own, and none is derived from another.
//!
//! It does **not** prove anything by itself: it is evidence when a person's act carries its digest. How it looks on paper
//! is not decided here.

use sekisho_core::Timestamp;
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_proof::canonical::{self, CanonicalError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::medium::ReadFrom;
use crate::medium::wipe::{Outcome, Seen};

/// The version of the format that is written.
const VERSION: u32 = 1;

/// Says why something is not a certificate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The bytes are not canonical JSON of this shape.
    #[error("not a certificate")]
    Canonical(#[from] CanonicalError),
    /// A destroyed key has a level that needs other receipts.
    #[error("key level {level} needs {wanted}")]
    LevelNotCovered {
        /// The level claimed.
        level: &'static str,
        /// What is wanted.
        wanted: &'static str,
    },
    /// Neither a key nor a medium nor a working copy is spoken of.
    #[error("a certificate without a statement says nothing")]
    NothingSeen,
    /// The overwriting ended before it began, or something was seen after the certificate was made.
    #[error("the times do not follow each other")]
    TimesOutOfOrder,
    /// The version is not known here.
    #[error("certificate version {version} is not known")]
    UnknownVersion {
        /// The version found.
        version: u32,
    },
    /// The witness is the person who did it.
    #[error("the witness is the person who did it")]
    WitnessIsPerson,
}

/// Is an erasure certificate whose statements fit together.
///
/// Shape: made by [`Certificate::new`] or read by [`Certificate::from_bytes`]; both check it.
/// Source: `docs/spec/certificate.md`; control C12; promise G9.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(Draft);

/// What a certificate is made from, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The files on the medium that were overwritten, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files_overwritten: Option<FilesOverwritten>,
    /// The destruction of the release key, if the cell confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_destroyed: Option<KeyDestroyed>,
    /// Which medium.
    pub medium: MediumId,
    /// The number of the certificate, needed to return the medium.
    pub number: String,
    /// The overwriting of the medium, if it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overwritten: Option<Overwritten>,
    /// Under which permit the medium was out.
    pub permit: PermitId,
    /// Who did it.
    pub person: PersonId,
    /// The serial number of the maker, as the medium told it; absent if it told none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// When the certificate was made.
    pub time: Timestamp,
    /// Who watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<PersonId>,
    /// What was done about copies at the place of work, if somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_copies: Option<WorkingCopies>,
}

/// The destruction of a release key, at the level that its cell allows to claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "level")]
pub enum KeyDestroyed {
    /// Deleted by software: an image of the machine made earlier may still hold it. Never "purged".
    E0 {
        /// When; images of the machine from before may still hold the key.
        at: Timestamp,
        /// The receipt of the cell.
        receipt: CellReceipt,
    },
    /// Deleted in a physical cell, of which no copy was made.
    E1 {
        /// When.
        at: Timestamp,
        /// The receipt of the cell.
        receipt: CellReceipt,
    },
    /// Deleted in independent cells, each of them physical.
    E2 {
        /// When the last of them confirmed.
        at: Timestamp,
        /// The receipts: at least two, of different cells.
        receipts: Vec<CellReceipt>,
    },
}

/// Files on a medium that were overwritten and removed: done, and provable on no file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesOverwritten {
    /// How many.
    pub files: u32,
}

/// What a cell answered when a key in it was destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellReceipt {
    /// Which cell, in words: kind and name.
    pub cell: String,
    /// The receipt as the cell gave it.
    pub receipt: String,
}

/// The overwriting of a whole medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overwritten {
    began: Timestamp,
    bytes: u64,
    ended: Timestamp,
    method: Method,
    read_from: ReadFrom,
    verification: Verification,
}

/// How a medium was overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Once, with a stream of `ChaCha20` whose key was random and is forgotten.
    KeyedStream,
}

/// How it was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Every byte was read back and compared.
    AllReadBack,
}

/// What is said about copies at the place of work. None of these is a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkingCopies {
    /// The person says that there were none.
    DeclaredNone,
    /// Files were overwritten and removed: done, not provable on this device.
    OverwrittenNotProvable {
        /// How many.
        files: u32,
    },
}

impl Overwritten {
    /// Makes the statement from what was seen; from nothing else.
    ///
    /// Shape: absent for a medium that failed or was interrupted.
    pub fn seen(outcome: &Outcome, began: Timestamp, ended: Timestamp) -> Option<Self> {
        let Outcome::OverwrittenAndReadBack(seen) = outcome else { return None };
        Some(Self::of(*seen, began, ended))
    }

    fn of(seen: Seen, began: Timestamp, ended: Timestamp) -> Self {
        let (bytes, read_from) = (seen.bytes(), seen.read_from());
        let (method, verification) = (Method::KeyedStream, Verification::AllReadBack);
        Self { began, bytes, ended, method, read_from, verification }
    }

    /// Tells when writing began.
    pub fn began(&self) -> Timestamp {
        self.began
    }

    /// Tells how many bytes were overwritten and read back.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Tells when reading back ended.
    pub fn ended(&self) -> Timestamp {
        self.ended
    }

    /// Tells how it was overwritten.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Tells where the bytes came from when they were read back.
    pub fn read_from(&self) -> ReadFrom {
        self.read_from
    }

    /// Tells how it was checked.
    pub fn verification(&self) -> Verification {
        self.verification
    }
}

impl KeyDestroyed {
    /// Gives the level as it is printed.
    pub fn level(&self) -> &'static str {
        match self {
            Self::E0 { .. } => "E0",
            Self::E1 { .. } => "E1",
            Self::E2 { .. } => "E2",
        }
    }

    /// Tells when the key was destroyed.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::E0 { at, .. } | Self::E1 { at, .. } | Self::E2 { at, .. } => *at,
        }
    }

    /// Gives the receipts of the cells.
    pub fn receipts(&self) -> &[CellReceipt] {
        match self {
            Self::E0 { receipt, .. } | Self::E1 { receipt, .. } => std::slice::from_ref(receipt),
            Self::E2 { receipts, .. } => receipts,
        }
    }
}

/// How it stands in the file: the draft, and the version beside it.
#[derive(Serialize, Deserialize)]
struct Written {
    certificate: Draft,
    version: u32,
}

impl Certificate {
    /// Makes a certificate if its statements fit together.
    ///
    /// Errors: [`CertificateError::NothingSeen`], [`CertificateError::LevelNotCovered`],
    /// [`CertificateError::TimesOutOfOrder`], [`CertificateError::WitnessIsPerson`].
    pub fn new(draft: Draft) -> Result<Self, CertificateError> {
        let Draft { files_overwritten, key_destroyed, overwritten, working_copies, .. } = &draft;
        let Draft { person, time, witness, .. } = &draft;
        let nothing_done = files_overwritten.is_none() && working_copies.is_none();
        if key_destroyed.is_none() && overwritten.is_none() && nothing_done {
            return Err(CertificateError::NothingSeen);
        }
        if let Some(key) = key_destroyed {
            check_receipts(key)?;
        }
        let key_is_late = key_destroyed.as_ref().is_some_and(|key| key.at() > *time);
        let overwriting_is_odd =
            overwritten.as_ref().is_some_and(|seen| seen.began > seen.ended || seen.ended > *time);
        if key_is_late || overwriting_is_odd {
            return Err(CertificateError::TimesOutOfOrder);
        }
        if witness.as_ref() == Some(person) {
            return Err(CertificateError::WitnessIsPerson);
        }
        Ok(Self(draft))
    }

    /// Reads a certificate from its canonical bytes.
    ///
    /// Errors: all of [`CertificateError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CertificateError> {
        let written: Written = canonical::from_slice(bytes)?;
        if written.version != VERSION {
            return Err(CertificateError::UnknownVersion { version: written.version });
        }
        Self::new(written.certificate)
    }

    /// Gives what it says.
    pub fn says(&self) -> &Draft {
        &self.0
    }

    /// Writes the canonical bytes.
    ///
    /// Errors: [`CertificateError::Canonical`], for a medium beyond 8 PiB.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CertificateError> {
        Ok(canonical::to_vec(&Written { certificate: self.0.clone(), version: VERSION })?)
    }

    /// Gives the digest of the canonical bytes, by which the record and the paper name it.
    ///
    /// Errors: as [`Certificate::to_bytes`].
    pub fn digest(&self) -> Result<[u8; 32], CertificateError> {
        Ok(Sha256::digest(self.to_bytes()?).into())
    }
}

/// A level may not be claimed without what makes it one.
fn check_receipts(key: &KeyDestroyed) -> Result<(), CertificateError> {
    let level = key.level();
    if key.receipts().iter().any(|one| one.cell.trim().is_empty() || one.receipt.trim().is_empty()) {
        return Err(CertificateError::LevelNotCovered { level, wanted: "a receipt that names its cell" });
    }
    if let KeyDestroyed::E2 { receipts, .. } = key {
        let cells: std::collections::BTreeSet<_> = receipts.iter().map(|one| &one.cell).collect();
        if cells.len() < 2 || cells.len() < receipts.len() {
            return Err(CertificateError::LevelNotCovered {
                level,
                wanted: "receipts of two different cells",
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
