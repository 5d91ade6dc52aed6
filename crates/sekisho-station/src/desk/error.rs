//! Why a desk does not do what it is asked.

use std::io;
use std::path::{Path, PathBuf};

use sekisho_core::Digest;
use sekisho_proof::sshsig::SshsigError;

/// Says why a desk does not do what it is asked. No message carries a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// Another process works with the desk.
    #[error("another process works with the desk in `{}`", path.display())]
    Busy {
        /// Where.
        path: PathBuf,
    },
    /// The clock shows an earlier time than was seen before.
    #[error("the clock is {by_seconds} seconds behind a time that this desk has seen; set it right")]
    ClockBack {
        /// How far. Units: seconds.
        by_seconds: i64,
    },
    /// A file of the desk is not what the desk wrote.
    #[error("`{}` is damaged", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// There is no randomness to be had.
    #[error("the system gives no randomness")]
    Entropy(#[source] io::Error),
    /// A desk is never made over something.
    #[error("`{}` exists already", path.display())]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// The system failed.
    #[error("cannot use `{}`", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it says.
        #[source]
        source: io::Error,
    },
    /// There is no desk, or one that was not finished.
    #[error("`{}` is no desk, or one that was not finished", path.display())]
    NoDesk {
        /// Where.
        path: PathBuf,
    },
    /// The key was never here, or is forgotten.
    #[error("the desk has no one-time key {key}: it was never here, or was destroyed")]
    NoSuchKey {
        /// The hash of its public half.
        key: Digest,
    },
    /// All keys for challenges by voice are used.
    #[error("all one-time keys for challenges by voice are used; deposit more")]
    NoSpokenKey,
    /// Others can read the desk.
    #[error("`{}` is open to other users", path.display())]
    NotPrivate {
        /// Which path.
        path: PathBuf,
    },
    /// The permit names another answer key than the one that is pinned.
    #[error("the owner's answer key is another one than this desk has pinned")]
    OtherAnswerKey,
    /// The permit is of another owner.
    #[error("the permit is of the record `{found}`, and the desk is of `{own}`")]
    OtherOwner {
        /// Whose permit it is.
        found: String,
        /// Whose desk it is.
        own: String,
    },
    /// The permit file is not one.
    #[error("the permit file does not fit: {0}")]
    Permit(String),
    /// The station's key does not sign.
    #[error("the station's key cannot sign")]
    Signature(#[source] SshsigError),
    /// A file of the desk cannot be put into words.
    #[error("cannot write what the desk knows: {0}")]
    Text(String),
    /// A desk numbers 65,535 keys for challenges by voice in its life.
    #[error("the desk has given all its numbers for challenges by voice; make a new desk")]
    TooManyKeys,
}

impl DeskError {
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn damaged(path: &Path) -> Self {
        Self::Damaged { path: path.to_owned() }
    }
}
