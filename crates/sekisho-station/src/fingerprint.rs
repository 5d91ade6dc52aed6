//! Keyed fingerprints of the persons in a copy: "was this resident in it?" without a list of residents.
//!
//! The station draws a key for each copy, makes up to four kinds of fingerprints of every row while the row is
//! projected, and writes them as a sorted index, since the order of rows would tell. The key is sealed to the lookup
//! key of the permit; who holds the index alone can ask nothing. With the key, everybody can be found by trying: key
//! and index are personal data with their own retention.
//!
//! Bytes and normalization are written down in `docs/spec/fingerprint.md`. Fingerprints are made on threads of their own, in
//! memory that does not grow with the table: sorted runs go to a [`Spill`] and are merged.
//!
//! It does *not* draw keys, seal them, open files or answer clerks. Start from [`FingerprintKey`], [`Collector`] and
//! [`Index`].

mod collect;
mod file;
mod index;
mod keyed;
mod loads;
mod normal;

mod spill;

#[cfg(test)]
mod tests;

use std::io;

pub use collect::{Collector, Recipe};
pub(crate) use file::FILE_MAGIC;
pub use file::{FileHead, Indexed, Stored};
pub use index::{Index, KindCount};
pub use keyed::FingerprintKey;
pub(crate) use normal::{append_code, append_date, append_text, date_of};
pub use spill::{MemorySpill, ScratchSpill, Spill};

/// The bytes of a fingerprint: chance matches among 10^9 values are below 10^-20.
pub const FINGERPRINT_BYTES: usize = 16;

/// What a fingerprint is made of.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub enum Kind {
    /// The number under which the city knows the person (宛名番号).
    ResidentCode = 1,
    /// Name as written, and date of birth.
    NameAndBirth = 2,
    /// Address, and date of birth: finds a person whose name is spelled with another variant.
    AddressAndBirth = 3,
    /// Name in kana, and date of birth: what a caller says on the telephone.
    KanaAndBirth = 4,
}

/// Why fingerprints could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FingerprintError {
    /// The caller: a recipe names a field that the plan does not have, or a kind twice, or too few fields.
    #[error("recipe for fingerprints of kind {} does not fit the plan", *kind as u8)]
    Recipe {
        /// The kind.
        kind: Kind,
    },
    /// The machine: the scratch space for runs failed.
    #[error("cannot use the scratch space for fingerprints")]
    Spill {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The index: its bytes are not an index.
    #[error("fingerprint index is damaged: {problem}")]
    Index {
        /// What does not hold.
        problem: &'static str,
    },
    /// The machine: reading the index failed.
    #[error("cannot read the fingerprint index")]
    Read {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The machine: a thread could not be started, or stopped.
    #[error("thread for fingerprints stopped")]
    Thread,
    /// The machine: writing the index failed.
    #[error("cannot write the fingerprint index")]
    Write {
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// One fingerprint.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Fingerprint(pub [u8; FINGERPRINT_BYTES]);

impl Kind {
    /// All kinds, in the order in which an index holds them.
    pub const ALL: [Self; 4] =
        [Self::ResidentCode, Self::NameAndBirth, Self::AddressAndBirth, Self::KanaAndBirth];

    /// Tells how many fields it takes.
    pub fn fields(self) -> usize {
        match self {
            Self::ResidentCode => 1,
            Self::AddressAndBirth | Self::KanaAndBirth | Self::NameAndBirth => 2,
        }
    }

    /// Writes what is hashed for a person, for whoever holds the key; nothing if a field is empty once normalized.
    pub fn message(self, fields: &[&str]) -> Option<Vec<u8>> {
        let mut message = Vec::new();
        self.append_message(fields.iter().copied(), &mut message).then_some(message)
    }

    fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == code)
    }

    /// Appends what is hashed: the kind, then for each field its length and its normalized text.
    ///
    /// Shape: false, with nothing appended that counts, if no fingerprint is to be made.
    fn append_message<'f>(self, fields: impl Iterator<Item = &'f str>, message: &mut Vec<u8>) -> bool {
        message.push(self as u8);
        let mut count = 0_usize;
        for (place, field) in fields.enumerate() {
            let length_at = message.len();
            message.extend_from_slice(&[0; 4]);
            let text_at = message.len();
            match (self, place) {
                (Self::ResidentCode, _) => normal::append_code(field, message),
                (_, 1) => normal::append_date(field, message),
                _ => normal::append_text(field, message),
            }
            let Ok(length @ 1..) = u32::try_from(message.len().saturating_sub(text_at)) else { return false };
            if let Some(bytes) = message.get_mut(length_at..).and_then(|rest| rest.first_chunk_mut()) {
                *bytes = length.to_be_bytes();
            }
            count = count.saturating_add(1);
        }
        count == self.fields()
    }
}

/// Tells whether a person is in an index.
///
/// Shape: false also where the fields make no fingerprint, or the index holds none of this kind.
/// Errors: [`FingerprintError::Index`].
pub fn contains(
    index: &[u8],
    key: &FingerprintKey,
    kind: Kind,
    fields: &[&str],
) -> Result<bool, FingerprintError> {
    let index = Index::parse(index)?;
    Ok(key.fingerprint(kind, fields).is_some_and(|fingerprint| index.contains(kind, fingerprint)))
}
