//! The facts that a person is shown with an act statement: computed from the record, never typed.

use crate::chain::{Clauses, OrderTerms};
use crate::command::Command;
use crate::document::{Document, Protection, Transport};
use crate::permit::Permit;
use crate::plan::{PlanDocument, RiskKind, Way};
use crate::rights;
use crate::sealing::{Purpose, Sealing};
use crate::state::State;

/// Lists what the person must see before signing, in a fixed order.
///
/// Shape: short lines of codes, numbers, and the document's own words (field codes, product, courier company), language-neutral;
/// the same for the same state and command. Of a document each optional part has its line only if it is there.
/// Source: docs/spec/event.md section 2.
pub fn facts(state: &State, command: &Command) -> Vec<String> {
    let mut lines = Vec::new();
    if let Command::Amend { document }
    | Command::RequestPermit { document }
    | Command::RequestRewrap { document } = command
    {
        of_document(document, &mut lines);
        return lines;
    }
    of_chain(state, command, &mut lines);
    of_plan(state, command, &mut lines);
    of_rights(state, command, &mut lines);
    of_key(state, command, &mut lines);
    let Some(permit) = command.permit() else { return lines };
    match state.permits.get(&permit) {
        Some(live) if matches!(command, Command::Approve { .. }) => {
            let again = live.rewrapping().map(|again| &again.document);
            of_document(again.unwrap_or_else(|| live.document()), &mut lines);
        }
        Some(live) => {
            let document = live.document();
            lines.push(format!("permit {permit} revision {}", document.revision));
            lines.push(format!("people {}", document.people));
            lines.push(format!("return-by {}", document.return_by));
            if let Permit::Out(outing) = live {
                lines.push(format!(
                    "copies {} outside {}",
                    outing.copies.len(),
                    outing.copies_outside().count()
                ));
            }
        }
        None => lines.push(format!("permit {permit}")),
    }
    of_box(command, &mut lines);
    lines
}

/// What is signed about a key for which two speak.
fn of_key(state: &State, command: &Command, lines: &mut Vec<String>) {
    let Command::SecondKey { key, person } = command else { return };
    lines.push(format!("key {key} of {person}"));
    let known = state.persons.get(person).and_then(|known| known.keys.get(key));
    if let Some(known) = known {
        lines.push(format!("enrolled {}", known.enrolled_at));
        lines.extend(known.enrolled_by.as_ref().map(|by| format!("enrolled-by {by}")));
    }
}

/// What is signed about contracts and orders.
fn of_chain(state: &State, command: &Command, lines: &mut Vec<String>) {
    match command {
        Command::ActivateContract { contract } => {
            if let Some(known) = state.chain.contracts.get(contract) {
                lines.push(format!("contract {contract} with {}", known.contractor));
                lines.push(format!("works {}", listed(&known.works)));
                lines.push(format!("term {} until {}", known.term.from, known.term.until));
                of_clauses(&known.clauses, lines);
                if let Some(done) = state.chain.evaluations.get(&known.contractor) {
                    lines.push(format!("evaluated {} of 100, needs {}", done.score, done.minimum));
                    lines.push(format!("earlier incidents {}", done.incidents));
                }
            }
        }
        Command::AmendContract { clauses, .. } | Command::RegisterContract { clauses, .. } => {
            of_clauses(clauses, lines);
        }
        Command::ConfirmEmployment { person } => {
            let known = state.persons.get(person);
            if let Some((known, said)) = known.and_then(|known| Some((known, known.employment.as_ref()?))) {
                lines.push(format!("{person} works for {} as {}", known.employer, known.title.name()));
                lines.push(format!("said {} until {}", said.stated_at, said.until));
            }
        }
        Command::ApproveOrder { order, .. } | Command::StopOrder { order, .. } => {
            if let Some(known) = state.chain.orders.get(order) {
                lines.push(format!("order {order} {}", known.status.name()));
                of_order(state, &known.terms, lines);
            }
        }
        Command::PlaceOrder { order, terms } => {
            lines.push(format!("order {order}"));
            of_order(state, terms, lines);
        }
        _ => {}
    }
}

