//! Appending: stage, swap the head (the commit point), publish, and later forget what was staged.
//!
//! SOURCE: Sunlight's commit order (docs/adr/0006-commit-order.md). One transaction holds entries, streams, texts, views, the staged
//! tiles and the new head, so that the swap of the head and everything it promises become durable with one flush.

use rusqlite::{Transaction, TransactionBehavior, params};
use sekisho_core::{Digest, Private};
use sekisho_core::id::PermitId;
use sekisho_gate::fault::Fault;
use sekisho_gate::port::{AnsweredAct, Appended, Batch, Head, Record, Snapshot, StoredEntry, StreamEnd};
use sekisho_gate::view::PermitView;
use sekisho_proof::tile::{TileError, TileReader};

use crate::error::StoreError;
use crate::sqlite::Store;

/// So many staged tiles are made durable in one go: a flush for each would cost more than the entries.
const STAGED_LIMIT: u64 = 512;

impl Store {
    fn probe(&self, point: &str) -> Result<(), StoreError> {
        (self.probe)(point).map_err(StoreError::file(point))
    }

    fn swap(&self, batch: &Batch) -> Result<Appended, StoreError> {
        let mut connection = self.connection();
        self.probe("begin")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let size: u64 = transaction.query_row("SELECT size FROM head", [], |row| row.get(0))?;
        if size != batch.expected_size {
            return Ok(Appended::Overtaken);
        }
        self.insert_entries(&transaction, batch)?;
        self.insert_texts(&transaction, batch)?;
        self.insert_views(&transaction, &batch.views)?;
        self.probe("staged")?;
        for (path, bytes) in &batch.tiles {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO staged (path, bytes) VALUES (?1, ?2)")?
                .execute((path, bytes))?;
        }
        self.probe("head")?;
        let new_size = batch.expected_size.saturating_add(batch.entries.len() as u64);
        transaction.prepare_cached("UPDATE head SET size = ?1, root = ?2, checkpoint = ?3")?.execute((
            new_size,
            batch.root.as_slice(),
            &batch.checkpoint,
        ))?;
        self.probe("commit")?;
        transaction.commit()?;
        Ok(Appended::Done)
    }

    fn insert_entries(&self, transaction: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
        self.probe("entries")?;
        let mut insert = transaction.prepare_cached(
            "INSERT INTO entries (idx, leaf, envelope, stream, seq, kind, permit, recorded_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mut stream = transaction
            .prepare_cached("INSERT OR REPLACE INTO streams (stream, next_seq, last) VALUES (?1, ?2, ?3)")?;
        for (index, entry) in (batch.expected_size..).zip(&batch.entries) {
            insert.execute(params![
                index,
                entry.leaf.as_slice(),
                entry.envelope,
                entry.stream,
                entry.seq,
                entry.kind,
                entry.permit.map(|permit| permit.0),
                entry.recorded_at.seconds(),
            ])?;
            stream.execute((
                &entry.stream,
                entry.seq.saturating_add(1),
                entry.commitment.as_bytes().as_slice(),
            ))?;
        }
        self.probe("acts")?;
        let mut act = transaction
            .prepare_cached("INSERT INTO acts (nonce, statement, first, count) VALUES (?1, ?2, ?3, ?4)")?;
        for answered in &batch.acts {
            let statement = answered.statement.as_bytes().as_slice();
            act.execute((answered.nonce.as_slice(), statement, answered.first, answered.count))?;
        }
        Ok(())
    }

    fn insert_texts(&self, transaction: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
        self.probe("texts")?;
        let mut insert = transaction
            .prepare_cached("INSERT OR REPLACE INTO texts (digest, salt, text) VALUES (?1, ?2, ?3)")?;
        for disclosure in &batch.disclosures {
            insert.execute((
                disclosure.digest.as_bytes().as_slice(),
                disclosure.salt.as_slice(),
                disclosure.text.expose(),
            ))?;
        }
        Ok(())
    }

    fn insert_views(&self, transaction: &Transaction<'_>, views: &[PermitView]) -> Result<(), StoreError> {
        self.probe("views")?;
        let mut insert = transaction
            .prepare_cached("INSERT OR REPLACE INTO permits (permit, status, view) VALUES (?1, ?2, ?3)")?;
        for view in views {
            let row = serde_json::to_string(view).map_err(|_| StoreError::Row("permits"))?;
            insert.execute((view.permit.0, &view.status, row))?;
        }
        Ok(())
    }

    /// Writes what is staged into the log directory and publishes the checkpoint.
    pub(crate) fn publish_staged(&self, head: &Head) -> Result<(), StoreError> {
        let staged: Vec<(String, Vec<u8>)> = {
            let connection = self.connection();
            let mut query = connection.prepare_cached("SELECT path, bytes FROM staged ORDER BY path")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for (path, bytes) in &staged {
            self.write_tile(path, bytes)?;
        }
        self.publish(head)?;
        if !staged.is_empty() {
            self.unstage(staged.iter().map(|(path, _)| path.as_str()))?;
        }
        Ok(())
    }

    fn write_tile(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.probe("tile")?;
        self.log.write(path, bytes).map_err(StoreError::file(path))
    }

    fn publish(&self, head: &Head) -> Result<(), StoreError> {
        if head.size == 0 {
            return Ok(());
        }
        self.probe("publish")?;
        self.log.write("checkpoint", head.checkpoint.as_bytes()).map_err(StoreError::file("checkpoint"))
    }

    /// Makes tiles durable in the directory, then forgets them in the database.
    fn unstage<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<(), StoreError> {
        self.probe("sync")?;
        for path in paths {
            self.log.sync(path).map_err(StoreError::file(path))?;
        }
        self.log.sync("checkpoint").map_err(StoreError::file("checkpoint"))?;
        self.probe("unstage")?;
        self.connection().execute("DELETE FROM staged", [])?;
        Ok(())
    }

    /// Publishes an append that is already durable. Whatever fails here is done again at the next start.
    fn publish_append(&self, batch: &Batch) -> Result<(), StoreError> {
        let size = batch.expected_size.saturating_add(batch.entries.len() as u64);
        let head = Head { checkpoint: batch.checkpoint.clone(), root: batch.root, size };
        // If the last publication was interrupted, tiles of earlier appends may be missing: publish everything staged.
        if self.published_size()?.unwrap_or(0) != batch.expected_size {
            return self.publish_staged(&head);
        }
        for (path, bytes) in &batch.tiles {
            self.write_tile(path, bytes)?;
        }
        self.publish(&head)?;
        let staged: u64 = self.connection().query_row("SELECT COUNT(*) FROM staged", [], |row| row.get(0))?;
        if staged >= STAGED_LIMIT { self.publish_staged(&head) } else { Ok(()) }
    }
}

impl TileReader for Store {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        match self.log.read(path) {
            Err(TileError::NotFound { .. }) => {}
            found => return found,
        }
        let connection = self.connection();
        let staged = connection
            .prepare_cached("SELECT bytes FROM staged WHERE path = ?1")
            .and_then(|mut query| query.query_row([path], |row| row.get(0)));
        staged.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => TileError::NotFound { path: path.to_owned() },
            other => TileError::Read { path: path.to_owned(), source: Box::new(other) },
        })
    }
}

