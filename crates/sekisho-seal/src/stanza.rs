//! The two-halves stanza: the file key opens with the device's private key *and* a value that the vault computes for
//! exactly this stanza of this copy.
//!
//! Layout and derivations: `docs/spec/container.md` section 3. The four steps of opening give four different errors,
//! and none of them touches the payload: [`TwoHalves::open_device`], [`DeviceOpened::with_permit`],
//! [`PermitOpened::with_release`], and the header's MAC ([`Header::check`]).

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use zeroize::Zeroizing;

use crate::FileKey;
use crate::header::{Header, Stanza};
use crate::key_pair::{Ciphertext, EncapsulationRandomness, KeyError, PublicKey, SecretSeed, SharedSecret};
use crate::plain::{base64, head, hkdf, same, secret, sha256, take, unbase64};

/// The stanza's type, and the prefix of every derivation.
pub const LABEL: &str = "sekisho.example/two-halves/v1";
/// Both halves X-Wing: the one suite of this version.
pub const SUITE: u16 = 0x0001;
/// Bytes of the stanza's body.
pub const BODY_BYTES: usize = 80;

/// Says why a stanza does not give its file key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StanzaError {
    /// The stanza is ours, but not as the format wants it.
    #[error("two-halves stanza is malformed: {0}")]
    Malformed(&'static str),
    /// The stanza has a suite that this version does not know.
    #[error("two-halves stanza has the unknown suite {0:04x}")]
    UnknownSuite(u16),
    /// No stanza is for this device.
    #[error("container is not for this device")]
    WrongDevice,
    /// The permit is not the one under which the container was sealed.
    #[error("container was sealed under another permit or as another copy")]
    WrongPermit,
    /// The release value is not the one of this stanza.
    #[error("release code does not fit this container")]
    WrongCode,
    /// The wrapped key or the header was changed.
    #[error("container is damaged")]
    Damaged,
}

secret! {
    /// The vault's half for one stanza of one copy.
    ReleaseValue, 16
}

/// Ties a stanza to its permit and to one copy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Terms {
    /// SHA-256 of the exact bytes of the approved permit document.
    pub permit_hash: [u8; 32],
    /// The copy, as the permit numbers it.
    pub copy_id: [u8; 16],
}

/// Is what the seal receipt keeps of one stanza; nothing of it is secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StanzaFacts {
    /// The release half's encapsulated secret, which the vault will decapsulate.
    pub enc_r: Ciphertext,
    /// SHA-256 of the device half's encapsulated secret.
    pub enc_d_hash: [u8; 32],
    /// SHA-256 of the device's public key.
    pub pk_d_hash: [u8; 32],
    /// The number by which a challenge names the stanza.
    pub handle: [u8; 16],
}

/// Is what the vault takes from the logged receipt: everything but its own seed.
#[derive(Clone, Copy, Debug)]
pub struct LoggedStanza<'a> {
    /// The suite.
    pub suite: u16,
    /// Permit and copy.
    pub terms: Terms,
    /// SHA-256 of the device's public key.
    pub pk_d_hash: [u8; 32],
    /// SHA-256 of the device half's encapsulated secret.
    pub enc_d_hash: [u8; 32],
    /// The release half's encapsulated secret.
    pub enc_r: &'a Ciphertext,
}

/// Is a two-halves stanza as it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TwoHalves {
    enc_d: Ciphertext,
    enc_r: Ciphertext,
    device_tag: [u8; 8],
    permit_tag: [u8; 8],
    commit: [u8; 32],
    wrapped: [u8; 32],
}

/// Is a stanza whose device half this device found.
#[derive(Debug)]
pub struct DeviceOpened {
    stanza: TwoHalves,
    secret: SharedSecret,
    pk_d_hash: [u8; 32],
}

/// Is a stanza of this device under this permit: what is missing is the vault's half.
#[derive(Debug)]
pub struct PermitOpened {
    stanza: TwoHalves,
    context: [u8; 32],
    device_half: DeviceHalf,
}

secret! {
    /// The device's half for one stanza.
    DeviceHalf, 32
}

/// Wraps the file key so that the device alone and the vault alone cannot unwrap it.
///
/// Shape: needs public keys only; the randomness is fresh for every stanza of every copy.
/// Source: `docs/spec/container.md` section 3.
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "base64 is printable; 16 bytes are not too many"
)]
pub fn seal(
    file_key: &FileKey,
    terms: &Terms,
    (pk_d, randomness_d): (&PublicKey, EncapsulationRandomness),
    (pk_r, randomness_r): (&PublicKey, EncapsulationRandomness),
) -> (Stanza, StanzaFacts) {
    let (secret_d, enc_d) = pk_d.encapsulate(randomness_d);
    let (secret_r, enc_r) = pk_r.encapsulate(randomness_r);
    let facts = StanzaFacts {
        enc_d_hash: enc_d.hash(),
        pk_d_hash: pk_d.hash(),
        handle: handle_of(&enc_r),
        enc_r: enc_r.clone(),
    };
    let context = facts.logged(terms).context(&pk_r.hash());
    let (device_half, permit_tag) = device_half(&secret_d, &context);
    let release = release_half(&secret_r, &context);
    let (wrap_key, commit) = wrap_key(&device_half, &release, &context);
    // The zero nonce is safe: the key is used this once.
    let wrapped = ChaCha20Poly1305::new((&*wrap_key).into())
        .encrypt(&Nonce::default(), file_key.expose().as_slice())
        .expect("16 bytes fit");
    let body = [&device_tag(&secret_d, &enc_d, &enc_r)[..], &permit_tag, &commit, &wrapped].concat();
    let args = vec![format!("{SUITE:04x}"), base64(enc_d.as_bytes()), base64(enc_r.as_bytes())];
    let stanza = Stanza::new(LABEL.to_owned(), args, body).expect("base64 is printable");
    (stanza, facts)
}

