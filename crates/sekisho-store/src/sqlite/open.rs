//! Creating and opening a record. A record is never created silently, and one that contradicts itself is not opened.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sekisho_gate::fault::Fault;
use sekisho_gate::port::{Head, Record as _};
use sekisho_proof::tile::grow;
use sekisho_proof::tree::empty_root;

use crate::error::StoreError;
use crate::object::dir::TileDir;
use crate::sqlite::Store;

/// The newest form of the database that this version knows.
pub const FORM: u32 = 1;

const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/sqlite/0001-record.sql")];

/// "Sekisho": marks the file as ours. SOURCE: SQLite `application_id` pragma.
const APPLICATION_ID: u32 = 0x5345_4b49;

/// Two commands at once wait for each other so long. Units: time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What `doctor` wants to know about a record's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Entries in the database.
    pub entries: u64,
    /// The form of the database.
    pub form: u32,
    /// What the published checkpoint says, if there is one.
    pub published: Option<u64>,
    /// Tiles that are durable in the database and not yet in the log directory.
    pub staged: u64,
    /// What SQLite's own check says; `ok` if nothing is wrong.
    pub integrity: String,
}

impl Store {
    /// Makes a new, empty record.
    ///
    /// Errors: [`StoreError::Present`] if there is one already.
    pub fn create(dir: &Path) -> Result<Self, StoreError> {
        let file = dir.join("record.sqlite");
        if file.exists() {
            return Err(StoreError::Present(dir.to_owned()));
        }
        fs::create_dir_all(dir.join("log")).map_err(StoreError::file(dir))?;
        let connection = Connection::open(&file)?;
        configure(&connection)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        migrate(&connection, 0)?;
        connection.execute(
            "INSERT INTO head (one, size, root, checkpoint) VALUES (1, 0, ?1, '')",
            [empty_root().as_slice()],
        )?;
        Self::assemble(dir, connection)
    }

