//! `sekisho policy test`: made-up situations with the verdict that is expected.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_rules::sandbox::{Sandbox, Shown};
use sekisho_rules::{RulesFault, profile};
use serde_json::{Value, json};

use crate::cli::PolicyTest;
use crate::command::Context;
use crate::command::policy::{Named, find, read};
use crate::exit::Exit;
use crate::report::{Failure, Report};

/// A sandbox with where it lies, if it lies somewhere.
struct Given {
    folder: Option<PathBuf>,
    name: String,
    text: String,
}

/// Tries every case of every sandbox.
pub(super) fn test(context: Context<'_>, arguments: &PolicyTest) -> Result<Report, Failure> {
    let given = match &arguments.folder {
        Some(folder) => in_folder(folder)?,
        None => own(),
    };
    let (mut rows, mut lines, mut wrong) = (Vec::new(), Vec::new(), 0_usize);
    for one in given {
        let unfit = |error: RulesFault| {
            Failure::new(Exit::Failed, "sandbox-unfit", &[("name", &one.name)]).caused_by(error)
        };
        let sandbox = Sandbox::read(&one.text).map_err(unfit)?;
        let rules = rules_of(context, arguments, &one, &sandbox)?.set()?;
        for shown in sandbox.run(&rules).map_err(unfit)? {
            wrong = wrong.saturating_add(usize::from(!shown.holds()));
            lines.push(line(context, &one.name, &shown));
            rows.push(row(&one.name, &shown));
        }
    }
    let (cases, failed) = (rows.len().to_string(), wrong.to_string());
    let key = if wrong == 0 { "policy-tried" } else { "policy-tried-wrong" };
    lines.push(context.text.say(key, &[("cases", &cases), ("wrong", &failed)]));
    let json = json!({ "ok": wrong == 0, "cases": rows });
    let exit = if wrong == 0 { Exit::Done } else { Exit::Unverified };
    Ok(Report::done(json, lines.join("\n")).with_exit(exit))
}

fn own() -> Vec<Given> {
    let own = profile::SANDBOXES.iter();
    own.map(|(name, text)| Given { folder: None, name: (*name).to_owned(), text: (*text).to_owned() })
        .collect()
}

/// Reads the folder's own `cases.json`, or those of the folders in it.
fn in_folder(folder: &Path) -> Result<Vec<Given>, Failure> {
    let unreadable = |error| Failure::of_file("file-unreadable", folder, error);
    let mut folders = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        folders.push(entry.map_err(unreadable)?.path());
    }
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        if let Ok(text) = fs::read_to_string(folder.join("cases.json")) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push(Given { folder: Some(folder), name, text });
        }
    }
    if found.is_empty() {
        return Err(Failure::not_found("cases.json", &folder.display().to_string()));
    }
    Ok(found)
}

/// The rules to try: those named on the command line, else the sandbox's profile, else the folder's own files.
fn rules_of(
    context: Context<'_>,
    arguments: &PolicyTest,
    given: &Given,
    sandbox: &Sandbox,
) -> Result<Named, Failure> {
    if let Some(named) = arguments.rules.as_deref().or(sandbox.profile.as_deref()) {
        return find(context, Some(named));
    }
    match &given.folder {
        Some(folder) => Ok(Named { files: read(folder)?, from: folder.display().to_string() }),
        None => find(context, None),
    }
}

fn line(context: Context<'_>, sandbox: &str, shown: &Shown) -> String {
    let mark = context.text.say(if shown.holds() { "policy-case-holds" } else { "policy-case-differs" }, &[]);
    let line = format!("{mark}  {sandbox}: {}", shown.name);
    if shown.holds() {
        return line;
    }
    let values = [("expected", ids(context, &shown.expected)), ("said", ids(context, &shown.said))];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    format!("{line}\n    {}", context.text.say("policy-case-said", &values))
}

/// Lists ids of rules, or says that there is none.
pub(super) fn ids(context: Context<'_>, ids: &[String]) -> String {
    if ids.is_empty() { context.text.say("policy-no-objection", &[]) } else { ids.join(" ") }
}

fn row(sandbox: &str, shown: &Shown) -> Value {
    json!({
        "sandbox": sandbox, "case": shown.name, "ok": shown.holds(), "expected": shown.expected, "said": shown.said,
    })
}
