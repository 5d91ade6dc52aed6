//! One command on its way into the record, as seven named steps: read, who, fresh, again, local rules, law, record.

use sekisho_core::id::PersonId;
use sekisho_core::{Decision, Event, Reason, State, Timestamp, decide};

use crate::draft::{Draft, Times};
use crate::evidence::{self, CheckedAct};
use crate::fault::Fault;
use crate::gate::Gate;
use crate::port::{AnsweredAct, Appended, Batch, Disclosure, Verdict};
use crate::wire::v1::{By, LocalRulesUsed, Predicate};

/// How often a command is decided anew when others write at the same time. Source: floor plan, step 7.
const ATTEMPTS: usize = 3;

/// A signed act as it comes in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Texts behind the digests in the command.
    pub disclosures: Vec<Disclosure>,
    /// The armored SSHSIG.
    pub signature: String,
    /// The act statement, exactly as signed.
    pub statement: String,
}

/// What became of an act. Refused ones are in the record as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was recorded.
    pub events: Vec<Event>,
    /// Indexes of the entries in the log.
    pub indexes: std::ops::Range<u64>,
    /// Who acted.
    pub person: PersonId,
    /// Why not; empty if it is done.
    pub reasons: Vec<Reason>,
    /// Whether this very statement was answered before.
    pub repeated: bool,
}

impl Gate {
    /// Carries one act into the record.
    ///
    /// Shape: the answer is durable when it is given, refused or not. The same statement sent again gets the same answer.
    /// Errors: a [`Fault`]: then nothing was recorded.
    pub fn submit(&mut self, submission: &Submission) -> Result<Answer, Fault> {
        let mut answers = self.submit_all(std::slice::from_ref(submission))?;
        answers.pop().ok_or(Fault::Busy).and_then(|answer| answer)
    }

    /// Carries several acts into the record with one append: each is judged after the ones before it.
    ///
    /// Shape: one answer or fault for each, in order; a fault of one does not touch the others.
    /// Errors: the outer fault is ours, and then nothing of all of them was recorded.
    pub fn submit_all(&mut self, submissions: &[Submission]) -> Result<Vec<Result<Answer, Fault>>, Fault> {
        for _ in 0..ATTEMPTS {
            self.fire_due()?;
            let now = self.now();
            let Some(mut draft) = self.draft()? else { continue };
            let mut answers = Vec::new();
            for submission in submissions {
                match carry(&mut draft, submission, now) {
                    Err(fault) if !fault.is_senders() => return Err(fault),
                    answer => answers.push(answer),
                }
            }
            let finished = draft.finish()?;
            if self.append(finished)? {
                return Ok(answers);
            }
        }
        Err(Fault::Busy)
    }

    /// Fires what is due by itself. Every start of a command does this first.
    ///
    /// Shape: the events with their indexes, in order of the time at which they became due; empty if nothing is due.
    pub fn fire_due(&mut self) -> Result<Vec<(u64, Event)>, Fault> {
        for _ in 0..ATTEMPTS {
            self.refresh()?;
            let now = self.now();
            let due = sekisho_core::due::due(&self.state, now);
            if due.is_empty() {
                return Ok(Vec::new());
            }
            let Some(mut draft) = self.draft()? else { continue };
            let mut fired = Vec::new();
            for (at, event) in due {
                fired.push((draft.next_index(), event.clone()));
                let times = Times { occurred_at: at, recorded_at: now };
                draft.add(event, By::Server { server: "clock".to_owned() }, times, None)?;
            }
            let finished = draft.finish()?;
            if self.append(finished)? {
                return Ok(fired);
            }
        }
        Err(Fault::Busy)
    }

