//! Whose turn it is, and what became of what one asked for. The rules are asked what they would allow a person now; nothing
//! here decides. Pages show it, mails tell it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sekisho_core::id::{KeyId, PermitId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::permit::{Custody, HoldCause, Outing, Permit};
use sekisho_core::weekly::{ESCALATES, is_head, questions, week_of};
use sekisho_core::{Command, Digest, Event, Timestamp};

use crate::fault::Fault;
use crate::gate::Gate;
use crate::wire::v1::{By, Predicate};

/// So many permits that ended in one way are looked through.
const LATEST: u32 = 1000;

/// What somebody is waited for to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// To change a request that came back.
    Amend,
    /// To judge a request.
    Approve,
    /// To close a permit.
    Close,
    /// To confirm that somebody works for one's organization.
    Employment,
    /// To answer a finding.
    Finding,
    /// To look after an incident.
    Incident,
    /// To countersign a key.
    Key,
    /// To judge an order to a lower tier.
    Order,
    /// To judge a safety plan.
    Plan,
    /// To sign for a medium.
    Receive,
    /// To agree that a suspended person goes on.
    Resume,
    /// To look at an urgent permit afterwards.
    Review,
    /// To speak for a new key of somebody who had one, as the second.
    Second,
    /// To agree that a stop is lifted.
    Unfreeze,
    /// To sign this week's check.
    Weekly,
    /// To find out why a weekly check was missed.
    WeeklyMissed,
}

impl Matter {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amend => "amend",
            Self::Approve => "approve",
            Self::Close => "close",
            Self::Employment => "confirm-person",
            Self::Finding => "finding",
            Self::Incident => "incident",
            Self::Key => "key",
            Self::Order => "order",
            Self::Plan => "plan",
            Self::Receive => "receive",
            Self::Resume => "resume",
            Self::Review => "review",
            Self::Second => "second",
            Self::Unfreeze => "unfreeze",
            Self::Weekly => "weekly",
            Self::WeeklyMissed => "weekly-missed",
        }
    }
}

/// One thing that waits for one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// The code of the permit, person, order… that it is about.
    pub about: String,
    /// The key, if it is about one.
    pub key: Option<KeyId>,
    /// What is to be done.
    pub matter: Matter,
    /// What tells this turn from an earlier one about the same thing, as far as the state knows.
    since: String,
}

impl Turn {
    fn new(matter: Matter, about: &impl ToString, since: &impl ToString) -> Self {
        Self { about: about.to_string(), key: None, matter, since: since.to_string() }
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The last approval was given.
    Approved,
    /// It is closed.
    Closed,
    /// Its time is over.
    Lapsed,
    /// It was taken back.
    Revoked,
    /// 差戻し: it waits for the requester.
    SentBack,
}

impl Outcome {
    /// Gives the stable name, which is that of the permit's status.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Closed => "closed",
            Self::Lapsed => "lapsed",
            Self::Revoked => "revoked",
            Self::SentBack => "sent_back",
        }
    }
}

/// What became of one request, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// When the record took it.
    pub at: Timestamp,
    /// Who did it; none if it happened by itself.
    pub by: Option<PersonId>,
    /// The entry that says so.
    pub index: u64,
    /// What.
    pub outcome: Outcome,
    /// Of which permit.
    pub permit: PermitId,
    /// The digest of the words that came with a no.
    pub reason: Option<Digest>,
    /// Who had asked.
    pub requester: PersonId,
}

impl Gate {
    /// Lists what waits for a person: permits first, then the registers.
    pub fn turns(&self, person: &PersonId) -> Vec<Turn> {
        let may = |command: &Command| self.consider(person, command).is_ok_and(|reasons| reasons.is_empty());
        let mut turns = self.turns_of_permits(person, &may);
        turns.extend(self.turns_of_chain(&may));
        turns.extend(self.turns_of_persons(&may));
        turns.extend(self.turns_of_weeks(person, &may));
        turns
    }

    fn turns_of_permits(&self, person: &PersonId, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
        let mut turns = Vec::new();
        for (permit, live) in &self.state().permits {
            let again = live.rewrapping().map(|again| again.digest);
            let waits = matches!(live, Permit::Requested(_)) || again.is_some();
            let document = again.unwrap_or_else(|| live.request().digest);
            let mut add = |matter, since: String| turns.push(Turn::new(matter, permit, &since));
            if waits && may(&Command::Approve { document, permit: *permit }) {
                add(Matter::Approve, document.to_string());
            }
            if matches!(live, Permit::SentBack(request) if request.requester == *person) {
                add(Matter::Amend, document.to_string());
            }
            if let Permit::Out(outing) = live {
                if let Some(due) = offered(*permit, outing, person, may) {
                    add(Matter::Receive, due.to_string());
                }
                if let Some(hold) = &outing.hold
                    && may(&Command::Unfreeze { permit: *permit })
                {
                    add(Matter::Unfreeze, hold.since.to_string());
                }
                if may(&Command::Close { permit: *permit }) {
                    add(Matter::Close, String::new());
                }
            }
        }
        turns
    }

