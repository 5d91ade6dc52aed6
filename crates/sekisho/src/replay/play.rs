//! Plays a case: every act through the ordinary command line, and what it came to beside what the file says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::Context;
use crate::exit::Exit;
use crate::replay::counted::{Counted, count};
use crate::replay::fence;
use crate::replay::meanwhile;
use crate::replay::stage::Stage;
use crate::replay::verdict::{Answer, Entries, Expected, Verdict};
use crate::replay::written::{Act, Case, Limit};
use crate::report::Failure;

/// One act that was tried.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it really came to, in the words of a file.
    pub answered: String,
    /// What the answer says otherwise than the file: pointer, wanted, found.
    pub differing: Vec<(String, Value, Value)>,
    /// What it had to come to.
    pub expected: Expected,
    /// Its first number in the record.
    pub record: Option<u64>,
    /// Whether it came to what it had to.
    pub passed: bool,
    /// Codes of the alarms and findings that are in the record since the act before.
    pub rang: BTreeSet<String>,
    /// The sentences of the answer's reasons, or of its fault.
    pub sentences: Vec<String>,
    /// Whether it did not go through.
    pub stopped: bool,
}

/// A case that was played, its outcomes in the order of its acts.
#[derive(Clone, Debug)]
pub struct Played {
    /// What was played.
    pub case: Case,
    /// Where its record stays, if it does.
    pub kept: Option<PathBuf>,
    /// For each sentence about what is not stopped, what its acts came to.
    pub not_stopped: Vec<Vec<Outcome>>,
    /// For each step what its acts came to.
    pub outcomes: Vec<Vec<Outcome>>,
    /// Whether the record agrees with itself at the end.
    pub verified: bool,
}

impl Played {
    /// Counts the acts and limits that came to what they had to, and those that did not.
    pub fn counts(&self) -> (usize, usize) {
        let acts = self.outcomes.iter().chain(&self.not_stopped).flatten().map(|one| one.passed);
        let limits = self.limits().into_iter().map(|(_, most, found)| found <= most);
        let all: Vec<bool> = acts.chain(limits).collect();
        let passed = all.iter().filter(|passed| **passed).count();
        (passed, all.len().saturating_sub(passed))
    }

    /// Counts people and their actions.
    pub fn counted(&self) -> Counted {
        count(&self.case, &self.outcomes)
    }

    /// Lists the limits that the file sets: the name, what it is, and what was counted.
    pub fn limits(&self) -> Vec<(&'static str, u64, u64)> {
        self.case.counts.against(self.counted()).collect()
    }

    /// Counts the verdicts that nothing can be tried for yet.
    pub fn open(&self) -> usize {
        self.case.steps.iter().map(|step| step.open.len()).sum()
    }

    /// Counts the steps whose true answer is not the one of the case's source.
    pub fn told_otherwise(&self) -> usize {
        self.case.steps.iter().filter(|step| step.differs.is_some()).count()
    }

    /// Tells how it ended: what differs weighs more than what is open, and neither of them passes.
    pub fn exit(&self) -> Exit {
        if !self.verified || self.counts().1 > 0 {
            Exit::Differs
        } else if self.open() > 0 {
            Exit::Open
        } else {
            Exit::Done
        }
    }
}

/// Plays the case of a file on a record of its own.
///
/// Errors: the file is no case; its cast or what is before it could not be prepared. A step that comes to something else is no
/// error.
pub fn play(context: Context<'_>, path: &Path, keep: Option<&Path>) -> Result<Played, Failure> {
    let case = Case::read(path, context.text)?;
    let shown = path.display().to_string();
    let stage = Stage::open(context, &case, &shown, keep)?;
    let mut time = case.prepare.last().map_or(case.cast.at.as_str(), |one| &one.at);
    let mut size = since(&stage, time, 0)?.size;
    let mut outcomes = Vec::new();
    let (mut not_stopped, mut verified) = (BTreeMap::new(), true);
    let last = case.steps.len().saturating_sub(1);
    for (place, step) in case.steps.iter().enumerate() {
        let tried = attempts(&stage, &step.acts, &mut size)?;
        time = step.acts.last().map_or(time, Act::latest);
        outcomes.push(tried);
        for (number, limit) in case.would_not_stop.iter().enumerate() {
            if !limit.cannot_be_seen && case.after(limit).unwrap_or(last) == place {
                let (tried, whole) =
                    stage.aside(number.saturating_add(1), |stage| pass(stage, limit, size))?;
                verified &= whole;
                not_stopped.insert(number, tried);
            }
        }
    }
    let not_stopped = (0..case.would_not_stop.len())
        .map(|number| not_stopped.remove(&number).unwrap_or_default())
        .collect();
    let (exit, _) = stage.run(time, None, &["verify"]);
    let kept = stage.kept().map(Path::to_owned);
    Ok(Played { case, kept, not_stopped, outcomes, verified: verified && exit == Exit::Done })
}

