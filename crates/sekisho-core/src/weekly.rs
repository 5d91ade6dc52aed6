//! The weekly check: once a week the head of an organization looks at what the record says of it, and signs.
//!
//! ```text
//!  begun ──▶ this week's questions ── signed ──▶ next week's
//!                    └── the week is over (clock) ──▶ missed, A-CHECK ──▶ next week's
//! ```
//! Questions are made of the live state, so there is no form to be filled in from memory: each says what the record
//! says, and whoever says no contradicts it.

mod question;
#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use question::{Question, QuestionError, questions};

use crate::alarm::Finding;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::{Event, Recorded};
use crate::id::{PartyId, PersonId};
use crate::office::Office;
use crate::party::Role;
use crate::reason::{Reason, Reasons, Rule};
use crate::state::State;
use crate::time::{DAY, Timestamp};

/// Units: seconds.
pub const WEEK: i64 = 7 * DAY;

/// The code of a week that went by without its check, as a replay file expects it.
pub const MISSED: &str = "A-CHECK";

/// So many missed weeks in a row go to the chief officer, not to the security office alone.
pub const ESCALATES: u32 = 2;

/// The weekly check of one organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    /// What was signed last, if anything was.
    pub last: Option<Checked>,
    /// How many weeks before the next one went by without a signature.
    pub missed: u32,
    /// The first instant of the week whose check is to be signed next.
    pub next: Timestamp,
}

/// A check that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When.
    pub at: Timestamp,
    /// What the head found otherwise than the record has it.
    pub differs: BTreeSet<Question>,
    /// Who signed.
    pub person: PersonId,
    /// The first instant of the week.
    pub week: Timestamp,
}

/// Who begins and ends weekly checks: those who look after security.
const ORDERING: [Role; 3] = [Role::SecurityManager, Role::SecurityOffice, Role::ChiefOfficer];

/// Who signs for an organization.
pub const HEADS: [Role; 2] = [Role::OrganizationHead, Role::EmployerRepresentative];

/// So many answers at most are told to be unfit, each by its own reason.
const TOLD: usize = 200;

/// Tells whether a person signs the weekly check of an organization.
pub fn is_head(state: &State, person: &PersonId, party: &PartyId, now: Timestamp) -> bool {
    let works_here = state.persons.get(person).is_some_and(|known| known.employer == *party);
    works_here && HEADS.iter().any(|role| state.holds(person, *role, now))
}

/// Gives the first instant of the week in which an instant lies: Monday, 00:00 at the office.
pub fn week_of(office: &Office, instant: Timestamp) -> Timestamp {
    /// Monday, 29 December 1969. Units: seconds.
    const MONDAY: i64 = -3 * DAY;
    let local = i64::from(office.offset_minutes).saturating_mul(60);
    let into = instant.seconds().saturating_add(local).saturating_sub(MONDAY).rem_euclid(WEEK);
    instant.plus(into.saturating_neg())
}

/// Decides the commands about weekly checks.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    let Some(office) = &ask.state.office else {
        reasons.add(Rule::OfficeMissing);
        return Vec::new();
    };
    let week = week_of(office, ask.now);
    match command {
        Command::BeginWeekly { party } => {
            ask.require_role(reasons, &ORDERING);
            reasons
                .require(ask.state.parties.contains_key(party), || Rule::PartyUnknown.about("party", party));
            reasons.require(!ask.state.weekly.contains_key(party), || {
                Rule::AlreadyRegistered.about("id", party).about("other", party).about("what", "weekly")
            });
            vec![Event::WeeklyBegun { party: party.clone(), person: ask.person.clone(), week }]
        }
        Command::EndWeekly { party, reason } => {
            ask.require_role(reasons, &ORDERING);
            find(ask.state, party, reasons);
            vec![Event::WeeklyEnded { party: party.clone(), person: ask.person.clone(), reason: *reason }]
        }
        Command::SignWeekly { agrees, differs, party } => sign(ask, week, party, agrees, differs, reasons),
        _ => Vec::new(),
    }
}

fn find<'a>(state: &'a State, party: &PartyId, reasons: &mut Reasons) -> Option<&'a Weekly> {
    let known = state.weekly.get(party);
    reasons.require(known.is_some(), || Rule::WeeklyUnknown.about("party", party));
    known
}

