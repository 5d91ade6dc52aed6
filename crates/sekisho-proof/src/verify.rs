//! Checking a whole log: every entry, every tile and the root, against the signed checkpoint.
mod stream;

use std::error::Error;

pub use stream::{LabelIndex, StreamReport, find_stream};

use crate::{
    checkpoint::{Checkpoint, CheckpointError},
    note::NoteVerifier,
    plain,
    tile::{Bundle, Edge, FULL_WIDTH, Tile, TileError, TileReader, read_bundle, read_tile},
    tree::{Hash, leaf_hash},
};

/// Says what is wrong with a log, and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The checkpoint is not one of this log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The caller refused an entry.
    #[error("entry {index}: {source}")]
    Entry {
        /// The index of the entry.
        index: u64,
        /// The caller's reason.
        source: Box<dyn Error + Send + Sync>,
    },
    /// An entry in a bundle and its hash in a tile do not fit to each other: one of the two was changed.
    #[error("entry {index} in `{bundle}` differs from its hash in `{tile}`")]
    EntryDiffers {
        /// The index of the entry.
        index: u64,
        /// The path of the bundle.
        bundle: String,
        /// The path of the tile.
        tile: String,
    },
    /// Entries and tiles fit to each other, but the log signed another tree.
    #[error("the {size} entries lead to the root {computed}, the checkpoint is about {signed}")]
    RootDiffers {
        /// The number of entries.
        size: u64,
        /// The computed root, base64.
        computed: String,
        /// The signed root, base64.
        signed: String,
    },
    /// A file is missing, cannot be read or has another length.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// A hash of a higher level is not the one that follows from the entries.
    #[error("hash {position} of `{path}` differs from the entries below it")]
    TileDiffers {
        /// The path of the tile.
        path: String,
        /// The place within the tile, from 0.
        position: usize,
    },
}

/// Tells what a successful check has seen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogReport {
    /// The checkpoint that vouches for all of it.
    pub checkpoint: Checkpoint,
    /// The number of bundles read, full and partial.
    pub bundles: u64,
    /// The number of hash tiles compared, full and partial, of all levels.
    pub tiles: u64,
}

/// Checks all entries and tiles of a log against a signed checkpoint.
///
/// Shape: `on_entry` gets index and bytes of each entry, in order; what it saw may be believed only after
/// `Ok`. Memory stays flat, whatever the size of the log.
/// Errors: each variant of [`VerifyError`]; the first fault ends the check.
pub fn verify_log(
    reader: &dyn TileReader,
    checkpoint_note: &str,
    verifier: &NoteVerifier,
    mut on_entry: impl FnMut(u64, &[u8]) -> Result<(), Box<dyn Error + Send + Sync>>,
) -> Result<LogReport, VerifyError> {
    let checkpoint = Checkpoint::open(checkpoint_note, verifier)?;
    let mut edge = Edge::default();
    let (mut bundles, mut tiles) = (0_u64, 0_u64);
    while edge.size() < checkpoint.size {
        let left = checkpoint.size.saturating_sub(edge.size());
        let width = u16::try_from(left).map_or(FULL_WIDTH, |left| left.min(FULL_WIDTH));
        let bundle = Bundle { index: bundles, width };
        for entry in read_bundle(bundle, reader)? {
            let index = edge.size();
            on_entry(index, &entry).map_err(|source| VerifyError::Entry { index, source })?;
            edge.push(leaf_hash(&entry), |tile, hashes| {
                tiles = tiles.saturating_add(1);
                compare(tile, hashes, reader)
            })?;
        }
        bundles = bundles.saturating_add(1);
    }
    for (tile, hashes) in edge.partials() {
        tiles = tiles.saturating_add(1);
        compare(tile, hashes, reader)?;
    }
    let computed = edge.root();
    if computed != checkpoint.root {
        return Err(VerifyError::RootDiffers {
            size: checkpoint.size,
            computed: plain::base64(&computed),
            signed: plain::base64(&checkpoint.root),
        });
    }
    Ok(LogReport { checkpoint, bundles, tiles })
}

/// Compares a stored tile with the hashes that follow from the entries.
fn compare(tile: Tile, computed: &[Hash], reader: &dyn TileReader) -> Result<(), VerifyError> {
    let stored = read_tile(tile, reader)?;
    let Some(position) = stored.iter().zip(computed).position(|(stored, computed)| stored != computed) else {
        return Ok(());
    };
    if tile.level > 0 {
        return Err(VerifyError::TileDiffers { path: tile.path(), position });
    }
    let Tile { index, width, .. } = tile;
    let first = index.saturating_mul(FULL_WIDTH.into());
    Err(VerifyError::EntryDiffers {
        index: u64::try_from(position).unwrap_or(u64::MAX).saturating_add(first),
        bundle: Bundle { index, width }.path(),
        tile: tile.path(),
    })
}

#[cfg(test)]
mod tests;
