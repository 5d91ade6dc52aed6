//! Looking after a record: what is damaged is named, with the one thing to do about it; exit codes tell refusals apart.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sekisho::exit::Exit;

use crate::drive::Town;

const REQUEST: &str = "permit request --purpose 給付 --data BENEFIT:code,eligible:10 --people 10 --declared Stick \
    --carrier O-4 --carrier C-1 --medium M-1 --site SITE --return-by 2026-06-21T20:00";

fn town_with_a_request() -> Town {
    let town = Town::new();
    town.run("medium add M-1 --product Stick --serial S1 --home CAB-1", "O-3").done();
    town.at("2026-06-21T13:00").run(REQUEST, "O-4").done();
    town
}

#[track_caller]
fn doctor_says(town: &Town, advice: &str) {
    let said = town.ask("doctor").ended(Exit::Unverified);
    let told = said.spoken.json["advice"].as_str().unwrap_or_default().to_owned();
    assert!(told.contains(advice), "{told}");
    assert!(said.spoken.stdout.contains(&told), "the advice is printed");
}

#[test]
fn doctor_finds_nothing_in_a_sound_record() {
    let town = town_with_a_request();
    town.ask("doctor").done();
    town.ask("verify").done();
}

#[test]
fn truncated_database_is_put_back_from_the_backup() {
    let town = town_with_a_request();
    let database = town.file("record/record.sqlite");
    let _ = fs::remove_file(town.file("record/record.sqlite-wal"));
    let half = fs::metadata(&database).unwrap().len() / 2;
    fs::OpenOptions::new().write(true).open(&database).unwrap().set_len(half).unwrap();
    doctor_says(&town, "バックアップから record.sqlite");
    town.ask("permit list").ended(Exit::Unverified);
}

#[test]
fn older_copy_of_the_database_is_not_written_to() {
    let town = town_with_a_request();
    for file in ["record.sqlite", "record.sqlite-wal"] {
        let _ = fs::copy(town.file("record").join(file), town.file(file));
    }
    town.run("permit approve P-0001", "O-2").done();
    for file in ["record.sqlite", "record.sqlite-wal"] {
        let _ = fs::remove_file(town.file("record").join(file));
        let _ = fs::copy(town.file(file), town.file("record").join(file));
    }
    doctor_says(&town, "古い写し");
    town.run("permit approve P-0001", "O-3").ended(Exit::Unverified);
}

#[test]
fn missing_key_of_the_record_is_put_back() {
    let town = town_with_a_request();
    fs::remove_file(town.file("record/keys/record.key")).unwrap();
    doctor_says(&town, "keys/record.key");
}

#[test]
fn tiles_that_are_gone_are_made_again_from_the_entries() {
    let town = town_with_a_request();
    town.ask("rebuild").done();
    fs::remove_dir_all(town.file("record/log/tile")).unwrap();
    doctor_says(&town, "sekisho rebuild");
    town.ask("rebuild").done();
    town.ask("doctor").done();
    town.ask("verify").done();
}

#[test]
fn exit_codes_tell_waiting_refused_unknown_and_too_late_apart() {
    let town = town_with_a_request();
    town.run("custody hand P-0001", "O-3").refused_with(["R-NOPERMIT"]).ended(Exit::Waiting);
    town.run("permit approve P-0001", "O-4").refused_with(["R-SOD"]).ended(Exit::Refused);
    town.run("permit approve P-0009", "O-2").refused_with(["R-NOPERMIT"]).ended(Exit::NotFound);
    town.ask("permit check P-0001").ended(Exit::Waiting);
    let unknown = REQUEST.replace("M-1", "M-9");
    town.run(&unknown, "O-4").failed_with("medium-unknown", Exit::Medium);
    let unknown = unknown + " --from CAB-1";
    town.run(&unknown, "O-4").refused_with(["R-MEDIA"]).ended(Exit::Medium);
    town.run("permit approve P-0001", "O-2").done();
    town.run("permit approve P-0001", "O-3").done();
    town.ask("permit check P-0001").done();
    town.at("2026-06-21T21:00");
    town.run("custody hand P-0001", "O-3").refused_with(["R-NOPERMIT"]).ended(Exit::Expired);
    town.ask("permit check P-0001").ended(Exit::Expired);
    town.ask("permit frobnicate").ended(Exit::Usage);
}

#[test]
fn loss_without_a_number_means_the_only_permit_that_is_out() {
    let town = town_with_a_request();
    town.run("lost", "C-1").failed_with("nothing-out", Exit::NotFound);
    for (line, person) in [
        ("permit approve P-0001", "O-2"),
        ("permit approve P-0001", "O-3"),
        ("custody hand P-0001", "O-3"),
        ("custody receive P-0001", "O-4"),
        ("custody receive P-0001", "C-1"),
    ] {
        town.run(line, person).done();
    }
    let said = town.at("2026-06-21T18:00").run("lost", "C-1").done();
    assert!(
        said.spoken.stdout.contains("I-0001") && said.spoken.stdout.contains("10"),
        "{}",
        said.spoken.stdout
    );
    // Two officers lift a freeze, but never one after a loss.
    town.run("permit unfreeze P-0001", "O-2").refused_with(["R-FROZEN"]);
}

