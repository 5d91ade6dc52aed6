//! What contradicts what about people: two employers, another organization's mail, names on a roster that nothing carries.
//!
//! Nothing here says no. It is computed from the state, for whoever has to ask the people and their employers.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chain::{Link, moment};
use crate::event::Event;
use crate::id::{CourseId, MailDomain, PartyId, PersonId};
use crate::party::{Person, Role};
use crate::private::Private;
use crate::reason::Rule;
use crate::state::State;
use crate::time::Timestamp;

/// Somebody called a person the people of another organization than the register does, and was told no (A-IDENT).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// With which act: a word about employment, an application for access, a roster.
    pub act: String,
    /// When the true employer spoke for the person afterwards, if it has.
    pub answered_at: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Whose people the person was called.
    pub party: PartyId,
}

/// So many claims about one person are kept, the newest of them: whoever repeats one fills no memory.
const CLAIMS_KEPT: usize = 16;

/// The acts that say for whom a third or oneself works.
const CLAIMING: [&str; 3] = ["apply.access", "name.handlers", "state.employment"];

/// Brings the claims forward.
pub(crate) fn evolve(claims: &mut BTreeMap<PersonId, Vec<Claim>>, event: &Event, now: Timestamp) {
    match event {
        Event::AttemptRefused { act, person: Some(by), reasons, .. } if CLAIMING.contains(&act.as_str()) => {
            for reason in reasons.iter().filter(|reason| reason.rule == Rule::EmployerDiffers) {
                let about = |name: &str| reason.about.get(name);
                let (Some(person), Some(party)) = (about("person"), about("party")) else { continue };
                let (Ok(person), Ok(party)) = (person.parse(), party.parse()) else { continue };
                let claim = Claim { act: act.clone(), answered_at: None, at: now, by: by.clone(), party };
                let known = claims.entry(person).or_default();
                known.retain(|old| (&old.act, &old.party) != (&claim.act, &claim.party));
                known.push(claim);
                let surplus = known.len().saturating_sub(CLAIMS_KEPT);
                known.drain(..surplus);
            }
        }
        // The employer is asked, and says: ours.
        Event::EmploymentConfirmed { person, .. } => {
            for claim in claims.get_mut(person).into_iter().flatten() {
                claim.answered_at = claim.answered_at.or(Some(now));
            }
        }
        Event::PersonLeft { person } => {
            claims.remove(person);
        }
        _ => {}
    }
}

/// Mail addresses of people, from outside of the events.
pub type Addresses = BTreeMap<PersonId, Private<String>>;

/// What kind of contradiction it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An application for a card or an account, or a roster, calls them another organization's people.
    ClaimedByAnother,
    /// They call another organization their employer than the register does.
    EmployerStatedOtherwise,
    /// Two codes with one mail address have two employers.
    TwoEmployers,
    /// They stand in for somebody of another organization.
    DeputyElsewhere,
    /// Their mail address is of a domain of another organization.
    ForeignDomain,
    /// Two codes with one mail address are on the rosters of two companies.
    TwoRosters,
    /// On a roster, and person or employer have not said for whom they work.
    EmploymentMissing,
    /// On a roster, and what they said about it is over.
    EmploymentLapsed,
    /// On a roster, and never trained.
    TrainingMissing,
    /// On a roster, and the training is over.
    TrainingLapsed,
}

impl Kind {
    /// Every kind, for tables.
    pub const ALL: [Self; 10] = [
        Self::ClaimedByAnother,
        Self::EmployerStatedOtherwise,
        Self::TwoEmployers,
        Self::DeputyElsewhere,
        Self::ForeignDomain,
        Self::TwoRosters,
        Self::EmploymentMissing,
        Self::EmploymentLapsed,
        Self::TrainingMissing,
        Self::TrainingLapsed,
    ];

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClaimedByAnother => "claimed-by-another",
            Self::EmployerStatedOtherwise => "employer-stated-otherwise",
            Self::TwoEmployers => "two-employers",
            Self::DeputyElsewhere => "deputy-elsewhere",
            Self::ForeignDomain => "foreign-domain",
            Self::TwoRosters => "two-rosters",
            Self::EmploymentMissing => "employment-missing",
            Self::EmploymentLapsed => "employment-lapsed",
            Self::TrainingMissing => "training-missing",
            Self::TrainingLapsed => "training-lapsed",
        }
    }
}

