//! `sekisho device …`: computers that seal or receive, and the keys that they have left here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Command;
use sekisho_station::desk::Enrollment;
use serde_json::json;

use crate::act::carry;
use crate::cli::{DeviceEnroll, DeviceVerb};
use crate::command::registers::{listing, owner, with_texts};
use crate::command::{Context, id};
use crate::exit::Exit;
use crate::file;
use crate::public_key;
use crate::report::{Failure, Report};

/// The longest enrollment. Units: bytes; a hundred keys have 170 KB.
const LIMIT: u64 = 8 << 20;

/// `sekisho device …`
pub fn device(context: Context<'_>, verb: &DeviceVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        DeviceVerb::Add(arguments) => {
            let party = match &arguments.party {
                Some(party) => id(party)?,
                None => owner(&gate)?,
            };
            let command = Command::RegisterDevice {
                device: id(&arguments.id)?,
                party,
                place: id(&arguments.place)?,
                serial: arguments.serial.clone(),
            };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        DeviceVerb::Enroll(arguments) => enroll(context, &mut gate, arguments),
        DeviceVerb::List => {
            let devices = &gate.state().devices;
            let keys = |known: &sekisho_core::medium::Device| {
                known
                    .keys
                    .as_ref()
                    .map_or((String::new(), 0), |keys| (keys.level.name().to_owned(), keys.deposited.len()))
            };
            let rows: Vec<Vec<String>> = devices
                .iter()
                .map(|(device, known)| {
                    let (level, left) = keys(known);
                    let left = if level.is_empty() { String::new() } else { left.to_string() };
                    vec![
                        device.to_string(),
                        known.serial.clone(),
                        known.place.to_string(),
                        known.party.to_string(),
                        level,
                        left,
                    ]
                })
                .collect();
            let json: Vec<_> = devices
                .iter()
                .map(|(device, known)| {
                    let (level, left) = keys(known);
                    json!({
                        "id": device, "serial": known.serial, "place": known.place, "party": known.party,
                        "key_level": level, "one_time_keys": left,
                    })
                })
                .collect();
            let columns = [
                "column-device",
                "column-serial",
                "column-place",
                "column-org",
                "column-key-level",
                "column-keys-left",
            ];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
    }
}

/// Takes in what a station has written about itself: its signing key, and the one-time keys that it leaves here.
fn enroll(
    context: Context<'_>,
    gate: &mut sekisho_gate::Gate,
    arguments: &DeviceEnroll,
) -> Result<Report, Failure> {
    let bytes = file::read(&arguments.file, LIMIT)?;
    let shown = arguments.file.display().to_string();
    let unfit = || Failure::new(Exit::Failed, "enrollment-unfit", &[("path", &shown)]);
    let enrollment = Enrollment::from_bytes(&bytes).map_err(|error| unfit().caused_by(error))?;
    let known = gate.state().devices.get(&enrollment.device).and_then(|known| known.keys.as_ref());
    let enrolled = known.is_some_and(|keys| keys.signing == enrollment.signing);
    let sign = &arguments.signing;
    if !enrolled {
        let command = Command::EnrollDevice {
            device: enrollment.device.clone(),
            level: enrollment.level,
            possession: enrollment.possession.clone(),
            signing: enrollment.signing.clone(),
        };
        let report = carry(gate, &command, Vec::new(), sign, context.outside, context.text)?;
        if report.exit != Exit::Done || sign.prepare.is_some() {
            return Ok(report);
        }
    }
    let mut keys = std::collections::BTreeSet::new();
    for key in &enrollment.deposit.keys {
        let bytes = STANDARD.decode(key).map_err(|error| unfit().caused_by(error))?;
        keys.insert(public_key::put(&context.dir(), &bytes)?);
    }
    let command = Command::DepositKeys {
        device: enrollment.device.clone(),
        keys,
        signature: enrollment.deposit.signature.clone(),
        spoken: enrollment.deposit.spoken.clone(),
    };
    carry(gate, &command, Vec::new(), sign, context.outside, context.text)
}
