//! Sandboxes: small made-up situations with the verdict that is expected, so that an office can try its rules before they
//! count.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::fault::RulesFault;
use crate::question::{Now, PermitFacts, PersonFacts, Question};
use crate::rule_set::RuleSet;

/// A sandbox: people, an ordinary permit, and cases that differ from it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    /// What is tried.
    pub cases: Vec<Case>,
    /// The time at which nothing is special.
    pub now: Now,
    /// The ordinary permit.
    pub permit: serde_json::Map<String, Value>,
    /// Everybody.
    pub persons: BTreeMap<String, PersonFacts>,
    /// The profile whose rules are tried; the `.cedar` files of the folder, if none is named.
    #[serde(default)]
    pub profile: Option<String>,
}

/// One case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The act.
    pub action: String,
    /// What it shows.
    pub name: String,
    /// The ids of the rules that must say no; empty: no rule objects.
    #[serde(default)]
    pub no: Vec<String>,
    /// When, where it is not the ordinary time.
    #[serde(default)]
    pub now: Option<Now>,
    /// Who.
    pub who: String,
    /// What is different about the permit.
    #[serde(default)]
    pub with: serde_json::Map<String, Value>,
}

/// What a case showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The case.
    pub name: String,
    /// What was expected.
    pub expected: Vec<String>,
    /// What the rules say.
    pub said: Vec<String>,
}

impl Shown {
    /// Tells whether the rules say what was expected.
    pub fn holds(&self) -> bool {
        self.expected == self.said
    }
}

impl Sandbox {
    /// Reads a sandbox from its `cases.json`.
    pub fn read(text: &str) -> Result<Self, RulesFault> {
        serde_json::from_str(text).map_err(|error| RulesFault::Sandbox(error.to_string()))
    }

    /// Tries every case.
    ///
    /// Errors: a case does not fit the schema.
    pub fn run(&self, rules: &RuleSet) -> Result<Vec<Shown>, RulesFault> {
        self.cases.iter().map(|case| self.try_case(rules, case)).collect()
    }

    fn try_case(&self, rules: &RuleSet, case: &Case) -> Result<Shown, RulesFault> {
        let mut permit = self.permit.clone();
        permit.extend(case.with.clone());
        let unfit = |error: serde_json::Error| RulesFault::Sandbox(format!("{}: {error}", case.name));
        let facts: PermitFacts = serde_json::from_value(Value::Object(permit)).map_err(unfit)?;
        let question = Question {
            action: case.action.clone(),
            now: case.now.clone().unwrap_or_else(|| self.now.clone()),
            permit: Some(("P-0001".to_owned(), facts)),
            persons: self.persons.clone(),
            principal: case.who.clone(),
        };
        let mut said: Vec<String> =
            rules.ask(&question)?.iter().filter_map(|reason| reason.about.get("id").cloned()).collect();
        let mut expected = case.no.clone();
        said.sort();
        expected.sort();
        Ok(Shown { name: case.name.clone(), expected, said })
    }
}
