//! Scratch space for sorted runs.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// A place for runs that do not fit into memory: fingerprints only, which say nothing without their key.
///
/// Shape: runs are appended one after another and read back by their place; nothing is ever changed.
pub trait Spill: Send {
    /// Appends bytes.
    ///
    /// Errors: those of the device.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Fills a buffer from a place on.
    ///
    /// Units: `offset` counts bytes from the first that was appended.
    /// Errors: those of the device; [`io::ErrorKind::UnexpectedEof`] past the end.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

impl Spill for Box<dyn Spill> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        (**self).append(bytes)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        (**self).read_at(offset, buffer)
    }
}

/// Runs in memory: for small tables and for tests.
#[derive(Debug, Default)]
pub struct MemorySpill(Vec<u8>);

impl Spill for MemorySpill {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
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
pub struct ScratchSpill<F> {
    end: u64,
    file: F,
}

impl<F> ScratchSpill<F> {
    /// Takes an empty file.
    pub fn new(file: F) -> Self {
        Self { end: 0, file }
    }
}

impl<F: Read + Write + Seek + Send> Spill for ScratchSpill<F> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(bytes)?;
        self.end = self.end.saturating_add(bytes.len() as u64);
        Ok(())
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.read_exact(buffer)
    }
}
