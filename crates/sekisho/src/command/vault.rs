//! `sekisho vault …`: making, running and looking at the vault.

use std::fs;
use std::io::{BufReader, Read};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use sekisho_core::{Command, Timestamp};
use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_proof::note::NoteVerifier;
use sekisho_vault::cell::disk::DiskCell;
use sekisho_vault::watch::Owner;
use sekisho_vault::{Cell, Keep, Service, wire};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::act::carry;
use crate::assemble::{self, entropy};
use crate::cli::{VaultInit, VaultServe, VaultVerb};
use crate::command::Context;
use crate::config::{Config, VaultSettings};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};
use crate::vault::{VaultLink, default_dir, settings};

/// What the vault was told about its owner when it was made: it believes no other record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    /// What kind of cell it has: `disk` or `tpm`.
    cell: String,
    /// The cell's own directory, if it is a disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cell_dir: Option<PathBuf>,
    /// Whether the administrator declared the TPM as a physical one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    declared: Option<String>,
    /// The record's envelope key, base64.
    envelope: String,
    /// The record's checkpoint key, as a verifier key.
    note: String,
    /// The record's name.
    origin: String,
    /// How the TPM is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tcti: Option<String>,
}

/// `sekisho vault …`
pub fn vault(context: Context<'_>, verb: &VaultVerb) -> Result<Report, Failure> {
    match verb {
        VaultVerb::Init(arguments) => init(context, arguments),
        VaultVerb::Serve(arguments) => serve(context, arguments),
        VaultVerb::Status => status(context),
        VaultVerb::Work => work(context),
    }
}

fn init(context: Context<'_>, arguments: &VaultInit) -> Result<Report, Failure> {
    let record = context.dir();
    let mut gate = context.gate()?;
    let mut config = Config::read(&record).map_err(Failure::broken)?;
    let dir = arguments.vault.clone().unwrap_or_else(|| default_dir(&record));
    // A vault that was made before the record took it is used, not made twice.
    if !dir.join("owner.json").exists() {
        let keys = gate.keys();
        let told = Told {
            cell: arguments.cell.clone(),
            cell_dir: arguments.cell_dir.clone(),
            declared: arguments.physical.then(|| "physical".to_owned()),
            envelope: sekisho_gate::wire::v1::base64(keys.envelope.public().as_bytes()),
            note: keys.note.verifier().vkey(),
            origin: gate.origin().to_owned(),
            tcti: arguments.tcti.clone(),
        };
        make(&dir, &told, assemble::now(&told.origin, context.at()?)?)?;
    }
    config.vault = Some(VaultSettings { dir: Some(absolute(&dir)), socket: None });
    config.write(&record).map_err(Failure::broken)?;
    let mut link = VaultLink::reach(&settings(&record)?, context.outside, context.at()?)?;
    let said = link.hello()?;
    let command = Command::EstablishVault {
        answer: said.answer,
        level: said.level,
        possession: said.possession,
        receipts: said.receipts,
    };
    drop(link);
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    let level = said.level.name();
    let sentence = context.text.say(&format!("level-{}", level.to_lowercase()), &[]);
    Ok(report.note(format!("{level}  {sentence}")))
}

fn absolute(dir: &Path) -> PathBuf {
    fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned())
}

fn make(dir: &Path, told: &Told, now: Timestamp) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|error| Failure::of_file("file-not-written", dir, error))?;
    let cell = cell(dir, told)?;
    Keep::init(dir, cell, now, &mut entropy).map_err(failed)?;
    let bytes = serde_json::to_vec_pretty(told).map_err(|error| Failure::broken(error.into()))?;
    file::create_new(&dir.join("owner.json"), &bytes)
}

fn cell(dir: &Path, told: &Told) -> Result<Box<dyn Cell>, Failure> {
    if told.cell == "tpm" {
        return tpm(dir, told);
    }
    let place = told.cell_dir.clone().unwrap_or_else(|| dir.join("cell"));
    Ok(Box::new(DiskCell::open(&place).map_err(failed)?))
}

#[cfg(feature = "tpm")]
fn tpm(dir: &Path, told: &Told) -> Result<Box<dyn Cell>, Failure> {
    use sekisho_vault::cell::tpm::{DEFAULT_INDEX, Declared, TpmCell};
    let declared = if told.declared.is_some() { Declared::Physical } else { Declared::Unknown };
    let tcti = told.tcti.as_deref().unwrap_or("device:/dev/tpmrm0");
    let cell = TpmCell::open(tcti, DEFAULT_INDEX, declared, dir, &mut entropy).map_err(failed)?;
    // A software TPM stands for a physical one only where nothing is real.
    let rehearses = told.declared.is_some() && crate::config::is_for_trying(&told.origin);
    let cell = if rehearses { cell.in_rehearsal(&told.origin).map_err(failed)? } else { cell };
    Ok(Box::new(cell))
}

/// Errors: `vault-no-tpm-here`: this program was built without.
#[cfg(not(feature = "tpm"))]
fn tpm(_: &Path, _: &Told) -> Result<Box<dyn Cell>, Failure> {
    Err(Failure::new(Exit::Failed, "vault-no-tpm-here", &[]))
}

fn failed(fault: sekisho_vault::Fault) -> Failure {
    let busy = matches!(fault, sekisho_vault::Fault::Busy { .. });
    let code = if busy { "vault-busy" } else { "vault-broken" };
    Failure::new(Exit::Failed, code, &[]).caused_by(fault)
}

