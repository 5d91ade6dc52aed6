//! The content of a container: a tar archive in independent zstd frames, with the table that finds them.
//!
//! ```text
//! manifest header │ manifest │ header 1 │ content 1a │ content 1b │ … │ end of archive │ seek table
//! └───────────────── zstd frames, at most 2 MiB of content each ──────────────────────┘ └ skippable frame
//! ```
//! `zstd -d | tar x` reads it. Frames are independent, so they are made and undone on all cores, and one member or one
//! range of it is read without the rest. Each member's header begins a frame.
//!
//! Opens no file: what is packed waits in a [`Scratch`], what is unpacked goes to a [`Sink`].
//!
//! Source: POSIX pax interchange format; RFC 8878 (zstd); zstd seekable format 0.1.0.

mod contents;
mod frame;
mod header;
mod members;
mod pack;
mod packed;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod refusals;
mod scratch;
mod seek_table;
#[cfg(test)]
mod tests;
mod unpack;

use std::io;

/// The digest of content: BLAKE3, as `b3sum` prints it.
pub use blake3::Hash as ContentHash;
/// Makes a [`ContentHash`].
pub use blake3::Hasher as ContentHasher;
pub use contents::{Contents, Entry};
pub use members::Sink;
pub use pack::{MemberWriter, Packer};
pub use packed::{Packed, PackedReader};
pub use scratch::{FileScratch, MemoryScratch, Scratch};
pub use unpack::unpack;

/// Bytes of content in a frame, at most: large enough to compress well, small enough to open in a few milliseconds.
pub const FRAME_CONTENT_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of a member's name, at most.
pub const NAME_BYTES: usize = 255;
const TAR_BLOCK_BYTES: usize = 512;

/// How hard zstd tries. Higher is smaller and slower; frames of every level open equally fast.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Level(i32);

impl Level {
    /// The level of `zstd` itself.
    pub const DEFAULT: Self = Self(3);
    /// The fastest level of `zstd -1`.
    pub const FAST: Self = Self(1);

    /// Takes a level from 1 to 19.
    pub fn new(level: i32) -> Option<Self> {
        (1..=19).contains(&level).then_some(Self(level))
    }
}

impl Default for Level {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a reader accepts, so that no archive can fill a disk or the memory.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Bytes of content of all members together.
    pub content_bytes: u64,
    /// Members.
    pub members: usize,
}

impl Default for Limits {
    /// 1 TiB in 65,536 members.
    fn default() -> Self {
        Self { content_bytes: 1 << 40, members: 1 << 16 }
    }
}

/// One member of an archive.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// Bytes of content.
    pub bytes: u64,
    /// Its name.
    pub name: MemberName,
    /// The digest of the content.
    pub blake3: ContentHash,
}

/// A name that is safe to create below a directory: relative, without `..`, the same on every system.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct MemberName(String);

impl MemberName {
    /// Takes a name such as `table.csv` or `forms/第1号.pdf`.
    ///
    /// Errors: [`ArchiveError::BadName`] for an empty name, one of more than 255 bytes, an absolute one, one with
    /// an empty, `.` or `..` part, with a backslash, a colon (drives and streams of Windows) or a control character.
    pub fn parse(name: &str) -> Result<Self, ArchiveError> {
        let part_is_good = |part: &str| !matches!(part, "" | "." | "..");
        let character_is_good = |c: char| !matches!(c, '\\' | ':') && !c.is_control();
        let good = name.len() <= NAME_BYTES
            && name.split('/').all(part_is_good)
            && name.chars().all(character_is_good);
        if good {
            Ok(Self(name.to_owned()))
        } else {
            Err(ArchiveError::BadName { name: name.escape_debug().collect() })
        }
    }

    /// Gives the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for MemberName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says why an archive could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// A frame is not a zstd frame with a checksum and a known size, or its content is damaged.
    #[error("frame {frame} of the archive is damaged")]
    BadFrame {
        /// The number of the frame, from 0.
        frame: u64,
    },
    /// A member's header is damaged or of a kind that is never written.
    #[error("the header after {members} members of the archive is malformed")]
    BadHeader {
        /// The number of whole members before it.
        members: usize,
    },
    /// A name that is not safe to create.
    #[error("`{name}` is no safe name for a member")]
    BadName {
        /// The name, with special characters escaped.
        name: String,
    },
    /// The compressor failed.
    #[error("cannot compress")]
    Compress {
        /// What it said.
        #[source]
        source: io::Error,
    },
    /// Two members have the same name.
    #[error("the archive has two members with the name `{name}`")]
    DuplicateName {
        /// The name.
        name: MemberName,
    },
    /// A frame claims more than frames may have.
    #[error("frame {frame} of the archive is larger than frames may be")]
    FrameTooLarge {
        /// The number of the frame, from 0.
        frame: u64,
    },
    /// The archive does not end in a seek table.
    #[error("the archive has no seek table")]
    MissingSeekTable,
    /// A member is a link, a directory, a device.
    #[error("`{name}` is no regular file")]
    NotRegular {
        /// The name.
        name: MemberName,
    },
    /// The input cannot be read.
    #[error("cannot read the archive")]
    Read {
        /// What the input said.
        #[source]
        source: io::Error,
    },
    /// The scratch failed.
    #[error("cannot spool the archive")]
    Scratch {
        /// What it said.
        #[source]
        source: io::Error,
    },
    /// The seek table does not fit the frames.
    #[error("the seek table of the archive does not fit its frames")]
    SeekTableDiffers,
    /// The content is larger than the limit.
    #[error("the archive has more than {limit_bytes} bytes of content")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// There are more members than the limit.
    #[error("the archive has more than {limit} members")]
    TooManyMembers {
        /// The limit.
        limit: usize,
    },
    /// Something follows the end of the archive.
    #[error("data follow the end of the archive")]
    TrailingData,
    /// The archive ends too early.
    #[error("the archive is cut off")]
    Truncated,
    /// A member was begun and not finished.
    #[error("the member `{name}` was not finished")]
    Unfinished {
        /// The name.
        name: MemberName,
    },
    /// There is no such member.
    #[error("the archive has no member `{name}`")]
    UnknownMember {
        /// The name.
        name: MemberName,
    },
    /// The output cannot be written.
    #[error("cannot write what is in the archive")]
    Write {
        /// What the output said.
        #[source]
        source: io::Error,
    },
}
