//! A sealed carry-out: sealed at the desk, carried, opened at the site without network, erased, returned; and everything that
//! does not open.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho::exit::Exit;
use serde_json::Value;

use crate::drive::{Said, Town};

/// Three people of the synthetic town, with a field that nobody approved.
const RESIDENTS: &str = "code,name,address,eligible\n0000001,関守 太郎,架空一丁目1,1\n0000002,髙橋 花子,架空一丁目2,0\n\
                         0000003,﨑山 三郎,架空一丁目3,1\n";

/// A town with a vault, a sealing desk in the office, a receiving desk at the site, two media, and two people there.
pub(crate) struct Case {
    pub(crate) town: Town,
}

impl Case {
    pub(crate) fn new() -> Self {
        let case = Self { town: Town::new() };
        let town = &case.town;
        for person in ["S-1", "S-2"] {
            town.run(&format!("person add {person} --name '現地 {person}' --employer PRIME"), "O-1").done();
            case.give_key(person);
        }
        for medium in ["USB-1", "USB-2"] {
            let line = format!("medium add {medium} --product Hako --serial SN-{medium} --home CAB-1");
            town.run(&line, "O-3").done();
        }
        town.run("vault init", "O-1").done();
        let keys =
            town.ask("log key --json").done().spoken.json["vkey"].as_str().unwrap_or_default().to_owned();
        let line = town.ask("log key").done().spoken.stdout;
        let owner = if keys.contains(' ') { keys } else { line.trim().to_owned() };
        for (device, place) in [("D-0", "CAB-1"), ("D-1", "SITE")] {
            town.run(&format!("device add {device} --serial SN-{device} --place {place}"), "O-1").done();
            let (station, out) = (case.path(device), case.path(&format!("{device}.json")));
            let line = format!(
                "station init {station} --device {device} --owner-key '{owner}' --out {out} --keys 3"
            );
            town.ask(&line).done();
            town.run(&format!("device enroll {out}"), "O-1").done();
        }
        fs::write(town.file("residents.csv"), RESIDENTS).unwrap();
        fs::create_dir(town.file("stick-1")).unwrap();
        fs::create_dir(town.file("stick-2")).unwrap();
        case
    }

    pub(crate) fn give_key(&self, person: &str) {
        let key = self.path(&format!("{person}.key"));
        self.town.ask(&format!("key new {key}")).done();
        self.town.ask(&format!("key prove {key} --person {person}")).done();
        self.town.run(&format!("key enroll {person} --public {key}.pub"), "O-1").done();
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.town.file(name).display().to_string()
    }

    pub(crate) fn key(&self, person: &str) -> String {
        self.path(&format!("{person}.key"))
    }

    /// Asks for two fields of three rows on these media, and two approve.
    pub(crate) fn approved(&self, media: &str) -> &Self {
        self.approved_with(media, "")
    }

    /// The same, with more flags.
    pub(crate) fn approved_with(&self, media: &str, more: &str) -> &Self {
        let media: String = media.split(' ').map(|medium| format!(" --medium {medium}")).collect();
        let line = format!(
            "permit request --sealed --purpose 給付の案内 --data residents:code,eligible:3 --people 3{media} --site SITE \
             --device D-1 --receiver S-1 --eraser S-1 --carrier O-4 --carrier C-1 --sealer O-4 --witness O-3 \
             --opener S-1 --opener S-2 --openings 2 --start 2026-06-21T13:00 --return-by 2026-06-21T20:00 \
             --until 2026-06-21T23:00 {more}"
        );
        self.town.at("2026-06-21T13:00").run(&line, "O-4").done();
        self.town.at("2026-06-21T15:41").run("permit approve P-0001", "O-2").done();
        self.town.run("permit approve P-0001", "O-3").done();
        self.export();
        self
    }

    pub(crate) fn export(&self) {
        self.town.ask(&format!("permit export P-0001 --out {}", self.path("p.permit"))).done();
    }

    /// Seals a medium's copy without touching the record.
    pub(crate) fn seal(&self, medium: &str) -> Said {
        let number = medium.trim_start_matches("USB-");
        let line = format!(
            "seal box {} --station {} --medium {medium} --to {} --data residents={} --witness-key {} --out {} --allow-swap",
            self.path("p.permit"),
            self.path("D-0"),
            self.path(&format!("stick-{number}")),
            self.path("residents.csv"),
            self.key("O-3"),
            self.path(&format!("{medium}.receipt")),
        );
        self.town.run(&line, "O-4")
    }

    pub(crate) fn sealed(&self, media: &str) -> &Self {
        self.town.at("2026-06-21T17:00");
        for medium in media.split(' ') {
            self.seal(medium).done();
            let receipt = self.path(&format!("{medium}.receipt"));
            self.town.run(&format!("seal record {receipt}"), "O-4").done();
        }
        self
    }

