//! Real kills at drawn moments: of sealing, of a release between record and vault, of a destruction.
//!
//! The program is started through `timeout -s KILL`, which kills it and the vault's process with it.

use std::fs;
use std::io::BufReader;
use std::num::NonZeroUsize;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sekisho_core::Digest;
use sekisho_core::permit::Permit;
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::{Ciphertext, SecretSeed};
use sekisho_seal::payload;
use sekisho_seal::stanza::{LoggedStanza, Terms, find_device, release_value};

use super::copies::{copy, seed};
use super::sealing;
use crate::sealed::Case;

/// So many kills must have met a program at work.
const KILLS: usize = 20;
/// No program gets more tries than this to be slow enough.
const ROUNDS: usize = 120;

/// Numbers that look drawn and are the same every time. SOURCE: `SplitMix64`, Steele, Lea and Flood 2014.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Draws from a shorter time where the program was done before the kill, from a longer one where it had not got far: the
/// moments that count are met on a fast machine and on a slow one. Units: thousandths of a second.
fn steered(limit: u64, at_work: bool, far: bool) -> u64 {
    match (at_work, far) {
        (false, _) => (limit * 4 / 5).max(20),
        (true, false) => (limit * 11 / 10).min(4000),
        (true, true) => limit,
    }
}

/// Which processes are killed.
#[derive(Clone, Copy, PartialEq)]
enum Hit {
    /// The program and the vault's process that it started.
    All,
    /// The program; the vault's process ends when nobody speaks to it any more.
    Program,
}

