//! The router in process, in front of rooms that nobody enters.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::{Command, Reason, State, Timestamp};
use sekisho_gate::{Fault, Gate};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

use crate::asking::{self, ASK, AskError};
use crate::desk::Desk;
use crate::form::{
    ACTS, ActForm, Acted, Asking, HEALTH, LETTERS, LettersForm, OPENAPI, PREPARE, PrepareForm, Prepared,
    PreparedAct, ProblemForm, RELEASES, ReasonForm, Taken,
};
use crate::limit::{Buckets, Peers, Rate};
use crate::listen::{Carriage, ListenError, listen};
use crate::metrics::Readers;
use crate::page::own_place;
use crate::port::{
    Choice, Download, Draft, Grammar, House, Keep, Language, Letter, Listing, Outlets, Pages, Register, Said,
    Sentences, TableForm, Told,
};
use crate::router::{Shared, language, router};
use crate::site::Site;

/// Rooms that have words and no record.
struct Empty;

impl House for Empty {
    fn gate(&mut self) -> &mut Gate {
        panic!("nobody comes so far")
    }
    fn answer(&mut self, _: Language, _: PermitId, _: &MediumId, _: &str) -> Result<String, Said> {
        panic!("nobody comes so far")
    }
    fn settle(&mut self) {}
    fn tick(&mut self, _: u64) {}
    fn letters(&mut self, _: &[Vec<u8>]) -> Vec<Letter> {
        Vec::new()
    }
    fn fault(&self, _: Language, _: Fault) -> Said {
        Said::default()
    }
    fn reason(&self, _: Language, _: &Reason) -> ReasonForm {
        ReasonForm::default()
    }
    fn standing(&self, language: Language, code: &str) -> Said {
        Said { advice: None, code: code.to_owned(), exit: None, sentence: format!("{language:?} {code}") }
    }
}

impl Pages for Empty {
    fn draft(&mut self, _: Language, _: &PersonId, _: &[String]) -> Result<Draft, Said> {
        panic!("nobody comes so far")
    }
    fn statement(&mut self, _: Language, _: &PersonId, _: &Command) -> Result<Draft, Said> {
        panic!("nobody comes so far")
    }
    fn look(&mut self, _: Language, _: &[String]) -> Result<Told, Said> {
        panic!("nobody comes so far")
    }
    fn choices(&mut self, _: Register) -> Vec<Choice> {
        Vec::new()
    }
    fn download(&self, _: Language, _: &Listing, _: TableForm) -> Result<Download, Said> {
        panic!("nobody comes so far")
    }
    fn kept(&mut self, _: Keep) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }
    fn keep(&mut self, _: Keep, _: &[u8]) -> io::Result<()> {
        panic!("nobody comes so far")
    }
}

/// Sentences that are their own keys.
#[derive(Debug, Default)]
struct Keys(Grammar);

impl Sentences for Keys {
    fn grammar(&self, _: Language) -> &Grammar {
        &self.0
    }
    fn say(&self, _: Language, key: &str, _: &[(&str, &str)]) -> String {
        key.to_owned()
    }
}

fn ask(request: Request<Body>) -> (Response<()>, Vec<u8>) {
    let (desk, words) = Desk::start(|| Ok::<_, ()>(Box::new(Empty) as _)).unwrap().unwrap();
    let outlets = Outlets { entropy: |_| Ok(()), log: |_| (), millis: || 0 };
    let plenty = Rate { burst: 1000, per_second: 1000 };
    let shared = Shared {
        answers: Mutex::default(),
        body_bytes: 100,
        calls: Mutex::new(Buckets::new(plenty)),
        desk,
        errands: Mutex::default(),
        greetings: Mutex::default(),
        metrics: Mutex::default(),
        openapi: Bytes::from_static(b"{}"),
        outlets,
        patience: Duration::from_secs(5),
        peers: Peers::Direct,
        readers: Readers::Here,
        sentences: Arc::new(Keys::default()),
        sessions: Mutex::default(),
        setup: None,
        site: Site::parse("https://sekisho.city.example").unwrap(),
        tries: Mutex::new(Buckets::new(plenty)),
        words,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (head, body) = router(Arc::new(shared)).oneshot(request).await.unwrap().into_parts();
        (Response::from_parts(head, ()), to_bytes(body, 10_000).await.unwrap().to_vec())
    })
}