    pub(crate) fn carried(&self, media: &str) -> &Self {
        self.town.at("2026-06-21T17:40");
        for medium in media.split(' ') {
            let of = format!("P-0001 --medium {medium}");
            self.town
                .run(&format!("custody hand {of} --to O-4 --to C-1 --due 2026-06-21T18:10"), "O-3")
                .done();
            for person in ["O-4", "C-1"] {
                self.town.run(&format!("custody receive {of}"), person).done();
            }
        }
        self.town.at("2026-06-21T18:20");
        for medium in media.split(' ') {
            let of = format!("P-0001 --medium {medium}");
            self.town.run(&format!("custody hand {of} --to S-1 --due 2026-06-21T18:40"), "C-1").done();
            self.town.run(&format!("custody receive {of}"), "S-1").done();
        }
        self.town.at("2026-06-21T18:30");
        self
    }

    /// Opens at the device; `how` says where the answer comes from.
    pub(crate) fn open(&self, stick: &str, station: &str, out: &str, how: &str) -> Said {
        let line = format!(
            "open {} --station {} --out {} --second S-2 --second-key {} {how}",
            self.path(stick),
            self.path(station),
            self.path(out),
            self.key("S-2"),
        );
        self.town.run(&line, "S-1")
    }

    /// Opens without network: the challenge goes to the owner as text, the answer comes back as digits.
    pub(crate) fn open_by_digits(&self, stick: &str, out: &str) -> Said {
        let (challenge, answer) =
            (self.path(&format!("{out}.challenge")), self.path(&format!("{out}.answer")));
        let how = format!("--challenge-out {challenge} --answer-file {answer}");
        std::thread::scope(|scope| {
            let owner = Path::new(&challenge).to_owned();
            let (record, key) = (self.path("record"), self.key("O-3"));
            let clock = self.town.time();
            let answering = scope.spawn(move || answer_when_asked(&owner, &record, &key, &answer, &clock));
            let said = self.open(stick, "D-1", out, &how);
            answering.join().unwrap();
            said
        })
    }

    pub(crate) fn permit(&self) -> Value {
        self.town.ask("permit show P-0001").done().spoken.json
    }
}

/// The owner's desk: waits for the challenge, and answers it with the officer's own key.
pub(crate) fn answer_when_asked(challenge: &Path, record: &str, key: &str, answer: &str, clock: &str) {
    wait_for(challenge);
    let challenge = challenge.display().to_string();
    let words = [
        "release", "--file", &challenge, "--out", answer, "--as", "O-3", "--key", key, "--dir", record,
        "--at", clock,
    ];
    let said = crate::drive::run(&words);
    assert_eq!(said.exit, Exit::Done, "{}{}", said.stdout, said.stderr);
}

fn wait_for(path: &Path) -> String {
    loop {
        match fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => std::thread::yield_now(),
        }
    }
}

/// Finds the files below a folder that hold these bytes.
pub(crate) fn found(folder: &Path, wanted: &[u8]) -> Vec<PathBuf> {
    let mut hits = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            hits.extend(found(&path, wanted));
        } else if fs::read(&path).unwrap().windows(wanted.len()).any(|part| part == wanted) {
            hits.push(path);
        }
    }
    hits
}

#[test]
fn a_sealed_carry_out_goes_from_request_to_closed_without_a_network_at_the_site() {
    let case = Case::new();
    case.approved("USB-1");
    // Nothing leaves without its receipt.
    case.town
        .at("2026-06-21T16:00")
        .run("custody hand P-0001 --to O-4 --to C-1", "O-3")
        .refused_with(["R-UNSEALED"]);
    case.sealed("USB-1");
    let stick = case.town.file("stick-1");
    assert!(stick.join("box.age").exists() && stick.join("permit.age").exists());
    for secret in ["関守".as_bytes(), b"P-0001", b"residents", b"O-4", b"0000001"] {
        assert_eq!(found(&stick, secret), Vec::<PathBuf>::new(), "{}", String::from_utf8_lossy(secret));
    }
    case.carried("USB-1");
    case.open_by_digits("stick-1", "work").done();
    let content = fs::read_to_string(case.town.file("work/residents.csv")).unwrap();
    assert_eq!(content, "code,eligible\n0000001,1\n0000002,0\n0000003,1\n");

    case.town.at("2026-06-21T19:10");
    let line = format!(
        "erase box {} --station {} --copy W-1={}",
        case.path("stick-1"),
        case.path("D-1"),
        case.path("work")
    );
    case.town.run(&line, "S-1").done();
    assert!(!case.town.file("work").exists() && !stick.join("box.age").exists());
    case.town.run("custody hand P-0001 --to O-4 --to C-1 --due 2026-06-21T19:40", "S-1").done();
    for person in ["O-4", "C-1"] {
        case.town.run("custody receive P-0001", person).done();
    }
    case.town.at("2026-06-21T19:50").run("custody hand P-0001 --home", "O-4").done();
    case.town.run("custody receive P-0001", "O-3").done();
    // The site's word is still on the stick.
    case.town.run("permit close P-0001", "O-3").refused_with(["R-ERASE"]);
    let sync = case.town.ask(&format!("sync {}", case.path("stick-1"))).done();
    assert_eq!(sync.list("facts").len(), 4, "opening, working copy, its erasure, the box's");
    assert_eq!(case.town.ask(&format!("sync {}", case.path("stick-1"))).done().list("facts").len(), 4);
    case.town.run("permit close P-0001", "O-3").done();
    let events: Vec<String> = case
        .town
        .ask("log list --permit P-0001 --limit 200")
        .done()
        .list("")
        .iter()
        .filter_map(|row| row["event"].as_object()?.keys().next().cloned())
        .collect();
    for event in ["copy_sealed", "release_granted", "opening_reported", "key_destroyed", "permit_closed"] {
        assert_eq!(events.iter().filter(|one| *one == event).count(), 1, "{event}: {events:?}");
    }
    case.town.ask("verify").done();
}

