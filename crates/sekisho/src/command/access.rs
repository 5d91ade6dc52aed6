//! `sekisho access …`: cards and accounts, applied for as a list, and the matrix of who has what.

use std::collections::BTreeSet;

use sekisho_core::Command;
use sekisho_core::employment::Access;
use sekisho_core::id::PersonId;
use sekisho_core::rights::{NOTICE, ends_at};
use sekisho_gate::Gate;
use sekisho_gate::submit::Submission;
use sekisho_proof::act::namespace;
use serde_json::{Value, json};

use crate::act::{carry, private_key, reason_json, reason_lines, signer};
use crate::cli::{AccessApply, AccessVerb};
use crate::command::paper::{Desk, access_matrix};
use crate::command::registers::listing;
use crate::command::{Context, id, local, local_day};
use crate::exit::Exit;
use crate::message::Text;
use crate::person_text;
use crate::report::{Failure, Report};
use crate::table::table;

/// `sekisho access …`
pub fn access(context: Context<'_>, verb: &AccessVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        AccessVerb::Apply(arguments) => apply(context, &mut gate, arguments),
        AccessVerb::End(arguments) => {
            let access = which(arguments.card.as_deref(), arguments.account.as_deref())?;
            let command = Command::EndAccess { access, person: id(&arguments.person)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
        }
        AccessVerb::Confirm(arguments) => {
            let access = which(arguments.card.as_deref(), arguments.account.as_deref())?;
            let command = Command::ConfirmAccess { access, person: id(&arguments.person)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
        }
        AccessVerb::Suspend(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::SuspendPerson { person: id(&arguments.person)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, context.outside, context.text)
        }
        AccessVerb::Resume(arguments) => {
            let command = Command::ResumePerson { person: id(&arguments.person)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
        }
        AccessVerb::List(arguments) => Ok(list(context, &gate, arguments.due)),
        AccessVerb::Matrix(arguments) => access_matrix::matrix(Desk { context, gate: &gate }, arguments),
    }
}

fn which(card: Option<&str>, account: Option<&str>) -> Result<Access, Failure> {
    match (card, account) {
        (Some(card), _) => Ok(Access::Card(id(card)?)),
        (None, Some(account)) => Ok(Access::Account(id(account)?)),
        (None, None) => Err(Failure::usage("field-missing", &[("flag", "--card")])),
    }
}

/// Asks for each person of the list: one act each, so that a no to one is no no to another.
fn apply(context: Context<'_>, gate: &mut Gate, arguments: &AccessApply) -> Result<Report, Failure> {
    let text = context.text;
    let access = which(arguments.card.as_deref(), arguments.account.as_deref())?;
    let employer: sekisho_core::id::PartyId = id(&arguments.employer)?;
    if let (Some(_), [person]) = (&arguments.signing.prepare, arguments.persons.as_slice()) {
        // What is signed elsewhere is one act.
        let command = Command::ApplyAccess { access, employer, person: id(person)? };
        return carry(gate, &command, Vec::new(), &arguments.signing, context.outside, text);
    }
    let (actor, key) = signer(&arguments.signing, context.outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "apply.access")]))?;
    let key = private_key(&key, context.outside, text)?;
    let time = arguments.signing.occurred_at(gate.now())?;
    let (mut rows, mut json, mut lines) = (Vec::new(), Vec::<Value>::new(), String::new());
    let mut refused = 0_usize;
    // Every word is read before the first one is asked for.
    let persons = arguments.persons.iter().map(|person| id(person)).collect::<Result<Vec<PersonId>, _>>()?;
    for person in persons {
        let command = Command::ApplyAccess {
            access: access.clone(),
            employer: employer.clone(),
            person: person.clone(),
        };
        let statement = gate.prepare(&actor, &command, time)?;
        let signature = key
            .sign(&namespace(command.act()), statement.as_bytes())
            .map_err(|error| Failure::broken(error.into()))?;
        let answer = gate.submit(&Submission { disclosures: Vec::new(), signature, statement })?;
        let granted = answer.reasons.is_empty();
        let said = if granted { "access-granted" } else { "access-refused" };
        let codes: BTreeSet<&str> = answer.reasons.iter().map(|reason| reason.rule.code()).collect();
        let codes = codes.into_iter().collect::<Vec<_>>().join(" ");
        rows.push(vec![person_text::person(gate, &person), text.say(said, &[]), codes]);
        if !granted {
            refused = refused.saturating_add(1);
            lines.push_str(&format!("{}\n", person_text::person(gate, &person)));
            lines.extend(answer.reasons.iter().map(|reason| reason_lines(reason, text)));
        }
        let reasons: Vec<Value> = answer.reasons.iter().map(|reason| reason_json(reason, text)).collect();
        let record: Vec<u64> = answer.indexes.clone().collect();
        json.push(json!({ "person": person, "granted": granted, "reasons": reasons, "record": record }));
    }
    let granted = arguments.persons.len().saturating_sub(refused);
    let (yes, no) = (granted.to_string(), refused.to_string());
    let columns = ["column-person", "column-status", "column-reason"].map(|key| text.say(key, &[]));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let head = text.say("access-counted", &[("granted", &yes), ("refused", &no)]);
    let human = format!("{}{head}\n{lines}", table(&columns, &rows));
    let all = |name: &str| -> Vec<Value> {
        json.iter().filter_map(|one| one.get(name)?.as_array()).flatten().cloned().collect()
    };
    let (reasons, record) = (all("reasons"), all("record"));
    let data = json!({
        "ok": refused == 0, "granted": granted, "refused": refused, "persons": json, "reasons": reasons,
        "record": record,
    });
    let exit = if refused == 0 { Exit::Done } else { Exit::Refused };
    Ok(Report::done(data, human).with_exit(exit))
}

