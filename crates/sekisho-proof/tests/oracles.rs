//! Our tree and tiles against two independent implementations, at the sizes where edges lie.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step is a failed test")]
use std::{cell::RefCell, collections::BTreeMap};

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sekisho_proof::{
    checkpoint::Checkpoint,
    note::NoteSigner,
    tile::{Tile, TileError, TileHashReader, TilePath, TileReader, grow},
    tree::{Hash, empty_root, prove_consistency, prove_inclusion},
    verify::verify_log,
};
use sha2::Sha256;
use tlog_tiles::{
    check_record, check_tree, prove_record, prove_tree, record_hash, stored_hash_count, stored_hashes,
    tree_hash,
};

const SIZES: [u64; 9] = [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000];

/// Our log: the files, and the head of each size.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl TileReader for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        self.0.get(path).cloned().ok_or_else(|| TileError::NotFound { path: path.to_owned() })
    }
}

/// The hashes that `tlog_tiles` stores, in its own order.
#[derive(Default)]
struct Stored(RefCell<Vec<tlog_tiles::Hash>>);

impl tlog_tiles::HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let stored = self.0.borrow();
        Ok(indexes.iter().map(|index| *stored.get(usize::try_from(*index).unwrap()).unwrap()).collect())
    }
}

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

/// Maps `tile/8/<level>/…` to the path of C2SP, which does not name the height.
fn mapped(path: &str) -> String {
    path.replacen("tile/8/", "tile/", 1)
}

#[test]
fn every_tile_root_and_proof_agrees_with_both_oracles() {
    let mut files = Files::default();
    let mut head = (0, empty_root());
    let stored = Stored::default();
    let mut memory = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in SIZES {
        let batch: Vec<_> = (head.0..size).map(entry).collect();
        let growth = grow(head.0, &head.1, &files, &batch).unwrap();
        files.0.extend(growth.tiles);
        for (index, entry) in (head.0..).zip(batch) {
            let more = stored_hashes(index, &entry, &stored).unwrap();
            stored.0.borrow_mut().extend(more);
            memory.push(entry);
        }
        let old = head;
        head = (growth.size, growth.root);
        assert_eq!(head.0, size);
        assert_eq!(stored.0.borrow().len() as u64, stored_hash_count(size));
        assert_eq!(tree_hash(size, &stored).unwrap().0, head.1, "size {size}");
        assert_eq!(memory.root().as_bytes().as_slice(), head.1, "size {size}");
        tiles_agree(size, &files, &stored);
        inclusion_agrees(head, &files, &stored, &memory);
        consistency_agrees(old, head, &files, &stored, &memory);
        verifies(head, &files);
    }
}

/// Compares every hash tile of this size, and that there are no others.
fn tiles_agree(size: u64, files: &Files, stored: &Stored) {
    let theirs = tlog_tiles::Tile::new_tiles(8, 0, size);
    for tile in &theirs {
        let path = mapped(&tile.path());
        assert_eq!(files.0.get(&path), Some(&tile.read_data(stored).unwrap()), "size {size}: {path}");
    }
    let full: Vec<Tile> = files
        .0
        .keys()
        .filter_map(|path| match path.parse::<TilePath>() {
            Ok(TilePath::Hashes(tile)) if tile.width == 256 => Some(tile),
            Ok(_) => None,
            Err(error) => panic!("{error}"),
        })
        .collect();
    let their_full = theirs.iter().filter(|tile| tile.width() == 256).count();
    assert_eq!(full.len(), their_full, "size {size}");
}

fn inclusion_agrees(
    (size, root): (u64, Hash),
    files: &Files,
    stored: &Stored,
    memory: &MemoryBackedTree<Sha256, Vec<u8>>,
) {
    let hashes = TileHashReader::new(size, files);
    let indexes =
        [0, 1, 127, 254, 255, 256, 257, 40_000, 65_534, 65_535, 65_536, 69_887, 69_999, size.wrapping_sub(1)];
    for index in indexes.into_iter().filter(|index| *index < size) {
        let ours = prove_inclusion(index, size, &hashes).unwrap();
        let theirs = prove_record(size, index, stored).unwrap();
        assert_eq!(ours, theirs.iter().map(|hash| hash.0).collect::<Vec<_>>(), "{index} of {size}");
        let theirs = memory.prove_inclusion(usize::try_from(index).unwrap());
        assert_eq!(ours.concat(), theirs.as_bytes(), "{index} of {size}");
        let proof = ours.into_iter().map(tlog_tiles::Hash).collect();
        check_record(&proof, size, tlog_tiles::Hash(root), index, record_hash(&entry(index))).unwrap();
    }
}

fn consistency_agrees(
    (old_size, old_root): (u64, Hash),
    (size, root): (u64, Hash),
    files: &Files,
    stored: &Stored,
    memory: &MemoryBackedTree<Sha256, Vec<u8>>,
) {
    let hashes = TileHashReader::new(size, files);
    for old in SIZES.into_iter().filter(|old| (1..size).contains(old)) {
        let ours = prove_consistency(old, size, &hashes).unwrap();
        let theirs = prove_tree(size, old, stored).unwrap();
        assert_eq!(ours, theirs.iter().map(|hash| hash.0).collect::<Vec<_>>(), "{old} to {size}");
        let theirs = memory.prove_consistency(usize::try_from(size - old).unwrap());
        assert_eq!(ours.concat(), theirs.as_bytes(), "{old} to {size}");
        if old == old_size {
            let proof = ours.into_iter().map(tlog_tiles::Hash).collect();
            check_tree(&proof, size, tlog_tiles::Hash(root), old, tlog_tiles::Hash(old_root)).unwrap();
        }
    }
}

fn verifies((size, root): (u64, Hash), files: &Files) {
    let signer = NoteSigner::new("example.com/log", &[1; 32]).unwrap();
    let note = Checkpoint { origin: signer.name().to_owned(), size, root }.sign(&signer);
    let mut entries = 0;
    let report = verify_log(files, &note, &signer.verifier(), |index, bytes| {
        assert_eq!(bytes, entry(index));
        entries += 1;
        Ok(())
    });
    assert_eq!((report.unwrap().checkpoint.size, entries), (size, size));
}
