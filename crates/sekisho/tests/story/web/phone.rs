//! An act that stands on a desk's page is signed on a phone: what the address in the picture is worth, and to whom.

use super::{Asked, Browser, Site, entries, town};

#[test]
fn the_address_for_the_phone_shows_and_only_the_persons_own_passkey_signs_and_once() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut desk, acting) = Browser::signed_in(&site, &town, "O-2");
    let (_, colleague) = Browser::signed_in(&site, &town, "O-3");
    let place = desk.draft("permit approve", &[("permit", "P-0001")]).place();
    let page = desk.get(&place).ok();
    let place = place.split('?').next().unwrap().to_owned();
    assert!(page.body.contains("<svg") && page.body.contains("role=\"img\" aria-label="), "{}", page.body);
    assert!(page.header("refresh").is_none());
    // A thief has the address, and neither session nor passkey: they read, and that is all.
    let before = entries(&site);
    let link = format!("{place}?on=phone&lang=en");
    let mut thief = Browser::new(&site);
    let shown = thief.get(&link).ok();
    assert!(!shown.body.contains("<svg"), "{}", shown.body);
    let asked = Asked::on(&shown);
    for passkey in [&colleague, &site.acting("thief"), &site.looking("O-2")] {
        thief.send(&link, &asked.by(passkey)).no(403, "page-key-unknown");
    }
    let away = place.replace(place.rsplit('/').next().unwrap(), "AAAA");
    thief.get(&away).no(410, "page-errand-gone");
    // The desk waits: it looks again by itself, and looking does nothing.
    let waiting = desk.get(&format!("{place}?on=desk")).ok();
    assert!(waiting.header("refresh").is_some() && waiting.body.contains("<svg"));
    assert!(!waiting.body.contains("<form class=\"sign\""), "{}", waiting.body);
    assert_eq!(entries(&site), before);
    // The phone signs, and is told on the page where it signed: nobody is signed in there.
    let mut phone = Browser::new(&site);
    let asked = Asked::on(&phone.get(&link).ok());
    let pairs = asked.by(&acting);
    let there = phone.send(&link, &pairs).place();
    assert_eq!(format!("http://{}{there}", site.sign()), format!("{place}?lang=en"));
    assert_eq!(entries(&site), before + 1);
    let told = phone.get(&place).ok();
    assert!(told.body.contains("stands in the record") && told.header("refresh").is_none(), "{}", told.body);
    // So is the desk, when it looks again; and nothing is signed there any more.
    let told = desk.get(&format!("{place}?on=desk")).ok();
    assert!(told.body.contains("/permits/P-0001?record=") && told.header("refresh").is_none());
    phone.send(&link, &pairs).no(410, "page-errand-gone");
    desk.send(&place, &pairs).no(410, "page-errand-gone");
    assert_eq!(entries(&site), before + 1);
}
