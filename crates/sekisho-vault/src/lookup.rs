//! Asking who was in a copy: the second compartment. The key of a copy's fingerprints is opened for one question, and never
//! handed out; each question carries a clerk's signature, is written down before it is answered, and is counted.
//!
//! Source: docs/spec/vault.md section 7, docs/spec/fingerprint.md section 6.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::io::{Cursor, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sekisho_core::id::PersonId;
use sekisho_core::time::{DAY, MINUTE};
use sekisho_core::{Digest, State, Timestamp};
use sekisho_gate::attached::{LOOKUP, LookupText};
use sekisho_gate::evidence::check_signer;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{self, PublicKey};
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::SecretSeed;
use sekisho_seal::native;
use sekisho_seal::payload::Opening;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::service::No;

/// So many questions of one clerk are answered in a minute.
const A_MINUTE: usize = 60;
/// So many in a day.
const A_DAY: usize = 1_000;
/// A question is for now. Units: seconds.
const FRESH: i64 = 5 * MINUTE;
/// The longest message: a kind and two fields. Units: bytes.
const MESSAGE_LIMIT: usize = 4096;

/// Who was asked about, in which copies, by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The copies' keys, each sealed to a lookup key.
    pub keys: Vec<SealedKey>,
    /// What is hashed for the person, one message for each kind of fingerprint.
    pub messages: Vec<Vec<u8>>,
    /// The clerk's SSHSIG over the statement, armored.
    pub signature: String,
    /// What the clerk signed.
    pub statement: String,
}

/// The fingerprint key of one copy, as it lies with the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedKey {
    /// The hash of the lookup key.
    pub lookup_key: Digest,
    /// The age file that it is in.
    pub sealed: Vec<u8>,
}

/// What the journal says of a question: never about whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    copies: usize,
    person: PersonId,
    reference: String,
    time: Timestamp,
}

/// The questions so far, in a file beside the vault's.
#[derive(Debug)]
pub(crate) struct Journal {
    /// Those of the last day, oldest first.
    lately: VecDeque<(Timestamp, PersonId)>,
    path: PathBuf,
}

impl Journal {
    /// Reads what of the last day is there. A line that a crash cut off counts for nothing.
    pub(crate) fn open(directory: &Path, now: Timestamp) -> Self {
        let path = directory.join("lookups.jsonl");
        let lines = std::fs::read_to_string(&path).unwrap_or_default();
        let read = lines.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let lately = read.map(|line| (line.time, line.person)).filter(|(time, _)| now < time.plus(DAY));
        Self { lately: lately.collect(), path }
    }

    /// Checks that the question is a clerk's own, fresh and within the limits, and writes it down.
    ///
    /// Errors: [`No::Request`] for what is not signed as it should be, [`No::NotNow`] beyond the limits, [`No::Journal`].
    pub(crate) fn admit(
        &mut self,
        state: &State,
        origin: &str,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<(), No> {
        let malformed = |what: &str| No::Request(what.to_owned());
        let said = LookupText::parse(&asked.statement).ok_or_else(|| malformed("this is no question"))?;
        if said.origin != origin
            || said.messages != asked.messages.iter().map(|one| Digest::of(one)).collect::<Vec<_>>()
        {
            return Err(malformed("the statement is about another question"));
        }
        if asked.messages.is_empty() || !asked.messages.iter().all(|message| is_message(message)) {
            return Err(malformed("this is nothing that names a person"));
        }
        let apart = said.time.seconds().saturating_sub(now.seconds()).saturating_abs();
        if apart > FRESH {
            return Err(No::NotNow);
        }
        if !is_clerk(state, &said.person, asked) {
            return Err(malformed("the one who signed is no person of the owner with this key"));
        }
        self.count(&said.person, now)?;
        let line =
            Line { copies: asked.keys.len(), person: said.person, reference: said.reference, time: now };
        self.write(&line).map_err(No::Journal)?;
        self.lately.push_back((now, line.person));
        Ok(())
    }

    fn count(&mut self, person: &PersonId, now: Timestamp) -> Result<(), No> {
        while self.lately.front().is_some_and(|(time, _)| time.plus(DAY) <= now) {
            self.lately.pop_front();
        }
        let own = self.lately.iter().filter(|(_, one)| one == person);
        let (mut day, mut minute) = (0_usize, 0_usize);
        for (time, _) in own {
            day = day.saturating_add(1);
            minute = minute.saturating_add(usize::from(now < time.plus(MINUTE)));
        }
        if day < A_DAY && minute < A_MINUTE { Ok(()) } else { Err(No::TooMany) }
    }

    /// What is answered is written down first.
    fn write(&self, line: &Line) -> std::io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    }
}

