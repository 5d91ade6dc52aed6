//! The header of a member: ustar, with a pax header before it when ustar cannot say it all.
//!
//! Source: POSIX.1-2017, `pax`, "ustar Interchange Format" and "pax Extended Header".

use tar::{EntryType, Header, PaxExtensions};

use super::{MemberName, TAR_BLOCK_BYTES};

/// Bytes that ustar has for a name.
const USTAR_NAME_BYTES: usize = 100;
/// The first size that 11 octal digits cannot say.
const USTAR_SIZE_END: u64 = 1 << 33;
/// Bytes that a pax header of ours can have, with room: a name and a size.
pub(super) const PAX_BYTES: u64 = 1024;

/// Writes the header of a member; the same arguments always give the same bytes.
///
/// Units: `modified` is in seconds since 1970.
pub(super) fn build(name: &MemberName, modified: u64, bytes: u64) -> Vec<u8> {
    let name = name.as_str();
    let mut records = Vec::new();
    if name.len() > USTAR_NAME_BYTES || !name.is_ascii() {
        records.extend(record("path", name));
    }
    if bytes >= USTAR_SIZE_END {
        records.extend(record("size", &bytes.to_string()));
    }
    let mut out = Vec::with_capacity(TAR_BLOCK_BYTES.saturating_mul(3));
    if !records.is_empty() {
        out.extend(block(EntryType::XHeader, "PaxHeader", modified, records.len() as u64).as_bytes());
        let padded = records.len().next_multiple_of(TAR_BLOCK_BYTES);
        records.resize(padded, 0);
        out.extend(records);
    }
    let short = name.floor_char_boundary(USTAR_NAME_BYTES);
    out.extend(block(EntryType::Regular, name.get(..short).unwrap_or_default(), modified, bytes).as_bytes());
    out
}

fn block(kind: EntryType, name: &str, modified: u64, bytes: u64) -> Header {
    let mut header = Header::new_ustar();
    for (to, from) in header.as_old_mut().name.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(bytes);
    header.set_mtime(modified);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

/// `LENGTH KEY=VALUE\n`, where the length counts its own digits too.
fn record(key: &str, value: &str) -> Vec<u8> {
    let body = format!(" {key}={value}\n");
    let mut length = body.len();
    loop {
        let whole = body.len().saturating_add(length.to_string().len());
        if whole == length {
            return format!("{length}{body}").into_bytes();
        }
        length = whole;
    }
}

/// A header block that was read.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Block {
    /// A member of another kind than a regular file.
    Irregular { name: Vec<u8> },
    /// A regular file.
    Member { name: Vec<u8>, bytes: u64 },
    /// A pax header for the member that follows; its records come next.
    Pax { bytes: u64 },
    /// One of the two blocks that end an archive.
    Zero,
}

/// Reads a header block; none if it is damaged or says something that we never write.
pub(super) fn parse(block: &[u8; TAR_BLOCK_BYTES]) -> Option<Block> {
    if block.iter().all(|byte| *byte == 0) {
        return Some(Block::Zero);
    }
    let header = Header::from_byte_slice(block);
    header.as_ustar()?;
    if header.cksum().ok()? != checksum(block) {
        return None;
    }
    let bytes = header.entry_size().ok()?;
    let name = header.path_bytes().into_owned();
    Some(match header.entry_type() {
        EntryType::Regular => Block::Member { name, bytes },
        EntryType::XHeader if bytes <= PAX_BYTES => Block::Pax { bytes },
        EntryType::XHeader => return None,
        _ => Block::Irregular { name },
    })
}

/// The sum of all bytes, with blanks in place of the sum itself.
fn checksum(block: &[u8; TAR_BLOCK_BYTES]) -> u32 {
    let bytes = block.iter().enumerate();
    let bytes = bytes.map(|(i, byte)| if (148..156).contains(&i) { b' ' } else { *byte });
    bytes.map(u32::from).fold(0, u32::wrapping_add)
}

/// What a pax header says about the member that follows.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Pax {
    pub(super) name: Option<Vec<u8>>,
    pub(super) bytes: Option<u64>,
}

/// Reads the records of a pax header; none if they are malformed or say something that we never write.
pub(super) fn parse_pax(records: &[u8]) -> Option<Pax> {
    let mut pax = Pax::default();
    for record in PaxExtensions::new(records) {
        let record = record.ok()?;
        match record.key_bytes() {
            b"path" if pax.name.is_none() => pax.name = Some(record.value_bytes().to_vec()),
            b"size" if pax.bytes.is_none() => pax.bytes = Some(record.value().ok()?.parse().ok()?),
            _ => return None,
        }
    }
    Some(pax)
}
