//! Keeps what must be forgotten.

#![forbid(unsafe_code)]
