//! Somebody lost their passkey: two administrators, or the older key, let a new one count.

use sekisho_proof::sshsig::PublicKey;

use super::{Asked, Browser, Site, town};
use crate::drive::Town;

/// Names the key of a person's file.
fn file_key(town: &Town, person: &str) -> String {
    let line = std::fs::read_to_string(town.file(&format!("{person}.key.pub"))).unwrap();
    PublicKey::from_openssh(line.trim()).unwrap().fingerprint()
}

fn status(town: &Town, key: &str) -> String {
    let list = town.ask("key list --json").done().list("");
    let row = list.iter().find(|row| row["key"] == key).unwrap();
    row["status"].as_str().unwrap().to_owned()
}

/// The day after, when nobody's key is new any more, with a request that waits.
fn day_after() -> Town {
    let town = town();
    town.at("2026-06-22T13:00");
    town.run("medium add USB-3 --product Hako --serial SN-3 --home CAB-1", "O-3").done();
    let line = "permit request --purpose 渡す --data residents:code:3 --people 3 --declared Hako --carrier O-4 --carrier C-1 \
                --receiver C-1 --eraser C-1 --medium USB-3 --site SITE --return-by 2026-06-22T20:00";
    town.run(line, "O-4").done();
    town
}

#[test]
fn a_lost_passkey_comes_back_with_two_administrators_on_the_pages() {
    let town = day_after();
    town.run("person role O-3 administrator", "O-1").done();
    let site = Site::of(&town, &[]);
    let (mut first, _) = Browser::signed_in(&site, &town, "O-1");
    let (mut second, agreeing) = Browser::signed_in(&site, &town, "O-3");
    // The first second signature begins it: from now on everybody needs two.
    let old = file_key(&town, "O-2");
    town.run(&format!("key second O-2 {old}"), "O-1").refused_with(["R-SOD"]);
    town.run(&format!("key second O-2 {old}"), "O-3").done();
    town.run(&format!("key revoke O-2 {old}"), "O-1").done();
    let acting = site.enrolled(&town, "O-2");
    let key = acting.public().fingerprint();
    assert_eq!(status(&town, &key), "unseconded");
    // It signs nothing, and lets nobody in.
    let mut owner = Browser::new(&site);
    let looking = site.looking("O-2");
    let place = owner.bring_key("O-2", &looking).place();
    let asked = Asked::on(&owner.get(&place).ok());
    owner.send(&place, &asked.by(&acting)).no(403, "page-key-unknown");
    // It is the other administrator's turn, and nobody else's: on the page, and by mail.
    let turn = "/acts/key/second?person=O-2&amp;fingerprint=";
    assert!(!first.get("/").ok().body.contains(turn));
    assert!(second.get("/").ok().body.contains(turn));
    town.ask("turn notify").done();
    let mails = std::fs::read_dir(town.file("record/mail")).unwrap();
    let mails: Vec<String> = mails.map(|mail| mail.unwrap().file_name().into_string().unwrap()).collect();
    let told: Vec<&String> = mails.iter().filter(|name| name.starts_with("turn.second.O-2.")).collect();
    assert!(told.len() == 1 && told[0].ends_with(".O-3.eml"), "{told:?}");
    town.run(&format!("key second O-2 {key}"), "O-1").refused_with(["R-SOD"]);
    let pairs = [("person", "O-2"), ("fingerprint", key.as_str())];
    second.get(&format!("/acts/key/second?person=O-2&fingerprint={}", key.replace('+', "%2B"))).ok();
    let place = second.draft("key second", &pairs).place();
    let page = second.get(&place).ok();
    let asked = Asked::on(&page);
    assert!(asked.text.contains("fact: enrolled-by O-1"), "{}", asked.text);
    second.send(&place, &asked.by(&agreeing)).place();
    assert!(!second.get("/").ok().body.contains(turn));
    // It lets its owner in, and rests for a day before it approves.
    assert_eq!(status(&town, &key), "resting");
    owner.make_key("O-2", &acting, &looking);
    assert_eq!(owner.come_in("O-2", &looking).place(), "/");
    let drafted = owner.draft("permit approve", &[("permit", "P-0003")]);
    assert!(drafted.body.contains("R-ACCOUNT"), "{}", drafted.body);
    drop(site);
    town.at("2026-06-23T13:01");
    assert_eq!(status(&town, &key), "in-use");
}

#[test]
fn whoever_still_has_the_older_key_speaks_for_the_new_one_and_the_new_one_not_for_itself() {
    let town = day_after();
    // Only one administrator: the security manager is the second.
    let old = file_key(&town, "O-4");
    town.run(&format!("key second O-4 {old}"), "O-3").done();
    std::fs::rename(town.file("O-4.key"), town.file("O-4.old")).unwrap();
    std::fs::rename(town.file("O-4.key.pub"), town.file("O-4.old.pub")).unwrap();
    town.give_key("O-4");
    let new = file_key(&town, "O-4");
    assert_eq!(status(&town, &new), "unseconded");
    let itself = town.run(&format!("key second O-4 {new}"), "O-4");
    assert_ne!(itself.spoken.exit, sekisho::exit::Exit::Done);
    assert_eq!(status(&town, &new), "unseconded");
    let older = town.file("O-4.old").display().to_string();
    town.ask(&format!("key second O-4 {new} --as O-4 --key {older}")).done();
    assert_eq!(status(&town, &new), "in-use");
    town.run("permit withdraw P-0003", "O-4").done();
    town.ask("verify").done();
}

#[test]
fn a_contractors_person_speaks_for_their_own_new_key_on_a_page() {
    let town = day_after();
    let site = Site::of(&town, &[]);
    let (mut person, acting) = Browser::signed_in(&site, &town, "C-1");
    town.run(&format!("key second O-4 {}", file_key(&town, "O-4")), "O-3").done();
    std::fs::rename(town.file("C-1.key"), town.file("C-1.old")).unwrap();
    std::fs::rename(town.file("C-1.key.pub"), town.file("C-1.old.pub")).unwrap();
    town.give_key("C-1");
    let new = file_key(&town, "C-1");
    assert_eq!(status(&town, &new), "unseconded");
    let place = person.draft("key second", &[("person", "C-1"), ("fingerprint", &new)]).place();
    let asked = Asked::on(&person.get(&place).ok());
    person.send(&place, &asked.by(&acting)).place();
    assert_eq!(status(&town, &new), "in-use");
    // Of somebody else's key nothing is told.
    person.draft("key second", &[("person", "O-4"), ("fingerprint", &new)]).no(404, "server-no-such");
}
