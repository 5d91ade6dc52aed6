//! The pages as an attacker's browser sees them: a real process, HTTP written by hand, passkeys in software.
//!
//! Source: docs/threat-model.md, "Attacks on the pages".

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command as Program, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sekisho_gate::evidence::{POSSESSION, possession_text};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::webauthn::{Assertion, challenge};
use sekisho_proof::testkit::SoftPasskey;
use serde_json::Value;

use crate::drive::Town;

#[path = "web/clock.rs"]
mod clock;
#[path = "web/forms.rs"]
mod forms;
#[path = "web/keys.rs"]
mod keys;
#[path = "web/looking.rs"]
mod looking;
#[path = "web/outsiders.rs"]
mod outsiders;
#[path = "web/phone.rs"]
mod phone;
#[path = "web/post.rs"]
mod post;
#[path = "web/recovery.rs"]
mod recovery;
#[path = "web/scripts.rs"]
mod scripts;
#[path = "web/signing.rs"]
mod signing;
#[path = "web/strangers.rs"]
mod strangers;

/// `sekisho serve` with its two names.
pub(crate) struct Site {
    child: Child,
    pub(crate) port: String,
    /// Where a new office begins.
    pub(crate) setup: Option<String>,
}

impl Site {
    /// Serves the town's record at the town's time.
    pub(crate) fn of(town: &Town, more: &[&str]) -> Self {
        Self::start(town, &[&["--at", &town.time()], more].concat())
    }

    /// Serves the town's record.
    pub(crate) fn start(town: &Town, more: &[&str]) -> Self {
        let log = fs::OpenOptions::new().create(true).append(true).open(town.file("server.log"));
        let mut child = Program::new(env!("CARGO_BIN_EXE_sekisho"))
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--dir"])
            .arg(town.file("record"))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the server said `{line}`"));
        let port = said["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        Self { child, port, setup: said["setup"].as_str().map(str::to_owned) }
    }

    pub(crate) fn look(&self) -> String {
        format!("localhost:{}", self.port)
    }

    pub(crate) fn sign(&self) -> String {
        format!("approve.localhost:{}", self.port)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(format!("127.0.0.1:{}", self.port)).unwrap()
    }

    /// Sends bytes, and reads until the server hangs up.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that has heard enough may hang up before everything is written.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::read(&answer)
    }

    /// Tells it to stop, as a service manager does.
    pub(crate) fn tell_to_stop(&self) {
        let told = Program::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Makes the passkey with which a person acts here, and enrolls it at the command line.
    pub(crate) fn enrolled(&self, town: &Town, person: &str) -> SoftPasskey {
        let passkey = self.acting(person);
        let public = passkey.public().to_openssh();
        let text = possession_text("sekimori.invalid/record", &person.parse().unwrap(), &public);
        let (line, proof) = (town.file("passkey.pub"), town.file("passkey.proof"));
        fs::write(&line, format!("{public}\n")).unwrap();
        fs::write(&proof, passkey.forge(&namespace(POSSESSION), text.as_bytes())).unwrap();
        let command = format!("key enroll {person} --public {} --proof {}", line.display(), proof.display());
        town.run(&command, "O-1").done();
        passkey
    }

    /// Makes a passkey of the name where people sign.
    pub(crate) fn acting(&self, name: &str) -> SoftPasskey {
        let mut passkey = SoftPasskey::new(&format!("acts {name}"), "approve.localhost");
        passkey.origin = format!("http://{}", self.sign());
        passkey
    }

    /// Makes a passkey of the name where people look.
    pub(crate) fn looking(&self, name: &str) -> SoftPasskey {
        let mut passkey = SoftPasskey::new(&format!("looks {name}"), "localhost");
        passkey.origin = format!("http://{}", self.look());
        passkey
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) body: String,
    pub(crate) head: String,
    pub(crate) status: u16,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Self { body: body.to_owned(), head: head.to_owned(), status }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    /// Where it leads.
    #[track_caller]
    pub(crate) fn place(&self) -> String {
        assert_eq!(self.status, 303, "{}\n{}", self.head, self.body);
        self.header("location").unwrap().to_owned()
    }

    /// The code of the problem that the page shows.
    pub(crate) fn code(&self) -> String {
        between(&self.body, "<p class=\"fine\"><code>", "</code>").unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn no(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}\n{}", self.head, self.body);
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}\n{}", self.head, self.body);
        self
    }
}

