//! Hashes for proofs, taken from tiles.
use std::{
    cell::RefCell,
    collections::{BTreeMap, btree_map::Entry},
};

use super::{FULL, FULL_WIDTH, LEVELS, Tile, TileError, TileReader, read_tile};
use crate::tree::{Hash, HashReader, complete_root};

/// Gives hashes of a tree of a fixed size from its tiles; each tile is read once.
///
/// What it gives is as trustworthy as the files: check the finished proof against a signed root.
#[expect(missing_debug_implementations, reason = "the reader behind it need not have one")]
pub struct TileHashReader<'a> {
    reader: &'a dyn TileReader,
    size: u64,
    // A proof needs at most two tiles per level, so this stays small.
    read: RefCell<BTreeMap<Tile, Vec<Hash>>>,
}

impl<'a> TileHashReader<'a> {
    /// Reads from the tiles of the tree of `size` entries.
    pub fn new(size: u64, reader: &'a dyn TileReader) -> Self {
        Self { reader, size, read: RefCell::default() }
    }
}

impl HashReader for TileHashReader<'_> {
    type Error = TileError;

    fn hash(&self, level: u8, index: u64) -> Result<Hash, TileError> {
        let beyond = || TileError::BeyondTree { level, index, size: self.size };
        let (tile_level, height) = (level / LEVELS, u32::from(level % LEVELS));
        // The subtree is made of 2^height neighbouring hashes of one tile, because 2^height divides 256.
        let count = 1_u64.checked_shl(height).ok_or_else(beyond)?;
        let first = index.checked_mul(count).ok_or_else(beyond)?;
        let in_level = self.size.checked_shr(u32::from(tile_level).saturating_mul(8)).unwrap_or(0);
        if first.checked_add(count).is_none_or(|end| end > in_level) {
            return Err(beyond());
        }
        let tile_index = first / FULL;
        let width = in_level.saturating_sub(tile_index.saturating_mul(FULL)).min(FULL);
        let width = u16::try_from(width).unwrap_or(FULL_WIDTH);
        let tile = Tile { level: tile_level, index: tile_index, width };
        let mut read = self.read.borrow_mut();
        let hashes = match read.entry(tile) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(read_tile(tile, self.reader)?),
        };
        let skip = usize::try_from(first % FULL).map_err(|_| beyond())?;
        let count = usize::try_from(count).map_err(|_| beyond())?;
        let row: Vec<Hash> = hashes.iter().skip(skip).take(count).copied().collect();
        Ok(complete_root(&row))
    }
}
