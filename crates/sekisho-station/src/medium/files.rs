//! Overwriting single files: done, and not provable.
//!
//! A file system may have written the content to other places before and may write the new content elsewhere again;
//! flash certainly does. So this never says more than that it was done. The proof is [`wipe`](super::wipe) on the whole
//! medium, or a key destroyed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::WipeKey;
use super::pattern::{BLOCK, Buffer, PIECE, PIECE_BYTES, Pattern};

/// That a file was overwritten once and removed; what the medium still holds is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct DoneNotProvable {
    /// How much was overwritten: the file's size, rounded up to whole blocks.
    pub bytes: u64,
    /// Other names of the same file that remain; their content is overwritten and cut to nothing.
    pub other_names: u64,
}

/// Says why a file is not, or not wholly, overwritten and removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The system failed. The file may be overwritten in part.
    #[error("cannot overwrite `{}`", path.display())]
    Io {
        /// Which path.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It is a link, a directory or a device.
    #[error("`{}` is not a file", path.display())]
    NotAFile {
        /// Which path.
        path: PathBuf,
    },
    /// Something else stands under the name meanwhile; what was opened is overwritten, nothing was removed.
    #[error("`{}` was exchanged meanwhile", path.display())]
    Exchanged {
        /// Which path.
        path: PathBuf,
    },
}

/// Overwrites a file with a keyed stream, takes its name and size away, and removes it.
///
/// Shape: stream, flush, rename to `random_name` (hexadecimal, same directory), cut to nothing, remove, flush the
/// directory. Links are refused, not followed.
/// Errors: all of [`FileError`].
pub fn overwrite(path: &Path, key: WipeKey, random_name: [u8; 8]) -> Result<DoneNotProvable, FileError> {
    let failed = |source| FileError::Io { path: path.to_owned(), source };
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let before = fs::symlink_metadata(path).map_err(failed)?;
    if !before.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    let file =
        OpenOptions::new().write(true).custom_flags(flags.bits().cast_signed()).open(path).map_err(failed)?;
    let opened = file.metadata().map_err(failed)?;
    let bytes = fill(&file, &Pattern::new(key), opened.len()).map_err(failed)?;

    let now = fs::symlink_metadata(path).map_err(failed)?;
    if (now.dev(), now.ino()) != (opened.dev(), opened.ino()) {
        return Err(FileError::Exchanged { path: path.to_owned() });
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let flush_directory = || File::open(directory)?.sync_all();
    let nameless = directory.join(format!("{:016x}", u64::from_be_bytes(random_name)));
    rename_to_free(path, &nameless).map_err(failed)?;
    flush_directory().map_err(failed)?;
    file.set_len(0).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::remove_file(&nameless).map_err(failed)?;
    flush_directory().map_err(failed)?;
    Ok(DoneNotProvable { bytes, other_names: opened.nlink().saturating_sub(1) })
}

/// Overwrites up to the end of the last block, where the rest of an earlier file may stand.
fn fill(file: &File, pattern: &Pattern, size: u64) -> io::Result<u64> {
    let end = size.div_ceil(BLOCK).saturating_mul(BLOCK);
    let mut buffer = Buffer::new();
    let mut offset = 0;
    while offset < end {
        let length = usize::try_from(end - offset).unwrap_or(PIECE_BYTES).min(PIECE_BYTES);
        let piece = buffer.first(length);
        pattern.fill(offset, piece);
        file.write_all_at(piece, offset)?;
        offset = offset.saturating_add(PIECE);
    }
    file.sync_all()?;
    Ok(end)
}

/// Renames without ever replacing something that has the new name.
fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // File systems without this flag (some network and FUSE ones): look first, then rename.
        Err(Errno::INVAL | Errno::NOSYS) if !to.exists() => fs::rename(from, to),
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn key() -> WipeKey {
        WipeKey::from_random(Zeroizing::new([7; 32]))
    }

    #[test]
    fn a_file_is_overwritten_and_gone_and_other_names_see_nothing_of_it() {
        for size in [0_usize, 1, 4096, 4097, PIECE_BYTES + 1, 3 * PIECE_BYTES] {
            let directory = tempfile::tempdir().unwrap();
            let (path, other) = (directory.path().join("名簿.csv"), directory.path().join("other"));
            fs::write(&path, vec![b'x'; size]).unwrap();
            fs::hard_link(&path, &other).unwrap();
            let done = overwrite(&path, key(), [9; 8]).unwrap();
            assert_eq!(done, DoneNotProvable { bytes: (size as u64).div_ceil(4096) * 4096, other_names: 1 });
            assert!(!path.exists(), "{size}");
            assert_eq!(fs::read(&other).unwrap(), b"", "{size}");
            assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "{size}");
        }
    }

    #[test]
    fn the_content_is_replaced_in_its_place_up_to_the_end_of_the_block() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, &vec![b'x'; PIECE_BYTES + 10]).unwrap();
        assert_eq!(fill(&file, &Pattern::new(key()), PIECE + 10).unwrap(), PIECE + 4096);
        let mut left = vec![0; PIECE_BYTES + 4096];
        file.read_exact_at(&mut left, 0).unwrap();
        Pattern::new(key()).strip(0, &mut left[..PIECE_BYTES]);
        Pattern::new(key()).strip(PIECE, &mut left[PIECE_BYTES..]);
        assert!(left.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn links_and_directories_are_refused_and_nothing_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        fs::write(&file, b"stays").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        for path in [link.as_path(), directory.path()] {
            let refused = overwrite(path, key(), [1; 8]).unwrap_err();
            assert_eq!(refused.to_string(), format!("`{}` is not a file", path.display()));
        }
        assert_eq!(fs::read(&file).unwrap(), b"stays");
        let taken = directory.path().join("0101010101010101");
        fs::write(&taken, b"another").unwrap();
        assert!(matches!(overwrite(&file, key(), [1; 8]).unwrap_err(), FileError::Io { .. }));
        assert_eq!(fs::read(&taken).unwrap(), b"another");
    }
}
