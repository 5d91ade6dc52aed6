//! Plans: drafted, amended, accepted risk by risk, approved, withdrawn.

use std::collections::BTreeSet;

use crate::chain::check_asker;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{PersonId, PlanId, RiskId};
use crate::office_acts::{cabinet, taken};
use crate::party::Role;
use crate::permit::{is_plain, known_person};
use crate::plan::{Plan, PlanDocument};
use crate::reason::{Reasons, Rule};
use crate::time::DAY;

/// So long a head may accept a risk at most. Source: control C04, a residual risk has an expiry. Units: seconds.
const ACCEPTED_FOR: i64 = 366 * DAY;

/// Decides the commands about plans.
///
/// Errors: everything wrong at once; control C04.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::AcceptRisk { document, plan, risks } => accept(ask, plan, *document, risks, reasons),
        Command::AmendPlan { document } => amend(ask, document, reasons),
        Command::ApprovePlan { document, plan } => approve(ask, plan, *document, reasons),
        Command::DraftPlan { document } => draft(ask, document, reasons),
        Command::WithdrawPlan { plan, reason } => withdraw(ask, plan, *reason, reasons),
        _ => Vec::new(),
    }
}

/// Decides whether a plan may be written down.
///
/// Shape: yields one `PlanDrafted`; nothing rests on it before it is approved, so parts may still be missing.
/// Errors: [`Rule::AlreadyRegistered`], [`Rule::PlanChanged`] for a revision other than 1, [`Rule::PlanIncomplete`] for words
/// that cannot be shown, [`Rule::ChainBroken`] for a company outside the chain.
fn draft(ask: Ask<'_>, document: &PlanDocument, reasons: &mut Reasons) -> Vec<Event> {
    check_asker(ask, reasons);
    let plan = &document.plan;
    reasons.require(!ask.state.plans.plans.contains_key(plan), || taken(plan));
    let digest = document.digest();
    reasons
        .require(document.revision == 1, || Rule::PlanChanged.about("plan", plan).about("document", digest));
    check_words(document, reasons);
    vec![Event::PlanDrafted { digest, document: document.clone(), person: ask.person.clone() }]
}

/// Decides whether a plan may be written anew. What was accepted and approved is void.
///
/// Errors: [`Rule::NotPlanWriter`] for whoever neither wrote in it nor is of its project, unless they keep the contracts.
fn amend(ask: Ask<'_>, document: &PlanDocument, reasons: &mut Reasons) -> Vec<Event> {
    let plan = &document.plan;
    check_asker(ask, reasons);
    if let Some(known) = find(ask, plan, reasons) {
        lives(known, reasons);
        let now = &known.document;
        let next = now.revision.saturating_add(1);
        reasons.require(document.revision == next && next > now.revision, || {
            Rule::PlanChanged.about("plan", plan).about("document", known.digest)
        });
        let keeps = ask.state.holds(ask.person, Role::ContractManager, ask.now);
        let writes = keeps || known.written_by.contains(ask.person) || now.project.contains(ask.person);
        reasons.require(writes, || Rule::NotPlanWriter.about("plan", plan).about("person", ask.person));
    }
    check_words(document, reasons);
    let digest = document.digest();
    vec![Event::PlanAmended { digest, document: document.clone(), person: ask.person.clone() }]
}

/// Decides whether a head may accept what is left of risks.
///
/// Shape: yields one `RiskAccepted`: the head's own signature, for this very document.
/// Errors: [`Rule::RiskUnknown`], [`Rule::RiskNotYours`], [`Rule::RoleMissing`], [`Rule::PlanNotWaiting`].
/// Source: control C04, risks carry who accepted them.
fn accept(
    ask: Ask<'_>,
    plan: &PlanId,
    document: Digest,
    risks: &BTreeSet<RiskId>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let role = ask.require_role(reasons, &[Role::OrganizationHead]);
    if let Some(known) = waiting(ask, plan, document, reasons) {
        reasons.require(!risks.is_empty(), || Rule::RiskUnknown.about("plan", plan).about("risk", "-"));
        for code in risks {
            let Some(risk) = known.document.risk(code) else {
                reasons.add(Rule::RiskUnknown.about("plan", plan).about("risk", code));
                continue;
            };
            // The heads of the owner's bear its risks, and nobody else's.
            let own = risk.accepted_by == *ask.person && ask.state.is_officer(ask.person);
            reasons.require(own, || {
                Rule::RiskNotYours.about("plan", plan).about("risk", code).about("person", &risk.accepted_by)
            });
        }
    }
    let (person, plan, risks) = (ask.person.clone(), plan.clone(), risks.clone());
    vec![Event::RiskAccepted { deputy: ask.deputy(role), digest: document, person, plan, risks }]
}

