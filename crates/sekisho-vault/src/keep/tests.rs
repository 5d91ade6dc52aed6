//! The keep, tried: what it answers, what it refuses, and what is left of it after a crash anywhere.

use std::collections::BTreeSet;

use super::*;
use crate::cell::disk::DiskCell;
use crate::file::Flaw;
use crate::trial::{ApartCell, Fuse, Memory, Slots, Temper, Wired, chance};

mod crash;
mod disk;
mod kill;

/// A time that moves nothing.
pub(super) const NOW: Timestamp = Timestamp::EARLIEST;

/// Names seed number `number`.
pub(super) fn hash(number: u8) -> KeyHash {
    KeyHash::of(&[number])
}

/// The bytes of seed number `number`: none of them stands in any file by accident.
pub(super) fn seed_bytes(number: u8) -> [u8; 32] {
    *KeyHash::of(&[number, 1]).as_bytes()
}

pub(super) fn seed(number: u8) -> Seed {
    Seed::take(&mut seed_bytes(number))
}

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

pub(super) fn release(seconds: i64) -> Kind {
    Kind::Release { not_after: at(seconds) }
}

/// Puts seeds with these numbers in; number n ends at second 1,000 n.
pub(super) fn fill(keep: &mut Keep, numbers: impl IntoIterator<Item = u8>, entropy: &mut dyn Entropy) {
    for number in numbers {
        let kind = release(1000 * i64::from(number));
        keep.insert(at(1), hash(number), kind, seed(number), entropy).unwrap();
    }
}

/// Lists the numbers below 20 whose seeds answer, each with its own bytes.
pub(super) fn answering(keep: &mut Keep) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    for number in 0..20 {
        match keep.with_seed(NOW, hash(number), |bytes| *bytes) {
            Ok(bytes) => {
                assert_eq!(bytes, seed_bytes(number));
                found.insert(number);
            }
            Err(Fault::NotKept { hash: asked }) => assert_eq!(asked, hash(number)),
            Err(other) => panic!("{other:?}"),
        }
    }
    found
}

/// A vault and its cell on disks in memory; clones share them.
#[derive(Clone, Default)]
pub(super) struct World {
    pub(super) vault: Memory,
    pub(super) cell: Where,
}

#[derive(Clone)]
pub(super) enum Where {
    Apart(Slots),
    Disk(Memory),
}

impl Default for Where {
    fn default() -> Self {
        Self::Apart(Slots::default())
    }
}

impl World {
    pub(super) fn on_disk() -> Self {
        Self { vault: Memory::default(), cell: Where::Disk(Memory::default()) }
    }

    fn parts(&self, fuse: &Fuse, temper: Temper) -> (Box<dyn Place>, Box<dyn Cell>) {
        let cell: Box<dyn Cell> = match &self.cell {
            Where::Apart(slots) => Box::new(ApartCell { slots: slots.clone(), fuse: fuse.clone(), temper }),
            Where::Disk(place) => {
                Box::new(DiskCell::at(Box::new(Wired { place: place.clone(), fuse: fuse.clone() })))
            }
        };
        (Box::new(Wired { place: self.vault.clone(), fuse: fuse.clone() }), cell)
    }

    pub(super) fn init(&self, fuse: &Fuse) -> Result<Keep, Fault> {
        let (place, cell) = self.parts(fuse, Temper::Honest);
        Keep::init_at(place, cell, None, at(0), &mut chance(1))
    }

    pub(super) fn open(&self, fuse: &Fuse) -> Result<(Keep, Recovery), Fault> {
        self.open_with(fuse, Temper::Honest)
    }

    fn open_with(&self, fuse: &Fuse, temper: Temper) -> Result<(Keep, Recovery), Fault> {
        let (place, cell) = self.parts(fuse, temper);
        Keep::open_at(place, cell, None)
    }

    /// Gives a world of its own with the same content.
    pub(super) fn copy(&self) -> Self {
        let cell = match &self.cell {
            Where::Apart(slots) => Where::Apart(Slots::new(slots.lock().unwrap().clone().into())),
            Where::Disk(place) => Where::Disk(place.copy()),
        };
        Self { vault: self.vault.copy(), cell }
    }

    pub(super) fn holds(&self, needle: &[u8; 32]) -> bool {
        self.vault.holds(needle)
            || match &self.cell {
                Where::Apart(slots) => slots.lock().unwrap().values().any(|key| key == needle),
                Where::Disk(place) => place.holds(needle),
            }
    }

    pub(super) fn key(&self, epoch: u64) -> [u8; 32] {
        let (_, mut cell) = self.parts(&Fuse::never(), Temper::Honest);
        *cell.read(Slot::of_epoch(epoch)).unwrap().unwrap().expose()
    }

    fn has_key(&self, epoch: u64) -> bool {
        let (_, mut cell) = self.parts(&Fuse::never(), Temper::Honest);
        cell.read(Slot::of_epoch(epoch)).unwrap().is_some()
    }

    fn vault_names(&self) -> Vec<String> {
        self.vault.names().unwrap()
    }
}

