//! What events say about contracts, orders and rosters.

use std::collections::BTreeSet;

use crate::chain::{Breach, Contract, ContractStatus, Evaluation, Link, Order, OrderStatus, hold};
use crate::event::{Event, Recorded};
use crate::id::{OrderId, PartyId, PersonId};
use crate::state::State;

pub(super) fn chain(state: &mut State, recorded: &Recorded) {
    let chain = &mut state.chain;
    match &recorded.event {
        Event::ContractRegistered { clauses, contract, contractor, name, person, term, works } => {
            let drafted = Contract {
                clauses: clauses.clone(),
                contractor: contractor.clone(),
                handlers: BTreeSet::new(),
                name: *name,
                status: ContractStatus::Drafted,
                term: *term,
                works: works.clone(),
                written_by: [person.clone()].into(),
            };
            chain.contracts.entry(contract.clone()).or_insert(drafted);
        }
        Event::ContractAmended { clauses, contract, name, person, term, works } => {
            let drafted = |known: &&mut Contract| known.status == ContractStatus::Drafted;
            if let Some(known) = chain.contracts.get_mut(contract).filter(drafted) {
                (known.clauses, known.name) = (clauses.clone(), *name);
                (known.term, known.works) = (*term, works.clone());
                known.written_by.insert(person.clone());
            }
        }
        Event::ContractActivated { contract, .. } => {
            let drafted = |known: &&mut Contract| known.status == ContractStatus::Drafted;
            if let Some(known) = chain.contracts.get_mut(contract).filter(drafted) {
                known.status = ContractStatus::Active;
                chain.begun = true;
            }
        }
        Event::ContractEnded { contract, .. } => {
            if let Some(known) = chain.contracts.get_mut(contract) {
                known.status = ContractStatus::Ended;
            }
        }
        Event::ContractorEvaluated { incidents, minimum, party, person, score, .. } => {
            let at = recorded.recorded_at;
            let (by, incidents) = (person.clone(), *incidents);
            let done = Evaluation { at, by, incidents, minimum: *minimum, score: *score };
            chain.evaluations.insert(party.clone(), done);
        }
        Event::OrderPlaced { order, person, terms } => {
            let placed = Order {
                handlers: BTreeSet::new(),
                placed_by: person.clone(),
                status: OrderStatus::Waiting,
                terms: terms.clone(),
            };
            chain.orders.entry(order.clone()).or_insert(placed);
        }
        Event::OrderApproved { order, .. } => {
            let waits =
                state.chain.orders.get(order).is_some_and(|known| known.status == OrderStatus::Waiting);
            if waits {
                with_status(state, order, OrderStatus::Approved);
            }
        }
        // A no ends the order: the same may be asked for again under another number.
        Event::OrderRejected { order, .. } => with_status(state, order, OrderStatus::Rejected),
        Event::OrderStopped { order, .. } => with_status(state, order, OrderStatus::Stopped),
        Event::HandlersNamed { link, persons, .. } => {
            if let Some(handlers) = handlers(state, link) {
                handlers.extend(persons.iter().cloned());
            }
        }
        Event::HandlerRemoved { handler, link, .. } => {
            if let Some(handlers) = handlers(state, link) {
                handlers.remove(handler);
            }
        }
        Event::HoldLiftAgreed { breaches, party, person, .. } => {
            hold::agreed(state, party, person, breaches, recorded.recorded_at);
        }
        Event::FindingResolved { number, .. } => chain.forget(Breach::Finding(*number)),
        Event::IncidentClosed { incident, .. } => chain.forget(Breach::Incident(*incident)),
        Event::PermitClosed { permit, .. } => chain.forget(Breach::Permit(*permit)),
        Event::IncidentOpened { content, .. } => {
            let touched = content.permit.map(|permit| companies(state, permit)).unwrap_or_default();
            for party in touched {
                let count = state.chain.incidents.entry(party).or_insert(0);
                *count = count.saturating_add(1);
            }
        }
        _ => {}
    }
}

fn with_status(state: &mut State, order: &OrderId, status: OrderStatus) {
    if let Some(known) = state.chain.orders.get_mut(order) {
        known.status = status;
    }
}

fn handlers<'a>(state: &'a mut State, link: &Link) -> Option<&'a mut BTreeSet<PersonId>> {
    match link {
        Link::Contract(contract) => state.chain.contracts.get_mut(contract).map(|known| &mut known.handlers),
        Link::Order(order) => state.chain.orders.get_mut(order).map(|known| &mut known.handlers),
    }
}

/// The contractors whose people a permit names: an incident of it is theirs, too.
fn companies(state: &State, permit: crate::id::PermitId) -> BTreeSet<PartyId> {
    let Some(live) = state.permits.get(&permit) else { return BTreeSet::new() };
    let owner = state.office.as_ref().map(|office| &office.owner);
    let employers = live.document().people_named().into_iter().filter_map(|person| state.persons.get(person));
    employers.map(|known| known.employer.clone()).filter(|party| owner != Some(party)).collect()
}
