//! `sekisho policy …`: the office's own rules: proposed, put in force, shown, checked, tried, compared.

mod compare;
mod show;
mod trial;

use std::path::{Path, PathBuf};

use sekisho_core::local::in_force;
use sekisho_core::{Command, Digest};
use sekisho_rules::{Finding, RuleSet, Source, digest, profile};
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{PolicyCheck, PolicyUse, PolicyVerb};
use crate::command::Context;
use crate::exit::Exit;
use crate::local_rules::{self, RulesFolder};
use crate::report::{Failure, Report};

/// `sekisho policy …`
pub fn policy(context: Context<'_>, verb: &PolicyVerb) -> Result<Report, Failure> {
    match verb {
        PolicyVerb::Check(arguments) => check(context, arguments),
        PolicyVerb::Diff(arguments) => compare::diff(context, arguments),
        PolicyVerb::Propose(arguments) => sign(context, arguments, |set| Command::ProposeRules { set }),
        PolicyVerb::Show(arguments) => show::show(context, arguments),
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

/// Finds rules: a profile by its name, `none`, a set that is kept by its digest, or a folder; those in force if nothing is said.
fn find(context: Context<'_>, given: Option<&str>) -> Result<Named, Failure> {
    let kept = RulesFolder::of(&context.dir());
    let Some(given) = given else {
        let set = in_force(context.gate()?.state());
        let files = kept.files(set).map_err(Failure::fault)?;
        return Ok(Named { files, from: set.to_string() });
    };
    if given == "none" {
        return Ok(Named { files: Vec::new(), from: given.to_owned() });
    }
    if let Some(files) = profile::files(given) {
        return Ok(Named { files, from: given.to_owned() });
    }
    if let Ok(set) = given.parse::<Digest>() {
        let files = kept.files(set).map_err(Failure::fault)?;
        return Ok(Named { files, from: given.to_owned() });
    }
    let folder = PathBuf::from(given);
    let files = read(&folder)?;
    // A wrong name must not look like a set without rules.
    if files.is_empty() {
        return Err(Failure::not_found("rules", given));
    }
    Ok(Named { files, from: given.to_owned() })
}

fn read(folder: &Path) -> Result<Vec<Source>, Failure> {
    local_rules::read(folder).map_err(|error| Failure::of_file("file-unreadable", folder, error))
}

/// Keeps the text of a set, then signs an act about its digest: never about a text that is not here.
fn sign(
    context: Context<'_>,
    arguments: &PolicyUse,
    command: impl FnOnce(Digest) -> Command,
) -> Result<Report, Failure> {
    let named = find(context, Some(&arguments.rules))?;
    let set = named.set()?.digest();
    keep(context, &named)?;
    let mut gate = context.gate()?;
    let command = command(set);
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    let said = context.text.say("policy-set", &[("set", &set.to_string())]);
    Ok(report.note(said))
}

fn keep(context: Context<'_>, named: &Named) -> Result<(), Failure> {
    let kept = RulesFolder::of(&context.dir());
    kept.keep(&named.files)
        .map_err(|error| Failure::of_file("rules-not-written", &kept.place(digest(&named.files)), error))
}

/// Puts a set in force by a signed act; of the one that is in force, only the files are put back.
fn put_in_force(context: Context<'_>, arguments: &PolicyUse) -> Result<Report, Failure> {
    let named = find(context, Some(&arguments.rules))?;
    let set = digest(&named.files);
    if in_force(context.gate()?.state()) == set {
        keep(context, &named)?;
        let json = json!({ "ok": true, "set": set, "restored": true });
        return Ok(Report::done(json, context.text.say("policy-restored", &[("set", &set.to_string())])));
    }
    sign(context, arguments, |set| Command::AdoptRules { set })
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
