//! The file with the record's own seeds: three lines of hexadecimal, mode 0600.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use sekisho_gate::keys::RecordSeeds;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::object::dir::sync_folder;

const NAMES: [&str; 3] = ["envelope", "note", "stream"];

/// Writes a new key file; an existing one is never overwritten.
///
/// Errors: [`StoreError::File`].
pub fn create(path: &Path, seeds: &RecordSeeds) -> Result<(), StoreError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(StoreError::file(parent))?;
    }
    let values = [&seeds.envelope, &seeds.note, &seeds.stream_master];
    let mut text = Zeroizing::new(String::from("sekisho record key v1\n"));
    for (name, seed) in NAMES.iter().zip(values) {
        text.push_str(name);
        text.push(' ');
        for byte in seed.iter() {
            text.push(char::from(hex_digit(byte >> 4)));
            text.push(char::from(hex_digit(byte & 15)));
        }
        text.push('\n');
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(StoreError::file(path))?;
    file.write_all(text.as_bytes()).map_err(StoreError::file(path))?;
    file.sync_all().map_err(StoreError::file(path))?;
    // Without its keys a record is a dead one: the name of the file must survive a crash as well.
    path.parent().map_or(Ok(()), sync_folder).map_err(StoreError::file(path))
}

fn hex_digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0'.wrapping_add(nibble) } else { b'a'.wrapping_add(nibble.wrapping_sub(10)) }
}

/// Reads a key file.
///
/// Errors: [`StoreError::File`], [`StoreError::KeyFile`].
pub fn read(path: &Path) -> Result<RecordSeeds, StoreError> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(StoreError::file(path))?);
    let malformed = || StoreError::KeyFile(path.to_owned());
    let mut lines = text.lines();
    if lines.next() != Some("sekisho record key v1") {
        return Err(malformed());
    }
    let mut seed = |name: &str| -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let line = lines.next().and_then(|line| line.strip_prefix(name)).ok_or_else(malformed)?;
        parse_hex(line.trim_start()).ok_or_else(malformed)
    };
    let [envelope, note, stream] = NAMES;
    Ok(RecordSeeds { envelope: seed(envelope)?, note: seed(note)?, stream_master: seed(stream)? })
}

fn parse_hex(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut seed = Zeroizing::new([0; 32]);
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in seed.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(seed)
}