/// Decides whether the security office may approve this very document.
///
/// Shape: yields one `PlanApproved`. From the first one on no permit is asked for without a plan.
/// Errors: [`Rule::PlanIncomplete`] for each part, [`Rule::RiskNotAccepted`] and [`Rule::RiskExpired`] for each risk,
/// unknown persons and places, [`Rule::OwnWork`] for whoever wrote in it or accepted a risk, [`Rule::PlanNotIndependent`]
/// for whoever is of the project, [`Rule::PlanNotWaiting`].
/// Source: control C04, a security office that is not the project.
fn approve(ask: Ask<'_>, plan: &PlanId, document: Digest, reasons: &mut Reasons) -> Vec<Event> {
    let role = ask.require_role(reasons, &[Role::SecurityOffice]);
    if let Some(known) = waiting(ask, plan, document, reasons) {
        for part in known.document.missing() {
            reasons.add(Rule::PlanIncomplete.about("plan", plan).about("part", part));
        }
        check_names(ask, &known.document, reasons);
        check_acceptances(ask, known, reasons);
        let mine = |person: &PersonId| ask.state.are_one(person, ask.person);
        let accepted =
            known.accepted.values().any(|signed| ask.spoke_before(&signed.by, signed.deputy.as_ref()));
        let own = known.written_by.iter().any(mine) || accepted;
        reasons.require(!own, || Rule::OwnWork.about("id", plan).about("person", ask.person));
        let of_project =
            ask.state.speaks_as(ask.person).into_iter().any(|one| is_of_project(ask, known, one));
        reasons.require(!of_project, || {
            Rule::PlanNotIndependent.about("plan", plan).about("person", ask.person)
        });
    }
    let (deputy, person) = (ask.deputy(role), ask.person.clone());
    vec![Event::PlanApproved { deputy, digest: document, person, plan: plan.clone() }]
}

/// Tells whether the person is named in the plan, works under a contract for its work, or is of a permit under it. Whoever does
/// not work for the owner is no office of the owner's.
fn is_of_project(ask: Ask<'_>, known: &Plan, person: &PersonId) -> bool {
    let (document, chain) = (&known.document, &ask.state.chain);
    let head = document.risks.iter().any(|risk| risk.accepted_by == *person);
    let contracted = chain
        .contracts
        .values()
        .any(|contract| contract.works.contains(&document.work) && contract.handlers.contains(person));
    let ordered = chain
        .orders
        .values()
        .any(|order| order.terms.work == document.work && order.handlers.contains(person));
    let permitted = ask.state.permits.values().any(|live| {
        let asked = live.document();
        let under = asked.plan.as_ref().is_some_and(|named| named.id == document.plan);
        under && (live.request().requester == *person || asked.people_named().contains(person))
    });
    !ask.state.is_officer(person)
        || document.project.contains(person)
        || head
        || contracted
        || ordered
        || permitted
}

fn check_names(ask: Ask<'_>, document: &PlanDocument, reasons: &mut Reasons) {
    let people = document.project.iter().chain(document.risks.iter().map(|risk| &risk.accepted_by));
    for person in people.collect::<BTreeSet<&PersonId>>() {
        known_person(ask, person, reasons);
    }
    for place in document.from.iter().chain(&document.storage) {
        cabinet(ask, place, reasons);
    }
    for place in &document.sites {
        reasons.require(ask.state.places.contains_key(place), || Rule::PlaceUnknown.about("place", place));
    }
    reasons.require(!document.term.is_over(ask.now), || {
        Rule::PlanIncomplete.about("plan", &document.plan).about("part", "term")
    });
}

fn check_acceptances(ask: Ask<'_>, known: &Plan, reasons: &mut Reasons) {
    let plan = &known.document.plan;
    for risk in &known.document.risks {
        let signed = known.accepted.contains_key(&risk.code);
        reasons.require(signed, || {
            Rule::RiskNotAccepted
                .about("plan", plan)
                .about("risk", &risk.code)
                .about("person", &risk.accepted_by)
        });
        reasons.require(ask.now < risk.accepted_until, || {
            Rule::RiskExpired
                .about("plan", plan)
                .about("risk", &risk.code)
                .about("until", risk.accepted_until)
        });
        // A risk that is accepted for ever is looked at never again.
        reasons.require(risk.accepted_until <= ask.now.plus(ACCEPTED_FOR), || {
            Rule::PlanIncomplete.about("plan", plan).about("part", "accepted_until")
        });
    }
}

/// Decides whether a plan may be withdrawn: nothing goes out under it any more.
fn withdraw(ask: Ask<'_>, plan: &PlanId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::SecurityOffice, Role::SecurityManager, Role::OrganizationHead]);
    if let Some(known) = find(ask, plan, reasons) {
        lives(known, reasons);
    }
    vec![Event::PlanWithdrawn { person: ask.person.clone(), plan: plan.clone(), reason }]
}

/// Words stand on lines of an act statement: each is one line, short, and all of it visible.
fn check_words(document: &PlanDocument, reasons: &mut Reasons) {
    let products = document.media.iter().flat_map(|media| &media.products);
    reasons.require(products.into_iter().all(|product| is_plain(product)), || {
        Rule::PlanIncomplete.about("plan", &document.plan).about("part", "products")
    });
}

fn find<'a>(ask: Ask<'a>, plan: &PlanId, reasons: &mut Reasons) -> Option<&'a Plan> {
    let found = ask.state.plans.plans.get(plan);
    if found.is_none() {
        reasons.add(Rule::PlanUnknown.about("plan", plan));
    }
    found
}

fn lives(known: &Plan, reasons: &mut Reasons) {
    reasons.require(known.withdrawn_at.is_none(), || Rule::PlanWithdrawn.about("plan", &known.document.plan));
}

/// Finds a plan whose document waits for signatures, and is the one that was shown.
fn waiting<'a>(ask: Ask<'a>, plan: &PlanId, document: Digest, reasons: &mut Reasons) -> Option<&'a Plan> {
    let known = find(ask, plan, reasons)?;
    lives(known, reasons);
    reasons.require(known.approved.is_none(), || Rule::PlanNotWaiting.about("plan", plan));
    reasons.require(known.digest == document, || {
        Rule::PlanChanged.about("plan", plan).about("document", known.digest)
    });
    Some(known)
}
