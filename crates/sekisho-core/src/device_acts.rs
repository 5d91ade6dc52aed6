//! Devices and the vault: whose signatures count, and which public keys they have left with us.

use std::collections::BTreeSet;

use crate::chain::check_party;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{DeviceId, PermitId};
use crate::party::Role;
use crate::reason::{Reasons, Rule};
use crate::sealing::{Destroyed, DeviceKeys, Vault};
use crate::state::State;

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    match command {
        Command::DepositKeys { device, keys, spoken, .. } => deposit(ask, device, keys, spoken, reasons),
        Command::EnrollDevice { device, level, signing, .. } => {
            let known = ask.state.devices.get(device);
            reasons.require(known.is_some(), || Rule::DeviceUnknown.about("device", device));
            if let Some(known) = known {
                check_party(ask, &known.party, reasons);
            }
            let enrolled = known.is_some_and(|known| known.keys.is_some());
            reasons
                .require(!enrolled && !is_taken(ask.state, signing), || Rule::KeyTaken.about("key", device));
            let (deposited, spoken) = (BTreeSet::new(), Vec::new());
            let keys = DeviceKeys { deposited, level: *level, signing: signing.clone(), spoken };
            vec![Event::DeviceEnrolled { device: device.clone(), keys }]
        }
        Command::EstablishRewrapKey { key } => {
            let taken = ask.state.used_keys.contains(key)
                || ask.state.rewrap_key == Some(*key)
                || is_deposited(ask.state, key);
            reasons.require(!taken, || Rule::KeyTaken.about("key", key));
            vec![Event::RewrapKeyEstablished { key: *key }]
        }
        Command::EstablishVault { answer, level, receipts, .. } => {
            reasons.require(ask.state.vault.is_none(), || {
                Rule::AlreadyRegistered.about("id", "vault").about("other", "vault").about("what", "code")
            });
            let vault = Vault { answer: answer.clone(), level: *level, receipts: receipts.clone() };
            vec![Event::VaultEstablished { vault }]
        }
        _ => Vec::new(),
    }
}

/// Tells whether the key signs for somebody or something already, whatever its line says behind the key.
fn is_taken(state: &State, line: &str) -> bool {
    let key = |line: &str| line.split_whitespace().take(2).map(ToOwned::to_owned).collect::<Vec<_>>();
    let devices = state.devices.values().filter_map(|known| known.keys.as_ref()).map(|keys| &keys.signing);
    let persons =
        state.persons.values().flat_map(|person| person.keys.values()).map(|enrolled| &enrolled.public);
    devices.chain(persons).any(|known| key(known) == key(line))
}

fn is_deposited(state: &State, key: &Digest) -> bool {
    let mut devices = state.devices.values().filter_map(|known| known.keys.as_ref());
    devices.any(|known| known.deposited.contains(key))
}

/// A one-time key is deposited once: what a permit has used does not come back.
fn deposit(
    ask: Ask<'_>,
    device: &DeviceId,
    keys: &BTreeSet<Digest>,
    spoken: &[String],
    reasons: &mut Reasons,
) -> Vec<Event> {
    match ask.state.devices.get(device) {
        None => reasons.add(Rule::DeviceUnknown.about("device", device)),
        Some(known) => {
            reasons.require(known.keys.is_some(), || Rule::DeviceKeyUnknown.about("device", device));
        }
    }
    for key in keys {
        let taken = is_deposited(ask.state, key) || ask.state.used_keys.contains(key);
        reasons.require(!taken && ask.state.rewrap_key != Some(*key), || Rule::KeyTaken.about("key", key));
    }
    vec![Event::DeviceKeysDeposited { device: device.clone(), keys: keys.clone(), spoken: spoken.to_vec() }]
}

/// Turns the vault's word that a release key is gone into its event.
///
/// Shape: `None` if nobody ordered the key's destruction: a vault may destroy what it likes, the record confirms orders.
/// Source: control C12, docs/spec/vault.md.
pub fn confirm(state: &State, release_key: Digest, destroyed: &Destroyed) -> Option<Event> {
    let permit: PermitId = *state.doomed.get(&release_key)?;
    Some(Event::KeyDestroyed { destroyed: destroyed.clone(), permit, release_key })
}