    fn turns_of_chain(&self, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
        use sekisho_core::chain::OrderStatus;
        let state = self.state();
        let waiting = state.chain.orders.iter().filter(|(_, known)| known.status == OrderStatus::Waiting);
        let orders = waiting.filter_map(|(order, known)| {
            let terms = known.terms.digest();
            let approve = Command::ApproveOrder { order: order.clone(), terms };
            may(&approve).then(|| Turn::new(Matter::Order, order, &terms))
        });
        let plans = state.plans.plans.iter().filter(|(_, known)| known.approved.is_none());
        let plans = plans.filter_map(|(plan, known)| {
            let approve = Command::ApprovePlan { document: known.digest, plan: plan.clone() };
            may(&approve).then(|| Turn::new(Matter::Plan, plan, &known.digest))
        });
        orders.chain(plans).collect()
    }

    fn turns_of_persons(&self, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
        let state = self.state();
        // What is written comes later: here only whether there may be anything.
        let words = Digest::of(b"");
        let mut turns = Vec::new();
        for (id, known) in &state.persons {
            if let Some(employment) = &known.employment
                && may(&Command::ConfirmEmployment { person: id.clone() })
            {
                let since = serde_json::to_vec(employment).unwrap_or_default();
                turns.push(Turn::new(Matter::Employment, id, &Digest::of(&since)));
            }
            let keys =
                known.keys.iter().filter(|(_, key)| key.confirmed_by.is_none() && key.revoked_at.is_none());
            for (key, _) in keys {
                if may(&Command::ConfirmKey { key: key.clone(), person: id.clone() }) {
                    turns.push(Turn { key: Some(key.clone()), ..Turn::new(Matter::Key, id, key) });
                }
            }
            for (key, _) in known.keys.iter().filter(|(_, key)| key.is_pending()) {
                if may(&Command::SecondKey { key: key.clone(), person: id.clone() }) {
                    turns.push(Turn { key: Some(key.clone()), ..Turn::new(Matter::Second, id, key) });
                }
            }
            if let Some(suspended) = state.suspended.get(id)
                && may(&Command::ResumePerson { person: id.clone() })
            {
                turns.push(Turn::new(Matter::Resume, id, &suspended.since));
            }
        }
        for number in state.concerns.open.keys() {
            if may(&Command::ResolveFinding { conclusion: words, number: *number }) {
                turns.push(Turn::new(Matter::Finding, number, &""));
            }
        }
        for (permit, open) in &state.reviews {
            if may(&Command::ReviewUrgent { conclusion: words, permit: *permit }) {
                turns.push(Turn::new(Matter::Review, permit, &open.listed_at));
            }
        }
        for incident in state.incidents.keys() {
            if may(&Command::CloseIncident { conclusion: words, incident: *incident }) {
                turns.push(Turn::new(Matter::Incident, incident, &""));
            }
        }
        turns
    }

    /// Who signs for an organization is waited for every week; what was missed is looked into by those who look after security,
    /// and from the second week in a row by the chief officer.
    fn turns_of_weeks(&self, person: &PersonId, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
        let (state, now) = (self.state(), self.now());
        let Some(office) = &state.office else { return Vec::new() };
        let week = week_of(office, now);
        let looks_after = |missed: u32| {
            let holds = |role| state.holds(person, role, now);
            let chief = missed >= ESCALATES && holds(Role::ChiefOfficer);
            chief || holds(Role::SecurityManager) || holds(Role::SecurityOffice)
        };
        let mut turns = Vec::new();
        for (party, weekly) in &state.weekly {
            let sign = || Command::SignWeekly {
                agrees: questions(state, party, week),
                differs: BTreeSet::new(),
                party: party.clone(),
            };
            if is_head(state, person, party, now) && may(&sign()) {
                turns.push(Turn::new(Matter::Weekly, party, &week));
            }
            if weekly.missed > 0 && looks_after(weekly.missed) {
                turns.push(Turn::new(Matter::WeeklyMissed, party, &weekly.next));
            }
        }
        turns
    }

