use std::fs;

use super::*;
use crate::seal::testkit::*;

#[test]
fn a_fact_waits_for_its_owner_and_tells_nobody_else() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, _) = world.seal(&permit, "USB-1");
    let mut chance = world.chance();
    let fact = Fact::new(format!("act: report.opening\n{MARKER}\n"), sign("opener-1", "report.opening", "x"));
    let filed = file(&world.receiver, &permit, &stick, &fact, noon(), &mut chance).unwrap();
    let again = file(&world.receiver, &permit, &stick, &fact, noon(), &mut chance).unwrap();
    assert_ne!(filed, again);

    let sealed = fs::read(&filed.on_medium).unwrap();
    assert!(!sealed.windows(MARKER.len()).any(|window| window == MARKER.as_bytes()));
    let name = filed.on_medium.file_name().unwrap().to_str().unwrap();
    let number = name.strip_suffix(".age").unwrap();
    assert!(number.len() == 16 && number.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    assert_eq!(fs::read_dir(stick.join("outbox")).unwrap().count(), 2);
    assert_eq!(open(&sealed, &sync_seed()).unwrap(), fact);
    let copy: Fact = canonical::from_slice(&fs::read(&filed.at_desk).unwrap()).unwrap();
    assert_eq!(copy, fact);
    assert!(filed.at_desk.starts_with(world.receiver.directory().join("outbox")));

    assert!(matches!(open(&sealed, &vault_seed()), Err(OutboxError::Letter(_))));
    for place in [0, 100, 1600, sealed.len() - 1] {
        let mut bad = sealed.clone();
        bad[place] ^= 1;
        assert!(open(&bad, &sync_seed()).is_err(), "{place}");
    }
}

#[test]
fn a_fact_stays_at_the_desk_when_the_medium_is_gone() {
    let mut world = World::new();
    let permit = world.permit();
    let mut chance = world.chance();
    let gone = world.directory.path().join("gone");
    let fact = Fact::new("statement", "signature");
    let error = file(&world.receiver, &permit, &gone, &fact, noon(), &mut chance).unwrap_err();
    assert!(matches!(error, OutboxError::Io { .. }), "{error}");
    assert_eq!(fs::read_dir(world.receiver.directory().join("outbox")).unwrap().count(), 1);
}
