//! The index: sorted fingerprints, kind by kind.

use super::{FINGERPRINT_BYTES, Fingerprint, FingerprintError, Kind};

/// The first bytes of an index, version 1.
pub(super) const MAGIC: [u8; 4] = *b"SKF1";
pub(super) const COUNT_BYTES: usize = 9;

/// How many different fingerprints of a kind there are: for [`Kind::ResidentCode`], how many people.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KindCount {
    /// How many.
    pub count: u64,
    /// The kind.
    pub kind: Kind,
}

/// An index in memory or in a mapped file.
#[derive(Clone, Debug)]
pub struct Index<'a> {
    sections: Vec<(Kind, &'a [[u8; FINGERPRINT_BYTES]])>,
}

impl<'a> Index<'a> {
    /// Reads the header; the order of the fingerprints is not checked (see [`Index::is_sorted`]).
    ///
    /// Errors: [`FingerprintError::Index`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, FingerprintError> {
        let damaged = |problem| FingerprintError::Index { problem };
        let rest = bytes.strip_prefix(&MAGIC).ok_or(damaged("it does not begin with SKF1"))?;
        let (kinds, rest) = rest.split_first().ok_or(damaged("its header is cut off"))?;
        let header = usize::from(*kinds).saturating_mul(COUNT_BYTES);
        let (counts, mut values) = rest.split_at_checked(header).ok_or(damaged("its header is cut off"))?;
        let mut sections: Vec<(Kind, &'a [[u8; FINGERPRINT_BYTES]])> = Vec::new();
        for count in counts.as_chunks::<COUNT_BYTES>().0 {
            let [code, count @ ..] = *count;
            let kind =
                Kind::of_code(code).ok_or(damaged("it holds a kind that this version does not know"))?;
            if sections.last().is_some_and(|(last, _)| *last >= kind) {
                return Err(damaged("its kinds are not in order"));
            }
            let length = usize::try_from(u64::from_be_bytes(count))
                .ok()
                .and_then(|count| count.checked_mul(FINGERPRINT_BYTES));
            let (section, behind) = length
                .and_then(|length| values.split_at_checked(length))
                .ok_or(damaged("fingerprints are missing"))?;
            sections.push((kind, section.as_chunks::<FINGERPRINT_BYTES>().0));
            values = behind;
        }
        if values.is_empty() { Ok(Self { sections }) } else { Err(damaged("bytes are left over")) }
    }

    /// Tells whether it holds a fingerprint.
    pub fn contains(&self, kind: Kind, fingerprint: Fingerprint) -> bool {
        self.section(kind).is_some_and(|section| section.binary_search(&fingerprint.0).is_ok())
    }

    /// Gives the kinds that it holds, and how many of each.
    pub fn counts(&self) -> Vec<KindCount> {
        let count = |(kind, section): &(Kind, &[_])| KindCount { count: section.len() as u64, kind: *kind };
        self.sections.iter().map(count).collect()
    }

    /// Tells whether the fingerprints of each kind ascend, none twice, as lookups need it.
    pub fn is_sorted(&self) -> bool {
        self.sections.iter().all(|(_, section)| section.is_sorted_by(|one, next| one < next))
    }

    fn section(&self, wanted: Kind) -> Option<&'a [[u8; FINGERPRINT_BYTES]]> {
        self.sections.iter().find(|(kind, _)| *kind == wanted).map(|(_, section)| *section)
    }
}

/// Gives the bytes before the first fingerprint.
pub(super) fn header(counts: &[KindCount]) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    // INVARIANT: there are as many as kinds, which are few.
    header.push(u8::try_from(counts.len()).unwrap_or(u8::MAX));
    for count in counts {
        header.push(count.kind as u8);
        header.extend_from_slice(&count.count.to_be_bytes());
    }
    header
}