/// Makes a vault with seeds 1 to 6.
pub(super) fn filled(world: &World) -> Keep {
    let mut keep = world.init(&Fuse::never()).unwrap();
    fill(&mut keep, 1..=6, &mut chance(2));
    keep
}

#[test]
fn what_is_kept_answers_and_is_found_again_after_a_restart() {
    let world = World::default();
    let mut keep = filled(&world);
    keep.insert(at(1), hash(7), Kind::Answer, seed(7), &mut chance(3)).unwrap();
    keep.insert(at(1), hash(8), Kind::Receipt, seed(8), &mut chance(4)).unwrap();
    drop(keep);
    let (mut keep, recovery) = world.open(&Fuse::never()).unwrap();
    assert_eq!((recovery, keep.epoch(), keep.latest()), (Recovery::Clean, 1, at(1)));
    assert_eq!(answering(&mut keep), (1..=8).collect());
    let standing: Vec<Kind> = keep.list().map(|(_, kind)| kind).filter(|k| k.not_after().is_none()).collect();
    assert_eq!(standing.len(), 2);
    assert!(keep.contains(hash(7)).unwrap() && !keep.contains(hash(9)).unwrap());
}

#[test]
fn a_hash_is_kept_once_and_never_after_its_end() {
    let mut keep = filled(&World::default());
    let twice = keep.insert(at(1), hash(1), Kind::Answer, seed(2), &mut chance(3)).unwrap_err();
    assert!(matches!(twice, Fault::AlreadyKept { hash: asked } if asked == hash(1)));
    let late = keep.insert(at(9000), hash(9), release(9000), seed(9), &mut chance(3)).unwrap_err();
    assert!(matches!(late, Fault::PastDeadline { hash: asked } if asked == hash(9)));
    // Time had run: the seeds 1 to 6 are over, too, and answer no more although nothing is destroyed yet.
    let over = keep.with_seed(at(1), hash(6), |_| ()).unwrap_err();
    assert!(matches!(over, Fault::PastDeadline { hash: asked } if asked == hash(6)));
}

#[test]
fn time_never_runs_backwards_not_even_over_a_restart() {
    let world = World::default();
    let mut keep = filled(&world);
    assert_eq!(keep.expired(at(2000)).len(), 2);
    assert_eq!(keep.expired(at(10)).len(), 2, "an earlier time is no excuse");
    keep.remember(at(3000), &mut chance(3)).unwrap();
    drop(keep);
    let (mut keep, _) = world.open(&Fuse::never()).unwrap();
    assert_eq!(keep.latest(), at(3000));
    assert_eq!(keep.expired(at(5)).into_iter().collect::<BTreeSet<_>>(), (1..=3).map(hash).collect());
}

