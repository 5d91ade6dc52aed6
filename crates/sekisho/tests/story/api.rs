//! The API's own verbs with a token, and the same command line at a server: the grammar is one.

use std::fs;
use std::path::Path;

use sekisho::exit::Exit;
use sekisho::pages::Speech;
use sekisho_proof::act::ActStatement;
use sekisho_web::form::{ACTS, ActForm, PreparedAct};
use sekisho_web::openapi;
use sekisho_web::port::{Language, Sentences as _};
use serde_json::{Value, json};

use crate::online::refused::liar;
use crate::online::{Server, key, size};
use crate::sealed::Case;

/// Lays tokens down as the page `/tokens` does: each by its hash, with the key that let its maker in.
fn tokens(case: &Case, given: &[(&str, &str, &str, &str)]) {
    let keys = case.town.ask("key list").done().spoken.json;
    let line = |(token, person, scope, until): &(&str, &str, &str, &str)| {
        let own = keys.as_array().unwrap().iter().find(|one| one["person"] == *person).unwrap();
        let hash = sekisho_core::Digest::of(token.as_bytes()).to_string();
        let hash = hash.trim_start_matches("sha256:");
        json!({
            "at": "2026-06-20T00:00:00Z", "hash": hash, "key": own["key"], "name": "台帳システム", "person": person,
            "scope": scope, "until": until,
        })
    };
    let lines: Vec<Value> = given.iter().map(line).collect();
    let dir = case.town.file("record/pages");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("tokens.json"), serde_json::to_vec(&lines).unwrap()).unwrap();
}

const LATER: &str = "2027-01-01T00:00:00Z";

/// Asks with a token; gives status and body.
fn ask(server: &Server, token: &str, path: &str, sent: Option<(&Value, &str)>) -> (u16, Value) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
    let (url, token) = (format!("{}{path}", server.url), format!("Bearer {token}"));
    let mut answer = match sent {
        None => agent.get(url).header("authorization", token).call(),
        Some((body, again)) => {
            let request = agent.post(url).header("authorization", token).header("idempotency-key", again);
            request.header("content-type", "application/json").send(body.to_string().as_bytes())
        }
    }
    .unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap())
}

fn refused((status, body): (u16, Value), wanted: u16, code: &str) {
    assert_eq!((status, body["code"].as_str()), (wanted, Some(code)), "{body}");
}

#[test]
fn the_description_in_the_tree_is_the_one_of_the_grammar() {
    let now = openapi::document(Speech::new().grammar(Language::En));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sekisho-web/openapi.json");
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
    fs::write(&written, format!("{}\n", serde_json::to_string_pretty(&now).unwrap())).unwrap();
    assert!(
        serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap_or_default()).ok() == Some(now),
        "the grammar is another one; if that is meant: cp {} crates/sekisho-web/openapi.json",
        written.display()
    );
}

