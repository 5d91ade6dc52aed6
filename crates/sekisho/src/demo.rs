//! The demo: the 2022 case tried step by step by the real commands, on a record of its own.
//!
//! Nothing here knows a rule: each step is a command line, and what is printed is what the command answered. A step that
//! is not built yet says so and is counted.

mod chain;
mod check;
mod evening;
mod lost;
mod past;
mod play;
mod stage;
mod town;

pub use play::play;
pub use stage::{Outcome, Stage, Taken};
