//! Reads files of rules and lists everything that is wrong with them, with line and column.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use cedar_policy::{
    ActionConstraint, Effect, Policy, PolicyId, PolicySet, PrincipalConstraint, ResourceConstraint, Schema,
    ValidationMode, Validator,
};
use miette::Diagnostic;
use sekisho_core::local;

use crate::fault::Finding;
use crate::rule_set::Source;

/// A rule with its id and the other words of its reason.
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) policy: Policy,
    pub(super) words: BTreeMap<String, String>,
}

/// Reads every file.
///
/// Shape: the rules that could be read, in the order of files and lines, and everything that is wrong.
pub(super) fn read(files: &[Source], schema: &Schema) -> (Vec<Rule>, Vec<Finding>) {
    let mut reader = Reader { findings: Vec::new(), ids: BTreeSet::new(), schema };
    let mut sorted: Vec<&Source> = files.iter().collect();
    sorted.sort();
    let rules = sorted.into_iter().flat_map(|file| reader.file(file)).collect();
    reader.findings.sort();
    (rules, reader.findings)
}

struct Reader<'a> {
    findings: Vec<Finding>,
    ids: BTreeSet<String>,
    schema: &'a Schema,
}

impl Reader<'_> {
    fn file(&mut self, file: &Source) -> Vec<Rule> {
        // A line feed in a name would let two sets have one digest.
        if file.name.chars().any(char::is_control) {
            self.add(file, 0, "rule-file", &file.name);
        }
        let set = match PolicySet::from_str(&file.text) {
            Ok(set) => set,
            Err(errors) => {
                for error in errors.iter() {
                    self.engine(file, "rule-syntax", error);
                }
                return Vec::new();
            }
        };
        if let Some(template) = set.templates().next() {
            let at = file.text.find('?').unwrap_or_default();
            self.add(file, at, "rule-template", template.id().as_ref());
        }
        let validator = Validator::new(self.schema.clone());
        let result = validator.validate(&set, ValidationMode::Strict);
        for error in result.validation_errors() {
            self.word(file, &set, error.policy_id(), error);
        }
        for warning in result.validation_warnings() {
            self.word(file, &set, warning.policy_id(), warning);
        }
        let mut policies: Vec<(usize, &Policy)> =
            set.policies().map(|policy| (number(policy.id()), policy)).collect();
        policies.sort_by_key(|(number, _)| *number);
        policies.into_iter().filter_map(|(_, policy)| self.rule(file, policy)).collect()
    }

    fn rule(&mut self, file: &Source, policy: &Policy) -> Option<Rule> {
        let place = place(file, policy);
        let id = policy.annotation("id").unwrap_or_default().to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if id.is_empty() || id.len() > 64 || !id.chars().all(plain) || id.starts_with("sekisho") {
            self.add(file, place, "rule-id", &id);
            return None;
        }
        if !self.ids.insert(id.clone()) {
            self.add(file, place, "rule-id-twice", &id);
            return None;
        }
        let known = |name: &str| local::ABOUT.contains(&name);
        for (name, _) in policy.annotations().filter(|(name, _)| !known(name)) {
            self.add(file, place, "rule-annotation", name);
        }
        let mut words = BTreeMap::new();
        if policy.effect() == Effect::Forbid {
            for name in local::ABOUT.into_iter().filter(|name| *name != "id") {
                let word = policy.annotation(name).unwrap_or_default();
                if !local::is_word(word) {
                    self.add(file, place, "rule-words", &format!("@{name}"));
                }
                words.insert(name.to_owned(), word.to_owned());
            }
        } else if !is_open(policy) {
            self.add(file, place, "rule-yes", &id);
        }
        Some(Rule { policy: policy.new_id(PolicyId::new(&id)), id, words })
    }

    /// Takes over what the engine says about a rule, under the rule's own name: the engine only knows a number.
    fn word(&mut self, file: &Source, set: &PolicySet, number: &PolicyId, error: &dyn Diagnostic) {
        let id = set.policy(number).and_then(|policy| policy.annotation("id")).unwrap_or_default();
        let said = error.to_string().replace(&format!("`{number}`"), &format!("`{id}`"));
        self.add(file, offset(error), "rule-word", &said);
    }

    /// Takes over what the engine says, with the first place that it names.
    fn engine(&mut self, file: &Source, code: &'static str, error: &dyn Diagnostic) {
        self.add(file, offset(error), code, &error.to_string());
    }

    fn add(&mut self, file: &Source, at: usize, code: &'static str, what: &str) {
        let before = file.text.get(..at).unwrap_or(&file.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
        // One line, whatever the engine quotes.
        let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
        self.findings.push(Finding { file: file.name.clone(), line, column, code, what });
    }
}

fn offset(error: &dyn Diagnostic) -> usize {
    error.labels().and_then(|mut labels| labels.next()).map_or(0, |label| label.offset())
}

/// A yes says nothing of its own: a condition in it would look as if it loosened something.
fn is_open(policy: &Policy) -> bool {
    policy.principal_constraint() == PrincipalConstraint::Any
        && policy.action_constraint() == ActionConstraint::Any
        && policy.resource_constraint() == ResourceConstraint::Any
        && !policy.has_non_scope_constraint()
}

/// The engine numbers the policies of a text in their order: `policy0`, `policy1`, …
fn number(id: &PolicyId) -> usize {
    let name: &str = id.as_ref();
    name.trim_start_matches("policy").parse().unwrap_or(usize::MAX)
}

/// Finds where a policy stands in its file.
fn place(file: &Source, policy: &Policy) -> usize {
    let text = policy.to_string();
    let first = policy.annotation("id").map(|id| format!("@id(\"{id}\")"));
    let found = first.and_then(|first| file.text.find(&first));
    found.or_else(|| file.text.find(text.trim())).unwrap_or_default()
}