impl Record for Store {
    fn head(&self) -> Result<Head, Fault> {
        self.read_head().map_err(Fault::storage)
    }

    fn entries(
        &self,
        from: u64,
        to: u64,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.read_entries(from, to, each)
    }

    fn stream_entries(
        &self,
        stream: &str,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.read_stream(stream, each)
    }

    fn stream_end(&self, stream: &str) -> Result<Option<StreamEnd>, Fault> {
        self.read_stream_end(stream).map_err(Fault::storage)
    }

    fn act(&self, nonce: &[u8; 16]) -> Result<Option<AnsweredAct>, Fault> {
        self.read_act(nonce).map_err(Fault::storage)
    }

    fn append(&mut self, batch: &Batch) -> Result<Appended, Fault> {
        let _guard = self.exclusive().map_err(Fault::storage)?;
        let appended = self.swap(batch).map_err(Fault::storage)?;
        if appended == Appended::Done {
            // INVARIANT: the batch is durable. A publication that fails now is staged, and is done again at the next append
            // that gathers enough, or at the next start; readers find staged tiles in the database.
            let _ = self.publish_append(batch);
        }
        Ok(appended)
    }

    fn snapshot(&self) -> Result<Option<Snapshot>, Fault> {
        self.read_snapshot().map_err(Fault::storage)
    }

    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), Fault> {
        self.probe("snapshot").map_err(Fault::storage)?;
        self.connection()
            .execute(
                "INSERT OR REPLACE INTO snapshots (one, size, form, root, bytes) VALUES (1, ?1, ?2, ?3, ?4)",
                params![snapshot.size, snapshot.form, snapshot.root.as_slice(), snapshot.bytes],
            )
            .map_err(Fault::storage)?;
        Ok(())
    }

    fn replace_views(&mut self, views: &[PermitView]) -> Result<(), Fault> {
        let mut connection = self.connection();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Fault::storage)?;
        transaction.execute("DELETE FROM permits", []).map_err(Fault::storage)?;
        self.insert_views(&transaction, views).map_err(Fault::storage)?;
        transaction.commit().map_err(Fault::storage)
    }

    fn text(&self, digest: &Digest) -> Result<Option<Private<String>>, Fault> {
        self.read_text(digest).map(|text| text.map(Private::new)).map_err(Fault::storage)
    }

    fn view(&self, permit: PermitId) -> Result<Option<PermitView>, Fault> {
        self.read_view(permit).map_err(Fault::storage)
    }

    fn views(&self, status: Option<&str>, limit: u32) -> Result<Vec<PermitView>, Fault> {
        self.read_views(status, limit).map_err(Fault::storage)
    }
}
