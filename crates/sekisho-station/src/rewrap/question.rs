//! The question to the owner's vault: two officers sign that they are present, then the station signs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::sealing::CopyId;
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::attached::{CHALLENGE, PRESENCE, key_name, presence_text};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{self, CompactSignature};
use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer, Asked};
use sekisho_seal::challenge::{Challenge, Mode, Presence};
use sekisho_seal::header::Stanza;
use sekisho_seal::key_pair::SecretSeed;
use sekisho_seal::stanza::{PermitOpened, Terms, TwoHalves};

use super::{RewrapError, Unwrapped};
use crate::desk::{Desk, DeskError, Entropy, Permit};
use crate::open::{ANSWER_WITHIN_S, Subject, challenge};
use crate::seal::RewrapFile;

/// Which copy is wrapped again, and with what.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "secrets have no Debug")]
pub struct Wanted<'a> {
    /// The owner's key, put together from its shares.
    pub key: &'a SecretSeed,
    /// On which medium the copy lies.
    pub medium: &'a MediumId,
    /// How the challenge travels.
    pub mode: Mode,
    /// Which release of the permit it is, from 1.
    pub number: u16,
    /// The owner's wrap.
    pub wrap: &'a RewrapFile,
}

/// A question that is not asked yet: the officers have still to sign.
pub struct Prepared(Asking);

/// A question that waits for its answer.
pub struct Asking {
    pub(super) answer_key: AgreementKey,
    pub(super) asked_at: Timestamp,
    pub(super) challenge: Challenge,
    pub(super) copy: CopyId,
    pub(super) medium: MediumId,
    pub(super) nonce: String,
    pub(super) permit: Permit,
    pub(super) secret: Option<AgreementSecret>,
    pub(super) stanza: PermitOpened,
}

/// Opens the owner's half of the second wrap, and prepares a challenge for the vault's.
///
/// Shape: the permit is the one that was approved for the new device.
/// Errors: [`RewrapError::NotApproved`], [`RewrapError::OtherKey`], [`RewrapError::MediumNotOnPermit`],
/// [`RewrapError::WindowOver`], [`RewrapError::Stanza`], [`RewrapError::Desk`] also for a clock that was set back.
pub fn prepare(
    desk: &mut Desk,
    permit: &Permit,
    wanted: &Wanted<'_>,
    clock: Timestamp,
    entropy: &mut Entropy<'_>,
) -> Result<Prepared, RewrapError> {
    let now = desk.now(clock)?;
    let (file, document, sealing) = (permit.file(), permit.document(), permit.sealing());
    if document.window.is_over(now) {
        return Err(RewrapError::WindowOver { until: document.window.until });
    }
    let (Some(under), Some(owner)) = (sealing.sealed_under, sealing.rewrap_key) else {
        return Err(RewrapError::NotApproved);
    };
    if wanted.wrap.permit_hash != under {
        return Err(RewrapError::NotApproved);
    }
    if Digest::of(wanted.key.public_key().as_bytes()) != owner {
        return Err(RewrapError::OtherKey);
    }
    let copy = document.copy_on(wanted.medium).filter(|copy| **copy == wanted.wrap.copy);
    let copy = copy.ok_or_else(|| RewrapError::MediumNotOnPermit { medium: wanted.medium.clone() })?;
    let stanza = stanza(wanted.wrap)?.open_device(wanted.key)?;
    let terms = Terms { permit_hash: *under.as_bytes(), copy_id: copy.to_bytes() };
    let stanza = stanza.with_permit(&terms, sealing.release_key.as_bytes())?;

    let answer_key = STANDARD.decode(&file.answer_key).ok().and_then(|key| key.try_into().ok());
    let answer_key = AgreementKey(answer_key.ok_or(RewrapError::AnswerKey)?);
    desk.pin_answer_key(&answer_key)?;
    if let Some(seen) = permit.checkpoint() {
        desk.saw_checkpoint(seen)?;
    }
    let subject = Subject {
        handle: stanza.handle(),
        mode: wanted.mode,
        number: wanted.number,
        permit_hash: *permit.permit_hash().as_bytes(),
    };
    let (challenge, secret) = challenge(desk, &subject, now, entropy)?;
    Ok(Prepared(Asking {
        answer_key,
        asked_at: now,
        challenge,
        copy: copy.clone(),
        medium: wanted.medium.clone(),
        nonce: wanted.wrap.nonce.clone(),
        permit: permit.clone(),
        secret: Some(secret),
        stanza,
    }))
}

