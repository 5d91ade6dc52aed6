//! Contracts: written down, evaluated, put in force, ended.

use std::collections::BTreeSet;

use crate::chain::check::fallen;
use crate::chain::hold::check_breaches;
use crate::chain::{Clauses, Contract, ContractStatus, Link};
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{ContractId, PartyId, PersonId, WorkId};
use crate::office_acts::{known_party, taken};
use crate::party::Role;
use crate::reason::{Reasons, Rule};
use crate::time::Window;

/// What stands in a contract.
pub(super) struct Written<'a> {
    pub(super) clauses: &'a Clauses,
    pub(super) name: Digest,
    pub(super) term: Window,
    pub(super) works: &'a BTreeSet<WorkId>,
}

/// The figures of an evaluation.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    pub(super) incidents: u32,
    pub(super) minimum: u8,
    pub(super) score: u8,
}

/// Decides whether a contract may be written down.
///
/// Shape: yields one `ContractRegistered`; nothing rests on it before it is put in force, so clauses may still be missing.
/// Errors: [`Rule::AlreadyRegistered`], [`Rule::PartyUnknown`], [`Rule::RoleMissing`], [`Rule::DeadlinesDisordered`],
/// [`Rule::OrderCircular`] for a contract of the owner's with itself.
/// Source: control C01.
pub(super) fn register(
    ask: Ask<'_>,
    contract: &ContractId,
    contractor: &PartyId,
    written: &Written<'_>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager]);
    reasons.require(!ask.state.chain.is_taken(contract.as_str()), || taken(contract));
    known_party(ask, contractor, reasons);
    let owner = ask.state.office.as_ref().map(|office| &office.owner);
    reasons.require(owner != Some(contractor), || Rule::OrderCircular.about("party", contractor));
    check_written(contract, written, reasons);
    vec![Event::ContractRegistered {
        clauses: written.clauses.clone(),
        contract: contract.clone(),
        contractor: contractor.clone(),
        name: written.name,
        person: ask.person.clone(),
        term: written.term,
        works: written.works.clone(),
    }]
}

/// Decides whether a contract that is not in force yet may be written anew.
pub(super) fn amend(
    ask: Ask<'_>,
    contract: &ContractId,
    written: &Written<'_>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager]);
    if let Some(known) = find(ask, contract, reasons) {
        reasons.require(known.status == ContractStatus::Drafted, || unfit_status(contract, known));
    }
    check_written(contract, written, reasons);
    vec![Event::ContractAmended {
        clauses: written.clauses.clone(),
        contract: contract.clone(),
        name: written.name,
        person: ask.person.clone(),
        term: written.term,
        works: written.works.clone(),
    }]
}

fn check_written(contract: &ContractId, written: &Written<'_>, reasons: &mut Reasons) {
    reasons.require(written.term.from < written.term.until, || {
        Rule::DeadlinesDisordered.about("contract", contract)
    });
    reasons.require(!written.works.is_empty(), || {
        Rule::ClauseMissing.about("contract", contract).about("clause", "works")
    });
}

/// Decides whether an evaluation of a contractor is taken into the record.
///
/// Shape: yields one `ContractorEvaluated`; a contractor that fails is recorded as well.
/// Errors: [`Rule::EvaluationUnfit`] for figures beyond 100, or fewer earlier incidents than the record knows.
/// Source: control C30.
pub(super) fn evaluate(
    ask: Ask<'_>,
    party: &PartyId,
    figures: Figures,
    sheet: Digest,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager]);
    known_party(ask, party, reasons);
    let known = ask.state.chain.incidents.get(party).copied().unwrap_or(0);
    let fits = figures.score <= 100 && figures.minimum <= 100 && figures.incidents >= known;
    reasons.require(fits, || Rule::EvaluationUnfit.about("party", party).about("incidents", known));
    vec![Event::ContractorEvaluated {
        incidents: figures.incidents,
        minimum: figures.minimum,
        party: party.clone(),
        person: ask.person.clone(),
        score: figures.score,
        sheet,
    }]
}

