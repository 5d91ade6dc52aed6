//! Rule table: opening.

use crate::reason::Rule;
use crate::sealing::{Presence, PresenceLevel};
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document_sealed("M-1");
    let there = || at_site(&asked).at("18:30");
    let open = |opening| release(&asked, "M-1", opening);
    let by =
        |level, persons: &str| release_to("D-1", &asked, "M-1", 1, Presence { level, persons: ids(persons) });
    let owner = PresenceLevel::VerifiedByOwner;
    let later = document_sealed("M-1");
    vec![
        Refusal::row(Rule::PermitNotOut, sealed(&asked), "S-1", open(1))
            .then("KEEP", hand_until("M-1", "R-1 C-1", at("18:10"))),
        Refusal::row(Rule::NotAtSite, carried(&asked).at("18:00"), "S-1", open(1))
            .then("C-1", hand_until("M-1", "S-1", at("18:30")))
            .then("S-1", receive("M-1"))
            .again(),
        Refusal::row(Rule::DeviceNotNamed, there(), "S-1", {
            let presence = Presence { level: owner, persons: ids("S-1 S-2") };
            release_to("D-2", &asked, "M-1", 1, presence)
        })
        .then("S-1", open(1)),
        Refusal::row(Rule::OneOpener, there(), "S-1", by(owner, "S-1")).then("S-1", open(1)),
        Refusal::row(Rule::PersonNotNamed, there(), "S-1", by(owner, "S-1 C-2")).then("S-1", open(1)),
        Refusal::row(Rule::RoleMissing, there(), "S-1", by(PresenceLevel::VerifiedByDevice, "S-1 S-2"))
            .then("SEC", by(PresenceLevel::VerifiedByDevice, "S-1 S-2")),
        Refusal::row(Rule::RoleMissing, there(), "C-1", open(1)).then("KEEP", open(1)),
        Refusal::row(Rule::NumberStale, there(), "S-1", open(2)).then("S-1", open(1)),
        Refusal::row(Rule::BoxUnknown, there(), "S-1", {
            let mut command = open(1);
            if let crate::Command::Release { handle, .. } = &mut command {
                *handle = crate::testkit::handle("another");
            }
            command
        })
        .then("S-1", open(1)),
        Refusal::row(Rule::OpeningsUsed, opened(&asked).does("S-1", open(2)), "S-1", open(3))
            .then("S-1", open(2)),
        Refusal::row(Rule::Frozen, there().does("SEC", freeze()), "S-1", open(1))
            .then("SEC", unfreeze())
            .then("CHIEF", unfreeze())
            .again(),
        Refusal::row(
            Rule::KeyDestroyed,
            there().does("S-1", report_erasure("M-1", crate::permit::EraseMethod::Overwritten, None)),
            "S-1",
            open(1),
        )
        .then("S-1", hand_until("M-1", "R-1 C-1", at("19:00"))),
        Refusal::row(Rule::KeyNotDestroyed, returned(&asked), "KEEP", close()).then_vault("KEEP", close()),
        Refusal::row(Rule::WorkingCopyOpen, declared(&later).vault_confirms(), "KEEP", close())
            .then("S-1", erase_copy("W-1"))
            .again(),
    ]
}

