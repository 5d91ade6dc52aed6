//! The TPM cell against swtpm, whose state lies where no copy of the vault takes it along.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use tempfile::TempDir;

use super::*;
use crate::trial::{chance, spawn, without_forks};
use crate::{Keep, KeyHash, Kind, Recovery, Seed};
use sekisho_core::Timestamp;

/// A TPM in software, ended with the test.
struct Simulator {
    state: TempDir,
    tcti: String,
}

impl Simulator {
    fn start() -> Self {
        let state = tempfile::tempdir().unwrap();
        let port = loop {
            // The control port must be the next one: that is how the library finds it.
            let first = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if first < u16::MAX && TcpListener::bind(("127.0.0.1", first + 1)).is_ok() {
                break first;
            }
        };
        // As a daemon it returns when it listens.
        let mut command = Command::new("swtpm");
        command
            .args(["socket", "--tpm2", "--daemon", "--flags", "not-need-init,startup-clear"])
            .args(["--tpmstate", &format!("dir={}", state.path().display())])
            .args(["--server", &format!("type=tcp,port={port}")])
            .args(["--ctrl", &format!("type=tcp,port={}", port + 1)])
            .args(["--pid", &format!("file={}", state.path().join("pid").display())]);
        // Of the Debian package of this name.
        let started = spawn(&mut command).wait().unwrap();
        assert!(started.success(), "{started}");
        Self { state, tcti: format!("swtpm:host=127.0.0.1,port={port}") }
    }

    fn cell(&self, vault: &Path, declared: Declared) -> TpmCell {
        TpmCell::open(&self.tcti, DEFAULT_INDEX, declared, vault, &mut chance(8)).unwrap()
    }

    fn rehearsal(&self, vault: &Path) -> TpmCell {
        self.cell(vault, Declared::Physical).in_rehearsal("sekimori.invalid/record").unwrap()
    }

