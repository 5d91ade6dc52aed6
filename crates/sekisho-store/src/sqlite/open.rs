//! Creating and opening a record. A record is never created silently, and one that contradicts itself is not opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use sekisho_gate::history::root_at;
use sekisho_gate::port::Head;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::note::Note;
use sekisho_proof::tile::{TileReader as _, grow};
use sekisho_proof::tree::empty_root;

use crate::error::StoreError;
use crate::object::dir::{TileDir, sync_folder};
use crate::sqlite::Store;
use crate::sqlite::lock::{Lock, LockGuard, Patience};

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
    /// Shape: durable when it is answered. What an interrupted `create` left behind is used again.
    /// Errors: [`StoreError::Present`] if there is one already, or the published log of one.
    pub fn create(dir: &Path) -> Result<Self, StoreError> {
        let log = dir.join("log");
        fs::create_dir_all(&log).map_err(StoreError::file(dir))?;
        let lock = open_lock(dir, Patience::default())?;
        let guard = lock.acquire().map_err(StoreError::lock(dir.join("lock")))?;
        if log.join("checkpoint").exists() {
            return Err(StoreError::Present(dir.to_owned()));
        }
        let mut connection = Connection::open(dir.join("record.sqlite"))?;
        let tables: u64 = connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 {
            return Err(StoreError::Present(dir.to_owned()));
        }
        configure(&connection)?;
        found(&mut connection)?;
        for folder in [&log, dir].into_iter().chain(dir.parent().filter(|parent| parent.is_dir())) {
            sync_folder(folder).map_err(StoreError::file(folder))?;
        }
        drop(guard);
        Ok(Self::assemble(dir, connection, lock))
    }

    /// Opens a record, finishes what a crash interrupted, and checks that its parts say the same.
    ///
    /// Errors: [`StoreError::Absent`], [`StoreError::NewerForm`], [`StoreError::Disagreement`] with what does not fit.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Self::open_waiting(dir, Patience::default())
    }

    /// Opens a record like [`Self::open`], and waits for whoever holds it as long as is said.
    ///
    /// Errors: also [`StoreError::Held`].
    pub fn open_waiting(dir: &Path, patience: Patience) -> Result<Self, StoreError> {
        let store = Self::connect(dir, patience)?;
        store.recover()?;
        Ok(store)
    }

    /// Opens a record without looking at whether it fits together: for `doctor` and repair only.
    pub fn open_unchecked(dir: &Path) -> Result<Self, StoreError> {
        Self::connect(dir, Patience::default())
    }

    /// Opens the copy of a record for reading, without looking at whether it fits together: for `verify`.
    ///
    /// Shape: no file of the copy is changed, none is added, and it may be write-protected. Only what somebody copied out
    /// of a running record, together with its `record.sqlite-wal`, is opened like a database in use.
    pub fn open_copy(dir: &Path) -> Result<Self, StoreError> {
        let file = present(dir)?;
        let wal = fs::metadata(dir.join("record.sqlite-wal")).map_or(0, |known| known.len());
        let how = if wal == 0 { "mode=ro&immutable=1" } else { "mode=ro" };
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(format!("file:{}?{how}", uri_path(&file)?), flags)?;
        connection.busy_timeout(PATIENCE)?;
        form_of(&connection)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok(Self::assemble(dir, connection, Lock::of_a_copy(&dir.join("lock"))))
    }

    fn connect(dir: &Path, patience: Patience) -> Result<Self, StoreError> {
        let file = present(dir)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // Nothing is written before it is clear whose file this is.
        let form = form_of(&connection)?;
        configure(&connection)?;
        migrate(&connection, form)?;
        Ok(Self::assemble(dir, connection, open_lock(dir, patience)?))
    }

    fn assemble(dir: &Path, connection: Connection, lock: Arc<Lock>) -> Self {
        Self {
            connection: Mutex::new(connection),
            dir: dir.to_owned(),
            lock,
            log: TileDir::new(dir.join("log")),
            probe: Box::new(|_| Ok(())),
        }
    }

    /// Compares what was published with the database, then finishes a publication that was interrupted.
    ///
    /// SOURCE: Sunlight's start: the committed checkpoint is the truth; staged tiles are applied again; a published
    /// checkpoint that is ahead means that this database is an older copy.
    fn recover(&self) -> Result<(), StoreError> {
        let _guard = self.exclusive()?;
        let head = self.read_head()?;
        self.check_count(&head)?;
        let published = self.published()?;
        let checkpoint = published.as_deref().map(parse_checkpoint).transpose()?.flatten();
        if let Some(checkpoint) = &checkpoint {
            self.check_published(checkpoint, &head)?;
        }
        // What cannot be published now (a full disk) can still be read: staged tiles are in the database.
        let _ = self.finish_publication(&head, published.as_deref());
        Ok(())
    }

    /// Demands that the published checkpoint is a point of the history of the database.
    fn check_published(&self, published: &Checkpoint, head: &Head) -> Result<(), StoreError> {
        let disagree = |what: String| Err(StoreError::Disagreement(what));
        let (size, entries) = (published.size, head.size);
        if let Some(ours) = parse_checkpoint(&head.checkpoint)?.filter(|ours| ours.origin != published.origin)
        {
            let (theirs, ours) = (&published.origin, ours.origin);
            return disagree(format!("the published checkpoint is of `{theirs}`, the database of `{ours}`"));
        }
        if size > entries {
            return disagree(format!(
                "the published checkpoint has {size} entries, the database only {entries}: it is an older copy"
            ));
        }
        // The root of now is known without its tiles; whether they lead to it is for the gate to say.
        let root = if size == entries { Ok(head.root) } else { root_at(size, entries, self) };
        match root {
            Ok(root) if root == published.root => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                return disagree(format!(
                    "no way leads from the published checkpoint of {size} entries to the database's {entries}: {error}"
                ));
            }
        }
        disagree(format!(
            "the published checkpoint of {size} entries is not one of the database's: the record was forked"
        ))
    }

    /// Writes the staged tiles that are not in the log directory as they should be, then the checkpoint.
    fn finish_publication(&self, head: &Head, published: Option<&str>) -> Result<(), StoreError> {
        for (path, bytes) in self.staged()? {
            if self.log.read(&path).ok().as_ref() != Some(&bytes) {
                self.write_tile(&path, &bytes)?;
            }
        }
        if published == Some(&head.checkpoint) { Ok(()) } else { self.publish(head) }
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
    pub(crate) fn exclusive(&self) -> Result<LockGuard, StoreError> {
        self.lock.acquire().map_err(StoreError::lock(self.dir.join("lock")))
    }

    /// Makes all tiles of the log directory again from the entries.
    ///
    /// Errors: [`StoreError::Disagreement`] if the entries do not lead to the checkpoint's root, or if the published
    /// checkpoint is ahead of the database or of another history: nothing is changed then.
    pub fn rebuild_tiles(&self) -> Result<u64, StoreError> {
        let _guard = self.exclusive()?;
        let head = self.read_head()?;
        let fresh = TileDir::new(self.dir.join("log.new"));
        let _ = fs::remove_dir_all(fresh.path());
        fs::create_dir_all(fresh.path()).map_err(StoreError::file(fresh.path()))?;
        let built = self.build_tiles(&head, &fresh);
        if built.is_err() {
            let _ = fs::remove_dir_all(fresh.path());
        }
        built?;
        self.replace_log(&fresh)?;
        self.connection().execute("DELETE FROM staged", [])?;
        Ok(head.size)
    }

    fn build_tiles(&self, head: &Head, fresh: &TileDir) -> Result<(), StoreError> {
        let disagree = |what: String| StoreError::Disagreement(what);
        let (mut size, mut root) = (0, empty_root());
        while size < head.size {
            let leaves = self.leaves(size, 4096)?;
            if leaves.is_empty() {
                break;
            }
            let growth = grow(size, &root, fresh, &leaves).map_err(|error| disagree(error.to_string()))?;
            for (path, bytes) in &growth.tiles {
                fresh.write(path, bytes).map_err(StoreError::file(path))?;
            }
            fresh
                .sync_all(growth.tiles.iter().map(|(path, _)| path.as_str()))
                .map_err(StoreError::file("tile"))?;
            (size, root) = (growth.size, growth.root);
        }
        if (size, root) != (head.size, head.root) {
            return Err(disagree(
                "the entries in the database do not lead to the checkpoint's root".to_owned(),
            ));
        }
        // A published checkpoint that nobody can read says nothing; one that can be read must not be lost.
        let published = self.published().ok().flatten();
        if let Some(published) = published.as_deref().and_then(|text| parse_checkpoint(text).ok().flatten()) {
            let known = published.size <= head.size
                && root_at(published.size, head.size, fresh).is_ok_and(|root| root == published.root);
            if !known {
                let size = published.size;
                return Err(disagree(format!(
                    "the published checkpoint of {size} entries is not one of the database's: an older copy, or a fork"
                )));
            }
        }
        if head.size > 0 {
            fresh.write("checkpoint", head.checkpoint.as_bytes()).map_err(StoreError::file("checkpoint"))?;
            fresh.sync("checkpoint").map_err(StoreError::file("checkpoint"))?;
        }
        Ok(())
    }

    /// Puts a new log directory in the place of the old one. After a crash in between the start makes the checkpoint again,
    /// and this can be done again.
    fn replace_log(&self, fresh: &TileDir) -> Result<(), StoreError> {
        let old = self.dir.join("log.old");
        let _ = fs::remove_dir_all(&old);
        if self.log.path().exists() {
            fs::rename(self.log.path(), &old).map_err(StoreError::file(self.log.path()))?;
        }
        fs::rename(fresh.path(), self.log.path()).map_err(StoreError::file(fresh.path()))?;
        sync_folder(&self.dir).map_err(StoreError::file(&self.dir))?;
        let _ = fs::remove_dir_all(&old);
        Ok(())
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

fn open_lock(dir: &Path, patience: Patience) -> Result<Arc<Lock>, StoreError> {
    let path = dir.join("lock");
    Lock::open(&path, patience).map_err(StoreError::file(path))
}

/// Finds the database of a record that is there.
fn present(dir: &Path) -> Result<PathBuf, StoreError> {
    let file = dir.join("record.sqlite");
    if file.is_file() { Ok(file) } else { Err(StoreError::Absent(dir.to_owned())) }
}

/// Writes a path as SQLite's URI file names want it: everything but plain letters stands as `%` and two digits.
///
/// SOURCE: SQLite documentation, "Uniform Resource Identifiers".
fn uri_path(file: &Path) -> Result<String, StoreError> {
    let whole = std::path::absolute(file).map_err(StoreError::file(file))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    let bytes = whole.as_os_str().as_encoded_bytes().iter();
    let written =
        |byte: &u8| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02x}") };
    Ok(bytes.map(written).collect())
}

/// Finds the form of a database, and refuses one that is not a record.
fn form_of(connection: &Connection) -> Result<u32, StoreError> {
    let form: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if form == 0 {
        let unfinished = "the database has no tables: it is empty, or was never finished";
        return Err(StoreError::Disagreement(unfinished.to_owned()));
    }
    let id: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(StoreError::Disagreement("the database is not a record".to_owned()));
    }
    if form > FORM {
        return Err(StoreError::NewerForm { found: form, known: FORM });
    }
    Ok(form)
}

