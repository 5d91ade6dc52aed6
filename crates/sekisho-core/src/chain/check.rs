//! The chain at a permit: everybody whom it names stands in it.

use std::collections::BTreeSet;

use crate::chain::{Chain, Link, Treatment, moment};
use crate::decide::Ask;
use crate::document::Document;
use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::hash::Digest;
use crate::id::{PartyId, PersonId};
use crate::permit::{HoldCause, Permit};
use crate::reason::{Reasons, Rule};
use crate::time::Window;

/// Checks that the company of everybody named has an approved way to the owner during the whole window, and that each of
/// them is on its roster.
///
/// Errors: [`Rule::ChainBroken`], [`Rule::NotOnRoster`], [`Rule::CarryOutForbidden`].
/// Source: promise G6; controls C01 and C02.
pub(crate) fn check_chain(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    if !ask.state.chain.begun {
        return;
    }
    for person in document.people_named() {
        check_person(ask, person, document, reasons);
    }
    if let Some(site) = ask.state.places.get(&document.site) {
        stands(ask, &site.party, document.window, reasons);
    }
    if let Some(device) = document.device.as_ref().and_then(|device| ask.state.devices.get(device)) {
        stands(ask, &device.party, document.window, reasons);
    }
}

fn check_person(ask: Ask<'_>, person: &PersonId, document: &Document, reasons: &mut Reasons) {
    let Some(known) = ask.state.persons.get(person) else { return };
    let (chain, company) = (&ask.state.chain, &known.employer);
    let links = links(ask, person, document.window, reasons);
    let carries = document.may_carry(person);
    // A permit says not under which contract somebody works: the strictest one counts.
    reasons.require(!carries || links.iter().all(|link| may_carry(chain, link)), || {
        Rule::CarryOutForbidden.about("person", person).about("party", company)
    });
}

/// Demands of a contractor's person what handling data needs: a standing company, a place on its roster, and the word of both
/// sides about the employment.
///
/// Errors: [`Rule::ChainBroken`], [`Rule::NotOnRoster`], [`Rule::EmploymentUnconfirmed`].
pub(crate) fn check_handler(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) {
    if ask.state.chain.begun {
        links(ask, person, moment(ask.now), reasons);
    }
}

/// Finds the standing links under which a person is named during the window; none for the owner's own people.
fn links(ask: Ask<'_>, person: &PersonId, during: Window, reasons: &mut Reasons) -> Vec<Link> {
    let Some(known) = ask.state.persons.get(person) else { return Vec::new() };
    let company = &known.employer;
    if !stands(ask, company, during, reasons) || is_owner(ask, company) {
        return Vec::new();
    }
    let named = ask.state.chain.standing(company, during);
    let links: Vec<Link> =
        named.filter(|(_, handlers)| handlers.contains(person)).map(|(link, _)| link).collect();
    reasons.require(!links.is_empty(), || Rule::NotOnRoster.about("person", person).about("party", company));
    reasons.require(links.is_empty() || known.is_attested(during.until), || {
        Rule::EmploymentUnconfirmed.about("person", person)
    });
    links
}

/// Whether the contract lets its people carry media. Prior approval is what the permit itself is.
fn may_carry(chain: &Chain, link: &Link) -> bool {
    chain
        .contract_of(link)
        .is_some_and(|contract| contract.clauses.carry_out.is_some_and(|said| said != Treatment::Forbidden))
}

/// Demands a standing company of whoever asks for a permit, changes a request, or asks for a re-wrap.
pub(crate) fn check_asker(ask: Ask<'_>, reasons: &mut Reasons) {
    if let Some(known) = ask.state.persons.get(ask.person) {
        check_party(ask, &known.employer, reasons);
    }
}

/// Demands a standing way from the company to the owner at this moment: for keys, devices and requests.
pub(crate) fn check_party(ask: Ask<'_>, party: &PartyId, reasons: &mut Reasons) {
    stands(ask, party, moment(ask.now), reasons);
}

