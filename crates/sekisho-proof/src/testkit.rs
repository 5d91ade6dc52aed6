//! A passkey in software with the browser around it, for tests: honest, or with one thing wrong.
#![allow(clippy::missing_panics_doc, clippy::expect_used, reason = "tests fail loudly")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use sha2::{Digest, Sha256};
use ssh_key::public::{KeyData, SkEcdsaSha2NistP256};
use ssh_key::{HashAlg, Mpint, SshSig, encoding::Encode};

use crate::sshsig::webauthn::{self, Assertion, SPKI_HEAD};
use crate::sshsig::{PublicKey, SshsigError};

/// Touched, and PIN entered.
pub const PRESENT_AND_VERIFIED: u8 = 0x05;
/// The key is copied to other devices.
pub const SYNCED: u8 = 0x18;

/// A passkey, and the page on which it is asked.
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct SoftPasskey {
    key: SigningKey,
    rp_id: String,
    /// The page that asks.
    pub origin: String,
    /// The flags that the authenticator gives.
    pub flags: u8,
    /// The authenticator's count.
    pub counter: u32,
    /// Extensions behind the count, as CBOR.
    pub extensions: Vec<u8>,
    /// What stands behind the origin in the client data, and closes it.
    pub tail: String,
}

impl SoftPasskey {
    /// Makes the passkey of this name for a host; the page is the host's own.
    pub fn new(name: &str, rp_id: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&Sha256::digest(name)).expect("a digest is a scalar"),
            rp_id: rp_id.to_owned(),
            origin: format!("https://{rp_id}"),
            flags: PRESENT_AND_VERIFIED,
            counter: 7,
            extensions: Vec::new(),
            tail: r#","crossOrigin":false}"#.to_owned(),
        }
    }

    /// Gives what `getPublicKey()` gives in a browser.
    pub fn spki(&self) -> Vec<u8> {
        [&SPKI_HEAD[..], self.key.verifying_key().to_sec1_point(false).as_bytes()].concat()
    }

    /// Gives the public key as it is enrolled.
    pub fn public(&self) -> PublicKey {
        PublicKey::from_webauthn(&self.spki(), &self.rp_id).expect("the key is one of P-256")
    }

    /// Writes the client data for a challenge.
    pub fn client_data(&self, challenge: &[u8]) -> String {
        let (challenge, origin, tail) = (URL_SAFE_NO_PAD.encode(challenge), &self.origin, &self.tail);
        format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}"{tail}"#)
    }

    /// Signs this client data, whatever it says.
    pub fn assert(&self, client_data: &str) -> Assertion {
        let mut authenticator_data = Sha256::digest(&self.rp_id).to_vec();
        authenticator_data.push(self.flags);
        authenticator_data.extend_from_slice(&self.counter.to_be_bytes());
        authenticator_data.extend_from_slice(&self.extensions);
        let signed = [authenticator_data.as_slice(), &Sha256::digest(client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        Assertion {
            authenticator_data,
            client_data_json: client_data.as_bytes().to_vec(),
            signature_der: signature.to_der().as_bytes().to_vec(),
        }
    }

    /// Answers a challenge, as `navigator.credentials.get` does.
    pub fn get(&self, challenge: &[u8]) -> Assertion {
        self.assert(&self.client_data(challenge))
    }

    /// Signs a message as an honest page has it signed.
    ///
    /// Errors: as [`webauthn::assemble`].
    pub fn sign(&self, namespace: &str, message: &[u8]) -> Result<String, SshsigError> {
        let assertion = self.get(&webauthn::challenge(namespace, message));
        webauthn::assemble(&self.public(), namespace, &assertion)
    }

    /// Signs a message and wraps it without any check, as somebody who cheats does.
    pub fn forge(&self, namespace: &str, message: &[u8]) -> String {
        self.wrap(namespace, &self.get(&webauthn::challenge(namespace, message)))
    }

    /// Wraps any assertion as one for this purpose and of this key, without any check.
    pub fn wrap(&self, namespace: &str, assertion: &Assertion) -> String {
        webauthn::wrap(&self.public(), namespace, assertion).expect("the assertion can be taken apart")
    }

    /// Signs without a browser, as a program does that reaches the security key itself.
    pub fn sign_raw(&self, namespace: &str, message: &[u8]) -> String {
        let point = self.key.verifying_key().to_sec1_point(false);
        let key = SkEcdsaSha2NistP256::new(point, &self.rp_id);
        let signed = SshSig::signed_data(namespace, HashAlg::Sha512, message).expect("there is a namespace");
        let trailer = [&[self.flags], &self.counter.to_be_bytes()[..]].concat();
        let host = Sha256::digest(&self.rp_id);
        let signature: Signature =
            self.key.sign(&[host.as_slice(), &trailer, &Sha256::digest(signed)].concat());
        let mut raw = Vec::new();
        for scalar in <[_; 2]>::from(signature.split_bytes()) {
            Mpint::from_positive_bytes(&scalar).encode(&mut raw).expect("a scalar is written");
        }
        raw.extend_from_slice(&trailer);
        let raw = ssh_key::Signature::new(KeyData::from(key.clone()).algorithm(), raw).expect("it is one");
        SshSig::new(key.into(), namespace, HashAlg::Sha512, raw).expect("there is a namespace").to_string()
    }
}
