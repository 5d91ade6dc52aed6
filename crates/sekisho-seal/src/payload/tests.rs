use std::{io::Read, num::NonZeroUsize};

use proptest::prelude::*;

use super::*;
use crate::FileKey;

const NONCE: [u8; NONCE_BYTES] = *b"0123456789abcdef";
const SIZES: [usize; 12] = [
    0,
    1,
    CHUNK_BYTES - 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    2 * CHUNK_BYTES,
    (1 << 20) - 1,
    1 << 20,
    (1 << 20) + 1,
    17 * CHUNK_BYTES,
    (2 << 20) + 5,
    (4 << 20) + CHUNK_BYTES - 1,
];

fn key() -> FileKey {
    FileKey::new([7; 16])
}

fn workers(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

fn plain(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[0]).collect()
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let counted = seal(&key(), NONCE, plain, &mut out, workers(2)).unwrap();
    assert_eq!(counted, Counted { plain_bytes: plain.len() as u64, written_bytes: out.len() as u64 });
    out
}

fn opened(sealed: &[u8], count: usize) -> (Vec<u8>, Result<u64, PayloadError>) {
    let mut out = Vec::new();
    let result = open(&key(), sealed, &mut out, workers(count));
    (out, result)
}

/// An error without its source, so that it can be compared.
fn name(result: Result<u64, PayloadError>) -> String {
    format!("{:?}", result.unwrap_err())
}

/// A reader that gives a few bytes at a time.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(buffer.len()).min(self.0.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// The straight way to make a payload, one chunk after the other.
fn model(plain: &[u8]) -> Vec<u8> {
    let key = ChunkKey::derive(&key(), &NONCE);
    let mut out = NONCE.to_vec();
    let count = plain.len().div_ceil(CHUNK_BYTES).max(1);
    for i in 0..count {
        let mut chunk = plain[i * CHUNK_BYTES..plain.len().min((i + 1) * CHUNK_BYTES)].to_vec();
        let place = if i + 1 == count { Place::Last } else { Place::NotLast };
        let tag = key.seal(i as u64, place, &mut chunk);
        out.extend(chunk);
        out.extend(tag);
    }
    out
}

#[test]
fn every_size_makes_a_round_trip_with_any_number_of_workers() {
    for size in SIZES {
        let plain = plain(size);
        let expected = model(&plain);
        for count in 1..=4 {
            let mut out = Vec::new();
            let counted = seal(&key(), NONCE, Dribble(&plain, 60_001), &mut out, workers(count)).unwrap();
            assert!(out == expected, "sealed {size} bytes with {count} workers");
            assert_eq!((counted.plain_bytes, counted.written_bytes), (size as u64, out.len() as u64));
            let (back, result) = opened(&out, count);
            assert_eq!(result.unwrap(), size as u64);
            assert!(back == plain, "opened {size} bytes with {count} workers");
        }
        let mut back = Vec::new();
        Opening::new(&key(), Dribble(&expected, 7777)).unwrap().read_to_end(&mut back).unwrap();
        assert!(back == plain, "read {size} bytes");
    }
}

#[test]
fn a_cut_at_the_edge_of_any_chunk_is_told_as_truncated() {
    let plain = plain(35 * CHUNK_BYTES + 10);
    let whole = sealed(&plain);
    for chunk in 0..=35u64 {
        let cut = NONCE_BYTES + usize::try_from(chunk).unwrap() * SEALED_CHUNK_BYTES;
        let (out, result) = opened(&whole[..cut], 2);
        assert_eq!(name(result), format!("Truncated {{ chunk: {chunk} }}"));
        assert!(plain.starts_with(&out));
        let seeking = Seekable::open(&key(), &whole[..cut], 0).map(|opened| opened.plain_bytes());
        assert_eq!(name(seeking), format!("Truncated {{ chunk: {chunk} }}"));
    }
}

