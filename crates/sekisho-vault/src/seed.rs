//! Seeds: the 32 bytes that a key pair is made of, what each is for, and the hash by which it is found.

use std::fmt;

use sekisho_core::{Digest, Timestamp};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Entropy, Fault};

/// Names a seed: the SHA-256 of the public key that was made of it.
///
/// Shape: 32 bytes; in text `sha256:` and 64 lower-case hexadecimal digits.
/// Source: docs/spec/vault.md section 1.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub struct KeyHash([u8; 32]);

/// What a seed is for, and until when it may answer.
///
/// Units: `not_after` is UTC; the seed answers before that second, and from then on no more (as a window `[from, until)`).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// The release key of one permit.
    Release {
        /// The second from which it is to be destroyed.
        not_after: Timestamp,
    },
    /// The lookup key of one permit's fingerprints.
    Lookup {
        /// The second from which it is to be destroyed.
        not_after: Timestamp,
    },
    /// The owner's X25519 key that masks spoken answers.
    Answer,
    /// The vault's own Ed25519 key, which signs its receipts.
    Receipt,
}

/// A seed. It is wiped when it goes, and never printed, cloned or serialized.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seed(Box<[u8; 32]>);

impl KeyHash {
    /// Takes the hash of a public key.
    pub fn of(public_key: &[u8]) -> Self {
        Self(Sha256::digest(public_key).into())
    }

    /// Wraps 32 bytes that are already such a hash.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Gives the bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<Digest> for KeyHash {
    fn from(digest: Digest) -> Self {
        Self(*digest.as_bytes())
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Kind {
    /// Gives the second from which the seed is to be destroyed; none for the keys that stay.
    pub fn not_after(self) -> Option<Timestamp> {
        match self {
            Self::Lookup { not_after } | Self::Release { not_after } => Some(not_after),
            Self::Answer | Self::Receipt => None,
        }
    }

    /// Tells whether the seed may no longer answer.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.not_after().is_some_and(|end| end <= now)
    }
}

impl Seed {
    /// Takes 32 random bytes over, and wipes the original.
    pub fn take(bytes: &mut [u8; 32]) -> Self {
        let mut seed = Self::empty();
        seed.0.copy_from_slice(bytes);
        bytes.zeroize();
        seed
    }

    /// Draws a new one.
    ///
    /// Errors: [`Fault::Entropy`].
    pub fn draw(entropy: &mut dyn Entropy) -> Result<Self, Fault> {
        let mut seed = Self::empty();
        entropy.fill(&mut *seed.0)?;
        Ok(seed)
    }

    /// Gives the bytes to what makes keys of them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Makes room on the heap first: bytes that move there directly leave no copy on the stack.
    fn empty() -> Self {
        Self(Box::new([0; 32]))
    }

    pub(crate) fn copy_of(bytes: &[u8; 32]) -> Self {
        let mut seed = Self::empty();
        seed.0.copy_from_slice(bytes);
        seed
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_prints_nothing_and_wipes_what_it_was_made_of() {
        let mut bytes = [7; 32];
        let seed = Seed::take(&mut bytes);
        assert_eq!((bytes, *seed.expose()), ([0; 32], [7; 32]));
        assert_eq!(format!("{seed:?}"), "Seed(•••)");
    }

    #[test]
    fn a_seed_answers_until_the_second_before_its_end() {
        let end = Timestamp::from_seconds(100);
        for kind in [Kind::Release { not_after: end }, Kind::Lookup { not_after: end }] {
            assert!(!kind.is_over(Timestamp::from_seconds(99)));
            assert!(kind.is_over(end));
        }
        assert!(!Kind::Answer.is_over(Timestamp::LATEST));
        assert!(!Kind::Receipt.is_over(Timestamp::LATEST));
    }

    #[test]
    fn a_hash_reads_as_a_digest_of_the_documents() {
        let digest = Digest::of(b"key");
        assert_eq!(KeyHash::from(digest), KeyHash::of(b"key"));
        assert_eq!(KeyHash::of(b"key").to_string(), digest.to_string());
    }
}
