//! The file in which people write a case down: TOML, field by field as `docs/spec/replay.md` has it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use toml::de::DeTable;

use crate::file;
use crate::message::Language;
use crate::message::Text;
use crate::replay::check::check;
use crate::replay::counted::Limits;
use crate::replay::unfit::Problem;
use crate::replay::verdict::Expected;
use crate::report::Failure;

/// The longest replay file. Units: bytes.
const LIMIT: u64 = 1 << 20;
/// The code of the data's owner.
pub(super) const OWNER: &str = "CITY";

/// Where a line of a file has its own number.
pub(super) const NUMBER: &str = "{n}";

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
    /// The file as it was read.
    #[serde(skip)]
    pub(super) bytes: Vec<u8>,
    /// How many people and how many actions it may take.
    #[serde(default)]
    pub(super) counts: Limits,
    /// What is done before, and must succeed.
    #[serde(default)]
    pub(super) prepare: Vec<Preparation>,
    /// What is tried, in its order.
    #[serde(default)]
    pub(super) steps: Vec<Step>,
    /// What the product does not stop, and must not claim to.
    #[serde(default)]
    pub(super) would_not_stop: Vec<Limit>,
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
    /// Capabilities that the step is about beside those that its codes and commands name.
    #[serde(default)]
    pub(super) capabilities: Vec<String>,
    #[serde(default)]
    pub(super) differs: Option<Differs>,
    pub(super) en: String,
    pub(super) ja: String,
    pub(super) number: String,
    /// What should be the answer where nothing can be tried yet.
    #[serde(default)]
    pub(super) open: Vec<Expected>,
}

/// Something that the product does not stop: let pass without a word, or beyond anything that it can see.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    /// What is tried, and passes.
    #[serde(default)]
    pub(super) acts: Vec<Act>,
    /// The number of the step after which it is tried, on a copy of the record. The last one, if none is named.
    #[serde(default)]
    pub(super) after: Option<String>,
    /// Nothing of it reaches the product, so nothing can be tried.
    #[serde(default)]
    pub(super) cannot_be_seen: bool,
    pub(super) en: String,
    pub(super) ja: String,
}

impl Step {
    /// Lists every act of the step, each with what is done while it waits.
    pub(super) fn tried(&self) -> impl Iterator<Item = &Act> {
        self.acts.iter().flat_map(Act::with_meanwhile)
    }
}

impl Limit {
    /// Lists everything that is tried, each with what is done while it waits.
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
    /// Errors: `replay-file-unfit` with what does not fit, its line and its column.
    pub fn read(path: &Path, text: &Text) -> Result<Self, Failure> {
        let bytes = file::read(path, LIMIT)?;
        let shown = path.display().to_string();
        Self::parse(&bytes, text).map_err(|problem| problem.failure(&shown, &bytes, text))
    }

    /// Finds the step after which something is tried, by its place; none if it is tried at the end.
    pub(super) fn after(&self, limit: &Limit) -> Option<usize> {
        let wanted = limit.after.as_ref()?;
        self.steps.iter().position(|step| step.number == *wanted)
    }

    /// Lists the numbers, from 1, of what is tried beside the case.
    pub(super) fn tried_aside(&self) -> impl Iterator<Item = usize> {
        (1..).zip(&self.would_not_stop).filter(|(_, limit)| !limit.cannot_be_seen).map(|(number, _)| number)
    }

    fn parse(bytes: &[u8], text: &Text) -> Result<Self, Problem> {
        let written = String::from_utf8(bytes.to_vec()).map_err(|error| Problem::of_bytes(&error))?;
        DeTable::parse(&written).map_err(|error| Problem::of_syntax(&error))?;
        let mut case: Self = toml::from_str(&written).map_err(|error| Problem::of_form(&error, &written))?;
        check(&case, text)?;
        case.bytes = bytes.to_vec();
        Ok(case)
    }
}
