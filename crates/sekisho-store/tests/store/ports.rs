//! Every call of a port fails once: before it did its work, and after.

use std::cell::Cell;
use std::rc::Rc;

use sekisho_core::Private;
use sekisho_core::id::PermitId;
use sekisho_gate::Fault;
use sekisho_gate::port::{
    AnsweredAct, Appended, Batch, Entropy, Head, Hold, Record, Snapshot, StoredEntry, StreamEnd,
};
use sekisho_gate::view::PermitView;
use sekisho_proof::tile::{TileError, TileReader};
use sekisho_store::Store;

use crate::town::{Drawn, SetClock, gate_with, key_of, signed, small, story};
use crate::whole::{Told, check};

/// Counts the calls of all ports and fails at one of them.
#[derive(Clone)]
struct Fuse {
    after: bool,
    at: u64,
    calls: Rc<Cell<u64>>,
}

impl Fuse {
    fn call<T>(&self, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        self.calls.set(self.calls.get() + 1);
        let burns = self.calls.get() == self.at;
        let broken = || Fault::storage(std::io::Error::other("fuse"));
        if burns && !self.after {
            return Err(broken());
        }
        let done = work()?;
        if burns { Err(broken()) } else { Ok(done) }
    }

    fn burnt(&self) -> bool {
        self.calls.get() >= self.at
    }
}

struct Fused<T>(T, Fuse);

impl Entropy for Fused<Drawn> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        self.1.call(|| self.0.fill(bytes))
    }
}

impl TileReader for Fused<Store> {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        let mut found = None;
        let called = self.1.call(|| {
            found = Some(self.0.read(path));
            Ok(())
        });
        match (called, found) {
            (Ok(()), Some(found)) => found,
            (error, _) => {
                Err(TileError::Read { path: path.to_owned(), source: Box::new(error.unwrap_err()) })
            }
        }
    }
}

type Each<'a> = &'a mut dyn FnMut(StoredEntry) -> Result<(), Fault>;

impl Record for Fused<Store> {
    fn head(&self) -> Result<Head, Fault> {
        self.1.call(|| self.0.head())
    }
    fn entries(&self, from: u64, to: u64, each: Each<'_>) -> Result<(), Fault> {
        self.1.call(|| self.0.entries(from, to, each))
    }
    fn stream_entries(&self, stream: &str, each: Each<'_>) -> Result<(), Fault> {
        self.1.call(|| self.0.stream_entries(stream, each))
    }
    fn stream_end(&self, stream: &str) -> Result<Option<StreamEnd>, Fault> {
        self.1.call(|| self.0.stream_end(stream))
    }
    fn act(&self, nonce: &[u8; 16]) -> Result<Option<AnsweredAct>, Fault> {
        self.1.call(|| self.0.act(nonce))
    }
    fn hold(&self) -> Result<Hold, Fault> {
        self.1.call(|| self.0.hold())
    }
    fn append(&mut self, batch: &Batch) -> Result<Appended, Fault> {
        let fuse = self.1.clone();
        fuse.call(|| self.0.append(batch))
    }
    fn snapshot(&self) -> Result<Option<Snapshot>, Fault> {
        self.1.call(|| self.0.snapshot())
    }
    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), Fault> {
        let fuse = self.1.clone();
        fuse.call(|| self.0.keep_snapshot(snapshot))
    }
    fn replace_views(&mut self, views: &[PermitView]) -> Result<(), Fault> {
        let fuse = self.1.clone();
        fuse.call(|| self.0.replace_views(views))
    }
    fn text(&self, digest: &sekisho_core::Digest) -> Result<Option<Private<String>>, Fault> {
        self.1.call(|| self.0.text(digest))
    }
    fn view(&self, permit: PermitId) -> Result<Option<PermitView>, Fault> {
        self.1.call(|| self.0.view(permit))
    }
    fn views(&self, status: Option<&str>, limit: u32) -> Result<Vec<PermitView>, Fault> {
        self.1.call(|| self.0.views(status, limit))
    }
}

/// Lives the story although one call fails; returns whether one did.
fn live(fuse: &Fuse) -> bool {
    let dir = small().copy();
    let clock = SetClock::at("20 09:00");
    let open = || {
        let record = Fused(Store::open(dir.path()).unwrap(), fuse.clone());
        gate_with(record, &clock, Box::new(Fused(Drawn::named("ports"), fuse.clone())))
    };
    // A start that fails has changed nothing, and the next one succeeds.
    let mut gate = open().or_else(|_| open()).unwrap();
    let mut told = Told::default();
    for (time, person, command) in story() {
        clock.set(time);
        let _ = gate.fire_due().or_else(|_| gate.fire_due()).unwrap();
        let text = || gate.prepare(&sekisho_core::testkit::id(person), &command, gate.now());
        let text = text().or_else(|_| text()).unwrap();
        let submission = signed(&key_of(person), text);
        let (before, state) = (gate.size(), gate.state().clone());
        let answer = match gate.submit(&submission) {
            Ok(answer) => answer,
            Err(fault) => {
                assert!(!fault.is_senders(), "{fault}");
                assert!(
                    gate.size() == before && *gate.state() == state,
                    "a failure leaves the gate as it was"
                );
                gate.submit(&submission).unwrap()
            }
        };
        told.answer(&submission, &answer);
        let again = gate.submit(&submission).or_else(|_| gate.submit(&submission)).unwrap();
        assert!(again.repeated);
        told.answer(&submission, &again);
    }
    drop(gate);
    let whole = check(dir.path(), &told);
    assert_eq!(whole.size(), small_size() + 14);
    fuse.burnt()
}

fn small_size() -> u64 {
    Store::open(small().copy().path()).unwrap().head().unwrap().size
}

fn every_call(after: bool) {
    let mut at = 1;
    while live(&Fuse { after, at, calls: Rc::default() }) {
        at += 1;
    }
    assert!(at > 100, "{at}");
}

#[test]
fn a_port_that_fails_before_its_work_loses_and_doubles_nothing() {
    every_call(false);
}

#[test]
fn a_port_that_fails_after_its_work_loses_and_doubles_nothing() {
    every_call(true);
}
