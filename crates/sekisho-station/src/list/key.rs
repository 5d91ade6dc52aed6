//! The key of a list, and the member of the box in which it travels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::sealing::CopyId;
use zeroize::Zeroizing;

use super::{VALUE_BYTES, tagged};
use crate::desk::{DeskError, Entropy};
use crate::fingerprint::FingerprintKey;

/// The first word of a key's member.
const WORD: &str = "sekisho-list-key-1";

/// The key of one list, drawn for it alone; wiped when dropped.
pub struct ListKey {
    bytes: Zeroizing<[u8; 32]>,
    keyed: FingerprintKey,
}

impl std::fmt::Debug for ListKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ListKey(•••)")
    }
}

impl ListKey {
    /// Takes 32 bytes of chance.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        let keyed = FingerprintKey::new(&bytes);
        Self { bytes, keyed }
    }

    /// Draws a key.
    ///
    /// Errors: [`DeskError::Entropy`].
    pub fn draw(entropy: &mut Entropy<'_>) -> Result<Self, DeskError> {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy(&mut *bytes).map_err(DeskError::Entropy)?;
        Ok(Self::new(bytes))
    }

    /// Writes the member: one line that says of which list it is.
    pub fn to_line(&self, copy: &CopyId, list: &str) -> Zeroizing<String> {
        let key = Zeroizing::new(STANDARD.encode(self.bytes.as_slice()));
        Zeroizing::new(format!("{WORD} {copy} {list} {}\n", key.as_str()))
    }

    /// Reads a key's line: the key, the copy and the list that it is for.
    pub(super) fn read(line: &[u8]) -> Option<(Self, &str, &str)> {
        let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        let (word, rest) = line.split_once(' ')?;
        let (copy, rest) = rest.split_once(' ')?;
        let (list, key) = rest.rsplit_once(' ')?;
        let read = Zeroizing::new(STANDARD.decode(key).ok()?);
        let mut bytes = Zeroizing::new([0; 32]);
        let fits = word == WORD && read.len() == bytes.len();
        bytes.iter_mut().zip(read.iter()).for_each(|(own, read)| *own = *read);
        fits.then(|| (Self::new(bytes), copy, list))
    }

    /// Makes the value of a message, which is lengthened on the way.
    pub(super) fn value(&self, message: &mut Vec<u8>) -> [u8; VALUE_BYTES] {
        self.keyed.of_message(message).0
    }

    /// Makes the tag of a list's bytes.
    pub(super) fn tag(&self, bytes: &[u8]) -> [u8; VALUE_BYTES] {
        self.value(&mut tagged(bytes))
    }
}
