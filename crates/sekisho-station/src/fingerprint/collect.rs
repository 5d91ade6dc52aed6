//! Makes the fingerprints of a table on a second thread.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::runs::Runs;
use super::{FingerprintError, FingerprintKey, Kind, KindCount, Spill, index};
use crate::table::{Plan, Row};

/// Bytes of rows that travel together.
const BATCH_BYTES: usize = 64 << 10;
/// Batches on their way; more would only be memory.
const BATCHES: usize = 4;

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
    places: Vec<Vec<usize>>,
    returned: Receiver<Batch>,
    worker: Option<JoinHandle<io::Result<Runs<S>>>>,
    kinds: Vec<Kind>,
}

/// The fields of some rows: for each row those of the first kind, then those of the next.
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
    /// Starts the second thread; the key is wiped when it ends.
    ///
    /// Errors: [`FingerprintError::Recipe`] where a recipe does not fit the plan or its kind; [`FingerprintError::Thread`].
    pub fn start(
        key: FingerprintKey,
        plan: &Plan,
        recipes: &[Recipe],
        spill: S,
    ) -> Result<Self, FingerprintError> {
        let mut recipes: Vec<&Recipe> = recipes.iter().collect();
        recipes.sort_by_key(|recipe| recipe.kind);
        let mut kinds: Vec<Kind> = Vec::with_capacity(recipes.len());
        let mut places = Vec::with_capacity(recipes.len());
        for recipe in recipes {
            let place = |field: &String| plan.wanted().position(|wanted| wanted == field);
            let fields: Option<Vec<usize>> = recipe.fields.iter().map(place).collect();
            let fits = recipe.fields.len() == recipe.kind.fields() && kinds.last() != Some(&recipe.kind);
            let fields = fields.filter(|_| fits).ok_or(FingerprintError::Recipe { kind: recipe.kind })?;
            kinds.push(recipe.kind);
            places.push(fields);
        }
        let (batches, incoming) = sync_channel::<Batch>(BATCHES);
        let (give_back, returned) = sync_channel(BATCHES + 2);
        let kinds_there = kinds.clone();
        let work = move || work(&key, &kinds_there, &incoming, &give_back, spill);
        let worker = std::thread::Builder::new().name("fingerprints".to_owned()).spawn(work);
        let worker = Some(worker.map_err(|_| FingerprintError::Thread)?);
        Ok(Self { batch: Batch::default(), batches: Some(batches), kinds, places, returned, worker })
    }

    /// Takes a row; its fields are copied, the rest happens on the other thread.
    ///
    /// Shape: a fault of the other thread is told by [`Collector::finish`].
    pub fn add(&mut self, row: &Row<'_>) {
        for place in self.places.iter().flatten() {
            self.batch.text.push_str(&row.field(*place).unwrap_or_default());
            self.batch.ends.push(self.batch.text.len());
        }
        if self.batch.text.len() >= BATCH_BYTES {
            self.send();
        }
    }

    /// Writes the index, and tells how many different fingerprints of each kind it holds.
    ///
    /// Errors: [`FingerprintError::Spill`], [`FingerprintError::Thread`], [`FingerprintError::Write`].
    pub fn finish(mut self, mut output: impl Write) -> Result<Vec<KindCount>, FingerprintError> {
        self.send();
        let runs = self.join().ok_or(FingerprintError::Thread)?;
        let mut runs = runs.map_err(|source| FingerprintError::Spill { source })?;
        let count = |(place, kind): (usize, &Kind)| KindCount { count: runs.count(place), kind: *kind };
        let counts: Vec<KindCount> = self.kinds.iter().enumerate().map(count).collect();
        let failed = |source| FingerprintError::Write { source };
        output.write_all(&index::header(&counts)).map_err(failed)?;
        for place in 0..self.kinds.len() {
            runs.write(place, &mut output)?;
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

    fn join(&mut self) -> Option<io::Result<Runs<S>>> {
        self.batches = None;
        self.worker.take().and_then(|worker| worker.join().ok())
    }
}

impl<S: Spill + 'static> Drop for Collector<S> {
    fn drop(&mut self) {
        // The key is wiped before the caller goes on.
        drop(self.join());
    }
}

fn work<S: Spill>(
    key: &FingerprintKey,
    kinds: &[Kind],
    incoming: &Receiver<Batch>,
    give_back: &SyncSender<Batch>,
    spill: S,
) -> io::Result<Runs<S>> {
    let mut runs = Runs::new(kinds.len(), spill);
    let mut message = Vec::new();
    let mut order = kinds.iter().enumerate().cycle();
    for mut batch in incoming {
        let mut start = 0;
        let mut fields =
            batch.ends.iter().map(|end| batch.text.get(std::mem::replace(&mut start, *end)..*end));
        while fields.len() > 0 {
            let Some((place, kind)) = order.next() else { break };
            message.clear();
            let mut left = kind.fields();
            let of_kind = std::iter::from_fn(|| {
                left = left.checked_sub(1)?;
                fields.next()?
            });
            let is_made = kind.append_message(of_kind, &mut message);
            // An empty field ends the message before all fields of the kind were taken.
            fields.by_ref().take(left).for_each(drop);
            if is_made {
                runs.push(place, key.of_message(&mut message).0)?;
            }
        }
        batch.text.clear();
        batch.ends.clear();
        // Without room it is dropped, and a new one is made when it is wanted.
        let _ = give_back.try_send(batch);
    }
    runs.close()?;
    Ok(runs)
}
