//! `sekisho erase …`: overwriting what is at hand and saying exactly what was seen; and reports of erasure.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use sekisho_core::id::{CopyCode, MediumId, PermitId, PersonId};
use sekisho_core::permit::{EraseMethod, Permit as Live};
use sekisho_core::sealing::DestructionLevel;
use sekisho_core::{Command, Event};
use sekisho_gate::Gate;
use sekisho_gate::wire::v1::{By, Predicate};
use sekisho_station::certificate::{
    CellReceipt, Draft, FilesOverwritten, KeyDestroyed, Overwritten, WorkingCopies,
};
use sekisho_station::desk::Permit;
use sekisho_station::medium::WipeKey;
use sekisho_station::medium::files::overwrite;
use sekisho_station::medium::find::System;
use sekisho_station::medium::open::{OpenError, OpenMedium};
use sekisho_station::medium::wipe::{Outcome, Phase, Progress, wipe};
use sekisho_station::seal::{BOX_NAME, PERMIT_NAME};
use serde_json::json;

use crate::act::{carry, private_key, signer};
use crate::assemble::{entropy, random_seed};
use crate::cli::{EraseBox, EraseCopy, EraseMedium, EraseReport, EraseVerb};
use crate::command::custody::the_medium;
use crate::command::fact::file_fact;
use crate::command::{Context, certificate, id, station};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};

/// The longest permit file. Units: bytes.
const LIMIT: u64 = 1 << 20;

/// `sekisho erase …`
pub fn erase(context: Context<'_>, verb: &EraseVerb) -> Result<Report, Failure> {
    match verb {
        EraseVerb::Box(arguments) => at_the_site(context, arguments),
        EraseVerb::Copy(arguments) => working_copy(context, arguments),
        EraseVerb::Medium(arguments) => medium(context, arguments),
        EraseVerb::Report(arguments) => report(context, arguments),
    }
}

fn report(context: Context<'_>, arguments: &EraseReport) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let EraseReport { permit, medium, method, witness, signing } = arguments;
    let permit: PermitId = id(permit)?;
    let medium = the_medium(&gate, permit, medium.as_deref(), |_| true)?;
    let method = method_of(method);
    let witness = witness.as_deref().map(id).transpose()?;
    let command = Command::ReportErasure { certificate: None, medium, method, permit, witness };
    carry(&mut gate, &command, Vec::new(), signing, context.outside, context.text)
}

fn method_of(word: &str) -> EraseMethod {
    match word {
        "destroyed" => EraseMethod::Destroyed,
        "formatted" => EraseMethod::Formatted,
        "overwritten" => EraseMethod::Overwritten,
        "overwritten_read_back" => EraseMethod::OverwrittenReadBack,
        _ => EraseMethod::FilesDeleted,
    }
}

fn working_copy(context: Context<'_>, arguments: &EraseCopy) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let command = Command::ReportCopyErased {
        copy: id(&arguments.copy)?,
        method: method_of(&arguments.method),
        permit: id(&arguments.permit)?,
    };
    carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
}

