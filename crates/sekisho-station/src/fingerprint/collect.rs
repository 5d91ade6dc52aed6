//! Makes the fingerprints of a table on threads of their own.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::keyed::Messages;
use super::loads::{HELD, Held, Loads, Shelved};
use super::{FingerprintError, FingerprintKey, Kind, KindCount, Spill, index};
use crate::table::{Plan, Row};

/// Bytes of rows that travel together.
const BATCH_BYTES: usize = 256 << 10;
/// Rows whose messages are hashed together: enough that no hash waits for another, few enough to stay at hand.
const ROWS_TOGETHER: usize = 16;
/// Batches on their way beyond one for each thread; more would only be memory.
const SPARE_BATCHES: usize = 2;

/// Which fields of a plan a kind is made of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recipe {
    /// The names of the fields, in the order that [`Kind`] tells.
    pub fields: Vec<String>,
    /// The kind.
    pub kind: Kind,
}

/// Collects the rows of one table and writes their index.
///
/// Shape: [`Collector::add`] for each row, then [`Collector::finish`] once. Dropped before, it leaves no index.
pub struct Collector<S: Spill + 'static> {
    batch: Batch,
    batches: Option<SyncSender<Batch>>,
    /// The fields of the plan that any kind is made of.
    fields: Vec<usize>,
    kinds: Vec<Kind>,
    loads: Arc<Loads<S>>,
    returned: Receiver<Batch>,
    workers: Vec<JoinHandle<io::Result<Vec<Shelved>>>>,
}

/// The fields of some rows, each once, row by row.
#[derive(Default)]
struct Batch {
    /// Where each field ends in the text.
    ends: Vec<usize>,
    text: String,
}

impl<S: Spill> std::fmt::Debug for Collector<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Collector").field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

impl<S: Spill + 'static> Collector<S> {
    /// Starts the threads; the key is wiped when they end.
    ///
    /// Errors: [`FingerprintError::Recipe`] where a recipe does not fit the plan or its kind; [`FingerprintError::Thread`].
    pub fn start(
        key: FingerprintKey,
        plan: &Plan,
        recipes: &[Recipe],
        spill: S,
        workers: NonZeroUsize,
    ) -> Result<Self, FingerprintError> {
        let mut recipes: Vec<&Recipe> = recipes.iter().collect();
        recipes.sort_by_key(|recipe| recipe.kind);
        let mut kinds: Vec<Kind> = Vec::with_capacity(recipes.len());
        let (mut fields, mut made_of) = (Vec::new(), Vec::with_capacity(recipes.len()));
        for recipe in recipes {
            let place = |field: &String| {
                let column = plan.wanted().position(|wanted| wanted == field)?;
                let known = fields.iter().position(|known| *known == column);
                Some(known.unwrap_or_else(|| {
                    fields.push(column);
                    fields.len() - 1
                }))
            };
            let places: Option<Vec<usize>> = recipe.fields.iter().map(place).collect();
            let fits = recipe.fields.len() == recipe.kind.fields() && kinds.last() != Some(&recipe.kind);
            let places = places.filter(|_| fits).ok_or(FingerprintError::Recipe { kind: recipe.kind })?;
            kinds.push(recipe.kind);
            made_of.push((recipe.kind, places));
        }
        let (batches, incoming) = sync_channel(workers.get() + SPARE_BATCHES);
        let (give_back, returned) = sync_channel(workers.get() * 2 + SPARE_BATCHES);
        let (key, incoming) = (Arc::new(key), Arc::new(Mutex::new(incoming)));
        let loads = Arc::new(Loads::new(kinds.len(), spill));
        let mut started = Self {
            batch: Batch::default(),
            batches: Some(batches),
            fields,
            kinds,
            loads,
            returned,
            workers: Vec::new(),
        };
        for _ in 0..workers.get() {
            let bench = Bench {
                give_back: give_back.clone(),
                fields: started.fields.len(),
                incoming: Arc::clone(&incoming),
                key: Arc::clone(&key),
                kinds: made_of.clone(),
                loads: Arc::clone(&started.loads),
            };
            let held = Held::new(started.kinds.len(), HELD / workers.get());
            let worker =
                std::thread::Builder::new().name("fingerprints".to_owned()).spawn(move || bench.work(held));
            started.workers.push(worker.map_err(|_| FingerprintError::Thread)?);
        }
        Ok(started)
    }

    /// Takes a row; its fields are copied, the rest happens on the other threads.
    ///
    /// Shape: a fault of another thread is told by [`Collector::finish`].
    pub fn add(&mut self, row: &Row<'_>) {
        for place in &self.fields {
            self.batch.text.push_str(&row.field(*place).unwrap_or_default());
            self.batch.ends.push(self.batch.text.len());
        }
        if self.batch.text.len() + size_of_val(self.batch.ends.as_slice()) >= BATCH_BYTES {
            self.send();
        }
    }

    /// Writes the index, and tells how many different fingerprints of each kind it holds.
    ///
    /// Errors: [`FingerprintError::Spill`], [`FingerprintError::Thread`], [`FingerprintError::Write`].
    pub fn finish(mut self, mut output: impl Write) -> Result<Vec<KindCount>, FingerprintError> {
        self.send();
        let held = self.join().ok_or(FingerprintError::Thread)?;
        let kinds = std::mem::take(&mut self.kinds);
        // The threads have ended, so nobody else has the loads.
        let loads = Arc::clone(&self.loads);
        drop(self);
        let loads = Arc::into_inner(loads).ok_or(FingerprintError::Thread)?;
        let mut sorted =
            held.and_then(|held| loads.close(held)).map_err(|source| FingerprintError::Spill { source })?;
        let count = |(place, kind): (usize, &Kind)| KindCount { count: sorted.count(place), kind: *kind };
        let counts: Vec<KindCount> = kinds.iter().enumerate().map(count).collect();
        let failed = |source| FingerprintError::Write { source };
        output.write_all(&index::header(&counts)).map_err(failed)?;
        for place in 0..kinds.len() {
            sorted.write(place, &mut output)?;
        }
        output.flush().map_err(failed)?;
        Ok(counts)
    }

    fn send(&mut self) {
        // Those that are on their way are few; without one at hand a new one joins them.
        let next = self.returned.try_recv().unwrap_or_default();
        let batch = std::mem::replace(&mut self.batch, next);
        if let Some(batches) = &self.batches {
            // A thread that has stopped tells why when it is joined.
            let _ = batches.send(batch);
        }
    }

    /// Waits for the threads; gives what they hold, or [`None`] if one has panicked.
    fn join(&mut self) -> Option<io::Result<Vec<Vec<Shelved>>>> {
        self.batches = None;
        let joined: Vec<_> = self.workers.drain(..).map(JoinHandle::join).collect();
        joined.into_iter().collect::<Result<_, _>>().ok()
    }
}

