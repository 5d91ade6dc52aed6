//! Files that contradict each other, or themselves: each is refused at the start with its own words, or found by `verify`.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use sekisho_gate::keys::RecordSeeds;
use sekisho_gate::port::Record as _;
use sekisho_gate::{Gate, RecordKeys};
use sekisho_proof::verify::verify_log;
use sekisho_store::object::dir::TileDir;
use sekisho_store::{Store, StoreError};

use crate::town::{ORIGIN, SetClock, carry_all, gate_on, keys, large, small, stock};
use crate::whole::{Checked, Told, check, entries};

fn clock() -> SetClock {
    SetClock::at("20 09:00")
}

/// Opens, and gives the words with which that is refused; empty if it is not.
fn refused(dir: &Path) -> String {
    match Store::open(dir) {
        Err(error) => error.to_string(),
        Ok(store) => {
            gate_on(store, &clock(), "start").map_or_else(|fault| fault.to_string(), |_| String::new())
        }
    }
}

fn sql(dir: &Path, statement: &str) {
    let connection = Connection::open(dir.join("record.sqlite")).unwrap();
    assert!(connection.execute(statement, []).unwrap() > 0, "{statement}");
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn act_on(dir: &Path, count: usize, name: &str) -> Gate {
    let mut gate = gate_on(Store::open(dir).unwrap(), &clock(), name).unwrap();
    for _ in 0..count {
        carry_all(&mut gate, [("KEEP", stock())]);
    }
    gate
}

#[test]
fn a_sound_record_starts() {
    assert_eq!(refused(small().copy().path()), "");
    assert_eq!(refused(large().copy().path()), "");
}

#[test]
fn an_older_copy_of_the_database_is_refused() {
    let dir = small().copy();
    let older = fs::read(dir.path().join("record.sqlite")).unwrap();
    let size = act_on(dir.path(), 2, "later").size();
    fs::write(dir.path().join("record.sqlite"), older).unwrap();
    let said = format!(
        "the published checkpoint has {size} entries, the database only {}: it is an older copy",
        size - 2
    );
    assert_eq!(refused(dir.path()), said);
    // Nor does a repair put the older copy in the place of what was published.
    let store = Store::open_unchecked(dir.path()).unwrap();
    let said =
        "the published checkpoint of 48 entries is not one of the database's: an older copy, or a fork";
    assert_eq!(store.rebuild_tiles().unwrap_err().to_string(), said.replace("48", &size.to_string()));
    assert_ne!(refused(dir.path()), "");
}

#[test]
fn another_history_of_the_same_size_or_a_longer_one_is_refused_as_a_fork() {
    for more in [0, 1, 300] {
        let (dir, other) = (small().copy(), small().copy());
        let size = act_on(dir.path(), 1, "here").size();
        drop(act_on(other.path(), 1 + more as usize, "there"));
        fs::copy(other.path().join("record.sqlite"), dir.path().join("record.sqlite")).unwrap();
        let said = match more {
            // The log directory does not even have the tiles of so long a history.
            300 => format!(
                "no way leads from the published checkpoint of {size} entries to the database's 335: tile `tile/0/000` is missing"
            ),
            _ => format!(
                "the published checkpoint of {size} entries is not one of the database's: the record was forked"
            ),
        };
        assert_eq!(refused(dir.path()), said.replace("335", &(size + more).to_string()));
        let store = Store::open_unchecked(dir.path()).unwrap();
        assert!(matches!(store.rebuild_tiles(), Err(StoreError::Disagreement(_))));
    }
}

#[test]
fn another_history_under_a_running_gate_is_noticed() {
    let (dir, other) = (small().copy(), small().copy());
    let mut gate = act_on(dir.path(), 1, "here");
    drop(act_on(other.path(), 2, "there"));
    let before = gate.state().clone();
    // The same file with other content, as a restore in place makes it.
    let rows = entries(&Store::open(other.path()).unwrap());
    let connection = Connection::open(dir.path().join("record.sqlite")).unwrap();
    let head = Store::open(other.path()).unwrap().head().unwrap();
    let last = rows.len() - 2;
    connection.execute("DELETE FROM entries WHERE idx >= ?1", [last as u64]).unwrap();
    for entry in &rows[last..] {
        connection
            .execute(
                "INSERT INTO entries (idx, leaf, envelope, stream, seq, kind, recorded_at) VALUES (?1, ?2, ?3, 'x', ?1, '', 0)",
                (entry.index, &entry.leaf, &entry.envelope),
            )
            .unwrap();
    }
    connection
        .execute(
            "UPDATE head SET size = ?1, root = ?2, checkpoint = ?3",
            (head.size, head.root, &head.checkpoint),
        )
        .unwrap();
    connection.execute("DELETE FROM staged", []).unwrap();
    let source = TileDir::new(other.path().join("log"));
    copy_tree(source.path(), &dir.path().join("log"));
    let said = format!(
        "the record is damaged: the first {} entries are not those that were here before",
        gate.size()
    );
    assert_eq!(gate.refresh().unwrap_err().to_string(), said);
    assert!(*gate.state() == before);
}

fn copy_tree(from: &Path, to: &Path) {
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_tree(&item.path(), &target);
        } else {
            fs::copy(item.path(), target).unwrap();
        }
    }
}

