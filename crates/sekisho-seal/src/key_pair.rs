//! Key pairs of both halves: X-Wing, a hybrid of ML-KEM-768 and X25519. Whoever wants the secret must break both.
//!
//! Source: draft-connolly-cfrg-xwing-kem; the crate is checked against the draft's vectors and a second implementation.

use x_wing::{DecapsulationKeyRejectNonContrib, Decapsulator as _, KeyExport as _, TryDecapsulate as _};
use x25519_dalek::StaticSecret;
use zeroize::Zeroize as _;

use crate::plain::{hex, secret, sha256};

/// Bytes of a public key.
pub const PUBLIC_KEY_BYTES: usize = 1216;
/// Bytes of an encapsulated secret.
pub const CIPHERTEXT_BYTES: usize = 1120;

/// Says why bytes cannot be used as a key or an encapsulated secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The public key or encapsulated secret has the wrong number of bytes.
    #[error("{bytes} bytes where {wanted} are wanted")]
    Length {
        /// The length found.
        bytes: usize,
        /// The length wanted.
        wanted: usize,
    },
    /// The X25519 share is a point of low order: its shared secret is zero whoever computes it.
    #[error("share of low order: its secret would be known to everybody")]
    LowOrder,
    /// The ML-KEM part is not the encoding of a key.
    #[error("not the encoding of an ML-KEM-768 key")]
    NotAKey,
}

secret! {
    /// The private half of a key pair: 32 bytes from which everything else is derived. Who destroys them destroys the key.
    SecretSeed, 32
}
secret! {
    /// What both ends of one encapsulation know.
    SharedSecret, 32
}
secret! {
    /// The randomness of one encapsulation. It is taken by value: nothing encapsulates twice with the same.
    EncapsulationRandomness, 64
}

/// Encapsulates secrets to the holder of a seed.
///
/// Shape: `ML-KEM-768 key[1184] || X25519 share[32]`.
#[derive(Clone, Eq, PartialEq)]
pub struct PublicKey(Box<[u8; PUBLIC_KEY_BYTES]>);

/// Carries a secret to the holder of a seed.
///
/// Shape: `ML-KEM-768 ciphertext[1088] || X25519 share[32]`.
#[derive(Clone, Eq, PartialEq)]
pub struct Ciphertext(Box<[u8; CIPHERTEXT_BYTES]>);

impl SecretSeed {
    /// Computes the public half.
    pub fn public_key(&self) -> PublicKey {
        let pair = DecapsulationKeyRejectNonContrib::from(self.0);
        PublicKey(Box::new(pair.encapsulation_key().to_bytes().into()))
    }

    /// Finds the secret that was encapsulated to this seed. A foreign or damaged ciphertext gives an unrelated secret.
    ///
    /// Errors: [`KeyError::LowOrder`].
    pub fn decapsulate(&self, ciphertext: &Ciphertext) -> Result<SharedSecret, KeyError> {
        // An all-zero X25519 secret would leave ML-KEM alone: the variant that rejects it.
        let pair = DecapsulationKeyRejectNonContrib::from(self.0);
        let mut secret = pair.try_decapsulate(&(*ciphertext.0).into()).map_err(|_| KeyError::LowOrder)?;
        let shared = SharedSecret(secret.into());
        secret.as_mut_slice().zeroize();
        Ok(shared)
    }
}

impl PublicKey {
    /// Reads a public key.
    ///
    /// Errors: [`KeyError::Length`], [`KeyError::LowOrder`], [`KeyError::NotAKey`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let length = KeyError::Length { bytes: bytes.len(), wanted: PUBLIC_KEY_BYTES };
        let key: [u8; PUBLIC_KEY_BYTES] = bytes.try_into().map_err(|_| length)?;
        x_wing::EncapsulationKey::try_from(bytes).map_err(|_| KeyError::NotAKey)?;
        if is_low_order(bytes) {
            return Err(KeyError::LowOrder);
        }
        Ok(Self(Box::new(key)))
    }

    /// Shows the bytes.
    pub fn as_bytes(&self) -> &[u8; PUBLIC_KEY_BYTES] {
        &self.0
    }

    /// Computes the SHA-256 that permits and receipts name.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[self.0.as_slice()])
    }

    /// Makes a fresh secret and carries it to the holder of the seed.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "a public key was checked when it was read"
    )]
    pub fn encapsulate(&self, randomness: EncapsulationRandomness) -> (SharedSecret, Ciphertext) {
        // INVARIANT: `from_bytes` and `SecretSeed::public_key` are the only ways to a public key.
        let key = x_wing::EncapsulationKey::try_from(self.0.as_slice()).expect("checked when read");
        let (ciphertext, mut secret) = key.encapsulate_deterministic(randomness.expose().into());
        drop(randomness);
        let shared = SharedSecret(secret.into());
        secret.as_mut_slice().zeroize();
        (shared, Ciphertext(Box::new(ciphertext.into())))
    }
}

impl Ciphertext {
    /// Reads an encapsulated secret.
    ///
    /// Errors: [`KeyError::Length`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let length = KeyError::Length { bytes: bytes.len(), wanted: CIPHERTEXT_BYTES };
        Ok(Self(Box::new(bytes.try_into().map_err(|_| length)?)))
    }

    /// Shows the bytes.
    pub fn as_bytes(&self) -> &[u8; CIPHERTEXT_BYTES] {
        &self.0
    }

    /// Computes the SHA-256 that receipts name.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[self.0.as_slice()])
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey(sha256:{})", hex(&self.hash()))
    }
}

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ciphertext(sha256:{})", hex(&self.hash()))
    }
}

/// Tells whether the X25519 share in the last 32 bytes gives the zero secret.
///
/// A scalar is a multiple of 8 after clamping, so a point of low order gives zero for every scalar and any other point
/// for none: one public scalar is enough to ask.
pub(crate) fn is_low_order(bytes: &[u8]) -> bool {
    let Some(share) = bytes.last_chunk::<32>() else { return true };
    !StaticSecret::from([1; 32]).diffie_hellman(&(*share).into()).was_contributory()
}
