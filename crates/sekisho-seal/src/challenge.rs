//! The challenge that a device shows as a QR code or sends over HTTPS: which stanza, who is present, and a one-time key
//! for the answer.
//!
//! Layout: `docs/spec/answer.md` section 1.

use crate::answer::AgreementKey;
use crate::plain::{sha256, take};

/// Bytes of a challenge.
pub const CHALLENGE_BYTES: usize = 393;
/// Bytes in front of the presence signatures: what these sign the digest of.
pub const STATEMENT_BYTES: usize = 175;
/// Bytes in front of the device's signature: what it signs.
pub const SIGNED_BYTES: usize = 329;

const MAGIC: [u8; 4] = *b"SKC1";
const PRESENCE_BYTES: usize = 77;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Says why bytes or a text are not a challenge.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The challenge has the wrong number of bytes.
    #[error("challenge has not {CHALLENGE_BYTES} bytes")]
    Length,
    /// The challenge does not begin with `SKC1`.
    #[error("not a challenge, or one of another version")]
    Magic,
    /// The mode is unknown.
    #[error("challenge has the unknown mode {0}")]
    Mode(u8),
    /// A second presence without a first.
    #[error("challenge has a second presence without a first")]
    Presence,
    /// The text is not upper-case base32 without padding, or has set bits behind its end.
    #[error("challenge is not canonical base32")]
    Text,
}

/// Tells how the challenge travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Over HTTPS.
    Sent,
    /// As a QR code or a file.
    Shown,
}

/// Is one person's signature by a security key: touched, with PIN.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Presence {
    /// The first 8 bytes of the SHA-256 of the public key, as the permit names it.
    pub key_id: [u8; 8],
    /// The authenticator's flags.
    pub flags: u8,
    /// The authenticator's counter.
    pub counter: u32,
    /// Ed25519 or raw P-256 signature.
    pub signature: [u8; 64],
}

/// Asks the owner for the release of one stanza.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Challenge {
    /// How it travels.
    pub mode: Mode,
    /// The device that asks.
    pub device_id: [u8; 16],
    /// SHA-256 of the permit document.
    pub permit_hash: [u8; 32],
    /// The stanza.
    pub handle: [u8; 16],
    /// Which opening this is, counted from 1.
    pub opening_number: u16,
    /// The one-time key for the answer.
    pub one_time_key: AgreementKey,
    /// Fresh for each challenge.
    pub nonce: [u8; 16],
    /// The station's clock, in seconds since 1970-01-01T00:00:00Z.
    pub station_time_s: u64,
    /// Counts the station's starts.
    pub boot_counter: u64,
    /// Size of the last checkpoint that the station knows.
    pub checkpoint_size: u64,
    /// Root of the last checkpoint that the station knows.
    pub checkpoint_root: [u8; 32],
    /// Up to two persons who are present; the first is filled first.
    pub presence: [Option<Presence>; 2],
    /// The device's Ed25519 signature over [`Challenge::signed_part`].
    pub device_signature: [u8; 64],
}

impl Challenge {
    /// Gives what the persons present sign the digest of: all in front of their signatures.
    ///
    /// Shape: [`STATEMENT_BYTES`] bytes.
    pub fn statement(&self) -> Vec<u8> {
        let mode = match self.mode {
            Mode::Shown => 1,
            Mode::Sent => 2,
        };
        [
            &MAGIC[..],
            &[mode],
            &self.device_id,
            &self.permit_hash,
            &self.handle,
            &self.opening_number.to_be_bytes(),
            &self.one_time_key.0,
            &self.nonce,
            &self.station_time_s.to_be_bytes(),
            &self.boot_counter.to_be_bytes(),
            &self.checkpoint_size.to_be_bytes(),
            &self.checkpoint_root,
        ]
        .concat()
    }

    /// Computes the SHA-256 that the presence signatures are over.
    pub fn digest(&self) -> [u8; 32] {
        sha256(&[&self.statement()])
    }

    /// Gives what the device signs: all in front of its signature.
    ///
    /// Shape: [`SIGNED_BYTES`] bytes.
    pub fn signed_part(&self) -> Vec<u8> {
        let mut bytes = self.statement();
        for presence in &self.presence {
            let presence = presence.as_ref().map_or_else(|| vec![0; PRESENCE_BYTES], Presence::bytes);
            bytes.extend_from_slice(&presence);
        }
        bytes
    }

