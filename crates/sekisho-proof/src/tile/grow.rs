//! Growing the log: new entries in, new tiles and the new root out.
use super::{Bundle, Edge, FULL, FULL_WIDTH, TileError, TileReader, read_bundle};
use crate::tree::{Hash, leaf_hash};

/// Tells what a batch of entries makes of the log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Growth {
    /// The new number of entries.
    pub size: u64,
    /// The new root.
    pub root: Hash,
    /// Path and content of every file to write, before the new checkpoint is published; none changes an
    /// existing file.
    pub tiles: Vec<(String, Vec<u8>)>,
}

/// Continues the tree of `old_size` entries.
///
/// Shape: yields every tile and bundle that the batch fills, and the last partial ones. Memory is
/// proportional to the batch, whatever the size of the log.
/// Errors: [`TileError::RootDiffers`] if the stored right edge does not lead to `old_root`,
/// [`TileError::EntryDiffers`] if the partial bundle does not fit to it, [`TileError::EntryTooLong`], and
/// what reading meets.
/// Source: C2SP tlog-tiles.
pub fn grow(
    old_size: u64,
    old_root: &Hash,
    reader: &dyn TileReader,
    entries: &[Vec<u8>],
) -> Result<Growth, TileError> {
    let mut edge = Edge::load(old_size, reader)?;
    if edge.root() != *old_root {
        return Err(TileError::RootDiffers { size: old_size });
    }
    let mut bundle = if entries.is_empty() { Vec::new() } else { old_bundle(&edge, reader)? };
    let mut tiles = Vec::new();
    for entry in entries {
        append(&mut bundle, entry, edge.size())?;
        edge.push(leaf_hash(entry), |tile, hashes| {
            if tile.level == 0 {
                let full = Bundle { index: tile.index, width: FULL_WIDTH };
                tiles.push((full.path(), std::mem::take(&mut bundle)));
            }
            tiles.push((tile.path(), hashes.concat()));
            Ok::<(), TileError>(())
        })?;
    }
    for (tile, hashes) in edge.partials().filter(|(tile, _)| !edge.is_unchanged_since(old_size, tile.level)) {
        if tile.level == 0 {
            let partial = Bundle { index: tile.index, width: tile.width };
            tiles.push((partial.path(), std::mem::take(&mut bundle)));
        }
        tiles.push((tile.path(), hashes.concat()));
    }
    Ok(Growth { size: edge.size(), root: edge.root(), tiles })
}

/// Reads the partial bundle that the batch continues, and checks it against the edge.
fn old_bundle(edge: &Edge, reader: &dyn TileReader) -> Result<Vec<u8>, TileError> {
    let mut bytes = Vec::new();
    let leaves = edge.leaves();
    let Ok(width @ 1..) = u16::try_from(leaves.len()) else { return Ok(bytes) };
    let bundle = Bundle { index: edge.size() / FULL, width };
    let first = bundle.index.saturating_mul(FULL);
    for ((index, hash), entry) in (first..).zip(leaves).zip(read_bundle(bundle, reader)?) {
        if leaf_hash(&entry) != *hash {
            return Err(TileError::EntryDiffers { path: bundle.path(), index });
        }
        append(&mut bytes, &entry, index)?;
    }
    Ok(bytes)
}

fn append(bundle: &mut Vec<u8>, entry: &[u8], index: u64) -> Result<(), TileError> {
    let length =
        u16::try_from(entry.len()).map_err(|_| TileError::EntryTooLong { index, bytes: entry.len() })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}
