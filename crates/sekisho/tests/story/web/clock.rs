//! What is due happens while the server runs, though nobody asks.

use std::time::Duration;

use sekisho_core::Timestamp;

use super::post::{Letterbox, is_marked, with_mail};
use super::{Site, entries, town};
use crate::drive::Town;

pub(crate) fn now() -> Timestamp {
    sekisho::assemble::now("sekimori.invalid/record", None).unwrap()
}

/// Waits for the record to grow; gives when it had.
fn grown(site: &Site, before: u64, latest: Timestamp) -> Timestamp {
    while entries(site) == before {
        std::thread::park_timeout(Duration::from_millis(50));
        assert!(now() < latest, "nothing happened by itself");
    }
    now()
}

#[test]
fn a_permit_lapses_within_a_second_of_its_time() {
    let town = Town::new();
    town.run("medium add USB-1 --product Hako --serial SN-1 --home CAB-1", "O-3").done();
    let (from, until) = (now(), now().plus(8));
    town.at(&from.to_string());
    let line = format!(
        "permit request --purpose 給付 --data residents:code:3 --people 3 --declared Hako --carrier O-4 --carrier C-1 \
         --receiver C-1 --eraser C-1 --medium USB-1 --site SITE --start {from} --arrive-by {} --erase-by {} --return-by {} \
         --until {until}",
        from.plus(2),
        from.plus(4),
        from.plus(6),
    );
    town.run(&line, "O-4").done();
    // With the system's clock: time has to pass.
    let site = Site::start(&town, &[]);
    let before = entries(&site);
    let at = grown(&site, before, until.plus(20));
    assert!(at >= until && at <= until.plus(2), "{at} for {until}");
    let log = std::fs::read_to_string(town.file("server.log")).unwrap();
    // Nothing but the figures was asked for.
    assert!(log.lines().all(|line| line.contains("\"/metrics\"")), "{log}");
    drop(site);
    town.at(&now().to_string());
    town.ask("permit show P-0001").done();
}

#[test]
fn the_server_writes_and_sends_the_mail_about_what_is_overdue() {
    let town = town();
    town.at("2026-06-21T15:00");
    for approver in ["O-2", "O-3"] {
        town.run("permit approve P-0002", approver).done();
    }
    town.at("2026-06-21T17:00");
    town.run("custody hand P-0002 --medium USB-2 --to O-4 --to C-1 --due 2026-06-21T17:30", "O-3").done();
    for person in ["O-4", "C-1"] {
        town.run("custody receive P-0002 --medium USB-2", person).done();
    }
    let letterbox = Letterbox::open();
    with_mail(&town, letterbox.port);
    town.at("2026-06-21T20:05");
    let site = Site::of(&town, &[]);
    let receivers = letterbox.receivers("P-0002.return_overdue.", 2);
    assert_eq!(receivers.into_iter().collect::<Vec<_>>(), ["o-3@city.example", "o-4@city.example"]);
    for person in ["O-3", "O-4"] {
        is_marked(&town, &format!("P-0002.return_overdue.{person}."));
    }
    // The last letter of the round.
    is_marked(&town, "ended.P-0002.approved.");
    letterbox.empty();
    // Written once: a second server sends nothing again.
    drop(site);
    let site = Site::of(&town, &[]);
    assert!(entries(&site) > 0);
    letterbox.is_silent();
}
