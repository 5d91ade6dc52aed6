//! Tiles: the files in which the log keeps its hashes and its entries.
//!
//! A hash tile of level `l` keeps up to 256 hashes of subtrees of height `8·l`; an entry bundle keeps up to
//! 256 entries. The rightmost ones are partial and carry their width in the path. Nothing here opens a file:
//! paths go to a [`TileReader`].
mod edge;
mod grow;
mod hashes;
mod path;

pub(crate) use edge::Edge;
pub use grow::{Growth, grow};
pub use hashes::TileHashReader;
pub use path::{Bundle, Tile, TilePath};

use crate::tree::{Hash, TreeError};

/// Hashes in a full tile, entries in a full bundle: tiles have the fixed height 8.
pub const FULL_WIDTH: u16 = 256;
const FULL: u64 = FULL_WIDTH as u64;
/// Levels that a tree of at most 2^64 entries can fill.
const LEVELS: u8 = 8;

/// Says why tiles cannot be read or continued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TileError {
    /// A bundle cannot be split into entries.
    #[error("`{path}`: {source}")]
    BadBundle {
        /// The path of the bundle.
        path: String,
        /// What is wrong.
        source: BundleError,
    },
    /// The path is not one of a tile or a bundle.
    #[error("`{path}` is not the path of a tile")]
    BadPath {
        /// The path.
        path: String,
    },
    /// A hash was wanted that the tree does not have.
    #[error("no complete subtree {index} of height {level} in a tree of size {size}")]
    BeyondTree {
        /// The height of the subtree.
        level: u8,
        /// The index of the subtree.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A stored entry does not have the stored hash.
    #[error("entry {index} in `{path}` differs from its stored hash")]
    EntryDiffers {
        /// The path of the bundle.
        path: String,
        /// The index of the entry in the log.
        index: u64,
    },
    /// An entry does not fit into a bundle.
    #[error("new entry {index} has {bytes} bytes, the limit is 65535")]
    EntryTooLong {
        /// The index that the entry would have.
        index: u64,
        /// Its length.
        bytes: usize,
    },
    /// There is no such tile.
    #[error("tile `{path}` is missing")]
    NotFound {
        /// The path.
        path: String,
    },
    /// The tile exists or may exist, but reading failed.
    #[error("cannot read tile `{path}`: {source}")]
    Read {
        /// The path.
        path: String,
        /// What the reader met.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The right edge of the stored tiles does not lead to the expected root.
    #[error("the stored tiles of the tree of size {size} do not lead to its root")]
    RootDiffers {
        /// The size of the tree.
        size: u64,
    },
    /// The tree would have more than 2^64 - 1 entries.
    #[error("the tree is full")]
    TreeIsFull,
    /// A proof was wanted that cannot exist.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// A tile or bundle has too many or too few hashes or entries.
    #[error("`{path}` does not have the width {width}")]
    WrongWidth {
        /// The path.
        path: String,
        /// The width that its path or the tree demands.
        width: u16,
    },
}

/// Tells that a bundle ends inside an entry, or has more than 256.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the bundle is malformed after {entries} entries")]
pub struct BundleError {
    /// The number of whole entries before the fault.
    pub entries: usize,
}

/// Reads tiles from wherever they are kept.
pub trait TileReader {
    /// Reads the whole file at a path such as `tile/0/x001/234.p/5`.
    ///
    /// Errors: [`TileError::NotFound`] if there is no such file (a full tile is then tried instead of a
    /// partial one), [`TileError::Read`] for everything else.
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError>;
}

/// Computes the root of the tree of `size` entries from its right edge.
///
/// Errors: [`TileError::NotFound`], [`TileError::Read`], [`TileError::WrongWidth`].
pub fn root(size: u64, reader: &dyn TileReader) -> Result<Hash, TileError> {
    Ok(Edge::load(size, reader)?.root())
}

/// Reads the hashes of a tile; from the full tile if the partial one is gone.
///
/// Errors: [`TileError::NotFound`], [`TileError::Read`], [`TileError::WrongWidth`].
pub fn read_tile(tile: Tile, reader: &dyn TileReader) -> Result<Vec<Hash>, TileError> {
    let (path, bytes, width) = read_either(tile.path(), tile.full().path(), tile.width, reader)?;
    match bytes.as_chunks::<32>() {
        (hashes, []) if hashes.len() == usize::from(width) => {
            Ok(hashes.iter().take(tile.width.into()).copied().collect())
        }
        _ => Err(TileError::WrongWidth { path, width }),
    }
}

/// Reads the entries of a bundle; from the full bundle if the partial one is gone.
///
/// Errors: [`TileError::NotFound`], [`TileError::Read`], [`TileError::WrongWidth`], [`TileError::BadBundle`].
pub fn read_bundle(bundle: Bundle, reader: &dyn TileReader) -> Result<Vec<Vec<u8>>, TileError> {
    let (path, bytes, width) = read_either(bundle.path(), bundle.full().path(), bundle.width, reader)?;
    let entries = match entries(&bytes) {
        Ok(entries) => entries,
        Err(source) => return Err(TileError::BadBundle { path, source }),
    };
    if entries.len() != usize::from(width) {
        return Err(TileError::WrongWidth { path, width });
    }
    Ok(entries.into_iter().take(bundle.width.into()).map(<[u8]>::to_vec).collect())
}

/// Splits a bundle into its entries.
///
/// Shape: each entry after its length as big-endian u16; nothing may remain.
/// Errors: [`BundleError`].
/// Source: C2SP tlog-tiles, log entries.
pub fn entries(bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        let next = rest
            .split_first_chunk()
            .and_then(|(length, rest)| rest.split_at_checked(u16::from_be_bytes(*length).into()));
        match next {
            Some((entry, after)) if entries.len() < usize::from(FULL_WIDTH) => {
                entries.push(entry);
                rest = after;
            }
            _ => return Err(BundleError { entries: entries.len() }),
        }
    }
    Ok(entries)
}

/// Reads the partial file, or else the full one, and tells which it was and how wide it must be.
fn read_either(
    partial: String,
    full: String,
    width: u16,
    reader: &dyn TileReader,
) -> Result<(String, Vec<u8>, u16), TileError> {
    match reader.read(&partial) {
        // SOURCE: C2SP tlog-tiles: partial tiles may be deleted once the full tile exists, clients fall back
        // to it.
        Err(TileError::NotFound { path }) if full != partial => match reader.read(&full) {
            Err(TileError::NotFound { .. }) => Err(TileError::NotFound { path }),
            bytes => Ok((full, bytes?, FULL_WIDTH)),
        },
        bytes => Ok((partial, bytes?, width)),
    }
}

#[cfg(test)]
pub(crate) mod tests;
