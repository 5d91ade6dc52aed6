//! Orders to lower tiers: refused with the clause, waiting for the owner, or allowed.

use crate::chain::check::fallen;
use crate::chain::contract::{find as find_contract, unfit_status};
use crate::chain::hold::check_breaches;
use crate::chain::{
    Chain, Contract, ContractStatus, Link, Location, Order, OrderStatus, OrderTerms, Treatment, encloses,
};
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{OrderId, PartyId};
use crate::office_acts::{known_party, taken};
use crate::party::Role;
use crate::reason::{Reasons, Rule};
use crate::time::Window;

/// Decides whether an order may be placed.
///
/// Shape: yields `OrderPlaced`; if the contract asks for no approval, `OrderApproved` as well. Otherwise it waits for the owner.
/// Errors: every clause that it violates, each with its tier.
/// Source: control C01; the same clauses hold for every lower tier.
pub(super) fn place(ask: Ask<'_>, order: &OrderId, terms: &OrderTerms, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(!ask.state.chain.is_taken(order.as_str()), || taken(order));
    check_speaker(ask, &terms.client, reasons);
    check_terms(ask, terms, reasons);
    let placed =
        Event::OrderPlaced { order: order.clone(), person: ask.person.clone(), terms: terms.clone() };
    if needs_owner(ask, terms) {
        vec![placed]
    } else {
        vec![placed, Event::OrderApproved { order: order.clone(), person: None }]
    }
}

/// An order is the client's own act; the owner's contract manager may enter what came on paper.
fn check_speaker(ask: Ask<'_>, client: &PartyId, reasons: &mut Reasons) {
    let own = ask.state.persons.get(ask.person).is_some_and(|known| known.employer == *client);
    if !own {
        ask.require_role(reasons, &[Role::ContractManager]);
    }
}

/// Checks an order against the contract and every tier above it; again when it is approved.
fn check_terms(ask: Ask<'_>, terms: &OrderTerms, reasons: &mut Reasons) {
    let chain = &ask.state.chain;
    for party in [&terms.client, &terms.contractor] {
        known_party(ask, party, reasons);
    }
    reasons.require(terms.term.from < terms.term.until, || {
        Rule::DeadlinesDisordered.about("contract", &terms.contract)
    });
    let Some(contract) = find_contract(ask, &terms.contract, reasons) else { return };
    reasons.require(contract.status == ContractStatus::Active, || unfit_status(&terms.contract, contract));
    reasons.require(contract.works.contains(&terms.work), || {
        Rule::WorkNotCovered.about("work", &terms.work).about("contract", &terms.contract)
    });
    check_above(ask, terms, contract, reasons);
    check_clauses(chain, terms, contract, reasons);
    let companies = parties_above(chain, terms).chain([&contract.contractor, &terms.contractor]);
    check_breaches(ask, &terms.contract, companies, reasons);
}

/// The client stands right above, and the company is none of those above it.
fn check_above(ask: Ask<'_>, terms: &OrderTerms, contract: &Contract, reasons: &mut Reasons) {
    let chain = &ask.state.chain;
    let (client, outer) = match &terms.parent {
        None => (&contract.contractor, contract.term),
        Some(parent) => {
            let Some(above) = find(ask, parent, reasons) else { return };
            // Approvals are asked for at this very moment; the time of the parent is compared below.
            let stands = chain.order_stands(parent, shared(above.terms.term, terms.term));
            reasons.require(stands, || {
                Rule::OrderNotApproved
                    .about("order", parent)
                    .about("status", above.status.name())
                    .about("tier", chain.tier(above.terms.parent.as_ref()))
            });
            reasons.require(above.terms.work == terms.work, || {
                Rule::WorkNotCovered.about("work", &terms.work).about("contract", &terms.contract)
            });
            (&above.terms.contractor, above.terms.term)
        }
    };
    let own = terms.parent.as_ref().and_then(|parent| chain.orders.get(parent));
    let same_contract = own.is_none_or(|above| above.terms.contract == terms.contract);
    reasons.require(*client == terms.client && same_contract, || {
        Rule::OrderNotInChain.about("party", &terms.client).about("contract", &terms.contract)
    });
    reasons.require(encloses(outer, terms.term), || {
        Rule::OrderOutsideTerm.about("contract", &terms.contract).about("until", outer.until)
    });
    let owner = ask.state.office.as_ref().map(|office| &office.owner);
    let above = owner == Some(&terms.contractor)
        || contract.contractor == terms.contractor
        || parties_above(chain, terms).any(|party| *party == terms.contractor);
    reasons.require(!above, || Rule::OrderCircular.about("party", &terms.contractor));
}

/// What two windows share; the first one if nothing.
fn shared(one: Window, other: Window) -> Window {
    let both = Window { from: one.from.max(other.from), until: one.until.min(other.until) };
    if both.from < both.until { both } else { one }
}

