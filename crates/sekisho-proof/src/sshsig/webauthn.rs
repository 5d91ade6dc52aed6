//! Signatures that a browser makes with a passkey: an assertion of `WebAuthn` whose challenge is what
//! `ssh-keygen -Y sign` would have signed, wrapped so that `ssh-keygen -Y verify` reads it.
//!
//! Shape: the browser signs `authenticatorData || SHA256(clientDataJSON)`; inside the client data stands the
//! challenge, which names purpose and message, and the page (origin) that asked.
//! Source: OpenSSH `PROTOCOL.u2f`, signature type `webauthn-sk-ecdsa-sha2-nistp256@openssh.com`; W3C Web
//! Authentication, sections 5.8.1 (client data) and 6.1 (authenticator data).
mod armor;
mod client_data;
mod error;

use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha256};
use ssh_key::public::{KeyData, SkEcdsaSha2NistP256};

pub use error::AssertionError;

use super::{PublicKey, SshsigError, Verified, token};

/// The algorithm inside the signature.
pub(super) const ALGORITHM: &str = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";

/// The magic in front of a signature and of what is signed.
const MAGIC: &[u8] = b"SSHSIG";
/// The version of the signature's form.
const VERSION: u32 = 1;
/// The only hash of a message that is taken here.
const HASH: &str = "sha256";

/// Flag: the browser's device made a new key; never in an assertion.
const ATTESTED: u8 = 0x40;
/// Flag: the key may be copied to other devices.
const BACKUP_ELIGIBLE: u8 = 0x08;
/// Flag: the key is copied to other devices at this time.
const BACKED_UP: u8 = 0x10;
/// Flag: extensions follow.
const EXTENSIONS: u8 = 0x80;

/// The longest client data. Units: bytes.
const CLIENT_DATA_LIMIT: usize = 4096;
/// The longest authenticator data. Units: bytes.
const AUTHENTICATOR_DATA_LIMIT: usize = 1024;

/// What a browser gives back from `navigator.credentials.get`, bytes as they came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Assertion {
    /// `response.authenticatorData`.
    pub authenticator_data: Vec<u8>,
    /// `response.clientDataJSON`, never parsed and written again.
    pub client_data_json: Vec<u8>,
    /// `response.signature`, in DER.
    pub signature_der: Vec<u8>,
}

/// Tells what a good signature of a browser says beside the message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Browser {
    /// The page that asked, for instance `https://approve.sekisho.example`; its host is the rp id.
    pub origin: String,
    /// The host name for which the passkey was made.
    pub rp_id: String,
    /// Whether the passkey may be copied to other devices ("synced").
    pub backup_eligible: bool,
    /// Whether it is copied at this time.
    pub backed_up: bool,
}

/// Writes what a browser gets as challenge, so that its assertion signs this message for this purpose.
///
/// Source: OpenSSH `PROTOCOL.sshsig`, "Signed Data", with `sha256`.
pub fn challenge(namespace: &str, message: &[u8]) -> Vec<u8> {
    let mut blob = challenge_head(namespace);
    armor::put(&mut blob, &Sha256::digest(message));
    blob
}

fn challenge_head(namespace: &str) -> Vec<u8> {
    let mut blob = MAGIC.to_vec();
    for part in [namespace, "", HASH] {
        armor::put(&mut blob, part.as_bytes());
    }
    blob
}

