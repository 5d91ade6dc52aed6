//! What a station has to tell its owner: signed facts that wait on the medium, readable for the owner alone, and copies
//! at the desk.
//!
//! On the medium a fact is `outbox/<16 random hexadecimal digits>.age`, sealed to the owner's sync key: its name and its
//! length tell nothing of when and what. Each is written once, under another name first. At the desk it is kept in the
//! clear, since the desk is private.
//!
//! Source: `docs/spec/container.md` section 7.

pub(crate) mod letter;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sekisho_core::Timestamp;
use sekisho_proof::canonical;
use sekisho_seal::key_pair::SecretSeed;
use serde::{Deserialize, Serialize};

use crate::desk::{self, Desk, DeskError, Entropy, Permit, sync_directory, write_shared, write_whole};
use letter::LetterError;

/// Says why a fact was not filed, or not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// A file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file is not for this key, or damaged.
    #[error("the outbox file cannot be opened: {0}")]
    Letter(String),
    /// What is in the file is no fact.
    #[error("the outbox file holds no signed fact: {0}")]
    Malformed(String),
}

/// An act statement and its signature, to be submitted to the record later.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The SSHSIG over it, armored.
    pub signature: String,
    /// The statement, exactly as it was signed.
    pub statement: String,
    /// The version of this form: 1.
    pub version: u32,
}

/// Where a fact was filed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Filed {
    /// At the desk, in the clear.
    pub at_desk: PathBuf,
    /// On the medium, sealed.
    pub on_medium: PathBuf,
}

impl Fact {
    /// Puts statement and signature together. Neither is checked: the record does that.
    pub fn new(statement: impl Into<String>, signature: impl Into<String>) -> Self {
        Self { signature: signature.into(), statement: statement.into(), version: 1 }
    }
}

/// Files a fact: first at the desk, then on the medium.
///
/// Shape: the medium's `outbox` directory is made if it is missing.
/// Errors: [`OutboxError::Io`] of the medium leaves the copy at the desk; [`OutboxError::Desk`].
pub fn file(
    desk: &Desk,
    permit: &Permit,
    medium: &Path,
    fact: &Fact,
    now: Timestamp,
    entropy: &mut Entropy<'_>,
) -> Result<Filed, OutboxError> {
    let bytes = canonical::to_vec(fact).map_err(|error| OutboxError::Malformed(error.to_string()))?;
    let mut number = [0; 8];
    entropy(&mut number).map_err(DeskError::Entropy)?;
    let number = format!("{:016x}", u64::from_be_bytes(number));
    // Seconds sort the copies at the desk; the name on the medium tells nothing.
    let at_desk = format!("{:011}-{number}.json", now.seconds().max(0));
    let own = desk.directory().join(desk::OUTBOX);
    let at = |path: &Path, source| OutboxError::Io { path: path.to_owned(), source };
    write_whole(&own, &at_desk, &bytes).map_err(|source| at(&own, source))?;

    let outbox = medium.join(desk::OUTBOX);
    match fs::create_dir(&outbox) {
        Ok(()) => sync_directory(medium).map_err(|source| at(medium, source))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(source) => return Err(at(&outbox, source)),
    }
    let on_medium = format!("{number}.age");
    if outbox.join(&on_medium).symlink_metadata().is_ok() {
        return Err(at(&outbox.join(&on_medium), io::ErrorKind::AlreadyExists.into()));
    }
    let key = Permit::key(&permit.file().sync_key, "sync key")?;
    let sealed = letter::seal(&bytes, &key, entropy)?;
    write_shared(&outbox, &on_medium, &sealed).map_err(|source| at(&outbox, source))?;
    Ok(Filed { at_desk: own.join(at_desk), on_medium: outbox.join(on_medium) })
}

/// Reads a fact with the owner's sync key. Whether it is true, its signature says.
///
/// Errors: [`OutboxError::Letter`], [`OutboxError::Malformed`].
pub fn open(sealed: &[u8], seed: &SecretSeed) -> Result<Fact, OutboxError> {
    let bytes =
        letter::open(sealed, seed).map_err(|error: LetterError| OutboxError::Letter(error.to_string()))?;
    let fact: Fact =
        canonical::from_slice(&bytes).map_err(|error| OutboxError::Malformed(error.to_string()))?;
    if fact.version != 1 {
        return Err(OutboxError::Malformed(format!("version {} is unknown", fact.version)));
    }
    Ok(fact)
}
