//! Which media are there, what the system knows about them, and who is using them.
//!
//! Everything is read from `/sys` and `/proc`; nothing is opened. What the system does not tell is absent, never
//! guessed: many sticks have no serial number.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the system tells about devices: `/sys` and `/proc`, or a copy of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    proc: PathBuf,
    sys: PathBuf,
}

impl System {
    /// Takes what stands below this directory: `sys` and `proc`.
    pub fn below(root: &Path) -> Self {
        Self { proc: root.join("proc"), sys: root.join("sys") }
    }

    /// Takes the running machine.
    pub fn here() -> Self {
        Self::below(Path::new("/"))
    }

    fn of(&self, number: DeviceNumber) -> Option<PathBuf> {
        let link = self.sys.join(format!("dev/block/{}:{}", number.major, number.minor));
        fs::canonicalize(link).ok()
    }

    pub(crate) fn read_proc(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.proc.join(name)).ok()
    }

    pub(crate) fn read_sys(&self, name: &str) -> Option<String> {
        word(&self.sys.join(name))
    }

    pub(crate) fn list_sys(&self, name: &str) -> Vec<String> {
        names(&self.sys.join(name))
    }
}

/// The number of a block device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceNumber {
    /// The driver.
    pub major: u32,
    /// Which one.
    pub minor: u32,
}

/// What the system knows about a medium.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceFacts {
    /// Whether it is a device or a file that stands for one.
    pub kind: MediumKind,
    /// The smallest stretch that the device writes.
    ///
    /// Units: bytes.
    pub logical_block_bytes: Option<u32>,
    /// The product, as the medium tells it.
    pub model: Option<String>,
    /// The kernel's name, as `sdb`, or the name of the file.
    pub name: String,
    /// Whether it can be pulled out.
    pub removable: Option<bool>,
    /// Whether it may only be read.
    pub read_only: Option<bool>,
    /// The serial number, as the medium tells it.
    pub serial: Option<String>,
    /// How much it claims to hold.
    pub size_bytes: u64,
    /// The maker, as the medium tells it.
    pub vendor: Option<String>,
}

/// What stands for the medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MediumKind {
    /// A whole block device.
    Device,
    /// A file with the content of a medium.
    #[default]
    Image,
}

/// Who is using a medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// A loop device stands on the file.
    BehindLoop {
        /// The loop device, as `loop0`.
        device: String,
    },
    /// Another device stands on it: encryption, RAID, volumes.
    HeldBy {
        /// The device on top, as `dm-0`.
        device: String,
    },
    /// A file system on it is mounted.
    Mounted {
        /// Where, as the kernel writes it (a space is `\040`).
        at: String,
    },
    /// Memory is swapped to it.
    Swap,
}

/// Lists all block devices that have a size, in the order of their names.
pub fn media(system: &System) -> Vec<DeviceFacts> {
    let all = system.list_sys("block").into_iter();
    all.filter_map(|name| fs::canonicalize(system.sys.join("block").join(name)).ok())
        .filter_map(|place| facts_at(&place))
        .filter(|facts| facts.size_bytes > 0)
        .collect()
}

/// Tells what the system knows about a block device.
pub fn describe(system: &System, number: DeviceNumber) -> Option<DeviceFacts> {
    facts_at(&system.of(number)?)
}

/// Tells whether this is a part of a medium and not a whole one.
pub fn is_partition(system: &System, number: DeviceNumber) -> bool {
    system.of(number).is_some_and(|place| place.join("partition").exists())
}