fn post(path: &str, kind: &'static str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()
}

#[test]
fn what_cannot_be_understood_is_a_problem_with_code_operation_and_headers() {
    for path in [ACTS, LETTERS, PREPARE, RELEASES] {
        for (request, status, code) in [
            (post(path, "application/json", "{"), 400, "server-body-unfit"),
            (post(path, "application/json; charset=utf-8", r#"{"other":1}"#), 400, "server-body-unfit"),
            (post(path, "application/json", vec![b' '; 101]), 413, "server-body-too-large"),
            (post(path, "text/plain", "{}"), 415, "server-not-json"),
            (Request::get(path).body(Body::empty()).unwrap(), 405, "server-method"),
            (post("/api/v2", "application/json", "{}"), 404, "server-no-such"),
        ] {
            let (response, body) = ask(request);
            let problem: ProblemForm = serde_json::from_slice(&body).unwrap();
            assert_eq!((response.status().as_u16(), problem.code.as_str()), (status, code), "{path}");
            assert_eq!((problem.status, problem.title), (status, format!("En {code}")));
            let headers = response.headers();
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(headers["sekisho-operation"], problem.operation.as_str());
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
        }
    }
}

#[test]
fn a_supervisor_hears_that_it_lives_and_no_more() {
    let (response, body) = ask(Request::get(HEALTH).body(Body::empty()).unwrap());
    assert_eq!((response.status(), body.as_slice()), (StatusCode::OK, &b"ok\n"[..]));
}

#[test]
fn a_desk_that_broke_is_no_answer_of_the_record() {
    let unreadable = post(ACTS, "application/json", r#"{"signature":"","statement":""}"#);
    let (response, body) = ask(unreadable);
    let problem: ProblemForm = serde_json::from_slice(&body).unwrap();
    assert_eq!((response.status().as_u16(), problem.code.as_str()), (503, "server-stopped"));
    assert!(response.headers().contains_key(header::RETRY_AFTER));
}

#[test]
fn nothing_is_told_without_a_token() {
    for request in [
        Request::get("/api/v1/looks/permit/list").body(Body::empty()).unwrap(),
        post("/api/v1/acts/permit/approve", "application/json", "{}"),
        Request::get("/api/v1/looks/permit/list")
            .header(header::AUTHORIZATION, "Basic c2VraXNobw==")
            .body(Body::empty())
            .unwrap(),
    ] {
        let (response, body) = ask(request);
        let problem: ProblemForm = serde_json::from_slice(&body).unwrap();
        assert_eq!((response.status().as_u16(), problem.code.as_str()), (401, "token-missing"));
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer realm=\"sekisho\"");
    }
    let (response, _) = ask(Request::get(OPENAPI).body(Body::empty()).unwrap());
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn the_language_is_the_one_that_is_liked_best() {
    for (wanted, is) in [
        ("", Language::En),
        ("ja", Language::Ja),
        ("ja-JP,en;q=0.8", Language::Ja),
        ("en;q=0.5, ja;q=0.9", Language::Ja),
        ("ja;q=0.1, en;q=0.2", Language::En),
        ("fr, ja;q=0.3", Language::Ja),
        ("ja;q=0", Language::En),
        ("日本語", Language::En),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_LANGUAGE,
            HeaderValue::from_str(wanted).unwrap_or(HeaderValue::from_static("")),
        );
        assert_eq!(language(&headers), is, "{wanted}");
    }
}

#[test]
fn nobody_is_sent_to_another_server() {
    for own in ["/", "/permits/P-0001?record=3", "/looks/medium/list?q=%E9%96%A2#main"] {
        assert_eq!(own_place(Some(own)), own);
    }
    let foreign = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "",
    ];
    for other in foreign {
        assert_eq!(own_place(Some(other)), "/", "{other:?}");
    }
}

#[test]
fn without_encryption_nobody_else_is_listened_to() {
    for outside in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:192.0.2.1]:0"] {
        let refused = listen(outside.parse().unwrap(), Carriage::Plain);
        assert!(matches!(refused, Err(ListenError::NotLoopback(_))), "{outside}");
    }
    listen("127.0.0.1:0".parse().unwrap(), Carriage::Plain).unwrap();
    listen("0.0.0.0:0".parse().unwrap(), Carriage::Tls).unwrap();
}

