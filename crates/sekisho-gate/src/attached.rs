//! Signatures that a command carries beside the actor's own: of devices, the vault, witnesses, and those present at an
//! opening. What such a text says exactly stands in docs/spec/event.md section 8.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{DeviceId, PersonId};
use sekisho_core::permit::Permit;
use sekisho_core::rewrap::RewrapReceipt;
use sekisho_core::sealing::{
    CopyId, Destroyed, DestructionLevel, Handle, Presence, PresenceLevel, SealReceipt, Witnessed, Wrap,
};
use sekisho_core::time::{DAY, MINUTE};
use sekisho_core::{Command, Digest, State, Timestamp};
use sekisho_proof::act::namespace;
use sekisho_proof::canonical;
use sekisho_proof::sshsig::{self, CompactSignature, PublicKey, SshsigError};
use sekisho_seal::challenge::Challenge;
use sekisho_seal::spoken::{Level, SpokenChallenge};

use crate::evidence::check_signer;
use crate::fault::Fault;

/// The first half of the namespace in which a device proves that its key is at hand.
pub const DEVICE_POSSESSION: &str = "possess.device";
/// The first half of the namespace in which a device signs the one-time keys that it deposits.
pub const DEPOSIT: &str = "deposit.keys";
/// The first half of the namespace in which the vault proves that its key is at hand.
pub const VAULT_POSSESSION: &str = "possess.vault";
/// The first half of the namespace in which a witness signs before any plaintext is touched.
pub const WITNESS_BEFORE: &str = "witness.seal";
/// The first half of the namespace in which a witness signs the receipt of the sealed box.
pub const WITNESS_AFTER: &str = "witness.sealed";
/// The first half of the namespace in which a station signs its receipt.
pub const RECEIPT: &str = "seal.receipt";
/// The first half of the namespace in which a station signs the receipt of a copy that it wrapped again.
pub const REWRAP_RECEIPT: &str = "rewrap.receipt";
/// The first half of the namespace in which the owner's officers sign the receipt of a copy that was wrapped again.
pub const REWRAP_WITNESS: &str = "witness.rewrap";
/// The first half of the namespace in which a device signs a challenge.
pub const CHALLENGE: &str = "ask.release";
/// The first half of the namespace in which those present sign a challenge.
pub const PRESENCE: &str = "open.permit";
/// The first half of the namespace in which the vault signs what it destroyed.
pub const DESTRUCTION: &str = "destroy.key";

/// The first half of the namespace in which a clerk asks who was in a copy.
pub const LOOKUP: &str = "look.up";

/// Checks every signature that the command carries.
///
/// Errors: [`Fault::Attached`] says which one does not fit.
pub fn check(state: &State, origin: &str, command: &Command) -> Result<(), Fault> {
    match command {
        Command::EnrollDevice { device, possession, signing, .. } => {
            let text = device_possession_text(origin, device, signing);
            own_key(signing, DEVICE_POSSESSION, &text, possession)
        }
        Command::DepositKeys { device, keys, signature, spoken } => {
            let text = deposit_text(origin, device, keys.iter(), spoken);
            by_device(state, device, DEPOSIT, text.as_bytes(), signature)
        }
        Command::EstablishVault { answer, level, possession, receipts } => {
            let text = vault_possession_text(origin, answer, *level, receipts);
            own_key(receipts, VAULT_POSSESSION, &text, possession)
        }
        Command::Seal { receipt, signature, witness, .. } => seal(state, origin, receipt, signature, witness),
        Command::Release { .. } => release(state, command),
        Command::Rewrap { officers, receipt, signature, .. } => {
            rewrap(state, origin, receipt, signature, officers)
        }
        _ => Ok(()),
    }
}

/// Writes the text with which a device's signing key proves that it is at hand.
pub fn device_possession_text(origin: &str, device: &DeviceId, key: &str) -> String {
    format!("sekisho device possession v1\norigin: {origin}\ndevice: {device}\nkey: {key}\n")
}

/// Writes the text with which a device deposits one-time keys.
pub fn deposit_text<'a>(
    origin: &str,
    device: &DeviceId,
    keys: impl Iterator<Item = &'a Digest>,
    spoken: &[String],
) -> String {
    let keys: String = keys.map(|key| format!("key: {key}\n")).collect();
    let spoken: String = spoken.iter().map(|key| format!("spoken: {key}\n")).collect();
    format!("sekisho device keys v1\norigin: {origin}\ndevice: {device}\n{keys}{spoken}")
}