impl<S: Spill + 'static> Drop for Collector<S> {
    fn drop(&mut self) {
        // The key is wiped before the caller goes on.
        drop(self.join());
    }
}

/// What one thread works with.
struct Bench<S> {
    give_back: SyncSender<Batch>,
    /// Fields of a row.
    fields: usize,
    incoming: Arc<Mutex<Receiver<Batch>>>,
    key: Arc<FingerprintKey>,
    /// Each kind with its fields.
    kinds: Vec<(Kind, Vec<usize>)>,
    loads: Arc<Loads<S>>,
}

impl<S: Spill> Bench<S> {
    fn work(self, mut held: Held) -> io::Result<Vec<Shelved>> {
        let mut messages = Messages::default();
        while let Some(mut batch) = self.next() {
            let mut start = 0;
            for ends in batch.ends.chunks(ROWS_TOGETHER * self.fields.max(1)) {
                start = self.write(&batch.text, start, ends, &mut messages);
                for (kind, fingerprint) in messages.hash(&self.key) {
                    held.push(kind, fingerprint.0, &self.loads)?;
                }
            }
            batch.text.clear();
            batch.ends.clear();
            // Without room it is dropped, and a new one is made when it is wanted.
            let _ = self.give_back.try_send(batch);
        }
        Ok(held.shelved())
    }

    /// Waits for a batch; there is none after the last, or after a panic of another thread.
    fn next(&self) -> Option<Batch> {
        self.incoming.lock().ok()?.recv().ok()
    }

    /// Writes what is hashed for every row and kind; tells where the last row ends.
    fn write(&self, text: &str, mut start: usize, ends: &[usize], messages: &mut Messages) -> usize {
        let mut fields = Vec::with_capacity(self.fields);
        for row in ends.chunks(self.fields.max(1)) {
            fields.clear();
            fields.extend(row.iter().filter_map(|end| text.get(std::mem::replace(&mut start, *end)..*end)));
            for (place, (kind, made_of)) in self.kinds.iter().enumerate() {
                let of_kind = made_of.iter().filter_map(|field| fields.get(*field).copied());
                messages.add(place, |message| kind.append_message(of_kind, message));
            }
        }
        start
    }
}
