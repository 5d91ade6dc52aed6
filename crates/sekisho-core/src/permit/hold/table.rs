//! Rule table: stopping a permit that is out.

use crate::incident::Cause;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document();
    let out = || carried(&asked);
    let frozen = || out().does("CHIEF", freeze());
    let lost = || out().does("C-1", report_loss(Cause::Stolen, ""));
    vec![
        Refusal::row(Rule::RoleMissing, out(), "R-2", freeze()).then("CHIEF", freeze()),
        Refusal::row(Rule::PermitNotOut, approved(&asked), "CHIEF", freeze()).then("CHIEF", revoke()),
        Refusal::row(Rule::Frozen, frozen(), "SEC", freeze()).then("SEC", unfreeze()),
        Refusal::row(Rule::NotFrozen, out(), "SEC", unfreeze()).then("C-1", hand("M-1", "S-1")),
        Refusal::row(Rule::AgreedAlready, frozen().does("CHIEF", unfreeze()), "CHIEF", unfreeze())
            .then("SEC", unfreeze()),
        // Who stands in for an officer is that officer once more.
        Refusal::row(
            Rule::AgreedAlready,
            frozen()
                .does("ADM", assign_deputy("R-2", crate::party::Role::Approver, "CHIEF"))
                .does("CHIEF", unfreeze()),
            "R-2",
            unfreeze(),
        )
        .then("SEC", unfreeze()),
        // What was agreed for an officer stays that officer's word when the other does not stand in any more.
        Refusal::row(
            Rule::AgreedAlready,
            frozen()
                .does("ADM", assign_deputy("R-2", crate::party::Role::Approver, "CHIEF"))
                .does("R-2", unfreeze())
                .does("ADM", remove_role("R-2", crate::party::Role::Approver)),
            "CHIEF",
            unfreeze(),
        )
        .then("SEC", unfreeze()),
        Refusal::row(Rule::FrozenForGood, lost(), "CHIEF", unfreeze())
            .then("R-1", report_found("M-1", "SN-M-1"))
            .then("R-1", bring_home("M-1", "CAB")),
        Refusal::row(Rule::FrozenForGood, out().does("SEC", revoke()), "CHIEF", unfreeze())
            .then("C-1", bring_home("M-1", "CAB")),
        Refusal::row(Rule::FrozenForGood, lost(), "SEC", revoke()).then("SEC", close_incident(1)),
    ]
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
