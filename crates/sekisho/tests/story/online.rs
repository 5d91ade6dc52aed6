//! Over the network: real processes, real keys, a server that nobody has to believe.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command as Program, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::sealing::{Handle, Presence, PresenceLevel};
use sekisho_core::{Command, Digest};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_web::asking;
use sekisho_web::form::{self, ActForm, Acted, Asking, PrepareForm, Prepared, ProblemForm};
use serde::Serialize;
use serde_json::Value;

use crate::attack::Question;
use crate::sealed::Case;

#[path = "online/broken.rs"]
mod broken;
#[path = "online/open.rs"]
mod open;
#[path = "online/refused.rs"]
pub(crate) mod refused;

/// `sekisho serve` as a process of its own.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts it for the case's record at the case's time; gives it once it answers.
    pub(crate) fn start(case: &Case, more: &[&str]) -> Self {
        Self::at(case, "127.0.0.1:0", more)
    }

    pub(crate) fn at(case: &Case, address: &str, more: &[&str]) -> Self {
        Self::with(case, address, more, &[])
    }

    /// The same, with more in its environment.
    pub(crate) fn with(case: &Case, address: &str, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let log = fs::OpenOptions::new().create(true).append(true).open(case.town.file("server.log"));
        let mut child = Program::new(env!("CARGO_BIN_EXE_sekisho"))
            .args(["serve", "--json", "--listen", address, "--at", &case.town.time(), "--dir"])
            .arg(case.town.file("record"))
            .args(more)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the server said `{line}`"));
        Self { child, url: said["url"].as_str().unwrap().to_owned() }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        self.url.split("://").nth(1).unwrap().to_owned()
    }

    /// Kills it in the middle of whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop, as a service manager does; gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let told = Program::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code()
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, form: &impl Serialize) -> (u16, Value) {
        self.send(path, &serde_json::to_vec(form).unwrap(), "application/json")
    }

    pub(crate) fn send(&self, path: &str, body: &[u8], kind: &str) -> (u16, Value) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        let request = agent.post(format!("{}{path}", self.url));
        let mut answer =
            request.header("content-type", kind).header("accept-language", "ja").send(body).unwrap();
        let status = answer.status().as_u16();
        let headers = answer.headers();
        assert!(headers.contains_key("sekisho-operation") && headers["x-content-type-options"] == "nosniff");
        (status, serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap())
    }

    /// Lets the server write the statement of a command, and signs it.
    pub(crate) fn signed(&self, case: &Case, person: &str, command: &Command) -> ActForm {
        let key = key(case, person);
        let time = case.now().to_string();
        let text = asking::text("sekimori.invalid/record", &person.parse().unwrap(), command, &time).unwrap();
        let signature = key.sign(&namespace(asking::ASK), text.as_bytes()).unwrap();
        let (status, prepared) = self.post(
            form::PREPARE,
            &PrepareForm {
                asking: Some(Asking { signature, time }),
                command: command.clone(),
                occurred_at: None,
                person: person.to_owned(),
            },
        );
        assert_eq!(status, 200, "{prepared}");
        let Prepared { namespace, statement } = serde_json::from_value(prepared).unwrap();
        let signature = key.sign(&namespace, statement.as_bytes()).unwrap();
        ActForm { disclosures: Vec::new(), signature, statement }
    }

    /// Sends what must be done.
    pub(crate) fn done(&self, path: &str, form: &ActForm) -> Acted {
        let (status, answer) = self.post(path, form);
        assert_eq!(status, 200, "{answer}");
        serde_json::from_value(answer).unwrap()
    }

    /// Sends what must not be done.
    pub(crate) fn refused(&self, path: &str, form: &ActForm, status: u16, code: &str) -> ProblemForm {
        let (got, answer) = self.post(path, form);
        assert_eq!((got, answer["code"].as_str()), (status, Some(code)), "{answer}");
        serde_json::from_value(answer).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn key(case: &Case, person: &str) -> PrivateKey {
    PrivateKey::from_openssh(&fs::read_to_string(case.key(person)).unwrap(), None).unwrap()
}

/// A case whose boxes are at the site.
pub(crate) fn there(media: &str) -> Case {
    let case = Case::new();
    case.approved(media).sealed(media).carried(media);
    case
}

/// The order of a release for a question.
pub(crate) fn order(question: &Question, medium: &str) -> Command {
    let challenge = &question.challenge;
    Command::Release {
        challenge: STANDARD.encode(challenge.to_bytes()),
        device: "D-1".parse().unwrap(),
        digest: Digest::of(&challenge.statement()),
        handle: Handle::from_bytes(challenge.handle),
        medium: medium.parse().unwrap(),
        opening: challenge.opening_number,
        permit: "P-0001".parse().unwrap(),
        presence: Presence {
            level: PresenceLevel::VerifiedByOwner,
            persons: ["S-1", "S-2"].map(|person| person.parse().unwrap()).into(),
        },
        purpose: sekisho_core::sealing::Purpose::Opening,
    }
}

/// How many entries the record has.
pub(crate) fn size(case: &Case) -> u64 {
    case.gate().size()
}
