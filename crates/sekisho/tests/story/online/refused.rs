//! What is refused, at the server and at the station.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use sekisho::exit::Exit;
use sekisho_core::Command;
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::sshsig::PrivateKey;
use sekisho_web::form::{ACTS, ActForm, LETTERS, PREPARE, Prepared, RELEASES};
use serde_json::json;

use super::{Server, key, order, size, there};

#[test]
fn who_signs_wrongly_leaves_no_trace_and_hears_why() {
    let case = there("USB-1");
    let server = Server::start(&case, &[]);
    let freeze = Command::Freeze { permit: "P-0001".parse().unwrap() };
    let signed = server.signed(&case, "O-3", &freeze);
    let before = size(&case);
    let by = |key: &PrivateKey| {
        let signature = key.sign(&namespace("freeze.permit"), signed.statement.as_bytes()).unwrap();
        ActForm { signature, ..signed.clone() }
    };
    let stranger = PrivateKey::generate_from_seed(&[7; 32]);
    let said = server.refused(ACTS, &by(&stranger), 403, "key-not-enrolled");
    assert!(said.title.chars().any(|c| ('ぁ'..='ん').contains(&c)), "{}", said.title);
    assert!(said.advice.is_some() && said.operation.len() == 16 && said.kind.ends_with("/key-not-enrolled"));
    server.refused(ACTS, &by(&key(&case, "O-2")), 403, "other-person");
    let changed = ActForm { statement: signed.statement.replace("P-0001", "P-0002"), ..signed.clone() };
    server.refused(ACTS, &changed, 403, "signature-unfit");
    server.refused(
        ACTS,
        &ActForm { statement: "no statement".to_owned(), ..signed.clone() },
        422,
        "statement-unfit",
    );
    server.refused(RELEASES, &signed, 400, "server-not-release");
    // Nothing of the record is told to somebody who does not sign.
    for (asking, code) in [
        (json!(null), "server-ask-unsigned"),
        (json!({"time": case.now().to_string(), "signature": signed.signature}), "server-ask-unfit"),
    ] {
        let (status, said) =
            server.post(PREPARE, &json!({"person": "O-3", "command": freeze, "asking": asking}));
        assert_eq!((status, said["code"].as_str()), (403, Some(code)));
        assert!(!said.to_string().contains("USB-1"), "{said}");
    }
    assert_eq!(size(&case), before);
    // Replayed: the same answer, counted once.
    let first = server.done(ACTS, &signed);
    let again = server.done(ACTS, &signed);
    assert_eq!((first.record.clone(), first.repeated, again.repeated), (again.record.clone(), false, true));
    assert_eq!(size(&case), before + 1);
    // What the rules refuse is in the record, with every reason.
    let question = case.asked("USB-1", 3);
    let release = server.signed(&case, "S-1", &order(&question, "USB-1"));
    let said = server.refused(RELEASES, &release, 409, "refused");
    let codes: Vec<&str> = said.reasons.iter().map(|one| one.rule.as_str()).collect();
    assert!(codes.len() >= 2 && codes.contains(&"frozen"), "{codes:?}");
    assert!(said.reasons.iter().all(|one| !one.sentence.is_empty() && !one.advice.is_empty()));
    assert_eq!(said.record.len(), 1);
    assert_eq!(case.releases(), 0);
}

#[test]
fn a_statement_out_of_its_time_is_refused() {
    let case = there("USB-1");
    let server = Server::start(&case, &[]);
    let signed = server.signed(&case, "S-1", &order(&case.asked("USB-1", 1), "USB-1"));
    server.kill();
    case.town.at("2026-06-21T19:45");
    let server = Server::start(&case, &[]);
    let (status, said) = server.post(RELEASES, &signed);
    assert_eq!(status, 422, "{said}");
    assert!(["station-clock", "statement-not-valid-now"].contains(&said["code"].as_str().unwrap()), "{said}");
    // The window over: the station itself does not ask any more, and the server would refuse.
    case.town.at("2026-06-22T00:10");
    let late = Server::start(&case, &[]);
    let signed = late.signed(&case, "S-1", &order(&case.asked("USB-1", 1), "USB-1"));
    let (status, said) = late.post(RELEASES, &signed);
    assert!([409, 422].contains(&status), "{said}");
    assert_eq!(case.releases(), 0);
}

