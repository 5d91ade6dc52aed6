//! The registers, as somebody would lock the office out of its own record.

use crate::event::Event;
use crate::party::{Role, Title};
use crate::reason::Rule;
use crate::state::State;
use crate::testkit::*;
use crate::time::{Timestamp, Window};

#[test]
fn the_record_opens_with_an_owner_an_administrator_and_a_key() {
    let answer = given(State::default()).when("ADM", establish());
    let names: Vec<_> = answer.decision.events.iter().map(Event::name).collect();
    assert_eq!(names, ["office_established", "person_registered", "key_enrolled", "role_assigned"]);
    let key = crate::id::KeyId("SHA256:ADM".to_owned());
    assert_eq!(answer.after().state.key_owner(&key).map(|(who, _)| who.as_str()), Some("ADM"));
}

#[test]
fn the_last_administrator_stays_by_whatever_way_they_would_go() {
    let day = given(town()).at("13:00");
    let short = Window { from: Timestamp::EARLIEST, until: at("14:00") };
    let over = Window { from: Timestamp::EARLIEST, until: at("12:00") };
    let ways = [
        leave("ADM"),
        remove_role("ADM", Role::Administrator),
        assign_role_for("ADM", Role::Administrator, short),
        assign_role_for("ADM", Role::Administrator, over),
        revoke_key("ADM", "SHA256:ADM"),
    ];
    for way in ways {
        day.when("ADM", way.clone()).then(Rule::LastAdministrator);
        // A second one who cannot sign does not help; one who can does.
        let keyless = day.clone().does("ADM", register_person("R-3", "CITY", Title::Employed));
        let keyless = keyless.does("ADM", assign_role("R-3", Role::Administrator));
        keyless.when("ADM", way.clone()).then(Rule::LastAdministrator);
        keyless.does("ADM", enroll_key("R-3", "SHA256:R-3")).when("ADM", way).then_done();
    }
    let _ = day.does("ADM", enroll_key("ADM", "SHA256:new")).does("ADM", revoke_key("ADM", "SHA256:ADM"));
}

#[test]
fn a_key_is_one_persons_for_ever() {
    let story = given(town()).at("13:00").does("R-1", revoke_key("R-1", "SHA256:R-1"));
    story.when("ADM", enroll_key("R-2", "SHA256:R-1")).then(Rule::KeyTaken);
    story.when("ADM", enroll_key("R-1", "SHA256:R-1")).then(Rule::KeyTaken);
    story.when("R-2", revoke_key("C-1", "SHA256:C-1")).then(Rule::RoleMissing);
}

#[test]
fn who_leaves_loses_roles_and_keys_at_once() {
    let story = given(town()).at("13:00").does("ADM", leave("SEC"));
    let known = &story.state.persons[&id("SEC")];
    assert!(known.roles.is_empty());
    assert!(known.keys.values().all(|key| key.revoked_at == Some(at("13:00"))));
    assert_eq!(story.state.holders_of(Role::SecurityManager, story.now).count(), 0);
}
