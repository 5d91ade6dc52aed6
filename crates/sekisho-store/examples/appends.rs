//! Measures what an append costs on a disk: `cargo run --example appends -- [DIRECTORY]`. No limits are asserted.
//!
//! Prints the disk's own rate of flushes, then acts per second one by one and in batches of 32, and what reading costs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    dead_code,
    reason = "a measurement prints, looks at the clock, and stops at the first surprise"
)]

#[path = "../tests/store/town.rs"]
mod town;

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use crate::town::{SetClock, act, carry_all, found, open, stock};

const ROUNDS: u32 = 300;
const BATCH: u32 = 32;

fn rate(what: &str, count: u32, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what:48} {:>10.0} /s {:>10.3} ms each",
        f64::from(count) / seconds,
        1000.0 * seconds / f64::from(count)
    );
}

fn main() {
    let place = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let dir = tempfile::tempdir_in(place).unwrap();
    let mut file = File::create(dir.path().join("flushed")).unwrap();
    rate("the disk: 4 KiB written and flushed", ROUNDS, || {
        for _ in 0..ROUNDS {
            file.write_all(&[1; 4096]).unwrap();
            file.sync_data().unwrap();
        }
    });
    let record = dir.path().join("record");
    let mut gate = found(&record);
    let clock = SetClock::at("20 09:00");
    let prepare = |gate: &sekisho_gate::Gate, count: u32| -> Vec<_> {
        (0..count).map(|_| act(gate, "KEEP", &stock())).collect()
    };
    let one_by_one = prepare(&gate, ROUNDS);
    rate("acts, one append each", ROUNDS, || {
        for submission in &one_by_one {
            gate.submit(submission).unwrap();
        }
    });
    let batched = prepare(&gate, ROUNDS * BATCH);
    rate("acts, 32 in an append", ROUNDS * BATCH, || {
        for batch in batched.chunks(BATCH as usize) {
            gate.submit_all(batch).unwrap();
        }
    });
    rate("statements made and signed", ROUNDS, || drop(prepare(&gate, ROUNDS)));
    rate("refreshes with nothing new", 10_000, || (0..10_000).for_each(|_| gate.refresh().unwrap()));
    let size = gate.size();
    drop(gate);
    rate("starts (snapshot and the entries after it)", 20, || {
        for number in 0..20 {
            drop(open(&record, &clock, &format!("start {number}")));
        }
    });
    let mut gate = open(&record, &clock, "last");
    rate("rebuild, entries", u32::try_from(size).unwrap(), || assert!(gate.rebuild().unwrap()));
    carry_all(&mut gate, [("KEEP", stock())]);
    println!("{size} entries");
}
