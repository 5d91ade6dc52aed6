//! `sekisho access matrix`: who may enter what, use what and decide what.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use sekisho_audit::paper::{AccessMatrix, Held, MatrixLine};
use sekisho_core::employment::Access;
use sekisho_core::id::{PartyId, PersonId};
use sekisho_core::party::{Person, Role};
use sekisho_core::{Event, Timestamp};

use crate::cli::LedgerOut;
use crate::command::paper::{Desk, Form};
use crate::report::{Failure, Report};

/// A right: a column of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Right {
    Role(Role),
    Access(Access),
}

/// What only the events say: when the employer last spoke for somebody.
#[derive(Default)]
struct Days {
    confirmed: BTreeMap<PersonId, DateTime>,
}

/// Writes the matrix of everybody who has something.
pub(crate) fn matrix(desk: Desk<'_>, given: &LedgerOut) -> Result<Report, Failure> {
    let form = Form::of_ledger(&given.file, given.cp932)?;
    let matrix = filled(desk)?;
    let language = desk.language();
    let bytes = match form {
        Form::Csv(encoding) => matrix.csv(language, encoding)?,
        Form::Html => matrix.html(language).into_bytes(),
        Form::Xlsx => matrix.xlsx(language)?,
    };
    desk.hand_out(&given.file, &bytes, matrix.lines.len())
}

fn filled(desk: Desk<'_>) -> Result<AccessMatrix, Failure> {
    let state = desk.gate.state();
    let mut people: Vec<(&PersonId, &Person, BTreeSet<Right>)> = Vec::new();
    for (person, known) in state.persons.iter().filter(|(_, known)| known.left_at.is_none()) {
        let roles = known.roles.iter().filter(|(_, term)| desk.gate.now() < term.until);
        let roles = roles.map(|(role, _)| Right::Role(*role));
        let access = state.access.get(person).into_iter().flatten();
        let access = access.map(|right| Right::Access(right.access.clone()));
        let rights: BTreeSet<Right> = roles.chain(access).collect();
        if !rights.is_empty() {
            people.push((person, known, rights));
        }
    }
    let columns: BTreeSet<&Right> = people.iter().flat_map(|(_, _, rights)| rights).collect();
    let employers: BTreeSet<&PartyId> = people.iter().map(|(_, known, _)| &known.employer).collect();
    let days = days(desk, &employers)?;
    let lines = people.iter().map(|(person, known, rights)| {
        let held =
            columns.iter().map(|right| rights.contains(*right).then(|| held(desk, person, known, right)));
        line(desk, person, known, held.collect(), &days)
    });
    Ok(AccessMatrix {
        as_of: desk.today(),
        columns: columns.iter().map(|right| words(desk, right)).collect(),
        footer: desk.footer()?,
        lines: lines.collect(),
        office: desk.office(),
    })
}

/// Reads each employer's events once; the last word counts.
fn days(desk: Desk<'_>, employers: &BTreeSet<&PartyId>) -> Result<Days, Failure> {
    let mut days = Days::default();
    for employer in employers {
        for told in desk.stream(&format!("party/{employer}"))? {
            let at = desk.civil(told.predicate.recorded_at);
            match told.predicate.event {
                Event::EmploymentConfirmed { person, .. } => {
                    days.confirmed.insert(person, at);
                }
                // A new word of the person's own makes the employer's last one void.
                Event::EmploymentStated { person, .. } => {
                    days.confirmed.remove(&person);
                }
                _ => {}
            }
        }
    }
    Ok(days)
}

fn held(desk: Desk<'_>, person: &PersonId, known: &Person, right: &Right) -> Held {
    match right {
        Right::Access(access) => {
            let rights = desk.gate.state().access.get(person).into_iter().flatten();
            let own = rights.into_iter().find(|right| right.access == *access);
            let day = |at: Timestamp| desk.civil(at).date();
            Held { since: own.map(|right| day(right.since)), until: own.map(|right| day(right.until)) }
        }
        Right::Role(role) => {
            let term = known.roles.get(role);
            let day = |at: Timestamp| desk.civil(at).date();
            let since = term.map(|term| term.from).filter(|from| *from != Timestamp::EARLIEST);
            let until = term.map(|term| term.until).filter(|until| *until != Timestamp::LATEST);
            Held { since: since.map(day), until: until.map(day) }
        }
    }
}

fn line(
    desk: Desk<'_>,
    person: &PersonId,
    known: &Person,
    held: Vec<Option<Held>>,
    days: &Days,
) -> MatrixLine {
    let said = known.employment.as_ref().filter(|said| said.confirmed_by.is_some());
    MatrixLine {
        confirmed: days.confirmed.get(person).copied(),
        confirmed_until: said.map(|said| desk.civil(said.until).date()),
        employer: desk.party(&known.employer),
        held,
        person: person.to_string(),
        person_name: desk.person(person),
        title: desk.say(&format!("title-{}", known.title.name().replace('_', "-"))),
    }
}

fn words(desk: Desk<'_>, right: &Right) -> String {
    let text = desk.context.text;
    match right {
        Right::Access(Access::Account(system)) => text.say("access-account", &[("what", system.as_str())]),
        Right::Access(Access::Card(room)) => text.say("access-card", &[("what", room.as_str())]),
        Right::Role(role) => desk.say(&format!("role-{}", role.name().replace('_', "-"))),
    }
}
