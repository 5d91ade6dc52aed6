//! The vault as a process that is asked directly, past the record's program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_vault::wire::{Entry, Reply, Request};

use crate::sealed::Case;

/// A vault at the other end of a pipe: what a web process has that was taken over.
pub(crate) struct Vault {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Vault {
    /// Starts the vault of a directory with its clock at a time.
    pub(crate) fn start(dir: &Path, at: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sekisho"))
            .args(["vault", "work", "--at", at, "--dir"])
            .arg(dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    /// The vault of a case, at the case's time.
    pub(crate) fn of(case: &Case) -> Self {
        Self::start(&case.town.file("record.vault"), &case.town.time())
    }

    pub(crate) fn ask(&mut self, request: &Request) -> Reply {
        self.line(&serde_json::to_vec(request).unwrap())
    }

    /// Sends any bytes as one line.
    pub(crate) fn line(&mut self, bytes: &[u8]) -> Reply {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.write_all(b"\n").unwrap();
        input.flush().unwrap();
        self.reply()
    }

    pub(crate) fn reply(&mut self) -> Reply {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    pub(crate) fn size(&mut self) -> u64 {
        match self.ask(&Request::Hello {}) {
            Reply::Hello { size, .. } => size,
            other => panic!("{other:?}"),
        }
    }

    /// Shows entries from where it stopped.
    pub(crate) fn show(&mut self, entries: &[Entry]) {
        let size = usize::try_from(self.size()).unwrap();
        let entries = entries.get(size..).unwrap_or_default().to_vec();
        assert!(matches!(self.ask(&Request::Follow { entries }), Reply::Followed { .. }));
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}

/// The code of a refusal.
#[track_caller]
pub(crate) fn no(reply: &Reply) -> &str {
    match reply {
        Reply::No { code, .. } => code,
        other => panic!("not refused: {other:?}"),
    }
}

impl Case {
    /// All entries of the record and the checkpoint over them.
    pub(crate) fn entries(&self) -> (Vec<Entry>, String) {
        let gate = self.gate();
        let head = gate.record().head().unwrap();
        let mut entries = Vec::new();
        let mut each = |entry: sekisho_gate::port::StoredEntry| {
            let envelope = STANDARD.encode(entry.envelope.unwrap());
            entries.push(Entry { envelope, index: entry.index, leaf: STANDARD.encode(entry.leaf) });
            Ok(())
        };
        gate.record().entries(0, head.size, &mut each).unwrap();
        (entries, head.checkpoint)
    }
}

/// Asks the vault for the release of a question about a medium.
pub(crate) fn order_for(question: &super::Question, medium: &str, checkpoint: &str) -> Request {
    Request::Release {
        challenge: STANDARD.encode(question.challenge.to_bytes()),
        checkpoint: checkpoint.to_owned(),
        medium: medium.parse().unwrap(),
        permit: "P-0001".parse().unwrap(),
    }
}
