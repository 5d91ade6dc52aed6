//! The desk's own files: what stands in them, and what they are called.

use std::path::Path;

use sekisho_core::id::DeviceId;
use sekisho_core::{Digest, Timestamp};
use sekisho_proof::canonical;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DeskError, Entropy, files, write_whole};

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Owner {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) answer_key: Option<String>,
    pub(super) device: DeviceId,
    pub(super) envelope_key: String,
    pub(super) origin: String,
    pub(super) version: u32,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) checkpoint_root: String,
    pub(super) checkpoint_size: u64,
    pub(super) latest: Timestamp,
    pub(super) next_spoken: u16,
    pub(super) starts: u64,
    pub(super) version: u32,
}

pub(super) fn fresh(entropy: &mut Entropy<'_>) -> Result<Zeroizing<[u8; 32]>, DeskError> {
    let mut seed = Zeroizing::new([0; 32]);
    entropy(seed.as_mut_slice()).map_err(DeskError::Entropy)?;
    Ok(seed)
}

pub(super) fn seed_name(key: &Digest) -> String {
    format!("{}.seed", key.to_string().trim_start_matches("sha256:"))
}

pub(super) fn spoken_name(index: u16) -> String {
    format!("{index:04}.seed")
}

pub(super) fn put(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), DeskError> {
    write_whole(directory, name, bytes).map_err(DeskError::at(&directory.join(name)))
}

pub(super) fn take(directory: &Path, name: &str) -> Result<Zeroizing<Vec<u8>>, DeskError> {
    let path = directory.join(name);
    files::read(&path).map_err(DeskError::at(&path))
}

pub(super) fn text<T: Serialize>(value: &T) -> Result<Vec<u8>, DeskError> {
    canonical::to_vec(value).map_err(|error| DeskError::Text(error.to_string()))
}

pub(super) fn parse<T: DeserializeOwned>(directory: &Path, name: &str) -> Result<T, DeskError> {
    canonical::from_slice(&take(directory, name)?).map_err(|_| DeskError::damaged(&directory.join(name)))
}
