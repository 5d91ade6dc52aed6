//! The answer: the release value under a mask that only the challenge's one-time key takes off, as eight groups of
//! digits. A listener hears nothing of use.
//!
//! Source: `docs/spec/answer.md` sections 3 and 4.

use std::fmt;
use std::str::FromStr;

use x25519_dalek::StaticSecret;

use crate::digits::{self, DigitsError};
use crate::plain::{hkdf, secret, sha256};
use crate::stanza::ReleaseValue;

/// Groups of an answer.
pub const GROUPS: usize = 8;

const INFO: &[u8] = b"sekisho-answer-v1";

/// Tells that a key agreement gives a secret that everybody knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("key of low order: its secret would be known to everybody")]
pub struct LowOrder;

secret! {
    /// The private half of an X25519 key: the challenge's, used once, or the owner's answer key.
    AgreementSecret, 32
}
secret! {
    /// What the challenge's key and the owner's answer key have in common.
    Agreed, 32
}

/// Is the public half of an X25519 key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AgreementKey(pub [u8; 32]);

/// Says which question is answered: an answer fits this one only.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The whole challenge as it was shown or spoken: 393 or 8 bytes.
    pub challenge: &'a [u8],
    /// SHA-256 of the permit document.
    pub permit_hash: &'a [u8; 32],
    /// The stanza's handle.
    pub handle: &'a [u8; 16],
}

/// Is the masked release value.
///
/// Shape: text of eight groups of six digits; spaces, hyphens and full-width digits are taken when it is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Answer(pub [u8; 16]);

impl AgreementSecret {
    /// Computes the public half.
    pub fn public_key(&self) -> AgreementKey {
        AgreementKey(x25519_dalek::PublicKey::from(&StaticSecret::from(*self.expose())).to_bytes())
    }

    /// Computes what both ends have in common.
    ///
    /// Errors: [`LowOrder`] if the other's key forces the zero secret.
    pub fn agree(&self, other: &AgreementKey) -> Result<Agreed, LowOrder> {
        let shared = StaticSecret::from(*self.expose()).diffie_hellman(&other.0.into());
        if shared.was_contributory() { Ok(Agreed::new(shared.to_bytes())) } else { Err(LowOrder) }
    }
}

impl Answer {
    /// Masks the release value for the one who asked.
    pub fn mask(release: &ReleaseValue, agreed: &Agreed, asked: &Asked<'_>) -> Self {
        Self(masked(release.expose(), agreed, asked))
    }

    /// Takes the mask off. Whether it is the right value, the stanza says.
    pub fn unmask(&self, agreed: &Agreed, asked: &Asked<'_>) -> ReleaseValue {
        ReleaseValue::new(masked(&self.0, agreed, asked))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pairs, _) = self.0.as_chunks::<2>();
        let values: Vec<u16> = pairs.iter().copied().map(u16::from_be_bytes).collect();
        digits::write(&values, f)
    }
}

impl FromStr for Answer {
    type Err = DigitsError;

    fn from_str(text: &str) -> Result<Self, DigitsError> {
        let values = digits::read::<GROUPS>(text)?;
        let mut bytes = [0; 16];
        let parts = values.iter().flat_map(|value| value.to_be_bytes());
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        Ok(Self(bytes))
    }
}

fn masked(value: &[u8; 16], agreed: &Agreed, asked: &Asked<'_>) -> [u8; 16] {
    let salt = sha256(&[asked.challenge, asked.permit_hash, asked.handle]);
    let mut mask = hkdf::<16>(agreed.expose(), &salt, &[INFO]);
    mask.iter_mut().zip(value).for_each(|(mask, byte)| *mask ^= byte);
    *mask
}
