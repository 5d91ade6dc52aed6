//! Rule table: re-wrapping.

use crate::id::DeviceId;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document_rewrappable("M-1 M-2");
    let next = document_rewrapped(&asked);
    let there = || at_site(&asked).at("18:40");
    let ready = || rewrap_approved(&asked);
    let second = |opening| release_second(&asked, "M-1", opening);
    let unfit = |rule, change: fn(&mut crate::document::Document)| {
        Refusal::row(rule, there(), "R-2", request_rewrap(&document_rewrapped_with(&asked, change)))
            .then("R-2", request_rewrap(&next))
    };
    let asked_with = |rule, change: fn(&mut Second)| {
        Refusal::row(rule, ready(), "SEC", release_second_with(&asked, "M-1", 1, change))
            .then("SEC", second(1))
    };
    let released = || ready().does("SEC", second(1));
    let not_fitting = |rule, change: fn(&mut crate::rewrap::RewrapReceipt)| {
        Refusal::row(rule, released(), "SEC", rewrap_with(&next, "M-1", 1, change))
            .then("SEC", rewrap(&next, "M-1", 1))
    };
    let plain = document_sealed("M-1");
    vec![
        // Asking.
        Refusal::row(Rule::PermitNotOut, sealed(&asked), "R-2", request_rewrap(&next))
            .then("KEEP", hand_until("M-1", "R-1 C-1", at("18:10"))),
        Refusal::row(
            Rule::RewrapKeyMissing,
            at_site(&plain).at("18:40"),
            "R-2",
            request_rewrap(&document_rewrapped(&plain)),
        )
        .then("S-1", release(&plain, "M-1", 1)),
        unfit(Rule::RewrapUnfit, |d| d.people = 9999),
        unfit(Rule::RewrapUnfit, |d| d.nonce = "00".repeat(32)),
        unfit(Rule::RewrapUnfit, |d| {
            if let Some(sealing) = &mut d.sealing {
                sealing.openings = 9;
            }
        }),
        unfit(Rule::NumberStale, |d| d.revision = 7),
        unfit(Rule::DeviceKeyUnknown, |d| {
            if let Some(sealing) = &mut d.sealing {
                sealing.device_key = text("one");
            }
        }),
        unfit(Rule::DeviceKeyUnknown, |d| d.device = Some(id("D-1"))),
        Refusal::row(
            Rule::OpeningsTooFew,
            {
                let opened = there().does("S-1", release(&asked, "M-1", 1));
                opened.does("S-1", release(&asked, "M-1", 2))
            },
            "R-2",
            request_rewrap(&next),
        )
        .then("S-1", release(&asked, "M-1", 3)),
        Refusal::row(Rule::Frozen, there().does("SEC", freeze()), "R-2", request_rewrap(&next))
            .then("SEC", unfreeze())
            .then("CHIEF", unfreeze())
            .again(),
        Refusal::row(
            Rule::NotRequester,
            there().does("R-2", request_rewrap(&next)),
            "R-1",
            request_rewrap(&next),
        )
        .then("R-2", request_rewrap(&next)),
        Refusal::row(Rule::NotRequester, there().does("R-2", request_rewrap(&next)), "R-1", withdraw())
            .then("R-2", withdraw()),
        // Approving.
        Refusal::row(
            Rule::ApproverIsRequester,
            there().does("SEC", request_rewrap(&next)),
            "SEC",
            approve(&next),
        )
        .then("CHIEF", approve(&next)),
        Refusal::row(
            Rule::DocumentChanged,
            there().does("R-2", request_rewrap(&next)),
            "SEC",
            approve(&asked),
        )
        .then("SEC", approve(&next)),
        // The owner's own wrap.
        Refusal::row(Rule::RewrapNotWaiting, there(), "SEC", second(1))
            .then("R-2", request_rewrap(&next))
            .then("CHIEF", approve(&next))
            .then("SEC", approve(&next))
            .again(),
        Refusal::row(Rule::RewrapNotWaiting, rewrapped(&asked), "SEC", second(2))
            .then("SEC", release_second(&asked, "M-2", 2)),
        asked_with(Rule::BoxUnknown, |second| second.handle = handle("M-1")),
        asked_with(Rule::StationNotOwners, |second| second.device = id::<DeviceId>("D-1")),
        asked_with(Rule::DeviceUnknown, |second| second.device = id::<DeviceId>("D-2")),
        asked_with(Rule::OneOfficer, |second| second.presence.persons = ids("SEC")),
        asked_with(Rule::OneOfficer, |second| {
            second.presence.level = crate::sealing::PresenceLevel::AttestedByPhone;
        }),
        asked_with(Rule::RoleMissing, |second| second.presence.persons = ids("SEC S-1")),
        Refusal::row(Rule::RoleMissing, ready(), "R-1", second(1)).then("SEC", second(1)),
        Refusal::row(Rule::NumberStale, ready(), "SEC", second(2)).then("SEC", second(1)),
        // The receipt of the new wrap.
        Refusal::row(Rule::RewrapNotWaiting, ready(), "SEC", rewrap(&next, "M-1", 1))
            .then("SEC", second(1))
            .again(),
        not_fitting(Rule::RewrapNotWaiting, |receipt| receipt.challenge = text("another")),
        not_fitting(Rule::RewrapNotWaiting, |receipt| receipt.station = id("D-1")),
        not_fitting(Rule::DocumentChanged, |receipt| receipt.permit_hash = text("another")),
        not_fitting(Rule::RewrapUnfit, |receipt| receipt.suite = 7),
        not_fitting(Rule::RewrapUnfit, |receipt| receipt.wrap.device_key = text("one")),
        not_fitting(Rule::RewrapUnfit, |receipt| receipt.wrap.handle = handle("M-1")),
        not_fitting(Rule::RewrapUnfit, |receipt| receipt.sealed_under = text("another")),
        // The device that died.
        Refusal::row(Rule::BoxUnknown, rewrapped(&asked), "S-1", {
            release_again_with(&asked, "M-1", 2, "D-3", "M-1")
        })
        .then("S-1", release_again(&asked, "M-1", 2)),
        Refusal::row(Rule::DeviceNotNamed, rewrapped(&asked), "S-1", {
            release_again_with(&asked, "M-1", 2, "D-1", "M-1 again 2")
        })
        .then("S-1", release_again(&asked, "M-1", 2)),
    ]
}

