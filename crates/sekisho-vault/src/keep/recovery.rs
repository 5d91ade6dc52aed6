//! What a start finds: one generation that lives, and perhaps a neighbor that a destruction left when it broke off.

use super::{FIRST_EPOCH, erase_and_confirm, vault_file};
use crate::Fault;
use crate::cell::{Cell, EpochKey, Slot};
use crate::file::{self, Contents, Flaw};
use crate::folder::{Place, refused, unfinished};

/// What a start had to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Recovery {
    /// Nothing.
    Clean,
    /// A destruction had broken off before its key was in the cell: it was dropped, nothing was destroyed.
    Dropped {
        /// The generation that did not come to life.
        epoch: u64,
    },
    /// A destruction had broken off after that: it was finished, and its key was confirmed as gone.
    Finished {
        /// The generation that died.
        epoch: u64,
    },
}

pub(super) struct Settled {
    pub(super) epoch: u64,
    pub(super) contents: Contents,
    pub(super) recovery: Recovery,
}

/// Finds the living generation and clears away what is beside it. Until it is found, nothing is changed.
///
/// SOURCE: docs/spec/vault.md section 4.
pub(super) fn settle(place: &mut dyn Place, cell: &mut dyn Cell) -> Result<Settled, Fault> {
    let epochs = epochs_in(place)?;
    let (epoch, contents) = living(place, cell, &epochs)?;
    let beside: Vec<u64> = epochs.into_iter().filter(|other| *other != epoch).collect();
    if let Some(foreign) = beside.iter().find(|other| other.abs_diff(epoch) != 1) {
        return Err(Fault::ForeignEpoch { living: epoch, name: vault_file(*foreign) });
    }
    // A process that died may have given the living file its name without making the name durable.
    place.sync().map_err(refused("sync the directory of", &vault_file(epoch)))?;
    // Always, not only if a file is beside: a cell may keep remains of a write that broke off.
    erase_and_confirm(cell, Slot::of_epoch(epoch).other())?;
    sweep(place, &beside)?;
    let recovery = match beside.first() {
        None => Recovery::Clean,
        Some(other) if *other < epoch => Recovery::Finished { epoch: *other },
        Some(other) => Recovery::Dropped { epoch: *other },
    };
    Ok(Settled { epoch, contents, recovery })
}

/// Refuses a directory in which a vault is, or was.
pub(super) fn must_be_vacant(place: &dyn Place) -> Result<(), Fault> {
    let epochs = epochs_in(place)?;
    let unborn = |epoch: &u64| -> Result<bool, Fault> {
        // What an `init` leaves that broke off before its key was in the cell: a first generation without seeds.
        Ok(*epoch == FIRST_EPOCH && read(place, *epoch)?.len() == file::EMPTY_BYTES)
    };
    match epochs.as_slice() {
        [] => Ok(()),
        [epoch] if unborn(epoch)? => Ok(()),
        _ => Err(Fault::Occupied { place: place.name() }),
    }
}

/// Reads a generation's bytes.
pub(super) fn read(place: &dyn Place, epoch: u64) -> Result<Vec<u8>, Fault> {
    let name = vault_file(epoch);
    let bytes = place.read(&name).map_err(refused("read", &name))?;
    bytes.map(|bytes| bytes.to_vec()).ok_or_else(|| Fault::Absent { place: place.name() })
}

fn epochs_in(place: &dyn Place) -> Result<Vec<u64>, Fault> {
    let names = place.names().map_err(|source| Fault::Storage { act: "list", name: place.name(), source })?;
    let epoch = |name: &String| {
        let epoch = name.strip_prefix("vault.")?.parse().ok()?;
        // One spelling only: `vault.07` and `vault.+7` are not ours.
        (*name == vault_file(epoch)).then_some(epoch)
    };
    let mut epochs: Vec<u64> = names.iter().filter_map(epoch).collect();
    epochs.sort_unstable();
    Ok(epochs)
}

/// Finds the newest generation that opens. If none does, tells why the newest does not.
fn living(place: &dyn Place, cell: &mut dyn Cell, epochs: &[u64]) -> Result<(u64, Contents), Fault> {
    let keys = (cell.read(Slot::Even)?, cell.read(Slot::Odd)?);
    let key_of = |slot| match slot {
        Slot::Even => keys.0.as_ref(),
        Slot::Odd => keys.1.as_ref(),
    };
    let mut first_refusal = None;
    for epoch in epochs.iter().rev() {
        let slot = Slot::of_epoch(*epoch);
        // A file that cannot be read is no file that does not open: nobody may conclude anything from it.
        let bytes = read(place, *epoch)?;
        match open(*epoch, &bytes, key_of(slot), key_of(slot.other())) {
            Ok(contents) => return Ok((*epoch, contents)),
            Err(fault) => first_refusal = first_refusal.or(Some(fault)),
        }
    }
    Err(first_refusal.unwrap_or_else(|| Fault::Absent { place: place.name() }))
}

fn open(
    epoch: u64,
    bytes: &[u8],
    own: Option<&EpochKey>,
    other: Option<&EpochKey>,
) -> Result<Contents, Fault> {
    let name = vault_file(epoch);
    match (own, other) {
        (None, None) => Err(Fault::CellEmpty { name }),
        (None, Some(_)) => Err(Fault::KeyDestroyed { name }),
        (Some(key), _) => file::decode(bytes, epoch, key).map_err(|flaw| match flaw {
            Flaw::Sealed => Fault::WrongKey { name },
            flaw => Fault::Damaged { name, flaw },
        }),
    }
}

fn sweep(place: &mut dyn Place, beside: &[u64]) -> Result<(), Fault> {
    let names = place.names().map_err(|source| Fault::Storage { act: "list", name: place.name(), source })?;
    let is_unfinished = |name: &&String| name.starts_with("vault.") && name.ends_with(&unfinished(""));
    let unfinished: Vec<&String> = names.iter().filter(is_unfinished).collect();
    if beside.is_empty() && unfinished.is_empty() {
        return Ok(());
    }
    for name in beside.iter().map(|epoch| vault_file(*epoch)).chain(unfinished.into_iter().cloned()) {
        place.remove(&name).map_err(refused("remove", &name))?;
    }
    place.sync().map_err(|source| Fault::Storage { act: "sync", name: place.name(), source })
}
