//! Works at the desk where the medium is.

#![forbid(unsafe_code)]
