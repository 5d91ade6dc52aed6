//! Destroying seeds: a new generation without them under a new key, and the old key erased.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_core::Timestamp;

use super::recovery::read;
use super::{
    Condition, Keep, erase_and_confirm, put_in_place, vault_file, write_and_read_back, write_generation,
};
use crate::cell::{CellKind, EpochKey, Level, Slot};
use crate::file;
use crate::folder::refused;
use crate::seed::KeyHash;
use crate::{Entropy, Fault};

/// Says what was destroyed, where, and how sure that is. It exists only if every line of it was seen.
///
/// Shape: made after the cell answered that the old key is gone, and the old file, tried again, did not open.
/// Units: `at` is the latest time that the vault has seen.
/// Source: promises G3 and G9; docs/spec/vault.md section 3.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DestructionReceipt {
    /// When.
    pub at: Timestamp,
    /// In what the key was.
    pub cell: CellKind,
    /// What the cell says of itself.
    pub cell_description: String,
    /// How sure it is.
    pub level: Level,
    /// The generation that died; the same as `epoch_after` if nothing was there to destroy.
    pub epoch_before: u64,
    /// The generation that lives.
    pub epoch_after: u64,
    /// The seeds that are gone now, sorted.
    pub destroyed: Vec<KeyHash>,
    /// What was ordered, too, but was not in the vault when the order came, sorted.
    pub absent: Vec<KeyHash>,
    /// Seeds before.
    pub seeds_before: usize,
    /// Seeds after.
    pub seeds_after: usize,
}

impl Keep {
    pub(super) fn destroy_settled(
        &mut self,
        hashes: &[KeyHash],
        entropy: &mut dyn Entropy,
    ) -> Result<DestructionReceipt, Fault> {
        let (doomed, absent): (BTreeSet<_>, BTreeSet<_>) =
            hashes.iter().copied().partition(|hash| self.seeds.contains_key(hash));
        let (epoch_before, seeds_before) = (self.epoch, self.seeds.len());
        // Even "absent" is a statement about the cell: no key of another generation may answer.
        let next_slot = Slot::of_epoch(self.epoch).other();
        if self.cell.read(next_slot)?.is_some() {
            return Err(Fault::CellOccupied { slot: next_slot });
        }
        if !doomed.is_empty() {
            self.change_generation(&doomed, entropy)?;
        }
        Ok(DestructionReceipt {
            at: self.latest,
            cell: self.cell.kind(),
            cell_description: self.cell.describe(),
            level: self.cell.level(),
            epoch_before,
            epoch_after: self.epoch,
            destroyed: doomed.into_iter().collect(),
            absent: absent.into_iter().collect(),
            seeds_before,
            seeds_after: self.seeds.len(),
        })
    }

    /// SOURCE: docs/spec/vault.md section 3, steps 1 to 4.
    fn change_generation(
        &mut self,
        doomed: &BTreeSet<KeyHash>,
        entropy: &mut dyn Entropy,
    ) -> Result<(), Fault> {
        let old = self.epoch;
        let new = old.checked_add(1).ok_or(Fault::LastEpoch { epoch: old })?;
        let key = EpochKey::draw(entropy)?;
        // The doomed leave memory's list of what answers before anything is written. They come back only by `recover`,
        // and only if nothing was destroyed.
        let mut remaining = std::mem::take(&mut self.seeds);
        let mut fenced = BTreeMap::new();
        for hash in doomed {
            fenced.extend(remaining.remove_entry(hash));
        }
        self.seeds = remaining;
        if let Err(fault) = write_generation(&mut *self.place, new, &key, self.latest, &self.seeds, entropy) {
            // Nothing has a name or a key yet: the vault is whole.
            self.seeds.append(&mut fenced);
            return Err(fault);
        }
        self.condition = Condition::Unsettled;
        put_in_place(&mut *self.place, new)?;
        write_and_read_back(&mut *self.cell, Slot::of_epoch(new), &key)?;
        self.must_open_with_cell(new)?;
        erase_and_confirm(&mut *self.cell, Slot::of_epoch(old))?;
        self.must_not_open(old)?;
        let name = vault_file(old);
        self.place.remove(&name).map_err(refused("remove", &name))?;
        self.place.sync().map_err(refused("sync the directory of", &name))?;
        self.epoch = new;
        self.condition = Condition::Settled;
        Ok(())
    }

    /// Opens the new generation as a restart would, while the old one still lives: from the disk, with the cell's key.
    fn must_open_with_cell(&mut self, epoch: u64) -> Result<(), Fault> {
        let slot = Slot::of_epoch(epoch);
        let key = self.cell.read(slot)?.ok_or(Fault::ReadBack { slot })?;
        let contents = file::decode(&read(&*self.place, epoch)?, epoch, &key)
            .map_err(|flaw| Fault::Damaged { name: vault_file(epoch), flaw })?;
        if contents.seeds.keys().eq(self.seeds.keys()) {
            Ok(())
        } else {
            Err(Fault::Damaged { name: vault_file(epoch), flaw: file::Flaw::Entries })
        }
    }

    /// Tries the old generation with all that the cell still answers: a key is destroyed when the trial fails.
    fn must_not_open(&mut self, epoch: u64) -> Result<(), Fault> {
        let bytes = read(&*self.place, epoch)?;
        for slot in Slot::ALL {
            if let Some(key) = self.cell.read(slot)?
                && file::decode(&bytes, epoch, &key).is_ok()
            {
                return Err(Fault::NotErased { slot });
            }
        }
        Ok(())
    }
}
