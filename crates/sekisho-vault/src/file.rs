//! The file `vault.<epoch>`: all seeds of one generation, under that generation's one key.
//!
//! Source: docs/spec/vault.md section 1.

use std::collections::BTreeMap;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use sekisho_core::Timestamp;
use zeroize::Zeroizing;

use crate::cell::EpochKey;
use crate::seed::{KeyHash, Kind, Seed};

/// The first four bytes: what it is, and the version of its form.
const MAGIC: &[u8; 4] = b"SKV1";
/// Magic and epoch stand in clear and are authenticated with the rest.
const PREFIX_BYTES: usize = 12;
/// Bytes of the nonce. 24 random bytes never repeat under one key, however often the file is written.
pub const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const ENTRY_BYTES: usize = 32 + 32 + 8 + 1;
/// Length of a file without seeds.
pub(crate) const EMPTY_BYTES: usize = PREFIX_BYTES + NONCE_BYTES + ENTRY_BYTES + TAG_BYTES;

/// The flags of an entry.
const RELEASE: u8 = 0;
const LOOKUP: u8 = 1;
const ANSWER: u8 = 2;
const RECEIPT: u8 = 3;
/// The first entry of every file is no seed: its time is the latest that the vault has seen.
const CLOCK: u8 = 4;

/// What a vault file holds.
///
/// Shape: seeds sorted by hash, each hash once.
#[derive(Debug)]
pub struct Contents {
    /// The latest time that the vault has seen.
    pub latest: Timestamp,
    /// The seeds.
    pub seeds: BTreeMap<KeyHash, (Kind, Seed)>,
}

/// Tells why bytes are not the vault file that they should be.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Flaw {
    /// The entries are not in the one form that is written.
    #[error("its entries are not in their one form")]
    Entries,
    /// The bytes are of another generation than the file's name says.
    #[error("it holds epoch {found}")]
    Epoch {
        /// The epoch in the bytes.
        found: u64,
    },
    /// The length is none that a vault file can have.
    #[error("its length is none that a vault file can have")]
    Length,
    /// The bytes do not begin as a vault file does.
    #[error("it does not begin as a vault file does")]
    Magic,
    /// The key does not open the bytes.
    #[error("the key does not open it")]
    Sealed,
}

/// Writes a vault file.
///
/// Shape: the one form that [`decode`] reads; the seeds come in the order of their hashes, and the nonce is fresh.
/// Errors: [`Flaw::Length`] beyond 256 GiB of entries.
/// Source: docs/spec/vault.md section 1.
pub fn encode<'a>(
    epoch: u64,
    nonce: [u8; NONCE_BYTES],
    key: &EpochKey,
    latest: Timestamp,
    seeds: impl Iterator<Item = (&'a KeyHash, &'a Kind, &'a Seed)> + Clone,
) -> Result<Vec<u8>, Flaw> {
    let entries = seeds.clone().count().saturating_add(1);
    // All room at once: a buffer that grows leaves seeds behind in memory that is given back.
    let mut plain = Zeroizing::new(Vec::with_capacity(entries.saturating_mul(ENTRY_BYTES)));
    push(&mut plain, &[0; 32], &[0; 32], seconds(latest), CLOCK);
    for (hash, kind, seed) in seeds {
        let (not_after, flags) = written(*kind);
        push(&mut plain, hash.as_bytes(), seed.expose(), not_after, flags);
    }
    let mut bytes = Vec::new();
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&epoch.to_be_bytes());
    let tag = XChaCha20Poly1305::new(key.expose().into())
        .encrypt_inout_detached(&XNonce::from(nonce), &bytes, plain.as_mut_slice().into())
        .map_err(|_| Flaw::Length)?;
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&plain);
    bytes.extend_from_slice(&tag);
    Ok(bytes)
}

