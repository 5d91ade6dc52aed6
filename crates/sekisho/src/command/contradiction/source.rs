//! Where the record has what was said: its number, author and time.

use std::collections::BTreeMap;

use sekisho_core::contradiction::Said;
use sekisho_core::id::{PartyId, PersonId};
use sekisho_core::{Event, Rule, Timestamp};

use crate::command::paper::{Desk, Told};
use crate::report::Failure;

/// The entry in which something was said.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) at: Timestamp,
    /// Who signed it; none if the record itself said it.
    pub(super) author: Option<PersonId>,
    pub(super) index: u64,
}

/// Looks entries up, each stream read once.
pub(super) struct Sources<'a> {
    desk: Desk<'a>,
    found: BTreeMap<Said, Option<Source>>,
    streams: BTreeMap<String, Vec<Told>>,
}

impl<'a> Sources<'a> {
    pub(super) fn of(desk: Desk<'a>) -> Self {
        Self { desk, found: BTreeMap::new(), streams: BTreeMap::new() }
    }

    /// Finds the newest entry that says it.
    pub(super) fn find(&mut self, said: &Said) -> Result<Option<Source>, Failure> {
        if let Some(known) = self.found.get(said) {
            return Ok(known.clone());
        }
        let stream = self.stream(said);
        if !self.streams.contains_key(&stream) {
            self.streams.insert(stream.clone(), self.desk.stream(&stream)?);
        }
        let told = self.streams.get(&stream).into_iter().flatten();
        let newest = told.rev().find(|told| says(&told.predicate.event, told.predicate.recorded_at, said));
        let source = newest.map(|told| Source {
            at: told.predicate.recorded_at,
            author: told.signer().cloned(),
            index: told.index,
        });
        self.found.insert(said.clone(), source.clone());
        Ok(source)
    }

    /// Names the stream in which it stands, as [`Event::stream`] chose it.
    fn stream(&self, said: &Said) -> String {
        let state = self.desk.gate.state();
        let of_party = |party: Option<&PartyId>| {
            party.map_or_else(|| "office".to_owned(), |party| format!("party/{party}"))
        };
        let of = |person: &PersonId| of_party(state.persons.get(person).map(|known| &known.employer));
        match said {
            Said::Course(_) => "office".to_owned(),
            Said::Domain(party, _) => of_party(Some(party)),
            Said::Claimed(person, party, at) => {
                let claims = state.claims.get(person).into_iter().flatten();
                let by = claims.into_iter().find(|claim| claim.party == *party && claim.at == *at);
                by.map_or_else(|| "office".to_owned(), |claim| of(&claim.by))
            }
            // A roster holds people of its own company only, so it stands in the same stream as they do.
            Said::Address(person)
            | Said::OnRoster(person, _)
            | Said::Passed(person, ..)
            | Said::Registered(person, _)
            | Said::StandsIn(person, ..)
            | Said::Stated(person, ..) => of(person),
        }
    }
}

/// Tells whether an event is where it was said.
fn says(event: &Event, at: Timestamp, said: &Said) -> bool {
    match (said, event) {
        (
            Said::Address(whose),
            Event::PersonAmended { mail, person, .. } | Event::PersonRegistered { mail, person, .. },
        ) => person == whose && mail.is_some(),
        (Said::Claimed(whose, claimed, when), Event::AttemptRefused { reasons, .. }) => {
            let about = |reason: &sekisho_core::Reason, name: &str, value: &str| {
                reason.about.get(name).is_some_and(|known| known == value)
            };
            at == *when
                && reasons.iter().any(|reason| {
                    reason.rule == Rule::EmployerDiffers
                        && about(reason, "person", whose.as_str())
                        && about(reason, "party", claimed.as_str())
                })
        }
        (Said::Course(which), Event::CourseRegistered { course, .. }) => course == which,
        (
            Said::Domain(whose, domain),
            Event::PartyAmended { domains: Some(domains), party, .. }
            | Event::PartyRegistered { domains, party, .. },
        ) => party == whose && domains.contains(domain),
        (Said::OnRoster(who, under), Event::HandlersNamed { link, persons, .. }) => {
            link == under && persons.contains(who)
        }
        (Said::Passed(who, which, _), Event::TrainingPassed { course, person, .. }) => {
            person == who && course == which
        }
        (Said::Registered(who, _), Event::PersonRegistered { person, .. })
        | (Said::Stated(who, ..), Event::EmploymentStated { person, .. }) => person == who,
        (Said::StandsIn(who, of, what), Event::RoleAssigned { deputy: Some(deputy), person, role, .. }) => {
            person == who && deputy.of == *of && role == what
        }
        _ => false,
    }
}
