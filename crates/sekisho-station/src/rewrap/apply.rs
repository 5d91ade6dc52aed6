//! Puts a new header in front of the box, at the site. It needs no device, no key and no network.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use rustix::fs::{Advice, OFlags, fadvise};

use super::{HeaderFile, RewrapError};
use crate::desk::write_shared;
use crate::seal::{BOX_NAME, PERMIT_NAME};

/// Tells what was done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Applied {
    /// The header was there already; the permit was put beside it.
    Already,
    /// The header was written and read back.
    Written,
}

/// Replaces the header of the box on a medium, and `permit.age`.
///
/// Shape: the box is known by the payload's nonce, which must stand exactly behind the new header: so it is the right box, and
/// the old header has the same length. Whatever the header's own bytes are, half written ones included, they are
/// replaced; so a try that broke off is mended by the next one. No byte of the payload is written.
/// Errors: [`RewrapError::OtherBox`], before anything is written; [`RewrapError::Medium`],
/// [`RewrapError::ReadBackDiffers`], [`RewrapError::Text`], [`RewrapError::Header`].
pub fn apply(directory: &Path, file: &HeaderFile) -> Result<Applied, RewrapError> {
    let parts = file.parts()?;
    let path = directory.join(BOX_NAME);
    let failed = |source| RewrapError::at(&path)(source);
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let sealed = no_follow(&mut options).open(&path).map_err(failed)?;
    let length = parts.header.len() as u64;
    let behind = read(&sealed, length, parts.nonce.len()).map_err(failed)?;
    if behind != Some(parts.nonce.to_vec()) {
        return Err(RewrapError::OtherBox);
    }
    let before = read(&sealed, 0, parts.header.len()).map_err(failed)?;
    let applied = if before.as_ref() == Some(&parts.header) {
        Applied::Already
    } else {
        sealed.write_all_at(&parts.header, 0).map_err(failed)?;
        sealed.sync_all().map_err(failed)?;
        // Where the system cannot forget, reading back still finds what never reached the file.
        let _ = fadvise(&sealed, 0, None, Advice::DontNeed);
        Applied::Written
    };
    drop(sealed);
    let again = File::open(&path).map_err(failed)?;
    if read(&again, 0, parts.header.len()).map_err(failed)? != Some(parts.header) {
        return Err(RewrapError::ReadBackDiffers { path });
    }
    let permit = directory.join(PERMIT_NAME);
    write_shared(directory, PERMIT_NAME, &parts.permit).map_err(RewrapError::at(&permit))?;
    Ok(applied)
}

/// A name on a foreign stick may be a link to anywhere.
fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default())
}

/// Reads so many bytes; `None` if the file is shorter.
fn read(file: &File, offset: u64, length: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = vec![0; length];
    match file.read_exact_at(&mut bytes, offset) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
