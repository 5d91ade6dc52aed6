//! One thing out of a register: what is known of it, line by line, and what can be done with it.

use maud::{Markup, html};
use sekisho_core::Timestamp;
use serde_json::Value;

use crate::page::home::{grouped, local};
use crate::page::{Form, Reader};
use crate::port::{Field, Need, Tongue, Verb};

/// What makes something new is not done with what is there.
const NEW: [&str; 6] = ["add", "place", "course", "request", "check", "apply"];

/// Offers what can be done with what is shown: a press where nothing else is needed, a form where something is.
pub(super) fn beside(reader: &Reader, verb: &Verb, form: &Form) -> Markup {
    let tongue = &reader.tongue;
    let Some((noun, "show")) = verb.name.split_once(' ') else { return html! {} };
    let Some((field, value)) = verb.fields.iter().find_map(|field| Some((field, form.one(&field.name)?)))
    else {
        return html! {};
    };
    let grammar = tongue.sentences.grammar(tongue.language);
    let takes = |act: &&Verb| {
        let (of, what) = act.name.split_once(' ').unwrap_or_default();
        of == noun && !NEW.contains(&what) && act.fields.iter().any(|one| one.name == field.name)
    };
    let mut acts: Vec<&Verb> = grammar.acts.iter().filter(takes).collect();
    acts.sort_by_key(|act| !act.name.ends_with(" approve"));
    let csrf = reader.session.as_ref().map(|session| session.csrf.as_str()).unwrap_or_default();
    // A press is enough only where there is nothing else to say.
    let alone =
        |act: &Verb| act.fields.iter().all(|one| one.name == field.name && one.need == Need::Required);
    html! {
        @if !acts.is_empty() {
            div.acts.quiet role="group" aria-label=(tongue.say("page-permit-acts")) {
                @for act in acts { (button(act, field, value, alone(act).then_some(csrf))) }
            }
        }
    }
}

fn button(act: &Verb, field: &Field, value: &str, press: Option<&str>) -> Markup {
    html! {
        @if let Some(csrf) = press {
            form method="post" action=(act.place()) {
                input type="hidden" name="csrf" value=(csrf);
                input type="hidden" name=(field.name) value=(value);
                button type="submit" { (act.short) }
            }
        } @else {
            a.button href=(format!("{}?{}", act.place(), crate::page::query(&[(field.name.clone(), value.to_owned())]))) { (act.short) }
        }
    }
}

/// Lists what is known, as far as it is one word or a list of words; what lies deeper is told in the words below.
pub(super) fn lines(tongue: &Tongue, json: &Value) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    collect(tongue, json, &mut lines);
    lines
}

fn collect(tongue: &Tongue, json: &Value, lines: &mut Vec<(String, String)>) {
    for (name, value) in json.as_object().into_iter().flatten() {
        let key = format!("show-{}", name.replace('_', "-"));
        let label = tongue.say(&key);
        // What has no name among people is not for people: digests, forms of the record.
        let named = label != key;
        match value {
            Value::Object(_)
                if matches!(name.as_str(), "approved" | "card" | "term" | "terms" | "whereabouts") =>
            {
                collect(tongue, value, lines);
            }
            Value::Array(all) if named && !all.is_empty() && all.iter().all(Value::is_string) => {
                let all: Vec<String> = all.iter().map(|one| word(tongue, one)).collect();
                lines.push((label, all.join(", ")));
            }
            Value::Null | Value::Object(_) | Value::Array(_) => {}
            _ if named => lines.push((label, word(tongue, value))),
            _ => {}
        }
    }
}

/// Writes a value as people read it.
fn word(tongue: &Tongue, value: &Value) -> String {
    match value {
        Value::Bool(true) => tongue.say("page-yes"),
        Value::Bool(false) => tongue.say("page-no"),
        Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), grouped),
        Value::String(text) => {
            let name = text.replace('_', "-");
            let families = ["condition", "page-chain", "choice", "clause", "title", "role"];
            let known = families.iter().map(|family| format!("{family}-{name}"));
            let known = known.map(|key| (tongue.say(&key), key)).find(|(words, key)| words != key);
            match (known, text.parse::<Timestamp>()) {
                (Some((words, _)), _) => words,
                (None, Ok(at)) if text.contains('T') => local(at),
                (None, _) => text.clone(),
            }
        }
        _ => String::new(),
    }
}
