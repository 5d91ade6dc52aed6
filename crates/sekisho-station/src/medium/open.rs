//! Opening a medium for overwriting: only a whole one, and only if nobody uses it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSliceMut};
use std::os::unix::fs::{FileExt as _, FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, OFlags, SeekFrom, fadvise, ioctl_blksszget, major, minor, seek};
use rustix::io::{Errno, ReadWriteFlags, preadv2};

use super::find::{self, DeviceFacts, DeviceNumber, MediumKind, System, Use};
use super::pattern::{BLOCK, Buffer};
use super::{BLOCK_BYTES, Device, ReadFrom};

/// How many places are looked at to see whether the machine forgot its cached pages.
const SAMPLES: u64 = 256;

/// Says why a medium is not opened for overwriting.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A file system is mounted on it, or a device stands on it, or memory is swapped to it. Take it out of use first.
    #[error("`{}` is in use", path.display())]
    InUse {
        /// Which path.
        path: PathBuf,
        /// Who uses it; empty if the kernel alone knows.
        uses: Vec<Use>,
    },
    /// The system failed.
    #[error("cannot open `{}`", path.display())]
    Io {
        /// Which path.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It is neither a file nor a block device.
    #[error("`{}` is neither a block device nor a file", path.display())]
    NotAMedium {
        /// Which path.
        path: PathBuf,
    },
    /// It is a part of a medium: overwriting it says nothing about the medium.
    #[error("`{}` is a partition, not a whole medium", path.display())]
    Partition {
        /// Which path.
        path: PathBuf,
    },
    /// It may only be read: a switch at the medium, or its permissions.
    #[error("`{}` is read-only", path.display())]
    ReadOnly {
        /// Which path.
        path: PathBuf,
    },
}

/// Is a whole medium, open for overwriting and used by nobody else.
///
/// Shape: whoever opened it compares [`OpenMedium::facts`] with the ledger before anything is written: the facts are
/// those of what is open, not of what a path may mean a moment later.
#[derive(Debug)]
pub struct OpenMedium {
    access: Access,
    facts: DeviceFacts,
    file: File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Cached,
    Direct,
}

