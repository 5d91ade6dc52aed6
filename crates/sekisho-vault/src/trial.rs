//! What the tests put in place of disk, cell and chance: a disk that loses power, a cell in memory, and a fuse that blows
//! at a chosen step.

use std::collections::BTreeMap;
use std::io;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::cell::{Cell, CellKind, EpochKey, Level, Slot};
use crate::folder::Place;
use crate::{Entropy, Fault};

/// Between fork and exec a new process has all files of this one, and holds its locks with it.
static FORKS: RwLock<()> = RwLock::new(());

/// Starts a process, while no test waits for a lock to be free.
pub(crate) fn spawn(command: &mut Command) -> Child {
    let _alone = FORKS.write().unwrap_or_else(PoisonError::into_inner);
    command.spawn().unwrap()
}

/// Keeps others from starting processes while a test lets go of a vault's lock and takes it again.
pub(crate) fn without_forks() -> RwLockReadGuard<'static, ()> {
    FORKS.read().unwrap_or_else(PoisonError::into_inner)
}

/// Randomness that is the same in each run.
pub(crate) fn chance(start: u64) -> impl Entropy {
    let mut counter = start << 32;
    move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(32) {
            counter += 1;
            chunk.copy_from_slice(&Sha256::digest(counter.to_be_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

/// What happens at the step at which the fuse blows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Blow {
    /// It is done, and an error comes back.
    Done,
    /// The process kills itself when it is done.
    KillAfter,
    /// The process kills itself before.
    KillBefore,
    /// It is not done.
    Lost,
    /// The first half of the bytes is written.
    Torn,
}

/// What comes after it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum After {
    /// Nothing works: the process is as good as dead.
    Dead,
    /// All works again.
    Well,
}

/// Blows at one step of all that hang on it.
#[derive(Clone)]
pub(crate) struct Fuse(Arc<Mutex<(u32, Blow, After)>>);

enum Go {
    Do,
    Blown(Blow),
    Dead,
}

impl Fuse {
    pub(crate) fn at(step: u32, blow: Blow, after: After) -> Self {
        Self(Arc::new(Mutex::new((step + 1, blow, after))))
    }

    pub(crate) fn never() -> Self {
        Self::at(u32::MAX - 1, Blow::Lost, After::Well)
    }

    /// Tells whether the step was reached.
    pub(crate) fn is_blown(&self) -> bool {
        self.0.lock().unwrap().0 == 0
    }

    fn step(&self) -> Go {
        let mut fuse = self.0.lock().unwrap();
        match (fuse.0, fuse.1, fuse.2) {
            (0, _, After::Dead) => Go::Dead,
            (0, _, After::Well) => Go::Do,
            (1, blow, _) => {
                fuse.0 = 0;
                Go::Blown(blow)
            }
            _ => {
                fuse.0 -= 1;
                Go::Do
            }
        }
    }

    fn pass<T>(&self, act: impl FnOnce() -> io::Result<T>, torn: impl FnOnce()) -> io::Result<T> {
        let broken = || io::Error::new(io::ErrorKind::StorageFull, "the fuse blew");
        match self.step() {
            Go::Do => act(),
            Go::Dead | Go::Blown(Blow::Lost) => Err(broken()),
            Go::Blown(Blow::Done) => act().and(Err(broken())),
            Go::Blown(Blow::Torn) => {
                torn();
                Err(broken())
            }
            Go::Blown(Blow::KillBefore) => kill_self(),
            Go::Blown(Blow::KillAfter) => {
                act()?;
                kill_self()
            }
        }
    }
}

fn kill_self() -> ! {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).unwrap();
    unreachable!("SIGKILL ends a process")
}

/// A place behind a fuse.
pub(crate) struct Wired<P> {
    pub(crate) place: P,
    pub(crate) fuse: Fuse,
}

impl<P: Place> Place for Wired<P> {
    fn names(&self) -> io::Result<Vec<String>> {
        self.fuse.pass(|| self.place.names(), || ())
    }
    fn read(&self, name: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        self.fuse.pass(|| self.place.read(name), || ())
    }
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let place = std::cell::RefCell::new(&mut self.place);
        let half = &bytes[..bytes.len() / 2];
        self.fuse
            .pass(|| place.borrow_mut().write(name, bytes), || place.borrow_mut().write(name, half).unwrap())
    }
    fn overwrite(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let place = std::cell::RefCell::new(&mut self.place);
        let half = &bytes[..bytes.len() / 2];
        self.fuse.pass(
            || place.borrow_mut().overwrite(name, bytes),
            || place.borrow_mut().overwrite(name, half).unwrap(),
        )
    }
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.fuse.pass(|| self.place.rename(from, to), || ())
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.fuse.pass(|| self.place.remove(name), || ())
    }
    fn sync(&mut self) -> io::Result<()> {
        self.fuse.pass(|| self.place.sync(), || ())
    }
    fn name(&self) -> String {
        self.place.name()
    }
}

/// A directory in memory. Bytes are durable when written, as `Place` promises; names only after `sync`.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Disk>>);

