//! Rule table: judging a request.

use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document();
    let second = document_with(|d| d.revision = 2);
    let half = || requested(&asked).does("CHIEF", approve(&asked));
    vec![
        Refusal::row(
            Rule::ApproverIsRequester,
            given(town()).at("13:00").does("CHIEF", request(&asked)),
            "CHIEF",
            approve(&asked),
        )
        .then("SEC", approve(&asked)),
        Refusal::row(
            Rule::ApproverIsRequester,
            given(town()).at("13:00").does("CHIEF", request(&asked)),
            "CHIEF",
            send_back(),
        )
        .then("CHIEF", withdraw()),
        // No role would let whoever asked approve: none is advised.
        Refusal::row(Rule::ApproverIsRequester, requested(&asked), "R-1", approve(&asked))
            .then("SEC", approve(&asked)),
        Refusal::row(Rule::ApproverIsRequester, requested(&asked), "R-1", send_back())
            .then("R-1", withdraw()),
        // A second role does not make a second person.
        Refusal::row(
            Rule::ApprovedAlready,
            half().does("ADM", assign_role("CHIEF", Role::SecurityManager)),
            "CHIEF",
            approve(&asked),
        )
        .then("SEC", approve(&asked)),
        Refusal::row(Rule::RoleMissing, requested(&asked), "R-2", approve(&asked))
            .then("SEC", approve(&asked)),
        Refusal::row(Rule::DocumentChanged, half().does("R-1", amend(&second)), "SEC", approve(&asked))
            .then("SEC", approve(&second)),
        Refusal::row(
            Rule::PermitNotWaiting,
            requested(&asked).does("CHIEF", send_back()),
            "SEC",
            approve(&asked),
        )
        .then("R-1", amend(&second))
        .then("SEC", approve(&second)),
        Refusal::row(Rule::PermitNotWaiting, approved(&asked), "CHIEF", send_back()).then("CHIEF", revoke()),
        Refusal::row(Rule::PermitUnknown, given(town()).at("13:00"), "SEC", approve(&asked))
            .then("R-1", request(&asked))
            .again(),
        Refusal::row(Rule::PersonLeft, half().does("ADM", leave("S-2")), "SEC", approve(&asked)).then(
            "R-1",
            amend(&document_with(|d| {
                d.receivers = ids("S-1");
                d.revision = 2;
            })),
        ),
    ]
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
