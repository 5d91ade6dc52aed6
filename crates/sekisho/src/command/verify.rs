//! `sekisho verify`: checks a record from its files alone. Trusts nothing but the key that is named.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use base64::Engine as _;
use sekisho_gate::port::StoredEntry;
use sekisho_gate::rejudge::Rejudge;
use sekisho_gate::replay::{Replay, Report as Replayed};
use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_proof::note::NoteVerifier;
use sekisho_proof::verify::verify_log;
use sekisho_store::object::dir::TileDir;
use sekisho_store::{Store, StoreError};
use serde_json::{Value, json};

use crate::cli::Verify;
use crate::command::Context;
use crate::exit::Exit;
use crate::local_rules::RulesFolder;
use crate::report::{Failure, Report};

/// `sekisho verify`
pub fn verify(context: Context<'_>, arguments: &Verify) -> Result<Report, Failure> {
    if let Some(proof) = &arguments.proof {
        return verify_proof(context, arguments, proof);
    }
    let dir = arguments.log.clone().unwrap_or_else(|| context.dir());
    let log = TileDir::new(if dir.join("log").is_dir() { dir.join("log") } else { dir.clone() });
    let checkpoint = log
        .checkpoint()
        .ok()
        .flatten()
        .ok_or_else(|| Failure::not_found("checkpoint", &log.path().display().to_string()))?;
    let keys = keys(context, arguments, &dir)?;
    let origin = checkpoint.lines().next().unwrap_or_default().to_owned();
    let mut events = Events::open(arguments, &dir, &keys, &origin)?;
    let bar = progress(context, &checkpoint);
    let checked = verify_log(&log, &checkpoint, &keys.note, |index, entry| {
        bar.set_position(index);
        events.next(index, entry).map_err(Into::into)
    });
    bar.finish_and_clear();
    match checked {
        Ok(report) => {
            let (mut replayed, local) = events.finish(context, report.checkpoint.size)?;
            if let Some(replayed) = replayed.as_mut() {
                check_texts(context, arguments, &dir, replayed);
            }
            Ok(passed(context, report.checkpoint.size, report.tiles, &keys.trusted, replayed, &local))
        }
        Err(error) => Ok(failed(context, &error.to_string())),
    }
}

/// Names and free texts in the database are those behind the digests in the events.
fn check_texts(context: Context<'_>, arguments: &Verify, dir: &Path, replayed: &mut Replayed) {
    if !dir.join("record.sqlite").exists() {
        return;
    }
    let changed = open(arguments, dir).and_then(|store| store.changed_texts()).unwrap_or(1);
    if changed > 0 {
        let what = context.text.say("verify-texts", &[("texts", &changed.to_string())]);
        replayed.problems.push(sekisho_gate::replay::Problem { index: 0, what });
    }
}

/// Opens the database: the record's own like any command does, a copy that is named so that nothing in it changes.
fn open(arguments: &Verify, dir: &Path) -> Result<Store, StoreError> {
    if arguments.log.is_some() { Store::open_copy(dir) } else { Store::open_unchecked(dir) }
}

fn progress(context: Context<'_>, checkpoint: &str) -> indicatif::ProgressBar {
    let quiet = context.cli.global.quiet || context.cli.global.json || !context.outside.interactive;
    let size = checkpoint.lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or_default();
    // A check that takes less than a second needs no bar.
    if quiet || size < 10_000 { indicatif::ProgressBar::hidden() } else { indicatif::ProgressBar::new(size) }
}

/// The events behind the leaves, one after the other: from an export, from the record's database, or none.
struct Events {
    /// The local rules, where their texts are at hand.
    local: Option<(RulesFolder, Rejudge)>,
    replay: Option<Replay>,
    source: Source,
    seen: u64,
}

enum Source {
    Export(BufReader<File>),
    Nothing,
    Record { page: std::collections::VecDeque<StoredEntry>, store: Box<Store> },
}

