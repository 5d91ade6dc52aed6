//! 宛先の付替え: the receiving device dies at the site, and another one opens the same box.

use std::fs;

use sekisho::exit::Exit;
use serde_json::Value;

use crate::drive::Said;
use crate::sealed::{Case, answer_when_asked};

impl Case {
    /// The owner has a key for such days, and a second device stands at the site.
    pub(crate) fn that_rewraps() -> Self {
        let case = Self::new();
        let town = &case.town;
        town.run(
            &format!("rewrap init --share {} --share {}", case.path("share-1"), case.path("share-2")),
            "O-1",
        )
        .done();
        let owner = town.ask("log key").done().spoken.stdout;
        town.run("device add D-2 --serial SN-D-2 --place SITE", "O-1").done();
        let (station, out) = (case.path("D-2"), case.path("D-2.json"));
        let owner = owner.trim();
        let line = format!("station init {station} --device D-2 --owner-key '{owner}' --out {out} --keys 3");
        town.ask(&line).done();
        town.run(&format!("device enroll {out}"), "O-1").done();
        case
    }

    /// Asks for the re-wrap and lets two approve it; the permit file for the new device is written.
    pub(crate) fn rewrap_approved(&self) -> &Self {
        self.town.at("2026-06-21T18:40").run("permit rewrap P-0001 --device D-2", "O-4").done();
        self.town.run("permit approve P-0001", "O-2").done();
        self.town.run("permit approve P-0001", "O-3").done();
        self.town.ask(&format!("permit export P-0001 --out {}", self.path("p2.permit"))).done();
        self
    }

    /// Wraps one copy again at the owner's station, with `O-3` and `O-2` present.
    fn wrap_again(&self, medium: &str, shares: [&str; 2]) -> Said {
        let [one, other] = shares.map(|share| self.path(share));
        let line = format!(
            "rewrap box {} {} --share {one} --share {other} --station {} --second O-2 --second-key {} --record {} \
             --out {} --receipt-out {} --allow-swap",
            self.path("p2.permit"),
            self.path(&format!("{medium}.receipt.rewrap")),
            self.path("D-0"),
            self.key("O-2"),
            self.path("record"),
            self.path(&format!("{medium}.header")),
            self.path(&format!("{medium}.rewrapped")),
        );
        self.town.run(&line, "O-3")
    }

    /// The same where the station does not reach the record: challenge and answer travel as files.
    fn wrap_again_by_file(&self, medium: &str, opening: u16) -> Said {
        let (challenge, answer) = (self.town.file("again.challenge"), self.path("again.answer"));
        let line = format!(
            "rewrap box {} {} --share {} --share {} --station {} --second O-2 --second-key {} --opening {opening} \
             --challenge-out {} --answer-file {answer} --out {} --receipt-out {} --allow-swap",
            self.path("p2.permit"),
            self.path(&format!("{medium}.receipt.rewrap")),
            self.path("share-1"),
            self.path("share-2"),
            self.path("D-0"),
            self.key("O-2"),
            challenge.display(),
            self.path(&format!("{medium}.header")),
            self.path(&format!("{medium}.rewrapped")),
        );
        let (record, key, clock) = (self.path("record"), self.key("O-3"), self.town.time());
        std::thread::scope(|scope| {
            let answering = scope.spawn(|| answer_when_asked(&challenge, &record, &key, &answer, &clock));
            let said = self.town.run(&line, "O-3");
            answering.join().unwrap();
            said
        })
    }

    fn apply(&self, medium: &str, stick: &str) -> Said {
        let header = self.path(&format!("{medium}.header"));
        self.town.ask(&format!("rewrap apply {} --header {header}", self.path(stick)))
    }

    fn record_wrap(&self, medium: &str) -> Said {
        let receipt = self.path(&format!("{medium}.rewrapped"));
        self.town.run(&format!("rewrap record {receipt}"), "O-3")
    }

    fn asking_record(&self, opening: u16) -> String {
        format!("--opening {opening} --record {}", self.path("record"))
    }

    /// As [`Case::approved`], with more openings.
    pub(crate) fn approved_for(&self, media: &str, openings: u16) -> &Self {
        let media: String = media.split(' ').map(|medium| format!(" --medium {medium}")).collect();
        let line = format!(
            "permit request --sealed --purpose 給付の案内 --data residents:code,eligible:3 --people 3{media} --site SITE \
             --device D-1 --receiver S-1 --eraser S-1 --carrier O-4 --carrier C-1 --sealer O-4 --witness O-3 \
             --opener S-1 --opener S-2 --openings {openings} --start 2026-06-21T13:00 --return-by 2026-06-21T20:00 \
             --until 2026-06-21T23:00"
        );
        self.town.at("2026-06-21T13:00").run(&line, "O-4").done();
        self.town.at("2026-06-21T15:41").run("permit approve P-0001", "O-2").done();
        self.town.run("permit approve P-0001", "O-3").done();
        self.export();
        self
    }
}