    /// Opens a record, finishes what a crash interrupted, and checks that its parts say the same.
    ///
    /// Errors: [`StoreError::Absent`], [`StoreError::NewerForm`], [`StoreError::Disagreement`] with what does not fit.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let store = Self::open_unchecked(dir)?;
        store.recover()?;
        Ok(store)
    }

    /// Opens a record without looking at whether it fits together: for `doctor` and repair only.
    pub fn open_unchecked(dir: &Path) -> Result<Self, StoreError> {
        let file = dir.join("record.sqlite");
        if !file.exists() {
            return Err(StoreError::Absent(dir.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&file, flags)?;
        configure(&connection)?;
        let form: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if form > FORM {
            return Err(StoreError::NewerForm { found: form, known: FORM });
        }
        if form == 0 {
            return Err(StoreError::Disagreement(
                "the database has no tables: it was never finished".to_owned(),
            ));
        }
        migrate(&connection, form)?;
        Self::assemble(dir, connection)
    }

    fn assemble(dir: &Path, connection: Connection) -> Result<Self, StoreError> {
        let path: PathBuf = dir.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StoreError::file(path))?;
        Ok(Self {
            connection: Mutex::new(connection),
            dir: dir.to_owned(),
            lock,
            log: TileDir::new(dir.join("log")),
            probe: Box::new(|_| Ok(())),
        })
    }

    /// Finishes a publication that was interrupted, then compares.
    ///
    /// SOURCE: Sunlight's start: the committed checkpoint is the truth; staged tiles are applied again; a published
    /// checkpoint that is ahead means that this database is an older copy.
    fn recover(&self) -> Result<(), StoreError> {
        let _guard = self.exclusive()?;
        let head = self.head().map_err(|fault| disagreement(&fault))?;
        let published = self.published()?;
        if let Some(size) = published.as_ref().and_then(|text| size_of(text)).filter(|size| *size > head.size)
        {
            return Err(StoreError::Disagreement(format!(
                "the published checkpoint has {size} entries, the database only {}: it is an older copy",
                head.size
            )));
        }
        if head.size > 0 && published.as_deref() != Some(&head.checkpoint) {
            let same_size = published.as_ref().and_then(|text| size_of(text)) == Some(head.size);
            if same_size {
                return Err(StoreError::Disagreement(format!(
                    "the published checkpoint of {} entries is not the database's: the record was forked",
                    head.size
                )));
            }
        }
        self.publish_staged(&head)?;
        self.check_count(&head)
    }

    fn check_count(&self, head: &Head) -> Result<(), StoreError> {
        let count: u64 =
            self.connection()
                .query_row("SELECT COALESCE(MAX(idx) + 1, 0) FROM entries", [], |row| row.get(0))?;
        if count == head.size {
            return Ok(());
        }
        Err(StoreError::Disagreement(format!(
            "the database has {count} entries, its checkpoint says {}",
            head.size
        )))
    }

    /// Gives the size that the published checkpoint says, if there is one.
    pub(crate) fn published_size(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.published()?.as_ref().and_then(|text| size_of(text)))
    }

    fn published(&self) -> Result<Option<String>, StoreError> {
        self.log.checkpoint().map_err(StoreError::file(self.log.path()))
    }

    /// Holds the record's lock file until the guard is dropped.
    pub(crate) fn exclusive(&self) -> Result<LockGuard<'_>, StoreError> {
        self.lock.lock().map_err(StoreError::file(self.dir.join("lock")))?;
        Ok(LockGuard(&self.lock))
    }

    /// Makes all tiles of the log directory again from the entries.
    ///
    /// Errors: [`StoreError::Disagreement`] if the entries do not lead to the checkpoint's root: nothing is written then.
    pub fn rebuild_tiles(&self) -> Result<u64, StoreError> {
        let _guard = self.exclusive()?;
        let head = self.head().map_err(|fault| disagreement(&fault))?;
        let fresh = TileDir::new(self.dir.join("log.new"));
        let _ = fs::remove_dir_all(fresh.path());
        fs::create_dir_all(fresh.path()).map_err(StoreError::file(fresh.path()))?;
        let (mut size, mut root) = (0, empty_root());
        while size < head.size {
            let leaves = self.leaves(size, 4096)?;
            if leaves.is_empty() {
                break;
            }
            let growth = grow(size, &root, &fresh, &leaves)
                .map_err(|error| StoreError::Disagreement(error.to_string()))?;
            for (path, bytes) in &growth.tiles {
                fresh.write(path, bytes).map_err(StoreError::file(path))?;
            }
            (size, root) = (growth.size, growth.root);
        }
        if (size, root) != (head.size, head.root) {
            return Err(StoreError::Disagreement(
                "the entries in the database do not lead to the checkpoint's root".to_owned(),
            ));
        }
        fresh.write("checkpoint", head.checkpoint.as_bytes()).map_err(StoreError::file(fresh.path()))?;
        let old = self.dir.join("log.old");
        let _ = fs::remove_dir_all(&old);
        fs::rename(self.log.path(), &old).map_err(StoreError::file(self.log.path()))?;
        fs::rename(fresh.path(), self.log.path()).map_err(StoreError::file(fresh.path()))?;
        fs::remove_dir_all(&old).map_err(StoreError::file(&old))?;
        self.connection().execute("DELETE FROM staged", [])?;
        Ok(size)
    }

    fn leaves(&self, from: u64, limit: u32) -> Result<Vec<Vec<u8>>, StoreError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("SELECT leaf FROM entries WHERE idx >= ?1 ORDER BY idx LIMIT ?2")?;
        let rows = query.query_map((from, limit), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Looks at everything that can be looked at, also in a record that does not open.
    pub fn health(&self) -> Result<Health, StoreError> {
        let published = self.published()?.as_ref().and_then(|text| size_of(text));
        let connection = self.connection();
        let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0));
        Ok(Health {
            entries: one("SELECT COALESCE(MAX(idx) + 1, 0) FROM entries")?,
            form: connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
            published,
            staged: one("SELECT COUNT(*) FROM staged")?,
            integrity: connection.pragma_query_value(None, "quick_check", |row| row.get(0))?,
        })
    }

    /// Gives the published log.
    pub fn log(&self) -> &TileDir {
        &self.log
    }
}

/// Keeps the lock file locked.
#[derive(Debug)]
pub(crate) struct LockGuard<'a>(&'a File);

impl Drop for LockGuard<'_> {
    fn drop(&mut self) {
        // The system lets go of it when the process ends, at the latest.
        let _ = self.0.unlock();
    }
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Acknowledged means durable: every commit reaches the disk.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    // An erased text must not stay in a free page.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn migrate(connection: &Connection, from: u32) -> Result<(), StoreError> {
    for (sql, form) in MIGRATIONS.iter().zip(1u32..).skip(from as usize) {
        connection
            .execute_batch(&format!("BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {form};\nCOMMIT;"))?;
    }
    Ok(())
}

fn disagreement(fault: &Fault) -> StoreError {
    StoreError::Disagreement(fault.to_string())
}

/// Reads the size from a checkpoint's second line, without checking who signed it: that is the gate's work.
fn size_of(checkpoint: &str) -> Option<u64> {
    checkpoint.lines().nth(1)?.parse().ok()
}
