//! Private keys of persons who sign on this machine.
use ssh_key::{HashAlg, LineEnding, SshSig, private::Ed25519Keypair};
use zeroize::Zeroizing;

use super::{PublicKey, SshsigError, unsupported};

/// Is an opened Ed25519 private key; the secret is wiped when it goes.
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct PrivateKey {
    key: ssh_key::PrivateKey,
    public: PublicKey,
}

impl PrivateKey {
    /// Reads a private key as in `id_ed25519`, and opens it if it is encrypted.
    ///
    /// Shape: a passphrase for a key that has none is ignored.
    /// Errors: [`SshsigError::MalformedPrivateKey`], [`SshsigError::PassphraseNeeded`],
    /// [`SshsigError::WrongPassphrase`], [`SshsigError::UnsupportedKey`] for other kinds than Ed25519: with
    /// those, sign with `ssh-keygen -Y sign`.
    pub fn from_openssh(pem: &str, passphrase: Option<&str>) -> Result<Self, SshsigError> {
        let mut key = parse(pem)?;
        if key.public_key().key_data().ed25519().is_none() {
            return Err(unsupported(&key.public_key().algorithm()));
        }
        if key.is_encrypted() {
            let passphrase = passphrase.ok_or(SshsigError::PassphraseNeeded)?;
            key = key.decrypt(passphrase).map_err(|_| SshsigError::WrongPassphrase)?;
        }
        let Some(pair) = key.key_data().ed25519() else { return Err(SshsigError::MalformedPrivateKey) };
        // A file whose halves do not belong together would sign under another name than it shows.
        if key.public_key().key_data().ed25519() != Some(&pair.public) {
            return Err(SshsigError::MalformedPrivateKey);
        }
        Ok(Self { public: PublicKey::from_key_data(key.public_key().key_data().clone())?, key })
    }

    /// Tells whether reading this private key takes a passphrase.
    ///
    /// Errors: [`SshsigError::MalformedPrivateKey`].
    pub fn is_encrypted(pem: &str) -> Result<bool, SshsigError> {
        Ok(parse(pem)?.is_encrypted())
    }

    /// Makes the Ed25519 key of this seed, 32 secret random bytes.
    pub fn generate_from_seed(seed: &[u8; 32]) -> Self {
        let pair = Ed25519Keypair::from_seed(seed);
        Self { public: PublicKey::from_pair(&pair), key: pair.into() }
    }

    /// Gives the public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs a message for a purpose, as `ssh-keygen -Y sign` does.
    ///
    /// Shape: the armored signature, hash `sha512`.
    /// Errors: [`SshsigError::EmptyNamespace`].
    /// Source: OpenSSH `PROTOCOL.sshsig`.
    pub fn sign(&self, namespace: &str, message: &[u8]) -> Result<String, SshsigError> {
        SshSig::sign(&self.key, namespace, HashAlg::Sha512, message)
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(|_| SshsigError::EmptyNamespace)
    }

    /// Writes the private key as in `id_ed25519`, **not** encrypted.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "an opened Ed25519 key is always written"
    )]
    pub fn to_openssh(&self) -> Zeroizing<String> {
        // INVARIANT: an Ed25519 pair always has an OpenSSH form.
        self.key.to_openssh(LineEnding::LF).expect("opened keys are written")
    }
}

fn parse(pem: &str) -> Result<ssh_key::PrivateKey, SshsigError> {
    ssh_key::PrivateKey::from_openssh(pem.trim_end()).map_err(|_| SshsigError::MalformedPrivateKey)
}
