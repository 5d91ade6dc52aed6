//! The record's lock file: one writer at a time, across processes.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A lock file. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    /// How many guards live. INVARIANT: the file is locked exactly while this is above zero.
    guards: Mutex<u32>,
}

/// Keeps the lock file locked.
#[derive(Debug)]
pub(crate) struct LockGuard(Arc<Lock>);

impl Lock {
    pub(crate) fn open(path: &Path) -> io::Result<Arc<Self>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        Ok(Arc::new(Self { file, guards: Mutex::new(0) }))
    }

    /// Waits for the lock. Whoever has it already gets it once more.
    pub(crate) fn acquire(self: &Arc<Self>) -> io::Result<LockGuard> {
        let mut guards = self.guards();
        if *guards == 0 {
            wait_for(&self.file)?;
        }
        *guards = guards.saturating_add(1);
        drop(guards);
        Ok(LockGuard(Arc::clone(self)))
    }

    fn guards(&self) -> MutexGuard<'_, u32> {
        self.guards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait_for(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            // A signal came while waiting.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        let mut guards = self.0.guards();
        *guards = guards.saturating_sub(1);
        if *guards == 0 {
            // Closing the file lets go as well, at the latest.
            let _ = self.0.file.unlock();
        }
    }
}
