//! The station's way to the owner's server. The server is not believed: what is signed is computed here, and an answer
//! opens a box or it does not.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::sealing::{Handle, Presence, PresenceLevel, Purpose};
use sekisho_core::{Command, Digest, Timestamp};
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::canonical;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::answer::Answer;
use sekisho_seal::challenge::Challenge;
use sekisho_station::desk::{Desk, Permit};
use sekisho_web::asking;
use sekisho_web::form::{
    self, ActForm, Acted, Asking, LettersForm, PrepareForm, Prepared, ProblemForm, Taken,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Proxy};
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::file;
use crate::message::Text;
use crate::report::Failure;

/// How long one request with its answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The longest answer that is read. Units: bytes.
const ANSWER_LIMIT: u64 = 4 << 20;

/// The longest file of certificates: a whole system's bundle fits. Units: bytes.
const PEM_LIMIT: u64 = 4 << 20;

/// What may pass by itself.
const AGAIN: [&str; 4] = ["server-broke-off", "server-slow", "server-unreachable", "server-waits"];

/// The pause before the same release is sent again.
const PAUSE: Duration = Duration::from_secs(1);

/// A statement's own time may lie so far from ours: as far as the gate allows. Units: seconds.
pub(crate) const DRIFT: i64 = 10 * 60;

/// No statement of a server is signed that is valid for longer. Units: seconds.
pub(crate) const VALIDITY: i64 = 60 * 60;

/// A server that may be asked.
#[derive(Debug)]
pub struct ServerLink {
    agent: Agent,
    language: &'static str,
    token: Option<Bearer>,
    url: String,
}

/// A token for a server, as it goes into the head of a request.
struct Bearer(Zeroizing<String>);

impl std::fmt::Debug for Bearer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bearer")
    }
}

/// What comes instead of an answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Nothing that can be read.
    Failure(Failure),
    /// The server says why not.
    Problem(Box<ProblemForm>),
}

/// Who asks, with what is asked, for signing.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it holds a private key")]
pub struct Asker<'a> {
    /// The desk: it knows the record's name and the last checkpoint.
    pub desk: &'a Desk,
    /// The key that signs.
    pub key: &'a PrivateKey,
    /// The time.
    pub now: Timestamp,
    /// How long the same release is sent again. Only the pauses in between count.
    pub patience: Duration,
    /// Who signs.
    pub person: &'a PersonId,
}

