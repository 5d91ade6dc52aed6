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

#[path = "container/material.rs"]
mod material;
#[path = "container/work.rs"]
mod work;

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

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
    println!("{cores} cores, {mebibytes} MiB of random bytes, {rounds} rounds, medians of whole processes\n");
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
    contest("seal, output discarded", place, rounds, mebibytes, &mut seal);
    shell(place, &ours("seal random random.sekisho", cores));
    shell(place, "age -R recipient random > random.age");
    contest("open, output discarded", place, rounds, mebibytes, &mut open);
    for file in ["random", "random.sekisho", "random.age"] {
        std::fs::remove_file(place.join(file)).expect("the file was made above");
    }
}

/// A table of residents, packed, compressed and sealed.
fn table(place: &Path, rounds: u64, cores: usize) {
    let bytes = material::table(&place.join("table.csv"));
    println!("table of {} rows, {:.1} MB\n", material::ROWS, bytes / 1e6);
    let ours = |what: &str| format!("{} --work {what} {cores}", material::ourselves());
    let mebibytes = (bytes / f64::from(1 << 20)) as u64;
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
    contest("table to box, output discarded", place, rounds, mebibytes, &mut pack);
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
    contest("box to table, written to files", place, rounds, mebibytes, &mut unpack);
    let mut range = vec![Runner::new("sekisho", ours("range box"))];
    contest("100 rows out of the middle of the box", place, rounds, 0, &mut range);
}

/// One competitor and its times.
struct Runner {
    name: &'static str,
    line: String,
    times: Vec<Duration>,
    cpu_seconds: Vec<f64>,
    peak_kib: Option<u64>,
}

impl Runner {
    fn new(name: &'static str, line: impl Into<String>) -> Self {
        Self { name, line: line.into(), times: Vec::new(), cpu_seconds: Vec::new(), peak_kib: None }
    }

    fn wall(&mut self) -> f64 {
        self.times.sort_unstable();
        self.times.get(self.times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
    }

    fn cpu(&mut self) -> f64 {
        self.cpu_seconds.sort_unstable_by(f64::total_cmp);
        self.cpu_seconds.get(self.cpu_seconds.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Lets all run in turn and prints medians, and how many times as long as the first one the others take. On a machine
/// that others use, processor time tells more than time.
fn contest(title: &str, place: &Path, rounds: u64, mebibytes: u64, runners: &mut [Runner]) {
    for round in 0..=rounds {
        for runner in runners.iter_mut() {
            let begun = Instant::now();
            let said = shell(place, &runner.line);
            let wall = begun.elapsed();
            // The first round warms the caches and is not counted.
            if round > 0 {
                runner.times.push(wall);
                runner.cpu_seconds.extend(said.cpu_seconds);
            }
            runner.peak_kib = said.peak_kib.max(runner.peak_kib);
        }
    }
    println!(
        "{title:<40} {:>8} {:>7} {:>8} {:>8} {:>7} {:>9}",
        "s", "ratio", "cpu s", "ratio", "MiB/s", "peak MiB"
    );
    let (first, first_cpu) =
        runners.first_mut().map_or((f64::NAN, f64::NAN), |runner| (runner.wall(), runner.cpu()));
    for runner in runners {
        let (wall, cpu) = (runner.wall(), runner.cpu());
        let speed = if mebibytes == 0 { String::new() } else { format!("{:.0}", mebibytes as f64 / wall) };
        let peak = runner.peak_kib.map_or(String::new(), |kib| format!("{:.1}", kib as f64 / 1024.0));
        let ratio = wall / first;
        // The shell counts hundredths of a second: below some of them a ratio says nothing.
        let ratio_cpu = if first_cpu > 0.05 { format!("{:.2}x", cpu / first_cpu) } else { String::new() };
        println!(
            "  {:<38} {wall:>8.3} {ratio:>6.2}x {cpu:>8.2} {ratio_cpu:>8} {speed:>7} {peak:>9}",
            runner.name
        );
    }
    println!();
}

/// What a run tells about itself.
struct Said {
    cpu_seconds: Option<f64>,
    peak_kib: Option<u64>,
}

/// Runs a line; the shell adds the processor time of all that it started.
fn shell(place: &Path, line: &str) -> Said {
    let whole = format!("{{ {line}; }} && times >&2");
    let run = Command::new("sh").args(["-c", &whole]).current_dir(place).stderr(Stdio::piped()).output();
    let run = run.expect("sh is there");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "`{line}` failed: {said}");
    Said {
        cpu_seconds: said.lines().last().and_then(|line| line.split(' ').map(seconds).sum()),
        peak_kib: said.lines().next().and_then(|line| line.trim().parse().ok()),
    }
}

/// Reads `0m0.250s`.
fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}
