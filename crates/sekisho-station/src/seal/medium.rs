//! Puts a box on its medium: whole, flushed, read back and compared before it has its name.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, fadvise, statvfs};
use sha2::Sha256;

use super::closed::{BoxWritten, Closed, Hashing};
use super::{SealError, Sealed};
use crate::desk::{self, Entropy, Permit, create_file, sync_directory, unfinished, write_shared};
use crate::outbox::letter;

/// The box.
pub const BOX_NAME: &str = "box.age";
/// The permit, for the receiving device's key.
pub const PERMIT_NAME: &str = "permit.age";
/// The note for a finder.
pub const NOTE_NAME: &str = "READ-ME.txt";

/// Room for directories and half-filled blocks. Units: bytes.
const SLACK: u64 = 64 * 1024;
/// The mode of what lies on a medium: another user reads it elsewhere, and it is sealed.
const SHARED: u32 = 0o644;

/// Where a box goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The medium's directory.
    pub directory: &'a Path,
    /// What happens to a box that is there already.
    pub existing: Existing,
    /// What a finder reads: whom to call and a random number, no name and nothing of the data.
    pub note: &'a str,
}

/// Tells what happens to a box that is there already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// The new one takes its place once it was read back. For a copy that is sealed again.
    Replace,
}

impl Closed<'_> {
    /// Writes box, permit, note and an empty outbox, reads the box back, and signs the receipt.
    ///
    /// Shape: until the box was read back and compared it is called `box.age.new`; the name `box.age` comes last. The
    /// system is asked to forget what it has cached of it, which it does for disks and sticks.
    /// Errors: [`SealError::AlreadySealed`], [`SealError::NoRoom`], [`SealError::Medium`], [`SealError::ReadBackDiffers`],
    /// [`SealError::Payload`]; after each the medium has what it had before.
    pub fn write_medium(self, target: &Target<'_>, entropy: &mut Entropy<'_>) -> Result<Sealed, SealError> {
        let directory = target.directory;
        let final_box = directory.join(BOX_NAME);
        if target.existing == Existing::Keep && final_box.symlink_metadata().is_ok() {
            return Err(SealError::AlreadySealed { path: final_box });
        }
        let (desk, permit) = (self.desk, self.permit);
        let device = Permit::key(&permit.file().device_key, "device key")?;
        let sealed_permit = letter::seal(permit.bytes(), &device, entropy)?;
        let new_box = directory.join(unfinished(BOX_NAME));
        // Also removes what a kill left, before the room is counted.
        let file = create_file(&new_box, SHARED).map_err(SealError::at(&new_box))?;
        let mut undo = Undo(vec![new_box.clone()]);
        let others = sealed_permit.len().saturating_add(target.note.len()) as u64;
        check_room(directory, self.box_bytes().saturating_add(others).saturating_add(SLACK))?;

        let (facts, written) = self.write_box(&file)?;
        file.sync_all().map_err(SealError::at(&new_box))?;
        // Where the system cannot forget, reading back still finds what never reached the file.
        let _ = fadvise(&file, 0, None, Advice::DontNeed);
        drop(file);
        if read_back(&new_box)? != written {
            return Err(SealError::ReadBackDiffers { path: new_box });
        }

        for (name, bytes) in [(PERMIT_NAME, &sealed_permit[..]), (NOTE_NAME, target.note.as_bytes())] {
            let path = directory.join(name);
            undo.note(&path);
            write_shared(directory, name, bytes).map_err(SealError::at(&path))?;
        }
        let outbox = directory.join(desk::OUTBOX);
        match fs::create_dir(&outbox) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(SealError::at(&outbox)(error));
            }
            _ => {}
        }
        let sealed = facts.receipt(desk, permit, written)?;
        fs::rename(&new_box, &final_box).map_err(SealError::at(&final_box))?;
        undo.0.clear();
        sync_directory(directory).map_err(SealError::at(directory))?;
        Ok(sealed)
    }
}

/// Removes what was made, unless all went well.
struct Undo(Vec<PathBuf>);

impl Undo {
    /// What was there before is not ours to remove.
    fn note(&mut self, path: &Path) {
        if path.symlink_metadata().is_err() {
            self.0.push(path.to_owned());
        }
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for path in &self.0 {
            // The error that is on its way says more than this one would.
            drop(fs::remove_file(path));
        }
    }
}

fn check_room(directory: &Path, needed_bytes: u64) -> Result<(), SealError> {
    let room = statvfs(directory).map_err(|errno| SealError::at(directory)(errno.into()))?;
    let free_bytes = room.f_bavail.saturating_mul(room.f_frsize);
    if free_bytes < needed_bytes { Err(SealError::NoRoom { free_bytes, needed_bytes }) } else { Ok(()) }
}

fn read_back(path: &Path) -> Result<BoxWritten, SealError> {
    let failed = |source| SealError::Medium { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut read = Hashing { bytes: 0, hash: <Sha256 as sha2::Digest>::new(), output: io::sink() };
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return read.written(),
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                io::Write::write_all(&mut read, bytes).map_err(failed)?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
}
