//! What a station does to itself before it touches plaintext: no core dumps, no swap in the clear, no hibernation,
//! memory locked where that is allowed.
//!
//! [`apply`] acts and reads; [`judge`] only judges what was read, so that what is refused can be seen in tables.
//! It does **not** decide who may overrule a check, and it protects neither against this machine's administrator nor
//! against sleep with the memory kept alive.

mod swap;

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit};

pub use swap::{Backing, SwapArea};

use crate::medium::find::System;

/// Below this limit, locking all later memory too could make the program fail in the middle of its work.
///
/// Units: bytes.
const LEAST_LOCKABLE_BYTES: u64 = 256 << 20;
/// SOURCE: include/uapi/linux/capability.h.
const CAP_IPC_LOCK: u32 = 14;

/// What was read about this process and this machine; absent where it could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// The size to which core files are limited now, in bytes; `u64::MAX` is no limit.
    pub core_limit_bytes: Option<u64>,
    /// Whether the kernel may dump this process now.
    pub dumping: Option<Dumping>,
    /// Whether memory is locked.
    pub locking: Locking,
    /// `/sys/power/state`: the kinds of sleep that the machine offers, empty if it offers none.
    pub power_state: Option<String>,
    /// `/sys/power/resume`: the device to which it hibernates, as `8:3`.
    pub resume: Option<String>,
    /// The areas to which memory may be swapped.
    pub swap_areas: Option<Vec<SwapArea>>,
}

/// Whether the kernel may dump this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dumping {
    /// Not at all.
    Off,
    /// It may.
    On,
}

/// Whether the memory of this process is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locking {
    /// The kernel did not allow it.
    Denied,
    /// All of it, later memory too.
    Locked,
    /// It was not tried, because the limit is so low that it would end the program.
    #[default]
    NotTried,
}

/// All checks, each with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// In the order of [`Check`].
    pub results: Vec<(Check, Verdict)>,
}

/// One thing that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// No file with this process's memory is written when it falls.
    CoreDumps,
    /// The machine does not write its memory to a disk to sleep.
    Hibernation,
    /// The memory of this process stays in memory.
    MemoryLock,
    /// Memory is swapped to nothing, to memory, or to an encrypted disk.
    Swap,
}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It could not be read. A station treats it as refused, unless its administrator takes it on.
    CannotTell,
    /// As it should be.
    Ok,
    /// Plaintext must not be touched.
    Refused(Remedy),
    /// Not as good as it could be; another check covers it.
    Told(Remedy),
}

/// What the administrator may do; the sentences stand in the texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Encrypt the swap area with a key drawn at each start, or switch it off (`swapoff`).
    EncryptSwap,
    /// Start the kernel with `nohibernate`, or remove `resume=`.
    ForbidHibernation,
    /// Let the process switch dumps off: a policy of the machine prevents it.
    LetDumpsBeSwitchedOff,
    /// Raise the limit of locked memory (`LimitMEMLOCK=infinity`), or give `CAP_IPC_LOCK`.
    RaiseLockLimit,
}

impl Check {
    /// Gives the stable code by which texts and logs call it.
    pub fn code(self) -> &'static str {
        match self {
            Self::CoreDumps => "core-dumps",
            Self::Hibernation => "hibernation",
            Self::MemoryLock => "memory-lock",
            Self::Swap => "swap",
        }
    }
}

impl Remedy {
    /// Gives the stable code by which texts call it.
    pub fn code(self) -> &'static str {
        match self {
            Self::EncryptSwap => "encrypt-swap",
            Self::ForbidHibernation => "forbid-hibernation",
            Self::LetDumpsBeSwitchedOff => "let-dumps-be-switched-off",
            Self::RaiseLockLimit => "raise-lock-limit",
        }
    }
}

impl Confinement {
    /// Tells whether plaintext may be touched: nothing is refused and nothing is unknown.
    pub fn allows_plaintext(&self) -> bool {
        self.results.iter().all(|(_, verdict)| matches!(verdict, Verdict::Ok | Verdict::Told(_)))
    }

    /// Gives the result of one check.
    pub fn of(&self, check: Check) -> Option<Verdict> {
        self.results.iter().find(|(one, _)| *one == check).map(|(_, verdict)| *verdict)
    }
}

