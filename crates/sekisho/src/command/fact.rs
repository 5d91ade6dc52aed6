//! Facts told at a station without network: signed there, filed on the medium, and put into the record when it comes home.

use std::path::{Path, PathBuf};

use sekisho_core::id::PersonId;
use sekisho_core::{Command, Timestamp};
use sekisho_gate::submit::Submission;
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::canonical;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_station::desk::{Desk, Permit};
use sekisho_station::outbox::{self, Fact};
use sekisho_web::form::{LETTERS_LIMIT, LetterState};
use serde_json::{Value, json};

use crate::act;
use crate::assemble::entropy;
use crate::cli::Sync;
use crate::command::Context;
use crate::exit::Exit;
use crate::file;
use crate::online::ServerLink;
use crate::report::{Failure, Report};

/// The longest letter in an outbox. Units: bytes.
const LIMIT: u64 = 1 << 20;

/// How long a statement says to be valid; a fact is taken later, too. Units: seconds.
const VALIDITY: i64 = 24 * 60 * 60;

/// Signs a fact and files it at the desk and on the medium.
pub(crate) fn file_fact(
    desk: &Desk,
    permit: &Permit,
    medium: &Path,
    (person, key): (&PersonId, &PrivateKey),
    command: &Command,
    now: Timestamp,
) -> Result<PathBuf, Failure> {
    let broken = |error: String| Failure::broken(anyhow::anyhow!("{error}"));
    let line = canonical::to_vec(command).map_err(|error| broken(error.to_string()))?;
    let mut nonce = [0; 16];
    entropy(&mut nonce).map_err(|error| Failure::broken(error.into()))?;
    let seen = desk.checkpoint();
    let statement = ActStatement {
        act: command.act().to_owned(),
        origin: desk.origin().to_owned(),
        person: person.to_string(),
        facts: Vec::new(),
        command: String::from_utf8(line).map_err(|error| broken(error.to_string()))?,
        nonce,
        time: now.to_string(),
        expires: now.plus(VALIDITY).to_string(),
        checkpoint_size: seen.size,
        checkpoint_root: seen.root,
    };
    let statement = statement.checked_text().map_err(|error| broken(error.to_string()))?;
    let signature = key
        .sign(&namespace(command.act()), statement.as_bytes())
        .map_err(|error| Failure::broken(error.into()))?;
    let filed = outbox::file(desk, permit, medium, &Fact::new(statement, signature), now, &mut entropy)
        .map_err(|error| Failure::new(Exit::Failed, "outbox-not-written", &[]).caused_by(error))?;
    Ok(filed.on_medium)
}

/// `sekisho sync`: takes what stations have told into the record.
pub fn sync(context: Context<'_>, arguments: &Sync) -> Result<Report, Failure> {
    if let Some(server) = &arguments.server {
        let link = ServerLink::new(server, arguments.server_ca.as_deref(), context.text)?;
        return sync_over(context, &link, &arguments.medium);
    }
    let mut gate = context.gate()?;
    let shown = arguments.medium.display().to_string();
    let paths = letters(&arguments.medium)?;
    let mut facts = Vec::new();
    let mut unread = Vec::new();
    for path in paths {
        match outbox::open(&file::read(&path, LIMIT)?, &gate.keys().sync_seed()) {
            Ok(fact) => facts.push(fact),
            Err(_) => unread.push(path.display().to_string()),
        }
    }
    // The names tell nothing: what happened first is told first, and within a second what can only come first.
    facts.sort_by_key(|fact: &Fact| turn(&fact.statement));
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for Fact { signature, statement, .. } in facts {
        let command = command_of(&statement)?;
        let answer = gate.submit(&Submission { disclosures: Vec::new(), signature, statement })?;
        let report = act::say(&gate, &command, &answer, context.text);
        lines.push(report.human);
        rows.push(report.json);
    }
    let done = rows.len().to_string();
    lines.push(context.text.say("sync-done", &[("facts", &done), ("path", &shown)]));
    let exit = if unread.is_empty() { Exit::Done } else { Exit::Unverified };
    let mut report =
        Report::done(json!({ "ok": unread.is_empty(), "facts": rows, "unread": unread }), lines.join("\n"));
    for path in &unread {
        report = report.note(context.text.say("sync-unread", &[("path", path)]));
    }
    Ok(report.with_exit(exit))
}

/// Lists the letters on a medium, the ones written first in front.
fn letters(medium: &Path) -> Result<Vec<PathBuf>, Failure> {
    let folder = medium.join("outbox");
    let list = std::fs::read_dir(&folder)
        .map_err(|error| Failure::not_found("file", &folder.display().to_string()).caused_by(error))?;
    let mut paths: Vec<PathBuf> = list.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "age"));
    paths.sort_by_key(|path| std::fs::metadata(path).and_then(|known| known.modified()).ok());
    Ok(paths)
}

/// Sends the letters as they are: they are sealed for the owner, and nobody here can read them.
fn sync_over(context: Context<'_>, link: &ServerLink, medium: &Path) -> Result<Report, Failure> {
    let (mut rows, mut bad, mut taken) = (Vec::new(), Vec::new(), 0_usize);
    for paths in letters(medium)?.chunks(LETTERS_LIMIT) {
        let sealed: Vec<Vec<u8>> =
            paths.iter().map(|path| file::read(path, LIMIT)).collect::<Result<_, _>>()?;
        for (path, letter) in paths.iter().zip(link.letters(&sealed)?.letters) {
            let shown = path.display().to_string();
            match letter.state {
                LetterState::Recorded | LetterState::Refused | LetterState::Repeated => {
                    taken = taken.saturating_add(1);
                }
                LetterState::Unfit | LetterState::Unreadable => bad.push(shown.clone()),
            }
            rows.push(json!({ "path": shown, "letter": letter }));
        }
    }
    let (facts, shown) = (taken.to_string(), medium.display().to_string());
    let human = context.text.say("sync-done", &[("facts", &facts), ("path", &shown)]);
    let mut report = Report::done(json!({ "ok": bad.is_empty(), "letters": rows, "unread": bad }), human);
    for path in &bad {
        report = report.note(context.text.say("sync-unread", &[("path", path)]));
    }
    Ok(report.with_exit(if bad.is_empty() { Exit::Done } else { Exit::Unverified }))
}

/// Gives what facts are sorted by: when it happened, and within a second what can only come first.
pub(crate) fn turn(statement: &str) -> (String, usize) {
    (line_of(statement, "time: "), rank(&line_of(statement, "act: ")))
}

fn line_of(statement: &str, name: &str) -> String {
    statement.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned()
}

/// A box is opened before there is a working copy, and a copy is there before it is erased.
fn rank(act: &str) -> usize {
    ["report.opening", "declare.copy", "erase.copy", "report.erasure"]
        .iter()
        .position(|known| *known == act)
        .unwrap_or(usize::MAX)
}

fn command_of(statement: &str) -> Result<Command, Failure> {
    let parsed = ActStatement::parse(statement)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Statement(error)))?;
    let value: Value = serde_json::from_str(&parsed.command)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Command(error.to_string())))?;
    serde_json::from_value(value)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Command(error.to_string())))
}
