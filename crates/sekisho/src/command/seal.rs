//! `sekisho seal …`: filling a box at the desk, and putting its receipt into the record.

mod chosen;
mod sheet;

use std::fs::File;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use sekisho_core::Command;
use sekisho_core::document::Extract;
use sekisho_core::id::{DatasetId, MediumId, PersonId};
use sekisho_gate::attached::{WITNESS_AFTER, WITNESS_BEFORE};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::archive::Level;
use sekisho_station::confine::{self, Check, Verdict};
use sekisho_station::desk::Permit;
use sekisho_station::medium::find::System;
use sekisho_station::scratch;
use sekisho_station::seal::{
    self, Added, Attended, Existing, Means, ReceiptFile, SealError, Spool, TableForm, Target, Which,
};
use sekisho_station::table::{InputEncoding, InputForm, OutputEncoding, TableError};
use serde_json::json;

use crate::act::{carry, private_key, signer};
use crate::assemble::entropy;
use crate::cli::{SealBox, SealRecord, SealVerb};
use crate::command::fingerprint::{Made, fitting, spill};
use crate::command::{Context, id, station};
use crate::exit::Exit;
use crate::file;
use crate::message::{Language, Text};
use crate::report::{Failure, Report};

/// The longest permit file or receipt. Units: bytes.
const LIMIT: u64 = 1 << 20;

/// So much compressed content waits in memory; the rest in a file without a name, encrypted. Units: bytes.
const IN_MEMORY: u64 = 24 << 20;

/// `sekisho seal …`
pub fn seal(context: Context<'_>, verb: &SealVerb) -> Result<Report, Failure> {
    match verb {
        SealVerb::Box(arguments) => fill(context, arguments),
        SealVerb::Print(arguments) => sheet::print(context, arguments),
        SealVerb::Record(arguments) => record(context, arguments),
    }
}

/// Seals one copy onto its medium, with the attendant at the desk.
fn fill(context: Context<'_>, arguments: &SealBox) -> Result<Report, Failure> {
    let (person, _) = signer(&arguments.actor.signing(), context.outside)?;
    let allowed = arguments.allow_swap.then_some(Check::Swap);
    let mut notes = confined(context, allowed)?;
    let directory = station::directory(context, arguments.station.as_deref());
    let mut desk = station::open(&directory)?;
    let now = station::now(context, &mut desk)?;
    let permit = Permit::read(&desk, &file::read(&arguments.permit, LIMIT)?).map_err(station::failed)?;
    let medium: MediumId = medium_of(&permit, arguments.medium.as_deref())?;
    let witness: PersonId = permit.sealing().witness.clone();
    let key = private_key(&arguments.witness_key, context.outside, context.text)?;
    let before = seal::before_text(&permit, &medium).map_err(failed)?;
    let before = sign(&key, WITNESS_BEFORE, &before)?;
    let attended = Attended { before: &before, sealer: &person, witness: &witness };
    let means = Means { level: Level::DEFAULT, spool: spool(&directory)?, workers: workers() };
    let mut filling = seal::begin(&desk, &permit, &medium, &attended, means, now).map_err(failed)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.{medium}.receipt.json", permit.document().permit)));
    let marks = match Made::of(arguments, permit.sealing(), &out)? {
        Some((made, output)) => {
            filling.fingerprint_into(output, spill(&directory), &mut entropy).map_err(failed)?;
            Some(made)
        }
        None => None,
    };
    let bar = bar(context, &arguments.data);
    chosen::take(&mut filling, arguments)?;
    let mut added = Vec::new();
    for word in &arguments.data {
        added.extend(add(&mut filling, &permit, word, arguments, &bar)?);
    }
    let closed = filling.finish(&mut entropy).map_err(failed)?;
    let number: u64 = random()?;
    let note = finder_note(&format!("{number:016x}"));
    let existing = if arguments.replace { Existing::Replace } else { Existing::Keep };
    let target = Target { directory: &arguments.to, existing, note: &note };
    let sealed = closed.write_medium(&target, &mut entropy).map_err(failed)?;
    bar.finish_and_clear();
    let after = sign(&key, WITNESS_AFTER, &sealed.witness_text().map_err(failed)?)?;
    let receipt = sealed.attest(&permit, &after).map_err(failed)?;
    file::write(&out, &receipt.to_bytes().map_err(failed)?)?;
    let mut report = chosen::told(context, told(context, &permit, &receipt, &out), &added);
    for path in &arguments.paper {
        sheet::write(context, &receipt, Some(permit.document().permit), path)?;
        report = report.note(context.text.say("seal-sheet", &[("path", &path.display().to_string())]));
    }
    if let Some(made) = marks {
        let shown = made.keep()?.display().to_string();
        report = report.note(context.text.say("seal-fingerprints", &[("path", &shown)]));
    }
    if let Some(wrap) = sealed.rewrap() {
        let path = file::with_suffix(&out, ".rewrap");
        file::write(&path, &wrap.to_bytes().map_err(failed)?)?;
        let shown = path.display().to_string();
        report.human.push_str(&format!("\n  {}", context.text.say("seal-second-wrap", &[("path", &shown)])));
        if let Some(object) = report.json.as_object_mut() {
            object.insert("rewrap".to_owned(), json!(shown));
        }
    }
    notes.push_str(&report.notes);
    Ok(Report { notes, ..report })
}

