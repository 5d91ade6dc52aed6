//! What breaks in a vault, and on whose side.

use std::error::Error;
use std::io;

use crate::cell::{CellKind, Slot};
use crate::file::Flaw;
use crate::seed::KeyHash;

/// Tells what broke. No variant holds a secret; whatever it says, nothing was destroyed unless a receipt says so.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Caller's side: the directory holds no vault.
    #[error("`{place}` holds no vault")]
    Absent {
        /// The directory.
        place: String,
    },
    /// Caller's side: a seed under this hash is kept already.
    #[error("a seed for `{hash}` is kept already")]
    AlreadyKept {
        /// The hash.
        hash: KeyHash,
    },
    /// Caller's side: another process keeps this vault.
    #[error("the vault in `{place}` is kept by another process")]
    Busy {
        /// The directory.
        place: String,
    },
    /// Cell's side: it could not be asked, or it said no.
    #[error("the {cell} cell cannot {act} its {slot} slot")]
    Cell {
        /// What was to be done.
        act: &'static str,
        /// The kind of cell.
        cell: CellKind,
        /// The slot.
        slot: Slot,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Cell's side: both slots are empty, so that no vault file can ever open here.
    #[error("the cell holds no key at all: it was cleared, or `{name}` belongs to another machine")]
    CellEmpty {
        /// The file that was to be opened.
        name: String,
    },
    /// Cell's side: the device cannot be reached or cannot be used as a cell.
    #[error("the {cell} cell cannot be used: {why}")]
    CellUnusable {
        /// The kind of cell.
        cell: CellKind,
        /// Why.
        why: String,
    },
    /// Cell's side: a slot that must be empty holds a key, of a vault that lives or of a destruction that has to be finished.
    #[error("the cell's {slot} slot is not empty: it holds a key of this vault or of another one")]
    CellOccupied {
        /// The slot.
        slot: Slot,
    },
    /// Storage's side: a file is not what was written.
    #[error("`{name}` is damaged")]
    Damaged {
        /// The file.
        name: String,
        /// How.
        #[source]
        flaw: Flaw,
    },
    /// System's side: no randomness.
    #[error("the system gives no randomness fit for keys")]
    Entropy {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Storage's side: a generation that cannot stand beside the living one. Nothing was changed.
    #[error("`{name}` is no neighbor of the living `vault.{living}`: it was put there from elsewhere")]
    ForeignEpoch {
        /// The living epoch.
        living: u64,
        /// The file.
        name: String,
    },
    /// Storage's side: the file's key is gone from the cell, so this is an old copy. It can never be opened again.
    #[error("`{name}` is an old copy: its key was destroyed")]
    KeyDestroyed {
        /// The file.
        name: String,
    },
    /// Nobody's side: generations are counted in 64 bits, and they are used up.
    #[error("no generation can follow `vault.{epoch}`")]
    LastEpoch {
        /// The living epoch.
        epoch: u64,
    },
    /// Caller's side: no seed under this hash is kept.
    #[error("no seed for `{hash}` is kept")]
    NotKept {
        /// The hash.
        hash: KeyHash,
    },
    /// Cell's side: a slot still answers although the cell said that it is erased.
    #[error("the cell's {slot} slot still answers after it was erased")]
    NotErased {
        /// The slot.
        slot: Slot,
    },
    /// Caller's side: the directory or the cell already has a vault.
    #[error("`{place}` already holds a vault")]
    Occupied {
        /// The directory.
        place: String,
    },
    /// Caller's side: the seed's time is over; it waits only for its destruction.
    #[error("the time of the seed for `{hash}` is over")]
    PastDeadline {
        /// The hash.
        hash: KeyHash,
    },
    /// Cell's side: a slot gives back another key than was written, or none.
    #[error("the cell's {slot} slot does not give back what was written")]
    ReadBack {
        /// The slot.
        slot: Slot,
    },
    /// Caller's side: a device may pass for a physical one only where nothing is real.
    #[error("a rehearsal needs an origin that ends in `.invalid`, not `{origin}`")]
    RehearsalOrigin {
        /// The log's origin.
        origin: String,
    },
    /// Storage's side: the file system said no.
    #[error("cannot {act} `{name}`")]
    Storage {
        /// What was to be done.
        act: &'static str,
        /// The file.
        name: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Caller's side: a change broke off half way; [`crate::Keep::recover`] brings the vault to one side of it.
    #[error("a change of the vault broke off: recover it first")]
    Unsettled,
    /// Storage's or cell's side: the key in the cell does not open the file. The file was altered, or it is an old copy
    /// whose key was destroyed since.
    #[error(
        "the cell's key does not open `{name}`: it was altered, or it is an old copy whose key was destroyed"
    )]
    WrongKey {
        /// The file.
        name: String,
    },
}
