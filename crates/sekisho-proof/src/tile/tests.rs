use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::tree::{
    empty_root, leaf_hash, prove_consistency, prove_inclusion, verify_consistency, verify_inclusion,
};

/// Keeps tiles in memory.
#[derive(Clone, Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, Vec<u8>>);

impl TileReader for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        self.0.get(path).cloned().ok_or_else(|| TileError::NotFound { path: path.to_owned() })
    }
}

impl Memory {
    /// Grows from `old` by a batch, writes the tiles, and gives the new size and root.
    pub(crate) fn grow(&mut self, old: (u64, Hash), batch: &[Vec<u8>]) -> (u64, Hash) {
        let growth = grow(old.0, &old.1, self, batch).unwrap();
        for (path, bytes) in growth.tiles {
            assert!(path.parse::<TilePath>().is_ok(), "{path}");
            assert_eq!(self.0.insert(path.clone(), bytes), None, "{path} is written twice");
        }
        (growth.size, growth.root)
    }

    pub(crate) fn of(entries: &[Vec<u8>]) -> (Self, (u64, Hash)) {
        let mut memory = Self::default();
        let head = memory.grow((0, empty_root()), entries);
        (memory, head)
    }
}

/// Makes entries of differing lengths.
pub(crate) fn numbered(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| format!("entry {number}").repeat(number % 3 + 1).into_bytes()).collect()
}

#[test]
fn a_log_of_700_entries_has_the_published_files() {
    let (memory, (size, root)) = Memory::of(&numbered(700));
    let lengths: Vec<_> = memory.0.iter().map(|(path, bytes)| (path.as_str(), bytes.len())).collect();
    assert_eq!(
        lengths.iter().filter(|(path, _)| !path.contains("entries")).copied().collect::<Vec<_>>(),
        [("tile/0/000", 8192), ("tile/0/001", 8192), ("tile/0/002.p/188", 6016), ("tile/1/000.p/2", 64)]
    );
    assert_eq!(
        lengths.iter().map(|(path, _)| *path).filter(|path| path.contains("entries")).collect::<Vec<_>>(),
        ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/188"]
    );
    assert_eq!(super::root(size, &memory).unwrap(), root);
}

#[test]
fn malformed_bundles_are_refused() {
    assert_eq!(entries(b"").unwrap(), [b""; 0]);
    assert_eq!(entries(b"\x00\x00\x00\x01a").unwrap(), [b"".as_slice(), b"a"]);
    for (bundle, whole) in
        [(&b"\x00"[..], 0), (b"\x00\x01", 0), (b"\x00\x01a\x00", 1), (b"\x00\x01a\x00\x02b", 1)]
    {
        assert_eq!(entries(bundle), Err(BundleError { entries: whole }), "{bundle:?}");
    }
    assert_eq!(entries(&[0; 512]).unwrap().len(), 256);
    assert_eq!(entries(&[0; 514]), Err(BundleError { entries: 256 }));
}

#[test]
fn entries_up_to_65535_bytes_are_taken() {
    let empty = (0, &empty_root());
    assert!(grow(empty.0, empty.1, &Memory::default(), &[vec![0; 65535]]).is_ok());
    let refused = grow(empty.0, empty.1, &Memory::default(), &[vec![], vec![0; 65536]]).unwrap_err();
    assert_eq!(refused.to_string(), "new entry 1 has 65536 bytes, the limit is 65535");
}

#[test]
fn an_empty_batch_changes_nothing() {
    let (mut memory, head) = Memory::of(&numbered(300));
    let files = memory.0.clone();
    assert_eq!(memory.grow(head, &[]), head);
    assert_eq!(memory.0, files);
    let nothing = Growth { size: 0, root: empty_root(), tiles: vec![] };
    assert_eq!(grow(0, &empty_root(), &Memory::default(), &[]).unwrap(), nothing);
}

