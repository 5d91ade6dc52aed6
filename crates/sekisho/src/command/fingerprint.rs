//! `sekisho fingerprint …`: "was this person in it?", asked of what sealing left with the owner.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sekisho_core::Digest;
use sekisho_core::id::{MediumId, PermitId};
use sekisho_core::sealing::{SealReceipt, Sealing};
use sekisho_gate::Gate;
use sekisho_gate::attached::{LOOKUP, LookupText};
use sekisho_proof::act::namespace;
use sekisho_station::fingerprint::{
    FileHead, Fingerprint, FingerprintError, Kind, MemorySpill, ScratchSpill, Spill, Stored,
};
use sekisho_station::scratch;
use sekisho_vault::wire::Sealed;
use serde_json::json;

use crate::act::{private_key, signer};
use crate::cli::{FingerprintFind, FingerprintVerb, SealBox};
use crate::command::{Context, id};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};
use crate::vault::VaultLink;

/// `sekisho fingerprint …`
pub fn fingerprint(context: Context<'_>, verb: &FingerprintVerb) -> Result<Report, Failure> {
    match verb {
        FingerprintVerb::Find(arguments) => find(context, arguments),
    }
}

/// What the fingerprints are written into.
type Output = Box<dyn Write>;

/// The file of fingerprints while a copy is being sealed: it has its name once the box is on its medium.
pub(super) struct Made {
    beside: PathBuf,
    path: PathBuf,
}

impl Made {
    /// Opens the file, if the permit demands fingerprints.
    ///
    /// Errors: `fingerprints-on-medium`: they never lie where the box does.
    pub(super) fn of(
        arguments: &SealBox,
        sealing: &Sealing,
        receipt: &Path,
    ) -> Result<Option<(Self, Output)>, Failure> {
        if sealing.lookup.is_none() {
            return Ok(None);
        }
        let path = arguments.fingerprints.clone().unwrap_or_else(|| beside_receipt(receipt));
        let failed = |error| Failure::of_file("file-not-written", &path, error);
        let parent = match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => Path::new("/"),
        };
        let folder = fs::canonicalize(parent).map_err(failed)?;
        if fs::canonicalize(&arguments.to).is_ok_and(|medium| folder.starts_with(medium)) {
            let shown = path.display().to_string();
            return Err(Failure::usage("fingerprints-on-medium", &[("path", &shown)]));
        }
        let beside = file::with_suffix(&path, &format!(".{}.part", std::process::id()));
        let file = private(&beside).map_err(failed)?;
        Ok(Some((Self { beside, path }, Box::new(BufWriter::new(file)))))
    }

    /// Gives the file its name.
    pub(super) fn keep(self) -> Result<PathBuf, Failure> {
        let kept = File::open(&self.beside).and_then(|file| file.sync_all());
        kept.and_then(|()| fs::rename(&self.beside, &self.path))
            .map_err(|error| Failure::of_file("file-not-written", &self.path, error))?;
        Ok(self.path.clone())
    }
}

