//! Inclusion: this entry stands at this place of the tree.
use super::{Hash, HashReader, TreeError, node_hash, range_root, split};

/// Makes the proof that entry `index` is in the tree of `size` entries.
///
/// Shape: sibling hashes, leaf side first.
/// Errors: [`TreeError::BeyondTree`], or the reader's own.
/// Source: RFC 6962 section 2.1.1.
pub fn prove_inclusion<R: HashReader>(index: u64, size: u64, reader: &R) -> Result<Vec<Hash>, R::Error> {
    if index >= size {
        return Err(TreeError::BeyondTree { position: index, size }.into());
    }
    let mut proof = Vec::new();
    let (mut from, mut count) = (0_u64, size);
    // From the root down to the leaf; the proof is read the other way round.
    while count > 1 {
        let left = split(count);
        let middle = from.saturating_add(left);
        let right = count.saturating_sub(left);
        if index < middle {
            proof.push(range_root(middle, right, reader)?);
            count = left;
        } else {
            proof.push(range_root(from, left, reader)?);
            (from, count) = (middle, right);
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that the entry with this leaf hash stands at `index` of the tree with this size and root.
///
/// Errors: [`TreeError::BeyondTree`], [`TreeError::ProofLength`], [`TreeError::RootDiffers`].
/// Source: RFC 9162 section 2.1.3.2.
pub fn verify_inclusion(
    leaf_hash: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), TreeError> {
    if index >= size {
        return Err(TreeError::BeyondTree { position: index, size });
    }
    let wrong_length = TreeError::ProofLength { hashes: proof.len() };
    let (mut node, mut last) = (index, size.saturating_sub(1));
    let mut hash = *leaf_hash;
    for sibling in proof {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash == *root { Ok(()) } else { Err(TreeError::RootDiffers { size }) }
}
