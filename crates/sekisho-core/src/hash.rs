//! SHA-256 digests, as the rules see them: equal or not.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest: of a permit document, of a salted text.
///
/// Shape: 32 bytes; in text `sha256:` and 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// Tells why a text is not a digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a digest like sha256:<64 hexadecimal digits>")]
pub struct DigestError(pub String);

impl Digest {
    /// Computes the digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Computes the digest of a person's name or a free text under its salt: what an event holds in its place.
    ///
    /// Source: docs/spec/event.md section 4.
    pub fn of_text(salt: &[u8; 16], text: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(salt);
        hash.update(text.as_bytes());
        Self(hash.finalize().into())
    }

    /// Computes the digest of a value's canonical JSON (docs/spec/event.md section 1).
    ///
    /// Shape: for forms that hold only text, whole numbers, lists and keys in ASCII, which always serialize.
    pub(crate) fn of_form(form: &impl Serialize) -> Self {
        let mut form = serde_json::to_value(form).unwrap_or_default();
        // The library keeps keys sorted or in the order of the source, whichever any crate of the program has asked it for.
        form.sort_all_objects();
        Self::of(form.to_string().as_bytes())
    }

    /// Gives the bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
        let error = || DigestError(text.to_owned());
        let digits = text.strip_prefix("sha256:").filter(|hex| hex.len() == 64).ok_or_else(error)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let lower = pair.iter().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(c));
            let pair = std::str::from_utf8(pair).ok().filter(|_| lower).ok_or_else(error)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| error())?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_comes_back_from_its_text() {
        // SOURCE: FIPS 180-4 example, SHA-256 of "abc".
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), text);
        assert_eq!(text.parse(), Ok(Digest::of(b"abc")));
        assert!(text.to_uppercase().parse::<Digest>().is_err());
    }

    #[test]
    fn a_form_is_hashed_with_its_keys_in_order() {
        #[derive(Serialize)]
        struct Form {
            b: Inner,
            a: u8,
        }
        #[derive(Serialize)]
        struct Inner {
            z: &'static str,
            y: [u8; 2],
        }
        let form = Form { b: Inner { z: "の", y: [1, 2] }, a: 3 };
        assert_eq!(Digest::of_form(&form), Digest::of(r#"{"a":3,"b":{"y":[1,2],"z":"の"}}"#.as_bytes()));
    }
}
