//! A web process that was taken over speaks with the vault directly.

use std::io::Write as _;

use sekisho_core::Timestamp;
use sekisho_vault::wire::{Reply, Request};

use super::ask::{Vault, no, order_for};
use crate::sealed::Case;

fn there() -> Case {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case
}

#[test]
fn the_vault_releases_nothing_on_somebodys_word() {
    let case = there();
    let question = case.asked("USB-1", 1);
    let (entries, checkpoint) = case.entries();
    let order = order_for(&question, "USB-1", &checkpoint);
    // Without entries, without a checkpoint, with one of another record's key.
    let mut vault = Vault::of(&case);
    assert_eq!(no(&vault.ask(&order)), "checkpoint-unfit");
    assert_eq!(no(&vault.ask(&order_for(&question, "USB-1", ""))), "checkpoint-unfit");
    let other = Case::new();
    assert_eq!(no(&vault.ask(&order_for(&question, "USB-1", &other.entries().1))), "checkpoint-unfit");
    // With all entries: there is no release in them.
    vault.show(&entries);
    assert_eq!(no(&vault.ask(&order)), "not-released");
    // With some of them, in another order, twice.
    let shown = |entries: Vec<_>| {
        let mut vault = Vault::of(&case);
        vault.ask(&Request::Follow { entries });
        no(&vault.ask(&order)).to_owned()
    };
    let size = usize::try_from(vault.size()).unwrap();
    drop(vault);
    assert_eq!(size, entries.len());
    case.release(&question).done();
    let (mut newer, checkpoint) = case.entries();
    newer.drain(..size);
    let order = order_for(&case.asked("USB-1", 1), "USB-1", &checkpoint);
    // Another question than the released one.
    let mut vault = Vault::of(&case);
    vault.show(&case.entries().0);
    assert_eq!(no(&vault.ask(&order)), "not-released");
    // The released one, for another medium or permit, or with bytes that are no question.
    let Request::Release { challenge, .. } = order_for(&question, "USB-1", &checkpoint) else { panic!() };
    let ask = |vault: &mut Vault, challenge: &str, medium: &str, permit: &str| {
        let request = Request::Release {
            challenge: challenge.to_owned(),
            checkpoint: checkpoint.clone(),
            medium: medium.parse().unwrap(),
            permit: permit.parse().unwrap(),
        };
        vault.ask(&request)
    };
    assert_eq!(no(&ask(&mut vault, &challenge, "USB-2", "P-0001")), "not-released");
    assert_eq!(no(&ask(&mut vault, &challenge, "USB-1", "P-0002")), "not-released");
    assert_eq!(no(&ask(&mut vault, "AAAA", "USB-1", "P-0001")), "request");
    assert!(matches!(ask(&mut vault, &challenge, "USB-1", "P-0001"), Reply::Released { .. }));
    drop(vault);
    assert_eq!(shown(entries.iter().rev().cloned().collect()), "checkpoint-unfit");
    assert_eq!(shown(newer.iter().chain(&newer).cloned().collect()), "checkpoint-unfit");
}

#[test]
fn what_one_caller_leaves_half_done_does_not_stop_the_next() {
    let case = there();
    let (entries, checkpoint) = case.entries();
    let mut vault = Vault::of(&case);
    // Garbage that no checkpoint commits to is forgotten with the first call that fails.
    vault.ask(&Request::Follow { entries: entries.iter().rev().cloned().collect() });
    assert_eq!(no(&vault.ask(&Request::Destroy { checkpoint: checkpoint.clone() })), "checkpoint-unfit");
    vault.show(&entries);
    assert!(matches!(vault.ask(&Request::Destroy { checkpoint }), Reply::Destroyed { receipt: None, .. }));
}

#[test]
fn keys_with_an_absurd_end_are_not_made() {
    let case = there();
    let mut vault = Vault::of(&case);
    let now = case.now();
    for end in [Timestamp::EARLIEST, now, now.plus(-1), now.plus(500 * 86_400), Timestamp::LATEST] {
        assert_eq!(no(&vault.ask(&Request::Create { not_after: end })), "request", "{end}");
    }
    assert!(matches!(vault.ask(&Request::Create { not_after: now.plus(60) }), Reply::Created { .. }));
}