/// A permit that is back, of which the site still has a working copy.
fn declared(document: &crate::document::Document) -> Given {
    let mut story = opened(document).does("S-1", declare_copy("W-1", "M-1", at("19:00"))).at("19:10");
    story = story.does("S-1", report_erasure("M-1", crate::permit::EraseMethod::Overwritten, None));
    let due = at("19:40");
    story = story.does("S-1", hand_until("M-1", "R-1 C-1", due));
    story = story.does("R-1", receive("M-1")).does("C-1", receive("M-1"));
    story.at("19:50").does("C-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::{Alarm, Finding};
    use crate::event::Event;
    use crate::incident::Cause;
    use crate::permit::Permit;
    use crate::sealing::OpeningOutcome;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    fn releases(story: &Given) -> usize {
        match story.state.permits.get(&P1) {
            Some(Permit::Out(outing)) => outing.releases.len(),
            _ => 0,
        }
    }

    #[test]
    fn the_same_challenge_is_answered_again_and_counted_once() {
        let asked = document_sealed("M-1");
        let story = opened(&asked).does("S-1", release(&asked, "M-1", 1));
        assert_eq!(releases(&story), 1);
        let story = story.does("S-1", release(&asked, "M-1", 2));
        assert_eq!(releases(&story), 2);
        // Also when all openings are used: the first answer may be asked for again.
        assert_eq!(releases(&story.does("S-1", release(&asked, "M-1", 1))), 2);
    }

    #[test]
    fn loss_deadline_and_revocation_end_every_release() {
        let asked = document_sealed("M-1");
        let lost = at_site(&asked).at("18:30").does("S-1", report_loss(Cause::Lost, "M-1"));
        lost.when("S-1", release(&asked, "M-1", 1)).then_rules(&[
            Rule::Frozen,
            Rule::KeyDestroyed,
            Rule::NotAtSite,
        ]);
        assert_eq!(lost.state.doomed.len(), 1);
        let late = at_site(&asked).at("22 01:00");
        late.when("S-1", release(&asked, "M-1", 1)).then_rules(&[
            Rule::Frozen,
            Rule::KeyDestroyed,
            Rule::WindowOver,
        ]);
        assert_eq!(late.state.doomed.len(), 1);
        let revoked = at_site(&asked).at("18:30").does("SEC", revoke());
        revoked.when("S-1", release(&asked, "M-1", 1)).then_rules(&[Rule::Frozen, Rule::KeyDestroyed]);
        let withdrawn = requested(&asked).does("R-1", withdraw());
        assert_eq!(withdrawn.state.doomed.len(), 1);
        assert!(withdrawn.vault_confirms().state.doomed.is_empty());
        let lapsed = requested(&asked).at("22 01:00");
        assert_eq!(lapsed.state.doomed.len(), 1);
    }

    #[test]
    fn of_two_copies_the_record_tells_which_was_released() {
        let asked = document_sealed("M-1 M-2");
        let story = opened(&asked).does("S-1", report_loss(Cause::Lost, "M-2"));
        let Some(Permit::Out(outing)) = story.state.permits.get(&P1) else { panic!("not out") };
        let of = |medium: &str| outing.releases.iter().filter(|one| one.medium == id(medium)).count();
        assert_eq!((of("M-1"), of("M-2")), (1, 0));
    }

    #[test]
    fn what_should_not_have_happened_is_recorded_and_found() {
        let asked = document_sealed("M-1");
        let findings = |story: &Given, command: crate::Command| -> Vec<Finding> {
            let answer = story.when("S-1", command);
            assert!(answer.rules().is_empty());
            let found = |event: &Event| match event {
                Event::FindingRaised { finding, .. } => Some(*finding),
                _ => None,
            };
            answer.decision.events.iter().filter_map(found).collect()
        };
        let (there, open) = (at_site(&asked).at("18:31"), opened(&asked).at("18:31"));
        let report = |outcome| report_opening("M-1", outcome);
        assert_eq!(findings(&open, report(OpeningOutcome::Opened)), []);
        assert_eq!(findings(&there, report(OpeningOutcome::Failed)), []);
        assert_eq!(findings(&there, report(OpeningOutcome::Opened)), [Finding::OpenedUnreleased]);
        assert_eq!(findings(&open, report(OpeningOutcome::Uncontrolled)), [Finding::OpenedUncontrolled]);
        let late = open.at("22 01:00");
        assert_eq!(findings(&late, report(OpeningOutcome::Opened)), [Finding::OpenedTooLate]);
        assert_eq!(findings(&there, declare_copy("W-1", "M-3", at("19:00"))), [Finding::UnknownObject]);
        assert_eq!(findings(&there, erase_copy("W-9")), [Finding::UnknownObject]);
    }

    #[test]
    fn a_working_copy_has_a_deadline_of_its_own() {
        let asked = document_sealed("M-1");
        let story = opened(&asked).does("S-1", declare_copy("W-1", "M-1", at("19:00")));
        let rang = |story: &Given| {
            let rung =
                |event: &Event| matches!(event, Event::AlarmRang { alarm: Alarm::WorkingCopyOverdue, .. });
            story.due().iter().any(rung)
        };
        let late = |story: Given| Given { now: at("19:01"), ..story };
        assert!(rang(&late(story.clone())));
        assert!(!rang(&late(story.does("S-1", erase_copy("W-1")))));
    }
}
