//! Processes that are killed at a chosen step. The test binary is its own helper: it is started again with the name of one
//! test, and with its orders in the environment.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use super::*;
use crate::trial::{After, Blow, spawn};

const DIR: &str = "SEKISHO_TEST_DIR";
const ORDER: &str = "SEKISHO_TEST_ORDER";
const STEP: &str = "SEKISHO_TEST_STEP";
const KILL: i32 = 9;

#[expect(clippy::disallowed_methods, reason = "the parent test tells its helper what to do")]
fn told_by_parent(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

/// The helper: changes a vault until it is killed or done. Does nothing when run as a test.
#[test]
fn helper_changes_a_vault() {
    let (Some(dir), Some(order), Some(step)) =
        (told_by_parent(DIR), told_by_parent(ORDER), told_by_parent(STEP))
    else {
        return;
    };
    let (act, when) = order.split_once(' ').unwrap();
    let blow = if when == "before" { Blow::KillBefore } else { Blow::KillAfter };
    let fuse = Fuse::at(step.parse().unwrap(), blow, After::Dead);
    let dir = Path::new(&dir);
    let (folder, cell) = (Folder::open(dir).unwrap(), Folder::open(&dir.join("cell")).unwrap());
    let lock = folder.lock().unwrap();
    let cell = Box::new(DiskCell::at(Box::new(Wired { place: cell, fuse: fuse.clone() })));
    let place = Box::new(Wired { place: folder, fuse });
    let (mut keep, _) = Keep::open_at(place, cell, Some(lock)).unwrap();
    match act {
        "destroy" => drop(keep.destroy(at(1), &[1, 2, 3].map(hash), &mut chance(3)).unwrap()),
        _ => keep.insert(at(1), hash(7), release(7000), seed(7), &mut chance(3)).unwrap(),
    }
}

fn run_helper(dir: &Path, order: &str, step: u32) -> ExitStatus {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["keep::tests::kill::helper_changes_a_vault", "--exact", "--test-threads=1"])
        .stdout(Stdio::null())
        .env(DIR, dir)
        .env(ORDER, order)
        .env(STEP, step.to_string());
    spawn(&mut command).wait().unwrap()
}

/// Kills a helper at each step of an act, and looks at what it leaves; tells how many were killed.
fn kill_everywhere(act: &str, look: impl Fn(&mut Keep, bool)) -> u32 {
    let mut killed = 0;
    for when in ["before", "after"] {
        for step in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let cell = || Box::new(DiskCell::open(&dir.path().join("cell")).unwrap());
            // Without the lock, which other tests that start processes could carry on for a moment.
            let place = Box::new(Folder::open(dir.path()).unwrap());
            let mut keep = Keep::init_at(place, cell(), None, at(0), &mut chance(1)).unwrap();
            fill(&mut keep, 1..=6, &mut chance(2));
            drop(keep);
            let status = run_helper(dir.path(), &format!("{act} {when}"), step);
            assert!(status.success() || status.signal() == Some(KILL), "{status}");
            // The lock of the dead process is gone with it.
            let (mut keep, _) = Keep::open(dir.path(), cell()).unwrap();
            look(&mut keep, status.success());
            if status.success() {
                break;
            }
            killed += 1;
        }
    }
    killed
}

#[test]
fn a_killed_destruction_is_done_or_never_was() {
    let killed = kill_everywhere("destroy", |keep, acknowledged| {
        let found = answering(keep);
        let destroyed = found == (4..=6).collect() && keep.epoch() == 2;
        let whole = found == (1..=6).collect() && keep.epoch() == 1;
        assert!(destroyed || (whole && !acknowledged), "{found:?}");
    });
    assert!(killed >= 20, "{killed}");
}

#[test]
fn a_killed_insertion_keeps_what_was_kept() {
    let killed = kill_everywhere("insert", |keep, acknowledged| {
        let found = answering(keep);
        let (with, without) = (found == (1..=7).collect(), found == (1..=6).collect());
        assert!(with || (without && !acknowledged), "{found:?}");
    });
    assert!(killed >= 10, "{killed}");
}