/// The longest line of an export. Units: bytes; an act statement and its signature are far shorter.
const LINE_LIMIT: u64 = 4 * 1024 * 1024;

/// Reads the next line of an export, without its end.
fn line(lines: &mut BufReader<File>) -> Result<Option<Vec<u8>>, std::io::Error> {
    let mut line = Vec::new();
    lines.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_none() && line.len() as u64 >= LINE_LIMIT {
        return Err(std::io::Error::other("a line of the export is longer than any event"));
    }
    Ok(Some(line))
}

/// So many envelopes are read at once: flat memory, whatever the size of the record.
const PAGE: u64 = 256;

impl Events {
    fn open(arguments: &Verify, dir: &Path, keys: &Keys, origin: &str) -> Result<Self, Failure> {
        let replay = keys.envelope.clone().map(|key| Replay::new(origin, key));
        if replay.is_none() && arguments.events.is_some() {
            return Err(Failure::usage("vkey-incomplete", &[]));
        }
        let source = if replay.is_none() {
            Source::Nothing
        } else if let Some(path) = &arguments.events {
            let file =
                File::open(path).map_err(|_| Failure::not_found("file", &path.display().to_string()))?;
            Source::Export(BufReader::new(file))
        } else if dir.join("record.sqlite").exists() {
            let store = Box::new(open(arguments, dir).map_err(Failure::store)?);
            Source::Record { page: std::collections::VecDeque::new(), store }
        } else {
            Source::Nothing
        };
        let replay = replay.filter(|_| !matches!(source, Source::Nothing));
        let own = matches!(source, Source::Record { .. }).then(|| RulesFolder::of(dir));
        let rules = arguments.rules.clone().map(RulesFolder::at).or(own);
        let local = rules.map(|rules| (rules, Rejudge::default()));
        Ok(Self { local, replay, source, seen: 0 })
    }

    /// Checks the envelope that belongs to the leaf.
    fn next(&mut self, index: u64, leaf: &[u8]) -> Result<(), std::io::Error> {
        let Some(replay) = &mut self.replay else { return Ok(()) };
        let envelope = match &mut self.source {
            Source::Nothing => return Ok(()),
            Source::Export(lines) => match line(lines)? {
                Some(line) => (!line.is_empty()).then_some(line),
                None => return Ok(()),
            },
            Source::Record { page, store } => {
                if page.is_empty() {
                    let record: &dyn sekisho_gate::port::Record = store.as_ref();
                    record
                        .entries(index, index.saturating_add(PAGE), &mut |entry| {
                            page.push_back(entry);
                            Ok(())
                        })
                        .map_err(std::io::Error::other)?;
                }
                match page.pop_front() {
                    Some(entry) => entry.envelope,
                    None => return Ok(()),
                }
            }
        };
        self.seen = self.seen.saturating_add(1);
        let entry = StoredEntry { envelope, index, leaf: leaf.to_vec() };
        if let Some((rules, rejudge)) = &mut self.local {
            rejudge.next(rules, replay.state(), &entry);
        }
        replay.next(&entry);
        Ok(())
    }

    /// Ends the check: as many events as entries.
    fn finish(mut self, context: Context<'_>, size: u64) -> Result<(Option<Replayed>, Local), Failure> {
        let Some(replay) = self.replay.take() else { return Ok((None, Local::NoneInForce)) };
        let mut seen = self.seen;
        if let Source::Export(lines) = &mut self.source {
            while line(lines).map_err(|error| Failure::broken(error.into()))?.is_some() {
                seen = seen.saturating_add(1);
            }
        }
        let (mut report, state) = replay.finish();
        if seen != size {
            let values = [("events", seen.to_string()), ("entries", size.to_string())];
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let what = context.text.say("verify-count", &values);
            report.problems.push(sekisho_gate::replay::Problem { index: seen.min(size), what });
        }
        let ruled = state.local_rules.adopted.is_some();
        let local = match self.local {
            Some((_, rejudge)) => {
                report.problems.extend(rejudge.problems);
                if ruled { Local::Judged(rejudge.judged) } else { Local::NoneInForce }
            }
            None if ruled => Local::Unseen,
            None => Local::NoneInForce,
        };
        Ok((Some(report), local))
    }
}

