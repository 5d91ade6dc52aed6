//! `sekisho doctor`, `rebuild`, `completions`: looking after the record.

use sekisho_store::sqlite::Health;
use sekisho_store::{Store, StoreError};
use serde_json::{Value, json};

use crate::cli::Completions;
use crate::command::Context;
use crate::exit::Exit;
use crate::report::{Failure, Report};
use crate::vault::VaultLink;

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
    let health = match Store::open_unchecked(&dir).and_then(|store| store.health()) {
        Ok(health) => health,
        Err(absent @ StoreError::Absent(_)) => return Err(Failure::store(absent)),
        Err(error) => return Ok(unreadable(context, Failure::store(error))),
    };
    match crate::assemble::open(&dir, context.at()?) {
        Ok(gate) => Ok(with_vault(context, &gate, well(context, &health, gate.clock_behind()))),
        Err(failure) => {
            let advice = if !crate::assemble::key_path(&dir).exists() {
                "doctor-no-key"
            } else if health.published.is_some_and(|published| published > health.entries) {
                "doctor-older-copy"
            } else {
                "doctor-repair"
            };
            let lines = vec![storage(context, &health)];
            Ok(ill(context, Some(&health), lines, failure, advice))
        }
    }
}

fn storage(context: Context<'_>, health: &Health) -> String {
    let published = health.published.map_or_else(|| "-".to_owned(), |size| size.to_string());
    let values = [
        ("entries", health.entries.to_string()),
        ("staged", health.staged.to_string()),
        ("published", published),
        ("integrity", health.integrity.clone()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    context.text.say("doctor-storage", &values)
}

fn well(context: Context<'_>, health: &Health, behind: Option<u64>) -> Report {
    let mut lines = vec![storage(context, health)];
    if let Some(seconds) = behind {
        lines.push(context.text.say("doctor-clock", &[("seconds", &seconds.to_string())]));
    }
    let sound = health.integrity == "ok";
    lines.push(context.text.say(if sound { "doctor-ok" } else { "doctor-repair" }, &[]));
    let mut json = health_json(Some(health));
    if let Value::Object(map) = &mut json {
        map.insert("ok".to_owned(), json!(sound));
        map.insert("clock_behind_seconds".to_owned(), json!(behind));
    }
    Report::done(json, lines.join("\n")).with_exit(if sound { Exit::Done } else { Exit::Unverified })
}

/// Says how sure a destruction in the vault is, where there is one.
fn with_vault(context: Context<'_>, gate: &sekisho_gate::Gate, mut report: Report) -> Report {
    let Ok(settings) = crate::vault::settings(&context.dir()) else { return report };
    let outstanding = gate.state().doomed.len();
    let said = context
        .at()
        .and_then(|at| VaultLink::reach(&settings, context.outside, at)?.hello())
        .map(|said| said.level.name());
    let line = match &said {
        Ok(level) => {
            let meaning = context.text.say(&format!("level-{}", level.to_lowercase()), &[]);
            let outstanding = outstanding.to_string();
            let values =
                [("level", *level), ("meaning", meaning.as_str()), ("outstanding", outstanding.as_str())];
            context.text.say("doctor-vault", &values)
        }
        Err(_) => context.text.say("doctor-vault-silent", &[]),
    };
    report.human = format!("{line}\n{}", report.human);
    if let Value::Object(map) = &mut report.json {
        let vault = json!({ "answers": said.is_ok(), "level": said.ok(), "outstanding": outstanding });
        map.insert("vault".to_owned(), vault);
    }
    report
}

fn unreadable(context: Context<'_>, failure: Failure) -> Report {
    ill(context, None, Vec::new(), failure, "doctor-restore")
}

/// Says what is wrong, and the one thing to do about it.
fn ill(
    context: Context<'_>,
    health: Option<&Health>,
    mut lines: Vec<String>,
    failure: Failure,
    advice: &str,
) -> Report {
    let told = failure.into_report(context.text);
    let error = told.json.get("error").cloned().unwrap_or_default();
    let word = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let sentence = word("sentence");
    lines.push(format!("{}: {sentence}", context.text.say("word-error", &[])));
    let advice = context.text.say(advice, &[]);
    lines.push(format!("  {}: {advice}", context.text.say("word-next", &[])));
    let detail = word("detail");
    if !detail.is_empty() {
        lines.push(format!("  {}: {detail}", context.text.say("word-detail", &[])));
    }
    let mut json = health_json(health);
    if let Value::Object(map) = &mut json {
        map.insert("ok".to_owned(), json!(false));
        map.insert("problem".to_owned(), error);
        map.insert("advice".to_owned(), json!(advice));
    }
    Report::done(json, lines.join("\n")).with_exit(Exit::Unverified)
}

fn health_json(health: Option<&Health>) -> Value {
    match health {
        None => json!({}),
        Some(health) => json!({
            "entries": health.entries,
            "form": health.form,
            "integrity": health.integrity,
            "published": health.published,
            "staged": health.staged,
        }),
    }
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