#[derive(Clone, Default)]
struct Disk {
    bytes: Vec<Vec<u8>>,
    names: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    pending: Vec<Naming>,
}

#[derive(Clone)]
enum Naming {
    Link(String, usize),
    Rename(String, String, usize),
    Unlink(String),
}

impl Memory {
    /// Gives a second disk with the same content.
    pub(crate) fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.0.lock().unwrap().clone())))
    }

    /// Cuts the power: of the names not yet synced, those survive whose bit is set.
    pub(crate) fn cut_power(&self, survive: u32) {
        let mut disk = self.0.lock().unwrap();
        let mut names = std::mem::take(&mut disk.durable);
        for (number, naming) in std::mem::take(&mut disk.pending).into_iter().enumerate() {
            if survive >> number.min(31) & 1 == 0 {
                continue;
            }
            match naming {
                Naming::Link(name, bytes) => {
                    names.insert(name, bytes);
                }
                Naming::Rename(from, to, bytes) => {
                    names.remove(&from);
                    names.insert(to, bytes);
                }
                Naming::Unlink(name) => {
                    names.remove(&name);
                }
            }
        }
        disk.names.clone_from(&names);
        disk.durable = names;
    }

    /// Tells whether bytes stand anywhere, also in what no name leads to any more: a disk does not wipe it.
    pub(crate) fn holds(&self, needle: &[u8]) -> bool {
        let disk = self.0.lock().unwrap();
        disk.bytes.iter().any(|bytes| bytes.windows(needle.len()).any(|part| part == needle))
    }

    /// Changes a file from outside.
    pub(crate) fn alter(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut disk = self.0.lock().unwrap();
        let bytes = disk.names[name];
        change(&mut disk.bytes[bytes]);
    }
}

impl Place for Memory {
    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.0.lock().unwrap().names.keys().cloned().collect())
    }
    fn read(&self, name: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let disk = self.0.lock().unwrap();
        Ok(disk.names.get(name).map(|bytes| Zeroizing::new(disk.bytes[*bytes].clone())))
    }
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        if let Some(old) = disk.names.get(name).copied() {
            disk.bytes[old] = bytes.to_vec();
            return Ok(());
        }
        disk.bytes.push(bytes.to_vec());
        let new = disk.bytes.len() - 1;
        disk.names.insert(name.to_owned(), new);
        disk.pending.push(Naming::Link(name.to_owned(), new));
        Ok(())
    }
    fn overwrite(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        let old = *disk.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        disk.bytes[old][..bytes.len()].copy_from_slice(bytes);
        Ok(())
    }
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        let bytes = disk.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        disk.names.insert(to.to_owned(), bytes);
        disk.pending.push(Naming::Rename(from.to_owned(), to.to_owned(), bytes));
        Ok(())
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        disk.names.remove(name).ok_or(io::ErrorKind::NotFound)?;
        disk.pending.push(Naming::Unlink(name.to_owned()));
        Ok(())
    }
    fn sync(&mut self) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        disk.durable = disk.names.clone();
        disk.pending.clear();
        Ok(())
    }
    fn name(&self) -> String {
        "memory".to_owned()
    }
}

/// What a cell outside of the disk holds, shared between those who open it.
pub(crate) type Slots = Arc<Mutex<BTreeMap<Slot, [u8; 32]>>>;

/// A cell whose slots are not on the disk, as a TPM's are not.
pub(crate) struct ApartCell {
    pub(crate) slots: Slots,
    pub(crate) fuse: Fuse,
    /// Whether `erase` erases.
    pub(crate) temper: Temper,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Temper {
    Honest,
    /// Says that it erased, and did not.
    KeepsAll,
    /// Says that it wrote, and wrote something else.
    Garbles,
}

impl ApartCell {
    fn pass<T>(&self, act: &'static str, slot: Slot, body: impl FnOnce() -> T) -> Result<T, Fault> {
        self.fuse.pass(|| Ok(body()), || ()).map_err(|error| Fault::Cell {
            act,
            cell: CellKind::Tpm,
            slot,
            source: error.into(),
        })
    }
}

impl Cell for ApartCell {
    fn kind(&self) -> CellKind {
        CellKind::Tpm
    }
    fn level(&self) -> Level {
        Level::E1
    }
    fn describe(&self) -> String {
        "a cell in memory".to_owned()
    }
    fn read(&mut self, slot: Slot) -> Result<Option<EpochKey>, Fault> {
        self.pass("read", slot, || self.slots.lock().unwrap().get(&slot).and_then(EpochKey::from_slot))
    }
    fn write(&mut self, slot: Slot, key: &EpochKey) -> Result<(), Fault> {
        let garble = u8::from(self.temper == Temper::Garbles);
        self.pass("write", slot, || {
            let mut bytes = *key.expose();
            bytes[31] ^= garble;
            assert!(self.slots.lock().unwrap().insert(slot, bytes).is_none(), "an empty slot");
        })
    }
    fn erase(&mut self, slot: Slot) -> Result<(), Fault> {
        self.pass("erase", slot, || {
            if self.temper != Temper::KeepsAll {
                self.slots.lock().unwrap().remove(&slot);
            }
        })
    }
}