/// Finds the stanza of this device in a header.
///
/// Shape: stanzas of other types are passed over.
/// Errors: [`StanzaError::Malformed`] and [`StanzaError::UnknownSuite`] for one of ours that is not as it should be;
/// [`StanzaError::WrongDevice`] if none is for this device.
pub fn find_device(header: &Header, seed_d: &SecretSeed) -> Result<DeviceOpened, StanzaError> {
    let ours: Result<Vec<TwoHalves>, StanzaError> =
        header.stanzas().iter().filter(|stanza| stanza.tag() == LABEL).map(TwoHalves::read).collect();
    for stanza in ours? {
        match stanza.open_device(seed_d) {
            Err(StanzaError::WrongDevice) => {}
            found => return found,
        }
    }
    Err(StanzaError::WrongDevice)
}

/// Computes the vault's half, from the logged receipt and never from what a request says.
///
/// Errors: [`StanzaError::UnknownSuite`]; [`StanzaError::Malformed`] for a share of low order.
/// Source: `docs/spec/container.md` section 3.
pub fn release_value(seed_r: &SecretSeed, logged: &LoggedStanza<'_>) -> Result<ReleaseValue, StanzaError> {
    if logged.suite != SUITE {
        return Err(StanzaError::UnknownSuite(logged.suite));
    }
    let secret = seed_r.decapsulate(logged.enc_r).map_err(low_order)?;
    Ok(release_half(&secret, &logged.context(&seed_r.public_key().hash())))
}

impl StanzaFacts {
    /// Puts the facts together with permit and copy, as the receipt does.
    pub fn logged(&self, terms: &Terms) -> LoggedStanza<'_> {
        LoggedStanza {
            suite: SUITE,
            terms: *terms,
            pk_d_hash: self.pk_d_hash,
            enc_d_hash: self.enc_d_hash,
            enc_r: &self.enc_r,
        }
    }
}

impl LoggedStanza<'_> {
    /// Tells the number by which a challenge names the stanza.
    pub fn handle(&self) -> [u8; 16] {
        handle_of(self.enc_r)
    }

    fn context(&self, pk_r_hash: &[u8; 32]) -> [u8; 32] {
        // Every part has a fixed length, so no two inputs collide.
        sha256(&[
            LABEL.as_bytes(),
            &[0],
            &self.suite.to_be_bytes(),
            &self.terms.permit_hash,
            &self.terms.copy_id,
            &self.pk_d_hash,
            pk_r_hash,
            &self.enc_d_hash,
            &self.enc_r.hash(),
        ])
    }
}

impl TwoHalves {
    /// Reads a stanza, strictly.
    ///
    /// Errors: [`StanzaError::Malformed`], [`StanzaError::UnknownSuite`].
    pub fn read(stanza: &Stanza) -> Result<Self, StanzaError> {
        if stanza.tag() != LABEL {
            return Err(StanzaError::Malformed("it is of another type"));
        }
        let [suite, enc_d, enc_r] = stanza.args() else {
            return Err(StanzaError::Malformed("it has not exactly three arguments"));
        };
        read_suite(suite)?;
        let mut body = stanza.body();
        let fields = (take(&mut body), take(&mut body), take(&mut body), take(&mut body), body);
        let (Some(device_tag), Some(permit_tag), Some(commit), Some(wrapped), []) = fields else {
            return Err(StanzaError::Malformed("its body has not 80 bytes"));
        };
        let (enc_d, enc_r) = (read_encapsulated(enc_d)?, read_encapsulated(enc_r)?);
        Ok(Self { enc_d, enc_r, device_tag, permit_tag, commit, wrapped })
    }

    /// Tells the number by which a challenge names the stanza.
    pub fn handle(&self) -> [u8; 16] {
        handle_of(&self.enc_r)
    }

    /// Tells whether the stanza is for the holder of this seed.
    ///
    /// Errors: [`StanzaError::WrongDevice`]; [`StanzaError::Malformed`] for a share of low order.
    pub fn open_device(&self, seed_d: &SecretSeed) -> Result<DeviceOpened, StanzaError> {
        let secret = seed_d.decapsulate(&self.enc_d).map_err(low_order)?;
        if !same(&device_tag(&secret, &self.enc_d, &self.enc_r), &self.device_tag) {
            return Err(StanzaError::WrongDevice);
        }
        Ok(DeviceOpened { stanza: self.clone(), secret, pk_d_hash: seed_d.public_key().hash() })
    }
}

