//! Appending: stage, swap the head (the commit point), publish, and later forget what was staged.
//!
//! SOURCE: Sunlight's commit order (docs/adr/0006-commit-order.md). One transaction holds entries, streams, texts, views, the staged
//! tiles and the new head, so that the swap of the head and everything it promises become durable with one flush.

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};
use sekisho_core::id::PermitId;
use sekisho_core::{Digest, Private};
use sekisho_gate::fault::Fault;
use sekisho_gate::port::{
    AnsweredAct, Appended, Batch, Head, Hold, Record, Snapshot, StoredEntry, StreamEnd,
};
use sekisho_gate::view::PermitView;
use sekisho_proof::tile::{TileError, TileReader};

use crate::error::StoreError;
use crate::sqlite::Store;

impl Store {
    fn probe(&self, point: &str) -> Result<(), StoreError> {
        (self.probe)(point).map_err(StoreError::file(point))
    }

    fn swap(&self, batch: &Batch) -> Result<Appended, StoreError> {
        let mut connection = self.connection();
        self.probe("begin")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (size, root): (u64, [u8; 32]) = transaction
            .prepare_cached("SELECT size, root FROM head")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if (size, root) != (batch.expected_size, batch.expected_root) {
            return Ok(Appended::Overtaken);
        }
        self.insert_entries(&transaction, batch)?;
        self.insert_texts(&transaction, batch)?;
        self.insert_views(&transaction, &batch.views)?;
        self.stage(&transaction, batch)?;
        self.probe("head")?;
        let new_size = batch.expected_size.saturating_add(batch.entries.len() as u64);
        transaction.prepare_cached("UPDATE head SET size = ?1, root = ?2, checkpoint = ?3")?.execute((
            new_size,
            batch.root.as_slice(),
            &batch.checkpoint,
        ))?;
        self.probe("commit")?;
        transaction.commit()?;
        self.probe("committed")?;
        Ok(Appended::Done)
    }

