//! Rule table: urgent carry-outs and their review.

use crate::document::Document;
use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

/// Gives the kit's document, asked for by the urgent path.
fn urgent() -> Document {
    Document { urgent: Some(text("the shelter opens tonight")), ..document() }
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let listed = || approved(&urgent());
    vec![
        Refusal::row(Rule::ReviewUnknown, listed(), "AUD", review(2)).then("AUD", review(1)),
        Refusal::row(Rule::RoleMissing, listed(), "R-2", review(1)).then("AUD", review(1)),
        // Neither who approved it, nor who asked for it, whatever role they hold.
        Refusal::row(Rule::ReviewNotIndependent, listed(), "SEC", review(1)).then("AUD", review(1)),
        Refusal::row(
            Rule::ReviewNotIndependent,
            listed().does("ADM", assign_role("R-1", Role::SecurityOffice)),
            "R-1",
            review(1),
        )
        .then("AUD", review(1)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::due::due;
    use crate::event::Event;
    use crate::id::PersonId;
    use crate::urgent::reviewers;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn an_urgent_carry_out_keeps_every_gate_and_is_listed_for_the_next_working_day() {
        let story = given(town()).at("13:00").does("R-1", request(&urgent())).does("SEC", approve(&urgent()));
        assert!(story.state.reviews.is_empty(), "one approval is not enough by any path");
        let story = story.does("CHIEF", approve(&urgent()));
        // The 21st is a Sunday.
        let open = &story.state.reviews[&P1];
        assert_eq!((open.listed_at, open.due), (at("22 09:00"), at("22 18:00")));
        let involved: Vec<PersonId> = open.involved.iter().cloned().collect();
        assert_eq!(involved, ["CHIEF", "R-1", "SEC"].map(id::<PersonId>));
        assert_eq!(reviewers(&story.state, open, story.now), [&id::<PersonId>("AUD")]);
        let reviewed = story.does("AUD", review(1));
        assert!(reviewed.state.reviews.is_empty());
        assert!(!due(&reviewed.state, at("23 09:00")).iter().any(|(_, event)| is_overdue(event)));
    }

    fn is_overdue(event: &Event) -> bool {
        matches!(event, Event::ReviewOverdue { .. })
    }

    #[test]
    fn a_review_that_nobody_signs_rings_once_and_outlives_its_permit() {
        let story = approved(&urgent());
        let ringing = |until: &str| {
            let fired = due(&story.state, at(until));
            fired.into_iter().filter(|(_, event)| is_overdue(event)).collect::<Vec<_>>()
        };
        assert_eq!(ringing("22 18:00"), []);
        let event = Event::ReviewOverdue { due: at("22 18:00"), permit: P1 };
        assert_eq!(ringing("25 09:00"), [(at("22 18:01"), event)]);
        let after = story.at("25 09:00");
        assert!(after.state.permits.is_empty(), "never carried out, and lapsed");
        assert!(after.state.reviews[&P1].rung);
        assert!(!due(&after.state, at("26 19:00")).iter().any(|(_, event)| is_overdue(event)));
        assert!(after.does("AUD", review(1)).state.reviews.is_empty());
    }

    #[test]
    fn whoever_amends_it_does_not_get_rid_of_the_review() {
        let calm = Document { revision: 2, ..document() };
        let story = approved(&urgent()).does("R-1", amend(&calm));
        let story = story.does("SEC", approve(&calm)).does("CHIEF", approve(&calm));
        assert!(story.state.reviews.contains_key(&P1));
    }
}
