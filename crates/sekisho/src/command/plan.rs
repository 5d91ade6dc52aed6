//! `sekisho plan …`: safety plans, from a file that people write, and the checklists of permits.

mod written;

use sekisho_core::Command;
use sekisho_core::id::{PlanId, RiskId};
use sekisho_core::permit::Request;
use sekisho_core::plan::{CheckItem, Hours, MediaAllowed, Plan, PlanDocument, Way};
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{PlanAcceptRisk, PlanVerb, PlanWritten, Signing};
use crate::command::paper::{self, Desk};
use crate::command::registers::listing;
use crate::command::{Context, id, local, local_day};
use crate::exit::Exit;
use crate::message::Text;
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho plan …`
pub fn plan(context: Context<'_>, verb: &PlanVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        PlanVerb::Template => Ok(written::template(context, &gate)),
        PlanVerb::Draft(arguments) => write(context, &mut gate, arguments, None),
        PlanVerb::Amend(arguments) => {
            let named = written::code(&arguments.file)?;
            let before = find(&gate, &named)?.document.clone();
            write(context, &mut gate, arguments, Some(&before))
        }
        PlanVerb::AcceptRisk(arguments) => accept(context, &mut gate, arguments),
        PlanVerb::Approve(arguments) => {
            let named: PlanId = id(&arguments.id)?;
            // The hash of what is in the record now; the statement that is signed shows the same.
            let document = find(&gate, &named)?.digest;
            let command = Command::ApprovePlan { document, plan: named.clone() };
            one(context, &mut gate, &command, &named, &arguments.signing)
        }
        PlanVerb::Withdraw(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::WithdrawPlan { plan: id(&arguments.id)?, reason: reason.digest };
            let (outside, text) = (context.outside, context.text);
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        PlanVerb::List => Ok(list(context, &gate)),
        PlanVerb::Show(arguments) => {
            let named: PlanId = id(&arguments.id)?;
            let known = find(&gate, &named)?;
            if let Some(out) = &arguments.out {
                return paper::plan::print(Desk { context, gate: &gate }, known, out);
            }
            Ok(Report::done(plan_json(&gate, known), page(context, &gate, known)))
        }
    }
}

fn find<'a>(gate: &'a Gate, named: &PlanId) -> Result<&'a Plan, Failure> {
    let known = gate.state().plans.plans.get(named);
    known.ok_or_else(|| Failure::not_found("plan", named.as_str()))
}

/// Writes a plan down, or anew: the next revision of what is there.
fn write(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &PlanWritten,
    before: Option<&PlanDocument>,
) -> Result<Report, Failure> {
    let revision = before.map_or(1, |before| before.revision.saturating_add(1));
    let (document, texts) = written::read(gate, &arguments.file, revision)?;
    let named = document.plan.clone();
    let command = match before {
        Some(_) => Command::AmendPlan { document },
        None => Command::DraftPlan { document },
    };
    let report = carry(gate, &command, texts, &arguments.signing, context.outside, context.text)?;
    Ok(with_turn(context, gate, &named, report))
}

/// Accepts the risks that are named; without a name all that the plan wants of this person.
fn accept(context: Context<'_>, gate: &mut Gate, arguments: &PlanAcceptRisk) -> Result<Report, Failure> {
    let named: PlanId = id(&arguments.id)?;
    let known = find(gate, &named)?;
    let (person, _) = crate::act::signer(&arguments.signing, context.outside)?;
    let own = known.document.risks.iter().filter(|risk| risk.accepted_by == person);
    let risks = if arguments.risks.is_empty() {
        own.map(|risk| risk.code.clone()).collect()
    } else {
        arguments.risks.iter().map(|risk| id::<RiskId>(risk)).collect::<Result<_, _>>()?
    };
    let command = Command::AcceptRisk { document: known.digest, plan: named.clone(), risks };
    one(context, gate, &command, &named, &arguments.signing)
}

fn one(
    context: Context<'_>,
    gate: &mut Gate,
    command: &Command,
    named: &PlanId,
    signing: &Signing,
) -> Result<Report, Failure> {
    let report = carry(gate, command, Vec::new(), signing, context.outside, context.text)?;
    Ok(with_turn(context, gate, named, report))
}

/// Says whose turn it is after a plan's step: what is missing, who has yet to accept, or the security office.
fn with_turn(context: Context<'_>, gate: &Gate, named: &PlanId, report: Report) -> Report {
    let text = context.text;
    let Some(known) = gate.state().plans.plans.get(named).filter(|_| report.exit == Exit::Done) else {
        return report;
    };
    if known.is_approved() || known.withdrawn_at.is_some() {
        return report;
    }
    let missing = known.document.missing();
    if !missing.is_empty() {
        return report.note(missing_words(&missing, text));
    }
    let open = known.document.risks.iter().filter(|risk| !known.accepted.contains_key(&risk.code));
    let heads: std::collections::BTreeSet<String> =
        open.map(|risk| person_text::person(gate, &risk.accepted_by)).collect();
    let heads: Vec<String> = heads.into_iter().collect();
    let plan = named.as_str();
    if heads.is_empty() {
        return report.note(text.say("plan-turn-approve", &[("plan", plan)]));
    }
    report.note(text.say("plan-turn-accept", &[("plan", plan), ("persons", &heads.join(", "))]))
}

/// Gives the name of a part of a plan in words.
pub(crate) fn part_name(part: &str, text: &Text) -> String {
    text.say(&format!("plan-part-{}", part.replace('_', "-")), &[])
}

/// Says in words who does a step.
pub(crate) fn step_by(by: &str, text: &Text) -> String {
    text.say(&format!("step-by-{by}"), &[])
}

fn missing_words(missing: &[&str], text: &Text) -> String {
    let names: Vec<String> = missing.iter().map(|part| part_name(part, text)).collect();
    text.say("plan-missing-parts", &[("parts", &names.join(", "))])
}

fn list(context: Context<'_>, gate: &Gate) -> Report {
    let plans = &gate.state().plans.plans;
    let rows: Vec<Vec<String>> = plans
        .values()
        .map(|known| {
            let ends = known.document.risks.iter().map(|risk| risk.accepted_until).min();
            vec![
                known.document.plan.to_string(),
                person_text::text(gate, &known.document.name).unwrap_or_default(),
                known.document.work.to_string(),
                context.text.say(&format!("plan-state-{}", known.status()), &[]),
                local_day(known.document.term.until).to_string(),
                ends.map(|until| local_day(until).to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    let json: Vec<Value> = plans.values().map(|known| plan_json(gate, known)).collect();
    let columns =
        ["column-plan", "column-name", "column-work", "column-status", "column-until", "column-risk-until"];
    listing(context, &columns, &rows, json!(json))
}

fn plan_json(gate: &Gate, known: &Plan) -> Value {
    let document = &known.document;
    let words = |digest: &sekisho_core::Digest| person_text::text(gate, digest);
    let under = gate
        .state()
        .permits
        .iter()
        .filter(|(_, live)| live.document().plan.as_ref().is_some_and(|named| named.id == document.plan));
    let permits: Vec<Value> = under.map(|(permit, _)| json!(permit)).collect();
    let risks: Vec<Value> = document
        .risks
        .iter()
        .map(|risk| {
            json!({
                "code": risk.code, "name": words(&risk.name), "measure": words(&risk.measure),
                "accepted": known.accepted.get(&risk.code),
            })
        })
        .collect();
    let steps: Vec<Value> = document
        .steps
        .iter()
        .map(|step| json!({ "code": step.code, "by": step.by, "words": words(&step.words) }))
        .collect();
    json!({
        "id": document.plan, "name": words(&document.name), "status": known.status(), "digest": known.digest,
        "document": document, "missing": document.missing(), "approved": known.approved, "risks": risks,
        "steps": steps, "withdrawn_at": known.withdrawn_at, "written_by": known.written_by, "permits": permits,
    })
}

/// Writes a plan as people read it.
fn page(context: Context<'_>, gate: &Gate, known: &Plan) -> String {
    let (text, document) = (context.text, &known.document);
    let words = |digest: &sekisho_core::Digest| person_text::text(gate, digest).unwrap_or_default();
    let mut lines = vec![format!(
        "{} {}  [{}]  {}",
        document.plan,
        words(&document.name),
        text.say(&format!("plan-state-{}", known.status()), &[]),
        text.say("plan-revision", &[("revision", &document.revision.to_string())]),
    )];
    let mut field = |part: &str, value: String| {
        lines.push(format!("  {}  {value}", crate::command::permit::show::pad(&part_name(part, text), 14)));
    };
    field("document", known.digest.to_string());
    field("work", document.work.to_string());
    field("term", format!("{} – {}", local(document.term.from), local(document.term.until)));
    if let Some(hours) = document.hours {
        field("hours", hours_words(hours));
    }
    let people = document.project.iter().map(|person| person_text::person(gate, person));
    field("project", people.collect::<Vec<_>>().join(", "));
    for (part, places) in
        [("from", &document.from), ("site", &document.sites), ("storage", &document.storage)]
    {
        let names: Vec<String> = places.iter().map(|place| person_text::place(gate, place)).collect();
        field(part, names.join(", "));
    }
    let ways: Vec<String> = document.transport.iter().map(|way| way_words(*way, text)).collect();
    field("transport", ways.join(", "));
    if let Some(media) = &document.media {
        field("media", media_words(media, text));
    }
    for risk in &document.risks {
        let treatment = text.say(&format!("risk-treatment-{}", risk.treatment.name()), &[]);
        let signed = known.accepted.get(&risk.code);
        let signed = signed.map_or_else(|| text.say("risk-open", &[]), |signed| local(signed.at));
        let values = [
            ("name", words(&risk.name)),
            ("impact", risk.impact.to_string()),
            ("treatment", treatment),
            ("measure", words(&risk.measure)),
            ("residual", risk.residual.to_string()),
            ("person", person_text::person(gate, &risk.accepted_by)),
            ("until", local(risk.accepted_until)),
            ("signed", signed),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        field("risks", format!("{}  {}", risk.code, text.say("risk-line", &values)));
    }
    for step in &document.steps {
        let by = step_by(step.by.name(), text);
        field("steps", format!("{}  {}  ({by})", step.code, words(&step.words)));
    }
    if let Some(approved) = &known.approved {
        let who = person_text::signer(gate, &approved.by, approved.deputy.as_ref(), text);
        field("approved", format!("{who} {}", local(approved.at)));
    }
    let missing = document.missing();
    if !missing.is_empty() {
        lines.push(missing_words(&missing, text));
    }
    lines.join("\n")
}

/// Says between which hours of a day.
pub(crate) fn hours_words(hours: Hours) -> String {
    format!("{} – {}", clock(hours.from), clock(hours.until))
}

/// Says how many media, and of which products.
pub(crate) fn media_words(media: &MediaAllowed, text: &Text) -> String {
    let products: Vec<&str> = media.products.iter().map(String::as_str).collect();
    let most = text.say("plan-media", &[("count", &media.at_most.to_string())]);
    format!("{most} {}", products.join(", ")).trim_end().to_owned()
}

/// Shows minutes after midnight as a clock does.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Says how data may travel.
pub(crate) fn way_words(way: Way, text: &Text) -> String {
    match way {
        Way::Carried { at_least } => text.say("plan-way-carried", &[("count", &at_least.to_string())]),
        Way::Courier => text.say("plan-way-courier", &[]),
        Way::Network => text.say("plan-way-network", &[]),
    }
}

/// Lists a permit's checklist, each step with what became of it.
pub(crate) fn checklist(context: Context<'_>, gate: &Gate, request: &Request) -> Vec<String> {
    let text = context.text;
    let words = |digest: &sekisho_core::Digest| person_text::text(gate, digest).unwrap_or_default();
    let state = |item: &CheckItem| match &item.settled {
        None => text.say("step-waits", &[("by", &step_by(item.step.by.name(), text))]),
        Some(said) => {
            let (who, at) = (person_text::person(gate, &said.by), local(said.at));
            let reason = said.explanation.as_ref().map(words);
            let values = [("person", who.as_str()), ("time", at.as_str())];
            match &reason {
                None => text.say("step-done", &values),
                Some(reason) => text.say("step-explained", &[values[0], values[1], ("reason", reason)]),
            }
        }
    };
    let line = |item: &CheckItem| {
        let step = &item.step;
        format!("{}  {}  {}", step.code, words(&step.words), state(item))
    };
    request.checklist.iter().map(line).collect()
}

/// Gives a permit's checklist as data, with the words of each step.
pub(crate) fn checklist_json(gate: &Gate, request: &Request) -> Vec<Value> {
    let words = |digest: &sekisho_core::Digest| person_text::text(gate, digest);
    let line = |item: &CheckItem| {
        let explanation = item.settled.as_ref().and_then(|said| said.explanation.as_ref()).and_then(words);
        json!({
            "code": item.step.code, "by": item.step.by, "words": words(&item.step.words),
            "settled": item.settled, "explanation": explanation,
        })
    };
    request.checklist.iter().map(line).collect()
}