/// At the site, without network: the box on the medium and the working copies are overwritten and removed, the device's key is
/// forgotten, and the facts wait in the outbox.
fn at_the_site(context: Context<'_>, arguments: &EraseBox) -> Result<Report, Failure> {
    let (person, key) = signer(&arguments.actor.signing(), context.outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "report.erasure")]))?;
    let key = private_key(&key, context.outside, context.text)?;
    let directory = station::directory(context, arguments.station.as_deref());
    let mut desk = station::open(&directory)?;
    let now = station::now(context, &mut desk)?;
    let permit = file::read(&arguments.medium.join(PERMIT_NAME), LIMIT)?;
    let permit = Permit::unseal(&desk, &permit).map_err(station::failed)?;
    let document = permit.document();
    let which: MediumId = match (&arguments.which, document.copies.as_slice()) {
        (Some(which), _) => id(which)?,
        (None, [only]) => only.clone(),
        (None, _) => return Err(Failure::usage("field-missing", &[("flag", "--which")])),
    };
    // Everything that can be wrong with the call is said before the first byte is overwritten.
    let witness: Option<PersonId> = arguments.witness.as_deref().map(id).transpose()?;
    if witness.as_ref() == Some(&person) {
        return Err(Failure::usage("erase-own-witness", &[]));
    }
    let folders = arguments.copy.iter().map(|word| copy_and_folder(word)).collect::<Result<Vec<_>, _>>()?;
    let (mut copied, mut boxed) = (0_u32, 0_u32);
    let mut facts = Vec::new();
    let had_folders = !folders.is_empty();
    for (copy, folder) in folders {
        copied = copied.saturating_add(folder_gone(folder)?);
        let (method, permit) = (EraseMethod::FilesDeleted, document.permit);
        facts.push(Command::ReportCopyErased { copy, method, permit });
    }
    // A box that is gone while its permit is still there was overwritten by an earlier try that broke off.
    let sealed = arguments.medium.join(BOX_NAME);
    if sealed.exists() {
        file_gone(&sealed)?;
        boxed = boxed.saturating_add(1);
    }
    // The permit is overwritten last: with it a try that broke off is finished.
    let draft = Draft {
        files_overwritten: Some(FilesOverwritten { files: boxed.saturating_add(1) }),
        key_destroyed: None,
        medium: which.clone(),
        number: format!("{}-{which}-{}", document.permit, now.seconds()),
        overwritten: None,
        permit: document.permit,
        person: person.clone(),
        serial: None,
        time: now,
        witness: witness.clone(),
        working_copies: had_folders.then_some(WorkingCopies::OverwrittenNotProvable { files: copied }),
    };
    facts.push(Command::ReportErasure {
        certificate: Some(certificate::digest(&draft)?),
        medium: which,
        method: EraseMethod::FilesDeleted,
        permit: document.permit,
        witness,
    });
    for fact in &facts {
        file_fact(&desk, &permit, &arguments.medium, (&person, &key), fact, now)?;
    }
    // With it the device can open nothing of this permit any more, whatever the vault does.
    desk.forget(&permit.sealing().device_key).map_err(station::failed)?;
    file_gone(&arguments.medium.join(PERMIT_NAME))?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| directory.join(certificate::default_name(document.permit, &draft.medium)));
    let written = certificate::write(context, draft, Some(&out))?;
    let files = copied.saturating_add(boxed);
    let count = files.to_string();
    let json = json!({
        "ok": true, "permit": document.permit, "files": files, "provable": false, "certificate": written.digest,
    });
    let report = Report::done(json, context.text.say("erase-files-done", &[("files", &count)]));
    Ok(report.note(context.text.say("erase-certificate", &[("path", &written.shown)])))
}

/// Reads `CODE=DIR`; the folder must be there, since what is mistyped must not be reported erased.
fn copy_and_folder(word: &str) -> Result<(CopyCode, &Path), Failure> {
    let unfit = || Failure::usage("erase-copy-unfit", &[("copy", word)]);
    let (copy, folder) = word.split_once('=').ok_or_else(unfit)?;
    let folder = Path::new(folder);
    if !folder.is_dir() {
        return Err(Failure::not_found("file", &folder.display().to_string()));
    }
    Ok((id(copy)?, folder))
}

/// Overwrites every file in a folder, and removes the folder.
fn folder_gone(folder: &Path) -> Result<u32, Failure> {
    let refused = |path: &Path, error: std::io::Error| Failure::of_file("file-not-written", path, error);
    let mut files = 0_u32;
    let entries = fs::read_dir(folder).map_err(|error| refused(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| refused(folder, error))?.path();
        let kind = fs::symlink_metadata(&path).map_err(|error| refused(&path, error))?;
        if kind.is_dir() {
            files = files.saturating_add(folder_gone(&path)?);
        } else {
            file_gone(&path)?;
            files = files.saturating_add(1);
        }
    }
    fs::remove_dir(folder).map_err(|error| refused(folder, error))?;
    Ok(files)
}

fn file_gone(path: &Path) -> Result<(), Failure> {
    let key = WipeKey::from_random(random_seed()?);
    let mut name = [0; 8];
    entropy(&mut name).map_err(|error| Failure::broken(error.into()))?;
    // Done, and not provable on this device: that is all that may be said of it.
    let _done = overwrite(path, key, name).map_err(|error| {
        let shown = path.display().to_string();
        Failure::new(Exit::Failed, "erase-file", &[("path", &shown)]).caused_by(error)
    })?;
    Ok(())
}

