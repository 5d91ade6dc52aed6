//! The station confines this very process, and the kernel says that it did.

use sekisho_station::confine::{self, Check, Verdict};
use sekisho_station::medium::find::System;

#[test]
fn after_confining_the_kernel_does_not_dump_this_process() {
    let confinement = confine::apply(&System::here());
    assert_eq!(confinement.of(Check::CoreDumps), Some(Verdict::Ok));
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
    println!("on this machine: {:?}", confinement.results);

    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let locked = status.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap();
    let kibibytes: u64 = locked.split_whitespace().next().unwrap().parse().unwrap();
    let is_locked = confinement.of(Check::MemoryLock) == Some(Verdict::Ok);
    assert_eq!(kibibytes > 0, is_locked, "{locked}");
}