/// Makes tables and the first head, all or nothing.
fn found(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for sql in MIGRATIONS {
        transaction.execute_batch(sql)?;
    }
    transaction.execute(
        "INSERT INTO head (one, size, root, checkpoint) VALUES (1, 0, ?1, '')",
        [empty_root().as_slice()],
    )?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORM)?;
    Ok(transaction.commit()?)
}

fn migrate(connection: &Connection, from: u32) -> Result<(), StoreError> {
    for (sql, form) in MIGRATIONS.iter().zip(1u32..).skip(from as usize) {
        connection
            .execute_batch(&format!("BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {form};\nCOMMIT;"))?;
    }
    Ok(())
}

/// Reads a checkpoint without checking who signed it: that is the gate's work.
///
/// Shape: `None` for a file that a crash of the whole machine left empty, or filled with zeros.
fn parse_checkpoint(text: &str) -> Result<Option<Checkpoint>, StoreError> {
    if text.bytes().all(|byte| byte == 0) {
        return Ok(None);
    }
    let note = Note::parse(text).ok().and_then(|note| Checkpoint::parse(&note.text).ok());
    let malformed = || StoreError::Disagreement("the published checkpoint is malformed".to_owned());
    note.ok_or_else(malformed).map(Some)
}

/// Reads the size from a checkpoint's second line, without checking who signed it: that is the gate's work.
fn size_of(checkpoint: &str) -> Option<u64> {
    checkpoint.lines().nth(1)?.parse().ok()
}
