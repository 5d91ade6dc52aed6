//! The cell: the one place that really forgets 32 bytes. It has two slots, so that a new key stands before the old one goes.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Entropy, Fault};

pub mod disk;
#[cfg(feature = "tpm")]
pub mod tpm;

/// Keeps the key of the living generation, and for the moment of a destruction the next one's.
///
/// Shape: a slot is empty or holds one key; what `write` and `erase` acknowledge survives a power cut.
/// Source: docs/spec/vault.md section 2.
pub trait Cell: Send {
    /// Tells what the cell is.
    fn kind(&self) -> CellKind;

    /// Tells how sure its forgetting is.
    fn level(&self) -> Level;

    /// Describes the cell for a certificate: what it says of itself, and what was declared about it.
    fn describe(&self) -> String;

    /// Reads a slot.
    ///
    /// Shape: `None` is an empty slot that answered, never one that could not be asked.
    /// Errors: [`Fault::Cell`].
    fn read(&mut self, slot: Slot) -> Result<Option<EpochKey>, Fault>;

    /// Writes a key into an empty slot.
    ///
    /// Errors: [`Fault::CellOccupied`] if the slot holds a key already, [`Fault::Cell`].
    fn write(&mut self, slot: Slot, key: &EpochKey) -> Result<(), Fault>;

    /// Erases a slot, whatever it holds; a slot that is empty stays so.
    ///
    /// Errors: [`Fault::Cell`].
    fn erase(&mut self, slot: Slot) -> Result<(), Fault>;
}

/// What a cell is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum CellKind {
    /// Two files.
    Disk,
    /// Two indexes in the memory of a TPM 2.0.
    Tpm,
}

/// How sure it is that a destroyed key is gone.
///
/// Source: promise G3; docs/spec/vault.md section 2.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Deleted by software: copies of the machine made before may still contain the key. Never "purge".
    E0,
    /// Zeroized inside a physical device; no copy was made outside of it.
    E1,
}

/// One of the two slots. Generations alternate.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Slot {
    /// For epochs 2, 4, 6, …
    Even,
    /// For epochs 1, 3, 5, …
    Odd,
}

/// The key of one generation. It is wiped when it goes, and never printed, cloned or serialized.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct EpochKey(Box<[u8; 32]>);

impl CellKind {
    /// Gives the name in data and certificates.
    pub fn code(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::Tpm => "tpm",
        }
    }
}

impl fmt::Display for CellKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Level {
    /// Gives the name in data and certificates.
    pub fn code(self) -> &'static str {
        match self {
            Self::E0 => "E0",
            Self::E1 => "E1",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Slot {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Even, Self::Odd];

    /// Gives the slot of a generation.
    pub fn of_epoch(epoch: u64) -> Self {
        if epoch.is_multiple_of(2) { Self::Even } else { Self::Odd }
    }

    /// Gives the other slot.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Even => Self::Odd,
            Self::Odd => Self::Even,
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Even => "even",
            Self::Odd => "odd",
        })
    }
}

impl EpochKey {
    /// Draws a new key.
    ///
    /// Errors: [`Fault::Entropy`]; also for 32 zero bytes, which mark an erased slot and come from no working source.
    pub fn draw(entropy: &mut dyn Entropy) -> Result<Self, Fault> {
        let mut key = Self(Box::new([0; 32]));
        entropy.fill(&mut *key.0)?;
        if key.is_zero() {
            return Err(Fault::Entropy { source: std::io::Error::other("32 zero bytes") });
        }
        Ok(key)
    }

    /// Reads what a slot holds; zero bytes are what erasing leaves, so they are no key.
    pub fn from_slot(bytes: &[u8; 32]) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        key.0.copy_from_slice(bytes);
        (!key.is_zero()).then_some(key)
    }

    /// Gives the bytes to the cell that keeps them and the cipher that uses them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Compares two keys without telling by its time where they differ.
    pub fn is_same(&self, other: &Self) -> bool {
        difference(&self.0, &other.0) == 0
    }

    fn is_zero(&self) -> bool {
        difference(&self.0, &[0; 32]) == 0
    }
}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(•••)")
    }
}

fn difference(left: &[u8; 32], right: &[u8; 32]) -> u8 {
    std::hint::black_box(left.iter().zip(right).fold(0, |sum, (left, right)| sum | (left ^ right)))
}