fn told(context: Context<'_>, permit: &Permit, file: &ReceiptFile, out: &Path) -> Report {
    let receipt = &file.receipt;
    let rows: Vec<String> =
        receipt.counted.iter().map(|counted| format!("{} {}", counted.dataset, counted.rows)).collect();
    let shown = out.display().to_string();
    let (rows, bytes) = (rows.join(" · "), receipt.box_bytes.to_string());
    let (id, medium) = (permit.document().permit.to_string(), receipt.medium.to_string());
    let values = [
        ("permit", id.as_str()),
        ("medium", medium.as_str()),
        ("rows", rows.as_str()),
        ("bytes", bytes.as_str()),
        ("path", shown.as_str()),
    ];
    let json = json!({
        "ok": true, "permit": id, "medium": medium, "copy": receipt.copy, "counted": receipt.counted,
        "box_bytes": receipt.box_bytes, "box_hash": receipt.box_hash, "receipt": shown,
    });
    Report::done(json, context.text.say("seal-done", &values))
}

/// Takes the precautions for plaintext in memory; what cannot be taken is refused unless it is said to be allowed.
pub(crate) fn confined(context: Context<'_>, allowed: Option<Check>) -> Result<String, Failure> {
    let mut notes = String::new();
    for (check, verdict) in confine::apply(&System::here()).results {
        let (remedy, refused) = match verdict {
            Verdict::Ok => continue,
            // What cannot be told is said, never passed over.
            Verdict::CannotTell => (None, false),
            Verdict::Told(remedy) => (Some(remedy), false),
            Verdict::Refused(remedy) => (Some(remedy), true),
        };
        let name = check.code().to_owned();
        if refused && allowed != Some(check) {
            return Err(Failure::new(Exit::Refused, &format!("confine-{name}"), &[]));
        }
        let remedy = remedy.map(confine::Remedy::code).unwrap_or_default();
        notes.push_str(&context.text.say("confine-note", &[("check", &name), ("remedy", remedy)]));
        notes.push('\n');
    }
    Ok(notes)
}

fn medium_of(permit: &Permit, named: Option<&str>) -> Result<MediumId, Failure> {
    match (named, permit.document().copies.as_slice()) {
        (Some(named), _) => id(named),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Failure::usage("field-missing", &[("flag", "--medium")])),
    }
}