impl Drop for Made {
    /// What did not get its name is of no use to anybody.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Gives room for sorting: without names, and where the station is.
pub(super) fn spill(directory: &Path) -> Box<dyn FnMut() -> std::io::Result<Box<dyn Spill>>> {
    let directory = directory.to_owned();
    Box::new(move || {
        Ok(match scratch::nameless_file(&directory) {
            Ok(file) => Box::new(ScratchSpill::new(file)),
            Err(_) => Box::new(MemorySpill::default()),
        })
    })
}

fn beside_receipt(receipt: &Path) -> PathBuf {
    file::with_suffix(receipt, ".fingerprints")
}

fn unfit(path: &Path, error: FingerprintError) -> Failure {
    let shown = path.display().to_string();
    Failure::new(Exit::Unverified, "fingerprints-unfit", &[("path", &shown)]).caused_by(error)
}

/// A file of fingerprints that is the one of a receipt.
pub(super) struct Fitting {
    copy: String,
    path: PathBuf,
}

/// Finds the file that belongs to a receipt, and reads all of it.
///
/// Shape: nothing if the receipt has none, or if none was named and none lies beside it.
/// Errors: `fingerprints-unfit` if it is another one, `not-found`.
pub(super) fn fitting(
    receipt: &SealReceipt,
    path: &Path,
    named: Option<&Path>,
) -> Result<Option<Fitting>, Failure> {
    let Some(wanted) = receipt.fingerprints else { return Ok(None) };
    let path = match named {
        Some(named) => named.to_owned(),
        None => Some(beside_receipt(path)).filter(|path| path.exists()).unwrap_or_default(),
    };
    if path.as_os_str().is_empty() {
        return Ok(None);
    }
    let mut stored = open(&path)?;
    stored.check().map_err(|error| unfit(&path, error))?;
    if stored.digest() != wanted || stored.head().copy != receipt.copy {
        return Err(unfit(&path, FingerprintError::Index { problem: "it belongs to another receipt" }));
    }
    Ok(Some(Fitting { copy: receipt.copy.to_string(), path }))
}

impl Fitting {
    /// Keeps it with the record.
    pub(super) fn keep(&self, record: &Path) -> Result<(), Failure> {
        use std::os::unix::fs::DirBuilderExt as _;
        let place = folder(record);
        let failed = |error| Failure::of_file("file-not-written", &place, error);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&place).map_err(failed)?;
        let (kept, beside) = (place.join(&self.copy), place.join(format!("{}.new", self.copy)));
        let copied = private(&beside).and_then(|mut output| {
            std::io::copy(&mut File::open(&self.path)?, &mut output)?;
            output.sync_all()
        });
        copied.and_then(|()| fs::rename(&beside, &kept)).map_err(failed)
    }
}

fn folder(record: &Path) -> PathBuf {
    record.join("fingerprints")
}

fn open(path: &Path) -> Result<Stored<File>, Failure> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::not_found("file", &shown),
        _ => Failure::of_file("file-unreadable", path, error),
    })?;
    Stored::open(file).map_err(|error| unfit(path, error))
}

