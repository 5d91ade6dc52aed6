//! The stage: a record for trying, its people with their keys, and a way to run a command line at a set time.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::assemble::Outside;
use crate::exit::Exit;
use crate::message::Text;
use crate::report::Failure;

/// The name of the demo's log: `.invalid`, so that its clock may be set.
const ORIGIN: &str = "sekimori.invalid/demo";

/// What a step must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It is refused, for these codes among others.
    Refused(&'static [&'static str]),
    /// It cannot be tried yet.
    NotBuilt,
}

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The reasons, if it was refused.
    pub codes: Vec<String>,
    /// What the command line was.
    pub command: String,
    /// Whether it came to what it must come to.
    pub expected: bool,
    /// What the command answered.
    pub json: Value,
    /// The key of its sentence.
    pub key: &'static str,
    /// What it must come to.
    pub outcome: Outcome,
    /// Its number in the record, if it made one.
    pub record: Option<u64>,
    /// When, by the local clock: `06-21 17:00`.
    pub time: String,
}

impl Taken {
    /// Gives the step as data.
    pub fn json(&self) -> Value {
        let outcome = match self.outcome {
            Outcome::Done => "done",
            Outcome::Refused(_) => "refused",
            Outcome::NotBuilt => "not_built",
        };
        json!({
            "step": self.key, "time": self.time, "command": self.command, "must": outcome, "codes": self.codes,
            "record": self.record, "as_expected": self.expected,
        })
    }
}

/// The stage of one demo.
#[derive(Debug)]
pub struct Stage<'a> {
    dir: PathBuf,
    outside: Outside,
    taken: Vec<Taken>,
    text: &'a Text,
}

impl<'a> Stage<'a> {
    /// Clears the folder of an earlier demo and starts anew.
    ///
    /// Errors: the folder holds something that no demo has written.
    pub fn new(dir: &Path, text: &'a Text) -> Result<Self, Failure> {
        let mark = dir.join("架空データ.txt");
        let occupied =
            dir.exists() && !mark.exists() && fs::read_dir(dir).is_ok_and(|mut list| list.next().is_some());
        if occupied {
            return Err(Failure::new(Exit::Failed, "demo-folder", &[("path", &dir.display().to_string())]));
        }
        let broken = |error: std::io::Error| {
            Failure::broken(anyhow::anyhow!("cannot use `{}`: {error}", dir.display()))
        };
        if dir.exists() {
            fs::remove_dir_all(dir).map_err(broken)?;
        }
        fs::create_dir_all(dir.join("keys")).map_err(broken)?;
        fs::write(&mark, "").map_err(broken)?;
        Ok(Self { dir: dir.to_owned(), outside: Outside::with(&[]), taken: Vec::new(), text })
    }

    /// Gives the folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Gives the steps so far.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// Gives the record's directory.
    pub fn record(&self) -> PathBuf {
        self.dir.join("record")
    }

    /// Gives the private key of a person.
    pub fn key(&self, person: &str) -> PathBuf {
        self.dir.join("keys").join(person)
    }

    /// Runs a command line at a time, as a person if one is named, and gives what it answered.
    pub fn run(&self, time: &str, person: Option<&str>, words: &[&str]) -> (Exit, Value) {
        let mut arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        let mut flag = |name: &str, value: OsString| arguments.extend([OsString::from(name), value]);
        flag("--dir", self.record().into_os_string());
        flag("--at", OsString::from(time));
        flag("--lang", OsString::from(self.text.language().code()));
        if let Some(person) = person {
            flag("--as", OsString::from(person));
            flag("--key", self.key(person).into_os_string());
        }
        arguments.push(OsString::from("--json"));
        let spoken = crate::run(&arguments, &self.outside);
        (spoken.exit, spoken.json)
    }

    /// Runs a command line that prepares the scene: it must be done.
    pub fn set(&self, time: &str, person: Option<&str>, words: &[&str]) -> Result<Value, Failure> {
        let (exit, json) = self.run(time, person, words);
        if exit == Exit::Done {
            return Ok(json);
        }
        Err(Failure::broken(anyhow::anyhow!(
            "the demo could not prepare `sekisho {}`: {json}",
            words.join(" ")
        )))
    }

