//! A small age file for one key, as stock `age` reads it with the private key alone.
//!
//! Source: `docs/spec/container.md` section 7.

use std::io::{Cursor, Read as _};
use std::num::NonZeroUsize;

use sekisho_seal::FileKey;
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::{EncapsulationRandomness, PublicKey, SecretSeed};
use sekisho_seal::native::{self, NativeError};
use sekisho_seal::payload::{self, Opening};
use zeroize::{Zeroize as _, Zeroizing};

use crate::desk::{DeskError, Entropy};

/// A permit file or a fact is never larger. Units: bytes.
const LIMIT: usize = 16 << 20;

/// Says why a letter cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum LetterError {
    #[error("it is damaged, or no age file")]
    Damaged,
    #[error("it is for another key")]
    OtherKey,
    #[error("it is larger than any permit or fact")]
    TooLarge,
}

pub(crate) fn seal(plain: &[u8], to: &PublicKey, entropy: &mut Entropy<'_>) -> Result<Vec<u8>, DeskError> {
    let file_key = file_key(entropy)?;
    let stanza = native::seal(&file_key, to, encapsulation(entropy)?);
    let header = Header::seal(vec![stanza], &file_key).map_err(|error| DeskError::Text(error.to_string()))?;
    let nonce = bytes(entropy)?;
    let mut out = header.bytes().to_vec();
    payload::seal(&file_key, nonce, plain, &mut out, NonZeroUsize::MIN)
        .map_err(|error| DeskError::Text(error.to_string()))?;
    Ok(out)
}

pub(crate) fn open(sealed: &[u8], seed: &SecretSeed) -> Result<Zeroizing<Vec<u8>>, LetterError> {
    if sealed.len() > LIMIT {
        return Err(LetterError::TooLarge);
    }
    let mut input = Cursor::new(sealed);
    let header = Header::read(&mut input).map_err(|_| LetterError::Damaged)?;
    let file_key = native::open_header(&header, seed).map_err(|error| match error {
        NativeError::WrongKey => LetterError::OtherKey,
        _ => LetterError::Damaged,
    })?;
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut opening = Opening::new(&file_key, input).map_err(|_| LetterError::Damaged)?;
    opening.read_to_end(&mut plain).map_err(|_| LetterError::Damaged)?;
    Ok(plain)
}

pub(crate) fn file_key(entropy: &mut Entropy<'_>) -> Result<FileKey, DeskError> {
    let mut key: [u8; 16] = bytes(entropy)?;
    let file_key = FileKey::new(key);
    key.zeroize();
    Ok(file_key)
}

pub(crate) fn encapsulation(entropy: &mut Entropy<'_>) -> Result<EncapsulationRandomness, DeskError> {
    let mut random: [u8; 64] = bytes(entropy)?;
    let randomness = EncapsulationRandomness::new(random);
    random.zeroize();
    Ok(randomness)
}

pub(crate) fn bytes<const N: usize>(entropy: &mut Entropy<'_>) -> Result<[u8; N], DeskError> {
    let mut bytes = [0; N];
    entropy(&mut bytes).map_err(DeskError::Entropy)?;
    Ok(bytes)
}
