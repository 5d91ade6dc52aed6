//! A record on which somebody else is always faster.

use std::cell::RefCell;

use sekisho_core::Private;
use sekisho_core::id::PermitId;
use sekisho_gate::port::{AnsweredAct, Appended, Batch, Head, Record, Snapshot, StoredEntry, StreamEnd};
use sekisho_gate::view::PermitView;
use sekisho_gate::{Fault, Gate};
use sekisho_proof::tile::{TileError, TileReader};
use sekisho_store::Store;

use crate::town::{act, stock};

pub(crate) struct Overtaken {
    pub(crate) store: Store,
    pub(crate) rival: RefCell<Gate>,
}

impl TileReader for Overtaken {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        self.store.read(path)
    }
}

type Each<'a> = &'a mut dyn FnMut(StoredEntry) -> Result<(), Fault>;

impl Record for Overtaken {
    fn append(&mut self, batch: &Batch) -> Result<Appended, Fault> {
        let rival = self.rival.get_mut();
        rival.refresh()?;
        let submission = act(rival, "KEEP", &stock());
        rival.submit(&submission)?;
        self.store.append(batch)
    }

    fn head(&self) -> Result<Head, Fault> {
        self.store.head()
    }
    fn entries(&self, from: u64, to: u64, each: Each<'_>) -> Result<(), Fault> {
        self.store.entries(from, to, each)
    }
    fn stream_entries(&self, stream: &str, each: Each<'_>) -> Result<(), Fault> {
        self.store.stream_entries(stream, each)
    }
    fn stream_end(&self, stream: &str) -> Result<Option<StreamEnd>, Fault> {
        self.store.stream_end(stream)
    }
    fn act(&self, nonce: &[u8; 16]) -> Result<Option<AnsweredAct>, Fault> {
        self.store.act(nonce)
    }
    fn snapshot(&self) -> Result<Option<Snapshot>, Fault> {
        self.store.snapshot()
    }
    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), Fault> {
        self.store.keep_snapshot(snapshot)
    }
    fn replace_views(&mut self, views: &[PermitView]) -> Result<(), Fault> {
        self.store.replace_views(views)
    }
    fn text(&self, digest: &sekisho_core::Digest) -> Result<Option<Private<String>>, Fault> {
        self.store.text(digest)
    }
    fn view(&self, permit: PermitId) -> Result<Option<PermitView>, Fault> {
        self.store.view(permit)
    }
    fn views(&self, status: Option<&str>, limit: u32) -> Result<Vec<PermitView>, Fault> {
        self.store.views(status, limit)
    }
}
