//! Paths of tiles: which file keeps which hashes or entries.
use std::str::FromStr;

use super::{FULL_WIDTH, TileError};
use crate::plain;

/// Highest level that a path may name.
const MAX_LEVEL: u64 = 63;

/// Names a hash tile.
///
/// Shape: `tile/<level>/<index>` if full, with `.p/<width>` if partial.
/// Source: C2SP tlog-tiles, Merkle tree.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Tile {
    /// The level, 0 for leaf hashes.
    pub level: u8,
    /// The number of the tile within its level.
    pub index: u64,
    /// The number of hashes, 1 to 256.
    pub width: u16,
}

/// Names a bundle of entries.
///
/// Shape: `tile/entries/<index>` if full, with `.p/<width>` if partial.
/// Source: C2SP tlog-tiles, log entries.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Bundle {
    /// The number of the bundle.
    pub index: u64,
    /// The number of entries, 1 to 256.
    pub width: u16,
}

/// Is what a path names; parsing accepts exactly the paths that are written.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum TilePath {
    /// A bundle of entries.
    Entries(Bundle),
    /// A tile of hashes.
    Hashes(Tile),
}

impl Tile {
    /// Writes the path.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, place(self.index, self.width))
    }

    /// Names the full tile at the same place.
    #[must_use]
    pub fn full(&self) -> Self {
        Self { width: FULL_WIDTH, ..*self }
    }
}

impl Bundle {
    /// Writes the path.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", place(self.index, self.width))
    }

    /// Names the full bundle at the same place.
    #[must_use]
    pub fn full(&self) -> Self {
        Self { width: FULL_WIDTH, ..*self }
    }
}

impl TilePath {
    /// Writes the path.
    pub fn path(&self) -> String {
        match self {
            Self::Entries(bundle) => bundle.path(),
            Self::Hashes(tile) => tile.path(),
        }
    }
}

impl FromStr for TilePath {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        read(path)
            // Reading is lenient in details, writing is not: only what is written the same way is a path.
            .filter(|read| read.path() == path)
            .ok_or_else(|| TileError::BadPath { path: path.to_owned() })
    }
}

fn read(path: &str) -> Option<TilePath> {
    let (kind, place) = path.strip_prefix("tile/")?.split_once('/')?;
    let (number, width) = match place.split_once(".p/") {
        None => (place, FULL_WIDTH),
        Some((number, width)) => (number, plain::decimal(width)?.try_into().ok()?),
    };
    if !(1..=FULL_WIDTH).contains(&width) {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let index = digits.parse().ok()?;
    if kind == "entries" {
        return Some(TilePath::Entries(Bundle { index, width }));
    }
    let level = plain::decimal(kind).filter(|level| *level <= MAX_LEVEL)?;
    Some(TilePath::Hashes(Tile { level: level.try_into().ok()?, index, width }))
}

/// Writes an index in groups of three digits, all but the last with an `x`, and the width if the tile is
/// partial.
fn place(index: u64, width: u16) -> String {
    let mut text = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    if width < FULL_WIDTH { format!("{text}.p/{width}") } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_the_published_ones() {
        for (index, width, expected) in [
            (1_234_067, 256, "x001/x234/067"),
            (0, 256, "000"),
            (999, 1, "999.p/1"),
            (1000, 255, "x001/000.p/255"),
            (u64::MAX, 256, "x018/x446/x744/x073/x709/x551/615"),
        ] {
            assert_eq!(Tile { level: 2, index, width }.path(), format!("tile/2/{expected}"));
            assert_eq!(Bundle { index, width }.path(), format!("tile/entries/{expected}"));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for path in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "/tile/0/000",
            "tile/0/000/",
            "tile/00/000",
            "tile/64/000",
            "tile/-1/000",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/1234",
            "tile/0/x000/001",
            "tile/0/x001",
            "tile/0/001/002",
            "tile/0/X001/002",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/257",
            "tile/0/000.p/05",
            "tile/0/000.p/",
            "tile/0/000.p/+5",
            "tile/8/0/000",
            "tile/data/000",
            "tile/0/../000",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert!(matches!(path.parse::<TilePath>(), Err(TileError::BadPath { .. })), "{path}");
        }
        assert!("tile/63/000".parse::<TilePath>().is_ok());
    }

    proptest! {
        #[test]
        fn a_written_path_is_read_back(level in 0..64_u8, index: u64, width in 1..=256_u16) {
            let tile = Tile { level, index, width };
            prop_assert_eq!(tile.path().parse::<TilePath>().unwrap(), TilePath::Hashes(tile));
            let bundle = Bundle { index, width };
            prop_assert_eq!(bundle.path().parse::<TilePath>().unwrap(), TilePath::Entries(bundle));
        }

        #[test]
        fn reading_any_path_never_panics(path in "(tile/)?[0-9xep./]{0,24}") {
            if let Ok(read) = path.parse::<TilePath>() {
                prop_assert_eq!(read.path(), path);
            }
        }
    }
}
