//! The record on disk, tried to its limits: crashes at every write, kills, several writers, damage, a full disk, clocks
//! that jump, and everything that somebody could send or invent.

#![allow(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests fail loudly"
)]

#[path = "store/attack.rs"]
mod attack;
#[path = "store/clock.rs"]
mod clock;
#[path = "store/copy.rs"]
mod copy;
#[path = "store/crash.rs"]
mod crash;
#[path = "store/damage.rs"]
mod damage;
#[path = "store/evidence.rs"]
mod evidence;
#[path = "store/full.rs"]
mod full;
#[path = "store/kill.rs"]
mod kill;
#[path = "store/local.rs"]
mod local;
#[path = "store/passkey.rs"]
mod passkey;
#[path = "store/ports.rs"]
mod ports;
#[path = "store/town.rs"]
mod town;
#[path = "store/whole.rs"]
mod whole;
#[path = "store/writers.rs"]
mod writers;
