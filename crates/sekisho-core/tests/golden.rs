//! The wire form of commands and events: one example of each, byte for byte. Nothing here is ever renamed.
//!
//! SOURCE: docs/spec/event.md sections 1 and 5.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a golden line that does not parse is a broken test")]

use std::collections::BTreeSet;
use std::fmt::Debug;

use sekisho_core::{Command, Event};
use serde::Serialize;
use serde::de::DeserializeOwned;

const COMMANDS: &str = include_str!("golden/commands.jsonl");
const EVENTS: &str = include_str!("golden/events.jsonl");

/// Every name that the form knows: whoever reads an unknown one is told them all, between backticks.
fn names<T: DeserializeOwned + Debug>() -> BTreeSet<String> {
    let told = serde_json::from_str::<T>(r#"{"":{}}"#).unwrap_err().to_string();
    told.split('`').skip(3).step_by(2).map(ToOwned::to_owned).collect()
}

fn check<T: DeserializeOwned + Serialize + Debug>(golden: &str) -> Vec<T> {
    let mut shown = BTreeSet::new();
    let examples: Vec<T> = golden
        .lines()
        .map(|line| {
            let example: T = serde_json::from_str(line).unwrap();
            // Sorted keys and no white space: the canonical bytes.
            let mut value = serde_json::to_value(&example).unwrap();
            value.sort_all_objects();
            assert_eq!(value.to_string(), line);
            shown.extend(value.as_object().unwrap().keys().cloned());
            example
        })
        .collect();
    assert_eq!(shown, names::<T>());
    assert_eq!(shown.len(), examples.len(), "one example of each");
    examples
}

#[test]
fn every_command_has_a_golden_line() {
    let commands = check::<Command>(COMMANDS);
    let acts: BTreeSet<_> = commands.iter().map(Command::act).collect();
    assert_eq!(acts, Command::ACTS.iter().copied().collect());
    assert_eq!(acts.len(), commands.len(), "no two commands share an act");
}

#[test]
fn every_event_has_a_golden_line() {
    for event in check::<Event>(EVENTS) {
        let value = serde_json::to_value(&event).unwrap();
        assert_eq!(value.as_object().unwrap().keys().next(), Some(&event.name()));
    }
}

#[test]
fn a_command_with_a_field_too_many_is_no_command() {
    let line = r#"{"freeze":{"permit":"P-0001","force":true}}"#;
    assert!(serde_json::from_str::<Command>(line).unwrap_err().to_string().contains("unknown field `force`"));
}

#[test]
fn a_document_is_known_by_its_hash() {
    let line = EVENTS.lines().find(|line| line.starts_with(r#"{"permit_requested""#)).unwrap();
    let Ok(Event::PermitRequested { digest, document, .. }) = serde_json::from_str(line) else {
        panic!("not a request: {line}")
    };
    assert_eq!(document.digest(), digest);
}