    /// Keeps the new tiles until they are durable in the log directory.
    ///
    /// A wider tile takes the place of the narrower ones that waited: only the right edge of now is needed to go on, so
    /// that little is ever staged.
    fn stage(&self, transaction: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
        self.probe("staged")?;
        let mut outgrown = transaction.prepare_cached("DELETE FROM staged WHERE path > ?1 AND path < ?2")?;
        let mut insert =
            transaction.prepare_cached("INSERT OR REPLACE INTO staged (path, bytes) VALUES (?1, ?2)")?;
        for (path, bytes) in &batch.tiles {
            let tile = path.split_once(".p/").map_or(path.as_str(), |(tile, _)| tile);
            // `0` follows `/`: everything that begins with `<tile>.p/`.
            outgrown.execute((format!("{tile}.p/"), format!("{tile}.p0")))?;
            insert.execute((path, bytes))?;
        }
        Ok(())
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

    fn write_views_anew(&self, views: &[PermitView]) -> Result<(), StoreError> {
        let _guard = self.exclusive()?;
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM permits", [])?;
        self.insert_views(&transaction, views)?;
        Ok(transaction.commit()?)
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

    /// Lists the staged tiles; partial ones first, since a full one clears them away.
    pub(crate) fn staged(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached("SELECT path, bytes FROM staged ORDER BY path DESC")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes everything that is staged into the log directory, publishes the checkpoint, and makes both durable.
    fn publish_staged(&self, head: &Head) -> Result<(), StoreError> {
        let staged = self.staged()?;
        for (path, bytes) in &staged {
            self.write_tile(path, bytes)?;
        }
        self.publish(head)?;
        self.unstage(staged.iter().map(|(path, _)| path.as_str()))
    }

    pub(crate) fn write_tile(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.probe("tile")?;
        self.log.write(path, bytes).map_err(StoreError::file(path))
    }

    pub(crate) fn publish(&self, head: &Head) -> Result<(), StoreError> {
        if head.size == 0 {
            return Ok(());
        }
        self.probe("publish")?;
        self.log.write("checkpoint", head.checkpoint.as_bytes()).map_err(StoreError::file("checkpoint"))?;
        self.probe("published")
    }

    /// Makes tiles durable in the directory, then forgets them in the database.
    fn unstage<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<(), StoreError> {
        self.probe("sync")?;
        self.log.sync_all(paths.chain(["checkpoint"])).map_err(StoreError::file("tile"))?;
        self.probe("unstage")?;
        self.connection().execute("DELETE FROM staged", [])?;
        self.probe("unstaged")
    }

    /// Publishes an append that is already durable. Whatever fails here is done again at the next one, or at the next start.
    fn publish_append(&self, batch: &Batch) -> Result<(), StoreError> {
        let size = batch.expected_size.saturating_add(batch.entries.len() as u64);
        let head = Head { checkpoint: batch.checkpoint.clone(), root: batch.root, size };
        // If the last publication was interrupted, tiles of earlier appends may be missing: publish everything staged.
        let interrupted = self.published_size()?.unwrap_or(0) != batch.expected_size;
        // A full tile never changes again: once in so many entries a few flushes make everything durable there.
        let filled = batch.tiles.iter().any(|(path, _)| !path.contains(".p/"));
        if interrupted || filled {
            return self.publish_staged(&head);
        }
        for (path, bytes) in &batch.tiles {
            self.write_tile(path, bytes)?;
        }
        self.publish(&head)
    }
}

impl TileReader for Store {
    /// Staged tiles first: they are the truth, and their files may not have survived a crash of the whole machine.
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        let staged = self
            .connection()
            .prepare_cached("SELECT bytes FROM staged WHERE path = ?1")
            .and_then(|mut query| query.query_row([path], |row| row.get(0)).optional());
        match staged {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => self.log.read(path),
            Err(error) => Err(TileError::Read { path: path.to_owned(), source: Box::new(error) }),
        }
    }
}

impl Record for Store {
    fn head(&self) -> Result<Head, Fault> {
        Ok(self.read_head()?)
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
        Ok(self.read_stream_end(stream)?)
    }

    fn act(&self, nonce: &[u8; 16]) -> Result<Option<AnsweredAct>, Fault> {
        Ok(self.read_act(nonce)?)
    }

    fn hold(&self) -> Result<Hold, Fault> {
        Ok(Hold::new(self.exclusive()?))
    }

    fn append(&mut self, batch: &Batch) -> Result<Appended, Fault> {
        let _guard = self.exclusive()?;
        let appended = self.swap(batch)?;
        if appended == Appended::Done {
            // INVARIANT: the batch is durable. A publication that fails now is staged, and is done again at the next append
            // or at the next start; readers find staged tiles in the database.
            let _ = self.publish_append(batch);
        }
        Ok(appended)
    }

    fn snapshot(&self) -> Result<Option<Snapshot>, Fault> {
        Ok(self.read_snapshot()?)
    }

    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), Fault> {
        self.probe("snapshot")?;
        self.connection()
            .execute(
                "INSERT OR REPLACE INTO snapshots (one, size, form, root, bytes) VALUES (1, ?1, ?2, ?3, ?4)",
                params![snapshot.size, snapshot.form, snapshot.root.as_slice(), snapshot.bytes],
            )
            .map_err(StoreError::from)?;
        self.probe("snapshotted")?;
        Ok(())
    }

    fn replace_views(&mut self, views: &[PermitView]) -> Result<(), Fault> {
        Ok(self.write_views_anew(views)?)
    }

    fn text(&self, digest: &Digest) -> Result<Option<Private<String>>, Fault> {
        Ok(self.read_text(digest)?.map(Private::new))
    }

    fn view(&self, permit: PermitId) -> Result<Option<PermitView>, Fault> {
        Ok(self.read_view(permit)?)
    }

    fn views(&self, status: Option<&str>, limit: u32) -> Result<Vec<PermitView>, Fault> {
        Ok(self.read_views(status, limit)?)
    }
}
