//! The record's lock file: one writer at a time, across processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a command waits for another one that holds the record, and who is told that it waits.
#[derive(Clone)]
pub struct Patience {
    /// It gives up after so long. Units: time.
    pub limit: Duration,
    /// Hears once, after so long, that somebody else is waited for. Units: time.
    pub notice: Option<(Duration, Tell)>,
}

/// Is told which lock file is waited for.
pub type Tell = Arc<dyn Fn(&Path) + Send + Sync>;

impl std::fmt::Debug for Patience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Patience").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Default for Patience {
    /// Half a minute, in silence.
    fn default() -> Self {
        Self { limit: Duration::from_secs(30), notice: None }
    }
}

/// The longest pause between two looks. Units: time.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock file. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    /// None of a copy that is only read.
    file: Option<File>,
    /// How many guards live. INVARIANT: the file is locked exactly while this is above zero.
    guards: Mutex<u32>,
    path: PathBuf,
    patience: Patience,
}

/// Keeps the lock file locked.
#[derive(Debug)]
pub(crate) struct LockGuard(Arc<Lock>);

impl Lock {
    pub(crate) fn open(path: &Path, patience: Patience) -> io::Result<Arc<Self>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        Ok(Arc::new(Self { file: Some(file), guards: Mutex::new(0), path: path.to_owned(), patience }))
    }

    /// Makes the lock of a copy that is only read: nobody ever gets it.
    pub(crate) fn of_a_copy(path: &Path) -> Arc<Self> {
        let patience = Patience::default();
        Arc::new(Self { file: None, guards: Mutex::new(0), path: path.to_owned(), patience })
    }

    /// Waits for the lock. Whoever has it already gets it once more.
    ///
    /// Errors: [`ErrorKind::WouldBlock`] if somebody else held it all the time, [`ErrorKind::ReadOnlyFilesystem`] of a copy.
    pub(crate) fn acquire(self: &Arc<Self>) -> io::Result<LockGuard> {
        let mut guards = self.guards();
        if *guards == 0 {
            let file = self.file.as_ref().ok_or(ErrorKind::ReadOnlyFilesystem)?;
            wait_for(file, &self.path, &self.patience)?;
        }
        *guards = guards.saturating_add(1);
        drop(guards);
        Ok(LockGuard(Arc::clone(self)))
    }

    fn guards(&self) -> MutexGuard<'_, u32> {
        self.guards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks again and again, since the system's own waiting knows no end.
///
/// Shape: time is what the pauses add up to; no clock is read.
fn wait_for(file: &File, path: &Path, patience: &Patience) -> io::Result<()> {
    let (mut waited, mut pause, mut notice) =
        (Duration::ZERO, Duration::from_micros(50), patience.notice.as_ref());
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if waited >= patience.limit => {
                return Err(ErrorKind::WouldBlock.into());
            }
            Err(TryLockError::WouldBlock) => {}
            // A signal came meanwhile.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if let Some((_, tell)) = notice.take_if(|(after, _)| waited >= *after) {
            tell(path);
        }
        // Nobody wakes this thread: the pause ends by itself.
        std::thread::park_timeout(pause);
        waited = waited.saturating_add(pause);
        pause = pause.saturating_mul(2).min(PAUSE);
    }
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        let mut guards = self.0.guards();
        *guards = guards.saturating_sub(1);
        if *guards == 0 {
            // Closing the file lets go as well, at the latest.
            let _ = self.0.file.as_ref().map(File::unlock);
        }
    }
}
