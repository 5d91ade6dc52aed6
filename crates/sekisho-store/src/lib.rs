//! Keeps bytes: implements the gate's ports on SQLite and a directory of tiles. It contains no rule.
//!
//! One directory per data owner:
//!
//! ```text
//! DIR/record.sqlite     entries, head, texts, caches
//! DIR/log/checkpoint    the published log: C2SP tiles, for anybody
//! DIR/log/tile/…
//! DIR/keys/record.key   the record's own seeds (mode 0600)
//! ```
//!
//! Start from [`Store`], [`keyfile`] and [`Store::append`](sekisho_gate::port::Record::append).

#![forbid(unsafe_code)]

pub mod error;
pub mod keyfile;
pub mod object;
pub mod sqlite;

pub use error::StoreError;
pub use sqlite::Store;
