//! The Merkle tree of the log: hashes, and proofs that an entry is in it and that it only ever grew.
//!
//! ```text
//! size 5:            root               level 3   not complete
//!               /            \
//!            (2,0)            \         level 2   (level, index) covers [index·2^level, (index+1)·2^level)
//!           /     \            \
//!       (1,0)     (1,1)         \       level 1
//!       /  \      /  \           \
//!      0    1    2    3           4     level 0   leaf hashes
//! ```
mod consistency;
mod hash;
mod inclusion;

pub use consistency::{prove_consistency, verify_consistency};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub(crate) use hash::{complete_root, join_peaks};
pub use inclusion::{prove_inclusion, verify_inclusion};

/// Says why a proof cannot be made or is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// The entry or the old tree lies beyond the end of the tree.
    #[error("position {position} is beyond the tree of size {size}")]
    BeyondTree {
        /// The index of an entry, or the old size.
        position: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The proof has too many or too few hashes for these sizes.
    #[error("the proof has {hashes} hashes, which does not fit the sizes")]
    ProofLength {
        /// The number of hashes found.
        hashes: usize,
    },
    /// The proof leads to another root.
    #[error("the proof leads to another root of the tree of size {size}")]
    RootDiffers {
        /// The size of the tree whose root differs.
        size: u64,
    },
}

/// Gives hashes of complete subtrees, from wherever they are kept.
pub trait HashReader {
    /// What can go wrong while reading.
    type Error: From<TreeError>;

    /// Gives the hash that covers the entries `[index·2^level, (index+1)·2^level)`.
    ///
    /// Errors: the implementor's own; asked only for subtrees that are complete in the tree of the proof.
    fn hash(&self, level: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// Splits a tree of `size` entries (at least 2): the left part is the largest power of two below `size`.
///
/// Source: RFC 6962 section 2.1.
fn split(size: u64) -> u64 {
    let below = size.saturating_sub(1);
    1_u64.checked_shl(below.checked_ilog2().unwrap_or(0)).unwrap_or(0)
}

/// Computes the root over the entries `[from, from + count)`, where `from` is a multiple of a power of two at
/// least `count`.
fn range_root<R: HashReader>(from: u64, count: u64, reader: &R) -> Result<Hash, R::Error> {
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        let index = from.checked_shr(level).unwrap_or(0);
        return reader.hash(u8::try_from(level).unwrap_or(u8::MAX), index);
    }
    if count == 0 {
        return Ok(empty_root());
    }
    let left = split(count);
    let right = range_root(from.saturating_add(left), count.saturating_sub(left), reader)?;
    Ok(node_hash(&range_root(from, left, reader)?, &right))
}

#[cfg(test)]
mod tests;
