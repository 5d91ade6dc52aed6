//! Room for plaintext that must pass: a private directory in memory, and files without a name.
//!
//! It dies with the process: a file without a name is gone when its last handle is closed, whatever ends the process.
//! A directory in memory may be swapped out, which [`confine`](crate::confine) refuses unless swap is encrypted.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fstatfs};
use rustix::io::Errno;

/// SOURCE: include/uapi/linux/magic.h, `TMPFS_MAGIC`.
const TMPFS: i64 = 0x0102_1994;
/// SOURCE: the same, `RAMFS_MAGIC`.
const RAMFS: i64 = 0x8584_58f6;

/// Says why there is no room for plaintext.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScratchError {
    /// The system failed.
    #[error("cannot use `{}` for plaintext that passes", path.display())]
    Io {
        /// Which path.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The directory is on a disk, where deleted content stays.
    #[error("`{}` is not in memory", path.display())]
    NotInMemory {
        /// Which path.
        path: PathBuf,
    },
    /// The directory is open to others.
    #[error("`{}` is open to other users", path.display())]
    NotPrivate {
        /// Which path.
        path: PathBuf,
    },
}

/// Is a private directory in memory, removed when it goes.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes a private directory below one that is in memory, such as `/dev/shm` or `/run/user/1000`.
    ///
    /// Shape: `random_name` makes the name; an existing one is never used.
    /// Errors: all of [`ScratchError`].
    pub fn create(below: &Path, random_name: [u8; 16]) -> Result<Self, ScratchError> {
        let failed = |source| ScratchError::Io { path: below.to_owned(), source };
        if !is_in_memory(below).map_err(failed)? {
            return Err(ScratchError::NotInMemory { path: below.to_owned() });
        }
        let path = below.join(format!("sekisho-{:032x}", u128::from_be_bytes(random_name)));
        DirBuilder::new().mode(0o700).create(&path).map_err(failed)?;
        let scratch = Self { path };
        // Asked of the new directory itself: something else may have been mounted meanwhile.
        let metadata = fs::symlink_metadata(&scratch.path).map_err(failed)?;
        let own = rustix::process::geteuid().as_raw();
        if !metadata.is_dir() || metadata.permissions().mode() & 0o077 != 0 || metadata.uid() != own {
            return Err(ScratchError::NotPrivate { path: scratch.path.clone() });
        }
        if !is_in_memory(&scratch.path).map_err(failed)? {
            return Err(ScratchError::NotInMemory { path: scratch.path.clone() });
        }
        Ok(scratch)
    }

    /// Opens a file without a name in it, for reading and writing.
    ///
    /// Errors: [`ScratchError::Io`].
    pub fn file(&self) -> Result<File, ScratchError> {
        nameless_file(&self.path)
    }

    /// Tells where it is, for a program that needs names. What is in it is removed with it.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is left to be told; what stays is in memory and private, and gone when the machine is off.
        drop(fs::remove_dir_all(&self.path));
    }
}

/// Tells whether a directory is in memory and not on a disk.
///
/// Errors: what the system says.
pub fn is_in_memory(directory: &Path) -> io::Result<bool> {
    let kind = fstatfs(File::open(directory)?)?.f_type;
    Ok([TMPFS, RAMFS].contains(&kind))
}

/// Opens a file that never gets a name, readable and writable by this handle alone.
///
/// Shape: the directory may be anywhere; what is written in the clear belongs into memory ([`Scratch::file`]).
/// Errors: [`ScratchError::Io`], also where the file system cannot do it: then nothing was created.
pub fn nameless_file(directory: &Path) -> Result<File, ScratchError> {
    // SOURCE: open(2): with O_EXCL it can never be given a name later.
    let flags = (OFlags::TMPFILE | OFlags::EXCL).bits().cast_signed();
    let opened = OpenOptions::new().read(true).write(true).mode(0o600).custom_flags(flags).open(directory);
    opened.map_err(|source| ScratchError::Io { path: directory.to_owned(), source })
}

/// Tells whether an error means that the file system has no files without names.
pub fn is_unsupported(error: &ScratchError) -> bool {
    let ScratchError::Io { source, .. } = error else { return false };
    [Errno::OPNOTSUPP, Errno::ISDIR, Errno::NOENT]
        .iter()
        .any(|errno| source.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, Write as _};

    use super::*;

    /// A directory in memory that every Linux machine has.
    fn memory() -> &'static Path {
        Path::new("/dev/shm")
    }

    #[test]
    fn a_scratch_is_private_in_memory_and_gone_afterwards() {
        let scratch = Scratch::create(memory(), *b"test-of-scratch1").unwrap();
        let path = scratch.path().to_owned();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(path.join("named"), b"x").unwrap();
        let mut file = scratch.file().unwrap();
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1, "only the named file is listed");
        assert_eq!((file.metadata().unwrap().nlink(), file.metadata().unwrap().mode() & 0o777), (0, 0o600));
        file.write_all(b"passes").unwrap();
        file.rewind().unwrap();
        let mut back = String::new();
        file.read_to_string(&mut back).unwrap();
        assert_eq!(back, "passes");
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn a_name_that_exists_is_never_used() {
        let first = Scratch::create(memory(), *b"test-of-scratch2").unwrap();
        let again = Scratch::create(memory(), *b"test-of-scratch2").unwrap_err();
        assert!(matches!(again, ScratchError::Io { .. }));
        assert!(first.path().exists(), "the one who failed does not remove what is another's");
    }

    #[test]
    fn a_directory_on_a_disk_is_refused() {
        // /proc and /sys are on no disk either, but they are not memory for files; every machine has them.
        for path in ["/proc", "/sys"] {
            let refused = Scratch::create(Path::new(path), [1; 16]).unwrap_err();
            assert_eq!(refused.to_string(), format!("`{path}` is not in memory"));
        }
    }

    #[test]
    fn a_file_system_without_nameless_files_says_so() {
        let error = nameless_file(Path::new("/proc")).unwrap_err();
        assert!(is_unsupported(&error), "{error:?}");
    }
}
