//! `sekisho station …`: making this machine a desk that seals or receives, and more one-time keys for the owner.

use std::path::{Path, PathBuf};

use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_seal::identity::Identity;
use sekisho_seal::key_pair::PublicKey;
use sekisho_seal::recipient::Recipient;
use sekisho_seal::stanza::Terms;
use sekisho_station::desk::{self, Desk, DeskError, Enrollment, NewDesk, Permit};
use serde_json::json;

use crate::assemble::{self, entropy};
use crate::cli::{StationInit, StationKeys, StationShow, StationVerb};
use crate::command::{Context, id};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};

/// `sekisho station …`
pub fn station(context: Context<'_>, verb: &StationVerb) -> Result<Report, Failure> {
    match verb {
        StationVerb::Init(arguments) => init(context, arguments),
        StationVerb::Keys(arguments) => keys(context, arguments),
        StationVerb::Show(arguments) => show(context, arguments),
    }
}

fn init(context: Context<'_>, arguments: &StationInit) -> Result<Report, Failure> {
    // `sekisho log key` prints both keys on one line: the checkpoint key with the record's name, and the envelope key.
    let unfit = || Failure::usage("owner-key-unfit", &[]);
    let mut words = arguments.owner_key.split_whitespace();
    let (note, envelope) = (words.next().ok_or_else(unfit)?, words.next().ok_or_else(unfit)?);
    let verifier =
        sekisho_proof::note::NoteVerifier::from_vkey(note).map_err(|error| unfit().caused_by(error))?;
    let new = NewDesk {
        device: id(&arguments.device)?,
        envelope_key: envelope_key(envelope).ok_or_else(unfit)?,
        one_time: arguments.keys,
        origin: verifier.name().to_owned(),
        spoken: arguments.keys,
    };
    let enrollment = desk::create(&arguments.station, &new, &mut entropy).map_err(failed)?;
    write(context, &enrollment, &arguments.out)
}

fn envelope_key(text: &str) -> Option<EnvelopePublicKey> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
    EnvelopePublicKey::from_bytes(&bytes.try_into().ok()?).ok()
}

fn keys(context: Context<'_>, arguments: &StationKeys) -> Result<Report, Failure> {
    let mut desk = open(&arguments.station)?;
    let deposit = desk.deposit(arguments.keys, arguments.keys, &mut entropy).map_err(failed)?;
    let enrollment = desk.enrollment(deposit).map_err(failed)?;
    write(context, &enrollment, &arguments.out)
}

fn write(context: Context<'_>, enrollment: &Enrollment, out: &Path) -> Result<Report, Failure> {
    file::create_new(out, &enrollment.to_bytes().map_err(failed)?)?;
    let (path, device) = (out.display().to_string(), enrollment.device.to_string());
    let keys = enrollment.deposit.keys.len().to_string();
    let values = [("path", path.as_str()), ("device", device.as_str()), ("keys", keys.as_str())];
    let json = json!({
        "ok": true, "device": enrollment.device, "path": path, "one_time_keys": enrollment.deposit.keys.len(),
        "key_level": enrollment.level.name(), "signing": enrollment.signing,
    });
    Ok(Report::done(json, context.text.say("station-enrollment", &values)))
}

fn show(context: Context<'_>, arguments: &StationShow) -> Result<Report, Failure> {
    let desk = open(&arguments.station)?;
    if let Some(path) = &arguments.permit {
        return for_age(context, &desk, path);
    }
    let (device, origin) = (desk.device().to_string(), desk.origin().to_owned());
    let left = desk.one_time_keys().map_err(failed)?.len().to_string();
    let values = [("device", device.as_str()), ("origin", origin.as_str()), ("keys", left.as_str())];
    let json = json!({
        "ok": true, "device": desk.device(), "origin": origin, "one_time_keys": left.parse::<usize>().ok(),
        "signing": desk.signing_line(),
    });
    Ok(Report::done(json, context.text.say("station-is", &values)))
}

/// Gives what stock age needs: the identity that names this device's key, and a recipient for each copy.
fn for_age(context: Context<'_>, desk: &Desk, path: &Path) -> Result<Report, Failure> {
    use base64::Engine as _;
    let bytes = file::read(path, 1 << 20)?;
    let permit = Permit::read(desk, &bytes).or_else(|_| Permit::unseal(desk, &bytes)).map_err(failed)?;
    let unfit = |_| Failure::new(Exit::Unverified, "permit-file-unfit", &[]);
    let key = |text: &str| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
        PublicKey::from_bytes(&bytes).map_err(unfit)
    };
    let (device, release) = (key(&permit.file().device_key)?, key(&permit.file().release_key)?);
    let identity = Identity::of(&device).to_string();
    let permit_hash = *permit.file().permit_hash().as_bytes();
    let recipients: std::collections::BTreeMap<String, String> = permit
        .document()
        .copies
        .iter()
        .zip(&permit.sealing().copies)
        .map(|(medium, copy)| {
            let terms = Terms { permit_hash, copy_id: copy.to_bytes() };
            let recipient = Recipient { terms, device: device.clone(), release: release.clone() };
            (medium.to_string(), recipient.to_string())
        })
        .collect();
    let json = json!({ "ok": true, "identity": identity, "recipients": recipients });
    Ok(Report::done(json, identity).note(context.text.say("station-age", &[])))
}

/// Opens the desk of this machine.
pub(crate) fn open(station: &Path) -> Result<Desk, Failure> {
    desk::open(station).map_err(failed)
}

/// Gives the desk's time: the clock's, or one set by hand where the record is for trying; it never runs backwards.
pub(crate) fn now(context: Context<'_>, desk: &mut Desk) -> Result<sekisho_core::Timestamp, Failure> {
    let clock = assemble::now(desk.origin(), context.at()?)?;
    desk.now(clock).map_err(failed)
}

/// Finds the station's directory: named, from the environment, or the usual one.
pub(crate) fn directory(context: Context<'_>, named: Option<&Path>) -> PathBuf {
    let named = named.map(Path::to_path_buf);
    let known = || context.outside.variable("SEKISHO_STATION").map(PathBuf::from);
    named.or_else(known).unwrap_or_else(|| PathBuf::from("sekisho-station"))
}

/// Says what a desk cannot do.
pub(crate) fn failed(error: DeskError) -> Failure {
    let (exit, code) = match &error {
        DeskError::Busy { .. } => (Exit::Failed, "station-busy"),
        DeskError::ClockBack { .. } => (Exit::Expired, "station-clock-back"),
        DeskError::Exists { .. } => (Exit::Failed, "station-exists"),
        DeskError::NoDesk { .. } => (Exit::NotFound, "no-station"),
        DeskError::NoSuchKey { .. } => (Exit::Unverified, "station-no-key"),
        DeskError::Permit(_) | DeskError::OtherOwner { .. } => (Exit::Unverified, "permit-file-unfit"),
        _ => (Exit::Failed, "station-broken"),
    };
    Failure::new(exit, code, &[]).caused_by(error)
}
