//! Public X-Wing keys beside the record, each in a file that is named by its hash: the record holds the hash only.

use std::path::{Path, PathBuf};

use sekisho_core::Digest;

use crate::file;
use crate::report::Failure;

/// The longest file. Units: bytes.
const LIMIT: u64 = 4096;

/// Puts a public key there.
pub fn put(record: &Path, bytes: &[u8]) -> Result<Digest, Failure> {
    let hash = Digest::of(bytes);
    let path = path(record, hash);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)
            .map_err(|error| Failure::of_file("file-not-written", parent, error))?;
    }
    if !path.exists() {
        file::write(&path, bytes)?;
    }
    Ok(hash)
}

/// Reads the public key of a hash.
///
/// Errors: `not-found`; `record-damaged` if the file holds something else.
pub fn find(record: &Path, hash: Digest) -> Result<Vec<u8>, Failure> {
    let bytes = file::read(&path(record, hash), LIMIT)?;
    if Digest::of(&bytes) == hash {
        return Ok(bytes);
    }
    Err(Failure::fault(sekisho_gate::Fault::Damaged(format!("the public key {hash} is another one"))))
}

fn path(record: &Path, hash: Digest) -> PathBuf {
    let name = hash.to_string();
    let digits = name.strip_prefix("sha256:").unwrap_or(&name);
    record.join("keys").join("public").join(digits)
}
