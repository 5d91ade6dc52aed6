//! Works at the desk where the medium is.

#![forbid(unsafe_code)]

pub mod certificate;
pub mod confine;
mod content;
pub mod desk;
pub mod fingerprint;
pub mod list;
pub mod medium;
pub mod open;
pub mod outbox;
pub mod rewrap;
pub mod scratch;
pub mod seal;
pub mod table;
