//! The urgent path: every gate is kept, nobody waits for the morning, and what was let out so is looked at afterwards.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::concern::ANSWERING;
use crate::decide::Ask;
use crate::due::GRACE;
use crate::event::{Event, Recorded};
use crate::hash::Digest;
use crate::id::{PermitId, PersonId};
use crate::permit::{Approval, Permit};
use crate::reason::{Reasons, Rule};
use crate::state::State;
use crate::time::Timestamp;

/// An urgent carry-out that nobody has reviewed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// By when it is to be reviewed: closing time of the day on which it is listed.
    pub due: Timestamp,
    /// Who asked for it and who approved it, also for whom they stood in.
    pub involved: BTreeSet<PersonId>,
    /// From when it is listed: 09:00 of the next working day.
    pub listed_at: Timestamp,
    /// Digest of the reason why it was urgent.
    pub reason: Digest,
    /// Whether it rang that nobody has reviewed it.
    pub rung: bool,
}

/// Decides whether somebody may sign that they have reviewed an urgent carry-out.
///
/// Shape: yields one `UrgencyReviewed`; also before it is listed, and while it is still out.
/// Errors: [`Rule::ReviewUnknown`], [`Rule::ReviewNotIndependent`] for whoever asked or approved, [`Rule::RoleMissing`].
/// Source: control C26.
pub(crate) fn review(
    ask: Ask<'_>,
    conclusion: Digest,
    permit: PermitId,
    reasons: &mut Reasons,
) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    ask.require_role(reasons, &ANSWERING);
    match ask.state.reviews.get(&permit) {
        Some(open) => {
            reasons.require(is_independent(ask.state, open, ask.person), || {
                Rule::ReviewNotIndependent.about("permit", permit).about("person", ask.person)
            });
        }
        None => reasons.add(Rule::ReviewUnknown.about("permit", permit)),
    }
    vec![Event::UrgencyReviewed { conclusion, permit, person: ask.person.clone() }]
}

/// Tells whether a person neither asked for the carry-out nor approved it.
pub fn is_independent(state: &State, open: &Review, person: &PersonId) -> bool {
    !open.involved.iter().any(|one| state.are_one(one, person))
}

/// Lists who may review it now: the auditors and the security office first.
pub fn reviewers<'a>(state: &'a State, open: &Review, now: Timestamp) -> Vec<&'a PersonId> {
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

/// Lists reviews that nobody has signed in time, each once.
pub(crate) fn overdue(state: &State, now: Timestamp) -> Vec<(Timestamp, Event)> {
    let late = |open: &Review| !open.rung && now >= open.due.plus(GRACE);
    let open = state.reviews.iter().filter(|(_, open)| late(open));
    open.map(|(permit, open)| (open.due.plus(GRACE), Event::ReviewOverdue { due: open.due, permit: *permit }))
        .collect()
}

/// Brings the state forward; it reads the permit as it was before the event.
pub(crate) fn evolve(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        Event::PermitReady { permit, .. } => list(state, *permit, recorded.recorded_at),
        Event::ReviewOverdue { permit, .. } => {
            if let Some(open) = state.reviews.get_mut(permit) {
                open.rung = true;
            }
        }
        Event::UrgencyReviewed { permit, .. } => {
            state.reviews.remove(permit);
        }
        _ => {}
    }
}

/// Lists a permit that is approved for review. Approved twice, it is one review, with everybody who had a part in it.
fn list(state: &mut State, permit: PermitId, now: Timestamp) {
    let (Some(live), Some(office)) = (state.permits.get(&permit), &state.office) else { return };
    let Some(reason) = live.document().urgent else { return };
    let again = live.rewrapping();
    let given = |(person, approval): (&PersonId, &Approval)| {
        let of = approval.deputy.as_ref().map(|deputy| deputy.of.clone());
        std::iter::once(person.clone()).chain(of).collect::<Vec<_>>()
    };
    let request = live.request();
    let approved = request.approvals.iter().chain(again.into_iter().flat_map(|again| &again.approvals));
    let asked = std::iter::once(&request.requester).chain(again.map(|again| &again.requester));
    let involved: BTreeSet<PersonId> = approved.flat_map(given).chain(asked.cloned()).collect();
    let listed_at = office.next_working_morning(now);
    let new = Review {
        due: office.next_closing(listed_at),
        involved: BTreeSet::new(),
        listed_at,
        reason,
        rung: false,
    };
    state.reviews.entry(permit).or_insert(new).involved.extend(involved);
}

impl Permit {
    /// Tells whether it was asked for by the urgent path.
    pub fn is_urgent(&self) -> bool {
        self.document().urgent.is_some()
    }
}
