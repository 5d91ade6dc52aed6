//! Private files that are whole or not there.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::DeskError;

/// No file of a desk is larger. Units: bytes.
const LIMIT: u64 = 1 << 20;

pub(crate) fn make_private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Writes a private file under another name, flushes it, and gives it its name: the old content or the new, never half
/// of one.
pub(crate) fn write_whole(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    write_as(directory, name, 0o600, bytes)
}

/// As [`write_whole`], for a medium that another user reads elsewhere.
pub(crate) fn write_shared(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    write_as(directory, name, 0o644, bytes)
}

/// What a file is called until it is whole.
pub(crate) fn unfinished(name: &str) -> String {
    format!("{name}.new")
}

fn write_as(directory: &Path, name: &str, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let new = directory.join(unfinished(name));
    let written = create(&new, mode)
        .and_then(|file| fill(file, bytes))
        .and_then(|()| fs::rename(&new, directory.join(name)));
    if written.is_err() {
        drop(fs::remove_file(&new));
        return written;
    }
    sync_directory(directory)
}

/// Makes a file in the place of what a kill left behind.
pub(crate) fn create(path: &Path, mode: u32) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

pub(super) fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    // Room for all of it at once: a buffer that grows would leave copies behind that nobody wipes.
    let length = file.metadata()?.len().min(LIMIT);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 64));
    file.take(LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn names(directory: &Path) -> Result<Vec<String>, DeskError> {
    let entries = fs::read_dir(directory).map_err(DeskError::at(directory))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect::<io::Result<_>>().map_err(DeskError::at(directory))?;
    names.sort_unstable();
    Ok(names)
}

/// Overwrites a small file, removes it and flushes the directory. One that is not there is fine.
pub(super) fn wipe(directory: &Path, name: &str) -> Result<(), DeskError> {
    let path = directory.join(name);
    let file = match OpenOptions::new().write(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file.map_err(DeskError::at(&path))?,
    };
    overwrite(file)
        .and_then(|()| fs::remove_file(&path))
        .and_then(|()| sync_directory(directory))
        .map_err(DeskError::at(&path))
}

fn overwrite(mut file: File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len().min(LIMIT)).unwrap_or_default();
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

pub(super) fn check_private(directory: &Path) -> Result<(), DeskError> {
    let metadata = fs::metadata(directory).map_err(DeskError::at(directory))?;
    let own = rustix::process::geteuid().as_raw();
    if metadata.permissions().mode() & 0o077 != 0 || metadata.uid() != own {
        return Err(DeskError::NotPrivate { path: directory.to_owned() });
    }
    Ok(())
}