#[test]
fn who_asks_about_a_permit_says_who_they_are() {
    let now: Timestamp = "2026-06-21T09:30:00Z".parse().unwrap();
    let state = sekisho_core::testkit::town();
    let person = "SEC".parse().unwrap();
    let freeze: Command = serde_json::from_str(r#"{"freeze":{"permit":"P-0001"}}"#).unwrap();
    let place: Command = serde_json::from_str(r#"{"store":{"medium":"M-1","place":"CAB2"}}"#).unwrap();
    let check = |state: &State, command, asking: Option<&Asking>| {
        asking::check((state, "city.example/record", now), &person, command, asking)
    };
    assert_eq!(check(&state, &place, None), Ok(()));
    assert_eq!(check(&state, &freeze, None), Err(AskError::Unsigned));
    // A good signature of a key that nobody enrolled.
    let time = now.to_string();
    let text = asking::text("city.example/record", &person, &freeze, &time).unwrap();
    let key = PrivateKey::generate_from_seed(&[9; 32]);
    let asking = Asking { signature: key.sign(&namespace(ASK), text.as_bytes()).unwrap(), time };
    assert_eq!(check(&state, &freeze, Some(&asking)), Err(AskError::Unfit));
    // Enrolled for this person: now, and not an hour later.
    let mut state = state;
    let id = sekisho_core::id::KeyId(key.public().fingerprint());
    let known = state.persons.get_mut(&person).unwrap();
    let public = key.public().to_openssh();
    let enrolled = sekisho_core::party::Key {
        confirmed_by: None,
        counted: false,
        enrolled_at: now,
        enrolled_by: None,
        public,
        revoked_at: None,
        seconded: None,
        waits_for_second: false,
    };
    known.keys.insert(id.clone(), enrolled);
    state.key_owners.insert(id, person.clone());
    assert_eq!(check(&state, &freeze, Some(&asking)), Ok(()));
    let later = (&state, "city.example/record", now.plus(3600));
    assert_eq!(asking::check(later, &person, &freeze, Some(&asking)), Err(AskError::Unfit));
    let elsewhere = (&state, "other.example/record", now);
    assert_eq!(asking::check(elsewhere, &person, &freeze, Some(&asking)), Err(AskError::Unfit));
    let other = "KEEP".parse().unwrap();
    let theirs = (&state, "city.example/record", now);
    assert_eq!(asking::check(theirs, &other, &freeze, Some(&asking)), Err(AskError::Unfit));
}

/// The blocks of the page that are marked with this name.
fn examples<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!("<!-- {name} -->\n```");
    let blocks = page.split(mark.as_str()).skip(1);
    blocks.map(|block| block.split_once('\n').unwrap().1.split_once("```").unwrap().0).collect()
}

fn read_and_written<T: DeserializeOwned + Serialize>(page: &str, name: &str) {
    let found = examples(page, name);
    assert!(!found.is_empty(), "{name}");
    for example in found {
        let form: T = serde_json::from_str(example).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written: serde_json::Value = serde_json::to_value(&form).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(example).unwrap(), "{name}");
    }
}

#[test]
fn the_worked_examples_are_what_the_forms_read_and_write() {
    let page = include_str!("../../../docs/spec/http.md");
    read_and_written::<PrepareForm>(page, "PrepareForm");
    read_and_written::<Prepared>(page, "Prepared");
    read_and_written::<ActForm>(page, "ActForm");
    read_and_written::<Acted>(page, "Acted");
    read_and_written::<ProblemForm>(page, "ProblemForm");
    read_and_written::<LettersForm>(page, "LettersForm");
    read_and_written::<Taken>(page, "Taken");
    let command: Command = serde_json::from_str(r#"{"freeze":{"permit":"P-0001"}}"#).unwrap();
    let text = asking::text("city.example/record", &"O-3".parse().unwrap(), &command, "2026-06-21T09:30:00Z");
    assert_eq!(examples(page, "asking"), [text.unwrap()]);
    read_and_written::<PreparedAct>(page, "PreparedAct");
    for path in [ACTS, HEALTH, LETTERS, OPENAPI, PREPARE, RELEASES] {
        assert!(page.contains(path), "{path}");
    }
}
