//! The copy-back test: a copy of the vault's directory is taken, the key is destroyed, the copy is put back.

use std::path::Path;

use sekisho::exit::Exit;
use sekisho_core::Digest;
use sekisho_seal::key_pair::SecretSeed;
use sekisho_vault::cell::disk::DiskCell;
use sekisho_vault::{Fault, Keep, KeyHash};
use serde_json::Value;

use super::ask::{Vault, no, order_for};
use super::sealing;
use crate::sealed::Case;

/// Copies a directory with all that belongs to it, as an image of a machine does.
pub(crate) fn copy(case: &Case, from: &str, to: &str) {
    let (from, to) = (case.town.file(from), case.town.file(to));
    let copied = std::process::Command::new("cp").arg("-a").args([from, to]).status().unwrap();
    assert!(copied.success());
}

/// The release seed, for whoever has a vault's directory and a cell that opens it.
pub(crate) fn seed(dir: &Path, cell: &Path, key: Digest) -> Option<[u8; 32]> {
    let (mut keep, _) = Keep::open(dir, Box::new(DiskCell::open(cell).unwrap())).ok()?;
    let latest = keep.latest();
    keep.with_seed(latest, KeyHash::from(key), |seed| *seed).ok()
}

fn back(case: &Case) {
    std::fs::remove_dir_all(case.town.file("record.vault")).unwrap();
    copy(case, "vault.copy", "record.vault");
}

#[test]
fn on_a_plain_disk_a_copy_answers_and_every_page_says_e0() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    copy(&case, "record.vault", "vault.copy");
    copy(&case, "record", "record.copy");
    let before = case.town.time();
    let status = case.town.ask("vault status").done();
    assert_eq!(status.spoken.json["level"], "e0");
    case.town.run("lost P-0001", "S-1").done();
    assert_eq!(case.permit()["key"]["destroyed"]["level"], "e0", "never more than was seen");
    let key = sealing(case.gate().state()).release_key;
    let (dir, old) = (case.town.file("record.vault"), case.town.file("vault.copy"));
    assert_eq!(seed(&dir, &dir.join("cell"), key), None);
    // The old file in the new vault: its key is gone.
    let found = seed(&old, &dir.join("cell"), key);
    assert_eq!(found, None, "an old vault file without its old cell is dead");
    // The whole copy, cell and all: it holds the seed. This is what E0 means.
    let seed = seed(&old, &old.join("cell"), key).expect("a copy of a plain disk holds the key");
    let public = SecretSeed::new(seed).public_key();
    assert_eq!(Digest::of(public.as_bytes()), key);
    // Put back under the record of today it still refuses: the record says that the key is destroyed.
    back(&case);
    let question = case.asked("USB-1", 1);
    let (entries, checkpoint) = case.entries();
    let mut vault = Vault::of(&case);
    vault.show(&entries);
    let reply = vault.ask(&order_for(&question, "USB-1", &checkpoint));
    assert!(matches!(no(&reply), "not-released" | "key-destroyed"), "{reply:?}");
    drop(vault);
    // Only with the record's copy too, at the time of then, does everything answer as it did then.
    back(&case);
    std::fs::remove_dir_all(case.town.file("record")).unwrap();
    copy(&case, "record.copy", "record");
    case.town.at(&before);
    let answer = case.release(&question).done().answer();
    assert!(case.opens("stick-1", &question, answer), "E0: readable for who has a copy made before");
}

#[test]
fn where_the_cell_was_not_copied_the_copy_is_dead() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    // The cell stands elsewhere, as a TPM would: the image of the machine does not have it.
    let (dir, cell) = (case.town.file("record.vault"), case.town.file("cell"));
    std::fs::rename(dir.join("cell"), &cell).unwrap();
    let told = std::fs::read(dir.join("owner.json")).unwrap();
    let mut told: Value = serde_json::from_slice(&told).unwrap();
    told["cell_dir"] = cell.display().to_string().into();
    std::fs::write(dir.join("owner.json"), serde_json::to_vec(&told).unwrap()).unwrap();
    copy(&case, "record.vault", "vault.copy");
    copy(&case, "record", "record.copy");
    let before = case.town.time();
    case.town.run("lost P-0001", "S-1").done();
    back(&case);
    std::fs::remove_dir_all(case.town.file("record")).unwrap();
    copy(&case, "record.copy", "record");
    case.town.at(&before);
    // Even with yesterday's record and yesterday's clock.
    let question = case.asked("USB-1", 1);
    case.release(&question).failed_with("vault-silent", Exit::Failed);
    let opened = Keep::open(&dir, Box::new(DiskCell::open(&cell).unwrap()));
    let fault = opened.expect_err("its key was destroyed");
    assert!(matches!(fault, Fault::KeyDestroyed { .. } | Fault::WrongKey { .. }), "{fault}");
}
