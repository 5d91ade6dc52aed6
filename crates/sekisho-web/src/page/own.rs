//! What somebody from outside of the office may have written down for signing: what is theirs, decided before anything is looked
//! up, so that no answer tells whether something else exists.

use std::collections::BTreeSet;

use sekisho_core::chain::Order;
use sekisho_core::id::{ContractId, MediumId, OrderId, PartyId, PermitId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::permit::Permit;
use sekisho_core::{State, Timestamp};

use super::home::names;
use super::{Form, Sight, Viewer};

/// Acts of the office alone: their cards would show other people's names.
const OFFICE: [&str; 3] = ["permit amend", "permit request", "permit rewrap"];

/// Tells whether a verb is for this viewer at all.
pub(super) fn offers(viewer: &Viewer, verb: &str) -> bool {
    viewer.sight == Sight::All || !OFFICE.contains(&verb)
}

/// Tells whether everything that the form names is the viewer's to know.
pub(crate) fn concerns(state: &State, viewer: &Viewer, verb: &str, form: &Form) -> bool {
    if viewer.sight == Sight::All {
        return true;
    }
    let given = |name: &str| form.one(name).map(str::trim).filter(|value| !value.is_empty());
    let colleague = |name: &str| {
        let person = given(name).and_then(|person| person.parse::<PersonId>().ok());
        person.is_some_and(|person| is_colleague(state, &viewer.person, &person))
    };
    match verb {
        "person state" => true,
        "weekly sign" => {
            given("org").and_then(|org| org.parse().ok()).is_some_and(|org| heads(state, viewer, &org))
        }
        "person confirm" => colleague("id"),
        "key confirm" => colleague("person"),
        "key second" => given("person") == Some(viewer.person.as_str()),
        "order place" => is_own_order(state, viewer, given("contract"), given("under")),
        "lost" if given("permit").is_none() => has_all(state, viewer, form),
        verb if OFFICE.contains(&verb) => false,
        _ => {
            let permit = given("permit").and_then(|permit| permit.parse::<PermitId>().ok());
            permit.and_then(|permit| state.permits.get(&permit)).is_some_and(|live| sees(state, viewer, live))
        }
    }
}

/// Lists the organizations for which a person answers: who represents an employer, for it and every tier below that works for
/// nobody else: what such a company does for others is not theirs to see.
///
/// Source: control C01; whoever gives work to others sees who does it.
pub(super) fn circle(state: &State, person: &PersonId, now: Timestamp) -> BTreeSet<PartyId> {
    let own = employer(state, person).filter(|_| state.holds(person, Role::EmployerRepresentative, now));
    let mut circle: BTreeSet<PartyId> = own.cloned().into_iter().collect();
    let works_elsewhere = |party: &PartyId, circle: &BTreeSet<PartyId>| {
        let orders = state.chain.orders.values();
        state.chain.contracts.values().any(|known| known.contractor == *party)
            || orders
                .filter(|order| order.terms.contractor == *party)
                .any(|order| !circle.contains(&order.terms.client))
    };
    loop {
        let below = state.parties.iter().filter(|(party, known)| {
            !circle.contains(*party)
                && known.above.as_ref().is_some_and(|above| circle.contains(above))
                && !works_elsewhere(party, &circle)
        });
        let below: Vec<PartyId> = below.map(|(party, _)| party.clone()).collect();
        if below.is_empty() {
            return circle;
        }
        circle.extend(below);
    }
}

/// Tells whether a permit is the viewer's to see: it names them, or, as long as it lives, people of an organization for which they
/// answer. For whom people worked under one that is finished is not known any more.
pub(super) fn sees(state: &State, viewer: &Viewer, permit: &Permit) -> bool {
    let lives = state.permits.contains_key(&permit.document().permit);
    let answers_for =
        |person: &PersonId| employer(state, person).is_some_and(|company| viewer.circle.contains(company));
    viewer.sight == Sight::All
        || names(permit, &viewer.person)
        || (lives && permit.document().people_named().into_iter().any(answers_for))
}

/// Gives the company for which a person works.
pub(super) fn employer<'a>(state: &'a State, person: &PersonId) -> Option<&'a PartyId> {
    state.persons.get(person).map(|known| &known.employer)
}

/// Tells whether the viewer signs the weekly check of an organization, which tells about its people.
pub(super) fn heads(state: &State, viewer: &Viewer, party: &PartyId) -> bool {
    viewer.circle.contains(party) && employer(state, &viewer.person) == Some(party)
}

/// Tells whether two work for the same company.
pub(super) fn is_colleague(state: &State, one: &PersonId, other: &PersonId) -> bool {
    employer(state, one).is_some_and(|company| employer(state, other) == Some(company))
}

/// An order of the viewer's company is placed under its own contract, or under an order that it has.
fn is_own_order(state: &State, viewer: &Viewer, contract: Option<&str>, under: Option<&str>) -> bool {
    let Some(company) = employer(state, &viewer.person) else { return false };
    let Some(contract) = contract.and_then(|id| id.parse::<ContractId>().ok()) else { return false };
    let has = |order: &Order| order.terms.contractor == *company && order.terms.contract == contract;
    match under {
        Some(under) => {
            under.parse::<OrderId>().ok().and_then(|id| state.chain.orders.get(&id)).is_some_and(has)
        }
        None => state.chain.contracts.get(&contract).is_some_and(|known| known.contractor == *company),
    }
}

/// Tells whether every medium of the form is out under a permit that names the viewer.
fn has_all(state: &State, viewer: &Viewer, form: &Form) -> bool {
    let given = form.0.iter().filter(|(name, _)| name == "medium");
    let mut media =
        given.flat_map(|(_, value)| value.lines()).map(str::trim).filter(|one| !one.is_empty()).peekable();
    let is_own = |medium: &str| {
        let Ok(medium) = medium.parse::<MediumId>() else { return false };
        let mut out = state.permits.values();
        out.any(|live| match live {
            Permit::Out(outing) => outing.copies.contains_key(&medium) && sees(state, viewer, live),
            _ => false,
        })
    };
    media.peek().is_some() && media.all(is_own)
}
