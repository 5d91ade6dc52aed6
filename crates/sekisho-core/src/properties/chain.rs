//! Random runs of contracts, orders, rosters and permits against a second, simpler reading of who may do what.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::Dice;
use crate::chain::{Link, OrderTerms, Treatment};
use crate::command::Command;
use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::id::{ContractId, OrderId, PersonId};
use crate::permit::Permit;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the run")]
use crate::testkit::*;
use crate::time::{DAY, MINUTE, Window};

const CONTRACTS: [&str; 3] = ["K-1", "K-2", "K-3"];
const ORDERS: [&str; 6] = ["O-1", "O-2", "O-3", "O-4", "O-5", "O-6"];
const COMPANIES: [&str; 4] = ["PRIME", "SUB", "OTHER", "CITY"];
const PEOPLE: [&str; 6] = ["C-1", "C-2", "S-1", "S-2", "X-1", "R-1"];

/// What the events said, kept as plain lists.
#[derive(Clone, Debug, Default)]
struct Ledger {
    contracts: BTreeMap<ContractId, (Window, bool)>,
    handlers: BTreeMap<Link, BTreeSet<PersonId>>,
    orders: BTreeMap<OrderId, (OrderTerms, bool)>,
}

impl Ledger {
    fn learn(&mut self, event: &Event) {
        match event {
            Event::ContractRegistered { contract, term, .. } => {
                self.contracts.insert(contract.clone(), (*term, false));
            }
            Event::ContractAmended { contract, term, .. } => {
                self.contracts.entry(contract.clone()).and_modify(|known| known.0 = *term);
            }
            Event::ContractActivated { contract, .. } => {
                self.contracts.entry(contract.clone()).and_modify(|known| known.1 = true);
            }
            Event::ContractEnded { contract, .. } => {
                self.contracts.entry(contract.clone()).and_modify(|known| known.1 = false);
            }
            Event::OrderPlaced { order, terms, .. } => {
                self.orders.insert(order.clone(), (terms.clone(), false));
            }
            Event::OrderApproved { order, .. } => {
                self.orders.entry(order.clone()).and_modify(|known| known.1 = true);
            }
            Event::OrderStopped { order, .. } => {
                self.orders.entry(order.clone()).and_modify(|known| known.1 = false);
            }
            Event::HandlersNamed { link, persons, .. } => {
                self.handlers.entry(link.clone()).or_default().extend(persons.iter().cloned());
            }
            Event::HandlerRemoved { handler, link, .. } => {
                self.handlers.entry(link.clone()).and_modify(|named| {
                    named.remove(handler);
                });
            }
            _ => {}
        }
    }

    /// Walks from a roster with the person on it up to the owner; every step is approved for the whole window.
    fn reaches_owner(&self, person: &PersonId, during: Window) -> bool {
        let encloses = |term: Window| term.from <= during.from && during.until <= term.until;
        self.handlers.iter().filter(|(_, named)| named.contains(person)).any(|(link, _)| {
            let mut at = link.clone();
            loop {
                match &at {
                    Link::Contract(contract) => {
                        return self.contracts.get(contract).is_some_and(|(term, on)| *on && encloses(*term));
                    }
                    Link::Order(order) => {
                        let Some((terms, true)) = self.orders.get(order) else { return false };
                        if !encloses(terms.term) {
                            return false;
                        }
                        at = match &terms.parent {
                            Some(parent) => Link::Order(parent.clone()),
                            None => Link::Contract(terms.contract.clone()),
                        };
                    }
                }
            }
        })
    }
}

fn link(dice: &mut Dice<'_>) -> Link {
    match dice.roll(3) {
        0 => Link::Contract(id(dice.pick(&CONTRACTS))),
        _ => Link::Order(id(dice.pick(&ORDERS))),
    }
}

fn terms(dice: &mut Dice<'_>) -> OrderTerms {
    order_terms_with(|terms| {
        terms.contract = id(dice.pick(&["K-1", "K-1", "K-2"]));
        terms.client = id(dice.pick(&["PRIME", "PRIME", "SUB", "OTHER"]));
        terms.contractor = id(dice.pick(&["SUB", "SUB", "OTHER", "PRIME"]));
        terms.parent = [None, None, Some(id(dice.pick(&ORDERS)))][dice.roll(3)].clone();
        match dice.roll(8) {
            0 => terms.location = crate::chain::Location::Offshore,
            1 => terms.term.until = terms.term.until.plus(DAY),
            2 => terms.term.until = at("22 00:00"),
            _ => {}
        }
    })
}

