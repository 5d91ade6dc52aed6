//! Keys and sessions: whose key is taken, how often, and when a session ends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Asked, Browser, Site, between, town};

#[test]
fn whoever_is_talked_into_vouching_for_another_browsers_key_vouches_in_vain() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut victim, acting) = Browser::signed_in(&site, &town, "O-1");
    let (mut attacker, stolen) = (Browser::new(&site), site.looking("attacker"));
    let link = attacker.bring_key("O-1", &stolen).place();
    // The victim follows the link and touches the key.
    let asked = Asked::on(&victim.get(&link).ok());
    let ready = victim.send(&link, &asked.by(&acting)).place();
    victim.get(&ready).no(403, "page-other-browser");
    assert_eq!(attacker.come_in("O-1", &stolen).status, 403);
    // The attacker knows neither the address to which the victim was sent, nor may they sign themselves.
    let own = attacker.bring_key("O-1", &stolen).place();
    let asked = Asked::on(&attacker.get(&own).ok());
    attacker.send(&own, &asked.by(&site.acting("attacker"))).no(403, "page-key-unknown");
    // Whether a person is known is told to nobody.
    let unknown = attacker.bring_key("O-99", &stolen).place();
    let asked = Asked::on(&attacker.get(&unknown).ok());
    attacker.send(&unknown, &asked.by(&stolen)).no(403, "page-key-unknown");
    // A person who vouches for the key of another takes it away from nobody.
    let (mut other, others) = Browser::signed_in(&site, &town, "C-1");
    other.make_key("C-1", &others, &site.looking("O-1"));
    assert_eq!(Browser::new(&site).come_in("O-1", &site.looking("O-1")).place(), "/");
}

#[test]
fn a_session_ends_with_the_word_the_key_and_the_person() {
    let town = town();
    let site = Site::of(&town, &[]);
    // A cookie that somebody else put there is worth nothing, before and after.
    let acting = site.enrolled(&town, "O-2");
    let mut browser = Browser::new(&site);
    let place = (site.look(), "sekisho".to_owned());
    browser.cookies.insert(place.clone(), "AAAA".to_owned());
    browser.make_key("O-2", &acting, &site.looking("O-2"));
    assert_eq!(browser.come_in("O-2", &site.looking("O-2")).place(), "/");
    let first = browser.cookies[&place].clone();
    assert!(first.len() > 40 && first != "AAAA");
    // Another sign-in in the same browser: the first cookie is dead.
    let mut pairs = Browser::new(&site).sign_in_form("O-2", &site.looking("O-2"));
    pairs.retain(|(name, _)| *name != "to");
    browser.send("/sign-in", &pairs).place();
    let second = browser.cookies[&place].clone();
    assert_ne!(first, second);
    let mut thief = Browser::new(&site);
    thief.cookies.insert(place.clone(), first);
    assert!(thief.get("/").place().starts_with("/sign-in"));
    thief.cookies.insert(place.clone(), "AAAA".to_owned());
    assert!(thief.get("/").place().starts_with("/sign-in"));
    // Signed out: the cookie that a thief copied is dead as well.
    let csrf = browser.csrf();
    browser.post("/sign-out", &[("csrf", &csrf)]).place();
    assert!(!browser.cookies.contains_key(&place));
    thief.cookies.insert(place.clone(), second);
    assert!(thief.get("/").place().starts_with("/sign-in"));
    // The key that vouched is revoked at the command line: inside at once, and at the door.
    browser.come_in("O-2", &site.looking("O-2")).place();
    browser.get("/").ok();
    let fingerprint = acting.public().fingerprint();
    town.run(&format!("key revoke O-2 {fingerprint}"), "O-1").done();
    assert!(browser.get("/permits/P-0001").place().starts_with("/sign-in?to=%2Fpermits"));
    assert_eq!(Browser::new(&site).come_in("O-2", &site.looking("O-2")).status, 403);
    // A person who leaves.
    let (mut leaver, _) = Browser::signed_in(&site, &town, "X-1");
    leaver.get("/").ok();
    town.run("person leave X-1", "O-1").done();
    assert!(leaver.get("/").place().starts_with("/sign-in"));
    assert_eq!(Browser::new(&site).come_in("X-1", &site.looking("X-1")).status, 403);
}

/// Invites a person; gives the link.
fn invited(browser: &mut Browser<'_>, person: &str) -> String {
    let csrf = browser.csrf();
    let page = browser.post("/invite", &[("csrf", &csrf), ("person", person)]).ok();
    between(&page.body, "<p><a href=\"", "\"").unwrap()
}

