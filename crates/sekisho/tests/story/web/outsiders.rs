//! A contractor's person who is signed in, and looks for what is somebody else's.

use super::{Answer, Asked, Browser, Site, town};

/// What a page says, without what differs between two requests for the same.
fn told(answer: &Answer, asked: &str) -> (u16, String) {
    let operation = answer.header("sekisho-operation").unwrap();
    let escaped: String = asked.replace('/', "%2F");
    (answer.status, answer.body.replace(operation, "").replace(&escaped, "").replace(asked, ""))
}

#[test]
fn what_belongs_to_others_looks_like_what_is_not_there() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "C-1");
    let (foreign, none) = ("/permits/P-0001", "/permits/P-0999");
    assert_eq!(told(&browser.get(foreign), foreign), told(&browser.get(none), none));
    browser.get(foreign).no(404, "server-no-such");
    browser.get("/permits/P-0002").ok();
    // The registers of the whole office are no place of theirs; what is theirs has a page of its own.
    for register in ["/media", "/chain", "/people", "/looks/permit/list", "/looks/permit/list?as=csv"] {
        assert_eq!(browser.get(register).place(), "/company", "{register}");
    }
    for place in ["permit/show?permit=P-0002", "person/list", "log/list", "log/show?index=3", "medium/list"] {
        for form in ["", "as=csv", "as=xlsx", "q=X-1"] {
            let joint = if place.contains('?') { '&' } else { '?' };
            browser.get(&format!("/looks/{place}{joint}{form}")).no(404, "server-no-such");
        }
    }
    // Every act that names a permit answers alike for another's permit and for none.
    for verb in [
        "custody hand",
        "custody receive",
        "erase copy",
        "erase report",
        "lost",
        "permit amend",
        "permit approve",
        "permit close",
        "permit freeze",
        "permit rewrap",
        "permit send-back",
        "permit step",
        "permit withdraw",
    ] {
        let mut ask = |permit: &str| {
            let pairs = [
                ("permit", permit),
                ("reason", "x"),
                ("medium", "USB-1"),
                ("to", "X-1"),
                ("step", "1"),
                ("copy", "A"),
            ];
            let answer = browser.draft(verb, &pairs);
            (answer.status, answer.code())
        };
        let wanted = (404, "server-no-such".to_owned());
        assert_eq!((ask("P-0001"), ask("P-0999")), (wanted.clone(), wanted), "{verb}");
    }
    // Nor does anything else that would be filled out of the record.
    for (verb, pairs) in [
        ("permit request", vec![("like", "P-0001")]),
        ("permit request", vec![("like", "P-0002"), ("carrier", "X-1"), ("purpose", "x")]),
        ("person confirm", vec![("id", "X-1")]),
        ("person confirm", vec![("id", "O-1")]),
        ("key confirm", vec![("person", "X-1"), ("fingerprint", "SHA256:x")]),
        ("order place", vec![("id", "R-1"), ("contract", "K-1"), ("of", "OTHER"), ("work", "W-1")]),
        ("lost", vec![("medium", "USB-1")]),
        ("lost", vec![("medium", "USB-999")]),
        ("person add", vec![("id", "X-9"), ("name", "x"), ("employer", "OTHER")]),
        ("key revoke", vec![("person", "X-1"), ("fingerprint", "SHA256:x")]),
        ("medium show", vec![("id", "USB-1")]),
    ] {
        browser.draft(verb, &pairs).no(404, "server-no-such");
    }
    assert_eq!(browser.get("/invite").status, 403);
    let csrf = browser.csrf();
    browser.post("/invite", &[("csrf", &csrf), ("person", "X-1")]).no(403, "page-invite-no");
    browser.post("/invite/X-1", &[("csrf", &csrf)]).no(403, "page-invite-no");
    // The pages that are theirs name nobody else, though the other permit is for the same data at the same place.
    for place in [
        "/",
        "/company",
        "/permits/P-0002",
        "/acts",
        "/acts/custody/hand?permit=P-0001",
        "/acts/permit/approve",
    ] {
        let page = browser.get(place).ok().body;
        for word in ["X-1", "余所", "OTHER"] {
            assert!(!page.contains(word), "{place}: {word}");
        }
        // A form names numbers as examples.
        assert!(place.starts_with("/acts") || !page.contains("P-0001"), "{place}");
    }
    // An officer is shown the difference to the other permit.
    let (mut officer, _) = Browser::signed_in(&site, &town, "O-2");
    assert!(officer.get("/permits/P-0002").ok().body.contains("余所"));
}

