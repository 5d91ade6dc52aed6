//! A box of which everything is known and nothing is written yet.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use sekisho_core::id::MediumId;
use sekisho_core::sealing::{CopyId, Counted, SUITE, SealReceipt};
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::attached::{RECEIPT, receipt_bytes};
use sekisho_proof::canonical;
use sekisho_seal::FileKey;
use sekisho_seal::archive::{MemberName, PackedReader};
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::PublicKey;
use sekisho_seal::payload::{self, CHUNK_BYTES, NONCE_BYTES, TAG_BYTES};
use sekisho_seal::stanza::{self, StanzaFacts, Terms};
use sha2::{Digest as _, Sha256};

use super::manifest::{MANIFEST_NAME, MANIFEST_TYPE, Manifest};
use super::receipt::{RewrapFile, Sealed, digest, rewrap_file, wrap};
use super::{SealError, Sealing, Spool};
use crate::desk::{Desk, DeskError, Entropy, Permit};
use crate::outbox::letter;

/// A filled box: header and manifest are made, the payload waits.
///
/// Shape: holds the file key until it is written or dropped.
pub struct Closed<'a> {
    pub(super) desk: &'a Desk,
    pub(super) permit: &'a Permit,
    archive: PackedReader<Spool>,
    facts: Facts,
    file_key: FileKey,
    header: Header,
    nonce: [u8; NONCE_BYTES],
    workers: NonZeroUsize,
}

/// What the receipt says, but for the box's own hash.
pub(super) struct Facts {
    before: String,
    copy: CopyId,
    counted: Vec<Counted>,
    fingerprints: Option<Digest>,
    header_hash: Digest,
    manifest: Digest,
    medium: MediumId,
    rewrap: Option<(RewrapFile, StanzaFacts)>,
    sealed_at: Timestamp,
    wrap: StanzaFacts,
}

/// What was written of a box.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BoxWritten {
    /// Its length. Units: bytes.
    pub bytes: u64,
    /// The hash of all of it.
    pub hash: Digest,
}