/// One of the two things that do not fit each other, and where the record has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// The mail address that was entered for them.
    Address(PersonId),
    /// A claim about them.
    Claimed(PersonId, PartyId, Timestamp),
    /// The mail domains of an organization.
    Domain(PartyId, MailDomain),
    /// A course that everybody needs.
    Course(CourseId),
    /// Their name on a roster.
    OnRoster(PersonId, Link),
    /// Their pass of a course.
    Passed(PersonId, CourseId, Timestamp),
    /// Their entry in the register, with the employer.
    Registered(PersonId, PartyId),
    /// For whom they stand in.
    StandsIn(PersonId, PersonId, Role),
    /// Their own word about their employment.
    Stated(PersonId, PartyId, Timestamp),
}

/// Two things in the record that do not fit each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// What kind it is.
    pub kind: Kind,
    /// Whom it is about.
    pub person: PersonId,
    /// The one side.
    pub first: Said,
    /// The other side.
    pub second: Said,
    /// When the employer answered it, if it has; only a claim can be answered.
    pub answered_at: Option<Timestamp>,
}

/// Lists everything that contradicts something about people who have not left.
///
/// Shape: sorted by kind and person; one line for each pair.
/// Source: controls C02, C18.
pub fn contradictions(state: &State, addresses: &Addresses, now: Timestamp) -> Vec<Contradiction> {
    let rosters = rosters(state, now);
    let present = || state.persons.iter().filter(|(_, known)| known.left_at.is_none());
    let mut found = Vec::new();
    for (person, known) in present() {
        claims(state, person, known, &mut found);
        deputies(state, person, known, &mut found);
        domains(state, person, known, addresses, &mut found);
        if let Some(links) = rosters.get(person) {
            for link in links.iter().take(1) {
                employment(person, known, link, now, &mut found);
                training(state, person, link, now, &mut found);
            }
        }
    }
    let mut by_address: BTreeMap<String, Vec<(&PersonId, &Person)>> = BTreeMap::new();
    for (person, known) in present() {
        if let Some((local, host)) = addresses.get(person).and_then(parts) {
            by_address.entry(format!("{local}@{host}")).or_default().push((person, known));
        }
    }
    for same in by_address.values() {
        for (at, one) in same.iter().enumerate() {
            for other in same.iter().skip(at.saturating_add(1)) {
                twice(*one, *other, &rosters, &mut found);
            }
        }
    }
    found.sort();
    found
}

/// Who stands on which roster that is in force now.
fn rosters(state: &State, now: Timestamp) -> BTreeMap<&PersonId, Vec<Link>> {
    let mut rosters: BTreeMap<&PersonId, Vec<Link>> = BTreeMap::new();
    let contracts =
        state.chain.contracts.iter().filter(|(id, _)| state.chain.contract_stands(id, moment(now)));
    for (id, known) in contracts {
        for person in &known.handlers {
            rosters.entry(person).or_default().push(Link::Contract(id.clone()));
        }
    }
    let orders = state.chain.orders.iter().filter(|(id, _)| state.chain.order_stands(id, moment(now)));
    for (id, known) in orders {
        for person in &known.handlers {
            rosters.entry(person).or_default().push(Link::Order(id.clone()));
        }
    }
    rosters
}

/// The two parts of an address, in small letters; nothing if it has no two.
fn parts(address: &Private<String>) -> Option<(String, String)> {
    let (local, host) = address.expose().trim().rsplit_once('@')?;
    (!local.is_empty() && !host.is_empty()).then(|| (local.to_lowercase(), host.to_lowercase()))
}

fn registered(person: &PersonId, known: &Person) -> Said {
    Said::Registered(person.clone(), known.employer.clone())
}

fn claims(state: &State, person: &PersonId, known: &Person, found: &mut Vec<Contradiction>) {
    let others = state.claims.get(person).into_iter().flatten().filter(|claim| claim.party != known.employer);
    found.extend(others.map(|claim| Contradiction {
        kind: match claim.act.as_str() {
            "state.employment" => Kind::EmployerStatedOtherwise,
            _ => Kind::ClaimedByAnother,
        },
        person: person.clone(),
        first: registered(person, known),
        second: Said::Claimed(person.clone(), claim.party.clone(), claim.at),
        answered_at: claim.answered_at,
    }));
}

