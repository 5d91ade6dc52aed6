//! `sekisho roster …`: who handles data under a contract or an order.

use sekisho_audit::chain::Kind;
use sekisho_core::Command;
use sekisho_core::chain::Link;
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::RosterVerb;
use crate::command::paper::Desk;
use crate::command::registers::listing;
use crate::command::{Context, id, ledgers};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho roster …`
pub fn roster(context: Context<'_>, verb: &RosterVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let (outside, text) = (context.outside, context.text);
    match verb {
        RosterVerb::Add(arguments) => {
            let persons = arguments.persons.iter().map(|person| id(person)).collect::<Result<_, _>>()?;
            let command = Command::NameHandlers { link: link(&gate, &arguments.under)?, persons };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        RosterVerb::Remove(arguments) => {
            let handler = id(&arguments.person)?;
            let reason = gate.disclose(&arguments.reason)?;
            let link = link(&gate, &arguments.under)?;
            let command = Command::RemoveHandler { handler, link, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        RosterVerb::Import(arguments) => ledgers::import(context, &mut gate, Kind::Rosters, arguments),
        RosterVerb::Export(arguments) => {
            ledgers::export::export(Desk { context, gate: &gate }, Kind::Rosters, arguments)
        }
        RosterVerb::List(arguments) => list(context, &gate, arguments.under.as_deref()),
    }
}

/// A number is a contract's, or else an order's.
fn link(gate: &Gate, number: &str) -> Result<Link, Failure> {
    let contract = id(number)?;
    if gate.state().chain.contracts.contains_key(&contract) {
        return Ok(Link::Contract(contract));
    }
    Ok(Link::Order(id(number)?))
}

fn list(context: Context<'_>, gate: &Gate, under: Option<&str>) -> Result<Report, Failure> {
    let chain = &gate.state().chain;
    let contracts = chain
        .contracts
        .iter()
        .map(|(number, known)| (number.to_string(), &known.contractor, &known.handlers));
    let orders = chain
        .orders
        .iter()
        .map(|(number, known)| (number.to_string(), &known.terms.contractor, &known.handlers));
    let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
    let mut known = false;
    for (number, company, handlers) in contracts.chain(orders) {
        if under.is_some_and(|under| under != number) {
            continue;
        }
        known = true;
        for person in handlers {
            let title = gate.state().persons.get(person).map(|known| known.title);
            rows.push(vec![
                number.clone(),
                person_text::party(gate, company),
                person_text::person(gate, person),
            ]);
            json.push(json!({ "under": number, "company": company, "person": person, "title": title }));
        }
    }
    match under {
        Some(under) if !known => Err(Failure::not_found("order", under)),
        _ => Ok(listing(context, &["column-under", "column-org", "column-person"], &rows, json!(json))),
    }
}