/// Reads a vault file.
///
/// Errors: [`Flaw`], whatever is not exactly what [`encode`] writes under this key for this epoch.
/// Source: docs/spec/vault.md section 1.
pub fn decode(bytes: &[u8], epoch: u64, key: &EpochKey) -> Result<Contents, Flaw> {
    let (prefix, rest) = bytes.split_first_chunk::<PREFIX_BYTES>().ok_or(Flaw::Length)?;
    let (magic, found) = prefix.split_first_chunk::<4>().ok_or(Flaw::Length)?;
    if magic != MAGIC {
        return Err(Flaw::Magic);
    }
    let found = u64::from_be_bytes(found.try_into().map_err(|_| Flaw::Length)?);
    if found != epoch {
        return Err(Flaw::Epoch { found });
    }
    let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Flaw::Length)?;
    let (sealed, tag) = rest.split_last_chunk::<TAG_BYTES>().ok_or(Flaw::Length)?;
    if sealed.is_empty() || !sealed.len().is_multiple_of(ENTRY_BYTES) {
        return Err(Flaw::Length);
    }
    let mut plain = Zeroizing::new(sealed.to_vec());
    XChaCha20Poly1305::new(key.expose().into())
        .decrypt_inout_detached(&XNonce::from(*nonce), prefix, plain.as_mut_slice().into(), &Tag::from(*tag))
        .map_err(|_| Flaw::Sealed)?;
    contents(&plain).ok_or(Flaw::Entries)
}

fn contents(plain: &[u8]) -> Option<Contents> {
    let (clock, entries) = plain.split_first_chunk::<ENTRY_BYTES>()?;
    let (hash, seed, time, flags) = fields(clock)?;
    if (hash, seed, flags) != (&[0; 32], &[0; 32], CLOCK) {
        return None;
    }
    let latest = timestamp(time)?;
    let mut seeds = BTreeMap::new();
    let mut last: Option<KeyHash> = None;
    for entry in entries.chunks_exact(ENTRY_BYTES) {
        let (hash, seed, time, flags) = fields(entry.try_into().ok()?)?;
        let hash = KeyHash::from_bytes(*hash);
        if last.is_some_and(|last| last >= hash) {
            return None;
        }
        last = Some(hash);
        seeds.insert(hash, (kind(time, flags)?, Seed::copy_of(seed)));
    }
    Some(Contents { latest, seeds })
}

type Fields<'a> = (&'a [u8; 32], &'a [u8; 32], u64, u8);

fn fields(entry: &[u8; ENTRY_BYTES]) -> Option<Fields<'_>> {
    let (hash, rest) = entry.split_first_chunk::<32>()?;
    let (seed, rest) = rest.split_first_chunk::<32>()?;
    let (time, flags) = rest.split_first_chunk::<8>()?;
    let [flags] = flags else { return None };
    Some((hash, seed, u64::from_be_bytes(*time), *flags))
}

fn push(plain: &mut Vec<u8>, hash: &[u8; 32], seed: &[u8; 32], time: u64, flags: u8) {
    plain.extend_from_slice(hash);
    plain.extend_from_slice(seed);
    plain.extend_from_slice(&time.to_be_bytes());
    plain.push(flags);
}

fn written(kind: Kind) -> (u64, u8) {
    match kind {
        Kind::Release { not_after } => (seconds(not_after), RELEASE),
        Kind::Lookup { not_after } => (seconds(not_after), LOOKUP),
        Kind::Answer => (0, ANSWER),
        Kind::Receipt => (0, RECEIPT),
    }
}

fn kind(time: u64, flags: u8) -> Option<Kind> {
    match (flags, time) {
        (RELEASE, _) => Some(Kind::Release { not_after: timestamp(time)? }),
        (LOOKUP, _) => Some(Kind::Lookup { not_after: timestamp(time)? }),
        (ANSWER, 0) => Some(Kind::Answer),
        (RECEIPT, 0) => Some(Kind::Receipt),
        _ => None,
    }
}

/// Times before 1970 have no form here, and no meaning for a deadline: they are over, and so is second 0.
fn seconds(time: Timestamp) -> u64 {
    u64::try_from(time.seconds()).unwrap_or(0)
}

fn timestamp(seconds: u64) -> Option<Timestamp> {
    let seconds = i64::try_from(seconds).ok()?;
    let time = Timestamp::from_seconds(seconds);
    // One form only: a time that would be pulled back into the calendar was never written by us.
    (time.seconds() == seconds).then_some(time)
}

#[cfg(test)]
mod tests;
