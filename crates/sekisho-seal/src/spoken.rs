//! The challenge for a voice alone: 64 bits as four groups of digits. The one-time key is not in it, because the device
//! deposited it beforehand; the MAC shows that the caller holds its other half.
//!
//! Source: `docs/spec/answer.md` section 2.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::answer::Agreed;
use crate::digits::{self, DigitsError};
use crate::plain::{hkdf, same};

/// Groups of a spoken challenge.
pub const GROUPS: usize = 4;
/// Minutes of a day.
pub const MINUTES: u16 = 24 * 60;

const INFO: &[u8] = b"sekisho-spoken-challenge-v1";
const MAC_BITS: u32 = 35;

/// Tells what the device says about who is present. It cannot say more: signatures do not fit into a voice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Level {
    /// The persons were not verified by a machine.
    AttestedByPhone,
    /// The device checked the signatures of two security keys.
    VerifiedByDevice,
}

/// Says why a spoken challenge is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpokenError {
    /// The MAC does not fit: not this device's key, permit or stanza.
    #[error("challenge was not made by this device for this permit and container")]
    Mac,
    /// The minute is not one of a day.
    #[error("minute {0} is not one of a day")]
    Minute(u16),
}

/// Asks by voice for the release of one stanza.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SpokenChallenge {
    key_index: u16,
    minute_of_day: u16,
    level: Level,
    mac: u64,
}

impl SpokenChallenge {
    /// Makes the challenge; `agreed` is of the one-time key with this index and the owner's answer key.
    ///
    /// Units: `minute_of_day` is UTC, below [`MINUTES`].
    /// Errors: [`SpokenError::Minute`].
    pub fn new(
        key_index: u16,
        minute_of_day: u16,
        level: Level,
        agreed: &Agreed,
        permit_hash: &[u8; 32],
        handle: &[u8; 16],
    ) -> Result<Self, SpokenError> {
        if minute_of_day >= MINUTES {
            return Err(SpokenError::Minute(minute_of_day));
        }
        let mut challenge = Self { key_index, minute_of_day, level, mac: 0 };
        challenge.mac = mac(challenge.said(), agreed, permit_hash, handle);
        Ok(challenge)
    }

    /// Checks that the holder of the one-time key asks for this stanza under this permit.
    ///
    /// Errors: [`SpokenError::Mac`]. One in 2³⁵ guesses passes: the owner limits how often is tried.
    pub fn check(
        &self,
        agreed: &Agreed,
        permit_hash: &[u8; 32],
        handle: &[u8; 16],
    ) -> Result<(), SpokenError> {
        let right = mac(self.said(), agreed, permit_hash, handle);
        if same(&right.to_be_bytes(), &self.mac.to_be_bytes()) { Ok(()) } else { Err(SpokenError::Mac) }
    }

    /// Tells which of the deposited one-time keys is used.
    pub fn key_index(&self) -> u16 {
        self.key_index
    }

    /// Tells the minute of the day, UTC, by the device's clock.
    pub fn minute_of_day(&self) -> u16 {
        self.minute_of_day
    }

    /// Tells what the device says about who is present.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Writes the 64 bits; they are the challenge in [`crate::answer::Asked`].
    pub fn to_bytes(&self) -> [u8; 8] {
        (u64::from(self.said()) << MAC_BITS | self.mac).to_be_bytes()
    }

    /// Reads the 64 bits.
    ///
    /// Errors: [`DigitsError::Content`] for a minute or a level that cannot be.
    pub fn from_bytes(bytes: [u8; 8]) -> Result<Self, DigitsError> {
        let bits = u64::from_be_bytes(bytes);
        let field = |shift: u32, bits_wide: u32| {
            bits.wrapping_shr(shift) & (u64::MAX >> 64_u32.saturating_sub(bits_wide))
        };
        let level = match field(35, 2) {
            0 => Level::AttestedByPhone,
            1 => Level::VerifiedByDevice,
            _ => return Err(DigitsError::Content),
        };
        let small = |value: u64| u16::try_from(value).map_err(|_| DigitsError::Content);
        let (key_index, minute_of_day) = (small(field(48, 16))?, small(field(37, 11))?);
        if minute_of_day >= MINUTES {
            return Err(DigitsError::Content);
        }
        Ok(Self { key_index, minute_of_day, level, mac: field(0, MAC_BITS) })
    }

    fn said(&self) -> u32 {
        let level = match self.level {
            Level::AttestedByPhone => 0,
            Level::VerifiedByDevice => 1,
        };
        u32::from(self.key_index) << 13 | u32::from(self.minute_of_day) << 2 | level
    }
}

impl fmt::Display for SpokenChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.to_bytes();
        let (pairs, _) = bytes.as_chunks::<2>();
        let values: Vec<u16> = pairs.iter().copied().map(u16::from_be_bytes).collect();
        digits::write(&values, f)
    }
}

impl FromStr for SpokenChallenge {
    type Err = DigitsError;

    fn from_str(text: &str) -> Result<Self, DigitsError> {
        let values = digits::read::<GROUPS>(text)?;
        let bits = values.iter().fold(0_u64, |bits, value| bits << 16 | u64::from(*value));
        Self::from_bytes(bits.to_be_bytes())
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn mac(said: u32, agreed: &Agreed, permit_hash: &[u8; 32], handle: &[u8; 16]) -> u64 {
    let key = hkdf::<32>(agreed.expose(), b"", &[INFO]);
    // INVARIANT: HMAC takes keys of every length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("length fits");
    mac.update(permit_hash);
    mac.update(handle);
    mac.update(&said.to_be_bytes());
    let full: [u8; 32] = mac.finalize().into_bytes().into();
    // The first 35 bits.
    full.iter().take(5).fold(0, |bits, byte| bits << 8 | u64::from(*byte)) >> 5
}
