//! The fingerprints of a copy, made in the same pass in which it is sealed. They never go to the medium.

use std::io::Write;
use std::num::NonZeroUsize;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_core::id::DatasetId;
use sekisho_core::sealing::{FingerprintKind, Lookup};
use zeroize::Zeroizing;

use super::{SealError, Sealing};
use crate::content::Passing;
use crate::desk::{DeskError, Entropy, Permit};
use crate::fingerprint::{
    Collector, FILE_MAGIC, FileHead, FingerprintError, FingerprintKey, Indexed, Kind, Recipe, Spill,
};
use crate::outbox::letter;
use crate::table::Plan;

/// Gives room for sorted runs, anew for each table.
pub type NewSpill = Box<dyn FnMut() -> std::io::Result<Box<dyn Spill>>>;

/// Where the fingerprints of a copy go, under a key that was drawn for it alone.
///
/// Shape: the key goes with it; what is left is sealed to the vault.
pub(super) struct Marks {
    indexes: Vec<Indexed>,
    key: Zeroizing<[u8; 32]>,
    output: Box<dyn Write>,
    spill: NewSpill,
}

impl std::fmt::Debug for Marks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Marks").field("indexes", &self.indexes).finish_non_exhaustive()
    }
}

/// What one table leaves.
pub(super) type Table = Collector<Box<dyn Spill>>;

impl Marks {
    pub(super) fn new(
        output: Box<dyn Write>,
        spill: NewSpill,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, SealError> {
        let mut key = Zeroizing::new([0; 32]);
        entropy(&mut *key).map_err(DeskError::Entropy)?;
        Ok(Self { indexes: Vec::new(), key, output, spill })
    }

    pub(super) fn table(
        &mut self,
        plan: &Plan,
        recipes: &[Recipe],
        workers: NonZeroUsize,
    ) -> Result<Table, SealError> {
        let spill = (self.spill)().map_err(|source| FingerprintError::Spill { source })?;
        Ok(Collector::start(FingerprintKey::new(&self.key), plan, recipes, spill, workers)?)
    }

    pub(super) fn take(&mut self, dataset: &DatasetId, table: Table) -> Result<(), SealError> {
        let mut output = Passing::to(&mut self.output);
        table.finish(&mut output)?;
        let (bytes, blake3) = output.passed();
        self.indexes.push(Indexed { blake3, bytes, dataset: dataset.clone() });
        Ok(())
    }

    /// Seals the key to the vault's, and writes the head. Gives its hash.
    pub(super) fn finish(
        mut self,
        sealing: &Sealing<'_>,
        entropy: &mut Entropy<'_>,
    ) -> Result<Digest, SealError> {
        let permit = sealing.permit;
        let (Some(lookup), Some(key)) = (&permit.sealing().lookup, &permit.file().lookup_key) else {
            return Err(SealError::FingerprintsMissing);
        };
        let sealed = letter::seal(&*self.key, &Permit::key(key, "lookup key")?, entropy)?;
        let head = FileHead {
            copy: sealing.copy.clone(),
            indexes: std::mem::take(&mut self.indexes),
            key: STANDARD.encode(sealed),
            lookup_key: lookup.key,
            medium: sealing.medium.clone(),
            permit: permit.document().permit,
            permit_hash: permit.permit_hash(),
            version: 2,
        }
        .to_bytes()?;
        let length = u32::try_from(head.len()).unwrap_or(u32::MAX).to_be_bytes();
        let written = self.output.write_all(&[&head[..], &length, &FILE_MAGIC].concat());
        written.and_then(|()| self.output.flush()).map_err(|source| FingerprintError::Write { source })?;
        Ok(Digest::of(&head))
    }
}

/// Lists what the permit demands of a dataset.
pub(super) fn recipes(lookup: Option<&Lookup>, dataset: &DatasetId) -> Vec<Recipe> {
    let all = lookup.into_iter().flat_map(|lookup| &lookup.fingerprints);
    all.filter(|one| one.dataset == *dataset)
        .map(|one| Recipe { fields: one.fields.clone(), kind: kind(one.kind) })
        .collect()
}

fn kind(named: FingerprintKind) -> Kind {
    match named {
        FingerprintKind::AddressBirth => Kind::AddressAndBirth,
        FingerprintKind::Code => Kind::ResidentCode,
        FingerprintKind::KanaBirth => Kind::KanaAndBirth,
        FingerprintKind::NameBirth => Kind::NameAndBirth,
    }
}
