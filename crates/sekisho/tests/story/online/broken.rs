//! What breaks on the way: the vault, the server, the line.

use std::fs;
use std::os::unix::net::UnixListener;

use sekisho::exit::Exit;
use sekisho_web::form::RELEASES;

use super::{Server, order, there};
use crate::sealed::Case;

/// Puts a socket in the place of the vault's directory; gives the settings as they were.
fn vault_at(case: &Case, socket: &str) -> String {
    let path = case.town.file("record/sekisho.toml");
    let before = fs::read_to_string(&path).unwrap();
    let lines: Vec<String> = before
        .lines()
        .map(
            |line| {
                if line.starts_with("dir = ") { format!("socket = \"{socket}\"") } else { line.to_owned() }
            },
        )
        .collect();
    fs::write(&path, lines.join("\n")).unwrap();
    before
}

#[test]
fn a_release_whose_vault_is_down_stays_recorded_and_is_answered_later() {
    let case = there("USB-1");
    let before = vault_at(&case, &case.path("nobody"));
    let server = Server::start(&case, &[]);
    let question = case.asked("USB-1", 1);
    let signed = server.signed(&case, "S-1", &order(&question, "USB-1"));
    let said = server.refused(RELEASES, &signed, 503, "vault-unreachable");
    assert_eq!((said.record.len(), case.releases()), (1, 1));
    assert!(said.advice.is_some());
    // A station waits as long as it was told to, and says what the server said.
    let how = format!("--opening 2 --server {} --server-patience 1", server.url);
    let said = case.open("stick-1", "D-1", "work", &how).failed_with("server-waits", Exit::Waiting);
    assert!(said.spoken.stderr.contains("vault-unreachable"), "{}", said.spoken.stderr);
    fs::write(case.town.file("record/sekisho.toml"), before).unwrap();
    let acted = server.done(RELEASES, &signed);
    assert!(acted.repeated && case.opens("stick-1", &question, acted.answer.unwrap().parse().unwrap()));
    assert_eq!(case.releases(), 2);
    case.town.ask("verify").done();
}

#[test]
fn a_server_killed_between_record_and_vault_is_asked_again_and_counts_once() {
    let case = there("USB-1");
    let socket = case.path("silent");
    let silent = UnixListener::bind(&socket).unwrap();
    let before = vault_at(&case, &socket);
    let server = Server::start(&case, &[]);
    let address = server.address();
    let how = format!("--server {} --server-patience 60", server.url);
    let (stick, station, out) = (case.path("stick-1"), case.path("D-1"), case.path("work"));
    let (key, second, clock) = (case.key("S-1"), case.key("S-2"), case.town.time());
    std::thread::scope(|scope| {
        let opening = scope.spawn(|| {
            let line = format!(
                "open {stick} --station {station} --out {out} --second S-2 --second-key {second} {how} --as S-1 \
                 --key {key} --at {clock}"
            );
            crate::drive::run(&line.split_whitespace().collect::<Vec<_>>())
        });
        // The server is connected to the vault, which says nothing: the release is in the record by now.
        let held = silent.accept().unwrap();
        assert_eq!(case.releases(), 1);
        server.kill();
        drop(held);
        fs::write(case.town.file("record/sekisho.toml"), before).unwrap();
        let again = Server::at(&case, &address, &[]);
        let said = opening.join().unwrap();
        assert_eq!(said.exit, Exit::Done, "{}{}", said.stdout, said.stderr);
        drop(again);
    });
    assert!(case.town.file("work/residents.csv").exists());
    assert_eq!(case.releases(), 1);
    case.town.ask("verify").done();
}
