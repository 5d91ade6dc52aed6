//! Rule table: orders wait while something is open.

use crate::incident::Cause;
use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

/// The chain with a chief officer, and something lost by `C-1` of `PRIME` and `R-1`.
fn lost() -> Given {
    let asked = document();
    let mut story = given(chained()).does("ADM", assign_role("R-2", Role::ChiefOfficer)).at("13:00");
    story = story.does("R-1", request(&asked)).at("16:00");
    story = story.does("CHIEF", approve(&asked)).does("SEC", approve(&asked)).at("17:40");
    story = story.does("KEEP", hand_until("M-1", "R-1 C-1", at("18:00")));
    story = story.does("R-1", receive("M-1")).does("C-1", receive("M-1"));
    story.does("C-1", report_loss(Cause::Lost, ""))
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let again = || place_order("O-2", &order_terms());
    let finding = || given(chained()).at("13:00").does("SEC", raise_finding("C-2"));
    vec![
        Refusal::row(Rule::BreachOpen, lost(), "C-1", again()).then("SEC", close_incident(1)).again(),
        // A tier below waits as well.
        Refusal::row(Rule::BreachOpen, lost(), "S-1", place_order("O-2", &order_below()))
            .then("CON", lift_hold("PRIME"))
            .then("R-2", lift_hold("PRIME"))
            .again(),
        Refusal::row(Rule::BreachOpen, finding(), "C-1", again()).then("AUD", resolve_finding(1)).again(),
        Refusal::row(
            Rule::BreachOpen,
            lost()
                .does("CON", register_contract("K-2", "PRIME", clauses()))
                .does("CON", evaluate_with("PRIME", 80, 1)),
            "CHIEF",
            activate("K-2"),
        )
        .then("SEC", close_incident(1))
        .again(),
        Refusal::row(Rule::NothingHeld, given(chained()).at("13:00"), "CON", lift_hold("PRIME"))
            .then("C-1", again()),
        Refusal::row(Rule::RoleMissing, lost(), "SEC", lift_hold("PRIME")).then("CON", lift_hold("PRIME")),
        Refusal::row(Rule::LiftAgreed, lost().does("CON", lift_hold("PRIME")), "CON", lift_hold("PRIME"))
            .then("R-2", lift_hold("PRIME"))
            .then("C-1", again()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Breach, breaches};
    use crate::id::{IncidentId, PartyId};

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn what_was_let_pass_is_not_what_opens_later() {
        let story = lost().does("CON", lift_hold("PRIME")).does("R-2", lift_hold("PRIME"));
        assert!(breaches(&story.state, story.now).is_empty());
        let later = story.does("SEC", raise_finding("C-1"));
        later.when("C-1", place_order("O-2", &order_terms())).then(Rule::BreachOpen);
        let closed = later.does("SEC", close_incident(1)).does("AUD", resolve_finding(1));
        assert!(closed.state.chain.lifts.is_empty(), "what is closed is forgotten");
    }

    #[test]
    fn one_person_with_both_roles_lets_nothing_pass() {
        let story =
            lost().does("ADM", assign_role("CON", Role::ChiefOfficer)).does("CON", lift_hold("PRIME"));
        story.when("C-1", place_order("O-2", &order_terms())).then(Rule::BreachOpen);
    }

    #[test]
    fn an_incident_is_of_those_who_had_the_copy_last() {
        let story = lost();
        let open = breaches(&story.state, story.now);
        assert_eq!(open.keys().collect::<Vec<_>>(), [&id::<PartyId>("PRIME")]);
        assert_eq!(open[&id::<PartyId>("PRIME")], [Breach::Incident(IncidentId(1))].into());
    }

    #[test]
    fn data_that_are_still_there_after_the_end_of_the_permit_hold_and_erasing_lets_go() {
        let story = at_site(&document()).at("23:00");
        let open = breaches(&story.state, story.now);
        assert_eq!(
            open.keys().collect::<Vec<_>>(),
            [&id::<PartyId>("PRIME"), &id::<PartyId>("SUB")],
            "who has them, and whose the site is"
        );
        let back = story.clone().does("S-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"));
        assert_eq!(
            breaches(&back.state, back.now).len(),
            2,
            "it came back, and nobody said that it was erased"
        );
        let erased = story.does("S-1", report_erasure("M-1", crate::permit::EraseMethod::Overwritten, None));
        assert!(breaches(&erased.state, erased.now).is_empty());
    }
}
