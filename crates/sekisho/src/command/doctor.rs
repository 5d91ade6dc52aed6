//! `sekisho doctor`, `rebuild`, `completions`: looking after the record.

use sekisho_store::Store;
use serde_json::json;

use crate::cli::Completions;
use crate::command::Context;
use crate::exit::Exit;
use crate::report::{Failure, Report};

/// `sekisho rebuild`: makes every cache and tile again from the entries.
pub fn rebuild(context: Context<'_>) -> Result<Report, Failure> {
    let dir = context.dir();
    let entries =
        Store::open_unchecked(&dir).and_then(|store| store.rebuild_tiles()).map_err(Failure::store)?;
    let mut gate = crate::assemble::open(&dir, context.at()?)?;
    let same = gate.rebuild()?;
    let key = if same { "rebuild-same" } else { "rebuild-differed" };
    let human = context.text.say(key, &[("entries", &entries.to_string())]);
    Ok(Report::done(json!({ "ok": true, "entries": entries, "snapshot_was_right": same }), human))
}

/// `sekisho doctor`: says how the record is, also if it does not open, and what to do.
pub fn doctor(context: Context<'_>) -> Result<Report, Failure> {
    let dir = context.dir();
    let store = Store::open_unchecked(&dir).map_err(Failure::store)?;
    let health = store.health().map_err(Failure::store)?;
    drop(store);
    let opened = crate::assemble::open(&dir, context.at()?);
    let text = context.text;
    let (entries, staged) = (health.entries.to_string(), health.staged.to_string());
    let published = health.published.map_or_else(|| "-".to_owned(), |size| size.to_string());
    let values = [
        ("entries", entries.as_str()),
        ("staged", staged.as_str()),
        ("published", published.as_str()),
        ("integrity", health.integrity.as_str()),
    ];
    let mut lines = vec![text.say("doctor-storage", &values)];
    let mut exit = Exit::Done;
    let mut problem = None;
    let mut behind = None;
    match &opened {
        Ok(gate) => {
            behind = gate.clock_behind();
            if let Some(seconds) = behind {
                lines.push(text.say("doctor-clock", &[("seconds", &seconds.to_string())]));
            }
            lines.push(text.say("doctor-ok", &[]));
        }
        Err(_) => exit = Exit::Unverified,
    }
    if let Err(failure) = opened {
        let report = failure.into_report(text);
        problem = report.json.get("error").cloned();
        lines.push(report.human);
        lines.push(text.say("doctor-repair", &[]));
    }
    if health.integrity != "ok" {
        exit = Exit::Unverified;
    }
    let json = json!({
        "ok": exit == Exit::Done,
        "entries": health.entries,
        "staged": health.staged,
        "published": health.published,
        "integrity": health.integrity,
        "form": health.form,
        "clock_behind_seconds": behind,
        "problem": problem,
    });
    Ok(Report::done(json, lines.join("\n")).with_exit(exit))
}

/// `sekisho completions`
pub fn completions(context: Context<'_>, arguments: &Completions) -> Result<Report, Failure> {
    let shell: clap_complete::Shell =
        arguments.shell.parse().map_err(|_| Failure::usage("id-unfit", &[("id", &arguments.shell)]))?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::command(context.text), "sekisho", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Ok(Report::done(json!({ "shell": arguments.shell, "script": script }), script))
}