#[test]
fn a_receipt_tells_what_was_destroyed_and_what_was_not_there() {
    for (world, cell, level) in
        [(World::default(), CellKind::Tpm, Level::E1), (World::on_disk(), CellKind::Disk, Level::E0)]
    {
        let mut keep = filled(&world);
        let old_key = world.key(1);
        let order = [hash(2), hash(9), hash(1), hash(2)];
        let receipt = keep.destroy(at(500), &order, &mut chance(3)).unwrap();
        let sorted = |numbers: &[u8]| {
            numbers.iter().map(|n| hash(*n)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        };
        let expected = DestructionReceipt {
            at: at(500),
            cell,
            cell_description: keep.cell_description(),
            level,
            epoch_before: 1,
            epoch_after: 2,
            destroyed: sorted(&[1, 2]),
            absent: sorted(&[9]),
            seeds_before: 6,
            seeds_after: 4,
        };
        assert_eq!(receipt, expected);
        assert_eq!(answering(&mut keep), (3..=6).collect());
        assert_eq!(world.vault_names(), ["vault.2"]);
        assert!(!world.holds(&old_key));
        // The same order again changes nothing, and says so.
        let again = keep.destroy(at(501), &order, &mut chance(4)).unwrap();
        assert_eq!((again.epoch_before, again.epoch_after, again.destroyed.len()), (2, 2, 0));
        assert_eq!(again.absent, sorted(&[1, 2, 9]));
        // Slots alternate.
        let third = keep.destroy(at(502), &[hash(3)], &mut chance(5)).unwrap();
        assert_eq!((third.epoch_before, third.epoch_after), (2, 3));
        drop(keep);
        assert_eq!(answering(&mut world.open(&Fuse::never()).unwrap().0), (4..=6).collect());
    }
}

#[test]
fn no_cell_that_lies_gets_a_receipt() {
    let world = World::default();
    drop(filled(&world));
    let (mut keep, _) = world.open(&Fuse::never()).unwrap();
    drop(std::mem::replace(&mut keep.cell, world.parts(&Fuse::never(), Temper::KeepsAll).1));
    let fault = keep.destroy(at(1), &[hash(1)], &mut chance(3)).unwrap_err();
    assert!(matches!(fault, Fault::NotErased { slot: Slot::Odd }), "{fault:?}");
    assert!(matches!(keep.with_seed(at(1), hash(1), |_| ()), Err(Fault::Unsettled)));
    assert!(matches!(keep.contains(hash(1)), Err(Fault::Unsettled)));
    // Nor does a recovery believe it, now or after a restart.
    let fault = keep.recover().unwrap_err();
    assert!(matches!(fault, Fault::NotErased { slot: Slot::Odd }), "{fault:?}");
    assert!(matches!(keep.contains(hash(1)), Err(Fault::Unsettled)));
    let fault = world.open_with(&Fuse::never(), Temper::KeepsAll).unwrap_err();
    assert!(matches!(fault, Fault::NotErased { slot: Slot::Odd }), "{fault:?}");

    let world = World::default();
    drop(filled(&world));
    let (mut keep, _) = world.open(&Fuse::never()).unwrap();
    drop(std::mem::replace(&mut keep.cell, world.parts(&Fuse::never(), Temper::Garbles).1));
    let fault = keep.destroy(at(1), &[hash(1)], &mut chance(3)).unwrap_err();
    assert!(matches!(fault, Fault::ReadBack { slot: Slot::Even }), "{fault:?}");
    // What it wrote opens nothing: the vault is whole.
    drop(std::mem::replace(&mut keep.cell, world.parts(&Fuse::never(), Temper::Honest).1));
    assert_eq!(keep.recover().unwrap(), Recovery::Dropped { epoch: 2 });
    assert_eq!(answering(&mut keep), (1..=6).collect());
}

#[test]
fn both_slots_full_stops_a_destruction_before_it_begins() {
    let world = World::default();
    let mut keep = filled(&world);
    let Where::Apart(slots) = &world.cell else { unreachable!("a cell apart") };
    slots.lock().unwrap().insert(Slot::Even, [9; 32]);
    let fault = keep.destroy(at(1), &[hash(1)], &mut chance(3)).unwrap_err();
    assert!(matches!(fault, Fault::CellOccupied { slot: Slot::Even }), "{fault:?}");
    assert_eq!(answering(&mut keep), (1..=6).collect());
    // A second vault may not begin in this cell either.
    let other = World { vault: Memory::default(), cell: world.cell.clone() };
    assert!(matches!(other.init(&Fuse::never()), Err(Fault::CellOccupied { .. })));
    // Nor in this directory.
    let other = World { vault: world.vault.clone(), cell: Where::default() };
    assert!(matches!(other.init(&Fuse::never()), Err(Fault::Occupied { .. })));
}

#[test]
fn each_damage_has_its_own_word_and_changes_nothing() {
    type Harm = fn(&World);
    let slots = |world: &World| match &world.cell {
        Where::Apart(slots) => slots.clone(),
        Where::Disk(_) => unreachable!("a cell apart"),
    };
    let check = |harm: &dyn Fn(&World), fits: fn(&Fault) -> bool| {
        let world = World::default();
        drop(filled(&world));
        harm(&world);
        let before = (world.copy(), world.vault_names(), slots(&world).lock().unwrap().clone());
        let fault = world.open(&Fuse::never()).unwrap_err();
        assert!(fits(&fault), "{fault:?}");
        assert_eq!((world.vault_names(), slots(&world).lock().unwrap().clone()), (before.1, before.2));
    };
    let cut: Harm = |world| world.vault.alter("vault.1", |bytes| bytes.truncate(bytes.len() - 1));
    check(&cut, |f| matches!(f, Fault::Damaged { flaw: Flaw::Length, .. }));
    let magic: Harm = |world| world.vault.alter("vault.1", |bytes| bytes[0] ^= 1);
    check(&magic, |f| matches!(f, Fault::Damaged { flaw: Flaw::Magic, .. }));
    let bit: Harm = |world| world.vault.alter("vault.1", |bytes| bytes[100] ^= 1);
    check(&bit, |f| matches!(f, Fault::WrongKey { name } if name == "vault.1"));
    let renamed: Harm = |world| world.vault.clone().rename("vault.1", "vault.3").unwrap();
    check(&renamed, |f| matches!(f, Fault::Damaged { flaw: Flaw::Epoch { found: 1 }, .. }));
    let foreign: Harm = |world| world.vault.clone().write("vault.9", b"SKV1").unwrap();
    check(&foreign, |f| matches!(f, Fault::ForeignEpoch { living: 1, name } if name == "vault.9"));
    check(&|w| slots(w).lock().unwrap().clear(), |f| matches!(f, Fault::CellEmpty { .. }));
    let exchanged = |w: &World| {
        slots(w).lock().unwrap().insert(Slot::Odd, [9; 32]);
    };
    check(&exchanged, |f| matches!(f, Fault::WrongKey { .. }));
    let moved = |w: &World| {
        let key = slots(w).lock().unwrap().remove(&Slot::Odd).unwrap();
        slots(w).lock().unwrap().insert(Slot::Even, key);
    };
    check(&moved, |f| matches!(f, Fault::KeyDestroyed { name } if name == "vault.1"));
    let lost: Harm = |world| world.vault.clone().remove("vault.1").unwrap();
    check(&lost, |f| matches!(f, Fault::Absent { .. }));
}