impl DeviceOpened {
    /// Tells the number by which a challenge names the stanza.
    pub fn handle(&self) -> [u8; 16] {
        self.stanza.handle()
    }

    /// Tells whether the stanza was sealed under this permit, as this copy, to this release key.
    ///
    /// Errors: [`StanzaError::WrongPermit`].
    pub fn with_permit(self, terms: &Terms, pk_r_hash: &[u8; 32]) -> Result<PermitOpened, StanzaError> {
        let logged = LoggedStanza {
            suite: SUITE,
            terms: *terms,
            pk_d_hash: self.pk_d_hash,
            enc_d_hash: self.stanza.enc_d.hash(),
            enc_r: &self.stanza.enc_r,
        };
        let context = logged.context(pk_r_hash);
        let (device_half, permit_tag) = device_half(&self.secret, &context);
        if !same(&permit_tag, &self.stanza.permit_tag) {
            return Err(StanzaError::WrongPermit);
        }
        Ok(PermitOpened { stanza: self.stanza, context, device_half })
    }
}

impl PermitOpened {
    /// Tells the number by which a challenge names the stanza.
    pub fn handle(&self) -> [u8; 16] {
        self.stanza.handle()
    }

    /// Unwraps the file key. A mistyped code may be followed by another try.
    ///
    /// Errors: [`StanzaError::WrongCode`], [`StanzaError::Damaged`].
    pub fn with_release(&self, release: &ReleaseValue) -> Result<FileKey, StanzaError> {
        let (wrap_key, commit) = wrap_key(&self.device_half, release, &self.context);
        if !same(&commit, &self.stanza.commit) {
            return Err(StanzaError::WrongCode);
        }
        unwrap(&wrap_key, &self.stanza.wrapped).ok_or(StanzaError::Damaged)
    }
}

fn unwrap(wrap_key: &[u8; 32], wrapped: &[u8]) -> Option<FileKey> {
    let cipher = ChaCha20Poly1305::new(wrap_key.into());
    let file_key = Zeroizing::new(cipher.decrypt(&Nonce::default(), wrapped).ok()?);
    Some(FileKey::new(file_key.as_slice().try_into().ok()?))
}

fn read_suite(text: &str) -> Result<(), StanzaError> {
    let suite = u16::from_str_radix(text, 16).ok().filter(|suite| format!("{suite:04x}") == text);
    match suite {
        Some(SUITE) => Ok(()),
        Some(other) => Err(StanzaError::UnknownSuite(other)),
        None => Err(StanzaError::Malformed("its suite is not four hexadecimal digits")),
    }
}

fn read_encapsulated(text: &str) -> Result<Ciphertext, StanzaError> {
    let bytes = unbase64(text.as_bytes()).ok_or(StanzaError::Malformed("its base64 is not canonical"))?;
    Ciphertext::from_bytes(&bytes)
        .map_err(|_| StanzaError::Malformed("its encapsulated secrets have not 1120 bytes"))
}

fn low_order(_: KeyError) -> StanzaError {
    StanzaError::Malformed("it holds a share of low order")
}

fn handle_of(enc_r: &Ciphertext) -> [u8; 16] {
    head(&enc_r.hash())
}

fn device_tag(secret: &SharedSecret, enc_d: &Ciphertext, enc_r: &Ciphertext) -> [u8; 8] {
    let salt = sha256(&[enc_d.as_bytes(), enc_r.as_bytes()]);
    *hkdf(secret.expose(), &salt, &[LABEL.as_bytes(), b" device-tag"])
}

fn device_half(secret: &SharedSecret, context: &[u8; 32]) -> (DeviceHalf, [u8; 8]) {
    let output = hkdf::<40>(secret.expose(), context, &[LABEL.as_bytes(), b" device-half"]);
    let (half, tag) = split::<32, 8, 40>(&output);
    (DeviceHalf(half), tag)
}

fn release_half(secret: &SharedSecret, context: &[u8; 32]) -> ReleaseValue {
    ReleaseValue(*hkdf(secret.expose(), context, &[LABEL.as_bytes(), b" release-half"]))
}

fn wrap_key(
    device_half: &DeviceHalf,
    release: &ReleaseValue,
    context: &[u8; 32],
) -> (Zeroizing<[u8; 32]>, [u8; 32]) {
    let both = Zeroizing::new([&device_half.0[..], &release.0].concat());
    let output = hkdf::<64>(&both, context, &[LABEL.as_bytes(), b" wrap"]);
    let (key, commit) = split::<32, 32, 64>(&output);
    (Zeroizing::new(key), commit)
}

fn split<const A: usize, const B: usize, const N: usize>(bytes: &[u8; N]) -> ([u8; A], [u8; B]) {
    const { assert!(N == A + B, "the parts are the whole") };
    let mut second = [0; B];
    second.iter_mut().zip(bytes.iter().skip(A)).for_each(|(to, from)| *to = *from);
    (head(bytes), second)
}
