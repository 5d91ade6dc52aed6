//! Keeps what must be forgotten: the seeds of release keys and lookup keys, in one small file whose only key lies in a
//! cell that can forget 32 bytes.
//!
//! It decides nothing: who may have a release, and what is to be destroyed, is said by its caller. It reads no clock and
//! draws no randomness by itself, and it gives no seed away: it lends one to a computation.
//!
//! Start from [`Keep`], [`cell::Cell`] and [`DestructionReceipt`].

#![forbid(unsafe_code)]

pub mod cell;
mod entropy;
mod fault;
pub mod file;
mod folder;
mod keep;
pub mod lookup;
mod seed;
pub mod service;
#[cfg(test)]
mod trial;
pub mod watch;
pub mod wire;

pub use cell::{Cell, CellKind, Level};
pub use entropy::Entropy;
pub use fault::Fault;
pub use keep::{DestructionReceipt, Keep, Recovery};
pub use seed::{KeyHash, Kind, Seed};
pub use service::Service;
