//! Rule table: findings about persons.

use crate::alarm::Finding;
use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let day = || given(town()).at("13:00");
    let raised = || day().does("SEC", raise_finding("R-1"));
    let of_permit = || {
        let mut command = raise_finding("R-2");
        if let crate::Command::RaiseFinding { permit, .. } = &mut command {
            *permit = Some(P1);
        }
        let office = |story: Given| story.does("ADM", assign_role("ADM", Role::SecurityOffice));
        office(approved(&document())).does("ADM", command)
    };
    let mut stranger = raise_finding("R-1");
    if let crate::Command::RaiseFinding { permit, .. } = &mut stranger {
        *permit = Some(P1);
    }
    vec![
        Refusal::row(Rule::RoleMissing, day(), "R-2", raise_finding("R-1")).then("SEC", raise_finding("R-1")),
        Refusal::row(Rule::PersonUnknown, day(), "SEC", raise_finding("Y-9"))
            .then("SEC", raise_finding("R-1")),
        Refusal::row(Rule::PermitUnknown, day(), "SEC", stranger).then("SEC", raise_finding("R-1")),
        Refusal::row(Rule::FindingUnfit, day(), "SEC", raise_finding_of(Finding::ErasedLate, "R-1"))
            .then("SEC", raise_finding("R-1")),
        Refusal::row(Rule::FindingUnknown, raised(), "AUD", resolve_finding(2))
            .then("AUD", resolve_finding(1)),
        Refusal::row(Rule::RoleMissing, raised(), "CHIEF", resolve_finding(1))
            .then("AUD", resolve_finding(1)),
        // Neither who wrote it down, nor whom it names, nor the superior who approved the permit.
        Refusal::row(Rule::FindingNotIndependent, raised(), "SEC", resolve_finding(1))
            .then("AUD", resolve_finding(1)),
        Refusal::row(
            Rule::FindingNotIndependent,
            day().does("SEC", raise_finding("AUD")),
            "AUD",
            resolve_finding(1),
        )
        .then("ADM", assign_role("R-2", Role::SecurityOffice))
        .then("R-2", resolve_finding(1)),
        Refusal::row(Rule::FindingNotIndependent, of_permit(), "SEC", resolve_finding(1))
            .then("AUD", resolve_finding(1)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concern::answerers;
    use crate::event::Event;
    use crate::id::{FindingId, PersonId};

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn a_second_finding_of_its_kind_suspends_while_the_first_is_open() {
        let story = given(town()).at("13:00").does("SEC", raise_finding("R-1"));
        let r1 = id::<PersonId>("R-1");
        let other = story.clone().does("SEC", raise_finding_of(Finding::VolumeUnusual, "R-1"));
        assert!(!other.state.suspended.contains_key(&r1), "another kind is not the second");
        let second = story.when("SEC", raise_finding("R-1"));
        let alone = |event: &Event| matches!(event, Event::PersonSuspended { by: None, reason: None, .. });
        assert!(second.decision.events.iter().any(alone));
        assert!(second.after().state.suspended.contains_key(&r1));
        let answered = story.does("AUD", resolve_finding(1)).does("SEC", raise_finding("R-1"));
        assert!(!answered.state.suspended.contains_key(&r1));
    }

    #[test]
    fn the_last_administrator_is_not_suspended_by_itself() {
        let story =
            given(town()).at("13:00").does("SEC", raise_finding("ADM")).does("SEC", raise_finding("ADM"));
        assert!(story.state.suspended.is_empty());
        assert_eq!(story.state.concerns.open.len(), 2);
    }

    #[test]
    fn a_finding_goes_to_those_who_have_nothing_to_do_with_it() {
        let story = given(town()).at("13:00").does("SEC", raise_finding("R-1"));
        let open = &story.state.concerns.open[&FindingId(1)];
        assert_eq!(answerers(&story.state, open, story.now), [&id::<PersonId>("AUD")]);
    }
}