/// Wraps a browser's assertion into the armored signature that [`verify`](super::verify) and `ssh-keygen -Y
/// verify` read.
///
/// Shape: everything is checked here that needs no message: that the assertion is for this purpose is, that it is
/// for this message is not.
/// Errors: [`SshsigError::Assertion`], [`SshsigError::EmptyNamespace`], [`SshsigError::NotPresent`],
/// [`SshsigError::WrongSignature`]; [`SshsigError::UnsupportedKey`] if the key is no passkey of P-256.
pub fn assemble(public: &PublicKey, namespace: &str, assertion: &Assertion) -> Result<String, SshsigError> {
    if namespace.is_empty() {
        return Err(SshsigError::EmptyNamespace);
    }
    let signed = Signed::from_assertion(public, namespace, assertion)?;
    let head = challenge_head(namespace);
    let blob = client_data::challenge(&signed.client_data)?;
    // Behind the head stands one digest, and nothing else.
    let digest = blob.strip_prefix(head.as_slice()).ok_or(AssertionError::OtherChallenge)?;
    if digest.len() != 36 || !digest.starts_with(&[0, 0, 0, 32]) {
        return Err(AssertionError::OtherChallenge.into());
    }
    signed.verify_challenge(&blob)?;
    Ok(signed.armored())
}

/// Wraps an assertion without checking it, as somebody does who cheats.
#[cfg(any(test, feature = "testkit"))]
pub(crate) fn wrap(
    public: &PublicKey,
    namespace: &str,
    assertion: &Assertion,
) -> Result<String, SshsigError> {
    // Which host the authenticator saw is not in the wrapping at all.
    let mut assertion = assertion.clone();
    let host = Sha256::digest(passkey(public)?.application());
    assertion.authenticator_data.iter_mut().zip(host).for_each(|(to, from)| *to = from);
    Ok(Signed::from_assertion(public, namespace, &assertion)?.armored())
}

/// A signature of a browser, taken apart; nothing is checked but its form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Signed {
    public: PublicKey,
    namespace: String,
    scalars: ([u8; 32], [u8; 32]),
    flags: u8,
    counter: [u8; 4],
    origin: String,
    client_data: String,
    extensions: Vec<u8>,
}

impl Signed {
    fn from_assertion(
        public: &PublicKey,
        namespace: &str,
        assertion: &Assertion,
    ) -> Result<Self, SshsigError> {
        let Assertion { authenticator_data, client_data_json, signature_der } = assertion;
        let key = passkey(public)?;
        if client_data_json.len() > CLIENT_DATA_LIMIT || authenticator_data.len() > AUTHENTICATOR_DATA_LIMIT {
            return Err(AssertionError::TooLarge.into());
        }
        let client_data =
            str::from_utf8(client_data_json).map_err(|_| AssertionError::ClientData)?.to_owned();
        let (rp_hash, rest) =
            authenticator_data.split_first_chunk::<32>().ok_or(AssertionError::AuthenticatorData)?;
        let ([flags, counter @ ..], extensions) =
            rest.split_first_chunk::<5>().ok_or(AssertionError::AuthenticatorData)?;
        if rp_hash.as_slice() != Sha256::digest(key.application()).as_slice() {
            return Err(AssertionError::OtherRpId { wanted: key.application().to_owned() }.into());
        }
        let signature = p256::ecdsa::Signature::from_der(signature_der)
            .map_err(|_| SshsigError::Assertion(AssertionError::Signature))?;
        let (r, s) = signature.split_bytes();
        Ok(Self {
            public: public.clone(),
            namespace: namespace.to_owned(),
            scalars: (r.into(), s.into()),
            flags: *flags,
            counter: *counter,
            origin: client_data::origin(&client_data)?,
            client_data,
            extensions: extensions.to_vec(),
        })
    }

