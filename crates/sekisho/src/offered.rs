//! What pages and API offer of the command line: the same nouns, verbs and sentences, read off its own grammar.
//!
//! Not offered: what needs a file, a key or a device at hand, and what is for whoever keeps the machine.

use std::path::PathBuf;

use clap::{Arg, ArgAction};
use sekisho_web::port::{Choice, Field, FieldKind, Grammar, Many, Need, Register, Verb};

use crate::cli;
use crate::message::Text;

/// Verbs that act, each with the acts that it makes: one statement that one person signs.
const ACTS: [(&str, &[&str]); 67] = [
    ("access apply", &["apply.access"]),
    ("access confirm", &["confirm.access"]),
    ("access end", &["end.access"]),
    ("access resume", &["resume.access"]),
    ("access suspend", &["suspend.access"]),
    ("contract activate", &["activate.contract"]),
    ("contract add", &["register.contract"]),
    ("contract amend", &["amend.contract"]),
    ("contract end", &["end.contract"]),
    ("contract evaluate", &["evaluate.contractor"]),
    ("custody hand", &["hand.custody"]),
    ("custody receive", &["receive.custody"]),
    ("dataset add", &["register.dataset"]),
    ("device add", &["register.device"]),
    ("erase copy", &["erase.copy"]),
    ("erase report", &["report.erasure"]),
    ("finding raise", &["raise.finding"]),
    ("finding resolve", &["resolve.finding"]),
    ("incident close", &["close.incident"]),
    ("key confirm", &["confirm.key"]),
    ("key revoke", &["revoke.key"]),
    ("key second", &["second.key"]),
    ("lost", &["report.loss"]),
    ("medium add", &["register.medium"]),
    ("medium amend", &["amend.medium"]),
    ("medium found", &["report.found"]),
    ("medium retire", &["retire.medium"]),
    ("medium stocktake", &["take.stock"]),
    ("medium store", &["store.medium"]),
    ("order approve", &["approve.order"]),
    ("order lift", &["lift.hold"]),
    ("order place", &["place.order"]),
    ("order reject", &["reject.order"]),
    ("order stop", &["stop.order"]),
    ("org add", &["register.party"]),
    ("org amend", &["amend.party"]),
    ("permit amend", &["amend.permit"]),
    ("permit approve", &["approve.permit"]),
    ("permit close", &["close.permit"]),
    ("permit freeze", &["freeze.permit"]),
    ("permit request", &["request.permit"]),
    ("permit review", &["review.urgent"]),
    ("permit revoke", &["revoke.permit"]),
    ("permit rewrap", &["request.rewrap"]),
    ("permit send-back", &["return.permit"]),
    ("permit step", &["settle.step"]),
    ("permit unfreeze", &["unfreeze.permit"]),
    ("permit withdraw", &["withdraw.permit"]),
    ("person add", &["register.person"]),
    ("person amend", &["amend.person"]),
    ("person confirm", &["confirm.employment"]),
    ("person leave", &["leave.person"]),
    ("person role", &["assign.role", "remove.role"]),
    ("person state", &["state.employment"]),
    ("place add", &["register.place"]),
    ("place amend", &["amend.place"]),
    ("plan accept-risk", &["accept.risk"]),
    ("plan approve", &["approve.plan"]),
    ("plan withdraw", &["withdraw.plan"]),
    ("purpose add", &["register.purpose"]),
    ("roster add", &["name.handlers"]),
    ("roster remove", &["remove.handler"]),
    ("training course", &["register.course"]),
    ("training record", &["record.training"]),
    ("weekly begin", &["begin.weekly"]),
    ("weekly end", &["end.weekly"]),
    ("weekly sign", &["sign.weekly"]),
];

