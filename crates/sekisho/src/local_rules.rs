//! The office's own rules where they are kept: each set that was ever proposed in a folder of its own under `rules/`, named by its
//! digest.
//!
//! What is in force stands in the record; here is only the text. So a verifier finds the set of any day, a change of a file is
//! seen at once, and nothing has to be swapped in two places.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sekisho_core::id::PersonId;
use sekisho_core::local::no_rules;
use sekisho_core::{Command, Digest, Reason, State, Timestamp};
use sekisho_gate::Fault;
use sekisho_gate::port::LocalRules;
use sekisho_rules::{RuleSet, RulesFault, Source, digest};

/// The folder of the sets of a record.
#[derive(Debug)]
pub struct RulesFolder {
    path: PathBuf,
    /// The sets that were read so far: reading one takes longer than asking it.
    read: RefCell<BTreeMap<Digest, RuleSet>>,
}

impl RulesFolder {
    /// Names the folder of a record.
    pub fn of(record: &Path) -> Self {
        Self::at(record.join("rules"))
    }

    /// Names a folder of sets.
    pub fn at(path: PathBuf) -> Self {
        Self { path, read: RefCell::new(BTreeMap::new()) }
    }

    /// Gives where a set is kept.
    pub fn place(&self, set: Digest) -> PathBuf {
        self.path.join(set.to_string().trim_start_matches("sha256:"))
    }

    /// Reads the files of a set that is kept.
    ///
    /// Errors: [`Fault::LocalRulesMissing`], [`Fault::LocalRulesDiffer`], [`Fault::LocalRules`] if they cannot be read.
    pub fn files(&self, set: Digest) -> Result<Vec<Source>, Fault> {
        if set == no_rules() {
            return Ok(Vec::new());
        }
        let files = read(&self.place(set)).map_err(|error| Fault::LocalRules(error.to_string()))?;
        let found = digest(&files);
        if files.is_empty() {
            Err(Fault::LocalRulesMissing(set))
        } else if found == set {
            Ok(files)
        } else {
            Err(Fault::LocalRulesDiffer { asked: set, found })
        }
    }

    /// Keeps a set; what lies in its place and is another one is replaced.
    ///
    /// Shape: durable when it returns. The files are whole or not there; what is interrupted is not the set, and the same call puts
    /// it right.
    pub fn keep(&self, files: &[Source]) -> io::Result<()> {
        let set = digest(files);
        if files.is_empty() || self.files(set).is_ok() {
            return Ok(());
        }
        let folder = self.place(set);
        fs::create_dir_all(&folder)?;
        for old in read(&folder)? {
            fs::remove_file(folder.join(&old.name))?;
        }
        for file in files {
            let beside = folder.join(format!("{}.new", file.name));
            fs::write(&beside, &file.text)?;
            fs::File::open(&beside)?.sync_all()?;
            fs::rename(&beside, folder.join(&file.name))?;
        }
        fs::File::open(&folder)?.sync_all()?;
        fs::File::open(&self.path)?.sync_all()
    }

    /// Asks a set that is kept. The files are read anew each time: nobody changes one unnoticed.
    fn ask<T>(&self, set: Digest, ask: impl FnOnce(&RuleSet) -> Result<T, RulesFault>) -> Result<T, Fault> {
        let files = self.files(set)?;
        let unusable = |error: RulesFault| Fault::LocalRules(error.to_string());
        let mut read = self.read.borrow_mut();
        let rules = match read.entry(set) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(RuleSet::read(&files).map_err(unusable)?)
            }
        };
        ask(rules).map_err(unusable)
    }
}

impl LocalRules for RulesFolder {
    fn check(&self, set: Digest) -> Result<(), Fault> {
        self.ask(set, |_| Ok(()))
    }

    fn judge(
        &self,
        set: Digest,
        state: &State,
        person: &PersonId,
        command: &Command,
        now: Timestamp,
    ) -> Result<Vec<Reason>, Fault> {
        self.ask(set, |rules| rules.judge(state, person, command, now))
    }
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
