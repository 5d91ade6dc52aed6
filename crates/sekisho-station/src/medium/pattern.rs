//! The keyed stream: what each position of the medium must hold.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use zeroize::Zeroizing;

use super::BLOCK_BYTES;

/// One piece of work, and the stretch that one nonce covers.
///
/// Units: bytes. 1 MiB keeps direct writing fast and two workers under 4 MiB of memory; `ChaCha20` could give 256 GiB
/// under one nonce, which is less than a large disk.
pub(super) const PIECE_BYTES: usize = 1 << 20;
/// The same as a position.
pub(super) const PIECE: u64 = 1 << 20;
/// The same for a block.
pub(super) const BLOCK: u64 = 4096;
/// How much of a block says which block it is: one block of `ChaCha20`.
pub(super) const SAMPLE_BYTES: usize = 64;

/// Is the key of one wipe; drawn for it, used up by it, forgotten after it.
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct WipeKey(Zeroizing<[u8; 32]>);

impl WipeKey {
    /// Takes 32 random bytes as the key of one wipe.
    pub fn from_random(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }
}

/// Knows what each position must hold.
pub(super) struct Pattern(WipeKey);

impl Pattern {
    pub(super) fn new(key: WipeKey) -> Self {
        Self(key)
    }

    /// Writes what must stand at this position; must not cross a piece.
    pub(super) fn fill(&self, offset: u64, bytes: &mut [u8]) {
        self.cipher_at(offset).write_keystream(bytes);
    }

    /// Takes the pattern off: what is right becomes zero. Done twice, it gives the bytes back.
    pub(super) fn strip(&self, offset: u64, bytes: &mut [u8]) {
        self.cipher_at(offset).apply_keystream(bytes);
    }

    /// Finds the block that begins with these bytes.
    ///
    /// Shape: looks at whole blocks below `size`, in ascending order.
    pub(super) fn locate(&self, sample: &[u8; SAMPLE_BYTES], size: u64) -> Option<u64> {
        let mut found = [0; SAMPLE_BYTES];
        (0..size / BLOCK).map(|block| block * BLOCK).find(|&offset| {
            self.fill(offset, &mut found);
            found == *sample
        })
    }

    fn cipher_at(&self, offset: u64) -> ChaCha20 {
        let mut nonce = [0; 12];
        for (to, from) in nonce.iter_mut().zip((offset / PIECE).to_le_bytes()) {
            *to = from;
        }
        let mut cipher = ChaCha20::new(&(*self.0.0).into(), &nonce.into());
        cipher.seek(offset % PIECE);
        cipher
    }
}

/// Is a buffer of one piece that begins at a multiple of a block, as direct reading and writing want.
///
/// Shape: wiped when it goes, because reading back a faulty medium brings old content into it.
pub(super) struct Buffer {
    bytes: Zeroizing<Vec<u8>>,
    start: usize,
}

impl Buffer {
    pub(super) fn new() -> Self {
        let bytes = Zeroizing::new(vec![0; PIECE_BYTES + BLOCK_BYTES]);
        let start = bytes.as_ptr().align_offset(BLOCK_BYTES).min(BLOCK_BYTES);
        Self { bytes, start }
    }

    /// Gives the first `len` bytes, at most a piece.
    pub(super) fn first(&mut self, len: usize) -> &mut [u8] {
        self.bytes.get_mut(self.start..self.start + len.min(PIECE_BYTES)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(byte: u8) -> Pattern {
        Pattern::new(WipeKey::from_random(Zeroizing::new([byte; 32])))
    }

    #[test]
    fn every_position_has_its_own_content() {
        let mut seen = std::collections::BTreeSet::new();
        for offset in (0..4 * PIECE).step_by(BLOCK_BYTES) {
            let mut block = [0; SAMPLE_BYTES];
            pattern(1).fill(offset, &mut block);
            assert!(seen.insert(block), "block {offset} looks like another");
        }
        // Beyond what a 32-bit counter of blocks could number under one nonce.
        let (mut near, mut far) = ([0; 64], [0; 64]);
        pattern(1).fill(0, &mut near);
        pattern(1).fill(1 << 38, &mut far);
        assert_ne!(near, far);
    }

    #[test]
    fn a_part_is_the_same_as_the_part_of_a_whole() {
        let mut whole = vec![0; PIECE_BYTES];
        pattern(2).fill(3 * PIECE, &mut whole);
        let mut part = vec![0; BLOCK_BYTES];
        pattern(2).fill(3 * PIECE + 5 * BLOCK, &mut part);
        assert_eq!(part, whole[5 * BLOCK_BYTES..6 * BLOCK_BYTES]);
        pattern(2).strip(3 * PIECE, &mut whole);
        assert!(whole.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn the_first_block_is_the_published_stream() {
        // SOURCE: RFC 8439, appendix A.1, test vector 1 (key and nonce zero, counter zero).
        let mut block = [0; 8];
        pattern(0).fill(0, &mut block);
        assert_eq!(block, [0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90]);
    }

    #[test]
    fn a_block_is_located_by_its_first_bytes() {
        let mut sample = [0; SAMPLE_BYTES];
        pattern(3).fill(7 * BLOCK, &mut sample);
        assert_eq!(pattern(3).locate(&sample, 8 * BLOCK), Some(7 * BLOCK));
        assert_eq!(pattern(3).locate(&sample, 7 * BLOCK), None);
    }

    #[test]
    fn a_buffer_is_aligned() {
        let mut buffer = Buffer::new();
        assert_eq!(buffer.first(PIECE_BYTES).as_ptr().align_offset(BLOCK_BYTES), 0);
        assert_eq!(buffer.first(PIECE_BYTES).len(), PIECE_BYTES);
        assert_eq!(buffer.first(5).len(), 5);
    }
}
