//! Opening for stock age: the same question to the owner as `sekisho open` asks, with the key handed over at its end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sekisho_core::Command;
use sekisho_core::sealing::OpeningOutcome;
use sekisho_gate::attached::PRESENCE;
use sekisho_proof::act::namespace;
use sekisho_seal::FileKey;
use sekisho_seal::answer::Answer;
use sekisho_seal::challenge::{Challenge, Mode};
use sekisho_seal::header::Stanza;
use sekisho_seal::identity::Identity;
use sekisho_seal::plugin::{Opener, Person, Refusal, Shown};
use sekisho_seal::stanza::TwoHalves;
use sekisho_station::desk::{Desk, Permit};
use sekisho_station::open::{self, ANSWERS, Asking, Attendance, Elsewhere, OpenError, Wanted};
use zeroize::Zeroizing;

use super::settings::{self, Present};
use crate::assemble::{Outside, entropy};
use crate::command::fact::file_fact;
use crate::command::open::{GLANCE, PATIENCE, failed};
use crate::command::station;
use crate::exit::Exit;
use crate::file;
use crate::message::Text;
use crate::online::{Asker, ServerLink};
use crate::report::Failure;

/// How long a server that does not answer is asked again.
const SERVER_PATIENCE: Duration = Duration::from_mins(1);

/// The desk at which age runs.
pub(super) struct Station<'a> {
    outside: &'a Outside,
    text: &'a Text,
}

/// A question to the owner, of which age keeps the header to itself.
struct Question {
    asking: Asking<Elsewhere>,
    challenge: Challenge,
    /// The stanza's place among those that age gave.
    place: usize,
}

/// Where answers come from.
struct Answers {
    file: Option<PathBuf>,
    /// What stood in the file and was no answer to this question.
    past: Option<Zeroizing<String>>,
    waited: Duration,
}

/// Tells apart who is to blame: the stanza, the identity, or neither.
enum No {
    Failed(Failure),
    OtherDevice(Failure),
    Person(Refusal),
    Stanza(usize, Failure),
}

impl<'a> Station<'a> {
    pub(super) fn new(outside: &'a Outside, text: &'a Text) -> Self {
        Self { outside, text }
    }

    fn words(&self, failure: Failure) -> String {
        let mut words = failure.into_report(self.text).human;
        // Nothing that came from elsewhere may steer the terminal.
        words.retain(|c| c == '\n' || !c.is_control());
        words
    }

    fn hand_over(
        &self,
        identities: &[Identity],
        stanzas: &[Stanza],
        person: &mut dyn Person,
    ) -> Result<FileKey, No> {
        let outside = self.outside;
        let mut desk = settings::desk(outside)?;
        let permit = settings::permit(outside, &desk)?;
        check_identity(&desk, &permit, identities)?;
        let present = settings::present(outside, self.text)?;
        let medium = settings::path(outside, settings::MEDIUM)?;
        let medium = medium.unwrap_or_else(|| desk.directory().to_owned());
        let server = settings::server(outside, self.text)?;
        let mode = if server.is_some() { Mode::Sent } else { Mode::Shown };
        let mut question = self.ask(&mut desk, &permit, stanzas, (&present, mode))?;
        let key = if let Some(link) = &server {
            self.over(link, &mut desk, &permit, &mut question, &present)?
        } else {
            // What lies in the file before the question is known answers another one.
            let mut answers = Answers::new(settings::path(outside, settings::ANSWER_FILE)?);
            self.show(&question.challenge, person)?;
            self.answer(&mut desk, &mut question, &mut answers, person)?
        };
        self.report(&mut desk, &permit, (&question.asking, &medium), &present)?;
        Ok(key)
    }

