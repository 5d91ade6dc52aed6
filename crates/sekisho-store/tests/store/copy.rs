//! Waiting for a record that somebody else holds, and reading a copy of one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sekisho_gate::Fault;
use sekisho_gate::port::Record as _;
use sekisho_store::sqlite::Patience;
use sekisho_store::{Store, StoreError};

use crate::town::{copy_of, small};

#[test]
fn waiting_for_a_record_ends_and_says_what_it_waits_for() {
    let dir = small().copy();
    let first = Store::open(dir.path()).unwrap();
    let guard = first.hold().unwrap();
    let told = Arc::new(AtomicU32::new(0));
    let (count, lock) = (Arc::clone(&told), dir.path().join("lock"));
    let tell = move |path: &std::path::Path| {
        assert_eq!(path, lock);
        count.fetch_add(1, Ordering::Relaxed);
    };
    let patience =
        Patience { limit: Duration::from_millis(1), notice: Some((Duration::ZERO, Arc::new(tell))) };
    let held = Store::open_waiting(dir.path(), patience.clone()).unwrap_err();
    assert!(matches!(held, StoreError::Held(path) if path == dir.path().join("lock")));
    assert_eq!(told.load(Ordering::Relaxed), 1);
    drop(guard);
    Store::open_waiting(dir.path(), patience).unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 1);
}

#[test]
fn a_copy_is_read_and_nothing_is_written_to_it() {
    let dir = copy_of(small().copy().path());
    let listed = || {
        let mut names: Vec<_> =
            std::fs::read_dir(dir.path()).unwrap().map(|item| item.unwrap().file_name()).collect();
        names.sort();
        (names, std::fs::read(dir.path().join("record.sqlite")).unwrap())
    };
    let before = listed();
    let copy = Store::open_copy(dir.path()).unwrap();
    assert!(copy.head().unwrap().size > 0);
    assert_eq!(copy.changed_texts().unwrap(), 0);
    assert!(matches!(copy.hold(), Err(Fault::Storage { .. })));
    assert!(copy.rebuild_tiles().is_err());
    drop(copy);
    assert_eq!(listed(), before);
    assert!(matches!(Store::open_copy(&dir.path().join("log")), Err(StoreError::Absent(_))));
}
