//! What works: openings, letters, age, several at once.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command as Program, Stdio};

use sekisho::exit::Exit;
use sekisho_core::Command;
use sekisho_web::form::{ACTS, RELEASES};

use super::{Server, order, size, there};

#[test]
fn a_site_with_a_network_opens_reports_and_brings_home_over_http() {
    let case = there("USB-1");
    let server = Server::start(&case, &[]);
    case.open("stick-1", "D-1", "work", &format!("--server {}", server.url)).done();
    let content = fs::read_to_string(case.town.file("work/residents.csv")).unwrap();
    assert_eq!(content, "code,eligible\n0000001,1\n0000002,0\n0000003,1\n");
    assert_eq!(case.permit()["releases"][0]["presence"]["level"], "verified_by_owner");
    let (stick, station, work) = (case.path("stick-1"), case.path("D-1"), case.path("work"));
    case.town.run(&format!("erase box {stick} --station {station} --copy W-1={work}"), "S-1").done();
    // The letters are sealed for the owner; the site sends them as they are, and hears nothing of their content.
    let sync = format!("sync {stick} --server {}", server.url);
    let sent = case.town.ask(&sync).done();
    let states = |said: &crate::drive::Said| -> Vec<String> {
        said.list("letters").iter().map(|row| row["letter"]["state"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states(&sent), ["recorded"; 4], "opening, working copy, its erasure, the box's");
    assert!(!sent.spoken.stdout.contains("P-0001"), "{}", sent.spoken.stdout);
    let before = size(&case);
    assert_eq!(states(&case.town.ask(&sync).done()), ["repeated"; 4]);
    assert_eq!(size(&case), before);
    fs::write(case.town.file("stick-1/outbox/0000000000000000.age"), "no letter").unwrap();
    case.town.ask(&sync).ended(Exit::Unverified);
    // With the last report the vault has destroyed its key.
    assert_eq!(case.permit()["key"]["destroyed"]["level"], "e0");
    case.town.ask("verify").done();
    // The log tells what was asked for, and neither permits nor people.
    let log = fs::read_to_string(case.town.file("server.log")).unwrap();
    assert!(log.contains(r#""route":"/api/v1/releases""#), "{log}");
    assert!(!log.contains("P-0001") && !log.contains("S-1"), "{log}");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn tls_carries_with_the_offices_own_certificate_and_no_other() {
    let case = there("USB-1");
    let own = |name: &str| {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(case.town.file(&format!("{name}.pem")), made.cert.pem()).unwrap();
        fs::write(case.town.file(&format!("{name}.key.pem")), made.signing_key.serialize_pem()).unwrap();
    };
    own("city");
    own("other");
    let server = Server::start(
        &case,
        &["--tls-cert", &case.path("city.pem"), "--tls-key", &case.path("city.key.pem")],
    );
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    let open = |ca: &str, out: &str| {
        case.open("stick-1", "D-1", out, &format!("--server {}{ca} --server-patience 1", server.url))
    };
    open(&format!(" --server-ca {}", case.path("other.pem")), "a").failed_with("server-tls", Exit::Failed);
    let line = format!("sync {} --server {}", case.path("stick-1"), server.url);
    case.town.ask(&line).failed_with("server-ca-missing", Exit::Usage);
    let plain = format!("--server http://{} --server-patience 1", server.address());
    case.open("stick-1", "D-1", "b", &plain).ended(Exit::Failed);
    assert_eq!(case.releases(), 0);
    open(&format!(" --server-ca {}", case.path("city.pem")), "work").done();
    assert!(case.town.file("work/residents.csv").exists());
    assert_eq!(case.releases(), 1);
}

#[test]
fn one_challenge_has_one_answer_however_often_and_by_whomever_it_is_sent() {
    let case = there("USB-1");
    let server = Server::start(&case, &[]);
    let question = case.asked("USB-1", 1);
    let command = order(&question, "USB-1");
    let signed = server.signed(&case, "S-1", &command);
    // Two at the same time.
    let acted = std::thread::scope(|scope| {
        let sending: Vec<_> = (0..4).map(|_| scope.spawn(|| server.done(RELEASES, &signed))).collect();
        sending.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    let answer = acted[0].answer.clone().unwrap();
    assert!(acted.iter().all(|one| one.answer.as_ref() == Some(&answer) && one.record == acted[0].record));
    assert_eq!(acted.iter().filter(|one| !one.repeated).count(), 1);
    // Another person signs for the same challenge: recorded, answered alike, and still one opening.
    let other = server.done(RELEASES, &server.signed(&case, "S-2", &command));
    assert_eq!(other.answer, Some(answer.clone()));
    assert_eq!(case.releases(), 1);
    assert!(case.opens("stick-1", &question, answer.parse().unwrap()));
    // Two further challenges at the same time: one opening is left, so one of them gets it.
    let questions = [case.asked("USB-1", 2), case.asked("USB-1", 2)];
    let forms = questions.each_ref().map(|question| server.signed(&case, "S-1", &order(question, "USB-1")));
    let mut states: Vec<u16> = std::thread::scope(|scope| {
        let sending = forms.each_ref().map(|form| scope.spawn(|| server.post(RELEASES, form).0));
        sending.map(|one| one.join().unwrap()).into()
    });
    states.sort_unstable();
    assert_eq!((states.as_slice(), case.releases()), (&[200, 409][..], 2));
    case.town.ask("verify").done();
}

#[test]
fn server_and_commands_write_into_one_record_at_the_same_time() {
    let case = there("USB-1");
    let server = Server::start(&case, &[]);
    let device = |number: u32| Command::RegisterDevice {
        device: format!("N-{number}").parse().unwrap(),
        party: "CITY".parse().unwrap(),
        place: "CAB-1".parse().unwrap(),
        serial: format!("SN-N-{number}"),
    };
    let (record, administrator, clock) = (case.path("record"), case.key("O-1"), case.town.time());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..12 {
                let id = format!("L-{number}");
                let words = [
                    "device",
                    "add",
                    &id,
                    "--serial",
                    &id,
                    "--place",
                    "CAB-1",
                    "--dir",
                    &record,
                    "--as",
                    "O-1",
                    "--key",
                    &administrator,
                    "--at",
                    &clock,
                ];
                let said = crate::drive::run(&words);
                assert_eq!(said.exit, Exit::Done, "{}", said.stderr);
            }
        });
        for number in 0..12 {
            server.done(ACTS, &server.signed(&case, "O-1", &device(number)));
        }
    });
    let known = &case.gate().state().devices.clone();
    for id in (0..12).flat_map(|number| [format!("N-{number}"), format!("L-{number}")]) {
        assert!(known.contains_key(&id.parse().unwrap()), "{id}");
    }
    case.town.ask("verify").done();
}

#[test]
fn stock_age_opens_with_the_owners_answer_from_the_server() {
    let case = there("USB-1");
    let server = Server::start(&case, &[]);
    let bin = case.town.file("bin");
    fs::create_dir(&bin).unwrap();
    symlink(env!("CARGO_BIN_EXE_sekisho"), bin.join("age-plugin-sekisho")).unwrap();
    let permit = case.path("stick-1/permit.age");
    let line = format!("station show {} --permit {permit}", case.path("D-1"));
    let identity = case.town.ask(&line).done().spoken.json["identity"].as_str().unwrap().to_owned();
    fs::write(case.town.file("identity.txt"), identity).unwrap();
    let age = |server: &str| {
        Program::new("setsid")
            .args(["--wait", "age", "-d", "-o", &case.path("content"), "-i", &case.path("identity.txt")])
            .arg(case.town.file("stick-1/box.age"))
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()))
            .envs([("SEKISHO_AS", "S-1"), ("SEKISHO_SECOND", "S-2"), ("SEKISHO_SERVER", server)])
            .envs([("SEKISHO_KEY", case.key("S-1")), ("SEKISHO_SECOND_KEY", case.key("S-2"))])
            .envs([("SEKISHO_STATION", case.path("D-1")), ("SEKISHO_PERMIT", permit.clone())])
            .envs([("SEKISHO_MEDIUM", case.path("stick-1")), ("SEKISHO_AT", case.now().to_string())])
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let no = age("http://city.example");
    assert!(!no.status.success() && String::from_utf8_lossy(&no.stderr).contains("https://"), "{no:?}");
    let yes = age(&server.url);
    assert!(yes.status.success(), "{}", String::from_utf8_lossy(&yes.stderr));
    // What comes out is the archive: tar in zstd frames.
    assert!(fs::read(case.town.file("content")).unwrap().starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
    case.town.ask(&format!("sync {} --server {}", case.path("stick-1"), server.url)).done();
    let shown = case.permit();
    assert_eq!(shown["releases"].as_array().map(Vec::len), Some(1));
    assert!(case.town.ask("log list --limit 400").done().spoken.json.to_string().contains("uncontrolled"));
}
