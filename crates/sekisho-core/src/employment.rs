//! Employment and access: for whom a person works, said by both sides, and what doors and accounts follow from it.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use serde::{Deserialize, Serialize};

use crate::chain::check_handler;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::id::{AccessId, PartyId, PersonId};
use crate::party::{Person, Role, Title};
use crate::permit::known_person;
use crate::reason::{Reasons, Rule};
use crate::rights::{Ending, find};
use crate::state::State;
use crate::time::{DAY, Timestamp};

/// What a person said about their employment, and who of the employer's agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// Who of the employer's countersigned, once somebody has.
    pub confirmed_by: Option<PersonId>,
    /// When it was said.
    pub stated_at: Timestamp,
    /// Until when it counts: it is said again every year.
    pub until: Timestamp,
    /// Until when the last word counted that both sides gave: cards and accounts do not outlast it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vouched_until: Option<Timestamp>,
}

/// A statement counts for so long at most. Units: seconds.
const LONGEST: i64 = 366 * DAY;

impl Person {
    /// Tells whether both sides have said for whom the person works, and it counts until the instant.
    ///
    /// Shape: whoever works for their own account has nobody to countersign.
    pub fn is_attested(&self, until: Timestamp) -> bool {
        self.employment.as_ref().is_some_and(|said| {
            until <= said.until && (said.confirmed_by.is_some() || self.title == Title::SelfEmployed)
        })
    }
}

/// What a person may enter or use: a card for a door, an account of a system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// An account of a system.
    Account(AccessId),
    /// A card for a room.
    Card(AccessId),
}

/// Decides the commands about employment and access.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::ApplyAccess { access, employer, person } => apply(ask, access, employer, person, reasons),
        Command::ConfirmEmployment { person } => confirm(ask, person, reasons),
        Command::EndAccess { access, person } => end(ask, access, person, reasons),
        Command::StateEmployment { employer, title, until } => state(ask, employer, *title, *until, reasons),
        _ => Vec::new(),
    }
}

/// Decides whether a person's word about their own employment is taken.
///
/// Shape: yields one `EmploymentStated`; an earlier one with its countersignature is void.
/// Errors: [`Rule::EmployerDiffers`] if the register has another employer, [`Rule::DeadlinesDisordered`] for a word that is over
/// or reaches beyond a year.
/// Source: control C02.
fn state(
    ask: Ask<'_>,
    employer: &PartyId,
    title: Title,
    until: Timestamp,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let known = ask.state.persons.get(ask.person);
    reasons.require(known.is_none_or(|known| known.employer == *employer), || {
        Rule::EmployerDiffers.about("person", ask.person).about("party", employer)
    });
    // Whoever works for their own account is registered so: nobody takes the employer's say away by a word of their own.
    let own = title != Title::SelfEmployed || known.is_none_or(|known| known.title == title);
    reasons.require(own, || Rule::EmployerDiffers.about("person", ask.person).about("party", employer));
    reasons.require(ask.now < until && until <= ask.now.plus(LONGEST), || {
        Rule::DeadlinesDisordered.about("person", ask.person)
    });
    vec![Event::EmploymentStated { employer: employer.clone(), person: ask.person.clone(), title, until }]
}

/// Decides whether an employer's representative may countersign.
///
/// Errors: [`Rule::EmploymentUnconfirmed`] if the person has said nothing, [`Rule::OwnWork`], [`Rule::EmployerDiffers`] for
/// somebody of another company, [`Rule::RoleMissing`].
/// Source: control C02, countersigned by that employer itself.
fn confirm(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::EmployerRepresentative]);
    known_person(ask, person, reasons);
    if let Some(known) = ask.state.persons.get(person) {
        let own = ask.state.persons.get(ask.person).map(|actor| &actor.employer);
        reasons.require(own.is_none_or(|own| *own == known.employer), || {
            Rule::EmployerDiffers.about("person", ask.person).about("party", &known.employer)
        });
        reasons
            .require(ask.person != person, || Rule::OwnWork.about("id", person).about("person", ask.person));
        let said = known.employment.as_ref().is_some_and(|said| ask.now < said.until);
        reasons.require(said, || Rule::EmploymentUnconfirmed.about("person", person));
    }
    vec![Event::EmploymentConfirmed { by: ask.person.clone(), person: person.clone() }]
}

