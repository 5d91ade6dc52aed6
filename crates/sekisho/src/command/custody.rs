//! `sekisho custody …`, `erase …`, `lost`: what happens to the copies on their way.

use sekisho_core::document::{Document, Transport};
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::incident::Cause;
use sekisho_core::permit::{Custody, Holder, Permit};
use sekisho_core::{Command, Timestamp};
use sekisho_gate::Gate;
use serde_json::json;

use crate::act::carry;
use crate::cli::{CustodyHand, CustodyOverdue, CustodyReceive, CustodyVerb, Lost};
use crate::command::paper::{Desk, lending_ledger};
use crate::command::registers::listing;
use crate::command::{Context, id, local, time};
use crate::mail;
use crate::report::{Failure, Report};

/// A hand-over that names no deadline must be signed for within so long. Units: seconds.
const USUAL_DUE: i64 = 60 * 60;

/// `sekisho custody …`
pub fn custody(context: Context<'_>, verb: &CustodyVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        CustodyVerb::Hand(arguments) => hand(context, &mut gate, arguments),
        CustodyVerb::Receive(arguments) => receive(context, &mut gate, arguments),
        CustodyVerb::Overdue(arguments) => overdue(context, &gate, arguments),
        CustodyVerb::Ledger(arguments) => lending_ledger::export(Desk { context, gate: &gate }, arguments),
    }
}

