//! Rule table: closing.

use crate::incident::Cause;
use crate::permit::EraseMethod;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document();
    let home = |story: Given| story.does("C-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"));
    let destroyed = || report_erasure("M-1", EraseMethod::Destroyed, None);
    let broken =
        |witness| at_site(&asked).does("S-1", report_erasure("M-1", EraseMethod::Destroyed, witness));
    vec![
        Refusal::row(Rule::CopyNotErased, home(carried(&asked)), "KEEP", close())
            .then("S-1", report_erasure("M-1", EraseMethod::Overwritten, None))
            .again(),
        Refusal::row(
            Rule::CopyOutside,
            at_site(&asked).does("S-1", report_erasure("M-1", EraseMethod::Overwritten, None)),
            "KEEP",
            close(),
        )
        .then("S-1", bring_home("M-1", "CAB"))
        .then("KEEP", receive("M-1"))
        .again(),
        // Destroyed counts when two persons signed for it, one of them an officer of the owner. A witness who is only
        // named signs nothing.
        Refusal::row(Rule::CopyOutside, broken(None), "KEEP", close()).then("R-1", destroyed()).again(),
        Refusal::row(Rule::CopyOutside, broken(Some("AUD")), "KEEP", close())
            .then("AUD", destroyed())
            .again(),
        Refusal::row(
            Rule::CopyOutside,
            at_site(&asked).does("R-1", report_erasure("M-1", EraseMethod::Destroyed, Some("CHIEF"))),
            "KEEP",
            close(),
        )
        .then("S-1", destroyed())
        .again(),
        // Twice the same person.
        Refusal::row(Rule::CopyOutside, broken(None).does("S-1", destroyed()), "KEEP", close())
            .then("KEEP", destroyed())
            .again(),
        // Two persons, and nobody of the owner's.
        Refusal::row(Rule::CopyOutside, broken(None).does("S-2", destroyed()), "KEEP", close())
            .then("SEC", destroyed())
            .again(),
        // Two persons, of whom one is of no register.
        Refusal::row(
            Rule::CopyOutside,
            at_site(&asked).does("R-1", destroyed()).does("X-1", destroyed()),
            "KEEP",
            close(),
        )
        .then("C-1", destroyed())
        .again(),
        // Who says something else later does not say destroyed any more.
        Refusal::row(
            Rule::CopyOutside,
            broken(None)
                .does("R-1", destroyed())
                .does("R-1", report_erasure("M-1", EraseMethod::Formatted, None)),
            "KEEP",
            close(),
        )
        .then("AUD", destroyed())
        .again(),
        // What is found was not destroyed.
        Refusal::row(
            Rule::CopyOutside,
            broken(None).does("R-1", destroyed()).does("C-2", report_found("M-1", "SN-M-1")),
            "KEEP",
            close(),
        )
        .then("S-1", bring_home("M-1", "CAB"))
        .then("KEEP", receive("M-1"))
        .again(),
        // What is lost is accounted for when its incident is.
        Refusal::row(
            Rule::CopyLost,
            carried(&asked).does("C-1", report_loss(Cause::Lost, "")),
            "SEC",
            close(),
        )
        .then("SEC", close_incident(1))
        .again(),
        Refusal::row(Rule::RoleMissing, returned(&asked), "R-1", close()).then("KEEP", close()),
        Refusal::row(Rule::PermitNotOut, approved(&asked), "KEEP", close()).then("R-1", withdraw()),
        Refusal::row(Rule::AlreadyFinished, returned(&asked).does("KEEP", close()), "KEEP", close())
            .then("R-1", request(&document_with(|d| d.permit = crate::id::PermitId(2)))),
    ]
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