    /// Asks as a station does: window, device, permit and presence are judged there.
    fn ask(
        &self,
        desk: &mut Desk,
        permit: &Permit,
        stanzas: &[Stanza],
        (present, mode): (&[Present; 2], Mode),
    ) -> Result<Question, No> {
        let now = settings::now(self.outside, desk)?;
        let wanted = Wanted { mode, number: settings::opening(self.outside)? };
        let prepared = open::prepare_stanzas(desk, permit, stanzas, wanted, now, &mut entropy);
        let prepared = prepared.map_err(|error| blame(desk, permit, stanzas, error))?;
        let text = prepared.presence_text();
        let sign = |(_, key): &Present| key.sign(&namespace(PRESENCE), text.as_bytes());
        let signed = present.iter().map(sign).collect::<Result<Vec<_>, _>>();
        let signed = signed.map_err(|error| Failure::broken(error.into()))?;
        let attending = present.iter().zip(&signed);
        let attending: Vec<_> =
            attending.map(|((person, _), signature)| Attendance { person, signature }).collect();
        let asking = prepared.ask(desk, &attending).map_err(failed)?;
        let unfit = || Failure::usage("challenge-unfit", &[]);
        let challenge = *asking.question().shown().ok_or_else(unfit)?;
        let place = place_of(stanzas, |read| read.handle() == challenge.handle);
        Ok(Question { asking, challenge, place })
    }

    fn show(&self, challenge: &Challenge, person: &mut dyn Person) -> Result<(), No> {
        let text = challenge.to_text();
        let out = settings::path(self.outside, settings::CHALLENGE_OUT)?;
        if let Some(path) = &out {
            file::write(path, format!("{text}\n").as_bytes())?;
        }
        let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
        let message = format!("{}\n\n{}\n", self.text.say("open-challenge", &[]), lines.join("\n"));
        match (person.tell(&message).map_err(Refusal::from)?, out) {
            (Shown::NotShown, None) => {
                Err(Failure::usage("field-missing", &[("flag", settings::CHALLENGE_OUT)]).into())
            }
            _ => Ok(()),
        }
    }

    /// Asks the owner's server, which has one answer.
    fn over(
        &self,
        link: &ServerLink,
        desk: &mut Desk,
        permit: &Permit,
        question: &mut Question,
        present: &[Present; 2],
    ) -> Result<FileKey, No> {
        let clock = settings::now(self.outside, desk)?;
        let now = desk.now(clock).map_err(station::failed)?;
        let [(person, key), (second, _)] = present;
        let asker = Asker { desk, key, now, patience: SERVER_PATIENCE, person };
        let medium = question.asking.medium().clone();
        let answer = link.release(asker, permit, &medium, &question.challenge, &[person, second])?;
        let now = settings::now(self.outside, desk)?;
        let key = question.asking.file_key(desk, &answer, now);
        key.map_err(|error| No::Stanza(question.place, failed(error)))
    }

    /// Takes answers until one is right, as many as a station takes.
    fn answer(
        &self,
        desk: &mut Desk,
        question: &mut Question,
        answers: &mut Answers,
        person: &mut dyn Person,
    ) -> Result<FileKey, No> {
        let mut left = ANSWERS;
        loop {
            let given = answers.next(self.text, person)?;
            let wrong = match given.parse::<Answer>() {
                Ok(answer) => {
                    let now = settings::now(self.outside, desk)?;
                    match question.asking.file_key(desk, &answer, now) {
                        Ok(key) => return Ok(key),
                        Err(OpenError::WrongCode { left }) if left > 0 => {
                            failed(OpenError::WrongCode { left })
                        }
                        Err(error @ (OpenError::WrongCode { .. } | OpenError::Damaged)) => {
                            return Err(No::Stanza(question.place, failed(error)));
                        }
                        Err(error) => return Err(failed(error).into()),
                    }
                }
                Err(error) => Failure::usage("answer-mistyped", &[]).caused_by(error),
            };
            left = left.saturating_sub(1);
            if left == 0 {
                return Err(No::Failed(wrong));
            }
            person.tell(&self.words(wrong)).map_err(Refusal::from)?;
        }
    }

