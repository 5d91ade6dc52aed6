//! A small town that is driven through its command line.
//!
//! ```ignore
//! let town = Town::new();
//! town.at("2026-06-21T13:00").run("permit approve P-0001", "O-2").done();
//! town.run("permit approve P-0001", "O-2").refused_with(["R-TWO"]);
//! assert_eq!(town.ask("medium list").done().texts("id"), ["USB-01"]);
//! ```

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use sekisho::Spoken;
use sekisho::assemble::Outside;
use sekisho::exit::Exit;
use serde_json::Value;

/// An office with its people, its cabinet `CAB-1` and a site `SITE` of its contractor `PRIME`; no medium yet.
///
/// | who | may |
/// |---|---|
/// | `O-1` | administrator |
/// | `O-2` | approver |
/// | `O-3` | security manager and media keeper |
/// | `O-4` | nothing special: asks, carries |
/// | `C-1` | works for `PRIME`: carries |
pub(crate) struct Town {
    clock: RefCell<String>,
    dir: tempfile::TempDir,
}

/// What the program said to one command line.
pub(crate) struct Said {
    line: String,
    pub(crate) spoken: Spoken,
}

impl Town {
    /// Opens the office on a Sunday morning, 2026-06-21.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let town = Self { clock: RefCell::new("2026-06-21T08:30".to_owned()), dir };
        town.ask("init --office 関守市 --code CITY --name '関守 太郎' --origin sekimori.invalid/record")
            .done();
        std::fs::rename(town.file("record/keys/administrator"), town.file("O-1.key")).unwrap();
        let people = [("O-2", "佐藤 花子"), ("O-3", "髙橋 次郎"), ("O-4", "﨑山 三郎")];
        for (person, name) in people {
            let mail = person.to_lowercase();
            town.run(
                &format!("person add {person} --name '{name}' --employer CITY --mail {mail}@city.example"),
                "O-1",
            )
            .done();
            town.give_key(person);
        }
        town.run("org add PRIME --name 元請P社", "O-1").done();
        town.run("person add C-1 --name '山﨑 徹' --employer PRIME", "O-1").done();
        town.give_key("C-1");
        for role in ["O-2 approver", "O-3 security_manager", "O-3 media_keeper"] {
            town.run(&format!("person role {role}"), "O-1").done();
        }
        town.run("place add SITE --name コールセンター --kind site --party PRIME", "O-1").done();
        town
    }

    pub(crate) fn give_key(&self, person: &str) {
        let key = format!("{}", self.file(&format!("{person}.key")).display());
        let public = self.file(&format!("{person}.key.pub"));
        self.ask(&format!("key new {key}")).done();
        self.ask(&format!("key prove {key} --person {person}")).done();
        self.run(&format!("key enroll {person} --public {}", public.display()), "O-1").done();
    }

    /// Sets the clock, in the time of Japan.
    pub(crate) fn at(&self, time: &str) -> &Self {
        time.clone_into(&mut self.clock.borrow_mut());
        self
    }

    /// Gives the clock.
    pub(crate) fn time(&self) -> String {
        self.clock.borrow().clone()
    }

    /// Names a file in the town's directory.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Lets a person act: the line without who and with what.
    pub(crate) fn run(&self, line: &str, person: &str) -> Said {
        let key = self.file(&format!("{person}.key"));
        self.ask(&format!("{line} --as {person} --key {}", key.display()))
    }

    /// Asks for something that nobody signs.
    pub(crate) fn ask(&self, line: &str) -> Said {
        let record = self.file("record").display().to_string();
        let clock = self.clock.borrow().clone();
        let always = ["--dir", record.as_str(), "--lang", "ja", "--at", clock.as_str()].map(OsString::from);
        let words = words(line).into_iter().map(OsString::from).chain(always);
        let spoken = sekisho::run(&words.collect::<Vec<_>>(), &outside());
        Said { line: line.to_owned(), spoken }
    }
}

/// Runs a command line of whole words.
pub(crate) fn run(words: &[&str]) -> Spoken {
    sekisho::run(&words.iter().map(OsString::from).collect::<Vec<_>>(), &outside())
}

/// A process that can start the program itself, as the vault's own process.
fn outside() -> Outside {
    Outside::with(&[]).with_program(Some(env!("CARGO_BIN_EXE_sekisho").into()))
}

/// Splits a line as a shell does, with single quotes only.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let mut words = Vec::new();
    for (position, part) in parts {
        if position % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

impl Said {
    /// Demands that it was done.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        self.ended(Exit::Done)
    }

    /// Demands an exit code.
    #[track_caller]
    pub(crate) fn ended(self, exit: Exit) -> Self {
        let Spoken { stderr, stdout, .. } = &self.spoken;
        assert_eq!(self.spoken.exit, exit, "`{}` said:\n{stdout}{stderr}", self.line);
        self
    }

    /// Demands a refusal with exactly these codes of rules.
    #[track_caller]
    pub(crate) fn refused_with<const N: usize>(self, codes: [&str; N]) -> Self {
        let reasons = self.list("reasons");
        let given: BTreeSet<&str> = reasons.iter().filter_map(|reason| reason["code"].as_str()).collect();
        assert_eq!(given, BTreeSet::from(codes), "`{}`", self.line);
        self
    }

    /// Demands a failure with this code.
    #[track_caller]
    pub(crate) fn failed_with(self, code: &str, exit: Exit) -> Self {
        assert_eq!(self.spoken.json["error"]["code"], code, "`{}`", self.line);
        self.ended(exit)
    }

    /// Gives the data, or a field of it, as a list; empty if it is none.
    pub(crate) fn list(&self, name: &str) -> Vec<Value> {
        let value = if name.is_empty() { &self.spoken.json } else { &self.spoken.json[name] };
        value.as_array().cloned().unwrap_or_default()
    }

    /// Gives one text of each line of the data.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let rows = self.list("");
        rows.iter().map(|row| row[name].as_str().unwrap_or_default().to_owned()).collect()
    }
}