    /// Takes a step of the story and keeps what it came to.
    pub fn step(
        &mut self,
        key: &'static str,
        time: &str,
        person: &str,
        words: &[&str],
        outcome: Outcome,
    ) -> &Taken {
        let (exit, json) = self.run(time, Some(person), words);
        let codes: Vec<String> = json
            .get("reasons")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|reason| Some(reason.get("code")?.as_str()?.to_owned()))
            .collect();
        let record = json.get("record").and_then(Value::as_array).and_then(|list| list.first()?.as_u64());
        let expected = match outcome {
            Outcome::Done => exit == Exit::Done,
            Outcome::Refused(wanted) => {
                record.is_some() && wanted.iter().all(|code| codes.iter().any(|given| given == code))
            }
            Outcome::NotBuilt => false,
        };
        let command = format!("sekisho {} --as {person}", words.join(" "));
        self.keep(Taken { codes, command, expected, json, key, outcome, record, time: short(time) })
    }

    /// Names a step that cannot be tried yet.
    pub fn open_step(&mut self, key: &'static str, time: &str) {
        self.keep(Taken {
            codes: Vec::new(),
            command: String::new(),
            expected: true,
            json: Value::Null,
            key,
            outcome: Outcome::NotBuilt,
            record: None,
            time: short(time),
        });
    }

    fn keep(&mut self, taken: Taken) -> &Taken {
        self.taken.push(taken);
        // INVARIANT: something was pushed just now.
        self.taken.last().unwrap_or_else(|| unreachable!("the list is not empty"))
    }

    /// Opens the office with its people, keys, roles, places and media.
    pub fn open_office(&self) -> Result<(), Failure> {
        const SPRING: &str = "2022-04-01T09:00";
        let city = self.text.say("demo-city", &[]);
        let administrator = self.text.say("demo-name-O-1", &[]);
        let key = self.key("O-1").display().to_string();
        self.set(
            SPRING,
            None,
            &[
                "init",
                "--office",
                &city,
                "--code",
                "CITY",
                "--name",
                &administrator,
                "--key",
                &key,
                "--origin",
                ORIGIN,
            ],
        )?;
        for (party, above) in [("PRIME", "CITY"), ("CALL", "CITY")] {
            let name = self.text.say(&format!("demo-name-{party}"), &[]);
            self.set(SPRING, Some("O-1"), &["org", "add", party, "--above", above, "--name", &name])?;
        }
        for (person, employer) in [
            ("O-2", "CITY"),
            ("O-3", "CITY"),
            ("O-4", "CITY"),
            ("C-1", "PRIME"),
            ("W-1", "PRIME"),
            ("S-1", "CALL"),
        ] {
            self.add_person(SPRING, person, employer)?;
        }
        for (person, role) in [("O-2", "approver"), ("O-3", "security_manager"), ("O-3", "media_keeper")] {
            self.set(SPRING, Some("O-1"), &["person", "role", person, role])?;
        }
        let site = self.text.say("demo-name-SUITA", &[]);
        self.set(
            SPRING,
            Some("O-1"),
            &["place", "add", "SUITA", "--name", &site, "--kind", "site", "--party", "CALL"],
        )?;
        for (medium, serial) in [("USB-01", "AA04012700007061"), ("USB-02", "AA04012700007062")] {
            self.set(
                SPRING,
                Some("O-3"),
                &[
                    "medium",
                    "add",
                    medium,
                    "--product",
                    "Sample USB3",
                    "--serial",
                    serial,
                    "--home",
                    "CAB-1",
                    "--capacity",
                    "16GB",
                ],
            )?;
        }
        Ok(())
    }

    fn add_person(&self, time: &str, person: &str, employer: &str) -> Result<(), Failure> {
        let name = self.text.say(&format!("demo-name-{person}"), &[]);
        self.set(time, Some("O-1"), &["person", "add", person, "--name", &name, "--employer", employer])?;
        let key = self.key(person).display().to_string();
        self.set(time, None, &["key", "new", &key])?;
        self.set(time, None, &["key", "prove", &key, "--person", person])?;
        self.set(time, Some("O-1"), &["key", "enroll", person, "--public", &format!("{key}.pub")])?;
        Ok(())
    }
}

fn short(time: &str) -> String {
    time.get(5..).unwrap_or_default().replace('T', " ")
}