    /// Writes the [`CHALLENGE_BYTES`] bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.signed_part()[..], &self.device_signature].concat()
    }

    /// Reads a challenge. No signature is checked.
    ///
    /// Errors: [`ChallengeError::Length`], [`ChallengeError::Magic`], [`ChallengeError::Mode`],
    /// [`ChallengeError::Presence`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ChallengeError> {
        if bytes.len() != CHALLENGE_BYTES {
            return Err(ChallengeError::Length);
        }
        Reader(bytes).challenge()
    }

    /// Writes the text of the QR code: base32 in upper case, which a QR code packs and a line or an address carries.
    pub fn to_text(&self) -> String {
        base32(&self.to_bytes())
    }

    /// Reads the text of the QR code; white space is passed over.
    ///
    /// Errors: each of [`ChallengeError`].
    pub fn from_text(text: &str) -> Result<Self, ChallengeError> {
        let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        Self::from_bytes(&unbase32(&text).ok_or(ChallengeError::Text)?)
    }
}

impl Presence {
    fn bytes(&self) -> Vec<u8> {
        [&self.key_id[..], &[self.flags], &self.counter.to_be_bytes(), &self.signature].concat()
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ChallengeError> {
        take(&mut self.0).ok_or(ChallengeError::Length)
    }

    fn challenge(&mut self) -> Result<Challenge, ChallengeError> {
        if self.take()? != MAGIC {
            return Err(ChallengeError::Magic);
        }
        let mode = match self.take()? {
            [1] => Mode::Shown,
            [2] => Mode::Sent,
            [other] => return Err(ChallengeError::Mode(other)),
        };
        let challenge = Challenge {
            mode,
            device_id: self.take()?,
            permit_hash: self.take()?,
            handle: self.take()?,
            opening_number: u16::from_be_bytes(self.take()?),
            one_time_key: AgreementKey(self.take()?),
            nonce: self.take()?,
            station_time_s: u64::from_be_bytes(self.take()?),
            boot_counter: u64::from_be_bytes(self.take()?),
            checkpoint_size: u64::from_be_bytes(self.take()?),
            checkpoint_root: self.take()?,
            presence: [self.presence()?, self.presence()?],
            device_signature: self.take()?,
        };
        if matches!(challenge.presence, [None, Some(_)]) {
            return Err(ChallengeError::Presence);
        }
        Ok(challenge)
    }

    fn presence(&mut self) -> Result<Option<Presence>, ChallengeError> {
        let slot: [u8; PRESENCE_BYTES] = self.take()?;
        if slot == [0; PRESENCE_BYTES] {
            return Ok(None);
        }
        let mut slot = Reader(&slot);
        Ok(Some(Presence {
            key_id: slot.take()?,
            flags: u8::from_be_bytes(slot.take()?),
            counter: u32::from_be_bytes(slot.take()?),
            signature: slot.take()?,
        }))
    }
}

/// SOURCE: RFC 4648 section 6, without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let bits = (0..5).fold(0_u64, |bits, at| bits << 8 | u64::from(five.get(at).copied().unwrap_or(0)));
        let characters = five.len().saturating_mul(8).div_ceil(5);
        let shifts = (0..8_u32).rev().map(|at| at.saturating_mul(5)).take(characters);
        text.extend(shifts.map(|shift| {
            let index = usize::try_from(bits >> shift & 31).unwrap_or_default();
            char::from(ALPHABET.get(index).copied().unwrap_or_default())
        }));
    }
    text
}

fn unbase32(text: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for character in text {
        let digit = ALPHABET.iter().position(|known| known == character)?;
        bits = bits << 5 | u32::try_from(digit).ok()?;
        held = held.checked_add(5)?;
        if held >= 8 {
            held = held.checked_sub(8)?;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
            bits &= 0xff;
        }
    }
    // A whole character too many, or set bits behind the end: a second spelling of the same bytes.
    let rest = bits & (1_u32.checked_shl(held)?.checked_sub(1)?);
    (held < 5 && rest == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        // RFC 4648 section 10, padding cut off.
        for (plain, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
        ] {
            assert_eq!(base32(plain.as_bytes()), text);
            assert_eq!(unbase32(text.as_bytes()), Some(plain.as_bytes().to_vec()));
        }
        for wrong in ["M", "MZ", "MZX", "MZXW6Y", "my", "MY=", "M1", "MYA"] {
            assert_eq!(unbase32(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
