//! The file in which people write a case down: TOML, field by field as `docs/spec/replay.md` has it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::cli::parse_time;
use crate::file;
use crate::message::Language;
use crate::message::Text;
use crate::replay::counted::Limits;
use crate::replay::fence;
use crate::replay::line::words;
use crate::replay::verdict::{Expected, Verdict};
use crate::report::Failure;

/// The longest replay file. Units: bytes.
const LIMIT: u64 = 1 << 20;
/// No file that a case makes is larger. Units: bytes.
const LARGEST_SAMPLE: u64 = 1 << 30;

/// A case: who there is, what was before, and what is tried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its code; the record's name has it.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// Who there is.
    pub(super) cast: Cast,
    /// How many people and how many actions it may take.
    #[serde(default)]
    pub(super) counts: Limits,
    /// What is done before, and must succeed.
    #[serde(default)]
    pub(super) prepare: Vec<Preparation>,
    /// What is tried, in its order.
    #[serde(default)]
    pub(super) steps: Vec<Step>,
    /// What the product does not stop, in the words of the case.
    #[serde(default)]
    pub(super) would_not_stop: Option<Words>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: String,
    /// 日本語.
    pub ja: String,
}

impl Words {
    /// Gives the sentence in a language.
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cast {
    /// The name of `O-1`, the administrator with whom every record begins.
    pub(super) administrator: String,
    pub(super) at: String,
    #[serde(default)]
    pub(super) files: Vec<Sample>,
    #[serde(default)]
    pub(super) folders: Vec<String>,
    #[serde(default)]
    pub(super) orgs: Vec<Org>,
    /// The name of the data's owner, whose code is `CITY`.
    pub(super) owner: String,
    #[serde(default)]
    pub(super) persons: Vec<Person>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Org {
    pub(super) above: String,
    pub(super) code: String,
    pub(super) name: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) code: String,
    /// Who countersigns for whom the person works.
    #[serde(default)]
    pub(super) confirmed_by: Option<String>,
    pub(super) employer: String,
    /// Whether the person's key is enrolled; a key there is in any case.
    #[serde(default = "enrolled")]
    pub(super) enrolled: bool,
    /// Whether the person is outside of the office: carries, opens, erases.
    #[serde(default)]
    pub(super) field: bool,
    pub(super) name: String,
    #[serde(default)]
    pub(super) roles: Vec<String>,
    #[serde(default = "employed")]
    pub(super) title: String,
}

fn enrolled() -> bool {
    true
}

fn employed() -> String {
    "employed".to_owned()
}

/// A file that lies ready: its text, then a line as often as is said, `{n}` being its number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    #[serde(default)]
    pub(super) line: String,
    #[serde(default)]
    pub(super) lines: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) text: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Preparation {
    pub(super) at: String,
    #[serde(default)]
    pub(super) by: Option<String>,
    pub(super) lines: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    #[serde(default)]
    pub(super) acts: Vec<Act>,
    #[serde(default)]
    pub(super) differs: Option<Differs>,
    pub(super) en: String,
    pub(super) ja: String,
    /// What should be the answer where nothing can be tried yet.
    #[serde(default)]
    pub(super) not_built: Vec<Expected>,
    pub(super) number: String,
}

impl Step {
    /// Lists every act of the step, each with what is done while it waits.
    pub(super) fn tried(&self) -> impl Iterator<Item = &Act> {
        self.acts.iter().flat_map(Act::with_meanwhile)
    }
}

/// What the case's source expects in place of the true answer, and why that is not what is right or possible.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Differs {
    pub(super) en: String,
    pub(super) expects: Expected,
    pub(super) ja: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    /// Of what is done meanwhile: the file after which it begins.
    #[serde(default)]
    pub(super) after: Option<String>,
    /// What must stand in the answer, by JSON pointers.
    #[serde(default)]
    pub(super) answer: BTreeMap<String, Value>,
    pub(super) at: String,
    #[serde(default)]
    pub(super) by: Option<String>,
    pub(super) expect: Expected,
    /// The fault with which a command ends that no rule of the record decides.
    #[serde(default)]
    pub(super) fault: Option<String>,
    /// Whose action it is where nobody signs.
    #[serde(default)]
    pub(super) hands: Option<String>,
    pub(super) line: String,
    /// What is done elsewhere while this waits.
    #[serde(default)]
    pub(super) meanwhile: Option<Box<Self>>,
}