fn release_again(document: &crate::document::Document, medium: &str, opening: u16) -> crate::Command {
    release_again_with(document, medium, opening, "D-3", &format!("{medium} again 2"))
}

/// Asks for the release of a copy after its re-wrap.
fn release_again_with(
    document: &crate::document::Document,
    medium: &str,
    opening: u16,
    device: &str,
    name: &str,
) -> crate::Command {
    let mut command = release(document, medium, opening);
    if let crate::Command::Release { device: which, handle: wrap, .. } = &mut command {
        (*which, *wrap) = (id(device), handle(name));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::event::Event;
    use crate::incident::Cause;
    use crate::permit::{Outing, Permit};
    use crate::sealing::Purpose;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    fn outing(story: &Given) -> &Outing {
        match &story.state.permits[&P1] {
            Permit::Out(outing) => outing,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn from_the_second_approval_on_the_first_device_gets_nothing() {
        let asked = document_rewrappable("M-1");
        let next = document_rewrapped(&asked);
        let story = at_site(&asked).at("18:40").does("R-2", request_rewrap(&next));
        let story = story.does("CHIEF", approve(&next));
        story.when("S-1", release(&asked, "M-1", 1)).then_done();
        let story = story.does("SEC", approve(&next));
        assert_eq!(outing(&story).request.digest, next.digest());
        story.when("S-1", release(&asked, "M-1", 1)).then_rules(&[Rule::BoxUnknown, Rule::DeviceNotNamed]);
    }

    #[test]
    fn it_counts_as_an_opening_and_the_second_device_opens() {
        let asked = document_rewrappable("M-1");
        let story = rewrapped(&asked).does("S-1", release_again(&asked, "M-1", 2));
        let story = story.does("S-1", release_again(&asked, "M-1", 3));
        let purposes: Vec<_> = outing(&story).releases.iter().map(|release| release.purpose).collect();
        assert_eq!(purposes, [Purpose::Rewrap, Purpose::Opening, Purpose::Opening]);
        story.when("S-1", release_again(&asked, "M-1", 4)).then(Rule::OpeningsUsed);
        // Its answer may have been lost: the same question is answered again, and counted once.
        let again = story.does("SEC", release_second(&asked, "M-1", 1));
        assert_eq!(outing(&again).releases.len(), 3);
    }

    #[test]
    fn each_copy_is_wrapped_again_on_its_own() {
        let asked = document_rewrappable("M-1 M-2");
        let next = document_rewrapped(&asked);
        let story = rewrapped(&asked);
        story.when("S-1", release_again(&asked, "M-2", 2)).then(Rule::BoxUnknown);
        let story = story.does("SEC", release_second(&asked, "M-2", 2)).does("SEC", rewrap(&next, "M-2", 2));
        story.when("S-1", release_again(&asked, "M-2", 3)).then_done();
    }

    fn third(second: &Document) -> Document {
        document_rewrapped_with(second, |d| {
            d.nonce = "22".repeat(32);
            if let Some(sealing) = &mut d.sealing {
                sealing.device_key = text("five");
            }
        })
    }

    #[test]
    fn a_second_re_wrap_names_the_first_document_too() {
        let mut asked = document_rewrappable("M-1");
        if let Some(sealing) = &mut asked.sealing {
            sealing.openings = 4;
        }
        let second = document_rewrapped(&asked);
        let third = third(&second);
        let story = rewrapped(&asked).does("R-2", request_rewrap(&third));
        let story = story.does("CHIEF", approve(&third)).does("SEC", approve(&third));
        story.when("S-1", release_again(&asked, "M-1", 2)).then(Rule::BoxUnknown);
        let story = story.does("SEC", release_second(&asked, "M-1", 2)).does("SEC", rewrap(&third, "M-1", 2));
        let sealed_under = outing(&story).rewrapped[&id("M-1")].sealed_under;
        assert_eq!(sealed_under, asked.digest());
        story.when("S-1", release_again_with(&asked, "M-1", 3, "D-3", "M-1 again 3")).then_done();
    }

    #[test]
    fn what_stops_the_permit_stops_the_re_wrap() {
        let asked = document_rewrappable("M-1 M-2");
        let next = document_rewrapped(&asked);
        let lost = |story: Given| story.does("S-1", report_loss(Cause::Stolen, "M-2"));
        let (frozen, dead) = (Rule::Frozen, Rule::KeyDestroyed);
        let waiting = at_site(&asked).at("18:40").does("R-2", request_rewrap(&next));
        lost(waiting.clone()).when("CHIEF", approve(&next)).then_rules(&[frozen, dead]);
        let ready = lost(rewrap_approved(&asked));
        ready.when("SEC", release_second(&asked, "M-1", 1)).then_rules(&[frozen, dead]);
        let released = lost(rewrap_approved(&asked).does("SEC", release_second(&asked, "M-1", 1)));
        released.when("SEC", rewrap(&next, "M-1", 1)).then_rules(&[frozen, dead]);
        // Sent back or taken back it is over, and the permit goes on as it was.
        for over in [waiting.clone().does("CHIEF", send_back()), waiting.does("R-2", withdraw())] {
            assert_eq!(outing(&over).rewrap, None);
            over.when("CHIEF", approve(&next)).then(Rule::PermitNotWaiting);
            over.when("S-1", release(&asked, "M-1", 1)).then_done();
        }
    }

    #[test]
    fn a_copy_that_waits_in_its_cabinet_leaves_with_its_box() {
        let asked = document_rewrappable("M-1 M-2");
        let next = document_rewrapped(&asked);
        let story = sealed(&asked).at("17:40").does("KEEP", hand("M-1", "R-1 C-1"));
        let story = story.does("R-2", request_rewrap(&next));
        let story = story.does("CHIEF", approve(&next)).does("SEC", approve(&next));
        story.when("R-1", seal(&next, "M-2")).then(Rule::SealedAlready);
        story.when("KEEP", hand("M-2", "R-1 C-1")).then_done();
    }

    #[test]
    fn a_key_that_was_replaced_is_named_by_no_new_request() {
        let asked = document_rewrappable("M-1");
        let town = given(town_that_rewraps()).does("ADM", establish_rewrap_key("another"));
        town.clone().at("13:00").when("R-1", request(&asked)).then(Rule::SealingUnfit);
        town.when("ADM", establish_rewrap_key("another")).then(Rule::KeyTaken);
        // What was sealed for the old one is still wrapped again with it.
        let story = at_site(&asked).does("ADM", establish_rewrap_key("another"));
        story.at("18:40").when("R-2", request_rewrap(&document_rewrapped(&asked))).then_done();
    }

    #[test]
    fn an_approver_sees_the_document_as_it_is_to_be() {
        let asked = document_rewrappable("M-1");
        let next = document_rewrapped(&asked);
        let story = at_site(&asked).at("18:40").does("R-2", request_rewrap(&next));
        let lines = crate::facts::facts(&story.state, &approve(&next));
        assert!(lines.contains(&"device D-3".to_owned()));
        assert!(lines.contains(&format!("sealed-under {}", asked.digest())));
        let approved = story.when("CHIEF", approve(&next));
        assert!(matches!(approved.decision.events[..], [Event::PermitApproved { .. }]));
    }
}
