//! Turns a stream into a sealed container that opens only with both halves of its key, and back. The container is an
//! age v1 file; the payload is a tar archive in independent zstd frames.
//!
//! It does not know who may open, and opens no file or socket: it takes `Read` and `Write`, and randomness as an argument.
//!
//! Start from [`header`], [`stanza`] and [`payload`].

#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod file_key;

pub use file_key::FileKey;
