#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use sekisho_core::testkit::{approve, at, document, given, id, request, requested, town};

use super::*;

const WORDS: &str =
    "@clause(\"1\") @reason_ja(\"だめ\") @reason_en(\"no\") @advice_ja(\"次\") @advice_en(\"next\")";

fn rule(id: &str, body: &str) -> String {
    format!("@id(\"{id}\") {WORDS}\n{body}\n")
}

fn set(text: &str) -> RuleSet {
    RuleSet::read(&[Source::new("own.cedar", text)]).unwrap()
}

fn codes(text: &str) -> Vec<&'static str> {
    RuleSet::check(&[Source::new("own.cedar", text)]).unwrap().iter().map(|one| one.code).collect()
}

fn judged(rules: &RuleSet, state: &State, person: &str, command: &Command) -> Vec<String> {
    let said = rules.judge(state, &id(person), command, at("13:00")).unwrap();
    assert!(said.iter().all(local::is_whole));
    said.iter().map(|reason| reason.about["id"].clone()).collect()
}

#[test]
fn every_rule_that_says_no_is_told_in_its_order() {
    let text = [
        rule(
            "b",
            "forbid (principal, action == Action::\"request.permit\", resource) when { resource.people > 10 };",
        ),
        rule("a", "forbid (principal, action in Action::\"carry-out\", resource);"),
        rule("c", "forbid (principal in Role::\"approver\", action, resource);"),
    ];
    let rules = set(&text.concat());
    let state = given(town()).state;
    assert_eq!(judged(&rules, &state, "R-1", &request(&document())), ["b", "a"]);
    let story = requested(&document());
    assert_eq!(judged(&rules, &story.state, "CHIEF", &approve(&document())), ["a", "c"]);
    assert_eq!(judged(&set(""), &state, "R-1", &request(&document())), Vec::<String>::new());
}

#[test]
fn a_rule_that_cannot_be_worked_out_says_no() {
    let overflow =
        "forbid (principal, action, resource is Permit) when { resource.people * 9223372036854775807 < 0 };";
    let rules = set(&rule("a", overflow));
    let (state, command) = (given(town()).state, request(&document()));
    assert_eq!(judged(&rules, &state, "R-1", &command), ["a"]);
    // Whoever reads it learns that the rule failed, not that the rule applies.
    let said = rules.judge(&state, &id("R-1"), &command, at("13:00")).unwrap();
    assert_eq!(said[0].about[local::FAULT], "not_computable");
}

#[test]
fn a_yes_loosens_nothing_and_a_conditional_one_is_none() {
    let no = rule("a", "forbid (principal, action, resource);");
    let yes = "@id(\"b\") permit (principal, action, resource);";
    let state = given(town()).state;
    assert_eq!(judged(&set(&format!("{no}{yes}")), &state, "R-1", &request(&document())), ["a"]);
    assert_eq!(
        codes("@id(\"b\") permit (principal, action, resource) when { principal.officer };"),
        ["rule-yes"]
    );
    assert_eq!(codes("@id(\"b\") permit (principal in Role::\"approver\", action, resource);"), ["rule-yes"]);
}

#[test]
fn a_rule_says_who_it_is_and_why_and_nothing_else() {
    let body = "forbid (principal, action, resource);";
    assert_eq!(codes(&rule("a", body)), Vec::<&str>::new());
    assert_eq!(codes(&format!("{WORDS} {body}")), ["rule-id"]);
    assert_eq!(codes(&rule("a b", body)), ["rule-id"]);
    assert_eq!(codes(&rule("sekisho-open", body)), ["rule-id"]);
    assert_eq!(codes(&format!("{}{}", rule("a", body), rule("a", body))), ["rule-id-twice"]);
    assert_eq!(codes(&format!("@id(\"a\") {body}")), ["rule-words"; 5]);
    let long = "x".repeat(local::WORDS + 1);
    assert_eq!(codes(&rule("a", body).replace("\"no\"", &format!("\"{long}\""))), ["rule-words"]);
    assert_eq!(codes(&rule("a", body).replace("\"no\"", "\"two\\nlines\"")), ["rule-words"]);
    assert_eq!(codes(&format!("@name(\"Yamada\") {}", rule("a", body))), ["rule-annotation"]);
    assert_eq!(codes(&rule("a", "forbid (principal == ?principal, action, resource);")), ["rule-template"]);
}

#[test]
fn a_wrong_word_is_found_where_it_stands() {
    let text = format!(
        "\n{}",
        rule("a", "forbid (principal, action, resource is Permit)\nwhen { resource.peopel > 5 };")
    );
    let found = RuleSet::check(&[Source::new("own.cedar", &text)]).unwrap();
    assert_eq!((found[0].code, found[0].line, found[0].file.as_str()), ("rule-word", 4, "own.cedar"));
    assert!(found[0].what.contains("peopel") && found[0].what.contains("`a`"), "{found:?}");
    // Whoever reads the fault itself learns file, place and rule as well.
    let fault = RuleSet::read(&[Source::new("own.cedar", &text)]).unwrap_err().to_string();
    assert!(fault.contains("`own.cedar` line 4") && fault.contains("`a`"), "{fault}");
}

#[test]
fn one_letter_file_or_name_makes_another_set() {
    let one = [Source::new("a.cedar", "x"), Source::new("b.cedar", "y")];
    let turned = [one[1].clone(), one[0].clone()];
    assert_eq!(digest(&one), digest(&turned), "the order does not count");
    let others = [
        vec![one[0].clone()],
        vec![Source::new("a.cedar", "X"), one[1].clone()],
        vec![Source::new("c.cedar", "x"), one[1].clone()],
        vec![Source::new("a.cedar", "xb.cedar\n1\ny")],
    ];
    for other in others {
        assert_ne!(digest(&one), digest(&other));
    }
    // Two texts with one digest: the second one has a name that is never accepted.
    let (honest, forged) = (Source::new("a", "b\n1\nc"), Source::new("a\n5\nb", "c"));
    assert_eq!(digest(&[honest]), digest(std::slice::from_ref(&forged)));
    assert_eq!(RuleSet::check(&[forged]).unwrap()[0].code, "rule-file");
    assert_eq!(digest(&[]), local::no_rules());
    // SOURCE: docs/spec/event.md section 5.6.
    assert_eq!(digest(&[Source::new("a.cedar", "x")]), Digest::of(b"a.cedar\n1\nx"));
}
