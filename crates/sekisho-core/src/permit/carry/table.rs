//! Rule table: custody.

use crate::incident::Cause;
use crate::party::Role;
use crate::permit::Holder;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document();
    let courier = document_by_courier();
    let ready = || approved(&asked).at("17:40");
    let offered = || ready().does("KEEP", hand("M-1", "R-1 C-1"));
    let out = || carried(&asked);
    let due = at("18:10");
    let home = |story: Given| story.does("C-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"));
    vec![
        // Out of the cabinet.
        Refusal::row(Rule::PermitNotApproved, requested(&asked).at("17:40"), "KEEP", hand("M-1", "R-1 C-1"))
            .then("CHIEF", approve(&asked))
            .then("SEC", approve(&asked))
            .again(),
        Refusal::row(
            Rule::PermitNotApproved,
            requested(&document_with(|d| d.return_to = id("CAB2"))).at("17:40"),
            "KEEP",
            hand_to("M-1", Holder::Place(id("CAB2")), due),
        )
        .then("KEEP", store("M-1", "CAB2")),
        // Who approved and has no say any more.
        Refusal::row(
            Rule::PermitNotApproved,
            ready().does("ADM", remove_role("CHIEF", Role::Approver)),
            "KEEP",
            hand("M-1", "R-1 C-1"),
        )
        .then("ADM", assign_role("CHIEF", Role::Approver))
        .again(),
        Refusal::row(
            Rule::PermitNotApproved,
            ready().does("ADM", leave("CHIEF")).does("ADM", assign_role("R-2", Role::Approver)),
            "KEEP",
            hand("M-1", "R-1 C-1"),
        )
        .then("R-1", amend(&document_with(|d| d.revision = 2)))
        .then("R-2", approve(&document_with(|d| d.revision = 2)))
        .then("SEC", approve(&document_with(|d| d.revision = 2)))
        .again(),
        Refusal::row(Rule::RoleMissing, ready(), "R-2", hand("M-1", "R-1 C-1"))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(Rule::MediumNotOnPermit, ready(), "KEEP", hand("M-2", "R-1 C-1"))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(
            Rule::MediumElsewhere,
            ready().does("KEEP", store("M-1", "CAB2")),
            "KEEP",
            hand("M-1", "R-1 C-1"),
        )
        .then("KEEP", store("M-1", "CAB"))
        .again(),
        Refusal::row(
            Rule::MediumUnusable,
            ready().does("KEEP", retire("M-1")),
            "KEEP",
            hand("M-1", "R-1 C-1"),
        )
        .then(
            "R-1",
            amend(&document_with(|d| {
                d.copies = vec![id("M-2")];
                d.revision = 2;
            })),
        ),
        Refusal::row(Rule::PersonLeft, ready().does("ADM", leave("S-1")), "KEEP", hand("M-1", "R-1 C-1"))
            .then(
                "R-1",
                amend(&document_with(|d| {
                    d.receivers = ids("S-2");
                    d.eraser = id("S-2");
                    d.revision = 2;
                })),
            ),
        Refusal::row(
            Rule::WindowNotOpen,
            approved(&document_with(|d| d.window.from = at("18:00"))).at("17:40"),
            "KEEP",
            hand("M-1", "R-1 C-1"),
        )
        .then_at("18:00", "KEEP", hand("M-1", "R-1 C-1")),
        // Who carries.
        Refusal::row(Rule::OneCarrier, ready(), "KEEP", hand("M-1", "C-1"))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(Rule::OneCarrier, ready(), "KEEP", hand("M-1", "")).then("KEEP", hand("M-1", "R-2 C-2")),
        Refusal::row(Rule::PersonNotNamed, ready(), "KEEP", hand("M-1", "R-1 S-1"))
            .then("KEEP", hand("M-1", "R-1 R-2")),
        Refusal::row(Rule::PersonNotNamed, ready(), "KEEP", hand("M-1", "S-1 S-2"))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(Rule::GiverIsReceiver, keeper_carries(), "KEEP", hand("M-1", "KEEP C-1"))
            .then("SEC", hand("M-1", "KEEP C-1")),
        Refusal::row(Rule::GiverIsReceiver, out(), "C-1", hand("M-1", "R-1 C-1"))
            .then("C-1", hand("M-1", "R-2 C-1")),
        Refusal::row(Rule::MethodNotApproved, ready(), "KEEP", hand_to_courier("M-1", "123-456"))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(
            Rule::MethodNotApproved,
            approved(&courier).at("17:40"),
            "KEEP",
            hand_to_courier("M-1", " "),
        )
        .then("KEEP", hand_to_courier("M-1", "123-456")),
        Refusal::row(Rule::TextUnfit, approved(&courier).at("17:40"), "KEEP", hand_to_courier("M-1", "1\n2"))
            .then("KEEP", hand_to_courier("M-1", "123-456")),
        // By when.
        Refusal::row(Rule::DueUnfit, ready(), "KEEP", hand_until("M-1", "R-1 C-1", at("17:40")))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(Rule::DueUnfit, ready(), "KEEP", hand_until("M-1", "R-1 C-1", at("20:00").plus(1)))
            .then("KEEP", hand_until("M-1", "R-1 C-1", at("20:00"))),
        // Signing.
        Refusal::row(Rule::PermitNotOut, ready(), "C-1", receive("M-1"))
            .then("KEEP", hand("M-1", "R-1 C-1"))
            .again(),
        Refusal::row(Rule::MediumNotOnPermit, offered(), "C-1", receive("M-2")).then("C-1", receive("M-1")),
        Refusal::row(Rule::NotOffered, offered(), "C-2", receive("M-1")).then("C-1", receive("M-1")),
        Refusal::row(Rule::NotOffered, out().at("18:00"), "S-1", receive("M-1"))
            .then("C-1", hand("M-1", "S-1"))
            .again(),
        Refusal::row(Rule::SignedAlready, offered().does("C-1", receive("M-1")), "C-1", receive("M-1"))
            .then("R-1", receive("M-1")),
        // What is offered is offered once; the giver may take it back.
        Refusal::row(Rule::HandOverPending, offered(), "KEEP", hand("M-1", "R-2 C-2"))
            .then("KEEP", bring_home("M-1", "CAB"))
            .again(),
        Refusal::row(
            Rule::NotHolder,
            out().at("18:00").does("C-1", hand("M-1", "S-1")),
            "S-2",
            hand("M-1", "R-1 C-1"),
        )
        .then("R-1", hand("M-1", "R-1 C-1")),
        // On the way and at the site.
        Refusal::row(Rule::NotHolder, out(), "S-1", hand("M-1", "S-2")).then("C-1", hand("M-1", "S-2")),
        Refusal::row(Rule::PersonNotNamed, out(), "C-1", hand("M-1", "KEEP")).then("C-1", hand("M-1", "S-1")),
        Refusal::row(Rule::PlaceNotNamed, out(), "C-1", hand_to("M-1", Holder::Place(id("SITE")), due))
            .then("C-1", bring_home("M-1", "CAB")),
        Refusal::row(Rule::Frozen, out().does("CHIEF", freeze()), "C-1", hand("M-1", "S-1"))
            .then("CHIEF", unfreeze())
            .then("SEC", unfreeze())
            .again(),
        Refusal::row(
            Rule::Frozen,
            out().does("C-1", hand("M-1", "S-1")).does("CHIEF", freeze()),
            "S-1",
            receive("M-1"),
        )
        .then("C-1", hand("M-1", "R-1 C-1"))
        .then("C-1", bring_home("M-1", "CAB")),
        Refusal::row(
            Rule::WindowOver,
            out()
                .does("C-1", hand("M-1", "S-1"))
                .at("22:00")
                .does("CHIEF", unfreeze())
                .does("SEC", unfreeze())
                .at("23:00"),
            "S-1",
            receive("M-1"),
        )
        .then("C-1", hand("M-1", "R-1 C-1"))
        .then("C-1", bring_home("M-1", "CAB")),
        Refusal::row(
            Rule::CopyLost,
            out().does("C-1", report_loss(Cause::Lost, "M-1")),
            "C-1",
            bring_home("M-1", "CAB"),
        )
        .then("C-1", report_found("M-1", "SN-M-1"))
        .again(),
        // Back home.
        Refusal::row(Rule::CopyReturned, home(out()), "KEEP", hand("M-1", "R-1 C-1"))
            .then("S-1", report_erasure("M-1", crate::permit::EraseMethod::Formatted, None))
            .then("KEEP", close()),
        Refusal::row(Rule::CopyReturned, home(out()), "KEEP", receive("M-1"))
            .then("S-1", report_erasure("M-1", crate::permit::EraseMethod::Formatted, None))
            .then("KEEP", close()),
        Refusal::row(Rule::RoleMissing, out().does("C-1", bring_home("M-1", "CAB")), "R-2", receive("M-1"))
            .then("KEEP", receive("M-1")),
    ]
}

/// The keeper is also named as a carrier.
fn keeper_carries() -> Given {
    let transport = crate::document::Transport::Carried { carriers: ids("KEEP C-1"), substitutes: ids("") };
    approved(&document_with(|d| d.transport = transport)).at("17:40")
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