impl OpenMedium {
    /// Opens a block device or an image of a medium.
    ///
    /// Shape: links are followed first. A block device is opened exclusively, so that nothing can be mounted on it
    /// meanwhile. Reading and writing go past this machine's cache where the device allows it.
    /// Errors: all of [`OpenError`].
    pub fn open(system: &System, path: &Path) -> Result<Self, OpenError> {
        let path = fs::canonicalize(path).map_err(|error| refused(path, error))?;
        let metadata = fs::metadata(&path).map_err(|error| refused(&path, error))?;
        let kind = match metadata.file_type() {
            kind if kind.is_block_device() => MediumKind::Device,
            kind if kind.is_file() => MediumKind::Image,
            _ => return Err(OpenError::NotAMedium { path }),
        };
        check_use(system, &path, kind, number_of(metadata.rdev()))?;
        let (file, access) = open_best(&path, kind)?;
        // From here on it is the open file that counts, whatever became of the path.
        let opened = file.metadata().map_err(|error| refused(&path, error))?;
        if (opened.dev(), opened.ino(), opened.rdev()) != (metadata.dev(), metadata.ino(), metadata.rdev()) {
            return Err(OpenError::InUse { path, uses: Vec::new() });
        }
        let size = size_of(&file).map_err(|error| refused(&path, error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let image = DeviceFacts { kind, name, ..DeviceFacts::default() };
        let known = match kind {
            MediumKind::Device => find::describe(system, number_of(opened.rdev())).unwrap_or(image),
            MediumKind::Image => image,
        };
        let logical_block_bytes = known.logical_block_bytes.or_else(|| ioctl_blksszget(&file).ok());
        Ok(Self { access, facts: DeviceFacts { logical_block_bytes, size_bytes: size, ..known }, file })
    }

    /// Tells what the system knows about what is open.
    pub fn facts(&self) -> &DeviceFacts {
        &self.facts
    }

    /// Looks whether pages of it are still in this machine's memory, without reading any from the medium.
    fn is_cached(&self) -> io::Result<bool> {
        let step = (size_of(&self.file)? / SAMPLES).max(BLOCK);
        let mut byte = [0];
        for sample in 0..SAMPLES {
            let mut into = [IoSliceMut::new(&mut byte)];
            // SOURCE: preadv2(2): with RWF_NOWAIT, what would have to be fetched is EAGAIN.
            match preadv2(&self.file, &mut into, sample * step, ReadWriteFlags::NOWAIT) {
                Err(Errno::AGAIN) | Ok(0) => {}
                Ok(_) => return Ok(true),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    }
}

impl Device for OpenMedium {
    fn forget_cache(&self) -> io::Result<ReadFrom> {
        fadvise(&self.file, 0, None, Advice::DontNeed)?;
        match self.access {
            Access::Direct => Ok(ReadFrom::PastCache),
            Access::Cached if self.is_cached()? => Ok(ReadFrom::MayBeCached),
            Access::Cached => Ok(ReadFrom::CacheDropped),
        }
    }

    fn size_bytes(&self) -> io::Result<u64> {
        size_of(&self.file)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buffer, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.file.write_at(bytes, offset)
    }
}

fn check_use(system: &System, path: &Path, kind: MediumKind, number: DeviceNumber) -> Result<(), OpenError> {
    let uses = match kind {
        MediumKind::Device => {
            if find::is_partition(system, number) {
                return Err(OpenError::Partition { path: path.to_owned() });
            }
            if find::describe(system, number).and_then(|facts| facts.read_only) == Some(true) {
                return Err(OpenError::ReadOnly { path: path.to_owned() });
            }
            find::uses(system, number)
        }
        MediumKind::Image => find::uses_of_image(system, path),
    };
    if uses.is_empty() { Ok(()) } else { Err(OpenError::InUse { path: path.to_owned(), uses }) }
}

/// Opens for direct access if the medium takes it, else through the cache.
fn open_best(path: &Path, kind: MediumKind) -> Result<(File, Access), OpenError> {
    // SOURCE: open(2): for a block device O_EXCL fails with EBUSY while anybody uses it; for a file without O_CREAT
    // it means nothing.
    let exclusive = if kind == MediumKind::Device { OFlags::EXCL } else { OFlags::empty() };
    let open = |flags: OFlags| {
        let flags = (flags | OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
        OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)
    };
    match open(exclusive | OFlags::DIRECT) {
        Ok(file) if takes_direct(&file) => return Ok((file, Access::Direct)),
        Ok(_) => {}
        Err(error) if error.raw_os_error() == Some(Errno::INVAL.raw_os_error()) => {}
        Err(error) => return Err(refused(path, error)),
    }
    let file = open(exclusive).map_err(|error| refused(path, error))?;
    Ok((file, Access::Cached))
}

/// Tries one direct read. What does not end on a block cannot be written directly to its end.
fn takes_direct(file: &File) -> bool {
    let logical = ioctl_blksszget(file).map_or(BLOCK, u64::from).max(1);
    let whole = size_of(file).is_ok_and(|size| size.is_multiple_of(logical));
    whole && BLOCK.is_multiple_of(logical) && file.read_at(Buffer::new().first(BLOCK_BYTES), 0).is_ok()
}

fn size_of(file: &File) -> io::Result<u64> {
    // For a block device the end is what BLKGETSIZE64 tells, without an ioctl of our own.
    Ok(seek(file, SeekFrom::End(0))?)
}

fn number_of(device: u64) -> DeviceNumber {
    DeviceNumber { major: major(device), minor: minor(device) }
}

fn refused(path: &Path, source: io::Error) -> OpenError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnly { path },
        io::ErrorKind::ResourceBusy => OpenError::InUse { path, uses: Vec::new() },
        _ => OpenError::Io { path, source },
    }
}
