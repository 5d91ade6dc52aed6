//! Rule table: training.

use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;
use crate::time::DAY;

pub(crate) fn refusals() -> Vec<Refusal> {
    let day = || given(town()).at("13:00");
    let ruled = || day().does("SEC", register_course("PRIVACY-26", 365));
    let all = "R-1 R-2 C-1 C-2 S-1 S-2";
    let trained = || {
        let story = ruled();
        let records = all.split(' ').map(|person| record_training(person, "PRIVACY-26"));
        story.does_all("SEC", records)
    };
    let asked = || request(&document());
    let short = || {
        let records = all.split(' ').map(|person| record_training(person, "DRILL"));
        day().does("SEC", register_course("DRILL", 1)).does_all("SEC", records)
    };
    let people =
        all.split(' ').fold(Refusal::row(Rule::NotTrained, ruled(), "R-1", asked()), |row, person| {
            row.then("SEC", record_training(person, "PRIVACY-26"))
        });
    vec![
        people.again(),
        // A pass that ends before the window does not reach.
        Refusal::row(Rule::NotTrained, short().at_time(at("13:00").plus(DAY)), "R-1", {
            let later = document_with(|document| {
                let shift = |time: &mut crate::time::Timestamp| *time = time.plus(DAY);
                shift(&mut document.window.from);
                shift(&mut document.window.until);
                shift(&mut document.erase_by);
                shift(&mut document.return_by);
                document.arrive_by = document.arrive_by.map(|time| time.plus(DAY));
            });
            request(&later)
        })
        .then("SEC", record_training("R-1", "DRILL"))
        .then("SEC", replace_course("DRILL-2", "DRILL")),
        Refusal::row(Rule::CourseUnknown, trained(), "SEC", record_training("R-1", "OTHER"))
            .then("SEC", register_course("OTHER", 30))
            .again(),
        Refusal::row(Rule::CourseUnknown, day(), "SEC", register_course("NEVER", 0))
            .then("SEC", register_course("NEVER", 1)),
        Refusal::row(Rule::AlreadyRegistered, ruled(), "SEC", register_course("PRIVACY-26", 30))
            .then("SEC", replace_course("PRIVACY-27", "PRIVACY-26")),
        Refusal::row(Rule::PersonUnknown, ruled(), "SEC", record_training("X-9", "PRIVACY-26"))
            .then("SEC", record_training("R-1", "PRIVACY-26")),
        Refusal::row(Rule::OwnWork, ruled(), "SEC", record_training("SEC", "PRIVACY-26"))
            .then("ADM", record_training("SEC", "PRIVACY-26")),
        Refusal::row(Rule::RoleMissing, ruled(), "R-2", record_training("R-1", "PRIVACY-26"))
            .then("SEC", record_training("R-1", "PRIVACY-26")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn a_trained_crew_passes_and_one_without_the_new_version_does_not() {
        let story = given(town()).at("13:00").does("SEC", register_course("PRIVACY-26", 365));
        let everybody = "R-1 R-2 C-1 C-2 S-1 S-2".split(' ');
        let story = story.does_all("SEC", everybody.map(|person| record_training(person, "PRIVACY-26")));
        story.when("R-1", request(&document())).then_done();
        let story = story.does("SEC", replace_course("PRIVACY-27", "PRIVACY-26"));
        story.when("R-1", request(&document())).then_rules(&[Rule::NotTrained; 6]);
    }
}
