//! `sekisho release`: a challenge comes in, an answer goes out; between them stand the rules, the record and the vault.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{DeviceId, MediumId, PermitId, PersonId};
use sekisho_core::permit::Permit;
use sekisho_core::sealing::{Handle, Presence, PresenceLevel, Purpose};
use sekisho_core::{Command, Digest, State};
use sekisho_gate::Gate;
use sekisho_gate::attached::{device_name, key_name, level_of, spoken_digest};
use sekisho_seal::challenge::Challenge;
use sekisho_seal::spoken::SpokenChallenge;
use serde_json::json;

use crate::act::carry;
use crate::cli::Release;
use crate::command::{Context, id};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};
use crate::vault::{VaultLink, settings};

/// The longest challenge file. Units: bytes; a challenge has 629 characters.
const LIMIT: u64 = 16 * 1024;

/// `sekisho release`
pub fn release(context: Context<'_>, arguments: &Release) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let command = match &arguments.spoken {
        Some(digits) => order_by_voice(gate.state(), arguments, digits)?,
        None => order(gate.state(), &read(arguments)?)?,
    };
    let Command::Release { challenge: whole, medium, permit, .. } = &command else {
        return Err(unknown());
    };
    let (whole, medium, permit) = (whole.clone(), medium.clone(), *permit);
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    if report.exit != Exit::Done || arguments.signing.prepare.is_some() {
        return Ok(report);
    }
    answer(context, &gate, arguments, report, (permit, &medium, &whole))
}

/// The release is in the record; now, and only now, the vault computes.
fn answer(
    context: Context<'_>,
    gate: &Gate,
    arguments: &Release,
    mut report: Report,
    (permit, medium, challenge): (PermitId, &MediumId, &str),
) -> Result<Report, Failure> {
    let mut link = VaultLink::reach(&settings(&context.dir())?, context.outside, context.at()?)?;
    let answer = link.release(gate, permit, medium, challenge)?.to_string();
    if let Some(path) = &arguments.out {
        file::write(path, format!("{answer}\n").as_bytes())?;
    }
    if let Some(path) = &arguments.qr {
        crate::qr::svg(path, &answer)?;
    }
    report.human.push_str(&format!("\n  {}: {answer}", context.text.say("word-answer", &[])));
    if let Some(object) = report.json.as_object_mut() {
        object.insert("answer".to_owned(), json!(answer));
    }
    Ok(report)
}

fn read(arguments: &Release) -> Result<Challenge, Failure> {
    let text = match (&arguments.challenge, &arguments.file) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => {
            String::from_utf8(file::read(path, LIMIT)?).map_err(|_| Failure::usage("challenge-unfit", &[]))?
        }
        (None, None) => return Err(Failure::usage("field-missing", &[("flag", "--file")])),
    };
    Challenge::from_text(&text).map_err(|error| Failure::usage("challenge-unfit", &[]).caused_by(error))
}

/// Finds out what the challenge is about: nobody types what the record knows.
pub(crate) fn order(state: &State, challenge: &Challenge) -> Result<Command, Failure> {
    let handle = Handle::from_bytes(challenge.handle);
    let (permit, medium, purpose) = box_of(state, &handle, challenge).ok_or_else(unknown)?;
    let device = device_of(state, challenge).ok_or_else(unknown)?;
    let persons =
        challenge.presence.iter().flatten().filter_map(|one| person_of(state, one.key_id)).collect();
    Ok(Command::Release {
        challenge: STANDARD.encode(challenge.to_bytes()),
        device,
        digest: Digest::of(&challenge.statement()),
        handle,
        medium,
        opening: challenge.opening_number,
        permit,
        presence: Presence { level: PresenceLevel::VerifiedByOwner, persons },
        purpose,
    })
}