/// What only looks.
const LOOKS: [&str; 37] = [
    "access list",
    "contract list",
    "contract show",
    "custody overdue",
    "dataset list",
    "device list",
    "finding list",
    "incident list",
    "incident show",
    "key list",
    "log key",
    "log list",
    "log proof",
    "log show",
    "medium absent",
    "medium list",
    "medium show",
    "order check",
    "order held",
    "order list",
    "order show",
    "org list",
    "permit check",
    "permit list",
    "permit reviews",
    "permit show",
    "person contradictions",
    "person list",
    "place list",
    "plan list",
    "plan show",
    "policy show",
    "purpose list",
    "roster list",
    "training list",
    "weekly list",
    "weekly show",
];

/// What is never asked in a form: who signs and how is known, a page fills in what is like an earlier permit itself, and the
/// rest is for a terminal.
const HIDDEN: [&str; 17] = [
    "actor", "at", "cp932", "dir", "help", "json", "key", "lang", "like", "occurred", "prepare", "quiet",
    "receipt", "remote", "rules", "send", "version",
];

/// Reads the grammar in one language.
pub fn grammar(text: &Text) -> Grammar {
    let mut root = cli::command(text);
    root.build();
    let verbs = |names: &[&str]| names.iter().filter_map(|name| verb(&root, name, text)).collect();
    Grammar { acts: verbs(&ACTS.map(|(name, _)| name)), looks: verbs(&LOOKS) }
}

/// Names the acts that a verb makes; nothing else is signed for it.
pub fn acts_of(verb: &str) -> &'static [&'static str] {
    ACTS.iter().find(|(name, _)| *name == verb).map_or(&[], |(_, acts)| acts)
}

fn verb(root: &clap::Command, name: &str, text: &Text) -> Option<Verb> {
    let mut command = root;
    for word in name.split(' ') {
        command = command.find_subcommand(word)?;
    }
    let fields = command.get_arguments().filter(|argument| is_asked(argument));
    let fields = fields.map(|argument| field(name, argument, text)).collect();
    let title = command.get_about().map(ToString::to_string).unwrap_or_default();
    let short = text.maybe(&format!("do-{}", name.replace(' ', "-")), None, &[]);
    Some(Verb { fields, name: name.to_owned(), short: short.unwrap_or_else(|| title.clone()), title })
}

/// A path is never taken from a page.
fn is_asked(argument: &Arg) -> bool {
    let is_path = argument.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
    !is_path && !argument.is_hide_set() && !HIDDEN.contains(&argument.get_id().as_str())
}

fn field(verb: &str, argument: &Arg, text: &Text) -> Field {
    let name = argument.get_id().to_string();
    let flag = argument.get_long().map(str::to_owned);
    let several = matches!(argument.get_action(), ArgAction::Append)
        || argument.get_num_args().is_some_and(|range| range.max_values() > 1);
    let default = argument.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    // A page says it in words of its own where the command line speaks of the command line.
    let dashed = name.replace('_', "-");
    let keys = [format!("form-{}-{dashed}", verb.replace(' ', "-")), format!("form-{dashed}")];
    let label = keys.iter().find_map(|key| text.maybe(key, None, &[]));
    let label = label.or_else(|| argument.get_help().map(ToString::to_string)).unwrap_or_default();
    let hint = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let hint = hint.filter(|hint| hint.contains([':', '=']) || hint.contains('/')).unwrap_or_default();
    Field {
        default,
        flag,
        hint,
        kind: kind(verb, argument, text),
        label,
        many: if several { Many::Several } else { Many::One },
        name,
        need: if argument.is_required_set() { Need::Required } else { Need::Optional },
    }
}

