//! The record on SQLite: one file per data owner, one writer at a time.

mod open;
mod read;
mod record;

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard};

use rusqlite::Connection;

pub use open::{FORM, Health};

use crate::object::dir::TileDir;

/// Called before each write with its name; an error stops there. For tests of crashes; does nothing otherwise.
pub type Probe = Box<dyn Fn(&str) -> std::io::Result<()> + Send + Sync>;

/// The record of one data owner in one directory.
pub struct Store {
    /// INVARIANT: every use locks it for one statement or transaction; nothing calls back into the store meanwhile.
    connection: Mutex<Connection>,
    dir: PathBuf,
    lock: File,
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