/// Prints who has which card and account, and until when; only what ends within a month, if that is asked.
fn list(context: Context<'_>, gate: &Gate, due: bool) -> Report {
    let state = gate.state();
    let soon = gate.now().plus(NOTICE);
    let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
    for (person, held) in &state.access {
        let employer = state.persons.get(person).map(|known| known.employer.clone());
        let company = employer.as_ref().map(|party| person_text::party(gate, party)).unwrap_or_default();
        let suspended = state.suspended.contains_key(person);
        let status = if suspended { context.text.say("access-suspended", &[]) } else { String::new() };
        let ends = held.iter().map(|right| (right, ends_at(state, person, right)));
        let shown: Vec<_> = ends.filter(|(_, until)| !due || *until <= soon).collect();
        for (right, until) in &shown {
            rows.push(vec![
                person_text::person(gate, person),
                company.clone(),
                access_words(context.text, &right.access),
                local_day(*until).to_string(),
                status.clone(),
            ]);
        }
        if !shown.is_empty() {
            let rights: Vec<Value> = shown
                .iter()
                .map(|(right, until)| {
                    let (access, need) = (&right.access, local(right.until));
                    json!({ "access": access, "ends": local(*until), "confirm_by": need, "soon": *until <= soon })
                })
                .collect();
            let held: Vec<&Access> = shown.iter().map(|(right, _)| &right.access).collect();
            json.push(json!({
                "person": person, "employer": employer, "access": held, "rights": rights, "suspended": suspended,
            }));
        }
    }
    let columns = ["column-person", "column-employer", "column-access", "column-until", "column-status"];
    listing(context, &columns, &rows, json!(json))
}

/// Names a card or an account.
pub(crate) fn access_words(text: &Text, access: &Access) -> String {
    match access {
        Access::Account(system) => text.say("access-account", &[("what", system.as_str())]),
        Access::Card(room) => text.say("access-card", &[("what", room.as_str())]),
    }
}
