//! What can go wrong with files and databases.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use sekisho_gate::fault::Fault;

/// A failure of the storage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no record here.
    #[error("there is no record in `{0}`")]
    Absent(PathBuf),
    /// There is one already.
    #[error("there is a record in `{0}` already")]
    Present(PathBuf),
    /// The database was written by a newer version.
    #[error("the record has form {found}; this version reads up to {known}")]
    NewerForm {
        /// The form of the database.
        found: u32,
        /// The newest form known here.
        known: u32,
    },
    /// Database, tiles and checkpoint do not say the same.
    #[error("{0}")]
    Disagreement(String),
    /// Another command holds the record, and did not let go of it in time.
    #[error("another command holds the lock file `{0}`")]
    Held(PathBuf),
    /// The key file does not have its form.
    #[error("the key file `{0}` is malformed")]
    KeyFile(PathBuf),
    /// A file failed.
    #[error("cannot use `{path}`: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[source] rusqlite::Error),
    /// A row does not hold what it should.
    #[error("a row of `{0}` is malformed")]
    Row(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    /// A file that is no database any more is damage, not a failure that may pass.
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Disagreement(format!("the database file is damaged: {error}"))
            }
            _ => match error {
                rusqlite::Error::InvalidColumnType(_, column, _) => {
                    Self::Disagreement(format!("a row of the database is malformed in `{column}`"))
                }
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => {
                    Self::Disagreement(format!("a row of the database is malformed: {error}"))
                }
                other => Self::Database(other),
            },
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Disagreement(what) => Self::Damaged(what),
            StoreError::Row(_) => Self::Damaged(error.to_string()),
            StoreError::Held(_) => Self::Busy,
            other => Self::storage(other),
        }
    }
}

impl StoreError {
    /// Tells a lock that others hold from a file that fails.
    pub(crate) fn lock(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            std::io::ErrorKind::WouldBlock => Self::Held(path),
            _ => Self::File { path, source },
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
