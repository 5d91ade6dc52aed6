//! Works at the desk where the medium is.

#![forbid(unsafe_code)]

pub mod certificate;
pub mod confine;
pub mod fingerprint;
pub mod medium;
pub mod scratch;
pub mod table;