/// Lists who uses a device or one of its partitions.
pub fn uses(system: &System, number: DeviceNumber) -> Vec<Use> {
    let Some(place) = system.of(number) else { return Vec::new() };
    let mut parts = vec![place.clone()];
    parts.extend(
        names(&place).into_iter().map(|name| place.join(name)).filter(|part| part.join("partition").exists()),
    );
    let mountinfo = system.read_proc("self/mountinfo").unwrap_or_default();
    let swaps = system.read_proc("swaps").unwrap_or_default();
    let mut found = Vec::new();
    for part in parts {
        let holders = names(&part.join("holders"));
        found.extend(holders.into_iter().map(|device| Use::HeldBy { device }));
        let node =
            part.file_name().map(|name| format!("/dev/{}", name.to_string_lossy())).unwrap_or_default();
        let number = word(&part.join("dev")).unwrap_or_default();
        found.extend(mounts(&mountinfo, &number, &node).map(|at| Use::Mounted { at: at.to_owned() }));
        let is_swap = swaps.lines().any(|line| line.split_whitespace().next() == Some(node.as_str()));
        found.extend(is_swap.then_some(Use::Swap));
    }
    found
}

/// Lists who uses a file that stands for a medium.
pub fn uses_of_image(system: &System, path: &Path) -> Vec<Use> {
    let behind = |device: &String| {
        let backing = system.read_sys(&format!("block/{device}/loop/backing_file"));
        backing.is_some_and(|backing| Path::new(&backing) == path)
    };
    let loops = system.list_sys("block").into_iter().filter(behind);
    let mut found: Vec<_> = loops.map(|device| Use::BehindLoop { device }).collect();
    let swaps = system.read_proc("swaps").unwrap_or_default();
    let is_swap = swaps.lines().any(|line| line.split_whitespace().next().map(Path::new) == Some(path));
    found.extend(is_swap.then_some(Use::Swap));
    found
}

/// Where the kernel has mounted the device: by its number, or by its name where a file system hides the number.
fn mounts<'a>(mountinfo: &'a str, number: &str, node: &str) -> impl Iterator<Item = &'a str> {
    // SOURCE: proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, …, "-", type, source, options.
    mountinfo.lines().filter_map(move |line| {
        let mut words = line.split(' ');
        let (mounted, at) = (words.nth(2)?, words.nth(1)?);
        let source = words.skip_while(|word| *word != "-").nth(2);
        (mounted == number || source == Some(node)).then_some(at)
    })
}

fn facts_at(place: &Path) -> Option<DeviceFacts> {
    // SOURCE: Documentation/ABI/stable/sysfs-block: `size` counts 512 bytes, whatever the logical block.
    let size_bytes = word(&place.join("size"))?.parse::<u64>().ok()?.saturating_mul(512);
    let flag = |name: &str| match word(&place.join(name))?.as_str() {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    };
    let device = place.join("device");
    Some(DeviceFacts {
        kind: MediumKind::Device,
        logical_block_bytes: word(&place.join("queue/logical_block_size")).and_then(|text| text.parse().ok()),
        model: word(&device.join("model")).or_else(|| word(&device.join("name"))),
        name: place.file_name()?.to_string_lossy().into_owned(),
        read_only: flag("ro"),
        removable: flag("removable"),
        serial: serial(place),
        size_bytes,
        vendor: word(&device.join("vendor")).filter(|vendor| !vendor.starts_with("0x")),
    })
}

/// Finds the serial number where each kind of device tells it.
fn serial(place: &Path) -> Option<String> {
    let device = fs::canonicalize(place.join("device")).ok();
    // virtio; then NVMe and memory cards.
    let own = word(&place.join("serial")).or_else(|| word(&device.as_ref()?.join("serial")));
    if own.is_some() {
        return own;
    }
    // A USB stick tells it one or more levels up. Only the nearest USB device is asked: the hub above has a number of
    // its own.
    let usb = device.as_ref()?.ancestors().find(|place| place.join("idVendor").exists());
    if let Some(usb) = usb {
        return word(&usb.join("serial"));
    }
    // SOURCE: SCSI Primary Commands, unit serial number page 80h: four bytes of heading, then the number.
    let page = fs::read(device.as_ref()?.join("vpd_pg80")).ok()?;
    let text = String::from_utf8_lossy(page.get(4..)?).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

fn word(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests;