#[test]
fn a_token_looks_and_prepares_as_its_person_and_signs_nothing() {
    let case = Case::new();
    tokens(
        &case,
        &[
            ("admin", "O-1", "prepare", LATER),
            ("looker", "O-1", "look", LATER),
            ("old", "O-1", "prepare", "2026-06-20T12:00:00Z"),
            ("keeper", "O-3", "prepare", LATER),
            ("site", "S-1", "prepare", LATER),
        ],
    );
    let server = Server::start(&case, &[]);
    let (status, people) = ask(&server, "admin", "/api/v1/looks/person/list", None);
    assert_eq!((status, people[0]["id"].as_str()), (200, Some("C-1")), "{people}");
    assert_eq!(people, case.town.ask("person list").done().spoken.json, "the same as --json");
    refused(ask(&server, "nobody", "/api/v1/looks/person/list", None), 401, "token-unknown");
    refused(ask(&server, "old", "/api/v1/looks/person/list", None), 401, "token-unknown");
    refused(ask(&server, "site", "/api/v1/looks/person/list", None), 403, "token-sight");
    refused(ask(&server, "admin", "/api/v1/looks/permit/show?permit=P-0009", None), 404, "not-found");
    refused(ask(&server, "admin", "/api/v1/looks/permit/show?as=O-2", None), 422, "field-unfit");
    let add = "/api/v1/acts/place/add";
    let place = json!({ "id": "S-9", "kind": "site", "name": "倉庫", "party": "PRIME" });
    refused(ask(&server, "looker", add, Some((&place, "1"))), 403, "token-scope");
    refused(
        ask(&server, "admin", add, Some((&json!({ "id": "S-9", "key": "/etc/hosts" }), "1"))),
        422,
        "field-unfit",
    );
    refused(ask(&server, "admin", "/api/v1/acts/verify/all", Some((&json!({}), "1"))), 404, "server-no-such");
    // The same key gives the same statement, another token's key is another, and another body under it is refused.
    let before = size(&case);
    let (status, first) = ask(&server, "admin", add, Some((&place, "1")));
    assert_eq!(status, 200, "{first}");
    assert_eq!(ask(&server, "admin", add, Some((&place, "1"))), (200, first.clone()));
    assert_ne!(ask(&server, "admin", add, Some((&place, "2"))).1, first);
    assert_ne!(ask(&server, "keeper", add, Some((&place, "1"))).1["reasons"], json!([]));
    let other = json!({ "id": "S-8", "kind": "site", "name": "倉庫" });
    refused(ask(&server, "admin", add, Some((&other, "1"))), 422, "idempotency-key-reused");
    assert_eq!(size(&case), before, "nothing is recorded before somebody signs");
    // Signed where the key is, it goes the way that every act goes.
    let prepared: PreparedAct = serde_json::from_value(first).unwrap();
    assert_eq!((prepared.person.as_str(), prepared.reasons.len()), ("O-1", 0));
    let signature = key(&case, "O-1").sign(&prepared.namespace, prepared.statement.as_bytes()).unwrap();
    let form = ActForm { disclosures: prepared.texts, signature, statement: prepared.statement };
    assert_eq!(server.done(ACTS, &form).act, "register.place");
    // With the key that let its maker in, a token ends; so it does when they leave.
    let keys = case.town.ask("key list").done().spoken.json;
    let own = keys.as_array().unwrap().iter().find(|one| one["person"] == "O-3").unwrap();
    case.town.run(&format!("key revoke O-3 {}", own["key"].as_str().unwrap()), "O-1").done();
    refused(ask(&server, "keeper", "/api/v1/looks/person/list", None), 401, "token-unknown");
    case.town.run("person leave S-1", "O-1").done();
    refused(ask(&server, "site", "/api/v1/looks/person/list", None), 401, "token-unknown");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_server_signs_nothing_with_a_key_that_lies_around_it() {
    let case = Case::new();
    tokens(&case, &[("admin", "O-1", "prepare", LATER)]);
    let server = Server::with(&case, "127.0.0.1:0", &[], &[("SEKISHO_KEY", &case.key("O-1"))]);
    let before = size(&case);
    let two = json!({ "card": "R-1", "employer": "PRIME", "persons": ["S-1", "S-2"] });
    refused(ask(&server, "admin", "/api/v1/acts/access/apply", Some((&two, "1"))), 422, "which-key");
    assert_eq!(size(&case), before);
}

#[test]
fn the_command_line_says_and_does_the_same_at_a_server() {
    let case = Case::new();
    case.approved("USB-1");
    tokens(&case, &[("admin", "O-1", "prepare", LATER), ("security", "O-3", "prepare", LATER)]);
    for name in ["admin", "security"] {
        fs::write(case.town.file(name), format!("{name}\n")).unwrap();
    }
    let server = Server::start(&case, &[]);
    let remote = |token: &str| format!("--remote {} --token-file {}", server.url, case.path(token));
    // Looks: words, data and exit code.
    for line in ["permit list", "permit show P-0001", "permit check P-0001", "medium list", "log show 3"] {
        let here = case.town.ask(line).spoken;
        let there = case.town.ask(&format!("{line} {}", remote("admin"))).spoken;
        assert_eq!((here.exit, here.stdout, here.json), (there.exit, there.stdout, there.json), "{line}");
    }
    let absent = case.town.ask(&format!("permit show P-0009 {}", remote("admin")));
    absent.failed_with("not-found", Exit::NotFound);
    // Acts: the facts are shown, the key signs here.
    let before = size(&case);
    case.town
        .run(&format!("permit freeze P-0001 {}", remote("security")), "O-3")
        .refused_with(["R-NOPERMIT"]);
    let line = format!("permit revoke P-0001 --reason 中止 {}", remote("security"));
    let revoked = case.town.run(&line, "O-3").done();
    assert!(revoked.spoken.stderr.contains("permit P-0001"), "{}", revoked.spoken.stderr);
    assert!(size(&case) > before && revoked.spoken.json["act"] == "revoke.permit");
    let line = "permit send-back P-0001 --reason 数が違う";
    let here = case.town.run(line, "O-3").spoken;
    let there = case.town.run(&format!("{line} {}", remote("security")), "O-3").spoken;
    assert_eq!((here.exit, &here.json["reasons"]), (there.exit, &there.json["reasons"]));
    assert_ne!(here.exit, Exit::Done);
    let line = format!("place add S-9 --name 倉庫 --kind site --party PRIME {}", remote("admin"));
    case.town.run(&line, "O-1").done();
    case.town.run(&line, "O-1").refused_with(["R-ID"]);
    let course = format!("training course T-1 --name 持ち出しの研修 --valid 100 {}", remote("admin"));
    case.town.run(&course, "O-1").done();
    case.town.run(&format!("person role O-4 media_keeper {}", remote("admin")), "O-1").done();
    // Signed elsewhere: the statement and its texts are written here.
    let act = case.path("act.txt");
    case.town
        .ask(&format!("place amend S-9 --name 新倉庫 --as O-1 --prepare {act} {}", remote("admin")))
        .done();
    assert!(fs::read_to_string(format!("{act}.texts")).unwrap().contains("新倉庫"));
    // A statement for somebody else is not signed, and what needs this machine is not sent.
    let foreign = case.town.run(&format!("permit freeze P-0001 {}", remote("admin")), "O-3");
    foreign.failed_with("server-statement", Exit::Failed);
    let file = case.path("admin");
    let of_here = case.town.run(&format!("medium stocktake CAB-1 --file {file} {}", remote("admin")), "O-1");
    of_here.failed_with("remote-flag", Exit::Usage);
    case.town.ask(&format!("verify {}", remote("admin"))).failed_with("remote-not-offered", Exit::Usage);
    case.town
        .ask(&format!("permit list --remote {}", server.url))
        .failed_with("remote-token-missing", Exit::Usage);
    case.town.ask("verify").done();
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_server_that_has_something_else_signed_gets_no_signature() {
    let case = Case::new();
    case.approved("USB-1");
    tokens(&case, &[("security", "O-3", "prepare", LATER)]);
    fs::write(case.town.file("security"), "security").unwrap();
    let honest = Server::start(&case, &[]);
    let before = size(&case);
    let act = |again: &str, path: &str, sent: &Value| {
        let (status, said) = ask(&honest, "security", path, Some((sent, again)));
        assert_eq!(status, 200, "{said}");
        serde_json::from_value::<PreparedAct>(said).unwrap()
    };
    let freeze = act("1", "/api/v1/acts/permit/freeze", &json!({ "permit": "P-0001" }));
    let retire = act("2", "/api/v1/acts/medium/retire", &json!({ "id": "USB-2", "reason": "故障" }));
    let retire_other = act("3", "/api/v1/acts/medium/retire", &json!({ "id": "USB-1", "reason": "故障" }));
    let retire_why = act("4", "/api/v1/acts/medium/retire", &json!({ "id": "USB-2", "reason": "盗難" }));
    let with = |lie: fn(&mut ActStatement)| {
        let mut statement = ActStatement::parse(&freeze.statement).unwrap();
        lie(&mut statement);
        PreparedAct { statement: statement.to_text(), ..freeze.clone() }
    };
    let lies = [
        ("permit freeze P-0001", retire.clone()),
        ("permit freeze P-0001", with(|one| one.command = one.command.replace("P-0001", "P-0002"))),
        ("permit freeze P-0001", with(|one| one.command = one.command.replace(':', ": "))),
        ("permit freeze P-0001", with(|one| one.person = "O-2".to_owned())),
        ("permit freeze P-0001", with(|one| one.act = "unfreeze.permit".to_owned())),
        ("permit freeze P-0001", with(|one| one.time = "2026-06-21T01:00:00Z".to_owned())),
        ("permit freeze P-0001", with(|one| one.expires = "2026-06-23T01:00:00Z".to_owned())),
        ("permit freeze P-0001", PreparedAct { statement: "nothing".to_owned(), ..freeze.clone() }),
        ("medium retire USB-2 --reason 故障", retire_other),
        ("medium retire USB-2 --reason 故障", retire_why.clone()),
        ("medium retire USB-2 --reason 故障", PreparedAct { texts: retire.texts.clone(), ..retire_why }),
    ];
    for (line, lie) in lies {
        std::thread::scope(|scope| {
            let said = serde_json::to_string(&lie).unwrap();
            let url = liar(scope, |_| said);
            let line = format!("{line} --remote {url} --token-file {}", case.path("security"));
            case.town.run(&line, "O-3").failed_with("server-statement", Exit::Failed);
        });
    }
    assert_eq!(size(&case), before);
}
