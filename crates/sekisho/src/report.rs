//! What a command says: data for a script, words for a person, a code for the shell.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar as _;

use sekisho_gate::Fault;
use sekisho_proof::sshsig::SshsigError;
use sekisho_store::StoreError;

use crate::Spoken;
use crate::exit::Exit;
use crate::message::Text;
use crate::table::Listing;

/// The result of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The exit code.
    pub exit: Exit,
    /// Standard output for a person.
    pub human: String,
    /// Standard output for a script.
    pub json: Value,
    /// The same as a table, where it is one: pages show it so.
    pub listing: Option<Listing>,
    /// Standard error: what to know beside the data.
    pub notes: String,
}

impl Report {
    /// Makes a report of something done.
    pub fn done(json: Value, human: impl Into<String>) -> Self {
        Self { exit: Exit::Done, human: human.into(), json, listing: None, notes: String::new() }
    }

    /// Makes a report of a table.
    pub fn listed(json: Value, listing: Listing) -> Self {
        let header: Vec<&str> = listing.columns.iter().map(String::as_str).collect();
        let human = crate::table::table(&header, &listing.rows);
        Self { listing: Some(listing), ..Self::done(json, human) }
    }

    /// Sets the exit code.
    #[must_use]
    pub fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Adds a line for standard error.
    #[must_use]
    pub fn note(mut self, line: impl AsRef<str>) -> Self {
        self.notes.push_str(line.as_ref());
        self.notes.push('\n');
        self
    }

    pub(crate) fn speak(self, as_json: bool, failed: bool) -> Spoken {
        let mut stdout = String::new();
        let mut stderr = self.notes;
        if as_json {
            stdout = serde_json::to_string_pretty(&self.json).unwrap_or_default();
            stdout.push('\n');
        } else if failed {
            stderr.push_str(&self.human);
        } else {
            stdout = self.human;
        }
        for stream in [&mut stdout, &mut stderr] {
            // Nothing that came from elsewhere may steer the terminal.
            stream.retain(|c| c == '\n' || c == '\t' || !c.is_control());
            if !stream.is_empty() && !stream.ends_with('\n') {
                stream.push('\n');
            }
        }
        Spoken { exit: self.exit, json: self.json, stderr, stdout }
    }
}

/// Where in a file that people write something does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1. Units: characters.
    pub column: usize,
    /// From 1.
    pub line: usize,
    /// The stable code of what is wrong there.
    pub problem: &'static str,
    /// The line as it is written.
    pub written: String,
}

impl Place {
    /// Shows the line with a mark under the column; of a long line only its beginning, if the mark is in it.
    fn shown(&self) -> String {
        let number = self.line.to_string();
        let beginning: String = self.written.chars().take(Self::SHOWN).collect();
        let cut = if beginning.len() < self.written.len() { "\u{2026}" } else { "" };
        let mut out = format!("\n  {number} | {beginning}{cut}");
        if self.column <= Self::SHOWN {
            let left = beginning.chars().take(self.column.saturating_sub(1));
            // Under a wide character are two columns, and a tab is as wide as the one above.
            let blank: String = left
                .map(|c| if c == '\t' { "\t".to_owned() } else { " ".repeat(c.width().unwrap_or(0)) })
                .collect();
            out.push_str(&format!("\n  {} | {blank}^", " ".repeat(number.len())));
        }
        out
    }

    /// So much of a line is shown. Units: characters.
    const SHOWN: usize = 100;
}

/// A command that did not get to an answer of the rules.
#[derive(Debug)]
pub struct Failure {
    code: String,
    exit: Exit,
    place: Option<Box<Place>>,
    /// Sentence and next step where somebody else has said them.
    told: Option<Box<(String, Option<String>)>>,
    values: Vec<(String, String)>,
    source: Option<anyhow::Error>,
}

