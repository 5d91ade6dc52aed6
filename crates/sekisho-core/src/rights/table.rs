//! Rule table: rights that end by themselves, and suspension.

use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let held = || given(chained()).at("13:00").does("C-1", apply_card("PRIME", "C-1"));
    let own = || given(town()).at("13:00").does("ADM", apply_card("CITY", "R-1"));
    let suspended = || own().does("SEC", suspend("R-1"));
    vec![
        Refusal::row(Rule::AccessUnknown, held(), "C-1", confirm_card("C-2"))
            .then("C-1", apply_card("PRIME", "C-2"))
            .again(),
        Refusal::row(Rule::OwnWork, held(), "C-1", confirm_card("C-1")).then("C-2", confirm_card("C-1")),
        Refusal::row(Rule::RoleMissing, own(), "R-2", confirm_card("R-1"))
            .then("ADM", assign_role("R-2", Role::OrganizationHead))
            .again(),
        // Whoever is suspended signs for nothing but the way home, and nobody asks anything for them.
        Refusal::row(Rule::Suspended, suspended(), "R-1", request(&document()))
            .then("SEC", resume("R-1"))
            .then("CHIEF", resume("R-1"))
            .again(),
        Refusal::row(Rule::Suspended, suspended(), "ADM", apply_card("CITY", "R-1"))
            .then("SEC", resume("R-1"))
            .then("CHIEF", resume("R-1"))
            .again(),
        Refusal::row(Rule::Suspended, suspended(), "SEC", suspend("R-1")).then("SEC", resume("R-1")),
        Refusal::row(Rule::RoleMissing, own(), "R-2", suspend("R-1")).then("SEC", suspend("R-1")),
        Refusal::row(Rule::LastAdministrator, own(), "SEC", suspend("ADM"))
            .then("ADM", assign_role("R-2", Role::Administrator))
            .again(),
        Refusal::row(Rule::NotSuspended, own(), "SEC", resume("R-1")).then("SEC", suspend("R-1")).again(),
        Refusal::row(Rule::RoleMissing, suspended(), "R-2", resume("R-1")).then("SEC", resume("R-1")),
        Refusal::row(Rule::ResumeAgreed, suspended().does("SEC", resume("R-1")), "SEC", resume("R-1"))
            .then("CHIEF", resume("R-1")),
        Refusal::row(
            Rule::OwnWork,
            own()
                .does("ADM", assign_deputy("R-2", Role::SecurityManager, "SEC"))
                .does("ADM", assign_role("R-1", Role::ChiefOfficer))
                .does("R-1", suspend("SEC")),
            "R-2",
            resume("SEC"),
        )
        .then("CHIEF", resume("SEC")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::id::PersonId;
    use crate::rights::{Ending, NEED};
    use crate::time::DAY;

    fn endings(events: &[Event]) -> Vec<Ending> {
        let ending = |event: &Event| match event {
            Event::AccessEnded { cause, .. } => Some(*cause),
            _ => None,
        };
        events.iter().filter_map(ending).collect()
    }

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn a_right_whose_need_nobody_confirms_ends_after_a_year_to_the_second() {
        let story = given(town()).at("13:00").does("ADM", apply_card("CITY", "R-1"));
        let end = story.now.plus(NEED);
        let before = crate::due::due(&story.state, end.plus(-1));
        assert!(endings(&before.into_iter().map(|(_, event)| event).collect::<Vec<_>>()).is_empty());
        let due = crate::due::due(&story.state, end.plus(DAY));
        let ended = due.iter().find(|(_, event)| matches!(event, Event::AccessEnded { .. })).unwrap();
        assert_eq!(ended.0, end);
        let later = story.at_time(end);
        assert!(later.state.access.is_empty());
        later.when("SEC", confirm_card("R-1")).then(Rule::AccessUnknown);
        later.when("ADM", apply_card("CITY", "R-1")).then_done();
    }

    #[test]
    fn whoever_asks_again_for_what_they_have_has_it_no_longer() {
        let story = given(town()).at("13:00").does("ADM", apply_card("CITY", "R-1"));
        let end = story.now.plus(NEED);
        let again = story.at_time(end.plus(-DAY)).does("ADM", apply_card("CITY", "R-1"));
        assert!(again.clone().at_time(end).state.access.is_empty());
        let confirmed = again.does("SEC", confirm_card("R-1")).at_time(end);
        assert_eq!(confirmed.state.access.len(), 1);
    }

    #[test]
    fn a_right_ends_with_the_word_about_the_employment_and_a_new_word_keeps_it() {
        // The town's own words last longer than its contract.
        let story = given(chained())
            .at("13:00")
            .does("C-1", state_employment("PRIME", 100))
            .does("C-2", confirm_employment("C-1"))
            .does("C-1", apply_card("PRIME", "C-1"));
        let over = at("20 12:00").plus(100 * DAY);
        let due = crate::due::due(&story.state, over);
        let ended: Vec<_> =
            due.iter().filter(|(_, event)| matches!(event, Event::AccessEnded { .. })).collect();
        assert_eq!(ended.len(), 1);
        assert_eq!(
            (ended[0].0, endings(std::slice::from_ref(&ended[0].1))),
            (over, vec![Ending::EmploymentOver])
        );
        // Between the new word and its countersignature the old one counts.
        let renewed = story.at_time(over.plus(-DAY)).does("C-1", {
            let crate::Command::StateEmployment { employer, title, .. } = state_employment("PRIME", 300)
            else {
                unreachable!()
            };
            crate::Command::StateEmployment { employer, title, until: over.plus(100 * DAY) }
        });
        assert!(renewed.clone().at_time(over).state.access.is_empty());
        let kept = renewed.does("C-2", confirm_employment("C-1")).at_time(over);
        assert_eq!(kept.state.access.len(), 1);
    }

    #[test]
    fn a_right_ends_with_the_contract() {
        let story = given(chained()).at("13:00").does("S-1", apply_card("SUB", "S-1"));
        let over = year().until;
        let due = crate::due::due(&story.state, over.plus(DAY));
        let ended = due.iter().find(|(_, event)| matches!(event, Event::AccessEnded { .. })).unwrap();
        assert_eq!((ended.0, endings(std::slice::from_ref(&ended.1))), (over, vec![Ending::ChainBroken]));
        assert_eq!(story.at_time(over).at_time(over.plus(DAY)).due(), []);
    }

    #[test]
    fn who_moves_to_another_section_loses_rights_and_roles_of_the_section_by_that_very_act() {
        let story = given(town())
            .at("13:00")
            .does("ADM", apply_card("CITY", "CHIEF"))
            .does("ADM", assign_role("CHIEF", Role::Auditor))
            .does("ADM", move_to("CHIEF", "ELECTIONS"));
        let chief = id::<PersonId>("CHIEF");
        assert!(story.state.access.contains_key(&chief), "the first entry of a section is no move");
        assert!(story.clone().does("ADM", move_to("CHIEF", "ELECTIONS")).state.access.contains_key(&chief));
        let answer = story.when("ADM", move_to("CHIEF", "WARD"));
        assert_eq!(endings(&answer.decision.events), [Ending::Moved]);
        let moved = answer.after();
        assert!(!moved.state.access.contains_key(&chief));
        assert_eq!(moved.state.persons[&chief].roles.keys().collect::<Vec<_>>(), [&Role::Auditor]);
    }

    #[test]
    fn a_suspended_person_brings_home_and_reports() {
        let story = carried(&document()).does("SEC", suspend("C-1"));
        story.when("C-1", hand("M-1", "S-1")).then(Rule::Suspended);
        let home = story.does("C-1", bring_home("M-1", "CAB"));
        let told = home.does("C-1", report_loss(crate::incident::Cause::Missing, ""));
        assert!(told.state.permits.contains_key(&P1));
    }

    #[test]
    fn whoever_comes_later_than_the_end_of_all_contracts_is_told_so_and_holds_nothing() {
        let story = given(chained()).at_time(year().until.plus(DAY));
        story.when("S-1", apply_card("SUB", "S-1")).then(Rule::ChainBroken);
        assert!(story.state.access.is_empty());
    }
}
