//! The wrapping of an SSH signature, and the length-prefixed strings inside.
//!
//! Source: RFC 4251 section 5; OpenSSH `PROTOCOL.sshsig`.
use base64::{Engine, engine::general_purpose::STANDARD};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";
/// Units: characters.
const LINE: usize = 70;

/// Writes one string behind what is there.
///
/// Shape: callers bound their parts far below 4 GiB.
pub(super) fn put(out: &mut Vec<u8>, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(part);
}

/// Takes one string, and gives what is behind it.
pub(super) fn take(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

pub(super) fn take_text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (part, rest) = take(bytes)?;
    Some((str::from_utf8(part).ok()?, rest))
}

/// Wraps a blob, byte for byte as `ssh-keygen` does.
pub(super) fn close(blob: &[u8]) -> String {
    let mut armored = BEGIN.to_owned();
    for (at, character) in STANDARD.encode(blob).chars().enumerate() {
        if at != 0 && at.is_multiple_of(LINE) {
            armored.push('\n');
        }
        armored.push(character);
    }
    armored.push('\n');
    armored + END
}

/// Takes the wrapping off, and nothing but this one wrapping; only line ends may be others.
pub(super) fn open(armored: &str) -> Option<Vec<u8>> {
    let text = armored.replace("\r\n", "\n");
    let text = format!("{}\n", text.trim_end_matches('\n'));
    let body = text.strip_prefix(BEGIN)?.strip_suffix(END)?.replace('\n', "");
    let blob = STANDARD.decode(body).ok()?;
    (close(&blob) == text).then_some(blob)
}
