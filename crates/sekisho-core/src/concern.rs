//! Findings about persons: an officer writes them down, and somebody who has nothing to do with them answers.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::{Event, Recorded};
use crate::hash::Digest;
use crate::id::{FindingId, PermitId, PersonId};
use crate::party::Role;
use crate::permit::Permit;
use crate::reason::{Reasons, Rule};
use crate::rights::suspended_by_itself;
use crate::state::State;
use crate::time::Timestamp;

/// About whom a finding is, and who wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutPerson {
    /// Who wrote it down.
    pub by: PersonId,
    /// Digest of what is known.
    pub note: Digest,
    /// Its number.
    pub number: FindingId,
    /// About whom.
    pub person: PersonId,
}

/// A finding about a person that nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// Who wrote it down.
    pub by: PersonId,
    /// What was found.
    pub finding: Finding,
    /// Who asked for the permit that it concerns, and who approved it.
    pub involved: BTreeSet<PersonId>,
    /// Digest of what is known.
    pub note: Digest,
    /// The permit that it concerns, if there is one.
    pub permit: Option<PermitId>,
    /// About whom.
    pub person: PersonId,
    /// Since when.
    pub since: Timestamp,
}

/// Findings about persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerns {
    /// How many were ever written down.
    pub count: u32,
    /// Those that nobody has answered yet.
    pub open: BTreeMap<FindingId, Concern>,
}

/// Who answers findings: those who look after security, and those who look at everything.
pub const ANSWERING: [Role; 4] =
    [Role::Auditor, Role::SecurityOffice, Role::SecurityManager, Role::ChiefOfficer];

/// Decides the commands about findings.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::RaiseFinding { finding, note, permit, person } => {
            raise(ask, *finding, *note, *permit, person, reasons)
        }
        Command::ResolveFinding { conclusion, number } => resolve(ask, *conclusion, *number, reasons),
        _ => Vec::new(),
    }
}

/// Decides whether an officer may write down a finding about a person.
///
/// Shape: yields one `FindingRaised`; while another of the same kind about the same person is open, `PersonSuspended` as well.
/// Errors: [`Rule::RoleMissing`], [`Rule::PersonUnknown`], [`Rule::PermitUnknown`], [`Rule::FindingUnfit`] for what the record
/// itself finds.
/// Source: control C14.
fn raise(
    ask: Ask<'_>,
    finding: Finding,
    note: Digest,
    permit: Option<PermitId>,
    person: &PersonId,
    reasons: &mut Reasons,
) -> Vec<Event> {
    ask.require_role(reasons, &[Role::SecurityManager, Role::SecurityOffice, Role::ChiefOfficer]);
    reasons.require(ask.state.persons.contains_key(person), || Rule::PersonUnknown.about("person", person));
    reasons.require(finding.is_about_a_person(), || Rule::FindingUnfit.about("finding", finding.name()));
    if let Some(permit) = permit {
        let known = ask.state.permits.contains_key(&permit) || ask.state.is_finished(permit);
        reasons.require(known, || Rule::PermitUnknown.about("permit", permit));
    }
    let concerns = &ask.state.concerns;
    let number = FindingId(concerns.count).next();
    let about = AboutPerson { by: ask.person.clone(), note, number, person: person.clone() };
    let raised = Event::FindingRaised { about: Some(about), finding, medium: None, permit };
    let again = concerns.open.values().any(|open| open.person == *person && open.finding == finding);
    let suspended = if again { suspended_by_itself(ask, person) } else { None };
    std::iter::once(raised).chain(suspended).collect()
}

/// Decides whether somebody may answer a finding.
///
/// Shape: yields one `FindingResolved`. The superior who asked for the permit or approved it does not answer, nor does whoever
/// wrote the finding down: it goes to the auditor or the security office.
/// Errors: [`Rule::FindingUnknown`], [`Rule::FindingNotIndependent`], [`Rule::RoleMissing`].
/// Source: control C28.
fn resolve(ask: Ask<'_>, conclusion: Digest, number: FindingId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &ANSWERING);
    match ask.state.concerns.open.get(&number) {
        Some(open) => {
            reasons.require(is_independent(ask.state, open, ask.person), || {
                Rule::FindingNotIndependent.about("finding", number).about("person", ask.person)
            });
        }
        None => reasons.add(Rule::FindingUnknown.about("finding", number)),
    }
    vec![Event::FindingResolved { conclusion, number, person: ask.person.clone() }]
}

/// Tells whether a person has nothing to do with a finding.
pub fn is_independent(state: &State, open: &Concern, person: &PersonId) -> bool {
    let mut involved = open.involved.iter().chain([&open.by, &open.person]);
    !involved.any(|one| state.are_one(one, person))
}

/// Lists who may answer a finding now: the auditors and the security office first.
pub fn answerers<'a>(state: &'a State, open: &Concern, now: Timestamp) -> Vec<&'a PersonId> {
    let mut found: Vec<&PersonId> = Vec::new();
    for role in ANSWERING {
        for person in state.holders_of(role, now) {
            if is_independent(state, open, person) && !found.contains(&person) {
                found.push(person);
            }
        }
    }
    found
}

/// Brings the state forward.
pub(crate) fn evolve(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        Event::FindingRaised { about: Some(about), finding, permit, .. } => {
            let live = permit.and_then(|permit| state.permits.get(&permit));
            let request = live.map(Permit::request);
            let involved = request.into_iter().flat_map(|request| {
                request.approvals.keys().chain([&request.requester]).cloned().collect::<Vec<_>>()
            });
            let open = Concern {
                by: about.by.clone(),
                finding: *finding,
                involved: involved.collect(),
                note: about.note,
                permit: *permit,
                person: about.person.clone(),
                since: recorded.recorded_at,
            };
            state.concerns.count = state.concerns.count.max(about.number.0);
            state.concerns.open.insert(about.number, open);
        }
        Event::FindingResolved { number, .. } => {
            state.concerns.open.remove(number);
        }
        _ => {}
    }
}
