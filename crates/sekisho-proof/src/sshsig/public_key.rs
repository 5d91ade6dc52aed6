//! Public keys of persons.
use std::{fmt, str::FromStr};

use ed25519_dalek::VerifyingKey;
use ssh_key::{HashAlg, private::Ed25519Keypair, public::KeyData};

use super::{SshsigError, unsupported};

/// Is a public key of one of the accepted kinds: Ed25519, or a security key with Ed25519 or P-256.
///
/// Shape: compared and ordered by the key alone, never by its comment; `Display` and `FromStr` use the
/// OpenSSH line.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct PublicKey(KeyData);

impl PublicKey {
    /// Reads one line as in `id_ed25519.pub`; a comment is dropped.
    ///
    /// Errors: [`SshsigError::MalformedPublicKey`], [`SshsigError::UnsupportedKey`].
    pub fn from_openssh(line: &str) -> Result<Self, SshsigError> {
        let key =
            ssh_key::PublicKey::from_openssh(line.trim_end()).map_err(|_| SshsigError::MalformedPublicKey)?;
        Self::from_key_data(key.into())
    }

    /// Takes the public half of a pair that we made ourselves.
    pub(super) fn from_pair(pair: &Ed25519Keypair) -> Self {
        Self(pair.public.into())
    }

    /// Takes a parsed key if its kind is accepted and its point is on the curve and not weak.
    pub(super) fn from_key_data(key: KeyData) -> Result<Self, SshsigError> {
        let ed25519_is_usable =
            |bytes: &[u8; 32]| VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak());
        let usable = match &key {
            KeyData::Ed25519(key) => ed25519_is_usable(&key.0),
            KeyData::SkEd25519(key) => ed25519_is_usable(&key.public_key().0),
            KeyData::SkEcdsaSha2NistP256(key) => {
                p256::ecdsa::VerifyingKey::from_sec1_bytes(key.ec_point().as_bytes()).is_ok()
            }
            other => return Err(unsupported(&other.algorithm())),
        };
        if usable { Ok(Self(key)) } else { Err(SshsigError::MalformedPublicKey) }
    }

    /// Writes the OpenSSH line without comment.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "accepted keys are always written")]
    pub fn to_openssh(&self) -> String {
        let line = ssh_key::PublicKey::from(self.0.clone()).to_openssh();
        // INVARIANT: a key of an accepted kind always has an OpenSSH form.
        line.expect("accepted keys are written").trim_end().to_owned()
    }

    /// Names the key as `ssh-keygen -l` does, `SHA256:` and base64 without padding.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Names the kind of key, for instance `ssh-ed25519`.
    pub fn algorithm(&self) -> String {
        self.0.algorithm().to_string()
    }

    /// Tells whether the key lives in a security key.
    pub fn is_security_key(&self) -> bool {
        !matches!(self.0, KeyData::Ed25519(_))
    }

    /// Reads a key in its binary form, the middle part of the OpenSSH line.
    pub(super) fn from_blob(blob: &[u8]) -> Result<Self, SshsigError> {
        let key = ssh_key::PublicKey::from_bytes(blob).map_err(|_| SshsigError::MalformedPublicKey)?;
        Self::from_key_data(key.into())
    }

    #[expect(clippy::expect_used, reason = "accepted keys are always written")]
    pub(super) fn to_blob(&self) -> Vec<u8> {
        // INVARIANT: a key of an accepted kind always has a binary form.
        ssh_key::PublicKey::from(self.0.clone()).to_bytes().expect("accepted keys are written")
    }

    pub(super) fn key_data(&self) -> &KeyData {
        &self.0
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm(), self.fingerprint())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_openssh())
    }
}

impl FromStr for PublicKey {
    type Err = SshsigError;

    fn from_str(line: &str) -> Result<Self, SshsigError> {
        Self::from_openssh(line)
    }
}
