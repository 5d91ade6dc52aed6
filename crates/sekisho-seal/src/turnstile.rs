//! Runs a stream through several workers and keeps its order.
//!
//! ```text
//!            one at a time, in order      all at once      one at a time, in order
//!  source ──────────── fill ─────────────── work ────────────────── drain ──────────── sink
//! ```
//! Each worker owns one buffer, takes the next batch at the entry, works on it, and waits at the exit until all
//! earlier batches have passed. So memory is the buffers, and what fails first in the stream is what is reported.

use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, Ordering},
};

/// Tells what filling a buffer came to.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Filled {
    /// Nothing: the stream ended with the batch before.
    Nothing,
    /// The last batch of the stream.
    Last,
    /// A batch after which more may come.
    More,
}

/// Passes the whole stream through as many workers as there are buffers; the calling thread is one of them.
///
/// Errors: the first one in the order of the stream; everything before it has been drained, nothing after it.
pub(crate) fn run<B, R, W, E>(
    buffers: &mut [B],
    source: &mut R,
    sink: &mut W,
    fill: impl Fn(&mut R, &mut B) -> Result<Filled, E> + Sync,
    work: impl Fn(u64, &mut B) -> Result<(), E> + Sync,
    drain: impl Fn(&mut W, &mut B) -> Result<(), E> + Sync,
) -> Result<(), E>
where
    B: Send,
    R: Send,
    W: Send,
    E: Send,
{
    let Some((own, others)) = buffers.split_first_mut() else { return Ok(()) };
    let line = Line {
        entry: Mutex::new(Entry { source, next: 0, open: true }),
        exit: Mutex::new(Exit { sink, next: 0, failure: None }),
        passed: Condvar::new(),
        stopped: AtomicBool::new(false),
        fill,
        work,
        drain,
    };
    // A stream of one batch needs no second worker.
    let Some(first) = line.enter(own) else { return line.failure() };
    let more = first.1.as_ref().is_ok_and(|filled| *filled == Filled::More);
    std::thread::scope(|scope| {
        if more {
            for buffer in others {
                scope.spawn(|| line.serve(None, buffer));
            }
        }
        line.serve(Some(first), own);
    });
    line.failure()
}

type Taken<E> = (u64, Result<Filled, E>);

struct Line<'a, R, W, E, Fill, Work, Drain> {
    entry: Mutex<Entry<'a, R>>,
    exit: Mutex<Exit<'a, W, E>>,
    passed: Condvar,
    stopped: AtomicBool,
    fill: Fill,
    work: Work,
    drain: Drain,
}

struct Entry<'a, R> {
    source: &'a mut R,
    next: u64,
    open: bool,
}

struct Exit<'a, W, E> {
    sink: &'a mut W,
    next: u64,
    failure: Option<E>,
}

impl<'a, R, W, E, Fill, Work, Drain> Line<'a, R, W, E, Fill, Work, Drain> {
    fn failure(self) -> Result<(), E> {
        let exit = self.exit.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        exit.failure.map_or(Ok(()), Err)
    }

    fn serve<B>(&self, first: Option<Taken<E>>, buffer: &mut B)
    where
        Fill: Fn(&mut R, &mut B) -> Result<Filled, E>,
        Work: Fn(u64, &mut B) -> Result<(), E>,
        Drain: Fn(&mut W, &mut B) -> Result<(), E>,
    {
        let _alarm = Alarm { stopped: &self.stopped, passed: &self.passed };
        let mut taken = first;
        while let Some((number, filled)) = taken.take().or_else(|| self.enter(buffer)) {
            let result = filled.and_then(|_| (self.work)(number, buffer));
            if !self.leave(number, result, buffer) {
                return;
            }
        }
    }

    fn enter<B>(&self, buffer: &mut B) -> Option<Taken<E>>
    where
        Fill: Fn(&mut R, &mut B) -> Result<Filled, E>,
    {
        let mut entry = self.entry.lock().ok()?;
        if !entry.open || self.stopped.load(Ordering::Acquire) {
            return None;
        }
        let number = entry.next;
        entry.next = number.wrapping_add(1);
        let filled = (self.fill)(entry.source, buffer);
        entry.open = matches!(filled, Ok(Filled::More));
        if matches!(filled, Ok(Filled::Nothing)) { None } else { Some((number, filled)) }
    }

    /// Drains the batch when its turn has come; tells whether the stream goes on.
    fn leave<B>(&self, number: u64, result: Result<(), E>, buffer: &mut B) -> bool
    where
        Drain: Fn(&mut W, &mut B) -> Result<(), E>,
    {
        let Some(mut exit) = self.turn(number) else { return false };
        let drained = result.and_then(|()| (self.drain)(exit.sink, buffer));
        exit.next = number.wrapping_add(1);
        let goes_on = drained.is_ok();
        if let Err(failure) = drained {
            exit.failure = Some(failure);
            self.stopped.store(true, Ordering::Release);
        }
        drop(exit);
        self.passed.notify_all();
        goes_on
    }

    fn turn(&self, number: u64) -> Option<MutexGuard<'_, Exit<'a, W, E>>> {
        let exit = self.exit.lock().ok()?;
        let exit = self
            .passed
            .wait_while(exit, |exit| exit.next != number && !self.stopped.load(Ordering::Acquire))
            .ok()?;
        (!self.stopped.load(Ordering::Acquire)).then_some(exit)
    }
}

/// Wakes the other workers when one of them panics, so that none waits for a turn that never comes.
struct Alarm<'a> {
    stopped: &'a AtomicBool,
    passed: &'a Condvar,
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.stopped.store(true, Ordering::Release);
            self.passed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(workers: usize, batches: u64, fails_at: Option<u64>) -> (Vec<u64>, Result<(), u64>) {
        let mut buffers = vec![0u64; workers];
        let (mut source, mut sink) = (0..batches, Vec::new());
        let result = run(
            &mut buffers,
            &mut source,
            &mut sink,
            |source, buffer| {
                let Some(number) = source.next() else { return Ok(Filled::Nothing) };
                *buffer = number;
                Ok(Filled::More)
            },
            |number, buffer| {
                assert_eq!(number, *buffer);
                if fails_at.is_some_and(|at| number >= at) { Err(number) } else { Ok(()) }
            },
            |sink, buffer| {
                sink.push(*buffer);
                Ok(())
            },
        );
        (sink, result)
    }

    #[test]
    fn order_is_kept_with_any_number_of_workers() {
        for workers in 1..=5 {
            for batches in [0, 1, 2, 7, 1000] {
                assert_eq!(pass(workers, batches, None), ((0..batches).collect(), Ok(())));
            }
        }
    }

    #[test]
    fn the_first_failure_of_the_stream_is_reported_and_nothing_after_it_drained() {
        for workers in 1..=5 {
            assert_eq!(pass(workers, 500, Some(123)), ((0..123).collect(), Err(123)));
        }
    }
}
