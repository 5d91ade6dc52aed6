//! Reading a list and asking it.

use std::borrow::Cow;
use std::cmp::Ordering;

use sekisho_proof::canonical;

use super::{HEAD_BYTES, ListHead, ListKey, MAGIC, VALUE_BYTES, message};

/// Why a list cannot be asked. No message carries a value.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// The list: it ends too early.
    #[error("the list is cut off")]
    CutOff,
    /// The list or its key is not what was sealed.
    #[error("the list or its key is not what was sealed")]
    Edited,
    /// The asking: a field says nothing.
    #[error("field `{field}` says nothing")]
    FieldEmpty {
        /// Its name.
        field: String,
    },
    /// The asking: as many values as the list has fields are wanted.
    #[error("the list has {fields} fields")]
    Fields {
        /// How many.
        fields: usize,
    },
    /// The key: its bytes are no key.
    #[error("this is no key of a list")]
    NotAKey,
    /// The list: its bytes are no list.
    #[error("this is no list")]
    NotAList,
    /// The key is that of another list.
    #[error("the key is that of another list")]
    OtherKey,
}

/// A list that is whole, with its key.
#[derive(Debug)]
pub struct List<'a> {
    head: ListHead,
    key: ListKey,
    values: &'a [[u8; VALUE_BYTES]],
}

/// The parts of a list as they stand there; without its key nothing of them is checked.
struct Parts<'a> {
    head: ListHead,
    tag: &'a [u8; VALUE_BYTES],
    values: &'a [[u8; VALUE_BYTES]],
}

impl<'a> List<'a> {
    /// Reads a list and its key, and checks that the list is what was sealed.
    ///
    /// Errors: [`ListError::NotAList`], [`ListError::CutOff`], [`ListError::NotAKey`], [`ListError::OtherKey`],
    /// [`ListError::Edited`].
    pub fn open(bytes: &'a [u8], key: &[u8]) -> Result<Self, ListError> {
        let Parts { head, tag, values } = parts(bytes)?;
        let (key, copy, list) = ListKey::read(key).ok_or(ListError::NotAKey)?;
        if copy != head.copy.as_str() || list != head.list {
            return Err(ListError::OtherKey);
        }
        let sealed = bytes.get(..bytes.len().saturating_sub(VALUE_BYTES)).unwrap_or_default();
        let differs = key.tag(sealed).iter().zip(tag).fold(0, |seen, (own, read)| seen | (own ^ read));
        if differs != 0 || !values.is_sorted_by(|one, next| one < next) {
            return Err(ListError::Edited);
        }
        Ok(Self { head, key, values })
    }

    /// Gives what it says of itself.
    pub fn head(&self) -> &ListHead {
        &self.head
    }

    /// Tells whether a row with these values is in it.
    ///
    /// Shape: the values in the order of the fields.
    /// Errors: [`ListError::FieldEmpty`], [`ListError::Fields`].
    pub fn ask(&self, values: &[&str]) -> Result<bool, ListError> {
        let fields = &self.head.fields;
        if fields.len() != values.len() {
            return Err(ListError::Fields { fields: fields.len() });
        }
        let mut asked = Vec::new();
        let read = fields.iter().zip(values).map(|(field, value)| (field.reading, Cow::Borrowed(*value)));
        message(read, &mut asked).map_err(|place| {
            let field = fields.get(place).map(|one| one.name.clone()).unwrap_or_default();
            ListError::FieldEmpty { field }
        })?;
        Ok(self.values.binary_search(&self.key.value(&mut asked)).is_ok())
    }
}

/// Reads what a list says of itself, unchecked: only its key tells whether that is what was sealed.
///
/// Errors: [`ListError::NotAList`], [`ListError::CutOff`], [`ListError::Edited`] where it contradicts itself.
pub fn head_of(bytes: &[u8]) -> Result<ListHead, ListError> {
    parts(bytes).map(|parts| parts.head)
}

fn parts(bytes: &[u8]) -> Result<Parts<'_>, ListError> {
    let rest = match bytes.strip_prefix(&MAGIC) {
        Some(rest) => rest,
        None if MAGIC.starts_with(bytes) => return Err(ListError::CutOff),
        None => return Err(ListError::NotAList),
    };
    let (length, rest) = rest.split_first_chunk().ok_or(ListError::CutOff)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    if length > HEAD_BYTES {
        return Err(ListError::Edited);
    }
    let (head, rest) = rest.split_at_checked(length).ok_or(ListError::CutOff)?;
    let head: ListHead = canonical::from_slice(head).map_err(|_| ListError::Edited)?;
    if head.version != 1 || head.fields.is_empty() {
        return Err(ListError::NotAList);
    }
    let (values, tag) = rest.split_last_chunk().ok_or(ListError::CutOff)?;
    let wanted = head.rows.checked_mul(VALUE_BYTES as u64).ok_or(ListError::Edited)?;
    match (values.len() as u64).cmp(&wanted) {
        Ordering::Less => Err(ListError::CutOff),
        Ordering::Greater => Err(ListError::Edited),
        Ordering::Equal => Ok(Parts { head, tag, values: values.as_chunks().0 }),
    }
}
