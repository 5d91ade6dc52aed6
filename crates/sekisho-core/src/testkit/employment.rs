//! Employment, cards and accounts in short words.

use crate::command::Command;
use crate::employment::Access;
use crate::party::{Role, Title};
use crate::testkit::{Given, assign_role, at, id};
use crate::time::DAY;

/// Says for whom one works, for so many days from the eve of the example day.
pub fn state_employment(employer: &str, days: i64) -> Command {
    let until = at("20 12:00").plus(days.saturating_mul(DAY));
    Command::StateEmployment { employer: id(employer), title: Title::Employed, until }
}

/// Countersigns.
pub fn confirm_employment(person: &str) -> Command {
    Command::ConfirmEmployment { person: id(person) }
}

/// Lets a person state their employment, and a representative of the employer countersign.
pub fn attested(story: Given, person: &str, employer: &str, by: &str) -> Given {
    story.does(person, state_employment(employer, 300)).does(by, confirm_employment(person))
}

/// Makes people representatives of their employers.
pub fn represented(story: Given, persons: &[&str]) -> Given {
    persons
        .iter()
        .fold(story, |story, person| story.does("ADM", assign_role(person, Role::EmployerRepresentative)))
}

/// Asks for a card for the server room.
pub fn apply_card(employer: &str, person: &str) -> Command {
    Command::ApplyAccess {
        access: Access::Card(id("SERVER-ROOM")),
        employer: id(employer),
        person: id(person),
    }
}

/// Takes the card for the server room away.
pub fn end_card(person: &str) -> Command {
    Command::EndAccess { access: Access::Card(id("SERVER-ROOM")), person: id(person) }
}
