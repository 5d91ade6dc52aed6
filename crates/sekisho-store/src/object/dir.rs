//! The published log as a directory: `checkpoint`, `tile/…`. Every file appears whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekisho_proof::tile::{TileError, TileReader};

/// A directory of tiles, readable by any C2SP client.
#[derive(Clone, Debug)]
pub struct TileDir {
    root: PathBuf,
}

impl TileDir {
    /// Uses a directory.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Gives the directory.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Writes a file: beside its place first, then moved there.
    ///
    /// Shape: a reader sees the old file, none, or the whole new one. Not yet durable: see [`TileDir::sync`].
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let beside = target.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        drop(file);
        fs::rename(&beside, &target)?;
        // A full tile replaces its partial forms.
        if !path.contains(".p/") && path != "checkpoint" {
            let _ = fs::remove_dir_all(self.root.join(format!("{path}.p")));
        }
        Ok(())
    }

    /// Makes a file and its directory entry durable. A file that is gone was replaced by its full tile.
    pub fn sync(&self, path: &str) -> io::Result<()> {
        self.sync_all([path])
    }

    /// Makes files and their directory entries durable, each directory once.
    pub fn sync_all<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        let mut folders = BTreeSet::new();
        for path in paths {
            let target = self.root.join(path);
            match File::open(&target) {
                Ok(file) => file.sync_all()?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            }
            let within = target.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
            folders.extend(within.map(Path::to_path_buf));
        }
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }

    /// Reads the published checkpoint, if there is one.
    pub fn checkpoint(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.root.join("checkpoint")) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Makes the entries of a directory durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

impl TileReader for TileDir {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        fs::read(self.root.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => TileError::NotFound { path: path.to_owned() },
            _ => TileError::Read { path: path.to_owned(), source: Box::new(error) },
        })
    }
}
