//! Rule table: datasets, purposes, and how much a purpose needs.

use crate::document::{Document, Extract};
use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

/// The town with the dataset `residents`, and the purpose `CALLS`, which needs 2,000 rows of two fields.
pub(crate) fn ruled() -> Given {
    given(town())
        .at("13:00")
        .does("SEC", register_dataset("residents", "resident_no eligible name address"))
        .does("SEC", register_purpose("CALLS", "residents", "resident_no eligible", 2_000))
}

/// The example document for the purpose `CALLS`, with a change.
pub(crate) fn for_calls(change: impl FnOnce(&mut Document)) -> Document {
    document_with(|document| {
        document.purpose_code = Some(id("CALLS"));
        change(document);
    })
}

/// Takes fields of the residents, separated by spaces.
fn taken(fields: &str, rows: u64) -> Vec<Extract> {
    let fields = fields.split(' ').map(str::to_owned).collect();
    vec![Extract::table(id("residents"), fields, rows)]
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = |change: fn(&mut Document)| request(&for_calls(change));
    let whole = |document: &mut Document| {
        document.extracts = taken("resident_no eligible name", 460_517);
    };
    vec![
        Refusal::row(Rule::PurposeMissing, ruled(), "R-1", request(&document())).then("R-1", asked(|_| ())),
        Refusal::row(
            Rule::PurposeUnknown,
            ruled(),
            "R-1",
            asked(|document| document.purpose_code = Some(id("X"))),
        )
        .then("R-1", asked(|_| ())),
        Refusal::row(Rule::FieldUnknown, ruled(), "R-1", {
            let mut unknown = for_calls(|_| ());
            unknown.extracts = taken("shoe_size", 1200);
            unknown.beyond = Some(text("why"));
            request(&unknown)
        })
        .then("R-1", asked(|_| ())),
        // All residents, to answer a few: less would do.
        Refusal::row(Rule::BeyondPurpose, ruled(), "R-1", asked(whole)).then("R-1", asked(|_| ())),
        Refusal::row(Rule::AlreadyRegistered, ruled(), "SEC", register_dataset("residents", "name"))
            .then("SEC", register_dataset("taxes", "levy")),
        Refusal::row(
            Rule::AlreadyRegistered,
            ruled(),
            "SEC",
            register_purpose("CALLS", "residents", "name", 1),
        )
        .then("SEC", register_purpose("LETTERS", "residents", "name", 1)),
        Refusal::row(Rule::FieldUnknown, ruled(), "SEC", register_purpose("LETTERS", "residents", "levy", 1))
            .then("SEC", register_purpose("LETTERS", "residents", "name", 1)),
        Refusal::row(Rule::FieldUnknown, ruled(), "SEC", register_dataset("taxes", ""))
            .then("SEC", register_dataset("taxes", "levy")),
        Refusal::row(Rule::RoleMissing, ruled(), "R-1", register_dataset("taxes", "levy"))
            .then("SEC", register_dataset("taxes", "levy")),
        // What goes beyond the purpose waits for the chief officer.
        Refusal::row(Rule::PermitNotApproved, beyond_approved(), "KEEP", hand("M-1", "R-1 C-1"))
            .then("CISO", approve(&beyond_document()))
            .again(),
    ]
}

pub(crate) fn beyond_document() -> Document {
    for_calls(|document| {
        document.extracts = taken("resident_no eligible", 460_517);
        document.beyond = Some(text("the list of the eligible is not there yet"));
    })
}

/// More than the purpose needs, asked for with a reason, approved by two who are not the chief officer.
fn beyond_approved() -> Given {
    ruled()
        .does("ADM", register_person("CISO", "CITY", crate::party::Title::Employed))
        .does("ADM", enroll_key("CISO", "SHA256:CISO"))
        .does("ADM", assign_role("CISO", Role::ChiefOfficer))
        .does("R-1", request(&beyond_document()))
        .does("CHIEF", approve(&beyond_document()))
        .does("SEC", approve(&beyond_document()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn an_offer_names_what_to_drop_and_how_much_would_do() {
        let mut whole = for_calls(|_| ());
        whole.extracts = taken("resident_no eligible name", 460_517);
        let answer = ruled().when("R-1", request(&whole));
        let about = &answer.decision.reasons[0].about;
        assert_eq!((about["dropped"].as_str(), about["rows"].as_str()), ("name", "2000"));
        assert_eq!(about["enough"], "eligible,resident_no");
    }

    #[test]
    fn two_lines_of_one_dataset_are_one_demand() {
        let split = for_calls(|document| {
            document.extracts = [taken("resident_no", 1200), taken("eligible", 1200)].concat();
        });
        ruled().when("R-1", request(&split)).then_rules(&[Rule::BeyondPurpose]);
    }

    #[test]
    fn before_the_first_purpose_nothing_changes() {
        given(town()).at("13:00").when("R-1", request(&document())).then_done();
    }
}
