//! Buffers of content, overwritten before their memory goes back.

use std::ops::{Deref, DerefMut};

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
}
