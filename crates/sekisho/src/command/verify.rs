//! `sekisho verify`: checks a record from its files alone. Trusts nothing but the key that is named.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use base64::Engine as _;
use sekisho_gate::port::StoredEntry;
use sekisho_gate::replay::{Replay, Report as Replayed};
use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_proof::note::NoteVerifier;
use sekisho_proof::verify::verify_log;
use sekisho_store::Store;
use sekisho_store::object::dir::TileDir;
use serde_json::{Value, json};

use crate::cli::Verify;
use crate::command::Context;
use crate::exit::Exit;
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
    let mut leaves = Leaves::default();
    let report = verify_log(&log, &checkpoint, &keys.note, |_, entry| {
        leaves.0.push(entry.to_vec());
        Ok(())
    });
    let report = match report {
        Ok(report) => report,
        Err(error) => return Ok(failed(context, &error.to_string())),
    };
    let replayed = replay(context, arguments, &dir, &keys, &report.checkpoint.origin, leaves)?;
    Ok(passed(context, report.checkpoint.size, report.tiles, &keys.trusted, replayed))
}

#[derive(Default)]
struct Leaves(Vec<Vec<u8>>);

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
            let (vkey, envelope) = given.split_once(' ').map_or((given.as_str(), None), |(a, b)| (a, Some(b)));
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

/// Checks the events behind the leaves, where they are at hand: from an export, or from the record's database.
fn replay(
    context: Context<'_>,
    arguments: &Verify,
    dir: &Path,
    keys: &Keys,
    origin: &str,
    leaves: Leaves,
) -> Result<Option<Replayed>, Failure> {
    let Some(envelope_key) = keys.envelope.clone() else { return Ok(None) };
    let mut replay = Replay::new(origin, envelope_key);
    let count = leaves.0.len() as u64;
    let mut leaves = leaves.0.into_iter();
    let mut seen = 0u64;
    if let Some(path) = &arguments.events {
        let file = File::open(path).map_err(|_| Failure::not_found("file", &path.display().to_string()))?;
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(|error| Failure::broken(error.into()))?;
            let leaf = leaves.next().unwrap_or_default();
            replay.next(&StoredEntry { envelope: (!line.is_empty()).then_some(line), index: seen, leaf });
            seen = seen.saturating_add(1);
        }
    } else if dir.join("record.sqlite").exists() {
        let store = Store::open_unchecked(dir).map_err(Failure::store)?;
        let record: &dyn sekisho_gate::port::Record = &store;
        record.entries(0, count, &mut |entry| {
            let leaf = leaves.next().unwrap_or_default();
            replay.next(&StoredEntry { leaf, ..entry });
            seen = seen.saturating_add(1);
            Ok(())
        })?;
    } else {
        return Ok(None);
    }
    let (mut report, _) = replay.finish();
    if seen != count {
        let what = context.text.say("verify-count", &[("events", &seen.to_string()), ("entries", &count.to_string())]);
        report.problems.push(sekisho_gate::replay::Problem { index: seen.min(count), what });
    }
    Ok(Some(report))
}

fn failed(context: Context<'_>, why: &str) -> Report {
    let human = context.text.say("verify-failed", &[("why", why)]);
    let json = json!({ "ok": false, "problems": [{ "what": why }] });
    Report { exit: Exit::Unverified, human, json, notes: String::new() }
}

fn passed(context: Context<'_>, size: u64, tiles: u64, trusted: &str, replayed: Option<Replayed>) -> Report {
    let text = context.text;
    let (size_text, tiles_text) = (size.to_string(), tiles.to_string());
    let mut lines = vec![text.say("verify-log", &[("entries", &size_text), ("tiles", &tiles_text)])];
    let mut json = json!({ "ok": true, "entries": size, "tiles": tiles, "problems": [] });
    let mut exit = Exit::Done;
    match replayed {
        None => lines.push(text.say("verify-no-events", &[])),
        Some(report) => {
            let counts = [
                ("person", report.by_person.to_string()),
                ("server", report.by_server.to_string()),
                ("refused", report.refused.to_string()),
                ("erased", report.erased.to_string()),
            ];
            let values: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            lines.push(text.say("verify-events", &values));
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
    let entry = arguments.entry.as_deref().and_then(unhex);
    let entry = entry.ok_or_else(|| Failure::usage("field-missing", &[("flag", "--entry")]))?;
    let proof = match sekisho_proof::proof_file::ProofFile::parse(&text) {
        Ok(proof) => proof,
        Err(error) => return Ok(failed(context, &error.to_string())),
    };
    match proof.verify(&entry, &keys.note) {
        Ok(checkpoint) => {
            let values = [("index", proof.index.to_string()), ("entries", checkpoint.size.to_string())];
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let json = json!({ "ok": true, "record": proof.index, "entries": checkpoint.size });
            Ok(Report::done(json, context.text.say("verify-proof-ok", &values)))
        }
        Err(error) => Ok(failed(context, &error.to_string())),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 != 0 || !text.is_ascii() {
        return None;
    }
    text.as_bytes().chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