fn next(dice: &mut Dice<'_>, story: &Given) -> (PersonId, Command) {
    let officer = |dice: &mut Dice<'_>| id(dice.pick(&["CON", "CON", "SEC", "CHIEF", "R-1"]));
    let order = dice.pick(&ORDERS);
    match dice.roll(26) {
        0 => {
            let company = dice.pick(&COMPANIES);
            (id("CON"), register_contract(dice.pick(&CONTRACTS), company, clauses(dice)))
        }
        1 => (id("CON"), amend_contract(dice.pick(&CONTRACTS), clauses(dice))),
        2 => (id("CON"), evaluate(dice.pick(&COMPANIES), dice.pick(&[50, 80, 80]))),
        3 => (id(dice.pick(&["CHIEF", "SEC"])), activate(dice.pick(&CONTRACTS))),
        4 if dice.roll(6) == 0 => (officer(dice), end_contract(dice.pick(&CONTRACTS))),
        4..=7 => {
            let speaker = id(dice.pick(&["C-1", "S-1", "X-1", "CON"]));
            (speaker, place_order(order, &terms(dice)))
        }
        8..=10 => {
            let known = story.state.chain.orders.get(&id(order));
            let shown = known.map_or_else(|| terms(dice), |known| known.terms.clone());
            (officer(dice), approve_order(order, &shown))
        }
        11 => (officer(dice), reject_order(order)),
        12 if dice.roll(2) == 0 => (officer(dice), stop_order(order)),
        12..=14 => {
            let speaker = id(dice.pick(&["C-1", "S-1", "CON", "CON"]));
            (speaker, name_handlers(link(dice), dice.pick(&["C-1 C-2", "S-1 S-2", "X-1", "S-1", "C-1 S-1"])))
        }
        15 if dice.roll(2) == 0 => {
            (id(dice.pick(&["C-1", "CON"])), remove_handler(link(dice), dice.pick(&PEOPLE)))
        }
        16..=18 => rights(dice),
        _ => permits(dice, story),
    }
}

/// Cards, and what suspends whoever has them.
fn rights(dice: &mut Dice<'_>) -> (PersonId, Command) {
    let holder = dice.pick(&PEOPLE);
    let officer = id(dice.pick(&["SEC", "CHIEF", "CON"]));
    match dice.roll(8) {
        0 => (officer, suspend(holder)),
        1 | 2 => (officer, resume(holder)),
        3 => (id("SEC"), raise_finding(holder)),
        4 => (id(dice.pick(&["AUD", "SEC"])), resolve_finding(1 + u32::from(dice.roll(4) == 0))),
        5 => (id(dice.pick(&["C-2", "S-2", "CON"])), confirm_card(holder)),
        _ => {
            let company = if holder.starts_with('C') { "PRIME" } else { "SUB" };
            (id(dice.pick(&["C-2", "S-2", "CON"])), apply_card(company, holder))
        }
    }
}

fn clauses(dice: &mut Dice<'_>) -> crate::chain::Clauses {
    clauses_with(|said| match dice.roll(8) {
        0 => said.subcontracting = Some(Treatment::Forbidden),
        1 => said.subcontracting = Some(Treatment::Allowed),
        2 => said.deepest_tier = Some(2),
        3 => said.carry_out = Some(Treatment::Forbidden),
        4 => said.duties.clear(),
        _ => {}
    })
}

/// The way of a permit, whichever step is next.
fn permits(dice: &mut Dice<'_>, story: &Given) -> (PersonId, Command) {
    let state = &story.state;
    let officer = id(dice.pick(&["CHIEF", "SEC"]));
    let now = story.now;
    let Some(live) = state.permits.values().last().filter(|_| dice.roll(8) > 0) else {
        let document = document_with(|document| {
            document.permit = state.next_permit();
            document.copies = vec![id(dice.pick(&["M-1", "M-2", "M-3", "M-4"]))];
            let hour = 60 * MINUTE;
            document.window = Window { from: now, until: now.plus(8 * hour) };
            (document.arrive_by, document.erase_by) = (None, now.plus(3 * hour));
            document.return_by = now.plus(4 * hour);
        });
        return (id("R-1"), act::request(&document));
    };
    let (permit, digest) = (live.document().permit, live.request().digest);
    let medium = live.document().copies[0].to_string();
    match live {
        Permit::Requested(_) => (officer, Command::Approve { document: digest, permit }),
        Permit::Approved(_) => {
            let Command::Hand { medium, to, .. } = hand(&medium, "R-1 C-1") else { unreachable!() };
            (id("KEEP"), Command::Hand { due: now.plus(30 * MINUTE), medium, permit, to })
        }
        _ => (id(dice.pick(&["R-1", "C-1"])), Command::Receive { medium: id(&medium), permit }),
    }
}