    /// Tells whether the state's files hold these bytes.
    fn holds(&self, needle: &[u8]) -> bool {
        fs::read_dir(self.state.path())
            .unwrap()
            .map(Result::unwrap)
            .any(|entry| fs::read(entry.path()).unwrap().windows(needle.len()).any(|part| part == needle))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.state.path().join("pid")).ok();
        let pid = pid.and_then(|pid| rustix::process::Pid::from_raw(pid.trim().parse().ok()?));
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn hash(number: u8) -> KeyHash {
    KeyHash::of(&[number])
}

fn keep_with_two_seeds(vault: &Path, cell: Box<dyn Cell>) -> Keep {
    let mut keep = Keep::init(vault, cell, at(0), &mut chance(1)).unwrap();
    for number in [1, 2] {
        let kind = Kind::Release { not_after: at(1000) };
        keep.insert(at(1), hash(number), kind, Seed::take(&mut [number; 32]), &mut chance(2)).unwrap();
    }
    keep
}

#[test]
fn slots_are_written_read_and_erased() {
    let (tpm, dir) = (Simulator::start(), tempfile::tempdir().unwrap());
    let mut cell = tpm.cell(dir.path(), Declared::Physical);
    let keys = [EpochKey::draw(&mut chance(1)).unwrap(), EpochKey::draw(&mut chance(2)).unwrap()];
    for (slot, key) in Slot::ALL.into_iter().zip(&keys) {
        assert!(cell.read(slot).unwrap().is_none());
        cell.erase(slot).unwrap();
        cell.write(slot, key).unwrap();
        assert!(cell.read(slot).unwrap().unwrap().is_same(key));
        assert!(matches!(cell.write(slot, key), Err(Fault::CellOccupied { .. })));
    }
    // swtpm writes its state in clear, so that one sees the key come and go.
    assert!(tpm.holds(keys[0].expose()));
    cell.erase(Slot::Even).unwrap();
    assert!(cell.read(Slot::Even).unwrap().is_none());
    assert!(!tpm.holds(keys[0].expose()));
    assert!(cell.read(Slot::Odd).unwrap().unwrap().is_same(&keys[1]));
}

#[test]
fn an_index_that_was_defined_and_not_written_is_empty() {
    let (tpm, dir) = (Simulator::start(), tempfile::tempdir().unwrap());
    let mut cell = tpm.cell(dir.path(), Declared::Physical);
    let define = |cell: &TpmCell| {
        cell.with_context("define", Slot::Even, |context, index| {
            let (auth, public) = (Auth::try_from(cell.auth.to_vec())?, public_area(index)?);
            context.execute_with_session(Some(AuthSession::Password), |context| {
                context.nv_define_space(Provision::Owner, Some(auth), public)
            })
        })
        .unwrap()
    };
    define(&cell);
    assert!(cell.read(Slot::Even).unwrap().is_none());
    let key = EpochKey::draw(&mut chance(1)).unwrap();
    cell.write(Slot::Even, &key).unwrap();
    assert!(cell.read(Slot::Even).unwrap().unwrap().is_same(&key));
    cell.erase(Slot::Even).unwrap();
    define(&cell);
    cell.erase(Slot::Even).unwrap();
    assert!(cell.read(Slot::Even).unwrap().is_none());
}

#[test]
fn another_password_neither_reads_nor_erases() {
    let (tpm, dir, other) = (Simulator::start(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let key = EpochKey::draw(&mut chance(1)).unwrap();
    let mut cell = tpm.cell(dir.path(), Declared::Physical);
    cell.write(Slot::Even, &key).unwrap();
    let mut stranger =
        TpmCell::open(&tpm.tcti, DEFAULT_INDEX, Declared::Physical, other.path(), &mut chance(9)).unwrap();
    assert!(matches!(stranger.read(Slot::Even), Err(Fault::Cell { act: "read", .. })));
    assert!(matches!(stranger.erase(Slot::Even), Err(Fault::Cell { act: "erase", .. })));
    assert!(cell.read(Slot::Even).unwrap().unwrap().is_same(&key));
}

#[test]
fn a_simulator_is_e0_whatever_is_declared_unless_in_a_rehearsal() {
    let (tpm, dir) = (Simulator::start(), tempfile::tempdir().unwrap());
    for declared in [Declared::Physical, Declared::Unknown, Declared::Virtual] {
        assert_eq!(tpm.cell(dir.path(), declared).level(), Level::E0);
    }
    let cell = tpm.cell(dir.path(), Declared::Physical);
    assert_eq!(cell.identity().recognized(), Declared::Virtual);
    assert_eq!(
        cell.describe(),
        "TPM 2.0 of maker `IBM` (`SW TPM`): recognized as virtual, declared as physical"
    );
    let refused = cell.in_rehearsal("city.example/record").unwrap_err();
    assert!(matches!(refused, Fault::RehearsalOrigin { .. }));
    assert_eq!(tpm.rehearsal(dir.path()).level(), Level::E1);
    assert!(tpm.rehearsal(dir.path()).describe().ends_with("; treated as physical in a rehearsal"));
    let virtual_one = tpm.cell(dir.path(), Declared::Virtual);
    assert_eq!(virtual_one.in_rehearsal("sekimori.invalid/record").unwrap().level(), Level::E0);
}

#[test]
fn makers_are_told_apart() {
    for (maker, recognized) in [
        ("IFX", Declared::Physical),
        ("STM", Declared::Physical),
        ("IBM", Declared::Virtual),
        ("VMW", Declared::Virtual),
        ("MSFT", Declared::Unknown),
        ("", Declared::Unknown),
    ] {
        let identity = Identity { maker: maker.to_owned(), vendor: String::new() };
        assert_eq!(identity.recognized(), recognized, "{maker}");
    }
}

#[test]
fn a_vault_that_is_copied_back_never_opens_again() {
    let (tpm, dir) = (Simulator::start(), tempfile::tempdir().unwrap());
    let _undisturbed = without_forks();
    let (vault, copy) = (dir.path().join("vault"), dir.path().join("copy"));
    let mut keep = keep_with_two_seeds(&vault, Box::new(tpm.rehearsal(&vault)));
    let names = |dir: &Path| {
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
        entries.map(|name| name.into_string().unwrap()).collect::<Vec<_>>()
    };
    let copy_all = |from: &Path, to: &Path| {
        fs::create_dir_all(to).unwrap();
        for name in names(from) {
            fs::copy(from.join(&name), to.join(&name)).unwrap();
        }
    };
    copy_all(&vault, &copy);
    let receipt = keep.destroy(at(2), &[hash(1)], &mut chance(3)).unwrap();
    assert_eq!((receipt.level, receipt.cell, receipt.epoch_after), (Level::E1, CellKind::Tpm, 2));
    drop(keep);
    let (mut keep, recovery) = Keep::open(&vault, Box::new(tpm.rehearsal(&vault))).unwrap();
    assert_eq!(recovery, Recovery::Clean);
    assert_eq!(keep.with_seed(at(2), hash(2), |seed| *seed).unwrap(), [2; 32]);
    drop(keep);
    fs::remove_dir_all(&vault).unwrap();
    copy_all(&copy, &vault);
    let fault = Keep::open(&vault, Box::new(tpm.rehearsal(&vault))).unwrap_err();
    assert!(matches!(&fault, Fault::KeyDestroyed { name } if name == "vault.1"), "{fault:?}");
    assert_eq!(fault.to_string(), "`vault.1` is an old copy: its key was destroyed");
}
