//! Rights, findings about persons, and orders that wait, in short words.

use crate::alarm::Finding;
use crate::command::Command;
use crate::employment::Access;
use crate::id::FindingId;
use crate::testkit::{id, text};

/// Says that the card for the server room is still needed.
pub fn confirm_card(person: &str) -> Command {
    Command::ConfirmAccess { access: Access::Card(id("SERVER-ROOM")), person: id(person) }
}

/// Suspends a person.
pub fn suspend(person: &str) -> Command {
    Command::SuspendPerson { person: id(person), reason: text("an inquiry") }
}

/// Agrees that a suspended person goes on.
pub fn resume(person: &str) -> Command {
    Command::ResumePerson { person: id(person) }
}

/// Moves a person to a section.
pub fn move_to(person: &str, department: &str) -> Command {
    Command::AmendPerson { department: Some(id(department)), mail: None, name: None, person: id(person) }
}

/// Writes down that a person took data out.
pub fn raise_finding(person: &str) -> Command {
    raise_finding_of(Finding::ExportUnpermitted, person)
}

/// Writes down what was found about a person.
pub fn raise_finding_of(finding: Finding, person: &str) -> Command {
    Command::RaiseFinding { finding, note: text("the log of the database"), permit: None, person: id(person) }
}

/// Answers a finding.
pub fn resolve_finding(number: u32) -> Command {
    Command::ResolveFinding { conclusion: text("it was a job"), number: FindingId(number) }
}

/// Reviews an urgent carry-out.
pub fn review(permit: u32) -> Command {
    Command::ReviewUrgent { conclusion: text("it could not wait"), permit: crate::id::PermitId(permit) }
}

/// Says that orders to a contractor need not wait.
pub fn lift_hold(party: &str) -> Command {
    Command::LiftHold { party: id(party), reason: text("the payroll must run") }
}