#[test]
fn a_checkpoint_of_another_origin_is_refused() {
    let dir = small().copy();
    let path = dir.path().join("log/checkpoint");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen(ORIGIN, "elsewhere.invalid/record", 1)).unwrap();
    let said = "the published checkpoint is of `elsewhere.invalid/record`, the database of `sekimori.invalid/record`";
    assert_eq!(refused(dir.path()), said);
}

#[test]
fn a_checkpoint_that_nobody_can_read_is_refused_and_repaired() {
    let dir = small().copy();
    fs::write(dir.path().join("log/checkpoint"), "sekimori.invalid/record\nmany\n").unwrap();
    assert_eq!(refused(dir.path()), "the published checkpoint is malformed");
    Store::open_unchecked(dir.path()).unwrap().rebuild_tiles().unwrap();
    check(dir.path(), &Told::default());
}

#[test]
fn a_published_checkpoint_that_is_gone_or_behind_is_made_again() {
    let dir = small().copy();
    let path = dir.path().join("log/checkpoint");
    let before = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    drop(check(dir.path(), &Told::default()));
    drop(act_on(dir.path(), 1, "later"));
    fs::write(&path, before).unwrap();
    check(dir.path(), &Told::default());
}

#[test]
fn a_truncated_database_is_refused() {
    let dir = large().copy();
    let path = dir.path().join("record.sqlite");
    let length = fs::metadata(&path).unwrap().len();
    for keep in [length / 2, 4096, 100] {
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(keep).unwrap();
        let said = refused(dir.path());
        assert!(said.starts_with("the database file is damaged: "), "{said}");
    }
}

#[test]
fn an_empty_database_file_and_a_directory_without_record_are_told_apart() {
    let dir = small().copy();
    fs::write(dir.path().join("record.sqlite"), b"").unwrap();
    assert_eq!(refused(dir.path()), "the database has no tables: it is empty, or was never finished");
    let none = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(none.path()), Err(StoreError::Absent(_))));
    assert!(!none.path().join("record.sqlite").exists() && !none.path().join("lock").exists());
}