fn parties_above<'a>(chain: &'a Chain, terms: &'a OrderTerms) -> impl Iterator<Item = &'a PartyId> {
    let first = terms.parent.as_ref().and_then(|parent| chain.orders.get(parent));
    let up = |order: &&'a Order| order.terms.parent.as_ref().and_then(|parent| chain.orders.get(parent));
    std::iter::successors(first, move |order| up(order)).map(|order| &order.terms.contractor)
}

/// What the contract says to a tier as low as this one.
fn check_clauses(chain: &Chain, terms: &OrderTerms, contract: &Contract, reasons: &mut Reasons) {
    let tier = chain.tier(terms.parent.as_ref());
    let clauses = &contract.clauses;
    reasons.require(clauses.subcontracting != Some(Treatment::Forbidden), || {
        Rule::SubcontractForbidden.about("contract", &terms.contract).about("tier", tier)
    });
    let deepest = clauses.deepest_tier.unwrap_or(1);
    reasons.require(tier <= deepest, || {
        Rule::TierTooDeep.about("contract", &terms.contract).about("tier", tier).about("deepest", deepest)
    });
    let abroad = terms.location == Location::Offshore;
    reasons.require(!abroad || clauses.offshore.is_some_and(|said| said != Treatment::Forbidden), || {
        Rule::OffshoreForbidden.about("contract", &terms.contract).about("tier", tier)
    });
}

/// Tells whether a contract wants the owner's approval for such an order. What it does not say needs it.
fn needs_owner(ask: Ask<'_>, terms: &OrderTerms) -> bool {
    let Some(contract) = ask.state.chain.contracts.get(&terms.contract) else { return true };
    let abroad = terms.location == Location::Offshore;
    let free = |said: Option<Treatment>| said == Some(Treatment::Allowed);
    !free(contract.clauses.subcontracting) || (abroad && !free(contract.clauses.offshore))
}

/// Decides whether the owner approves an order.
///
/// Shape: the order waits; yields one `OrderApproved`. `terms` is the hash of the order that the officer was shown.
/// Errors: [`Rule::OrderUnknown`], [`Rule::OrderNotWaiting`], [`Rule::OrderChanged`], [`Rule::OwnWork`], and whatever has
/// become wrong with it since it was placed.
/// Source: control C01, the owner's approval covers company, work and time.
pub(super) fn approve(ask: Ask<'_>, order: &OrderId, terms: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager]);
    if let Some(known) = waiting(ask, order, reasons) {
        reasons.require(known.terms.digest() == terms, || Rule::OrderChanged.about("order", order));
        reasons.require(!ask.state.are_one(&known.placed_by, ask.person), || {
            Rule::OwnWork.about("id", order).about("person", ask.person)
        });
        check_terms(ask, &known.terms, reasons);
    }
    vec![Event::OrderApproved { order: order.clone(), person: Some(ask.person.clone()) }]
}

/// Decides whether the owner says no to an order that waits.
pub(super) fn reject(ask: Ask<'_>, order: &OrderId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager]);
    waiting(ask, order, reasons);
    vec![Event::OrderRejected { order: order.clone(), person: ask.person.clone(), reason }]
}

/// Decides whether an order is stopped: every tier below it stops with it.
///
/// Shape: yields `OrderStopped`, and what falls with it.
/// Source: control C01, one decision stops every permit and key below.
pub(super) fn stop(ask: Ask<'_>, order: &OrderId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager, Role::SecurityManager]);
    if let Some(known) = find(ask, order, reasons) {
        let ended = matches!(known.status, OrderStatus::Rejected | OrderStatus::Stopped);
        reasons.require(!ended, || unfit(order, known));
    }
    let stopped = Event::OrderStopped { order: order.clone(), person: ask.person.clone(), reason };
    fallen(ask, stopped, &Link::Order(order.clone()), reason, reasons)
}

fn waiting<'a>(ask: Ask<'a>, order: &OrderId, reasons: &mut Reasons) -> Option<&'a Order> {
    let known = find(ask, order, reasons)?;
    reasons.require(known.status == OrderStatus::Waiting, || unfit(order, known)).then_some(known)
}

/// Says that the order is not in the state that the act needs.
pub(super) fn unfit(order: &OrderId, known: &Order) -> crate::reason::Reason {
    Rule::OrderNotWaiting.about("order", order).about("status", known.status.name())
}

/// Finds an order, or says that there is none.
pub(super) fn find<'a>(ask: Ask<'a>, order: &OrderId, reasons: &mut Reasons) -> Option<&'a Order> {
    let found = ask.state.chain.orders.get(order);
    if found.is_none() {
        reasons.add(Rule::OrderUnknown.about("order", order));
    }
    found
}

impl OrderTerms {
    /// Computes the hash that the owner's approval names.
    pub fn digest(&self) -> Digest {
        Digest::of_form(self)
    }
}
