//! What is due happens while the server runs, though nobody asks.

use std::time::Duration;

use sekisho_core::Timestamp;

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
    use std::io::{BufRead as _, BufReader, Write as _};
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
    let office = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = office.local_addr().unwrap().port();
    let config = town.file("record/sekisho.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let mail = format!("\n[mail]\nfrom = \"sekisho@city.example\"\nhost = \"127.0.0.1\"\nport = {port}\n");
    std::fs::write(&config, text + &mail).unwrap();
    // A mail server that takes everything, and gives the receivers.
    let (told, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in office.incoming().map_while(Result::ok) {
            let mut out = stream.try_clone().unwrap();
            let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
            let (mut data, _) = (false, say("220 post"));
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                match line.as_str() {
                    "." if data => data = !say("250 taken"),
                    _ if data => {}
                    "DATA" => data = say("354 go on"),
                    "QUIT" => break,
                    line => {
                        if let Some(to) = line.strip_prefix("RCPT TO:<") {
                            let _ = told.send(to.split('>').next().unwrap_or_default().to_owned());
                        }
                        say("250 yes");
                    }
                }
            }
        }
    });
    town.at("2026-06-21T20:05");
    let site = Site::of(&town, &[]);
    let mut receivers = std::collections::BTreeSet::new();
    while receivers.len() < 2 {
        receivers.insert(heard.recv_timeout(Duration::from_secs(20)).unwrap());
    }
    assert_eq!(receivers.into_iter().collect::<Vec<_>>(), ["o-3@city.example", "o-4@city.example"]);
    let sent = || {
        let mails = std::fs::read_dir(town.file("record/mail")).unwrap();
        mails
            .filter(|mail| mail.as_ref().unwrap().path().extension().is_some_and(|end| end == "sent"))
            .count()
    };
    while sent() < 2 {
        std::thread::park_timeout(Duration::from_millis(50));
    }
    // Written once: a second server sends nothing again.
    drop(site);
    let site = Site::of(&town, &[]);
    assert!(entries(&site) > 0);
    assert!(heard.recv_timeout(Duration::from_secs(3)).is_err());
}
