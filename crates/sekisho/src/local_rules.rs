//! The office's own rules where they lie: `rules/*.cedar` in the record's directory, read anew for every question.
//!
//! A server that runs for months so sees the set that an officer puts in force today, and nobody changes a file unnoticed.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sekisho_core::id::PersonId;
use sekisho_core::local::{in_force, no_rules};
use sekisho_core::{Command, State, Timestamp};
use sekisho_gate::Fault;
use sekisho_gate::port::{LocalRules, Verdict};
use sekisho_rules::{RuleSet, Source, digest};

/// The folder of the rules in a record's directory.
#[derive(Debug)]
pub struct RulesFolder {
    path: PathBuf,
    /// What was read last: reading a set takes longer than asking it.
    read: RefCell<Option<RuleSet>>,
}

impl RulesFolder {
    /// Names the folder of a record.
    pub fn of(record: &Path) -> Self {
        Self { path: path(record), read: RefCell::new(None) }
    }
}

/// Gives where the rules of a record lie.
pub fn path(record: &Path) -> PathBuf {
    record.join("rules")
}

/// Reads every file of rules in a folder; without the folder there are none.
pub fn read(folder: &Path) -> io::Result<Vec<Source>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "cedar") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(Source { name, text: fs::read_to_string(&path)? });
        }
    }
    files.sort();
    Ok(files)
}

/// Puts a set into a folder, in the place of the one there.
///
/// Shape: each file is there as a whole or not at all. What is interrupted leaves a set that is not in force, which every act
/// notices, and which the same command puts right.
pub fn install(folder: &Path, files: &[Source]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for old in read(folder)? {
        if !files.iter().any(|file| file.name == old.name) {
            fs::remove_file(folder.join(&old.name))?;
        }
    }
    for file in files {
        let beside = folder.join(format!("{}.new", file.name));
        fs::write(&beside, &file.text)?;
        fs::File::open(&beside)?.sync_all()?;
        fs::rename(&beside, folder.join(&file.name))?;
    }
    fs::File::open(folder)?.sync_all()
}

impl LocalRules for RulesFolder {
    fn judge(
        &self,
        state: &State,
        person: &PersonId,
        command: &Command,
        now: Timestamp,
    ) -> Result<Verdict, Fault> {
        let files = read(&self.path).map_err(|error| Fault::LocalRules(error.to_string()))?;
        let set = digest(&files);
        if set == no_rules() || set != in_force(state) {
            // Nothing to ask, or rules that nobody put in force: the gate sees which by the digest.
            return Ok(Verdict { reasons: Vec::new(), set });
        }
        let mut read = self.read.borrow_mut();
        if read.as_ref().is_none_or(|known| known.digest() != set) {
            *read = Some(RuleSet::read(&files).map_err(|error| Fault::LocalRules(error.to_string()))?);
        }
        match read.as_ref() {
            Some(rules) => rules.judge(state, person, command, now),
            None => Err(Fault::LocalRules("no rules were read".to_owned())),
        }
    }
}