fn hand(context: Context<'_>, gate: &mut Gate, arguments: &CustodyHand) -> Result<Report, Failure> {
    let permit: PermitId = id(&arguments.permit)?;
    let medium = the_medium(gate, permit, arguments.medium.as_deref(), |_| true)?;
    let document = document(gate, permit)?;
    let to = if let Some(consignment) = &arguments.courier {
        Holder::Courier { consignment: consignment.clone() }
    } else if arguments.home {
        let home = document.as_ref().map(|document| document.return_to.clone());
        Holder::Place(home.ok_or_else(|| Failure::not_found("permit", &arguments.permit))?)
    } else if arguments.to.is_empty() {
        // Nobody types what the record knows: the carriers stand in the permit.
        match document.as_ref().map(|document| &document.transport) {
            Some(Transport::Carried { carriers, .. }) => Holder::Persons(carriers.clone()),
            _ => return Err(Failure::usage("field-missing", &[("flag", "--to")])),
        }
    } else {
        Holder::Persons(arguments.to.iter().map(|person| id::<PersonId>(person)).collect::<Result<_, _>>()?)
    };
    let due = match &arguments.due {
        Some(due) => time(due)?,
        None => usual_due(gate, document.map(|document| document.return_by), &to),
    };
    let command = Command::Hand { due, medium, permit, to };
    carry(gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
}

fn usual_due(gate: &Gate, return_by: Option<Timestamp>, to: &Holder) -> Timestamp {
    let soon = gate.now().plus(USUAL_DUE);
    match (return_by, to) {
        (Some(return_by), Holder::Persons(_) | Holder::Courier { .. }) if return_by > gate.now() => {
            soon.min(return_by)
        }
        _ => soon,
    }
}

fn receive(context: Context<'_>, gate: &mut Gate, arguments: &CustodyReceive) -> Result<Report, Failure> {
    let permit: PermitId = id(&arguments.permit)?;
    let offered = |custody: &Custody| {
        matches!(custody, Custody::Offered { .. } | Custody::Held { by: Holder::Courier { .. }, .. })
    };
    let medium = the_medium(gate, permit, arguments.medium.as_deref(), offered)?;
    let command = Command::Receive { medium, permit };
    carry(gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
}

/// Gives the document of a permit, live or finished.
fn document(gate: &Gate, permit: PermitId) -> Result<Option<Document>, Failure> {
    if let Some(live) = gate.state().permits.get(&permit) {
        return Ok(Some(live.document().clone()));
    }
    Ok(gate.record().view(permit)?.map(|row| row.last.document().clone()))
}

/// Finds the medium that is meant: the one named, or the only one of the permit that fits.
pub(super) fn the_medium(
    gate: &Gate,
    permit: PermitId,
    named: Option<&str>,
    fits: impl Fn(&Custody) -> bool,
) -> Result<MediumId, Failure> {
    if let Some(named) = named {
        return id(named);
    }
    let Some(live) = gate.state().permits.get(&permit) else {
        // A finished permit still has its media; the rules say that it is finished.
        let first = document(gate, permit)?.and_then(|document| document.copies.first().cloned());
        return first.ok_or_else(|| Failure::not_found("permit", &permit.to_string()));
    };
    let candidates: Vec<&MediumId> = match live {
        Permit::Out(outing) => {
            outing.copies.iter().filter(|(_, copy)| fits(&copy.custody)).map(|(medium, _)| medium).collect()
        }
        other => other.document().copies.iter().collect(),
    };
    // With none that fits, any of them leads to the reason why not.
    match (candidates.as_slice(), live.document().copies.as_slice()) {
        ([one], _) => Ok((*one).clone()),
        ([], [first, ..]) => Ok(first.clone()),
        _ => Err(Failure::usage("which-medium", &[("permit", &permit.to_string())])),
    }
}

/// `sekisho custody overdue`
fn overdue(context: Context<'_>, gate: &Gate, arguments: &CustodyOverdue) -> Result<Report, Failure> {
    let now = gate.now();
    let mut rows = Vec::new();
    let mut json = Vec::new();
    for (permit, live) in &gate.state().permits {
        let Permit::Out(outing) = live else { continue };
        for (medium, copy) in outing.copies_outside() {
            let document = &outing.request.document;
            // What two persons signed as destroyed is not waited for.
            if now <= document.return_by || copy.is_destroyed(&gate.state().persons) {
                continue;
            }
            let late = now.seconds().saturating_sub(document.return_by.seconds()) / 60;
            rows.push(vec![
                permit.to_string(),
                medium.to_string(),
                local(document.return_by),
                context.text.say("minutes", &[("minutes", &late.to_string())]),
                super::permit::show::custody_words(context, gate, &copy.custody),
            ]);
            json.push(json!({
                "permit": permit, "medium": medium, "return_by": document.return_by, "late_minutes": late,
                "people": document.people, "custody": copy.custody,
            }));
        }
    }
    let columns = ["column-permit", "column-medium", "column-return-by", "column-late", "column-custody"];
    let listed = listing(context, &columns, &rows, json!(json));
    if arguments.mail.is_none() && !arguments.send {
        return Ok(listed);
    }
    mail::overdue(Desk { context, gate }, arguments, listed)
}

/// In a hurry nobody knows a number: the permit of the medium that is named, or the only one that is out.
fn the_permit_out(gate: &Gate, media: &std::collections::BTreeSet<MediumId>) -> Result<PermitId, Failure> {
    let booked = media.iter().filter_map(|medium| gate.state().media.get(medium)?.booked);
    let out =
        gate.state().permits.iter().filter(|(_, live)| matches!(live, Permit::Out(_))).map(|(id, _)| *id);
    let candidates: std::collections::BTreeSet<PermitId> =
        if media.is_empty() { out.collect() } else { booked.collect() };
    let mut candidates = candidates.into_iter();
    match (candidates.next(), candidates.next()) {
        (Some(permit), None) => Ok(permit),
        (None, _) => Err(Failure::new(crate::exit::Exit::NotFound, "nothing-out", &[])),
        (Some(_), Some(_)) => Err(Failure::usage("which-permit", &[])),
    }
}

/// `sekisho lost`: one button, no questions.
pub fn lost(context: Context<'_>, arguments: &Lost) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let cause = if arguments.cannot_find {
        Cause::Missing
    } else if arguments.stolen {
        Cause::Stolen
    } else {
        Cause::Lost
    };
    let media: std::collections::BTreeSet<MediumId> =
        arguments.medium.iter().map(|medium| id(medium)).collect::<Result<_, _>>()?;
    let permit = match &arguments.permit {
        Some(permit) => id(permit)?,
        None => the_permit_out(&gate, &media)?,
    };
    let command = Command::ReportLoss { cause, media, permit };
    let mut report =
        carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    for (incident, open) in &gate.state().incidents {
        if open.permit == command.permit() {
            report.human.push('\n');
            report.human.push_str(&super::incident::words(context, &gate, *incident, open));
        }
    }
    Ok(report)
}