#[test]
fn when_the_device_dies_another_one_opens_the_same_box() {
    let case = Case::that_rewraps();
    case.approved_for("USB-1", 2).sealed("USB-1").carried("USB-1");
    let read = || fs::read(case.town.file("stick-1").join("box.age")).unwrap();
    let before = read();
    // Nothing is wrapped again that nobody approved.
    fs::copy(case.town.file("p.permit"), case.town.file("p2.permit")).unwrap();
    case.wrap_again("USB-1", ["share-1", "share-2"]).failed_with("rewrap-other-permit", Exit::Unverified);
    case.town.at("2026-06-21T18:40").run("permit rewrap P-0001 --device D-2", "O-4").done();
    assert_eq!(case.permit()["state"]["out"]["rewrap"]["document"]["device"], "D-2");
    // Whoever asks does not approve, and who asked for the carry-out neither.
    case.town.run("permit approve P-0001", "O-4").refused_with(["R-SOD"]);
    case.town.run("permit approve P-0001", "O-2").done();
    case.town.run("permit approve P-0001", "O-3").done();
    case.town.ask(&format!("permit export P-0001 --out {}", case.path("p2.permit"))).done();
    // From now on the first device gets nothing.
    case.open("stick-1", "D-1", "old", &case.asking_record(1)).failed_with("refused", Exit::Refused);

    case.wrap_again("USB-1", ["share-1", "share-1"]).failed_with("rewrap-other-key", Exit::Unverified);
    let said = case.wrap_again("USB-1", ["share-2", "share-1"]).done();
    assert_eq!(said.spoken.json["medium"], "USB-1");
    // The new header alone helps nobody: its receipt has to be in the record.
    case.apply("USB-1", "stick-1").done();
    let after = read();
    assert_eq!(before.len(), after.len());
    assert_ne!(before, after);
    case.open("stick-1", "D-2", "early", &case.asking_record(2)).failed_with("refused", Exit::Refused);
    case.record_wrap("USB-1").done();
    case.record_wrap("USB-1").refused_with(["R-NOPERMIT", "R-CHANGED"]);

    case.open("stick-1", "D-2", "work", &case.asking_record(2)).done();
    let content = fs::read_to_string(case.town.file("work/residents.csv")).unwrap();
    assert_eq!(content, "code,eligible\n0000001,1\n0000002,0\n0000003,1\n");
    // It was counted like an opening: of two, one was the re-wrap.
    case.open("stick-1", "D-2", "more", &case.asking_record(3)).failed_with("refused", Exit::Refused);
    case.open("stick-1", "D-1", "old", &case.asking_record(3))
        .failed_with("permit-file-unfit", Exit::Unverified);
    let shown = case.permit();
    let releases = shown["releases"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> = releases.iter().map(|one| (&one["device"], &one["purpose"])).collect();
    assert_eq!(told, [(&Value::from("D-0"), &Value::from("rewrap")), (&Value::from("D-2"), &Value::Null)]);
    assert!(case.town.ask(&format!("sync {}", case.path("stick-1"))).done().list("facts").len() >= 2);
    let events: Vec<String> = case
        .town
        .ask("log list --permit P-0001 --limit 200")
        .done()
        .list("")
        .iter()
        .filter_map(|row| row["event"].as_object()?.keys().next().cloned())
        .collect();
    assert!(!events.contains(&"finding_raised".to_owned()), "{events:?}");
    case.town.ask("verify").done();
}

#[test]
fn a_box_sealed_without_the_key_or_with_too_few_openings_is_not_wrapped_again() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case.town.run("permit rewrap P-0001 --device D-1", "O-4").refused_with(["R-UNSEALED"]);

    let case = Case::that_rewraps();
    case.approved_for("USB-1", 2).sealed("USB-1").carried("USB-1");
    case.open("stick-1", "D-1", "work", &case.asking_record(1)).done();
    case.town.run("permit rewrap P-0001 --device D-2", "O-4").refused_with(["R-SCOPE"]);
    // Another site's device, or one that nobody knows.
    case.town.run("permit rewrap P-0001 --device D-9", "O-4").refused_with(["R-SCOPE", "R-SITE"]);
}