    /// Starts a draft at the end of the record; `None` if somebody else has just moved it.
    ///
    /// The draft takes the state along: until an append succeeds, the gate knows nothing and reads it anew.
    fn draft(&mut self) -> Result<Option<Draft<'_>>, Fault> {
        let head = self.ports.record.head()?;
        if head.size != self.size {
            return Ok(None);
        }
        self.size = 0;
        let state = std::mem::take(&mut self.state);
        Ok(Some(Draft::new(&self.keys, &self.ports, &self.origin, head, state)))
    }

    /// Appends, and takes the draft's state over if that succeeded. Returns whether it did.
    fn append(&mut self, (batch, state): (Batch, State)) -> Result<bool, Fault> {
        if batch.entries.is_empty() {
            (self.state, self.size) = (state, batch.expected_size);
            return Ok(true);
        }
        let appended = self.ports.record.append(&batch);
        if matches!(appended, Ok(Appended::Done)) {
            self.size = batch.expected_size.saturating_add(batch.entries.len() as u64);
            self.state = state;
            self.keep_snapshot_if_due()?;
            return Ok(true);
        }
        self.reload()?;
        appended.map(|_| false)
    }
}

/// The steps for one act, on top of the draft's state.
fn carry(draft: &mut Draft<'_>, submission: &Submission, now: Timestamp) -> Result<Answer, Fault> {
    let act = evidence::check(&draft.state, draft.origin, &submission.statement, &submission.signature)?;
    if let Some(answer) = answered_before(draft, &act)? {
        return Ok(answer);
    }
    evidence::check_fresh(&act, now)?;
    evidence::check_facts(&draft.state, &act)?;
    draft.check_history(act.statement())?;
    let verdict = draft.ports.rules.judge(&draft.state, act.person(), act.command(), now);
    let decision = decide(&draft.state, act.person(), act.command(), now, act.occurred_at());
    record(draft, &act, decision, verdict, &submission.disclosures, now)
}

/// The same statement counts once, however often it comes.
fn answered_before(draft: &Draft<'_>, act: &CheckedAct) -> Result<Option<Answer>, Fault> {
    let nonce = &act.statement().nonce;
    let known = match draft.act(nonce) {
        Some(known) => Some(known.clone()),
        None => draft.ports.record.act(nonce)?,
    };
    let Some(known) = known else { return Ok(None) };
    if known.statement != act.digest() {
        return Err(Fault::NonceUsed);
    }
    let mut events = Vec::new();
    let indexes = known.first..known.first.saturating_add(known.count);
    draft.ports.record.entries(indexes.start, indexes.end, &mut |entry| {
        if let Some(envelope) = entry.envelope {
            events.push(Predicate::open_own(&envelope)?.event);
        }
        Ok(())
    })?;
    let reasons = events
        .iter()
        .find_map(|event| match event {
            Event::AttemptRefused { reasons, .. } => Some(reasons.clone()),
            _ => None,
        })
        .unwrap_or_default();
    Ok(Some(Answer { events, indexes, person: act.person().clone(), reasons, repeated: true }))
}

/// Turns a decision into entries: the first event carries the person's signature, the others follow from it.
fn record(
    draft: &mut Draft<'_>,
    act: &CheckedAct,
    decision: Decision,
    verdict: Verdict,
    disclosures: &[Disclosure],
    now: Timestamp,
) -> Result<Answer, Fault> {
    let first = draft.next_index();
    let times = Times { occurred_at: act.occurred_at(), recorded_at: now };
    let mut rules = Some(LocalRulesUsed { deciding: verdict.deciding, set: verdict.set });
    let mut by = act.by();
    for event in &decision.events {
        let name = draft.add(event.clone(), by, times, rules.take())?;
        by = By::Server { server: format!("follows {name}") };
    }
    if decision.reasons.is_empty() {
        draft.disclose(disclosures);
    }
    let indexes = first..draft.next_index();
    draft.answer(AnsweredAct {
        count: indexes.end.saturating_sub(first),
        first,
        nonce: act.statement().nonce,
        statement: act.digest(),
    });
    let person = act.person().clone();
    Ok(Answer { events: decision.events, indexes, person, reasons: decision.reasons, repeated: false })
}