#[test]
fn a_cut_inside_a_chunk_is_told_as_cut_or_damaged() {
    let whole = sealed(&plain(3 * CHUNK_BYTES));
    let cut = &whole[..NONCE_BYTES + 2 * SEALED_CHUNK_BYTES + 100];
    assert_eq!(name(opened(cut, 2).1), "CutOrDamaged { chunk: 2 }");
    let cut = &whole[..NONCE_BYTES + 2 * SEALED_CHUNK_BYTES + 15];
    assert_eq!(name(opened(cut, 2).1), "Truncated { chunk: 2 }");
    assert_eq!(name(opened(&whole[..10], 2).1), "Truncated { chunk: 0 }");
    assert_eq!(name(opened(&[], 2).1), "Truncated { chunk: 0 }");
}

#[test]
fn another_key_is_told_as_wrong_key_and_nothing_is_written() {
    for size in [0, 1, 100, 40 * CHUNK_BYTES] {
        let mut out = Vec::new();
        let whole = sealed(&plain(size));
        let result = open(&FileKey::new([8; 16]), &whole[..], &mut out, workers(3));
        assert_eq!(name(result), "WrongKey");
        assert!(out.is_empty());
    }
}

#[test]
fn a_flipped_chunk_is_named() {
    let plain = plain(40 * CHUNK_BYTES);
    let whole = sealed(&plain);
    for chunk in [0usize, 1, 15, 16, 30, 39] {
        let mut bad = whole.clone();
        bad[NONCE_BYTES + chunk * SEALED_CHUNK_BYTES + 12_345] ^= 1;
        let (out, result) = opened(&bad, 2);
        assert_eq!(name(result), format!("Damaged {{ chunk: {chunk} }}"));
        assert!(out == plain[..chunk * CHUNK_BYTES], "all chunks before {chunk} and nothing else");
        let mut read = Vec::new();
        Opening::new(&key(), &bad[..]).unwrap().read_to_end(&mut read).unwrap_err();
        assert!(read == out, "read up to chunk {chunk}");
    }
}

#[test]
fn swapped_chunks_are_told_as_reordered() {
    let whole = sealed(&plain(40 * CHUNK_BYTES));
    for (a, b) in [(0usize, 1usize), (3, 20), (17, 18), (5, 39)] {
        let mut bad = whole.clone();
        let at = |i: usize| NONCE_BYTES + i * SEALED_CHUNK_BYTES..NONCE_BYTES + (i + 1) * SEALED_CHUNK_BYTES;
        bad[at(a)].copy_from_slice(&whole[at(b)]);
        bad[at(b)].copy_from_slice(&whole[at(a)]);
        assert_eq!(name(opened(&bad, 2).1), format!("Reordered {{ chunk: {a}, belongs_at: {b} }}"));
    }
}

#[test]
fn data_after_the_last_chunk_are_told_as_trailing() {
    for size in [0, 10, CHUNK_BYTES, 16 * CHUNK_BYTES, 20 * CHUNK_BYTES] {
        let mut bad = sealed(&plain(size));
        if size % CHUNK_BYTES != 0 || size == 0 {
            // What follows a short chunk becomes part of it.
            bad.resize(bad.len() + 3 * SEALED_CHUNK_BYTES, 0);
            assert!(opened(&bad, 2).1.is_err());
            continue;
        }
        let last = size / CHUNK_BYTES - 1;
        for extra in [1, 16, SEALED_CHUNK_BYTES] {
            let longer = [&bad[..], &vec![0; extra]].concat();
            assert_eq!(name(opened(&longer, 2).1), format!("TrailingData {{ chunk: {last} }}"));
        }
    }
}

