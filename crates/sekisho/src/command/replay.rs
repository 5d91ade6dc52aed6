//! `sekisho replay FILE…`: cases kept as data, tried by the real commands.

use serde_json::{Value, json};

use crate::cli::Replay;
use crate::command::Context;
use crate::exit::Exit;
use crate::replay::{Case, Played, play, tell};
use crate::report::{Failure, Report};

/// `sekisho replay`
pub fn replay(context: Context<'_>, arguments: &Replay) -> Result<Report, Failure> {
    // A file that is none is told before the first one is played.
    for path in &arguments.files {
        Case::read(path, context.text)?;
    }
    let mut played = Vec::new();
    for path in &arguments.files {
        played.push(play(context, path, arguments.keep.as_deref())?);
    }
    let ended = |exit: Exit| played.iter().any(|one| one.exit() == exit);
    let exit = [Exit::Differs, Exit::Open].into_iter().find(|exit| ended(*exit)).unwrap_or(Exit::Done);
    let cases: Vec<Value> = played.iter().map(crate::replay::json).collect();
    let passed: usize = played.iter().map(|one| one.counts().0).sum();
    let failed: usize = played.iter().map(|one| one.counts().1).sum();
    let open: usize = played.iter().map(Played::open).sum();
    let mut told: Vec<String> = played.iter().map(|one| tell(one, context.text)).collect();
    if let [_, _, ..] = played.as_slice() {
        let counts = [played.len(), passed, failed, open].map(|count| count.to_string());
        let values =
            [("cases", &*counts[0]), ("passed", &*counts[1]), ("failed", &*counts[2]), ("open", &*counts[3])];
        told.push(context.text.say("replay-counted-all", &values));
    }
    let json = json!({
        "ok": exit == Exit::Done, "passed": passed, "failed": failed, "open": open, "cases": cases,
    });
    Ok(Report::done(json, told.join("\n")).with_exit(exit))
}
