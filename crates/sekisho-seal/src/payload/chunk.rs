//! One chunk: its key, its nonce, its tag.

use hkdf::Hkdf;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, Tag, UnboundKey};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{NONCE_BYTES, TAG_BYTES};
use crate::FileKey;

/// Tells whether more chunks follow.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Last,
    NotLast,
}

/// A chunk that is not what was sealed under this key in this place.
#[derive(Debug)]
pub(crate) struct NotAuthentic;

/// The key of all chunks of one payload. `ring` does not wipe keys, so this type overwrites it when it goes.
pub(crate) struct ChunkKey(Box<LessSafeKey>);

impl ChunkKey {
    /// Takes a random key that nothing else uses.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(Box::new(expand(key)))
    }

    /// Derives the key of a payload. SOURCE: C2SP age, "Payload".
    pub(crate) fn derive(file_key: &FileKey, nonce: &[u8; NONCE_BYTES]) -> Self {
        let mut key = Zeroizing::new([0u8; 32]);
        let extracted = Hkdf::<Sha256>::new(Some(nonce), file_key.expose());
        #[expect(
            clippy::expect_used,
            reason = "INVARIANT: HKDF-SHA-256 gives up to 8160 bytes, and 32 are asked for"
        )]
        extracted.expand(b"payload", key.as_mut_slice()).expect("32 bytes are few enough for HKDF");
        Self::new(&key)
    }

    /// Encrypts the chunk where it lies and gives its tag.
    pub(crate) fn seal(&self, counter: u64, place: Place, chunk: &mut [u8]) -> [u8; TAG_BYTES] {
        #[expect(
            clippy::expect_used,
            reason = "INVARIANT: a chunk is far shorter than the 256 GiB of ChaCha20"
        )]
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce(counter, place), Aad::empty(), chunk)
            .expect("a chunk is short enough for ChaCha20");
        let mut bytes = [0u8; TAG_BYTES];
        bytes.copy_from_slice(tag.as_ref());
        bytes
    }

    /// Opens a chunk that lies at the end of `area`, from `sealed_at` on, and puts the plaintext to its beginning.
    ///
    /// When the chunk is not authentic, what was put there is zero; the sealed bytes are untouched if `sealed_at` is
    /// at least the length of the plaintext.
    pub(crate) fn open(
        &self,
        counter: u64,
        place: Place,
        area: &mut [u8],
        sealed_at: usize,
    ) -> Result<(), NotAuthentic> {
        let tag_at = area.len().checked_sub(TAG_BYTES).filter(|at| *at >= sealed_at).ok_or(NotAuthentic)?;
        let (area, tag) = area.split_at_mut_checked(tag_at).ok_or(NotAuthentic)?;
        let tag = Tag::try_from(&*tag).map_err(|_| NotAuthentic)?;
        self.0
            .open_in_place_separate_tag(nonce(counter, place), Aad::empty(), tag, area, sealed_at..)
            .map(|_| ())
            .map_err(|_| NotAuthentic)
    }
}

impl Drop for ChunkKey {
    fn drop(&mut self) {
        *self.0 = expand(&[0; 32]);
        // Without an observer the compiler could leave the overwriting out.
        std::hint::black_box(&mut self.0);
    }
}

fn expand(key: &[u8; 32]) -> LessSafeKey {
    #[expect(clippy::expect_used, reason = "INVARIANT: a key of ChaCha20 has 32 bytes")]
    let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("a key of ChaCha20 has 32 bytes");
    LessSafeKey::new(key)
}

/// SOURCE: C2SP age, "Payload": 11 bytes of counter, big-endian, then 1 for the last chunk.
fn nonce(counter: u64, place: Place) -> Nonce {
    let flag = u128::from(place == Place::Last);
    let [_, _, _, _, nonce @ ..] = ((u128::from(counter) << 8) | flag).to_be_bytes();
    Nonce::assume_unique_for_key(nonce)
}
