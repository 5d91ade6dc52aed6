//! Puts the acts of a record to the local rules once more, each to the set that was in force then.
//!
//! [`crate::replay`] judges a record by the built-in rules and takes a local *no* as it stands. Whoever has the texts of the sets
//! as well finds here what is left: a *no* that no rule said, and a *no* that was left out.

use std::collections::BTreeSet;

use sekisho_core::local::{in_force, may_refuse, no_rules, reasons_in};
use sekisho_core::{Command, Digest, Reason, State};
use sekisho_proof::act::ActStatement;

use crate::fault::Fault;
use crate::port::{LocalRules, StoredEntry};
use crate::replay::Problem;
use crate::wire::v1::{By, Predicate};

/// Judges one entry after the other.
#[derive(Debug, Default)]
pub struct Rejudge {
    /// Acts that were put to the set of their time.
    pub judged: u64,
    /// What the rules of that time say otherwise than the record, and sets that could not be asked.
    pub problems: Vec<Problem>,
    /// Sets that could not be asked: each is told once.
    told: BTreeSet<Digest>,
}

impl Rejudge {
    /// Judges the next entry.
    ///
    /// Shape: `state` is what the entries before it add up to. Says nothing to an entry that is no act or cannot be read: the replay
    /// does.
    pub fn next(&mut self, rules: &dyn LocalRules, state: &State, entry: &StoredEntry) {
        let set = in_force(state);
        if set == no_rules() {
            return;
        }
        let Some(predicate) = entry.envelope.as_ref().and_then(|bytes| Predicate::open_own(bytes).ok())
        else {
            return;
        };
        let By::Person { person, statement, .. } = &predicate.by else { return };
        let Ok(statement) = ActStatement::parse(statement) else { return };
        let Ok(command) = serde_json::from_str::<Command>(&statement.command) else { return };
        if !may_refuse(state, &command) {
            return;
        }
        match rules.judge(set, state, person, &command, predicate.recorded_at) {
            Ok(said) => {
                self.judged = self.judged.saturating_add(1);
                self.compare(entry.index, &said, &reasons_in(&predicate.event));
            }
            Err(fault) => self.not_asked(entry.index, set, &fault),
        }
    }

    fn compare(&mut self, index: u64, said: &[Reason], recorded: &[Reason]) {
        if said != recorded {
            let (said, recorded) = (ids(said), ids(recorded));
            let what = format!("the local rules of that time say {said}; the record says {recorded}");
            self.problems.push(Problem { index, what });
        }
    }

    fn not_asked(&mut self, index: u64, set: Digest, fault: &Fault) {
        if self.told.insert(set) {
            let what = format!("acts from here on cannot be put to the local rules of that time: {fault}");
            self.problems.push(Problem { index, what });
        }
    }
}

fn ids(reasons: &[Reason]) -> String {
    let ids: Vec<&str> =
        reasons.iter().filter_map(|reason| reason.about.get("id").map(String::as_str)).collect();
    if ids.is_empty() { "no objection".to_owned() } else { format!("no by {}", ids.join(", ")) }
}
