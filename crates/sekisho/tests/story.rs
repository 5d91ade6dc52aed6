//! Stories: whole cases through the command line, in process, on a record for trying. All people are invented.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "story/drive.rs"]
mod drive;
#[path = "story/ledger.rs"]
mod ledger;
