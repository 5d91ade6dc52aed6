//! Lists that answer yes or no: "is this person in it?" without a table of persons.
//!
//! The station draws a key for each list, writes a keyed value of every row, sorted, and nothing else of it. List and key lie in
//! the box as two members. Whoever has both can try values, as many as a machine can in a second; whoever has one of them
//! learns nothing. How many rows there are, everybody sees; how many of them are alike, nobody does.
//!
//! Bytes and readings are written down in `docs/spec/list.md`. Values of all rows are held in memory until they are sorted:
//! 16 bytes a row.
//!
//! It does *not* draw keys by itself or open files. Start from [`Lines`] and [`List`].

mod key;
mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use sekisho_core::id::{DatasetId, PermitId};
use sekisho_core::less::{Condition, Reading};
use sekisho_core::sealing::CopyId;
use sekisho_proof::canonical;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use key::ListKey;
pub use read::{List, ListError, head_of};

use crate::desk::{DeskError, Entropy};
use crate::fingerprint::{append_code, append_date, append_text};

/// The first bytes of a list, and of what is keyed.
const MAGIC: [u8; 4] = *b"SKY1";
/// The bytes of a keyed value.
const VALUE_BYTES: usize = 16;
/// The longest head. Units: bytes.
const HEAD_BYTES: usize = 64 << 10;

/// What stands before the values.
///
/// Shape: canonical JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListHead {
    /// In which copy it is.
    pub copy: CopyId,
    /// Of which dataset.
    pub dataset: DatasetId,
    /// What a value is made of, in this order.
    pub fields: Vec<ListField>,
    /// The name of the list in its box.
    pub list: String,
    /// Under which permit.
    pub permit: PermitId,
    /// How many rows it has.
    pub rows: u64,
    /// The version of this form: 1.
    pub version: u32,
    /// Which rows are in it; all, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yes_if: Option<Condition>,
}

/// One field of a list.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListField {
    /// Its name, as in the table.
    pub name: String,
    /// How its values are read.
    pub reading: Reading,
}

/// Appends a value as it is compared.
pub(crate) fn append(reading: Reading, value: &str, out: &mut Vec<u8>) {
    match reading {
        Reading::Code => append_code(value, out),
        Reading::Date => append_date(value, out),
        Reading::Digits => {
            let start = out.len();
            append_text(value, out);
            let text = out.split_off(start);
            out.extend(text.into_iter().filter(u8::is_ascii_digit));
        }
        Reading::Text => append_text(value, out),
    }
}

fn code(reading: Reading) -> u8 {
    match reading {
        Reading::Code => 1,
        Reading::Date => 2,
        Reading::Digits => 3,
        Reading::Text => 4,
    }
}

/// Writes what is keyed: the fields in their order, each with its reading and length.
///
/// Errors: the place of the first field that says nothing; such a value would match everybody whose field is empty.
pub(crate) fn message<'v>(
    fields: impl ExactSizeIterator<Item = (Reading, Cow<'v, str>)>,
    out: &mut Vec<u8>,
) -> Result<(), usize> {
    out.clear();
    out.extend_from_slice(&MAGIC);
    // INVARIANT: a document has at most 16 fields in a list.
    out.push(u8::try_from(fields.len()).unwrap_or(u8::MAX));
    for (place, (reading, value)) in fields.enumerate() {
        out.push(code(reading));
        let length_at = out.len();
        out.extend_from_slice(&[0; 4]);
        let text_at = out.len();
        append(reading, &value, out);
        let Ok(length @ 1..) = u32::try_from(out.len().saturating_sub(text_at)) else { return Err(place) };
        if let Some(bytes) = out.get_mut(length_at..).and_then(|rest| rest.first_chunk_mut()) {
            *bytes = length.to_be_bytes();
        }
    }
    Ok(())
}

/// The values of a list while its table passes.
#[derive(Debug)]
pub struct Lines {
    key: ListKey,
    message: Vec<u8>,
    values: Vec<u128>,
}

/// What is written of a list.
#[derive(Debug)]
pub struct Written {
    /// The bytes of the list.
    pub bytes: Vec<u8>,
    /// Its key.
    pub key: ListKey,
    /// How many rows are like an earlier one.
    pub repeated: u64,
}

impl Lines {
    /// Begins a list.
    pub fn new(key: ListKey) -> Self {
        Self { key, message: Vec::new(), values: Vec::new() }
    }

    /// Takes the fields of a row.
    ///
    /// Errors: the place of the first field that says nothing.
    pub fn add<'v>(
        &mut self,
        fields: impl ExactSizeIterator<Item = (Reading, Cow<'v, str>)>,
    ) -> Result<(), usize> {
        message(fields, &mut self.message)?;
        self.values.push(u128::from_be_bytes(self.key.value(&mut self.message)));
        Ok(())
    }

    /// Sorts the values and writes the list. Rows that are alike are one value; chance fills up, so that the count is that of the
    /// rows and tells nothing more.
    ///
    /// Shape: `head.rows` becomes what was counted.
    /// Errors: [`DeskError::Entropy`]; [`DeskError::Text`] if the head cannot be written.
    pub fn finish(mut self, mut head: ListHead, entropy: &mut Entropy<'_>) -> Result<Written, DeskError> {
        let rows = self.values.len();
        head.rows = rows as u64;
        self.settle();
        let repeated = rows.saturating_sub(self.values.len()) as u64;
        while self.values.len() < rows {
            for _ in self.values.len()..rows {
                let mut chance = [0; VALUE_BYTES];
                entropy(&mut chance).map_err(DeskError::Entropy)?;
                self.values.push(u128::from_be_bytes(chance));
            }
            self.settle();
        }
        let head = canonical::to_vec(&head).map_err(|error| DeskError::Text(error.to_string()))?;
        let length = u32::try_from(head.len()).ok().filter(|_| head.len() <= HEAD_BYTES);
        let length = length.ok_or_else(|| DeskError::Text("the head of the list is too long".to_owned()))?;
        let mut bytes = Vec::with_capacity(rows.saturating_mul(VALUE_BYTES).saturating_add(head.len()));
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&head);
        for value in &self.values {
            bytes.extend_from_slice(&value.to_be_bytes());
        }
        let tag = self.key.tag(&bytes);
        bytes.extend_from_slice(&tag);
        Ok(Written { bytes, key: self.key, repeated })
    }

    fn settle(&mut self) {
        self.values.sort_unstable();
        self.values.dedup();
    }
}

/// Writes what the tag is made of. No list has 0 fields, so no row has the same message.
fn tagged(bytes: &[u8]) -> Vec<u8> {
    let mut message = MAGIC.to_vec();
    message.push(0);
    message.extend_from_slice(&Sha256::digest(bytes));
    message
}