impl ServerLink {
    /// Prepares to ask a server. Nothing is sent yet.
    ///
    /// Shape: `https://` with the certificates of `ca`; `http://` only to this machine.
    /// Errors: `server-url`, `server-ca-missing`, `server-ca-unfit`.
    pub fn new(url: &str, ca: Option<&Path>, text: &Text) -> Result<Self, Failure> {
        let shown = url.trim_end_matches('/');
        let unfit = || Failure::usage("server-url", &[("url", url)]);
        let parsed: ureq::http::Uri = shown.parse().map_err(|_| unfit())?;
        let host = parsed.host().ok_or_else(unfit)?.trim_matches(['[', ']']);
        let here = host == "localhost" || host.parse().is_ok_and(|host: std::net::IpAddr| host.is_loopback());
        let tls = match (parsed.scheme_str(), ca) {
            (Some("https"), Some(ca)) => Some(trusted(ca)?),
            (Some("https"), None) => return Err(Failure::usage("server-ca-missing", &[("url", url)])),
            (Some("http"), _) if here => None,
            _ => return Err(unfit()),
        };
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None::<Proxy>)
            .timeout_global(Some(PATIENCE))
            .user_agent("sekisho");
        if let Some(tls) = tls {
            config = config.tls_config(tls);
        }
        let agent = config.build().new_agent();
        Ok(Self { agent, language: text.language().code(), token: None, url: shown.to_owned() })
    }

    /// Shows a token with every request.
    #[must_use]
    pub(crate) fn with_token(self, token: &str) -> Self {
        Self { token: Some(Bearer(Zeroizing::new(format!("Bearer {token}")))), ..self }
    }

    /// Asks for the answer to a challenge: prepares, signs, sends, and gives what the vault said.
    ///
    /// Shape: sends the same signed release again while the server or its vault does not answer; it counts once. A new
    /// challenge would count as another opening.
    /// Errors: `server-statement` if it would have us sign something else; what the server says, in its words.
    pub fn release(
        &self,
        asker: Asker<'_>,
        permit: &Permit,
        medium: &MediumId,
        challenge: &Challenge,
        people: &[&PersonId],
    ) -> Result<Answer, Failure> {
        let command = order(asker.desk, permit, medium, challenge, people);
        let statement = self.statement(asker, &command)?;
        let signature = sign(asker.key, command.act(), &statement)?;
        let form = ActForm { disclosures: Vec::new(), signature, statement };
        let mut waited = Duration::ZERO;
        let acted: Acted = loop {
            match self.post(form::RELEASES, &form) {
                Err(failure) if AGAIN.contains(&failure.code()) && waited < asker.patience => {
                    std::thread::park_timeout(PAUSE);
                    waited = waited.saturating_add(PAUSE);
                }
                done => break done?,
            }
        };
        let unread = || self.failed("server-unread");
        acted
            .answer
            .ok_or_else(unread)?
            .parse()
            .map_err(|error| unread().caused_by(anyhow::Error::new(error)))
    }

    /// Sends sealed letters; gives what became of each.
    pub fn letters(&self, letters: &[Vec<u8>]) -> Result<Taken, Failure> {
        let letters: Vec<_> = letters.iter().map(|letter| STANDARD.encode(letter)).collect();
        let count = letters.len();
        let taken: Taken = self.post(form::LETTERS, &LettersForm { letters })?;
        if taken.letters.len() == count { Ok(taken) } else { Err(self.failed("server-unread")) }
    }

    /// Lets the server write the statement, since it shows what the record says; and signs nothing else than what was asked.
    fn statement(&self, asker: Asker<'_>, command: &Command) -> Result<String, Failure> {
        let time = asker.now.to_string();
        let broken = |error: canonical::CanonicalError| Failure::broken(error.into());
        let words = asking::text(asker.desk.origin(), asker.person, command, &time).map_err(broken)?;
        let signature = sign(asker.key, asking::ASK, &words)?;
        let form = PrepareForm {
            asking: Some(Asking { signature, time }),
            command: command.clone(),
            occurred_at: None,
            person: asker.person.to_string(),
        };
        let prepared: Prepared = self.post(form::PREPARE, &form)?;
        let line = canonical::to_vec(command).map_err(broken)?;
        match says_what_was_asked(&prepared.statement, &line, command, asker) {
            Ok(()) => Ok(prepared.statement),
            Err(what) => Err(self.failed("server-statement").caused_by(anyhow::anyhow!("{what}"))),
        }
    }

    fn post<T: DeserializeOwned>(&self, path: &str, form: &impl Serialize) -> Result<T, Failure> {
        self.ask(path, form).map_err(|refusal| match refusal {
            Refusal::Failure(failure) => failure,
            Refusal::Problem(problem) => self.problem(&problem),
        })
    }

    /// Sends a form.
    pub(crate) fn ask<T: DeserializeOwned>(&self, path: &str, form: &impl Serialize) -> Result<T, Refusal> {
        let broken = |error: serde_json::Error| Refusal::Failure(Failure::broken(error.into()));
        let body = serde_json::to_vec(form).map_err(broken)?;
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("content-type", "application/json")
            .header("accept-language", self.language);
        if let Some(Bearer(token)) = &self.token {
            request = request.header("authorization", token.as_str());
        }
        self.read(request.send(body.as_slice()))
    }

    /// Asks for what stands under an address.
    pub(crate) fn look<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(String, String)],
        kind: &str,
    ) -> Result<T, Refusal> {
        let mut request = self
            .agent
            .get(format!("{}{path}", self.url))
            .query_pairs(query.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .header("accept", kind)
            .header("accept-language", self.language);
        if let Some(Bearer(token)) = &self.token {
            request = request.header("authorization", token.as_str());
        }
        self.read(request.call())
    }

    fn read<T: DeserializeOwned>(
        &self,
        answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<T, Refusal> {
        let unanswered = |error| Refusal::Failure(self.unanswered(error));
        let unread =
            |error: serde_json::Error| Refusal::Failure(self.failed("server-unread").caused_by(error));
        let mut response = answered.map_err(unanswered)?;
        let ok = response.status().is_success();
        let read = response.body_mut().with_config().limit(ANSWER_LIMIT).read_to_vec();
        let bytes = read.map_err(unanswered)?;
        if ok {
            return serde_json::from_slice(&bytes).map_err(unread);
        }
        Err(serde_json::from_slice(&bytes).map_or_else(unread, |problem| Refusal::Problem(Box::new(problem))))
    }

    /// Says what the server said: its code and words stay.
    fn problem(&self, problem: &ProblemForm) -> Failure {
        let operation = anyhow::anyhow!("operation {} at {}", problem.operation, self.url);
        if !problem.reasons.is_empty() {
            let lines: String = problem
                .reasons
                .iter()
                .map(|one| format!("\n  {:<11} {}\n              → {}", one.code, one.sentence, one.advice))
                .collect();
            return Failure::new(Exit::Refused, "refused", &[("reasons", &lines)]).caused_by(operation);
        }
        let said = [
            ("code", problem.code.as_str()),
            ("sentence", problem.title.as_str()),
            ("advice", problem.advice.as_deref().unwrap_or("-")),
        ];
        let (exit, code) = match problem.status {
            503 => (Exit::Waiting, "server-waits"),
            _ => (Exit::Unverified, "server-says-no"),
        };
        Failure::new(exit, code, &said).caused_by(operation)
    }

    /// Says why there was no answer.
    fn unanswered(&self, error: ureq::Error) -> Failure {
        let code = match &error {
            ureq::Error::Timeout(_) => "server-slow",
            ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::Pem(_) => "server-tls",
            ureq::Error::Io(io) if is_tls(io) => "server-tls",
            ureq::Error::Io(io)
                if matches!(
                    io.kind(),
                    std::io::ErrorKind::ConnectionReset
                        | std::io::ErrorKind::UnexpectedEof
                        | std::io::ErrorKind::BrokenPipe
                        | std::io::ErrorKind::ConnectionAborted
                ) =>
            {
                "server-broke-off"
            }
            ureq::Error::Protocol(_) | ureq::Error::Http(_) => "server-broke-off",
            _ => "server-unreachable",
        };
        self.failed(code).caused_by(error)
    }

    pub(crate) fn failed(&self, code: &str) -> Failure {
        Failure::new(Exit::Failed, code, &[("url", &self.url)])
    }
}

/// A handshake that failed comes as an error of the line.
fn is_tls(error: &std::io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some()
}

/// Writes the order of a release from what the desk knows itself: challenge, permit file, those present.
fn order(
    desk: &Desk,
    permit: &Permit,
    medium: &MediumId,
    challenge: &Challenge,
    people: &[&PersonId],
) -> Command {
    Command::Release {
        challenge: STANDARD.encode(challenge.to_bytes()),
        device: desk.device().clone(),
        digest: Digest::of(&challenge.statement()),
        handle: Handle::from_bytes(challenge.handle),
        medium: medium.clone(),
        opening: challenge.opening_number,
        permit: permit.document().permit,
        presence: Presence {
            level: PresenceLevel::VerifiedByOwner,
            persons: people.iter().map(|person| (*person).clone()).collect(),
        },
        purpose: Purpose::Opening,
    }
}

/// Compares a statement with what was asked for, line by line. Facts are the record's: what the desk knows of them from the
/// approved permit must be among them, and nothing may speak of another permit, device or challenge.
fn says_what_was_asked(
    text: &str,
    line: &[u8],
    command: &Command,
    asker: Asker<'_>,
) -> Result<(), &'static str> {
    let statement = ActStatement::parse(text).map_err(|_| "it is no act statement")?;
    let Asker { desk, now, person, .. } = asker;
    if statement.act != command.act() || statement.command.as_bytes() != line {
        return Err("it holds another command");
    }
    if statement.origin != desk.origin() || statement.person != person.as_str() {
        return Err("it is for another record or person");
    }
    let time: Timestamp = statement.time.parse().map_err(|_| "its time cannot be read")?;
    let expires: Timestamp = statement.expires.parse().map_err(|_| "its end cannot be read")?;
    if time < now.plus(-DRIFT) || now.plus(DRIFT) < time || time.plus(VALIDITY) < expires {
        return Err("it is for another time");
    }
    let seen = desk.checkpoint();
    let same = statement.checkpoint_size != seen.size || statement.checkpoint_root == seen.root;
    if statement.checkpoint_size < seen.size || !same {
        return Err("it knows another record than this desk");
    }
    facts_fit(&statement.facts, command)
}

