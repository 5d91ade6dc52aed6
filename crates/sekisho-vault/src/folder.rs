//! A directory of a few small files, each written whole: the only way in which vault and disk cell touch the disk.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use zeroize::Zeroizing;

use crate::Fault;

/// Files of the owner alone.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;
/// Ends the name of a file that is still being written.
const UNFINISHED: &str = ".new";
const LOCK: &str = "lock";

/// A directory as vault and disk cell see it. Tests put others in its place: that fail, lose power, or kill.
pub(crate) trait Place: Send {
    /// Lists the names in it.
    fn names(&self) -> io::Result<Vec<String>>;
    /// Reads a file; `None` if there is none.
    fn read(&self, name: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>>;
    /// Writes a file anew and flushes its bytes; its name is durable only after [`Place::sync`].
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Writes over the bytes of an existing file, where they lie, and flushes them.
    fn overwrite(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Gives a file another name, in place of what had it.
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a name.
    fn remove(&mut self, name: &str) -> io::Result<()>;
    /// Makes all names durable.
    fn sync(&mut self) -> io::Result<()>;
    /// Tells where it is, for messages.
    fn name(&self) -> String;
}

/// A directory of the file system.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

/// Holds a folder for one process; the kernel lets go when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Folder {
    /// Opens a directory, or makes it for the owner alone.
    pub(crate) fn open_or_make(path: &Path) -> Result<Self, Fault> {
        let fault = |source| Fault::Storage { act: "make", name: path.display().to_string(), source };
        match DirBuilder::new().mode(FOLDER_MODE).create(path) {
            // The new directory's own name has to be durable, too.
            Ok(()) => path.parent().map_or(Ok(()), sync_directory).map_err(fault)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => (),
            Err(error) => return Err(fault(error)),
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Opens a directory.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        if path.is_dir() {
            Ok(Self { path: path.to_owned() })
        } else {
            Err(Fault::Absent { place: path.display().to_string() })
        }
    }

    /// Takes the folder for this process.
    pub(crate) fn lock(&self) -> Result<Lock, Fault> {
        let fault = |source| Fault::Storage { act: "lock", name: LOCK.to_owned(), source };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(FILE_MODE)
            .open(self.path.join(LOCK))
            .map_err(fault)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Fault::Busy { place: self.name() }),
            Err(error) => Err(fault(error.into())),
        }
    }
}

impl Place for Folder {
    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in self.path.read_dir()? {
            // A name that is no text is none of ours.
            names.extend(entry?.file_name().into_string());
        }
        Ok(names)
    }

    fn read(&self, name: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut file = match File::open(self.path.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // All room at once: the disk cell reads a key through this, and a buffer that grows leaves copies.
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.saturating_add(1)));
        file.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(true).write(true).mode(FILE_MODE);
        let mut file = options.open(self.path.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn overwrite(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).open(self.path.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        std::fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.path.join(name))
    }

    fn sync(&mut self) -> io::Result<()> {
        sync_directory(&self.path)
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// Gives the name under which a file is written before it gets its own.
pub(crate) fn unfinished(name: &str) -> String {
    format!("{name}{UNFINISHED}")
}

/// Makes the fault of a step that the place refused.
pub(crate) fn refused(act: &'static str, name: &str) -> impl FnOnce(io::Error) -> Fault {
    let name = name.to_owned();
    move |source| Fault::Storage { act, name, source }
}

fn sync_directory(path: &Path) -> io::Result<()> {
    // A relative path of one part has the parent "".
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path)?.sync_all()
}