/// What is signed about rights, findings about persons, and orders that wait.
fn of_rights(state: &State, command: &Command, lines: &mut Vec<String>) {
    match command {
        Command::AmendPerson { department, person, .. } => {
            let ended = rights::moved(state, person, department.as_ref()).len();
            if let (Some(to), true) = (department, ended > 0) {
                lines.push(format!("{person} moves to {to}, ends {ended}"));
            }
        }
        Command::ConfirmAccess { access, person } => {
            if let Some(right) = rights::find(state, person, access) {
                lines.push(format!("{person} has it since {} until {}", right.since, right.until));
            }
        }
        Command::LiftHold { party, .. } => {
            lines.push(format!("open about {party} {}", listed(crate::chain::hold::shown(state, party))));
        }
        Command::ResolveFinding { number, .. } => {
            if let Some(open) = state.concerns.open.get(number) {
                lines.push(format!(
                    "{number} {} about {} since {}",
                    open.finding.name(),
                    open.person,
                    open.since
                ));
            }
        }
        Command::SignWeekly { agrees, differs, party } => {
            let answered = agrees.len().saturating_add(differs.len());
            lines.push(format!("weekly check of {party}, answers {answered}, otherwise {}", differs.len()));
            lines.extend(differs.iter().map(|question| format!("otherwise {question}")));
        }
        Command::ReviewUrgent { permit, .. } => {
            if let Some(open) = state.reviews.get(permit) {
                lines.push(format!(
                    "listed {} by {}",
                    open.listed_at,
                    listed(open.involved.iter().map(ToString::to_string))
                ));
            }
        }
        Command::ResumePerson { person } => {
            if let Some(rests) = state.suspended.get(person) {
                lines.push(format!("{person} is suspended since {}", rests.since));
            }
        }
        _ => {}
    }
}

fn of_clauses(clauses: &Clauses, lines: &mut Vec<String>) {
    let treatments = [
        ("subcontracting", clauses.subcontracting),
        ("offshore", clauses.offshore),
        ("carry-out", clauses.carry_out),
    ];
    for (name, said) in treatments {
        lines.extend(said.map(|said| format!("{name} {}", said.name())));
    }
    lines.extend(clauses.deepest_tier.map(|tier| format!("deepest-tier {tier}")));
    lines.extend(clauses.erase_within_days.map(|days| format!("erase-within-days {days}")));
    lines.extend(clauses.breach_notice_minutes.map(|minutes| format!("breach-notice-minutes {minutes}")));
    let duties: Vec<&str> = clauses.duties.iter().map(|duty| duty.name()).collect();
    lines.push(format!("duties {}", duties.join(",")));
}

fn of_order(state: &State, terms: &OrderTerms, lines: &mut Vec<String>) {
    let tier = state.chain.tier(terms.parent.as_ref());
    lines.push(format!("tier {tier} {} orders of {}", terms.client, terms.contractor));
    lines.push(format!("work {} under {}", terms.work, terms.contract));
    lines.push(format!("term {} until {}", terms.term.from, terms.term.until));
    if terms.location == crate::chain::Location::Offshore {
        lines.push("offshore".to_owned());
    }
}

fn of_document(document: &Document, lines: &mut Vec<String>) {
    lines.push(format!("permit {} revision {}", document.permit, document.revision));
    lines.push(format!("document {}", document.digest()));
    lines.push(format!("people {}", document.people));
    if let Some(code) = &document.purpose_code {
        lines.push(format!("purpose {code}"));
    }
    if document.beyond.is_some() {
        lines.push("beyond the purpose".to_owned());
    }
    if document.urgent.is_some() {
        lines.push("urgent, to be reviewed on the next working day".to_owned());
    }
    if let Some(plan) = &document.plan {
        lines.push(format!("plan {} {}", plan.id, plan.digest));
    }
    for extract in &document.extracts {
        lines.push(format!(
            "rows {} of {} fields {}",
            extract.rows,
            extract.dataset,
            extract.fields.join(",")
        ));
        extract.form_facts(lines);
    }
    match &document.protection {
        Protection::Declared { product } => {
            lines.push("protection declared (not enforced by encryption)".to_owned());
            lines.push(format!("product {product}"));
        }
        Protection::Sealed => lines.push("protection sealed".to_owned()),
    }
    if let Some(sealing) = &document.sealing {
        of_sealing(sealing, lines);
    }
    lines.push(format!("media {}", listed(&document.copies)));
    match &document.transport {
        Transport::Carried { carriers, substitutes } => {
            lines.push(format!("carried by {}", listed(carriers)));
            if !substitutes.is_empty() {
                lines.push(format!("substitutes {}", listed(substitutes)));
            }
        }
        Transport::Courier { company } => {
            lines.push("by courier".to_owned());
            lines.push(format!("company {company}"));
        }
        Transport::Network => lines.push("by network".to_owned()),
    }
    lines.push(format!("from {} to {} back to {}", document.from, document.site, document.return_to));
    if let Some(device) = &document.device {
        lines.push(format!("device {device}"));
    }
    if !document.receivers.is_empty() {
        lines.push(format!("receivers {}", listed(&document.receivers)));
    }
    lines.push(format!("eraser {}", document.eraser));
    lines.push(format!("window {} until {}", document.window.from, document.window.until));
    if let Some(arrive_by) = document.arrive_by {
        lines.push(format!("arrive-by {arrive_by}"));
    }
    lines.push(format!("erase-by {}", document.erase_by));
    lines.push(format!("return-by {}", document.return_by));
}