impl Failure {
    /// Makes a failure with a sentence of its own, `fault-<code>`.
    pub fn new(exit: Exit, code: &str, values: &[(&str, &str)]) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { code: code.to_owned(), exit, place: None, told: None, values, source: None }
    }

    /// Makes a failure in the words of whoever was asked.
    pub fn told(exit: Exit, code: &str, sentence: &str, advice: Option<&str>) -> Self {
        let told = Some(Box::new((sentence.to_owned(), advice.map(str::to_owned))));
        Self { told, ..Self::new(exit, code, &[]) }
    }

    fn words(&self, text: &Text) -> (String, Option<String>) {
        if let Some(told) = &self.told {
            return (**told).clone();
        }
        let values: Vec<(&str, &str)> =
            self.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let key = format!("fault-{}", self.code);
        (text.say(&key, &values), text.maybe(&key, Some("advice"), &values))
    }

    /// The call is malformed.
    pub fn usage(code: &str, values: &[(&str, &str)]) -> Self {
        Self::new(Exit::Usage, code, values)
    }

    /// There is no such thing.
    pub fn not_found(what: &str, which: &str) -> Self {
        Self::new(Exit::NotFound, "not-found", &[("what", what), ("which", which)])
    }

    /// Something broke.
    pub fn broken(error: anyhow::Error) -> Self {
        Self { source: Some(error), ..Self::new(Exit::Failed, "broken", &[]) }
    }

    /// Gives the error behind it, for the line of details.
    #[must_use]
    pub fn caused_by(self, error: impl Into<anyhow::Error>) -> Self {
        Self { source: Some(error.into()), ..self }
    }

    /// The system refused a file: its English stays in the details, and a word says what people can do about it.
    pub fn of_file(code: &str, path: &std::path::Path, error: std::io::Error) -> Self {
        let shown = path.display().to_string();
        Self::new(Exit::Failed, code, &[("path", &shown), ("why", why(&error))]).caused_by(error)
    }

    /// Says where in a file it stands.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(Box::new(place)), ..self }
    }

    /// Says what was being done when it failed; the exit code and the cause stay.
    #[must_use]
    pub fn during(self, code: &str, values: &[(&str, &str)]) -> Self {
        Self { exit: self.exit, source: self.source, ..Self::new(self.exit, code, values) }
    }

    /// The rules said no to what another act needed.
    pub fn refused(reasons: &[sekisho_core::Reason], text: &Text) -> Self {
        let lines: String = reasons.iter().map(|reason| crate::act::reason_lines(reason, text)).collect();
        let exit = Exit::of_reasons(reasons);
        Self::new(exit, "refused", &[("reasons", lines.trim_end())])
    }

    /// The storage failed.
    pub fn store(error: StoreError) -> Self {
        let (exit, code, value) = match &error {
            StoreError::Absent(path) => (Exit::NotFound, "no-record", path.display().to_string()),
            StoreError::Present(path) => (Exit::Failed, "record-present", path.display().to_string()),
            StoreError::NewerForm { .. } => (Exit::Failed, "record-newer", String::new()),
            StoreError::Held(path) => (Exit::Failed, "record-held", path.display().to_string()),
            StoreError::Disagreement(_) => (Exit::Unverified, "record-damaged", String::new()),
            StoreError::KeyFile(path) => (Exit::Failed, "record-key-file", path.display().to_string()),
            _ => (Exit::Failed, "storage", String::new()),
        };
        let why = why_behind(&error);
        Self::new(exit, code, &[("path", &value), ("why", why)]).caused_by(error)
    }

    /// The gate could not judge.
    pub fn fault(fault: Fault) -> Self {
        let (exit, code) = match &fault {
            Fault::Busy => (Exit::Failed, "busy"),
            Fault::Damaged(_) => (Exit::Unverified, "record-damaged"),
            Fault::LocalRules(_) => (Exit::Failed, "rules-unusable"),
            Fault::LocalRulesDiffer { .. } | Fault::LocalRulesMissing(_) => {
                (Exit::Unverified, "rules-differ")
            }
            Fault::Storage { .. } => (Exit::Failed, "storage"),
            Fault::UnknownKey(_) => (Exit::Unverified, "key-not-enrolled"),
            Fault::NotValidNow { .. } => (Exit::Expired, "statement-not-valid-now"),
            Fault::FactsDiffer => (Exit::Unverified, "facts-differ"),
            Fault::Text => (Exit::Usage, "text-unfit-here"),
            Fault::Possession(_) => (Exit::Unverified, "proof-unfit"),
            Fault::Undisclosed(_) => (Exit::Unverified, "text-missing"),
            Fault::OtherPerson { .. } => (Exit::Unverified, "other-person"),
            Fault::OtherOrigin { .. } => (Exit::Unverified, "statement-of-other-record"),
            Fault::Signature(SshsigError::Assertion(_)) => (Exit::Unverified, "passkey-unfit"),
            Fault::Signature(_) => (Exit::Unverified, "signature-unfit"),
            Fault::KeyNotForActs { .. } => (Exit::Unverified, "key-not-for-acts"),
            Fault::KeySynced { .. } => (Exit::Unverified, "key-synced"),
            Fault::PageNotSafe { .. } => (Exit::Unverified, "page-not-safe"),
            Fault::NonceUsed => (Exit::Unverified, "statement-used"),
            Fault::Disclosure(_) => (Exit::Unverified, "texts-unfit"),
            Fault::Attached { .. } => (Exit::Unverified, "attached-signature"),
            Fault::ChallengeTime { .. } => (Exit::Expired, "station-clock"),
            Fault::PermitFile(_) => (Exit::Unverified, "permit-file-unfit"),
            _ => (Exit::Unverified, "statement-unfit"),
        };
        let values = match &fault {
            Fault::OtherOrigin { here, meant } => vec![("here", here.as_str()), ("meant", meant.as_str())],
            Fault::OtherPerson { claimed, owner } => {
                vec![("claimed", claimed.as_str()), ("owner", owner.as_str())]
            }
            Fault::KeyNotForActs { application } => vec![("application", application.as_str())],
            Fault::PageNotSafe { page } => vec![("page", page.as_str())],
            Fault::Signature(SshsigError::Assertion(error)) => vec![("why", error.code())],
            Fault::Storage { source, .. } => vec![("why", why_behind(source.as_ref()))],
            _ => Vec::new(),
        };
        Self::new(exit, code, &values).caused_by(fault)
    }

    /// Gives the stable code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Says it to whoever asked over the network: the sentence and the next step, without details of this machine.
    pub(crate) fn said(&self, text: &Text) -> sekisho_web::port::Said {
        let (sentence, advice) = self.words(text);
        sekisho_web::port::Said { advice, code: self.code.clone(), exit: Some(self.exit.code()), sentence }
    }

    pub(crate) fn into_report(self, text: &Text) -> Report {
        let detail = self.source.as_ref().map(detail).unwrap_or_default();
        let (sentence, advice) = self.words(text);
        let mut human = format!("{}: {sentence}", text.say("word-error", &[]));
        if let Some(place) = &self.place {
            human.push_str(&place.shown());
        }
        if let Some(advice) = &advice {
            human.push_str(&format!("\n  {}: {advice}", text.say("word-next", &[])));
        }
        // English, for whoever runs the machine: it follows what the person can do and never replaces it.
        if !detail.is_empty() {
            human.push_str(&format!("\n  {}: {detail}", text.say("word-detail", &[])));
        }
        let mut error = json!({
            "code": self.code, "sentence": sentence, "advice": advice, "detail": detail, "exit": self.exit.code(),
        });
        if let (Some(place), Value::Object(fields)) = (&self.place, &mut error) {
            let values = [
                ("column", json!(place.column)),
                ("line", json!(place.line)),
                ("problem", json!(place.problem)),
                ("written", json!(place.written)),
            ];
            fields.extend(values.map(|(name, value)| (name.to_owned(), value)));
        }
        let json = json!({ "ok": false, "error": error });
        Report { exit: self.exit, human, json, listing: None, notes: String::new() }
    }
}