#[test]
fn another_program_s_database_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("record.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE a (b); PRAGMA user_version = 1;").unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    assert_eq!(refused(dir.path()), "the database is not a record");
    assert!(matches!(Store::create(dir.path()), Err(StoreError::Present(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_database_of_a_newer_form_is_refused() {
    let dir = small().copy();
    let connection = Connection::open(dir.path().join("record.sqlite")).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);
    assert_eq!(refused(dir.path()), "the record has form 2; this version reads up to 1");
}

#[test]
fn a_record_is_made_once_and_never_under_a_published_log() {
    let dir = small().copy();
    assert!(matches!(Store::create(dir.path()), Err(StoreError::Present(_))));
    fs::remove_file(dir.path().join("record.sqlite")).unwrap();
    assert!(matches!(Store::create(dir.path()), Err(StoreError::Present(_))));
    let unfinished = tempfile::tempdir().unwrap();
    fs::write(unfinished.path().join("record.sqlite"), b"").unwrap();
    drop(Store::create(unfinished.path()).unwrap());
    assert_eq!(refused(unfinished.path()), "");
}

type Damage = fn(&Path);

/// Tiles of the right edge that are already forgotten in the database.
fn settled() -> tempfile::TempDir {
    let dir = large().copy();
    sql(dir.path(), "DELETE FROM staged");
    dir
}

#[test]
fn a_missing_tile_or_a_flipped_bit_of_the_right_edge_is_refused_and_repaired() {
    let edge = "log/tile/0/001.p/249";
    let said = "the record is damaged: the tiles do not lead to the checkpoint";
    let cases: [(&str, Damage); 2] = [
        ("the record is damaged: tile `tile/0/001.p/249` is missing", |file| fs::remove_file(file).unwrap()),
        (said, |file| flip(file, 40)),
    ];
    for (said, damage) in cases {
        let dir = settled();
        damage(&dir.path().join(edge));
        assert_eq!(refused(dir.path()), said);
        assert_eq!(Store::open_unchecked(dir.path()).unwrap().rebuild_tiles().unwrap(), 505);
        check(dir.path(), &Told::default());
    }
}

#[test]
fn a_tile_that_is_still_staged_is_healed_from_the_database() {
    let dir = large().copy();
    flip(&dir.path().join("log/tile/0/001.p/249"), 40);
    fs::remove_file(dir.path().join("log/tile/entries/001.p/249")).unwrap();
    check(dir.path(), &Told::default());
}

#[test]
fn tiles_are_not_rebuilt_from_entries_that_do_not_lead_to_the_checkpoint() {
    let dir = large().copy();
    sql(dir.path(), "UPDATE entries SET leaf = zeroblob(49) WHERE idx = 100");
    let tile = dir.path().join("log/tile/0/000");
    let before = fs::read(&tile).unwrap();
    let said = "the entries in the database do not lead to the checkpoint's root";
    let store = Store::open_unchecked(dir.path()).unwrap();
    assert_eq!(store.rebuild_tiles().unwrap_err().to_string(), said);
    assert_eq!(fs::read(&tile).unwrap(), before);
}

#[test]
fn a_flipped_bit_in_any_published_file_is_found_by_a_stranger() {
    let dir = large().copy();
    drop(Store::open(dir.path()).unwrap());
    let log = TileDir::new(dir.path().join("log"));
    let verifier = keys().note.verifier();
    let sound = || verify_log(&log, &log.checkpoint().unwrap().unwrap(), &verifier, |_, _| Ok(())).is_ok();
    assert!(sound());
    for path in [
        "tile/0/000",
        "tile/0/001.p/249",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/249",
        "checkpoint",
    ] {
        let file = log.path().join(path);
        let bytes = fs::read(&file).unwrap();
        for at in [0, bytes.len() / 2, bytes.len() - 2] {
            flip(&file, at);
            assert!(!log.checkpoint().is_ok_and(|_| sound()), "{path} at {at}");
            fs::write(&file, &bytes).unwrap();
        }
    }
}

#[test]
fn a_flipped_bit_in_an_envelope_is_refused_at_the_start_if_it_is_read_then() {
    let dir = large().copy();
    sql(
        dir.path(),
        "UPDATE entries SET envelope = CAST(replace(envelope, 'a', 'b') AS BLOB) WHERE idx = 300",
    );
    let said = "the record is damaged: the envelope of entry 300 is not the one that the log commits to";
    assert_eq!(refused(dir.path()), said);
}

#[test]
fn a_flipped_bit_in_an_envelope_before_the_snapshot_is_found_by_replay_and_rebuild() {
    let dir = large().copy();
    drop(act_on(dir.path(), 10, "to the snapshot"));
    sql(
        dir.path(),
        "UPDATE entries SET envelope = CAST(replace(envelope, 'a', 'b') AS BLOB) WHERE idx = 300",
    );
    let mut gate = gate_on(Store::open(dir.path()).unwrap(), &clock(), "start").unwrap();
    let mut checked = Checked::from_the_start();
    checked.go_on(&entries(gate.record()));
    let problems = checked.problems();
    assert!(problems.iter().any(|problem| problem.index == 300), "{problems:?}");
    let said = "the record is damaged: the envelope of entry 300 is not the one that the log commits to";
    assert_eq!(gate.rebuild().unwrap_err().to_string(), said);
}

#[test]
fn a_changed_entry_or_a_missing_one_is_refused_at_the_start() {
    let dir = large().copy();
    sql(dir.path(), "UPDATE entries SET leaf = zeroblob(49) WHERE idx = 300");
    assert_eq!(refused(dir.path()), "the record is damaged: entry 300 is not the one in the tree");
    sql(dir.path(), "DELETE FROM entries WHERE idx = 300");
    assert_eq!(refused(dir.path()), "the record is damaged: entry 300 is missing");
    sql(dir.path(), "DELETE FROM entries WHERE idx = 504");
    assert_eq!(refused(dir.path()), "the database has 504 entries, its checkpoint says 505");
}

#[test]
fn a_snapshot_with_a_flipped_bit_or_of_another_log_is_not_used() {
    let dir = large().copy();
    let state = act_on(dir.path(), 10, "to the snapshot").state().clone();
    for damage in [
        "UPDATE snapshots SET bytes = CAST(substr(bytes, 1, 400) || X'00' || substr(bytes, 402) AS BLOB)",
        "UPDATE snapshots SET bytes = 'text'",
        "UPDATE snapshots SET root = zeroblob(32)",
        "UPDATE snapshots SET size = 100000",
        "UPDATE snapshots SET form = 99",
    ] {
        sql(dir.path(), damage);
        let mut gate = gate_on(Store::open(dir.path()).unwrap(), &clock(), damage).unwrap();
        assert!(*gate.state() == state, "{damage}");
        assert!(gate.rebuild().unwrap());
    }
}

#[test]
fn a_key_file_of_another_record_is_refused_whichever_line_is_wrong() {
    let dir = small().copy();
    let said = [
        "the record is damaged: entry 47 was not signed by these keys",
        "the record is damaged: the checkpoint is not ours: ",
        "the record is damaged: entry 47 was not labelled by these keys",
    ];
    for (wrong, said) in said.iter().enumerate() {
        let seed = |at: usize, name: &str| {
            let name = if at == wrong { "another" } else { name };
            zeroize::Zeroizing::new(*sekisho_core::Digest::of(name.as_bytes()).as_bytes())
        };
        let seeds = RecordSeeds {
            envelope: seed(0, "envelope"),
            note: seed(1, "note"),
            stream_master: seed(2, "stream"),
        };
        let ports = sekisho_gate::gate::Ports {
            clock: Box::new(clock()),
            entropy: Box::new(crate::town::Drawn::named("x")),
            record: Box::new(Store::open(dir.path()).unwrap()),
            rules: Box::new(sekisho_gate::port::NoLocalRules),
        };
        let fault =
            Gate::open(ORIGIN, RecordKeys::new(ORIGIN, seeds).unwrap(), ports).unwrap_err().to_string();
        let last = Store::open(dir.path()).unwrap().head().unwrap().size - 1;
        assert!(fault.starts_with(&said.replace("47", &last.to_string())), "{fault}");
    }
}

#[test]
fn statements_from_before_a_repair_of_the_tiles_are_still_known() {
    let dir = large().copy();
    let gate = act_on(dir.path(), 1, "before");
    let early = crate::town::act(&gate, "KEEP", &stock());
    drop(gate);
    drop(act_on(dir.path(), 20, "meanwhile"));
    Store::open_unchecked(dir.path()).unwrap().rebuild_tiles().unwrap();
    let mut gate = act_on(dir.path(), 0, "after");
    assert_eq!(gate.submit(&early).unwrap().reasons, []);
}

#[test]
fn an_event_that_was_taken_out_is_refused_and_nothing_is_folded_around_it() {
    let dir = small().copy();
    sql(dir.path(), "UPDATE entries SET envelope = NULL WHERE idx = 3");
    let _ = Connection::open(dir.path().join("record.sqlite")).unwrap().execute("DELETE FROM snapshots", []);
    let said = refused(dir.path());
    assert!(said.contains("the event of entry 3 is missing"), "{said}");
}

#[test]
fn a_text_that_was_changed_is_not_shown_as_the_signed_one() {
    let dir = small().copy();
    let mut gate = gate_on(Store::open(dir.path()).unwrap(), &clock(), "texts").unwrap();
    let text = gate.disclose("answer yes or no").unwrap();
    let command = sekisho_core::testkit::act::register_party("NEW", "CITY");
    let sekisho_core::Command::RegisterParty { above, party, .. } = command else { panic!("a party") };
    let command = sekisho_core::Command::RegisterParty {
        above,
        domains: std::collections::BTreeSet::new(),
        name: text.digest,
        party,
    };
    let act = crate::town::act(&gate, "ADM", &command);
    let submission = sekisho_gate::submit::Submission { disclosures: vec![text.clone()], ..act };
    assert!(gate.submit(&submission).unwrap().reasons.is_empty());
    assert_eq!(gate.record().text(&text.digest).unwrap(), Some(text.text.clone()));
    sql(dir.path(), "UPDATE texts SET text = 'statistics only' WHERE text = 'answer yes or no'");
    assert!(gate.record().text(&text.digest).is_err());
    assert_eq!(Store::open(dir.path()).unwrap().changed_texts().unwrap(), 1);
}
