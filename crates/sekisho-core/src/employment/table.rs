//! Rule table: employment, cards and accounts.

use crate::party::{Role, Title};
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let day = || given(chained()).at("13:00");
    let newcomer = || {
        day()
            .does("ADM", register_person("C-3", "PRIME", Title::Employed))
            .does("ADM", enroll_key("C-3", "SHA256:C-3"))
    };
    let prime = || crate::chain::Link::Contract(id("K-1"));
    vec![
        Refusal::row(Rule::EmployerDiffers, day(), "C-1", state_employment("CITY", 300))
            .then("C-1", state_employment("PRIME", 300)),
        Refusal::row(Rule::DeadlinesDisordered, day(), "C-1", state_employment("PRIME", 400))
            .then("C-1", state_employment("PRIME", 300)),
        Refusal::row(Rule::EmploymentUnconfirmed, newcomer(), "C-1", confirm_employment("C-3"))
            .then("C-3", state_employment("PRIME", 300))
            .again(),
        Refusal::row(Rule::OwnWork, day(), "C-1", confirm_employment("C-1"))
            .then("C-2", confirm_employment("C-1")),
        Refusal::row(Rule::EmployerDiffers, day(), "C-1", confirm_employment("S-2"))
            .then("S-1", confirm_employment("S-2")),
        Refusal::row(Rule::RoleMissing, newcomer(), "C-3", confirm_employment("C-1"))
            .then("ADM", assign_role("C-3", Role::EmployerRepresentative))
            .again(),
        // Nobody handles data before both sides have said for whom they work.
        Refusal::row(Rule::EmploymentUnconfirmed, newcomer(), "C-1", name_handlers(prime(), "C-3"))
            .then("C-3", state_employment("PRIME", 300))
            .then("C-1", confirm_employment("C-3"))
            .again(),
        // The application says the prime's own staff: they are the subcontractor's.
        Refusal::row(Rule::EmployerDiffers, day(), "C-1", apply_card("PRIME", "S-1"))
            .then("S-1", apply_card("SUB", "S-1")),
        Refusal::row(
            Rule::NotOnRoster,
            attested(newcomer(), "C-3", "PRIME", "C-1"),
            "C-1",
            apply_card("PRIME", "C-3"),
        )
        .then("C-1", name_handlers(prime(), "C-3"))
        .again(),
        Refusal::row(Rule::ChainBroken, day(), "ADM", apply_card("OTHER", "X-1"))
            .then("ADM", apply_card("PRIME", "C-1")),
        Refusal::row(Rule::PersonUnknown, day(), "C-1", apply_card("PRIME", "Y-9"))
            .then("C-1", apply_card("PRIME", "C-1")),
        Refusal::row(Rule::RoleMissing, day(), "S-1", apply_card("PRIME", "C-1"))
            .then("C-1", apply_card("PRIME", "C-1")),
        Refusal::row(Rule::AccessUnknown, day(), "C-1", end_card("C-1"))
            .then("C-1", apply_card("PRIME", "C-1"))
            .again(),
        Refusal::row(
            Rule::RoleMissing,
            day().does("C-1", apply_card("PRIME", "C-1")),
            "S-1",
            end_card("C-1"),
        )
        .then("C-1", end_card("C-1")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::Finding;
    use crate::event::Event;
    use crate::id::PersonId;
    use crate::time::DAY;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn a_false_employer_is_a_finding_beside_the_no() {
        let answer = given(chained()).at("13:00").when("C-1", apply_card("PRIME", "S-1"));
        let raised =
            |event: &Event| matches!(event, Event::FindingRaised { finding: Finding::EmployerMisstated, .. });
        assert!(answer.decision.events.iter().any(raised), "{:?}", answer.decision.events);
    }

    #[test]
    fn who_leaves_or_falls_out_of_the_chain_loses_card_and_account_at_once() {
        let story = given(chained())
            .at("13:00")
            .does("C-1", apply_card("PRIME", "C-1"))
            .does("S-1", apply_card("SUB", "S-1"));
        let stopped = story.clone().does("CON", stop_order("O-1"));
        assert!(!stopped.state.access.contains_key(&id::<PersonId>("S-1")));
        assert!(stopped.state.access.contains_key(&id::<PersonId>("C-1")));
        let left = story.does("ADM", leave("C-1"));
        assert!(!left.state.access.contains_key(&id::<PersonId>("C-1")));
    }

    #[test]
    fn nobody_takes_the_employers_say_away_by_calling_themselves_self_employed() {
        let mut command = state_employment("SUB", 300);
        if let crate::Command::StateEmployment { title, .. } = &mut command {
            *title = Title::SelfEmployed;
        }
        given(chained()).at("13:00").when("S-1", command).then(Rule::EmployerDiffers);
    }

    #[test]
    fn a_card_ends_with_the_tier_whatever_its_holder_says_before() {
        let story = given(chained())
            .at("13:00")
            .does("S-1", apply_card("SUB", "S-1"))
            .does("S-1", state_employment("SUB", 300))
            .does("CON", stop_order("O-1"));
        assert!(!story.state.access.contains_key(&id::<PersonId>("S-1")));
    }

    #[test]
    fn a_word_about_employment_runs_out() {
        let short = given(chained())
            .does("C-1", state_employment("PRIME", 100))
            .does("C-2", confirm_employment("C-1"));
        let later = short.at_time(at("13:00").plus(200 * DAY));
        let document = crate::testkit::document_with(|document| {
            let shift = |time: &mut crate::time::Timestamp| *time = time.plus(200 * DAY);
            shift(&mut document.window.from);
            shift(&mut document.window.until);
            shift(&mut document.erase_by);
            shift(&mut document.return_by);
            document.arrive_by = None;
        });
        let rules = later.when("R-1", request(&document)).rules();
        assert!(rules.contains(&Rule::EmploymentUnconfirmed), "{rules:?}");
    }
}
