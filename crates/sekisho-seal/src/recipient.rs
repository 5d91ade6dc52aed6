//! The public text to which stock age seals one copy for one device under one permit.

use std::fmt;
use std::str::FromStr;

use crate::bech;
pub use crate::bech::KeyTextError;
use crate::key_pair::{PUBLIC_KEY_BYTES, PublicKey};
use crate::plain::take;
use crate::stanza::{SUITE, Terms};

/// The beginning of every recipient, and so the name of the plugin.
pub const PREFIX: &str = "age1sekisho";
const VERSION: u8 = 1;

/// Names everything that a two-halves stanza needs; nothing of it is secret.
///
/// Shape: Bech32 of `01 || suite[2] || permit_hash[32] || copy_id[16] || pk_d[1216] || pk_r[1216]`.
/// Source: `docs/spec/container.md` section 4.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recipient {
    /// Permit and copy.
    pub terms: Terms,
    /// The device's public key.
    pub device: PublicKey,
    /// The vault's public key of this permit.
    pub release: PublicKey,
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = [
            &[VERSION][..],
            &SUITE.to_be_bytes(),
            &self.terms.permit_hash,
            &self.terms.copy_id,
            self.device.as_bytes(),
            self.release.as_bytes(),
        ]
        .concat();
        f.write_str(&bech::lower(PREFIX, &data))
    }
}

impl FromStr for Recipient {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        let data = bech::read(text, PREFIX)?;
        parse(&data).ok_or(KeyTextError::Content)
    }
}

fn parse(mut data: &[u8]) -> Option<Recipient> {
    let data = &mut data;
    if take(data)? != [VERSION] || take(data)? != SUITE.to_be_bytes() {
        return None;
    }
    let terms = Terms { permit_hash: take(data)?, copy_id: take(data)? };
    let device = PublicKey::from_bytes(&take::<PUBLIC_KEY_BYTES>(data)?).ok()?;
    let release = PublicKey::from_bytes(&take::<PUBLIC_KEY_BYTES>(data)?).ok()?;
    data.is_empty().then_some(Recipient { terms, device, release })
}
