//! Knows the rules of Sekisho: folds events into a [`State`], and answers a [`Command`] with a [`Decision`]: the
//! events to record, or every reason why not.
//!
//! It does no IO, reads no clock, draws no randomness, speaks no human language, and knows nothing of SQL, HTTP,
//! Cedar or signatures: whoever calls it has already found out *who* is speaking, and *when*.
//!
//! Start from [`decide()`], [`State`] and [`Rule`].

#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod alarm;
pub mod chain;
pub mod command;
pub mod concern;
pub mod contradiction;
pub mod decide;
pub mod device_acts;
pub mod document;
pub mod due;
pub mod employment;
mod enrollment;
pub mod event;
pub mod evolve;
pub mod facts;
pub mod hash;
pub mod id;
pub mod incident;
pub mod less;
pub mod local;
pub mod medium;
pub mod office;
mod office_acts;
pub mod party;
pub mod permit;
pub mod plan;
pub mod private;
pub mod purpose;
pub mod reason;
pub mod report;
pub mod rewrap;
pub mod rights;
pub mod sealing;
pub mod state;
pub mod time;
pub mod training;
pub mod urgent;
pub mod weekly;

pub use command::Command;
pub use decide::{Decision, RULES, decide};
pub use event::{Event, Recorded, Stream};
pub use evolve::evolve;
pub use hash::Digest;
pub use private::Private;
pub use reason::{Reason, Rule};
pub use state::State;
pub use time::{Timestamp, Window};

#[cfg(any(test, feature = "testkit"))]
pub mod testkit;

#[cfg(test)]
mod properties;
