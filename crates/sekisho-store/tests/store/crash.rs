//! Every write fails once: before it ("lost") and after it ("kept, but an error came back").

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use sekisho_core::Command;
use sekisho_gate::Gate;
use sekisho_gate::submit::Submission;
use sekisho_proof::tile::TileReader as _;
use sekisho_store::Store;
use sekisho_store::object::dir::TileDir;
use sekisho_store::sqlite::Probe;

use crate::town::{self, Base, SetClock, act, brimful, copy_of, gate_on, large, small, story};
use crate::whole::{Checked, Told, check, check_after, entries, predicate};

/// What happens when the chosen call of the probe comes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    /// The process is gone: no write happens any more.
    Crash,
    /// One error, and everything works again.
    Error,
}

/// Fails at one call of the probe.
#[derive(Clone)]
struct Trap {
    at: u64,
    calls: Arc<AtomicU64>,
    failure: Failure,
    point: Arc<Mutex<Option<String>>>,
}

impl Trap {
    fn new(at: u64, failure: Failure) -> Self {
        Self { at, calls: Arc::default(), failure, point: Arc::default() }
    }

    fn probe(&self) -> Probe {
        let trap = self.clone();
        Box::new(move |point| {
            let call = trap.calls.fetch_add(1, Ordering::Relaxed) + 1;
            if call == trap.at {
                *trap.point.lock().unwrap() = Some(point.to_owned());
            }
            let fails = call == trap.at || trap.failure == Failure::Crash && call > trap.at;
            if fails { Err(io::Error::other("trap")) } else { Ok(()) }
        })
    }

    fn point(&self) -> Option<String> {
        self.point.lock().unwrap().clone()
    }
}

/// What is lived, on which record, and what it adds to it.
struct Plan {
    base: &'static Base,
    /// The check of the base, done once.
    checked: Checked,
    acts: Vec<(&'static str, &'static str, Command)>,
    expected: &'static [&'static str],
}

impl Plan {
    fn new(
        base: &'static Base,
        acts: Vec<(&'static str, &'static str, Command)>,
        expected: &'static [&'static str],
    ) -> Self {
        let mut checked = Checked::from_the_start();
        checked.go_on(&entries(&Store::open(base.copy().path()).unwrap()));
        Self { base, checked, acts, expected }
    }

    /// A whole carry-out.
    fn carry_out() -> Self {
        Self::new(small(), story(), STORY)
    }

    /// Two entries, of which the first fills a tile and makes a snapshot due.
    fn over_the_brim() -> Self {
        let acts = ["20 09:01", "20 09:02"].map(|time| (time, "KEEP", town::stock()));
        Self::new(brimful(), acts.into(), &["stock_taken", "stock_taken"])
    }

    fn kinds(&self, dir: &Path) -> Vec<String> {
        let all = entries(&Store::open(dir).unwrap());
        all[self.checked.size()..].iter().map(|entry| predicate(entry).unwrap().event.name()).collect()
    }
}

const STORY: &[&str] = &[
    "evening_listed",
    "permit_requested",
    "attempt_refused",
    "permit_approved",
    "permit_approved",
    "permit_ready",
    "custody_offered",
    "custody_signed",
    "custody_signed",
    "custody_changed",
    "evening_listed",
    "alarm_rang",
    "stock_taken",
    "finding_raised",
];

/// Lives the story with a trap; after a crash, and after an error, the same statement is sent again.
///
/// Shape: the point of failure, or `None` when the trap lies beyond the end of the story.
fn live(plan: &Plan, trap: &Trap) -> Option<String> {
    let mut dir = plan.base.copy();
    let clock = SetClock::at("20 09:00");
    let store = Store::open(dir.path()).unwrap().with_probe(trap.probe());
    let mut gate = gate_on(store, &clock, "story").unwrap();
    let mut told = Told::default();
    told.look(dir.path(), gate.record());
    let mut crashed = false;
    for (time, person, command) in &plan.acts {
        clock.set(time);
        let refused = matches!((*person, command), ("R-1", Command::Approve { .. }));
        let submission = loop {
            // A clock that fired something has changed the facts: the statement is made after that.
            let _ = gate.fire_due();
            if fell(trap, crashed) {
                (dir, gate) = restart(&dir, &clock);
                crashed = true;
                continue;
            }
            if gate.fire_due().is_ok() {
                break act(&gate, person, command);
            }
        };
        let answer = loop {
            let answer = gate.submit(&submission);
            if let Ok(answer) = &answer {
                told.answer(&submission, answer);
            }
            if fell(trap, crashed) {
                (dir, gate) = restart(&dir, &clock);
                crashed = true;
                continue;
            }
            if let Ok(answer) = answer {
                break answer;
            }
        };
        assert_eq!(!answer.reasons.is_empty(), refused, "{}: {:?}", command.act(), answer.reasons);
        counts_once(&mut gate, &submission, &mut told);
        told.look(dir.path(), gate.record());
    }
    drop(gate);
    assert_eq!(plan.kinds(dir.path()), plan.expected, "{:?} {:?}", trap.failure, trap.point());
    check_after(dir.path(), &told, plan.checked.clone());
    trap.point()
}

