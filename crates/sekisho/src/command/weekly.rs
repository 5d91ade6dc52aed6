//! `sekisho weekly …`: what the head of an organization looks at once a week, and signs.

use std::collections::BTreeSet;

use sekisho_core::id::PartyId;
use sekisho_core::weekly::{ESCALATES, Question, questions, week_of};
use sekisho_core::{Command, Timestamp};
use sekisho_gate::Gate;
use sekisho_web::weekly::told;
use serde_json::json;

use crate::act::carry;
use crate::cli::WeeklyVerb;
use crate::command::registers::listing;
use crate::command::{Context, id, local_day};
use crate::message::Text;
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho weekly …`
pub fn weekly(context: Context<'_>, verb: &WeeklyVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let (outside, text) = (context.outside, context.text);
    match verb {
        WeeklyVerb::Begin(arguments) => {
            let command = Command::BeginWeekly { party: id(&arguments.org)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        WeeklyVerb::End(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::EndWeekly { party: id(&arguments.org)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        WeeklyVerb::Sign(arguments) => {
            let answers = |words: &[String]| -> Result<BTreeSet<Question>, Failure> {
                words.iter().map(|word| question(word)).collect()
            };
            let command = Command::SignWeekly {
                agrees: answers(&arguments.yes)?,
                differs: answers(&arguments.no)?,
                party: id(&arguments.org)?,
            };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        WeeklyVerb::Show(arguments) => show(context, &gate, &id(&arguments.org)?),
        WeeklyVerb::List => Ok(list(context, &gate)),
    }
}

fn question(word: &str) -> Result<Question, Failure> {
    word.parse().map_err(|_| Failure::usage("weekly-question-unfit", &[("question", word)]))
}

/// Lists what is asked this week, with the line that signs it where everything is as the record has it.
fn show(context: Context<'_>, gate: &Gate, party: &PartyId) -> Result<Report, Failure> {
    let state = gate.state();
    let (Some(office), Some(known)) = (&state.office, state.weekly.get(party)) else {
        return Err(Failure::not_found("weekly", party.as_str()));
    };
    let week = week_of(office, gate.now());
    let signed = known.next > week;
    let asked = questions(state, party, week);
    let say = |question: &Question| sentence(gate, party, question, context.text);
    let rows: Vec<Vec<String>> =
        asked.iter().map(|question| vec![question.to_string(), say(question)]).collect();
    let json = json!({
        "organization": party, "week": week, "signed": signed, "missed": known.missed,
        "questions": asked.iter().map(|question| json!({ "question": question, "sentence": say(question) })).collect::<Vec<_>>(),
    });
    let report = listing(context, &["column-question", "column-sentence"], &rows, json);
    let note = if signed {
        context.text.say("weekly-signed-already", &[("week", &day(week))])
    } else {
        let yes: Vec<String> = asked.iter().map(|question| format!("--yes {question}")).collect();
        let line = format!("sekisho weekly sign {party} {}", yes.join(" "));
        context.text.say("weekly-how", &[("line", line.trim_end())])
    };
    Ok(report.note(note))
}

/// Lists every organization with a weekly check: who has missed most comes first.
fn list(context: Context<'_>, gate: &Gate) -> Report {
    let state = gate.state();
    let this = state.office.as_ref().map(|office| week_of(office, gate.now()));
    let mut checks: Vec<_> = state.weekly.iter().collect();
    checks.sort_by_key(|(party, known)| (std::cmp::Reverse(known.missed), *party));
    let rows: Vec<Vec<String>> = checks
        .iter()
        .map(|(party, known)| {
            let status = match known.missed {
                _ if Some(known.next) > this => context.text.say("weekly-status-signed", &[]),
                0 => context.text.say("weekly-status-open", &[]),
                missed => context.text.say("weekly-status-missed", &[("count", &missed.to_string())]),
            };
            let last = known.last.as_ref();
            vec![
                person_text::party(gate, party),
                status,
                last.map(|last| day(last.week)).unwrap_or_default(),
                last.map(|last| person_text::person(gate, &last.person)).unwrap_or_default(),
                last.map(|last| last.differs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
                    .unwrap_or_default(),
            ]
        })
        .collect();
    let json: Vec<_> = checks
        .iter()
        .map(|(party, known)| {
            let last = known.last.as_ref().map(|last| {
                json!({ "at": last.at, "differs": last.differs, "person": last.person, "week": last.week })
            });
            json!({
                "organization": party, "last": last, "missed": known.missed, "escalated": known.missed >= ESCALATES,
                "signed": Some(known.next) > this,
            })
        })
        .collect();
    let columns = ["column-org", "column-status", "column-week", "column-person", "column-differs"];
    listing(context, &columns, &rows, json!(json))
}

fn sentence(gate: &Gate, party: &PartyId, question: &Question, text: &Text) -> String {
    let (key, values) = told(gate, party, question);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text.say(key, &values)
}

fn day(week: Timestamp) -> String {
    local_day(week).to_string()
}
