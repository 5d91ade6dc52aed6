//! Sealed carry-outs: what the document says about keys, what the seal receipt says about a box, what the vault reported.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hash::Digest;
use crate::id::{DatasetId, DeviceId, IdError, MediumId, PersonId};
use crate::time::Timestamp;

/// The only way of sealing so far: both halves X-Wing. Source: docs/spec/container.md, suite 0x0001.
pub const SUITE: u16 = 1;

/// What one copy is called inside its box: 16 random bytes, as 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CopyId(String);

/// What a challenge names a box by: the first 16 bytes of `H(enc_r)`, as 32 hexadecimal digits.
pub type Handle = CopyId;

impl CopyId {
    /// Takes the 16 bytes over.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Gives the 16 bytes.
    pub fn to_bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (byte, digits) in bytes.iter_mut().zip(self.0.as_bytes().chunks(2)) {
            // INVARIANT: `FromStr` lets only lower-case hexadecimal digits in.
            let digits = std::str::from_utf8(digits).unwrap_or_default();
            *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
        }
        bytes
    }

    /// Gives the code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CopyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CopyId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let fits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(Self(text.to_owned())) } else { Err(IdError(text.to_owned())) }
    }
}

impl TryFrom<String> for CopyId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<CopyId> for String {
    fn from(id: CopyId) -> Self {
        id.0
    }
}

/// The keys and people of a sealed carry-out, as part of the document that the approvers sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealing {
    /// The copies, one for each medium, in the same order.
    pub copies: Vec<CopyId>,
    /// The hash of the receiving device's one-time public key.
    pub device_key: Digest,
    /// Who may be present at an opening; two of them are.
    pub openers: BTreeSet<PersonId>,
    /// How many releases the vault gives at most, all copies together.
    pub openings: u16,
    /// What is kept about who is in the copies, if anything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<Lookup>,
    /// The hash of the vault's public key for this permit.
    pub release_key: Digest,
    /// The hash of the owner's re-wrap key, if the box can be wrapped again for another device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrap_key: Option<Digest>,
    /// After a re-wrap: the hash of the document under which the boxes were sealed. It stays the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_under: Option<Digest>,
    /// Who seals.
    pub sealer: PersonId,
    /// 立会者: the owner's officer who watches.
    pub witness: PersonId,
}

/// The keyed fingerprints that sealing leaves with the owner, so that "was this person in it?" has an answer.
///
/// Source: docs/spec/fingerprint.md.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// What they are made of.
    pub fingerprints: Vec<Fingerprinted>,
    /// The hash of the vault's public key to which each copy's fingerprint key is sealed.
    pub key: Digest,
    /// When the vault forgets that key, whatever happens: from then on nobody can ask any more.
    pub not_after: Timestamp,
}

/// One kind of fingerprint of one dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprinted {
    /// Of which dataset.
    pub dataset: DatasetId,
    /// The headings of the source, in the order that the kind tells; they need not be among the approved fields.
    pub fields: Vec<String>,
    /// Which kind.
    pub kind: FingerprintKind,
}

/// What names a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FingerprintKind {
    /// Address and date of birth.
    AddressBirth,
    /// The number under which the office knows the person.
    Code,
    /// Name in kana and date of birth.
    KanaBirth,
    /// Name and date of birth.
    NameBirth,
}

impl FingerprintKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AddressBirth, Self::Code, Self::KanaBirth, Self::NameBirth];

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AddressBirth => "address_birth",
            Self::Code => "code",
            Self::KanaBirth => "kana_birth",
            Self::NameBirth => "name_birth",
        }
    }

    /// Tells how many fields it takes.
    pub fn fields(self) -> usize {
        match self {
            Self::Code => 1,
            Self::AddressBirth | Self::KanaBirth | Self::NameBirth => 2,
        }
    }
}

/// How well a private key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyLevel {
    /// A file: whoever has a copy of the file is the device.
    File,
    /// Sealed to the device's own TPM.
    Tpm,
    /// In a token.
    Token,
}

impl KeyLevel {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Tpm => "tpm",
            Self::Token => "token",
        }
    }
}

/// How sure it is that a destroyed key is gone. Source: docs/spec/vault.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DestructionLevel {
    /// Deleted by software: older images of the machine may still contain it.
    E0,
    /// Zeroized in a cell of which no copy was made.
    E1,
    /// As E1, at two custodians.
    E2,
}

impl DestructionLevel {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::E0 => "E0",
            Self::E1 => "E1",
            Self::E2 => "E2",
        }
    }
}

/// The owner's vault, as the record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vault {
    /// Its X25519 public key for answers, base64.
    pub answer: String,
    /// How sure a destruction in its cell is.
    pub level: DestructionLevel,
    /// The OpenSSH public key line with which it signs its receipts.
    pub receipts: String,
}

/// How a device is known, beside its ledger line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKeys {
    /// One-time public keys that no permit has used, by their hashes.
    pub deposited: BTreeSet<Digest>,
    /// How well its private keys are kept.
    pub level: KeyLevel,
    /// The OpenSSH public key line with which it signs.
    pub signing: String,
    /// One-time X25519 public keys for spoken challenges, base64, in the order of their deposit.
    pub spoken: Vec<String>,
}

