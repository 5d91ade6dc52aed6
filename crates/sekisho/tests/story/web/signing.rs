//! Signatures in the wrong place: for another purpose, text, page, key, or once more.

use sekisho_core::Command;
use sekisho_proof::act::ActStatement;
use sekisho_proof::sshsig::webauthn;
use sekisho_proof::testkit::SYNCED;
use sekisho_web::form::ActForm;

use super::{Asked, Browser, Site, entries, fields, town};

#[test]
fn only_the_right_key_over_the_right_text_on_the_right_page_acts_and_only_once() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut browser, acting) = Browser::signed_in(&site, &town, "O-2");
    let (_, colleague) = Browser::signed_in(&site, &town, "O-3");
    let place = browser.draft("permit approve", &[("permit", "P-0001")]).place();
    let asked = Asked::on(&browser.get(&place).ok());
    assert!(asked.text.contains("act: approve.permit") && asked.text.contains("person: O-2"));
    let other = browser.draft("permit approve", &[("permit", "P-0002")]).place();
    let elsewhere = Asked::on(&browser.get(&other).ok());
    let before = entries(&site);
    let changed = |change: &dyn Fn(&mut sekisho_proof::testkit::SoftPasskey)| {
        let mut passkey = site.acting("O-2");
        change(&mut passkey);
        asked.by(&passkey)
    };
    let attacks = [
        ("the key of signing in", asked.by(&site.looking("O-2"))),
        ("a sign-in over the statement", asked.by_as(&acting, "sign.in@sekisho.example")),
        ("another act's purpose", asked.by_as(&acting, "withdraw.permit@sekisho.example")),
        ("another statement", elsewhere.by(&acting)),
        ("a colleague's key", asked.by(&colleague)),
        ("a key that nobody knows", asked.by(&site.acting("nobody"))),
        ("inside another page", changed(&|key| key.tail = r#","crossOrigin":true}"#.to_owned())),
        ("on another page", changed(&|key| key.origin = "http://approve.evil.localhost".to_owned())),
        ("on the page of signing in", changed(&|key| key.origin = format!("http://{}", site.look()))),
        ("without a touch", changed(&|key| key.flags = 0x04)),
        ("without PIN or finger", changed(&|key| key.flags = 0x01)),
        ("a new key's answer", changed(&|key| key.flags |= 0x40)),
    ];
    for (what, pairs) in &attacks {
        let answer = browser.send(&place, pairs);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "page-key-unknown"),
            "{what}: {}",
            answer.body
        );
    }
    // A key that is copied to other devices is told so.
    let answer = browser.send(&place, &changed(&|key| key.flags |= SYNCED));
    answer.no(403, "key-synced");
    // Another host: what the authenticator says of where it is.
    let mut assertion = acting.get(&webauthn::challenge(&asked.namespace, asked.text.as_bytes()));
    if let Some(first) = assertion.authenticator_data.first_mut() {
        *first ^= 1;
    }
    browser.send(&place, &fields(&assertion)).no(403, "page-key-unknown");
    for broken in ["", "!!!", "AAAA"] {
        let mut pairs = asked.by(&acting);
        for (_, value) in &mut pairs {
            broken.clone_into(value);
        }
        let answer = browser.send(&place, &pairs);
        assert!([400, 403].contains(&answer.status), "{broken}: {}", answer.status);
    }
    assert_eq!(entries(&site), before);
    // The real one, and the same once more: here, and past the pages.
    let pairs = asked.by(&acting);
    let back = browser.send(&place, &pairs).place();
    assert!(back.contains("/permits/P-0001?record="), "{back}");
    assert_eq!(entries(&site), before + 1);
    browser.send(&place, &pairs).no(410, "page-errand-gone");
    browser.send(&other, &pairs).no(403, "page-key-unknown");
    let signature = acting.sign(&asked.namespace, asked.text.as_bytes()).unwrap();
    let again = ActForm { disclosures: Vec::new(), signature, statement: asked.text.clone() };
    let body = serde_json::to_string(&again).unwrap();
    let request = format!(
        "POST /api/v1/acts HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        site.look(),
        body.len()
    );
    assert!(site.raw(request.as_bytes()).ok().body.contains("\"repeated\":true"));
    assert_eq!(entries(&site), before + 1);
    let parsed = ActStatement::parse(&asked.text).unwrap();
    assert!(matches!(serde_json::from_str(&parsed.command), Ok(Command::Approve { .. })));
}

#[test]
fn what_acts_is_no_way_in_and_what_came_in_once_does_not_again() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut inside, acting) = Browser::signed_in(&site, &town, "O-2");
    let looking = site.looking("O-2");
    let act = inside.draft("permit approve", &[("permit", "P-0001")]).place();
    let statement = Asked::on(&inside.get(&act).ok());
    let no = |pairs: &[(&'static str, String)], what: &str| {
        let mut browser = Browser::new(&site);
        let answer = browser.send("/sign-in", pairs);
        assert_eq!(answer.status, 403, "{what}: {}", answer.body);
        assert!(browser.cookies.is_empty() && browser.get("/").place().starts_with("/sign-in"), "{what}");
    };
    let mut browser = Browser::new(&site);
    no(&browser.sign_in_form("O-2", &acting), "the key that acts");
    no(&browser.sign_in_form("O-3", &looking), "another person");
    no(&browser.sign_in_form("O-9", &looking), "nobody");
    no(&browser.sign_in_form("O-2", &site.looking("stranger")), "a key for which nobody vouched");
    let mut framed = site.looking("O-2");
    framed.tail = r#","crossOrigin":true}"#.to_owned();
    no(&browser.sign_in_form("O-2", &framed), "inside another page");
    let mut elsewhere = site.looking("O-2");
    elsewhere.origin = "http://evil.localhost".to_owned();
    no(&browser.sign_in_form("O-2", &elsewhere), "on another page");
    let mut pairs = browser.sign_in_form("O-2", &looking);
    for (name, value) in statement.by(&looking) {
        pairs.iter_mut().filter(|(given, _)| *given == name).for_each(|(_, old)| old.clone_from(&value));
    }
    no(&pairs, "the sign-in key over an act");
    let mut pairs = browser.sign_in_form("O-2", &looking);
    pairs.iter_mut().filter(|(name, _)| *name == "nonce").for_each(|(_, nonce)| nonce.push('A'));
    no(&pairs, "a question that was not asked");
    // Honest, and then the same once more.
    let pairs = browser.sign_in_form("O-2", &looking);
    let held = browser.sign_in_form("O-2", &looking);
    assert_eq!(browser.send("/sign-in", &pairs).place(), "/");
    no(&pairs, "the same answer again");
    // A question of before a restart is nobody's.
    drop(site);
    let site = Site::of(&town, &[]);
    assert_eq!(Browser::new(&site).send("/sign-in", &held).status, 403);
}
