//! The roots that the log went through, entry by entry.

use sekisho_proof::tree::{Hash, empty_root, leaf_hash, node_hash};

/// Units: 32 bytes for each entry.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// Complete subtrees from left to right, each with its height: one for each bit of the size.
    peaks: Vec<(u32, Hash)>,
    /// The root after each entry.
    roots: Vec<Hash>,
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
        self.roots.len() as u64
    }

    /// Gives the root at a size, if the log has had it.
    pub(super) fn root(&self, size: u64) -> Option<Hash> {
        let Some(last) = size.checked_sub(1) else { return Some(empty_root()) };
        self.roots.get(usize::try_from(last).ok()?).copied()
    }
}