#[test]
fn what_does_not_fit_is_sent_away_early() {
    let case = there("USB-1");
    let server = Server::start(&case, &["--patience", "1"]);
    let code = |(status, said): (u16, serde_json::Value)| (status, said["code"].as_str().unwrap().to_owned());
    let kind = "application/json";
    assert_eq!(code(server.send(ACTS, b"{}", "text/plain")), (415, "server-not-json".to_owned()));
    assert_eq!(code(server.send(ACTS, b"{}", kind)), (400, "server-body-unfit".to_owned()));
    assert_eq!(code(server.send("/nowhere", b"{}", kind)), (404, "server-no-such".to_owned()));
    assert_eq!(code(server.send("/healthz", b"{}", kind)), (405, "server-method".to_owned()));
    let many = json!({ "letters": vec![""; 65] });
    assert_eq!(code(server.post(LETTERS, &many)), (400, "server-body-unfit".to_owned()));
    // Whoever sends a byte now and then is hung up on, and harms nobody else.
    let slow = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    };
    // Too long is known before a byte of it was sent.
    let mut long = slow(
        b"POST /api/v1/acts HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1048577\r\n\r\n",
    );
    let mut said = String::new();
    let _ = long.read_to_string(&mut said);
    assert!(said.starts_with("HTTP/1.1 413 ") && said.contains("server-body-too-large"), "{said}");
    let mut stuck: Vec<TcpStream> =
        (0..20).map(|_| slow(b"POST /api/v1/acts HTTP/1.1\r\nhost: a\r\n")).collect();
    stuck.push(slow(b"POST /api/v1/acts HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"));
    stuck.push(slow(b""));
    let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
    assert_eq!(agent.get(format!("{}/healthz", server.url)).call().unwrap().status(), 200);
    for mut stream in stuck {
        let mut rest = Vec::new();
        // The end comes, with or without a last word.
        let _ = stream.read_to_end(&mut rest);
    }
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn without_encryption_it_stays_on_this_machine() {
    let case = there("USB-1");
    case.town.ask("serve --listen 0.0.0.0:0").failed_with("server-plain-outside", Exit::Usage);
    case.town.ask("serve --listen [::]:0").failed_with("server-plain-outside", Exit::Usage);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    case.town.ask(&format!("serve --listen {address}")).failed_with("server-address", Exit::Failed);
    let open =
        |url: &str| case.open("stick-1", "D-1", "work", &format!("--server {url} --server-patience 1"));
    open("http://192.0.2.1:8080").failed_with("server-url", Exit::Usage);
    open("192.0.2.1").failed_with("server-url", Exit::Usage);
    drop(taken);
    open(&format!("http://{address}")).failed_with("server-unreachable", Exit::Failed);
}

/// Answers one request with what the liar makes of its body.
pub(crate) fn liar<'scope>(
    scope: &'scope std::thread::Scope<'scope, '_>,
    lie: impl FnOnce(&[u8]) -> String + Send + 'scope,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    scope.spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut part) = (Vec::new(), [0; 16 * 1024]);
        let asked = loop {
            let read = stream.read(&mut part).unwrap();
            request.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&request).to_lowercase();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if body.len() == length.parse::<usize>().unwrap() {
                break request[request.len() - body.len()..].to_vec();
            }
        };
        let body = lie(&asked);
        let length = body.len();
        let _ =
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
        let _ = stream.read(&mut part);
    });
    url
}

#[test]
fn a_server_that_lies_gets_no_signature_and_opens_nothing() {
    let case = there("USB-1");
    let honest = Server::start(&case, &[]);
    let freeze = Command::Freeze { permit: "P-0001".parse().unwrap() };
    let other = honest.signed(&case, "S-1", &freeze).statement;
    let question = case.asked("USB-1", 1);
    let release = honest.signed(&case, "S-1", &order(&question, "USB-1")).statement;
    let prepared = |statement: String| {
        serde_json::to_string(&Prepared { namespace: namespace("release.copy"), statement }).unwrap()
    };
    // Another act; another challenge than the one that this device has just made; nothing at all.
    for statement in [other, release, "no statement".to_owned()] {
        std::thread::scope(|scope| {
            let url = liar(scope, |_| prepared(statement));
            case.open("stick-1", "D-1", "work", &format!("--server {url}"))
                .failed_with("server-statement", Exit::Failed);
        });
    }
    // The very command that was asked for, with one other line.
    let lies: [fn(&mut ActStatement); 9] = [
        |one| one.origin = "elsewhere.invalid/record".to_owned(),
        |one| one.person = "S-2".to_owned(),
        |one| one.expires = "2026-06-22T09:30:00Z".to_owned(),
        |one| one.time = "2026-06-21T08:30:00Z".to_owned(),
        |one| one.checkpoint_size = 1,
        |one| one.facts.clear(),
        |one| one.facts[0] = one.facts[0].replace("P-0001", "P-0002"),
        |one| one.facts.insert(1, "eraser nobody".to_owned()),
        |one| {
            let last = one.facts.iter_mut().find(|fact| fact.starts_with("release ")).unwrap();
            *last = last.replace("D-1", "D-9");
        },
    ];
    for lie in lies {
        std::thread::scope(|scope| {
            let url = liar(scope, |asked| {
                let (status, said) = honest.send(PREPARE, asked, "application/json");
                assert_eq!(status, 200, "{said}");
                let mut statement = ActStatement::parse(said["statement"].as_str().unwrap()).unwrap();
                lie(&mut statement);
                prepared(statement.to_text())
            });
            case.open("stick-1", "D-1", "work", &format!("--server {url}"))
                .failed_with("server-statement", Exit::Failed);
        });
    }
    std::thread::scope(|scope| {
        let url = liar(scope, |_| "<html>".to_owned());
        case.open("stick-1", "D-1", "work", &format!("--server {url}"))
            .failed_with("server-unread", Exit::Failed);
    });
    assert!(!case.town.file("work").exists());
    assert_eq!(case.releases(), 0);
    case.open("stick-1", "D-1", "work", &format!("--server {}", honest.url)).done();
}
