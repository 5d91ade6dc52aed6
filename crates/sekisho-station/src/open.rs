//! Opens a box at the device for which it was sealed: two persons, inside the window, with an answer of the owner.
//!
//! ```text
//!  prepare ──> two persons sign ──> ask ──> challenge … answer ──> Opened ──> unpack or copy_member ──> report
//!  or prepare_spoken
//! ```
//! The one-time secret of a question lives in memory; it is wiped when the right answer came, after five wrong ones, or
//! after ten minutes. Nothing of the content has a name before all of the box was authenticated and its manifest checked.
//!
//! Where another program keeps the box to itself and hands over its stanzas alone, [`prepare_stanzas`] begins, and the file key
//! is the end.
//!
//! Time is the desk's: never earlier than what the desk has seen.
//!
//! Source: `docs/spec/answer.md`, `docs/spec/container.md` section 3.

mod error;
mod question;
mod sink;
#[cfg(test)]
mod tests;
mod unpack;

use std::io::BufRead;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Timestamp;
use sekisho_core::id::MediumId;
use sekisho_core::sealing::CopyId;
use sekisho_core::time::MINUTE;
use sekisho_seal::FileKey;
use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer, Asked};
use sekisho_seal::challenge::Mode;
use sekisho_seal::header::{Header, Stanza};
use sekisho_seal::key_pair::SecretSeed;
use sekisho_seal::spoken::{Level, SpokenChallenge};
use sekisho_seal::stanza::{DeviceOpened, LABEL, PermitOpened, StanzaError, Terms, TwoHalves};

use crate::desk::{Desk, DeskError, Entropy, Permit};

pub use error::OpenError;
pub use question::{Attendance, PRESENT, Prepared, Question};
pub(crate) use question::{Subject, challenge};
pub use unpack::{MemberOutcome, MemberReport, Opening, Room};

/// A question is forgotten after so long. Units: seconds.
pub const ANSWER_WITHIN_S: i64 = 10 * MINUTE;
/// A question is forgotten after so many wrong answers.
pub const ANSWERS: u8 = 5;

/// Says which opening is asked for, and how the challenge travels.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How it travels.
    pub mode: Mode,
    /// Which opening of the box it is, from 1.
    pub number: u16,
}

/// Which box it is.
#[derive(Clone)]
struct Found {
    copy: CopyId,
    medium: MediumId,
    permit: Permit,
}

/// Stands in for a header that another program keeps to itself, and checks.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere;

/// A question that waits for its answer.
///
/// Shape: holds the one-time secret until it is forgotten. `H` is the header of the box, or [`Elsewhere`].
pub struct Asking<H = Header> {
    answer_key: AgreementKey,
    asked_at: Timestamp,
    found: Found,
    header: H,
    left: u8,
    question: Question,
    secret: Option<AgreementSecret>,
    stanza: PermitOpened,
}

/// A box whose key is at hand.
///
/// Shape: holds the file key until it is dropped.
pub struct Opened {
    file_key: FileKey,
    found: Found,
    header: Header,
}

/// Finds this device's stanza in a box, and prepares a challenge that is shown or sent.
///
/// Shape: reads the header of the box and nothing more.
/// Errors: [`OpenError::WrongDevice`], [`OpenError::WrongPermit`], [`OpenError::NoKey`], [`OpenError::NotYet`],
/// [`OpenError::WindowOver`], [`OpenError::Header`], [`OpenError::Desk`] also for a clock that was set back.
pub fn prepare(
    desk: &mut Desk,
    permit: &Permit,
    sealed: &mut impl BufRead,
    wanted: Wanted,
    clock: Timestamp,
    entropy: &mut Entropy<'_>,
) -> Result<Prepared, OpenError> {
    let now = admit(desk, permit, clock)?;
    let header = Header::read(sealed)?;
    let (found, stanza) = find(desk, permit, header.stanzas())?;
    prepare_shown(desk, (found, stanza, header), wanted, now, entropy)
}

