//! `sekisho incident …`: what was on it, who had it, what is due when. No figure is typed.

use std::collections::BTreeMap;

use sekisho_core::id::IncidentId;
use sekisho_core::incident::Incident;
use sekisho_core::permit::{Outing, Permit};
use sekisho_core::{Command, Event, State, Timestamp, evolve};
use sekisho_gate::Gate;
use sekisho_gate::wire::v1::Predicate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::IncidentVerb;
use crate::command::paper::{Desk, Told};
use crate::command::registers::listing;
use crate::command::{Context, id, local, local_day};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho incident …`
pub fn incident(context: Context<'_>, verb: &IncidentVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        IncidentVerb::List(arguments) => list(context, &gate, arguments.all),
        IncidentVerb::Show(arguments) => {
            let number: IncidentId = id(&arguments.incident)?;
            let known = find(&gate, number)?;
            let known = known.ok_or_else(|| Failure::not_found("incident", &arguments.incident))?;
            if let Some(out) = &arguments.out {
                return super::paper::incident::sheet(Desk { context, gate: &gate }, number, &known, out);
            }
            let json = incident_json(context, &gate, number, &known);
            let ending = ending(context, &gate, &known);
            Ok(Report::done(json, words(context, &gate, number, &known.content) + &ending))
        }
        IncidentVerb::Close(arguments) => {
            let conclusion = gate.disclose(&arguments.conclusion)?;
            let command =
                Command::CloseIncident { incident: id(&arguments.incident)?, conclusion: conclusion.digest };
            carry(&mut gate, &command, vec![conclusion], &arguments.signing, context.outside, context.text)
        }
    }
}

/// An incident, open or closed.
pub(super) struct Known {
    /// How it ended, if it did.
    pub(super) closed: Option<Told>,
    /// What was known of it last.
    pub(super) content: Incident,
}

impl Known {
    fn closed_at(&self) -> Option<Timestamp> {
        self.closed.as_ref().map(|told| told.predicate.recorded_at)
    }

    fn conclusion(&self, gate: &Gate) -> Option<String> {
        match &self.closed.as_ref()?.predicate.event {
            Event::IncidentClosed { conclusion, .. } => person_text::text(gate, conclusion),
            _ => None,
        }
    }
}

fn find(gate: &Gate, number: IncidentId) -> Result<Option<Known>, Failure> {
    if let Some(open) = gate.state().incidents.get(&number) {
        return Ok(Some(Known { closed: None, content: open.clone() }));
    }
    // What was never opened is not looked for.
    if number.0 == 0 || number.0 > gate.state().incident_count {
        return Ok(None);
    }
    Ok(closed(gate)?.remove(&number))
}

/// Reads the closed incidents back from the record: the state keeps only what is open.
///
/// Shape: each as it was known directly before it was closed; the whole record is folded once.
fn closed(gate: &Gate) -> Result<BTreeMap<IncidentId, Known>, Failure> {
    let (mut state, mut closed) = (State::default(), BTreeMap::new());
    gate.record().entries(0, gate.size(), &mut |entry| {
        let Some(envelope) = entry.envelope else { return Ok(()) };
        let predicate = Predicate::open_own(&envelope)?;
        let before = match &predicate.event {
            Event::IncidentClosed { incident, .. } => {
                state.incidents.get(incident).map(|content| (*incident, content.clone()))
            }
            _ => None,
        };
        state = evolve(std::mem::take(&mut state), &predicate.recorded());
        if let Some((number, content)) = before {
            let told = Told { index: entry.index, predicate };
            closed.insert(number, Known { closed: Some(told), content });
        }
        Ok(())
    })?;
    Ok(closed)
}

fn list(context: Context<'_>, gate: &Gate, all: bool) -> Result<Report, Failure> {
    let mut known = if all { closed(gate)? } else { BTreeMap::new() };
    for (number, open) in &gate.state().incidents {
        known.insert(*number, Known { closed: None, content: open.clone() });
    }
    let mut rows = Vec::new();
    let mut json = Vec::new();
    for (number, one) in &known {
        let open = &one.content;
        let mut row = vec![
            number.to_string(),
            open.permit.map(|permit| permit.to_string()).unwrap_or_default(),
            open.permit.map_or_else(|| "-".to_owned(), |_| open.people.to_string()),
            local(open.known_at),
        ];
        row.extend(all.then(|| one.closed_at().map(local).unwrap_or_default()));
        rows.push(row);
        json.push(incident_json(context, gate, *number, one));
    }
    let columns = ["column-incident", "column-permit", "column-people", "column-known", "column-closed"];
    let shown = columns.get(..if all { 5 } else { 4 }).unwrap_or(&columns);
    Ok(listing(context, shown, &rows, json!(json)))
}

/// Says everything that is known about an incident, each figure from the record.
pub fn words(context: Context<'_>, gate: &Gate, number: IncidentId, open: &Incident) -> String {
    told(context, gate, number, open, last_of(gate, open).as_ref())
}

/// Says what an incident and the last state of its permit add up to.
///
/// Shape: from `gate` come names alone, so that the same words can be said of another history.
pub fn told(
    context: Context<'_>,
    gate: &Gate,
    number: IncidentId,
    open: &Incident,
    last: Option<&Permit>,
) -> String {
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
        lines.push(format!("  {}", super::less::data_words(context, extract)));
    }
    for (medium, holder) in &open.last_holders {
        let held = sekisho_core::permit::Custody::Held { by: holder.clone(), since: open.known_at };
        let who = super::permit::show::custody_words(context, gate, &held);
        lines.push(text.say("incident-holder", &[("medium", medium.as_str()), ("holder", &who)]));
    }
    lines.push(readable_as(context, open, last));
    for (name, day) in report_dates(open) {
        lines.push(text.say(&format!("incident-{name}"), &[("date", &day.to_string())]));
    }
    if open.permit.is_some() {
        lines.push(text.say("incident-original", &[]));
    }
    lines.join("\n")
}

/// Says how an incident ended; nothing of an open one.
fn ending(context: Context<'_>, gate: &Gate, known: &Known) -> String {
    let Some(at) = known.closed_at() else { return String::new() };
    let text = context.text;
    let conclusion = known.conclusion(gate).unwrap_or_else(|| text.say("event-erased", &[]));
    let closed = text.say("incident-closed", &[("time", &local(at))]);
    format!("\n{closed}\n{}", text.say("incident-conclusion", &[("conclusion", &conclusion)]))
}

/// "Was it readable?" A declared permit never claims that it was not.
pub(super) fn readable(context: Context<'_>, gate: &Gate, open: &Incident) -> String {
    readable_as(context, open, last_of(gate, open).as_ref())
}

/// Gives the last state of an incident's permit; a closed one is in its row, not in the state.
fn last_of(gate: &Gate, open: &Incident) -> Option<Permit> {
    let permit = open.permit?;
    let live = gate.state().permits.get(&permit).cloned();
    live.or_else(|| Some(gate.record().view(permit).ok().flatten()?.last))
}

fn readable_as(context: Context<'_>, open: &Incident, last: Option<&Permit>) -> String {
    if open.permit.is_none() {
        return context.text.say("incident-readable-unknown", &[]);
    }
    let erased = matches!(last, Some(Permit::Out(outing)) if open.media.iter().all(|medium| {
        outing.copies.get(medium).is_some_and(|copy| copy.erasure.is_some())
    })) && !open.media.is_empty();
    let product = last.and_then(|last| match &last.document().protection {
        sekisho_core::document::Protection::Declared { product } => Some(product.clone()),
        sekisho_core::document::Protection::Sealed => None,
    });
    if let Some(Permit::Out(outing)) = last
        && outing.request.document.is_sealed()
    {
        return readable_box(context, outing, open);
    }
    let key = if erased { "incident-erased-reported" } else { "incident-not-enforced" };
    context.text.say(key, &[("product", &product.unwrap_or_default())])
}

/// A sealed copy is unreadable as long as nothing was released for it, and what was opened stays open until the site's word:
/// both are conclusions with their assumptions.
fn readable_box(context: Context<'_>, outing: &Outing, open: &Incident) -> String {
    let opened: Vec<String> = outing
        .releases
        .iter()
        // What was wrapped again came to the owner's own station, and to nobody who could have the medium.
        .filter(|release| open.media.contains(&release.medium) && release.purpose.is_opening())
        .map(|release| format!("{} {} {}", release.medium, crate::command::local(release.at), release.device))
        .collect();
    let unsealed = open.media.iter().any(|medium| !outing.request.seals.contains_key(medium));
    if unsealed {
        return context.text.say("incident-readable-unknown", &[]);
    }
    let level = outing.destroyed.as_ref().map(|gone| gone.level.name());
    let key = match (level, outing.destruction_ordered_at) {
        (Some(level), _) => context.text.say("incident-key-destroyed", &[("level", level)]),
        (None, Some(_)) => context.text.say("incident-key-ordered", &[]),
        (None, None) => context.text.say("incident-key-lives", &[]),
    };
    let sentence = if opened.is_empty() {
        context.text.say("incident-box-unreadable", &[])
    } else {
        context.text.say("incident-box-opened", &[("openings", &opened.join(", "))])
    };
    format!("{sentence} {key}")
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

fn incident_json(context: Context<'_>, gate: &Gate, number: IncidentId, known: &Known) -> Value {
    let open = &known.content;
    let dates: serde_json::Map<String, Value> = report_dates(open)
        .into_iter()
        .map(|(name, day)| (name.replace('-', "_"), json!(day.to_string())))
        .collect();
    let purpose = open
        .permit
        .and_then(|permit| match gate.state().permits.get(&permit) {
            Some(live) => Some(live.clone()),
            None => gate.record().view(permit).ok().flatten().map(|view| view.last),
        })
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
        "closed_at": known.closed_at(),
        "closed_by": known.closed.as_ref().and_then(Told::signer),
        "conclusion": known.conclusion(gate),
        "readable": readable(context, gate, open),
        "due": dates,
    })
}