/// Finds what stands between two texts, as a browser reads it.
pub(crate) fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let found = text.split_once(before)?.1.split_once(after)?.0;
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    Some(marks.iter().fold(found.to_owned(), |text, (mark, letter)| text.replace(mark, letter)))
}

/// Writes pairs as a form does.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// What is asked to be signed.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) namespace: String,
    pub(crate) text: String,
}

impl Asked {
    #[track_caller]
    pub(crate) fn on(page: &Answer) -> Self {
        let text =
            between(&page.body, "<pre id=\"statement\"", "</pre>").unwrap_or_else(|| panic!("{}", page.body));
        let text = text.split_once('>').unwrap().1.to_owned();
        Self { namespace: between(&page.body, "data-namespace=\"", "\"").unwrap(), text }
    }

    pub(crate) fn by(&self, passkey: &SoftPasskey) -> Vec<(&'static str, String)> {
        fields(&passkey.get(&challenge(&self.namespace, self.text.as_bytes())))
    }

    /// An honest signature over the same text for another purpose.
    pub(crate) fn by_as(&self, passkey: &SoftPasskey, namespace: &str) -> Vec<(&'static str, String)> {
        fields(&passkey.get(&challenge(namespace, self.text.as_bytes())))
    }
}

pub(crate) fn fields(assertion: &Assertion) -> Vec<(&'static str, String)> {
    let code = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    vec![
        ("authenticator_data", code(&assertion.authenticator_data)),
        ("client_data_json", code(&assertion.client_data_json)),
        ("signature", code(&assertion.signature_der)),
    ]
}