impl From<sekisho_audit::Fault> for Failure {
    /// A table, paper or mail could not be read or written; the sentence names the place in it.
    fn from(fault: sekisho_audit::Fault) -> Self {
        let exit = match &fault {
            sekisho_audit::Fault::Mapping { .. } | sekisho_audit::Fault::NoSheet { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        let arguments = fault.arguments();
        let values: Vec<(&str, &str)> =
            arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let failure = Self::new(exit, fault.code(), &values);
        Self { source: Some(fault.into()), ..failure }
    }
}

/// Names what people can do something about; everything else is `other`.
fn why(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::IsADirectory => "directory",
        ErrorKind::NotADirectory | ErrorKind::NotFound => "absent",
        ErrorKind::PermissionDenied => "permission",
        ErrorKind::QuotaExceeded | ErrorKind::StorageFull => "full",
        ErrorKind::ReadOnlyFilesystem => "read-only",
        _ => "other",
    }
}

/// Finds the system's own error behind another.
fn why_behind(error: &(dyn std::error::Error + 'static)) -> &'static str {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref::<std::io::Error>() {
            return why(found);
        }
        next = cause.source();
    }
    "other"
}

/// Tells an error with its causes, each once: many errors tell their cause themselves.
fn detail(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told.push_str(": ");
            told.push_str(&cause);
        }
    }
    told
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::fault(fault)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::broken(error)
    }
}
