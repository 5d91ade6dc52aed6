use super::*;
use crate::{
    note::NoteSigner,
    tile::tests::{Memory, numbered},
};

const ORIGIN: &str = "example.com/log";

fn signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, &[5; 32]).unwrap()
}

fn signed((size, root): (u64, Hash)) -> String {
    Checkpoint { origin: ORIGIN.to_owned(), size, root }.sign(&signer())
}

fn check(memory: &Memory, checkpoint: &str) -> Result<LogReport, VerifyError> {
    verify_log(memory, checkpoint, &signer().verifier(), |_, _| Ok(()))
}

fn fault(memory: &Memory, checkpoint: &str) -> String {
    check(memory, checkpoint).unwrap_err().to_string()
}

#[test]
fn logs_of_all_shapes_pass_and_show_every_entry_in_order() {
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 700] {
        let entries = numbered(size);
        let (memory, head) = Memory::of(&entries);
        let mut seen = Vec::new();
        let report = verify_log(&memory, &signed(head), &signer().verifier(), |index, entry| {
            assert_eq!(index, seen.len() as u64);
            seen.push(entry.to_vec());
            Ok(())
        });
        let report = report.unwrap();
        assert_eq!(seen, entries);
        assert_eq!((report.checkpoint.size, report.checkpoint.root), head);
        let bundles = memory.0.keys().filter(|path| path.contains("entries")).count() as u64;
        assert_eq!((report.bundles, report.tiles), (bundles, memory.0.len() as u64 - bundles), "size {size}");
    }
}

#[test]
fn a_changed_byte_anywhere_is_found() {
    let (memory, head) = Memory::of(&numbered(600));
    let checkpoint = signed(head);
    for (path, bytes) in &memory.0 {
        for at in (0..bytes.len()).step_by(61).chain([bytes.len() - 1]) {
            let mut changed = memory.clone();
            changed.0.get_mut(path).unwrap()[at] ^= 0x10;
            let fault = fault(&changed, &checkpoint);
            assert!(fault.contains(path.as_str()), "{path} {at}: {fault}");
        }
    }
}

#[test]
fn faults_name_entry_and_file() {
    let (memory, head) = Memory::of(&numbered(600));
    let checkpoint = signed(head);
    let after = |change: fn(&mut Memory)| {
        let mut changed = memory.clone();
        change(&mut changed);
        fault(&changed, &checkpoint)
    };
    assert_eq!(
        after(|memory| memory.0.get_mut("tile/0/001").unwrap()[32 * 44] ^= 1),
        "entry 300 in `tile/entries/001` differs from its hash in `tile/0/001`"
    );
    assert_eq!(
        after(|memory| memory.0.get_mut("tile/entries/002.p/88").unwrap()[2] ^= 1),
        "entry 512 in `tile/entries/002.p/88` differs from its hash in `tile/0/002.p/88`"
    );
    assert_eq!(
        after(|memory| memory.0.get_mut("tile/1/000.p/2").unwrap()[40] ^= 1),
        "hash 1 of `tile/1/000.p/2` differs from the entries below it"
    );
    assert_eq!(
        after(|memory| assert!(memory.0.remove("tile/1/000.p/2").is_some())),
        "tile `tile/1/000.p/2` is missing"
    );
    assert_eq!(
        after(|memory| memory.0.get_mut("tile/entries/001").unwrap().extend(b"\x00\x00")),
        "`tile/entries/001`: the bundle is malformed after 256 entries"
    );
    assert_eq!(
        after(|memory| memory.0.get_mut("tile/0/001").unwrap().truncate(8160)),
        "`tile/0/001` does not have the width 256"
    );
}

#[test]
fn a_dropped_entry_is_found() {
    let entries = numbered(600);
    let (memory, head) = Memory::of(&entries);
    let mut without = entries.clone();
    without.remove(300);
    let (shorter, _) = Memory::of(&without);
    // Out of its bundle alone, out of everything, and out of everything with another entry at the end.
    let mut changed = memory.clone();
    changed.0.insert("tile/entries/001".to_owned(), shorter.0["tile/entries/001"].clone());
    assert_eq!(
        fault(&changed, &signed(head)),
        "entry 300 in `tile/entries/001` differs from its hash in `tile/0/001`"
    );
    assert_eq!(fault(&shorter, &signed(head)), "tile `tile/entries/002.p/88` is missing");
    without.push(b"filler".to_vec());
    let (refilled, _) = Memory::of(&without);
    assert!(matches!(check(&refilled, &signed(head)), Err(VerifyError::RootDiffers { size: 600, .. })));
}

#[test]
fn a_fork_is_found() {
    let mut entries = numbered(600);
    let (_, head) = Memory::of(&entries);
    entries[17] = b"rewritten".to_vec();
    let (fork, fork_head) = Memory::of(&entries);
    assert!(check(&fork, &signed(fork_head)).is_ok());
    let expected = format!(
        "the 600 entries lead to the root {}, the checkpoint is about {}",
        plain::base64(&fork_head.1),
        plain::base64(&head.1)
    );
    assert_eq!(fault(&fork, &signed(head)), expected);
}

#[test]
fn an_older_checkpoint_still_passes_after_its_partial_tiles_are_gone() {
    let entries = numbered(600);
    let (mut memory, old) = Memory::of(&entries[..300]);
    memory.grow(old, &entries[300..]);
    for path in ["tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"] {
        memory.0.remove(path).unwrap();
    }
    // Level 1 has no full tile yet, so its partial one must stay.
    assert_eq!(fault(&memory, &signed(old)), "tile `tile/1/000.p/1` is missing");
    let first = memory.0["tile/1/000.p/2"][..32].to_vec();
    memory.0.insert("tile/1/000.p/1".to_owned(), first);
    assert_eq!(check(&memory, &signed(old)).unwrap().checkpoint.size, 300);
}

#[test]
fn faults_in_the_third_level_are_found() {
    let entries: Vec<_> = (0..65_800_u32).map(|number| number.to_be_bytes().to_vec()).collect();
    let (memory, head) = Memory::of(&entries);
    let checkpoint = signed(head);
    let report = check(&memory, &checkpoint).unwrap();
    assert_eq!((report.bundles, report.tiles), (258, 258 + 2 + 1));
    for (path, at, expected) in [
        ("tile/2/000.p/1", 0, "hash 0 of `tile/2/000.p/1` differs from the entries below it"),
        ("tile/1/000", 8191, "hash 255 of `tile/1/000` differs from the entries below it"),
        ("tile/1/001.p/1", 5, "hash 0 of `tile/1/001.p/1` differs from the entries below it"),
    ] {
        let mut changed = memory.clone();
        changed.0.get_mut(path).unwrap()[at] ^= 1;
        assert_eq!(fault(&changed, &checkpoint), expected);
    }
}

#[test]
fn the_caller_can_refuse_an_entry_and_a_stranger_cannot_sign() {
    let (memory, head) = Memory::of(&numbered(3));
    let refused = verify_log(&memory, &signed(head), &signer().verifier(), |index, _| {
        if index == 2 { Err("no envelope".into()) } else { Ok(()) }
    });
    assert_eq!(refused.unwrap_err().to_string(), "entry 2: no envelope");
    let stranger = NoteSigner::new(ORIGIN, &[6; 32]).unwrap().verifier();
    let refused = verify_log(&memory, &signed(head), &stranger, |_, _| Ok(())).unwrap_err();
    assert_eq!(refused.to_string(), "checkpoint: the note is not signed by `example.com/log`");
}
