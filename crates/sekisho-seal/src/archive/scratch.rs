//! Where compressed frames wait until the manifest, which comes first, is known.

use std::{
    collections::VecDeque,
    io::{self, Read, Seek, SeekFrom, Write},
};

use crate::{
    payload::{CHUNK_BYTES, ChunkKey, Place, TAG_BYTES, read_full},
    wiped::{Slab, Wiped},
};

/// Takes bytes, then gives them back in the same order, once.
pub trait Scratch: Send {
    /// Adds bytes at the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Ends the appending: reading begins with the first byte.
    fn rewind(&mut self) -> io::Result<()>;

    /// Gives the next bytes; 0 at the end.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
}

/// Memory that is taken at a time.
const SLAB_BYTES: usize = 2 * 1024 * 1024;

/// Keeps everything in memory, for archives that are known to be small.
#[derive(Default)]
pub struct MemoryScratch {
    slabs: VecDeque<Slab>,
    served: usize,
}

impl MemoryScratch {
    /// Makes an empty scratch.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Scratch for MemoryScratch {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Slabs instead of one growing buffer: growing would leave copies behind that nobody wipes.
        let mut rest = bytes;
        while !rest.is_empty() {
            let count = self.slabs.back_mut().map_or(0, |slab| slab.append(rest));
            if count == 0 {
                self.slabs.push_back(Slab::new(SLAB_BYTES)?);
            }
            rest = rest.get(count..).unwrap_or_default();
        }
        Ok(())
    }

    fn rewind(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(slab) = self.slabs.front() else { return Ok(0) };
        let rest = slab.get(self.served..).unwrap_or_default();
        let count = copy(rest, buffer);
        if count == rest.len() {
            self.slabs.pop_front();
            self.served = 0;
        } else {
            self.served = self.served.saturating_add(count);
        }
        Ok(count)
    }
}

impl std::fmt::Debug for MemoryScratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryScratch").field("slabs", &self.slabs.len()).finish_non_exhaustive()
    }
}

/// Keeps everything in a file, encrypted under a key that only lives here: what is left of the file after a crash
/// tells its length and nothing else.
pub struct FileScratch<F> {
    file: F,
    key: ChunkKey,
    block: Wiped,
    counter: u64,
    served: usize,
}

impl<F: Read + Write + Seek> FileScratch<F> {
    /// Takes an empty file and a fresh random key that nothing else uses.
    pub fn new(file: F, key: &[u8; 32]) -> Self {
        let block = Wiped::with_capacity(CHUNK_BYTES.saturating_add(TAG_BYTES));
        Self { file, key: ChunkKey::new(key), block, counter: 0, served: 0 }
    }

    fn flush(&mut self) -> io::Result<()> {
        let tag = self.key.seal(self.counter, Place::NotLast, &mut self.block);
        self.block.extend_from_slice(&tag);
        self.file.write_all(&self.block)?;
        self.block.clear();
        self.counter = self.counter.saturating_add(1);
        Ok(())
    }

    fn next_block(&mut self) -> io::Result<()> {
        self.served = 0;
        self.block.clear();
        self.block.resize(CHUNK_BYTES.saturating_add(TAG_BYTES), 0);
        let count = read_full(&mut self.file, &mut self.block)?;
        self.block.truncate(count);
        if count == 0 {
            return Ok(());
        }
        let opened = self.key.open(self.counter, Place::NotLast, &mut self.block, 0);
        self.block.truncate(count.saturating_sub(TAG_BYTES));
        if opened.is_err() {
            self.block.clear();
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the scratch file was changed"));
        }
        self.counter = self.counter.saturating_add(1);
        Ok(())
    }
}

impl<F: Read + Write + Seek + Send> Scratch for FileScratch<F> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = CHUNK_BYTES.saturating_sub(self.block.len()).min(rest.len());
            let (now, later) = rest.split_at(room);
            self.block.extend_from_slice(now);
            rest = later;
            if self.block.len() == CHUNK_BYTES {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn rewind(&mut self) -> io::Result<()> {
        if !self.block.is_empty() {
            self.flush()?;
        }
        self.file.flush()?;
        self.file.seek(SeekFrom::Start(0))?;
        self.counter = 0;
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.served >= self.block.len() {
            self.next_block()?;
        }
        let count = copy(self.block.get(self.served..).unwrap_or_default(), buffer);
        self.served = self.served.saturating_add(count);
        Ok(count)
    }
}

impl<F> std::fmt::Debug for FileScratch<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileScratch").field("blocks", &self.counter).finish_non_exhaustive()
    }
}

fn copy(from: &[u8], to: &mut [u8]) -> usize {
    let count = from.len().min(to.len());
    if let (Some(to), Some(from)) = (to.get_mut(..count), from.get(..count)) {
        to.copy_from_slice(from);
    }
    count
}
