//! `sekisho finding …`: what an officer found about a person, and who answers it.

use sekisho_core::Command;
use sekisho_core::alarm::Finding;
use sekisho_core::concern::answerers;
use sekisho_core::id::{FindingId, PersonId};
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{FindingRaise, FindingVerb};
use crate::command::registers::listing;
use crate::command::{Context, id, local};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho finding …`
pub fn finding(context: Context<'_>, verb: &FindingVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        FindingVerb::Raise(arguments) => raise(context, &mut gate, arguments),
        FindingVerb::Resolve(arguments) => {
            let conclusion = gate.disclose(&arguments.conclusion)?;
            let number = id(&arguments.finding)?;
            let command = Command::ResolveFinding { conclusion: conclusion.digest, number };
            carry(&mut gate, &command, vec![conclusion], &arguments.signing, context.outside, context.text)
        }
        FindingVerb::List => Ok(list(context, &gate)),
    }
}

fn raise(context: Context<'_>, gate: &mut Gate, arguments: &FindingRaise) -> Result<Report, Failure> {
    let note = gate.disclose(&arguments.note)?;
    let finding = match arguments.kind.as_str() {
        "volume" => Finding::VolumeUnusual,
        _ => Finding::ExportUnpermitted,
    };
    let permit = arguments.permit.as_deref().map(id).transpose()?;
    let command =
        Command::RaiseFinding { finding, note: note.digest, permit, person: id(&arguments.person)? };
    let number = FindingId(gate.state().concerns.count).next();
    let report = carry(gate, &command, vec![note], &arguments.signing, context.outside, context.text)?;
    let Some(open) = gate.state().concerns.open.get(&number) else { return Ok(report) };
    let persons = named(gate, &answerers(gate.state(), open, gate.now()));
    let number = number.to_string();
    let key = if persons.is_empty() { "concern-goes-to-nobody" } else { "concern-goes-to" };
    Ok(report.note(context.text.say(key, &[("finding", &number), ("persons", &persons)])))
}

fn named(gate: &Gate, persons: &[&PersonId]) -> String {
    let names: Vec<String> = persons.iter().map(|person| person_text::person(gate, person)).collect();
    names.join(", ")
}

/// Lists findings that nobody has answered yet, with who may.
fn list(context: Context<'_>, gate: &Gate) -> Report {
    let state = gate.state();
    let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
    for (number, open) in &state.concerns.open {
        let what = context.text.say(&format!("finding-{}", open.finding.name().replace('_', "-")), &[]);
        let answering = answerers(state, open, gate.now());
        rows.push(vec![
            number.to_string(),
            format!("{} {what}", open.finding.code()),
            person_text::person(gate, &open.person),
            open.permit.map(|permit| permit.to_string()).unwrap_or_default(),
            local(open.since),
            named(gate, &answering),
        ]);
        json.push(json!({
            "id": number, "finding": open.finding, "code": open.finding.code(), "person": open.person,
            "permit": open.permit, "note": person_text::text(gate, &open.note), "by": open.by,
            "since": local(open.since), "answered_by": answering,
        }));
    }
    let columns =
        ["column-finding", "column-what", "column-person", "column-permit", "column-since", "column-answers"];
    listing(context, &columns, &rows, json!(json))
}
