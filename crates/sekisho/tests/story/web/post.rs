//! Mail to whoever is waited for: once for each turn and person, over restarts and dead servers; and what had been asked for.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::{Asked, Browser, Site, entries, town};
use crate::drive::Town;

/// A mail server in the office's own network.
pub(crate) struct Letterbox {
    heard: Receiver<(String, String)>,
    pub(crate) port: u16,
}

impl Letterbox {
    /// A server that takes everything.
    pub(crate) fn open() -> Self {
        let office = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = office.local_addr().unwrap().port();
        let (told, heard) = channel();
        std::thread::spawn(move || {
            for stream in office.incoming().map_while(Result::ok) {
                let mut out = stream.try_clone().unwrap();
                let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
                let (mut data, mut to, mut about, _) = (false, String::new(), String::new(), say("220 post"));
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    match line.as_str() {
                        "." if data => {
                            let _ = told.send((to.clone(), about.clone()));
                            data = !say("250 taken");
                        }
                        line if data => {
                            if let Some(id) = line.strip_prefix("Message-ID: <") {
                                id.split('@').next().unwrap_or_default().clone_into(&mut about);
                            }
                        }
                        "DATA" => data = say("354 go on"),
                        "QUIT" => break,
                        line => {
                            if let Some(whom) = line.strip_prefix("RCPT TO:<") {
                                whom.split('>').next().unwrap_or_default().clone_into(&mut to);
                            }
                            say("250 yes");
                        }
                    }
                }
            }
        });
        Self { heard, port }
    }

    /// Waits for one more letter whose name begins so; gives its name and receiver.
    #[track_caller]
    pub(crate) fn next(&self, begins: &str) -> (String, String) {
        loop {
            let (to, about) = self.heard.recv_timeout(Duration::from_secs(30)).unwrap();
            if about.starts_with(begins) {
                return (about, to);
            }
        }
    }

    /// Waits for so many letters whose names begin so; gives the receivers.
    #[track_caller]
    pub(crate) fn receivers(&self, begins: &str, count: usize) -> BTreeSet<String> {
        (0..count).map(|_| self.next(begins).1).collect()
    }

    /// Takes out what lies in it.
    pub(crate) fn empty(&self) {
        while self.heard.try_recv().is_ok() {}
    }

    /// Demands that nothing more comes while the server makes another round.
    #[track_caller]
    pub(crate) fn is_silent(&self) {
        let more = self.heard.recv_timeout(Duration::from_secs(4));
        assert!(more.is_err(), "{more:?}");
    }
}

