//! Projection of the residents' table: alone, in CP932, and with three keyed fingerprints a row in the same pass.
//!
//! `cargo bench -p sekisho-station --bench table -- [PARTS]` (the town is one in PARTS of the full one, default 1).
//! Prints figures; asserts nothing about time. The table lies in a file, so that peak memory is the projection's own.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops at the first fault")]

use std::fs::File;
use std::io::{BufWriter, sink};
use std::path::Path;
use std::time::Instant;

use sekisho_station::fingerprint::{Collector, FingerprintKey, Kind, Recipe, ScratchSpill};
use sekisho_station::table::{InputEncoding, InputForm, OutputEncoding, Plan, project};
use sekisho_town::{Encoding, Form, LineEnding, Scale, Table, Town};
use zeroize::Zeroizing;

const ROUNDS: usize = 5;

fn main() {
    let parts: u32 = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(1);
    let town = Town { seed: 2022, scale: Scale::of(1, parts).unwrap() };
    let dir = tempfile::tempdir().unwrap();
    let (utf8, cp932) = (dir.path().join("utf8.csv"), dir.path().join("cp932.csv"));
    for (path, encoding) in [(&utf8, Encoding::Utf8), (&cp932, Encoding::Cp932)] {
        let form = Form { encoding, line_ending: LineEnding::CrLf, trailing_eof: false };
        town.write(Table::Residents, &form, BufWriter::new(File::create(path).unwrap())).unwrap();
    }
    println!("peak memory before: {}", peak());
    let all: Vec<String> = Table::Residents.columns().iter().map(|name| (*name).to_owned()).collect();
    let twelve: Vec<String> = all.iter().take(12).cloned().collect();
    for (title, path, fields, encoding) in [
        ("UTF-8, 14 of 14 fields", &utf8, &all, OutputEncoding::Utf8),
        ("UTF-8, 12 of 14 fields", &utf8, &twelve, OutputEncoding::Utf8),
        ("CP932 to UTF-8, 12 of 14", &cp932, &twelve, OutputEncoding::Utf8),
        ("CP932 to CP932, 12 of 14", &cp932, &twelve, OutputEncoding::Cp932),
    ] {
        let plan = Plan::new(fields.clone(), 1_000_000).unwrap().written_as(encoding);
        best(title, path, || alone(path, &plan));
    }
    let plan = Plan::new(twelve, 1_000_000).unwrap();
    let scratch = dir.path().join("scratch");
    best("UTF-8, 12 of 14, 3 fingerprints a row", &utf8, || with_fingerprints(&utf8, &scratch, &plan));
}

fn best(title: &str, path: &Path, mut run: impl FnMut() -> u64) {
    let bytes = std::fs::metadata(path).unwrap().len();
    let (mut shortest, mut rows) = (f64::MAX, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        rows = run();
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let (megabytes, thousands) = (bytes as f64 / 1e6 / shortest, rows as f64 / 1e3 / shortest);
    println!(
        "{title}: {shortest:.3} s, {megabytes:.0} MB/s, {thousands:.0} thousand rows/s, peak memory {}",
        peak()
    );
}

fn form() -> InputForm {
    InputForm::Csv { encoding: InputEncoding::Detect, skip_lines: 0 }
}

fn alone(path: &Path, plan: &Plan) -> u64 {
    project(File::open(path).unwrap(), &form(), plan, sink(), |_| ()).unwrap().rows
}

fn with_fingerprints(path: &Path, scratch: &Path, plan: &Plan) -> u64 {
    let recipe =
        |kind, fields: &[&str]| Recipe { fields: fields.iter().map(ToString::to_string).collect(), kind };
    let recipes = [
        recipe(Kind::ResidentCode, &["宛名番号"]),
        recipe(Kind::NameAndBirth, &["氏名", "生年月日"]),
        recipe(Kind::AddressAndBirth, &["住所", "生年月日"]),
    ];
    let file = File::options().read(true).write(true).create(true).truncate(true).open(scratch).unwrap();
    let key = FingerprintKey::new(&Zeroizing::new([7; 32]));
    let mut collector = Collector::start(key, plan, &recipes, ScratchSpill::new(file)).unwrap();
    let projected =
        project(File::open(path).unwrap(), &form(), plan, sink(), |row| collector.add(row)).unwrap();
    collector.finish(sink()).unwrap();
    projected.rows
}

/// Tells the most memory that this process has had, as Linux counts it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
