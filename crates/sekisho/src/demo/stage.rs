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
    /// The program ends without doing it, with this fault: no rule of the record decided it.
    Failed(&'static str),
    /// It is refused, for these codes among others.
    Refused(&'static [&'static str]),
    /// It cannot be tried on this machine, since another program is missing.
    Untried,
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
    /// What is told below its line, in the language of the demo.
    pub details: Vec<String>,
    /// Whether it came to what it must come to.
    pub expected: bool,
    /// What the command answered.
    pub json: Value,
    /// The key of its sentence.
    pub key: &'static str,
    /// What it must come to.
    pub outcome: Outcome,
    /// Who did it.
    pub person: String,
    /// Its number in the record, if it made one.
    pub record: Option<u64>,
    /// How long the command took. Units: seconds.
    pub seconds: f64,
    /// When, by the local clock: `06-21 17:00`.
    pub time: String,
}

impl Taken {
    /// Compares what a command line answered with what it must come to.
    pub fn of(
        key: &'static str,
        time: &str,
        person: &str,
        words: &[&str],
        outcome: Outcome,
        (exit, json): (Exit, Value),
    ) -> Self {
        let mut codes: Vec<String> = json
            .get("reasons")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|reason| Some(reason.get("code")?.as_str()?.to_owned()))
            .collect();
        let fault = json.pointer("/error/code").and_then(Value::as_str).map(str::to_owned);
        let record = json.get("record").and_then(Value::as_array).and_then(|list| list.first()?.as_u64());
        let expected = match outcome {
            Outcome::Done => exit == Exit::Done,
            Outcome::Failed(wanted) => fault.as_deref() == Some(wanted),
            Outcome::Refused(wanted) => {
                record.is_some() && wanted.iter().all(|code| codes.iter().any(|given| given == code))
            }
            Outcome::NotBuilt | Outcome::Untried => false,
        };
        codes.extend(fault);
        let who = if person.is_empty() { String::new() } else { format!(" --as {person}") };
        let command = format!("sekisho {}{who}", words.join(" "));
        let (person, details) = (person.to_owned(), Vec::new());
        let time = short(time);
        Self { codes, command, details, expected, json, key, outcome, person, record, seconds: 0.0, time }
    }

    /// Gives a step that was not taken, and says why not.
    pub fn untaken(key: &'static str, time: &str, outcome: Outcome) -> Self {
        let (codes, command, details, json) = (Vec::new(), String::new(), Vec::new(), Value::Null);
        let (person, time) = (String::new(), short(time));
        let (expected, record, seconds) = (true, None, 0.0);
        Self { codes, command, details, expected, json, key, outcome, person, record, seconds, time }
    }

    /// Gives the step as data.
    pub fn json(&self) -> Value {
        let outcome = match self.outcome {
            Outcome::Done => "done",
            Outcome::Failed(_) => "failed",
            Outcome::Refused(_) => "refused",
            Outcome::NotBuilt => "open",
            Outcome::Untried => "untried",
        };
        json!({
            "step": self.key, "time": self.time, "command": self.command, "must": outcome, "codes": self.codes,
            "record": self.record, "as_expected": self.expected, "seconds": self.seconds,
        })
    }
}

/// A command line and the process that it runs in.
#[derive(Clone, Debug)]
pub struct Line {
    arguments: Vec<OsString>,
    outside: Outside,
}

