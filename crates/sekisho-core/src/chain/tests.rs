//! What the chain promises, beyond the table.

#![allow(clippy::unwrap_used, reason = "a broken story is a broken test")]

use crate::chain::{Link, Treatment, table};
use crate::event::Event;
use crate::permit::{HoldCause, Permit};
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the tests")]
use crate::testkit::*;

#[test]
fn every_rule_of_the_chain_says_no_and_what_to_do_next() {
    check(&table::refusals());
}

#[test]
fn an_order_waits_for_the_owner_unless_the_contract_says_otherwise() {
    let waits = given(chained()).when("S-1", place_order("O-2", &order_below()));
    assert!(matches!(&waits.decision.events[..], [Event::OrderPlaced { .. }]));
    let free = clauses_with(|said| said.subcontracting = Some(Treatment::Allowed));
    let allowed = given(drafted())
        .does("CON", amend_contract("K-1", free))
        .does("CON", evaluate("PRIME", 80))
        .does("CHIEF", activate("K-1"))
        .when("C-1", place_order("O-1", &order_terms()));
    assert!(matches!(
        &allowed.decision.events[..],
        [Event::OrderPlaced { .. }, Event::OrderApproved { person: None, .. }]
    ));
}

#[test]
fn one_decision_stops_every_permit_below() {
    let approved = given(chained())
        .at("13:00")
        .does("R-1", request(&document()))
        .does("CHIEF", approve(&document()))
        .does("SEC", approve(&document()));
    let stopped = approved.clone().when("CON", stop_order("O-1"));
    assert!(matches!(
        &stopped.decision.events[..],
        [Event::OrderStopped { .. }, Event::PermitRevoked { permit: P1, .. }]
    ));
    let out = approved
        .does("KEEP", hand("M-1", "R-1 C-1"))
        .does("R-1", receive("M-1"))
        .does("C-1", receive("M-1"))
        .does("SEC", end_contract("K-1"));
    let Some(Permit::Out(outing)) = out.state.permits.get(&P1) else { panic!("the permit is out") };
    assert_eq!(outing.hold.as_ref().unwrap().cause, HoldCause::Revoked);
}

#[test]
fn a_permit_of_the_owners_own_people_falls_with_no_contract() {
    let own = document_with(|document| {
        document.receivers.clear();
        (document.device, document.eraser) = (None, id("R-1"));
        document.transport = crate::document::Transport::Carried {
            carriers: ids("R-1 R-2"),
            substitutes: std::collections::BTreeSet::new(),
        };
    });
    let asked = given(chained()).at("13:00").does("R-1", request(&own));
    let ended = asked.when("SEC", end_contract("K-1"));
    assert!(matches!(&ended.decision.events[..], [Event::ContractEnded { .. }]));
}

#[test]
fn the_hidden_tier_is_told_no_with_every_clause() {
    let answer = given(chained()).at("13:00").when(
        "S-1",
        place_order(
            "O-2",
            &order_terms_with(|terms| {
                (terms.client, terms.contractor) = (id("SUB"), id("OTHER"));
                (terms.parent, terms.location) = (Some(id("O-9")), crate::chain::Location::Offshore);
                terms.work = id("taxes");
            }),
        ),
    );
    let rules: std::collections::BTreeSet<Rule> = answer.rules().iter().copied().collect();
    assert_eq!(rules, [Rule::OffshoreForbidden, Rule::OrderUnknown, Rule::WorkNotCovered].into());
}

#[test]
fn dispatched_and_seconded_people_of_the_company_pass() {
    // C-2 is sent to PRIME by an agency and declared so.
    let asked = given(chained()).at("13:00").when("R-1", request(&document()));
    assert!(asked.rules().is_empty(), "{:?}", asked.rules());
}

#[test]
fn before_the_first_contract_in_force_nothing_changes() {
    let asked = given(drafted()).at("13:00").when("R-1", request(&document()));
    assert!(asked.rules().is_empty());
}

#[test]
fn links_are_named() {
    let state = chained();
    let now = state.latest.unwrap();
    assert!(state.chain.is_in_chain(&id("SUB"), now));
    assert!(!state.chain.is_in_chain(&id("OTHER"), now));
    let contract = Link::Contract(id("K-1"));
    let below: Vec<_> = state.chain.below(&contract).map(|(order, _)| order.to_string()).collect();
    assert_eq!(below, ["O-1"]);
}

#[test]
fn a_permit_from_before_the_chain_falls_with_the_company_that_it_names() {
    let before = given(drafted())
        .at("13:00")
        .does("R-1", request(&document()))
        .does("CHIEF", approve(&document()))
        .does("SEC", approve(&document()))
        .does("CON", evaluate("PRIME", 80));
    let begun = before.does("CHIEF", activate("K-1"));
    // It was lawful when it was approved, and nobody of it has been stopped.
    assert!(begun.state.permits.contains_key(&P1));
    let ended = begun.when("SEC", end_contract("K-1"));
    assert!(ended.decision.events.iter().any(|event| matches!(event, Event::PermitRevoked { .. })));
}

#[test]
fn a_site_of_an_unknown_company_and_a_stopped_requester_are_told_no() {
    let story = given(chained())
        .at("13:00")
        .does("ADM", register_place("THERE", crate::medium::PlaceKind::Site, "OTHER"));
    let there = document_with(|document| (document.site, document.device) = (id("THERE"), None));
    story.when("R-1", request(&there)).then(Rule::ChainBroken);
    story.when("X-1", request(&document())).then(Rule::ChainBroken);
}

#[test]
fn who_is_of_a_stopped_company_changes_no_request() {
    let asked = given(chained()).at("13:00").does("C-1", request(&document()));
    let ended = asked.does("SEC", end_contract("K-1"));
    let next = document_with(|document| document.revision = 2);
    assert!(ended.when("C-1", amend(&next)).rules().contains(&Rule::ChainBroken));
    let answer = ended.when("C-1", amend(&next));
    let prime =
        |reason: &crate::reason::Reason| reason.about.get("party").is_some_and(|party| party == "PRIME");
    assert!(answer.decision.reasons.iter().any(prime));
}

#[test]
fn an_incident_after_the_evaluation_stands_on_the_next_sheet_first() {
    let story = given(drafted())
        .does("CON", evaluate("PRIME", 80))
        .at("13:00")
        .does("R-1", request(&document()))
        .does("CHIEF", approve(&document()))
        .does("SEC", approve(&document()))
        .does("KEEP", hand("M-1", "R-1 C-1"))
        .does("R-1", receive("M-1"))
        .does("C-1", receive("M-1"))
        .does("C-1", report_loss(crate::incident::Cause::Lost, "M-1"));
    story.when("CHIEF", activate("K-1")).then(Rule::EvaluationUnfit);
}