#[test]
fn names_that_would_steer_the_terminal_or_imitate_lines_are_not_taken() {
    let town = Town::new();
    for name in ["Bob\u{1b}[2J", "Bob\nO-1 approver", "Bob\u{202e}", ""] {
        let said = town.run(&format!("person add X-1 --employer CITY --name '{name}'"), "O-1");
        said.failed_with("text-unfit-here", Exit::Usage);
    }
}

#[test]
fn receipt_is_checked_against_the_log_at_hand_and_never_overwrites() {
    let town = town_with_a_request();
    let receipt = town.file("receipt.txt").display().to_string();
    town.run(&format!("permit approve P-0001 --receipt {receipt}"), "O-2").done();
    town.ask(&format!("verify --proof {receipt}")).done();
    let kept = fs::read(&receipt).unwrap();
    // The act is recorded all the same; the file that was there stays, and the person is told.
    let again = town.run(&format!("permit approve P-0001 --receipt {receipt}"), "O-3").done();
    assert!(again.spoken.stderr.contains("receipt.txt"), "{}", again.spoken.stderr);
    assert_eq!(fs::read(&receipt).unwrap(), kept);
    // Another record has another history, whatever its receipts say.
    let other = town_with_a_request();
    let line = format!("verify {} --proof {receipt}", other.file("record").display());
    other.ask(&line).ended(Exit::Unverified);
}

/// Reads every file under a directory, by its path there.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(dir).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn write(files: &BTreeMap<PathBuf, Vec<u8>>, dir: &Path) {
    for (path, bytes) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn receipt_finds_a_history_that_was_rewritten_with_the_same_key() {
    let town = town_with_a_request();
    let record = town.file("record");
    let before = files(&record);
    let receipt = town.file("receipt.txt").display().to_string();
    town.run(&format!("permit approve P-0001 --receipt {receipt}"), "O-2").done();
    // Whoever holds the record and its keys puts the copy of before back, and goes on as if nothing had been.
    fs::remove_dir_all(&record).unwrap();
    write(&before, &record);
    town.run("permit send-back P-0001 --reason 件数を確認", "O-2").done();
    town.run("place add CAB-2 --name 第二保管庫", "O-1").done();
    town.ask("verify").done();
    let said = town.ask(&format!("verify --proof {receipt}")).ended(Exit::Unverified);
    let told = said.spoken.json["problems"][0]["what"].as_str().unwrap_or_default().to_owned();
    assert!(told.contains("別の経過"), "{told}");
}

#[test]
fn checking_a_copy_changes_and_adds_no_file() {
    let town = town_with_a_request();
    let copy = town.file("copy with a % and a ?");
    write(&files(&town.file("record")), &copy);
    let before = files(&copy);
    assert!(!before.keys().any(|path| path.to_string_lossy().contains("-wal")));
    let said = town.ask(&format!("verify '{}'", copy.display())).done();
    assert_eq!(said.spoken.json["events_checked"], true);
    assert_eq!(files(&copy), before);
}

#[test]
fn stock_take_without_numbers_is_a_slip_and_records_nothing() {
    let town = town_with_a_request();
    town.run("medium stocktake CAB-1", "O-3").failed_with("stocktake-empty", Exit::Usage);
    let said = town.run("medium stocktake CAB-1 M-1 M-9", "O-3").done();
    assert!(said.spoken.stdout.contains("不突合"), "{}", said.spoken.stdout);
}

#[test]
fn events_without_their_key_are_not_passed_over() {
    let town = town_with_a_request();
    let keys = town.ask("log key").done().spoken.json;
    let vkey = keys["vkey"].as_str().unwrap().to_owned();
    let export = town.file("events.jsonl").display().to_string();
    town.ask(&format!("log export {export}")).done();
    town.ask(&format!("verify --vkey {vkey} --events {export}")).ended(Exit::Done);
    let log = town.file("record/log").display().to_string();
    town.ask(&format!("verify {log} --vkey {vkey} --events {export}"))
        .failed_with("vkey-incomplete", Exit::Usage);
    let both = format!("{vkey} {}", keys["envelope_key"].as_str().unwrap());
    town.ask(&format!("verify {log} --vkey '{both}' --events {export}")).done();
    // A missing event is a problem, never an erased text.
    let lines = fs::read_to_string(&export).unwrap();
    let blank: String = lines
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 3 { "\n".to_owned() } else { format!("{line}\n") })
        .collect();
    fs::write(&export, blank).unwrap();
    town.ask(&format!("verify {log} --vkey '{both}' --events {export}")).ended(Exit::Unverified);
}
