//! Where members go while the box is not yet known to be whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sekisho_seal::archive::{MemberName, Sink};
use zeroize::Zeroizing;

use crate::desk::make_private_directory;
use crate::seal::MANIFEST_NAME;

/// A manifest is never longer: 65,536 members of 4 KiB each. Units: bytes.
const MANIFEST_LIMIT: usize = 256 << 20;

/// A member that was begun.
pub(super) struct Begun {
    pub(super) bytes: u64,
    pub(super) is_whole: bool,
    pub(super) name: MemberName,
}

/// Files without their names: `0000.part`, `0001.part` and so on, in a private directory.
pub(super) struct Parts<'a> {
    pub(super) begun: &'a mut Vec<Begun>,
    pub(super) directory: &'a Path,
}

pub(super) fn part(directory: &Path, number: usize) -> PathBuf {
    directory.join(format!("{number:04}.part"))
}

impl Sink for Parts<'_> {
    type Writer = File;

    fn begin(&mut self, name: &MemberName, bytes: u64) -> io::Result<File> {
        let path = part(self.directory, self.begun.len());
        self.begun.push(Begun { bytes, is_whole: false, name: name.clone() });
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    }

    fn end(&mut self, _: &MemberName, _: File) -> io::Result<()> {
        self.begun.last_mut().into_iter().for_each(|last| last.is_whole = true);
        Ok(())
    }
}

/// Gives the members their names. Directories are made as they are needed.
pub(super) fn name_all(directory: &Path, begun: &[Begun]) -> io::Result<()> {
    for (number, member) in begun.iter().enumerate() {
        let to = directory.join(member.name.as_str());
        let mut below = directory.to_owned();
        let parts: Vec<&str> = member.name.as_str().split('/').collect();
        for name in parts.iter().take(parts.len().saturating_sub(1)) {
            below.push(name);
            match make_private_directory(&below) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        if to.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(part(directory, number), to)?;
    }
    Ok(())
}

/// Keeps the manifest, gives one member to an output, and lets the rest pass.
pub(super) struct Listening<'a, W> {
    pub(super) begun: &'a mut Vec<Begun>,
    pub(super) manifest: Arc<Mutex<Zeroizing<Vec<u8>>>>,
    pub(super) output: Option<(&'a MemberName, Arc<Mutex<&'a mut W>>)>,
}

pub(super) enum Ear<'a, W> {
    Manifest(Arc<Mutex<Zeroizing<Vec<u8>>>>),
    Nothing,
    Output(Arc<Mutex<&'a mut W>>),
}

impl<'a, W: Write + Send> Sink for Listening<'a, W> {
    type Writer = Ear<'a, W>;

    fn begin(&mut self, name: &MemberName, bytes: u64) -> io::Result<Ear<'a, W>> {
        self.begun.push(Begun { bytes, is_whole: false, name: name.clone() });
        let wanted = self.output.as_ref().filter(|(wanted, _)| *wanted == name);
        Ok(match wanted {
            Some((_, output)) => Ear::Output(Arc::clone(output)),
            None if name.as_str() == MANIFEST_NAME => Ear::Manifest(Arc::clone(&self.manifest)),
            None => Ear::Nothing,
        })
    }

    fn end(&mut self, _: &MemberName, _: Ear<'a, W>) -> io::Result<()> {
        self.begun.last_mut().into_iter().for_each(|last| last.is_whole = true);
        Ok(())
    }
}

impl<W: Write> Write for Ear<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Manifest(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len().saturating_add(bytes.len()) > MANIFEST_LIMIT {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                kept.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            Self::Nothing => Ok(bytes.len()),
            Self::Output(output) => output.lock().unwrap_or_else(PoisonError::into_inner).write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Output(output) => output.lock().unwrap_or_else(PoisonError::into_inner).flush(),
            _ => Ok(()),
        }
    }
}
