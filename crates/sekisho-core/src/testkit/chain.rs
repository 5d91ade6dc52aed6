//! Contracts and orders in short words.

use std::collections::BTreeSet;

use crate::chain::{Clauses, Duty, Link, Location, OrderTerms, Treatment};
use crate::command::Command;
use crate::party::{Role, Title};
use crate::state::State;
use crate::testkit::{
    assign_role, attested, enroll_key, given, id, ids, register_party, register_person, represented, text,
    town,
};
use crate::time::{DAY, Window};

/// Gives the town with a chain: contract `K-1` with `PRIME`, order `O-1` to `SUB`, everybody on their rosters.
///
/// Shape: `CON` is the contract manager, `OTHER` a company below `SUB` with `X-1` that nobody approved.
pub fn chained() -> State {
    let town = given(drafted())
        .does("CON", evaluate("PRIME", 80))
        .does("CHIEF", activate("K-1"))
        .does("CON", name_handlers(Link::Contract(id("K-1")), "C-1 C-2"))
        .does("C-1", place_order("O-1", &order_terms()))
        .does("CON", approve_order("O-1", &order_terms()))
        .does("CON", name_handlers(Link::Order(id("O-1")), "S-1 S-2"));
    town.state
}

/// Gives the town with the contract `K-1` written down, and nothing in force.
pub fn drafted() -> State {
    // Both of each company speak for the other one.
    let town = represented(given(town()), &["C-1", "C-2", "S-1", "S-2"]);
    let town = attested(town, "C-1", "PRIME", "C-2");
    let town = attested(town, "C-2", "PRIME", "C-1");
    let town = attested(town, "S-1", "SUB", "S-2");
    attested(town, "S-2", "SUB", "S-1")
        .does("ADM", register_person("CON", "CITY", Title::Employed))
        .does("ADM", enroll_key("CON", "SHA256:CON"))
        .does("ADM", assign_role("CON", Role::ContractManager))
        .does("ADM", register_party("OTHER", "SUB"))
        .does("ADM", register_person("X-1", "OTHER", Title::Subcontract))
        .does("CON", register_contract("K-1", "PRIME", clauses()))
        .state
}

/// Gives clauses with nothing missing: subcontracting and work abroad with approval, down to tier 3.
pub fn clauses() -> Clauses {
    Clauses {
        breach_notice_minutes: Some(60),
        carry_out: Some(Treatment::PriorApproval),
        deepest_tier: Some(3),
        duties: Duty::ALL.into(),
        erase_within_days: Some(30),
        offshore: Some(Treatment::Forbidden),
        subcontracting: Some(Treatment::PriorApproval),
    }
}

/// Gives [`clauses`] with a change.
pub fn clauses_with(change: impl FnOnce(&mut Clauses)) -> Clauses {
    let mut changed = clauses();
    change(&mut changed);
    changed
}

/// The fiscal year of the town's contracts: it began in April.
pub fn year() -> Window {
    let from = id("2026-03-31T15:00:00Z");
    Window { from, until: from.plus(365 * DAY) }
}

/// Writes a contract about the work `benefits` down.
pub fn register_contract(contract: &str, contractor: &str, clauses: Clauses) -> Command {
    Command::RegisterContract {
        clauses,
        contract: id(contract),
        contractor: id(contractor),
        name: text("Benefit system"),
        term: year(),
        works: works(),
    }
}

/// Writes a contract anew.
pub fn amend_contract(contract: &str, clauses: Clauses) -> Command {
    Command::AmendContract {
        clauses,
        contract: id(contract),
        name: text("Benefit system"),
        term: year(),
        works: works(),
    }
}

fn works() -> BTreeSet<crate::id::WorkId> {
    ids("benefits")
}

/// Evaluates a contractor: 60 points are needed.
pub fn evaluate(party: &str, score: u8) -> Command {
    evaluate_with(party, score, 0)
}

/// Evaluates a contractor with earlier incidents on the sheet.
pub fn evaluate_with(party: &str, score: u8, incidents: u32) -> Command {
    Command::EvaluateContractor { incidents, minimum: 60, party: id(party), score, sheet: text("sheet") }
}

/// Puts a contract in force.
pub fn activate(contract: &str) -> Command {
    Command::ActivateContract { contract: id(contract) }
}

/// Ends a contract.
pub fn end_contract(contract: &str) -> Command {
    Command::EndContract { contract: id(contract), reason: text("over") }
}

/// Gives the terms of `PRIME`'s order of `SUB` under `K-1`.
pub fn order_terms() -> OrderTerms {
    OrderTerms {
        client: id("PRIME"),
        contract: id("K-1"),
        contractor: id("SUB"),
        location: Location::Domestic,
        parent: None,
        term: year(),
        work: id("benefits"),
    }
}

/// Gives [`order_terms`] with a change.
pub fn order_terms_with(change: impl FnOnce(&mut OrderTerms)) -> OrderTerms {
    let mut changed = order_terms();
    change(&mut changed);
    changed
}

/// Gives the terms of `SUB`'s order of `OTHER` under `O-1`.
pub fn order_below() -> OrderTerms {
    order_terms_with(|terms| {
        (terms.client, terms.contractor) = (id("SUB"), id("OTHER"));
        terms.parent = Some(id("O-1"));
    })
}

/// Places an order.
pub fn place_order(order: &str, terms: &OrderTerms) -> Command {
    Command::PlaceOrder { order: id(order), terms: terms.clone() }
}

/// Approves an order.
pub fn approve_order(order: &str, terms: &OrderTerms) -> Command {
    Command::ApproveOrder { order: id(order), terms: terms.digest() }
}

/// Says no to an order.
pub fn reject_order(order: &str) -> Command {
    Command::RejectOrder { order: id(order), reason: text("not them") }
}

/// Stops an order.
pub fn stop_order(order: &str) -> Command {
    Command::StopOrder { order: id(order), reason: text("no more") }
}

/// Names handlers.
pub fn name_handlers(link: Link, persons: &str) -> Command {
    Command::NameHandlers { link, persons: ids(persons) }
}

/// Takes a person off a roster.
pub fn remove_handler(link: Link, handler: &str) -> Command {
    Command::RemoveHandler { handler: id(handler), link, reason: text("has left") }
}
