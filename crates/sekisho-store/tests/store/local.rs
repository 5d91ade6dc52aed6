//! Local rules in the record: a refusal stands as it was recorded, without the rules; and every lie about one is found.

use std::collections::BTreeMap;

use sekisho_core::id::PersonId;
use sekisho_core::local::{ABOUT, no_rules, reason};
use sekisho_core::testkit as kit;
use sekisho_core::{Command, Digest, Event, Reason, Rule, State, Timestamp};
use sekisho_gate::port::{LocalRules, StoredEntry};
use sekisho_gate::rejudge::Rejudge;
use sekisho_gate::submit::Answer;
use sekisho_gate::wire::v1::{LocalRulesUsed, LocalVerdict, Predicate};
use sekisho_gate::{Fault, Gate};
use sekisho_store::Store;

use crate::attack::{first, mended, replay, sealed};
use crate::town::{Drawn, ORIGIN, SetClock, act, keys, small};
use crate::whole::{entries, predicate};

/// Keeps one set of rules, which says no to every role that is given.
struct NoRoles(Digest);

fn no(id: &str) -> Reason {
    let words = ABOUT.iter().filter(|what| **what != "id");
    reason(id, words.map(|what| ((*what).to_owned(), format!("{what} of {id}"))).collect::<BTreeMap<_, _>>())
}

impl LocalRules for NoRoles {
    fn check(&self, asked: Digest) -> Result<(), Fault> {
        let kept = asked == self.0 || asked == no_rules();
        if kept { Ok(()) } else { Err(Fault::LocalRulesMissing(asked)) }
    }

    fn judge(
        &self,
        asked: Digest,
        _: &State,
        _: &PersonId,
        command: &Command,
        _: Timestamp,
    ) -> Result<Vec<Reason>, Fault> {
        self.check(asked)?;
        let no_role = asked == set() && command.act() == "assign.role";
        Ok(if no_role { vec![no("own-1"), no("own-2")] } else { Vec::new() })
    }
}

fn set() -> Digest {
    kit::text("no roles")
}

