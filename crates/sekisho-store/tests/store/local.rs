//! Local rules in the record: a refusal stands as it was recorded, without the rules; and every lie about one is found.

use std::collections::BTreeMap;

use sekisho_core::id::PersonId;
use sekisho_core::local::{ABOUT, no_rules, reason};
use sekisho_core::testkit as kit;
use sekisho_core::{Command, Digest, Event, Reason, Rule, State, Timestamp};
use sekisho_gate::port::{LocalRules, Verdict};
use sekisho_gate::submit::Answer;
use sekisho_gate::wire::v1::{LocalRulesUsed, Predicate};
use sekisho_gate::{Fault, Gate};
use sekisho_store::Store;

use crate::attack::{first, mended, replay, sealed};
use crate::town::{Drawn, ORIGIN, SetClock, act, keys, small};
use crate::whole::{entries, predicate};

/// Says no to every role that is given.
struct NoRoles(Digest);

fn no(id: &str) -> Reason {
    let words = ABOUT.iter().filter(|what| **what != "id");
    reason(id, words.map(|what| ((*what).to_owned(), format!("{what} of {id}"))).collect::<BTreeMap<_, _>>())
}

impl LocalRules for NoRoles {
    fn judge(&self, _: &State, _: &PersonId, command: &Command, _: Timestamp) -> Result<Verdict, Fault> {
        let asked = self.0 == set() && command.act() == "assign.role";
        let reasons = if asked { vec![no("own-1"), no("own-2")] } else { Vec::new() };
        Ok(Verdict { reasons, set: self.0 })
    }
}

fn set() -> Digest {
    kit::text("no roles")
}

fn give_role(to: &str) -> Command {
    Command::AssignRole {
        person: kit::id(to),
        role: sekisho_core::party::Role::Auditor,
        term: sekisho_core::Window { from: kit::at("08:00"), until: kit::at("20:00") },
    }
}

fn take_role() -> Command {
    Command::RemoveRole { person: kit::id("KEEP"), role: sekisho_core::party::Role::MediaKeeper }
}

/// A small town in which an officer puts the rules in force, and somebody asks for a role with them and without.
fn told() -> (Vec<Predicate>, Vec<Result<Answer, Fault>>) {
    let dir = small().copy();
    let clock = SetClock::at("20 09:00");
    let ports = |rules: Digest, name: &str| sekisho_gate::gate::Ports {
        clock: Box::new(clock.clone()),
        entropy: Box::new(Drawn::named(name)),
        record: Box::new(Store::open(dir.path()).unwrap()),
        rules: Box::new(NoRoles(rules)),
    };
    let mut answers = Vec::new();
    let mut submit = |gate: &mut Gate, person: &str, command: &Command| {
        let submission = act(gate, person, command);
        answers.push(gate.submit(&submission));
    };
    let mut gate = Gate::open(ORIGIN, keys(), ports(set(), "ruled")).unwrap();
    // Rules lie there that nobody put in force.
    submit(&mut gate, "ADM", &give_role("R-1"));
    submit(&mut gate, "SEC", &Command::AdoptRules { set: set() });
    submit(&mut gate, "ADM", &give_role("R-1"));
    submit(&mut gate, "R-1", &give_role("R-2"));
    submit(&mut gate, "ADM", &take_role());
    submit(&mut gate, "SEC", &Command::AdoptRules { set: no_rules() });
    drop(gate);
    let mut gate = Gate::open(ORIGIN, keys(), ports(no_rules(), "free")).unwrap();
    submit(&mut gate, "ADM", &give_role("R-1"));
    drop(gate);
    let told = entries(&Store::open(dir.path()).unwrap());
    (told.iter().map(|entry| predicate(entry).unwrap()).collect(), answers)
}

fn rules(answer: &Result<Answer, Fault>) -> Vec<Rule> {
    answer.as_ref().unwrap().reasons.iter().map(|reason| reason.rule).collect()
}

#[test]
fn all_reasons_come_together_and_the_record_is_whole_without_the_rules() {
    let (told, answers) = told();
    assert!(
        matches!(answers[0], Err(Fault::LocalRulesDiffer { adopted, found }) if adopted == no_rules() && found == set())
    );
    assert_eq!(rules(&answers[1]), []);
    assert_eq!(rules(&answers[2]), [Rule::LocalRule, Rule::LocalRule]);
    assert_eq!(rules(&answers[3]), [Rule::RoleMissing, Rule::LocalRule, Rule::LocalRule]);
    assert_eq!(replay(&sealed(&told)), []);
    assert_eq!(replay(&sealed(&mended(told.clone()))), []);
    let refused = &told[place(&told, 0)];
    let used = refused.local_rules.clone().unwrap();
    assert_eq!((used.deciding, used.set), (vec!["own-1".to_owned(), "own-2".to_owned()], set()));
}

