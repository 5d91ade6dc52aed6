//! A case as it is told: a line for each act with what it came to, and everything that is not as written.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::command::permit::show::pad;
use crate::exit::Exit;
use crate::message::{Language, Text};
use crate::replay::play::{Outcome, Played};
use crate::replay::written::{Act, Limit, Step};
use crate::table::wrap;

/// How wide a case is told. Units: columns.
const WIDTH: usize = 100;

/// Where acts begin. Units: columns.
const INDENT: usize = 6;

impl Step {
    fn say(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }
}

impl Limit {
    fn say(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }
}

/// Tells a case in words.
pub fn tell(played: &Played, text: &Text) -> String {
    let (case, language) = (&played.case, text.language());
    let mut out = format!("{}  {}\n", case.code, wrap(case.title.say(language), WIDTH, INDENT));
    for (step, outcomes) in case.steps.iter().zip(&played.outcomes) {
        let sentence = wrap(step.say(language), WIDTH, INDENT);
        let _ = writeln!(out, " {}  {sentence}", pad(&step.number, INDENT.saturating_sub(3)));
        for (act, outcome) in step.tried().zip(outcomes) {
            out.push_str(&told_act(act, outcome, text));
        }
        for expected in &step.open {
            let verdict = expected.to_string();
            line(&mut out, INDENT, &text.say("replay-open", &[("verdict", &verdict)]));
        }
        if let Some(differs) = &step.differs {
            let why = if language == Language::Ja { &differs.ja } else { &differs.en };
            let verdict = differs.expects.to_string();
            line(
                &mut out,
                INDENT,
                &text.say("replay-source-expects", &[("verdict", &verdict), ("why", why)]),
            );
        }
    }
    for (limit, outcomes) in case.would_not_stop.iter().zip(&played.not_stopped) {
        let key = if limit.cannot_be_seen { "replay-cannot-be-seen" } else { "replay-would-not-stop" };
        line(&mut out, 0, &text.say(key, &[("what", limit.say(language))]));
        for (act, outcome) in limit.tried().zip(outcomes) {
            out.push_str(&told_act(act, outcome, text));
        }
    }
    out.push_str(&ending(played, text));
    out
}

fn line(out: &mut String, indent: usize, sentence: &str) {
    let _ = writeln!(out, "{}{}", " ".repeat(indent), wrap(sentence, WIDTH, indent));
}

fn told_act(act: &Act, outcome: &Outcome, text: &Text) -> String {
    let mark = text.say(if outcome.passed { "replay-passed" } else { "replay-failed" }, &[]);
    let when = act.at.get(5..).unwrap_or_default().replace('T', " ");
    let who = act.by.as_deref().unwrap_or("-");
    let number = outcome.record.map(|record| format!("#{record}")).unwrap_or_default();
    let verdict = std::iter::once(outcome.expected.to_string()).chain(act.fault.clone());
    let verdict = pad(&verdict.collect::<Vec<_>>().join(" "), 36);
    let mut out =
        format!("{}{when}  {}  {verdict}  {}  {mark}\n", " ".repeat(INDENT), pad(who, 5), pad(&number, 5));
    if outcome.passed {
        return out;
    }
    let below = INDENT.saturating_add(2);
    line(&mut out, below, &text.say("replay-line", &[("line", &act.line)]));
    line(&mut out, below, &text.say("replay-answered", &[("answer", &outcome.answered)]));
    for (pointer, wanted, found) in &outcome.differing {
        let (wanted, found) = (wanted.to_string(), found.to_string());
        let values = [("where", pointer.as_str()), ("wanted", &wanted), ("found", &found)];
        line(&mut out, below, &text.say("replay-answer-differs", &values));
    }
    for sentence in &outcome.sentences {
        line(&mut out, below, sentence);
    }
    out
}