fn fell(trap: &Trap, crashed: bool) -> bool {
    trap.failure == Failure::Crash && !crashed && trap.point().is_some()
}

/// Leaves the process where it stands, and starts another one on what is in its files.
fn restart(dir: &tempfile::TempDir, clock: &SetClock) -> (tempfile::TempDir, Gate) {
    let left = copy_of(dir.path());
    let published = TileDir::new(left.path().join("log")).checkpoint().unwrap().unwrap_or_default();
    let size = |text: &str| text.lines().nth(1).map_or(0, |size| size.parse().unwrap());
    let store = Store::open(left.path()).unwrap();
    let gate = gate_on(store, clock, "after the crash").unwrap();
    assert!(size(&published) <= gate.size(), "the published checkpoint is ahead of the database");
    (left, gate)
}

fn counts_once(gate: &mut Gate, submission: &Submission, told: &mut Told) {
    let size = gate.size();
    let again = gate.submit(submission).unwrap();
    assert!(again.repeated);
    told.answer(submission, &again);
    assert_eq!(gate.size(), size);
}

/// Fails at every call of the probe, one after the other; returns the points that there are.
fn every_point(plan: &Plan, failure: Failure) -> BTreeSet<String> {
    (1..).map_while(|at| live(plan, &Trap::new(at, failure))).collect()
}

fn try_all(failure: Failure) {
    let mut points = every_point(&Plan::carry_out(), failure);
    points.append(&mut every_point(&Plan::over_the_brim(), failure));
    let all = [
        "acts",
        "begin",
        "commit",
        "committed",
        "entries",
        "head",
        "publish",
        "published",
        "snapshot",
        "snapshotted",
        "staged",
        "sync",
        "texts",
        "tile",
        "unstage",
        "unstaged",
        "views",
    ];
    assert!(points.iter().eq(all), "{points:?}");
}

#[test]
fn a_crash_at_every_write_loses_and_doubles_nothing() {
    try_all(Failure::Crash);
}

#[test]
fn an_error_at_every_write_loses_and_doubles_nothing() {
    try_all(Failure::Error);
}

/// Whoever answers has written: what is in the files at that moment is enough, whatever the process still wanted to do.
#[test]
fn what_was_acknowledged_is_there_although_nothing_was_published() {
    let dir = brimful().copy();
    let clock = SetClock::at("20 09:00");
    let silent: Probe = Box::new(|point| match point {
        "tile" | "publish" | "snapshot" => Err(io::Error::other("the log directory is gone")),
        _ => Ok(()),
    });
    let mut gate = gate_on(Store::open(dir.path()).unwrap().with_probe(silent), &clock, "silent").unwrap();
    let mut told = Told::default();
    for _ in 0..20 {
        let submission = act(&gate, "KEEP", &town::stock());
        let answer = gate.submit(&submission).unwrap();
        told.answer(&submission, &answer);
    }
    let left = copy_of(dir.path());
    check(left.path(), &told);
}

/// A machine without power loses what no flush has reached: files in the log directory may then be empty or gone.
#[test]
fn files_that_were_not_flushed_are_made_again_from_the_database() {
    let damages: [fn(&Path); 3] = [
        |file| std::fs::write(file, b"").unwrap(),
        |file| std::fs::remove_file(file).unwrap(),
        |file| std::fs::write(file, vec![0; std::fs::metadata(file).unwrap().len() as usize]).unwrap(),
    ];
    for damage in damages {
        let dir = large().copy();
        let clock = SetClock::at("20 09:00");
        let mut gate = town::open(dir.path(), &clock, "before the power went");
        let mut told = Told::default();
        for _ in 0..3 {
            let submission = act(&gate, "KEEP", &town::stock());
            told.answer(&submission, &gate.submit(&submission).unwrap());
        }
        let size = gate.size();
        let log = TileDir::new(dir.path().join("log"));
        for path in [format!("tile/0/001.p/{}", size - 256), format!("tile/entries/001.p/{}", size - 256)] {
            assert!(log.read(&path).is_ok(), "{path}");
            damage(&log.path().join(path));
        }
        damage(&log.path().join("checkpoint"));
        let left = copy_of(dir.path());
        check(left.path(), &told);
    }
}