/// Tries what is not stopped: it passes without a word, in a record that agrees with itself afterwards.
fn pass(stage: &Stage<'_>, limit: &Limit, mut size: u64) -> Result<(Vec<Outcome>, bool), Failure> {
    let mut outcomes = attempts(stage, &limit.acts, &mut size)?;
    for outcome in &mut outcomes {
        outcome.passed &= outcome.rang.is_empty();
    }
    let at = limit.acts.last().map(Act::latest).unwrap_or_default();
    let (exit, _) = stage.run(at, None, &["verify"]);
    Ok((outcomes, exit == Exit::Done))
}

/// Lists what the record holds from a number on; it is asked at the time of the act, so that nothing more becomes due.
fn since(stage: &Stage<'_>, at: &str, from: u64) -> Result<Entries, Failure> {
    let from_word = from.to_string();
    let words = ["log", "list", "--from", &from_word, "--limit", "1000000"];
    let (exit, list) = stage.run(at, None, &words);
    if exit != Exit::Done {
        return Err(Failure::broken(anyhow::anyhow!("the record could not be listed: {list}")));
    }
    Entries::read(&list, from).map_err(Failure::broken)
}

/// Tries one act after the other, each with what is done while it waits.
fn attempts(stage: &Stage<'_>, acts: &[Act], size: &mut u64) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = Vec::new();
    for act in acts {
        let ran = meanwhile::run(stage, act);
        let entries = since(stage, act.latest(), *size)?;
        *size = entries.size;
        let answers = act.with_meanwhile().zip(ran).map(|(act, (exit, json))| {
            let noun = stage.words(&act.line).into_iter().next().unwrap_or_default();
            (act, Answer::new(&noun, exit, json))
        });
        let answers: Vec<(&Act, Answer)> = answers.collect();
        let claimed: Vec<BTreeSet<u64>> = answers.iter().map(|(_, answer)| answer.claimed()).collect();
        for ((act, answer), own) in answers.iter().zip(&claimed) {
            if claimed.len() == 1 {
                outcomes.push(judge(stage, act, answer, &entries, &entries.alarms));
                continue;
            }
            // What both name is nobody's own; what neither names may have been rung by either, and is silent for neither.
            let names = |number: &u64| claimed.iter().filter(|numbers| numbers.contains(number)).count();
            let its = entries.only(|number| own.contains(&number) && names(&number) == 1);
            let rang = entries.only(|number| own.contains(&number) || names(&number) == 0).alarms;
            outcomes.push(judge(stage, act, answer, &its, &rang));
        }
    }
    Ok(outcomes)
}

/// Compares what an act came to with what the file says.
///
/// Shape: `entries` are those that it may be judged by, `rang` the alarms that it may have caused.
fn judge(
    stage: &Stage<'_>,
    act: &Act,
    answer: &Answer,
    entries: &Entries,
    rang: &BTreeSet<String>,
) -> Outcome {
    let words = stage.words(&act.line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let differing: Vec<(String, Value, Value)> = act
        .answer
        .iter()
        .filter_map(|(pointer, wanted)| {
            let found = answer.json.pointer(pointer).cloned().unwrap_or_default();
            (found != *wanted).then(|| (pointer.clone(), wanted.clone(), found))
        })
        .collect();
    // Whatever fault a file names is the one; a fault that it does not name is none that it expects.
    let fault = match &act.fault {
        Some(wanted) => answer.fault.as_ref() == Some(wanted),
        None => act.expect.verdict == Verdict::Locked || answer.fault.is_none(),
    };
    let closed = act.expect.verdict != Verdict::Locked || left_nothing(fence::out(&words).as_deref());
    let passed = answer.is(&act.expect, entries) && differing.is_empty() && fault && closed;
    Outcome {
        answered: answer.told(entries),
        differing,
        expected: act.expect.clone(),
        record: entries.refused.iter().chain(&entries.done).min().copied(),
        passed,
        rang: rang.clone(),
        sentences: sentences(&answer.json),
        stopped: answer.verdict != Some(Verdict::Permit),
    }
}

/// Tells whether the directory that was to take the content is not there, or empty; what cannot be looked into may hold all of it.
fn left_nothing(out: Option<&Path>) -> bool {
    out.is_none_or(|out| match std::fs::read_dir(out) {
        Ok(mut list) => list.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    })
}

fn sentences(json: &Value) -> Vec<String> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let reasons = json.get("reasons").and_then(Value::as_array).into_iter().flatten();
    let reasons = reasons.filter_map(|reason| text(reason, "sentence"));
    reasons.chain(json.get("error").and_then(|error| text(error, "sentence"))).collect()
}
