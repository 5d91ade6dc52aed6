//! The cell that is two files: level E0, wherever they lie.
//!
//! It forgets as well as a file system forgets: a snapshot, an image of the machine or a spare block may still hold the key.

use std::path::Path;

use zeroize::Zeroizing;

use super::{Cell, CellKind, EpochKey, Level, Slot};
use crate::Fault;
use crate::folder::{Folder, Place, unfinished};

/// Two files of 32 bytes in a directory.
pub struct DiskCell {
    place: Box<dyn Place>,
}

impl DiskCell {
    /// Opens the cell, or makes its directory.
    ///
    /// Errors: [`Fault::Storage`].
    pub fn open(path: &Path) -> Result<Self, Fault> {
        Ok(Self::at(Box::new(Folder::open_or_make(path)?)))
    }

    pub(crate) fn at(place: Box<dyn Place>) -> Self {
        Self { place }
    }
}

impl std::fmt::Debug for DiskCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DiskCell").field("place", &self.place.name()).finish()
    }
}

impl Cell for DiskCell {
    fn kind(&self) -> CellKind {
        CellKind::Disk
    }

    fn level(&self) -> Level {
        Level::E0
    }

    fn describe(&self) -> String {
        "files on a disk: a copy of this disk made before may still hold the key".to_owned()
    }

    fn read(&mut self, slot: Slot) -> Result<Option<EpochKey>, Fault> {
        let name = file_name(slot);
        let Some(bytes) = self.place.read(name).map_err(refused("read", slot))? else { return Ok(None) };
        match bytes.as_slice().try_into() {
            Ok(bytes) => Ok(EpochKey::from_slot(bytes)),
            Err(_) => {
                Err(Fault::Cell { act: "read", cell: CellKind::Disk, slot, source: "not 32 bytes".into() })
            }
        }
    }

    fn write(&mut self, slot: Slot, key: &EpochKey) -> Result<(), Fault> {
        if self.read(slot)?.is_some() {
            return Err(Fault::CellOccupied { slot });
        }
        let (name, new) = (file_name(slot), unfinished(file_name(slot)));
        self.place
            .write(&new, key.expose())
            .and_then(|()| self.place.rename(&new, name))
            .and_then(|()| self.place.sync())
            .map_err(refused("write", slot))
    }

    fn erase(&mut self, slot: Slot) -> Result<(), Fault> {
        let mut steps = || {
            // The other slot's key may have been renamed into place by a process that died before it synced: it must
            // be as durable as can be before this one goes.
            self.place.sync()?;
            for name in [file_name(slot), &unfinished(file_name(slot))] {
                let Some(bytes) = self.place.read(name)? else { continue };
                self.place.overwrite(name, &Zeroizing::new(vec![0; bytes.len()]))?;
                self.place.remove(name)?;
            }
            self.place.sync()
        };
        steps().map_err(refused("erase", slot))
    }
}

fn file_name(slot: Slot) -> &'static str {
    match slot {
        Slot::Even => "even.key",
        Slot::Odd => "odd.key",
    }
}

fn refused(act: &'static str, slot: Slot) -> impl FnOnce(std::io::Error) -> Fault {
    move |error| Fault::Cell { act, cell: CellKind::Disk, slot, source: error.into() }
}