/// Brings a key to an invitation; gives where its owner goes afterwards.
fn brought(site: &Site, link: &str, name: &str) -> Result<String, u16> {
    let mut browser = Browser::new(site);
    let passkey = site.acting(name);
    let public = URL_SAFE_NO_PAD.encode(passkey.spki());
    let answer = browser.post(link, &[("public", &public)]);
    if answer.status != 303 {
        return Err(answer.status);
    }
    let place = answer.place();
    let asked = Asked::on(&browser.get(&place).ok());
    let answer = browser.send(&place, &asked.by(&passkey));
    if answer.status == 303 { Ok(answer.place()) } else { Err(answer.status) }
}

#[test]
fn an_invitation_is_good_once_in_its_time_for_the_key_that_was_looked_at() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut admin, acting) = Browser::signed_in(&site, &town, "O-1");
    let link = invited(&mut admin, "O-4");
    let mut stranger = Browser::new(&site);
    let guessed = link.replace("/bring/", "/bring/A");
    stranger.get(&guessed).no(410, "page-invite-gone");
    // Two with the same link: the first one counts.
    assert!(brought(&site, &link, "first").unwrap().contains("brought=1"));
    assert_eq!(brought(&site, &link, "second"), Err(410));
    stranger.get(&link).no(410, "page-invite-gone");
    // The key was not the person's: it is thrown away, and whoever presses the old button enrolls nothing.
    let page = admin.get("/invite").ok().body;
    let key = between(&page, "name=\"key\" value=\"", "\"").unwrap();
    assert_eq!(key, site.acting("first").public().fingerprint());
    let next = invited(&mut admin, "O-4");
    let csrf = admin.csrf();
    admin.post("/invite/O-4", &[("csrf", &csrf), ("key", &key)]).no(404, "server-no-such");
    assert!(brought(&site, &next, "own").is_ok());
    admin.post("/invite/O-4", &[("csrf", &csrf), ("key", &key)]).no(404, "server-no-such");
    let own = site.acting("own").public().fingerprint();
    let place = admin.post("/invite/O-4", &[("csrf", &csrf), ("key", &own)]).place();
    let asked = Asked::on(&admin.get(&place).ok());
    admin.send(&place, &asked.by(&acting)).place();
    // Void by a newer one, and by time.
    let old = invited(&mut admin, "O-2");
    let new = invited(&mut admin, "O-2");
    stranger.get(&old).no(410, "page-invite-gone");
    stranger.get(&new).ok();
    drop(site);
    town.at("2026-06-25T13:00");
    let site = Site::of(&town, &[]);
    let late = new.replace(new.split('/').nth(2).unwrap(), &site.sign());
    Browser::new(&site).get(&late).no(410, "page-invite-gone");
}

#[test]
fn an_office_begins_once_and_only_with_the_code_of_the_terminal() {
    let town = town();
    let site = Site::of(&town, &[]);
    assert!(site.setup.is_none());
    let mut browser = Browser::new(&site);
    for place in ["/setup", "/setup?code=", "/setup?code=0123456789abcdef0123456789abcdef"] {
        browser.get(place).no(404, "page-setup-gone");
    }
    drop(site);
    std::fs::rename(town.file("record"), town.file("elsewhere")).unwrap();
    let site = Site::start(&town, &[]);
    let begin = site.setup.clone().unwrap();
    let path = begin.split_once(&site.look()).unwrap().1.to_owned();
    let mut browser = Browser::new(&site);
    browser.get(path.get(..path.len() - 1).unwrap()).no(404, "page-setup-gone");
    browser.get(&path).ok();
    let code = path.rsplit("code=").next().unwrap();
    let answers = [
        ("code", code),
        ("office", "市"),
        ("owner", "CITY"),
        ("name", "太郎"),
        ("person", "O-1"),
        ("mail", ""),
        ("closing", "18:00"),
    ];
    let wrong: Vec<_> =
        answers.iter().map(|(name, value)| (*name, if *name == "code" { "0" } else { *value })).collect();
    browser.post("/setup", &wrong).no(404, "page-setup-gone");
    // Two begin at the same time: the first signature counts.
    let places: Vec<String> = (0..2).map(|_| browser.post("/setup", &answers).place()).collect();
    let signing: Vec<(String, Asked, _)> = places
        .iter()
        .enumerate()
        .map(|(number, place)| {
            let passkey = site.acting(&format!("founder {number}"));
            let public = URL_SAFE_NO_PAD.encode(passkey.spki());
            let place = browser.post(place, &[("public", &public)]).place();
            let asked = Asked::on(&browser.get(&place).ok());
            (place, asked, passkey)
        })
        .collect();
    let [(first, asked, passkey), (second, later, other)] = &signing[..] else { panic!() };
    assert!(browser.send(first, &asked.by(passkey)).place().contains("/sign-in/new"));
    assert_eq!(browser.send(second, &later.by(other)).status, 403);
    browser.get(&path).no(404, "page-setup-gone");
    let log = std::fs::read_to_string(town.file("server.log")).unwrap();
    assert!(!log.contains(code), "the code is in the log");
}
