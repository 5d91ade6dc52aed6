//! The file in which the fingerprints of one copy lie with the owner: its indexes, and a head that names them.
//!
//! Source: `docs/spec/fingerprint.md` section 5.

use std::io::{self, Read, Seek, SeekFrom};

use sekisho_core::Digest;
use sekisho_core::id::{DatasetId, MediumId, PermitId};
use sekisho_core::sealing::CopyId;
use sekisho_proof::canonical;
use sekisho_seal::archive::ContentHash;
use serde::{Deserialize, Serialize};

use super::{FINGERPRINT_BYTES, Fingerprint, FingerprintError, Kind, index};
use crate::content::{Passing, hexadecimal};

/// The last bytes of a file.
pub(crate) const FILE_MAGIC: [u8; 4] = *b"SKL1";
/// The length of the head, and the last bytes. Units: bytes.
const TAIL_BYTES: u64 = 8;
/// The longest head. Units: bytes.
const HEAD_LIMIT: u64 = 1 << 20;

/// Says of which copy the fingerprints are, and how its key is sealed. The seal receipt names its hash.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileHead {
    /// Which copy.
    pub copy: CopyId,
    /// The indexes, in the order of the file.
    pub indexes: Vec<Indexed>,
    /// `K_P`, sealed to the lookup key as an age file, base64.
    pub key: String,
    /// The hash of the vault's public key that it is sealed to.
    pub lookup_key: Digest,
    /// On which medium.
    pub medium: MediumId,
    /// Under which permit.
    pub permit: PermitId,
    /// The hash of the permit document.
    pub permit_hash: Digest,
    /// The version of this form: 2.
    pub version: u32,
}

/// One index of the file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Indexed {
    /// Its digest.
    #[serde(with = "hexadecimal")]
    pub blake3: ContentHash,
    /// How long it is. Units: bytes.
    pub bytes: u64,
    /// Of which dataset.
    pub dataset: DatasetId,
}

/// A file of fingerprints that is asked where it lies: a question reads a few blocks of it.
#[derive(Debug)]
pub struct Stored<R> {
    digest: Digest,
    head: FileHead,
    input: R,
}

impl FileHead {
    /// Writes the head.
    ///
    /// Errors: [`FingerprintError::Index`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, FingerprintError> {
        canonical::to_vec(self).map_err(|_| damaged("its head cannot be written"))
    }
}

impl<R: Read + Seek> Stored<R> {
    /// Reads the head. The indexes are not read (see [`Stored::check`]).
    ///
    /// Errors: [`FingerprintError::Index`], [`FingerprintError::Read`].
    pub fn open(mut input: R) -> Result<Self, FingerprintError> {
        let end = input.seek(SeekFrom::End(0)).map_err(read_failed)?;
        let tail_at = end.checked_sub(TAIL_BYTES).ok_or(damaged("it is cut off"))?;
        let mut tail = [0; 8];
        read_at(&mut input, tail_at, &mut tail)?;
        let [b0, b1, b2, b3, magic @ ..] = tail;
        if magic != FILE_MAGIC {
            return Err(damaged("it does not end with SKL1"));
        }
        let length = u64::from(u32::from_be_bytes([b0, b1, b2, b3]));
        let head_at = tail_at.checked_sub(length).filter(|_| length <= HEAD_LIMIT);
        let head_at = head_at.ok_or(damaged("its head is cut off"))?;
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        read_at(&mut input, head_at, &mut bytes)?;
        let head: FileHead = canonical::from_slice(&bytes).map_err(|_| damaged("its head cannot be read"))?;
        let indexes = head.indexes.iter().try_fold(0_u64, |sum, one| sum.checked_add(one.bytes));
        if head.version != 2 || indexes != Some(head_at) {
            return Err(damaged("its head does not fit it"));
        }
        Ok(Self { digest: Digest::of(&bytes), head, input })
    }

    /// Gives the head.
    pub fn head(&self) -> &FileHead {
        &self.head
    }

    /// Gives the hash of the head, as the seal receipt names it.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Reads all indexes and compares them with what the head says.
    ///
    /// Errors: [`FingerprintError::Index`], [`FingerprintError::Read`].
    pub fn check(&mut self) -> Result<(), FingerprintError> {
        self.input.rewind().map_err(read_failed)?;
        for indexed in &self.head.indexes {
            let mut read = Passing::to(io::sink());
            io::copy(&mut (&mut self.input).take(indexed.bytes), &mut read).map_err(read_failed)?;
            if read.passed() != (indexed.bytes, indexed.blake3) {
                return Err(damaged("an index is not the one that its head names"));
            }
        }
        Ok(())
    }

    /// Tells whether one of its indexes holds a fingerprint; nothing if that index has none of this kind.
    ///
    /// Units: `place` counts the indexes from 0.
    /// Errors: [`FingerprintError::Index`], [`FingerprintError::Read`].
    pub fn contains(
        &mut self,
        place: usize,
        kind: Kind,
        fingerprint: Fingerprint,
    ) -> Result<Option<bool>, FingerprintError> {
        let before = self.head.indexes.iter().take(place).map(|one| one.bytes);
        let start = before.fold(0_u64, u64::saturating_add);
        let Some((first, count)) = self.section(start, kind)? else { return Ok(None) };
        let (mut low, mut high) = (0_u64, count);
        while low < high {
            let middle = low.midpoint(high);
            let mut value = [0; FINGERPRINT_BYTES];
            let at = middle.saturating_mul(FINGERPRINT_BYTES as u64).saturating_add(first);
            read_at(&mut self.input, at, &mut value)?;
            match value.cmp(&fingerprint.0) {
                std::cmp::Ordering::Equal => return Ok(Some(true)),
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Less => low = middle.saturating_add(1),
            }
        }
        Ok(Some(false))
    }

    /// Finds where the fingerprints of a kind begin in the file, and how many there are.
    fn section(&mut self, start: u64, wanted: Kind) -> Result<Option<(u64, u64)>, FingerprintError> {
        let mut opening = [0; 5];
        read_at(&mut self.input, start, &mut opening)?;
        let [magic @ .., kinds] = opening;
        if magic != index::MAGIC {
            return Err(damaged("an index does not begin with SKF1"));
        }
        let mut counts = vec![0; usize::from(kinds).saturating_mul(index::COUNT_BYTES)];
        read_at(&mut self.input, start.saturating_add(5), &mut counts)?;
        let mut at = start.saturating_add(5).saturating_add(counts.len() as u64);
        for count in counts.as_chunks::<{ index::COUNT_BYTES }>().0 {
            let [code, count @ ..] = *count;
            let count = u64::from_be_bytes(count);
            if code == wanted as u8 {
                return Ok(Some((at, count)));
            }
            at = at.saturating_add(count.saturating_mul(FINGERPRINT_BYTES as u64));
        }
        Ok(None)
    }
}

fn read_at(input: &mut (impl Read + Seek), at: u64, bytes: &mut [u8]) -> Result<(), FingerprintError> {
    input.seek(SeekFrom::Start(at)).and_then(|_| input.read_exact(bytes)).map_err(read_failed)
}

fn read_failed(source: io::Error) -> FingerprintError {
    FingerprintError::Read { source }
}

fn damaged(problem: &'static str) -> FingerprintError {
    FingerprintError::Index { problem }
}
