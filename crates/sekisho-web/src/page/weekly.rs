//! The weekly check as the head of an organization signs it: one sentence of the record after the other, yes or no.

use maud::{Markup, html};
use sekisho_core::id::PartyId;
use sekisho_core::weekly::{Question, questions, week_of};
use sekisho_gate::Gate;

use super::home::local;
use super::permit;
use super::{Form, Instead, Reader, Sight, Viewer, absent, own};
use crate::port::{House, Verb};
use crate::problem::Problem;
use crate::router::Shared;
use crate::weekly::told;

/// What stands before a question in the name of its field.
const ANSWER: &str = "answer:";

/// One question with its sentence.
struct Asked {
    key: &'static str,
    question: Question,
    values: Vec<(&'static str, String)>,
}

/// What is asked, and of whom.
struct Sheet {
    asked: Vec<Asked>,
    organization: String,
    party: PartyId,
    signed: bool,
    week: String,
}

/// Tells whether a verb has this form.
pub(super) fn is_check(verb: &Verb) -> bool {
    verb.name == "weekly sign"
}

/// Turns one answer for each question into the two lists of the verb.
pub(super) fn worded(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let worded = |(name, value): &(String, String)| match name.strip_prefix(ANSWER) {
        Some(question) if matches!(value.as_str(), "yes" | "no") => (value.clone(), question.to_owned()),
        _ => (name.clone(), value.clone()),
    };
    pairs.iter().map(worded).collect()
}

/// Makes the form of an organization's check, as it was sent or empty: no answer is given beforehand.
pub(super) async fn form(
    shared: &Shared,
    reader: &Reader,
    verb: &Verb,
    given: &Form,
    wrong: Option<&Markup>,
) -> Result<Markup, Instead> {
    let Some(session) = reader.session.clone() else { return Err(absent().into()) };
    let asked_of = given.one("org").map(str::to_owned);
    let job = move |house: &mut dyn House, viewer: &Viewer| sheet(house.gate(), viewer, asked_of.as_deref());
    let sheet = shared.for_viewer(reader, &session, job).await?;
    let given = Form(worded(&given.0));
    Ok(drawn(reader, verb, &sheet, &given, &session.csrf, wrong))
}

fn sheet(gate: &Gate, viewer: &Viewer, of: Option<&str>) -> Result<Sheet, Problem> {
    let state = gate.state();
    let own = own::employer(state, &viewer.person).ok_or_else(absent)?;
    let party: PartyId = of.and_then(|org| org.parse().ok()).unwrap_or_else(|| own.clone());
    let seen = viewer.sight == Sight::All || own::heads(state, viewer, &party);
    let (Some(known), Some(office), true) = (state.weekly.get(&party), &state.office, seen) else {
        return Err(absent());
    };
    let week = week_of(office, gate.now());
    let asked = questions(state, &party, week).into_iter().map(|question| {
        let (key, values) = told(gate, &party, &question);
        Asked { key, question, values }
    });
    Ok(Sheet {
        asked: asked.collect(),
        organization: permit::party(gate, &party),
        signed: known.next > week,
        week: local(week),
        party,
    })
}

fn drawn(
    reader: &Reader,
    verb: &Verb,
    sheet: &Sheet,
    given: &Form,
    csrf: &str,
    wrong: Option<&Markup>,
) -> Markup {
    let tongue = &reader.tongue;
    let answered = |answer: &str, question: &str| {
        given.0.iter().any(|(name, value)| name == answer && value == question)
    };
    html! {
        p.lead { (tongue.with("page-weekly-lead", &[("org", &sheet.organization), ("week", &sheet.week)])) }
        @if sheet.signed { p.notice { (tongue.say("page-weekly-signed")) } }
        @if let Some(wrong) = wrong { (wrong) }
        form.act method="post" action=(verb.place()) {
            input type="hidden" name="csrf" value=(csrf);
            input type="hidden" name="org" value=(sheet.party);
            @if sheet.asked.is_empty() { p { (tongue.say("page-weekly-nothing")) } }
            @for Asked { key, question, values } in &sheet.asked {
                @let code = question.to_string();
                @let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                fieldset {
                    legend { (tongue.with(key, &values)) }
                    @for answer in ["yes", "no"] {
                        label.check {
                            input type="radio" name=(format!("{ANSWER}{code}")) value=(answer) required checked[answered(answer, &code)];
                            " " (tongue.say(if answer == "yes" { "page-weekly-yes" } else { "page-weekly-no" }))
                        }
                    }
                }
            }
            p.fine { (tongue.say("page-weekly-no-why")) }
            p.submit {
                button.main type="submit" { (tongue.say("page-form-check")) }
                span.fine { (tongue.say("page-form-check-why")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_becomes_a_word_of_its_list_and_nothing_else_is_changed() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = [
            pair("org", "PRIME"),
            pair("answer:person/C-1", "yes"),
            pair("answer:medium/M-1", "no"),
            pair("answer:x", "as"),
        ];
        let wanted = [
            pair("org", "PRIME"),
            pair("yes", "person/C-1"),
            pair("no", "medium/M-1"),
            pair("answer:x", "as"),
        ];
        assert_eq!(worded(&sent), wanted);
    }
}
