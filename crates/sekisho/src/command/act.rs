//! `sekisho act …`: acts that were signed elsewhere.

use crate::act::submit_file;
use crate::cli::ActVerb;
use crate::command::Context;
use crate::command::paper::Desk;
use crate::mail;
use crate::report::{Failure, Report};

/// `sekisho act …`
pub fn act(context: Context<'_>, verb: &ActVerb) -> Result<Report, Failure> {
    let ActVerb::Submit(arguments) = verb;
    let mut gate = context.gate()?;
    let report = submit_file(&mut gate, &arguments.file, context.text)?;
    Ok(mail::key::after(Desk { context, gate: &gate }, report))
}