/// Finds this device's stanza among those of a box that another program holds, and prepares a challenge that is shown or
/// sent.
///
/// Errors: those of [`prepare`] without [`OpenError::Header`].
pub fn prepare_stanzas(
    desk: &mut Desk,
    permit: &Permit,
    stanzas: &[Stanza],
    wanted: Wanted,
    clock: Timestamp,
    entropy: &mut Entropy<'_>,
) -> Result<Prepared<Elsewhere>, OpenError> {
    let now = admit(desk, permit, clock)?;
    let (found, stanza) = find(desk, permit, stanzas)?;
    prepare_shown(desk, (found, stanza, Elsewhere), wanted, now, entropy)
}

fn prepare_shown<H>(
    desk: &Desk,
    (found, stanza, header): (Found, PermitOpened, H),
    wanted: Wanted,
    now: Timestamp,
    entropy: &mut Entropy<'_>,
) -> Result<Prepared<H>, OpenError> {
    let answer_key = answer_key(&found.permit)?;
    let subject = Subject {
        handle: stanza.handle(),
        mode: wanted.mode,
        number: wanted.number,
        permit_hash: *found.permit.permit_hash().as_bytes(),
    };
    let (challenge, secret) = question::challenge(desk, &subject, now, entropy)?;
    let question = Question::Shown(Box::new(challenge));
    let secret = Some(secret);
    Ok(Prepared(Asking { answer_key, asked_at: now, found, header, left: ANSWERS, question, secret, stanza }))
}

/// Finds this device's stanza in a box, and prepares a challenge for a voice. One deposited key is used up for ever, before
/// this returns.
///
/// Errors: those of [`prepare`]; [`DeskError::NoSpokenKey`].
pub fn prepare_spoken(
    desk: &mut Desk,
    permit: &Permit,
    sealed: &mut impl BufRead,
    level: Level,
    clock: Timestamp,
) -> Result<Prepared, OpenError> {
    let now = admit(desk, permit, clock)?;
    let header = Header::read(sealed)?;
    let (found, stanza) = find(desk, permit, header.stanzas())?;
    let answer_key = answer_key(permit)?;
    let (index, secret) = desk.take_spoken()?;
    let agreed = secret.agree(&answer_key).map_err(|_| OpenError::AnswerKey)?;
    let minute = now.seconds().rem_euclid(24 * 60 * MINUTE) / MINUTE;
    let minute = u16::try_from(minute).unwrap_or(0);
    let (permit_hash, handle) = (permit.permit_hash(), stanza.handle());
    let challenge = SpokenChallenge::new(index, minute, level, &agreed, permit_hash.as_bytes(), &handle)?;
    let question = Question::Spoken(challenge);
    let secret = Some(secret);
    Ok(Prepared(Asking { answer_key, asked_at: now, found, header, left: ANSWERS, question, secret, stanza }))
}

/// Judges the time, the device and the owner, before anything of a box is read.
fn admit(desk: &mut Desk, permit: &Permit, clock: Timestamp) -> Result<Timestamp, OpenError> {
    let now = desk.now(clock)?;
    check_window(permit, now)?;
    let (file, document) = (permit.file(), permit.document());
    let own = document.device.as_ref() == Some(desk.device()) && file.device_signing == desk.signing_line();
    if !own {
        return Err(OpenError::WrongDevice);
    }
    desk.pin_answer_key(&answer_key(permit)?)?;
    if let Some(seen) = permit.checkpoint() {
        desk.saw_checkpoint(seen)?;
    }
    Ok(now)
}

fn answer_key(permit: &Permit) -> Result<AgreementKey, OpenError> {
    let key = STANDARD.decode(&permit.file().answer_key).ok().and_then(|key| key.try_into().ok());
    Ok(AgreementKey(key.ok_or(OpenError::AnswerKey)?))
}

fn find(desk: &Desk, permit: &Permit, stanzas: &[Stanza]) -> Result<(Found, PermitOpened), OpenError> {
    let (document, sealing) = (permit.document(), permit.sealing());
    let seed = desk.one_time(&sealing.device_key).map_err(|error| match error {
        DeskError::NoSuchKey { .. } => OpenError::NoKey,
        other => other.into(),
    })?;
    let ours = stanzas.iter().filter(|stanza| stanza.tag() == LABEL).map(TwoHalves::read);
    let ours = ours.collect::<Result<Vec<_>, _>>()?;
    // The box does not say which copy it is; the permit names them all.
    for (copy, medium) in sealing.copies.iter().zip(&document.copies) {
        let terms = Terms { permit_hash: *permit.permit_hash().as_bytes(), copy_id: copy.to_bytes() };
        match own_half(&ours, &seed)?.with_permit(&terms, sealing.release_key.as_bytes()) {
            Err(StanzaError::WrongPermit) => {}
            stanza => {
                let (copy, medium, permit) = (copy.clone(), medium.clone(), permit.clone());
                return Ok((Found { copy, medium, permit }, stanza?));
            }
        }
    }
    Err(OpenError::WrongPermit)
}