/// Overwrites a whole medium and reads all of it back; what was seen goes onto a certificate.
fn medium(context: Context<'_>, arguments: &EraseMedium) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let permit: PermitId = id(&arguments.permit)?;
    let which = the_medium(&gate, permit, arguments.medium.as_deref(), |_| true)?;
    let target = OpenMedium::open(&System::here(), &arguments.path)
        .map_err(|error| refused(&arguments.path, error))?;
    let card = gate.state().media.get(&which).map(|known| known.card.serial.clone()).unwrap_or_default();
    let serial = target.facts().serial.clone();
    if serial.as_ref().is_some_and(|serial| *serial != card) {
        let found = serial.unwrap_or_default();
        let values = [("medium", which.to_string()), ("seen", found), ("serial", card)];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        return Err(Failure::new(Exit::Medium, "erase-other-medium", &values));
    }
    if !arguments.yes {
        let shown = arguments.path.display().to_string();
        return Err(Failure::usage("erase-yes", &[("path", &shown), ("medium", which.as_str())]));
    }
    let began = gate.now();
    let bar = bar(context);
    let mut watch = |progress: Progress| {
        bar.set_length(progress.bytes_total.saturating_mul(2));
        let before = if progress.phase == Phase::ReadingBack { progress.bytes_total } else { 0 };
        bar.set_position(before.saturating_add(progress.bytes_done));
        ControlFlow::Continue(())
    };
    let outcome = wipe(&target, WipeKey::from_random(random_seed()?), &mut watch);
    bar.finish_and_clear();
    let Some(overwritten) = Overwritten::seen(&outcome, began, context.gate()?.now()) else {
        return Err(faulty(&arguments.path, &outcome));
    };
    let (person, _) = signer(&arguments.signing, context.outside)?;
    let draft = Draft {
        files_overwritten: None,
        key_destroyed: key_destroyed(&gate, permit)?,
        medium: which.clone(),
        number: format!("{permit}-{which}-{}", gate.size()),
        overwritten: Some(overwritten),
        permit,
        person,
        serial,
        time: gate.now(),
        witness: arguments.witness.as_deref().map(id).transpose()?,
        working_copies: None,
    };
    let written = certificate::write(context, draft, arguments.out.as_deref())?;
    let command = Command::ReportErasure {
        certificate: Some(written.digest),
        medium: which,
        method: EraseMethod::OverwrittenReadBack,
        permit,
        witness: arguments.witness.as_deref().map(id).transpose()?,
    };
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    Ok(report.note(context.text.say("erase-certificate", &[("path", &written.shown)])))
}

/// Gives what the vault has said about the permit's key, if it has: its text as it was signed, and the signature.
fn key_destroyed(gate: &Gate, permit: PermitId) -> Result<Option<KeyDestroyed>, Failure> {
    let Some(Live::Out(outing)) = gate.state().permits.get(&permit) else { return Ok(None) };
    let (Some(destroyed), Some(sealing)) = (&outing.destroyed, &outing.request.document.sealing) else {
        return Ok(None);
    };
    let mut said = None;
    gate.record().stream_entries(&format!("permit/{permit}"), &mut |entry| {
        let Some(envelope) = &entry.envelope else { return Ok(()) };
        let told = Predicate::open_own(envelope)?;
        if let (Event::KeyDestroyed { release_key, .. }, By::Vault { vault }) = (told.event, told.by)
            && release_key == sealing.release_key
        {
            said = Some(format!("{}{}", vault.receipt, vault.signature));
        }
        Ok(())
    })?;
    let Some(receipt) = said else { return Ok(None) };
    let (at, receipt) = (destroyed.at, CellReceipt { cell: destroyed.cell.clone(), receipt });
    Ok(match destroyed.level {
        DestructionLevel::E0 => Some(KeyDestroyed::E0 { at, receipt }),
        DestructionLevel::E1 => Some(KeyDestroyed::E1 { at, receipt }),
        DestructionLevel::E2 => None,
    })
}

fn bar(context: Context<'_>) -> indicatif::ProgressBar {
    let quiet = context.cli.global.quiet || context.cli.global.json || !context.outside.interactive;
    if quiet { indicatif::ProgressBar::hidden() } else { indicatif::ProgressBar::new(0) }
}

fn refused(path: &Path, error: OpenError) -> Failure {
    let shown = path.display().to_string();
    let code = match &error {
        OpenError::InUse { .. } => "erase-in-use",
        OpenError::ReadOnly { .. } => "erase-read-only",
        OpenError::NotAMedium { .. } | OpenError::Partition { .. } => "erase-no-medium",
        _ => "file-unreadable",
    };
    Failure::new(Exit::Medium, code, &[("path", &shown), ("why", "other")]).caused_by(error)
}

/// A medium that lies, or fails, gets no certificate.
fn faulty(path: &Path, outcome: &Outcome) -> Failure {
    let shown = path.display().to_string();
    let (code, detail) = match outcome {
        Outcome::Faulty(faulty) => ("erase-faulty", format!("{faulty:?}")),
        other => ("erase-interrupted", format!("{other:?}")),
    };
    Failure::new(Exit::Medium, code, &[("path", &shown)]).caused_by(anyhow::anyhow!("{detail}"))
}