/// Names the mail server in the settings.
pub(crate) fn with_mail(town: &Town, port: u16) {
    let config = town.file("record/sekisho.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let before = text.split("\n[mail]").next().unwrap();
    let mail = format!("\n[mail]\nfrom = \"sekisho@city.example\"\nhost = \"127.0.0.1\"\nport = {port}\n");
    std::fs::write(&config, format!("{before}{mail}")).unwrap();
}

/// Waits until a letter is marked as sent: the mark comes after the server took it.
#[track_caller]
pub(crate) fn is_marked(town: &Town, begins: &str) {
    for _ in 0..400 {
        let names = std::fs::read_dir(town.file("record/mail")).unwrap();
        let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        if names.any(|name| name.starts_with(begins) && name.rsplit('.').next() == Some("sent")) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    panic!("{begins} is not marked as sent");
}

fn mails(town: &Town) -> BTreeSet<String> {
    let Ok(names) = std::fs::read_dir(town.file("record/mail")) else { return BTreeSet::new() };
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.rsplit('.').next() == Some("eml") && !name.starts_with("key.")).collect()
}

/// The parts of a letter's name that are the same in every run.
fn parts(names: &BTreeSet<String>) -> BTreeSet<String> {
    let part = |name: &String| {
        let words: Vec<&str> = name.trim_end_matches(".eml").split('.').collect();
        let [first, second, third, _, last] = words[..] else { panic!("{name}") };
        format!("{first} {second} {third} {last}")
    };
    names.iter().map(part).collect()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[test]
fn the_turn_passes_on_and_whoever_asked_hears_what_became_of_it() {
    let town = town();
    // No mail server: letters are files, and asking twice writes nothing twice.
    let waiting = || {
        town.ask("turn notify --url https://sekisho.city.example").done();
        parts(&mails(&town))
    };
    let asked = [
        "turn approve P-0001 O-2",
        "turn approve P-0001 O-3",
        "turn approve P-0002 O-2",
        "turn approve P-0002 O-3",
    ];
    assert_eq!(waiting(), set(asked));
    let written = mails(&town);
    town.ask("turn notify --url https://other.city.example").done();
    assert_eq!(mails(&town), written);
    let letter = written.iter().find(|name| name.contains("P-0001")).unwrap();
    let letter = std::fs::read_to_string(town.file("record/mail").join(letter)).unwrap();
    assert!(letter.contains("To: o-2@city.example\r\n"), "{letter}");
    // One of two: the other's letter is there already, the requester hears nothing yet.
    town.run("permit approve P-0001", "O-2").done();
    assert_eq!(waiting(), set(asked));
    town.run("permit approve P-0001", "O-3").done();
    town.run("permit send-back P-0002 --reason 違う", "O-2").done();
    let ended = ["ended P-0001 approved O-4", "ended P-0002 sent_back O-4"];
    let both: BTreeSet<String> = asked.iter().chain(&ended).map(|name| (*name).to_owned()).collect();
    assert_eq!(waiting(), both);
    // Asked again without a change: it is the approvers' turn once more, and they are told once more.
    let before = mails(&town).len();
    let line = "permit amend P-0002 --return-by 2026-06-21T20:00";
    town.run(line, "O-4").done();
    assert_eq!(waiting(), both);
    assert_eq!(mails(&town).len(), before + 2);
    // Taken back by another: told. Withdrawn by oneself: not.
    town.run("permit revoke P-0001 --reason 取消し", "O-3").done();
    town.run("permit withdraw P-0002", "O-4").done();
    assert!(waiting().contains("ended P-0001 revoked O-4"));
    assert!(!waiting().iter().any(|name| name.contains("withdrawn")));
    // A person without an address gets no letter, and is told where people look.
    let said = town.ask("turn notify --json").done();
    assert!(said.list("mails").iter().all(|mail| mail["fate"] == "before"), "{:?}", said.list("mails"));
    let site = Site::of(&town, &[]);
    let (mut without, _) = Browser::signed_in(&site, &town, "C-1");
    let (mut with, _) = Browser::signed_in(&site, &town, "O-4");
    assert!(without.get("/").ok().body.contains("no mail address"));
    assert!(!with.get("/").ok().body.contains("no mail address"));
}

#[test]
fn whoever_is_waited_for_is_told_once_over_restarts_and_a_dead_server() {
    let town = town();
    // Nobody answers at this port any more.
    let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    with_mail(&town, dead);
    let site = Site::of(&town, &[]);
    let (mut browser, acting) = Browser::signed_in(&site, &town, "O-2");
    let log = || std::fs::read_to_string(town.file("server.log")).unwrap();
    while !log().contains("mail-not-sent") {
        std::thread::park_timeout(Duration::from_millis(50));
    }
    // The record goes on all the same.
    let before = entries(&site);
    let place = browser.draft("permit approve", &[("permit", "P-0001")]).place();
    let asked = Asked::on(&browser.get(&place).ok());
    browser.send(&place, &asked.by(&acting)).place();
    assert!(entries(&site) > before);
    drop(site);
    // The next server finds a mail server that lives.
    let letterbox = Letterbox::open();
    with_mail(&town, letterbox.port);
    let site = Site::of(&town, &[]);
    // O-2 has approved P-0001 and is not waited for any more; the letter of then is not sent.
    let told: BTreeSet<(String, String)> = (0..3).map(|_| letterbox.next("turn.")).collect();
    let told: Vec<String> =
        told.iter().map(|(name, to)| format!("{} {to}", name.split('.').nth(2).unwrap())).collect();
    assert_eq!(told, ["P-0001 o-3@city.example", "P-0002 o-2@city.example", "P-0002 o-3@city.example"]);
    is_marked(&town, "turn.approve.P-0002.");
    letterbox.is_silent();
    drop(site);
    let site = Site::of(&town, &[]);
    letterbox.is_silent();
    // While it runs: the last approval, and the requester hears of it within seconds.
    town.run("permit approve P-0001", "O-3").done();
    let (name, to) = letterbox.next("ended.");
    assert!(name.starts_with("ended.P-0001.approved.") && to == "o-4@city.example", "{name} {to}");
    letterbox.is_silent();
    drop(site);
}
