//! Reading: rows into the gate's types.

use rusqlite::{OptionalExtension as _, Row};
use sekisho_core::Digest;
use sekisho_core::id::PermitId;
use sekisho_gate::fault::Fault;
use sekisho_gate::port::{AnsweredAct, Head, Snapshot, StoredEntry, StreamEnd};
use sekisho_gate::view::PermitView;

use crate::error::StoreError;
use crate::sqlite::Store;

/// So many entries are read at once: flat memory, whatever the size of the record.
const PAGE: u32 = 1024;

impl Store {
    pub(crate) fn read_head(&self) -> Result<Head, StoreError> {
        let (size, root, checkpoint): (u64, Vec<u8>, String) = self
            .connection()
            .prepare_cached("SELECT size, root, checkpoint FROM head")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?
            .ok_or(StoreError::Row("head"))?;
        let root = root.try_into().map_err(|_| StoreError::Row("head"))?;
        Ok(Head { checkpoint, root, size })
    }

    pub(crate) fn read_entries(
        &self,
        from: u64,
        to: u64,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut next = from;
        while next < to {
            let page = self.entry_page(next, to)?;
            let Some(last) = page.last().map(|entry| entry.index) else { return Ok(()) };
            page.into_iter().try_for_each(&mut *each)?;
            next = last.saturating_add(1);
        }
        Ok(())
    }

    fn entry_page(&self, from: u64, to: u64) -> Result<Vec<StoredEntry>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT idx, leaf, envelope FROM entries WHERE idx >= ?1 AND idx < ?2 ORDER BY idx LIMIT ?3",
        )?;
        let rows = query.query_map((from, to, PAGE), entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn read_stream(
        &self,
        stream: &str,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut next = 0;
        loop {
            let page = self.stream_page(stream, next)?;
            if page.is_empty() {
                return Ok(());
            }
            next = next.saturating_add(page.len() as u64);
            page.into_iter().try_for_each(&mut *each)?;
        }
    }

    fn stream_page(&self, stream: &str, from: u64) -> Result<Vec<StoredEntry>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT idx, leaf, envelope FROM entries WHERE stream = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3",
        )?;
        let rows = query.query_map((stream, from, PAGE), entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn read_stream_end(&self, stream: &str) -> Result<Option<StreamEnd>, StoreError> {
        let row: Option<(u64, Vec<u8>)> = self
            .connection()
            .prepare_cached("SELECT next_seq, last FROM streams WHERE stream = ?1")?
            .query_row([stream], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        row.map(|(next_seq, last)| {
            let last = last.try_into().map_err(|_| StoreError::Row("streams"))?;
            Ok(StreamEnd { last: sekisho_proof::Digest::from_bytes(last), next_seq })
        })
        .transpose()
    }

    pub(crate) fn read_act(&self, nonce: &[u8; 16]) -> Result<Option<AnsweredAct>, StoreError> {
        let row: Option<(Vec<u8>, u64, u64)> = self
            .connection()
            .prepare_cached("SELECT statement, first, count FROM acts WHERE nonce = ?1")?
            .query_row([nonce.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        row.map(|(statement, first, count)| {
            let statement = statement.try_into().map_err(|_| StoreError::Row("acts"))?;
            let statement = sekisho_proof::Digest::from_bytes(statement);
            Ok(AnsweredAct { count, first, nonce: *nonce, statement })
        })
        .transpose()
    }

    pub(crate) fn read_snapshot(&self) -> Result<Option<Snapshot>, StoreError> {
        let row: Option<(u64, u32, Vec<u8>, Vec<u8>)> = self
            .connection()
            .prepare_cached("SELECT size, form, root, bytes FROM snapshots")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        row.map(|(size, form, root, bytes)| {
            let root = root.try_into().map_err(|_| StoreError::Row("snapshots"))?;
            Ok(Snapshot { bytes, form, root, size })
        })
        .transpose()
    }

    pub(crate) fn read_text(&self, digest: &Digest) -> Result<Option<String>, StoreError> {
        let row: Option<(Vec<u8>, String)> = self
            .connection()
            .prepare_cached("SELECT salt, text FROM texts WHERE digest = ?1")?
            .query_row([digest.as_bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((salt, text)) = row else { return Ok(None) };
        // A text that was changed in the database is not the one that somebody signed.
        let own = salt.try_into().is_ok_and(|salt: [u8; 16]| Digest::of_text(&salt, &text) == *digest);
        if own { Ok(Some(text)) } else { Err(StoreError::Row("texts")) }
    }

    /// Counts texts that are not the ones behind their digests.
    pub fn changed_texts(&self) -> Result<u64, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare("SELECT digest, salt, text FROM texts")?;
        let rows = query.query_map([], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut changed = 0u64;
        for row in rows {
            let (digest, salt, text) = row?;
            let own = salt
                .try_into()
                .is_ok_and(|salt: [u8; 16]| Digest::of_text(&salt, &text).as_bytes().as_slice() == digest);
            changed = changed.saturating_add(u64::from(!own));
        }
        Ok(changed)
    }

    pub(crate) fn read_view(&self, permit: PermitId) -> Result<Option<PermitView>, StoreError> {
        let row: Option<String> = self
            .connection()
            .prepare_cached("SELECT view FROM permits WHERE permit = ?1")?
            .query_row([permit.0], |row| row.get(0))
            .optional()?;
        row.map(|text| view(&text)).transpose()
    }

    pub(crate) fn read_views(&self, status: Option<&str>, limit: u32) -> Result<Vec<PermitView>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT view FROM permits WHERE ?1 IS NULL OR status = ?1 ORDER BY permit DESC LIMIT ?2",
        )?;
        let rows = query.query_map((status, limit), |row| row.get::<_, String>(0))?;
        rows.map(|row| view(&row?)).collect()
    }
}

fn entry(row: &Row<'_>) -> Result<StoredEntry, rusqlite::Error> {
    Ok(StoredEntry { index: row.get(0)?, leaf: row.get(1)?, envelope: row.get(2)? })
}

fn view(text: &str) -> Result<PermitView, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Row("permits"))
}