/// Writes the text with which the vault's receipt key proves that it is at hand.
pub fn vault_possession_text(origin: &str, answer: &str, level: DestructionLevel, key: &str) -> String {
    let level = level.name();
    format!("sekisho vault possession v1\norigin: {origin}\nanswer: {answer}\nlevel: {level}\nkey: {key}\n")
}

/// Writes the text that a witness signs before any plaintext is touched.
pub fn witness_before_text(origin: &str, permit: Digest, copy: &CopyId, person: &PersonId) -> String {
    format!("sekisho witness v1\norigin: {origin}\npermit: {permit}\ncopy: {copy}\nperson: {person}\n")
}

/// Writes the text that a witness signs after the box was read back.
pub fn witness_after_text(origin: &str, receipt: Digest, person: &PersonId) -> String {
    format!("sekisho sealed v1\norigin: {origin}\nperson: {person}\nreceipt: {receipt}\n")
}

/// Writes the text that an officer signs who was present when a copy was wrapped again.
pub fn rewrap_witness_text(origin: &str, receipt: Digest, person: &PersonId) -> String {
    format!("sekisho rewrapped v1\norigin: {origin}\nperson: {person}\nreceipt: {receipt}\n")
}

/// Writes the exact bytes of the receipt of a copy that was wrapped again.
///
/// Errors: [`Fault::Command`] if it has no canonical form.
pub fn rewrap_receipt_bytes(receipt: &RewrapReceipt) -> Result<Vec<u8>, Fault> {
    canonical::to_vec(receipt).map_err(|error| Fault::Command(error.to_string()))
}

/// Writes the text that those present at an opening sign.
pub fn presence_text(challenge: Digest) -> String {
    format!("sekisho presence v1\nchallenge: {challenge}\n")
}

/// Writes the exact bytes of a receipt: what station and witness sign.
///
/// Errors: [`Fault::Command`] if it has no canonical form.
pub fn receipt_bytes(receipt: &SealReceipt) -> Result<Vec<u8>, Fault> {
    canonical::to_vec(receipt).map_err(|error| Fault::Command(error.to_string()))
}

/// Gives the 16 bytes by which a challenge names a device: the start of the hash of its signing key's line.
pub fn device_name(signing: &str) -> [u8; 16] {
    start_of(signing)
}

/// Gives the 8 bytes by which a challenge names the key of somebody present.
pub fn key_name(public: &str) -> [u8; 8] {
    start_of(public)
}

fn start_of<const N: usize>(text: &str) -> [u8; N] {
    let hash = Digest::of(text.as_bytes());
    hash.as_bytes().first_chunk().copied().unwrap_or([0; N])
}

fn attached(what: &'static str) -> impl FnOnce(SshsigError) -> Fault {
    move |source| Fault::Attached { what, source }
}

fn own_key(line: &str, act: &'static str, text: &str, signature: &str) -> Result<(), Fault> {
    let key = PublicKey::from_openssh(line).map_err(attached(act))?;
    if key.to_openssh() != line {
        return Err(attached(act)(SshsigError::MalformedPublicKey));
    }
    let said = sshsig::verify(&key, &namespace(act), text.as_bytes(), signature).map_err(attached(act))?;
    check_signer(&key, &said)
}

fn by_device(
    state: &State,
    device: &DeviceId,
    act: &'static str,
    bytes: &[u8],
    signature: &str,
) -> Result<(), Fault> {
    // A device without a key is told so by the rules, with what to do next.
    let Some(keys) = state.devices.get(device).and_then(|known| known.keys.as_ref()) else { return Ok(()) };
    let key = PublicKey::from_openssh(&keys.signing).map_err(attached(act))?;
    sshsig::verify(&key, &namespace(act), bytes, signature).map_err(attached(act))?;
    Ok(())
}

/// A signature of a person counts if one of the keys enrolled for them made it.
fn by_person(
    state: &State,
    person: &PersonId,
    act: &'static str,
    text: &str,
    signature: &str,
) -> Result<(), Fault> {
    let signer = sshsig::signer(signature).map_err(attached(act))?;
    let line = signer.to_openssh();
    let own = keys_of(state, person).any(|key| key == line);
    if !own && state.persons.contains_key(person) {
        return Err(attached(act)(SshsigError::WrongSignature));
    }
    let said = sshsig::verify(&signer, &namespace(act), text.as_bytes(), signature).map_err(attached(act))?;
    check_signer(&signer, &said)
}

