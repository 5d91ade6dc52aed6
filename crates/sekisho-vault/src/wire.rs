//! What goes over the vault's socket: one JSON object a line, a reply for each request.
//!
//! Source: docs/spec/vault.md section 6.

use std::io::{BufRead, Read as _, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{MediumId, PermitId};
use sekisho_core::sealing::DestructionLevel;
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::port::StoredEntry;
use serde::{Deserialize, Serialize};

use crate::lookup::{Asked, SealedKey};
use crate::service::{No, Order, Service};

/// The longest line. Units: bytes; a page of entries is far shorter.
const LINE_LIMIT: u64 = 64 * 1024 * 1024;

/// What the vault is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Makes the key of a permit to come.
    Create {
        /// When it dies whatever happens.
        not_after: Timestamp,
    },
    /// Makes the lookup key of a permit to come.
    CreateLookup {
        /// When it dies whatever happens.
        not_after: Timestamp,
    },
    /// Destroys what the record orders.
    Destroy {
        /// The newest signed checkpoint.
        checkpoint: String,
    },
    /// Asks for the fingerprints of one person in copies.
    Fingerprint {
        /// The newest signed checkpoint.
        checkpoint: String,
        /// The copies' keys.
        keys: Vec<Sealed>,
        /// What is hashed, base64, one for each kind.
        messages: Vec<String>,
        /// The clerk's SSHSIG, armored.
        signature: String,
        /// What the clerk signed.
        statement: String,
    },
    /// Shows the next entries of the record.
    Follow {
        /// In their order.
        entries: Vec<Entry>,
    },
    /// Asks who it is and how far it has read.
    Hello {},
    /// Asks for the release half of one copy.
    Release {
        /// The whole challenge, base64.
        challenge: String,
        /// The newest signed checkpoint.
        checkpoint: String,
        /// On which medium.
        medium: MediumId,
        /// Under which permit.
        permit: PermitId,
    },
}

/// The key of a copy's fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The hash of the lookup key that it is sealed to.
    pub lookup_key: Digest,
    /// The age file that it is in, base64.
    pub sealed: String,
}

/// One entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The envelope, base64.
    pub envelope: String,
    /// Where in the log.
    pub index: u64,
    /// The leaf, base64.
    pub leaf: String,
}

/// What the vault answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// A key was made.
    Created {
        /// Its public half, base64.
        public_key: String,
    },
    /// Nothing of what the record orders lives any more.
    Destroyed {
        /// The receipt; none if the record orders nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receipt: Option<String>,
        /// Its SSHSIG, armored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    /// The fingerprints.
    Fingerprints {
        /// One row for each key, one fingerprint for each message, base64; nothing where the lookup key is gone.
        rows: Vec<Option<Vec<String>>>,
    },
    /// The entries are read.
    Followed {
        /// How many there are now.
        size: u64,
    },
    /// Who it is.
    Hello {
        /// Its public key for answers, base64.
        answer: String,
        /// What its cell says of itself.
        cell: String,
        /// How sure a destruction is.
        level: DestructionLevel,
        /// Its signature over its own keys, armored.
        possession: String,
        /// The OpenSSH line of its receipt key.
        receipts: String,
        /// How many entries of the record it has read.
        size: u64,
    },
    /// It does not.
    No {
        /// Why, as a code.
        code: String,
        /// Why, for the operator.
        detail: String,
    },
    /// The release half, masked.
    Released {
        /// 16 bytes, base64.
        answer: String,
    },
}

/// Takes the vault for one request. What a thread left that broke down in the middle, the keep's own condition tells.
pub fn lock(service: &Mutex<Service>) -> MutexGuard<'_, Service> {
    service.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers requests until the other side ends.
///
/// Shape: the vault is held for each request, not between them: a silent caller holds up no deadline. What an earlier caller
/// showed and no checkpoint committed to is forgotten first.
/// Shape: what an earlier caller showed and no checkpoint committed to is forgotten first.
/// Units: `now` gives the vault's own clock.
/// Errors: what reading and writing meet.
pub fn serve(
    service: &Mutex<Service>,
    mut input: impl BufRead,
    mut output: impl Write,
    now: impl Fn() -> Timestamp,
) -> std::io::Result<()> {
    lock(service).forget_unsettled();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut input).take(LINE_LIMIT).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let reply = match serde_json::from_slice(&line) {
            Ok(request) => answer(&mut lock(service), request, now()).unwrap_or_else(|no| refused(&no)),
            Err(error) => refused(&No::Request(error.to_string())),
        };
        let mut bytes = serde_json::to_vec(&reply)?;
        bytes.push(b'\n');
        output.write_all(&bytes)?;
        output.flush()?;
    }
}

/// Writes why, with what lies behind it.
fn refused(no: &No) -> Reply {
    let mut detail = no.to_string();
    let mut cause = std::error::Error::source(no);
    while let Some(error) = cause {
        let said = error.to_string();
        if !detail.contains(&said) {
            detail = format!("{detail}: {said}");
        }
        cause = error.source();
    }
    Reply::No { code: no.code().to_owned(), detail }
}

fn answer(service: &mut Service, request: Request, now: Timestamp) -> Result<Reply, No> {
    match request {
        Request::Create { not_after } => {
            let public_key = STANDARD.encode(service.create(not_after, now)?);
            Ok(Reply::Created { public_key })
        }
        Request::CreateLookup { not_after } => {
            let public_key = STANDARD.encode(service.create_lookup(not_after, now)?);
            Ok(Reply::Created { public_key })
        }
        Request::Destroy { checkpoint } => {
            let said = service.destroy(&checkpoint, now)?;
            let (receipt, signature) = said.map(|said| (said.receipt, said.signature)).unzip();
            Ok(Reply::Destroyed { receipt, signature })
        }
        Request::Fingerprint { checkpoint, keys, messages, signature, statement } => {
            let key =
                |key: &Sealed| Ok(SealedKey { lookup_key: key.lookup_key, sealed: decoded(&key.sealed)? });
            let keys = keys.iter().map(key).collect::<Result<_, No>>()?;
            let messages = messages.iter().map(|message| decoded(message)).collect::<Result<_, _>>()?;
            let asked = Asked { keys, messages, signature, statement };
            let rows = service.fingerprint(&asked, &checkpoint, now)?;
            let row = |row: Vec<[u8; 16]>| row.iter().map(|one| STANDARD.encode(one)).collect();
            Ok(Reply::Fingerprints { rows: rows.into_iter().map(|one| one.map(row)).collect() })
        }
        Request::Follow { entries } => {
            let entries = entries.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
            service.follow(&entries);
            Ok(Reply::Followed { size: service.size() })
        }
        Request::Hello {} => {
            let said = service.introduce(now)?;
            Ok(Reply::Hello {
                answer: said.answer,
                cell: said.cell,
                level: said.level,
                possession: said.possession,
                receipts: said.receipts,
                size: service.size(),
            })
        }
        Request::Release { challenge, checkpoint, medium, permit } => {
            let answer = service.release(&Order { challenge, medium, permit }, &checkpoint, now)?;
            Ok(Reply::Released { answer: STANDARD.encode(answer.0) })
        }
    }
}

fn stored(entry: &Entry) -> Result<StoredEntry, No> {
    let (envelope, leaf) = (Some(decoded(&entry.envelope)?), decoded(&entry.leaf)?);
    Ok(StoredEntry { envelope, index: entry.index, leaf })
}

fn decoded(text: &str) -> Result<Vec<u8>, No> {
    STANDARD.decode(text).map_err(|error| No::Request(error.to_string()))
}
