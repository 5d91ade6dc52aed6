//! The keep: seeds come in, answer, and are destroyed. It decides nothing; it only never loses one and never says
//! "destroyed" of one that could still answer.
//!
//! ```text
//!            insert: vault.e.new -> vault.e (same key, new nonce)
//!              |
//!  [ whole: vault.e, slot of e ] --- destroy: 1 vault.e+1   2 slot of e+1   3 old slot erased   4 vault.e removed ---+
//!              ^                              |_______ broken off before 2: e lives; after 2: e+1 lives ______|      |
//!              +------------------------------------------ e := e+1 -------------------------------------------------+
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_core::Timestamp;

use crate::cell::{Cell, CellKind, EpochKey, Level, Slot};
use crate::file::{self, NONCE_BYTES};
use crate::folder::{Folder, Lock, Place, refused, unfinished};
use crate::seed::{KeyHash, Kind, Seed};
use crate::{Entropy, Fault};

mod destruction;
mod recovery;

pub use destruction::DestructionReceipt;
pub use recovery::Recovery;

/// The first generation.
const FIRST_EPOCH: u64 = 1;

/// A vault's seeds, held by one process.
///
/// Shape: time never runs backwards in it: each `now` counts as the latest that it has seen, also in an earlier life.
/// Source: promises G3 and G10; docs/spec/vault.md section 3.
pub struct Keep {
    place: Box<dyn Place>,
    cell: Box<dyn Cell>,
    epoch: u64,
    latest: Timestamp,
    seeds: BTreeMap<KeyHash, (Kind, Seed)>,
    condition: Condition,
    /// Held until the keep goes.
    _lock: Option<Lock>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Condition {
    /// Memory, file and cell say the same.
    Settled,
    /// A change broke off: only [`Keep::recover`] can tell what holds.
    Unsettled,
}

impl Keep {
    /// Makes a new vault in a directory, with its key in an empty cell.
    ///
    /// Shape: the directory is made if missing. Cell and directory serve this vault alone.
    /// Errors: [`Fault::Occupied`], [`Fault::CellOccupied`], [`Fault::Busy`], [`Fault::Entropy`], [`Fault::Storage`], and
    /// the cell's.
    pub fn init(
        directory: &Path,
        cell: Box<dyn Cell>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, Fault> {
        let folder = Folder::open_or_make(directory)?;
        let lock = folder.lock()?;
        Self::init_at(Box::new(folder), cell, Some(lock), now, entropy)
    }

    /// Opens a vault, and finishes or drops a destruction that broke off.
    ///
    /// Errors: [`Fault::Absent`], [`Fault::Busy`], all of [`Keep::recover`].
    pub fn open(directory: &Path, cell: Box<dyn Cell>) -> Result<(Self, Recovery), Fault> {
        let folder = Folder::open(directory)?;
        let lock = folder.lock()?;
        Self::open_at(Box::new(folder), cell, Some(lock))
    }

    /// Brings a vault whose change broke off to one side of it, and reads it anew.
    ///
    /// Shape: if the next generation opens, the destruction is finished; else it is dropped, and nothing was destroyed.
    /// Errors: [`Fault::CellEmpty`], [`Fault::KeyDestroyed`], [`Fault::WrongKey`], [`Fault::Damaged`] if no generation
    /// opens; [`Fault::ForeignEpoch`]; [`Fault::NotErased`]; [`Fault::Storage`]; [`Fault::Cell`].
    pub fn recover(&mut self) -> Result<Recovery, Fault> {
        self.condition = Condition::Unsettled;
        let settled = recovery::settle(&mut *self.place, &mut *self.cell)?;
        self.epoch = settled.epoch;
        self.latest = self.latest.max(settled.contents.latest);
        self.seeds = settled.contents.seeds;
        self.condition = Condition::Settled;
        Ok(settled.recovery)
    }

    /// Keeps a seed. When this returns, it survives a power cut.
    ///
    /// Errors: [`Fault::AlreadyKept`], [`Fault::PastDeadline`], [`Fault::Unsettled`], [`Fault::Entropy`],
    /// [`Fault::Storage`], and the cell's. The seed answers to nobody then; if the next call says [`Fault::Unsettled`], it
    /// may have reached the disk all the same, and [`Keep::recover`] shows whether.
    pub fn insert(
        &mut self,
        now: Timestamp,
        hash: KeyHash,
        kind: Kind,
        seed: Seed,
        entropy: &mut dyn Entropy,
    ) -> Result<(), Fault> {
        self.must_be_settled()?;
        self.see(now);
        if self.seeds.contains_key(&hash) {
            return Err(Fault::AlreadyKept { hash });
        }
        if kind.is_over(self.latest) {
            return Err(Fault::PastDeadline { hash });
        }
        self.seeds.insert(hash, (kind, seed));
        let written = self.rewrite(entropy);
        if written.is_err() {
            // Not acknowledged, so it must not answer: not even if it reached the disk.
            self.seeds.remove(&hash);
        }
        written
    }

    /// Makes the latest time durable, so that not even a restart with a wrong clock goes behind it.
    ///
    /// Shape: every other change does so, too.
    /// Errors: as [`Keep::insert`].
    pub fn remember(&mut self, now: Timestamp, entropy: &mut dyn Entropy) -> Result<Timestamp, Fault> {
        self.must_be_settled()?;
        self.see(now);
        self.rewrite(entropy)?;
        Ok(self.latest)
    }

    /// Lends a seed to what computes with it.
    ///
    /// Errors: [`Fault::NotKept`]; [`Fault::PastDeadline`] if its time is over although it is not destroyed yet;
    /// [`Fault::Unsettled`].
    pub fn with_seed<T>(
        &mut self,
        now: Timestamp,
        hash: KeyHash,
        compute: impl FnOnce(&[u8; 32]) -> T,
    ) -> Result<T, Fault> {
        self.must_be_settled()?;
        self.see(now);
        let (kind, seed) = self.seeds.get(&hash).ok_or(Fault::NotKept { hash })?;
        if kind.is_over(self.latest) {
            return Err(Fault::PastDeadline { hash });
        }
        Ok(compute(seed.expose()))
    }

    /// Tells whether a seed is kept.
    ///
    /// Errors: [`Fault::Unsettled`]: nobody can tell now.
    pub fn contains(&self, hash: KeyHash) -> Result<bool, Fault> {
        self.must_be_settled()?;
        Ok(self.seeds.contains_key(&hash))
    }

    /// Lists what is kept.
    pub fn list(&self) -> impl Iterator<Item = (KeyHash, Kind)> {
        self.seeds.iter().map(|(hash, (kind, _))| (*hash, *kind))
    }

    /// Lists the seeds whose time is over: they are to be destroyed before anything is answered.
    pub fn expired(&mut self, now: Timestamp) -> Vec<KeyHash> {
        self.see(now);
        self.list().filter(|(_, kind)| kind.is_over(self.latest)).map(|(hash, _)| hash).collect()
    }

    /// Destroys seeds for good.
    ///
    /// Shape: one new generation for all of them, under a new key. What is not kept is named in the receipt as absent, so
    /// the same order can be given again after a crash.
    /// Errors: [`Fault::CellOccupied`] if the next slot holds a key, [`Fault::ReadBack`], [`Fault::NotErased`],
    /// [`Fault::Unsettled`], [`Fault::Entropy`], [`Fault::Storage`], and the cell's. Only a receipt says "destroyed".
    /// Source: promise G3; docs/spec/vault.md section 3.
    pub fn destroy(
        &mut self,
        now: Timestamp,
        hashes: &[KeyHash],
        entropy: &mut dyn Entropy,
    ) -> Result<DestructionReceipt, Fault> {
        self.must_be_settled()?;
        self.see(now);
        self.destroy_settled(hashes, entropy)
    }

    /// Gives the living generation.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Gives the latest time that the vault has seen.
    pub fn latest(&self) -> Timestamp {
        self.latest
    }

    /// Tells how sure a destruction is here.
    pub fn level(&self) -> Level {
        self.cell.level()
    }

    /// Tells in what the key is kept.
    pub fn cell_kind(&self) -> CellKind {
        self.cell.kind()
    }

    /// Describes the cell for a certificate.
    pub fn cell_description(&self) -> String {
        self.cell.describe()
    }

    pub(crate) fn init_at(
        mut place: Box<dyn Place>,
        mut cell: Box<dyn Cell>,
        lock: Option<Lock>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, Fault> {
        for slot in Slot::ALL {
            if cell.read(slot)?.is_some() {
                return Err(Fault::CellOccupied { slot });
            }
        }
        recovery::must_be_vacant(&*place)?;
        let key = EpochKey::draw(entropy)?;
        let seeds = BTreeMap::new();
        // File before key: what a crash leaves between them is a file without seeds, and the next `init` takes it for
        // nothing (see `must_be_vacant`).
        write_generation(&mut *place, FIRST_EPOCH, &key, now, &seeds, entropy)?;
        put_in_place(&mut *place, FIRST_EPOCH)?;
        write_and_read_back(&mut *cell, Slot::of_epoch(FIRST_EPOCH), &key)?;
        let condition = Condition::Settled;
        Ok(Self { place, cell, epoch: FIRST_EPOCH, latest: now, seeds, condition, _lock: lock })
    }

    pub(crate) fn open_at(
        place: Box<dyn Place>,
        cell: Box<dyn Cell>,
        lock: Option<Lock>,
    ) -> Result<(Self, Recovery), Fault> {
        let (latest, seeds, condition) = (Timestamp::EARLIEST, BTreeMap::new(), Condition::Unsettled);
        let mut keep = Self { place, cell, epoch: FIRST_EPOCH, latest, seeds, condition, _lock: lock };
        let recovery = keep.recover()?;
        Ok((keep, recovery))
    }

    /// Writes the living generation anew: same key, new nonce.
    fn rewrite(&mut self, entropy: &mut dyn Entropy) -> Result<(), Fault> {
        // The cell is asked each time: what is sealed under a key that the cell has lost would be lost with it.
        let slot = Slot::of_epoch(self.epoch);
        let key = self.cell.read(slot)?.ok_or(Fault::ReadBack { slot })?;
        let name = vault_file(self.epoch);
        let living = recovery::read(&*self.place, self.epoch)?;
        file::decode(&living, self.epoch, &key).map_err(|_| Fault::WrongKey { name })?;
        write_generation(&mut *self.place, self.epoch, &key, self.latest, &self.seeds, entropy)?;
        self.condition = Condition::Unsettled;
        put_in_place(&mut *self.place, self.epoch)?;
        self.condition = Condition::Settled;
        Ok(())
    }

    fn see(&mut self, now: Timestamp) {
        self.latest = self.latest.max(now);
    }

    fn must_be_settled(&self) -> Result<(), Fault> {
        match self.condition {
            Condition::Settled => Ok(()),
            Condition::Unsettled => Err(Fault::Unsettled),
        }
    }
}

impl std::fmt::Debug for Keep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keep")
            .field("place", &self.place.name())
            .field("cell", &self.cell.kind())
            .field("epoch", &self.epoch)
            .field("seeds", &self.seeds.len())
            .field("condition", &self.condition)
            .finish_non_exhaustive()
    }
}

fn vault_file(epoch: u64) -> String {
    format!("vault.{epoch}")
}

/// Writes a generation beside the others, under its unfinished name.
fn write_generation(
    place: &mut dyn Place,
    epoch: u64,
    key: &EpochKey,
    latest: Timestamp,
    seeds: &BTreeMap<KeyHash, (Kind, Seed)>,
    entropy: &mut dyn Entropy,
) -> Result<(), Fault> {
    let mut nonce = [0; NONCE_BYTES];
    entropy.fill(&mut nonce)?;
    let name = unfinished(&vault_file(epoch));
    let seeds = seeds.iter().map(|(hash, (kind, seed))| (hash, kind, seed));
    let bytes = file::encode(epoch, nonce, key, latest, seeds)
        .map_err(|flaw| Fault::Damaged { name: name.clone(), flaw })?;
    place.write(&name, &bytes).map_err(|source| {
        // A disk that is full needs the room; whether this succeeds changes nothing, the next open sweeps again.
        let _ = place.remove(&name);
        Fault::Storage { act: "write", name, source }
    })
}

fn put_in_place(place: &mut dyn Place, epoch: u64) -> Result<(), Fault> {
    let name = vault_file(epoch);
    place.rename(&unfinished(&name), &name).map_err(refused("rename", &unfinished(&name)))?;
    place.sync().map_err(refused("sync the directory of", &name))
}

fn write_and_read_back(cell: &mut dyn Cell, slot: Slot, key: &EpochKey) -> Result<(), Fault> {
    cell.write(slot, key)?;
    match cell.read(slot)? {
        Some(read) if read.is_same(key) => Ok(()),
        _ => Err(Fault::ReadBack { slot }),
    }
}

/// Erases a slot, and believes it only when the slot itself answers that it is empty.
fn erase_and_confirm(cell: &mut dyn Cell, slot: Slot) -> Result<(), Fault> {
    cell.erase(slot)?;
    match cell.read(slot)? {
        None => Ok(()),
        Some(_) => Err(Fault::NotErased { slot }),
    }
}

#[cfg(test)]
mod tests;