/// What became of the local rules.
enum Local {
    /// So many acts were put to the rules of their time.
    Judged(u64),
    /// None was ever in force, or there are no events.
    NoneInForce,
    /// Their texts are not at hand: their *no* stands as it is recorded.
    Unseen,
}

struct Keys {
    envelope: Option<EnvelopePublicKey>,
    note: NoteVerifier,
    trusted: String,
}

/// The key that is named on the command line; else the record's own, which proves only that it agrees with itself.
fn keys(context: Context<'_>, arguments: &Verify, dir: &Path) -> Result<Keys, Failure> {
    let own = dir.join("keys").join("record.key").exists().then(|| own_keys(dir)).transpose()?;
    let unfit = |word: &str| Failure::usage("vkey-unfit", &[("vkey", word)]);
    match (&arguments.vkey, own) {
        (Some(given), own) => {
            let (vkey, envelope) =
                given.split_once(' ').map_or((given.as_str(), None), |(a, b)| (a, Some(b)));
            let note = NoteVerifier::from_vkey(vkey).map_err(|_| unfit(given))?;
            let named = envelope.map(|word| envelope_key(word).ok_or_else(|| unfit(word))).transpose()?;
            let envelope = named.or(own.map(|(envelope, _)| envelope));
            Ok(Keys { envelope, note, trusted: context.text.say("verify-trusted-given", &[]) })
        }
        (None, Some((envelope, note))) => {
            let trusted = context.text.say("verify-trusted-own", &[]);
            Ok(Keys { envelope: Some(envelope), note, trusted })
        }
        (None, None) => Err(Failure::usage("vkey-missing", &[])),
    }
}

fn own_keys(dir: &Path) -> Result<(EnvelopePublicKey, NoteVerifier), Failure> {
    let config = crate::config::Config::read(dir)?;
    let seeds = sekisho_store::keyfile::read(&crate::assemble::key_path(dir)).map_err(Failure::store)?;
    let keys = sekisho_gate::RecordKeys::new(&config.record.origin, seeds)
        .map_err(|error| Failure::broken(error.into()))?;
    Ok((keys.envelope.public(), keys.note.verifier()))
}

fn envelope_key(word: &str) -> Option<EnvelopePublicKey> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(word).ok()?;
    EnvelopePublicKey::from_bytes(&bytes.try_into().ok()?).ok()
}

fn failed(context: Context<'_>, why: &str) -> Report {
    let human = context.text.say("verify-failed", &[("why", why)]);
    let json = json!({ "ok": false, "problems": [{ "what": why }] });
    Report { exit: Exit::Unverified, human, json, listing: None, notes: String::new() }
}

