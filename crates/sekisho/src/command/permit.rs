//! `sekisho permit …`: asking, judging, stopping, closing, looking.

pub mod content;
pub mod export;
mod review;
pub mod show;

use sekisho_core::Command;
use sekisho_core::id::PermitId;
use sekisho_core::permit::Permit;
use sekisho_gate::Gate;

use crate::act::carry;
use crate::cli::{PermitStep, PermitVerb, PermitWhy, Signing};
use crate::command::{Context, id};
use crate::report::{Failure, Report};

/// `sekisho permit …`
pub fn permit(context: Context<'_>, verb: &PermitVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        PermitVerb::Request(arguments) => content::request(context, &mut gate, arguments),
        PermitVerb::Amend(arguments) => content::amend(context, &mut gate, arguments),
        PermitVerb::Approve(arguments) => {
            let permit: PermitId = id(&arguments.permit)?;
            // The hash of what is in the record now; the statement that is signed shows the same.
            let waits = |live: &Permit| live.rewrapping().map(|again| again.digest);
            let live = gate.state().permits.get(&permit);
            let document = live.map(|live| waits(live).unwrap_or_else(|| live.request().digest));
            let document = document.unwrap_or_else(|| sekisho_core::Digest::of(b""));
            one(context, &mut gate, &Command::Approve { document, permit }, &arguments.signing)
        }
        PermitVerb::Rewrap(arguments) => content::rewrap(context, &mut gate, arguments),
        PermitVerb::Step(arguments) => step(context, &mut gate, arguments),
        PermitVerb::SendBack(arguments) => {
            why(context, &mut gate, arguments, |permit, reason| Command::SendBack { permit, reason })
        }
        PermitVerb::Revoke(arguments) => {
            why(context, &mut gate, arguments, |permit, reason| Command::Revoke { permit, reason })
        }
        PermitVerb::Withdraw(arguments) => {
            let command = Command::Withdraw { permit: id(&arguments.permit)? };
            one(context, &mut gate, &command, &arguments.signing)
        }
        PermitVerb::Freeze(arguments) => {
            one(context, &mut gate, &Command::Freeze { permit: id(&arguments.permit)? }, &arguments.signing)
        }
        PermitVerb::Unfreeze(arguments) => {
            one(context, &mut gate, &Command::Unfreeze { permit: id(&arguments.permit)? }, &arguments.signing)
        }
        PermitVerb::Close(arguments) => {
            one(context, &mut gate, &Command::Close { permit: id(&arguments.permit)? }, &arguments.signing)
        }
        PermitVerb::Export(arguments) => {
            export::export(context, &gate, id(&arguments.permit)?, &arguments.out)
        }
        PermitVerb::Review(arguments) => review::review(context, &mut gate, arguments),
        PermitVerb::Reviews => Ok(review::reviews(context, &gate)),
        PermitVerb::List(arguments) => show::list(context, &gate, arguments),
        PermitVerb::Show(arguments) => show::show(context, &gate, id(&arguments.permit)?),
        PermitVerb::Check(arguments) => show::check(context, &gate, id(&arguments.permit)?),
        PermitVerb::Print(arguments) => show::print(context, &gate, id(&arguments.permit)?, &arguments.out),
    }
}

fn one(
    context: Context<'_>,
    gate: &mut Gate,
    command: &Command,
    signing: &Signing,
) -> Result<Report, Failure> {
    carry(gate, command, Vec::new(), signing, context.outside, context.text)
}

/// Ticks a step, or explains why it was not done.
fn step(context: Context<'_>, gate: &mut Gate, arguments: &PermitStep) -> Result<Report, Failure> {
    let explained = arguments.explain.as_ref().map(|reason| gate.disclose(reason)).transpose()?;
    let command = Command::SettleStep {
        explanation: explained.as_ref().map(|reason| reason.digest),
        permit: id(&arguments.permit)?,
        step: id(&arguments.step)?,
    };
    let texts = explained.into_iter().collect();
    carry(gate, &command, texts, &arguments.signing, context.outside, context.text)
}

fn why(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &PermitWhy,
    command: impl FnOnce(PermitId, sekisho_core::Digest) -> Command,
) -> Result<Report, Failure> {
    let reason = gate.disclose(&arguments.reason)?;
    let command = command(id(&arguments.permit)?, reason.digest);
    carry(gate, &command, vec![reason], &arguments.signing, context.outside, context.text)
}
