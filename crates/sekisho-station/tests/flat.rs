//! Memory stays flat, whatever the size of the medium. Alone in its file: the figure is the whole process's.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::fs::File;
use std::ops::ControlFlow;

use sekisho_station::medium::WipeKey;
use sekisho_station::medium::find::System;
use sekisho_station::medium::open::OpenMedium;
use sekisho_station::medium::wipe::{Outcome, wipe};
use zeroize::Zeroizing;

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

fn wiped(mebibytes: u64) -> u64 {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("image");
    File::create(&path).unwrap().set_len(mebibytes << 20).unwrap();
    let medium = OpenMedium::open(&System::here(), &path).unwrap();
    let key = WipeKey::from_random(Zeroizing::new([3; 32]));
    let outcome = wipe(&medium, key, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(outcome, Outcome::OverwrittenAndReadBack(_)), "{outcome:?}");
    peak()
}

#[test]
fn sixteen_times_the_size_needs_no_more_memory() {
    let (small, large) = (wiped(16), wiped(256));
    println!("peak after 16 MiB: {small} KiB; after 256 MiB: {large} KiB");
    assert!(large < 64 << 10, "{large} KiB");
    assert!(large < small + (4 << 10), "{small} KiB, then {large} KiB");
}