impl Case {
    /// Reads a case.
    ///
    /// Errors: `replay-file-unfit` with what does not fit: form, times, times that run backwards, an empty step.
    pub fn read(path: &Path, text: &Text) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let unfit =
            |error: anyhow::Error| Failure::usage("replay-file-unfit", &[("path", &shown)]).caused_by(error);
        let written = String::from_utf8(file::read(path, LIMIT)?).map_err(|error| unfit(error.into()))?;
        let case: Self = toml::from_str(&written).map_err(|error| unfit(error.into()))?;
        case.check(text).map_err(|problem| unfit(anyhow::anyhow!(problem)))?;
        Ok(case)
    }

    /// Looks for what the form of the file alone cannot tell.
    fn check(&self, text: &Text) -> Result<(), String> {
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.code.is_empty() || !self.code.chars().all(is_code) {
            return Err(format!("code `{}`: letters, digits and hyphens only", self.code));
        }
        if self.steps.is_empty() {
            return Err("no steps".to_owned());
        }
        for name in self.cast.files.iter().map(|file| &file.name).chain(&self.cast.folders) {
            if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
                return Err(format!("`{name}`: a plain name, without a path"));
            }
        }
        for file in &self.cast.files {
            let bytes = u64::try_from(file.line.len()).ok().and_then(|length| file.lines.checked_mul(length));
            if bytes.is_none_or(|bytes| bytes > LARGEST_SAMPLE) {
                return Err(format!("`{}`: more than {LARGEST_SAMPLE} bytes", file.name));
            }
        }
        let mut last = moment(&self.cast.at)?;
        for (at, line) in self.prepare.iter().flat_map(|one| one.lines.iter().map(|line| (&one.at, line))) {
            last = later(at, last)?;
            check_line(line, text)?;
        }
        for act in self.steps.iter().flat_map(|step| &step.acts) {
            // Two places, two clocks: each is compared with what was before both.
            let before = last;
            act.check_meanwhile()?;
            for act in act.with_meanwhile() {
                last = later(&act.at, before)?.max(last);
                check_line(&act.line, text)?;
            }
        }
        for act in self.steps.iter().flat_map(Step::tried) {
            let closed = act.expect.verdict == Verdict::Locked;
            if closed && act.expect.rules.is_empty() && act.fault.is_none() {
                return Err(format!("`{}`: LOCKED needs a rule or a fault that says why", act.line));
            }
        }
        for step in &self.steps {
            if step.acts.is_empty() && step.not_built.is_empty() {
                return Err(format!(
                    "step {}: nothing is tried, and nothing is named as not built",
                    step.number
                ));
            }
        }
        Ok(())
    }
}

/// Reads a time that is not earlier than another one.
fn later(at: &str, last: sekisho_core::Timestamp) -> Result<sekisho_core::Timestamp, String> {
    let now = moment(at)?;
    if now < last { Err(format!("`{at}`: earlier than the act before it")) } else { Ok(now) }
}

fn check_line(line: &str, text: &Text) -> Result<(), String> {
    let Some(words) = words(line).filter(|words| !words.is_empty()) else {
        return Err(format!("`{line}`: empty, or a quote is not closed"));
    };
    fence::fault(&words, text).map_or(Ok(()), |fault| Err(format!("`{line}`: {fault}")))
}

/// Reads a time of the file.
pub(super) fn moment(at: &str) -> Result<sekisho_core::Timestamp, String> {
    parse_time(at).ok_or_else(|| format!("`{at}`: not a time"))
}