#[test]
fn the_backup_is_wrapped_again_on_its_own_and_a_second_device_may_die_too() {
    let case = Case::that_rewraps();
    case.approved_for("USB-1 USB-2", 6).sealed("USB-1 USB-2").carried("USB-1 USB-2").rewrap_approved();
    let shares = ["share-1", "share-2"];
    case.wrap_again("USB-1", shares).done();
    case.record_wrap("USB-1").done();
    case.apply("USB-1", "stick-1").done();
    // A header fits no other box.
    case.apply("USB-1", "stick-2").failed_with("rewrap-other-box", Exit::Medium);
    case.open("stick-1", "D-2", "work", &case.asking_record(2)).done();
    // The backup is another box with another key: it needs a release of its own.
    case.open("stick-2", "D-2", "backup", &case.asking_record(3))
        .failed_with("permit-file-unfit", Exit::Unverified);
    case.wrap_again_by_file("USB-2", 3).done();
    case.record_wrap("USB-2").done();
    case.apply("USB-2", "stick-2").done();
    case.open("stick-2", "D-2", "backup", &case.asking_record(4)).done();

    // The first device was repaired, the second one dies: back to D-1, with another one of its keys.
    case.town.at("2026-06-21T18:50").run("permit rewrap P-0001 --device D-1", "O-4").done();
    case.town.run("permit approve P-0001", "O-2").done();
    case.town.run("permit approve P-0001", "O-3").done();
    case.town.ask(&format!("permit export P-0001 --out {}", case.path("p2.permit"))).done();
    case.wrap_again("USB-1", shares).done();
    case.record_wrap("USB-1").done();
    case.apply("USB-1", "stick-1").done();
    case.open("stick-1", "D-1", "third", &case.asking_record(6)).done();
    case.town.ask("verify").done();
}

#[test]
fn what_stops_the_permit_stops_the_re_wrap_and_a_share_is_read_by_nobody() {
    let case = Case::that_rewraps();
    case.approved_for("USB-1", 3).sealed("USB-1").carried("USB-1").rewrap_approved();
    for share in ["share-1", "share-2"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(case.town.file(share)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{share}");
    }
    // Shares that are there are never written over, and the record keeps its key.
    let line = format!("rewrap init --share {} --share {}", case.path("share-3"), case.path("share-1"));
    case.town.run(&line, "O-1").failed_with("file-present", Exit::Failed);
    assert!(!case.town.file("share-3").exists());
    let line = format!("rewrap init --share {} --share {}", case.path("share-3"), case.path("share-4"));
    case.town.run(&line, "O-2").refused_with(["R-ROLE"]);
    assert!(!case.town.file("share-3").exists() && !case.town.file("share-4").exists());

    case.wrap_again("USB-1", ["share-1", "share-2"]).done();
    case.town.run("lost P-0001 --medium USB-1 --stolen", "S-1").done();
    case.record_wrap("USB-1").ended(Exit::Refused);
    case.wrap_again("USB-1", ["share-1", "share-2"]).failed_with("refused", Exit::Refused);
    case.town.ask("verify").done();
}

#[test]
fn killed_while_it_puts_the_header_on_the_medium_the_next_try_mends_it() {
    let case = Case::that_rewraps();
    case.approved_for("USB-1", 3).sealed("USB-1").carried("USB-1").rewrap_approved();
    case.wrap_again("USB-1", ["share-1", "share-2"]).done();
    case.record_wrap("USB-1").done();
    let stick = case.town.file("stick-1");
    let (path, permit) = (stick.join("box.age"), stick.join("permit.age"));
    let (before, old_permit) = (fs::read(&path).unwrap(), fs::read(&permit).unwrap());
    case.apply("USB-1", "stick-1").done();
    let (after, new_permit) = (fs::read(&path).unwrap(), fs::read(&permit).unwrap());
    let header = before.iter().zip(&after).rposition(|(old, new)| old != new).unwrap();
    let mut killed = 0;
    for after_ms in 1..=40 {
        fs::write(&path, &before).unwrap();
        fs::write(&permit, &old_permit).unwrap();
        let ended = std::process::Command::new("timeout")
            .args(["-s", "KILL", &format!("0.{after_ms:03}"), env!("CARGO_BIN_EXE_sekisho")])
            .args(["rewrap", "apply", &case.path("stick-1"), "--header", &case.path("USB-1.header")])
            .output()
            .unwrap();
        killed += usize::from(!ended.status.success());
        let left = fs::read(&path).unwrap();
        assert_eq!(left.len(), before.len());
        assert_eq!(left.get(header + 1..), before.get(header + 1..), "no byte of the payload is written");
        case.apply("USB-1", "stick-1").done();
        assert_eq!(fs::read(&path).unwrap(), after);
        assert_eq!(fs::read(&permit).unwrap(), new_permit);
    }
    assert!(killed > 0, "none was killed at work");
    let said = case.open("stick-1", "D-2", "work", &case.asking_record(2));
    said.done();
}
