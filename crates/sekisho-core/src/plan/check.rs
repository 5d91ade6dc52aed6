//! The plan at a permit: there is one, it stands as it was approved, and what is asked for lies within it.

use crate::chain::Link;
use crate::decide::Ask;
use crate::document::{Document, Transport};
use crate::id::PersonId;
use crate::permit::Permit;
use crate::plan::{Plan, PlanDocument, PlanRef, Way};
use crate::reason::{Reasons, Rule};

/// Checks that the permit has a plan that stands, and fits it.
///
/// Shape: nothing is asked before the first plan was approved.
/// Errors: [`Rule::PlanMissing`], [`Rule::PlanUnknown`], [`Rule::PlanNotApproved`], [`Rule::PlanWithdrawn`],
/// [`Rule::PlanChanged`], [`Rule::RiskExpired`] for each risk, [`Rule::PlanUnfit`] for each part,
/// [`Rule::PlanNotIndependent`] if whoever approved the plan is of the permit.
/// Source: control C04, no plan, no permit.
pub(crate) fn check_plan(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    if !ask.state.plans.begun {
        return;
    }
    let Some(named) = &document.plan else {
        reasons.add(Rule::PlanMissing.about("permit", document.permit));
        return;
    };
    let Some(known) = ask.state.plans.plans.get(&named.id) else {
        reasons.add(Rule::PlanUnknown.about("plan", &named.id));
        return;
    };
    stands(known, named, reasons);
    if known.digest != named.digest {
        return;
    }
    check_risks(known, document, reasons);
    for part in unfit(ask, &known.document, document) {
        reasons.add(
            Rule::PlanUnfit.about("permit", document.permit).about("plan", &named.id).about("part", part),
        );
    }
    check_approver(ask, known, document, reasons);
}

fn stands(known: &Plan, named: &PlanRef, reasons: &mut Reasons) {
    if known.withdrawn_at.is_some() {
        reasons.add(Rule::PlanWithdrawn.about("plan", &named.id));
        return;
    }
    reasons.require(known.digest == named.digest, || {
        Rule::PlanChanged.about("plan", &named.id).about("document", known.digest)
    });
    reasons.require(known.approved.is_some(), || Rule::PlanNotApproved.about("plan", &named.id));
}

/// What is left of a risk is borne until the permit's window is over, or nobody bears it.
fn check_risks(known: &Plan, document: &Document, reasons: &mut Reasons) {
    for risk in &known.document.risks {
        reasons.require(document.window.until <= risk.accepted_until, || {
            Rule::RiskExpired
                .about("plan", &known.document.plan)
                .about("risk", &risk.code)
                .about("until", risk.accepted_until)
        });
    }
}

/// Lists the parts of the plan that do not cover the permit.
fn unfit(ask: Ask<'_>, plan: &PlanDocument, document: &Document) -> Vec<&'static str> {
    let window = document.window;
    let offset = ask.state.office.as_ref().map_or(0, |office| office.offset_minutes);
    let travels = plan.transport.iter().any(|way| match (way, &document.transport) {
        (Way::Carried { at_least }, Transport::Carried { carriers, .. }) => {
            carriers.len() >= usize::from(*at_least)
        }
        (Way::Courier, Transport::Courier { .. }) | (Way::Network, Transport::Network) => true,
        _ => false,
    });
    let media = plan.media.as_ref();
    let product = |medium| ask.state.media.get(medium).map(|known| &known.card.product);
    let products = media.is_some_and(|media| {
        let listed = |product| media.products.contains(product);
        // What the ledger does not know is told by another rule.
        media.products.is_empty() || document.copies.iter().filter_map(product).all(listed)
    });
    let parts = [
        (plan.term.from <= window.from && window.until <= plan.term.until, "term"),
        (plan.hours.is_some_and(|hours| hours.enclose(window, offset)), "hours"),
        (plan.from.contains(&document.from), "from"),
        (plan.sites.contains(&document.site), "site"),
        (plan.storage.contains(&document.return_to), "storage"),
        (document.people_named().into_iter().all(|person| works(ask, plan, document, person)), "work"),
        (travels, "transport"),
        (media.is_some_and(|media| document.copies.len() <= usize::from(media.at_most)), "media"),
        (products, "products"),
    ];
    parts.into_iter().filter(|(fits, _)| !fits).map(|(_, name)| name).collect()
}

/// Tells whether the person is the owner's, or on a roster for the plan's work, once the chain has begun. Who is on no roster at
/// all is told so by another rule.
fn works(ask: Ask<'_>, plan: &PlanDocument, document: &Document, person: &PersonId) -> bool {
    let chain = &ask.state.chain;
    let Some(known) = ask.state.persons.get(person).filter(|_| chain.begun && !ask.state.is_officer(person))
    else {
        return true;
    };
    let covers = |link: &Link| match link {
        Link::Contract(contract) => {
            chain.contracts.get(contract).is_some_and(|known| known.works.contains(&plan.work))
        }
        Link::Order(order) => chain.orders.get(order).is_some_and(|known| known.terms.work == plan.work),
    };
    let mut own = chain
        .standing(&known.employer, document.window)
        .filter(|(_, handlers)| handlers.contains(person))
        .map(|(link, _)| covers(&link))
        .peekable();
    own.peek().is_none() || own.any(|covered| covered)
}

/// Whoever approved the plan neither asks under it nor is named: from then on they would be of the project.
fn check_approver(ask: Ask<'_>, known: &Plan, document: &Document, reasons: &mut Reasons) {
    let Some(approved) = &known.approved else { return };
    let requester = ask.state.permits.get(&document.permit).map(Permit::request);
    let requester = requester.map_or(ask.person, |request| &request.requester);
    let is_theirs = |person: &PersonId| ask.state.are_one(person, &approved.by);
    let of_the_permit = is_theirs(requester) || document.people_named().into_iter().any(is_theirs);
    reasons.require(!of_the_permit, || {
        Rule::PlanNotIndependent.about("plan", &known.document.plan).about("person", &approved.by)
    });
}
