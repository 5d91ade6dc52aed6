//! Scratch space for sorted runs.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// A place for runs that do not fit into memory: fingerprints only, which say nothing without their key.
///
/// Shape: every place is written once and then read; between what is written there may be gaps, which are never read.
pub trait Spill: Send {
    /// Writes bytes from a place on.
    ///
    /// Units: `offset` counts bytes from the beginning.
    /// Errors: those of the device.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Fills a buffer from a place on.
    ///
    /// Units: `offset` counts bytes from the beginning.
    /// Errors: those of the device; [`io::ErrorKind::UnexpectedEof`] past the end.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

impl Spill for Box<dyn Spill> {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        (**self).write_at(offset, bytes)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        (**self).read_at(offset, buffer)
    }
}

/// Runs in memory: for small tables and for tests.
#[derive(Debug, Default)]
pub struct MemorySpill(Vec<u8>);

impl Spill for MemorySpill {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::StorageFull)?;
        self.0.resize(self.0.len().max(start.saturating_add(bytes.len())), 0);
        self.0
            .get_mut(start..)
            .and_then(|mut rest| rest.write_all(bytes).ok())
            .ok_or(io::ErrorKind::StorageFull)?;
        Ok(())
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let bytes = self.0.get(start..).and_then(|rest| rest.get(..buffer.len()));
        buffer.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// Runs in a file, or in whatever else can be written and read anywhere; the caller opens and removes it.
#[derive(Debug)]
pub struct ScratchSpill<F>(F);

impl<F> ScratchSpill<F> {
    /// Takes an empty file.
    pub fn new(file: F) -> Self {
        Self(file)
    }
}

impl<F: Read + Write + Seek + Send> Spill for ScratchSpill<F> {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.write_all(bytes)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.read_exact(buffer)
    }
}
