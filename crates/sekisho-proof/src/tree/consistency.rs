//! Consistency: the new tree contains the old one unchanged.
use super::{Hash, HashReader, TreeError, empty_root, node_hash, range_root, split};

/// Makes the proof that the tree of `new_size` entries continues the tree of `old_size` entries.
///
/// Shape: empty if the old tree is empty or both are equal.
/// Errors: [`TreeError::BeyondTree`], or the reader's own.
/// Source: RFC 6962 section 2.1.2.
pub fn prove_consistency<R: HashReader>(
    old_size: u64,
    new_size: u64,
    reader: &R,
) -> Result<Vec<Hash>, R::Error> {
    if old_size > new_size {
        return Err(TreeError::BeyondTree { position: old_size, size: new_size }.into());
    }
    let mut proof = Vec::new();
    if old_size == 0 {
        return Ok(proof);
    }
    let (mut from, mut count) = (0_u64, new_size);
    // From the root down to the subtree that ends where the old tree ends; the proof is read the other way
    // round.
    while old_size < from.saturating_add(count) {
        let left = split(count);
        let middle = from.saturating_add(left);
        let right = count.saturating_sub(left);
        if old_size <= middle {
            proof.push(range_root(middle, right, reader)?);
            count = left;
        } else {
            proof.push(range_root(from, left, reader)?);
            (from, count) = (middle, right);
        }
    }
    // A verifier knows the old root; only a subtree that is a part of the old tree must be told.
    if from > 0 {
        proof.push(range_root(from, count, reader)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that the new tree continues the old one.
///
/// Errors: [`TreeError::BeyondTree`], [`TreeError::ProofLength`], [`TreeError::RootDiffers`].
/// Source: RFC 9162 section 2.1.4.2.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), TreeError> {
    if old_size > new_size {
        return Err(TreeError::BeyondTree { position: old_size, size: new_size });
    }
    let wrong_length = TreeError::ProofLength { hashes: proof.len() };
    if old_size == 0 || old_size == new_size {
        let empty = old_size == 0 && *old_root != empty_root();
        let equal = old_size == new_size && old_root != new_root;
        return match (proof, empty || equal) {
            ([], false) => Ok(()),
            ([], true) => Err(TreeError::RootDiffers { size: old_size }),
            _ => Err(wrong_length),
        };
    }
    // An old tree that is one complete subtree of the new one starts the proof itself.
    let (start, rest) = match proof.split_first() {
        _ if old_size.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (first, rest),
        None => return Err(wrong_length),
    };
    let (mut node, mut last) = (old_size.saturating_sub(1), new_size.saturating_sub(1));
    while node & 1 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (mut old, mut new) = (*start, *start);
    for hash in rest {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            old = node_hash(hash, &old);
            new = node_hash(hash, &new);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new = node_hash(&new, hash);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if old != *old_root {
        return Err(TreeError::RootDiffers { size: old_size });
    }
    if new == *new_root { Ok(()) } else { Err(TreeError::RootDiffers { size: new_size }) }
}