/// Opens the vault in this process, which is then the vault's own.
fn open(dir: &Path, at: Option<Timestamp>) -> Result<(Service, Told), Failure> {
    let bytes = file::read(&dir.join("owner.json"), 1 << 16)?;
    let told: Told = serde_json::from_slice(&bytes).map_err(|error| Failure::broken(error.into()))?;
    let (keep, _) = Keep::open(dir, cell(dir, &told)?).map_err(failed)?;
    let owner = Owner {
        envelope: envelope_key(&told.envelope)?,
        note: NoteVerifier::from_vkey(&told.note).map_err(|error| Failure::broken(error.into()))?,
        origin: told.origin.clone(),
    };
    let now = assemble::now(&told.origin, at)?;
    let service = Service::start(keep, owner, dir, Box::new(entropy), now)
        .map_err(|no| Failure::new(Exit::Failed, "vault-broken", &[]).caused_by(no))?;
    Ok((service, told))
}

fn envelope_key(text: &str) -> Result<EnvelopePublicKey, Failure> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
    let bytes: [u8; 32] =
        bytes.try_into().map_err(|_| Failure::broken(anyhow::anyhow!("the owner's key is malformed")))?;
    EnvelopePublicKey::from_bytes(&bytes).map_err(|error| Failure::broken(error.into()))
}

/// Speaks with whoever started this process, over standard input and output.
fn work(context: Context<'_>) -> Result<Report, Failure> {
    let at = context.at()?;
    let (service, told) = open(&context.dir(), at)?;
    let clock = || assemble::now(&told.origin, at).unwrap_or(Timestamp::LATEST);
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    wire::serve(&Mutex::new(service), input, output, clock).map_err(|error| Failure::broken(error.into()))?;
    Ok(Report::done(json!(null), String::new()))
}

/// Runs as a service: one socket, one caller after the other, and every second what is over is destroyed.
fn serve(context: Context<'_>, arguments: &VaultServe) -> Result<Report, Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let at = context.at()?;
    let dir = arguments.vault.clone().unwrap_or_else(|| default_dir(&context.dir()));
    let (service, told) = open(&dir, at)?;
    let clock = || assemble::now(&told.origin, at).unwrap_or(Timestamp::LATEST);
    let path = &arguments.socket;
    let refused = |error: std::io::Error| Failure::of_file("file-not-written", path, error);
    // A socket that nobody listens on is what a killed service leaves behind.
    if UnixStream::connect(path).is_err() && path.exists() {
        fs::remove_file(path).map_err(refused)?;
    }
    let listener = UnixListener::bind(path).map_err(refused)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o660)).map_err(refused)?;
    let service = Mutex::new(service);
    std::thread::scope(|scope| {
        scope.spawn(|| expire_for_ever(&service, clock));
        for stream in listener.incoming().flatten() {
            answer(&service, stream, clock);
        }
    });
    Ok(Report::done(json!(null), String::new()))
}

/// How often the clock is looked at.
const TICK: Duration = Duration::from_millis(500);

/// A line that does not come to its end for so long ends the conversation.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is over dies within a second, whether anybody asks or not. What fails is tried again, and answers nobody meanwhile.
fn expire_for_ever(service: &Mutex<Service>, clock: impl Fn() -> Timestamp) {
    loop {
        let _ = wire::lock(service).expire(clock());
        std::thread::park_timeout(TICK);
    }
}

/// Answers one caller after the other. One that goes away in the middle of a line harms nobody else.
fn answer(service: &Mutex<Service>, stream: UnixStream, clock: impl Fn() -> Timestamp) {
    let ready = stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.try_clone());
    if let Ok(output) = ready {
        let input = BufReader::new(Patient { line_began: None, stream });
        let _ = wire::serve(service, input, output, clock);
    }
}

/// A caller whose lines must come to their end: whoever sends a byte now and then holds nobody else up.
struct Patient {
    line_began: Option<Instant>,
    stream: UnixStream,
}

impl Read for Patient {
    #[expect(clippy::disallowed_methods, reason = "patience is about real time, not about the record's")]
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.stream.read(buffer)?;
        let ended = buffer.get(..read).is_some_and(|bytes| bytes.contains(&b'\n'));
        let began = *self.line_began.get_or_insert_with(Instant::now);
        if ended {
            self.line_began = None;
        } else if began.elapsed() > PATIENCE {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        Ok(read)
    }
}

fn status(context: Context<'_>) -> Result<Report, Failure> {
    let gate = context.gate()?;
    let mut link = VaultLink::reach(&settings(&context.dir())?, context.outside, context.at()?)?;
    let said = link.hello()?;
    let level = said.level.name();
    let sentence = context.text.say(&format!("level-{}", level.to_lowercase()), &[]);
    let outstanding = gate.state().doomed.len().to_string();
    let size = said.size.to_string();
    let lines = [
        format!("{level}  {sentence}"),
        context
            .text
            .say("vault-status", &[("cell", &said.cell), ("size", &size), ("outstanding", &outstanding)]),
    ];
    let json = json!({
        "ok": true, "level": said.level, "cell": said.cell, "read": said.size,
        "outstanding": gate.state().doomed.len(), "receipts": said.receipts,
    });
    Ok(Report::done(json, lines.join("\n")))
}
