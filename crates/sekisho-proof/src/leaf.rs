//! Leaves: 49 bytes that show neither kind nor person, and the labels by which a stream's parties find its
//! leaves.
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::digest::Digest;

/// Bytes of an entry: version, commitment, label.
pub const ENTRY_BYTES: usize = 49;
const VERSION: u8 = 1;
const STREAM_INFO: &[u8] = b"sekisho stream v1\0";

/// Says why bytes are not an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LeafError {
    /// The entry does not have 49 bytes.
    #[error("entry has {bytes} bytes, not {ENTRY_BYTES}")]
    Length {
        /// The length found.
        bytes: usize,
    },
    /// The entry is of an unknown version.
    #[error("entry has the unknown version {version}")]
    Version {
        /// The version found.
        version: u8,
    },
}

/// Is what the log keeps of one event.
///
/// Shape: 49 bytes, `01 || commitment || label`.
/// Source: `docs/spec/event.md` section 6.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Entry {
    /// The SHA-256 of the exact bytes of the stored envelope.
    pub commitment: Digest,
    /// The label of stream and sequence number.
    pub label: [u8; 16],
}

/// Finds the entries of one stream; its holder sees the whole stream, others see noise.
#[derive(Zeroize, ZeroizeOnDrop)]
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct StreamKey([u8; 32]);

/// Derives the key of a stream from the master of all streams.
///
/// Source: `docs/spec/event.md` section 6: HKDF-SHA-256 with an empty salt.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "32 bytes are never too many for HKDF")]
pub fn stream_key(master: &[u8; 32], stream: &str) -> StreamKey {
    let mut key = [0; 32];
    let info = [STREAM_INFO, stream.as_bytes()].concat();
    // INVARIANT: HKDF-SHA-256 gives up to 8,160 bytes.
    Hkdf::<Sha256>::new(None, master).expand(&info, &mut key).expect("length fits");
    let stream_key = StreamKey(key);
    key.zeroize();
    stream_key
}

impl StreamKey {
    /// Wraps a key that a party was given.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Shows the key, so that it can be given to a party of the stream.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Computes the label of the entry with this number in the stream.
    ///
    /// Units: `seq` counts from 0.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes keys of every length")]
    pub fn label(&self, seq: u64) -> [u8; 16] {
        // INVARIANT: HMAC takes keys of every length.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("length fits");
        mac.update(&seq.to_be_bytes());
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        std::array::from_fn(|at| full.get(at).copied().unwrap_or_default())
    }
}

impl Entry {
    /// Writes the 49 bytes.
    pub fn to_bytes(&self) -> [u8; ENTRY_BYTES] {
        let mut out = [VERSION; ENTRY_BYTES];
        let parts = self.commitment.as_bytes().iter().chain(&self.label);
        out.iter_mut().skip(1).zip(parts).for_each(|(to, from)| *to = *from);
        out
    }

    /// Reads the 49 bytes.
    ///
    /// Errors: [`LeafError::Length`], [`LeafError::Version`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LeafError> {
        let (version, commitment, label) = split(bytes).ok_or(LeafError::Length { bytes: bytes.len() })?;
        if version != VERSION {
            return Err(LeafError::Version { version });
        }
        Ok(Self { commitment: Digest::from_bytes(commitment), label })
    }
}

fn split(entry: &[u8]) -> Option<(u8, [u8; 32], [u8; 16])> {
    let (version, rest) = entry.split_first()?;
    let (commitment, label) = rest.split_first_chunk()?;
    Some((*version, *commitment, label.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_49_bytes_and_is_read_back() {
        let entry = Entry { commitment: Digest::of(b"envelope"), label: [7; 16] };
        let bytes = entry.to_bytes();
        assert_eq!(bytes[0], 1);
        assert_eq!(&bytes[1..33], Digest::of(b"envelope").as_bytes());
        assert_eq!(&bytes[33..], [7; 16]);
        assert_eq!(Entry::from_bytes(&bytes), Ok(entry));
    }

    #[test]
    fn other_lengths_and_versions_are_refused() {
        let mut bytes = Entry { commitment: Digest::of(b""), label: [0; 16] }.to_bytes();
        assert_eq!(Entry::from_bytes(&bytes[..48]), Err(LeafError::Length { bytes: 48 }));
        assert_eq!(Entry::from_bytes(&[&bytes[..], &[0]].concat()), Err(LeafError::Length { bytes: 50 }));
        bytes[0] = 2;
        assert_eq!(Entry::from_bytes(&bytes), Err(LeafError::Version { version: 2 }));
    }

    #[test]
    fn stream_key_and_label_are_hkdf_and_hmac_written_out() {
        // RFC 5869: with an empty salt the extract key is 32 zero bytes; one expand block ends in the counter
        // 1.
        let hmac = |key: &[u8], parts: &[&[u8]]| -> [u8; 32] {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
            for part in parts {
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        };
        let extracted = hmac(&[0; 32], &[&[9; 32]]);
        let expanded = hmac(&extracted, &[b"sekisho stream v1", &[0], b"permit/P-0001", &[1]]);
        let key = stream_key(&[9; 32], "permit/P-0001");
        assert_eq!(*key.expose(), expanded);
        assert_eq!(key.label(258), hmac(&expanded, &[&[0, 0, 0, 0, 0, 0, 1, 2]])[..16]);
        assert_ne!(key.label(0), stream_key(&[9; 32], "permit/P-0002").label(0));
    }
}
