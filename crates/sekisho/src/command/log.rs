//! `sekisho log …`: the record, entry by entry, and its proofs.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use sekisho_core::Event;
use sekisho_core::weekly::MISSED;
use sekisho_gate::Gate;
use sekisho_gate::wire::v1::{Predicate, base64};
use serde_json::json;

use crate::cli::{LogExport, LogList, LogProof, LogShow, LogVerb};
use crate::command::permit::show::{event_json, event_line};
use crate::command::{Context, id};
use crate::file;
use crate::report::{Failure, Report};

/// `sekisho log …`
pub fn log(context: Context<'_>, verb: &LogVerb) -> Result<Report, Failure> {
    let gate = context.gate()?;
    match verb {
        LogVerb::List(arguments) => list(context, &gate, arguments),
        LogVerb::Show(arguments) => show(context, &gate, arguments),
        LogVerb::Proof(arguments) => proof(context, &gate, arguments),
        LogVerb::Export(arguments) => export(context, &gate, arguments),
        LogVerb::Key => {
            let vkey = gate.keys().note.verifier().vkey();
            let envelope = base64(gate.keys().envelope.public().as_bytes());
            let json = json!({ "origin": gate.origin(), "vkey": vkey, "envelope_key": envelope });
            // One line: pasted as it is after `--vkey`.
            Ok(Report::done(json, format!("{vkey} {envelope}")))
        }
    }
}

fn list(context: Context<'_>, gate: &Gate, arguments: &LogList) -> Result<Report, Failure> {
    let mut human = String::new();
    let mut rows = Vec::new();
    let mut each = |entry: sekisho_gate::port::StoredEntry| {
        let Some(envelope) = entry.envelope else { return Ok(()) };
        let predicate = Predicate::open_own(&envelope)?;
        human.push_str(&event_line(context, gate, entry.index, &predicate));
        rows.push(event_json(entry.index, &predicate));
        Ok(())
    };
    if let Some(permit) = &arguments.permit {
        let permit: sekisho_core::id::PermitId = id(permit)?;
        gate.record().stream_entries(&format!("permit/{permit}"), &mut each)?;
    } else {
        let end = arguments.from.map_or(gate.size(), |from| from.saturating_add(arguments.limit));
        let start = arguments.from.unwrap_or_else(|| gate.size().saturating_sub(arguments.limit));
        gate.record().entries(start, end.min(gate.size()), &mut each)?;
    }
    let report = Report::done(json!(rows), human);
    Ok(if rows.is_empty() { report.note(context.text.say("list-empty", &[])) } else { report })
}

/// Says what an event is about, in a word or two.
pub(crate) fn detail(context: Context<'_>, event: &Event) -> String {
    match event {
        Event::AttemptRefused { act, reasons, .. } => {
            let codes: std::collections::BTreeSet<&str> =
                reasons.iter().map(|reason| reason.rule.code()).collect();
            format!(" {act} {}", codes.into_iter().collect::<Vec<_>>().join(" "))
        }
        Event::AlarmRang { alarm, medium, .. } => {
            let name = context.text.say(&format!("alarm-{}", alarm.name().replace('_', "-")), &[]);
            format!(" {} {name} {medium}", alarm.code())
        }
        Event::FindingRaised { finding, .. } => {
            let name = context.text.say(&format!("finding-{}", finding.name().replace('_', "-")), &[]);
            format!(" {} {name}", finding.code())
        }
        Event::CustodyOffered { medium, .. }
        | Event::CustodySigned { medium, .. }
        | Event::CustodyChanged { medium, .. }
        | Event::ErasureReported { medium, .. }
        | Event::MediumAmended { medium, .. }
        | Event::MediumRegistered { medium, .. }
        | Event::MediumFound { medium, .. }
        | Event::MediumMissed { medium, .. }
        | Event::MediumRetired { medium, .. }
        | Event::MediumStored { medium, .. } => format!(" {medium}"),
        Event::AccessConfirmed { person, .. }
        | Event::AccessEnded { person, .. }
        | Event::PersonResumed { person }
        | Event::PersonSuspended { person, .. }
        | Event::ResumeAgreed { person, .. }
        | Event::PersonAmended { person, .. }
        | Event::PersonRegistered { person, .. }
        | Event::PersonLeft { person }
        | Event::KeyConfirmed { person, .. }
        | Event::KeyEnrolled { person, .. }
        | Event::KeyRevoked { person, .. }
        | Event::KeySeconded { person, .. } => format!(" {person}"),
        Event::RoleAssigned { person, role, .. } | Event::RoleRemoved { person, role } => {
            format!(" {person} {}", context.text.say(&format!("role-{}", role.name().replace('_', "-")), &[]))
        }
        Event::FindingResolved { number, .. } => format!(" {number}"),
        Event::HoldLiftAgreed { party, .. }
        | Event::PartyAmended { party, .. }
        | Event::PartyRegistered { party, .. }
        | Event::WeekChecked { party, .. }
        | Event::WeeklyBegun { party, .. }
        | Event::WeeklyEnded { party, .. } => format!(" {party}"),
        Event::WeekMissed { in_a_row, party, .. } => format!(" {MISSED} {party} {in_a_row}"),
        Event::PlaceAmended { place, .. }
        | Event::PlaceRegistered { place, .. }
        | Event::StockTaken { place, .. } => format!(" {place}"),
        Event::DeviceRegistered { device, .. } => format!(" {device}"),
        Event::IncidentOpened { incident, .. } | Event::IncidentClosed { incident, .. } => {
            format!(" {incident}")
        }
        Event::EveningListed { absent, .. } => format!(" {}", absent.len()),
        _ => String::new(),
    }
}

