//! `sekisho order …`: orders to lower tiers, and the check that stands in front of a purchasing system.

use sekisho_audit::chain::Kind;
use sekisho_core::chain::{Location, Order, OrderStatus, OrderTerms, breaches};
use sekisho_core::id::{OrderId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::{Command, Event, Window, decide};
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::{carry, reason_json, reason_lines};
use crate::cli::{OrderTermsGiven, OrderVerb, Signing};
use crate::command::paper::Desk;
use crate::command::registers::listing;
use crate::command::{Context, id, ledgers, local, local_day, time};
use crate::exit::Exit;
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho order …`
pub fn order(context: Context<'_>, verb: &OrderVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let (outside, text) = (context.outside, context.text);
    match verb {
        OrderVerb::Held => Ok(held(context, &gate)),
        OrderVerb::Lift(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::LiftHold { party: id(&arguments.org)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, context.outside, context.text)
        }
        OrderVerb::Check(arguments) => check(context, &gate, arguments),
        OrderVerb::Place(arguments) => {
            let terms = terms(&gate, arguments)?;
            let command = Command::PlaceOrder { order: id(&arguments.id)?, terms };
            let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)?;
            let waits = gate.state().chain.orders.get(&id(&arguments.id)?);
            if report.exit == Exit::Done && waits.is_some_and(|known| known.status == OrderStatus::Waiting) {
                let asked = waits.map(|known| &known.placed_by);
                let mut report = report.note(waits_for(context, &gate, &arguments.id, asked));
                if let Some(fields) = report.json.as_object_mut() {
                    fields.insert("waits_for".to_owned(), json!(managers(&gate, asked)));
                }
                return Ok(report);
            }
            Ok(report)
        }
        OrderVerb::Approve(arguments) => {
            let number: OrderId = id(&arguments.id)?;
            let known = gate.state().chain.orders.get(&number);
            let terms = known.ok_or_else(|| Failure::not_found("order", &arguments.id))?.terms.digest();
            let command = Command::ApproveOrder { order: number, terms };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        OrderVerb::Reject(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::RejectOrder { order: id(&arguments.id)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        OrderVerb::Stop(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::StopOrder { order: id(&arguments.id)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        OrderVerb::Import(arguments) => ledgers::import(context, &mut gate, Kind::Orders, arguments),
        OrderVerb::Export(arguments) => {
            ledgers::export::export(Desk { context, gate: &gate }, Kind::Orders, arguments)
        }
        OrderVerb::List => Ok(list(context, &gate)),
        OrderVerb::Show(arguments) => {
            let number: OrderId = id(&arguments.id)?;
            let known = gate.state().chain.orders.get(&number);
            let known = known.ok_or_else(|| Failure::not_found("order", &arguments.id))?;
            let human = row(context, &gate, &number, known).join("  ");
            let names: Vec<String> =
                known.handlers.iter().map(|person| person_text::person(&gate, person)).collect();
            let names = if names.is_empty() { text.say("contract-nobody", &[]) } else { names.join(", ") };
            let handlers = format!("{}: {names}", text.say("word-handlers", &[]));
            let report = Report::done(order_json(&gate, &number, known), format!("{human}\n{handlers}"));
            Ok(if known.status == OrderStatus::Waiting {
                report.note(waits_for(context, &gate, &arguments.id, Some(&known.placed_by)))
            } else {
                report
            })
        }
    }
}

/// Reads the terms; what is left out is as in the contract or the order above.
fn terms(gate: &Gate, given: &OrderTermsGiven) -> Result<OrderTerms, Failure> {
    let chain = &gate.state().chain;
    let contract = id(&given.contract)?;
    let parent: Option<OrderId> = given.under.as_deref().map(id).transpose()?;
    let above = parent.as_ref().and_then(|parent| chain.orders.get(parent));
    let root = chain.contracts.get(&contract);
    if root.is_none() {
        return Err(Failure::not_found("contract", &given.contract));
    }
    let outer = above.map(|above| above.terms.term).or(root.map(|root| root.term));
    let client = above.map(|above| &above.terms.contractor).or(root.map(|root| &root.contractor)).cloned();
    let missing = |flag| Failure::usage("field-missing", &[("flag", flag)]);
    let term = Window {
        from: match &given.from {
            Some(from) => time(from)?,
            None => outer.ok_or_else(|| missing("--from"))?.from,
        },
        until: match &given.until {
            Some(until) => time(until)?,
            None => outer.ok_or_else(|| missing("--until"))?.until,
        },
    };
    Ok(OrderTerms {
        client: match &given.client {
            Some(client) => id(client)?,
            None => client.ok_or_else(|| missing("--client"))?,
        },
        contract,
        contractor: id(&given.of)?,
        location: if given.offshore { Location::Offshore } else { Location::Domestic },
        parent,
        term,
        work: id(&given.work)?,
    })
}

/// Answers whether an order may be placed, and records nothing: allow, wait (for whom), or refuse with every clause.
///
/// Shape: of an order that is placed with these very terms it tells how that one stands.
fn check(context: Context<'_>, gate: &Gate, given: &OrderTermsGiven) -> Result<Report, Failure> {
    let text = context.text;
    let (number, terms): (OrderId, OrderTerms) = (id(&given.id)?, terms(gate, given)?);
    let named = named(context, &given.signing)?;
    // A contract manager may ask for everybody.
    let manager = || managers(gate, None).first().copied();
    let person = named.as_ref().or_else(manager).ok_or_else(|| Failure::usage("who-acts", &[]))?;
    let (now, chain) = (gate.now(), &gate.state().chain);
    let placed = chain.orders.get(&number).filter(|known| known.terms == terms);
    let command = Command::PlaceOrder { order: number.clone(), terms };
    let stands = || chain.order_stands(&number, Window { from: now, until: now.plus(1) });
    let (verdict, reasons) = match placed.map(|known| known.status) {
        Some(OrderStatus::Waiting) => ("wait", Vec::new()),
        Some(OrderStatus::Approved) if stands() => ("allow", Vec::new()),
        _ => {
            let decision = decide(gate.state(), person, &command, now, now);
            let allowed = decision.events.iter().any(|event| matches!(event, Event::OrderApproved { .. }));
            let verdict = match (decision.reasons.is_empty(), allowed) {
                (true, true) => "allow",
                (true, false) => "wait",
                (false, _) => "refuse",
            };
            (verdict, decision.reasons)
        }
    };
    let asked = placed.map(|known| &known.placed_by).or(named.as_ref());
    let waits_on = if verdict == "wait" { managers(gate, asked) } else { Vec::new() };
    let shown: Vec<Value> = reasons.iter().map(|reason| reason_json(reason, text)).collect();
    let json =
        json!({ "ok": verdict == "allow", "verdict": verdict, "reasons": shown, "waits_for": waits_on });
    let report = match verdict {
        "allow" => Report::done(json, text.say("order-check-allow", &[])),
        "wait" => Report::done(json, text.say("order-check-wait", &[]))
            .with_exit(Exit::Waiting)
            .note(waits_for(context, gate, &given.id, asked)),
        _ => {
            let lines: String = reasons.iter().map(|reason| reason_lines(reason, text)).collect();
            let human = format!("{}\n{lines}", text.say("word-refused", &[]));
            Report::done(json, human).with_exit(Exit::of_reasons(&reasons))
        }
    };
    Ok(report)
}

/// Who asks, if somebody is named.
fn named(context: Context<'_>, signing: &Signing) -> Result<Option<PersonId>, Failure> {
    let named = signing.actor.clone().or_else(|| context.outside.variable("SEKISHO_AS"));
    named.as_deref().map(id).transpose()
}

/// Lists who of the owner's may approve an order: a contract manager other than the one who asks for it.
fn managers<'a>(gate: &'a Gate, asked: Option<&'a PersonId>) -> Vec<&'a PersonId> {
    let holders = gate.state().holders_of(Role::ContractManager, gate.now());
    holders.filter(|person| Some(*person) != asked).collect()
}

fn waits_for(context: Context<'_>, gate: &Gate, order: &str, asked: Option<&PersonId>) -> String {
    let names: Vec<String> =
        managers(gate, asked).into_iter().map(|person| person_text::person(gate, person)).collect();
    let names = if names.is_empty() { context.text.say("order-waits-nobody", &[]) } else { names.join(", ") };
    context.text.say("order-waits-for", &[("order", order), ("persons", &names)])
}

/// Lists what new orders wait for: incidents, findings and permits, by contractor.
fn held(context: Context<'_>, gate: &Gate) -> Report {
    let open = breaches(gate.state(), gate.now());
    let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
    for (party, open) in &open {
        for breach in open {
            rows.push(vec![person_text::party(gate, party), breach.to_string()]);
            json.push(json!({ "party": party, "open": breach.to_string() }));
        }
    }
    listing(context, &["column-contractor", "column-open"], &rows, json!(json))
}

fn list(context: Context<'_>, gate: &Gate) -> Report {
    let orders = &gate.state().chain.orders;
    let rows: Vec<Vec<String>> =
        orders.iter().map(|(number, known)| row(context, gate, number, known)).collect();
    let json: Vec<Value> = orders.iter().map(|(number, known)| order_json(gate, number, known)).collect();
    let columns = [
        "column-order",
        "column-contract",
        "column-tier",
        "column-client",
        "column-contractor",
        "column-work",
        "column-status",
        "column-until",
    ];
    listing(context, &columns, &rows, json!(json))
}

fn row(context: Context<'_>, gate: &Gate, number: &OrderId, known: &Order) -> Vec<String> {
    let terms = &known.terms;
    vec![
        number.to_string(),
        terms.contract.to_string(),
        gate.state().chain.tier(terms.parent.as_ref()).to_string(),
        person_text::party(gate, &terms.client),
        person_text::party(gate, &terms.contractor),
        terms.work.to_string(),
        context.text.say(&format!("order-{}", known.status.name()), &[]),
        local_day(terms.term.until).to_string(),
    ]
}

fn order_json(gate: &Gate, number: &OrderId, known: &Order) -> Value {
    let chain = &gate.state().chain;
    let now = gate.now();
    let moment = Window { from: now, until: now.plus(1) };
    json!({
        "id": number, "terms": known.terms, "status": known.status, "placed_by": known.placed_by,
        "handlers": known.handlers, "tier": chain.tier(known.terms.parent.as_ref()),
        "stands": chain.order_stands(number, moment), "until": local(known.terms.term.until),
    })
}