/// By voice a device says four groups of digits; which permit and medium it is about, the officer asks and says.
fn order_by_voice(state: &State, arguments: &Release, digits: &str) -> Result<Command, Failure> {
    let spoken: SpokenChallenge =
        digits.parse().map_err(|error| Failure::usage("challenge-mistyped", &[]).caused_by(error))?;
    let permit: PermitId = id(arguments.permit.as_deref().unwrap_or_default())?;
    let live = state.permits.get(&permit).ok_or_else(unknown)?;
    let request = live.request();
    let medium = match (&arguments.medium, request.document.copies.as_slice()) {
        (Some(medium), _) => id(medium)?,
        (None, [only]) => only.clone(),
        (None, _) => return Err(Failure::usage("field-missing", &[("flag", "--medium")])),
    };
    let wrap = match live {
        Permit::Out(outing) => outing.wrap_on(&medium).map(|logged| logged.wrap),
        _ => request.seals.get(&medium).map(|seal| &seal.wrap),
    };
    let handle = wrap.ok_or_else(unknown)?.handle.clone();
    let device = request.document.device.clone().ok_or_else(unknown)?;
    let digest = spoken_digest(&spoken, request.digest, &handle);
    let known = match live {
        Permit::Out(outing) => outing.releases.as_slice(),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => &[],
    };
    // The same digits again are the same opening: its answer was lost on the way.
    let before = known.iter().find(|release| release.challenge == digest).map(|release| release.opening);
    let next = u16::try_from(known.len()).unwrap_or(u16::MAX).saturating_add(1);
    // The device says only that two have signed; who they are, the officer asks the caller, and signs for it.
    let persons = arguments.present.iter().map(|person| id(person)).collect::<Result<_, _>>()?;
    let presence = Presence { level: level_of(&spoken), persons };
    let challenge = STANDARD.encode(spoken.to_bytes());
    let opening = before.unwrap_or(next);
    let purpose = Purpose::Opening;
    Ok(Command::Release { challenge, device, digest, handle, medium, opening, permit, presence, purpose })
}

/// A box that the record does not know is still somebody's try: it is asked for under its permit, so that the no is recorded.
fn box_of(state: &State, handle: &Handle, challenge: &Challenge) -> Option<(PermitId, MediumId, Purpose)> {
    let mut live =
        state.permits.iter().filter(|(_, live)| matches!(live, Permit::Out(_) | Permit::Approved(_)));
    let known = live.clone().find_map(|(permit, live)| {
        let (medium, purpose) = wrap_of(live, handle)?;
        Some((*permit, medium, purpose))
    });
    known.or_else(|| {
        let named = |live: &Permit| *live.request().digest.as_bytes() == challenge.permit_hash;
        let (permit, live) = live.find(|(_, live)| named(live))?;
        Some((*permit, live.document().copies.first()?.clone(), Purpose::Opening))
    })
}

/// A box has up to three wraps: of its first device, of the owner, and of the device after a re-wrap.
fn wrap_of(live: &Permit, handle: &Handle) -> Option<(MediumId, Purpose)> {
    let mut seals = live.request().seals.iter();
    let known = seals.find_map(|(medium, seal)| {
        let second = seal.rewrap.as_ref().is_some_and(|wrap| wrap.handle == *handle);
        let purpose = if second { Purpose::Rewrap } else { Purpose::Opening };
        (second || seal.wrap.handle == *handle).then(|| (medium.clone(), purpose))
    });
    let Permit::Out(outing) = live else { return known };
    known.or_else(|| {
        let (medium, _) = outing.rewrapped.iter().find(|(_, again)| again.wrap.handle == *handle)?;
        Some((medium.clone(), Purpose::Opening))
    })
}

fn device_of(state: &State, challenge: &Challenge) -> Option<DeviceId> {
    let named = |signing: &str| device_name(signing) == challenge.device_id;
    let mut devices = state.devices.iter();
    let found = devices.find(|(_, known)| known.keys.as_ref().is_some_and(|keys| named(&keys.signing)));
    found.map(|(device, _)| device.clone())
}

fn person_of(state: &State, name: [u8; 8]) -> Option<PersonId> {
    let has = |key: &sekisho_core::party::Key| key_name(&key.public) == name;
    let found = state.persons.iter().find(|(_, known)| known.keys.values().any(has));
    found.map(|(person, _)| person.clone())
}

fn unknown() -> Failure {
    Failure::new(Exit::Unverified, "challenge-unknown", &[])
}
