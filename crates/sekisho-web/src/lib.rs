//! Listens: the JSON API over the gate, for stations, telephones and pages.
//!
//! It carries what it is given to the gate, and what the gate says back. It contains no rule, no SQL and no file access;
//! what it needs of other rooms stands in [`port`]. Nobody has to believe it: acts are signed by people, the record is
//! checked by the vault, answers are masked for one device.
//!
//! Start from [`serve`], [`port::House`] and [`form`]. Source: `docs/spec/http.md`.

#![forbid(unsafe_code)]

mod api;
pub mod asking;
mod desk;
mod errand;
pub mod form;
mod idempotency;
mod keys;
pub mod limit;
pub mod listen;
pub mod metrics;
pub mod openapi;
mod page;
pub mod port;
mod problem;
mod router;
mod serve;
mod session;
pub mod site;
pub mod tls;
mod token;
pub mod turn;
pub mod weekly;

#[cfg(test)]
mod tests;

pub use serve::{Code, Limits, ServeError, Settings, serve};