    /// Takes an armored signature apart if it is one of a browser.
    pub(super) fn parse(armored: &str) -> Option<Self> {
        let blob = armor::open(armored)?;
        let rest = blob.strip_prefix(MAGIC)?.strip_prefix(&VERSION.to_be_bytes())?;
        let (key, rest) = armor::take(rest)?;
        let (namespace, rest) = armor::take_text(rest)?;
        if namespace.is_empty() {
            return None;
        }
        // What the reserved field holds is not signed, so nothing may stand there.
        let ([], rest) = armor::take(rest)? else { return None };
        let (HASH, rest) = armor::take_text(rest)? else { return None };
        let (signature, []) = armor::take(rest)? else { return None };
        let (ALGORITHM, rest) = armor::take_text(signature)? else { return None };
        let (scalars, rest) = armor::take(rest)?;
        let (&[flags, ref counter @ ..], rest) = rest.split_first_chunk::<5>()?;
        let (origin, rest) = armor::take_text(rest)?;
        let (client_data, rest) = armor::take_text(rest)?;
        let (extensions, []) = armor::take(rest)? else { return None };
        let (r, s) = token::take_scalars(scalars).ok()?;
        let public = PublicKey::from_blob(key).ok()?;
        Some(Self {
            public,
            namespace: namespace.to_owned(),
            scalars: (r, s),
            flags,
            counter: *counter,
            origin: origin.to_owned(),
            client_data: client_data.to_owned(),
            extensions: extensions.to_vec(),
        })
    }

    pub(super) fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(super) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Checks everything that the signature says, for this message.
    pub(super) fn verify(&self, message: &[u8]) -> Result<Verified, SshsigError> {
        self.verify_challenge(&challenge(&self.namespace, message))
    }

    fn verify_challenge(&self, challenge: &[u8]) -> Result<Verified, SshsigError> {
        let key = passkey(&self.public)?;
        let rp_id = key.application();
        if self.client_data.len() > CLIENT_DATA_LIMIT || self.extensions.len() > AUTHENTICATOR_DATA_LIMIT {
            return Err(AssertionError::TooLarge.into());
        }
        // The signature comes first: what was changed on the way is called changed.
        let good = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.ec_point().as_bytes()).is_ok_and(|key| {
            let (r, s) = self.scalars;
            // Both the low and the high s are taken, as they come; signatures are never used as names.
            p256::ecdsa::Signature::from_scalars(r, s)
                .is_ok_and(|signature| key.verify(&self.signed_bytes(rp_id), &signature).is_ok())
        });
        if !good {
            return Err(SshsigError::WrongSignature);
        }
        client_data::check(&self.client_data, challenge, &self.origin)?;
        if !is_page_of(&self.origin, rp_id) {
            let (found, rp_id) = (self.origin.clone(), rp_id.to_owned());
            return Err(AssertionError::OtherPage { found, rp_id }.into());
        }
        let has = |flag| self.flags & flag != 0;
        if !has(token::USER_PRESENT) {
            return Err(SshsigError::NotPresent);
        }
        if !has(token::USER_VERIFIED) {
            return Err(AssertionError::NotVerified.into());
        }
        // SOURCE: WebAuthn section 6.1: who cannot be copied is not copied.
        let impossible = has(BACKED_UP) && !has(BACKUP_ELIGIBLE);
        if has(ATTESTED) || has(EXTENSIONS) == self.extensions.is_empty() || impossible {
            return Err(AssertionError::AuthenticatorData.into());
        }
        Ok(Verified {
            presence: Some(true),
            user_verified: Some(true),
            counter: Some(u32::from_be_bytes(self.counter)),
            browser: Some(Browser {
                origin: self.origin.clone(),
                rp_id: rp_id.to_owned(),
                backup_eligible: has(BACKUP_ELIGIBLE),
                backed_up: has(BACKED_UP),
            }),
        })
    }

    /// Builds again what the authenticator signed; its first part is the digest of *our* rp id.
    fn signed_bytes(&self, rp_id: &str) -> Vec<u8> {
        let (rp_id, client_data) = (Sha256::digest(rp_id), Sha256::digest(&self.client_data));
        [rp_id.as_slice(), &[self.flags], &self.counter, &self.extensions, client_data.as_slice()].concat()
    }

    fn armored(&self) -> String {
        let mut scalars = Vec::new();
        for scalar in [&self.scalars.0, &self.scalars.1] {
            armor::put(&mut scalars, &token::scalar_digits(scalar));
        }
        let mut signature = Vec::new();
        armor::put(&mut signature, ALGORITHM.as_bytes());
        armor::put(&mut signature, &scalars);
        signature.push(self.flags);
        signature.extend_from_slice(&self.counter);
        for part in [self.origin.as_bytes(), self.client_data.as_bytes(), &self.extensions] {
            armor::put(&mut signature, part);
        }
        let mut blob = [MAGIC, &VERSION.to_be_bytes()].concat();
        let key = self.public.to_blob();
        for part in [&key, self.namespace.as_bytes(), b"", HASH.as_bytes(), &signature] {
            armor::put(&mut blob, part);
        }
        armor::close(&blob)
    }
}

