//! Rule table: asking, amending, taking back.

use crate::document::{Document, Protection, Transport};
use crate::office_acts::table::contractors;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

/// A document with one thing wrong, told no; and the right one, asked for next.
fn wrong(rule: Rule, change: impl FnOnce(&mut Document)) -> Refusal {
    Refusal::row(rule, given(town()).at("13:00"), "R-1", request(&document_with(change)))
        .then("R-1", request(&document()))
}

fn field(document: &mut Document, code: &str) {
    document.extracts.iter_mut().for_each(|extract| extract.fields = vec![code.to_owned()]);
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let day = || given(town()).at("13:00");
    let asked = document();
    let second = document_with(|d| d.revision = 2);
    let next = |change: fn(&mut Document)| {
        document_with(|d| {
            d.permit = crate::id::PermitId(2);
            change(d);
        })
    };
    vec![
        // What is asked for.
        wrong(Rule::NothingAsked, |d| d.extracts.clear()),
        wrong(Rule::NothingAsked, |d| d.people = 0),
        wrong(Rule::NothingAsked, |d| d.extracts.iter_mut().for_each(|extract| extract.fields.clear())),
        wrong(Rule::NothingAsked, |d| d.extracts.iter_mut().for_each(|extract| extract.rows = 0)),
        wrong(Rule::TextUnfit, |d| d.nonce = "a".repeat(201)),
        wrong(Rule::TextUnfit, |d| field(d, "a\nfact: b")),
        wrong(Rule::TextUnfit, |d| field(d, "a\u{202e}b")),
        wrong(Rule::TextUnfit, |d| field(d, " ")),
        wrong(Rule::TextUnfit, |d| field(d, "")),
        wrong(Rule::TextUnfit, |d| field(d, "name,address")),
        wrong(Rule::TextUnfit, |d| field(d, "name address")),
        wrong(Rule::TextUnfit, |d| field(d, "name\u{3000}address")),
        // When.
        wrong(Rule::DeadlinesDisordered, |d| d.window.from = d.window.until),
        wrong(Rule::DeadlinesDisordered, |d| d.return_by = d.window.until.plus(1)),
        wrong(Rule::DeadlinesDisordered, |d| d.erase_by = d.return_by.plus(1)),
        wrong(Rule::DeadlinesDisordered, |d| d.erase_by = d.window.from.plus(-1)),
        wrong(Rule::DeadlinesDisordered, |d| d.arrive_by = Some(d.erase_by.plus(1))),
        Refusal::row(Rule::WindowOver, given(town()).at("23:00"), "R-1", request(&asked)).then(
            "R-1",
            request(&document_with(|d| {
                d.window.until = at("22 23:00");
                d.return_by = at("22 20:00");
            })),
        ),
        // How.
        wrong(Rule::OneCarrier, |d| {
            d.transport = Transport::Carried { carriers: ids("R-1"), substitutes: ids("C-1") };
        }),
        wrong(Rule::MethodMissing, |d| {
            d.transport = Transport::Carried { carriers: ids(""), substitutes: ids("R-1 C-1") };
        }),
        wrong(Rule::MethodMissing, |d| d.transport = Transport::Courier { company: " ".to_owned() }),
        wrong(Rule::MethodMissing, |d| d.protection = Protection::Declared { product: String::new() }),
        // On what.
        wrong(Rule::NoMedium, |d| d.copies.clear()),
        wrong(Rule::MediumTwice, |d| d.copies = vec![id("M-1"), id("M-1")]),
        wrong(Rule::MediumUnknown, |d| d.copies = vec![id("M-9")]),
        Refusal::row(Rule::MediumBooked, requested(&asked), "R-2", request(&next(|_| ())))
            .then("R-2", request(&next(|d| d.copies = vec![id("M-2")]))),
        Refusal::row(Rule::MediumUnusable, day().does("KEEP", retire("M-1")), "R-1", request(&asked))
            .then("R-1", request(&document_on("M-2"))),
        Refusal::row(
            Rule::MediumElsewhere,
            day().does("KEEP", take_stock("CAB", "M-2 M-3 M-4")),
            "R-1",
            request(&asked),
        )
        .then("KEEP", store("M-1", "CAB"))
        .again(),
        // Where.
        wrong(Rule::PlaceUnknown, |d| d.from = id("CAB3")),
        wrong(Rule::PlaceUnfit, |d| d.return_to = id("SITE")),
        Refusal::row(
            Rule::PlaceUnfit,
            contractors(),
            "R-1",
            request(&document_with(|d| d.return_to = id("CAB-P"))),
        )
        .then("R-1", request(&asked)),
        Refusal::row(
            Rule::PlaceUnfit,
            contractors(),
            "R-1",
            request(&document_with(|d| d.from = id("CAB-P"))),
        )
        .then("R-1", request(&asked)),
        wrong(Rule::DeviceUnknown, |d| d.device = Some(id("D-9"))),
        Refusal::row(
            Rule::DeviceUnknown,
            day(),
            "R-1",
            request(&document_with(|d| d.device = Some(id("D-9")))),
        )
        .then("ADM", register_device("D-9", "SITE"))
        .again(),
        wrong(Rule::DeviceElsewhere, |d| d.device = Some(id("D-2"))),
        Refusal::row(
            Rule::PlaceUnknown,
            day(),
            "R-1",
            request(&document_with(|d| {
                d.site = id("SITE2");
                d.device = None;
            })),
        )
        .then("R-1", request(&asked)),
        // Who.
        wrong(Rule::PersonUnknown, |d| d.eraser = id("X-1")),
        Refusal::row(Rule::PersonLeft, day().does("ADM", leave("S-2")), "R-1", request(&asked))
            .then("R-1", request(&document_with(|d| d.receivers = ids("S-1")))),
        // Which number.
        wrong(Rule::NumberStale, |d| d.permit = crate::id::PermitId(2)),
        wrong(Rule::NumberStale, |d| d.revision = 2),
        Refusal::row(Rule::NumberStale, requested(&asked), "R-1", amend(&asked)).then("R-1", amend(&second)),
        // Changing and taking back.
        Refusal::row(Rule::NotRequester, requested(&asked), "CHIEF", amend(&second))
            .then("R-1", amend(&second)),
        Refusal::row(Rule::NotRequester, requested(&asked), "R-2", withdraw()).then("R-1", withdraw()),
        Refusal::row(Rule::PermitUnknown, day(), "R-1", withdraw()).then("R-1", request(&asked)).again(),
        Refusal::row(Rule::AlreadyFinished, requested(&asked).does("R-1", withdraw()), "R-1", amend(&second))
            .then("R-1", request(&next(|_| ()))),
        Refusal::row(Rule::PermitIsOut, carried(&asked), "R-1", withdraw())
            .then("C-1", bring_home("M-1", "CAB"))
            .then("KEEP", receive("M-1")),
    ]
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
