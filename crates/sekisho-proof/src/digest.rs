//! SHA-256 digests and their one spelling in text, `sha256:` and 64 lower-case hexadecimal digits.
use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

use crate::plain;

const PREFIX: &str = "sha256:";

/// Names a byte string by its SHA-256.
///
/// Shape: `Display`, `FromStr` and serde use `sha256:<64 hex>`; hashes and labels use the raw bytes.
/// Source: `docs/spec/event.md`, introduction.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digest([u8; 32]);

/// Tells that a text is not a digest.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{text}` is not `sha256:` followed by 64 lower-case hexadecimal digits")]
pub struct DigestError {
    text: String,
}

impl Digest {
    /// Takes the digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Wraps 32 bytes that are already a digest.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Shows the raw 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Writes the 64 hexadecimal digits alone, as in-toto wants them.
    pub fn to_hex(&self) -> String {
        plain::hex(&self.0)
    }

    /// Reads the 64 lower-case hexadecimal digits alone.
    ///
    /// Errors: [`DigestError`] for everything else.
    pub fn from_hex(text: &str) -> Result<Self, DigestError> {
        plain::unhex(text).map(Self).ok_or_else(|| DigestError { text: text.to_owned() })
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        text.strip_prefix(PREFIX)
            .and_then(plain::unhex)
            .map(Self)
            .ok_or_else(|| DigestError { text: text.to_owned() })
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // FIPS 180-4, example of one block.
    const ABC: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn digest_of_abc_is_the_published_one() {
        assert_eq!(Digest::of(b"abc").to_string(), ABC);
        assert_eq!(ABC.parse(), Ok(Digest::of(b"abc")));
        assert_eq!(serde_json::to_string(&Digest::of(b"abc")).unwrap(), format!("\"{ABC}\""));
        assert_eq!(serde_json::from_str::<Digest>(&format!("\"{ABC}\"")).unwrap(), Digest::of(b"abc"));
    }

    #[test]
    fn other_spellings_are_refused() {
        for wrong in [
            ABC.strip_prefix(PREFIX).unwrap(),
            ABC.strip_suffix('d').unwrap(),
            &ABC.to_uppercase(),
            &ABC.replace("sha256", "sha512"),
            &format!("{ABC} "),
        ] {
            assert_eq!(wrong.parse::<Digest>(), Err(DigestError { text: wrong.to_owned() }));
        }
    }
}
