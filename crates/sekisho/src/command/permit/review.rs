//! Urgent carry-outs: which of them wait for a review, and the word of whoever looked at one.

use sekisho_core::Command;
use sekisho_core::urgent::reviewers;
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::PermitReview;
use crate::command::registers::listing;
use crate::command::{Context, id, local};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho permit review`
pub(super) fn review(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &PermitReview,
) -> Result<Report, Failure> {
    let conclusion = gate.disclose(&arguments.conclusion)?;
    let command = Command::ReviewUrgent { conclusion: conclusion.digest, permit: id(&arguments.permit)? };
    carry(gate, &command, vec![conclusion], &arguments.signing, context.outside, context.text)
}

/// `sekisho permit reviews`: what waits, from when it is listed, by when it is due, and who may.
pub(super) fn reviews(context: Context<'_>, gate: &Gate) -> Report {
    let state = gate.state();
    let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
    for (permit, open) in &state.reviews {
        let answering = reviewers(state, open, gate.now());
        let reason = person_text::text(gate, &open.reason);
        let names: Vec<String> = answering.iter().map(|one| person_text::person(gate, one)).collect();
        rows.push(vec![
            permit.to_string(),
            reason.clone().unwrap_or_default(),
            local(open.listed_at),
            local(open.due),
            names.join(", "),
        ]);
        json.push(json!({
            "permit": permit, "reason": reason, "listed_at": open.listed_at, "due": open.due,
            "overdue": open.rung, "involved": open.involved, "answered_by": answering,
        }));
    }
    let columns = ["column-permit", "field-urgent", "column-listed", "column-review-due", "column-answers"];
    listing(context, &columns, &rows, json!(json))
}