    /// Reports the opening before age gets the key, since age ends this process as it likes.
    fn report(
        &self,
        desk: &mut Desk,
        permit: &Permit,
        (asking, medium): (&Asking<Elsewhere>, &Path),
        [(person, key), _]: &[Present; 2],
    ) -> Result<(), No> {
        let clock = settings::now(self.outside, desk)?;
        let now = desk.now(clock).map_err(station::failed)?;
        let report = Command::ReportOpening {
            device: desk.device().clone(),
            medium: asking.medium().clone(),
            outcome: OpeningOutcome::Uncontrolled,
            permit: permit.document().permit,
        };
        file_fact(desk, permit, medium, (person, key), &report, now)?;
        Ok(())
    }
}

impl Opener for Station<'_> {
    fn open(
        &mut self,
        identities: &[Identity],
        stanzas: &[Stanza],
        person: &mut dyn Person,
    ) -> Result<FileKey, Refusal> {
        self.hand_over(identities, stanzas, person).map_err(|no| match no {
            No::Failed(failure) => Refusal::Internal(self.words(failure)),
            No::OtherDevice(failure) => Refusal::NotOurs(self.words(failure)),
            No::Person(refusal) => refusal,
            No::Stanza(place, failure) => Refusal::Stanza { place, message: self.words(failure) },
        })
    }
}

/// An identity names the key of one permit; with another permit's file it opens nothing.
fn check_identity(desk: &Desk, permit: &Permit, identities: &[Identity]) -> Result<(), No> {
    let is_named = |key: &sekisho_core::Digest| {
        identities.iter().any(|identity| key.as_bytes().starts_with(&identity.device))
    };
    if is_named(&permit.sealing().device_key) {
        return Ok(());
    }
    let known = desk.one_time_keys().map_err(station::failed)?;
    let error = if known.iter().any(is_named) { OpenError::WrongPermit } else { OpenError::NoKey };
    Err(No::Failed(failed(error)))
}

/// Finds out which stanza is to blame, if one is.
fn blame(desk: &Desk, permit: &Permit, stanzas: &[Stanza], error: OpenError) -> No {
    match error {
        OpenError::WrongDevice => No::OtherDevice(failed(error)),
        OpenError::WrongPermit => {
            let seed = desk.one_time(&permit.sealing().device_key).ok();
            let opens = |read: &TwoHalves| seed.as_ref().is_some_and(|seed| read.open_device(seed).is_ok());
            No::Stanza(place_of(stanzas, opens), failed(error))
        }
        _ => No::Failed(failed(error)),
    }
}

fn place_of(stanzas: &[Stanza], fits: impl Fn(&TwoHalves) -> bool) -> usize {
    stanzas.iter().position(|stanza| TwoHalves::read(stanza).is_ok_and(|read| fits(&read))).unwrap_or(0)
}

impl Answers {
    fn new(file: Option<PathBuf>) -> Self {
        let past = file.as_deref().and_then(read_answer);
        Self { file, past, waited: Duration::ZERO }
    }

    /// Waits for the next answer: in the file if one is named, else typed.
    fn next(&mut self, text: &Text, person: &mut dyn Person) -> Result<Zeroizing<String>, No> {
        let Some(path) = &self.file else {
            let typed = person.ask_secret(&text.say("open-ask-answer", &[])).map_err(Refusal::from)?;
            let nobody = || Failure::usage("field-missing", &[("flag", settings::ANSWER_FILE)]);
            return Ok(typed.ok_or_else(nobody)?);
        };
        while self.waited < PATIENCE {
            if let Some(found) = read_answer(path).filter(|found| self.past.as_ref() != Some(found)) {
                self.past = Some(found.clone());
                return Ok(found);
            }
            std::thread::park_timeout(GLANCE);
            self.waited = self.waited.saturating_add(GLANCE);
        }
        let path = path.display().to_string();
        Err(Failure::new(Exit::Waiting, "answer-late", &[("path", &path), ("minutes", "10")]).into())
    }
}

/// Reads a file that ends in a line feed: without it, somebody is still writing.
fn read_answer(path: &Path) -> Option<Zeroizing<String>> {
    std::fs::read_to_string(path).ok().map(Zeroizing::new).filter(|text| text.ends_with('\n'))
}

impl From<Failure> for No {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Person(refusal)
    }
}
