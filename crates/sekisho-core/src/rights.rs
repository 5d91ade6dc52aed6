//! Rights that end by themselves: cards, accounts, and the suspension of a person.
//!
//! ```text
//!  applied for ──▶ held ── a year without a word that it is needed ──▶ ended (clock)
//!                   │  ── the word about the employment, or the contract, runs out ──▶ ended (clock)
//!                   │  ── the person moves to another section ──▶ ended (the act that says so)
//!                   └── suspended ── two officers ──▶ held
//! ```

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::chain::{Chain, Link, check_handler, moment};
use crate::command::Command;
use crate::decide::Ask;
use crate::employment::Access;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{DepartmentId, PersonId};
use crate::office_acts::keep_an_administrator;
use crate::party::Role;
use crate::permit::{Permit, is_homeward, known_person};
use crate::reason::{Reasons, Rule};
use crate::state::State;
use crate::time::{DAY, Timestamp};

/// So long a right lasts without a new word that it is needed. Source: control C14. Units: seconds.
pub const NEED: i64 = 366 * DAY;

/// So long before its end a right is announced. Units: seconds.
pub const NOTICE: i64 = 31 * DAY;

/// A card or an account that somebody has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// Which.
    pub access: Access,
    /// When it was granted.
    pub since: Timestamp,
    /// When it ends, unless somebody says before that it is still needed.
    pub until: Timestamp,
}

impl Right {
    /// Says that it ended.
    pub(crate) fn ended(&self, person: &PersonId, cause: Ending) -> Event {
        Event::AccessEnded { access: self.access.clone(), cause, person: person.clone() }
    }
}

/// Why a right ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The company does not stand in the chain any more, or the person not on its roster.
    ChainBroken,
    /// What both sides said about the employment ran out.
    EmploymentOver,
    /// The person moved to another section.
    Moved,
    /// For a year nobody said that it is needed.
    NeedUnconfirmed,
    /// Somebody took it away.
    #[default]
    Ordered,
}

impl Ending {
    /// Tells whether it is the one that is not written.
    pub fn is_ordered(&self) -> bool {
        *self == Self::Ordered
    }

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChainBroken => "chain_broken",
            Self::EmploymentOver => "employment_over",
            Self::Moved => "moved",
            Self::NeedUnconfirmed => "need_unconfirmed",
            Self::Ordered => "ordered",
        }
    }
}

/// A person who is suspended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Which officer suspended them; none if it happened by itself.
    pub by: Option<PersonId>,
    /// Officers who agree that the person goes on.
    pub lifting: BTreeSet<PersonId>,
    /// Since when.
    pub since: Timestamp,
}

/// Officers who must agree that a suspended person goes on.
const LIFTERS: usize = 2;

const OFFICERS: [Role; 3] = [Role::SecurityManager, Role::Approver, Role::ChiefOfficer];

/// Roles that somebody has as one of a section; every other one is of the whole office.
const OF_THE_SECTION: [Role; 3] = [Role::Approver, Role::MediaKeeper, Role::OrganizationHead];

/// Finds a right.
pub(crate) fn find<'a>(state: &'a State, person: &PersonId, access: &Access) -> Option<&'a Right> {
    state.access.get(person)?.iter().find(|right| right.access == *access)
}

/// Decides the commands about rights that somebody has.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::ConfirmAccess { access, person } => confirm(ask, access, person, reasons),
        Command::ResumePerson { person } => resume(ask, person, reasons),
        Command::SuspendPerson { person, reason } => suspend(ask, person, *reason, reasons),
        _ => Vec::new(),
    }
}

/// Decides whether somebody may say that a person still needs a card or an account.
///
/// Shape: yields one `AccessConfirmed`: a year more. What has ended is applied for anew.
/// Errors: [`Rule::AccessUnknown`] for what the person does not have any more, [`Rule::OwnWork`] for one's own,
/// [`Rule::RoleMissing`] for whoever is neither the employer's representative nor answers for the owner, and those of an application.
/// Source: control C14, the need is confirmed every year.
fn confirm(ask: Ask<'_>, access: &Access, person: &PersonId, reasons: &mut Reasons) -> Vec<Event> {
    let employer = |person: &PersonId| ask.state.persons.get(person).map(|known| &known.employer);
    let ours = [Role::OrganizationHead, Role::Administrator, Role::ContractManager, Role::SecurityManager];
    let same = employer(ask.person) == employer(person) && !ask.state.is_officer(person);
    if same {
        let roles: Vec<Role> = std::iter::once(Role::EmployerRepresentative).chain(ours).collect();
        ask.require_role(reasons, &roles);
    } else {
        ask.require_role(reasons, &ours);
    }
    reasons.require(!ask.state.are_one(person, ask.person), || {
        Rule::OwnWork.about("id", person).about("person", ask.person)
    });
    known_person(ask, person, reasons);
    check_handler(ask, person, reasons);
    reasons
        .require(find(ask.state, person, access).is_some(), || Rule::AccessUnknown.about("person", person));
    vec![Event::AccessConfirmed { access: access.clone(), by: ask.person.clone(), person: person.clone() }]
}

