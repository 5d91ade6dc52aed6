//! Every rule with an example: who is told no, and what to do next.

use std::collections::BTreeSet;

use crate::command::Command;
use crate::id::PersonId;
use crate::reason::Rule;
use crate::state::State;
use crate::testkit::{Given, at, id};
use crate::time::Timestamp;

/// One step of a repair.
#[derive(Clone, Debug)]
pub struct Step {
    /// When it is done.
    pub at: Timestamp,
    /// What is ordered.
    pub command: Command,
    /// Who orders it.
    pub person: PersonId,
    /// Whether the vault confirms first that the keys are gone.
    pub vault: Vault,
}

/// What the vault does before a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vault {
    /// It confirms every destruction that was ordered.
    Confirms,
    /// Nothing.
    Silent,
}

/// One row of a rule table: a command that is told no by exactly one rule, and the way to a yes.
///
/// Shape: every step of `repairs` passes, in order; the last one is the repaired command, or what is to be done in its place.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// When it is ordered.
    pub at: Timestamp,
    /// What is ordered.
    pub command: Command,
    /// The state before.
    pub given: State,
    /// Who orders it.
    pub person: PersonId,
    /// What to do next.
    pub repairs: Vec<Step>,
    /// The one rule that says no.
    pub rule: Rule,
}

impl Refusal {
    /// Starts a row.
    pub fn row(rule: Rule, given: Given, person: &str, command: Command) -> Self {
        Self { at: given.now, command, given: given.state, person: id(person), repairs: Vec::new(), rule }
    }

    /// Adds the next step.
    #[must_use]
    pub fn then(mut self, person: &str, command: Command) -> Self {
        let at = self.repairs.last().map_or(self.at, |step| step.at);
        self.repairs.push(Step { at, command, person: id(person), vault: Vault::Silent });
        self
    }

    /// Adds a step before which the vault confirms that the keys are gone.
    #[must_use]
    pub fn then_vault(mut self, person: &str, command: Command) -> Self {
        let at = self.repairs.last().map_or(self.at, |step| step.at);
        self.repairs.push(Step { at, command, person: id(person), vault: Vault::Confirms });
        self
    }

    /// Adds a step that waits until a local time.
    #[must_use]
    pub fn then_at(mut self, local: &str, person: &str, command: Command) -> Self {
        self.repairs.push(Step { at: at(local), command, person: id(person), vault: Vault::Silent });
        self
    }

    /// Adds the same command once more.
    #[must_use]
    pub fn again(mut self) -> Self {
        let at = self.repairs.last().map_or(self.at, |step| step.at);
        let (command, person) = (self.command.clone(), self.person.clone());
        self.repairs.push(Step { at, command, person, vault: Vault::Silent });
        self
    }

    /// Tells what is wrong with the row: the rule does not fire alone, or a step of the repair does not pass.
    pub fn fault(&self) -> Option<String> {
        let mut story = Given { now: self.at, state: self.given.clone() };
        let answer = story.when(self.person.as_str(), self.command.clone());
        let alone = !answer.rules().is_empty() && answer.rules().iter().all(|rule| *rule == self.rule);
        if !alone || self.repairs.is_empty() {
            return Some(format!("{:?}: {:?} says {:?}", self.rule, self.command, answer.decision.reasons));
        }
        // Who was told no goes on from a record that holds the refusal.
        story = answer.after();
        for step in &self.repairs {
            if step.vault == Vault::Confirms {
                story = story.vault_confirms();
            }
            let answer = story.at_time(step.at).when(step.person.as_str(), step.command.clone());
            if !answer.rules().is_empty() {
                return Some(format!("{:?}: step {:?} says {:?}", self.rule, step, answer.decision.reasons));
            }
            story = answer.after();
        }
        None
    }
}

/// Demands that every row of a table holds.
#[track_caller]
pub fn check(rows: &[Refusal]) {
    let faults: Vec<String> = rows.iter().filter_map(Refusal::fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Lists every rule table of the core, in one.
pub fn refusals() -> Vec<Refusal> {
    let tables = [
        crate::chain::table::refusals(),
        crate::chain::hold::table::refusals(),
        crate::concern::table::refusals(),
        crate::decide::table::refusals(),
        crate::device_acts::table::refusals(),
        crate::employment::table::refusals(),
        crate::enrollment::table::refusals(),
        crate::local::table::refusals(),
        crate::office_acts::table::refusals(),
        crate::permit::refusals(),
        crate::plan::table::refusals(),
        crate::less::table::refusals(),
        crate::purpose::table::refusals(),
        crate::rights::table::refusals(),
        crate::training::table::refusals(),
        crate::weekly::table::refusals(),
        crate::urgent::table::refusals(),
    ];
    tables.into_iter().flatten().collect()
}

/// Lists the rules that the tables cover.
pub fn rules_covered() -> BTreeSet<Rule> {
    refusals().into_iter().map(|row| row.rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_example_and_a_next_step() {
        // A local rule is never said by `decide`; its next step stands in the rule itself, and a test of the rules demands it.
        let built_in = Rule::ALL.iter().copied().filter(|rule| *rule != Rule::LocalRule);
        assert_eq!(rules_covered(), built_in.collect());
    }
}