/// An enrolled key of a person who works for the owner has signed it.
fn is_clerk(state: &State, person: &PersonId, asked: &Asked) -> bool {
    let Some(known) = state.persons.get(person) else { return false };
    let own = state.office.as_ref().is_some_and(|office| office.owner == known.employer);
    let Ok(signer) = sshsig::signer(&asked.signature) else { return false };
    let line = signer.to_openssh();
    let enrolled = known.keys.values().any(|key| key.acts() && key.public == line);
    let Ok(key) = PublicKey::from_openssh(&line) else { return false };
    let text = asked.statement.as_bytes();
    own && enrolled
        && sshsig::verify(&key, &namespace(LOOKUP), text, &asked.signature)
            .is_ok_and(|said| check_signer(&key, &said).is_ok())
}

/// A kind, then each field with its length, none of them empty: nothing else is hashed.
fn is_message(message: &[u8]) -> bool {
    let Some((kind, mut rest)) = message.split_first() else { return false };
    let wanted = match kind {
        1 => 1,
        2..=4 => 2,
        _ => return false,
    };
    let mut fields = 0;
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let Ok(length @ 1..) = usize::try_from(u32::from_be_bytes(*length)) else { return false };
        let Some((_, behind)) = behind.split_at_checked(length) else { return false };
        (fields, rest) = (fields + 1, behind);
    }
    rest.is_empty() && fields == wanted && message.len() <= MESSAGE_LIMIT
}

/// Opens a copy's key with the seed that it is sealed to, and makes the fingerprints of the messages.
///
/// Errors: [`No::Request`] for a key that was sealed to something else.
/// Source: docs/spec/fingerprint.md section 3.
pub(crate) fn fingerprints(
    seed: &[u8; 32],
    sealed: &[u8],
    messages: &[Vec<u8>],
) -> Result<Vec<[u8; 16]>, No> {
    let unfit = || No::Request("the sealed key cannot be opened".to_owned());
    let mut input = Cursor::new(sealed);
    let header = Header::read(&mut input).map_err(|_| unfit())?;
    let file_key = native::open_header(&header, &SecretSeed::new(*seed)).map_err(|_| unfit())?;
    let mut opening = Opening::new(&file_key, input).map_err(|_| unfit())?;
    // As long as a key, and not a byte longer.
    let mut key = Zeroizing::new([0; 32]);
    let mut behind = [0];
    opening.read_exact(&mut *key).map_err(|_| unfit())?;
    if opening.read(&mut behind).map_err(|_| unfit())? != 0 {
        return Err(unfit());
    }
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key.iter()).for_each(|(byte, value)| *byte = *value);
    let keyed = Hmac::<Sha256>::new((&*block).into());
    let one = |message: &Vec<u8>| {
        let mut keyed = keyed.clone();
        keyed.update(message);
        let tag: [u8; 32] = keyed.finalize().into_bytes().into();
        tag.first_chunk::<16>().copied().unwrap_or_default()
    };
    Ok(messages.iter().map(one).collect())
}

#[cfg(test)]
mod tests;