/// Decides whether an officer may suspend a person.
///
/// Shape: yields one `PersonSuspended`. Cards and accounts stay the person's and rest; so do their signatures, except for what
/// brings a medium home or reports something.
/// Errors: [`Rule::RoleMissing`], [`Rule::PersonUnknown`], [`Rule::Suspended`], [`Rule::LastAdministrator`].
/// Source: control C14.
fn suspend(ask: Ask<'_>, person: &PersonId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::SecurityManager, Role::ChiefOfficer]);
    known_person(ask, person, reasons);
    keep_an_administrator(ask, person, administers(ask, person), reasons);
    let (by, reason) = (Some(ask.person.clone()), Some(reason));
    vec![Event::PersonSuspended { by, person: person.clone(), reason }]
}

/// Gives the suspension that follows from a second finding; none if the person is suspended, or nobody could administer then.
pub(crate) fn suspended_by_itself(ask: Ask<'_>, person: &PersonId) -> Option<Event> {
    let mut reasons = Reasons::default();
    keep_an_administrator(ask, person, administers(ask, person), &mut reasons);
    let free = !ask.state.suspended.contains_key(person) && reasons.0.is_empty();
    free.then(|| Event::PersonSuspended { by: None, person: person.clone(), reason: None })
}

fn administers(ask: Ask<'_>, person: &PersonId) -> bool {
    ask.state.holds(person, Role::Administrator, ask.now)
}

/// Decides whether an officer may agree that a suspended person goes on; the second one lets them.
///
/// Shape: yields `ResumeAgreed`, then `PersonResumed` with the second officer.
/// Errors: [`Rule::RoleMissing`], [`Rule::NotSuspended`], [`Rule::OwnWork`], [`Rule::ResumeAgreed`].
/// Source: control C14, reversible by two officers.
fn resume(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &OFFICERS);
    let Some(rests) = ask.state.suspended.get(person) else {
        reasons.add(Rule::NotSuspended.about("person", person));
        return Vec::new();
    };
    reasons.require(!ask.state.are_one(person, ask.person), || {
        Rule::OwnWork.about("id", person).about("person", ask.person)
    });
    let again = rests.lifting.iter().any(|one| ask.state.are_one(one, ask.person));
    reasons.require(!again, || Rule::ResumeAgreed.about("id", person).about("person", ask.person));
    let agreed = Event::ResumeAgreed { by: ask.person.clone(), person: person.clone() };
    let resumed = Event::PersonResumed { person: person.clone() };
    if rests.lifting.len().saturating_add(1) >= LIFTERS { vec![agreed, resumed] } else { vec![agreed] }
}

/// Demands a person who is not suspended.
///
/// Errors: [`Rule::Suspended`].
pub(crate) fn check_not_suspended(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) {
    if let Some(rests) = ask.state.suspended.get(person) {
        reasons.add(Rule::Suspended.about("person", person).about("since", rests.since));
    }
}

/// Demands of whoever signs an order that they are not suspended, except for what brings something home or stops it.
///
/// Errors: [`Rule::Suspended`].
pub(crate) fn check_active(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) {
    let homeward = match command {
        Command::Freeze { .. } | Command::Receive { .. } => true,
        Command::Hand { medium, permit, to, .. } => match ask.state.permits.get(permit) {
            Some(live @ Permit::Out(outing)) => is_homeward(live.document(), outing.copies.get(medium), to),
            _ => false,
        },
        _ => false,
    };
    if !homeward {
        check_not_suspended(ask, ask.person, reasons);
    }
}

/// Lists what a person loses by moving to another section; nothing if the section was not known, or stays.
///
/// Source: control C14, rights end on the day of the transfer.
pub(crate) fn moved(state: &State, person: &PersonId, to: Option<&DepartmentId>) -> Vec<Event> {
    let Some(known) = state.persons.get(person) else { return Vec::new() };
    if to.is_none() || known.department.is_none() || known.department.as_ref() == to {
        return Vec::new();
    }
    let held = state.access.get(person).into_iter().flatten();
    let ended = held.map(|right| right.ended(person, Ending::Moved));
    let roles = OF_THE_SECTION.into_iter().filter(|role| known.roles.contains_key(role));
    ended.chain(roles.map(|role| Event::RoleRemoved { person: person.clone(), role })).collect()
}

/// Tells when a right will end by itself, as far as the record knows today.
pub fn ends_at(state: &State, person: &PersonId, right: &Right) -> Timestamp {
    let known = state.persons.get(person);
    let word = known.filter(|_| !is_own(state, person)).and_then(|known| known.employment.as_ref());
    let vouched = word.and_then(|said| said.vouched_until).filter(|_| state.chain.begun);
    vouched.map_or(right.until, |vouched| right.until.min(vouched))
}

