//! Turns a stream into a sealed container that opens only with both halves of its key, and back. The container is an
//! age v1 file; the payload is a tar archive in independent zstd frames.
//!
//! It does not know who may open, and opens no file or socket: it takes `Read` and `Write`, and randomness as an argument.
//!
//! Start from [`header`], [`stanza`] and [`payload`].

#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod answer;
mod bech;
pub mod challenge;
pub mod digits;
pub mod file_key;
pub mod header;
pub mod identity;
pub mod key_pair;
pub mod native;
mod plain;
pub mod plugin;
pub mod recipient;
pub mod spoken;
pub mod stanza;

pub mod archive;
pub mod payload;
mod turnstile;
mod wiped;

pub use file_key::FileKey;