    /// Names the occasion: the same for the same turn for ever, another one for the next turn about the same thing.
    ///
    /// Shape: a request that came back and is asked for again without a change is another turn, so the entry with which it was
    /// asked for counts.
    /// Errors: the storage.
    pub fn occasion(&self, turn: &Turn) -> Result<Digest, Fault> {
        let mut text = format!("{} {} {}", turn.matter.name(), turn.about, turn.since);
        if turn.matter == Matter::Approve {
            let mut asked = None;
            self.record().stream_entries(&format!("permit/{}", turn.about), &mut |entry| {
                let Some(envelope) = &entry.envelope else { return Ok(()) };
                let event = Predicate::open_own(envelope)?.event;
                if matches!(
                    event,
                    Event::PermitRequested { .. }
                        | Event::PermitAmended { .. }
                        | Event::RewrapRequested { .. }
                ) {
                    asked = Some(entry.index);
                }
                Ok(())
            })?;
            let _ = write!(text, " {}", asked.unwrap_or_default());
        }
        Ok(Digest::of(text.as_bytes()))
    }

    /// Lists what became of requests since a moment: what still waits for its requester however old it is.
    ///
    /// Shape: in the order of the permits; `asked` chooses by requester.
    /// Errors: the storage.
    pub fn endings(&self, since: Timestamp, asked: &dyn Fn(&PersonId) -> bool) -> Result<Vec<Ending>, Fault> {
        let mut found = Vec::new();
        let live = self.state().permits.iter().filter(|(_, live)| asked(&live.request().requester));
        for (permit, live) in live {
            let approved_at = live.request().approvals.values().map(|given| given.at).max();
            let recent = |at: Option<Timestamp>| at.is_some_and(|at| since <= at);
            let outcome = match live {
                Permit::Requested(_) => None,
                Permit::SentBack(_) => Some(Outcome::SentBack),
                Permit::Out(outing)
                    if outing.hold.as_ref().is_some_and(|hold| hold.cause == HoldCause::Revoked) =>
                {
                    recent(outing.hold.as_ref().map(|hold| hold.since)).then_some(Outcome::Revoked)
                }
                Permit::Approved(_) | Permit::Out(_) => recent(approved_at).then_some(Outcome::Approved),
            };
            if let Some(outcome) = outcome {
                found.extend(self.told(*permit, outcome, &live.request().requester)?);
            }
        }
        for outcome in [Outcome::Closed, Outcome::Lapsed, Outcome::Revoked] {
            for view in self.record().views(Some(outcome.name()), LATEST)? {
                if since <= view.updated_at && asked(view.requester()) {
                    found.extend(self.told(view.permit, outcome, view.requester())?);
                }
            }
        }
        found.sort_by_key(|one| one.permit);
        Ok(found)
    }

    /// Finds the last entry that says so.
    fn told(
        &self,
        permit: PermitId,
        outcome: Outcome,
        requester: &PersonId,
    ) -> Result<Option<Ending>, Fault> {
        let mut last = None;
        self.record().stream_entries(&format!("permit/{permit}"), &mut |entry| {
            let Some(envelope) = &entry.envelope else { return Ok(()) };
            let predicate = Predicate::open_own(envelope)?;
            let reason = match (&predicate.event, outcome) {
                (Event::PermitReady { .. }, Outcome::Approved)
                | (Event::PermitClosed { .. }, Outcome::Closed)
                | (Event::PermitLapsed { .. }, Outcome::Lapsed) => None,
                (Event::PermitRevoked { reason, .. }, Outcome::Revoked)
                | (Event::PermitSentBack { reason, .. }, Outcome::SentBack) => Some(*reason),
                _ => return Ok(()),
            };
            let by = match &predicate.by {
                By::Person { person, .. } => Some(person.clone()),
                By::Server { .. } | By::Vault { .. } => None,
            };
            let at = predicate.recorded().recorded_at;
            let (index, requester) = (entry.index, requester.clone());
            last = Some(Ending { at, by, index, outcome, permit, reason, requester });
            Ok(())
        })?;
        Ok(last)
    }
}

/// Finds the latest time by which the person is to sign for a copy that is offered to them.
fn offered(
    permit: PermitId,
    outing: &Outing,
    person: &PersonId,
    may: &dyn Fn(&Command) -> bool,
) -> Option<Timestamp> {
    let offered = outing.copies.iter().filter_map(|(medium, copy)| match &copy.custody {
        Custody::Offered { accepted, due, to, .. } => {
            let waits = to.includes(person) && !accepted.contains(person)
                || may(&Command::Receive { medium: medium.clone(), permit });
            waits.then_some(*due)
        }
        _ => None,
    });
    offered.max()
}
