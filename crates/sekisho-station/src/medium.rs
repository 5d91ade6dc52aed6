//! Media at the desk: which ones are there, overwriting a whole one and reading all of it back.
//!
//! What is written is a keyed stream: every block differs from every other and from whatever was there before,
//! and nobody can compute it without the key. So a medium passes only if each of its blocks kept what it was
//! given: one that drops writes, wraps round at its true size, answers with zeros or with what it held before,
//! flips a bit, ends early or fails is always found.
//!
//! It does **not** reach blocks that the medium does not show (spare blocks of flash, hidden areas of disks), and it
//! cannot see through a cache inside the medium that holds all of it. That is why destroying the release key is
//! the main proof, and this one stands beside it.
//!
//! Three things to start from: [`open::OpenMedium`], [`wipe::wipe`], [`wipe::Outcome`].

pub mod fault;
pub mod files;
pub mod find;
pub mod open;
mod pass;
mod pattern;
mod read_back;
pub mod wipe;

use std::io;

pub use pattern::WipeKey;

/// How fine faults are counted, and how direct reading and writing must be aligned.
///
/// Units: bytes. 4096 is a multiple of the logical block of every disk and stick in use.
pub const BLOCK_BYTES: usize = 4096;

/// Is anything that is overwritten and read back as a whole.
///
/// Shape: positions and counts are bytes; reading and writing may be short, as in `pread` and `pwrite`. Two
/// threads use it at the same time, at different positions.
pub trait Device: Sync {
    /// Makes later reading come from the medium and not from this machine's memory, as far as that can be asked
    /// for; tells how far.
    ///
    /// Errors: what the machine says.
    fn forget_cache(&self) -> io::Result<ReadFrom>;

    /// Tells the size that the device claims now.
    ///
    /// Units: bytes.
    /// Errors: what the device says.
    fn size_bytes(&self) -> io::Result<u64>;

    /// Reads at a position; 0 means the end.
    ///
    /// Errors: what the device says.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Returns when everything written so far is on the medium, according to the device.
    ///
    /// Errors: what the device says.
    fn sync(&self) -> io::Result<()>;

    /// Writes at a position; 0 means that there is no room.
    ///
    /// Errors: what the device says.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize>;
}

/// Where the bytes came from when the medium was read back, as far as this machine can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadFrom {
    /// The machine was asked to forget its cached pages, and samples showed that it had.
    CacheDropped,
    /// Some bytes may have come from this machine's memory.
    MayBeCached,
    /// Direct reading: past the page cache of this machine.
    PastCache,
}

#[cfg(test)]
pub(crate) mod tests;