#[test]
fn an_empty_last_chunk_is_refused() {
    for chunks in [1usize, 15, 16, 17] {
        let plain = plain(chunks * CHUNK_BYTES);
        let key = ChunkKey::derive(&key(), &NONCE);
        let mut bad = NONCE.to_vec();
        for (counter, chunk) in plain.chunks(CHUNK_BYTES).enumerate() {
            let mut chunk = chunk.to_vec();
            let tag = key.seal(counter as u64, Place::NotLast, &mut chunk);
            bad.extend(chunk);
            bad.extend(tag);
        }
        bad.extend(key.seal(chunks as u64, Place::Last, &mut []));
        assert_eq!(name(opened(&bad, 2).1), format!("EmptyLastChunk {{ chunk: {chunks} }}"));
        let seeking = Seekable::open(&super::tests::key(), &bad[..], 0).map(|opened| opened.plain_bytes());
        assert_eq!(name(seeking), format!("EmptyLastChunk {{ chunk: {chunks} }}"));
    }
}

#[test]
fn a_reader_that_failed_stays_failed() {
    let mut whole = sealed(&plain(40 * CHUNK_BYTES));
    whole[NONCE_BYTES + 20 * SEALED_CHUNK_BYTES] ^= 1;
    let mut opening = Opening::new(&key(), &whole[..]).unwrap();
    let mut out = Vec::new();
    let error = opening.read_to_end(&mut out).unwrap_err();
    let cause = error.get_ref().unwrap().downcast_ref::<PayloadError>().unwrap();
    assert!(matches!(cause, PayloadError::Damaged { chunk: 20 }));
    assert_eq!(out.len(), 20 * CHUNK_BYTES);
    assert!(opening.read(&mut [0; 10]).is_err());
}

#[test]
fn an_output_that_fails_ends_the_work() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let error = seal(&key(), NONCE, io::repeat(1), Full, workers(3)).unwrap_err();
    assert!(matches!(error, PayloadError::Write { source } if source.kind() == io::ErrorKind::StorageFull));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_length_makes_a_round_trip(length in 0usize..3 << 20, count in 1usize..5, piece in 1usize..200_000) {
        let plain = plain(length);
        let mut out = Vec::new();
        seal(&key(), NONCE, Dribble(&plain, piece), &mut out, workers(count)).unwrap();
        let (back, result) = opened(&out, count);
        prop_assert_eq!(result.unwrap(), length as u64);
        prop_assert!(back == plain);
    }

    #[test]
    fn any_range_is_read(length in 1usize..600_000, at in 0.0f64..1.1, count in 0usize..200_000) {
        let plain = plain(length);
        let whole = [&b"a header"[..], &sealed(&plain)].concat();
        let seekable = Seekable::open(&key(), &whole[..], 8).unwrap();
        prop_assert_eq!(seekable.plain_bytes(), length as u64);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place within or behind the text")]
        let at = (length as f64 * at) as usize;
        let mut buffer = vec![0; count];
        let read = seekable.read_range(&mut buffer, at as u64).unwrap();
        let expected = plain.get(at..).unwrap_or_default();
        let expected = &expected[..expected.len().min(count)];
        prop_assert!(buffer[..read] == *expected);
    }

    #[test]
    fn any_flip_is_found_and_only_true_bytes_are_written(length in 0usize..300_000, place in any::<prop::sample::Index>(), bit in 0u8..8) {
        let plain = plain(length);
        let mut bad = sealed(&plain);
        let place = place.index(bad.len());
        bad[place] ^= 1 << bit;
        let (out, result) = opened(&bad, 2);
        prop_assert!(result.is_err());
        prop_assert!(plain.starts_with(&out));
    }

    #[test]
    fn any_cut_is_found(length in 0usize..300_000, place in any::<prop::sample::Index>()) {
        let plain = plain(length);
        let whole = sealed(&plain);
        let cut = &whole[..place.index(whole.len())];
        let (out, result) = opened(cut, 2);
        prop_assert!(result.is_err());
        prop_assert!(plain.starts_with(&out));
        prop_assert!(Seekable::open(&key(), cut, 0).is_err());
    }

    #[test]
    fn arbitrary_bytes_are_refused_in_peace(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(opened(&bytes, 2).1.is_err());
        prop_assert!(Seekable::open(&key(), &bytes[..], 3).is_err());
    }
}