fn keys_of<'a>(state: &'a State, person: &PersonId) -> impl Iterator<Item = &'a str> {
    let keys = state.persons.get(person).map(|known| known.keys.values());
    keys.into_iter().flatten().filter(|key| key.acts()).map(|key| key.public.as_str())
}

fn seal(
    state: &State,
    origin: &str,
    receipt: &SealReceipt,
    signature: &str,
    witness: &Witnessed,
) -> Result<(), Fault> {
    let bytes = receipt_bytes(receipt)?;
    by_device(state, &receipt.station, RECEIPT, &bytes, signature)?;
    let before = witness_before_text(origin, receipt.permit_hash, &receipt.copy, &witness.person);
    by_person(state, &witness.person, WITNESS_BEFORE, &before, &witness.before)?;
    let after = witness_after_text(origin, Digest::of(&bytes), &witness.person);
    by_person(state, &witness.person, WITNESS_AFTER, &after, &witness.after)?;
    [Some(&receipt.wrap), receipt.rewrap.as_ref()].into_iter().flatten().try_for_each(check_handle)
}

/// The name of a wrap is the hash of what the vault will decapsulate.
fn check_handle(wrap: &Wrap) -> Result<(), Fault> {
    let enc = STANDARD.decode(&wrap.enc_r).unwrap_or_default();
    let name = Digest::of(&enc);
    if enc.len() != ENC_BYTES || name.as_bytes().first_chunk::<16>() != Some(&wrap.handle.to_bytes()) {
        return Err(Fault::Command("the receipt names another box than it describes".to_owned()));
    }
    Ok(())
}

fn rewrap(
    state: &State,
    origin: &str,
    receipt: &RewrapReceipt,
    signature: &str,
    officers: &BTreeMap<PersonId, String>,
) -> Result<(), Fault> {
    let bytes = rewrap_receipt_bytes(receipt)?;
    by_device(state, &receipt.station, REWRAP_RECEIPT, &bytes, signature)?;
    for (person, signature) in officers {
        let text = rewrap_witness_text(origin, Digest::of(&bytes), person);
        by_person(state, person, REWRAP_WITNESS, &text, signature)?;
    }
    check_handle(&receipt.wrap)
}

/// The length of an X-Wing ciphertext. Source: docs/spec/container.md.
const ENC_BYTES: usize = 1120;

/// What the command says is what the challenge says, and those who are said to be present have signed it.
fn release(state: &State, command: &Command) -> Result<(), Fault> {
    let Command::Release { challenge, digest, device, handle, opening, permit, presence, .. } = command
    else {
        return Ok(());
    };
    let differs = |what: &str| Err(Fault::Command(format!("the challenge and the command differ: {what}")));
    if let Some(spoken) = spoken_of(challenge) {
        return release_by_voice(state, command, &spoken);
    }
    let read = challenge_of(challenge)?;
    if Digest::of(&read.statement()) != *digest {
        return differs("digest");
    }
    if read.handle != handle.to_bytes() || read.opening_number != *opening {
        return differs("box or opening");
    }
    if state.permits.get(permit).is_some_and(|live| !is_about(live, &read, handle)) {
        return differs("permit");
    }
    if let Some(keys) = state.devices.get(device).and_then(|known| known.keys.as_ref()) {
        if read.device_id != device_name(&keys.signing) {
            return differs("device");
        }
        let key = PublicKey::from_openssh(&keys.signing).map_err(attached(CHALLENGE))?;
        let signature = CompactSignature { flags: 0, counter: 0, signature: read.device_signature };
        signature.verify(&key, &namespace(CHALLENGE), &read.signed_part()).map_err(attached(CHALLENGE))?;
    } else {
        return differs("device");
    }
    check_presence(state, &read, *digest, presence)
}

/// Tells whether the challenge is about the permit: its document, or the one of a wrap that counts no more. Of that the rules
/// say no, so that whoever asks is told why.
fn is_about(live: &Permit, read: &Challenge, handle: &Handle) -> bool {
    let old = |hash: Digest, wrap: &Wrap| read.permit_hash == *hash.as_bytes() && wrap.handle == *handle;
    let request = live.request();
    let again = match live {
        Permit::Out(outing) => outing.rewrapped.values().any(|again| old(again.permit_hash, &again.wrap)),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => false,
    };
    read.permit_hash == *request.digest.as_bytes()
        || again
        || request.seals.values().any(|receipt| old(receipt.permit_hash, &receipt.wrap))
}

