//! Where compressed content waits until the manifest, which comes first, is known.

use std::fs::File;
use std::io;

use sekisho_seal::archive::{FileScratch, MemoryScratch, Scratch};
use zeroize::Zeroize as _;

use crate::desk::{DeskError, Entropy};

/// Memory up to a limit; then, if the caller gives one, a file, encrypted under a key that only lives here.
pub struct Spool {
    file: Option<FileScratch<File>>,
    left: u64,
    memory: MemoryScratch,
}

impl Spool {
    /// Keeps everything in memory, and refuses more than this.
    ///
    /// Units: bytes, compressed.
    pub fn memory(limit_bytes: u64) -> Self {
        Self { file: None, left: limit_bytes, memory: MemoryScratch::new() }
    }

    /// Keeps this much in memory, and the rest in a file that has no name any more.
    ///
    /// Units: bytes, compressed.
    /// Errors: [`DeskError::Entropy`].
    pub fn with_file(limit_bytes: u64, file: File, entropy: &mut Entropy<'_>) -> Result<Self, DeskError> {
        let mut key = [0; 32];
        entropy(&mut key).map_err(DeskError::Entropy)?;
        let file = Some(FileScratch::new(file, &key));
        key.zeroize();
        Ok(Self { file, left: limit_bytes, memory: MemoryScratch::new() })
    }
}

impl Scratch for Spool {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        if let Some(left) = self.left.checked_sub(length) {
            self.left = left;
            return self.memory.append(bytes);
        }
        // From here on everything goes to the file, so that the order stays.
        self.left = 0;
        match &mut self.file {
            Some(file) => file.append(bytes),
            None => {
                Err(io::Error::new(io::ErrorKind::StorageFull, "more than the memory that was set aside"))
            }
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.memory.rewind()?;
        self.file.as_mut().map_or(Ok(()), Scratch::rewind)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match (self.memory.read(buffer)?, &mut self.file) {
            (0, Some(file)) => file.read(buffer),
            (count, _) => Ok(count),
        }
    }
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").field("left", &self.left).finish_non_exhaustive()
    }
}