fn stands(ask: Ask<'_>, party: &PartyId, during: Window, reasons: &mut Reasons) -> bool {
    let chain = &ask.state.chain;
    let holds = !chain.begun
        || is_owner(ask, party)
        || !ask.state.parties.contains_key(party)
        || chain.standing(party, during).next().is_some();
    reasons.require(holds, || Rule::ChainBroken.about("party", party))
}

fn is_owner(ask: Ask<'_>, party: &PartyId) -> bool {
    ask.state.office.as_ref().is_some_and(|office| office.owner == *party)
}

/// Gives the event that stops a link with everything that falls because of it: approved permits are revoked, those that are
/// out are stopped for good and called home. A permit from before the chain began falls with the company that it names.
///
/// Source: control C01, one decision stops every permit below.
pub(super) fn fallen(
    ask: Ask<'_>,
    event: Event,
    link: &Link,
    reason: Digest,
    reasons: &Reasons,
) -> Vec<Event> {
    // What is refused brings nothing down, and nobody makes the rules judge every permit by being refused.
    if !reasons.0.is_empty() {
        return vec![event];
    }
    let recorded = Recorded { event: event.clone(), occurred_at: ask.now, recorded_at: ask.now };
    let after = evolve(ask.state.clone(), &recorded);
    let mut events = vec![event];
    events.extend(crate::employment::lost(ask, &after));
    let companies = companies_below(&ask.state.chain, link);
    let names = |permit: &Permit| {
        let employer = |person: &PersonId| ask.state.persons.get(person).map(|known| &known.employer);
        let named = permit.document().people_named().into_iter().filter_map(employer);
        let document = permit.document();
        let site = ask.state.places.get(&document.site).map(|known| &known.party);
        let device = document.device.as_ref().and_then(|device| ask.state.devices.get(device));
        let rooms = site.into_iter().chain(device.map(|known| &known.party));
        named.chain(rooms).any(|company| companies.contains(company))
    };
    let broken = |ask: Ask<'_>, permit: &Permit| {
        let mut reasons = Reasons::default();
        check_chain(ask, permit.document(), &mut reasons);
        !reasons.0.is_empty()
    };
    for (permit, live) in &ask.state.permits {
        let afterwards = Ask { state: &after, ..ask };
        let was_broken = broken(ask, live) && !names(live);
        if was_broken || !broken(afterwards, live) {
            continue;
        }
        let revoked = Event::PermitRevoked { permit: *permit, person: ask.person.clone(), reason };
        match live {
            Permit::Approved(_) => events.push(revoked),
            Permit::Out(outing) => {
                if outing.hold.as_ref().is_some_and(|hold| !hold.cause.can_be_lifted()) {
                    continue;
                }
                events.extend([revoked, Event::PermitFrozen { cause: HoldCause::Revoked, permit: *permit }]);
                if outing.request.document.is_sealed() && outing.destruction_ordered_at.is_none() {
                    events.push(Event::DestructionOrdered { permit: *permit });
                }
            }
            // What only waits is told no when somebody wants to approve it.
            Permit::Requested(_) | Permit::SentBack(_) => {}
        }
    }
    events
}

/// The company of a link, and every company below it.
fn companies_below<'a>(chain: &'a Chain, link: &Link) -> BTreeSet<&'a PartyId> {
    let own = match link {
        Link::Contract(contract) => chain.contracts.get(contract).map(|known| &known.contractor),
        Link::Order(order) => chain.orders.get(order).map(|known| &known.terms.contractor),
    };
    let mut found: BTreeSet<&PartyId> = own.into_iter().collect();
    for (order, _) in chain.below(link) {
        found.extend(companies_below(chain, &Link::Order(order.clone())));
    }
    found
}

impl Chain {
    /// Tells whether a contract or an order has the number: one number, one link.
    pub(crate) fn is_taken(&self, number: &str) -> bool {
        self.contracts.keys().any(|known| known.as_str() == number)
            || self.orders.keys().any(|known| known.as_str() == number)
    }

    /// Tells whether the party has a contract or an order that stands at the moment.
    pub fn is_in_chain(&self, party: &PartyId, now: crate::time::Timestamp) -> bool {
        self.standing(party, moment(now)).next().is_some()
    }
}
