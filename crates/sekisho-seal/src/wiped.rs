//! Buffers of content, overwritten before their memory goes back.

use std::{
    io,
    ops::{Deref, DerefMut},
};

use blake3::Hasher;
use memmap2::MmapMut;
use zeroize::Zeroize as _;

/// A buffer that is overwritten as a whole when it goes, with what it held before and holds no more.
///
/// `Zeroizing<Vec<u8>>` does the same byte by byte, which for tens of megabytes takes longer than to seal them: for what is
/// large, this is one write and the barrier that keeps it.
#[derive(Clone, Default)]
pub(crate) struct Wiped(Vec<u8>);

impl Wiped {
    /// Makes an empty buffer. Whoever writes more than this leaves a copy behind that nobody wipes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    fn wipe(&mut self) {
        let room = self.0.capacity();
        self.0.clear();
        self.0.resize(room, 0);
        // Without it the compiler may leave out what nobody reads.
        zeroize::optimization_barrier(self.0.as_slice());
    }
}

impl From<Vec<u8>> for Wiped {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for Wiped {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Wiped {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// A buffer of a fixed size, overwritten as far as it was ever filled when it goes.
///
/// It lies in large pages, where the system has them: to be given megabytes page by page of 4 KiB takes a fifth of the time
/// that is needed to compress as much.
pub(crate) struct Slab {
    length: usize,
    map: MmapMut,
    touched: usize,
}

impl Slab {
    /// Makes an empty buffer.
    ///
    /// Errors: those of the system, when it has no memory left.
    pub(crate) fn new(bytes: usize) -> io::Result<Self> {
        let map = MmapMut::map_anon(bytes)?;
        // A wish: a system that does not grant it gives small pages.
        #[cfg(target_os = "linux")]
        let _ = map.advise(memmap2::Advice::HugePage);
        Ok(Self { length: 0, map, touched: 0 })
    }

    /// Adds bytes at the end, as many as there is room for, and tells how many.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> usize {
        let room = self.map.get_mut(self.length..).unwrap_or_default();
        let count = bytes.len().min(room.len());
        if let (Some(room), Some(bytes)) = (room.get_mut(..count), bytes.get(..count)) {
            room.copy_from_slice(bytes);
        }
        self.length = self.length.saturating_add(count);
        self.touched = self.touched.max(self.length);
        count
    }

    /// Empties it; what was in it is overwritten by what comes next, or when it goes.
    pub(crate) fn clear(&mut self) {
        self.length = 0;
    }

    /// Drops what stands behind a length.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    fn wipe(&mut self) {
        let touched = self.map.get_mut(..self.touched).unwrap_or_default();
        touched.fill(0);
        zeroize::optimization_barrier(touched);
    }
}

impl Deref for Slab {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.map.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Slab {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// A digest in the making; the last bytes that it saw are wiped when it goes.
#[derive(Default)]
pub(crate) struct Hashed(Hasher);

impl Deref for Hashed {
    type Target = Hasher;

    fn deref(&self) -> &Hasher {
        &self.0
    }
}

impl DerefMut for Hashed {
    fn deref_mut(&mut self) -> &mut Hasher {
        &mut self.0
    }
}

impl Drop for Hashed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_buffer_is_overwritten_and_what_it_held_before() {
        let mut buffer = Wiped::with_capacity(100);
        buffer.extend_from_slice(&[7; 90]);
        buffer.truncate(3);
        let room = buffer.capacity();
        buffer.wipe();
        assert_eq!(*buffer, vec![0; room]);
    }

    #[test]
    fn a_slab_takes_what_fits_and_is_overwritten_as_far_as_it_was_filled() {
        let mut slab = Slab::new(10_000).unwrap();
        assert_eq!(
            (slab.append(&[7; 9_000]), slab.append(&[8; 9_000]), slab.append(&[9])),
            (9_000, 1_000, 0)
        );
        assert_eq!((slab.len(), slab[8_999], slab[9_000]), (10_000, 7, 8));
        slab.truncate(5);
        assert_eq!(*slab, [7; 5]);
        slab.clear();
        assert_eq!(slab.append(b"ab"), 2);
        assert_eq!(*slab, *b"ab");
        slab.wipe();
        assert!(slab.map.iter().all(|byte| *byte == 0));
    }
}