/// Decides whether somebody may sign this week's check.
///
/// Shape: yields one `WeekChecked`, and a finding for each medium and permit that the head has otherwise than the record,
/// and one for all persons together.
/// Errors: [`Rule::WeeklyUnknown`]; [`Rule::WeeklySigned`] once a week; [`Rule::NotHead`] for whoever is not the head of this very
/// organization; [`Rule::QuestionUnanswered`] for each question that is open now and has
/// no one answer, and for each answer to nothing that was asked.
/// Source: control C17.
fn sign(
    ask: Ask<'_>,
    week: Timestamp,
    party: &PartyId,
    agrees: &BTreeSet<Question>,
    differs: &BTreeSet<Question>,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let known = find(ask.state, party, reasons);
    // Who is not the head is told no more than that: what is asked would tell them about others.
    if !is_head(ask.state, ask.person, party, ask.now) {
        let office = ask.state.office.as_ref().map(|office| &office.owner);
        let role = if office == Some(party) { Role::OrganizationHead } else { Role::EmployerRepresentative };
        reasons
            .add(Rule::NotHead.about("person", ask.person).about("party", party).about("role", role.name()));
    } else if let Some(known) = known {
        reasons.require(known.next <= week, || Rule::WeeklySigned.about("party", party));
        let asked = questions(ask.state, party, week);
        let answered_once: BTreeSet<&Question> = agrees.symmetric_difference(differs).collect();
        for question in asked.iter().chain(agrees).chain(differs).take(TOLD) {
            let fits = asked.contains(question) && answered_once.contains(question);
            reasons.require(fits, || unanswered(party, question));
        }
        let answers = agrees.len().saturating_add(differs.len());
        if let Some(strange) = agrees.iter().chain(differs).find(|_| answers > asked.len()) {
            let strange = agrees.iter().chain(differs).find(|one| !asked.contains(one)).unwrap_or(strange);
            reasons.add(unanswered(party, strange));
        }
    }
    let checked = Event::WeekChecked {
        agrees: agrees.clone(),
        differs: differs.clone(),
        party: party.clone(),
        person: ask.person.clone(),
        week,
    };
    std::iter::once(checked).chain(contradicted(differs)).collect()
}

fn unanswered(party: &PartyId, question: &Question) -> Reason {
    Rule::QuestionUnanswered.about("party", party).about("question", question)
}

/// What the head says otherwise than the record has it stays in both: the answer, and the finding beside it.
fn contradicted(differs: &BTreeSet<Question>) -> impl Iterator<Item = Event> {
    let found: BTreeSet<_> = differs
        .iter()
        .map(|question| match question {
            Question::Late(permit) | Question::Permit(permit) => (Some(*permit), None),
            Question::Medium(medium) => (None, Some(medium.clone())),
            Question::Person(_) => (None, None),
        })
        .collect();
    found.into_iter().map(|(permit, medium)| Event::FindingRaised {
        about: None,
        finding: Finding::CheckDiffers,
        medium,
        permit,
    })
}

/// Lists the weeks that went by without a signature.
pub(crate) fn due(state: &State, now: Timestamp) -> impl Iterator<Item = (Timestamp, Event)> {
    state.weekly.iter().filter_map(move |(party, weekly)| {
        // No minute of grace: whoever signs in it signs for the new week.
        let at = weekly.next.plus(WEEK);
        let in_a_row = weekly.missed.saturating_add(1);
        (now >= at).then(|| (at, Event::WeekMissed { in_a_row, party: party.clone(), week: weekly.next }))
    })
}

/// Brings the state forward.
pub(crate) fn evolve(weekly: &mut BTreeMap<PartyId, Weekly>, recorded: &Recorded) {
    match &recorded.event {
        Event::WeeklyBegun { party, week, .. } => {
            weekly.insert(party.clone(), Weekly { last: None, missed: 0, next: *week });
        }
        Event::WeeklyEnded { party, .. } => {
            weekly.remove(party);
        }
        Event::WeekChecked { differs, party, person, week, .. } => {
            if let Some(known) = weekly.get_mut(party) {
                let (differs, person) = (differs.clone(), person.clone());
                known.last = Some(Checked { at: recorded.recorded_at, differs, person, week: *week });
                known.missed = 0;
                known.next = week.plus(WEEK);
            }
        }
        Event::WeekMissed { in_a_row, party, week } => {
            if let Some(known) = weekly.get_mut(party) {
                known.missed = *in_a_row;
                known.next = week.plus(WEEK);
            }
        }
        _ => {}
    }
}