fn deputies(state: &State, person: &PersonId, known: &Person, found: &mut Vec<Contradiction>) {
    for (role, deputy) in &known.deputies {
        let of = state.persons.get(&deputy.of).filter(|of| of.employer != known.employer);
        found.extend(of.map(|_| Contradiction {
            kind: Kind::DeputyElsewhere,
            person: person.clone(),
            first: registered(person, known),
            second: Said::StandsIn(person.clone(), deputy.of.clone(), *role),
            answered_at: None,
        }));
    }
}

/// The narrowest domain says whose an address is; a domain that the employer shares is the employer's.
fn domains(
    state: &State,
    person: &PersonId,
    known: &Person,
    addresses: &Addresses,
    found: &mut Vec<Contradiction>,
) {
    let Some((_, host)) = addresses.get(person).and_then(parts) else { return };
    let covering = state
        .parties
        .iter()
        .flat_map(|(party, one)| one.domains.iter().map(move |domain| (domain, party)))
        .filter(|(domain, _)| domain.covers(&host));
    let covering: Vec<(&MailDomain, &PartyId)> = covering.collect();
    if covering.iter().any(|(_, party)| **party == known.employer) {
        return;
    }
    let narrowest = covering.into_iter().max_by_key(|(domain, _)| domain.to_string().len());
    found.extend(narrowest.map(|(domain, party)| Contradiction {
        kind: Kind::ForeignDomain,
        person: person.clone(),
        first: Said::Address(person.clone()),
        second: Said::Domain(party.clone(), domain.clone()),
        answered_at: None,
    }));
}

fn employment(
    person: &PersonId,
    known: &Person,
    link: &Link,
    now: Timestamp,
    found: &mut Vec<Contradiction>,
) {
    if known.is_attested(now) {
        return;
    }
    let (kind, first) = match &known.employment {
        Some(said) if said.until < now => {
            let stated = Said::Stated(person.clone(), known.employer.clone(), said.until);
            (Kind::EmploymentLapsed, stated)
        }
        Some(said) => {
            let stated = Said::Stated(person.clone(), known.employer.clone(), said.until);
            (Kind::EmploymentMissing, stated)
        }
        None => (Kind::EmploymentMissing, registered(person, known)),
    };
    let second = Said::OnRoster(person.clone(), link.clone());
    found.push(Contradiction { kind, person: person.clone(), first, second, answered_at: None });
}

fn training(state: &State, person: &PersonId, link: &Link, now: Timestamp, found: &mut Vec<Contradiction>) {
    for course in state.training.courses.keys() {
        let (kind, second) = match state.training.valid_until(person, course) {
            Some(until) if now <= until => continue,
            Some(until) => (Kind::TrainingLapsed, Said::Passed(person.clone(), course.clone(), until)),
            None => (Kind::TrainingMissing, Said::Course(course.clone())),
        };
        let first = Said::OnRoster(person.clone(), link.clone());
        found.push(Contradiction { kind, person: person.clone(), first, second, answered_at: None });
    }
}

/// One mail address is one human being; two employers at the same time are one too many.
fn twice(
    one: (&PersonId, &Person),
    other: (&PersonId, &Person),
    rosters: &BTreeMap<&PersonId, Vec<Link>>,
    found: &mut Vec<Contradiction>,
) {
    if one.1.employer == other.1.employer {
        return;
    }
    found.push(Contradiction {
        kind: Kind::TwoEmployers,
        person: one.0.clone(),
        first: registered(one.0, one.1),
        second: registered(other.0, other.1),
        answered_at: None,
    });
    let link = |of: &PersonId| rosters.get(of).and_then(|links| links.first()).cloned();
    if let (Some(first), Some(second)) = (link(one.0), link(other.0)) {
        found.push(Contradiction {
            kind: Kind::TwoRosters,
            person: one.0.clone(),
            first: Said::OnRoster(one.0.clone(), first),
            second: Said::OnRoster(other.0.clone(), second),
            answered_at: None,
        });
    }
}
