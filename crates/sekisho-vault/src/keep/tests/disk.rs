//! The keep on a real file system: locked, searched for bytes, copied and put back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;
use crate::trial::without_forks;

/// Copies a directory with all that is in it.
fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Lists the files below a directory that hold these bytes.
fn holding(dir: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(holding(&entry.path(), needle));
        } else if fs::read(entry.path()).unwrap().windows(needle.len()).any(|part| part == needle) {
            found.push(entry.file_name().into_string().unwrap());
        }
    }
    found
}

fn disk_cell(vault: &Path) -> Box<dyn Cell> {
    Box::new(DiskCell::open(&vault.join("cell")).unwrap())
}

fn vault_in(dir: &Path) -> Keep {
    let vault = dir.join("vault");
    fs::create_dir(&vault).unwrap();
    let mut keep = Keep::init(&vault, disk_cell(&vault), at(0), &mut chance(1)).unwrap();
    fill(&mut keep, 1..=6, &mut chance(2));
    keep
}

#[test]
fn two_processes_never_keep_one_vault() {
    let _undisturbed = without_forks();
    let dir = tempfile::tempdir().unwrap();
    let keep = vault_in(dir.path());
    let vault = dir.path().join("vault");
    let second = Keep::open(&vault, disk_cell(&vault)).unwrap_err();
    assert!(matches!(second, Fault::Busy { .. }), "{second:?}");
    let second = Keep::init(&vault, disk_cell(&vault), at(0), &mut chance(1)).unwrap_err();
    assert!(matches!(second, Fault::Busy { .. }), "{second:?}");
    drop(keep);
    assert_eq!(answering(&mut Keep::open(&vault, disk_cell(&vault)).unwrap().0), (1..=6).collect());
    let nowhere = Keep::open(&dir.path().join("nowhere"), disk_cell(&vault)).unwrap_err();
    assert!(matches!(nowhere, Fault::Absent { .. }), "{nowhere:?}");
}

#[test]
fn files_are_the_owners_alone() {
    let _undisturbed = without_forks();
    let dir = tempfile::tempdir().unwrap();
    drop(vault_in(dir.path()));
    let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    for name in ["vault/vault.1", "vault/lock", "vault/cell/odd.key"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert_eq!(mode("vault/cell"), 0o700);
}

#[test]
fn no_file_holds_a_seed_and_after_a_destruction_none_holds_the_old_key() {
    let _undisturbed = without_forks();
    let dir = tempfile::tempdir().unwrap();
    let mut keep = vault_in(dir.path());
    let vault = dir.path().join("vault");
    let key = |slot| *disk_cell(&vault).read(slot).unwrap().unwrap().expose();
    let old_key = key(Slot::Odd);
    assert_eq!(holding(dir.path(), &old_key), ["odd.key"], "the search finds what is there");
    keep.destroy(at(1), &[1, 2, 3].map(hash), &mut chance(3)).unwrap();
    assert_eq!(holding(dir.path(), &old_key), [""; 0]);
    assert_eq!(holding(dir.path(), &key(Slot::Even)), ["even.key"]);
    for number in 1..=6 {
        assert_eq!(holding(dir.path(), &seed_bytes(number)), [""; 0], "seed {number}");
    }
    // Not even the names of the dead are left in clear.
    for number in 1..=6 {
        assert_eq!(holding(dir.path(), hash(number).as_bytes()), [""; 0], "hash {number}");
    }
}

#[test]
fn a_copy_with_its_disk_cell_answers_again_and_that_is_why_it_is_e0() {
    let _undisturbed = without_forks();
    let dir = tempfile::tempdir().unwrap();
    let mut keep = vault_in(dir.path());
    let (vault, copy) = (dir.path().join("vault"), dir.path().join("copy"));
    copy_tree(&vault, &copy);
    let receipt = keep.destroy(at(1), &[hash(1)], &mut chance(3)).unwrap();
    drop(keep);
    fs::remove_dir_all(&vault).unwrap();
    copy_tree(&copy, &vault);
    let (mut keep, _) = Keep::open(&vault, disk_cell(&vault)).unwrap();
    assert_eq!(answering(&mut keep), (1..=6).collect());
    assert_eq!((receipt.level, keep.level(), receipt.cell), (Level::E0, Level::E0, CellKind::Disk));
}

#[test]
fn a_copy_without_its_cell_never_opens_again() {
    let _undisturbed = without_forks();
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("vault");
    let slots = Slots::default();
    let cell = || ApartCell { slots: slots.clone(), fuse: Fuse::never(), temper: Temper::Honest };
    let mut keep = Keep::init(&vault, Box::new(cell()), at(0), &mut chance(1)).unwrap();
    fill(&mut keep, 1..=6, &mut chance(2));
    let copy = dir.path().join("copy");
    copy_tree(&vault, &copy);
    keep.destroy(at(1), &[hash(1)], &mut chance(3)).unwrap();
    drop(keep);
    let (living, put_back) = (dir.path().join("living"), |vault: &Path| {
        fs::remove_dir_all(vault).unwrap();
        copy_tree(&copy, vault);
    });
    copy_tree(&vault, &living);
    put_back(&vault);
    let fault = Keep::open(&vault, Box::new(cell())).unwrap_err();
    assert!(matches!(&fault, Fault::KeyDestroyed { name } if name == "vault.1"), "{fault:?}");
    // The refusal changed nothing: with its own file the vault lives on.
    assert_eq!(answering(&mut Keep::open(&living, Box::new(cell())).unwrap().0), (2..=6).collect());
    // Beside the living file the old one is swept away.
    fs::copy(copy.join("vault.1"), living.join("vault.1")).unwrap();
    let (mut keep, recovery) = Keep::open(&living, Box::new(cell())).unwrap();
    assert_eq!(recovery, Recovery::Finished { epoch: 1 });
    assert_eq!(answering(&mut keep), (2..=6).collect());
    // Two generations on, its slot is in use again, and the key there is another one.
    keep.destroy(at(1), &[hash(2)], &mut chance(4)).unwrap();
    drop(keep);
    put_back(&vault);
    let fault = Keep::open(&vault, Box::new(cell())).unwrap_err();
    assert!(matches!(&fault, Fault::WrongKey { name } if name == "vault.1"), "{fault:?}");
}
