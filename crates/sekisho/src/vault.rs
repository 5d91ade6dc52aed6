//! The record's way to its vault: a process of its own, over a socket or started when it is needed. It is shown the entries
//! that are new before every call, since it believes nothing else.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Timestamp;
use sekisho_core::id::{MediumId, PermitId};
use sekisho_core::sealing::DestructionLevel;
use sekisho_gate::Gate;
use sekisho_seal::answer::Answer;
use sekisho_station::fingerprint::Fingerprint;
use sekisho_vault::wire::{Entry, Reply, Request, Sealed};

use crate::assemble::Outside;
use crate::config::{Config, VaultSettings};
use crate::exit::Exit;
use crate::report::Failure;

/// So many entries are shown at once. Units: entries.
const PAGE: u64 = 512;

/// How long a service may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A vault that answers.
#[derive(Debug)]
pub struct VaultLink {
    input: Box<dyn BufReadSend>,
    output: Option<Box<dyn WriteSend>>,
    child: Option<Child>,
}

trait BufReadSend: BufRead + Send + std::fmt::Debug {}
impl<T: BufRead + Send + std::fmt::Debug> BufReadSend for T {}
trait WriteSend: Write + Send + std::fmt::Debug {}
impl<T: Write + Send + std::fmt::Debug> WriteSend for T {}

/// What a vault says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduced {
    /// Its public key for answers, base64.
    pub answer: String,
    /// What its cell says of itself.
    pub cell: String,
    /// How sure a destruction is.
    pub level: DestructionLevel,
    /// Its signature over its own keys, armored.
    pub possession: String,
    /// The OpenSSH line of its receipt key.
    pub receipts: String,
    /// How many entries it has read.
    pub size: u64,
}

/// Gives the settings of the record's vault.
///
/// Errors: `no-vault` if there is none.
pub fn settings(dir: &Path) -> Result<VaultSettings, Failure> {
    let config = Config::read(dir).map_err(Failure::broken)?;
    config.vault.ok_or_else(|| Failure::new(Exit::NotFound, "no-vault", &[]))
}

/// Gives where a vault is made unless another place is named: beside the record, so that a copy of the record has none.
pub fn default_dir(record: &Path) -> PathBuf {
    crate::file::with_suffix(record, ".vault")
}

impl VaultLink {
    /// Reaches the vault.
    ///
    /// Errors: `vault-unreachable`.
    pub fn reach(
        settings: &VaultSettings,
        outside: &Outside,
        at: Option<Timestamp>,
    ) -> Result<Self, Failure> {
        if let Some(path) = &settings.socket {
            let stream = UnixStream::connect(path).map_err(|error| unreachable_at(path, error))?;
            // A service that does not answer holds nobody for ever.
            stream.set_read_timeout(Some(PATIENCE)).map_err(|error| unreachable_at(path, error))?;
            let input = stream.try_clone().map_err(|error| unreachable_at(path, error))?;
            let (input, output) = (Box::new(BufReader::new(input)), Some(Box::new(stream) as _));
            return Ok(Self { input, output, child: None });
        }
        let dir = settings.dir.as_ref().ok_or_else(|| Failure::new(Exit::NotFound, "no-vault", &[]))?;
        let (child, input, output) = start(dir, outside, at).map_err(|error| unreachable_at(dir, error))?;
        Ok(Self {
            input: Box::new(BufReader::new(input)),
            output: Some(Box::new(output)),
            child: Some(child),
        })
    }

    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let broken = |error: std::io::Error| Failure::new(Exit::Failed, "vault-silent", &[]).caused_by(error);
        let mut line =
            serde_json::to_vec(request).map_err(|error| Failure::broken(anyhow::anyhow!("{error}")))?;
        line.push(b'\n');
        let Some(output) = &mut self.output else {
            return Err(Failure::new(Exit::Failed, "vault-silent", &[]));
        };
        output.write_all(&line).and_then(|()| output.flush()).map_err(broken)?;
        let mut answer = String::new();
        self.input.read_line(&mut answer).map_err(broken)?;
        match serde_json::from_str(&answer) {
            Ok(Reply::No { code, detail }) => {
                let failure = Failure::new(Exit::Failed, "vault-refused", &[("code", &code)]);
                Err(failure.caused_by(anyhow::anyhow!("{detail}")))
            }
            Ok(reply) => Ok(reply),
            Err(error) => Err(Failure::new(Exit::Failed, "vault-silent", &[]).caused_by(error)),
        }
    }

    /// Asks who it is.
    pub fn hello(&mut self) -> Result<Introduced, Failure> {
        match self.call(&Request::Hello {})? {
            Reply::Hello { answer, cell, level, possession, receipts, size } => {
                Ok(Introduced { answer, cell, level, possession, receipts, size })
            }
            _ => Err(Failure::new(Exit::Failed, "vault-silent", &[])),
        }
    }

    /// Lets it make the key of a permit to come; gives the public half.
    pub fn create(&mut self, not_after: Timestamp) -> Result<Vec<u8>, Failure> {
        match self.call(&Request::Create { not_after })? {
            Reply::Created { public_key } => decoded(&public_key),
            _ => Err(Failure::new(Exit::Failed, "vault-silent", &[])),
        }
    }

    /// Lets it make the lookup key of a permit to come; gives the public half.
    pub fn create_lookup(&mut self, not_after: Timestamp) -> Result<Vec<u8>, Failure> {
        match self.call(&Request::CreateLookup { not_after })? {
            Reply::Created { public_key } => decoded(&public_key),
            _ => Err(Failure::new(Exit::Failed, "vault-silent", &[])),
        }
    }

    /// Asks for the fingerprints of one person under the keys of copies: a row for each key, one for each message; nothing
    /// where the lookup key is gone.
    pub fn fingerprint(
        &mut self,
        gate: &Gate,
        keys: Vec<Sealed>,
        messages: &[Vec<u8>],
        signed: (&str, &str),
    ) -> Result<Vec<Option<Vec<Fingerprint>>>, Failure> {
        let checkpoint = self.show(gate)?;
        let messages = messages.iter().map(|message| STANDARD.encode(message)).collect();
        let (statement, signature) = (signed.0.to_owned(), signed.1.to_owned());
        match self.call(&Request::Fingerprint { checkpoint, keys, messages, signature, statement })? {
            Reply::Fingerprints { rows } => {
                rows.into_iter().map(|row| row.as_deref().map(fingerprints).transpose()).collect()
            }
            _ => Err(Failure::new(Exit::Failed, "vault-silent", &[])),
        }
    }

    /// Shows it what is new in the record, and gives the checkpoint over it.
    fn show(&mut self, gate: &Gate) -> Result<String, Failure> {
        let head = gate.record().head().map_err(Failure::fault)?;
        let mut next = self.hello()?.size;
        while next < head.size {
            let end = head.size.min(next.saturating_add(PAGE));
            let mut entries = Vec::new();
            gate.record()
                .entries(next, end, &mut |entry| {
                    let envelope = STANDARD.encode(entry.envelope.unwrap_or_default());
                    entries.push(Entry { envelope, index: entry.index, leaf: STANDARD.encode(entry.leaf) });
                    Ok(())
                })
                .map_err(Failure::fault)?;
            self.call(&Request::Follow { entries })?;
            next = end;
        }
        Ok(head.checkpoint)
    }

    /// Asks for the release half of one copy, masked for whoever asked.
    pub fn release(
        &mut self,
        gate: &Gate,
        permit: PermitId,
        medium: &MediumId,
        challenge: &str,
    ) -> Result<Answer, Failure> {
        let checkpoint = self.show(gate)?;
        let (challenge, medium) = (challenge.to_owned(), medium.clone());
        match self.call(&Request::Release { challenge, checkpoint, medium, permit })? {
            Reply::Released { answer } => {
                let bytes: [u8; 16] = decoded(&answer)?
                    .try_into()
                    .map_err(|_| Failure::new(Exit::Failed, "vault-silent", &[]))?;
                Ok(Answer(bytes))
            }
            _ => Err(Failure::new(Exit::Failed, "vault-silent", &[])),
        }
    }

    /// Lets it destroy what the record orders; gives its receipt, if anything was ordered.
    pub fn destroy(&mut self, gate: &Gate) -> Result<Option<(String, String)>, Failure> {
        let checkpoint = self.show(gate)?;
        match self.call(&Request::Destroy { checkpoint })? {
            Reply::Destroyed { receipt, signature } => Ok(receipt.zip(signature)),
            _ => Err(Failure::new(Exit::Failed, "vault-silent", &[])),
        }
    }
}

