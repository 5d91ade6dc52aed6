//! Overwriting and reading back beside `nwipe` and `shred`, on the same device in the same run.
//!
//! `cargo bench -p sekisho-station --bench wipe -- [MIB]` (default 1024). Needs root and `losetup`; what is missing is
//! said in a line. The image lies in memory, so that the tools are compared and not a disk. Asserts nothing about time.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench stops at the first fault and prints figures"
)]

use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use sekisho_station::medium::WipeKey;
use sekisho_station::medium::find::System;
use sekisho_station::medium::open::OpenMedium;
use sekisho_station::medium::wipe::{Outcome, Phase, wipe};
use zeroize::Zeroizing;

const RUNS: usize = 3;

fn main() {
    let mebibytes: u64 = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(1024);
    let directory = tempfile::tempdir_in("/dev/shm").expect("room in memory");
    let image = directory.path().join("image");
    File::create(&image).unwrap().set_len(mebibytes << 20).unwrap();
    // The pages of the image are there before anybody is measured.
    fill(&image);
    let attached = Command::new("losetup").args(["-f", "--show"]).arg(&image).output();
    let Some(attached) = attached.ok().filter(|output| output.status.success()) else {
        return println!("no loop device can be attached here: nothing measured");
    };
    let node = String::from_utf8(attached.stdout).unwrap().trim().to_owned();
    println!("{mebibytes} MiB on {node} (image in memory), best of {RUNS}");

    let before = peak();
    let ours = best(|| Some(ours(Path::new(&node))));
    println!(
        "sekisho: overwritten and read back   {ours:7.3} s   peak memory {} KiB (at start {before})",
        peak()
    );
    let shred = best(|| timed("shred", &["-n1", &node]));
    line("shred -n1: overwritten, not verified", shred, ours);
    let nwipe =
        ["--method=prng", "--verify=all", "--rounds=1", "--noblank", "--autonuke", "--nogui", "--nowait"];
    let nwipe = timed("nwipe", &[&nwipe[..], &[&node]].concat());
    line("nwipe --method=prng --verify=all    ", nwipe, ours);
    drop(Command::new("losetup").args(["-d", &node]).status());
}

fn ours(node: &Path) -> f64 {
    let mut key = Zeroizing::new([0; 32]);
    File::open("/dev/urandom").unwrap().read_exact(&mut *key).unwrap();
    let medium = OpenMedium::open(&System::here(), node).expect("an idle device");
    let start = Instant::now();
    let mut turned = None;
    let outcome = wipe(&medium, WipeKey::from_random(key), &mut |progress| {
        if progress.phase == Phase::ReadingBack {
            turned.get_or_insert_with(|| start.elapsed().as_secs_f64());
        }
        ControlFlow::Continue(())
    });
    let seconds = start.elapsed().as_secs_f64();
    let Outcome::OverwrittenAndReadBack(seen) = outcome else { panic!("{outcome:?}") };
    println!(
        "  writing {:.3} s of {seconds:.3} s, read back {:?}",
        turned.unwrap_or_default(),
        seen.read_from()
    );
    seconds
}

fn best(mut run: impl FnMut() -> Option<f64>) -> f64 {
    (0..RUNS).filter_map(|_| run()).fold(f64::INFINITY, f64::min)
}

fn timed(program: &str, arguments: &[&str]) -> Option<f64> {
    let start = Instant::now();
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| start.elapsed().as_secs_f64())
}

fn line(name: &str, seconds: impl Into<Option<f64>>, ours: f64) {
    match seconds.into().filter(|seconds| seconds.is_finite()) {
        Some(seconds) => println!("{name} {seconds:7.3} s   {:.1} times ours", seconds / ours),
        None => println!("{name} not possible here"),
    }
}

fn fill(image: &Path) {
    let status = Command::new("shred").args(["-n1"]).arg(image).status();
    assert!(status.is_ok_and(|status| status.success()), "the image cannot be filled");
}

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
