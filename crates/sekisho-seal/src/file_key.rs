//! The 16 bytes under which one container is encrypted.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// The file key of one container: made for it alone, wiped when it goes.
///
/// Source: C2SP age, "File key".
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct FileKey([u8; 16]);

impl FileKey {
    /// Takes 16 random bytes over.
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Gives the bytes to what wraps or expands them.
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(•••)")
    }
}