fn one(gate: &Gate, index: u64) -> Result<sekisho_gate::port::StoredEntry, Failure> {
    let mut found = None;
    gate.record().entries(index, index.saturating_add(1), &mut |entry| {
        found = Some(entry);
        Ok(())
    })?;
    found.ok_or_else(|| Failure::not_found("entry", &index.to_string()))
}

fn show(context: Context<'_>, gate: &Gate, arguments: &LogShow) -> Result<Report, Failure> {
    let entry = one(gate, arguments.index)?;
    let Some(envelope) = entry.envelope else {
        return Ok(Report::done(
            json!({ "record": arguments.index, "erased": true }),
            context.text.say("event-erased", &[]),
        ));
    };
    let predicate = Predicate::open_own(&envelope)?;
    let mut human = event_line(context, gate, arguments.index, &predicate);
    human.push_str(&serde_json::to_string_pretty(&predicate).unwrap_or_default());
    let json = json!({
        "record": arguments.index,
        "leaf": hex(&entry.leaf),
        "envelope": serde_json::from_slice::<serde_json::Value>(&envelope).unwrap_or_default(),
        "predicate": predicate,
    });
    Ok(Report::done(json, human))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn proof(context: Context<'_>, gate: &Gate, arguments: &LogProof) -> Result<Report, Failure> {
    one(gate, arguments.index)?;
    let receipt = sekisho_gate::receipt::receipt(gate.record(), arguments.index)?;
    let json = json!({ "record": receipt.index, "leaf": hex(&receipt.leaf), "proof": receipt.proof });
    let Some(out) = &arguments.out else { return Ok(Report::done(json, receipt.proof)) };
    file::create_new(out, receipt.proof.as_bytes())?;
    file::create_new(&file::with_suffix(out, ".entry"), hex(&receipt.leaf).as_bytes())?;
    let values = [("path", out.display().to_string()), ("leaf", hex(&receipt.leaf))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(Report::done(json, context.text.say("proof-written", &values)))
}

/// Writes the envelopes, one on each line, so that the record can be checked from files alone.
fn export(context: Context<'_>, gate: &Gate, arguments: &LogExport) -> Result<Report, Failure> {
    let path = arguments.file.display().to_string();
    let broken = |error: std::io::Error| Failure::broken(anyhow::anyhow!("cannot write `{path}`: {error}"));
    let mut out = BufWriter::new(File::create_new(&arguments.file).map_err(broken)?);
    let mut failed = None;
    gate.record().entries(0, gate.size(), &mut |entry| {
        let line = entry.envelope.unwrap_or_default();
        if let Err(error) = out.write_all(&line).and_then(|()| out.write_all(b"\n")) {
            failed.get_or_insert(error);
        }
        Ok(())
    })?;
    if let Some(error) = failed {
        return Err(broken(error));
    }
    out.into_inner().map_err(|error| broken(error.into_error()))?.sync_all().map_err(broken)?;
    let size = gate.size().to_string();
    let human = context.text.say("log-exported", &[("entries", &size), ("path", &path)]);
    Ok(Report::done(json!({ "ok": true, "entries": gate.size(), "path": path }), human))
}
