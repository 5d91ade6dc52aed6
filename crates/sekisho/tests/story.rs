//! Stories: whole cases through the command line, in process, on a record for trying. All people are invented.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

#[path = "story/advice.rs"]
mod advice;
// The program under its second name.
#[path = "plugin/age.rs"]
mod age;
#[path = "story/api.rs"]
mod api;
#[path = "story/asserted.rs"]
mod asserted;
#[path = "story/attack.rs"]
mod attack;
#[path = "story/care.rs"]
mod care;
#[path = "story/chain.rs"]
mod chain;
#[path = "story/contradictions.rs"]
mod contradictions;
#[path = "story/coverage.rs"]
mod coverage;
#[path = "plugin/desk.rs"]
mod desk;
#[path = "story/drive.rs"]
mod drive;
#[path = "story/guide.rs"]
mod guide;
#[path = "story/ledger.rs"]
mod ledger;
#[path = "story/ledgers.rs"]
mod ledgers;
#[path = "story/lists.rs"]
mod lists;
#[path = "story/lookup.rs"]
mod lookup;
#[path = "story/mend.rs"]
mod mend;
#[path = "story/online.rs"]
mod online;
#[path = "story/passkey.rs"]
mod passkey;
#[path = "story/people.rs"]
mod people;
#[path = "story/plan.rs"]
mod plan;
#[path = "plugin/rage.rs"]
mod rage;
#[path = "story/registers.rs"]
mod registers;
#[path = "story/replay.rs"]
mod replay;
#[path = "story/rewrap.rs"]
mod rewrap;
#[path = "story/rights.rs"]
mod rights;
#[path = "story/rules.rs"]
mod rules;
#[path = "story/sealed.rs"]
mod sealed;
#[path = "story/sheets.rs"]
mod sheets;
#[path = "story/urgent.rs"]
mod urgent;
#[path = "story/web.rs"]
mod web;
#[path = "story/weekly.rs"]
mod weekly;