fn is_own(state: &State, person: &PersonId) -> bool {
    state.is_officer(person)
}

/// Lists the rights that ended by the clock and are still held, each with the moment at which it ended.
pub(crate) fn lapsed(state: &State, now: Timestamp) -> Vec<(Timestamp, Event)> {
    if state.access.is_empty() {
        return Vec::new();
    }
    let fallen = if state.chain.begun { out_of_chain(state, now) } else { BTreeMap::new() };
    let mut ended = Vec::new();
    for (person, held) in &state.access {
        for right in held {
            let word = ends_at(state, person, right);
            let need = (right.until, Ending::NeedUnconfirmed);
            let word =
                (word, if word < right.until { Ending::EmploymentOver } else { Ending::NeedUnconfirmed });
            let chain = fallen.get(person).map(|at| (*at, Ending::ChainBroken));
            let first = [Some(need), Some(word), chain].into_iter().flatten().min_by_key(|(at, _)| *at);
            if let Some((at, cause)) = first.filter(|(at, _)| *at <= now) {
                // What was granted later than that ends at once: it was never before.
                ended.push((at.max(right.since), right.ended(person, cause)));
            }
        }
    }
    ended
}

/// Finds who of those with rights was on a roster whose time is over, and is on none that counts now.
fn out_of_chain(state: &State, now: Timestamp) -> BTreeMap<PersonId, Timestamp> {
    let (mut over, mut covered) = (BTreeMap::<PersonId, Timestamp>::new(), BTreeSet::new());
    let chain = &state.chain;
    let contracts = chain.contracts.iter().map(|(id, known)| (Link::Contract(id.clone()), &known.handlers));
    let orders = chain.orders.iter().map(|(id, known)| (Link::Order(id.clone()), &known.handlers));
    for (link, handlers) in contracts.chain(orders) {
        let stands = stands_now(chain, &link, now);
        let end = chain.ends_at(&link).filter(|end| *end <= now);
        for person in handlers.iter().filter(|person| state.access.contains_key(*person)) {
            if stands {
                covered.insert(person.clone());
            } else if let Some(end) = end {
                let last = over.entry(person.clone()).or_insert(end);
                *last = (*last).max(end);
            }
        }
    }
    over.retain(|person, _| !covered.contains(person) && !is_own(state, person));
    over
}

fn stands_now(chain: &Chain, link: &Link, now: Timestamp) -> bool {
    match link {
        Link::Contract(contract) => chain.contract_stands(contract, moment(now)),
        Link::Order(order) => chain.order_stands(order, moment(now)),
    }
}

/// Brings the state forward.
pub(crate) fn evolve(state: &mut State, event: &Event, now: Timestamp) {
    match event {
        // What somebody has already is not longer theirs because it is asked for again.
        Event::AccessGranted { access, person, .. } => {
            let held = state.access.entry(person.clone()).or_default();
            if !held.iter().any(|right| right.access == *access) {
                held.push(Right { access: access.clone(), since: now, until: now.plus(NEED) });
            }
        }
        Event::AccessConfirmed { access, person, .. } => {
            let held = state.access.get_mut(person);
            if let Some(right) = held.and_then(|held| held.iter_mut().find(|right| right.access == *access)) {
                right.until = now.plus(NEED);
            }
        }
        Event::AccessEnded { access, person, .. } => {
            if let Some(held) = state.access.get_mut(person) {
                held.retain(|right| right.access != *access);
                if held.is_empty() {
                    state.access.remove(person);
                }
            }
        }
        // A leaver loses everything at once.
        Event::PersonLeft { person } => {
            state.access.remove(person);
            state.suspended.remove(person);
        }
        Event::PersonSuspended { by, person, .. } => {
            let rests = Suspension { by: by.clone(), lifting: BTreeSet::new(), since: now };
            state.suspended.entry(person.clone()).or_insert(rests);
        }
        Event::ResumeAgreed { by, person } => {
            if let Some(rests) = state.suspended.get_mut(person) {
                rests.lifting.insert(by.clone());
            }
        }
        Event::PersonResumed { person } => {
            state.suspended.remove(person);
        }
        _ => {}
    }
}

impl Chain {
    /// Gives when a link ends: at its own end, or at that of a link above it.
    pub(crate) fn ends_at(&self, link: &Link) -> Option<Timestamp> {
        match link {
            Link::Contract(contract) => self.contracts.get(contract).map(|known| known.term.until),
            Link::Order(order) => {
                let terms = &self.orders.get(order)?.terms;
                let above = terms.parent.as_ref().map_or_else(
                    || Link::Contract(terms.contract.clone()),
                    |parent| Link::Order(parent.clone()),
                );
                Some(self.ends_at(&above)?.min(terms.term.until))
            }
        }
    }
}
