//! One command on its way into the record, as seven named steps: read, again, who, fresh, local rules, law, record.

use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::local::{in_force, is_whole, join, may_refuse, no_rules};
use sekisho_core::permit::Permit;
use sekisho_core::{Command, Decision, Digest, Event, Reason, State, Timestamp, decide};

use crate::attached;
use crate::draft::{Draft, Times};
use crate::evidence::{self, CheckedAct, SignedAct};
use crate::fault::Fault;
use crate::gate::Gate;
use crate::port::{AnsweredAct, Appended, Batch, Disclosure, LocalRules};
use crate::wire::v1::{By, LocalRulesUsed, Predicate, VaultWord};

/// How often a command is decided anew when others write at the same time. Where the record can hold others back, the first
/// time is enough.
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
    /// Errors: the sender's [`Fault`]: nothing was recorded. Ours: as a rule nothing was, but only the same statement sent
    /// again tells for certain.
    pub fn submit(&mut self, submission: &Submission) -> Result<Answer, Fault> {
        let mut answers = self.submit_all(std::slice::from_ref(submission))?;
        answers.pop().ok_or(Fault::Busy).and_then(|answer| answer)
    }

    /// Carries several acts into the record with one append: each is judged after the ones before it.
    ///
    /// Shape: one answer or fault for each, in order; a fault of one does not touch the others.
    /// Errors: the outer fault is ours: all of them were recorded or none, and the same statements sent again tell which.
    pub fn submit_all(&mut self, submissions: &[Submission]) -> Result<Vec<Result<Answer, Fault>>, Fault> {
        for _ in 0..ATTEMPTS {
            let _hold = self.ports.record.hold()?;
            self.refresh()?;
            let now = self.now();
            let Some(mut draft) = self.draft()? else { continue };
            let mut answers = Vec::new();
            for submission in submissions {
                // The clock speaks before every act: what an earlier one of the batch has made due as well.
                fire_into(&mut draft, now)?;
                match carry(&mut draft, submission, now) {
                    Err(fault) if !fault.is_senders() && !fault.is_of_local_rules() => return Err(fault),
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

    /// Tells what the rules would say to a command of this person now: nothing is recorded, and nothing is promised.
    ///
    /// Shape: every reason, built-in and local; empty if it would be done.
    /// Errors: those of the local rules.
    pub fn consider(&self, person: &PersonId, command: &Command) -> Result<Vec<Reason>, Fault> {
        let now = self.now();
        let local = ask(self.ports.rules.as_ref(), &self.state, person, command, now)?;
        let decision = decide(&self.state, person, command, now, now);
        Ok(join(decision, &self.state, person, command, &local).reasons)
    }

    /// Fires what is due by itself. Every start of a command does this first.
    ///
    /// Shape: the events with their indexes, in order of the time at which they became due; empty if nothing is due.
    pub fn fire_due(&mut self) -> Result<Vec<(u64, Event)>, Fault> {
        for _ in 0..ATTEMPTS {
            let _hold = self.ports.record.hold()?;
            self.refresh()?;
            if let Some(fired) = self.fire(self.now())? {
                return Ok(fired);
            }
        }
        Err(Fault::Busy)
    }

    /// Records the vault's word that keys are gone.
    ///
    /// Shape: one event for each key whose destruction was ordered and not confirmed yet, with their indexes.
    /// Errors: [`Fault::NothingDoomed`] if there is none; what the signature says, and faults of ours.
    pub fn confirm(&mut self, receipt: &str, signature: &str) -> Result<Vec<(u64, Event)>, Fault> {
        for _ in 0..ATTEMPTS {
            let _hold = self.ports.record.hold()?;
            self.refresh()?;
            let now = self.now();
            let Some(mut draft) = self.draft()? else { continue };
            fire_into(&mut draft, now)?;
            let confirmed = confirm_into(&mut draft, receipt, signature, now)?;
            let finished = draft.finish()?;
            if self.append(finished)? {
                return Ok(confirmed);
            }
        }
        Err(Fault::Busy)
    }

    /// Fires what is due at this time; `None` if somebody else was faster.
    fn fire(&mut self, now: Timestamp) -> Result<Option<Vec<(u64, Event)>>, Fault> {
        if sekisho_core::due::due(&self.state, now).is_empty() {
            return Ok(Some(Vec::new()));
        }
        let Some(mut draft) = self.draft()? else { return Ok(None) };
        let fired = fire_into(&mut draft, now)?;
        let finished = draft.finish()?;
        Ok(self.append(finished)?.then_some(fired))
    }

    /// Starts a draft at the end of the record; `None` if somebody else has just moved it.
    ///
    /// The draft works on a copy: until its append has succeeded, the gate knows nothing of it.
    fn draft(&mut self) -> Result<Option<Draft<'_>>, Fault> {
        let head = self.ports.record.head()?;
        if (head.size, head.root) != (self.size, self.root) {
            return Ok(None);
        }
        Ok(Some(Draft::new(&self.keys, &self.ports, &self.origin, head, self.state.clone())))
    }

    /// Appends, and takes the draft's state over if that succeeded. Returns whether it did.
    fn append(&mut self, (batch, state): (Batch, State)) -> Result<bool, Fault> {
        if batch.entries.is_empty() {
            return Ok(true);
        }
        if self.ports.record.append(&batch)? == Appended::Overtaken {
            return Ok(false);
        }
        self.size = batch.expected_size.saturating_add(batch.entries.len() as u64);
        (self.state, self.root) = (state, batch.root);
        self.keep_snapshot_if_due();
        Ok(true)
    }
}

/// Adds what is due at this time to a draft.
fn fire_into(draft: &mut Draft<'_>, now: Timestamp) -> Result<Vec<(u64, Event)>, Fault> {
    let mut fired = Vec::new();
    for (at, event) in sekisho_core::due::due(&draft.state, now) {
        fired.push((draft.next_index(), event.clone()));
        let times = Times { occurred_at: at, recorded_at: now };
        draft.add(event, By::Server { server: "clock".to_owned() }, times, None)?;
    }
    Ok(fired)
}

/// Adds the vault's word to a draft.
fn confirm_into(
    draft: &mut Draft<'_>,
    receipt: &str,
    signature: &str,
    now: Timestamp,
) -> Result<Vec<(u64, Event)>, Fault> {
    let read = attached::check_vault(&draft.state, draft.origin, receipt, signature)?;
    let word = VaultWord { receipt: receipt.to_owned(), signature: signature.to_owned() };
    let times = Times { occurred_at: read.destroyed.at, recorded_at: now };
    let mut confirmed = Vec::new();
    for key in read.keys {
        if let Some(event) = sekisho_core::device_acts::confirm(&draft.state, key, &read.destroyed) {
            confirmed.push((draft.next_index(), event.clone()));
            draft.add(event, By::Vault { vault: word.clone() }, times, None)?;
        }
    }
    if confirmed.is_empty() { Err(Fault::NothingDoomed) } else { Ok(confirmed) }
}

/// The steps for one act, on top of the draft's state.
fn carry(draft: &mut Draft<'_>, submission: &Submission, now: Timestamp) -> Result<Answer, Fault> {
    let signed = evidence::read(draft.origin, &submission.statement, &submission.signature)?;
    let known = answered_before(draft, &signed)?;
    if let Some(Known { answer: Some(answer), key }) = &known
        && key.as_ref() == Some(signed.key())
    {
        // Who signed it then may hear the answer again, also if the key was revoked since, perhaps by this very act.
        return Ok(answer.clone());
    }
    let act = evidence::identify(&draft.state, signed)?;
    match known {
        None => {}
        Some(Known { answer: None, .. }) => return Err(Fault::NonceUsed),
        Some(Known { answer: Some(answer), .. }) => return Ok(answer),
    }
    evidence::check_fresh(&act, now)?;
    evidence::check_facts(&draft.state, &act)?;
    draft.check_history(act.statement())?;
    check_disclosures(draft, &act, &submission.disclosures)?;
    let local = ask_local_rules(draft, &act, now)?;
    let decision = decide(&draft.state, act.person(), act.command(), now, act.occurred_at());
    let decision = join(decision, &draft.state, act.person(), act.command(), &local);
    if decision.reasons.is_empty() {
        check_local_rules(draft, act.command())?;
    }
    let used = LocalRulesUsed::of(&draft.state, act.command(), &local);
    record(draft, &act, decision, used, &submission.disclosures, now)
}

/// Asks the office's own rules, if they may say no to this at all.
///
/// Errors: those of [`crate::port::LocalRules`] if the text of the set in force is not at hand as it was adopted: nobody swaps
/// or removes a rule unnoticed. What no local rule may refuse goes its way all the same.
fn ask_local_rules(draft: &Draft<'_>, act: &CheckedAct, now: Timestamp) -> Result<Vec<Reason>, Fault> {
    ask(draft.ports.rules.as_ref(), &draft.state, act.person(), act.command(), now)
}

fn ask(
    rules: &dyn LocalRules,
    state: &State,
    person: &PersonId,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Reason>, Fault> {
    let adopted = in_force(state);
    if adopted == no_rules() || !may_refuse(state, command) {
        return Ok(Vec::new());
    }
    let reasons = rules.judge(adopted, state, person, command, now)?;
    if reasons.iter().all(is_whole) {
        Ok(reasons)
    } else {
        Err(Fault::LocalRules("a rule does not say which article it is, or why it says no".to_owned()))
    }
}

/// Nobody proposes or puts in force what cannot be read here, or does not hold: whoever signs only a digest could mean anything.
fn check_local_rules(draft: &Draft<'_>, command: &Command) -> Result<(), Fault> {
    match command {
        Command::AdoptRules { set } | Command::ProposeRules { set } => draft.ports.rules.check(*set),
        _ => Ok(()),
    }
}

/// A text is kept only where the command names its digest and the digest is its own: nobody puts another text behind what
/// somebody signed. And no digest is new without its text: nobody is asked to judge what cannot be read.
fn check_disclosures(draft: &Draft<'_>, act: &CheckedAct, disclosures: &[Disclosure]) -> Result<(), Fault> {
    for one in disclosures {
        let own = Digest::of_text(&one.salt, one.text.expose()) == one.digest;
        if !own || !act.statement().command.contains(&one.digest.to_string()) {
            return Err(Fault::Disclosure(one.digest));
        }
        crate::gate::check_text(one.text.expose())?;
    }
    for digest in act.command().texts() {
        let brought = disclosures.iter().any(|one| one.digest == digest);
        if !brought && !stays(draft, act.command(), &digest) && !draft.knows_text(&digest)? {
            return Err(Fault::Undisclosed(digest));
        }
    }
    Ok(())
}

/// Tells whether an amended request keeps the text that it had, whether or not the record still has it: texts can be
/// erased.
fn stays(draft: &Draft<'_>, command: &Command, digest: &Digest) -> bool {
    let Command::Amend { document } = command else { return false };
    let live = draft.state.permits.get(&document.permit).map(Permit::document);
    live.is_some_and(|before| {
        before.purpose == *digest || [before.route, before.beyond, before.urgent].contains(&Some(*digest))
    })
}

/// What is known about a nonce.
struct Known {
    /// The first answer; `None` if the nonce was used for another statement.
    answer: Option<Answer>,
    /// The key that signed then, unless its event was erased.
    key: Option<KeyId>,
}

/// The same statement counts once, however often it comes.
fn answered_before(draft: &Draft<'_>, signed: &SignedAct) -> Result<Option<Known>, Fault> {
    let nonce = &signed.statement().nonce;
    if let Some((known, key, answer)) = draft.act(nonce) {
        let same = known.statement == signed.digest();
        let answer = same.then(|| Answer { repeated: true, ..answer.clone() });
        return Ok(Some(Known { answer, key: Some(key.clone()) }));
    }
    let Some(known) = draft.ports.record.act(nonce)? else { return Ok(None) };
    if known.statement != signed.digest() {
        return Ok(Some(Known { answer: None, key: None }));
    }
    let (mut events, mut author) = (Vec::new(), None);
    let indexes = known.first..known.first.saturating_add(known.count);
    draft.ports.record.entries(indexes.start, indexes.end, &mut |entry| {
        if let Some(envelope) = entry.envelope {
            let predicate = Predicate::open_own(&envelope)?;
            if let By::Person { key, .. } = predicate.by {
                author = Some(key);
            }
            events.push(predicate.event);
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
    let answer = Answer { events, indexes, person: signed.claimed()?, reasons, repeated: true };
    Ok(Some(Known { answer: Some(answer), key: author }))
}

/// Turns a decision into entries: the first event carries the person's signature, the others follow from it.
fn record(
    draft: &mut Draft<'_>,
    act: &CheckedAct,
    decision: Decision,
    used: LocalRulesUsed,
    disclosures: &[Disclosure],
    now: Timestamp,
) -> Result<Answer, Fault> {
    let first = draft.next_index();
    let times = Times { occurred_at: act.occurred_at(), recorded_at: now };
    let mut rules = Some(used);
    let mut by = act.by();
    for event in &decision.events {
        let name = draft.add(event.clone(), by, times, rules.take())?;
        by = By::Server { server: format!("follows {name}") };
    }
    if decision.reasons.is_empty() {
        draft.disclose(disclosures);
    }
    let indexes = first..draft.next_index();
    let answered = AnsweredAct {
        count: indexes.end.saturating_sub(first),
        first,
        nonce: act.statement().nonce,
        statement: act.digest(),
    };
    let person = act.person().clone();
    let answer =
        Answer { events: decision.events, indexes, person, reasons: decision.reasons, repeated: false };
    draft.answer(answered, act.key().clone(), answer.clone());
    Ok(answer)
}
