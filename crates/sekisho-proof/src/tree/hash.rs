//! The three hashes of RFC 6962, and how complete subtrees join to a root.
use sha2::{Digest, Sha256};

/// Is a SHA-256 of the tree.
pub type Hash = [u8; 32];

/// Hashes one entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    // SOURCE: RFC 6962 section 2.1, SHA-256(0x00 || entry): the prefix keeps leaves and nodes apart.
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// Hashes two subtrees into the one above.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // SOURCE: RFC 6962 section 2.1, SHA-256(0x01 || left || right).
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Gives the root of the tree without entries.
pub fn empty_root() -> Hash {
    // SOURCE: RFC 6962 section 2.1, SHA-256 of the empty string.
    Sha256::digest([]).into()
}

/// Computes the root over neighbouring subtrees of equal height; their number must be a power of two.
pub(crate) fn complete_root(row: &[Hash]) -> Hash {
    let mut row = row.to_vec();
    while row.len() > 1 {
        row = row.as_chunks().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    row.first().copied().unwrap_or_else(empty_root)
}

/// Joins the peaks of a row, right to left, with the root of all that lies to the right of the row.
///
/// Shape: `row` are neighbouring subtrees of equal height, `right` covers fewer entries than one of them.
pub(crate) fn join_peaks(row: &[Hash], right: Option<Hash>) -> Option<Hash> {
    let mut rest = row;
    let mut root = right;
    while !rest.is_empty() {
        // INVARIANT: the lowest set bit of the length is the width of the rightmost peak (RFC 6962 splits at
        // powers of two).
        let width = 1_usize.checked_shl(rest.len().trailing_zeros()).unwrap_or(0);
        let (left, peak) = rest.split_at_checked(rest.len().saturating_sub(width)).unwrap_or((&[], rest));
        let peak = complete_root(peak);
        root = Some(root.map_or(peak, |right| node_hash(&peak, &right)));
        rest = left;
    }
    root
}
