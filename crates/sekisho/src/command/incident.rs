//! `sekisho incident …`: what was on it, who had it, what is due when. No figure is typed.

use sekisho_core::Command;
use sekisho_core::id::IncidentId;
use sekisho_core::incident::Incident;
use sekisho_core::permit::Permit;
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::IncidentVerb;
use crate::command::paper::Desk;
use crate::command::registers::listing;
use crate::command::{Context, id, local, local_day};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho incident …`
pub fn incident(context: Context<'_>, verb: &IncidentVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        IncidentVerb::List => {
            let mut rows = Vec::new();
            let mut json = Vec::new();
            for (incident, open) in &gate.state().incidents {
                rows.push(vec![
                    incident.to_string(),
                    open.permit.map(|permit| permit.to_string()).unwrap_or_default(),
                    open.permit.map_or_else(|| "-".to_owned(), |_| open.people.to_string()),
                    local(open.known_at),
                ]);
                json.push(incident_json(context, &gate, *incident, open));
            }
            let columns = ["column-incident", "column-permit", "column-people", "column-known"];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
        IncidentVerb::Show(arguments) => {
            let number: IncidentId = id(&arguments.incident)?;
            let open = gate.state().incidents.get(&number);
            let open = open.ok_or_else(|| Failure::not_found("incident", &arguments.incident))?;
            if let Some(out) = &arguments.out {
                return super::paper::incident::sheet(Desk { context, gate: &gate }, number, open, out);
            }
            let json = incident_json(context, &gate, number, open);
            Ok(Report::done(json, words(context, &gate, number, open)))
        }
        IncidentVerb::Close(arguments) => {
            let conclusion = gate.disclose(&arguments.conclusion)?;
            let command =
                Command::CloseIncident { incident: id(&arguments.incident)?, conclusion: conclusion.digest };
            carry(&mut gate, &command, vec![conclusion], &arguments.signing, context.outside, context.text)
        }
    }
}

/// Says everything that is known about an incident, each figure from the record.
pub fn words(context: Context<'_>, gate: &Gate, number: IncidentId, open: &Incident) -> String {
    let text = context.text;
    let mut lines = vec![text.say("incident-head", &[("incident", &number.to_string())])];
    if let Some(permit) = open.permit {
        lines.push(text.say("incident-permit", &[("permit", &permit.to_string())]));
    }
    // A medium missed at a stock-take is on no permit: what was on it is not known, and no figure is made up.
    if open.permit.is_some() {
        lines.push(text.say("incident-people", &[("people", &open.people.to_string())]));
    } else {
        let media: Vec<&str> = open.media.iter().map(sekisho_core::id::MediumId::as_str).collect();
        lines.push(text.say("incident-content-unknown", &[("media", &media.join(", "))]));
    }
    for extract in &open.extracts {
        let (rows, fields) = (extract.rows.to_string(), extract.fields.join(", "));
        let values =
            [("dataset", extract.dataset.as_str()), ("rows", rows.as_str()), ("fields", fields.as_str())];
        lines.push(format!("  {}", text.say("data-line", &values)));
    }
    for (medium, holder) in &open.last_holders {
        let held = sekisho_core::permit::Custody::Held { by: holder.clone(), since: open.known_at };
        let who = super::permit::show::custody_words(context, gate, &held);
        lines.push(text.say("incident-holder", &[("medium", medium.as_str()), ("holder", &who)]));
    }
    lines.push(readable(context, gate, open));
    for (name, day) in report_dates(open) {
        lines.push(text.say(&format!("incident-{name}"), &[("date", &day.to_string())]));
    }
    if open.permit.is_some() {
        lines.push(text.say("incident-original", &[]));
    }
    lines.join("\n")
}

/// "Was it readable?" A declared permit never claims that it was not.
pub(super) fn readable(context: Context<'_>, gate: &Gate, open: &Incident) -> String {
    let Some(permit) = open.permit else { return context.text.say("incident-readable-unknown", &[]) };
    let live = gate.state().permits.get(&permit).cloned();
    // A closed permit is in its row, not in the state.
    let last = live.or_else(|| Some(gate.record().view(permit).ok().flatten()?.last));
    let erased = matches!(&last, Some(Permit::Out(outing)) if open.media.iter().all(|medium| {
        outing.copies.get(medium).is_some_and(|copy| copy.erasure.is_some())
    })) && !open.media.is_empty();
    let product = last.and_then(|last| match &last.document().protection {
        sekisho_core::document::Protection::Declared { product } => Some(product.clone()),
        sekisho_core::document::Protection::Sealed => None,
    });
    let key = if erased { "incident-erased-reported" } else { "incident-not-enforced" };
    context.text.say(key, &[("product", &product.unwrap_or_default())])
}

/// When reports are due: the newest profile that sets periods, whose earlier reading is shown.
///
/// Shape: the report's name and its last day. Units: local calendar days.
pub(super) fn report_dates(open: &Incident) -> Vec<(String, jiff::civil::Date)> {
    let known = local_day(open.known_at);
    let profile = sekisho_audit::reporting::Profile::with_periods();
    profile
        .iter()
        .flat_map(|profile| profile.dates(known))
        .map(|(name, day)| (name.to_owned(), day))
        .collect()
}

fn incident_json(context: Context<'_>, gate: &Gate, number: IncidentId, open: &Incident) -> Value {
    let dates: serde_json::Map<String, Value> = report_dates(open)
        .into_iter()
        .map(|(name, day)| (name.replace('-', "_"), json!(day.to_string())))
        .collect();
    let purpose = open
        .permit
        .and_then(|permit| gate.state().permits.get(&permit))
        .and_then(|live| person_text::text(gate, &live.document().purpose));
    json!({
        "incident": number,
        "cause": open.cause,
        "permit": open.permit,
        "purpose": purpose,
        "people": open.people,
        "data": open.extracts,
        "media": open.media,
        "last_holders": open.last_holders,
        "known_at": open.known_at,
        "readable": readable(context, gate, open),
        "due": dates,
    })
}