/// Switches dumps off and locks memory as far as allowed, then judges what is the case.
///
/// Shape: acts on the whole process and cannot be taken back; call it once, early, before any secret is in memory.
pub fn apply(system: &System) -> Confinement {
    // What fails here is seen in the readings: they ask the kernel again.
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(Resource::Core, none);
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let locking = lock(system);
    judge(&read(system, locking))
}

/// Judges what was read.
///
/// Source: design G2 (the station forgets), keys 1.4 (no core dumps, no hibernation, no unencrypted swap).
pub fn judge(readings: &Readings) -> Confinement {
    let swap = judge_swap(readings.swap_areas.as_deref());
    let results = vec![
        (Check::CoreDumps, judge_dumps(readings)),
        (Check::Hibernation, judge_hibernation(readings)),
        (Check::MemoryLock, judge_lock(readings.locking)),
        (Check::Swap, swap),
    ];
    Confinement { results }
}

/// Both are wanted: a limit of 0 does not stop a dump that is piped to a program, and the flag can be set back when
/// another program is started.
fn judge_dumps(readings: &Readings) -> Verdict {
    match (readings.core_limit_bytes, readings.dumping) {
        (Some(0), Some(Dumping::Off)) => Verdict::Ok,
        (None, _) | (_, None) => Verdict::CannotTell,
        _ => Verdict::Refused(Remedy::LetDumpsBeSwitchedOff),
    }
}

fn judge_hibernation(readings: &Readings) -> Verdict {
    let (Some(state), Some(areas)) = (&readings.power_state, &readings.swap_areas) else {
        return Verdict::CannotTell;
    };
    // Without an area on a disk there is nothing to hibernate to. Encryption does not help here: the image outlives the
    // process, and its key is kept.
    let has_room = areas.iter().any(|area| !area.is_in_memory());
    let is_set = readings.resume.as_deref().is_some_and(|device| device != "0:0");
    if state.split_whitespace().any(|word| word == "disk") && (has_room || is_set) {
        return Verdict::Refused(Remedy::ForbidHibernation);
    }
    Verdict::Ok
}

fn judge_lock(locking: Locking) -> Verdict {
    match locking {
        Locking::Locked => Verdict::Ok,
        Locking::Denied | Locking::NotTried => Verdict::Told(Remedy::RaiseLockLimit),
    }
}

/// Locked memory does not excuse open swap: files on tmpfs are swapped too.
fn judge_swap(areas: Option<&[SwapArea]>) -> Verdict {
    match areas {
        None => Verdict::CannotTell,
        Some(areas) if areas.iter().all(SwapArea::is_unreadable_afterwards) => Verdict::Ok,
        Some(_) => Verdict::Refused(Remedy::EncryptSwap),
    }
}

fn read(system: &System, locking: Locking) -> Readings {
    let dumping = match rustix::process::dumpable_behavior() {
        Ok(DumpableBehavior::NotDumpable) => Some(Dumping::Off),
        Ok(_) => Some(Dumping::On),
        Err(_) => None,
    };
    // A kernel without sleep has no such file at all: that is an answer, if /sys is there.
    let has_sys = !system.list_sys("").is_empty();
    Readings {
        core_limit_bytes: Some(rustix::process::getrlimit(Resource::Core).current.unwrap_or(u64::MAX)),
        dumping,
        locking,
        power_state: system.read_sys("power/state").or_else(|| has_sys.then(String::new)),
        resume: system.read_sys("power/resume"),
        swap_areas: swap::areas(system),
    }
}

fn lock(system: &System) -> Locking {
    let limit = rustix::process::getrlimit(Resource::Memlock).current.unwrap_or(u64::MAX);
    let status = system.read_proc("self/status").unwrap_or_default();
    if limit < LEAST_LOCKABLE_BYTES && !may_lock_any(&status) {
        return Locking::NotTried;
    }
    // Pages are locked when they are first used, so that address space which is only reserved costs nothing.
    let flags = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    if mlockall(flags).is_ok() { Locking::Locked } else { Locking::Denied }
}

/// Reads from `/proc/self/status` whether the limit of locked memory counts for this process.
fn may_lock_any(status: &str) -> bool {
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let set = line.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    set.is_some_and(|set| set >> CAP_IPC_LOCK & 1 == 1)
}

#[cfg(test)]
mod tests;