fn passed(
    context: Context<'_>,
    size: u64,
    tiles: u64,
    trusted: &str,
    replayed: Option<Replayed>,
    local: &Local,
) -> Report {
    let text = context.text;
    let (size_text, tiles_text) = (size.to_string(), tiles.to_string());
    let mut lines = vec![text.say("verify-log", &[("entries", &size_text), ("tiles", &tiles_text)])];
    let events_checked = replayed.is_some();
    let mut json = json!({
        "ok": true, "entries": size, "events_checked": events_checked, "key": trusted, "tiles": tiles, "problems": [],
    });
    let mut exit = Exit::Done;
    match replayed {
        None => lines.push(text.say("verify-no-events", &[])),
        Some(report) => {
            let counts = [
                ("person", report.by_person.to_string()),
                ("server", report.by_server.to_string()),
                ("refused", report.refused.to_string()),
            ];
            let values: Vec<(&str, &str)> =
                counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            lines.push(text.say("verify-events", &values));
            match local {
                Local::Judged(acts) => {
                    lines.push(text.say("verify-local", &[("acts", &acts.to_string())]));
                }
                Local::NoneInForce => {}
                Local::Unseen => lines.push(text.say("verify-local-unseen", &[])),
            }
            let problems: Vec<Value> =
                report.problems.iter().map(|one| json!({ "record": one.index, "what": one.what })).collect();
            for problem in &report.problems {
                lines.push(format!("  #{}  {}", problem.index, problem.what));
            }
            if let Value::Object(map) = &mut json {
                map.insert("ok".to_owned(), json!(problems.is_empty()));
                map.insert("by_person".to_owned(), json!(report.by_person));
                map.insert("by_server".to_owned(), json!(report.by_server));
                map.insert("refused".to_owned(), json!(report.refused));
                map.insert("problems".to_owned(), json!(problems));
                let judged = if let Local::Judged(acts) = local { Some(acts) } else { None };
                map.insert("judged_by_local_rules".to_owned(), json!(judged));
            }
            if !report.problems.is_empty() {
                exit = Exit::Unverified;
            }
        }
    }
    lines.push(trusted.to_owned());
    let verdict = if exit == Exit::Done { "verify-ok" } else { "verify-bad" };
    lines.push(text.say(verdict, &[]));
    Report::done(json, lines.join("\n")).with_exit(exit)
}

/// Checks one receipt: an entry, its path, a signed checkpoint.
fn verify_proof(context: Context<'_>, arguments: &Verify, path: &Path) -> Result<Report, Failure> {
    let keys = keys(context, arguments, &arguments.log.clone().unwrap_or_else(|| context.dir()))?;
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|_| Failure::not_found("file", &shown))?;
    // A receipt lies beside its entry, as it was written.
    let beside = std::fs::read_to_string(format!("{shown}.entry")).ok();
    let entry = arguments.entry.as_deref().or(beside.as_deref()).and_then(|hex| unhex(hex.trim()));
    let entry = entry.ok_or_else(|| Failure::usage("field-missing", &[("flag", "--entry")]))?;
    let proof = match sekisho_proof::proof_file::ProofFile::parse(&text) {
        Ok(proof) => proof,
        Err(error) => return Ok(failed(context, &error.to_string())),
    };
    match proof.verify(&entry, &keys.note) {
        Ok(checkpoint) => {
            if let Err(why) = still_there(context, arguments, &keys, &checkpoint) {
                return Ok(failed(context, &why));
            }
            let values = [("index", proof.index.to_string()), ("entries", checkpoint.size.to_string())];
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let json = json!({ "ok": true, "record": proof.index, "entries": checkpoint.size });
            Ok(Report::done(json, context.text.say("verify-proof-ok", &values)))
        }
        Err(error) => Ok(failed(context, &error.to_string())),
    }
}

/// Where the log is at hand, it must still be the one that the receipt was given for.
fn still_there(
    context: Context<'_>,
    arguments: &Verify,
    keys: &Keys,
    receipt: &sekisho_proof::checkpoint::Checkpoint,
) -> Result<(), String> {
    let dir = arguments.log.clone().unwrap_or_else(|| context.dir());
    let log = TileDir::new(if dir.join("log").is_dir() { dir.join("log") } else { dir });
    let Ok(Some(note)) = log.checkpoint() else { return Ok(()) };
    let now =
        sekisho_proof::checkpoint::Checkpoint::open(&note, &keys.note).map_err(|error| error.to_string())?;
    let root =
        sekisho_gate::history::root_at(receipt.size, now.size, &log).map_err(|error| error.to_string())?;
    if root == receipt.root { Ok(()) } else { Err(context.text.say("verify-other-history", &[])) }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
