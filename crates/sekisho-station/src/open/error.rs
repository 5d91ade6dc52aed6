//! Why a box was not opened.

use std::io;
use std::path::PathBuf;

use sekisho_core::Timestamp;
use sekisho_core::id::PersonId;
use sekisho_core::sealing::OpeningOutcome;
use sekisho_proof::sshsig::SshsigError;
use sekisho_seal::archive::{ArchiveError, MemberName};
use sekisho_seal::header::HeaderError;
use sekisho_seal::spoken::SpokenError;
use sekisho_seal::stanza::StanzaError;

use crate::desk::DeskError;

/// Says why a box was not opened. No message carries content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The archive is damaged, or its content cannot be written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The wrapped key or the header was changed.
    #[error("the box is damaged")]
    Damaged,
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// There is no place for what is in the box.
    #[error("cannot use `{}`", path.display())]
    Directory {
        /// Where.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The question is forgotten: it was answered, too late, or answered wrongly too often.
    #[error("the question is forgotten; ask again")]
    Forgotten,
    /// The file is no age file, or damaged at its beginning.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The owner's answer key cannot be used.
    #[error("the owner's answer key is not a key")]
    AnswerKey,
    /// The manifest does not fit the permit or the members.
    #[error("the manifest does not fit: {0}")]
    Manifest(&'static str),
    /// This device has no key for the permit.
    #[error("this device has no key for the permit: the permit is over, or the key was destroyed")]
    NoKey,
    /// The window has not begun.
    #[error("the permit's window begins at {from}")]
    NotYet {
        /// When.
        from: Timestamp,
    },
    /// The person may not be present for an opening.
    #[error("`{person}` does not open under this permit")]
    OpenerNotNamed {
        /// Who.
        person: PersonId,
    },
    /// The file is not the one about which was asked.
    #[error("this is another box than the one about which was asked")]
    OtherBox,
    /// Too few, too many, or one person twice.
    #[error("{wanted} different persons with different keys sign that they are present")]
    Presence {
        /// How many are wanted.
        wanted: usize,
    },
    /// A presence signature does not fit.
    #[error("the signature of `{person}` does not fit")]
    PresenceSignature {
        /// Whose.
        person: PersonId,
        /// Why.
        #[source]
        source: SshsigError,
    },
    /// The challenge by voice cannot be made.
    #[error(transparent)]
    Spoken(#[from] SpokenError),
    /// The stanza is malformed, or of another version.
    #[error(transparent)]
    Stanza(StanzaError),
    /// There is no such member.
    #[error("the box has no member `{name}`")]
    UnknownMember {
        /// Which.
        name: MemberName,
    },
    /// The window is over.
    #[error("the permit's window ended at {until}")]
    WindowOver {
        /// When.
        until: Timestamp,
    },
    /// The answer does not fit; mistyped perhaps.
    #[error("the answer does not fit this box; {left} more tries")]
    WrongCode {
        /// How many tries are left.
        left: u8,
    },
    /// The box or the permit is for another device.
    #[error("the box is not for this device")]
    WrongDevice,
    /// The box was sealed under another permit.
    #[error("the box was sealed under another permit")]
    WrongPermit,
}

impl OpenError {
    /// Tells what the record is told: damaged if what is in the box is not what was sealed, failed otherwise.
    pub fn outcome(&self) -> OpeningOutcome {
        let damaged = match self {
            Self::Archive(ArchiveError::Read { source }) => {
                matches!(source.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
            }
            Self::Archive(
                ArchiveError::Write { .. }
                | ArchiveError::TooLarge { .. }
                | ArchiveError::TooManyMembers { .. },
            ) => false,
            Self::Archive(_) | Self::Damaged | Self::Header(_) | Self::Manifest(_) | Self::OtherBox => true,
            _ => false,
        };
        if damaged { OpeningOutcome::Damaged } else { OpeningOutcome::Failed }
    }
}

impl From<StanzaError> for OpenError {
    fn from(error: StanzaError) -> Self {
        match error {
            StanzaError::WrongDevice => Self::WrongDevice,
            StanzaError::WrongPermit => Self::WrongPermit,
            StanzaError::Damaged => Self::Damaged,
            other => Self::Stanza(other),
        }
    }
}