/// Decides whether a person gets a card or an account.
///
/// Shape: yields one `AccessGranted`. `employer` is what the application says: it must be the true one.
/// Errors: [`Rule::EmployerDiffers`], [`Rule::PersonUnknown`], [`Rule::PersonLeft`], and for people of contractors
/// [`Rule::ChainBroken`], [`Rule::NotOnRoster`], [`Rule::EmploymentUnconfirmed`].
/// Source: control C02; promise G6.
fn apply(
    ask: Ask<'_>,
    access: &Access,
    employer: &PartyId,
    person: &PersonId,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let own = ask.state.persons.get(ask.person).is_some_and(|known| known.employer == *employer);
    // A company asks for its people; who asks for the owner's own has it as a task.
    if !own || ask.state.is_officer(ask.person) {
        ask.require_role(reasons, &[Role::Administrator, Role::ContractManager]);
    }
    known_person(ask, person, reasons);
    if let Some(known) = ask.state.persons.get(person) {
        // Whoever presents another company's people as its own is told no for that, whatever else holds.
        let true_one = reasons.require(known.employer == *employer, || {
            Rule::EmployerDiffers.about("person", person).about("party", employer)
        });
        if true_one {
            check_handler(ask, person, reasons);
        }
    }
    vec![Event::AccessGranted {
        access: access.clone(),
        applicant: ask.person.clone(),
        person: person.clone(),
    }]
}

/// Decides whether a card or an account is taken away.
///
/// Errors: [`Rule::AccessUnknown`], [`Rule::RoleMissing`] for whoever is not of the person's company.
fn end(ask: Ask<'_>, access: &Access, person: &PersonId, reasons: &mut Reasons) -> Vec<Event> {
    let known = ask.state.persons.get(person).map(|known| &known.employer);
    let actor = ask.state.persons.get(ask.person).map(|known| &known.employer);
    if known != actor {
        ask.require_role(reasons, &[Role::Administrator, Role::ContractManager, Role::SecurityManager]);
    }
    reasons
        .require(find(ask.state, person, access).is_some(), || Rule::AccessUnknown.about("person", person));
    let cause = Ending::Ordered;
    vec![Event::AccessEnded { access: access.clone(), cause, person: person.clone() }]
}

/// Lists what everybody loses who may not handle data in the state afterwards, for whatever reason.
pub(crate) fn lost(ask: Ask<'_>, after: &State) -> Vec<Event> {
    let mut events = Vec::new();
    for (person, held) in &ask.state.access {
        let mut reasons = Reasons::default();
        check_handler(Ask { state: after, ..ask }, person, &mut reasons);
        if !reasons.0.is_empty() {
            events.extend(held.iter().map(|right| right.ended(person, Ending::ChainBroken)));
        }
    }
    events
}

/// Brings the state forward.
pub(crate) fn evolve(state: &mut State, event: &Event, now: Timestamp) {
    match event {
        Event::EmploymentStated { person, title, until, .. } => {
            if let Some(known) = state.persons.get_mut(person) {
                known.title = *title;
                let own = (known.title == Title::SelfEmployed).then_some(*until);
                let before = known.employment.as_ref().and_then(|said| said.vouched_until);
                known.employment = Some(Employment {
                    confirmed_by: None,
                    stated_at: now,
                    until: *until,
                    vouched_until: own.or(before),
                });
            }
        }
        Event::EmploymentConfirmed { by, person } => {
            let said = state.persons.get_mut(person).and_then(|known| known.employment.as_mut());
            if let Some(said) = said {
                said.confirmed_by = Some(by.clone());
                said.vouched_until = Some(said.until);
            }
        }
        _ => {}
    }
}
