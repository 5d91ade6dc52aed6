//! `sekisho incident show --out FILE`: the one page to have in the hand while telephoning.

use std::path::Path;

use sekisho_audit::paper::{Certainty, Contact, Holder, Incident, Moment, Report as Due};
use sekisho_core::Event;
use sekisho_core::id::{IncidentId, PartyId};
use sekisho_core::incident::{Cause, Incident as Open};
use sekisho_core::party::Role;
use sekisho_core::permit;

use crate::command::incident::{Known, readable, report_dates};
use crate::command::paper::{Desk, Told, check_page};
use crate::report::{Failure, Report};

/// Writes the sheet of an incident; of a closed one its end is the last line.
pub(in crate::command) fn sheet(
    desk: Desk<'_>,
    number: IncidentId,
    known: &Known,
    out: &Path,
) -> Result<Report, Failure> {
    check_page(out)?;
    let open = &known.content;
    let told = match open.permit {
        Some(permit) => desk.stream(&format!("permit/{permit}"))?,
        None => Vec::new(),
    };
    let timeline: Vec<Moment> = told.iter().chain(&known.closed).map(|told| moment(desk, told)).collect();
    let lines = timeline.len();
    let sheet = Incident {
        contacts: contacts(desk),
        datasets: if open.extracts.is_empty() {
            Vec::new()
        } else {
            desk.extracts(&open.extracts, open.people)
        },
        footer: desk.footer()?,
        last_holders: last_holders(desk, open, &told),
        media: open.media.iter().map(ToString::to_string).collect(),
        number: number.to_string(),
        office: desk.office(),
        people: open.permit.map(|_| open.people),
        permit: open.permit.map(|permit| permit.to_string()),
        readable: readable(desk.context, desk.gate, open),
        reported: Some(desk.civil(open.known_at)),
        reports: reports(desk, open),
        timeline,
        what: desk.say(what(open.cause)),
    };
    desk.hand_out(out, sheet.html(desk.language()).as_bytes(), lines)
}

fn what(cause: Cause) -> &'static str {
    match cause {
        Cause::Lost => "paper-cause-lost",
        Cause::Missing => "paper-cause-missing",
        Cause::NotAtStockTake => "paper-cause-not-at-stock-take",
        Cause::Stolen => "paper-cause-stolen",
    }
}

/// Names who decides now; the record holds no telephone numbers, so that the boxes stay open for the pen.
fn contacts(desk: Desk<'_>) -> Vec<Contact> {
    let now = desk.gate.now();
    let roles = [Role::SecurityManager, Role::MediaKeeper];
    let holders = |role: Role| {
        let word = desk.say(&format!("role-{}", role.name().replace('_', "-")));
        let holders = desk.gate.state().holders_of(role, now);
        holders
            .map(|person| Contact { name: desk.person(person), phone: String::new(), role: word.clone() })
            .collect::<Vec<_>>()
    };
    roles.into_iter().flat_map(holders).collect()
}

/// Finds who had each medium last, and the receipt that says so; media of one receipt stand in one line.
fn last_holders(desk: Desk<'_>, open: &Open, told: &[Told]) -> Vec<Holder> {
    let mut lines: Vec<(&permit::Holder, Holder)> = Vec::new();
    for (medium, holder) in &open.last_holders {
        let is_receipt = |told: &&Told| matches!(&told.predicate.event, Event::CustodyChanged { medium: of, to, .. } if of == medium && to == holder);
        let receipt = told.iter().rev().find(is_receipt);
        let since = desk.civil(receipt.map_or(open.known_at, |told| told.predicate.recorded_at));
        let same = lines.iter_mut().find(|(known, line)| *known == holder && line.since == since);
        if let Some((_, line)) = same {
            line.media.push(medium.to_string());
            continue;
        }
        let line = Holder {
            media: vec![medium.to_string()],
            name: desk.holder(holder).join(" + "),
            party: parties(desk, holder),
            record: receipt.map(|told| told.index),
            since,
        };
        lines.push((holder, line));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn parties(desk: Desk<'_>, holder: &permit::Holder) -> String {
    let permit::Holder::Persons(persons) = holder else { return String::new() };
    let known = persons.iter().filter_map(|person| desk.gate.state().persons.get(person));
    let parties: std::collections::BTreeSet<&PartyId> = known.map(|person| &person.employer).collect();
    parties.into_iter().map(|party| desk.party(party)).collect::<Vec<_>>().join(", ")
}

/// Dates a report with the last minute of its day: the law counts days.
fn reports(desk: Desk<'_>, open: &Open) -> Vec<Due> {
    let due = |(name, day): (String, jiff::civil::Date)| {
        let what = desk.say(&format!("paper-report-{name}"));
        Due { done: None, due: day.at(23, 59, 0, 0), to: desk.say("paper-report-to"), what }
    };
    report_dates(open).into_iter().map(due).collect()
}

/// Tells one event; what only somebody said is marked so.
fn moment(desk: Desk<'_>, told: &Told) -> Moment {
    let certainty = match &told.predicate.event {
        Event::ErasureReported { .. } | Event::LossReported { .. } | Event::MediumFound { .. } => {
            Certainty::Claimed
        }
        _ => Certainty::Recorded,
    };
    let what = desk.event(told);
    let detail = crate::command::log::detail(desk.context, &told.predicate.event);
    let who = told.signer().map(|person| format!("　{}", desk.person(person))).unwrap_or_default();
    Moment {
        at: desk.civil(told.predicate.occurred_at),
        certainty,
        record: Some(told.index),
        text: format!("{what}{detail}{who}"),
    }
}
