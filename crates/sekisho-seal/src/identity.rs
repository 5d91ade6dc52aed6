//! The text by which stock age finds the plugin and the plugin finds the device's key. It holds no secret.

use std::fmt;
use std::str::FromStr;

use crate::bech::{self, KeyTextError};
use crate::key_pair::PublicKey;
use crate::plain::{head, take};

/// The beginning of every identity; age reads the plugin's name from it.
pub const PREFIX: &str = "age-plugin-sekisho-";
const VERSION: u8 = 1;

/// Names a device key that lies somewhere else.
///
/// Shape: Bech32, upper case, of `01 || H(pk_d)[..16]`.
/// Source: `docs/spec/container.md` section 4.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Identity {
    /// The first half of the SHA-256 of the device's public key.
    pub device: [u8; 16],
}

impl Identity {
    /// Names this device key.
    pub fn of(device: &PublicKey) -> Self {
        Self { device: head(&device.hash()) }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech::upper(PREFIX, &[&[VERSION][..], &self.device].concat()))
    }
}

impl FromStr for Identity {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        let data = bech::read(text, PREFIX)?;
        let mut rest = data.as_slice();
        match (take(&mut rest), take(&mut rest), rest) {
            (Some([VERSION]), Some(device), []) => Ok(Self { device }),
            _ => Err(KeyTextError::Content),
        }
    }
}