fn give_role(to: &str) -> Command {
    Command::AssignRole {
        deputy: None,
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
    let propose = |set: Digest| Command::ProposeRules { set };
    let adopt = |set: Digest| Command::AdoptRules { set };
    let mut gate = Gate::open(ORIGIN, keys(), ports(set(), "ruled")).unwrap();
    // A text that is not kept here cannot be proposed, and nobody puts in force what they alone have proposed.
    submit(&mut gate, "ADM", &propose(kit::text("others")));
    submit(&mut gate, "SEC", &propose(set()));
    submit(&mut gate, "SEC", &adopt(set()));
    submit(&mut gate, "ADM", &propose(set()));
    submit(&mut gate, "SEC", &adopt(set()));
    submit(&mut gate, "ADM", &give_role("R-1"));
    submit(&mut gate, "R-1", &give_role("R-2"));
    drop(gate);
    // The text is gone: nothing is judged, and what makes safer goes its way.
    let mut gate = Gate::open(ORIGIN, keys(), ports(kit::text("others"), "without")).unwrap();
    submit(&mut gate, "ADM", &give_role("R-1"));
    submit(&mut gate, "ADM", &take_role());
    drop(gate);
    let mut gate = Gate::open(ORIGIN, keys(), ports(set(), "again")).unwrap();
    submit(&mut gate, "ADM", &propose(no_rules()));
    submit(&mut gate, "SEC", &adopt(no_rules()));
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
    assert!(matches!(answers[0], Err(Fault::LocalRulesMissing(asked)) if asked == kit::text("others")));
    assert_eq!(rules(&answers[1]), []);
    assert_eq!(rules(&answers[2]), [Rule::RulesUnproposed]);
    assert_eq!(rules(&answers[4]), []);
    assert_eq!(rules(&answers[5]), [Rule::LocalRule, Rule::LocalRule]);
    assert_eq!(rules(&answers[6]), [Rule::RoleMissing, Rule::LocalRule, Rule::LocalRule]);
    assert!(matches!(answers[7], Err(Fault::LocalRulesMissing(asked)) if asked == set()));
    assert_eq!(rules(&answers[8]), []);
    assert_eq!(rules(&answers[11]), []);
    assert_eq!(replay(&sealed(&told)), []);
    assert_eq!(replay(&sealed(&mended(told.clone()))), []);
    let refused = &told[place(&told, 0)];
    let used = refused.local_rules.clone().unwrap();
    assert_eq!((used.deciding, used.set), (vec!["own-1".to_owned(), "own-2".to_owned()], set()));
    assert_eq!(used.verdict, Some(LocalVerdict::Refused));
    let taken = told.iter().rfind(|one| matches!(one.event, Event::RoleRemoved { .. })).unwrap();
    assert_eq!(taken.local_rules.as_ref().unwrap().verdict, Some(LocalVerdict::NotAsked));
    // Where none is in force, an event is as it always was.
    assert_eq!(told.last().unwrap().local_rules.as_ref().unwrap().verdict, None);
}

/// Puts a record to the set of its time, as whoever keeps the texts of `kept` does.
fn judged_again(kept: Digest, told: &[Predicate]) -> Rejudge {
    let entries: Vec<StoredEntry> = sealed(&mended(told.to_vec()));
    let mut rejudge = Rejudge::default();
    let mut replay = sekisho_gate::replay::Replay::new(ORIGIN, keys().envelope.public());
    for entry in &entries {
        rejudge.next(&NoRoles(kept), replay.state(), entry);
        replay.next(entry);
    }
    assert_eq!(replay.problems(), [], "the built-in rules find nothing");
    rejudge
}

#[test]
fn whoever_keeps_the_text_finds_a_no_that_no_rule_said_and_one_that_was_left_out() {
    let (told, _) = told();
    let honest = judged_again(set(), &told);
    assert_eq!((honest.problems, honest.judged), (Vec::new(), 2));
    // Without the text nothing is said to be in order.
    let without = judged_again(kit::text("others"), &told);
    assert_eq!((without.problems.len(), without.judged), (1, 0));
    assert!(without.problems[0].what.contains("is not kept here"), "{:?}", without.problems);
    // A rule that exists is made to say no where it does not.
    let mut lie = told.clone();
    let at = place(&lie, 0);
    reasons(&mut lie[at]).pop();
    lie[at].local_rules.as_mut().unwrap().deciding.pop();
    // It is the last entry: whoever signs later signs the point of the log that holds the lie.
    lie.truncate(at + 1);
    let found = judged_again(set(), &lie).problems;
    assert_eq!(
        found[0].what,
        "the local rules of that time say no by own-1, own-2; the record says no by own-1"
    );
    // A favor: what the rules refuse happens all the same, and the record says that no rule objected.
    let mut favor = told.clone();
    let at = place(&favor, 0);
    let Command::AssignRole { deputy, person, role, term } = give_role("R-1") else { unreachable!() };
    favor[at].event = Event::RoleAssigned { deputy, person, role, term };
    let stream = favor.last().unwrap().stream.clone();
    favor[at].stream = stream;
    favor[at].local_rules =
        Some(LocalRulesUsed { deciding: Vec::new(), set: set(), verdict: Some(LocalVerdict::NoObjection) });
    favor.truncate(at + 1);
    let found = judged_again(set(), &favor).problems;
    assert_eq!(
        found[0].what,
        "the local rules of that time say no by own-1, own-2; the record says no objection"
    );
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
    // Nor does it say that nobody was asked.
    lie(NOT_NAMED, |told| {
        let at = place(told, 0);
        told[at].local_rules.as_mut().unwrap().verdict = Some(LocalVerdict::NotAsked);
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
        let used = told[at].local_rules.as_mut().unwrap();
        used.deciding.clear();
        used.verdict = Some(LocalVerdict::NoObjection);
    });
    // What a built-in rule refuses does not happen because local rules had no objection.
    lie(NOT_SAID, |told| {
        let at = place(told, 1);
        let Command::AssignRole { deputy, person, role, term } = give_role("R-2") else { unreachable!() };
        told[at].event = Event::RoleAssigned { deputy, person, role, term };
        told[at].stream = told[place(told, 0)].stream.clone();
        let verdict = Some(LocalVerdict::NoObjection);
        told[at].local_rules = Some(LocalRulesUsed { deciding: Vec::new(), set: set(), verdict });
    });
}

/// Turns an act into a refusal by a local rule.
fn refuse(one: &mut Predicate, act: &str, set: Digest) {
    let reasons = vec![no("own-1")];
    let verdict = (set != no_rules()).then_some(LocalVerdict::Refused);
    one.local_rules = Some(LocalRulesUsed { deciding: vec!["own-1".to_owned()], set, verdict });
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