impl<'a> Closed<'a> {
    pub(super) fn new(
        sealing: Sealing<'a>,
        fingerprints: Option<Digest>,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, SealError> {
        let (counted, permit_hash) = (sealing.counted(), sealing.permit_hash());
        let modified = sealing.modified();
        let Sealing { before, copy, desk, medium, packer, packed: kinds, permit, sealed_at, workers, .. } =
            sealing;
        let packed = packer.finish()?;
        let members = packed.members().iter().zip(kinds).map(|(member, kind)| kind.listed(member));
        let manifest = Manifest {
            copy: copy.clone(),
            medium: medium.clone(),
            members: members.collect(),
            origin: permit.file().origin.clone(),
            permit: permit_hash,
            sealed_at,
            signing: desk.signing_line(),
            station: desk.device().clone(),
            version: 2,
        };
        let manifest = canonical::to_vec(&manifest).map_err(|error| SealError::Text(error.to_string()))?;
        let manifest = desk.envelope(MANIFEST_TYPE, manifest)?.to_bytes();
        let archive = packed.with_manifest(&MemberName::parse(MANIFEST_NAME)?, modified, &manifest)?;

        let file = permit.file();
        let terms = Terms { permit_hash: *permit_hash.as_bytes(), copy_id: copy.to_bytes() };
        let device = Permit::key(&file.device_key, "device key")?;
        let release = Permit::key(&file.release_key, "release key")?;
        let file_key = letter::file_key(entropy)?;
        let nonce = letter::bytes(entropy)?;
        let mut seal_to = |key: &PublicKey| {
            let (random, release_random) = (letter::encapsulation(entropy)?, letter::encapsulation(entropy)?);
            let sealed = stanza::seal(&file_key, &terms, (key, random), (&release, release_random));
            Ok::<_, DeskError>(sealed)
        };
        let (stanza, wrap) = seal_to(&device)?;
        let rewrap = match &file.rewrap_key {
            Some(key) => {
                let (stanza, facts) = seal_to(&Permit::key(key, "re-wrap key")?)?;
                Some((rewrap_file(&stanza, &copy, &nonce, permit_hash), facts))
            }
            None => None,
        };
        let header = Header::seal(vec![stanza], &file_key)?;
        let (header_hash, manifest) = (Digest::of(header.bytes()), Digest::of(&manifest));
        let facts = Facts {
            before,
            copy,
            counted,
            fingerprints,
            header_hash,
            manifest,
            medium,
            rewrap,
            sealed_at,
            wrap,
        };
        Ok(Self { desk, permit, archive, facts, file_key, header, nonce, workers })
    }

    /// Tells how long the box will be. Units: bytes.
    pub fn box_bytes(&self) -> u64 {
        let plain = self.archive.archive_bytes();
        let chunks = plain.div_ceil(CHUNK_BYTES as u64).max(1);
        let sealed = plain.saturating_add(chunks.saturating_mul(TAG_BYTES as u64));
        sealed.saturating_add(NONCE_BYTES as u64).saturating_add(self.header.bytes().len() as u64)
    }

    /// Writes the box anywhere. Only [`Closed::write_medium`] gives a receipt.
    ///
    /// Errors: [`SealError::Payload`].
    pub fn write(self, output: impl Write + Send) -> Result<BoxWritten, SealError> {
        Ok(self.write_box(output)?.1)
    }

    pub(super) fn write_box(self, output: impl Write + Send) -> Result<(Facts, BoxWritten), SealError> {
        let mut output = Hashing { bytes: 0, hash: Sha256::new(), output };
        self.header
            .write(&mut output)
            .map_err(|source| SealError::Payload(payload::PayloadError::Write { source }))?;
        payload::seal(&self.file_key, self.nonce, self.archive, &mut output, self.workers)?;
        Ok((self.facts, output.written()?))
    }
}

impl Facts {
    /// Makes the receipt of what was read back, and signs it.
    pub(super) fn receipt(self, desk: &Desk, permit: &Permit, read: BoxWritten) -> Result<Sealed, SealError> {
        let (rewrap, rewrap_facts) = self.rewrap.unzip();
        let receipt = SealReceipt {
            box_bytes: read.bytes,
            box_hash: read.hash,
            copy: self.copy,
            counted: self.counted,
            fingerprints: self.fingerprints,
            header_hash: self.header_hash,
            manifest: self.manifest,
            medium: self.medium,
            permit_hash: permit.permit_hash(),
            sealed_at: self.sealed_at,
            station: desk.device().clone(),
            suite: SUITE,
            wrap: wrap(&self.wrap)?,
            rewrap: rewrap_facts.as_ref().map(wrap).transpose()?,
        };
        let bytes = receipt_bytes(&receipt).map_err(|fault| SealError::Text(fault.to_string()))?;
        Ok(Sealed {
            before: self.before,
            origin: permit.file().origin.clone(),
            signature: desk.sign(RECEIPT, &bytes)?,
            receipt,
            rewrap,
            witness: permit.sealing().witness.clone(),
        })
    }
}

impl std::fmt::Debug for Closed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closed").field("box_bytes", &self.box_bytes()).finish_non_exhaustive()
    }
}

/// Counts and hashes what passes.
pub(crate) struct Hashing<W> {
    pub(crate) bytes: u64,
    pub(crate) hash: Sha256,
    pub(crate) output: W,
}

impl<W> Hashing<W> {
    pub(crate) fn written(self) -> Result<BoxWritten, SealError> {
        let hash = digest(&self.hash.finalize().into());
        let hash = hash.ok_or_else(|| SealError::Text("a hash is none".to_owned()))?;
        Ok(BoxWritten { bytes: self.bytes, hash })
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.output.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
