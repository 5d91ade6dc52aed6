//! Orders wait while something is open about the contractor: an incident, a finding about its people, data that are still there
//! after the permit's end.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::chain::Chain;
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{FindingId, IncidentId, PartyId, PermitId, PersonId};
use crate::office_acts::known_party;
use crate::party::Role;
use crate::permit::{Custody, Holder, Outing, Permit};
use crate::reason::{Reasons, Rule};
use crate::state::State;
use crate::time::Timestamp;

/// What is open about a contractor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// A finding about one of its people that nobody has answered.
    Finding(FindingId),
    /// An incident whose media its people or places had last.
    Incident(IncidentId),
    /// A permit that is over while what its people had is not erased.
    Permit(PermitId),
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Finding(number) => number.fmt(f),
            Self::Incident(number) => number.fmt(f),
            Self::Permit(number) => number.fmt(f),
        }
    }
}

/// Who said about a contractor that orders need not wait: for what was open then, and for nothing that opens later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lift {
    /// What each of them was shown.
    pub agreed: BTreeMap<PersonId, BTreeSet<Breach>>,
    /// What orders do not wait for.
    pub lifted: BTreeSet<Breach>,
}

/// Lists what is open about each contractor, and nobody has let pass.
///
/// Shape: by the contractor's code; the owner is in none of it.
/// Source: control C01.
pub fn breaches(state: &State, now: Timestamp) -> BTreeMap<PartyId, BTreeSet<Breach>> {
    let mut found = BTreeMap::<PartyId, BTreeSet<Breach>>::new();
    let owner = state.office.as_ref().map(|office| &office.owner);
    let mut add = |party: &PartyId, breach: Breach| {
        let lifted = state.chain.lifts.get(party).is_some_and(|lift| lift.lifted.contains(&breach));
        if owner != Some(party) && !lifted {
            found.entry(party.clone()).or_default().insert(breach);
        }
    };
    for (number, open) in &state.incidents {
        for (_, holder) in &open.last_holders {
            for party in parties(state, holder) {
                add(party, Breach::Incident(*number));
            }
        }
    }
    for (number, open) in &state.concerns.open {
        if let Some(party) = employer(state, &open.person) {
            add(party, Breach::Finding(*number));
        }
    }
    for (permit, live) in &state.permits {
        let Permit::Out(outing) = live else { continue };
        if outing.request.document.window.until <= now {
            for party in unerased(state, outing) {
                add(party, Breach::Permit(*permit));
            }
        }
    }
    found
}

/// Lists who answers for what of a permit is not erased: who has it, who was to erase it, whose the site is.
///
/// Shape: also for a medium that came back without a word of its erasure; not for what is lost, which is an incident.
fn unerased<'a>(state: &'a State, outing: &'a Outing) -> BTreeSet<&'a PartyId> {
    let used = outing.copies.values().filter(|copy| !outing.is_waiting(copy));
    let open = used.filter(|copy| !matches!(copy.custody, Custody::Lost { .. }) && copy.erasure.is_none());
    let (mut found, mut any) = (BTreeSet::new(), false);
    for copy in open {
        any = true;
        found.extend(parties(state, &copy.custody.holder()));
    }
    if any || outing.working.values().any(|copy| copy.erased.is_none()) {
        found.extend(employer(state, &outing.request.document.eraser));
        found.extend(state.places.get(&outing.request.document.site).map(|site| &site.party));
    }
    found
}

fn parties<'a>(state: &'a State, holder: &Holder) -> BTreeSet<&'a PartyId> {
    match holder {
        Holder::Persons(persons) => persons.iter().filter_map(|person| employer(state, person)).collect(),
        Holder::Place(place) => state.places.get(place).map(|known| &known.party).into_iter().collect(),
        Holder::Courier { .. } => BTreeSet::new(),
    }
}

fn employer<'a>(state: &'a State, person: &PersonId) -> Option<&'a PartyId> {
    state.persons.get(person).map(|known| &known.employer)
}

/// Demands that nothing is open about any of the companies.
///
/// Errors: [`Rule::BreachOpen`] for each thing, with the contract.
/// Source: control C01.
pub(super) fn check_breaches<'a>(
    ask: Ask<'_>,
    contract: &crate::id::ContractId,
    companies: impl Iterator<Item = &'a PartyId>,
    reasons: &mut Reasons,
) {
    let open = breaches(ask.state, ask.now);
    for company in companies {
        for breach in open.get(company).into_iter().flatten() {
            reasons.add(
                Rule::BreachOpen.about("party", company).about("breach", breach).about("contract", contract),
            );
        }
    }
}

/// Decides whether an officer may say that orders to a contractor need not wait for what is open.
///
/// Shape: yields one `HoldLiftAgreed` with what is open now. It counts once a contract manager and a chief officer have said it, two
/// persons; for what both were shown, and for nothing that opens later.
/// Errors: [`Rule::RoleMissing`], [`Rule::NothingHeld`], [`Rule::LiftAgreed`].
/// Source: control C01.
pub(super) fn lift(ask: Ask<'_>, party: &PartyId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &LIFTING);
    known_party(ask, party, reasons);
    let open = shown(ask.state, party);
    reasons.require(!open.is_empty(), || Rule::NothingHeld.about("party", party));
    let agreed = ask.state.chain.lifts.get(party).and_then(|lift| lift.agreed.get(ask.person));
    let again = agreed.is_some_and(|shown| open.is_subset(shown));
    reasons.require(open.is_empty() || !again, || {
        Rule::LiftAgreed.about("party", party).about("person", ask.person)
    });
    vec![Event::HoldLiftAgreed { breaches: open, party: party.clone(), person: ask.person.clone(), reason }]
}

/// Lists what is open about a contractor as the record's own time has it: that is what the officer is shown and signs for.
pub(crate) fn shown(state: &State, party: &PartyId) -> BTreeSet<Breach> {
    let latest = state.latest.unwrap_or(Timestamp::EARLIEST);
    breaches(state, latest).remove(party).unwrap_or_default()
}

const LIFTING: [Role; 2] = [Role::ContractManager, Role::ChiefOfficer];

/// Brings the state forward by somebody's word.
pub(crate) fn agreed(
    state: &mut State,
    party: &PartyId,
    person: &PersonId,
    shown: &BTreeSet<Breach>,
    now: Timestamp,
) {
    let mut lift = state.chain.lifts.remove(party).unwrap_or_default();
    lift.agreed.insert(person.clone(), shown.clone());
    let holds = |person: &PersonId, role: Role| state.holds(person, role, now);
    let mut lifted = BTreeSet::new();
    for (manager, for_one) in lift.agreed.iter().filter(|(one, _)| holds(one, Role::ContractManager)) {
        for (chief, for_other) in lift.agreed.iter().filter(|(one, _)| holds(one, Role::ChiefOfficer)) {
            if !state.are_one(manager, chief) {
                lifted.extend(for_one.intersection(for_other).copied());
            }
        }
    }
    lift.lifted.extend(lifted);
    state.chain.lifts.insert(party.clone(), lift);
}

impl Chain {
    /// Forgets what was said about something that is closed, so that the state does not grow.
    pub(crate) fn forget(&mut self, closed: Breach) {
        for lift in self.lifts.values_mut() {
            lift.lifted.remove(&closed);
            lift.agreed.values_mut().for_each(|shown| {
                shown.remove(&closed);
            });
            lift.agreed.retain(|_, shown| !shown.is_empty());
        }
        self.lifts.retain(|_, lift| !(lift.agreed.is_empty() && lift.lifted.is_empty()));
    }
}