impl Drop for VaultLink {
    /// The process ends when nobody speaks to it any more.
    fn drop(&mut self) {
        self.output = None;
        if let Some(child) = &mut self.child {
            let _ = child.wait();
        }
    }
}

/// Lets the vault destroy every key whose destruction is ordered, and takes its word into the record.
///
/// Shape: how many are confirmed now. What fails is tried again with the next command: the record says what is outstanding.
pub fn settle(
    gate: &mut Gate,
    dir: &Path,
    outside: &Outside,
    at: Option<Timestamp>,
) -> Result<usize, Failure> {
    if gate.state().doomed.is_empty() {
        return Ok(0);
    }
    let mut link = VaultLink::reach(&settings(dir)?, outside, at)?;
    let Some((receipt, signature)) = link.destroy(gate)? else { return Ok(0) };
    Ok(gate.confirm(&receipt, &signature)?.len())
}

fn start(
    dir: &Path,
    outside: &Outside,
    at: Option<Timestamp>,
) -> std::io::Result<(Child, ChildStdout, ChildStdin)> {
    let program =
        outside.program.as_ref().ok_or_else(|| std::io::Error::other("the program is not known"))?;
    let mut command = std::process::Command::new(program);
    command.args(["vault", "work", "--dir"]).arg(dir);
    if let Some(at) = at {
        command.args(["--at", &at.to_string()]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn()?;
    let missing = || std::io::Error::other("the process has no pipes");
    let output = child.stdin.take().ok_or_else(missing)?;
    let input = child.stdout.take().ok_or_else(missing)?;
    Ok((child, input, output))
}

fn unreachable_at(path: &Path, error: std::io::Error) -> Failure {
    let shown = path.display().to_string();
    Failure::new(Exit::Failed, "vault-unreachable", &[("path", &shown)]).caused_by(error)
}

fn fingerprints(row: &[String]) -> Result<Vec<Fingerprint>, Failure> {
    let one = |text: &String| {
        let bytes = decoded(text)?.try_into();
        bytes.map(Fingerprint).map_err(|_| Failure::new(Exit::Failed, "vault-silent", &[]))
    };
    row.iter().map(one).collect()
}

fn decoded(text: &str) -> Result<Vec<u8>, Failure> {
    STANDARD.decode(text).map_err(|error| Failure::new(Exit::Failed, "vault-silent", &[]).caused_by(error))
}
