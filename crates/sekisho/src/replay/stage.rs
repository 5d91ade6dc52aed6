//! The stage of one case: a folder with a fresh record, keys made for it, and command lines at a set clock.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::assemble::{Outside, entropy};
use crate::command::Context;
use crate::exit::Exit;
use crate::file::with_suffix;
use crate::replay::line::words;
use crate::replay::unfit::place_of;
use crate::replay::written::{Case, Cast, NUMBER, OWNER, Person, Sample};
use crate::report::Failure;

/// Whose commands open the record.
pub(super) const ADMINISTRATOR: &str = "O-1";

/// A folder that is gone when nobody looks at it any more, unless it is to be kept.
#[derive(Debug)]
pub(super) struct Folder {
    keep: Option<PathBuf>,
    path: PathBuf,
}

impl Folder {
    /// Makes a new folder: in the one named, or where the system keeps what is for a moment.
    ///
    /// Errors: it, or what is to stay beside it, is there already; it cannot be made.
    fn new(keep: Option<&Path>, case: &Case) -> Result<Self, Failure> {
        let broken = |path: &Path, error: std::io::Error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                let shown = path.display().to_string();
                return Failure::new(Exit::Failed, "replay-folder", &[("path", &shown)]);
            }
            Failure::of_file("file-not-written", path, error)
        };
        let path = if let Some(keep) = keep {
            fs::create_dir_all(keep).map_err(|error| broken(keep, error))?;
            fs::canonicalize(keep).map_err(|error| broken(keep, error))?.join(&case.code)
        } else {
            std::env::temp_dir().join(passing_name().map_err(|error| Failure::broken(error.into()))?)
        };
        for number in case.tried_aside().filter(|_| keep.is_some()) {
            let beside = not_stopped(&path, number);
            // A link that leads nowhere is there, too.
            if beside.symlink_metadata().is_ok() {
                return Err(broken(&beside, std::io::ErrorKind::AlreadyExists.into()));
            }
        }
        new_folder(&path).map_err(|error| broken(&path, error))?;
        Ok(Self { keep: keep.map(Path::to_owned), path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.keep.is_none() {
            // Whatever stays behind is synthetic, and nobody else can read it.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// The stage of one case.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    folder: Folder,
    language: &'static str,
    outside: Outside,
    /// Both keys of the record, as a station takes them.
    owner_key: String,
    shown: &'a str,
}

impl<'a> Stage<'a> {
    /// Opens the record of a case, with everybody in it and everything done that is before it.
    ///
    /// Shape: `shown` is how messages name the file.
    /// Errors: `replay-not-prepared` with the line that was not done.
    pub(super) fn open(
        context: Context<'_>,
        case: &Case,
        shown: &'a str,
        keep: Option<&Path>,
    ) -> Result<Self, Failure> {
        let folder = Folder::new(keep, case)?;
        let mut stage = Self {
            folder,
            language: context.text.language().code(),
            outside: Outside::with(&[]).with_program(context.outside.program.clone()),
            owner_key: String::new(),
            shown,
        };
        stage.lay_out(&case.cast)?;
        stage.establish(case)?;
        stage.enter(case)?;
        for (number, one) in case.prepare.iter().enumerate() {
            for (line, written) in one.lines.iter().enumerate() {
                let done = stage.prepare(&one.at, one.by.as_deref(), written);
                done.map_err(here(case, format!("/prepare/{number}/lines/{line}")))?;
            }
        }
        Ok(stage)
    }

    /// Gives the folder if it stays.
    pub(super) fn kept(&self) -> Option<&Path> {
        self.folder.keep.as_ref().map(|_| self.folder.path.as_path())
    }

    /// Lets something happen that did not: on the folder as it is now, which is put back afterwards.
    ///
    /// Shape: what was tried stays as `<folder>-not-stopped-<number>` if the folder stays.
    /// Errors: those of what is tried; `file-not-written` if the folder cannot be copied.
    pub(super) fn aside<T>(
        &self,
        number: usize,
        tried: impl FnOnce(&Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let broken = |error: std::io::Error| Failure::of_file("file-not-written", &self.folder.path, error);
        let before = self.folder.path.with_file_name(passing_name().map_err(broken)?);
        // Commands know their folder by its path: the copy is what waits, and the folder is what is tried on.
        new_folder(&before).map_err(broken)?;
        let copied = copy_into(&self.folder.path, &before).map_err(broken);
        if copied.is_err() {
            // Made above, by nobody else: had it been there, nothing would have been copied.
            let _ = fs::remove_dir_all(&before);
        }
        copied?;
        let result = tried(self);
        let moved = if self.folder.keep.is_some() {
            let moved = fs::rename(&self.folder.path, not_stopped(&self.folder.path, number));
            if moved.is_err() {
                // What was tried cannot stay; the case itself does.
                let _ = fs::remove_dir_all(&self.folder.path);
            }
            moved
        } else {
            fs::remove_dir_all(&self.folder.path)
        };
        fs::rename(&before, &self.folder.path).and(moved).map_err(broken)?;
        result
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path.join(name)
    }

    fn lay_out(&self, cast: &Cast) -> Result<(), Failure> {
        let keys = ["keys".to_owned()];
        for name in keys.iter().chain(&cast.folders) {
            let path = self.path(name);
            fs::create_dir(&path).map_err(|error| Failure::of_file("file-not-written", &path, error))?;
        }
        for sample in &cast.files {
            let path = self.path(&sample.name);
            write(&path, sample).map_err(|error| Failure::of_file("file-not-written", &path, error))?;
        }
        Ok(())
    }

    fn establish(&mut self, case: &Case) -> Result<(), Failure> {
        let Cast { administrator, at, owner, .. } = &case.cast;
        // `.invalid`: a record whose clock may be set.
        let origin = format!("replay.invalid/{}", case.code.to_lowercase());
        let key = self.path("keys").join(ADMINISTRATOR).display().to_string();
        let words = ["init", "--office", owner, "--code", OWNER, "--person", ADMINISTRATOR];
        let rest = ["--name", administrator, "--key", &key, "--origin", &origin];
        self.set(at, None, &[&words[..], &rest].concat())?;
        let keys = self.set(at, None, &["log", "key"])?;
        let word = |name: &str| keys.get(name).and_then(Value::as_str).unwrap_or_default();
        self.owner_key = format!("{} {}", word("vkey"), word("envelope_key"));
        Ok(())
    }

    fn enter(&self, case: &Case) -> Result<(), Failure> {
        let (at, first) = (&case.cast.at, Some(ADMINISTRATOR));
        let persons = &case.cast.persons;
        for (number, org) in case.cast.orgs.iter().enumerate() {
            let words = ["org", "add", &org.code, "--above", &org.above, "--name", &org.name];
            self.set(at, first, &words).map_err(here(case, format!("/cast/orgs/{number}")))?;
        }
        for (number, person) in persons.iter().enumerate() {
            self.enter_person(at, person).map_err(here(case, format!("/cast/persons/{number}")))?;
        }
        for (number, person) in persons.iter().enumerate() {
            let Some(other) = &person.confirmed_by else { continue };
            let words = ["person", "state", "--employer", &person.employer, "--title", &person.title];
            let stated = self.set(at, Some(&person.code), &words);
            let confirmed =
                stated.and_then(|_| self.set(at, Some(other), &["person", "confirm", &person.code]));
            confirmed.map_err(here(case, format!("/cast/persons/{number}/confirmed_by")))?;
        }
        Ok(())
    }

    fn enter_person(&self, at: &str, person: &Person) -> Result<(), Failure> {
        let (first, code) = (Some(ADMINISTRATOR), person.code.as_str());
        if code != ADMINISTRATOR {
            let words = ["person", "add", code, "--name", &person.name, "--employer", &person.employer];
            self.set(at, first, &[&words[..], &["--title", &person.title]].concat())?;
            let key = self.path("keys").join(code).display().to_string();
            self.set(at, None, &["key", "new", &key])?;
            self.set(at, None, &["key", "prove", &key, "--person", code])?;
            if person.enrolled {
                self.set(at, first, &["key", "enroll", code, "--public", &format!("{key}.pub")])?;
            }
        }
        for role in &person.roles {
            self.set(at, first, &["person", "role", code, role])?;
        }
        Ok(())
    }

    /// Splits a line of the file, with the names of the folder and of the record's keys in their places.
    pub(super) fn words(&self, line: &str) -> Vec<String> {
        let dir = self.folder.path.display().to_string();
        let fill = |word: String| word.replace("{dir}", &dir).replace("{owner_key}", &self.owner_key);
        // What a line holds was looked at when the file was read.
        words(line).unwrap_or_default().into_iter().map(fill).collect()
    }

    fn prepare(&self, at: &str, by: Option<&str>, line: &str) -> Result<(), Failure> {
        let words = self.words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.set(at, by, &words).map(drop)
    }

    /// Runs a command line that must be done.
    fn set(&self, at: &str, by: Option<&str>, words: &[&str]) -> Result<Value, Failure> {
        let (exit, json) = self.run(at, by, words);
        if exit == Exit::Done {
            return Ok(json);
        }
        let by = by.map(|person| format!(" --as {person}")).unwrap_or_default();
        let line = format!("sekisho {}{by}", words.join(" "));
        let values = [("path", self.shown), ("line", &line), ("time", at)];
        Err(Failure::new(Exit::Failed, "replay-not-prepared", &values).caused_by(anyhow::anyhow!("{json}")))
    }

    /// Runs a command line at a time, as a person if one is named: the same way as from a terminal.
    pub(super) fn run(&self, at: &str, by: Option<&str>, words: &[&str]) -> (Exit, Value) {
        let mut arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        let mut flag = |name: &str, value: OsString| arguments.extend([OsString::from(name), value]);
        flag("--dir", self.path("record").into_os_string());
        flag("--at", OsString::from(at));
        flag("--lang", OsString::from(self.language));
        if let Some(person) = by {
            flag("--as", OsString::from(person));
            flag("--key", self.path("keys").join(person).into_os_string());
        }
        arguments.push(OsString::from("--json"));
        let spoken = crate::run(&arguments, &self.outside);
        (spoken.exit, spoken.json)
    }
}

/// Says where in the file it stands that could not be done.
fn here(case: &Case, pointer: String) -> impl FnOnce(Failure) -> Failure {
    move |failure| failure.at(place_of(&case.bytes, &pointer, "not-prepared"))
}

/// Gives a name that nobody can guess, and so nobody has used.
fn passing_name() -> std::io::Result<String> {
    let mut bytes = [0; 8];
    entropy(&mut bytes)?;
    let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sekisho-replay-{name}"))
}

/// Names the folder in which stays what was tried beside a case.
fn not_stopped(folder: &Path, number: usize) -> PathBuf {
    with_suffix(folder, &format!("-not-stopped-{number}"))
}

/// Makes a folder for its owner alone.
///
/// Errors: there is one already.
fn new_folder(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// Copies all that is in a folder into a new one, each as private as it was.
fn copy_into(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            new_folder(&target)?;
            copy_into(&entry.path(), &target)?;
            fs::set_permissions(&target, entry.metadata()?.permissions())?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

fn write(path: &Path, sample: &Sample) -> std::io::Result<()> {
    let mut out = BufWriter::new(fs::File::create_new(path)?);
    out.write_all(sample.text.as_bytes())?;
    for number in 1..=sample.lines {
        writeln!(out, "{}", sample.line.replace(NUMBER, &number.to_string()))?;
    }
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
}
