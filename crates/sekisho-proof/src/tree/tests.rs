use proptest::prelude::*;

use super::*;
use crate::plain;

/// Keeps the leaf hashes of a small tree in memory.
struct Leaves(Vec<Hash>);

impl HashReader for Leaves {
    type Error = TreeError;

    fn hash(&self, level: u8, index: u64) -> Result<Hash, TreeError> {
        let width = 1_usize << level;
        let from = usize::try_from(index).unwrap() * width;
        Ok(complete_root(&self.0[from..from + width]))
    }
}

impl Leaves {
    fn numbered(size: u64) -> Self {
        Self((0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect())
    }

    fn leaf(&self, index: u64) -> Hash {
        self.0[usize::try_from(index).unwrap()]
    }

    /// The definition of RFC 6962 section 2.1, word by word.
    fn root(&self, size: u64) -> Hash {
        fn recurse(leaves: &[Hash]) -> Hash {
            match leaves {
                [] => empty_root(),
                [leaf] => *leaf,
                _ => {
                    let left = leaves.len().next_power_of_two() / 2;
                    node_hash(&recurse(&leaves[..left]), &recurse(&leaves[left..]))
                }
            }
        }
        recurse(&self.0[..usize::try_from(size).unwrap()])
    }
}

#[test]
fn roots_are_those_of_the_certificate_transparency_test_tree() {
    let entries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let unhex = |text: &str| -> Vec<u8> {
        (0..text.len() / 2)
            .map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2).unwrap(), 16).unwrap())
            .collect()
    };
    let leaves = Leaves(entries.iter().map(|entry| leaf_hash(&unhex(entry))).collect());
    for (size, expected) in (0..).zip(roots) {
        assert_eq!(plain::hex(&leaves.root(size)), expected, "size {size}");
        assert_eq!(
            plain::hex(
                &join_peaks(&leaves.0[..usize::try_from(size).unwrap()], None).unwrap_or_else(empty_root)
            ),
            expected
        );
        assert_eq!(plain::hex(&range_root(0, size, &leaves).unwrap()), expected);
    }
}

#[test]
fn every_entry_of_every_small_tree_is_proven() {
    let leaves = Leaves::numbered(70);
    for size in 1..=70 {
        let root = leaves.root(size);
        for index in 0..size {
            let proof = prove_inclusion(index, size, &leaves).unwrap();
            let leaf = leaves.leaf(index);
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()), "{index} of {size}");
            let other = leaf_hash(b"other");
            let differs = Err(TreeError::RootDiffers { size });
            assert_eq!(verify_inclusion(&other, index, size, &proof, &root), differs);
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &other), differs);
            let longer = [proof.as_slice(), &[other]].concat();
            let wrong = Err(TreeError::ProofLength { hashes: longer.len() });
            assert_eq!(verify_inclusion(&leaf, index, size, &longer, &root), wrong);
            if let Some((_, shorter)) = proof.split_last() {
                let wrong = Err(TreeError::ProofLength { hashes: shorter.len() });
                assert_eq!(verify_inclusion(&leaf, index, size, shorter, &root), wrong);
            }
        }
    }
}

#[test]
fn every_small_tree_continues_every_smaller_one() {
    let leaves = Leaves::numbered(70);
    let other = leaf_hash(b"other");
    for new in 0..=70 {
        for old in 0..=new {
            let (old_root, new_root) = (leaves.root(old), leaves.root(new));
            let proof = prove_consistency(old, new, &leaves).unwrap();
            assert_eq!(verify_consistency(old, &old_root, new, &new_root, &proof), Ok(()), "{old} to {new}");
            assert!(verify_consistency(old, &other, new, &new_root, &proof).is_err(), "{old} to {new}");
            if old > 0 {
                assert!(verify_consistency(old, &old_root, new, &other, &proof).is_err(), "{old} to {new}");
            }
            let longer = [proof.as_slice(), &[other]].concat();
            let wrong = Err(TreeError::ProofLength { hashes: longer.len() });
            assert_eq!(verify_consistency(old, &old_root, new, &new_root, &longer), wrong, "{old} to {new}");
            if let Some((_, shorter)) = proof.split_last() {
                assert!(
                    verify_consistency(old, &old_root, new, &new_root, shorter).is_err(),
                    "{old} to {new}"
                );
            }
        }
    }
}

#[test]
fn positions_beyond_the_tree_are_refused() {
    let leaves = Leaves::numbered(5);
    let root = leaves.root(5);
    let beyond = TreeError::BeyondTree { position: 5, size: 5 };
    assert_eq!(prove_inclusion(5, 5, &leaves), Err(beyond));
    assert_eq!(verify_inclusion(&root, 5, 5, &[], &root), Err(beyond));
    let beyond = TreeError::BeyondTree { position: 6, size: 5 };
    assert_eq!(prove_consistency(6, 5, &leaves), Err(beyond));
    assert_eq!(verify_consistency(6, &root, 5, &root, &[]), Err(beyond));
    assert_eq!(prove_inclusion(0, 0, &leaves), Err(TreeError::BeyondTree { position: 0, size: 0 }));
}

#[test]
fn proofs_for_the_largest_sizes_end() {
    let hash = leaf_hash(b"");
    for proof in [vec![], vec![hash; 63], vec![hash; 64], vec![hash; 65]] {
        assert!(verify_inclusion(&hash, u64::MAX - 1, u64::MAX, &proof, &hash).is_err());
        assert!(verify_consistency(u64::MAX - 1, &hash, u64::MAX, &hash, &proof).is_err());
    }
}

proptest! {
    #[test]
    fn one_changed_bit_in_a_proof_is_refused(size in 2..200_u64, pick: prop::sample::Index, bit in 0..256_usize) {
        let leaves = Leaves::numbered(size);
        let root = leaves.root(size);
        let index = pick.index(usize::try_from(size).unwrap()) as u64;
        let mut proof = prove_inclusion(index, size, &leaves).unwrap();
        let at = pick.index(proof.len());
        proof[at][bit / 8] ^= 1 << (bit % 8);
        let leaf = leaves.leaf(index);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Err(TreeError::RootDiffers { size }));

        let old = index.max(1);
        let mut proof = prove_consistency(old, size, &leaves).unwrap();
        let at = pick.index(proof.len());
        proof[at][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_consistency(old, &leaves.root(old), size, &root, &proof).is_err());
    }
}
