//! The JSON forms of the API, version 1: what goes in and what comes out.
//!
//! Shape: unknown fields are refused on the way in, and to be ignored on the way out.
//! Source: `docs/spec/http.md`.

use std::collections::BTreeMap;

use sekisho_core::{Command, Event};
use serde::{Deserialize, Serialize};

/// Where statements are made.
pub const PREPARE: &str = "/api/v1/acts/prepare";
/// Where signed acts go.
pub const ACTS: &str = "/api/v1/acts";
/// Where signed releases go.
pub const RELEASES: &str = "/api/v1/releases";
/// Where letters of stations go.
pub const LETTERS: &str = "/api/v1/letters";
/// Where statements are made out of the command line's own words: with noun and verb behind it.
pub const VERBS: &str = "/api/v1/acts";
/// Where the record is looked at: with noun and verb behind it.
pub const LOOKS: &str = "/api/v1/looks";
/// Where this API is described.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// Where a supervisor asks whether the server answers.
pub const HEALTH: &str = "/healthz";

/// So many letters fit in one request. Units: letters.
pub const LETTERS_LIMIT: usize = 64;

/// Asks for the statement of a command.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PrepareForm {
    /// Who asks: needed where the statement tells what is in the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asking: Option<Asking>,
    /// The command.
    pub command: Command,
    /// When it happened, RFC 3339 in UTC; now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<String>,
    /// Who will sign.
    pub person: String,
}

/// The signature of who asks for a statement: see [`crate::asking`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// The armored SSHSIG over the asking text.
    pub signature: String,
    /// When it was signed, RFC 3339 in UTC.
    pub time: String,
}

/// A statement to be signed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Prepared {
    /// The namespace of the SSHSIG.
    pub namespace: String,
    /// The statement: these bytes are signed.
    pub statement: String,
}

/// A statement that was made out of the command line's own words.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PreparedAct {
    /// The act.
    pub act: String,
    /// The namespace of the SSHSIG.
    pub namespace: String,
    /// Who is to sign: the person of the token.
    pub person: String,
    /// Why it would be refused now; empty if it would be done.
    pub reasons: Vec<ReasonForm>,
    /// The statement: these bytes are signed.
    pub statement: String,
    /// Texts behind the digests in the command: they go along with the signed act as its `disclosures`.
    pub texts: Vec<DisclosureForm>,
}

/// What a look at the record says, whole: for the command line.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Looked {
    /// The exit code.
    pub exit: u8,
    /// What `--json` prints.
    pub json: serde_json::Value,
    /// What is to be known beside it.
    pub notes: String,
    /// What is printed for a person.
    pub words: String,
}

/// The media type of [`Looked`].
pub const LOOKED: &str = "application/vnd.sekisho.looked+json";

/// The header in which a look gives the command line's exit code.
pub const EXIT: &str = "sekisho-exit";

/// The header by which the same statement is given again.
pub const IDEMPOTENCY: &str = "idempotency-key";

/// A signed act.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ActForm {
    /// Texts behind the digests in the command.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disclosures: Vec<DisclosureForm>,
    /// The armored SSHSIG.
    pub signature: String,
    /// The statement, exactly as signed.
    pub statement: String,
}

/// A text behind a digest.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureForm {
    /// The digest in the command.
    pub digest: sekisho_core::Digest,
    /// 16 random bytes, base64.
    pub salt: String,
    /// The text.
    pub text: String,
}

/// An act that is in the record.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Acted {
    /// The act.
    pub act: String,
    /// The masked answer of a release: eight groups of six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What was recorded.
    pub events: Vec<Event>,
    /// Who acted.
    pub person: String,
    /// Numbers in the record.
    pub record: Vec<u64>,
    /// Whether this very statement was answered before.
    pub repeated: bool,
}

/// Letters of stations: files of an `outbox`, base64 each.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LettersForm {
    /// The letters.
    pub letters: Vec<String>,
}

/// What became of letters: never what stood in them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Taken {
    /// One for each letter, in the order in which they came.
    pub letters: Vec<TakenLetter>,
}

/// What became of one letter.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct TakenLetter {
    /// The code of the fault, if it is `unfit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Numbers in the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<u64>,
    /// What became of it.
    pub state: LetterState,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It is in the record.
    Recorded,
    /// The rules said no; that is in the record.
    Refused,
    /// It was in the record before.
    Repeated,
    /// Its act cannot be judged: see the code.
    Unfit,
    /// It is for another record, or damaged.
    #[default]
    Unreadable,
}

/// Why not (RFC 9457).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct ProblemForm {
    /// The next step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The code, the same as the command line's.
    pub code: String,
    /// With which code the command line would end, where it is one of its own failures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u8>,
    /// The operation: what the server's log calls this request.
    pub operation: String,
    /// Every reason, if the rules said no.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReasonForm>,
    /// Numbers in the record, if anything was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<u64>,
    /// The status.
    pub status: u16,
    /// What happened, in the language that was asked for.
    pub title: String,
    /// The kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
}

/// One reason why the rules say no.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct ReasonForm {
    /// What the reason is about.
    pub about: BTreeMap<String, String>,
    /// The next step.
    pub advice: String,
    /// The family of the rule.
    pub code: String,
    /// The control that it comes from.
    pub control: String,
    /// The rule's own name.
    pub rule: String,
    /// The sentence.
    pub sentence: String,
}
