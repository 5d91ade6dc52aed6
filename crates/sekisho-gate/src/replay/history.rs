//! The roots that the log went through, entry by entry.

use std::collections::VecDeque;

use sekisho_proof::tree::{Hash, empty_root, leaf_hash, node_hash};
use serde::{Deserialize, Serialize};

/// So many roots are remembered by whoever follows a log for years: more than a day's.
const REMEMBERED: usize = 8192;

/// Units: 32 bytes for each entry, or [`REMEMBERED`] of them after a break.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct History {
    /// How many roots at the beginning are forgotten.
    forgotten: u64,
    /// Complete subtrees from left to right, each with its height: one for each bit of the size.
    peaks: Vec<(u32, Hash)>,
    /// The root after each entry since then.
    roots: VecDeque<Hash>,
}

/// What is known about the root at a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// It was so long ago that nobody here remembers.
    Forgotten,
    /// The log had this root.
    Known(Hash),
    /// The log has not been so long yet.
    Never,
}

impl Past {
    /// Tells whether the log may have had this root.
    pub(super) fn allows(self, root: &Hash) -> bool {
        match self {
            Self::Forgotten => true,
            Self::Known(known) => known == *root,
            Self::Never => false,
        }
    }
}

impl History {
    pub(super) fn push(&mut self, leaf: &[u8]) {
        let (mut height, mut hash) = (0u32, leaf_hash(leaf));
        while let Some((_, left)) = self.peaks.pop_if(|(other, _)| *other == height) {
            (height, hash) = (height.saturating_add(1), node_hash(&left, &hash));
        }
        self.peaks.push((height, hash));
        let root =
            self.peaks.iter().rev().map(|(_, hash)| *hash).reduce(|right, left| node_hash(&left, &right));
        self.roots.extend(root);
    }

    pub(super) fn size(&self) -> u64 {
        self.forgotten.saturating_add(self.roots.len() as u64)
    }

    /// Gives what is known about the root at a size.
    pub(super) fn root(&self, size: u64) -> Past {
        let Some(last) = size.checked_sub(1) else { return Past::Known(empty_root()) };
        let Some(place) = last.checked_sub(self.forgotten) else { return Past::Forgotten };
        let known = usize::try_from(place).ok().and_then(|place| self.roots.get(place));
        known.map_or(Past::Never, |root| Past::Known(*root))
    }

    /// Forgets what is long ago.
    pub(super) fn shortened(&self) -> Self {
        let mut short = self.clone();
        while short.roots.len() > REMEMBERED {
            short.roots.pop_front();
            short.forgotten = short.forgotten.saturating_add(1);
        }
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_ago_is_forgotten_and_the_rest_stays() {
        let mut whole = History::default();
        for number in 0..u64::try_from(REMEMBERED).unwrap() + 5 {
            whole.push(&number.to_be_bytes());
        }
        let short = whole.shortened();
        assert_eq!(
            (short.size(), short.root(5), whole.root(4).allows(&[0; 32])),
            (whole.size(), Past::Forgotten, false)
        );
        for size in [6, 100, whole.size(), whole.size() + 1] {
            assert_eq!(short.root(size), whole.root(size));
        }
        let (mut one, mut other) = (short, whole);
        one.push(b"next");
        other.push(b"next");
        assert_eq!(one.root(one.size()), other.root(other.size()));
    }
}
