//! What an import says: every problem by its cell, what becomes of every line, and who has to do what next.

use std::ops::Range;

use sekisho_audit::chain::Kind;
use sekisho_audit::ledger::Severity;
use sekisho_core::chain::{ContractStatus, OrderStatus};
use sekisho_core::id::PersonId;
use sekisho_core::party::Role;
use sekisho_core::{State, Timestamp};
use serde_json::{Value, json};

use super::plan::{Change, Plan, Step};
use crate::command::medium::import::remark::Remark;
use crate::command::paper::Desk;
use crate::person_text;
use crate::report::Report;
use crate::table::table;

/// Somebody has to say something before a line counts.
struct Wait {
    kind: Kind,
    number: String,
    persons: Vec<PersonId>,
}

pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Contracts => "contracts",
        Kind::Orders => "orders",
        Kind::Organizations => "organizations",
        Kind::Persons => "persons",
        Kind::Rosters => "rosters",
    }
}

/// Says what would be done.
pub(super) fn preview(desk: Desk<'_>, plan: &Plan) -> Report {
    let text = desk.context.text;
    let mut human = remarks(desk, plan, Severity::Notice);
    if !plan.left_out.is_empty() {
        human.push_str(&text.say("import-left-out", &[("columns", &plan.left_out.join(", "))]));
        human.push('\n');
    }
    human.push_str(&steps(desk, plan));
    let values = counts(plan);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    human.push_str(&text.say(if plan.has_errors() { "ledgers-unfit" } else { "ledgers-fit" }, &values));
    let waits = if plan.has_errors() { Vec::new() } else { waits(plan, &plan.after, desk.gate.now()) };
    human.push_str(&wait_lines(desk, &waits));
    let json = json!({
        "ok": !plan.has_errors(),
        "dry_run": true,
        "language": text.language().code(),
        "problems": plan.remarks.iter().map(|(kind, remark)| problem_json(*kind, remark)).collect::<Vec<_>>(),
        "lines": plan.steps.iter().map(step_json).collect::<Vec<_>>(),
        "counts": Change::ALL.map(|change| (change.name(), count(plan, change)))
            .into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "waits_for": waits.iter().map(wait_json).collect::<Vec<_>>(),
        "record": [],
    });
    Report::done(json, human)
}

/// Says what was done, and who has to do what next.
pub(super) fn done(desk: Desk<'_>, plan: &Plan, recorded: Range<u64>, preview: Report) -> Report {
    let text = desk.context.text;
    let waits = waits(plan, desk.gate.state(), desk.gate.now());
    let mut json = preview.json;
    if let Value::Object(map) = &mut json {
        map.insert("dry_run".to_owned(), json!(false));
        map.insert("record".to_owned(), json!(recorded.clone().collect::<Vec<_>>()));
        map.insert("waits_for".to_owned(), waits.iter().map(wait_json).collect());
    }
    let numbers = match recorded.end.saturating_sub(1) {
        _ if recorded.is_empty() => String::new(),
        last if last == recorded.start => format!("#{last}"),
        last => format!("#{}-{last}", recorded.start),
    };
    let mut values = counts(plan).to_vec();
    values.push(("numbers", numbers));
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut human = remarks(desk, plan, Severity::Warning);
    human.push_str(&text.say(if recorded.is_empty() { "ledgers-nothing" } else { "ledgers-done" }, &values));
    human.push_str(&wait_lines(desk, &waits));
    Report::done(json, human)
}

fn count(plan: &Plan, change: Change) -> usize {
    plan.steps.iter().filter(|step| step.change == change).count()
}

