//! The key of fingerprints: HMAC-SHA-256 of short messages, with both pads hashed once.
//!
//! A library for any message would copy and wipe its buffers for each of millions of them, which costs a third of the
//! hashing itself. The hash is the library's; only what RFC 2104 puts around it is written out here.

use sha2::block_api::compress256;
use zeroize::{Zeroize as _, Zeroizing};

use super::{FINGERPRINT_BYTES, Fingerprint, Kind};

const BLOCK_BYTES: usize = 64;
/// What is hashed before any block. SOURCE: FIPS 180-4, section 5.3.3.
const BEGIN: [u32; 8] =
    [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];
/// What follows a hash that is hashed behind a pad: the mark, zeros, and the length of both. SOURCE: the same, 5.1.1.
const HASH_PADDING: [u32; 8] = [0x8000_0000, 0, 0, 0, 0, 0, 0, (64 + 32) * 8];

/// The key of one copy, with both pads of HMAC computed beforehand; wiped when dropped.
///
/// Source: keys.md section 7; RFC 2104, section 4, for the pads.
pub struct FingerprintKey {
    inner: Zeroizing<[u32; 8]>,
    outer: Zeroizing<[u32; 8]>,
}

impl std::fmt::Debug for FingerprintKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FingerprintKey(•••)")
    }
}

impl FingerprintKey {
    /// Takes 32 bytes of chance.
    pub fn new(key: &Zeroizing<[u8; 32]>) -> Self {
        // SOURCE: RFC 2104, section 2, steps 2 and 5: what each byte of the key, filled with zeros, is changed by.
        Self { inner: padded(key, 0x36), outer: padded(key, 0x5C) }
    }

    /// Makes the fingerprint of fields, in the order that [`Kind`] tells.
    ///
    /// Shape: [`None`] if a field is empty once normalized, or their number is not that of the kind: fingerprints of
    /// nothing would match everybody whose field is empty.
    pub fn fingerprint(&self, kind: Kind, fields: &[&str]) -> Option<Fingerprint> {
        let mut message = Vec::with_capacity(BLOCK_BYTES * 2);
        kind.append_message(fields.iter().copied(), &mut message).then(|| self.of_message(&mut message))
    }

    /// Makes the fingerprint of a message, which is lengthened to whole blocks.
    pub(crate) fn of_message(&self, message: &mut Vec<u8>) -> Fingerprint {
        pad(0, message);
        self.outer(self.inner(message))
    }

    /// Hashes a message of whole blocks behind the first pad.
    fn inner(&self, blocks: &[u8]) -> [u32; 8] {
        // Copies of the pads are not wiped: hashing puts its result into their place.
        let mut inner = *self.inner;
        compress256(&mut inner, blocks.as_chunks().0);
        inner
    }

    fn outer(&self, inner: [u32; 8]) -> Fingerprint {
        let mut block = [0; BLOCK_BYTES];
        write_words(inner.into_iter().chain(HASH_PADDING), &mut block);
        let mut outer = *self.outer;
        compress256(&mut outer, &[block]);
        let mut fingerprint = [0; FINGERPRINT_BYTES];
        write_words(outer, &mut fingerprint);
        Fingerprint(fingerprint)
    }
}

/// Messages that are hashed together: hashes that do not wait for one another take two thirds of the time.
#[derive(Default)]
pub(super) struct Messages {
    bytes: Vec<u8>,
    /// Of each message its place among the kinds, and where it ends.
    ends: Vec<(usize, usize)>,
    inner: Vec<(usize, [u32; 8])>,
}

impl Messages {
    /// Adds what is written, unless the writer says that nothing is to be hashed.
    pub(super) fn add(&mut self, place: usize, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        let start = self.bytes.len();
        if write(&mut self.bytes) {
            pad(start, &mut self.bytes);
            self.ends.push((place, self.bytes.len()));
        } else {
            self.bytes.truncate(start);
        }
    }

    /// Gives the fingerprint of each message with its place, and forgets them all.
    pub(super) fn hash(&mut self, key: &FingerprintKey) -> impl Iterator<Item = (usize, Fingerprint)> {
        let mut start = 0;
        for (place, end) in self.ends.drain(..) {
            let blocks = self.bytes.get(std::mem::replace(&mut start, end)..end).unwrap_or_default();
            self.inner.push((place, key.inner(blocks)));
        }
        self.bytes.clear();
        self.inner.drain(..).map(|(place, inner)| (place, key.outer(inner)))
    }
}

/// Lengthens the message that begins at a place to whole blocks.
fn pad(start: usize, bytes: &mut Vec<u8>) {
    let bits = hashed_bits(bytes.len() - start);
    bytes.push(0x80);
    let length = (bytes.len() - start + bits.len()).next_multiple_of(BLOCK_BYTES);
    bytes.resize(start + length, 0);
    if let Some(end) = bytes.last_chunk_mut() {
        *end = bits;
    }
}

/// Hashes the key, changed by a pad, as the first block of a message.
fn padded(key: &[u8; 32], pad: u8) -> Zeroizing<[u32; 8]> {
    let mut block = [pad; BLOCK_BYTES];
    block.iter_mut().zip(key).for_each(|(byte, value)| *byte ^= value);
    let mut state = Zeroizing::new(BEGIN);
    compress256(&mut state, &[block]);
    block.zeroize();
    state
}

/// Tells how much is hashed with the pad before it. SOURCE: FIPS 180-4, section 5.1.1: in bits, behind the padding.
fn hashed_bits(message_bytes: usize) -> [u8; 8] {
    ((message_bytes + BLOCK_BYTES) as u64 * 8).to_be_bytes()
}

fn write_words(words: impl IntoIterator<Item = u32>, bytes: &mut [u8]) {
    bytes.as_chunks_mut().0.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::*;

    proptest! {
        #[test]
        fn fingerprint_is_the_first_half_of_the_library_s_hmac(
            key in any::<[u8; 32]>(), message in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let mut keyed = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            keyed.update(&message);
            let expected: [u8; 32] = keyed.finalize().into_bytes().into();
            let own = FingerprintKey::new(&Zeroizing::new(key));
            prop_assert_eq!(&own.of_message(&mut message.clone()).0[..], &expected[..FINGERPRINT_BYTES]);
            let mut together = Messages::default();
            for place in 0..3 {
                together.add(9, |bytes| { bytes.push(1); false });
                together.add(place, |bytes| { bytes.extend_from_slice(&message); true });
            }
            let made: Vec<_> = together.hash(&own).collect();
            prop_assert_eq!(made, (0..3).map(|place| (place, own.of_message(&mut message.clone()))).collect::<Vec<_>>());
        }
    }
}