/// Answers for each copy whether the person is in it.
fn find(context: Context<'_>, arguments: &FingerprintFind) -> Result<Report, Failure> {
    let (person, key) = signer(&arguments.actor.signing(), context.outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", LOOKUP)]))?;
    let key = private_key(&key, context.outside, context.text)?;
    let asked = messages(arguments);
    if asked.is_empty() {
        return Err(Failure::usage("fingerprint-of-whom", &[]));
    }
    let gate = context.gate()?;
    let mut copies = copies(&context.dir(), &gate, arguments)?;
    if copies.is_empty() {
        return Err(Failure::new(Exit::NotFound, "fingerprints-none", &[]));
    }
    let bytes: Vec<Vec<u8>> = asked.iter().map(|(_, message)| message.clone()).collect();
    let statement = LookupText {
        messages: bytes.iter().map(|message| Digest::of(message)).collect(),
        origin: gate.origin().to_owned(),
        person,
        reference: arguments.reference.clone(),
        time: gate.now(),
    }
    .to_text();
    let signature =
        key.sign(&namespace(LOOKUP), statement.as_bytes()).map_err(|error| Failure::broken(error.into()))?;
    let sealed = |stored: &Stored<File>| Sealed {
        lookup_key: stored.head().lookup_key,
        sealed: stored.head().key.clone(),
    };
    let keys = copies.iter().map(sealed).collect();
    let settings = crate::vault::settings(&context.dir())?;
    let mut link = VaultLink::reach(&settings, context.outside, context.at()?)?;
    let rows = link.fingerprint(&gate, keys, &bytes, (&statement, &signature))?;
    let mut answers = Vec::new();
    for (stored, row) in copies.iter_mut().zip(rows) {
        for place in 0..stored.head().indexes.len() {
            for (message, (kind, _)) in asked.iter().enumerate() {
                let fingerprint = row.as_ref().and_then(|row| row.get(message)).copied();
                answers.push(Answer::of(stored, place, *kind, fingerprint)?);
            }
        }
    }
    Ok(told(context, &answers))
}

/// What was asked about, in the kinds that the flags allow.
fn messages(arguments: &FingerprintFind) -> Vec<(Kind, Vec<u8>)> {
    let FingerprintFind { address, birth, code, kana, name, .. } = arguments;
    let birth = birth.as_deref().unwrap_or_default();
    let with_birth =
        |kind: Kind, field: &Option<String>| Some((kind, kind.message(&[field.as_deref()?, birth])?));
    let by_code =
        code.as_deref().and_then(|code| Some((Kind::ResidentCode, Kind::ResidentCode.message(&[code])?)));
    [
        by_code,
        with_birth(Kind::NameAndBirth, name),
        with_birth(Kind::AddressAndBirth, address),
        with_birth(Kind::KanaAndBirth, kana),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Opens what is kept of the copies that are meant; each is the one that its receipt in the record names.
fn copies(record: &Path, gate: &Gate, arguments: &FingerprintFind) -> Result<Vec<Stored<File>>, Failure> {
    let permit: Option<PermitId> = arguments.permit.as_deref().map(id).transpose()?;
    let medium: Option<MediumId> = arguments.medium.as_deref().map(id).transpose()?;
    let Ok(entries) = fs::read_dir(folder(record)) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_none());
    let mut copies = Vec::new();
    for path in paths {
        let stored = open(&path)?;
        let head = stored.head();
        let meant = permit.is_none_or(|permit| permit == head.permit)
            && medium.as_ref().is_none_or(|medium| *medium == head.medium);
        if !meant {
            continue;
        }
        if logged(gate, head)? != Some(stored.digest()) {
            return Err(unfit(
                &path,
                FingerprintError::Index { problem: "no receipt in the record names it" },
            ));
        }
        copies.push(stored);
    }
    copies.sort_by(|one, other| {
        (one.head().permit, &one.head().medium).cmp(&(other.head().permit, &other.head().medium))
    });
    Ok(copies)
}

/// Gives what the newest receipt of the copy says, whether the permit is over or not.
fn logged(gate: &Gate, head: &FileHead) -> Result<Option<Digest>, Failure> {
    let of = |request: &sekisho_core::permit::Request| {
        request.seals.get(&head.medium).filter(|receipt| receipt.copy == head.copy)?.fingerprints
    };
    if let Some(live) = gate.state().permits.get(&head.permit) {
        return Ok(of(live.request()));
    }
    Ok(gate.record().view(head.permit)?.and_then(|view| of(view.last.request())))
}

/// What is known of one table of one copy, by one kind of fingerprint.
struct Answer {
    dataset: String,
    kind: Kind,
    medium: String,
    permit: String,
    word: &'static str,
}

impl Answer {
    fn of(
        stored: &mut Stored<File>,
        place: usize,
        kind: Kind,
        fingerprint: Option<Fingerprint>,
    ) -> Result<Self, Failure> {
        let word = match fingerprint {
            None => "forgotten",
            Some(fingerprint) => {
                let found = stored.contains(place, kind, fingerprint);
                match found.map_err(|error| unfit(&PathBuf::from(stored.head().copy.as_str()), error))? {
                    None => "not-kept",
                    Some(false) => "no",
                    Some(true) => "yes",
                }
            }
        };
        let head = stored.head();
        let dataset = head.indexes.get(place).map(|one| one.dataset.to_string()).unwrap_or_default();
        let (medium, permit) = (head.medium.to_string(), head.permit.to_string());
        Ok(Self { dataset, kind, medium, permit, word })
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::AddressAndBirth => "address-birth",
        Kind::KanaAndBirth => "kana-birth",
        Kind::NameAndBirth => "name-birth",
        Kind::ResidentCode => "code",
    }
}

fn told(context: Context<'_>, answers: &[Answer]) -> Report {
    let say = |key: &str| context.text.say(key, &[]);
    let mut lines: Vec<String> = Vec::new();
    for answer in answers {
        let (kind, word) = (kind_name(answer.kind), answer.word);
        let (kind, word) = (say(&format!("fingerprint-kind-{kind}")), say(&format!("fingerprint-{word}")));
        lines.push(format!("{}  {}  {}  {kind}: {word}", answer.permit, answer.medium, answer.dataset));
    }
    if answers.iter().any(|answer| answer.word == "no") {
        lines.push(say("fingerprint-no-means"));
    }
    let list: Vec<_> = answers
        .iter()
        .map(|one| {
            json!({
                "permit": one.permit, "medium": one.medium, "dataset": one.dataset,
                "kind": kind_name(one.kind), "answer": one.word,
            })
        })
        .collect();
    let found = answers.iter().any(|answer| answer.word == "yes");
    Report::done(json!({ "ok": true, "found": found, "answers": list }), lines.join("\n"))
}