fn counts(plan: &Plan) -> [(&'static str, String); 8] {
    let of =
        |severity| plan.remarks.iter().filter(|(_, remark)| remark.severity == severity).count().to_string();
    let [new, renewed, changed, unchanged, waits, missing] =
        Change::ALL.map(|change| (change.name(), count(plan, change).to_string()));
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    [new, renewed, changed, unchanged, waits, missing, ("errors", errors), ("warnings", warnings)]
}

fn cell_words(desk: Desk<'_>, kind: Kind, cell: &str) -> String {
    let ledger = desk.say(&format!("ledgers-{}", kind_name(kind)));
    format!("{ledger} {cell}").trim_end().to_owned()
}

fn remarks(desk: Desk<'_>, plan: &Plan, least: Severity) -> String {
    let shown: Vec<_> = plan.remarks.iter().filter(|(_, remark)| remark.severity >= least).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut rows = Vec::new();
    for (kind, remark) in shown {
        let cell = cell_words(desk, *kind, &remark.cell);
        rows.push(vec![cell, desk.say(remark.severity_key()), remark.sentence.clone()]);
        if !remark.advice.is_empty() {
            rows.push(vec![
                String::new(),
                String::new(),
                format!("{}: {}", desk.say("word-next"), remark.advice),
            ]);
        }
    }
    let header = ["column-cell", "column-severity", "column-problem"].map(|key| desk.say(key));
    format!("{}\n", table(&header.each_ref().map(String::as_str), &rows))
}

/// Every line that is not just so in the record already.
fn steps(desk: Desk<'_>, plan: &Plan) -> String {
    let shown = plan.steps.iter().filter(|step| step.change != Change::Unchanged);
    let rows: Vec<Vec<String>> = shown
        .map(|step| {
            vec![
                cell_words(desk, step.kind, &step.cell),
                step.number.clone(),
                desk.say(&format!("ledgers-change-{}", step.change.name())),
                step.about.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = ["column-cell", "column-number", "column-outcome", "column-about"].map(|key| desk.say(key));
    format!("{}\n", table(&header.each_ref().map(String::as_str), &rows))
}

fn waits(plan: &Plan, state: &State, now: Timestamp) -> Vec<Wait> {
    let contracts = plan.contracts.iter().filter_map(|number| {
        let known = state.chain.contracts.get(number)?;
        let drafted = known.status == ContractStatus::Drafted;
        let holders =
            state.holders_of(Role::Approver, now).chain(state.holders_of(Role::SecurityManager, now));
        let mut persons: Vec<PersonId> =
            holders.filter(|person| !known.written_by.contains(*person)).cloned().collect();
        persons.sort();
        persons.dedup();
        drafted.then(|| Wait { kind: Kind::Contracts, number: number.to_string(), persons })
    });
    let orders = plan.orders.iter().filter_map(|number| {
        let known = state.chain.orders.get(number)?;
        let waiting = known.status == OrderStatus::Waiting;
        let holders = state.holders_of(Role::ContractManager, now);
        let persons = holders.filter(|person| **person != known.placed_by).cloned().collect();
        waiting.then(|| Wait { kind: Kind::Orders, number: number.to_string(), persons })
    });
    contracts.chain(orders).collect()
}

fn wait_lines(desk: Desk<'_>, waits: &[Wait]) -> String {
    let text = desk.context.text;
    let mut lines = String::new();
    for wait in waits {
        let names: Vec<String> =
            wait.persons.iter().map(|person| person_text::person(desk.gate, person)).collect();
        let names = if names.is_empty() { desk.say("contract-nobody") } else { names.join(", ") };
        let key = if wait.kind == Kind::Contracts { "ledgers-waits-contract" } else { "ledgers-waits-order" };
        lines.push_str("\n  ");
        lines.push_str(&text.say(key, &[("number", &wait.number), ("persons", &names)]));
    }
    lines
}

fn wait_json(wait: &Wait) -> Value {
    json!({ "ledger": kind_name(wait.kind), "number": wait.number, "persons": wait.persons })
}

fn step_json(step: &Step) -> Value {
    json!({
        "ledger": kind_name(step.kind), "cell": step.cell, "number": step.number, "change": step.change.name(),
        "about": step.about, "permits": step.permits,
    })
}

fn problem_json(kind: Kind, remark: &Remark) -> Value {
    let mut json = remark.json();
    if let Value::Object(map) = &mut json {
        map.insert("ledger".to_owned(), json!(kind_name(kind)));
    }
    json
}
