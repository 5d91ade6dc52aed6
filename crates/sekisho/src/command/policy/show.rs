//! `sekisho policy show`: the rules in plain words, for somebody who never reads the files.

use std::path::Path;

use sekisho_core::local::{in_force, no_rules};
use sekisho_gate::Fault;
use sekisho_rules::RuleSet;
use serde_json::{Value, json};

use crate::cli::PolicyShow;
use crate::command::Context;
use crate::command::policy::{Named, find};
use crate::exit::Exit;
use crate::local_rules::RulesFolder;
use crate::message::Language;
use crate::report::{Failure, Report};

/// Shows a set: every rule with its article, when it says no, and what to do then. Those in force if nothing is said, with what
/// waits to be put in force.
pub(super) fn show(context: Context<'_>, arguments: &PolicyShow) -> Result<Report, Failure> {
    let gate = context.gate()?;
    let adopted = in_force(gate.state());
    if arguments.rules.is_none()
        && let Err(fault) = RulesFolder::of(&context.dir()).files(adopted)
    {
        return Ok(unreadable(context, &fault, &adopted.to_string()));
    }
    let named = find(context, arguments.rules.as_deref())?;
    let rules = named.set()?;
    if let Some(folder) = &arguments.out {
        write(&named, folder)?;
    }
    let set = rules.digest();
    let mut human = plain(context, &rules);
    if set != no_rules() {
        let place = if set == adopted { "policy-in-force" } else { "policy-not-in-force" };
        human.push_str(&context.text.say(place, &[("set", &set.to_string())]));
    }
    let mut proposed = Vec::new();
    for (set, people) in &gate.state().local_rules.proposed {
        let people: Vec<String> = people.keys().map(ToString::to_string).collect();
        let values = [("set", set.to_string()), ("people", people.join(", "))];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        human.push('\n');
        human.push_str(&context.text.say("policy-waiting", &values));
        proposed.push(json!({ "set": set, "by": people }));
    }
    let json = json!({
        "ok": true, "adopted": adopted, "set": set, "rules": listed(&rules), "proposed": proposed,
    });
    Ok(Report::done(json, human))
}

/// The text of the set in force is not here, or is another one.
fn unreadable(context: Context<'_>, fault: &Fault, adopted: &str) -> Report {
    let human = context.text.say("policy-differs", &[("adopted", adopted)]);
    let json = json!({ "ok": false, "adopted": adopted, "why": fault.to_string() });
    Report::done(json, human).with_exit(Exit::Unverified)
}

fn plain(context: Context<'_>, rules: &RuleSet) -> String {
    let (reason, advice) = match context.text.language() {
        Language::En => ("reason_en", "advice_en"),
        Language::Ja => ("reason_ja", "advice_ja"),
    };
    let mut said = String::new();
    for (id, words) in rules.rules() {
        let word = |name: &str| words.get(name).map_or("", String::as_str);
        let values = [("clause", word("clause")), ("id", id), ("why", word(reason)), ("next", word(advice))];
        said.push_str(&context.text.say("policy-one-rule", &values));
        said.push_str("\n\n");
    }
    if said.is_empty() {
        said.push_str(&context.text.say("policy-no-rules", &[]));
    }
    said
}

fn listed(rules: &RuleSet) -> Vec<Value> {
    let with_id = |(id, words): (&str, &std::collections::BTreeMap<String, String>)| {
        let mut row = json!(words);
        if let Value::Object(map) = &mut row {
            map.insert("id".to_owned(), json!(id));
        }
        row
    };
    rules.rules().map(with_id).collect()
}

/// Writes the files of a set into a new folder, to be changed there.
fn write(named: &Named, folder: &Path) -> Result<(), Failure> {
    let unwritable = |error| Failure::of_file("rules-not-written", folder, error);
    std::fs::create_dir(folder).map_err(unwritable)?;
    for file in &named.files {
        std::fs::write(folder.join(&file.name), &file.text).map_err(unwritable)?;
    }
    Ok(())
}
