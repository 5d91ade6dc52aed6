//! Finding a stream among the labels of the log, and what is missing or double in it.
use std::collections::BTreeMap;

use crate::leaf::StreamKey;

/// How many numbers may be missing in a row before the stream is taken to have ended. A keeper who hides
/// events would have to hide this many at once, and each further look costs one HMAC.
const LOOKAHEAD: u64 = 1024;

/// Tells where the events of one stream are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct StreamReport {
    /// The index in the log of each number that is there; of a double one, the first.
    pub indexes: BTreeMap<u64, u64>,
    /// The numbers that are not in the log although a later one is.
    pub missing: Vec<u64>,
    /// The numbers that more than one entry carries.
    pub doubled: Vec<u64>,
}

/// Keeps the labels of all entries in an order in which each stream is found quickly.
///
/// Units: 24 bytes per entry of the log.
#[derive(Clone, Debug, Default)]
pub struct LabelIndex(Vec<([u8; 16], u64)>);

/// Finds one stream; for several, build a [`LabelIndex`] once.
///
/// Shape: `labels` are those of all entries of the log, in order.
pub fn find_stream(key: &StreamKey, labels: impl IntoIterator<Item = [u8; 16]>) -> StreamReport {
    labels.into_iter().collect::<LabelIndex>().find_stream(key)
}

impl FromIterator<[u8; 16]> for LabelIndex {
    fn from_iter<I: IntoIterator<Item = [u8; 16]>>(labels: I) -> Self {
        let mut sorted: Vec<_> = labels.into_iter().zip(0..).collect();
        sorted.sort_unstable();
        Self(sorted)
    }
}

impl LabelIndex {
    /// Finds the stream of this key, in whatever order its entries stand.
    ///
    /// Source: `docs/spec/event.md` section 6: a missing number, a double one, or one after the last.
    pub fn find_stream(&self, key: &StreamKey) -> StreamReport {
        let mut report = StreamReport::default();
        let mut absent = Vec::new();
        for seq in 0.. {
            let mut places = self.places(key.label(seq));
            let Some(first) = places.next() else {
                absent.push(seq);
                if u64::try_from(absent.len()).is_ok_and(|absent| absent >= LOOKAHEAD) {
                    break;
                }
                continue;
            };
            report.missing.append(&mut absent);
            report.indexes.insert(seq, first);
            if places.next().is_some() {
                report.doubled.push(seq);
            }
        }
        report
    }

    /// Finds the indexes of the entries with this label, in order.
    fn places(&self, label: [u8; 16]) -> impl Iterator<Item = u64> {
        let from = self.0.partition_point(|(other, _)| *other < label);
        self.0.iter().skip(from).take_while(move |(other, _)| *other == label).map(|(_, index)| *index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf::stream_key;

    fn report(sequence: &[u64]) -> StreamReport {
        let (ours, other) = (stream_key(&[1; 32], "permit/P-0001"), stream_key(&[1; 32], "office"));
        // Every second entry is of another stream.
        let labels = (0..).zip(sequence).flat_map(|(at, seq)| [other.label(at), ours.label(*seq)]);
        find_stream(&ours, labels)
    }

    fn indexes<const N: usize>(pairs: [(u64, u64); N]) -> BTreeMap<u64, u64> {
        BTreeMap::from(pairs)
    }

    #[test]
    fn a_whole_stream_is_found() {
        let expected = StreamReport { indexes: indexes([(0, 1), (1, 3), (2, 5)]), ..StreamReport::default() };
        assert_eq!(report(&[0, 1, 2]), expected);
        assert_eq!(report(&[]), StreamReport::default());
    }

    #[test]
    fn missing_and_double_numbers_are_told() {
        let found = report(&[0, 3, 1, 3]);
        assert_eq!(found.indexes, indexes([(0, 1), (1, 5), (3, 3)]));
        assert_eq!((found.missing, found.doubled), (vec![2], vec![3]));
        assert_eq!(report(&[1]).missing, [0]);
    }

    #[test]
    fn a_number_long_after_the_last_is_seen() {
        let found = report(&[0, LOOKAHEAD]);
        assert_eq!(found.indexes, indexes([(0, 1), (LOOKAHEAD, 3)]));
        assert_eq!(found.missing.len(), 1023);
    }
}
