//! The container beside its peers: `cargo bench -p sekisho-seal --bench container -- [MiB] [rounds]`.
//!
//! Every run is a whole process, ours too (this program starts itself again); the runs of one contest take turns, so
//! that what disturbs one disturbs all. Quote the ratios, not the seconds. Peers that are not installed are left out:
//! `apt-get install age gnupg p7zip-full zstd`, `cargo install rage`.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program that measures and prints"
)]

#[path = "container/contest.rs"]
mod contest;
#[path = "container/material.rs"]
mod material;
#[path = "container/work.rs"]
mod work;

use std::path::Path;

use contest::{Runner, contest, shell};

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--bench")).collect();
    if let Some(("--work", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return work::run(rest);
    }
    let number =
        |index: usize, default| arguments.get(index).and_then(|word| word.parse().ok()).unwrap_or(default);
    let (mebibytes, rounds) = (number(0, 1024), number(1, 5));
    let place = material::place();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{cores} cores, {mebibytes} MiB of random bytes, {rounds} rounds of whole processes\n");
    work::primitive(cores);
    material::keys(place.path());
    container(place.path(), mebibytes, rounds, cores);
    table(place.path(), rounds, cores);
}

/// The container layer alone: random bytes, no compression.
fn container(place: &Path, mebibytes: u64, rounds: u64, cores: usize) {
    material::random(&place.join("random"), mebibytes);
    let ours = |what: &str, workers: usize| format!("{} --work {what} {workers}", material::ourselves());
    let mut seal = vec![
        Runner::new("sekisho", ours("seal random /dev/null", cores)),
        Runner::new("sekisho, 1 worker", ours("seal random /dev/null", 1)),
        Runner::new("age", "age -R recipient random > /dev/null"),
    ];
    let mut open = vec![
        Runner::new("sekisho", ours("open random.sekisho /dev/null", cores)),
        Runner::new("sekisho, 1 worker", ours("open random.sekisho /dev/null", 1)),
        Runner::new("age", "age -d -i identity random.age > /dev/null"),
    ];
    if material::has("rage") {
        seal.push(Runner::new("rage", "rage -R recipient random > /dev/null"));
        open.push(Runner::new("rage", "rage -d -i identity random.age > /dev/null"));
    }
    contest("seal, output discarded", place, rounds, &mut seal);
    shell(place, &ours("seal random random.sekisho", cores));
    shell(place, "age -R recipient random > random.age");
    contest("open, output discarded", place, rounds, &mut open);
    for file in ["random", "random.sekisho", "random.age"] {
        std::fs::remove_file(place.join(file)).expect("the file was made above");
    }
}

/// A table of residents, packed, compressed and sealed.
fn table(place: &Path, rounds: u64, cores: usize) {
    let bytes = material::table(&place.join("table.csv"));
    println!("table of {} rows, {:.1} MB\n", material::ROWS, bytes / 1e6);
    let ours = |what: &str| format!("{} --work {what} {cores}", material::ourselves());
    let mut pack = vec![
        Runner::new("sekisho, level 1", ours("pack table.csv /dev/null 1")),
        Runner::new("sekisho, level 3", ours("pack table.csv /dev/null 3")),
        Runner::new(
            "tar | zstd -1 -T2 | age",
            "tar -cf - table.csv | zstd -q -1 -T2 | age -R recipient > /dev/null",
        ),
        Runner::new(
            "tar | zstd -3 -T2 | age",
            "tar -cf - table.csv | zstd -q -3 -T2 | age -R recipient > /dev/null",
        ),
    ];
    if material::has("7z") {
        pack.push(Runner::new(
            "7z -mx1, AES",
            "rm -f t.7z; 7z a -mx1 -mhe=on -psecret t.7z table.csv > /dev/null",
        ));
    }
    if material::has("gpg") {
        let gpg = "gpg --homedir . --batch --quiet --pinentry-mode loopback --passphrase secret -c --cipher-algo AES256 \
                   -o - table.csv > /dev/null";
        pack.push(Runner::new("gpg -c, AES256", gpg));
    }
    contest("table to box, output discarded", place, rounds, &mut pack);
    shell(place, &ours("pack table.csv box 1"));
    shell(place, "tar -cf - table.csv | zstd -q -1 -T2 | age -R recipient > table.tar.zst.age");
    let size = |file: &str| std::fs::metadata(place.join(file)).map_or(0, |data| data.len());
    println!("size at level 1: sekisho {}, tar | zstd | age {}\n", size("box"), size("table.tar.zst.age"));
    let mut unpack = vec![
        Runner::new("sekisho", ours("unpack box out")),
        Runner::new(
            "age -d | zstd -d | tar x",
            "age -d -i identity table.tar.zst.age | zstd -qdc | tar -xf - -C out-of-peers",
        ),
    ];
    for directory in ["out", "out-of-peers"] {
        std::fs::create_dir(place.join(directory)).expect("the place is ours");
    }
    contest("box to table, written to files", place, rounds, &mut unpack);
    let mut range = vec![Runner::new("sekisho", ours("range box"))];
    contest("100 rows out of the middle of the box", place, rounds, &mut range);
}