/// What a seal receipt says about one wrap of the file key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrap {
    /// The hash of the device's one-time public key.
    pub device_key: Digest,
    /// The hash of the device half's ciphertext.
    pub enc_d: Digest,
    /// The release half's ciphertext, base64: what the vault decapsulates.
    pub enc_r: String,
    /// What a challenge names this wrap by: the first 16 bytes of the ciphertext's hash.
    pub handle: Handle,
}

/// How many rows of a dataset the sealer counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Which dataset.
    pub dataset: DatasetId,
    /// How many rows of persons under protection were left out, where they are. The owner alone is told: in a small extract the
    /// number would say that somebody of few is under protection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<u64>,
    /// How many rows.
    pub rows: u64,
}

/// What the sealing station says about a box: made by the station, never typed.
///
/// Source: docs/spec/container.md section 8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealReceipt {
    /// The length of the box. Units: bytes.
    pub box_bytes: u64,
    /// The hash of the whole box, as it was read back from the medium.
    pub box_hash: Digest,
    /// Which copy.
    pub copy: CopyId,
    /// What was counted.
    pub counted: Vec<Counted>,
    /// The hash of what heads the copy's file of fingerprints; if the permit demands one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprints: Option<Digest>,
    /// The hash of the box's header.
    pub header_hash: Digest,
    /// The hash of the signed manifest inside the box.
    pub manifest: Digest,
    /// On which medium.
    pub medium: MediumId,
    /// The hash of the permit document under which it was sealed.
    pub permit_hash: Digest,
    /// When, by the station's clock.
    pub sealed_at: Timestamp,
    /// Which device sealed.
    pub station: DeviceId,
    /// How.
    pub suite: u16,
    /// The wrap of the file key for the receiving device.
    pub wrap: Wrap,
    /// The wrap for the owner's re-wrap key; kept off the medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrap: Option<Wrap>,
}

/// What the witness signed, before any plaintext was touched and after the box was read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnessed {
    /// The SSHSIG over the receipt, armored.
    pub after: String,
    /// The SSHSIG over permit and copy, armored.
    pub before: String,
    /// Who watched.
    pub person: PersonId,
}

/// How it is known that two persons were present at an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceLevel {
    /// Somebody said so over the telephone, and an officer signs for it.
    AttestedByPhone,
    /// The device checked both signatures and says so under its own key.
    VerifiedByDevice,
    /// Both signatures came with the challenge and were checked here.
    VerifiedByOwner,
}

impl PresenceLevel {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AttestedByPhone => "attested_by_phone",
            Self::VerifiedByDevice => "verified_by_device",
            Self::VerifiedByOwner => "verified_by_owner",
        }
    }
}

/// Who was present, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// How it is known.
    pub level: PresenceLevel,
    /// Who.
    pub persons: BTreeSet<PersonId>,
}

/// What a release is for. All of them are counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Opening the copy at the receiving device.
    #[default]
    Opening,
    /// 宛先の付替え: wrapping its file key again for another device, at the owner's.
    Rewrap,
}

impl Purpose {
    /// Tells whether it is the purpose that is not written.
    pub fn is_opening(&self) -> bool {
        *self == Self::Opening
    }

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Rewrap => "rewrap",
        }
    }
}

/// One release that was granted: from here on the copy counts as possibly opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// When.
    pub at: Timestamp,
    /// The digest of the challenge: the same one is answered again and counted once.
    pub challenge: Digest,
    /// To which device.
    pub device: DeviceId,
    /// Of which copy.
    pub medium: MediumId,
    /// Which opening, from 1.
    pub opening: u16,
    /// Who was present.
    pub presence: Presence,
    /// What for.
    #[serde(default, skip_serializing_if = "Purpose::is_opening")]
    pub purpose: Purpose,
}

/// How a copy was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningOutcome {
    /// Not everything came out whole.
    Damaged,
    /// Nothing came out.
    Failed,
    /// By a station: into memory or a private directory, inside the window.
    Opened,
    /// By plain age through the plugin: outside all promises of a station.
    Uncontrolled,
}

/// A copy of the content that was made at the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingCopy {
    /// By when it must be erased.
    pub erase_by: Timestamp,
    /// What was said about its erasure, last word.
    pub erased: Option<crate::permit::Erasure>,
    /// Of which medium's content.
    pub medium: MediumId,
    /// Whether its alarm has rung.
    pub rung: bool,
}

/// The vault's word that a permit's key is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// When, by the vault's clock.
    pub at: Timestamp,
    /// In what kind of cell its key was.
    pub cell: String,
    /// Which key file is the newest now.
    pub epoch: u64,
    /// How sure that is.
    pub level: DestructionLevel,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_one_spelling() {
        let id = CopyId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        assert_eq!(id.to_string().parse(), Ok(id.clone()));
        assert_eq!(id.to_bytes(), [0xab; 16]);
        for bad in ["", "AB", &"AB".repeat(16), &"0".repeat(31), &"g".repeat(32)] {
            assert_eq!(bad.parse::<CopyId>(), Err(IdError(bad.to_owned())));
        }
    }
}