/// A challenge by voice names no box and no device: the officer who heard it does, and the vault checks that they fit.
fn release_by_voice(state: &State, command: &Command, spoken: &SpokenChallenge) -> Result<(), Fault> {
    let Command::Release { digest, device, handle, permit, presence, purpose, .. } = command else {
        return Ok(());
    };
    let differs = |what: &str| Err(Fault::Command(format!("the challenge and the command differ: {what}")));
    // The owner's own wrap is asked for with both signatures, never by voice.
    if presence.level != level_of(spoken) || !purpose.is_opening() {
        return differs("presence");
    }
    let document = state.permits.get(permit).map(|live| live.request().digest);
    if document.is_some_and(|document| spoken_digest(spoken, document, handle) != *digest) {
        return differs("digest");
    }
    let keys = state.devices.get(device).and_then(|known| known.keys.as_ref());
    match keys.and_then(|keys| keys.spoken.get(usize::from(spoken.key_index()))) {
        Some(_) => Ok(()),
        None => differs("device"),
    }
}

/// Gives what a challenge by voice says about who is present.
pub fn level_of(spoken: &SpokenChallenge) -> PresenceLevel {
    match spoken.level() {
        Level::AttestedByPhone => PresenceLevel::AttestedByPhone,
        Level::VerifiedByDevice => PresenceLevel::VerifiedByDevice,
    }
}

/// Gives the digest of a challenge by voice: eight bytes alone would not say which box.
pub fn spoken_digest(spoken: &SpokenChallenge, permit_hash: Digest, handle: &Handle) -> Digest {
    Digest::of(&[&spoken.to_bytes()[..], permit_hash.as_bytes(), &handle.to_bytes()].concat())
}

/// Reads the challenge inside a command, if it came by voice.
pub fn spoken_of(challenge: &str) -> Option<SpokenChallenge> {
    let bytes: [u8; 8] = STANDARD.decode(challenge).ok()?.try_into().ok()?;
    SpokenChallenge::from_bytes(bytes).ok()
}

fn check_presence(state: &State, read: &Challenge, digest: Digest, presence: &Presence) -> Result<(), Fault> {
    // This challenge has room for both signatures: nobody's word stands in for them, not an officer's either.
    if presence.level != PresenceLevel::VerifiedByOwner {
        return Err(Fault::Command("the challenge and the command differ: presence".to_owned()));
    }
    let text = presence_text(digest);
    let signed: Vec<_> = read.presence.iter().flatten().collect();
    for person in &presence.persons {
        let good = keys_of(state, person).any(|line| {
            let Ok(key) = PublicKey::from_openssh(line) else { return false };
            signed.iter().any(|one| {
                let (flags, counter, signature) = (one.flags, one.counter, one.signature);
                one.key_id == key_name(line)
                    && CompactSignature { flags, counter, signature }
                        .verify(&key, &namespace(PRESENCE), text.as_bytes())
                        .is_ok()
            })
        });
        if !good {
            return Err(attached(PRESENCE)(SshsigError::WrongSignature));
        }
    }
    Ok(())
}

/// Reads the challenge inside a command.
///
/// Errors: [`Fault::Command`].
pub fn challenge_of(challenge: &str) -> Result<Challenge, Fault> {
    let bytes = STANDARD.decode(challenge).map_err(|error| Fault::Command(error.to_string()))?;
    Challenge::from_bytes(&bytes).map_err(|error| Fault::Command(error.to_string()))
}

/// Gives the station's clock in a challenge. By voice only the minute of the day is said: that of the day which is nearest
/// to the record's time.
///
/// Errors: [`Fault::Command`].
pub fn challenge_time(challenge: &str, near: Timestamp) -> Result<Timestamp, Fault> {
    if let Some(spoken) = spoken_of(challenge) {
        let said = i64::from(spoken.minute_of_day()).saturating_mul(MINUTE);
        let ahead = said.saturating_sub(near.seconds()).saturating_add(DAY / 2).rem_euclid(DAY);
        return Ok(near.plus(ahead.saturating_sub(DAY / 2)));
    }
    let seconds = challenge_of(challenge)?.station_time_s;
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Ok(Timestamp::EARLIEST.plus(seconds.saturating_sub(Timestamp::EARLIEST.seconds())))
}

/// The vault's word on keys that it destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultReceipt {
    /// What was done.
    pub destroyed: Destroyed,
    /// The release keys, by the hashes of their public halves.
    pub keys: Vec<Digest>,
    /// For which record.
    pub origin: String,
}