/// Gives the key of a passkey: of P-256, and made for a host name.
fn passkey(public: &PublicKey) -> Result<&SkEcdsaSha2NistP256, SshsigError> {
    match public.key_data() {
        KeyData::SkEcdsaSha2NistP256(key) if is_rp_id(key.application()) => Ok(key),
        KeyData::SkEcdsaSha2NistP256(_) => Err(AssertionError::RpId.into()),
        other => Err(super::unsupported(&other.algorithm())),
    }
}

/// Tells whether a text is a host name in lower case: no port, no address, no dot at the end.
///
/// Source: WebAuthn section 5.4.2 ("valid domain string"); RFC 1123 section 2.1 for the labels.
pub fn is_rp_id(text: &str) -> bool {
    let is_label = |label: &str| {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(known)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last label of digits would be an address.
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253 && text.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a page belongs to this rp id by its whole host name, and was fetched so that nobody on the way
/// could write it: over TLS, or on this machine.
///
/// Shape: `https://<rp id>[:port]`; `http` only for `localhost` and names below it, which never leave the machine.
/// Source: RFC 6761 section 6.3; `docs/adr/0032-passkeys-sign-acts.md`.
fn is_page_of(origin: &str, rp_id: &str) -> bool {
    let local = rp_id == "localhost" || rp_id.ends_with(".localhost");
    let host = match origin.split_once("://") {
        Some(("https", host)) => host,
        Some(("http", host)) if local => host,
        _ => return false,
    };
    match host.strip_prefix(rp_id) {
        Some("") => true,
        Some(port) => port.strip_prefix(':').is_some_and(|port| {
            // As a browser writes it: no zero in front.
            !port.starts_with('0')
                && port.bytes().all(|byte| byte.is_ascii_digit())
                && port.parse::<u16>().is_ok()
        }),
        None => false,
    }
}

/// The head of the only `SubjectPublicKeyInfo` that is taken: an uncompressed point of P-256.
///
/// Source: RFC 5480 sections 2.1.1 and 2.2.
pub(crate) const SPKI_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The length of an uncompressed point. Units: bytes.
const POINT: usize = 65;

impl PublicKey {
    /// Takes a new passkey's public key, what `response.getPublicKey()` gives in a browser.
    ///
    /// Shape: ES256 only; the OpenSSH line is `sk-ecdsa-sha2-nistp256@openssh.com` with the rp id as application.
    /// Errors: [`SshsigError::MalformedPublicKey`] also for other kinds of key; [`AssertionError::RpId`].
    /// Source: WebAuthn section 5.2.1.1.
    pub fn from_webauthn(spki_der: &[u8], rp_id: &str) -> Result<Self, SshsigError> {
        if !is_rp_id(rp_id) {
            return Err(AssertionError::RpId.into());
        }
        let point = spki_der.strip_prefix(&SPKI_HEAD).filter(|point| point.len() == POINT);
        let key = point.and_then(|point| p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok());
        let point = key.ok_or(SshsigError::MalformedPublicKey)?.to_sec1_point(false);
        Self::from_key_data(SkEcdsaSha2NistP256::new(point, rp_id).into())
    }

    /// Gives the application of a security key: `ssh:` at the command line, the rp id of a passkey.
    pub fn application(&self) -> Option<&str> {
        match self.key_data() {
            KeyData::SkEcdsaSha2NistP256(key) => Some(key.application()),
            KeyData::SkEd25519(key) => Some(key.application()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
