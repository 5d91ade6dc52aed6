//! A disk that is full for a while.

use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sekisho_gate::Gate;
use sekisho_store::Store;

use crate::town::{SetClock, act, copy_of, gate_on, large, small, stock};
use crate::whole::{Told, check};

/// Acts until the disk is full; returns what failed.
fn fill(gate: &mut Gate, told: &mut Told, limit: usize) -> Option<sekisho_gate::submit::Submission> {
    for _ in 0..limit {
        let submission = act(gate, "KEEP", &stock());
        match gate.submit(&submission) {
            Ok(answer) => told.answer(&submission, &answer),
            Err(fault) => {
                assert!(!fault.is_senders(), "{fault}");
                return Some(submission);
            }
        }
    }
    None
}

#[test]
fn a_disk_that_is_full_for_a_while_loses_nothing_and_work_goes_on_after_it() {
    // SOURCE: errno 28 is ENOSPC on Linux.
    let full = Arc::new(AtomicBool::new(false));
    for point in ["entries", "staged", "commit", "tile", "publish", "sync", "snapshot"] {
        let (dir, clock) = (large().copy(), SetClock::at("20 09:00"));
        let flag = Arc::clone(&full);
        let probe = Box::new(move |at: &str| {
            let full = at == point && flag.load(Ordering::Relaxed);
            if full { Err(io::Error::from_raw_os_error(28)) } else { Ok(()) }
        });
        let mut gate = gate_on(Store::open(dir.path()).unwrap().with_probe(probe), &clock, point).unwrap();
        let mut told = Told::default();
        full.store(true, Ordering::Relaxed);
        let failed = fill(&mut gate, &mut told, 10);
        full.store(false, Ordering::Relaxed);
        if let Some(submission) = &failed {
            told.answer(submission, &gate.submit(submission).unwrap());
        }
        // Only what is written before the commit can make an act fail.
        assert_eq!(failed.is_some(), matches!(point, "entries" | "staged" | "commit"), "{point}");
        assert!(fill(&mut gate, &mut told, 3).is_none());
        drop(gate);
        check(dir.path(), &told);
    }
}

struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn tmpfs(path: &'a Path, size: &str) -> Result<Self, String> {
        let options = format!("size={size}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path).output();
        match mount {
            Ok(done) if done.status.success() => Ok(Self(path)),
            Ok(done) => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_file_system_without_space_loses_nothing_and_work_goes_on_after_it() {
    let point = tempfile::tempdir().unwrap();
    let mounted = match Mounted::tmpfs(point.path(), "4m") {
        Ok(mounted) => mounted,
        Err(why) => return println!("not run on a full file system: mounting is not permitted here: {why}"),
    };
    let dir = point.path().join("record");
    small().write_to(&dir);
    let ballast = point.path().join("ballast");
    std::fs::write(&ballast, vec![1; 512 * 1024]).unwrap();
    let clock = SetClock::at("20 09:00");
    let mut gate = gate_on(Store::open(&dir).unwrap(), &clock, "full").unwrap();
    let mut told = Told::default();
    let failed = fill(&mut gate, &mut told, 100_000).unwrap();
    assert!(gate.submit(&failed).is_err());
    told.look(&dir, gate.record());
    // What was acknowledged can be read from a copy, as a crash at this moment leaves it.
    drop(check(copy_of(&dir).path(), &told));
    // A start on the full disk reads as before.
    drop(gate);
    let mut gate = gate_on(Store::open(&dir).unwrap(), &clock, "start on a full disk").unwrap();
    let head = gate.record().head().unwrap();
    assert!(gate.submit(&failed).is_err() && gate.record().head().unwrap() == head);
    std::fs::remove_file(ballast).unwrap();
    told.answer(&failed, &gate.submit(&failed).unwrap());
    for _ in 0..3 {
        let submission = act(&gate, "KEEP", &stock());
        told.answer(&submission, &gate.submit(&submission).unwrap());
    }
    drop(gate);
    drop(check(copy_of(&dir).path(), &told));
    drop(mounted);
}
