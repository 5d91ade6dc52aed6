//! A set of rules: read, checked word by word, named by its digest, and asked.

mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Effect, Entities, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet,
    Request, Schema,
};
use sekisho_core::id::PersonId;
use sekisho_core::{Command, Digest, Reason, State, Timestamp, local};

use crate::fault::{Finding, RulesFault};
use crate::question::Question;

/// One file of rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The file's name, without a folder.
    pub name: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Names a text.
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
    }
}

/// A set of local rules that holds: every file parses, uses only words of the schema, and every rule says who it is.
pub struct RuleSet {
    digest: Digest,
    /// The words of each rule, by its id.
    words: BTreeMap<String, BTreeMap<String, String>>,
    /// The ids in the order of the files.
    order: Vec<String>,
    policies: PolicySet,
    schema: Schema,
}

impl std::fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuleSet")
            .field("digest", &self.digest)
            .field("rules", &self.order)
            .finish_non_exhaustive()
    }
}

/// The id of the one yes that stands under every set: what no rule forbids is left to the built-in rules.
const OPEN: &str = "sekisho-open";

impl RuleSet {
    /// Reads a set of rules.
    ///
    /// Shape: the order of the files does not count. Without any rule nothing is forbidden.
    /// Errors: [`RulesFault::Rules`] with the first thing that is wrong; [`RuleSet::check`] lists them all.
    pub fn read(files: &[Source]) -> Result<Self, RulesFault> {
        let schema = schema()?;
        let (rules, findings) = check::read(files, &schema);
        if let Some(first) = findings.into_iter().next() {
            return Err(RulesFault::Rules(first));
        }
        let broken = |error: &dyn std::fmt::Display| RulesFault::Schema(error.to_string());
        let open = Policy::parse(Some(PolicyId::new(OPEN)), "permit (principal, action, resource);");
        let mut policies = PolicySet::new();
        policies.add(open.map_err(|error| broken(&error))?).map_err(|error| broken(&error))?;
        let (mut words, mut order) = (BTreeMap::new(), Vec::new());
        for rule in rules.into_iter().filter(|rule| rule.policy.effect() == Effect::Forbid) {
            policies.add(rule.policy).map_err(|error| broken(&error))?;
            order.push(rule.id.clone());
            words.insert(rule.id, rule.words);
        }
        Ok(Self { digest: digest(files), words, order, policies, schema })
    }

    /// Lists everything that is wrong, by file, line and column; empty: the rules hold.
    ///
    /// Errors: [`RulesFault::Schema`].
    pub fn check(files: &[Source]) -> Result<Vec<Finding>, RulesFault> {
        Ok(check::read(files, &schema()?).1)
    }

    /// Gives the digest of the whole set.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Lists the rules that can say no, each with its id and its words, in the order of the files.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &BTreeMap<String, String>)> {
        self.order.iter().filter_map(|id| Some((id.as_str(), self.words.get(id)?)))
    }

    /// Judges a command of a person: one reason for each rule that says no.
    ///
    /// Shape: as for [`RuleSet::ask`]. Pure. A command about a permit that is not there is left to the built-in rules.
    /// Errors: [`RulesFault::Question`].
    pub fn judge(
        &self,
        state: &State,
        person: &PersonId,
        command: &Command,
        now: Timestamp,
    ) -> Result<Vec<Reason>, RulesFault> {
        match Question::of(state, person, command, now) {
            // Without rules nothing has to be worked out.
            Some(question) if !self.order.is_empty() => self.ask(&question),
            _ => Ok(Vec::new()),
        }
    }

    /// Answers a question.
    ///
    /// Shape: every rule that says no, in the order of the files; empty: no rule objects. A rule that cannot be worked out says
    /// no as well, and says so.
    /// Errors: [`RulesFault::Question`].
    pub fn ask(&self, question: &Question) -> Result<Vec<Reason>, RulesFault> {
        let unfit = |error: &dyn std::fmt::Display| RulesFault::Question(error.to_string());
        let [principal, action, resource] = question.parts().map(|(kind, id)| uid(kind, id));
        let (action, schema) = (action?, Some(&self.schema));
        let context = Context::from_json_value(question.context(), Some((&self.schema, &action)))
            .map_err(|error| unfit(&error))?;
        let request =
            Request::new(principal?, action, resource?, context, schema).map_err(|error| unfit(&error))?;
        let entities =
            Entities::from_json_value(question.entities(), schema).map_err(|error| unfit(&error))?;
        let response = Authorizer::new().is_authorized(&request, &self.policies, &entities);
        let said = response.diagnostics();
        let no: BTreeSet<&str> = said.reason().map(AsRef::as_ref).collect();
        let broken: BTreeSet<&str> = said
            .errors()
            .map(|error| match error {
                cedar_policy::AuthorizationError::PolicyEvaluationError(error) => error.policy_id().as_ref(),
            })
            .collect();
        let reason = |(id, words): (&str, &BTreeMap<String, String>)| {
            if broken.contains(id) {
                Some(local::failed(local::reason(id, words.clone())))
            } else {
                no.contains(id).then(|| local::reason(id, words.clone()))
            }
        };
        Ok(self.rules().filter_map(reason).collect())
    }
}

/// Computes the digest of a set: of nothing at all, if there is no file.
///
/// Shape: the files by their names, each as `name`, a line feed, its length in bytes, a line feed, its bytes.
/// Source: docs/spec/event.md section 5.6.
pub fn digest(files: &[Source]) -> Digest {
    let mut sorted: Vec<&Source> = files.iter().collect();
    sorted.sort();
    let bytes: Vec<u8> = sorted
        .iter()
        .flat_map(|file| format!("{}\n{}\n{}", file.name, file.text.len(), file.text).into_bytes())
        .collect();
    Digest::of(&bytes)
}

fn schema() -> Result<Schema, RulesFault> {
    Schema::from_cedarschema_str(crate::SCHEMA)
        .map(|(schema, _)| schema)
        .map_err(|error| RulesFault::Schema(error.to_string()))
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, RulesFault> {
    let kind = EntityTypeName::from_str(kind).map_err(|error| RulesFault::Question(error.to_string()))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

#[cfg(test)]
mod tests;
