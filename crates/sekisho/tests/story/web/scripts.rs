//! Script in every text that somebody can write, on every page that shows it.

use super::{Browser, Site, form, town};

const SCRIPT: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)><b id=x>&lt;i&gt;";

#[test]
fn what_people_write_is_shown_as_text() {
    let town = town();
    let text = format!("'{SCRIPT}'");
    for (line, person) in [
        (format!("org add EVIL --name {text}"), "O-1"),
        (format!("person add E-1 --name {text} --employer EVIL"), "O-1"),
        (format!("place add EPLACE --name {text} --kind site --party EVIL"), "O-1"),
        (format!("medium add USB-9 --product {text} --serial {text} --home CAB-1"), "O-3"),
        (
            format!(
                "permit request --purpose {text} --data residents:code:3 --people 3 --declared {text} --carrier O-4 \
                 --carrier E-1 --receiver E-1 --eraser E-1 --medium USB-9 --site EPLACE --route {text} \
                 --return-by 2026-06-21T20:00"
            ),
            "O-4",
        ),
        (format!("permit send-back P-0003 --reason {text}"), "O-2"),
    ] {
        town.run(&line, person).done();
    }
    let site = Site::of(&town, &[]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "O-1");
    let mut shown = 0;
    let mut safe = |place: &str, page: super::Answer| {
        let body = &page.body;
        for bad in ["<script>alert", "<img src=x", "<b id=x", "\"><"] {
            assert!(bad == "\"><" || !body.contains(bad), "{place}: {bad}");
        }
        // Outside of quotes the mark that ends a value is never there unescaped.
        assert!(!body.contains("alert(1)</script>"), "{place}");
        shown += body.matches("&lt;script&gt;alert(1)").count();
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{place}: {policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{place}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{place}");
    };
    let index = browser.get("/acts").ok().body;
    let mut places: Vec<String> =
        index.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    places.retain(|place| place.starts_with("/acts/") || place.starts_with("/looks/"));
    assert!(places.len() > 50, "{places:?}");
    places.extend(
        [
            "/",
            "/invite",
            "/permits/P-0003",
            "/looks/permit/show?permit=P-0003",
            "/looks/medium/show?id=USB-9",
        ]
        .map(str::to_owned),
    );
    places.extend(["/looks/permit/check?permit=P-0003", "/looks/log/show?index=30"].map(str::to_owned));
    for place in &places {
        safe(place, browser.get(place));
    }
    // What comes back at once.
    let echoed = form(&[
        ("q", SCRIPT),
        ("permit", SCRIPT),
        ("sort", SCRIPT),
        ("record", SCRIPT),
        ("to", SCRIPT),
        ("person", SCRIPT),
    ]);
    for place in [
        "/",
        "/permits/P-0003",
        "/looks/permit/list",
        "/acts/permit/approve",
        "/sign-in",
        "/sign-in/new",
        "/setup",
        "/nothing",
    ] {
        safe(place, browser.get(&format!("{place}?{echoed}")));
    }
    for verb in ["permit send-back", "place add", "permit request", "person add"] {
        safe(
            verb,
            browser.draft(
                verb,
                &[
                    ("permit", "P-0003"),
                    ("reason", SCRIPT),
                    ("id", SCRIPT),
                    ("name", SCRIPT),
                    ("purpose", SCRIPT),
                ],
            ),
        );
    }
    // Where it is signed, with the card.
    let (mut asker, _) = Browser::signed_in(&site, &town, "O-4");
    let place = asker.draft("permit withdraw", &[("permit", "P-0003")]).place();
    safe(&place, asker.get(&place).ok());
    assert!(shown > 20, "{shown}");
    // A table that is taken home is no page, and none of its cells a formula.
    let file = browser.get("/looks/medium/list?as=csv").ok();
    assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
    assert!(file.header("content-type").unwrap().starts_with("text/csv"));
}
