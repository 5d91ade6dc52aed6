//! The right edge of the tree: the partial tile of each level, all that is needed to go on or to know the
//! root.
use super::{FULL, FULL_WIDTH, LEVELS, Tile, TileError, TileReader, read_tile};
use crate::tree::{Hash, complete_root, empty_root, join_peaks};

/// Keeps the hashes of the partial tile of each level; at most 8 × 255 of them.
#[derive(Default)]
pub(crate) struct Edge {
    size: u64,
    // INVARIANT: one row per level, row `l` has (size >> 8·l) mod 256 hashes; kept by `load` and `push`.
    rows: [Vec<Hash>; LEVELS as usize],
}

impl Edge {
    /// Reads the edge of the tree of this size.
    pub(crate) fn load(size: u64, reader: &dyn TileReader) -> Result<Self, TileError> {
        let mut edge = Self { size, ..Self::default() };
        for (level, row) in (0..).zip(&mut edge.rows) {
            // SOURCE: C2SP tlog-tiles: the partial width of level l is floor(size / 256^l) mod 256.
            let width = shifted(size, level) % FULL;
            if let Ok(width @ 1..) = u16::try_from(width) {
                *row = read_tile(Tile { level, index: tile_index(size, level), width }, reader)?;
            }
        }
        Ok(edge)
    }

    /// Tells how many entries the tree has.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Computes the root; every hash of the edge counts for it.
    pub(crate) fn root(&self) -> Hash {
        self.rows.iter().fold(None, |right, row| join_peaks(row, right)).unwrap_or_else(empty_root)
    }

    /// Shows the hashes of the last, partial tile of leaf hashes.
    pub(crate) fn leaves(&self) -> &[Hash] {
        let [leaves, ..] = &self.rows;
        leaves
    }

    /// Adds one leaf hash, and shows each tile that it fills, lowest level first.
    pub(crate) fn push<E: From<TileError>>(
        &mut self,
        leaf: Hash,
        mut on_full: impl FnMut(Tile, &[Hash]) -> Result<(), E>,
    ) -> Result<(), E> {
        let new_size = self.size.checked_add(1).ok_or(TileError::TreeIsFull)?;
        let mut hash = leaf;
        for (level, row) in (0..).zip(&mut self.rows) {
            row.push(hash);
            if row.len() < usize::from(FULL_WIDTH) {
                break;
            }
            on_full(Tile { level, index: tile_index(self.size, level), width: FULL_WIDTH }, row)?;
            hash = complete_root(row);
            row.clear();
        }
        self.size = new_size;
        Ok(())
    }

    /// Shows the partial tiles, lowest level first.
    pub(crate) fn partials(&self) -> impl Iterator<Item = (Tile, &[Hash])> {
        (0..).zip(&self.rows).filter(|(_, row)| !row.is_empty()).map(|(level, row)| {
            let width = u16::try_from(row.len()).unwrap_or(FULL_WIDTH);
            (Tile { level, index: tile_index(self.size, level), width }, row.as_slice())
        })
    }

    /// Tells whether the row of this level is still the one of the tree of `old_size` entries.
    pub(crate) fn is_unchanged_since(&self, old_size: u64, level: u8) -> bool {
        shifted(old_size, level) == shifted(self.size, level)
    }
}

/// Counts the complete subtrees of height 8·level.
fn shifted(size: u64, level: u8) -> u64 {
    size.checked_shr(u32::from(level).saturating_mul(8)).unwrap_or(0)
}

/// Finds the tile of this level in which the entry `size` (the next one) lies.
fn tile_index(size: u64, level: u8) -> u64 {
    shifted(size, level.saturating_add(1))
}
