//! The points that the log went through before, told by the tiles that it has now.

use sekisho_proof::tile::{TileError, TileHashReader, TileReader};
use sekisho_proof::tree::{Hash, HashReader as _, empty_root, node_hash};

/// Computes the root that a log of `now` entries had when it had `size` of them.
///
/// Shape: needs only the tiles of the log as it is now: partial tiles of earlier sizes may be gone.
/// Errors: [`TileError::BeyondTree`] if `size` is more than `now`, and what reading meets.
pub fn root_at(size: u64, now: u64, reader: &dyn TileReader) -> Result<Hash, TileError> {
    let hashes = TileHashReader::new(now, reader);
    let mut root = None;
    // Each bit of the size is a complete subtree; the smallest one stands furthest to the right.
    for level in (0..64u8).filter(|level| size.checked_shr((*level).into()).is_some_and(|rest| rest & 1 == 1))
    {
        let index = size.checked_shr(level.into()).unwrap_or(0).saturating_sub(1);
        let peak = hashes.hash(level, index)?;
        root = Some(root.map_or(peak, |right| node_hash(&peak, &right)));
    }
    Ok(root.unwrap_or_else(empty_root))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sekisho_proof::tile::grow;

    use super::*;

    struct Tiles(BTreeMap<String, Vec<u8>>);

    impl TileReader for Tiles {
        fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
            self.0.get(path).cloned().ok_or_else(|| TileError::NotFound { path: path.to_owned() })
        }
    }

    #[test]
    fn every_earlier_root_is_found_in_the_tiles_of_today() {
        let entries: Vec<Vec<u8>> = (0..600u32).map(|n| n.to_be_bytes().to_vec()).collect();
        let all = grow(0, &empty_root(), &Tiles(BTreeMap::new()), &entries).unwrap();
        let today = Tiles(all.tiles.into_iter().collect());
        for size in (0..600).step_by(7).chain([1, 255, 256, 257, 512, 600]) {
            let then = entries.get(..size).unwrap();
            let root = grow(0, &empty_root(), &Tiles(BTreeMap::new()), then).unwrap().root;
            assert_eq!(root_at(size as u64, 600, &today).unwrap(), root, "{size}");
        }
        assert!(matches!(root_at(601, 600, &today), Err(TileError::BeyondTree { .. })));
    }
}
