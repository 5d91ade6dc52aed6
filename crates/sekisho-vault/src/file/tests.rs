//! The one form of a vault file: the worked example of docs/spec/vault.md, and all that is refused.

use proptest::prelude::*;

use super::*;

const PAGE: &str = include_str!("../../../../docs/spec/vault.md");

fn key(first: u8) -> EpochKey {
    EpochKey::from_slot(&std::array::from_fn(|i| first + u8::try_from(i).unwrap())).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn written(
    epoch: u64,
    nonce: [u8; 24],
    key: &EpochKey,
    latest: Timestamp,
    seeds: &BTreeMap<KeyHash, (Kind, Seed)>,
) -> Vec<u8> {
    encode(epoch, nonce, key, latest, seeds.iter().map(|(hash, (kind, seed))| (hash, kind, seed))).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    let lines =
        bytes.chunks(32).map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_worked_example_of_the_page_is_what_is_written() {
    let seeds = BTreeMap::from([
        (
            KeyHash::from_bytes([0x11; 32]),
            (Kind::Release { not_after: at(1_782_010_800) }, Seed::copy_of(&[0xaa; 32])),
        ),
        (KeyHash::from_bytes([0x22; 32]), (Kind::Answer, Seed::copy_of(&[0xbb; 32]))),
    ]);
    let nonce = std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap());
    let bytes = written(7, nonce, &key(1), at(1_782_000_000), &seeds);
    let example =
        PAGE.split("```hex\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap_or_default();
    assert_eq!(hex(&bytes), example);
    let read = decode(&bytes, 7, &key(1)).unwrap();
    assert_eq!(read.latest, at(1_782_000_000));
    let kinds: Vec<Kind> = read.seeds.values().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [Kind::Release { not_after: at(1_782_010_800) }, Kind::Answer]);
}

/// Seals entries that the encoder would never write.
fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut bytes = [MAGIC.as_slice(), &7_u64.to_be_bytes()].concat();
    let mut plain = plain.to_vec();
    let tag = XChaCha20Poly1305::new(key(1).expose().into())
        .encrypt_inout_detached(&XNonce::from([0; 24]), &bytes, plain.as_mut_slice().into())
        .unwrap();
    bytes.extend_from_slice(&[0; 24]);
    bytes.extend_from_slice(&plain);
    bytes.extend_from_slice(&tag);
    bytes
}

fn entry(hash: u8, time: u64, flags: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    push(&mut bytes, &[hash; 32], &[hash; 32], time, flags);
    bytes
}

#[test]
fn entries_have_one_form_only() {
    let clock = || entry(0, 5, CLOCK);
    let good =
        [clock(), entry(1, 9, RELEASE), entry(2, 9, LOOKUP), entry(3, 0, ANSWER), entry(4, 0, RECEIPT)];
    assert_eq!(decode(&sealed(&good.concat()), 7, &key(1)).unwrap().seeds.len(), 4);
    let table: [(&str, Vec<Vec<u8>>); 10] = [
        ("no clock", vec![entry(1, 9, RELEASE)]),
        ("a clock with a seed", vec![entry(1, 5, CLOCK)]),
        ("two clocks", vec![clock(), clock()]),
        ("the clock not first", vec![entry(1, 9, RELEASE), clock()]),
        ("not sorted", vec![clock(), entry(2, 9, RELEASE), entry(1, 9, RELEASE)]),
        ("one hash twice", vec![clock(), entry(1, 9, RELEASE), entry(1, 9, RELEASE)]),
        ("unknown flags", vec![clock(), entry(1, 9, 5)]),
        ("an end for a key that stays", vec![clock(), entry(1, 9, ANSWER)]),
        ("an end beyond the calendar", vec![clock(), entry(1, u64::MAX, RELEASE)]),
        ("a time beyond the calendar", vec![entry(0, 1 << 62, CLOCK)]),
    ];
    for (what, entries) in table {
        assert_eq!(decode(&sealed(&entries.concat()), 7, &key(1)).unwrap_err(), Flaw::Entries, "{what}");
    }
}

#[test]
fn any_other_bytes_epoch_or_key_are_refused() {
    let seeds = BTreeMap::from([(KeyHash::from_bytes([1; 32]), (Kind::Receipt, Seed::copy_of(&[2; 32])))]);
    let bytes = written(7, [9; 24], &key(1), at(5), &seeds);
    assert_eq!(decode(&bytes, 8, &key(1)).unwrap_err(), Flaw::Epoch { found: 7 });
    assert_eq!(decode(&bytes, 7, &key(2)).unwrap_err(), Flaw::Sealed);
    for length in 0..bytes.len() {
        let flaw = decode(&bytes[..length], 7, &key(1)).unwrap_err();
        // One entry less is a length that a file can have.
        let expected = if length == EMPTY_BYTES { Flaw::Sealed } else { Flaw::Length };
        assert_eq!(flaw, expected, "{length} bytes");
    }
    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 0x20;
        assert!(decode(&altered, 7, &key(1)).is_err(), "byte {place}");
    }
    // A foreign epoch cannot be written into the prefix: it is authenticated.
    let mut moved = bytes;
    moved[11] = 9;
    assert_eq!(decode(&moved, 9, &key(1)).unwrap_err(), Flaw::Sealed);
}

proptest! {
    #[test]
    fn what_is_written_comes_back(
        epoch in 1..u64::MAX,
        latest in 0..4_000_000_000_i64,
        entries in proptest::collection::btree_map(any::<[u8; 32]>(), (0..4_u8, 0..4_000_000_000_i64, any::<[u8; 32]>()), 0..20),
    ) {
        let kind = |number, end| match number {
            0 => Kind::Release { not_after: at(end) },
            1 => Kind::Lookup { not_after: at(end) },
            2 => Kind::Answer,
            _ => Kind::Receipt,
        };
        let seeds: BTreeMap<KeyHash, (Kind, Seed)> = entries
            .iter()
            .map(|(hash, (number, end, seed))| (KeyHash::from_bytes(*hash), (kind(*number, *end), Seed::copy_of(seed))))
            .collect();
        let bytes = written(epoch, [3; 24], &key(1), at(latest), &seeds);
        prop_assert_eq!(bytes.len(), EMPTY_BYTES + ENTRY_BYTES * seeds.len());
        let read = decode(&bytes, epoch, &key(1)).unwrap();
        prop_assert_eq!(read.latest, at(latest));
        prop_assert!(read.seeds.iter().map(|(h, (k, s))| (h, k, s.expose())).eq(seeds.iter().map(|(h, (k, s))| (h, k, s.expose()))));
    }
}
