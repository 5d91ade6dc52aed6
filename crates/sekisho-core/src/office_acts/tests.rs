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

#[test]
fn what_was_written_wrongly_is_corrected_and_nothing_else_changes() {
    let day = given(town()).at("13:00");
    let mut wanted = day.state.clone();
    let mail = Some(text("r1@city.example"));
    let command =
        crate::command::Command::AmendPerson { department: None, mail, name: None, person: id("R-1") };
    let story = day.does("ADM", command).does("ADM", amend_person("R-1", "Rokuro"));
    let person = wanted.persons.get_mut(&id("R-1")).unwrap();
    (person.mail, person.name) = (mail, text("Rokuro"));
    let story = story.does("KEEP", amend_medium("M-1", "SN-1")).does("ADM", amend_place("CAB", "Archive"));
    wanted.media.get_mut(&id("M-1")).unwrap().card.serial = "SN-1".to_owned();
    wanted.places.get_mut(&id("CAB")).unwrap().name = text("Archive");
    assert_eq!(story.state, wanted);
}

#[test]
fn a_serial_number_that_another_medium_has_names_that_medium() {
    let day = given(town()).at("13:00");
    for command in [amend_medium("M-1", "SN-M-2"), {
        let card = crate::medium::MediumCard { serial: "SN-M-2".to_owned(), ..card("M-9") };
        crate::command::Command::RegisterMedium { card, medium: id("M-9") }
    }] {
        let answer = day.when("KEEP", command);
        answer.then(Rule::AlreadyRegistered);
        assert_eq!(answer.decision.reasons[0].about["other"], "M-2");
    }
    // The ledger line as it is keeps its own serial number.
    day.when("KEEP", amend_medium("M-1", "SN-M-1")).then_done();
}

#[test]
fn every_role_that_would_do_is_named() {
    let answer = requested(&document()).when("R-2", approve(&document()));
    answer.then(Rule::RoleMissing);
    assert_eq!(answer.decision.reasons[0].about["roles"], "security_manager,approver,chief_officer");
}
