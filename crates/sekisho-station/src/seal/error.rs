//! Why something was not sealed.

use std::io;
use std::path::{Path, PathBuf};

use sekisho_core::Timestamp;
use sekisho_core::id::{DatasetId, MediumId, PersonId};
use sekisho_proof::sshsig::SshsigError;
use sekisho_seal::archive::ArchiveError;
use sekisho_seal::header::HeaderError;
use sekisho_seal::payload::PayloadError;

use crate::desk::DeskError;
use crate::fingerprint::FingerprintError;
use crate::table::TableError;

use super::Which;

/// Says why something was not sealed. No message carries the content of a row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The medium has a box already.
    #[error("`{}` exists; say that it is to be replaced", path.display())]
    AlreadySealed {
        /// Which file.
        path: PathBuf,
    },
    /// The archive cannot be made.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Something was approved and is not there.
    #[error("the approved extract of `{dataset}` is missing")]
    DatasetMissing {
        /// Which dataset.
        dataset: DatasetId,
    },
    /// Every approved extract of the dataset is there already.
    #[error("the extract of `{dataset}` is there already")]
    DatasetTwice {
        /// Which dataset.
        dataset: DatasetId,
    },
    /// The dataset was not approved.
    #[error("`{dataset}` is not on the permit")]
    DatasetUnknown {
        /// Which dataset.
        dataset: DatasetId,
    },
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The fingerprints cannot be made.
    #[error("the fingerprints cannot be made")]
    Fingerprints(#[from] FingerprintError),
    /// The permit demands fingerprints, and there is no place for them, or nothing to make them of.
    #[error("the permit demands fingerprints, and none were made")]
    FingerprintsMissing,
    /// The header cannot be made.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// What goes in cannot be read.
    #[error("cannot read what is to be sealed")]
    Input(#[source] io::Error),
    /// The permit wants rows chosen by a table that was not given.
    #[error("the table of the {which} of `{dataset}` by `{by}` is missing")]
    KeysMissing {
        /// The field by which they are chosen.
        by: String,
        /// Of which dataset.
        dataset: DatasetId,
        /// Which table.
        which: Which,
    },
    /// A table was given by which the permit chooses nothing.
    #[error("the permit chooses no rows of `{dataset}` by a table of the {which}")]
    KeysNotApproved {
        /// Of which dataset.
        dataset: DatasetId,
        /// Which table.
        which: Which,
    },
    /// The medium is not the permit's.
    #[error("the medium `{medium}` is not on the permit")]
    MediumNotOnPermit {
        /// Which medium.
        medium: MediumId,
    },
    /// The medium failed; nothing new on it has its name.
    #[error("cannot write `{}`", path.display())]
    Medium {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// There is not enough room on the medium; nothing was written.
    #[error("the medium has {free_bytes} bytes free, and {needed_bytes} are needed")]
    NoRoom {
        /// What is free. Units: bytes.
        free_bytes: u64,
        /// What is needed. Units: bytes.
        needed_bytes: u64,
    },
    /// A table was approved for this dataset, not a list.
    #[error("`{dataset}` was approved as a table, not as a list")]
    NotAList {
        /// Which dataset.
        dataset: DatasetId,
    },
    /// Whole files were approved for this dataset, not fields of a table.
    #[error("`{dataset}` was approved as whole files or as a list, not as a table")]
    NotATable {
        /// Which dataset.
        dataset: DatasetId,
    },
    /// Fields of a table were approved for this dataset, not whole files.
    #[error("`{dataset}` was approved as a table, not as whole files")]
    NotWholeFiles {
        /// Which dataset.
        dataset: DatasetId,
    },
    /// The packing stopped.
    #[error("the packing stopped")]
    Packing(#[source] io::Error),
    /// The payload cannot be written.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// What came back from the medium is not what was written.
    #[error("`{}` does not read back as it was written: do not use this medium", path.display())]
    ReadBackDiffers {
        /// Which file.
        path: PathBuf,
    },
    /// Somebody else seals than was approved.
    #[error("`{person}` is not the one who seals under this permit")]
    SealerNotNamed {
        /// Who tried.
        person: PersonId,
    },
    /// The table does not give what was approved.
    #[error("`{dataset}`: {source}")]
    Table {
        /// Which dataset.
        dataset: DatasetId,
        /// Why not.
        #[source]
        source: TableError,
    },
    /// A text cannot be written.
    #[error("cannot write what was sealed: {0}")]
    Text(String),
    /// More files than were approved.
    #[error("`{dataset}` has more files than the {approved} that were approved")]
    TooManyFiles {
        /// How many were approved.
        approved: u64,
        /// Which dataset.
        dataset: DatasetId,
    },
    /// The time of the permit is over.
    #[error("the permit's window ended at {until}")]
    WindowOver {
        /// When.
        until: Timestamp,
    },
    /// Somebody else watches than was approved, or the one who seals.
    #[error("`{person}` is not the one who watches under this permit")]
    WitnessNotNamed {
        /// Who tried.
        person: PersonId,
    },
    /// The witness did not sign.
    #[error("the signature of the witness does not fit")]
    WitnessSignature(#[source] SshsigError),
}

impl SealError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Medium { path: path.to_owned(), source }
    }
}