impl VaultReceipt {
    /// Writes the text that the vault signs.
    pub fn to_text(&self) -> String {
        let Destroyed { at, cell, epoch, level } = &self.destroyed;
        let keys: String = self.keys.iter().map(|key| format!("key: {key}\n")).collect();
        let (origin, level) = (&self.origin, level.name());
        format!(
            "sekisho vault receipt v1\norigin: {origin}\ntime: {at}\ncell: {cell}\nepoch: {epoch}\nlevel: {level}\n{keys}"
        )
    }

    /// Reads a text, and refuses every text that [`to_text`](Self::to_text) does not write.
    ///
    /// Errors: [`Fault::Command`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let malformed = || Fault::Command("this is not a receipt of a vault".to_owned());
        let read = Self::read(text).ok_or_else(malformed)?;
        if read.to_text() == text { Ok(read) } else { Err(malformed()) }
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != "sekisho vault receipt v1" {
            return None;
        }
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned);
        let origin = value("origin")?;
        let at = value("time")?.parse().ok()?;
        let cell = value("cell")?;
        let epoch = value("epoch")?.parse().ok()?;
        let level = match value("level")?.as_str() {
            "E0" => DestructionLevel::E0,
            "E1" => DestructionLevel::E1,
            "E2" => DestructionLevel::E2,
            _ => return None,
        };
        let keys = lines.map(|line| line.strip_prefix("key: ")?.parse().ok()).collect::<Option<_>>()?;
        Some(Self { destroyed: Destroyed { at, cell, epoch, level }, keys, origin })
    }
}

/// What a clerk signs who asks whether somebody was in copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupText {
    /// The hashes of what is asked for, one for each kind of fingerprint.
    pub messages: Vec<Digest>,
    /// Of which record.
    pub origin: String,
    /// Who asks.
    pub person: PersonId,
    /// Why: the number of the call or the case.
    pub reference: String,
    /// When.
    pub time: Timestamp,
}

impl LookupText {
    /// Writes the text.
    pub fn to_text(&self) -> String {
        let messages: String = self.messages.iter().map(|message| format!("message: {message}\n")).collect();
        let Self { origin, person, reference, time, .. } = self;
        format!(
            "sekisho lookup v1\norigin: {origin}\nperson: {person}\nreference: {reference}\ntime: {time}\n{messages}"
        )
    }

    /// Reads a text; nothing for a text that [`to_text`](Self::to_text) does not write.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != "sekisho lookup v1" {
            return None;
        }
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned);
        let (origin, person, reference) =
            (value("origin")?, value("person")?.parse().ok()?, value("reference")?);
        let time = value("time")?.parse().ok()?;
        let messages =
            lines.map(|line| line.strip_prefix("message: ")?.parse().ok()).collect::<Option<_>>()?;
        let read = Self { messages, origin, person, reference, time };
        (read.to_text() == text).then_some(read)
    }
}

/// Checks that the record's own vault signed a receipt for this record.
///
/// Errors: [`Fault::Attached`], [`Fault::OtherOrigin`], [`Fault::Command`].
pub fn check_vault(state: &State, origin: &str, text: &str, signature: &str) -> Result<VaultReceipt, Fault> {
    let receipt = VaultReceipt::parse(text)?;
    if receipt.origin != origin {
        return Err(Fault::OtherOrigin { meant: receipt.origin, here: origin.to_owned() });
    }
    let line = state.vault.as_ref().map_or("", |vault| vault.receipts.as_str());
    let key = PublicKey::from_openssh(line).map_err(attached(DESTRUCTION))?;
    sshsig::verify(&key, &namespace(DESTRUCTION), text.as_bytes(), signature)
        .map_err(attached(DESTRUCTION))?;
    Ok(receipt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_of_the_vault_has_one_spelling() {
        let receipt = VaultReceipt {
            destroyed: Destroyed {
                at: "2026-06-21T15:00:00Z".parse().unwrap(),
                cell: "disk".to_owned(),
                epoch: 3,
                level: DestructionLevel::E0,
            },
            keys: vec![Digest::of(b"one"), Digest::of(b"two")],
            origin: "city.invalid/record".to_owned(),
        };
        let text = receipt.to_text();
        assert_eq!(VaultReceipt::parse(&text).ok(), Some(receipt));
        for (from, to) in
            [("v1", "v2"), ("epoch: 3", "epoch: 03"), ("E0", "e0"), ("key: ", "key:"), ("\n", "\r\n")]
        {
            assert!(VaultReceipt::parse(&text.replace(from, to)).is_err(), "{from}");
        }
    }
}