/// What is signed about a plan: the document that is written, or the one that is accepted or approved.
fn of_plan(state: &State, command: &Command, lines: &mut Vec<String>) {
    let known = |plan| state.plans.plans.get(plan).map(|known| &known.document);
    match command {
        Command::AmendPlan { document } | Command::DraftPlan { document } => written_plan(document, lines),
        Command::ApprovePlan { plan, .. } => {
            if let Some(document) = known(plan) {
                written_plan(document, lines);
            }
        }
        Command::AcceptRisk { plan, risks, .. } => {
            lines.push(format!("accepts {}", listed(risks)));
            if let Some(document) = known(plan) {
                written_plan(document, lines);
            }
        }
        Command::WithdrawPlan { plan, .. } => {
            let live = state.permits.values().map(Permit::document);
            let under = live.filter(|document| document.plan.as_ref().is_some_and(|named| named.id == *plan));
            lines.push(format!("plan {plan} permits {}", listed(under.map(|document| document.permit))));
        }
        Command::SettleStep { explanation, step, .. } => {
            let what = if explanation.is_some() { "explained" } else { "done" };
            lines.push(format!("step {step} {what}"));
        }
        _ => {}
    }
}

fn written_plan(document: &PlanDocument, lines: &mut Vec<String>) {
    lines.push(format!("plan {} revision {}", document.plan, document.revision));
    lines.push(format!("document {}", document.digest()));
    lines.push(format!("work {} project {}", document.work, listed(&document.project)));
    lines.push(format!("term {} until {}", document.term.from, document.term.until));
    lines.extend(document.hours.map(|hours| format!("minutes {} until {}", hours.from, hours.until)));
    lines.push(format!(
        "from {} to {} back to {}",
        listed(&document.from),
        listed(&document.sites),
        listed(&document.storage)
    ));
    if let Some(media) = &document.media {
        lines.push(format!("media {} at most", media.at_most));
        lines.extend(media.products.iter().map(|product| format!("product {product}")));
    }
    for way in &document.transport {
        lines.push(match way {
            Way::Carried { at_least } => format!("carried by {at_least} at least"),
            Way::Courier => "by courier".to_owned(),
            Way::Network => "by network".to_owned(),
        });
    }
    for risk in &document.risks {
        let needed = if risk.kind == RiskKind::MediumNeeded { " medium needed" } else { "" };
        lines.push(format!(
            "risk {}{needed} impact {} {} residual {} accepted by {} until {}",
            risk.code,
            risk.impact,
            risk.treatment.name(),
            risk.residual,
            risk.accepted_by,
            risk.accepted_until
        ));
    }
    lines.extend(document.steps.iter().map(|step| format!("step {} by {}", step.code, step.by.name())));
}

fn of_sealing(sealing: &Sealing, lines: &mut Vec<String>) {
    lines.push(format!("sealed by {} witness {}", sealing.sealer, sealing.witness));
    lines.push(format!("openings {} two of {}", sealing.openings, listed(&sealing.openers)));
    lines.push(format!("copies {}", listed(&sealing.copies)));
    lines.push(format!("release-key {}", sealing.release_key));
    lines.push(format!("device-key {}", sealing.device_key));
    if let Some(key) = sealing.rewrap_key {
        lines.push(format!("rewrap-key {key}"));
    }
    if let Some(lookup) = &sealing.lookup {
        for one in &lookup.fingerprints {
            lines.push(format!(
                "fingerprints {} of {} from {}",
                one.kind.name(),
                one.dataset,
                one.fields.join(",")
            ));
        }
        lines.push(format!("lookup-key {} until {}", lookup.key, lookup.not_after));
    }
    if let Some(document) = sealing.sealed_under {
        lines.push(format!("sealed-under {document}"));
    }
}

/// What a seal or a release is about, beside the permit.
fn of_box(command: &Command, lines: &mut Vec<String>) {
    match command {
        Command::Seal { receipt, witness, .. } => {
            lines.push(format!("box {} bytes {}", receipt.box_hash, receipt.box_bytes));
            for counted in &receipt.counted {
                lines.push(format!("counted {} of {}", counted.rows, counted.dataset));
            }
            lines.push(format!("copy {} on {} by {}", receipt.copy, receipt.medium, receipt.station));
            lines.push(format!("witness {}", witness.person));
        }
        Command::Rewrap { officers, receipt, .. } => {
            lines.push(format!("header {}", receipt.header_hash));
            lines.push(format!("copy {} on {} by {}", receipt.copy, receipt.medium, receipt.station));
            lines.push(format!("present {}", listed(officers.keys())));
        }
        Command::Release { device, digest, medium, opening, presence, purpose, .. } => {
            if *purpose == Purpose::Rewrap {
                lines.push("purpose rewrap".to_owned());
            }
            lines.push(format!("release {medium} to {device} opening {opening}"));
            lines.push(format!("present {} {}", listed(&presence.persons), presence.level.name()));
            lines.push(format!("challenge {digest}"));
        }
        _ => {}
    }
}

fn listed(codes: impl IntoIterator<Item: ToString>) -> String {
    codes.into_iter().map(|code| code.to_string()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests;
