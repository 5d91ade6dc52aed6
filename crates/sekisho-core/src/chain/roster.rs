//! Rosters: who handles data under a link of the chain.

use std::collections::BTreeSet;

use crate::chain::check::fallen;
use crate::chain::{ContractStatus, Link, OrderStatus, contract, order};
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{PartyId, PersonId};
use crate::party::Role;
use crate::permit::known_person;
use crate::reason::{Reasons, Rule};

/// Decides whether people are named as handlers.
///
/// Shape: yields one `HandlersNamed`. Each of them works for that very company: nobody presents another's people as its own.
/// Errors: [`Rule::EmployerDiffers`] for each, [`Rule::PersonUnknown`], [`Rule::PersonLeft`], [`Rule::RoleMissing`] for whoever
/// is neither of that company nor the owner's contract manager.
/// Source: control C02.
pub(super) fn name(
    ask: Ask<'_>,
    link: &Link,
    persons: &BTreeSet<PersonId>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    if let Some(company) = company(ask, link, reasons) {
        check_speaker(ask, company, reasons);
        check_live(ask, link, reasons);
        for person in persons {
            known_person(ask, person, reasons);
            let Some(known) = ask.state.persons.get(person) else { continue };
            let own = reasons.require(known.employer == *company, || {
                Rule::EmployerDiffers.about("person", person).about("party", company)
            });
            reasons.require(!own || known.is_attested(ask.now), || {
                Rule::EmploymentUnconfirmed.about("person", person)
            });
        }
    }
    vec![Event::HandlersNamed { link: link.clone(), person: ask.person.clone(), persons: persons.clone() }]
}

/// Decides whether a person is taken off a roster; permits that name them fall.
///
/// Shape: yields `HandlerRemoved`, and what falls with it.
/// Errors: [`Rule::NotOnRoster`] if the person is not on it.
pub(super) fn remove(
    ask: Ask<'_>,
    link: &Link,
    handler: &PersonId,
    reason: Digest,
    reasons: &mut Reasons,
) -> Vec<Event> {
    if let Some(company) = company(ask, link, reasons) {
        check_speaker(ask, company, reasons);
        let named = match link {
            Link::Contract(contract) => ask.state.chain.contracts.get(contract).map(|known| &known.handlers),
            Link::Order(order) => ask.state.chain.orders.get(order).map(|known| &known.handlers),
        };
        reasons.require(named.is_some_and(|named| named.contains(handler)), || {
            Rule::NotOnRoster.about("person", handler).about("party", company)
        });
    }
    let (handler, person) = (handler.clone(), ask.person.clone());
    let removed = Event::HandlerRemoved { handler, link: link.clone(), person, reason };
    fallen(ask, removed, link, reason, reasons)
}

/// What has ended takes no more names.
fn check_live(ask: Ask<'_>, link: &Link, reasons: &mut Reasons) {
    let chain = &ask.state.chain;
    match link {
        Link::Contract(id) => {
            if let Some(known) = chain.contracts.get(id) {
                reasons.require(known.status != ContractStatus::Ended, || contract::unfit_status(id, known));
            }
        }
        Link::Order(id) => {
            if let Some(known) = chain.orders.get(id) {
                let live = matches!(known.status, OrderStatus::Approved | OrderStatus::Waiting);
                reasons.require(live, || order::unfit(id, known));
            }
        }
    }
}

fn check_speaker(ask: Ask<'_>, company: &PartyId, reasons: &mut Reasons) {
    let own = ask.state.persons.get(ask.person).is_some_and(|known| known.employer == *company);
    if !own {
        ask.require_role(reasons, &[Role::ContractManager]);
    }
}

fn company<'a>(ask: Ask<'a>, link: &Link, reasons: &mut Reasons) -> Option<&'a PartyId> {
    match link {
        Link::Contract(id) => contract::find(ask, id, reasons).map(|known| &known.contractor),
        Link::Order(id) => order::find(ask, id, reasons).map(|known| &known.terms.contractor),
    }
}