fn ending(played: &Played, text: &Text) -> String {
    let (passed, failed) = played.counts();
    let counts = [passed, failed, played.open()].map(|count| count.to_string());
    let values = [
        ("case", played.case.code.as_str()),
        ("passed", &counts[0]),
        ("failed", &counts[1]),
        ("open", &counts[2]),
    ];
    let mut out = String::new();
    out.push_str(&told_counts(played, text));
    line(&mut out, 0, &text.say("replay-counted", &values));
    if played.told_otherwise() > 0 {
        let count = played.told_otherwise().to_string();
        line(&mut out, 0, &text.say("replay-source-counted", &[("count", &count)]));
    }
    if !played.verified {
        line(&mut out, 0, &text.say("replay-not-verified", &[]));
    }
    if let Some(kept) = &played.kept {
        line(&mut out, 0, &text.say("replay-kept", &[("path", &kept.display().to_string())]));
    }
    out
}

/// Tells how many people it took and how many actions of those in the field, where the file asks for it.
fn told_counts(played: &Played, text: &Text) -> String {
    let (limits, counted, mut out) = (played.limits(), played.counted(), String::new());
    if limits.is_empty() {
        return out;
    }
    let numbers = [counted.persons, counted.field_actions, counted.refusals].map(|count| count.to_string());
    let values = [("persons", &*numbers[0]), ("actions", &*numbers[1]), ("refusals", &*numbers[2])];
    line(&mut out, 0, &text.say("replay-counted-people", &values));
    for (name, most, found) in limits.into_iter().filter(|(_, most, found)| found > most) {
        let (most, found) = (most.to_string(), found.to_string());
        let values = [("name", name), ("most", &*most), ("found", &*found)];
        line(&mut out, INDENT, &text.say("replay-counted-over", &values));
    }
    out
}

fn counts_json(played: &Played) -> Value {
    let counted = played.counted();
    let limits = played.limits().into_iter();
    let limits =
        limits.map(|(name, most, found)| (name.to_owned(), json!({ "most": most, "passed": found <= most })));
    json!({
        "persons": counted.persons, "field_actions": counted.field_actions, "refusals": counted.refusals,
        "limits": limits.collect::<serde_json::Map<_, _>>(),
    })
}

/// Gives a case as data.
pub fn json(played: &Played) -> Value {
    let (passed, failed) = played.counts();
    let steps: Vec<Value> = played
        .case
        .steps
        .iter()
        .zip(&played.outcomes)
        .map(|(step, outcomes)| step_json(step, outcomes))
        .collect();
    let limits: Vec<Value> = played
        .case
        .would_not_stop
        .iter()
        .zip(&played.not_stopped)
        .map(|(limit, outcomes)| {
            let (acts, unseen) = (acts_json(limit.tried(), outcomes), limit.cannot_be_seen);
            json!({ "ja": limit.ja, "en": limit.en, "after": limit.after, "cannot_be_seen": unseen, "acts": acts })
        })
        .collect();
    json!({
        "case": played.case.code, "title": { "ja": played.case.title.ja, "en": played.case.title.en },
        "ok": played.exit() == Exit::Done, "passed": passed, "failed": failed, "open": played.open(),
        "source_differs": played.told_otherwise(), "counts": counts_json(played), "verified": played.verified, "kept": played.kept,
        "steps": steps,
        "would_not_stop": limits,
    })
}

fn step_json(step: &Step, outcomes: &[Outcome]) -> Value {
    let acts = acts_json(step.tried(), outcomes);
    let open: Vec<String> = step.open.iter().map(ToString::to_string).collect();
    let source = step.differs.as_ref().map(|differs| {
        json!({ "expects": differs.expects.to_string(), "why": { "ja": differs.ja, "en": differs.en } })
    });
    json!({
        "number": step.number, "ja": step.ja, "en": step.en, "acts": acts, "open": open, "source": source,
        "capabilities": step.capabilities,
    })
}

fn acts_json<'a>(acts: impl Iterator<Item = &'a Act>, outcomes: &[Outcome]) -> Vec<Value> {
    acts.zip(outcomes)
        .map(|(act, outcome)| {
            let differing: Vec<Value> = outcome
                .differing
                .iter()
                .map(|(pointer, wanted, found)| json!({ "at": pointer, "wanted": wanted, "found": found }))
                .collect();
            json!({
                "at": act.at, "by": act.by, "line": act.line, "expected": outcome.expected.to_string(),
                "answered": outcome.answered, "differing": differing, "record": outcome.record,
                "passed": outcome.passed, "rang": outcome.rang, "sentences": outcome.sentences,
            })
        })
        .collect()
}
