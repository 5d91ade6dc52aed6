//! Rule table: a second set while the first is not accounted for.

use crate::document::Document;
use crate::incident::Cause;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;
use crate::time::DAY;

/// The same data to the same site, on another medium.
fn second() -> Document {
    document_with(|document| {
        (document.permit, document.copies) = (P1.next(), vec![id("M-2")]);
    })
}

/// The same, a day later.
fn day_later() -> Document {
    let mut asked = second();
    for time in [&mut asked.window.from, &mut asked.window.until, &mut asked.erase_by, &mut asked.return_by] {
        *time = time.plus(DAY);
    }
    asked.arrive_by = None;
    asked
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let out = || carried(&document());
    vec![
        // Nobody signed for it at the site in time.
        Refusal::row(Rule::EarlierSetOpen, out().at("18:31"), "R-1", request(&second()))
            .then("C-1", hand_until("M-1", "S-1", at("18:40")))
            .then("S-1", receive("M-1"))
            .again(),
        Refusal::row(
            Rule::EarlierSetOpen,
            out().at("18:10").does("C-1", report_loss(Cause::Missing, "")),
            "R-1",
            request(&second()),
        )
        .then("C-1", bring_home("M-1", "CAB"))
        .then("KEEP", receive("M-1"))
        .again(),
        Refusal::row(
            Rule::EarlierSetOpen,
            out().at("18:10").does("C-1", report_loss(Cause::Stolen, "")),
            "R-1",
            request(&second()),
        )
        .then("SEC", close_incident(1))
        .again(),
        Refusal::row(Rule::EarlierSetOpen, at_site(&document()).at("20:01"), "R-1", request(&day_later()))
            .then("S-1", bring_home("M-1", "CAB"))
            .then("KEEP", receive("M-1"))
            .again(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permit::EraseMethod;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn a_set_that_is_on_time_stops_no_other() {
        carried(&document()).when("R-1", request(&second())).then_done();
    }

    #[test]
    fn other_data_and_another_place_are_another_matter() {
        let late = carried(&document()).at("18:31");
        let elsewhere = {
            let mut asked = second();
            (asked.site, asked.device) = (id("ELSEWHERE"), None);
            asked
        };
        late.when("R-1", request(&elsewhere)).then_done();
        let mut other = second();
        other.extracts[0].dataset = id("roads");
        late.when("R-1", request(&other)).then_done();
    }

    #[test]
    fn a_stick_that_broke_and_was_destroyed_before_two_stops_no_second_one() {
        let broken = at_site(&document())
            .does("S-1", report_erasure("M-1", EraseMethod::Destroyed, Some("R-1")))
            .does("R-1", report_erasure("M-1", EraseMethod::Destroyed, Some("S-1")));
        broken.when("R-1", request(&second())).then_done();
        broken.at("20:01").when("R-1", request(&day_later())).then_done();
    }
}
