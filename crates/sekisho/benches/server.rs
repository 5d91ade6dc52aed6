//! The server under load: time to ready, latency of the first page and of a permit at a steady rate, and memory.
//!
//! `cargo bench -p sekisho --bench server -- [EVENTS] [REQUESTS A SECOND]` (default 100,000 and 100). Prints figures; asserts
//! nothing about time.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench stops at the first fault"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command as Program, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sekisho::assemble;
use sekisho::config::{Config, RecordSettings};
use sekisho_core::Command;
use sekisho_core::id::KeyId;
use sekisho_gate::evidence::possession_text;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::webauthn::challenge;
use sekisho_proof::testkit::SoftPasskey;

#[allow(dead_code, clippy::allow_attributes, reason = "the other bench's own part")]
#[path = "record.rs"]
mod record;

/// So long the load lasts.
const LASTS: Duration = Duration::from_secs(20);

fn main() {
    let mut numbers = std::env::args().filter_map(|word| word.parse::<u64>().ok());
    let (events, rate) = (numbers.next().unwrap_or(100_000), numbers.next().unwrap_or(100));
    let dir = tempfile::tempdir_in(".").unwrap();
    let path = dir.path().join("record");
    let acting = SoftPasskey::new("acts", "approve.localhost");
    written(&path, events, &acting);

    let start = Instant::now();
    let (mut server, port) = started(&path);
    println!("ready after {:.0} ms at {events} events", start.elapsed().as_secs_f64() * 1e3);
    println!("memory idle: {} MiB", resident(&server) / 1024);
    let cookie = signed_in(&port, acting);
    for place in ["/", "/permits/P-0001"] {
        let mut times = Vec::new();
        let start = Instant::now();
        let mut next = start;
        while start.elapsed() < LASTS {
            next += Duration::from_secs(1) / u32::try_from(rate).unwrap();
            std::thread::park_timeout(next.saturating_duration_since(Instant::now()));
            let asked = Instant::now();
            let answer = request(&port, "GET", "localhost", place, &cookie, "");
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            // What waited for the one before counts as waiting.
            times.push(asked.elapsed() + asked.saturating_duration_since(next));
        }
        times.sort();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        println!("{place}: {} requests, p50 {:.1} ms, p99 {:.1} ms", times.len(), at(50), at(99));
    }
    println!("memory after: {} MiB", resident(&server) / 1024);
    server.kill().unwrap();
    server.wait().unwrap();
}

/// Writes a record of so many events, among them some permits, and enrolls the passkey for `O-2`.
fn written(path: &Path, events: u64, acting: &SoftPasskey) {
    let settings = RecordSettings { origin: "bench.invalid/record".to_owned() };
    let config = Config { mail: None, record: settings, vault: None };
    let mut gate = assemble::create(path, &config, None).map_err(|_| "create").unwrap();
    let cast = record::found(&mut gate);
    let mut acting_page = SoftPasskey::new("acts", "approve.localhost");
    "http://approve.localhost:1".clone_into(&mut acting_page.origin);
    let public = acting.public().to_openssh();
    let person = "O-2".parse().unwrap();
    let text = possession_text("bench.invalid/record", &person, &public);
    let possession = acting_page.sign(&namespace("possess.key"), text.as_bytes()).unwrap();
    let key = KeyId(acting.public().fingerprint());
    cast.act(&mut gate, "O-1", &Command::EnrollKey { key, person, possession, public });
    for _ in 0..50 {
        record::permit(&mut gate, &cast);
    }
    record::fill(&mut gate, &cast, events);
}

fn started(path: &Path) -> (Child, String) {
    let mut child = Program::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["serve", "--json", "--listen", "127.0.0.1:0", "--behind-proxy", "--dir"])
        .arg(path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    let port = said["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    (child, port)
}

/// Reads how much memory a process has. Units: KiB.
fn resident(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Makes a sign-in key, lets the acting key vouch for it, and comes in; gives the cookie.
fn signed_in(port: &str, mut acting: SoftPasskey) -> String {
    let mut looking = SoftPasskey::new("looks", "localhost");
    looking.origin = format!("http://localhost:{port}");
    acting.origin = format!("http://approve.localhost:{port}");
    let public = URL_SAFE_NO_PAD.encode(looking.spki());
    let answer =
        request(port, "POST", "localhost", "/sign-in/new", "", &format!("person=O-2&public={public}"));
    let (browser, place) = (after(&answer, "set-cookie: ", ";"), path(&answer));
    let page = request(port, "GET", "approve.localhost", &place, "", "");
    let answer = request(port, "POST", "approve.localhost", &place, "", &signed(&page, &acting));
    request(port, "GET", "localhost", &path(&answer), &browser, "");
    let page = request(port, "GET", "localhost", "/sign-in", "", "");
    let nonce = after(&page, "name=\"nonce\" value=\"", "\"");
    let body = format!("{}&nonce={nonce}&user={}", signed(&page, &looking), URL_SAFE_NO_PAD.encode("O-2"));
    let answer = request(port, "POST", "localhost", "/sign-in", "", &body);
    after(&answer, "set-cookie: ", ";")
}

/// Signs what a page asks for.
fn signed(page: &str, passkey: &SoftPasskey) -> String {
    let text = after(page, "<pre id=\"statement\"", "</pre>");
    let text =
        text.split_once('>').unwrap().1.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    let namespace = after(page, "data-namespace=\"", "\"");
    let assertion = passkey.get(&challenge(&namespace, text.replace("&amp;", "&").as_bytes()));
    let code = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    format!(
        "authenticator_data={}&client_data_json={}&signature={}",
        code(&assertion.authenticator_data),
        code(&assertion.client_data_json),
        code(&assertion.signature_der)
    )
}

fn after(text: &str, before: &str, end: &str) -> String {
    text.split_once(before).unwrap().1.split_once(end).unwrap().0.to_owned()
}

/// Gives the path to which an answer leads.
fn path(answer: &str) -> String {
    let place = after(answer, "location: http://", "\r\n");
    format!("/{}", place.split_once('/').unwrap().1)
}

/// Sends one request from an address of its own, as a proxy brings it.
fn request(port: &str, method: &str, name: &str, place: &str, cookie: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let local = stream.local_addr().unwrap().port();
    let (high, low) = (local / 256, local % 256);
    let head = format!(
        "{method} {place} HTTP/1.1\r\nHost: {name}:{port}\r\nOrigin: http://{name}:{port}\r\nCookie: {cookie}\r\n\
         X-Forwarded-For: 10.0.{high}.{low}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
