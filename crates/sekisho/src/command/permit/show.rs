//! Looking at permits: list, one with its timeline, may-I-go, and the paper.

use std::path::Path;

use sekisho_core::document::{Document, Protection, Transport};
use sekisho_core::id::PermitId;
use sekisho_core::party::Role;
use sekisho_core::permit::{Custody, Holder, Permit};
use sekisho_core::{Command, Reason, decide};
use sekisho_gate::Gate;
use sekisho_gate::view::PermitView;
use sekisho_gate::wire::v1::{By, Predicate};
use serde_json::{Value, json};

use crate::act::{reason_json, reason_lines};
use crate::cli::PermitList;
use crate::command::paper::Desk;
use crate::command::registers::listing;
use crate::command::{Context, local};
use crate::exit::Exit;
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho permit list`
pub(super) fn list(context: Context<'_>, gate: &Gate, arguments: &PermitList) -> Result<Report, Failure> {
    let views = gate.record().views(arguments.status.as_deref(), arguments.limit)?;
    let rows: Vec<Vec<String>> = views
        .iter()
        .map(|view| {
            vec![
                view.permit.to_string(),
                status(context, &view.status),
                view.people().to_string(),
                local(view.last.document().return_by),
                view.requester().to_string(),
                person_text::text(gate, &view.purpose()).unwrap_or_default(),
            ]
        })
        .collect();
    let json: Vec<Value> = views.iter().map(|view| view_json(gate, view)).collect();
    let columns = [
        "column-permit",
        "column-status",
        "column-people",
        "column-return-by",
        "column-requester",
        "column-purpose",
    ];
    Ok(listing(context, &columns, &rows, json!(json)))
}

fn status(context: Context<'_>, status: &str) -> String {
    context.text.say(&format!("status-{}", status.replace('_', "-")), &[])
}

fn view_json(gate: &Gate, view: &PermitView) -> Value {
    let document = view.last.document();
    json!({
        "permit": view.permit,
        "status": view.status,
        "people": view.people(),
        "purpose": person_text::text(gate, &view.purpose()),
        "requester": view.requester(),
        "return_by": document.return_by,
        "protection": document.protection,
        "document": view.last.request().digest,
        "updated_at": view.updated_at,
    })
}

/// Finds a permit, live or finished.
pub(super) fn find(gate: &Gate, permit: PermitId) -> Result<PermitView, Failure> {
    gate.record().view(permit)?.ok_or_else(|| Failure::not_found("permit", &permit.to_string()))
}

/// `sekisho permit show`
pub(super) fn show(context: Context<'_>, gate: &Gate, permit: PermitId) -> Result<Report, Failure> {
    let view = find(gate, permit)?;
    let mut human = format!("{permit}  {}\n", status(context, &view.status));
    let document = view.last.document();
    for (key, value) in document_lines(context, gate, document) {
        human.push_str(&format!("  {}  {value}\n", pad(&context.text.say(&key, &[]), 14)));
    }
    human.push_str(&format!(
        "  {}  {}\n",
        pad(&context.text.say("field-document", &[]), 14),
        view.last.request().digest
    ));
    for (key, line) in told(context, gate, &view.last) {
        human.push_str(&format!("  {}  {line}\n", pad(&context.text.say(key, &[]), 14)));
    }
    let (timeline, rows) = timeline(context, gate, permit)?;
    human.push_str(&format!("\n{timeline}"));
    let mut json = view_json(gate, &view);
    if let Value::Object(map) = &mut json {
        map.insert("content".to_owned(), json!(document));
        map.insert("state".to_owned(), json!(view.last));
        map.insert("timeline".to_owned(), json!(rows));
        if !view.last.request().checklist.is_empty() {
            let checklist = crate::command::plan::checklist_json(gate, view.last.request());
            map.insert("checklist".to_owned(), json!(checklist));
        }
        if let Permit::Out(outing) = &view.last
            && document.is_sealed()
        {
            map.insert("releases".to_owned(), json!(outing.releases));
            let key = json!({ "ordered_at": outing.destruction_ordered_at, "destroyed": outing.destroyed });
            map.insert("key".to_owned(), key);
        }
    }
    Ok(Report::done(json, human))
}

/// Fills a label to a number of columns.
pub(crate) fn pad(label: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthStr as _;
    format!("{label}{}", " ".repeat(width.saturating_sub(label.width())))
}

/// Says what a document holds, field by field.
pub(super) fn document_lines(
    context: Context<'_>,
    gate: &Gate,
    document: &Document,
) -> Vec<(String, String)> {
    let text = context.text;
    let people = |ids: &std::collections::BTreeSet<sekisho_core::id::PersonId>| {
        ids.iter().map(|id| person_text::person(gate, id)).collect::<Vec<_>>().join(", ")
    };
    let mut lines = vec![
        ("field-purpose".to_owned(), person_text::text(gate, &document.purpose).unwrap_or_default()),
        ("field-people".to_owned(), document.people.to_string()),
    ];
    if let Some(code) = &document.purpose_code {
        lines.insert(0, ("field-purpose-code".to_owned(), code.to_string()));
    }
    if let Some(plan) = &document.plan {
        lines.push(("field-plan".to_owned(), format!("{} {}", plan.id, plan.digest)));
    }
    if let Some(reason) = &document.beyond {
        lines.push(("field-beyond".to_owned(), person_text::text(gate, reason).unwrap_or_default()));
    }
    if let Some(reason) = &document.urgent {
        lines.push(("field-urgent".to_owned(), person_text::text(gate, reason).unwrap_or_default()));
    }
    for extract in &document.extracts {
        lines.push(("field-data".to_owned(), crate::command::less::data_words(context, extract)));
    }
    let protection = match &document.protection {
        // A declared protection never claims more than somebody's word.
        Protection::Declared { product } => text.say("protection-declared", &[("product", product)]),
        Protection::Sealed => text.say("protection-sealed", &[]),
    };
    lines.push(("field-protection".to_owned(), protection));
    if let Some(lookup) = document.sealing.as_ref().and_then(|sealing| sealing.lookup.as_ref()) {
        for one in &lookup.fingerprints {
            let kind = text.say(&format!("fingerprint-kind-{}", one.kind.name().replace('_', "-")), &[]);
            let (fields, until) = (one.fields.join(","), local(lookup.not_after));
            let (dataset, fields) = (one.dataset.to_string(), fields.as_str());
            let values =
                [("dataset", dataset.as_str()), ("kind", &kind), ("fields", fields), ("until", &until)];
            lines.push(("field-fingerprint".to_owned(), text.say("fingerprint-demanded", &values)));
        }
    }
    let media: Vec<String> = document.copies.iter().map(ToString::to_string).collect();
    lines.push(("field-media".to_owned(), media.join(", ")));
    let transport = match &document.transport {
        Transport::Carried { carriers, .. } => {
            text.say("transport-carried", &[("people", &people(carriers))])
        }
        Transport::Courier { company } => text.say("transport-courier", &[("company", company)]),
        Transport::Network => text.say("transport-network", &[]),
    };
    lines.push(("field-transport".to_owned(), transport));
    let way = format!(
        "{} → {} → {}",
        person_text::place(gate, &document.from),
        person_text::place(gate, &document.site),
        person_text::place(gate, &document.return_to)
    );
    lines.push(("field-way".to_owned(), way));
    let window = format!("{} – {}", local(document.window.from), local(document.window.until));
    lines.push(("field-window".to_owned(), window));
    lines.push(("field-erase-by".to_owned(), local(document.erase_by)));
    lines.push(("field-return-by".to_owned(), local(document.return_by)));
    lines.push(("field-eraser".to_owned(), person_text::person(gate, &document.eraser)));
    if !document.receivers.is_empty() {
        lines.push(("field-receivers".to_owned(), people(&document.receivers)));
    }
    if let Transport::Carried { substitutes, .. } = &document.transport
        && !substitutes.is_empty()
    {
        lines.push(("field-substitutes".to_owned(), people(substitutes)));
    }
    if let Some(device) = &document.device {
        lines.push(("field-device".to_owned(), device.to_string()));
    }
    if let Some(arrive_by) = document.arrive_by {
        lines.push(("field-arrive-by".to_owned(), local(arrive_by)));
    }
    if let Some(route) = document.route.and_then(|route| person_text::text(gate, &route)) {
        lines.push(("field-route".to_owned(), route));
    }
    lines
}

/// Says who has a copy.
pub(crate) fn custody_words(context: Context<'_>, gate: &Gate, custody: &Custody) -> String {
    let holder = |holder: &Holder| match holder {
        Holder::Courier { consignment } => {
            context.text.say("holder-courier", &[("consignment", consignment)])
        }
        Holder::Persons(persons) => {
            persons.iter().map(|id| person_text::person(gate, id)).collect::<Vec<_>>().join(" + ")
        }
        Holder::Place(place) => person_text::place(gate, place),
    };
    match custody {
        Custody::Held { by, .. } => holder(by),
        Custody::Lost { last, .. } => context.text.say("custody-lost", &[("last", &holder(last))]),
        Custody::Offered { from, to, .. } => {
            context.text.say("custody-offered", &[("from", &holder(from)), ("to", &holder(to))])
        }
        Custody::Returned { place, .. } => {
            context.text.say("custody-returned", &[("place", &person_text::place(gate, place))])
        }
    }
}

/// Says what happened under a permit: who approved, who has each copy, what is erased, what is done, released, destroyed.
///
/// Shape: what a line is about, and the line. From `gate` come names alone, so that the same can be said of another history.
pub fn told(context: Context<'_>, gate: &Gate, permit: &Permit) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    for (person, approval) in &permit.request().approvals {
        let role = context.text.say(&format!("role-{}", approval.role.name().replace('_', "-")), &[]);
        let who = person_text::person(gate, person);
        let role = approval.deputy.as_ref().map_or(role.clone(), |deputy| {
            let of = person_text::person(gate, &deputy.of);
            let key = format!("role-{}", deputy.standing.name());
            context.text.say(&key, &[("role", &role), ("of", &of)])
        });
        lines.push(("field-approved", format!("{who} ({role}) {}", local(approval.at))));
    }
    if let Permit::Out(outing) = permit {
        for (medium, copy) in &outing.copies {
            let erased = copy.erasure.as_ref().map_or_else(
                || context.text.say("erasure-open", &[]),
                |done| context.text.say(&format!("erase-{}", done.method.name().replace('_', "-")), &[]),
            );
            let custody = custody_words(context, gate, &copy.custody);
            lines.push(("field-copy", format!("{medium}: {custody} · {erased}")));
        }
    }
    let checklist = crate::command::plan::checklist(context, gate, permit.request());
    lines.extend(checklist.into_iter().map(|line| ("field-step", line)));
    lines.extend(of_boxes(context, gate, permit).into_iter().map(|line| ("field-box", line)));
    lines
}

/// Tells the permit's events in order, each with its number, its author and whether a person signed it.
fn timeline(context: Context<'_>, gate: &Gate, permit: PermitId) -> Result<(String, Vec<Value>), Failure> {
    let mut human = String::new();
    let mut rows = Vec::new();
    gate.record().stream_entries(&format!("permit/{permit}"), &mut |entry| {
        let index = entry.index;
        let Some(envelope) = entry.envelope else {
            human.push_str(&format!("  #{index}  {}\n", context.text.say("event-erased", &[])));
            return Ok(());
        };
        let predicate = Predicate::open_own(&envelope)?;
        human.push_str(&event_line(context, gate, index, &predicate));
        rows.push(event_json(index, &predicate));
        Ok(())
    })?;
    Ok((human, rows))
}

/// Tells of each box whether and to whom it was released, and what has become of the key: "was it read?" has its answer here.
fn of_boxes(context: Context<'_>, gate: &Gate, permit: &Permit) -> Vec<String> {
    let request = permit.request();
    if !request.document.is_sealed() {
        return Vec::new();
    }
    let releases = match permit {
        Permit::Out(outing) => outing.releases.as_slice(),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => &[],
    };
    let mut lines = Vec::new();
    if let Some(again) = permit.rewrapping() {
        let device = again.document.device.as_ref().map(ToString::to_string).unwrap_or_default();
        let (person, count) =
            (person_text::person(gate, &again.requester), again.approvals.len().to_string());
        let values =
            [("device", device.as_str()), ("person", person.as_str()), ("approvals", count.as_str())];
        lines.push(context.text.say("rewrap-waits", &values));
    }
    for medium in &request.document.copies {
        let medium_text = medium.to_string();
        if !request.seals.contains_key(medium) {
            lines.push(context.text.say("box-not-sealed", &[("medium", &medium_text)]));
            continue;
        }
        let own: Vec<_> = releases.iter().filter(|release| release.medium == *medium).collect();
        if own.is_empty() {
            lines.push(context.text.say("box-not-released", &[("medium", &medium_text)]));
        }
        for release in own {
            let persons: Vec<String> =
                release.presence.persons.iter().map(|person| person_text::person(gate, person)).collect();
            let level = release.presence.level.name().replace('_', "-");
            let values = [
                ("medium", medium_text.clone()),
                ("device", release.device.to_string()),
                ("opening", release.opening.to_string()),
                ("time", local(release.at)),
                ("persons", persons.join(", ")),
                ("level", context.text.say(&format!("presence-{level}"), &[])),
            ];
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let key = if release.purpose.is_opening() { "box-released" } else { "box-rewrapped" };
            lines.push(context.text.say(key, &values));
        }
    }
    if let Permit::Out(outing) = permit {
        let line = match (&outing.destroyed, outing.destruction_ordered_at) {
            (Some(gone), _) => {
                let level = gone.level.name();
                let meaning = context.text.say(&format!("level-{}", level.to_lowercase()), &[]);
                let time = local(gone.at);
                context
                    .text
                    .say("key-is-destroyed", &[("time", &time), ("level", level), ("meaning", &meaning)])
            }
            (None, Some(at)) => context.text.say("key-is-ordered", &[("time", &local(at))]),
            (None, None) => {
                context.text.say("key-lives", &[("until", &local(request.document.window.until))])
            }
        };
        lines.push(line);
    }
    lines
}

/// Writes one event as one line.
pub(crate) fn event_line(context: Context<'_>, gate: &Gate, index: u64, predicate: &Predicate) -> String {
    let by = match &predicate.by {
        By::Person { person, .. } => {
            person_text::signer(gate, person, predicate.event.deputy(), context.text)
        }
        By::Server { .. } => context.text.say("by-server", &[]),
        By::Vault { .. } => context.text.say("by-vault", &[]),
    };
    let name = predicate.event.name();
    let what = context.text.say(&format!("event-{}", name.replace('_', "-")), &[]);
    let late = if predicate.recorded_at.seconds().abs_diff(predicate.occurred_at.seconds()) > 60 {
        format!("  ({})", context.text.say("occurred-at", &[("time", &local(predicate.occurred_at))]))
    } else {
        String::new()
    };
    let detail = crate::command::log::detail(context, &predicate.event);
    format!(
        "  {}  {}  {}  {by}{late}\n",
        pad(&format!("#{index}"), 5),
        local(predicate.recorded_at),
        pad(&format!("{what}{detail}"), 34)
    )
}

/// Gives one event as data.
pub(crate) fn event_json(index: u64, predicate: &Predicate) -> Value {
    let (person, signed) = match &predicate.by {
        By::Person { person, .. } => (Some(person.clone()), true),
        By::Server { .. } | By::Vault { .. } => (None, false),
    };
    json!({
        "record": index,
        "stream": predicate.stream,
        "seq": predicate.seq,
        "event": predicate.event,
        "person": person,
        "signed_by_person": signed,
        "occurred_at": predicate.occurred_at,
        "recorded_at": predicate.recorded_at,
    })
}

/// `sekisho permit check`: may the carriers go?
pub(super) fn check(context: Context<'_>, gate: &Gate, permit: PermitId) -> Result<Report, Failure> {
    let view = find(gate, permit)?;
    let now = gate.now();
    let document = view.last.document();
    let (exit, answer) = match view.status.as_str() {
        "requested" | "sent_back" => (Exit::Waiting, "check-waiting"),
        "approved" if now < document.window.from => (Exit::Waiting, "check-early"),
        "approved" | "out" if document.window.is_over(now) => (Exit::Expired, "check-over"),
        "approved" | "out" => (Exit::Done, "check-go"),
        "closed" | "lapsed" => (Exit::Expired, "check-over"),
        _ => (Exit::Refused, "check-no"),
    };
    let reasons = if exit == Exit::Done { against_leaving(gate, permit) } else { Vec::new() };
    let (exit, answer) =
        if reasons.is_empty() { (exit, answer) } else { (Exit::of_reasons(&reasons), "check-not-now") };
    let text = context.text;
    let mut json =
        json!({ "ok": exit == Exit::Done, "permit": permit, "status": view.status, "exit": exit.code() });
    if let (false, Some(fields)) = (reasons.is_empty(), json.as_object_mut()) {
        fields.insert("reasons".to_owned(), reasons.iter().map(|reason| reason_json(reason, text)).collect());
    }
    let values = [("permit", permit.to_string()), ("status", status(context, &view.status))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let lines: String = reasons.iter().map(|reason| reason_lines(reason, text)).collect();
    let human = format!("{}\n{lines}", text.say(answer, &values));
    Ok(Report::done(json, human.trim_end().to_owned()).with_exit(exit))
}

/// What would be said if a media keeper handed the first medium to the carriers now: approved is not yet fit to leave.
fn against_leaving(gate: &Gate, permit: PermitId) -> Vec<Reason> {
    let (state, now) = (gate.state(), gate.now());
    let Some(Permit::Approved(approved)) = state.permits.get(&permit) else { return Vec::new() };
    let document = &approved.document;
    let Transport::Carried { carriers, .. } = &document.transport else { return Vec::new() };
    let keepers = || state.holders_of(Role::MediaKeeper, now);
    let keeper = keepers().find(|keeper| !carriers.contains(*keeper)).or_else(|| keepers().next());
    let (Some(keeper), Some(medium)) = (keeper, document.copies.first()) else { return Vec::new() };
    let (to, due) = (Holder::Persons(carriers.clone()), document.return_by);
    let command = Command::Hand { due, medium: medium.clone(), permit, to };
    decide(state, keeper, &command, now, now).reasons
}

/// `sekisho permit print`
pub(super) fn print(
    context: Context<'_>,
    gate: &Gate,
    permit: PermitId,
    out: &Path,
) -> Result<Report, Failure> {
    crate::command::paper::application::print(Desk { context, gate }, &find(gate, permit)?, out)
}
