//! An SSH signature without its wrapping, where every byte counts: in a challenge that becomes a QR code.
use ssh_key::{HashAlg, SshSig, public::KeyData};

use super::{PublicKey, SshsigError, Verified, parse, verify_raw};

/// The bytes of a signature, and what a security key says beside them.
///
/// Shape: of a key file `flags` and `counter` are 0.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CompactSignature {
    /// The security key's flags.
    pub flags: u8,
    /// The security key's counter.
    pub counter: u32,
    /// The Ed25519 signature.
    pub signature: [u8; 64],
}

impl CompactSignature {
    /// Takes the wrapping off.
    ///
    /// Errors: [`SshsigError::MalformedSignature`] also if it is no SHA-512 signature with Ed25519: what is not said must
    /// be known.
    pub fn from_armored(armored: &str) -> Result<Self, SshsigError> {
        let whole = parse(armored)?;
        let ed25519 = matches!(whole.public_key(), KeyData::Ed25519(_) | KeyData::SkEd25519(_));
        if !ed25519 || whole.hash_alg() != HashAlg::Sha512 {
            return Err(SshsigError::MalformedSignature);
        }
        let (signature, rest) =
            whole.signature_bytes().split_first_chunk().ok_or(SshsigError::MalformedSignature)?;
        let (flags, counter) = match rest {
            [] => (0, 0),
            [flags, counter @ ..] => {
                let counter = counter.try_into().map_err(|_| SshsigError::MalformedSignature)?;
                (*flags, u32::from_be_bytes(counter))
            }
        };
        Ok(Self { flags, counter, signature: *signature })
    }

    /// Checks that the holder of this key signed this message for this purpose.
    ///
    /// Errors: as [`verify`](super::verify).
    pub fn verify(
        &self,
        public: &PublicKey,
        namespace: &str,
        message: &[u8],
    ) -> Result<Verified, SshsigError> {
        let signed = SshSig::signed_data(namespace, HashAlg::Sha512, message)
            .map_err(|_| SshsigError::EmptyNamespace)?;
        let mut raw = self.signature.to_vec();
        match public.key_data() {
            KeyData::Ed25519(_) if (self.flags, self.counter) == (0, 0) => {}
            KeyData::SkEd25519(_) => {
                raw.push(self.flags);
                raw.extend_from_slice(&self.counter.to_be_bytes());
            }
            _ => return Err(SshsigError::WrongSignature),
        }
        verify_raw(public.key_data(), &signed, &raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sshsig::PrivateKey;

    #[test]
    fn a_signature_is_as_good_without_its_wrapping() {
        let key = PrivateKey::generate_from_seed(&[7; 32]);
        let compact = CompactSignature::from_armored(&key.sign("open.permit@x", b"hello").unwrap()).unwrap();
        assert_eq!((compact.flags, compact.counter), (0, 0));
        assert!(compact.verify(key.public(), "open.permit@x", b"hello").is_ok());
        for (namespace, message) in [("open.permit@x", b"hallo"), ("approve.permit@x", b"hello")] {
            let wrong = compact.verify(key.public(), namespace, message);
            assert_eq!(wrong, Err(SshsigError::WrongSignature));
        }
        let other = PrivateKey::generate_from_seed(&[8; 32]);
        assert_eq!(
            compact.verify(other.public(), "open.permit@x", b"hello"),
            Err(SshsigError::WrongSignature)
        );
        let touched = CompactSignature { flags: 1, ..compact };
        assert_eq!(touched.verify(key.public(), "open.permit@x", b"hello"), Err(SshsigError::WrongSignature));
    }
}
