//! What an outsider needs to check a record without trusting its keeper: envelopes, signatures of persons,
//! the Merkle tree with its tiles and proofs, signed checkpoints.
//!
//! It does **not** know what a permit is, and it does no input or output, reads no clock and draws no
//! randomness: files come through [`tile::TileReader`], time and seeds are arguments.
//!
//! Three places to start from: [`verify::verify_log`] checks a whole log, [`proof_file::ProofFile`] checks
//! one entry, and [`sshsig::verify`] checks what a person signed ([`act::ActStatement`]).
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod act;
pub mod canonical;
pub mod checkpoint;
pub mod cosignature;
pub mod digest;
pub mod dsse;
pub mod leaf;
pub mod note;
mod plain;
pub mod proof_file;
pub mod sshsig;
pub mod statement;
#[cfg(any(test, feature = "testkit"))]
pub mod testkit;
pub mod tile;
pub mod tree;
pub mod verify;

pub use digest::Digest;
