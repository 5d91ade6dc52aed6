//! `sekisho person leave`: what the record still expects of the person is said before it is signed.

use std::io::Write as _;

use sekisho_core::Command;
use sekisho_core::document::Document;
use sekisho_core::id::PersonId;
use sekisho_core::permit::{Custody, Permit};
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::Signing;
use crate::command::Context;
use crate::report::{Failure, Report};

/// One thing that is left open.
struct Open {
    medium: String,
    permit: String,
    what: &'static str,
}

/// Records that a person left, and warns of what they still have or are named for.
pub(super) fn leave(
    context: Context<'_>,
    gate: &mut Gate,
    person: &PersonId,
    signing: &Signing,
) -> Result<Report, Failure> {
    let open = left_open(gate, person);
    let sentences: Vec<String> = open.iter().map(|open| sentence(context, person, open)).collect();
    // Who signs at a terminal is asked for a passphrase, and can still stop there.
    let told = context.outside.interactive && !context.cli.global.json;
    for line in sentences.iter().filter(|_| told) {
        let _ = writeln!(std::io::stderr(), "{line}");
    }
    let command = Command::Leave { person: person.clone() };
    let mut report = carry(gate, &command, Vec::new(), signing, context.outside, context.text)?;
    let rows = open.iter().zip(&sentences).map(|(open, sentence)| {
        json!({ "what": open.what, "permit": open.permit, "medium": open.medium, "sentence": sentence })
    });
    if let Value::Object(map) = &mut report.json {
        map.insert("warnings".to_owned(), rows.collect());
    }
    if !told {
        report = sentences.iter().fold(report, Report::note);
    }
    Ok(report)
}

fn sentence(context: Context<'_>, person: &PersonId, open: &Open) -> String {
    let values =
        [("person", person.as_str()), ("permit", open.permit.as_str()), ("medium", open.medium.as_str())];
    context.text.say(&format!("leave-{}", open.what), &values)
}

/// Lists what the live permits still expect of a person: media first, then tasks.
fn left_open(gate: &Gate, person: &PersonId) -> Vec<Open> {
    let mut found = Vec::new();
    for (permit, live) in &gate.state().permits {
        let mut add = |what, medium: String| found.push(Open { medium, permit: permit.to_string(), what });
        if let Permit::Out(outing) = live {
            for (medium, copy) in &outing.copies {
                let has = matches!(&copy.custody,
                    Custody::Held { by: holder, .. } | Custody::Offered { from: holder, .. } if holder.includes(person));
                if has {
                    add("holds", medium.to_string());
                }
            }
        }
        for what in tasks(live.document(), person) {
            add(what, String::new());
        }
        if live.request().requester == *person {
            add("requests", String::new());
        }
    }
    found
}

fn tasks(document: &Document, person: &PersonId) -> Vec<&'static str> {
    let tasks = [
        ("carries", document.may_carry(person)),
        ("receives", document.receivers.contains(person)),
        ("erases", document.eraser == *person),
    ];
    tasks.into_iter().filter(|(_, named)| *named).map(|(what, _)| what).collect()
}
