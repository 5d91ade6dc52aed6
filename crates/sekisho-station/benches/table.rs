//! From the residents' table to the box: the whole pass beside its peers, and the parts of it.
//!
//! `cargo bench -p sekisho-station --bench table -- [PARTS] [ROUNDS]` (the town is one in PARTS of the full one, default 1).
//! Every run is a whole process, ours too (this program starts itself again), in turn with the others. Asserts nothing
//! about time: quote the ratios, not the seconds. Peers that are not installed are left out:
//! `apt-get install age gnupg p7zip-full zstd`, `cargo install rage`.
#![allow(
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures, prints, and stops at the first fault"
)]

#[path = "../../sekisho-seal/benches/container/contest.rs"]
mod contest;
#[path = "table/work.rs"]
mod work;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;

use contest::{Runner, contest, shell};
use sekisho_town::{Encoding, Form, LineEnding, Scale, Table, Town};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let Some(("--work", rest)) = words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return work::run(rest);
    }
    let number =
        |index: usize, default| words.get(index).and_then(|word| word.parse().ok()).unwrap_or(default);
    let (parts, rounds) = (number(0, 1), u64::from(number(1, 9)));
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let place = place.path();
    let town = Town { seed: 2022, scale: Scale::of(1, parts).unwrap() };
    for (name, encoding) in [("table.csv", Encoding::Utf8), ("cp932.csv", Encoding::Cp932)] {
        let form = Form { encoding, line_ending: LineEnding::CrLf, trailing_eof: false };
        let file = BufWriter::new(File::create(place.join(name)).unwrap());
        let written = town.write(Table::Residents, &form, file).unwrap();
        let bytes = std::fs::metadata(place.join(name)).unwrap().len();
        println!("{name}: {} rows, {:.1} MB", written.rows, bytes as f64 / 1e6);
    }
    println!("{rounds} rounds of whole processes\n");
    shell(place, "age-keygen -o identity 2> /dev/null && age-keygen -y identity > recipient");
    parts_of_it(place, rounds);
    to_box(place, rounds);
}

fn ours(what: &str) -> String {
    format!("'{}' --work {what}", std::env::current_exe().unwrap().display())
}

fn has(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool} > /dev/null")]).status();
    found.is_ok_and(|status| status.success())
}

/// Reading, checking and projecting alone, on one thread; beside it what only converts the encoding.
fn parts_of_it(place: &Path, rounds: u64) {
    let mut runners = vec![
        Runner::new("UTF-8, 14 of 14 fields", ours("project table.csv 14 utf8")),
        Runner::new("UTF-8, 12 of 14 fields", ours("project table.csv 12 utf8")),
        Runner::new("CP932 to UTF-8, 14 of 14", ours("project cp932.csv 14 utf8")),
        Runner::new("CP932 to CP932, 14 of 14", ours("project cp932.csv 14 cp932")),
        Runner::new("UTF-8, 14 of 14, 3 fingerprints a row", ours("fingerprint table.csv")),
        Runner::new("iconv, CP932 to UTF-8", "iconv -f CP932 -t UTF-8 cp932.csv > /dev/null"),
        Runner::new("sha256sum", "sha256sum table.csv > /dev/null"),
        Runner::new("zstd -1, one thread", "zstd -q -1 --single-thread -c table.csv > /dev/null"),
    ];
    contest("projection alone, output discarded", place, rounds, &mut runners);
}

/// Read, checked, projected, counted, hashed, compressed, sealed, with its manifest.
fn to_box(place: &Path, rounds: u64) {
    let peer = |level: u8, age: &str| {
        format!("tar -cf - table.csv | zstd -q -{level} -T2 | {age} -R recipient > /dev/null")
    };
    let mut level_1 = vec![
        Runner::new("sekisho, level 1", ours("box table.csv /dev/null 1")),
        Runner::new("sekisho, with 3 fingerprints a row", ours("box-and-index table.csv /dev/null 1")),
        Runner::new("sekisho, from CP932", ours("box cp932.csv /dev/null 1")),
        Runner::new("tar | zstd -1 -T2 | age", peer(1, "age")),
    ];
    if has("rage") {
        level_1.push(Runner::new("tar | zstd -1 -T2 | rage", peer(1, "rage")));
    }
    contest("table to box, output discarded", place, rounds, &mut level_1);
    let mut level_3 = vec![
        Runner::new("sekisho, level 3", ours("box table.csv /dev/null 3")),
        Runner::new("sekisho, with 3 fingerprints a row", ours("box-and-index table.csv /dev/null 3")),
        Runner::new("tar | zstd -3 -T2 | age", peer(3, "age")),
    ];
    contest("the same at the level of the product", place, rounds, &mut level_3);
    let mut slow = vec![Runner::new("sekisho, level 1", ours("box table.csv /dev/null 1"))];
    if has("7z") {
        let seven = |name, options: &str| {
            Runner::new(
                name,
                format!("rm -f t.arc; 7z a {options} -mx1 -psecret t.arc table.csv > /dev/null"),
            )
        };
        slow.push(seven("7z -mx1, AES", "-t7z -mhe=on"));
        slow.push(seven("zip by 7z -mx1, AES-256", "-tzip -mem=AES256"));
    }
    if has("gpg") {
        let gpg = "gpg --homedir . --batch --quiet --pinentry-mode loopback --passphrase secret -c --cipher-algo AES256 \
                   -o - table.csv > /dev/null";
        slow.push(Runner::new("gpg -c, AES256", gpg));
    }
    contest("beside what offices use", place, rounds.min(3), &mut slow);
    for level in [1, 3] {
        shell(place, &ours(&format!("box table.csv box {level}")));
        shell(place, &peer(level, "age").replace("/dev/null", "peer"));
        let size = |file: &str| std::fs::metadata(place.join(file)).unwrap().len();
        println!("size at level {level}: sekisho {}, tar | zstd | age {}", size("box"), size("peer"));
    }
}
