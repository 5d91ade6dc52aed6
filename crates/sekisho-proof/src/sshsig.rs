//! SSH signatures: what a person signs with an OpenSSH key or a security key, as `ssh-keygen -Y sign` does.
mod compact;
mod private_key;
mod public_key;
mod token;
pub mod webauthn;

use ed25519_dalek::VerifyingKey;
use ssh_key::{Algorithm, HashAlg, SshSig, public::KeyData};

pub use compact::CompactSignature;
pub use private_key::PrivateKey;
pub use public_key::PublicKey;

use crate::plain;

/// Says why a key or a signature is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SshsigError {
    /// What a browser signed is refused.
    #[error(transparent)]
    Assertion(#[from] webauthn::AssertionError),
    /// The namespace is empty.
    #[error("the namespace is empty")]
    EmptyNamespace,
    /// The text is not a private key in OpenSSH's form.
    #[error("not an OpenSSH private key")]
    MalformedPrivateKey,
    /// The text is not one public key line in OpenSSH's form.
    #[error("not an OpenSSH public key")]
    MalformedPublicKey,
    /// The text is not an armored SSH signature.
    #[error("not an SSH signature")]
    MalformedSignature,
    /// The security key signed without a touch.
    #[error("the security key was not touched")]
    NotPresent,
    /// The signature was made with another key.
    #[error("signed with the key {found}, not {wanted}")]
    OtherKey {
        /// The fingerprint of the key inside the signature.
        found: String,
        /// The fingerprint of the key asked for.
        wanted: String,
    },
    /// The signature was made for another purpose.
    #[error("signed for `{found}`, not for `{wanted}`")]
    OtherNamespace {
        /// The namespace inside the signature.
        found: String,
        /// The namespace asked for.
        wanted: String,
    },
    /// The private key is encrypted and no passphrase was given.
    #[error("the private key needs a passphrase")]
    PassphraseNeeded,
    /// The key is of a kind that is not accepted.
    #[error(
        "keys of type `{algorithm}` are not accepted; use ssh-ed25519, sk-ssh-ed25519@openssh.com or \
         sk-ecdsa-sha2-nistp256@openssh.com"
    )]
    UnsupportedKey {
        /// The type.
        algorithm: String,
    },
    /// The passphrase does not open the private key.
    #[error("the passphrase does not open the private key")]
    WrongPassphrase,
    /// The message is not what was signed, or the signature was changed.
    #[error("the signature does not fit to the message")]
    WrongSignature,
}

/// Tells what else a good signature says; only security keys and passkeys say anything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Verified {
    /// Whether somebody touched the security key.
    pub presence: Option<bool>,
    /// Whether the security key asked for PIN or finger.
    pub user_verified: Option<bool>,
    /// The security key's own count of signatures; often 0.
    pub counter: Option<u32>,
    /// What a browser said, if the signature was made in one.
    pub browser: Option<webauthn::Browser>,
}

/// A signature, taken apart.
enum Parsed {
    Browser(webauthn::Signed),
    Plain(SshSig),
}

/// Reads which key a signature says it is from. Nothing is checked: that is for [`verify`].
///
/// Errors: [`SshsigError::MalformedSignature`], [`SshsigError::UnsupportedKey`].
pub fn signer(armored: &str) -> Result<PublicKey, SshsigError> {
    match read(armored)? {
        Parsed::Browser(signed) => Ok(signed.public().clone()),
        Parsed::Plain(signature) => PublicKey::from_key_data(signature.public_key().clone()),
    }
}

/// Checks that the holder of this key signed this message for this purpose.
///
/// Shape: `armored` is what `ssh-keygen -Y sign` or [`webauthn::assemble`] writes.
/// Errors: [`SshsigError::Assertion`], [`SshsigError::MalformedSignature`], [`SshsigError::OtherKey`], [`SshsigError::OtherNamespace`],
/// [`SshsigError::NotPresent`], [`SshsigError::UnsupportedKey`], [`SshsigError::WrongSignature`].
/// Source: OpenSSH `PROTOCOL.sshsig`; for security keys `PROTOCOL.u2f`.
pub fn verify(
    public: &PublicKey,
    namespace: &str,
    message: &[u8],
    armored: &str,
) -> Result<Verified, SshsigError> {
    let parsed = read(armored)?;
    let (found, purpose) = match &parsed {
        Parsed::Browser(signed) => (signed.public().clone(), signed.namespace()),
        Parsed::Plain(signature) => {
            (PublicKey::from_key_data(signature.public_key().clone())?, signature.namespace())
        }
    };
    if found != *public {
        return Err(SshsigError::OtherKey { found: found.fingerprint(), wanted: public.fingerprint() });
    }
    if purpose != namespace {
        return Err(SshsigError::OtherNamespace { found: purpose.to_owned(), wanted: namespace.to_owned() });
    }
    let signature = match parsed {
        Parsed::Browser(signed) => return signed.verify(message),
        Parsed::Plain(signature) => signature,
    };
    if signature.algorithm() != public.key_data().algorithm() {
        return Err(SshsigError::UnsupportedKey { algorithm: signature.algorithm().to_string() });
    }
    let hash @ (HashAlg::Sha256 | HashAlg::Sha512) = signature.hash_alg() else {
        return Err(SshsigError::MalformedSignature);
    };
    // SOURCE: PROTOCOL.sshsig: a reserved field that is not empty is ignored; what is signed has the empty
    // one, as in OpenSSH.
    let signed = SshSig::signed_data(namespace, hash, message).map_err(|_| SshsigError::EmptyNamespace)?;
    verify_raw(public.key_data(), &signed, signature.signature_bytes())
}

fn verify_raw(key: &KeyData, signed: &[u8], signature: &[u8]) -> Result<Verified, SshsigError> {
    match key {
        KeyData::Ed25519(key) => {
            let good = VerifyingKey::from_bytes(&key.0)
                .is_ok_and(|key| plain::ed25519_is_good(&key, signed, signature));
            if good { Ok(Verified::default()) } else { Err(SshsigError::WrongSignature) }
        }
        KeyData::SkEd25519(key) => token::verify_ed25519(key, signed, signature),
        KeyData::SkEcdsaSha2NistP256(key) => token::verify_p256(key, signed, signature),
        other => Err(unsupported(&other.algorithm())),
    }
}

fn read(armored: &str) -> Result<Parsed, SshsigError> {
    match parse(armored) {
        Ok(signature) => Ok(Parsed::Plain(signature)),
        Err(error) => webauthn::Signed::parse(armored).map(Parsed::Browser).ok_or(error),
    }
}

fn parse(armored: &str) -> Result<SshSig, SshsigError> {
    SshSig::from_pem(armored.trim_end_matches(['\r', '\n'])).map_err(|_| SshsigError::MalformedSignature)
}

fn unsupported(algorithm: &Algorithm) -> SshsigError {
    SshsigError::UnsupportedKey { algorithm: algorithm.to_string() }
}

#[cfg(test)]
mod tests;