#[test]
fn a_representative_sees_their_people_and_the_tiers_below_and_signs_their_own_check() {
    let town = town();
    town.run("org add SUB --name 二次S社 --above PRIME", "O-1").done();
    town.run("person add S-1 --name '下請 花子' --employer SUB", "O-1").done();
    town.run("person add C-2 --name '同僚 二郎' --employer PRIME", "O-1").done();
    town.give_key("C-2");
    town.run("person role C-1 employer_representative", "O-1").done();
    town.run("medium add USB-3 --product Hako --serial SN-3 --home CAB-1", "O-3").done();
    let line = "permit request --purpose 下請に渡す --data residents:code:3 --people 3 --declared Hako --carrier O-4 \
                --carrier S-1 --receiver S-1 --eraser S-1 --medium USB-3 --site SITE --return-by 2026-06-21T20:00";
    town.run(line, "O-4").done();
    for org in ["PRIME", "OTHER"] {
        town.run(&format!("weekly begin {org}"), "O-3").done();
    }
    let site = Site::of(&town, &[]);
    let (mut head, acting) = Browser::signed_in(&site, &town, "C-1");
    let page = head.get("/company").ok().body;
    for word in ["P-0002", "P-0003", "S-1 下請 花子", "二次S社"] {
        assert!(page.contains(word), "{word}: {page}");
    }
    for word in ["P-0001", "余所", "OTHER"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(head.get("/permits/P-0003").ok().body.contains("S-1"));
    head.get("/permits/P-0001").no(404, "server-no-such");
    // Their own check is theirs to sign, and nobody else's.
    let sheet = head.get("/acts/weekly/sign?org=PRIME").ok().body;
    assert!(sheet.contains("C-2 同僚 二郎") && sheet.contains("answer:person/C-1"), "{sheet}");
    head.get("/acts/weekly/sign?org=OTHER").no(404, "server-no-such");
    head.get("/acts/weekly/sign?org=NONE").no(404, "server-no-such");
    let half = [("org", "PRIME"), ("answer:person/C-1", "yes")];
    let refused = head.draft("weekly sign", &half);
    assert!(refused.status == 409 && refused.body.contains("person/C-2"), "{}", refused.body);
    let whole = [("org", "PRIME"), ("answer:person/C-1", "yes"), ("answer:person/C-2", "no")];
    let place = head.draft("weekly sign", &whole).place();
    let asked = Asked::on(&head.get(&place).ok());
    head.send(&place, &asked.by(&acting)).place();
    let signed = town.ask("weekly list").done().list("");
    assert_eq!(signed[1]["last"]["differs"][0], "person/C-2", "{signed:?}");
    // A colleague without that role sees what names them, and no more.
    let (mut other, _) = Browser::signed_in(&site, &town, "C-2");
    let page = other.get("/company").ok().body;
    assert!(!page.contains("P-000") && !page.contains("S-1"), "{page}");
    other.get("/permits/P-0003").no(404, "server-no-such");
}

#[test]
fn problems_and_back_addresses_lead_nowhere_else() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "C-1");
    for bad in [
        "https:%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%09%2Fevil.example",
        "%2F%0A%2Fevil.example",
        "%2F%5Cevil.example",
    ] {
        assert_eq!(browser.get(&format!("/sign-in?to={bad}")).place(), "/", "{bad}");
        assert_eq!(browser.get(&format!("/language?to=ja&back={bad}")).place(), "/", "{bad}");
    }
    // No header is written by what stands in an address.
    let answer = browser.get("/language?to=ja&back=%2F%0D%0ASet-Cookie:%20sekisho=x");
    assert_eq!((answer.place().as_str(), answer.head.matches("sekisho=x").count()), ("/", 0));
    assert_eq!(browser.get("/sign-in?to=%2Fpermits%2FP-0002").place(), "/permits/P-0002");
    // Nobody's words appear as ours.
    let page = browser.get("/?record=7%20as%20ordered%20by%20the%20mayor").ok();
    assert!(!page.body.contains("class=\"notice\"") && !page.body.contains("7 as ordered"));
    assert!(browser.get("/?record=7").ok().body.contains("class=\"notice\""));
}
