//! Rule table: the registers.

use crate::incident::Cause;
use crate::medium::PlaceKind;
use crate::party::{Role, Title};
use crate::reason::Rule;
use crate::state::State;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;
use crate::time::Window;

pub(crate) fn refusals() -> Vec<Refusal> {
    let day = || given(town()).at("13:00");
    let out = || carried(&document());
    let lost = || out().does("C-1", report_loss(Cause::Lost, "M-1"));
    let (early, late) = (at("13:00"), at("14:00"));
    let card_of = |medium: &str, change: fn(&mut crate::medium::MediumCard)| {
        let mut card = card(medium);
        change(&mut card);
        crate::command::Command::RegisterMedium { card, medium: id(medium) }
    };
    vec![
        // The record is opened once, and by its first administrator.
        Refusal::row(Rule::OfficeEstablished, day(), "ADM", establish())
            .then("ADM", assign_role("R-1", Role::Administrator)),
        Refusal::row(Rule::PersonNotNamed, given(State::default()), "R-1", establish())
            .then("ADM", establish()),
        // People, keys and roles.
        Refusal::row(Rule::AlreadyRegistered, day(), "ADM", register_person("R-1", "CITY", Title::Employed))
            .then("ADM", register_person("R-3", "CITY", Title::Employed)),
        Refusal::row(Rule::PartyUnknown, day(), "ADM", register_person("X-1", "OTHER", Title::Employed))
            .then("ADM", register_party("OTHER", "PRIME"))
            .again(),
        Refusal::row(Rule::PersonUnknown, day(), "ADM", assign_role("X-1", Role::Approver))
            .then("ADM", register_person("X-1", "CITY", Title::Employed))
            .again(),
        Refusal::row(
            Rule::PersonLeft,
            day().does("ADM", leave("R-2")),
            "ADM",
            assign_role("R-2", Role::Approver),
        )
        .then("ADM", assign_role("R-1", Role::Approver)),
        Refusal::row(Rule::RoleMissing, day(), "ADM", assign_role("C-1", Role::Approver))
            .then("ADM", assign_role("C-1", Role::Auditor)),
        Refusal::row(Rule::RoleMissing, day(), "R-1", register_person("X-1", "CITY", Title::Employed))
            .then("ADM", register_person("X-1", "CITY", Title::Employed)),
        Refusal::row(Rule::RoleMissing, day(), "ADM", remove_role("R-1", Role::Approver))
            .then("ADM", remove_role("CHIEF", Role::Approver)),
        Refusal::row(
            Rule::DeadlinesDisordered,
            day(),
            "ADM",
            assign_role_for("R-1", Role::Approver, Window { from: late, until: early }),
        )
        .then("ADM", assign_role_for("R-1", Role::Approver, Window { from: early, until: late })),
        // 代決 and 専決: nobody hands on a role that is another's.
        Refusal::row(Rule::DeputyUnfit, day(), "ADM", assign_deputy("R-1", Role::Approver, "KEEP"))
            .then("ADM", assign_deputy("R-1", Role::Approver, "CHIEF")),
        Refusal::row(
            Rule::DeputyUnfit,
            day().does("ADM", assign_deputy("R-1", Role::Approver, "CHIEF")),
            "ADM",
            assign_deputy("R-2", Role::Approver, "R-1"),
        )
        .then("ADM", assign_deputy("R-2", Role::Approver, "CHIEF")),
        // Nor by the back door: who is stood in for does not stand in for a third.
        Refusal::row(
            Rule::DeputyUnfit,
            day()
                .does("ADM", assign_role("R-2", Role::Approver))
                .does("ADM", assign_deputy("R-1", Role::Approver, "R-2")),
            "ADM",
            assign_deputy("R-2", Role::Approver, "CHIEF"),
        )
        .then("ADM", remove_role("R-1", Role::Approver))
        .again(),
        // Who stands in for the last administrator goes with them.
        Refusal::row(
            Rule::LastAdministrator,
            day().does("ADM", assign_deputy("R-1", Role::Administrator, "ADM")),
            "ADM",
            leave("ADM"),
        )
        .then("ADM", assign_role("R-2", Role::Administrator))
        .again(),
        Refusal::row(Rule::DeputyUnfit, day(), "ADM", assign_deputy("CHIEF", Role::Approver, "CHIEF"))
            .then("ADM", assign_role("CHIEF", Role::Approver)),
        Refusal::row(Rule::LastAdministrator, day(), "ADM", leave("ADM"))
            .then("ADM", assign_role("R-1", Role::Administrator))
            .again(),
        // Corrections.
        Refusal::row(Rule::RoleMissing, day(), "R-1", amend_person("R-1", "Rokuro"))
            .then("ADM", amend_person("R-1", "Rokuro")),
        Refusal::row(Rule::PersonUnknown, day(), "ADM", amend_person("X-1", "Rokuro"))
            .then("ADM", register_person("X-1", "CITY", Title::Employed))
            .again(),
        Refusal::row(Rule::RoleMissing, day(), "R-1", amend_domains("PRIME", "prime.example"))
            .then("ADM", amend_domains("PRIME", "prime.example")),
        Refusal::row(Rule::PartyUnknown, day(), "ADM", amend_domains("OTHER", "other.example"))
            .then("ADM", register_party("OTHER", "PRIME"))
            .again(),
        Refusal::row(Rule::RoleMissing, day(), "KEEP", amend_place("CAB", "Archive"))
            .then("ADM", amend_place("CAB", "Archive")),
        Refusal::row(Rule::PlaceUnknown, day(), "ADM", amend_place("CAB3", "Archive"))
            .then("ADM", register_place("CAB3", PlaceKind::Cabinet, "CITY"))
            .again(),
        Refusal::row(Rule::RoleMissing, day(), "R-1", amend_medium("M-1", "SN-1"))
            .then("ADM", amend_medium("M-1", "SN-1")),
        Refusal::row(Rule::MediumUnknown, day(), "KEEP", amend_medium("M-9", "SN-9"))
            .then("KEEP", register_medium("M-9"))
            .again(),
        Refusal::row(Rule::AlreadyRegistered, day(), "KEEP", amend_medium("M-1", "SN-M-2"))
            .then("KEEP", amend_medium("M-1", "SN-1")),
        Refusal::row(Rule::TextUnfit, day(), "KEEP", amend_medium("M-1", "SN\u{200b}1"))
            .then("KEEP", amend_medium("M-1", "SN-1")),
        Refusal::row(Rule::PlaceUnfit, day(), "KEEP", moved("M-1", "SITE"))
            .then("KEEP", moved("M-1", "CAB2")),
        Refusal::row(Rule::PlaceUnknown, day(), "KEEP", moved("M-1", "CAB3"))
            .then("ADM", register_place("CAB3", PlaceKind::Cabinet, "CITY"))
            .again(),
        // What was signed for stays as it was, from the request to the end.
        Refusal::row(Rule::MediumBooked, requested(&document()), "KEEP", amend_medium("M-1", "SN-1"))
            .then("R-1", withdraw())
            .again(),
        Refusal::row(Rule::MediumBooked, lost(), "KEEP", amend_medium("M-1", "SN-1"))
            .then("KEEP", amend_medium("M-2", "SN-2")),
        Refusal::row(
            Rule::MediumUnusable,
            day().does("KEEP", retire("M-1")),
            "KEEP",
            amend_medium("M-1", "SN-1"),
        )
        .then("KEEP", amend_medium("M-2", "SN-2")),
        Refusal::row(
            Rule::MediumUnusable,
            lost().does("SEC", close_incident(1)).does("KEEP", close()),
            "KEEP",
            amend_medium("M-1", "SN-1"),
        )
        .then("R-1", report_found("M-1", "SN-M-1"))
        .again(),
        // Places and devices.
        Refusal::row(Rule::PlaceUnknown, day(), "ADM", register_device("D-3", "CAB3"))
            .then("ADM", register_place("CAB3", PlaceKind::Cabinet, "CITY"))
            .again(),
        // Media.
        Refusal::row(Rule::AlreadyRegistered, day(), "KEEP", register_medium("M-1"))
            .then("KEEP", register_medium("M-5")),
        Refusal::row(
            Rule::AlreadyRegistered,
            day(),
            "KEEP",
            card_of("M-5", |card| "SN-M-2".clone_into(&mut card.serial)),
        )
        .then("KEEP", register_medium("M-5")),
        Refusal::row(Rule::TextUnfit, day(), "KEEP", card_of("M-5", |card| card.serial.push('\n')))
            .then("KEEP", register_medium("M-5")),
        Refusal::row(Rule::PlaceUnfit, day(), "KEEP", store("M-1", "SITE"))
            .then("KEEP", store("M-1", "CAB2")),
        // A cabinet of the contractor's is outside.
        Refusal::row(Rule::PlaceUnfit, contractors(), "KEEP", store("M-1", "CAB-P"))
            .then("KEEP", store("M-1", "CAB2")),
        Refusal::row(Rule::PlaceUnfit, contractors(), "KEEP", card_of("M-5", |card| card.home = id("CAB-P")))
            .then("KEEP", register_medium("M-5")),
        // What was lost is first found.
        Refusal::row(
            Rule::MediumUnusable,
            lost().does("SEC", close_incident(1)).does("KEEP", close()),
            "KEEP",
            store("M-1", "CAB"),
        )
        .then("R-1", report_found("M-1", "SN-M-1"))
        .again(),
        Refusal::row(
            Rule::MediumUnusable,
            lost()
                .does("SEC", close_incident(1))
                .does("KEEP", close())
                .does("R-1", report_found("M-1", "SN-of-another")),
            "KEEP",
            store("M-1", "CAB"),
        )
        .then("KEEP", retire("M-1")),
        Refusal::row(Rule::MediumUnknown, day(), "KEEP", store("M-9", "CAB2"))
            .then("KEEP", register_medium("M-9"))
            .again(),
        Refusal::row(Rule::MediumUnusable, day().does("KEEP", retire("M-1")), "KEEP", store("M-1", "CAB2"))
            .then("KEEP", store("M-2", "CAB2")),
        Refusal::row(Rule::MediumBooked, out(), "KEEP", retire("M-1"))
            .then("C-1", bring_home("M-1", "CAB"))
            .then("KEEP", receive("M-1"))
            .again(),
        Refusal::row(
            Rule::HandOverPending,
            approved(&document()).at("17:40").does("KEEP", hand("M-1", "R-1 C-1")),
            "SEC",
            store("M-1", "CAB2"),
        )
        .then("KEEP", bring_home("M-1", "CAB"))
        .again(),
        Refusal::row(Rule::CopyLost, lost(), "KEEP", store("M-1", "CAB"))
            .then("R-1", report_found("M-1", "SN-M-1"))
            .then("R-1", bring_home("M-1", "CAB"))
            .then("KEEP", receive("M-1")),
        // Incidents.
        Refusal::row(Rule::IncidentUnknown, lost(), "SEC", close_incident(7)).then("SEC", close_incident(1)),
        Refusal::row(
            Rule::Frozen,
            out().does("C-1", report_loss(Cause::Missing, "M-1")).at("19:00"),
            "SEC",
            close_incident(1),
        )
        .then("SEC", unfreeze())
        .then("CHIEF", unfreeze())
        .again(),
        // Nobody is registered before the record is open; whoever is, was put there by a broken snapshot.
        Refusal::row(Rule::OfficeMissing, without_office(), "ADM", register_party("OTHER", "PRIME"))
            .then("ADM", establish()),
    ]
}

fn moved(medium: &str, home: &str) -> crate::command::Command {
    let card = crate::medium::MediumCard { home: id(home), ..card(medium) };
    crate::command::Command::AmendMedium { card, medium: id(medium) }
}

/// The town with a cabinet of the contractor's.
pub(crate) fn contractors() -> Given {
    given(town()).at("13:00").does("ADM", register_place("CAB-P", PlaceKind::Cabinet, "PRIME"))
}

fn without_office() -> Given {
    given(State { office: None, ..town() })
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