#[test]
fn four_groups_by_telephone_are_answered_with_eight() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    let (challenge, answer) = (case.path("voice.challenge"), case.path("voice.answer"));
    let how = format!("--by-voice --challenge-out {challenge} --answer-file {answer}");
    let (record, key, clock) = (case.path("record"), case.key("O-3"), case.town.time());
    std::thread::scope(|scope| {
        let owner = scope.spawn(|| {
            let heard = wait_for(Path::new(&challenge));
            assert_eq!(heard.split_whitespace().count(), 4, "{heard}");
            let words = [
                "release",
                "--spoken",
                heard.trim(),
                "--permit",
                "P-0001",
                "--present",
                "S-1",
                "--present",
                "S-2",
                "--out",
                &answer,
                "--as",
                "O-3",
                "--key",
                &key,
                "--dir",
                &record,
                "--at",
                &clock,
            ];
            let said = crate::drive::run(&words);
            assert_eq!(said.exit, Exit::Done, "{}{}", said.stdout, said.stderr);
        });
        case.open("stick-1", "D-1", "work", &how).done();
        owner.join().unwrap();
    });
    assert!(case.town.file("work/residents.csv").exists());
    assert_eq!(case.permit()["releases"][0]["presence"]["level"], "verified_by_device");
    case.town.ask("verify").done();
}

#[test]
fn where_the_record_is_reached_the_first_person_asks_it_directly() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case.open("stick-1", "D-1", "work", &format!("--record {}", case.path("record"))).done();
    assert!(case.town.file("work/residents.csv").exists());
    // The second of two approved openings needs its own number, and a third is refused.
    case.open("stick-1", "D-1", "again", &format!("--opening 2 --record {}", case.path("record"))).done();
    case.open("stick-1", "D-1", "third", &format!("--opening 3 --record {}", case.path("record")))
        .failed_with("refused", Exit::Refused);
}

#[test]
fn of_two_copies_the_record_proves_which_one_was_opened() {
    let case = Case::new();
    case.approved("USB-1 USB-2").sealed("USB-1 USB-2").carried("USB-1 USB-2");
    case.open("stick-1", "D-1", "work", &format!("--record {}", case.path("record"))).done();
    case.town.run("lost P-0001 --medium USB-2", "S-1").done();
    let shown = case.permit();
    let released: Vec<&Value> =
        shown["releases"].as_array().unwrap().iter().map(|one| &one["medium"]).collect();
    assert_eq!(released, ["USB-1"]);
    assert_eq!(shown["key"]["destroyed"]["level"], "e0");
    // The boxes are not byte copies of each other: each has its own key.
    let read = |stick: &str| fs::read(case.town.file(stick).join("box.age")).unwrap();
    assert_ne!(read("stick-1"), read("stick-2"));
    // And the key that was lost with them is gone: nothing more opens, not even the copy at hand.
    case.open("stick-1", "D-1", "more", &format!("--opening 2 --record {}", case.path("record")))
        .failed_with("refused", Exit::Refused);
}

