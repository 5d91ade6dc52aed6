//! `sekisho policy diff`: what another set of rules would have said to the acts of this record.

use sekisho_core::id::PersonId;
use sekisho_core::local::{in_force, may_refuse, reasons_in};
use sekisho_core::{Command, Event, Reason, State, evolve};
use sekisho_gate::Fault;
use sekisho_gate::wire::v1::{By, Predicate};
use sekisho_proof::act::ActStatement;
use sekisho_rules::RuleSet;
use serde_json::{Value, json};

use crate::cli::PolicyDiff;
use crate::command::Context;
use crate::command::policy::find;
use crate::command::policy::trial::ids;
use crate::command::registers::listing;
use crate::report::{Failure, Report};

/// Puts every past act that a local rule may refuse to both sets, each on the state before it.
///
/// Shape: only acts to which the two say different things. Where the record was made with the old set, it also tells of acts whose
/// recorded reasons are not what that set says.
pub(super) fn diff(context: Context<'_>, arguments: &PolicyDiff) -> Result<Report, Failure> {
    let new = find(context, Some(&arguments.new))?.set()?;
    let old = find(context, arguments.against.as_deref())?.set()?;
    let gate = context.gate()?;
    let mut walk = Walk { asked: 0, new: &new, old: &old, rows: Vec::new(), state: State::default() };
    gate.record()
        .entries(0, gate.size(), &mut |entry| {
            if let Some(envelope) = &entry.envelope {
                walk.entry(entry.index, &Predicate::open_own(envelope)?)?;
            }
            Ok(())
        })
        .map_err(Failure::fault)?;
    Ok(walk.report(context, &new, &old))
}

struct Row {
    act: String,
    event: Event,
    index: u64,
    new: Vec<String>,
    old: Vec<String>,
    /// What the record says, where the old set was in force and says something else.
    recorded: Option<Vec<String>>,
}

struct Walk<'a> {
    asked: usize,
    new: &'a RuleSet,
    old: &'a RuleSet,
    rows: Vec<Row>,
    state: State,
}

impl Walk<'_> {
    fn entry(&mut self, index: u64, predicate: &Predicate) -> Result<(), Fault> {
        if let By::Person { person, statement, .. } = &predicate.by
            && let Ok(statement) = ActStatement::parse(statement)
            && let Ok(command) = serde_json::from_str::<Command>(&statement.command)
            && may_refuse(&self.state, &command)
        {
            self.act(index, predicate, person, &command)?;
        }
        self.state = evolve(std::mem::take(&mut self.state), &predicate.recorded());
        Ok(())
    }

    fn act(
        &mut self,
        index: u64,
        predicate: &Predicate,
        person: &PersonId,
        command: &Command,
    ) -> Result<(), Fault> {
        let ask = |rules: &RuleSet| {
            let said = rules.judge(&self.state, person, command, predicate.recorded_at);
            said.map(|said| ids_of(&said)).map_err(|error| Fault::LocalRules(error.to_string()))
        };
        let (new, old) = (ask(self.new)?, ask(self.old)?);
        let recorded = ids_of(&reasons_in(&predicate.event));
        let recorded = (in_force(&self.state) == self.old.digest() && recorded != old).then_some(recorded);
        self.asked = self.asked.saturating_add(1);
        if new != old || recorded.is_some() {
            let (act, event) = (command.act().to_owned(), predicate.event.clone());
            self.rows.push(Row { act, event, index, new, old, recorded });
        }
        Ok(())
    }

    fn report(self, context: Context<'_>, new: &RuleSet, old: &RuleSet) -> Report {
        let text = context.text;
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| {
                let permit = row.event.permit().map(|permit| permit.to_string()).unwrap_or_default();
                let what = text.say(row.change(), &[]);
                let number = format!("#{}", row.index);
                vec![number, row.act.clone(), permit, what, ids(context, &row.old), ids(context, &row.new)]
            })
            .collect();
        let json: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                json!({
                    "record": row.index, "act": row.act, "permit": row.event.permit(), "old": row.old, "new": row.new,
                    "change": row.change().trim_start_matches("policy-change-"), "recorded": row.recorded,
                    "refused_then": matches!(row.event, Event::AttemptRefused { .. }),
                })
            })
            .collect();
        let columns =
            ["column-record", "column-act", "column-permit", "column-change", "column-old", "column-new"];
        let json = json!({
            "ok": true, "asked": self.asked, "changes": json, "old": old.digest(), "new": new.digest(),
        });
        let values = [("asked", self.asked.to_string()), ("changes", rows.len().to_string())];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        listing(context, &columns, &rows, json).note(text.say("policy-compared", &values))
    }
}

impl Row {
    /// Names what the change does to the act.
    fn change(&self) -> &'static str {
        match (self.old.is_empty(), self.new.is_empty()) {
            _ if self.recorded.is_some() => "policy-change-recorded-otherwise",
            (true, false) => "policy-change-refuses",
            (false, true) => "policy-change-allows",
            _ => "policy-change-other-rule",
        }
    }
}

fn ids_of(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().filter_map(|reason| reason.about.get("id").cloned()).collect()
}
