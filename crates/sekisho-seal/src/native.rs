//! age's own hybrid stanza, `mlkem768x25519`: what only one private key opens, readable with stock `age`. The medium's
//! `permit.age` and `outbox/*.age` are sealed with it.
//!
//! Source: C2SP age, "The MLKEM768-X25519 hybrid post-quantum recipient type"; RFC 9180.

use std::convert::Infallible;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

use crate::FileKey;
use crate::bech;
pub use crate::bech::KeyTextError;
use crate::header::{Header, HeaderError, Stanza};
use crate::key_pair::{CIPHERTEXT_BYTES, EncapsulationRandomness, PublicKey, SecretSeed, is_low_order};
use crate::plain::{base64, unbase64};

/// The stanza's type.
pub const TAG: &str = "mlkem768x25519";
/// The beginning of a recipient.
pub const RECIPIENT_PREFIX: &str = "age1pq";
/// The beginning of an identity.
pub const IDENTITY_PREFIX: &str = "age-secret-key-pq-";

const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const BODY_BYTES: usize = 32;

/// Says why a header does not give its file key to a seed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NativeError {
    /// The header's MAC does not fit the file key.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// A stanza of this type is not as the format wants it.
    #[error("{TAG} stanza is malformed: {0}")]
    Malformed(&'static str),
    /// No stanza is for this key.
    #[error("file is not for this key")]
    WrongKey,
}

/// Wraps the file key for the holder of one private key.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the key was checked when it was read")]
pub fn seal(file_key: &FileKey, recipient: &PublicKey, randomness: EncapsulationRandomness) -> Stanza {
    // INVARIANT: `PublicKey` holds only what X-Wing took for a key.
    let key = <XWing as Kem>::PublicKey::from_bytes(recipient.as_bytes()).expect("checked when read");
    let mut once = Once(Some(randomness));
    let (encapsulated, body) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &key,
        INFO,
        file_key.expose(),
        b"",
        &mut once,
    )
    .expect("16 bytes can be sealed");
    let arg = base64(&encapsulated.to_bytes());
    Stanza::new(TAG.to_owned(), vec![arg], body).expect("base64 is printable")
}

/// Unwraps the file key with whichever stanza is for this seed, and checks the header's MAC with it.
///
/// Shape: stanzas of other types are passed over.
/// Errors: [`NativeError::Malformed`], [`NativeError::WrongKey`], [`HeaderError::Mac`] within [`NativeError::Header`].
pub fn open_header(header: &Header, seed: &SecretSeed) -> Result<FileKey, NativeError> {
    let mut ours = Vec::new();
    for stanza in header.stanzas().iter().filter(|stanza| stanza.tag() == TAG) {
        ours.push(read(stanza)?);
    }
    let found = ours.iter().find_map(|(encapsulated, body)| unwrap(encapsulated, body, seed));
    let file_key = found.ok_or(NativeError::WrongKey)?;
    header.check(&file_key)?;
    Ok(file_key)
}

/// Unwraps the file key from one stanza. The header's MAC is still to be checked.
///
/// Errors: [`NativeError::Malformed`], also for a stanza of another type; [`NativeError::WrongKey`].
pub fn open(stanza: &Stanza, seed: &SecretSeed) -> Result<FileKey, NativeError> {
    if stanza.tag() != TAG {
        return Err(NativeError::Malformed("it is of another type"));
    }
    let (encapsulated, body) = read(stanza)?;
    unwrap(&encapsulated, body, seed).ok_or(NativeError::WrongKey)
}

/// Writes the recipient that stock age takes, `age1pq1…`.
pub fn recipient_text(recipient: &PublicKey) -> String {
    bech::lower(RECIPIENT_PREFIX, recipient.as_bytes())
}

/// Reads a recipient.
///
/// Errors: each of [`KeyTextError`].
pub fn recipient_from_text(text: &str) -> Result<PublicKey, KeyTextError> {
    PublicKey::from_bytes(&bech::read(text, RECIPIENT_PREFIX)?).map_err(|_| KeyTextError::Content)
}

/// Writes the identity that stock age takes, `AGE-SECRET-KEY-PQ-1…`: the secret itself.
pub fn identity_text(seed: &SecretSeed) -> Zeroizing<String> {
    bech::upper(IDENTITY_PREFIX, seed.expose())
}

/// Reads an identity.
///
/// Errors: each of [`KeyTextError`].
pub fn identity_from_text(text: &str) -> Result<SecretSeed, KeyTextError> {
    let data = bech::read(text, IDENTITY_PREFIX)?;
    data.as_slice().try_into().map(SecretSeed::new).map_err(|_| KeyTextError::Content)
}

fn read(stanza: &Stanza) -> Result<(Vec<u8>, &[u8]), NativeError> {
    let [arg] = stanza.args() else {
        return Err(NativeError::Malformed("it has not exactly two arguments"));
    };
    let encapsulated = unbase64(arg.as_bytes()).filter(|bytes| bytes.len() == CIPHERTEXT_BYTES);
    let encapsulated =
        encapsulated.ok_or(NativeError::Malformed("its argument is not canonical base64 of 1120 bytes"))?;
    // The crates below take an all-zero X25519 secret; age forbids it.
    if is_low_order(&encapsulated) {
        return Err(NativeError::Malformed("it holds a share of low order"));
    }
    // The length comes before the decryption, against partitioning oracles.
    if stanza.body().len() != BODY_BYTES {
        return Err(NativeError::Malformed("its body has not 32 bytes"));
    }
    Ok((encapsulated, stanza.body()))
}

fn unwrap(encapsulated: &[u8], body: &[u8], seed: &SecretSeed) -> Option<FileKey> {
    let key = <XWing as Kem>::PrivateKey::from_bytes(seed.expose()).ok()?;
    let encapsulated = <XWing as Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
    let file_key = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &key,
        &encapsulated,
        INFO,
        body,
        b"",
    );
    let file_key = Zeroizing::new(file_key.ok()?);
    Some(FileKey::new(file_key.as_slice().try_into().ok()?))
}

/// Gives the randomness of one encapsulation to a crate that asks for a generator.
struct Once(Option<EncapsulationRandomness>);

impl TryRng for Once {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        hpke::rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        hpke::rand_core::utils::next_word_via_fill(self)
    }

    #[expect(clippy::expect_used, reason = "a second encapsulation with the same randomness must not happen")]
    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Infallible> {
        // INVARIANT: X-Wing asks once, for all 64 bytes; the vectors and the round trip would fail otherwise.
        let randomness = self.0.take().expect("asked once");
        assert_eq!(wanted.len(), randomness.expose().len(), "asked for all of it");
        wanted.copy_from_slice(randomness.expose());
        Ok(())
    }
}

impl TryCryptoRng for Once {}
