//! Training: who has passed which course, and until when that counts.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::decide::Ask;
use crate::document::Document;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{CourseId, PersonId};
use crate::office_acts::taken;
use crate::party::Role;
use crate::permit::known_person;
use crate::reason::{Reasons, Rule};
use crate::time::{DAY, Timestamp};

/// A course that everybody whom a permit names must have passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Digest of its name.
    pub name: Digest,
    /// For how long a pass counts. Units: days.
    pub valid_days: u16,
}

/// Courses, and who passed them.
///
/// Shape: from the first course on, a permit needs it of everybody whom it names; a new version is a new course, which takes
/// the place of the old one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// The courses in force.
    pub courses: BTreeMap<CourseId, Course>,
    /// When each person passed each course, last time.
    pub passed: BTreeMap<PersonId, BTreeMap<CourseId, Timestamp>>,
}

impl Training {
    /// Gives until when the person's pass of a course in force counts; `None` if there is none.
    pub fn valid_until(&self, person: &PersonId, course: &CourseId) -> Option<Timestamp> {
        let days = i64::from(self.courses.get(course)?.valid_days);
        let passed = self.passed.get(person)?.get(course)?;
        Some(passed.plus(days.saturating_mul(DAY)))
    }
}

/// Demands of everybody named that every course counts until the permit's window ends.
///
/// Errors: [`Rule::NotTrained`] for each person and course.
/// Source: control C18.
pub(crate) fn check_training(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    let training = &ask.state.training;
    for person in document.people_named() {
        if !ask.state.persons.contains_key(person) {
            continue;
        }
        for course in training.courses.keys() {
            let valid = training.valid_until(person, course);
            reasons.require(valid.is_some_and(|until| document.window.until <= until), || {
                Rule::NotTrained.about("person", person).about("course", course)
            });
        }
    }
}

/// Decides the commands about training.
///
/// Errors: [`Rule::AlreadyRegistered`]; [`Rule::CourseUnknown`], also for a course that counts for no day; [`Rule::OwnWork`] for
/// whoever records their own pass.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    ask.require_role(reasons, &[Role::SecurityManager, Role::Administrator]);
    let courses = &ask.state.training.courses;
    let known = |course: &CourseId, reasons: &mut Reasons| {
        reasons.require(courses.contains_key(course), || Rule::CourseUnknown.about("course", course));
    };
    match command {
        Command::RecordTraining { course, person } => {
            known(course, reasons);
            known_person(ask, person, reasons);
            reasons.require(ask.person != person, || {
                Rule::OwnWork.about("id", person).about("person", ask.person)
            });
            // Nobody passes in the future.
            let passed_at = ask.occurred_at.min(ask.now);
            vec![Event::TrainingPassed { course: course.clone(), passed_at, person: person.clone() }]
        }
        Command::RegisterCourse { course, name, replaces, valid_days } => {
            reasons.require(!courses.contains_key(course), || taken(course));
            reasons.require(*valid_days > 0, || Rule::CourseUnknown.about("course", course));
            if let Some(replaced) = replaces {
                known(replaced, reasons);
            }
            vec![Event::CourseRegistered {
                course: course.clone(),
                name: *name,
                replaces: replaces.clone(),
                valid_days: *valid_days,
            }]
        }
        _ => Vec::new(),
    }
}

/// Brings the state forward.
pub(crate) fn evolve(training: &mut Training, event: &Event) {
    match event {
        Event::CourseRegistered { course, name, replaces, valid_days } => {
            training.courses.insert(course.clone(), Course { name: *name, valid_days: *valid_days });
            if let Some(replaced) = replaces {
                training.courses.remove(replaced);
                training.passed.values_mut().for_each(|passed| {
                    passed.remove(replaced);
                });
            }
        }
        Event::TrainingPassed { course, passed_at, person } => {
            let passed = training.passed.entry(person.clone()).or_default();
            let last = passed.entry(course.clone()).or_insert(*passed_at);
            *last = (*last).max(*passed_at);
        }
        _ => {}
    }
}