fn stanza(file: &RewrapFile) -> Result<TwoHalves, RewrapError> {
    let body = STANDARD.decode(&file.body).map_err(|error| RewrapError::Text(error.to_string()))?;
    Ok(TwoHalves::read(&Stanza::new(file.tag.clone(), file.args.clone(), body)?)?)
}

impl Prepared {
    /// Writes the text that the officers sign.
    pub fn presence_text(&self) -> String {
        presence_text(Digest::of(&self.0.challenge.statement()))
    }

    /// Takes the officers' signatures and signs as the station.
    ///
    /// Shape: who they are and that they may, the record judges: the permit names no officers for this.
    /// Errors: [`RewrapError::Presence`], [`RewrapError::Signature`], [`RewrapError::Desk`].
    pub fn ask(mut self, desk: &Desk, present: [(&PersonId, &str); 2]) -> Result<Asking, RewrapError> {
        let text = self.presence_text();
        let [(one, _), (other, _)] = present;
        let mut signed = Vec::new();
        for (_, armored) in present {
            let key = sshsig::signer(armored).map_err(RewrapError::Signature)?;
            sshsig::verify(&key, &namespace(PRESENCE), text.as_bytes(), armored)
                .map_err(RewrapError::Signature)?;
            let compact = CompactSignature::from_armored(armored).map_err(RewrapError::Signature)?;
            let CompactSignature { flags, counter, signature } = compact;
            signed.push(Presence { key_id: key_name(&key.to_openssh()), flags, counter, signature });
        }
        let same_key = signed.first().map(|one| one.key_id) == signed.last().map(|one| one.key_id);
        if one == other || same_key {
            return Err(RewrapError::Presence);
        }
        let challenge = &mut self.0.challenge;
        challenge.presence.iter_mut().zip(signed).for_each(|(slot, one)| *slot = Some(one));
        let armored = desk.sign(CHALLENGE, &challenge.signed_part())?;
        let compact = CompactSignature::from_armored(&armored).map_err(DeskError::Signature)?;
        challenge.device_signature = compact.signature;
        Ok(self.0)
    }
}

impl Asking {
    /// Gives what is shown or sent.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// Takes the vault's answer.
    ///
    /// Errors: [`RewrapError::WrongCode`], after which another try may follow; [`RewrapError::Forgotten`] after ten minutes;
    /// [`RewrapError::WindowOver`], [`RewrapError::Stanza`], [`RewrapError::Desk`].
    pub fn answer(
        &mut self,
        desk: &mut Desk,
        answer: &Answer,
        clock: Timestamp,
    ) -> Result<Unwrapped, RewrapError> {
        let now = desk.now(clock)?;
        let until = self.permit.document().window.until;
        if self.permit.document().window.is_over(now) {
            self.secret = None;
            return Err(RewrapError::WindowOver { until });
        }
        if now > self.asked_at.plus(ANSWER_WITHIN_S) {
            self.secret = None;
        }
        let secret = self.secret.as_ref().ok_or(RewrapError::Forgotten)?;
        let agreed = secret.agree(&self.answer_key).map_err(|_| RewrapError::AnswerKey)?;
        let (challenge, handle) = (self.challenge.to_bytes(), self.stanza.handle());
        let permit_hash = self.permit.permit_hash();
        let asked = Asked { challenge: &challenge, permit_hash: permit_hash.as_bytes(), handle: &handle };
        let file_key = self.stanza.with_release(&answer.unmask(&agreed, &asked))?;
        self.secret = None;
        Ok(Unwrapped {
            challenge: Digest::of(&self.challenge.statement()),
            copy: self.copy.clone(),
            file_key,
            medium: self.medium.clone(),
            nonce: self.nonce.clone(),
            permit: self.permit.clone(),
            rewrapped_at: now,
        })
    }
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared").field("medium", &self.0.medium).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("medium", &self.medium).finish_non_exhaustive()
    }
}