#[test]
fn growing_refuses_an_edge_that_is_not_the_expected_one() {
    let (memory, (size, root)) = Memory::of(&numbered(300));
    let refused =
        |memory: &Memory, root: &Hash| grow(size, root, memory, &numbered(1)).unwrap_err().to_string();
    assert_eq!(
        refused(&memory, &empty_root()),
        "the stored tiles of the tree of size 300 do not lead to its root"
    );
    for path in ["tile/0/001.p/44", "tile/1/000.p/1"] {
        let mut broken = memory.clone();
        broken.0.get_mut(path).unwrap()[7] ^= 1;
        assert_eq!(
            refused(&broken, &root),
            "the stored tiles of the tree of size 300 do not lead to its root"
        );
        broken.0.get_mut(path).unwrap().pop();
        assert!(refused(&broken, &root).starts_with(&format!("`{path}` does not have the width ")));
        broken.0.remove(path);
        assert_eq!(refused(&broken, &root), format!("tile `{path}` is missing"));
    }
    let mut broken = memory.clone();
    broken.0.get_mut("tile/entries/001.p/44").unwrap()[2] ^= 1;
    assert_eq!(refused(&broken, &root), "entry 256 in `tile/entries/001.p/44` differs from its stored hash");
}

#[test]
fn a_partial_tile_may_go_once_the_full_one_is_there() {
    let entries = numbered(600);
    let (mut memory, old) = Memory::of(&entries[..300]);
    memory.grow(old, &entries[300..]);
    memory.0.remove("tile/0/001.p/44").unwrap();
    memory.0.remove("tile/entries/001.p/44").unwrap();
    assert_eq!(super::root(300, &memory).unwrap(), old.1);
    assert_eq!(grow(300, &old.1, &memory, &entries[300..]).unwrap().size, 600);
}

#[test]
fn proofs_from_tiles_hold_in_trees_of_three_levels() {
    let entries: Vec<_> = (0..66_000_u32).map(|number| number.to_be_bytes().to_vec()).collect();
    let (mut memory, old) = Memory::of(&entries[..65_536]);
    let (size, root) = memory.grow(old, &entries[65_536..]);
    let hashes = TileHashReader::new(size, &memory);
    for position in [0_u32, 1, 255, 256, 4_711, 65_535, 65_536, 65_791, 65_792, 65_999] {
        let index = position.into();
        let proof = prove_inclusion(index, size, &hashes).unwrap();
        let leaf = leaf_hash(&position.to_be_bytes());
        assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()), "{index}");
    }
    let proof = prove_consistency(old.0, size, &hashes).unwrap();
    assert_eq!(verify_consistency(old.0, &old.1, size, &root, &proof), Ok(()));
    assert!(matches!(
        prove_inclusion(66_000, size, &hashes),
        Err(TileError::Tree(TreeError::BeyondTree { position: 66_000, size: 66_000 }))
    ));
    let beyond = crate::tree::HashReader::hash(&hashes, 0, 66_000);
    assert!(matches!(beyond, Err(TileError::BeyondTree { level: 0, index: 66_000, size: 66_000 })));
    assert!(crate::tree::HashReader::hash(&hashes, 255, u64::MAX).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn growing_in_batches_equals_growing_at_once(batches in prop::collection::vec(0..400_usize, 0..6)) {
        let entries = numbered(batches.iter().sum());
        let mut rest = entries.as_slice();
        let mut memory = Memory::default();
        let mut head = (0, empty_root());
        for batch in batches {
            let (now, later) = rest.split_at(batch);
            head = memory.grow(head, now);
            rest = later;
        }
        let (at_once, expected) = Memory::of(&entries);
        prop_assert_eq!(head, expected);
        for (path, bytes) in &at_once.0 {
            prop_assert_eq!(memory.0.get(path), Some(bytes), "{}", path);
        }
        // What is there besides are the partial tiles of the sizes in between.
        prop_assert!(memory.0.keys().all(|path| at_once.0.contains_key(path) || path.contains(".p/")));
    }

    #[test]
    fn reading_any_bundle_never_panics(bytes in prop::collection::vec(0..4_u8, 0..600)) {
        if let Ok(entries) = entries(&bytes) {
            let again: Vec<u8> = entries.iter().flat_map(|entry| {
                [&u16::try_from(entry.len()).unwrap().to_be_bytes(), *entry].concat()
            }).collect();
            prop_assert_eq!(again, bytes);
        }
    }
}
