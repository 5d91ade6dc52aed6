//! `sekisho policy …`: the office's own rules: put in force, shown, checked, tried, compared.

mod compare;
mod trial;

use std::path::{Path, PathBuf};

use sekisho_core::Command;
use sekisho_core::local::in_force;
use sekisho_rules::{Finding, RuleSet, Source, digest, profile};
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{PolicyCheck, PolicyUse, PolicyVerb};
use crate::command::Context;
use crate::command::registers::listing;
use crate::exit::Exit;
use crate::local_rules;
use crate::message::Language;
use crate::report::{Failure, Report};

/// `sekisho policy …`
pub fn policy(context: Context<'_>, verb: &PolicyVerb) -> Result<Report, Failure> {
    match verb {
        PolicyVerb::Check(arguments) => check(context, arguments),
        PolicyVerb::Diff(arguments) => compare::diff(context, arguments),
        PolicyVerb::Show => show(context),
        PolicyVerb::Test(arguments) => trial::test(context, arguments),
        PolicyVerb::Use(arguments) => put_in_force(context, arguments),
    }
}

/// Rules with where they come from, for people.
struct Named {
    files: Vec<Source>,
    from: String,
}

impl Named {
    /// Reads them as one set.
    fn set(&self) -> Result<RuleSet, Failure> {
        RuleSet::read(&self.files).map_err(|error| {
            Failure::new(Exit::Unverified, "rules-unsound", &[("from", &self.from)]).caused_by(error)
        })
    }
}

/// Finds rules: a profile by its name, `none`, or a folder; the record's own if nothing is said.
fn find(context: Context<'_>, given: Option<&str>) -> Result<Named, Failure> {
    if let Some("none") = given {
        return Ok(Named { files: Vec::new(), from: "none".to_owned() });
    }
    if let Some((name, files)) = given.and_then(|name| Some((name, profile::files(name)?))) {
        return Ok(Named { files, from: name.to_owned() });
    }
    let folder = given.map_or_else(|| local_rules::path(&context.dir()), PathBuf::from);
    let from = folder.display().to_string();
    let files = read(&folder)?;
    // A wrong name must not look like a set without rules.
    if given.is_some() && files.is_empty() {
        return Err(Failure::not_found("rules", &from));
    }
    Ok(Named { files, from })
}

fn read(folder: &Path) -> Result<Vec<Source>, Failure> {
    local_rules::read(folder).map_err(|error| Failure::of_file("file-unreadable", folder, error))
}

/// Puts a set in force by a signed act, then into the record's folder; the set that is in force is only put back.
fn put_in_force(context: Context<'_>, arguments: &PolicyUse) -> Result<Report, Failure> {
    let named = find(context, Some(&arguments.rules))?;
    let set = named.set()?.digest();
    let folder = local_rules::path(&context.dir());
    let install = || {
        local_rules::install(&folder, &named.files)
            .map_err(|error| Failure::of_file("rules-not-written", &folder, error))
    };
    let mut gate = context.gate()?;
    let short = set.to_string();
    if in_force(gate.state()) == set {
        install()?;
        let json = json!({ "ok": true, "set": set, "restored": true });
        return Ok(Report::done(json, context.text.say("policy-restored", &[("set", &short)])));
    }
    let command = Command::AdoptRules { set };
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    if in_force(gate.state()) == set {
        install()?;
    }
    Ok(report)
}

/// Shows what is in force, whether it is what lies there, and every rule with its reason.
fn show(context: Context<'_>) -> Result<Report, Failure> {
    let gate = context.gate()?;
    let named = find(context, None)?;
    let (adopted, here) = (in_force(gate.state()), digest(&named.files));
    let rules = named.set()?;
    let rows: Vec<Vec<String>> = rules
        .rules()
        .map(|(id, words)| {
            let [reason, _] = own_words(context.text.language());
            let word = |name: &str| words.get(name).cloned().unwrap_or_default();
            vec![id.to_owned(), word("clause"), word(reason)]
        })
        .collect();
    let listed: Vec<Value> = rules
        .rules()
        .map(|(id, words)| {
            let mut row = json!(words);
            if let Value::Object(map) = &mut row {
                map.insert("id".to_owned(), json!(id));
            }
            row
        })
        .collect();
    let fits = adopted == here;
    let json = json!({ "ok": fits, "adopted": adopted, "found": here, "rules": listed });
    let report = listing(context, &["column-rule", "column-clause", "column-reason"], &rows, json);
    let (adopted, here) = (adopted.to_string(), here.to_string());
    let key = if fits { "policy-in-force" } else { "policy-differs" };
    let report = report.note(context.text.say(key, &[("adopted", &adopted), ("found", &here)]));
    Ok(if fits { report } else { report.with_exit(Exit::Unverified) })
}

/// The names of reason and advice in a language.
fn own_words(language: Language) -> [&'static str; 2] {
    match language {
        Language::En => ["reason_en", "advice_en"],
        Language::Ja => ["reason_ja", "advice_ja"],
    }
}

/// Checks every file word by word.
fn check(context: Context<'_>, arguments: &PolicyCheck) -> Result<Report, Failure> {
    let named = find(context, arguments.rules.as_deref())?;
    let findings = RuleSet::check(&named.files).map_err(|error| Failure::broken(error.into()))?;
    let rows: Vec<Value> = findings
        .iter()
        .map(|one| {
            json!({
                "file": one.file, "line": one.line, "column": one.column, "code": one.code, "what": one.what,
            })
        })
        .collect();
    if findings.is_empty() {
        let rules = named.set()?.rules().count();
        let json = json!({ "ok": true, "findings": [], "rules": rules, "set": digest(&named.files) });
        let values = [("rules", rules.to_string()), ("from", named.from)];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        return Ok(Report::done(json, context.text.say("policy-sound", &values)));
    }
    let lines: Vec<String> = findings.iter().map(|one| finding_line(context, one)).collect();
    let human = format!("{}\n{}", lines.join("\n"), context.text.say("policy-unsound", &[]));
    Ok(Report::done(json!({ "ok": false, "findings": rows }), human).with_exit(Exit::Unverified))
}

fn finding_line(context: Context<'_>, one: &Finding) -> String {
    let said = context.text.say(&format!("policy-{}", one.code), &[("what", &one.what)]);
    format!("{}:{}:{}  {said}", one.file, one.line, one.column)
}