/// A browser: it keeps cookies by name and host, and says from which page a form comes.
pub(crate) struct Browser<'a> {
    pub(crate) cookies: BTreeMap<(String, String), String>,
    pub(crate) site: &'a Site,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(site: &'a Site) -> Self {
        Self { cookies: BTreeMap::new(), site }
    }

    /// A browser in which somebody is signed in, with a passkey that acts.
    pub(crate) fn signed_in(site: &'a Site, town: &Town, person: &str) -> (Self, SoftPasskey) {
        let acting = site.enrolled(town, person);
        let mut browser = Self::new(site);
        let looking = site.looking(person);
        browser.make_key(person, &acting, &looking);
        let answer = browser.come_in(person, &looking);
        assert_eq!(answer.place(), "/", "{person}");
        (browser, acting)
    }

    /// Makes a sign-in key and lets the acting key vouch for it.
    pub(crate) fn make_key(&mut self, person: &str, acting: &SoftPasskey, looking: &SoftPasskey) {
        let place = self.bring_key(person, looking).place();
        let asked = Asked::on(&self.get(&place));
        let ready = self.send(&place, &asked.by(acting)).place();
        assert!(self.get(&ready).place().starts_with("/sign-in?ready"));
    }

    pub(crate) fn bring_key(&mut self, person: &str, looking: &SoftPasskey) -> Answer {
        let public = URL_SAFE_NO_PAD.encode(looking.spki());
        self.post("/sign-in/new", &[("person", person), ("public", &public)])
    }

    pub(crate) fn come_in(&mut self, person: &str, looking: &SoftPasskey) -> Answer {
        let pairs = self.sign_in_form(person, looking);
        self.send("/sign-in", &pairs)
    }

    /// Fills in the sign-in page without sending it.
    pub(crate) fn sign_in_form(
        &mut self,
        person: &str,
        looking: &SoftPasskey,
    ) -> Vec<(&'static str, String)> {
        let page = self.get("/sign-in").ok();
        let mut pairs = Asked::on(&page).by(looking);
        pairs.push(("nonce", between(&page.body, "name=\"nonce\" value=\"", "\"").unwrap()));
        pairs.push(("user", URL_SAFE_NO_PAD.encode(person)));
        pairs.push(("to", "/".to_owned()));
        pairs
    }

    /// Splits an address into host and path; a path alone is one where people look.
    fn whole(&self, place: &str) -> (String, String) {
        match place.strip_prefix("http://") {
            Some(rest) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                (host.to_owned(), format!("/{path}"))
            }
            None => (self.site.look(), place.to_owned()),
        }
    }

    fn cookie_line(&self, host: &str) -> String {
        let own = self.cookies.iter().filter(|((of, _), _)| of == host);
        let pairs: Vec<String> = own.map(|((_, name), value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("Cookie: {}\r\n", pairs.join("; ")) }
    }

    pub(crate) fn get(&mut self, place: &str) -> Answer {
        let (host, path) = self.whole(place);
        let cookies = self.cookie_line(&host);
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\n{cookies}Connection: close\r\n\r\n"
        );
        self.took(&host, self.site.raw(request.as_bytes()))
    }

    pub(crate) fn post(&mut self, place: &str, pairs: &[(&str, &str)]) -> Answer {
        let origin = format!("Origin: http://{}\r\n", self.whole(place).0);
        self.post_from(&origin, place, pairs)
    }

    pub(crate) fn send(&mut self, place: &str, pairs: &[(&'static str, String)]) -> Answer {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.post(place, &pairs)
    }

    /// Sends a form with these lines about where it comes from.
    pub(crate) fn post_from(&mut self, lines: &str, place: &str, pairs: &[(&str, &str)]) -> Answer {
        let (host, path) = self.whole(place);
        let (cookies, body) = (self.cookie_line(&host), form(pairs));
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\n{cookies}{lines}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        self.took(&host, self.site.raw(request.as_bytes()))
    }

    /// Keeps the cookies of an answer.
    fn took(&mut self, host: &str, answer: Answer) -> Answer {
        let set = answer.head.lines().filter(|line| line.to_lowercase().starts_with("set-cookie: "));
        for line in set {
            let (_, cookie) = line.split_once(": ").unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let place = (host.to_owned(), name.to_owned());
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(&place);
            } else {
                self.cookies.insert(place, value.to_owned());
            }
        }
        answer
    }

    /// The token that forms of this session carry.
    pub(crate) fn csrf(&mut self) -> String {
        between(&self.get("/acts").ok().body, "name=\"csrf\" value=\"", "\"").unwrap()
    }

    /// Fills in a form of an act, and sends it.
    pub(crate) fn draft(&mut self, verb: &str, pairs: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let pairs: Vec<(&str, &str)> =
            [("csrf", csrf.as_str())].into_iter().chain(pairs.iter().copied()).collect();
        self.post(&format!("/acts/{}", verb.replace(' ', "/")), &pairs)
    }
}

/// How many entries the record has, as the server's own figures say: asking makes nothing happen.
pub(crate) fn entries(site: &Site) -> u64 {
    let text = Browser::new(site).get("/metrics").ok().body;
    let line = text.lines().find(|line| line.starts_with("sekisho_record_entries ")).unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}

/// A town with two contractors, each named in one permit for the same data at the same place: `P-0001` names `X-1` of `OTHER`,
/// `P-0002` names `C-1` of `PRIME`.
pub(crate) fn town() -> Town {
    let town = Town::new();
    town.run("org add OTHER --name 余所X社", "O-1").done();
    town.run("person add X-1 --name '余所 一郎' --employer OTHER", "O-1").done();
    town.give_key("X-1");
    for (medium, person) in [("USB-1", "X-1"), ("USB-2", "C-1")] {
        town.run(&format!("medium add {medium} --product Hako --serial SN-{medium} --home CAB-1"), "O-3")
            .done();
        town.at("2026-06-21T13:00");
        let line = format!(
            "permit request --purpose '{person} に渡す' --data residents:code:3 --people 3 --declared Hako --carrier O-4 \
             --carrier {person} --receiver {person} --eraser {person} --medium {medium} --site SITE \
             --return-by 2026-06-21T20:00"
        );
        town.run(&line, "O-4").done();
    }
    town
}
