//! Rule table: sealing.

use crate::document::Protection;
use crate::id::PersonId;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document_sealed("M-1");
    let town_at = |local: &str| given(town()).at(local);
    let unfit = |change: fn(&mut crate::sealing::Sealing)| {
        Refusal::row(Rule::SealingUnfit, town_at("13:00"), "R-1", request(&document_sealed_with(change)))
            .then("R-1", request(&asked))
    };
    let another = |witness: &str| {
        let document = document_sealed_with(|sealing| sealing.witness = id::<PersonId>(witness));
        Refusal::row(Rule::WitnessUnfit, town_at("13:00"), "R-1", request(&document))
            .then("R-1", request(&asked))
    };
    let ready = || approved(&asked).at("17:00");
    let not_fitting = |rule, change: fn(&mut crate::sealing::SealReceipt)| {
        Refusal::row(rule, ready(), "R-1", seal_with(&asked, "M-1", change)).then("R-1", seal(&asked, "M-1"))
    };
    let lost_vault = {
        let mut story = town_at("13:00");
        story.state.vault = None;
        story
    };
    vec![
        // What the document says.
        Refusal::row(
            Rule::SealingUnfit,
            town_at("13:00"),
            "R-1",
            request(&document_with(|d| d.protection = Protection::Sealed)),
        )
        .then("R-1", request(&asked)),
        unfit(|sealing| sealing.copies.clear()),
        unfit(|sealing| sealing.openings = 0),
        unfit(|sealing| sealing.lookup = Some(lookup(|one| one.fingerprints.clear()))),
        unfit(|sealing| sealing.lookup = Some(lookup(|one| one.fingerprints.extend_from_within(..)))),
        unfit(|sealing| {
            let without = |one: &mut crate::sealing::Lookup| {
                one.fingerprints.iter_mut().for_each(|one| one.fields.clear());
            };
            sealing.lookup = Some(lookup(without));
        }),
        unfit(|sealing| {
            let others = |one: &mut crate::sealing::Lookup| {
                one.fingerprints.iter_mut().for_each(|one| one.dataset = id("others"));
            };
            sealing.lookup = Some(lookup(others));
        }),
        unfit(|sealing| sealing.lookup = Some(lookup(|one| one.not_after = at("17:00")))),
        unfit(|sealing| sealing.lookup = Some(lookup(|one| one.key = sealing.release_key))),
        Refusal::row(
            Rule::OneOpener,
            town_at("13:00"),
            "R-1",
            request(&document_sealed_with(|sealing| sealing.openers = ids("S-1"))),
        )
        .then("R-1", request(&asked)),
        Refusal::row(Rule::VaultMissing, lost_vault, "R-1", request(&asked))
            .then("ADM", establish_vault())
            .again(),
        another("R-1"),
        another("C-1"),
        Refusal::row(
            Rule::DeviceKeyUnknown,
            town_at("13:00"),
            "R-1",
            request(&document_sealed_with(|sealing| sealing.device_key = text("nine"))),
        )
        .then("ADM", deposit_keys("D-1", "nine"))
        .again(),
        // The receipt of a box.
        Refusal::row(Rule::NotSealed, approved(&asked).at("17:40"), "KEEP", hand("M-1", "R-1 C-1"))
            .then("R-1", seal(&asked, "M-1"))
            .again(),
        not_fitting(Rule::DocumentChanged, |receipt| receipt.permit_hash = text("another")),
        not_fitting(Rule::SealingUnfit, |receipt| receipt.suite = 7),
        not_fitting(Rule::SealingUnfit, |receipt| receipt.copy = copy_id(9)),
        not_fitting(Rule::SealingUnfit, |receipt| receipt.wrap.device_key = text("two")),
        not_fitting(Rule::SealingUnfit, |receipt| receipt.fingerprints = Some(text("fingerprints"))),
        not_fitting(Rule::DeviceUnknown, |receipt| receipt.station = id("D-2")),
        not_fitting(Rule::MediumNotOnPermit, |receipt| receipt.medium = id("M-2")),
        not_fitting(Rule::TooManyRows, |receipt| {
            receipt.counted.iter_mut().for_each(|counted| counted.rows = 1201);
        }),
        not_fitting(Rule::TooManyRows, |receipt| {
            receipt.counted.push(crate::sealing::Counted { dataset: id("tax"), left_out: None, rows: 1 });
        }),
        Refusal::row(Rule::SealingUnfit, approved(&document()).at("17:00"), "R-1", seal(&document(), "M-1"))
            .then("KEEP", hand("M-1", "R-1 C-1")),
        Refusal::row(Rule::PersonNotNamed, ready(), "R-2", seal(&asked, "M-1"))
            .then("R-1", seal(&asked, "M-1")),
        Refusal::row(Rule::PermitNotApproved, requested(&asked).at("17:00"), "R-1", seal(&asked, "M-1"))
            .then("CHIEF", approve(&asked))
            .then("SEC", approve(&asked))
            .again(),
        Refusal::row(Rule::SealedAlready, carried(&asked), "R-1", seal(&asked, "M-1"))
            .then("C-1", hand_until("M-1", "S-1", at("18:10"))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::Witnessed;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn the_witness_is_the_one_whom_the_permit_names() {
        let asked = document_sealed("M-1");
        let mut command = seal(&asked, "M-1");
        if let crate::Command::Seal { witness, .. } = &mut command {
            *witness = Witnessed { person: id("CHIEF"), ..witness.clone() };
        }
        approved(&asked).at("17:00").when("R-1", command).then(Rule::WitnessUnfit);
    }

    #[test]
    fn a_copy_is_sealed_again_until_it_leaves_and_a_changed_permit_has_no_seal() {
        let asked = document_sealed("M-1 M-2");
        let story = sealed(&asked).does("R-1", seal(&asked, "M-1"));
        let mut next = asked.clone();
        next.revision = 2;
        let story = story.does("R-1", amend(&next)).does("CHIEF", approve(&next)).does("SEC", approve(&next));
        story.at("17:40").when("KEEP", hand("M-1", "R-1 C-1")).then(Rule::NotSealed);
    }

    #[test]
    fn a_one_time_key_serves_one_permit() {
        let first = document_sealed("M-1");
        let mut second = document_sealed("M-2");
        second.permit = first.permit.next();
        if let Some(sealing) = &mut second.sealing {
            sealing.release_key = text("another release key");
        }
        let story = requested(&first);
        story.when("R-1", request(&second)).then(Rule::DeviceKeyUnknown);
        story.does("R-1", withdraw()).when("R-1", request(&second)).then(Rule::DeviceKeyUnknown);
    }

    #[test]
    fn a_key_that_a_permit_has_used_never_comes_back() {
        let first = document_sealed("M-1");
        let with_keys = |revision, device: &str, release: &str| {
            let mut next = document_sealed_with(|sealing| {
                (sealing.device_key, sealing.release_key) = (text(device), text(release));
            });
            next.revision = revision;
            next
        };
        // The release key that an amendment has given up is about to be destroyed.
        let story = requested(&first).does("R-1", amend(&with_keys(2, "one", "another")));
        assert_eq!(story.state.doomed.len(), 1);
        story.when("R-1", amend(&with_keys(3, "one", "release key"))).then(Rule::SealingUnfit);
        let gone = story.vault_confirms();
        gone.when("R-1", amend(&with_keys(3, "one", "release key"))).then(Rule::SealingUnfit);
        let mut second = document_sealed("M-2");
        (second.permit, second.sealing) = (first.permit.next(), with_keys(1, "two", "release key").sealing);
        requested(&first).when("R-1", request(&second)).then(Rule::SealingUnfit);
        // The permit may be over: its device key is not deposited once more.
        let over = requested(&first).does("R-1", withdraw());
        over.when("ADM", deposit_keys("D-1", "one")).then(Rule::KeyTaken);
    }

    #[test]
    fn a_device_key_stays_with_the_device_that_deposited_it() {
        let mut next = document_sealed("M-1");
        (next.revision, next.device) = (2, Some(id("D-3")));
        let story = requested(&document_sealed("M-1"));
        let story = story.does("ADM", register_device("D-3", "SITE")).does("ADM", enroll_device("D-3"));
        story.when("R-1", amend(&next)).then(Rule::DeviceKeyUnknown);
    }

    #[test]
    fn a_permit_that_demands_fingerprints_takes_no_receipt_without_them() {
        let asked = document_sealed_with(|sealing| sealing.lookup = Some(lookup(|_| {})));
        let story = approved(&asked).at("17:00");
        story.when("R-1", seal(&asked, "M-1")).then(Rule::SealingUnfit);
        let with =
            |receipt: &mut crate::sealing::SealReceipt| receipt.fingerprints = Some(text("fingerprints"));
        let _sealed = story.does("R-1", seal_with(&asked, "M-1", with));
    }

    #[test]
    fn no_two_boxes_have_one_name() {
        let asked = document_sealed("M-1 M-2");
        let story = approved(&asked).at("17:00").does("R-1", seal(&asked, "M-1"));
        let alike = seal_with(&asked, "M-2", |receipt| receipt.wrap.handle = handle("M-1"));
        story.when("R-1", alike).then(Rule::SealingUnfit);
    }
}
