//! `sekisho contract …`: contracts, their clauses, evaluations of contractors.

use std::collections::BTreeSet;

use sekisho_audit::chain::Kind;
use sekisho_core::chain::{Chain, Clauses, Contract, Duty, Link, Treatment};
use sekisho_core::id::{ContractId, WorkId};
use sekisho_core::{Command, Window};
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{self, ContractAdd, ContractAmend, ContractVerb};
use crate::command::paper::Desk;
use crate::command::registers::listing;
use crate::command::{Context, id, ledgers, local, local_day, time};
use crate::message::Text;
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho contract …`
pub fn contract(context: Context<'_>, verb: &ContractVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let (outside, text) = (context.outside, context.text);
    match verb {
        ContractVerb::Add(arguments) => add(context, &mut gate, arguments),
        ContractVerb::Amend(arguments) => amend(context, &mut gate, arguments),
        ContractVerb::Evaluate(arguments) => {
            let sheet = gate.disclose(&arguments.sheet)?;
            let command = Command::EvaluateContractor {
                incidents: arguments.incidents,
                minimum: arguments.minimum,
                party: id(&arguments.org)?,
                score: arguments.score,
                sheet: sheet.digest,
            };
            carry(&mut gate, &command, vec![sheet], &arguments.signing, outside, text)
        }
        ContractVerb::Activate(arguments) => {
            let command = Command::ActivateContract { contract: id(&arguments.id)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        ContractVerb::End(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::EndContract { contract: id(&arguments.id)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        ContractVerb::Import(arguments) => ledgers::contracts(context, &mut gate, arguments),
        ContractVerb::Rollover(arguments) => ledgers::rollover(context, &mut gate, arguments),
        ContractVerb::Export(arguments) => {
            ledgers::export::export(Desk { context, gate: &gate }, Kind::Contracts, arguments)
        }
        ContractVerb::List => Ok(list(context, &gate)),
        ContractVerb::Show(arguments) => {
            let contract: ContractId = id(&arguments.id)?;
            let known = find(&gate, &contract)?;
            let json = contract_json(&gate, &contract, known);
            Ok(Report::done(json, tree(context, &gate, &contract, known)))
        }
        ContractVerb::Print(arguments) => {
            let contract: ContractId = id(&arguments.id)?;
            let clauses = model_text(&find(&gate, &contract)?.clauses, text);
            Ok(Report::done(json!({ "contract": contract, "clauses": clauses }), clauses.join("\n")))
        }
    }
}

fn find<'a>(gate: &'a Gate, contract: &ContractId) -> Result<&'a Contract, Failure> {
    let known = gate.state().chain.contracts.get(contract);
    known.ok_or_else(|| Failure::not_found("contract", contract.as_str()))
}

fn add(context: Context<'_>, gate: &mut Gate, arguments: &ContractAdd) -> Result<Report, Failure> {
    let name = gate.disclose(&arguments.name)?;
    let command = Command::RegisterContract {
        clauses: clauses(Clauses::default(), &arguments.clauses),
        contract: id(&arguments.id)?,
        contractor: id(&arguments.with)?,
        name: name.digest,
        term: Window { from: time(&arguments.from)?, until: time(&arguments.until)? },
        works: works(&arguments.work)?,
    };
    carry(gate, &command, vec![name], &arguments.signing, context.outside, context.text)
}

/// What is not said stays as it is.
fn amend(context: Context<'_>, gate: &mut Gate, arguments: &ContractAmend) -> Result<Report, Failure> {
    let contract: ContractId = id(&arguments.id)?;
    let known = find(gate, &contract)?.clone();
    let name = arguments.name.as_ref().map(|name| gate.disclose(name)).transpose()?;
    let command = Command::AmendContract {
        clauses: clauses(known.clauses, &arguments.clauses),
        contract,
        name: name.as_ref().map_or(known.name, |name| name.digest),
        term: Window {
            from: arguments.from.as_deref().map(time).transpose()?.unwrap_or(known.term.from),
            until: arguments.until.as_deref().map(time).transpose()?.unwrap_or(known.term.until),
        },
        works: if arguments.work.is_empty() { known.works } else { works(&arguments.work)? },
    };
    let texts = name.into_iter().collect();
    carry(gate, &command, texts, &arguments.signing, context.outside, context.text)
}

fn works(given: &[String]) -> Result<BTreeSet<WorkId>, Failure> {
    given.iter().map(|work| id(work)).collect()
}

/// Puts what was said over what is there; the model clauses leave nothing out.
fn clauses(before: Clauses, given: &cli::Clauses) -> Clauses {
    let base = if given.model { filled(&before) } else { before };
    let said = |word: &Option<String>, before: Option<Treatment>| word.as_deref().map(treatment).or(before);
    let mut duties = base.duties;
    duties.extend(Duty::ALL.into_iter().filter(|duty| given.duty.iter().any(|word| word == duty.name())));
    Clauses {
        breach_notice_minutes: given.breach_notice.or(base.breach_notice_minutes),
        carry_out: said(&given.carry_out, base.carry_out),
        deepest_tier: given.deepest_tier.or(base.deepest_tier),
        duties,
        erase_within_days: given.erase_within.or(base.erase_within_days),
        offshore: said(&given.offshore, base.offshore),
        subcontracting: said(&given.subcontracting, base.subcontracting),
    }
}

/// Fills what is missing with the model clauses; what is said stays.
pub(super) fn filled(said: &Clauses) -> Clauses {
    let model = model();
    Clauses {
        breach_notice_minutes: said.breach_notice_minutes.or(model.breach_notice_minutes),
        carry_out: said.carry_out.or(model.carry_out),
        deepest_tier: said.deepest_tier.or(model.deepest_tier),
        duties: model.duties,
        erase_within_days: said.erase_within_days.or(model.erase_within_days),
        offshore: said.offshore.or(model.offshore),
        subcontracting: said.subcontracting.or(model.subcontracting),
    }
}

/// The model clauses: nothing without the owner's word.
fn model() -> Clauses {
    Clauses {
        breach_notice_minutes: Some(60),
        carry_out: Some(Treatment::PriorApproval),
        deepest_tier: Some(2),
        duties: Duty::ALL.into(),
        erase_within_days: Some(30),
        offshore: Some(Treatment::Forbidden),
        subcontracting: Some(Treatment::PriorApproval),
    }
}

pub(super) fn treatment(word: &str) -> Treatment {
    match word {
        "allowed" => Treatment::Allowed,
        "forbidden" => Treatment::Forbidden,
        _ => Treatment::PriorApproval,
    }
}

fn list(context: Context<'_>, gate: &Gate) -> Report {
    let chain = &gate.state().chain;
    let rows: Vec<Vec<String>> = chain
        .contracts
        .iter()
        .map(|(contract, known)| {
            vec![
                contract.to_string(),
                person_text::text(gate, &known.name).unwrap_or_default(),
                person_text::party(gate, &known.contractor),
                context.text.say(&format!("contract-{}", known.status.name()), &[]),
                local_day(known.term.until).to_string(),
                evaluation_words(context.text, chain, known),
            ]
        })
        .collect();
    let json: Vec<Value> =
        chain.contracts.iter().map(|(contract, known)| contract_json(gate, contract, known)).collect();
    let columns = [
        "column-contract",
        "column-name",
        "column-contractor",
        "column-status",
        "column-until",
        "column-evaluation",
    ];
    listing(context, &columns, &rows, json!(json))
}

fn evaluation_words(text: &Text, chain: &Chain, known: &Contract) -> String {
    match chain.evaluations.get(&known.contractor) {
        None => text.say("contract-unevaluated", &[]),
        Some(done) => {
            let until = local_day(done.valid_until()).to_string();
            let (score, minimum) = (done.score.to_string(), done.minimum.to_string());
            let values = [("score", score.as_str()), ("minimum", &minimum), ("until", &until)];
            text.say("contract-evaluated", &values)
        }
    }
}

fn contract_json(gate: &Gate, contract: &ContractId, known: &Contract) -> Value {
    let chain = &gate.state().chain;
    json!({
        "id": contract,
        "name": person_text::text(gate, &known.name),
        "contractor": known.contractor,
        "status": known.status,
        "term": known.term,
        "works": known.works,
        "clauses": known.clauses,
        "missing": known.clauses.missing(),
        "evaluation": chain.evaluations.get(&known.contractor),
        "handlers": known.handlers,
        "orders": below_json(chain, &Link::Contract(contract.clone())),
    })
}

fn below_json(chain: &Chain, link: &Link) -> Vec<Value> {
    chain
        .below(link)
        .map(|(order, known)| {
            json!({
                "id": order, "terms": known.terms, "status": known.status, "handlers": known.handlers,
                "orders": below_json(chain, &Link::Order(order.clone())),
            })
        })
        .collect()
}

/// Draws a contract with every tier below it.
fn tree(context: Context<'_>, gate: &Gate, contract: &ContractId, known: &Contract) -> String {
    let text = context.text;
    let mut lines = vec![format!(
        "{contract} {}  [{}]  {} – {}",
        person_text::text(gate, &known.name).unwrap_or_default(),
        text.say(&format!("contract-{}", known.status.name()), &[]),
        local(known.term.from),
        local(known.term.until),
    )];
    lines.push(format!(
        "  1  {}  {}",
        person_text::party(gate, &known.contractor),
        evaluation_words(text, &gate.state().chain, known)
    ));
    lines.push(handlers_line(gate, "     ", &known.handlers, text));
    branches(gate, &Link::Contract(contract.clone()), 2, text, &mut lines);
    lines.push(String::new());
    lines.extend(model_text(&known.clauses, text));
    let missing = known.clauses.missing();
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().map(|name| clause_name(name, text)).collect();
        lines.push(text.say("contract-missing", &[("clauses", &names.join(", "))]));
    }
    lines.join("\n")
}

fn branches(gate: &Gate, link: &Link, tier: usize, text: &Text, lines: &mut Vec<String>) {
    let chain = &gate.state().chain;
    for (order, known) in chain.below(link) {
        let indent = "  ".repeat(tier);
        let status = text.say(&format!("order-{}", known.status.name()), &[]);
        let party = person_text::party(gate, &known.terms.contractor);
        lines.push(format!("{indent}{tier}  {party}  {order} {}  [{status}]", known.terms.work));
        lines.push(handlers_line(gate, &format!("{indent}   "), &known.handlers, text));
        branches(gate, &Link::Order(order.clone()), tier.saturating_add(1), text, lines);
    }
}

fn handlers_line(
    gate: &Gate,
    indent: &str,
    handlers: &BTreeSet<sekisho_core::id::PersonId>,
    text: &Text,
) -> String {
    let names: Vec<String> = handlers.iter().map(|person| person_text::person(gate, person)).collect();
    let names = if names.is_empty() { text.say("contract-nobody", &[]) } else { names.join(", ") };
    format!("{indent}{}: {names}", text.say("word-handlers", &[]))
}

/// Gives the name of a clause in words.
pub(crate) fn clause_name(clause: &str, text: &Text) -> String {
    text.say(&format!("clause-{}", clause.replace('_', "-")), &[])
}

/// Writes the clauses as text for a contract, in the order of a contract.
fn model_text(clauses: &Clauses, text: &Text) -> Vec<String> {
    let mut lines = Vec::new();
    let mut article = |key: &str, values: &[(&str, &str)]| {
        let number = lines.len().saturating_add(1).to_string();
        let heading = text.say("article-heading", &[("number", &number)]);
        lines.push(format!("{heading} {}", text.say(key, values)));
    };
    let treatments = [
        ("subcontracting", clauses.subcontracting),
        ("offshore", clauses.offshore),
        ("carry-out", clauses.carry_out),
    ];
    for (clause, said) in treatments {
        if let Some(said) = said {
            article(&format!("article-{clause}-{}", said.name().replace('_', "-")), &[]);
        }
    }
    if let Some(tier) = clauses.deepest_tier {
        article("article-deepest-tier", &[("tier", &tier.to_string())]);
    }
    if let Some(days) = clauses.erase_within_days {
        article("article-erase-within", &[("days", &days.to_string())]);
    }
    if let Some(minutes) = clauses.breach_notice_minutes {
        article("article-breach-notice", &[("minutes", &minutes.to_string())]);
    }
    for duty in Duty::ALL.into_iter().filter(|duty| clauses.duties.contains(duty)) {
        article(&format!("article-{}", duty.name().replace('_', "-")), &[]);
    }
    lines
}
