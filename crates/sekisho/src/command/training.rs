//! `sekisho training …`: courses, who passed them, and whose pass runs out.

use sekisho_core::Command;
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{TrainingList, TrainingVerb};
use crate::command::registers::listing;
use crate::command::{Context, id, local_day};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho training …`
pub fn training(context: Context<'_>, verb: &TrainingVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let (outside, text) = (context.outside, context.text);
    match verb {
        TrainingVerb::Course(arguments) => {
            let name = gate.disclose(&arguments.name)?;
            let command = Command::RegisterCourse {
                course: id(&arguments.id)?,
                name: name.digest,
                replaces: arguments.replaces.as_deref().map(id).transpose()?,
                valid_days: arguments.valid,
            };
            carry(&mut gate, &command, vec![name], &arguments.signing, outside, text)
        }
        TrainingVerb::Record(arguments) => {
            let command =
                Command::RecordTraining { course: id(&arguments.course)?, person: id(&arguments.person)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        TrainingVerb::List(arguments) => Ok(list(context, &gate, arguments)),
    }
}

/// Lists everybody who has not left, with each course: the one whose pass ends first comes first.
fn list(context: Context<'_>, gate: &Gate, arguments: &TrainingList) -> Report {
    let (state, now) = (gate.state(), gate.now());
    let mut found = Vec::new();
    for (person, known) in state.persons.iter().filter(|(_, known)| known.left_at.is_none()) {
        for course in state.training.courses.keys() {
            let until = state.training.valid_until(person, course);
            let missing = until.is_none_or(|until| until <= now);
            if missing || !arguments.missing {
                found.push((until, person, &known.employer, course, missing));
            }
        }
    }
    found.sort();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|(until, person, employer, course, missing)| {
            let key = if *missing { "training-missing" } else { "training-valid" };
            vec![
                person_text::person(gate, person),
                employer.to_string(),
                course.to_string(),
                context.text.say(key, &[]),
                until.map(|until| local_day(until).to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    let json: Vec<Value> = found
        .iter()
        .map(|(until, person, employer, course, missing)| {
            json!({
                "person": person, "employer": employer, "course": course, "valid_until": until, "missing": missing,
            })
        })
        .collect();
    let columns = ["column-person", "column-employer", "column-course", "column-status", "column-until"];
    listing(context, &columns, &rows, json!(json))
}
