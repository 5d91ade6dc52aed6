//! Replay: a case kept as data, tried act by act by the real commands on a record of its own.
//!
//! Nothing here knows a rule or a case: each act is a command line, and what it came to is compared with what the file says. A
//! verdict that nothing is built for is *open*, and passes for nothing. The form of a file: `docs/spec/replay.md`.

mod check;
mod counted;
mod fence;
mod line;
mod meanwhile;
mod play;
mod stage;
mod told;
mod unfit;
mod verdict;
mod written;

pub use counted::Counted;
pub use play::{Outcome, Played, play};
pub use told::{json, tell};
pub use verdict::{Expected, Verdict};
pub use written::Case;
