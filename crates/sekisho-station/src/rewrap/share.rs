//! The owner's key for wrapping a box again: an X-Wing seed in two shares, for two officers.
//!
//! A share is a text, so that it can be printed and kept in an envelope:
//!
//! ```text
//! sekisho rewrap share v1
//! share: 1 of 2
//! key: sha256:<of the public key>
//! secret: <32 bytes, base64>
//! checksum: <16 hexadecimal digits>
//! ```
//! The first share is random, the second is the seed XOR the first: each alone says nothing about the seed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_seal::key_pair::{PublicKey, SecretSeed};
use zeroize::{Zeroize as _, Zeroizing};

use super::RewrapError;
use crate::desk::Entropy;
use crate::outbox::letter;

const TITLE: &str = "sekisho rewrap share v1";

/// One half of the owner's key.
///
/// Shape: wiped when it goes.
pub struct Share {
    key: Digest,
    number: u8,
    secret: Zeroizing<[u8; 32]>,
}

/// A new key of the owner's.
#[derive(Debug)]
pub struct NewKey {
    /// The public key.
    pub public: PublicKey,
    /// The two halves of the private one.
    pub shares: [Share; 2],
}

/// Makes a key and splits it at once.
///
/// Errors: [`RewrapError::Desk`] if there is no randomness.
pub fn new_key(entropy: &mut Entropy<'_>) -> Result<NewKey, RewrapError> {
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(letter::bytes(entropy)?);
    let pad: Zeroizing<[u8; 32]> = Zeroizing::new(letter::bytes(entropy)?);
    let public = SecretSeed::new(*seed).public_key();
    let key = Digest::of(public.as_bytes());
    let other = xor(&seed, &pad);
    let share = |number, secret| Share { key, number, secret };
    Ok(NewKey { public, shares: [share(1, pad), share(2, other)] })
}

/// Puts the key together.
///
/// Errors: [`RewrapError::OtherKey`] if these are not the two halves of one key.
pub fn combine(one: &Share, other: &Share) -> Result<SecretSeed, RewrapError> {
    if one.number == other.number || one.key != other.key {
        return Err(RewrapError::OtherKey);
    }
    let bytes = xor(&one.secret, &other.secret);
    let seed = SecretSeed::new(*bytes);
    if Digest::of(seed.public_key().as_bytes()) == one.key { Ok(seed) } else { Err(RewrapError::OtherKey) }
}

fn xor(one: &[u8; 32], other: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    for (to, (one, other)) in bytes.iter_mut().zip(one.iter().zip(other)) {
        *to = one ^ other;
    }
    bytes
}

impl Share {
    /// Tells which half it is: 1 or 2.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Gives the hash of the public key.
    pub fn key(&self) -> Digest {
        self.key
    }

    /// Writes the share.
    pub fn to_text(&self) -> Zeroizing<String> {
        let (number, key) = (self.number, self.key);
        let mut secret = Zeroizing::new(String::with_capacity(64));
        STANDARD.encode_string(self.secret.as_slice(), &mut secret);
        // Room for all of it at once: a text that grows leaves copies behind.
        let mut text = Zeroizing::new(String::with_capacity(512));
        let checksum = self.checksum();
        for part in [TITLE, "\nshare: ", &number.to_string(), " of 2\nkey: ", &key.to_string(), "\nsecret: "]
        {
            text.push_str(part);
        }
        text.push_str(&secret);
        text.push_str("\nchecksum: ");
        text.push_str(&checksum);
        text.push('\n');
        text
    }

    /// Reads a share.
    ///
    /// Errors: [`RewrapError::Share`] for every text that [`to_text`](Self::to_text) does not write.
    pub fn parse(text: &str) -> Result<Self, RewrapError> {
        let share = Self::read(text).ok_or(RewrapError::Share)?;
        if *share.to_text() == text { Ok(share) } else { Err(RewrapError::Share) }
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != TITLE {
            return None;
        }
        let number = match lines.next()? {
            "share: 1 of 2" => 1,
            "share: 2 of 2" => 2,
            _ => return None,
        };
        let key = lines.next()?.strip_prefix("key: ")?.parse().ok()?;
        let mut bytes = Zeroizing::new(STANDARD.decode(lines.next()?.strip_prefix("secret: ")?).ok()?);
        let secret = Zeroizing::new(bytes.as_slice().try_into().ok()?);
        bytes.zeroize();
        Some(Self { key, number, secret })
    }

    /// Finds typing errors of who copies a share by hand; it says nothing about the secret.
    fn checksum(&self) -> String {
        let parts = [TITLE.as_bytes(), &[self.number], self.key.as_bytes(), self.secret.as_slice()];
        let joined = Zeroizing::new(parts.concat());
        let hash = Digest::of(&joined);
        hash.as_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Share").field("number", &self.number).finish_non_exhaustive()
    }
}