/// Opens the first stanza that is for this device.
fn own_half(ours: &[TwoHalves], seed: &SecretSeed) -> Result<DeviceOpened, StanzaError> {
    let opened = ours.iter().map(|stanza| stanza.open_device(seed));
    let mut others_passed_over = opened.filter(|opened| !matches!(opened, Err(StanzaError::WrongDevice)));
    others_passed_over.next().unwrap_or(Err(StanzaError::WrongDevice))
}

fn check_window(permit: &Permit, now: Timestamp) -> Result<(), OpenError> {
    let window = permit.document().window;
    if window.is_over(now) {
        return Err(OpenError::WindowOver { until: window.until });
    }
    if window.contains(now) { Ok(()) } else { Err(OpenError::NotYet { from: window.from }) }
}

impl<H> Asking<H> {
    /// Gives what is shown, sent or spoken.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Gives the medium whose box it is.
    pub fn medium(&self) -> &MediumId {
        &self.found.medium
    }

    fn unwrap(&mut self, desk: &mut Desk, answer: &Answer, clock: Timestamp) -> Result<FileKey, OpenError> {
        let now = desk.now(clock)?;
        if let Err(over) = check_window(&self.found.permit, now) {
            self.secret = None;
            return Err(over);
        }
        if now > self.asked_at.plus(ANSWER_WITHIN_S) {
            self.secret = None;
        }
        let secret = self.secret.as_ref().ok_or(OpenError::Forgotten)?;
        let agreed = secret.agree(&self.answer_key).map_err(|_| OpenError::AnswerKey)?;
        let (challenge, handle) = (self.question.bytes(), self.stanza.handle());
        let permit_hash = self.found.permit.permit_hash();
        let asked = Asked { challenge: &challenge, permit_hash: permit_hash.as_bytes(), handle: &handle };
        let file_key = match self.stanza.with_release(&answer.unmask(&agreed, &asked)) {
            Err(StanzaError::WrongCode) => {
                self.left = self.left.saturating_sub(1);
                if self.left == 0 {
                    self.secret = None;
                }
                return Err(OpenError::WrongCode { left: self.left });
            }
            unwrapped => unwrapped?,
        };
        // The answer was right: it is used up, even if the box is damaged.
        self.secret = None;
        Ok(file_key)
    }
}

impl Asking {
    /// Takes the owner's answer. A mistyped one may be followed by another try.
    ///
    /// Errors: [`OpenError::WrongCode`]; [`OpenError::Forgotten`] after five of these, after ten minutes, or once it was
    /// answered; [`OpenError::WindowOver`], [`OpenError::Damaged`], [`OpenError::Desk`].
    pub fn answer(
        &mut self,
        desk: &mut Desk,
        answer: &Answer,
        clock: Timestamp,
    ) -> Result<Opened, OpenError> {
        let file_key = self.unwrap(desk, answer, clock)?;
        self.header.check(&file_key).map_err(|_| OpenError::Damaged)?;
        Ok(Opened { file_key, found: self.found.clone(), header: self.header.clone() })
    }
}

impl Asking<Elsewhere> {
    /// Takes the owner's answer and gives the file key. Whoever holds the header checks its MAC with it.
    ///
    /// Errors: those of [`Asking::answer`].
    pub fn file_key(
        &mut self,
        desk: &mut Desk,
        answer: &Answer,
        clock: Timestamp,
    ) -> Result<FileKey, OpenError> {
        self.unwrap(desk, answer, clock)
    }
}

impl Opened {
    /// Gives the medium whose box it is.
    pub fn medium(&self) -> &MediumId {
        &self.found.medium
    }

    /// Gives the copy.
    pub fn copy(&self) -> &CopyId {
        &self.found.copy
    }
}

impl<H> std::fmt::Debug for Asking<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("left", &self.left).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("copy", &self.found.copy).finish_non_exhaustive()
    }
}
