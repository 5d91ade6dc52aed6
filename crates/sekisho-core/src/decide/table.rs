//! Rule table: who may order anything at all.

use crate::party::Title;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let asked = document();
    vec![
        Refusal::row(Rule::PersonUnknown, given(town()).at("13:00"), "X-1", request(&asked))
            .then("ADM", register_person("X-1", "CITY", Title::Employed))
            .again(),
        Refusal::row(
            Rule::PersonLeft,
            given(town()).at("13:00").does("ADM", leave("R-2")),
            "R-2",
            request(&asked),
        )
        .then(
            "R-1",
            request(&document_with(|d| {
                d.transport =
                    crate::document::Transport::Carried { carriers: ids("R-1 C-1"), substitutes: ids("C-2") };
            })),
        ),
    ]
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}
