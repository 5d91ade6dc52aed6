//! Why a box was not wrapped again.

use std::io;
use std::path::{Path, PathBuf};

use sekisho_core::Timestamp;
use sekisho_core::id::MediumId;
use sekisho_proof::sshsig::SshsigError;
use sekisho_seal::header::HeaderError;
use sekisho_seal::stanza::StanzaError;

use crate::desk::DeskError;
use crate::seal::SealError;

/// Says why a box was not wrapped again. No message carries a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RewrapError {
    /// The owner's answer key cannot be used.
    #[error("the owner's answer key is not a key")]
    AnswerKey,
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The header cannot be written.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The medium cannot be read or written.
    #[error("cannot use `{}`", path.display())]
    Medium {
        /// What.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The permit does not name the medium.
    #[error("the permit does not name medium `{medium}`")]
    MediumNotOnPermit {
        /// Which.
        medium: MediumId,
    },
    /// The document is none of a re-wrap, or names no key of the owner's.
    #[error("the permit has no approved re-wrap")]
    NotApproved,
    /// The box on the medium is another one than the header is for.
    #[error("the box on the medium is another one, or its header has another length")]
    OtherBox,
    /// The two shares are not the halves of the key that the permit names.
    #[error("the shares are not the two halves of the owner's key")]
    OtherKey,
    /// The question was answered, or is too old.
    #[error("the question is forgotten; ask again")]
    Forgotten,
    /// Two different persons with different keys are present.
    #[error("two different officers with different keys sign")]
    Presence,
    /// What was read back is not what was written.
    #[error("`{}` reads back differently", path.display())]
    ReadBackDiffers {
        /// What.
        path: PathBuf,
    },
    /// A share cannot be read.
    #[error("the file is no share of the owner's key, or damaged")]
    Share,
    /// A signature does not fit.
    #[error("a signature does not fit")]
    Signature(#[source] SshsigError),
    /// The second wrap is not what it should be.
    #[error("the owner's wrap does not fit: {0}")]
    Stanza(#[source] StanzaError),
    /// A text has no canonical form, or is of another version.
    #[error("the file cannot be read: {0}")]
    Text(String),
    /// The permit's window is over.
    #[error("the permit's window ended at {until}")]
    WindowOver {
        /// When.
        until: Timestamp,
    },
    /// The answer does not fit.
    #[error("the answer does not fit this wrap")]
    WrongCode,
}

impl RewrapError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Medium { path: path.to_owned(), source }
    }
}

impl From<SealError> for RewrapError {
    fn from(error: SealError) -> Self {
        Self::Text(error.to_string())
    }
}

impl From<StanzaError> for RewrapError {
    fn from(error: StanzaError) -> Self {
        match error {
            StanzaError::WrongCode => Self::WrongCode,
            StanzaError::WrongDevice => Self::OtherKey,
            other => Self::Stanza(other),
        }
    }
}