fn kind(verb: &str, argument: &Arg, text: &Text) -> FieldKind {
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        return FieldKind::Flag;
    }
    let values = argument.get_possible_values();
    if !values.is_empty() {
        let choice = |value: &clap::builder::PossibleValue| {
            let code = value.get_name().to_owned();
            Choice { label: choice_label(&code, text), code }
        };
        return FieldKind::Choice(values.iter().map(choice).collect());
    }
    let id = argument.get_id().as_str();
    let parsed = argument.get_value_parser().type_id();
    let numbers = [
        std::any::TypeId::of::<u8>(),
        std::any::TypeId::of::<u16>(),
        std::any::TypeId::of::<u32>(),
        std::any::TypeId::of::<u64>(),
    ];
    if numbers.iter().any(|number| parsed == *number) {
        return FieldKind::Number;
    }
    let named = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    match named.as_deref() {
        Some("TIME") => return FieldKind::Time,
        Some("REASON") => return FieldKind::LongText,
        _ => {}
    }
    let named = named.unwrap_or_default();
    register(verb, id, &named).map_or_else(
        || match id {
            "conclusion" | "reason" | "purpose" | "route" | "sheet" => FieldKind::LongText,
            _ => FieldKind::Text,
        },
        FieldKind::Pick,
    )
}

/// Finds the register out of which the field is chosen.
fn register(verb: &str, id: &str, named: &str) -> Option<Register> {
    let by_name = match named {
        "CONTRACT" => Some(Register::Contract),
        "DEVICE" => Some(Register::Device),
        "MEDIUM" => Some(Register::Medium),
        "ORDER" => Some(Register::Order),
        "ORG" => Some(Register::Organization),
        "PERMIT" => Some(Register::Permit),
        "PERSON" => Some(Register::Person),
        "PLACE" => Some(Register::Place),
        "PLAN" => Some(Register::Plan),
        "CODE" if id == "code" => Some(Register::Purpose),
        _ => None,
    };
    let (noun, act) = verb.split_once(' ').unwrap_or((verb, ""));
    by_name.or(match id {
        "above" | "employer" | "org" | "party" => Some(Register::Organization),
        "home" | "place" => Some(Register::Place),
        "incident" => Some(Register::Incident),
        "medium" | "numbers" => Some(Register::Medium),
        "permit" => Some(Register::Permit),
        "person" | "persons" => Some(Register::Person),
        // What is made new gets a code; what is there is chosen.
        "id" if !matches!(act, "add" | "place" | "check" | "course") => match noun {
            "contract" => Some(Register::Contract),
            "medium" => Some(Register::Medium),
            "order" => Some(Register::Order),
            "person" => Some(Register::Person),
            "place" => Some(Register::Place),
            "plan" => Some(Register::Plan),
            _ => None,
        },
        _ => None,
    })
}

/// Names a value in words where it has any.
fn choice_label(code: &str, text: &Text) -> String {
    let name = code.replace('_', "-");
    let families = ["choice", "role", "clause", "erase-method"];
    families
        .iter()
        .find_map(|family| text.maybe(&format!("{family}-{name}"), None, &[]))
        .unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Language;

    #[test]
    fn every_act_that_a_verb_makes_is_one_of_the_rules() {
        for (verb, acts) in ACTS {
            assert!(!acts.is_empty(), "{verb}");
            for act in acts {
                assert!(sekisho_core::Command::ACTS.contains(act), "{verb}: {act}");
            }
        }
    }

    #[test]
    fn everything_offered_exists_in_both_languages_and_takes_no_path() {
        for language in [Language::En, Language::Ja] {
            let text = Text::new(language);
            let grammar = grammar(&text);
            assert_eq!((grammar.acts.len(), grammar.looks.len()), (ACTS.len(), LOOKS.len()));
            for verb in grammar.acts.iter().chain(&grammar.looks) {
                assert!(!verb.title.is_empty(), "{}", verb.name);
                assert!(verb.short.chars().count() <= 40, "{}: {}", verb.name, verb.short);
                for field in &verb.fields {
                    let typed = ["sekisho ", "--", "くり返", "repeat", "標準入力", "stdin"];
                    let typed = typed.iter().find(|word| field.label.contains(**word));
                    assert_eq!(typed, None, "{}: {}", verb.name, field.label);
                    assert!(!field.label.is_empty(), "{} {}", verb.name, field.name);
                    assert!(!["FILE", "DIR"].iter().any(|word| field.hint.contains(word)), "{}", verb.name);
                }
            }
        }
    }
}
