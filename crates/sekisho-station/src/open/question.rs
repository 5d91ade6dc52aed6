//! The question to the owner: two persons sign that they are present, then the device signs.

use std::collections::BTreeSet;

use sekisho_core::id::PersonId;
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::attached::{CHALLENGE, PRESENCE, device_name, key_name, presence_text};
use sekisho_proof::sshsig::CompactSignature;
use sekisho_seal::answer::AgreementSecret;
use sekisho_seal::challenge::{Challenge, Mode, Presence};
use sekisho_seal::header::Header;
use sekisho_seal::spoken::{Level, SpokenChallenge};
use zeroize::Zeroizing;

use super::{Asking, OpenError};
use crate::desk::{Desk, DeskError, Entropy};
use crate::outbox::letter;

/// Persons who are present at an opening. Source: control C11.
pub const PRESENT: usize = 2;

/// What the device asks with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Question {
    /// Shown as a code or a file, or sent.
    Shown(Box<Challenge>),
    /// Spoken.
    Spoken(SpokenChallenge),
}

/// What one challenge is about.
pub(crate) struct Subject {
    pub(crate) handle: [u8; 16],
    pub(crate) mode: Mode,
    pub(crate) number: u16,
    pub(crate) permit_hash: [u8; 32],
}

/// Makes a challenge that nobody has signed yet, with the one-time secret that its answer is masked for.
///
/// Errors: [`DeskError::Entropy`].
pub(crate) fn challenge(
    desk: &Desk,
    subject: &Subject,
    now: Timestamp,
    entropy: &mut Entropy<'_>,
) -> Result<(Challenge, AgreementSecret), DeskError> {
    let random = Zeroizing::new(letter::bytes::<32>(entropy)?);
    let secret = AgreementSecret::new(*random);
    let seen = desk.checkpoint();
    let challenge = Challenge {
        mode: subject.mode,
        device_id: device_name(&desk.signing_line()),
        permit_hash: subject.permit_hash,
        handle: subject.handle,
        opening_number: subject.number,
        one_time_key: secret.public_key(),
        nonce: letter::bytes(entropy)?,
        station_time_s: u64::try_from(now.seconds()).unwrap_or(0),
        boot_counter: desk.starts(),
        checkpoint_size: seen.size,
        checkpoint_root: seen.root,
        presence: [None, None],
        device_signature: [0; 64],
    };
    Ok((challenge, secret))
}

/// One person who is present, and their SSHSIG over [`Prepared::presence_text`], armored.
#[derive(Clone, Copy, Debug)]
pub struct Attendance<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// The signature.
    pub signature: &'a str,
}

/// A question that is not asked yet: those present have still to sign.
#[derive(Debug)]
pub struct Prepared<H = Header>(pub(super) Asking<H>);

impl Question {
    /// Gives the bytes that an answer is bound to: 393, or 8.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Shown(challenge) => challenge.to_bytes(),
            Self::Spoken(challenge) => challenge.to_bytes().to_vec(),
        }
    }

    /// Gives the challenge that is shown or sent.
    pub fn shown(&self) -> Option<&Challenge> {
        match self {
            Self::Shown(challenge) => Some(challenge),
            Self::Spoken(_) => None,
        }
    }

    /// Gives the challenge that is spoken.
    pub fn spoken(&self) -> Option<&SpokenChallenge> {
        match self {
            Self::Shown(_) => None,
            Self::Spoken(challenge) => Some(challenge),
        }
    }
}

impl<H> Prepared<H> {
    /// Gives the digest that those present sign: of the challenge in front of the signatures; of a spoken challenge with
    /// permit and stanza, since eight bytes alone would not say which box.
    pub fn digest(&self) -> Digest {
        match &self.0.question {
            Question::Shown(challenge) => Digest::of(&challenge.statement()),
            Question::Spoken(challenge) => {
                let permit_hash = self.0.found.permit.permit_hash();
                let parts = [&challenge.to_bytes()[..], permit_hash.as_bytes(), &self.0.stanza.handle()];
                Digest::of(&parts.concat())
            }
        }
    }

    /// Writes the text that those present sign.
    pub fn presence_text(&self) -> String {
        presence_text(self.digest())
    }

    /// Checks who is present and signs as the device.
    ///
    /// Shape: two persons who may open, with different keys; nobody if a spoken challenge says that no machine
    /// verified them.
    /// Errors: [`OpenError::Presence`], [`OpenError::OpenerNotNamed`], [`OpenError::PresenceSignature`] also for a kind of
    /// key that does not fit into a challenge; [`OpenError::Desk`].
    pub fn ask(mut self, desk: &Desk, present: &[Attendance<'_>]) -> Result<Asking<H>, OpenError> {
        let text = self.presence_text();
        let wanted = match &self.0.question {
            Question::Spoken(challenge) if challenge.level() == Level::AttestedByPhone => 0,
            _ => PRESENT,
        };
        let mut signed = Vec::new();
        for one in present {
            signed.push(self.presence(one, &text)?);
        }
        let persons: BTreeSet<_> = present.iter().map(|one| one.person).collect();
        let keys: BTreeSet<_> = signed.iter().map(|one| one.key_id).collect();
        if [present.len(), persons.len(), keys.len()] != [wanted; 3] {
            return Err(OpenError::Presence { wanted });
        }
        if let Question::Shown(challenge) = &mut self.0.question {
            challenge.presence.iter_mut().zip(signed).for_each(|(slot, one)| *slot = Some(one));
            let armored = desk.sign(CHALLENGE, &challenge.signed_part())?;
            let compact = CompactSignature::from_armored(&armored).map_err(DeskError::Signature)?;
            challenge.device_signature = compact.signature;
        }
        Ok(self.0)
    }

    fn presence(&self, one: &Attendance<'_>, text: &str) -> Result<Presence, OpenError> {
        let permit = &self.0.found.permit;
        let person = one.person;
        if !permit.sealing().openers.contains(person) {
            return Err(OpenError::OpenerNotNamed { person: person.clone() });
        }
        let unfit = |source| OpenError::PresenceSignature { person: person.clone(), source };
        let line = permit.signed_by(person, PRESENCE, text, one.signature).map_err(unfit)?;
        let CompactSignature { flags, counter, signature } =
            CompactSignature::from_armored(one.signature).map_err(unfit)?;
        Ok(Presence { key_id: key_name(&line), flags, counter, signature })
    }
}
