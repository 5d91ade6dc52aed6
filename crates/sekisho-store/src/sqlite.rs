//! The record on SQLite: one file per data owner, one writer at a time.

mod lock;
mod open;
mod read;
mod record;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use rusqlite::Connection;

pub use lock::{Patience, Tell};
pub use open::{FORM, Health};

use crate::object::dir::TileDir;
use crate::sqlite::lock::Lock;

/// Called around each write with its name; an error stops there. For tests of crashes; does nothing otherwise.
///
/// Shape: `begin`, `entries`, `acts`, `texts`, `views`, `staged`, `head`, `commit` before each of these, `committed` after;
/// `tile`, `publish` before, `published` after; `sync`, `unstage` before, `unstaged` after; `snapshot` before,
/// `snapshotted` after.
pub type Probe = Box<dyn Fn(&str) -> std::io::Result<()> + Send + Sync>;

/// The record of one data owner in one directory.
pub struct Store {
    /// INVARIANT: every use locks it for one statement or transaction; nothing calls back into the store meanwhile.
    connection: Mutex<Connection>,
    dir: PathBuf,
    lock: Arc<Lock>,
    log: TileDir,
    probe: Probe,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Store {
    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held cannot leave a transaction open: dropping one rolls it back.
        self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Replaces the probe that is called before each write.
    #[must_use]
    pub fn with_probe(mut self, probe: Probe) -> Self {
        self.probe = probe;
        self
    }
}