impl Line {
    /// Runs it, and gives what it answered.
    pub fn run(&self) -> (Exit, Value) {
        let spoken = crate::run(&self.arguments, &self.outside);
        (spoken.exit, spoken.json)
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
    pub fn new(dir: &Path, text: &'a Text, program: Option<PathBuf>) -> Result<Self, Failure> {
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
        for folder in ["desk", "keys", "phone"] {
            fs::create_dir_all(dir.join(folder)).map_err(broken)?;
        }
        fs::write(&mark, "").map_err(broken)?;
        let outside = Outside::with(&[]).with_program(program);
        // A vault is told where its record lies: the same folder from wherever the commands are run.
        let dir = fs::canonicalize(dir).map_err(broken)?;
        Ok(Self { dir, outside, taken: Vec::new(), text })
    }

    /// Gives the folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Gives the sentences.
    pub fn text(&self) -> &'a Text {
        self.text
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

    /// Gives the path of something in the folder, as a word of a command line.
    pub fn path(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }

    /// Runs a command line at a time, as a person if one is named, and gives what it answered.
    pub fn run(&self, time: &str, person: Option<&str>, words: &[&str]) -> (Exit, Value) {
        self.line(time, person, words).run()
    }

    /// Writes a command line, to be run by whoever has it.
    pub fn line(&self, time: &str, person: Option<&str>, words: &[&str]) -> Line {
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
        Line { arguments, outside: self.outside.clone() }
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

    /// Takes a step of the story and keeps what it came to; a step that nobody signs has an empty person.
    pub fn step(
        &mut self,
        key: &'static str,
        time: &str,
        person: &str,
        words: &[&str],
        outcome: Outcome,
    ) -> &Taken {
        let started = stopwatch();
        let answered = self.run(time, Some(person).filter(|person| !person.is_empty()), words);
        let taken = Taken::of(key, time, person, words, outcome, answered);
        self.keep(Taken { seconds: started.elapsed().as_secs_f64(), ..taken })
    }

    /// Keeps a step that was taken beside others, and how long it took.
    pub fn took(&mut self, taken: Taken) -> &Taken {
        self.keep(taken)
    }

    /// Tells something below the line of the last step.
    pub fn tell(&mut self, line: String) {
        if let Some(last) = self.taken.last_mut() {
            last.details.push(line);
        }
    }

    /// Names a step that cannot be tried yet.
    pub fn open_step(&mut self, key: &'static str, time: &str) {
        self.keep(Taken::untaken(key, time, Outcome::NotBuilt));
    }

    /// Names a step that needs a program which this machine lacks.
    pub fn untried_step(&mut self, key: &'static str, time: &str) {
        self.keep(Taken::untaken(key, time, Outcome::Untried));
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
            ("S-2", "CALL"),
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
            fs::create_dir(self.dir.join(medium)).map_err(|error| Failure::broken(error.into()))?;
        }
        self.open_rooms(SPRING)
    }

    /// Makes the vault, the desk that seals at the office, and the one that opens at the call centre.
    fn open_rooms(&self, time: &str) -> Result<(), Failure> {
        self.set(time, Some("O-1"), &["vault", "init"])?;
        let keys = self.set(time, None, &["log", "key"])?;
        let word = |name: &str| keys.get(name).and_then(Value::as_str).unwrap_or_default();
        let owner = format!("{} {}", word("vkey"), word("envelope_key"));
        for (device, place) in [("D-0", "CAB-1"), ("D-1", "SUITA")] {
            let serial = format!("SN-{device}");
            self.set(time, Some("O-1"), &["device", "add", device, "--serial", &serial, "--place", place])?;
            let (station, out) =
                (self.path(&format!("station-{device}")), self.path(&format!("desk/{device}.json")));
            let words = ["station", "init", &station, "--device", device, "--owner-key", &owner];
            self.set(time, None, &[&words[..], &["--out", &out, "--keys", "4"]].concat())?;
            self.set(time, Some("O-1"), &["device", "enroll", &out])?;
        }
        Ok(())
    }

    pub(super) fn add_person(&self, time: &str, person: &str, employer: &str) -> Result<(), Failure> {
        let name = self.text.say(&format!("demo-name-{person}"), &[]);
        self.set(time, Some("O-1"), &["person", "add", person, "--name", &name, "--employer", employer])?;
        let key = self.key(person).display().to_string();
        self.set(time, None, &["key", "new", &key])?;
        self.set(time, None, &["key", "prove", &key, "--person", person])?;
        self.set(time, Some("O-1"), &["key", "enroll", person, "--public", &format!("{key}.pub")])?;
        Ok(())
    }
}

/// Starts a watch: what it shows is told, and nothing depends on it.
#[expect(
    clippy::disallowed_methods,
    reason = "the demo tells how long something took; nothing depends on it"
)]
pub(super) fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

fn short(time: &str) -> String {
    time.get(5..).unwrap_or_default().replace('T', " ")
}