/// Finds the nth refusal after the adoption.
fn place(told: &[Predicate], nth: usize) -> usize {
    let adopted = told.iter().position(|one| matches!(one.event, Event::RulesAdopted { .. })).unwrap();
    let refused = (adopted..told.len()).filter(|at| matches!(told[*at].event, Event::AttemptRefused { .. }));
    refused.collect::<Vec<_>>()[nth]
}

#[track_caller]
fn lie(what: &str, change: impl Fn(&mut Vec<Predicate>)) {
    let (mut told, _) = told();
    change(&mut told);
    first(what, &replay(&sealed(&mended(told))));
}

fn reasons(one: &mut Predicate) -> &mut Vec<Reason> {
    match &mut one.event {
        Event::AttemptRefused { reasons, .. } => reasons,
        other => panic!("{other:?}"),
    }
}

const NOT_NAMED: &str = "the event does not name the local rules that were in force, and those that said no";
const NOT_SAID: &str = "the event is not what the rules say to the command that the person signed";

#[test]
fn a_verdict_of_other_rules_than_those_in_force_is_found() {
    lie(NOT_NAMED, |told| {
        let at = place(told, 0);
        told[at].local_rules.as_mut().unwrap().set = kit::text("others");
    });
    // Nor can it be left out, or name fewer rules than said no.
    lie(NOT_NAMED, |told| {
        let at = place(told, 0);
        told[at].local_rules = None;
    });
    lie(NOT_NAMED, |told| {
        let at = place(told, 0);
        told[at].local_rules.as_mut().unwrap().deciding.pop();
    });
    lie(NOT_NAMED, |told| {
        let at = place(told, 0);
        reasons(&mut told[at]).pop();
    });
}

#[test]
fn a_local_rule_hides_no_built_in_reason_and_excuses_no_event() {
    lie(NOT_SAID, |told| {
        let at = place(told, 1);
        reasons(&mut told[at]).remove(0);
    });
    // A refusal without any reason is none.
    lie(NOT_SAID, |told| {
        let at = place(told, 0);
        reasons(&mut told[at]).clear();
        told[at].local_rules.as_mut().unwrap().deciding.clear();
    });
    // What a built-in rule refuses does not happen because local rules had no objection.
    lie(NOT_SAID, |told| {
        let at = place(told, 1);
        let Command::AssignRole { person, role, term } = give_role("R-2") else { unreachable!() };
        told[at].event = Event::RoleAssigned { person, role, term };
        told[at].stream = told[place(told, 0)].stream.clone();
        told[at].local_rules = Some(LocalRulesUsed { deciding: Vec::new(), set: set() });
    });
}

/// Turns an act into a refusal by a local rule.
fn refuse(one: &mut Predicate, act: &str, set: Digest) {
    let reasons = vec![no("own-1")];
    one.local_rules = Some(LocalRulesUsed::of(&reasons, set));
    let person = Some(kit::id("ADM"));
    one.event = Event::AttemptRefused { act: act.to_owned(), permit: None, person, reasons };
}

#[test]
fn no_local_rule_says_no_where_none_is_in_force_or_to_what_it_may_not_refuse() {
    lie("a local rule said no where none was in force", |told| {
        refuse(told.last_mut().unwrap(), "assign.role", no_rules());
    });
    // With rules in force: to take a role away is nothing that a local rule may refuse.
    lie("a local rule said no to what no local rule may refuse", |told| {
        let taken = told.iter().rposition(|one| matches!(one.event, Event::RoleRemoved { .. })).unwrap();
        refuse(&mut told[taken], "remove.role", set());
    });
}

#[test]
fn a_local_reason_without_its_words_is_found() {
    lie("a local rule does not say which article it is, or why it said no", |told| {
        let at = place(told, 0);
        reasons(&mut told[at])[0].about.remove("reason_ja");
    });
    lie("a local rule does not say which article it is, or why it said no", |told| {
        let at = place(told, 0);
        reasons(&mut told[at])[1].about.insert("person".to_owned(), "R-1".to_owned());
    });
}