/// Runs a command line of a person, and kills it after so many thousandths of a second; tells whether it was at work.
fn killed(case: &Case, line: &str, person: &str, hit: Hit, after_ms: u64) -> bool {
    let delay = format!("{}.{:03}", after_ms / 1000, after_ms % 1000);
    let mut command = Command::new("timeout");
    if hit == Hit::Program {
        command.arg("--foreground");
    }
    // The pipes end when the last of the processes is gone.
    let output = command
        .args(["-s", "KILL", &delay, env!("CARGO_BIN_EXE_sekisho")])
        .args(line.split(' '))
        .args(["--as", person, "--key", &case.key(person), "--at", &case.town.time(), "--dir"])
        .arg(case.town.file("record"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    // Locks are let go a moment after them.
    for lock in ["record/lock", "record.vault/lock"] {
        fs::File::open(case.town.file(lock)).unwrap().lock().unwrap();
    }
    match (output.status.signal(), output.status.code()) {
        (Some(9), _) | (_, Some(137)) => true,
        // 124: it was done when the kill came.
        (_, Some(0 | 124)) => false,
        other => panic!("`{line}` ended with {other:?}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// Puts these directories back as they were.
fn reset(case: &Case, names: &[&str]) {
    for name in names {
        let _ = fs::remove_dir_all(case.town.file(name));
        copy(case, &format!("{name}.before"), name);
    }
}

/// Reads every byte of a box as device and vault together could.
fn is_whole(case: &Case, seed_r: [u8; 32]) -> bool {
    let gate = case.gate();
    let live = gate.state().permits.values().next().unwrap();
    let (permit_hash, sealing) = (*live.request().digest.as_bytes(), sealing(gate.state()));
    let terms = Terms { permit_hash, copy_id: sealing.copies[0].to_bytes() };
    let mut sealed = BufReader::new(fs::File::open(case.town.file("stick-1/box.age")).unwrap());
    let header = Header::read(&mut sealed).unwrap();
    let [_, enc_d, enc_r] = header.stanzas()[0].args() else { return false };
    let enc_r = Ciphertext::from_bytes(&STANDARD_NO_PAD.decode(enc_r).unwrap()).unwrap();
    let logged = LoggedStanza {
        suite: 1,
        terms,
        pk_d_hash: *sealing.device_key.as_bytes(),
        enc_d_hash: *Digest::of(&STANDARD_NO_PAD.decode(enc_d).unwrap()).as_bytes(),
        enc_r: &enc_r,
    };
    let value = release_value(&SecretSeed::new(seed_r), &logged).unwrap();
    let name = sealing.device_key.to_string().trim_start_matches("sha256:").to_owned();
    let seed_d = fs::read(case.town.file("D-1/keys").join(format!("{name}.seed"))).unwrap();
    let seed_d = SecretSeed::new(seed_d.try_into().unwrap());
    let stanza = find_device(&header, &seed_d).unwrap();
    let stanza = stanza.with_permit(&terms, sealing.release_key.as_bytes()).unwrap();
    let file_key = stanza.with_release(&value).unwrap();
    header.check(&file_key).unwrap();
    payload::open(&file_key, &mut sealed, std::io::sink(), NonZeroUsize::MIN).is_ok()
}

#[test]
fn a_killed_sealing_leaves_no_half_a_box_under_the_name_of_a_box() {
    let case = Case::new();
    case.approved("USB-1").town.at("2026-06-21T17:00");
    copy(&case, "record.vault", "vault.copy");
    let dir = case.town.file("vault.copy");
    let seed = seed(&dir, &dir.join("cell"), sealing(case.gate().state()).release_key).unwrap();
    let line = format!(
        "seal box {} --station {} --medium USB-1 --to {} --data residents={} --witness-key {} --out {} --allow-swap",
        case.path("p.permit"),
        case.path("D-0"),
        case.path("stick-1"),
        case.path("residents.csv"),
        case.key("O-3"),
        case.path("USB-1.receipt"),
    );
    let sealed = case.town.file("stick-1/box.age");
    let (mut drawn, mut kills, mut limit) = (Drawn(1), 0, 60);
    for _ in 0..ROUNDS {
        let at_work = killed(&case, &line, "O-4", Hit::Program, 1 + drawn.below(limit));
        if at_work {
            kills += 1;
        } else {
            limit = (limit * 3 / 4).max(8);
        }
        if sealed.exists() {
            assert!(is_whole(&case, seed));
            fs::remove_file(&sealed).unwrap();
        }
        if kills == KILLS {
            break;
        }
    }
    assert_eq!(kills, KILLS);
    // What the kills left is in nobody's way.
    case.sealed("USB-1");
    assert!(is_whole(&case, seed));
}

#[test]
fn a_killed_release_is_never_not_opened_when_it_might_have_been() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    let question = case.asked("USB-1", 1);
    fs::write(case.town.file("question"), question.challenge.to_text()).unwrap();
    let state = ["record", "record.vault"];
    for name in state {
        copy(&case, name, &format!("{name}.before"));
    }
    let (out, mut drawn, mut kills, mut limit) = (case.town.file("answer"), Drawn(2), 0, 160);
    let (mut recorded, mut silent) = (0, 0);
    for _ in 0..ROUNDS {
        let hit = if kills % 4 == 0 { Hit::Program } else { Hit::All };
        let line = format!("release --file {} --out {}", case.path("question"), case.path("answer"));
        let at_work = killed(&case, &line, "O-3", hit, 1 + drawn.below(limit));
        let releases = case.releases();
        assert!(releases == 1 || !out.exists(), "an answer was given that the record does not know");
        recorded += usize::from(at_work && releases == 1);
        silent += usize::from(at_work && releases == 0);
        kills += usize::from(at_work);
        limit = steered(limit, at_work, releases == 1);
        // The same command again: one release, and the right answer.
        let answer = case.release(&question).done().answer();
        assert!(case.opens("stick-1", &question, answer));
        assert_eq!(case.releases(), 1);
        case.town.ask("verify").done();
        let _ = fs::remove_file(&out);
        reset(&case, &state);
        if kills >= KILLS && recorded > 0 && silent > 0 {
            break;
        }
    }
    assert!(kills >= KILLS);
    assert!(recorded > 0 && silent > 0, "both sides of the append were met: {recorded}, {silent}");
}

#[test]
fn a_killed_destruction_is_never_said_of_a_key_that_answers() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    let key = sealing(case.gate().state()).release_key;
    let state = ["record", "record.vault"];
    for name in state {
        copy(&case, name, &format!("{name}.before"));
    }
    let in_vault = || {
        copy(&case, "record.vault", "vault.look");
        let dir = case.town.file("vault.look");
        let found = seed(&dir, &dir.join("cell"), key);
        fs::remove_dir_all(&dir).unwrap();
        found
    };
    let (mut drawn, mut kills, mut limit, mut met) = (Drawn(3), 0, 200, (0, 0));
    for _ in 0..ROUNDS {
        let hit = if kills % 4 == 0 { Hit::Program } else { Hit::All };
        let at_work = killed(&case, "lost P-0001", "S-1", hit, 1 + drawn.below(limit));
        // Looked at without a command, since each one would finish what was broken off.
        let (ordered, said) = match case.gate().state().permits.values().next() {
            Some(Permit::Out(outing)) => {
                (outing.destruction_ordered_at.is_some(), outing.destroyed.is_some())
            }
            _ => panic!("the permit is out"),
        };
        let alive = in_vault().is_some();
        assert!(!(said && alive), "said to be destroyed, and it answers");
        assert!(ordered || alive, "nobody had ordered it");
        met.0 += usize::from(at_work && ordered && alive);
        met.1 += usize::from(at_work && ordered && !alive);
        kills += usize::from(at_work);
        limit = steered(limit, at_work, ordered && !alive);
        // The same command again finishes it.
        case.town.run("lost P-0001", "S-1").done();
        assert_eq!(in_vault(), None);
        assert_eq!(case.permit()["key"]["destroyed"]["level"], "e0");
        case.town.ask("verify").done();
        reset(&case, &state);
        if kills >= KILLS && met.0 > 0 && met.1 > 0 {
            break;
        }
    }
    assert!(kills >= KILLS);
    assert!(met.0 > 0 && met.1 > 0, "both sides of the destruction were met: {met:?}");
}