/// Adds what stands behind `DATASET=FILE`.
fn add(
    filling: &mut seal::Sealing<'_>,
    permit: &Permit,
    word: &str,
    arguments: &SealBox,
    bar: &indicatif::ProgressBar,
) -> Result<Option<(DatasetId, Added)>, Failure> {
    let unfit = || Failure::usage("seal-data-unfit", &[("data", word)]);
    let (dataset, path) = word.split_once('=').ok_or_else(unfit)?;
    let dataset: DatasetId = id(dataset)?;
    let path = Path::new(path);
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::not_found("file", &shown),
        _ => Failure::of_file("file-unreadable", path, error),
    })?;
    let input = bar.wrap_read(file);
    let is = |what: fn(&Extract) -> bool| {
        permit.document().extracts.iter().any(|extract| extract.dataset == dataset && what(extract))
    };
    if is(Extract::is_whole_files) {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(unfit)?;
        filling.opaque(&dataset, name, input).map_err(failed)?;
        return Ok(None);
    }
    let output = if arguments.cp932 { OutputEncoding::Cp932 } else { OutputEncoding::Utf8 };
    let form = TableForm { input: input_form(path, arguments), observed: Vec::new(), output };
    let added = if filling.is_list_next(&dataset) {
        filling.list(&dataset, input, &form, &mut entropy)
    } else {
        filling.table(&dataset, input, &form, |_| {})
    };
    Ok(Some((dataset, added.map_err(failed)?)))
}

/// Says how a table is read, by its name and what was said about it.
fn input_form(path: &Path, arguments: &SealBox) -> InputForm {
    let workbook = path
        .extension()
        .is_some_and(|end| ["xls", "xlsm", "xlsx"].iter().any(|one| end.eq_ignore_ascii_case(one)));
    if workbook {
        return InputForm::Workbook { sheet: arguments.sheet.clone(), skip_lines: arguments.skip_lines };
    }
    let encoding = match arguments.encoding.as_str() {
        "utf-8" => InputEncoding::Utf8,
        "cp932" => InputEncoding::Cp932,
        _ => InputEncoding::Detect,
    };
    InputForm::Csv { encoding, skip_lines: arguments.skip_lines }
}

fn bar(context: Context<'_>, data: &[String]) -> indicatif::ProgressBar {
    let quiet = context.cli.global.quiet || context.cli.global.json || !context.outside.interactive;
    let size =
        |word: &String| word.split_once('=').and_then(|(_, path)| Some(std::fs::metadata(path).ok()?.len()));
    let bytes: u64 = data.iter().filter_map(size).sum();
    if quiet { indicatif::ProgressBar::hidden() } else { indicatif::ProgressBar::new(bytes) }
}

fn spool(directory: &Path) -> Result<Spool, Failure> {
    match scratch::nameless_file(directory) {
        Ok(file) => Spool::with_file(IN_MEMORY, file, &mut entropy).map_err(station::failed),
        Err(_) => Ok(Spool::memory(IN_MEMORY * 8)),
    }
}

/// Gives as many workers as there are cores.
pub(crate) fn workers() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Whoever finds the medium reads either language, with whatever program: a byte order mark, and line ends of Windows.
fn finder_note(number: &str) -> String {
    let say = |language| Text::new(language).say("finder-note", &[("number", number)]);
    format!("\u{feff}{}\r\n\r\n{}\r\n", say(Language::Ja), say(Language::En))
}

fn random() -> Result<u64, Failure> {
    let mut bytes = [0; 8];
    entropy(&mut bytes).map_err(|error| Failure::broken(error.into()))?;
    Ok(u64::from_be_bytes(bytes))
}

fn sign(key: &PrivateKey, act: &str, text: &str) -> Result<String, Failure> {
    key.sign(&namespace(act), text.as_bytes()).map_err(|error| Failure::broken(error.into()))
}

