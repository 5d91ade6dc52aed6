//! No address does anything because it is opened: a link in a mail is opened by scanners, previews and curious people.

use std::collections::BTreeSet;

use super::{Browser, Site, entries, town};

/// The files in which the routes stand.
const ROUTES: [&str; 2] = [
    include_str!("../../../../sekisho-web/src/page.rs"),
    include_str!("../../../../sekisho-web/src/router.rs"),
];

/// Lists the routes that take GET, as they stand in the code.
fn routes() -> Vec<String> {
    let mut found = Vec::new();
    let constants = [
        ("HEALTH", "/healthz"),
        ("METRICS", "/metrics"),
        ("OPENAPI", "/api/v1/openapi.json"),
        ("&format!(\"{LOOKS}/{{noun}}/{{verb}}\")", "/api/v1/looks/{noun}/{verb}"),
    ];
    for line in
        ROUTES.iter().flat_map(|text| text.lines()).filter_map(|line| line.trim().strip_prefix(".route("))
    {
        let Some((path, _)) = line.split_once(", get(") else { continue };
        let named = constants.iter().find(|(name, _)| *name == path).map(|(_, path)| *path);
        let quoted = path.strip_prefix('"').and_then(|path| path.strip_suffix('"'));
        let route = named.or(quoted).unwrap_or_else(|| panic!("what is `{path}`?"));
        found.push(route.to_owned());
    }
    found
}

#[test]
fn no_address_changes_the_record_because_somebody_opens_it() {
    let town = town();
    town.run("permit approve P-0001", "O-2").done();
    let site = Site::of(&town, &[]);
    let (mut admin, acting) = Browser::signed_in(&site, &town, "O-1");
    let signing = admin.draft("org add", &[("id", "NEWORG"), ("name", "新社")]).place();
    let csrf = admin.csrf();
    let invited = admin.post("/invite", &[("csrf", &csrf), ("person", "O-4")]).ok().body;
    let bring = super::between(&invited, "<p><a href=\"", "\"").unwrap();
    let looking = site.looking("O-1");
    let vouching = admin.bring_key("O-1", &looking).place();
    let asked = super::Asked::on(&admin.get(&vouching).ok());
    let ready = admin.send(&vouching, &asked.by(&acting)).place();

    let mut places: BTreeSet<String> = [signing, bring, vouching, ready].into();
    let routes = routes();
    assert!(routes.len() >= 25, "{routes:?}");
    for route in &routes {
        let fill = |route: &str, noun: &str, verb: &str| {
            route
                .replace("{permit}", "P-0001")
                .replace("{incident}", "I-0001")
                .replace("{noun}", noun)
                .replace("{verb}", verb)
                .replace("{token}", "AAAA")
                .replace("{code}", "AAAA")
                .replace("{name}", "style.css")
                .replace("{person}", "O-4")
        };
        places.insert(fill(route, "permit", "approve"));
        places.insert(format!("{}?permit=P-0001&id=O-4&record=3&answer=1", fill(route, "permit", "show")));
        // Where people sign, too.
        places.insert(format!("http://{}{}", site.sign(), fill(route, "permit", "approve")));
    }
    let head = || std::fs::read(town.file("record/log/checkpoint")).unwrap();
    let (count, before) = (entries(&site), head());
    // Then whatever a page leads to, twice over.
    let (mut seen, mut next) = (BTreeSet::new(), places);
    for _ in 0..2 {
        let mut found = BTreeSet::new();
        for place in next.iter().filter(|place| seen.insert((*place).clone())).take(250) {
            let page = admin.get(place);
            let linked = page.body.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(linked.map(|rest| format!("/{}", rest.replace("&amp;", "&"))));
            Browser::new(&site).get(place);
        }
        assert_eq!((entries(&site), head()), (count, before.clone()), "{next:?}");
        found.retain(|place| !place.starts_with("/assets/"));
        next = found;
    }
    assert!(seen.len() > 120, "{}", seen.len());
}
