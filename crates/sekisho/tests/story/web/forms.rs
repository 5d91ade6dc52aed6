//! Forms that somebody else's page sends, or that carry what is no value.

use super::{Browser, Site, town};

#[test]
fn a_form_counts_only_from_its_own_page_with_the_token_of_its_own_session() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "O-4");
    let (mut other, _) = Browser::signed_in(&site, &town, "O-2");
    let (csrf, foreign) = (browser.csrf(), other.csrf());
    assert_ne!(csrf, foreign);
    let place = "/acts/permit/withdraw";
    let (look, sign) = (format!("http://{}", site.look()), format!("http://{}", site.sign()));
    let own = format!("Origin: {look}\r\n");
    for token in [None, Some(""), Some("A"), Some(foreign.as_str())] {
        let mut pairs = vec![("permit", "P-0002")];
        pairs.extend(token.map(|token| ("csrf", token)));
        browser.post_from(&own, place, &pairs).no(403, "page-form-foreign");
    }
    let pairs = [("csrf", csrf.as_str()), ("permit", "P-0002")];
    for lines in [
        String::new(),
        "Origin: null\r\n".to_owned(),
        "Origin: http://evil.example\r\n".to_owned(),
        format!("Origin: {sign}\r\n"),
        format!("Origin: {look}.evil.example\r\n"),
        format!("Origin: {}\r\n", look.replace("http:", "https:")),
        format!("Referer: {look}/\r\n"),
        format!("{own}Origin: http://evil.example\r\n"),
        format!("Origin: http://evil.example\r\n{own}"),
    ] {
        browser.post_from(&lines, place, &pairs).no(403, "page-form-foreign");
        browser.post_from(&lines, "/sign-out", &pairs).no(403, "page-form-foreign");
    }
    // Signing in at somebody else's word is no way in either.
    let looking = site.looking("O-2");
    let login = other.sign_in_form_of_nobody("O-2", &looking);
    let login: Vec<(&str, &str)> = login.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Browser::new(&site)
        .post_from("Origin: http://evil.example\r\n", "/sign-in", &login)
        .no(403, "page-form-foreign");
    // With everything right it goes on to where it is signed, and the form was no act before.
    let place = browser.post_from(&own, place, &pairs).place();
    assert!(place.starts_with(&format!("{sign}/sign/")), "{place}");
}

impl Browser<'_> {
    /// The sign-in page as a browser gets it in which nobody is signed in.
    fn sign_in_form_of_nobody(
        &mut self,
        person: &str,
        looking: &sekisho_proof::testkit::SoftPasskey,
    ) -> Vec<(&'static str, String)> {
        Browser::new(self.site).sign_in_form(person, looking)
    }
}

#[test]
fn no_value_is_a_flag_a_path_or_another_verb() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "O-4");
    let key = town.file("O-1.key").display().to_string();
    let out = town.file("stolen").display().to_string();
    // Who signs, with what, where and when is no field, whatever a form says.
    let more = [
        ("actor", "O-1"),
        ("as", "O-1"),
        ("key", &key),
        ("prepare", &out),
        ("dir", "/"),
        ("at", "2030-01-01"),
    ];
    let mut pairs = vec![("permit", "P-0002"), ("receipt", out.as_str())];
    pairs.extend(more);
    let place = browser.draft("permit withdraw", &pairs).place();
    assert!(browser.get(&place).ok().body.contains("You sign as O-4."));
    assert!(!town.file("stolen").exists());
    for value in [
        "--as=O-1",
        "-h",
        "--help",
        "--prepare=/tmp/x",
        "P-0002 --as O-1",
        "P-0002\r\n--as=O-1",
        "P-0002\n--as=O-1",
        "../../P-0002",
        "P-0002\0",
        "@/etc/passwd",
        "",
    ] {
        let answer = browser.draft("permit withdraw", &[("permit", value)]);
        assert!([404, 422].contains(&answer.status), "{value:?}: {} {}", answer.status, answer.body);
        assert!(!answer.body.contains("root:"), "{value:?}");
    }
    let answer =
        browser.draft("permit send-back", &[("permit", "P-0002"), ("reason", "--as=O-1\r\n--key=x")]);
    assert!([303, 409].contains(&answer.status), "{}", answer.body);
    // What is not offered is not there, by whatever name.
    for verb in [
        "serve",
        "vault init",
        "policy adopt",
        "key enroll",
        "init",
        "act submit",
        "permit export",
        "list ask",
    ] {
        browser.draft(verb, &[]).no(404, "server-no-such");
        let place = format!("/looks/{}", verb.replace(' ', "/"));
        assert_eq!(browser.get(&place).status, 404, "{place}");
    }
}

#[test]
fn forms_that_are_too_large_are_not_read() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "O-4");
    let long = "x".repeat(300 << 10);
    browser.draft("permit withdraw", &[("permit", &long)]).no(413, "server-body-too-large");
    let lines = "O-4\n".repeat(2500);
    browser.draft("custody hand", &[("permit", "P-0002"), ("to", &lines)]).no(400, "page-form-unread");
    let many = vec![("to", "O-4"); 2500];
    browser.draft("custody hand", &many).no(400, "page-form-unread");
    // A name of a hundred thousand letters is refused in words.
    let name = "關".repeat(60_000);
    let answer = browser.draft("place add", &[("id", "A"), ("name", &name)]);
    assert!([413, 422].contains(&answer.status), "{}", answer.status);
    // Far more than one person has waiting: the newest are there, and the ones of others as well.
    let (mut other, _) = Browser::signed_in(&site, &town, "O-2");
    let csrf = other.csrf();
    let approve = [("csrf", csrf.as_str()), ("permit", "P-0001"), ("anyway", "on")];
    let kept = other.post("/acts/permit/approve", &approve).place();
    let csrf = browser.csrf();
    let pairs = [("csrf", csrf.as_str()), ("permit", "P-0002")];
    let first = browser.post("/acts/permit/withdraw", &pairs).place();
    let last = (0..64).map(|_| browser.post("/acts/permit/withdraw", &pairs).place()).last().unwrap();
    browser.get(&first).no(410, "page-errand-gone");
    browser.get(&last).ok();
    other.get(&kept).ok();
}