#[test]
fn lines_that_make_no_sense_are_answered_and_harm_nothing() {
    let case = there();
    let mut vault = Vault::of(&case);
    for line in [
        &b""[..],
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"{\"export\":{}}",
        b"{\"hello\":{\"seed\":true}}",
        b"{\"release\":{}}",
        b"{\"create\":{\"not_after\":\"2026-06-21T99:00:00Z\"}}",
        b"{\"follow\":{\"entries\":[{\"envelope\":\"!\",\"index\":0,\"leaf\":\"\"}]}}",
    ] {
        assert_eq!(no(&vault.line(line)), "request", "{}", String::from_utf8_lossy(line));
    }
    // Nesting without end, and a line of 65 MiB, which is taken as two.
    assert_eq!(no(&vault.line(&b"[".repeat(100_000))), "request");
    let huge = vec![b'x'; 65 << 20];
    assert_eq!(no(&vault.line(&huge)), "request");
    assert_eq!(no(&vault.reply()), "request");
    drop(huge);
    assert!(vault.size() > 0 || matches!(vault.ask(&Request::Hello {}), Reply::Hello { .. }));
}

#[test]
fn destroying_without_an_order_destroys_nothing() {
    let case = there();
    let (entries, checkpoint) = case.entries();
    let mut vault = Vault::of(&case);
    vault.show(&entries);
    for _ in 0..2 {
        let reply = vault.ask(&Request::Destroy { checkpoint: checkpoint.clone() });
        assert!(matches!(reply, Reply::Destroyed { receipt: None, signature: None }), "{reply:?}");
    }
    drop(vault);
    let question = case.asked("USB-1", 1);
    let answer = case.release(&question).done().answer();
    assert!(case.opens("stick-1", &question, answer));
}

#[test]
fn a_caller_that_goes_away_in_the_middle_of_a_line_leaves_the_vault_whole() {
    let case = there();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["vault", "work", "--at", &case.town.time(), "--dir"])
        .arg(case.town.file("record.vault"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"{\"create\":{\"not_af").unwrap();
    child.wait().unwrap();
    let question = case.asked("USB-1", 1);
    case.release(&question).done();
}

#[test]
fn at_the_socket_what_is_over_is_destroyed_though_nobody_calls() {
    let case = Case::new();
    let (dir, socket) = (case.town.file("record.vault"), case.town.file("socket"));
    // With the system's clock: time has to pass.
    let mut service = std::process::Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["vault", "serve", "--vault"])
        .arg(&dir)
        .arg("--socket")
        .arg(&socket)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let stream = loop {
        match std::os::unix::net::UnixStream::connect(&socket) {
            Ok(stream) => break stream,
            Err(_) => std::thread::yield_now(),
        }
    };
    let now = sekisho::assemble::now("sekimori.invalid/record", None).unwrap();
    let request = Request::Create { not_after: now.plus(2) };
    let mut line = serde_json::to_vec(&request).unwrap();
    line.push(b'\n');
    (&stream).write_all(&line).unwrap();
    let mut answer = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(&stream), &mut answer).unwrap();
    assert!(answer.contains("created"), "{answer}");
    let file = |epoch: u32| dir.join(format!("vault.{epoch}"));
    let epoch = (1..9).find(|epoch| file(*epoch).exists()).unwrap();
    // Nobody calls any more. The key is destroyed all the same.
    drop(stream);
    let over = now.plus(8);
    while !file(epoch + 1).exists() || file(epoch).exists() {
        std::thread::park_timeout(std::time::Duration::from_millis(50));
        let passed = sekisho::assemble::now("sekimori.invalid/record", None).unwrap();
        assert!(passed < over, "its time was over long ago");
    }
    service.kill().unwrap();
    service.wait().unwrap();
}

#[test]
fn what_one_caller_showed_is_forgotten_when_the_next_one_comes() {
    let case = there();
    let (entries, checkpoint) = case.entries();
    let (dir, socket) = (case.town.file("record.vault"), case.town.file("socket"));
    let mut service = std::process::Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["vault", "serve", "--at", &case.town.time(), "--vault"])
        .arg(&dir)
        .arg("--socket")
        .arg(&socket)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let ask = |requests: &[Request]| {
        let stream = loop {
            match std::os::unix::net::UnixStream::connect(&socket) {
                Ok(stream) => break stream,
                Err(_) => std::thread::yield_now(),
            }
        };
        let mut lines = std::io::BufReader::new(&stream);
        let mut last = String::new();
        for request in requests {
            let mut line = serde_json::to_vec(request).unwrap();
            line.push(b'\n');
            (&stream).write_all(&line).unwrap();
            last.clear();
            std::io::BufRead::read_line(&mut lines, &mut last).unwrap();
        }
        serde_json::from_str::<Reply>(&last).unwrap()
    };
    let garbage = Request::Follow { entries: entries.iter().rev().cloned().collect() };
    assert!(matches!(ask(&[garbage]), Reply::Followed { .. }));
    let honest = [Request::Follow { entries }, Request::Destroy { checkpoint }];
    assert!(matches!(ask(&honest), Reply::Destroyed { receipt: None, .. }));
    service.kill().unwrap();
    service.wait().unwrap();
}