/// Each fact is one of those that a release has, and those about the release itself say what the command says.
fn facts_fit(facts: &[String], command: &Command) -> Result<(), &'static str> {
    // What the record adds are these lines only; they change nothing of what the command says.
    const RECORD: [&str; 4] = ["permit", "people", "return-by", "copies"];
    // The rest needs no record: for a permit that nobody knows the same lines come out.
    let own = sekisho_core::facts::facts(&sekisho_core::State::default(), command);
    let (permit, own) = own.split_first().ok_or("it has no facts")?;
    let record = facts.len().checked_sub(own.len()).ok_or("facts are missing")?;
    let (theirs, rest) = facts.split_at(record);
    if rest != own {
        return Err("its facts are about something else");
    }
    let named = theirs.first().is_some_and(|first| {
        first == permit
            || first.strip_prefix(permit.as_str()).is_some_and(|rest| rest.starts_with(" revision "))
    });
    let known = theirs.iter().all(|fact| RECORD.iter().any(|word| fact.split(' ').next() == Some(*word)));
    if named && known && theirs.len() <= RECORD.len() {
        Ok(())
    } else {
        Err("its facts are about something else")
    }
}

fn sign(key: &PrivateKey, act: &str, text: &str) -> Result<String, Failure> {
    key.sign(&namespace(act), text.as_bytes()).map_err(|error| Failure::broken(error.into()))
}

/// Trusts the certificates in a file, and no others.
fn trusted(path: &Path) -> Result<TlsConfig, Failure> {
    let shown = path.display().to_string();
    let unfit = || Failure::new(Exit::Unverified, "server-ca-unfit", &[("path", &shown)]);
    let bytes = file::read(path, PEM_LIMIT)?;
    let mut roots: Vec<Certificate<'static>> = Vec::new();
    for item in ureq::tls::parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| unfit().caused_by(error))? {
            roots.push(certificate);
        }
    }
    if roots.is_empty() {
        return Err(unfit());
    }
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&roots))
        .build())
}
