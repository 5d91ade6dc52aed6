//! Rule table: the adoption of local rules.

use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

fn day() -> Given {
    given(town()).at("13:00")
}

fn proposed() -> Given {
    day().does("ADM", propose_rules("city"))
}

fn adopted() -> Given {
    proposed().does("SEC", adopt_rules("city"))
}

fn unproposed(given: Given) -> Refusal {
    Refusal::row(Rule::RulesUnproposed, given, "SEC", adopt_rules("city"))
        .then("ADM", propose_rules("city"))
        .again()
}

pub(crate) fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::row(Rule::RoleMissing, day(), "R-1", propose_rules("city"))
            .then("ADM", propose_rules("city")),
        Refusal::row(Rule::RoleMissing, proposed(), "R-1", adopt_rules("city"))
            .then("SEC", adopt_rules("city")),
        Refusal::row(Rule::AlreadyRegistered, adopted(), "ADM", propose_rules("city"))
            .then("ADM", propose_rules("other")),
        // Nobody has proposed it; only the adopter has; whoever proposed it is gone; it was proposed against the set before.
        unproposed(day()),
        unproposed(day().does("SEC", propose_rules("city"))),
        unproposed(
            day()
                .does("ADM", assign_deputy("KEEP", crate::party::Role::SecurityManager, "SEC"))
                .does("KEEP", propose_rules("city")),
        ),
        unproposed(
            day()
                .does("ADM", assign_deputy("KEEP", crate::party::Role::SecurityManager, "SEC"))
                .does("KEEP", propose_rules("city"))
                .does("ADM", remove_role("KEEP", crate::party::Role::SecurityManager)),
        ),
        unproposed(
            day()
                .does("ADM", assign_role("KEEP", crate::party::Role::Administrator))
                .does("KEEP", propose_rules("city"))
                .does("ADM", leave("KEEP")),
        ),
        unproposed(proposed().does("ADM", propose_rules("other")).does("SEC", adopt_rules("other"))),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::local::{
        ABOUT, FAULT, failed, in_force, is_whole, join, may_refuse, no_rules, reason, reasons_in,
    };
    use crate::{Command, Event, Reason, decide};

    fn no(id: &str) -> Reason {
        let words = ABOUT.iter().filter(|what| **what != "id");
        reason(id, words.map(|what| ((*what).to_owned(), format!("{what} of {id}"))).collect())
    }

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn the_set_in_force_is_the_one_adopted_last() {
        let town = given(town());
        assert_eq!(in_force(&town.state), no_rules());
        let town = adopted().does("ADM", propose_rules("other")).does("SEC", adopt_rules("other"));
        assert_eq!(in_force(&town.state), text("other"));
        assert!(town.state.local_rules.proposed.is_empty());
    }

    #[test]
    fn facts_and_whatever_makes_safer_are_out_of_reach_of_local_rules() {
        let town = given(town());
        let asked: Vec<&str> = samples()
            .into_iter()
            .filter(|command| may_refuse(&town.state, command))
            .map(|command| command.act())
            .collect();
        assert_eq!(asked, ["request.permit", "assign.role"]);
    }

    fn samples() -> Vec<Command> {
        let permit = crate::id::PermitId(1);
        vec![
            request(&document()),
            Command::Freeze { permit },
            Command::Revoke { permit, reason: text("why") },
            Command::Withdraw { permit },
            Command::Leave { person: id("R-1") },
            Command::AssignRole {
                deputy: None,
                person: id("R-1"),
                role: crate::party::Role::Auditor,
                term: crate::Window { from: at("08:00"), until: at("20:00") },
            },
            adopt_rules("city"),
            propose_rules("city"),
            report_loss(crate::incident::Cause::Lost, ""),
        ]
    }

    #[test]
    fn local_reasons_join_the_built_in_ones_and_take_none_away() {
        let town = proposed();
        let command = adopt_rules("city");
        let refused = decide(&town.state, &id("R-1"), &command, town.now, town.now);
        let both = join(refused.clone(), &town.state, &id("R-1"), &command, &[no("a"), no("b")]);
        assert_eq!(both.reasons.first(), refused.reasons.first());
        assert_eq!(both.reasons.len(), 3);
        assert!(
            matches!(both.events.as_slice(), [event @ Event::AttemptRefused { .. }] if reasons_in(event) == [no("a"), no("b")])
        );
        assert_eq!(join(refused.clone(), &town.state, &id("R-1"), &command, &[]), refused);
    }

    #[test]
    fn a_local_reason_says_everything_and_nothing_else() {
        assert!(is_whole(&no("a")));
        assert!(!is_whole(&no("a").about("person", "R-1")));
        assert!(!is_whole(&reason("a", BTreeMap::new())));
        assert!(!is_whole(&no("a").about("clause", "two\nlines")));
        assert!(!is_whole(&Rule::RoleMissing.into()));
        assert!(is_whole(&failed(no("a"))));
        assert!(!is_whole(&failed(no("a")).about(FAULT, "what somebody else says")));
    }
}

#[cfg(test)]
#[test]
fn what_the_built_in_rules_found_stands_beside_a_local_no() {
    let story = given(chained()).at("13:00");
    let answer = story.when("C-1", confirm_employment("S-2"));
    let local = crate::local::failed(crate::local::reason("x", std::collections::BTreeMap::new()));
    let (state, decision) = (&story.state, answer.decision.clone());
    let joined = crate::local::join(decision, state, &id("C-1"), &confirm_employment("S-2"), &[local]);
    assert_eq!(joined.reasons.len(), 2);
    let names: Vec<String> = joined.events.iter().map(crate::event::Event::name).collect();
    assert_eq!(names, ["attempt_refused", "finding_raised"]);
}
