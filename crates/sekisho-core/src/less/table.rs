//! Rule table: lists that answer yes or no, masks, and persons under protection.

use crate::command::Command;
use crate::document::{Document, Extract};
use crate::less::{Concerned, Condition, Enough, Form, Mask, Masked, Protected, Reading};
use crate::party::Role;
use crate::purpose::{Field, FieldClass};
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

/// The town with the dataset `residents` and three purposes: `ANSWER` has enough with a list of whose number is eligible,
/// `PAY` needs the last four characters of the name, `CALLS` two fields as they are.
fn ruled() -> Given {
    let with = |purpose: &str, fields: &str, change: fn(&mut crate::purpose::Template)| {
        let mut command = register_purpose(purpose, "residents", fields, 2_000);
        if let Command::RegisterPurpose { templates, .. } = &mut command {
            templates.values_mut().for_each(change);
        }
        command
    };
    given(town())
        .at("13:00")
        .does("SEC", register_dataset("residents", "resident_no eligible name"))
        .does("SEC", register_dataset("benefits", "resident_no"))
        .does("SEC", with("ANSWER", "resident_no eligible", |template| template.enough = Enough::YesNo))
        .does(
            "SEC",
            with("PAY", "resident_no name", |template| {
                template.masks = vec![name_masked(Mask::KeepLast(4))];
            }),
        )
        .does("SEC", with("CALLS", "resident_no eligible", |_| ()))
}

/// A dataset that tells where persons under protection live.
fn protecting() -> Given {
    let fields = [("resident_no", FieldClass::Class3b), ("eligible", FieldClass::AddressProtected)];
    let field = |(name, class): (&str, FieldClass)| Field { class, name: name.to_owned() };
    let fields = fields.map(field).into();
    let held = Command::RegisterDataset { dataset: id("residents"), fields, name: text("r"), rows: 9 };
    given(town()).at("13:00").does("SEC", held)
}

/// The chief officer, with a key.
fn with_chief_officer(given: Given) -> Given {
    given
        .does("ADM", register_person("CISO", "CITY", crate::party::Title::Employed))
        .does("ADM", enroll_key("CISO", "SHA256:CISO"))
        .does("ADM", assign_role("CISO", Role::ChiefOfficer))
}

/// A sealed document for a purpose.
fn asked(purpose: &str, change: impl FnOnce(&mut Document)) -> Document {
    let mut document = document_sealed("M-1");
    document.purpose_code = Some(id(purpose));
    change(&mut document);
    document
}

/// Changes what is taken of each dataset.
fn take(document: &mut Document, change: impl FnMut(&mut Extract)) {
    document.extracts.iter_mut().for_each(change);
}

/// Asks for a list of the numbers of who is eligible.
fn list(document: &mut Document) {
    take(document, |extract| {
        extract.fields = vec!["resident_no".to_owned()];
        let yes_if = Some(Condition { field: "eligible".to_owned(), is: "1".to_owned() });
        extract.form = Form::YesNo { readings: vec![Reading::Code], yes_if };
    });
}

fn masked(document: &mut Document, mask: Option<Mask>) {
    take(document, |extract| {
        extract.fields = vec!["resident_no".to_owned(), "name".to_owned()];
        extract.masks = mask.map(name_masked).into_iter().collect();
    });
}

fn name_masked(mask: Mask) -> Masked {
    Masked { field: "name".to_owned(), mask }
}

fn left_out(document: &mut Document) {
    take(document, |extract| {
        extract.protected = Some(Protected::LeftOut { by: "resident_no".to_owned() });
    });
}

fn taken_along() -> Document {
    document_with(|document| take(document, |extract| extract.protected = Some(Protected::TakenAlong)))
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let unfit = |change: fn(&mut Document)| {
        Refusal::row(Rule::ExtractUnfit, given(town()).at("13:00"), "R-1", request(&document_with(change)))
            .then("R-1", request(&document()))
    };
    let answer = |change: fn(&mut Document)| request(&asked("ANSWER", change));
    let pay = |mask| request(&asked("PAY", |document| masked(document, mask)));
    vec![
        // Nothing but a sealing makes a list.
        unfit(list),
        unfit(|document| masked(document, Some(Mask::KeepFirst(9)))),
        unfit(|document| take(document, |extract| extract.masks = vec![name_masked(Mask::All)])),
        unfit(|document| {
            masked(document, Some(Mask::All));
            take(document, |extract| extract.masks.push(name_masked(Mask::KeepFirst(1))));
        }),
        unfit(|document| {
            let nowhere = Concerned { by: String::new(), dataset: id("benefits") };
            take(document, |extract| extract.only = Some(nowhere.clone()));
        }),
        unfit(|document| {
            take(document, |extract| extract.fields = vec!["*".to_owned()]);
            left_out(document);
        }),
        Refusal::row(Rule::ListIsEnough, ruled(), "R-1", answer(|_| ())).then("R-1", answer(list)),
        Refusal::row(Rule::MaskMissing, ruled(), "R-1", pay(None)).then("R-1", pay(Some(Mask::KeepLast(4)))),
        Refusal::row(Rule::MaskMissing, ruled(), "R-1", pay(Some(Mask::KeepLast(5))))
            .then("R-1", pay(Some(Mask::All))),
        Refusal::row(Rule::ProtectedUnstated, protecting(), "R-1", request(&document()))
            .then("R-1", request(&document_with(left_out))),
        Refusal::row(Rule::PermitNotApproved, taken_approved(), "KEEP", hand("M-1", "R-1 C-1"))
            .then("CISO", approve(&taken_along()))
            .again(),
    ]
}

