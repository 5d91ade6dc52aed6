//! A server's statement against what was typed: act, person, time, every id and every word; and what was typed by nobody.

use sekisho_core::id::{PermitId, PersonId};
use sekisho_core::{Command, Timestamp};
use sekisho_proof::act::ActStatement;
use sekisho_proof::canonical;
use sekisho_web::port::{Field, FieldKind};
use serde_json::Value;

use super::Texts;
use super::asked::Asked;
use crate::offered;
use crate::online::{DRIFT, VALIDITY};

/// Names that are read by the record and stand in no command: the permit that a request is like, what was counted.
const READ_ONLY: [&str; 2] = ["like", "numbers"];

/// A statement that says what was asked for.
#[derive(Debug)]
pub(super) struct Checked {
    /// What the command holds and nobody typed: names and values.
    pub(super) added: Vec<(String, String)>,
    pub(super) command: Command,
    pub(super) statement: ActStatement,
}

impl Checked {
    /// Compares.
    ///
    /// Errors: what differs, in words for the line of details.
    pub(super) fn of(
        text: &str,
        asked: &Asked,
        person: &PersonId,
        texts: Texts<'_>,
    ) -> Result<Self, &'static str> {
        let statement = ActStatement::parse(text).map_err(|_| "it is no act statement")?;
        let command: Command =
            serde_json::from_str(&statement.command).map_err(|_| "its command cannot be read")?;
        // What is signed is exactly what is shown: one way to write it, and no name twice.
        let line = canonical::to_vec(&command).map_err(|_| "its command cannot be written")?;
        if line != statement.command.as_bytes() || command.act() != statement.act {
            return Err("its command is written in another way");
        }
        if !offered::acts_of(&asked.name).contains(&statement.act.as_str()) {
            return Err("it is another act");
        }
        if statement.person != person.as_str() {
            return Err("it is for another person");
        }
        if let Some(permit) = asked.fields.get("permit").and_then(Value::as_str) {
            let permit: PermitId = permit.parse().map_err(|_| "there is no such permit")?;
            if command.permit() != Some(permit) {
                return Err("it is about another permit");
            }
        }
        let whole = serde_json::to_value(&command).map_err(|_| "its command cannot be written")?;
        let mut held = Vec::new();
        leaves("", &whole, &mut held);
        // Only what the command names is signed: a text beside it says nothing.
        let named = |digest: String| held.iter().any(|(_, value)| *value == digest);
        if !texts.iter().all(|text| named(text.digest.to_string())) {
            return Err("a text is not the command's");
        }
        held.extend(texts.iter().map(|text| ("text".to_owned(), text.text.expose().clone())));
        for field in asked.verb.fields.iter().filter(|field| is_held(field)) {
            let Some(given) = asked.fields.get(&field.name) else { continue };
            if !typed(given).iter().all(|word| held.iter().any(|(_, value)| same(value, word))) {
                return Err("something that was asked for is not in it");
            }
        }
        let all: Vec<String> = asked.fields.values().flat_map(typed).collect();
        let is_added = |(_, value): &(String, String)| {
            !value.starts_with("sha256:") && !all.iter().any(|word| same(value, word))
        };
        let added = held.into_iter().filter(is_added).collect();
        Ok(Self { added, command, statement })
    }

    /// Demands that the statement is of this time and for no longer than an hour.
    pub(super) fn is_of_now(&self, now: Timestamp) -> Result<(), &'static str> {
        let time: Timestamp = self.statement.time.parse().map_err(|_| "its time cannot be read")?;
        let expires: Timestamp = self.statement.expires.parse().map_err(|_| "its end cannot be read")?;
        if time < now.plus(-DRIFT) || now.plus(DRIFT) < time || time.plus(VALIDITY) < expires {
            return Err("it is for another time");
        }
        Ok(())
    }
}

/// Ids and words go into the command, or beside it, as they were typed; times, sizes and lists of fields are written anew.
fn is_held(field: &Field) -> bool {
    let words = matches!(field.kind, FieldKind::LongText | FieldKind::Pick(_)) || field.flag.is_none();
    words && !READ_ONLY.contains(&field.name.as_str())
}

fn typed(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(typed).collect(),
        Value::String(word) => vec![word.clone()],
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

fn same(value: &str, word: &str) -> bool {
    value == word.trim()
}

/// Lists what a command holds, each with the name under which it stands.
fn leaves(name: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(name, value, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| leaves(name, value, found)),
        Value::String(word) => found.push((name.to_owned(), word.clone())),
        Value::Number(number) => found.push((name.to_owned(), number.to_string())),
        Value::Bool(_) | Value::Null => {}
    }
}
