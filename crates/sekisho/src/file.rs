//! Files for people: read up to a limit, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::report::Failure;

/// Reads a whole file, unless it is larger than the limit.
///
/// Units: `limit` in bytes; a pipe is read no further than that.
/// Errors: `not-found`, `file-unreadable`, `file-too-large`.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let shown = path.display().to_string();
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Failure::not_found("file", &shown),
        _ => Failure::of_file("file-unreadable", path, error),
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        let megabytes = (limit / (1 << 20)).to_string();
        let values = [("path", shown.as_str()), ("limit", megabytes.as_str())];
        return Err(Failure::new(Exit::Failed, "file-too-large", &values));
    }
    Ok(bytes)
}

/// Writes a file beside its place and moves it there once it is durable: a reader never sees half of it.
///
/// Errors: `file-not-written`; what stood there before is untouched then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = beside(path);
    let written = put(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Failure::of_file("file-not-written", path, error)
    })
}

/// Writes a new file; one that stands there already is never touched, whatever it is.
///
/// Shape: readable for its owner only, since receipts and statements may lie beside texts about people.
/// Errors: `file-present`, `file-not-written`.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let shown = path.display().to_string();
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Failure::new(Exit::Failed, "file-present", &[("path", &shown)]);
            }
            Failure::of_file("file-not-written", path, error)
        })?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::of_file("file-not-written", path, error))
}

/// Names a file beside another: `key` and `.pub` give `key.pub`, whatever dots the name has.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Names the file while it is being written: the same directory, so that moving it is one step.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_that_cannot_be_written_leaves_the_old_one_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.csv");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let taken = dir.path().join("taken.csv");
        fs::create_dir(&taken).unwrap();
        assert!(write(&taken, b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn file_beyond_the_limit_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, b"123").unwrap();
        assert_eq!(read(&path, 3).unwrap(), b"123");
        assert!(read(&path, 2).is_err());
    }
}