/// Decides whether a contract may be put in force.
///
/// Shape: yields one `ContractActivated`. From the first one on, nobody outside the chain is named in a permit.
/// Errors: [`Rule::ClauseMissing`] for each clause, [`Rule::EvaluationMissing`], [`Rule::EvaluationFailed`],
/// [`Rule::ContractNotActive`], [`Rule::OwnWork`] for whoever wrote it down or evaluated.
/// Source: controls C01 and C30.
pub(super) fn activate(ask: Ask<'_>, contract: &ContractId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Approver, Role::SecurityManager]);
    if let Some(known) = find(ask, contract, reasons) {
        reasons.require(known.status == ContractStatus::Drafted, || unfit_status(contract, known));
        let evaluated = ask.state.chain.evaluations.get(&known.contractor);
        let mine = |person: &PersonId| ask.state.are_one(person, ask.person);
        let own = known.written_by.iter().any(mine) || evaluated.is_some_and(|done| mine(&done.by));
        reasons.require(!own, || Rule::OwnWork.about("id", contract).about("person", ask.person));
        reasons.require(!known.term.is_over(ask.now), || {
            Rule::ContractNotActive.about("contract", contract).about("status", "over")
        });
        for clause in known.clauses.missing() {
            reasons.add(Rule::ClauseMissing.about("contract", contract).about("clause", clause));
        }
        check_evaluation(ask, &known.contractor, reasons);
        // The first contract begins the chain; what is open from before holds nothing up that was not asked until now.
        if ask.state.chain.begun {
            check_breaches(ask, contract, [&known.contractor].into_iter(), reasons);
        }
    }
    vec![Event::ContractActivated { contract: contract.clone(), person: ask.person.clone() }]
}

fn check_evaluation(ask: Ask<'_>, party: &PartyId, reasons: &mut Reasons) {
    match ask.state.chain.evaluations.get(party) {
        Some(done) if ask.now < done.valid_until() => {
            // What happened since then stands on no sheet.
            let known = ask.state.chain.incidents.get(party).copied().unwrap_or(0);
            reasons.require(done.incidents >= known, || {
                Rule::EvaluationUnfit.about("party", party).about("incidents", known)
            });
            reasons.require(done.passed(), || {
                Rule::EvaluationFailed
                    .about("party", party)
                    .about("score", done.score)
                    .about("minimum", done.minimum)
            });
        }
        _ => reasons.add(Rule::EvaluationMissing.about("party", party)),
    }
}

/// Decides whether a contract may be ended: everything below it stops with it.
///
/// Shape: yields `ContractEnded`, and what falls with it.
/// Errors: [`Rule::ContractUnknown`], [`Rule::ContractNotActive`] for one that has ended.
/// Source: control C01, one decision stops every tier below.
pub(super) fn end(ask: Ask<'_>, contract: &ContractId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::ContractManager, Role::SecurityManager]);
    if let Some(known) = find(ask, contract, reasons) {
        reasons.require(known.status != ContractStatus::Ended, || unfit_status(contract, known));
    }
    let ended = Event::ContractEnded { contract: contract.clone(), person: ask.person.clone(), reason };
    fallen(ask, ended, &Link::Contract(contract.clone()), reason, reasons)
}

/// Finds a contract, or says that there is none.
pub(super) fn find<'a>(ask: Ask<'a>, contract: &ContractId, reasons: &mut Reasons) -> Option<&'a Contract> {
    let found = ask.state.chain.contracts.get(contract);
    if found.is_none() {
        reasons.add(Rule::ContractUnknown.about("contract", contract));
    }
    found
}

/// Says that the contract is not in the state that the act needs.
pub(super) fn unfit_status(contract: &ContractId, known: &Contract) -> crate::reason::Reason {
    Rule::ContractNotActive.about("contract", contract).about("status", known.status.name())
}