/// Puts a receipt into the record, with the sealer's own signature.
fn record(context: Context<'_>, arguments: &SealRecord) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let shown = arguments.file.display().to_string();
    let read = sheet::read(&arguments.file)?;
    let mut live = gate.state().permits.iter();
    let permit = live.find(|(_, live)| live.request().digest == read.receipt.permit_hash);
    // A receipt of a document that is not the permit's any more is refused under the permit that has the medium.
    let booked = gate.state().media.get(&read.receipt.medium).and_then(|known| known.booked);
    let permit = permit.map(|(permit, _)| *permit).or(booked);
    let permit =
        permit.ok_or_else(|| Failure::new(Exit::NotFound, "receipt-unknown", &[("path", &shown)]))?;
    let fingerprints = fitting(&read.receipt, &arguments.file, arguments.fingerprints.as_deref())?;
    let wanted = read.receipt.fingerprints.is_some();
    let command =
        Command::Seal { permit, receipt: read.receipt, signature: read.signature, witness: read.witness };
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    if report.exit != Exit::Done {
        return Ok(report);
    }
    match fingerprints {
        Some(fitting) => fitting.keep(&context.dir())?,
        None if wanted => return Ok(report.note(context.text.say("fingerprints-missing", &[]))),
        None => {}
    }
    Ok(report)
}

/// Says why something was not sealed.
fn failed(error: SealError) -> Failure {
    let text = |value: &dyn std::fmt::Display| value.to_string();
    let (exit, code, values): (Exit, &str, Vec<(&str, String)>) = match &error {
        SealError::AlreadySealed { path } => {
            (Exit::Failed, "seal-exists", vec![("path", text(&path.display()))])
        }
        SealError::DatasetMissing { dataset } => {
            (Exit::Usage, "seal-missing", vec![("dataset", text(dataset))])
        }
        SealError::DatasetTwice { dataset } | SealError::DatasetUnknown { dataset } => {
            (Exit::Refused, "seal-not-approved", vec![("dataset", text(dataset))])
        }
        SealError::FingerprintsMissing => (Exit::Refused, "seal-no-fingerprints", Vec::new()),
        SealError::KeysMissing { by, dataset, which } => {
            let code = match which {
                Which::Concerned => "seal-concerned-missing",
                Which::Protected => "seal-protected-missing",
            };
            (Exit::Refused, code, vec![("dataset", text(dataset)), ("field", by.clone())])
        }
        SealError::KeysNotApproved { dataset, .. } => {
            (Exit::Refused, "seal-chosen-not-approved", vec![("dataset", text(dataset))])
        }
        SealError::MediumNotOnPermit { medium } => {
            (Exit::Medium, "seal-medium", vec![("medium", text(medium))])
        }
        SealError::NoRoom { .. } => (Exit::Medium, "seal-no-room", Vec::new()),
        SealError::ReadBackDiffers { path } => {
            (Exit::Medium, "seal-differs", vec![("path", text(&path.display()))])
        }
        SealError::SealerNotNamed { person } => {
            (Exit::Refused, "seal-sealer", vec![("person", text(person))])
        }
        SealError::Table { dataset, source: TableError::KeyMissing { field, line } } => {
            let values = vec![("dataset", text(dataset)), ("field", field.clone()), ("line", text(line))];
            (Exit::Refused, "seal-key-missing", values)
        }
        SealError::Table { dataset, .. } | SealError::TooManyFiles { dataset, .. } => {
            (Exit::Refused, "seal-table", vec![("dataset", text(dataset))])
        }
        SealError::WindowOver { until } => {
            (Exit::Expired, "seal-late", vec![("until", crate::command::local(*until))])
        }
        SealError::WitnessNotNamed { .. } | SealError::WitnessSignature { .. } => {
            (Exit::Refused, "seal-witness", Vec::new())
        }
        SealError::Desk(_) => (Exit::Failed, "station-broken", Vec::new()),
        _ => (Exit::Failed, "seal-broken", Vec::new()),
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Failure::new(exit, code, &values).caused_by(error)
}
