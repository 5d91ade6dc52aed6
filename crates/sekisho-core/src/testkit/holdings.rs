//! Datasets, purposes and training in short words.

use crate::command::Command;
use crate::purpose::{Field, FieldClass, Template};
use crate::testkit::{id, text};

/// Enters a dataset with fields of class 3B, separated by spaces.
pub fn register_dataset(dataset: &str, fields: &str) -> Command {
    let field = |name: &str| Field { class: FieldClass::Class3b, name: name.to_owned() };
    let fields = fields.split_whitespace().map(field).collect();
    Command::RegisterDataset { dataset: id(dataset), fields, name: text(dataset), rows: 460_517 }
}

/// Enters a purpose that needs fields of one dataset.
pub fn register_purpose(purpose: &str, dataset: &str, fields: &str, rows: u64) -> Command {
    let fields = fields.split_whitespace().map(ToOwned::to_owned).collect();
    let templates = [(id(dataset), Template::table(fields, rows))].into();
    Command::RegisterPurpose { name: text(purpose), purpose: id(purpose), templates }
}

/// Enters a course.
pub fn register_course(course: &str, valid_days: u16) -> Command {
    Command::RegisterCourse { course: id(course), name: text(course), replaces: None, valid_days }
}

/// Enters a course in the place of another.
pub fn replace_course(course: &str, replaced: &str) -> Command {
    Command::RegisterCourse {
        course: id(course),
        name: text(course),
        replaces: Some(id(replaced)),
        valid_days: 365,
    }
}

/// Records that a person passed a course.
pub fn record_training(person: &str, course: &str) -> Command {
    Command::RecordTraining { course: id(course), person: id(person) }
}
