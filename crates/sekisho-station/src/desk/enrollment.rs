//! What a new desk sends to its owner.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_core::id::DeviceId;
use sekisho_core::sealing::KeyLevel;
use sekisho_gate::attached::{DEPOSIT, DEVICE_POSSESSION, deposit_text, device_possession_text};
use sekisho_proof::canonical;
use sekisho_seal::answer::AgreementKey;
use sekisho_seal::key_pair::PublicKey;
use serde::{Deserialize, Serialize};

use super::{Desk, DeskError, text};

/// One-time public keys for the owner, and the device's signature over them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    /// X-Wing public keys, base64, in the order of their hashes.
    pub keys: Vec<String>,
    /// The device's SSHSIG, armored.
    pub signature: String,
    /// X25519 public keys for challenges by voice, base64, in the order of their numbers.
    pub spoken: Vec<String>,
}

/// What the owner needs to enroll a device. Nothing in it is secret.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Enrollment {
    /// The first one-time keys.
    pub deposit: Deposit,
    /// Which device it is.
    pub device: DeviceId,
    /// How well its private keys are kept.
    pub level: KeyLevel,
    /// For which record.
    pub origin: String,
    /// The device's SSHSIG over its own line, armored.
    pub possession: String,
    /// The line of its signing key.
    pub signing: String,
    /// The version of this form: 1.
    pub version: u32,
}

impl Enrollment {
    /// Writes the file.
    ///
    /// Errors: [`DeskError::Text`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, DeskError> {
        text(self)
    }

    /// Reads a file. No signature is checked.
    ///
    /// Errors: [`DeskError::Text`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DeskError> {
        canonical::from_slice(bytes).map_err(|error| DeskError::Text(error.to_string()))
    }
}

impl Desk {
    /// Puts a deposit together with what the owner knows the device by.
    ///
    /// Errors: [`DeskError::Text`].
    pub fn enrollment(&self, deposit: Deposit) -> Result<Enrollment, DeskError> {
        enroll(self, deposit)
    }
}

pub(super) fn enroll(desk: &Desk, deposit: Deposit) -> Result<Enrollment, DeskError> {
    let signing = desk.signing_line();
    let possession = device_possession_text(desk.origin(), desk.device(), &signing);
    Ok(Enrollment {
        deposit,
        device: desk.device().clone(),
        level: KeyLevel::File,
        origin: desk.origin().to_owned(),
        possession: desk.sign(DEVICE_POSSESSION, possession.as_bytes())?,
        signing,
        version: 1,
    })
}

pub(super) fn deposit(
    desk: &Desk,
    keys: &[PublicKey],
    spoken: &[AgreementKey],
) -> Result<Deposit, DeskError> {
    let keys: BTreeMap<Digest, String> =
        keys.iter().map(|key| (Digest::of(key.as_bytes()), STANDARD.encode(key.as_bytes()))).collect();
    let spoken: Vec<String> = spoken.iter().map(|key| STANDARD.encode(key.0)).collect();
    let words = deposit_text(desk.origin(), desk.device(), keys.keys(), &spoken);
    let signature = desk.sign(DEPOSIT, words.as_bytes())?;
    Ok(Deposit { keys: keys.into_values().collect(), signature, spoken })
}
