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

    #[test]
    fn who_carries_and_receives_is_at_the_site_once_that_is_signed_for() {
        let mut asked = document_sealed("M-1");
        asked.receivers = ids("R-1 C-1");
        let story = carried(&asked).at("18:20");
        story.when("S-1", release(&asked, "M-1", 1)).then(Rule::NotAtSite);
        let arrived = story.does("R-1", hand_until("M-1", "R-1 C-1", at("18:40")));
        let arrived = arrived.does("R-1", receive("M-1")).does("C-1", receive("M-1"));
        arrived.when("S-1", release(&asked, "M-1", 1)).then_done();
    }

    #[test]
    fn an_hour_of_a_freeze_ends_every_release_also_after_it_is_lifted() {
        let asked = document_sealed("M-1");
        let lifted = |local| {
            let story = at_site(&asked).at("18:30").does("SEC", freeze()).at(local);
            story.does("SEC", unfreeze()).does("CHIEF", unfreeze())
        };
        lifted("19:29").when("S-1", release(&asked, "M-1", 1)).then_done();
        lifted("19:30").when("S-1", release(&asked, "M-1", 1)).then(Rule::KeyDestroyed);
    }

    #[test]
    fn a_copy_that_is_late_is_not_opened_until_two_officers_agree() {
        let asked = document_sealed("M-1");
        let late = at_site(&asked).at("20:01");
        late.when("S-1", release(&asked, "M-1", 1)).then(Rule::Frozen);
        let lifted = late.does("SEC", unfreeze()).does("CHIEF", unfreeze());
        lifted.when("S-1", release(&asked, "M-1", 1)).then_done();
    }

    #[test]
    fn the_key_lives_until_the_last_copy_outside_is_said_to_be_erased_and_is_destroyed_once() {
        let asked = document_sealed("M-1 M-2");
        let erase = |medium| report_erasure(medium, crate::permit::EraseMethod::Overwritten, None);
        let ordered = |answer: &Answer| {
            let order = |event: &&Event| matches!(event, Event::DestructionOrdered { .. });
            answer.decision.events.iter().filter(order).count()
        };
        let there = at_site(&asked).at("18:30");
        let first = there.when("S-1", erase("M-1"));
        assert_eq!(ordered(&first), 0);
        first.after().when("S-1", release(&asked, "M-2", 1)).then_done();
        let last = first.after().when("S-1", erase("M-2"));
        assert_eq!(ordered(&last), 1);
        let done = last.after();
        assert_eq!(ordered(&done.when("S-1", erase("M-2"))), 0);
        assert_eq!(ordered(&done.when("S-1", report_loss(Cause::Lost, "M-1"))), 0);
        assert_eq!(ordered(&done.when("SEC", revoke())), 0);
        let until_the_end = done.at("22 08:00");
        assert_eq!(until_the_end.state.doomed.len(), 1);
    }

    #[test]
    fn what_was_lost_and_is_found_is_never_opened_again() {
        let asked = document_sealed("M-1");
        let lost = at_site(&asked).at("18:30").does("S-1", report_loss(Cause::Lost, "M-1"));
        let found = lost.does("S-1", report_found("M-1", "SN-M-1"));
        found.when("S-1", release(&asked, "M-1", 1)).then_rules(&[Rule::Frozen, Rule::KeyDestroyed]);
    }

    #[test]
    fn a_clock_of_the_site_does_not_move_the_end_of_the_key() {
        let asked = document_sealed("M-1");
        let erase = report_erasure("M-1", crate::permit::EraseMethod::Overwritten, None);
        let story =
            opened(&asked).when_late("S-1", erase, crate::time::Timestamp::LATEST).after().at("19:00");
        let opened = story.when("S-1", report_opening("M-1", OpeningOutcome::Opened));
        let late =
            |event: &Event| matches!(event, Event::FindingRaised { finding: Finding::OpenedTooLate, .. });
        assert!(opened.decision.events.iter().any(late));
    }

    #[test]
    fn every_working_copy_of_a_medium_rings() {
        let asked = document_sealed("M-1");
        let mut story = opened(&asked);
        for (copy, by) in [("W-1", "19:00"), ("W-2", "19:00"), ("W-3", "19:10")] {
            story = story.does("S-1", declare_copy(copy, "M-1", at(by)));
        }
        let rings = |story: &Given, local: &str| {
            let late = Given { now: at(local), ..story.clone() };
            let rang =
                |event: &&Event| matches!(event, Event::AlarmRang { alarm: Alarm::WorkingCopyOverdue, .. });
            late.due().iter().filter(rang).count()
        };
        assert_eq!(rings(&story, "19:01"), 1);
        let story = story.at("19:01");
        assert_eq!((rings(&story, "19:10"), rings(&story, "19:11")), (0, 1));
        assert_eq!(rings(&story.at("19:11"), "19:12"), 0);
    }
}