/// Protected persons go along, approved by two who are not the chief officer.
fn taken_approved() -> Given {
    with_chief_officer(protecting())
        .does("R-1", request(&taken_along()))
        .does("CHIEF", approve(&taken_along()))
        .does("SEC", approve(&taken_along()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn an_offer_names_the_list_the_fields_and_the_mask() {
        let answer = ruled().when("R-1", request(&asked("ANSWER", |_| ())));
        let about = &answer.decision.reasons[0].about;
        assert_eq!((about["enough"].as_str(), about["rows"].as_str()), ("eligible,resident_no", "2000"));
        let answer = ruled().when("R-1", request(&asked("PAY", |document| masked(document, None))));
        let about = &answer.decision.reasons[0].about;
        assert_eq!((about["field"].as_str(), about["mask"].as_str()), ("name", "keep-last-4"));
    }

    #[test]
    fn a_list_of_what_is_masked_and_a_condition_outside_the_purpose_go_beyond_it() {
        let named = |document: &mut Document| {
            list(document);
            document.extracts[0].fields = vec!["name".to_owned()];
        };
        let answer = ruled().when("R-1", request(&asked("PAY", named)));
        assert_eq!(answer.decision.reasons[0].about["dropped"], "name,eligible");
        answer.then_rules(&[Rule::BeyondPurpose]);
    }

    #[test]
    fn with_a_reason_the_whole_table_waits_for_the_chief_officer() {
        let whole = asked("ANSWER", |document| document.beyond = Some(text("the list is not there yet")));
        ruled().when("R-1", request(&whole)).then_done();
        assert!(whole.needs_chief_officer() && taken_along().needs_chief_officer());
        // Only sealing leaves anybody out; a promise needs somebody who answers for it.
        assert!(document_with(left_out).needs_chief_officer());
    }

    #[test]
    fn every_field_that_the_desk_looks_at_is_one_of_the_dataset_s() {
        let only = |by: &str, dataset: &str| {
            let only = Concerned { by: by.to_owned(), dataset: id(dataset) };
            request(&asked("CALLS", |document| document.extracts[0].only = Some(only)))
        };
        ruled().when("R-1", only("resident_no", "benefits")).then_done();
        ruled().when("R-1", only("resident_no", "taxes")).then_rules(&[Rule::FieldUnknown]);
        ruled().when("R-1", only("eligible", "benefits")).then_rules(&[Rule::FieldUnknown]);
        let neither_has_it = [Rule::FieldUnknown, Rule::FieldUnknown];
        ruled().when("R-1", only("levy", "benefits")).then_rules(&neither_has_it);
    }

    #[test]
    fn a_signer_reads_every_form() {
        let whole = asked("ANSWER", |document| {
            list(document);
            left_out(document);
            document.extracts[0].only =
                Some(Concerned { by: "eligible".to_owned(), dataset: id("benefits") });
        });
        let facts = crate::facts::facts(&ruled().state, &request(&whole));
        for line in [
            "yes/no list of residents read as code",
            "yes if eligible is 1",
            "only residents whose eligible is in benefits",
            "protected persons of residents left out by resident_no",
        ] {
            assert!(facts.iter().any(|fact| fact == line), "{line}: {facts:?}");
        }
        let facts = crate::facts::facts(
            &ruled().state,
            &request(&asked("PAY", |document| masked(document, Some(Mask::KeepLast(4))))),
        );
        assert!(facts.iter().any(|fact| fact == "mask name of residents keep-last-4"), "{facts:?}");
    }

    #[test]
    fn a_document_without_forms_has_its_earlier_bytes() {
        let written = serde_json::to_value(document()).unwrap();
        let extract = &written["extracts"][0];
        let keys: Vec<&str> = extract.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["dataset", "fields", "rows"]);
    }
}
