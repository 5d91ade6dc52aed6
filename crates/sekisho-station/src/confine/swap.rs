//! To what memory is swapped, and what stands below it.

use std::path::Path;

use crate::medium::find::System;

/// One area of `/proc/swaps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwapArea {
    /// What it is.
    pub backing: Backing,
    /// As the kernel names it.
    pub name: String,
}

/// What stands below a swap area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backing {
    /// Encrypted by the device mapper.
    Encrypted,
    /// A file on some file system: what is below it cannot be told from here, so it counts as readable.
    File,
    /// Compressed memory, which may move pages to a disk.
    Memory {
        /// Whether it has a disk behind it: a device, or `none`.
        written_back_to: Option<String>,
    },
    /// A disk or partition in the clear.
    Plain,
    /// A device put together from others.
    Stacked(Vec<Backing>),
}

impl SwapArea {
    /// Tells whether nothing of it can be read once the machine is off or the area is given up.
    pub fn is_unreadable_afterwards(&self) -> bool {
        unreadable(&self.backing)
    }

    /// Tells whether it never leaves memory.
    pub fn is_in_memory(&self) -> bool {
        matches!(&self.backing, Backing::Memory { written_back_to: None })
    }
}

fn unreadable(backing: &Backing) -> bool {
    match backing {
        Backing::Encrypted => true,
        Backing::File | Backing::Plain => false,
        Backing::Memory { written_back_to } => written_back_to.is_none(),
        // A stack is only as good as each of its parts, and nothing at all is no proof.
        Backing::Stacked(parts) => !parts.is_empty() && parts.iter().all(unreadable),
    }
}

/// Lists the swap areas; absent where the kernel does not tell.
///
/// Source: `proc_swaps`(5): one heading line, then name, type, size, used, priority.
pub(super) fn areas(system: &System) -> Option<Vec<SwapArea>> {
    let swaps = system.read_proc("swaps")?;
    let lines = swaps.lines().skip(1).filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words.next()?))
    });
    let area = |(name, kind): (&str, &str)| {
        let backing = if kind == "partition" { device(system, &kernel_name(name)) } else { Backing::File };
        SwapArea { backing, name: name.to_owned() }
    };
    Some(lines.map(area).collect())
}

/// Looks a block device up, and what it stands on.
fn device(system: &System, name: &str) -> Backing {
    if name.starts_with("zram") {
        let disk = system.read_sys(&format!("block/{name}/backing_dev")).filter(|disk| disk != "none");
        return Backing::Memory { written_back_to: disk };
    }
    // SOURCE: cryptsetup marks its devices so (lib/internal.h, DM_UUID_PREFIX "CRYPT-").
    let mark = system.read_sys(&format!("block/{name}/dm/uuid")).unwrap_or_default();
    if mark.starts_with("CRYPT-") {
        // The same prefix stands on integrity and verity devices, which hide nothing.
        let hides = !mark.starts_with("CRYPT-INTEGRITY") && !mark.starts_with("CRYPT-VERITY");
        return if hides { Backing::Encrypted } else { Backing::Plain };
    }
    let below = system.list_sys(&format!("block/{name}/slaves"));
    if below.is_empty() {
        return Backing::Plain;
    }
    Backing::Stacked(below.iter().map(|name| device(system, name)).collect())
}

/// Gives the kernel's name: `/dev/dm-0` is `dm-0`; links such as `/dev/mapper/swap` are followed.
fn kernel_name(path: &str) -> String {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| Path::new(path).to_owned());
    real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