#[test]
fn a_box_opens_nowhere_else_not_later_and_not_for_one_person() {
    let case = Case::new();
    case.approved("USB-1 USB-2").sealed("USB-1 USB-2");
    let online = format!("--record {}", case.path("record"));
    // Before it has arrived.
    case.town.at("2026-06-21T17:30");
    case.open("stick-1", "D-1", "early", &online).failed_with("refused", Exit::Refused);
    case.carried("USB-1 USB-2");
    // On another device: the permit itself cannot be read there.
    case.open("stick-1", "D-0", "elsewhere", &online).failed_with("permit-file-unfit", Exit::Unverified);
    // One person with one key.
    let line = format!(
        "open {} --station {} --out {} --second S-1 --second-key {} {online}",
        case.path("stick-1"),
        case.path("D-1"),
        case.path("alone"),
        case.key("S-1")
    );
    case.town.run(&line, "S-1").failed_with("open-presence", Exit::Refused);
    // A flipped byte in the payload: nothing comes out, and the opening counts.
    let path = case.town.file("stick-2").join("box.age");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 40;
    bytes[last] ^= 1;
    fs::write(&path, &bytes).unwrap();
    case.open("stick-2", "D-1", "flipped", &online).failed_with("open-damaged", Exit::Unverified);
    assert!(!case.town.file("flipped").exists());
    // After the deadline: the key is destroyed by itself.
    case.town.at("2026-06-22T00:10");
    case.town.ask("permit list").done();
    case.open("stick-1", "D-1", "late", &online).failed_with("open-late", Exit::Expired);
    let shown = case.permit();
    assert_eq!(shown["key"]["destroyed"]["level"], "e0", "{shown}");
    // With its clock set back the device says so.
    case.town.at("2026-06-21T18:40");
    case.open("stick-1", "D-1", "back", "--answer-file /nonexistent/answer")
        .failed_with("station-clock-back", Exit::Expired);
}

#[test]
fn a_mistyped_call_erases_nothing_at_the_site() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case.open("stick-1", "D-1", "work", &format!("--record {}", case.path("record"))).done();
    let (stick, station, work) = (case.path("stick-1"), case.path("D-1"), case.path("work"));
    for wrong in [format!("{work} --copy"), format!("W-1={work} --copy W-2={work}-mistyped --copy")] {
        let line = format!("erase box {stick} --station {station} --copy {wrong} nonsense");
        assert_ne!(case.town.run(&line, "S-1").spoken.exit, Exit::Done);
        assert!(case.town.file("work/residents.csv").exists() && case.town.file("stick-1/box.age").exists());
    }
    // Broken off after the box was gone: the same call goes on.
    fs::remove_file(case.town.file("stick-1/box.age")).unwrap();
    case.town.run(&format!("erase box {stick} --station {station} --copy W-1={work}"), "S-1").done();
    assert!(!case.town.file("work").exists());
}

#[test]
fn a_whole_medium_is_overwritten_read_back_and_certified() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    let (image, out) = (case.town.file("stick.img"), case.town.file("certificate.json"));
    fs::write(&image, vec![b'x'; 1 << 20]).unwrap();
    let line = format!("erase medium {} P-0001 --out {}", image.display(), out.display());
    case.town.run(&line, "O-3").failed_with("erase-yes", Exit::Usage);
    assert_eq!(fs::read(&image).unwrap(), vec![b'x'; 1 << 20]);
    let done = case.town.run(&format!("{line} --yes"), "O-3").done();
    assert!(found(image.parent().unwrap(), &[b'x'; 64]).is_empty());
    let certificate = fs::read(&out).unwrap();
    let read: Value = serde_json::from_slice::<Value>(&certificate).unwrap()["certificate"].clone();
    assert_eq!((&read["medium"], &read["overwritten"]["bytes"]), (&"USB-1".into(), &(1_u64 << 20).into()));
    let recorded = &done.list("events")[0]["erasure_reported"];
    assert_eq!(recorded["certificate"], sekisho_core::Digest::of(&certificate).to_string());
    assert_eq!(recorded["method"], "overwritten_read_back");
}

#[test]
fn what_was_not_approved_is_not_sealed() {
    let case = Case::new();
    case.approved("USB-1");
    case.town.at("2026-06-21T17:00");
    let more = format!("{RESIDENTS}0000004,余分 四郎,架空一丁目4,1\n");
    fs::write(case.town.file("residents.csv"), more).unwrap();
    case.seal("USB-1").failed_with("seal-table", Exit::Refused);
    fs::write(case.town.file("residents.csv"), RESIDENTS.replace("eligible", "amount")).unwrap();
    case.seal("USB-1").failed_with("seal-table", Exit::Refused);
    assert!(!case.town.file("stick-1/box.age").exists());
    fs::write(case.town.file("residents.csv"), RESIDENTS).unwrap();
    // A changed permit voids what was sealed under it.
    case.seal("USB-1").done();
    case.town.run("permit amend P-0001 --openings 1", "O-4").done();
    let receipt = case.path("USB-1.receipt");
    case.town.run(&format!("seal record {receipt}"), "O-4").ended(Exit::Refused);
}