fn run(bytes: &[u8], seen: &mut BTreeMap<String, usize>) -> Result<(), TestCaseError> {
    let mut ledger = Ledger::default();
    let mut story = given(chained()).at("13:00");
    // The town's own chain, as its events said it.
    let link = |contract: &str| Link::Contract(id(contract));
    ledger.contracts.insert(id("K-1"), (year(), true));
    ledger.orders.insert(id("O-1"), (order_terms(), true));
    ledger.handlers.insert(link("K-1"), ids("C-1 C-2"));
    ledger.handlers.insert(Link::Order(id("O-1")), ids("S-1 S-2"));
    for chunk in bytes.chunks(16) {
        let mut dice = Dice(chunk.iter());
        story.now = story.now.plus(MINUTE * [0, 1, 3, 60][dice.roll(4)]);
        for (occurred_at, event) in crate::due::due(&story.state, story.now) {
            *seen.entry(event.name()).or_default() += 1;
            let recorded = Recorded { event, occurred_at, recorded_at: story.now };
            story.state = evolve(story.state, &recorded);
        }
        let (person, command) = next(&mut dice, &story);
        let rests = story.state.suspended.contains_key(&person);
        let answer = story.when(person.as_str(), command);
        let homeward = matches!(answer.command, Command::Receive { .. } | Command::Hand { .. });
        prop_assert!(!rests || homeward || !answer.decision.reasons.is_empty(), "{:?}", answer.command);
        for event in &answer.decision.events {
            ledger.learn(event);
            *seen.entry(event.name()).or_default() += 1;
        }
        story = answer.after();
        nobody_has_a_right_without_a_chain(&story, &ledger)?;
    }
    Ok(())
}

/// Whoever a permit names that may still be used is of the owner's, or stands in the chain for the whole window.
fn nobody_has_a_right_without_a_chain(story: &Given, ledger: &Ledger) -> Result<(), TestCaseError> {
    for live in story.state.permits.values() {
        let usable = match live {
            Permit::Approved(_) => true,
            Permit::Out(outing) => outing.hold.as_ref().is_none_or(|hold| hold.cause.can_be_lifted()),
            Permit::Requested(_) | Permit::SentBack(_) => false,
        };
        for person in live.document().people_named().into_iter().filter(|_| usable) {
            let own = story.state.is_officer(person);
            let window = live.document().window;
            prop_assert!(
                own || ledger.reaches_owner(person, window),
                "{person} in {:?}",
                live.document().permit
            );
        }
    }
    // A card or an account has no window: it counts at this very moment.
    for person in story.state.access.keys() {
        let own = story.state.is_officer(person);
        prop_assert!(
            own || ledger.reaches_owner(person, crate::chain::moment(story.now)),
            "{person} has a card"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_leaves_a_right_without_a_chain(bytes in prop::collection::vec(any::<u8>(), 16 * 100..16 * 300)) {
        run(&bytes, &mut BTreeMap::new())?;
    }
}

/// The runs reach every event of the chain, and permits that fall with it.
#[test]
fn the_runs_reach_every_event_of_the_chain() {
    let mut seen = BTreeMap::new();
    let mut number = 11_u64;
    for _ in 0..60 {
        let bytes: Vec<u8> = (0..16 * 300)
            .map(|_| {
                number = super::lawful::next(number);
                number.to_be_bytes()[0]
            })
            .collect();
        run(&bytes, &mut seen).unwrap();
    }
    for name in super::CHAIN {
        assert!(seen.contains_key(name), "never seen: {name}; seen: {seen:?}");
    }
    for name in ["access_confirmed", "access_ended", "person_resumed", "person_suspended"] {
        assert!(seen.contains_key(name), "never seen: {name}; seen: {seen:?}");
    }
    assert!(seen["permit_revoked"] >= 3 && seen["permit_ready"] >= 10, "too rare: {seen:?}");
}
