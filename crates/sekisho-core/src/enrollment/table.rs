//! Rule table: keys of people.

use crate::party::{Role, Title};
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;
use crate::time::DAY;

pub(crate) fn refusals() -> Vec<Refusal> {
    let day = || given(town()).at("20 12:00");
    // The city's own representative has countersigned a first key: from now on every new key needs it.
    let counted = || represented(day(), &["KEEP", "C-1"]).does("KEEP", confirm_key("R-2", "SHA256:R-2"));
    let renewed = || counted().does("ADM", enroll_key("CHIEF", "SHA256:new"));
    let asked = || counted().does("R-1", request(&document()));
    let alone = || begun(day()).does("ADM", enroll_key("CHIEF", "SHA256:new"));
    let recovery = || alone().does("ADM", assign_role("R-1", Role::Administrator));
    let made_up = || {
        let person = alone().does("ADM", register_person("X-9", "CITY", Title::Employed));
        person
            .does("ADM", enroll_key("X-9", "SHA256:X-9"))
            .does("ADM", assign_role("X-9", Role::Administrator))
    };
    let asked_seconded =
        || begun(day()).does("R-1", request(&document())).does("ADM", enroll_key("CHIEF", "SHA256:new"));
    vec![
        Refusal::row(Rule::KeyTaken, day(), "ADM", enroll_key("R-2", "SHA256:R-1"))
            .then("ADM", enroll_key("R-2", "SHA256:R-2-new")),
        Refusal::row(Rule::KeyUnknown, day(), "ADM", revoke_key("R-1", "SHA256:R-2"))
            .then("ADM", revoke_key("R-1", "SHA256:R-1")),
        // A countersignature comes from the employer itself, and not from whoever has enrolled the key.
        Refusal::row(Rule::RoleMissing, day(), "KEEP", confirm_key("R-2", "SHA256:R-2"))
            .then("ADM", assign_role("KEEP", Role::EmployerRepresentative))
            .again(),
        Refusal::row(Rule::EmployerDiffers, counted(), "KEEP", confirm_key("C-2", "SHA256:C-2"))
            .then("C-1", confirm_key("C-2", "SHA256:C-2")),
        Refusal::row(Rule::OwnWork, counted(), "C-1", confirm_key("C-1", "SHA256:C-1"))
            .then("ADM", assign_role("C-2", Role::EmployerRepresentative))
            .then("C-2", confirm_key("C-1", "SHA256:C-1")),
        Refusal::row(
            Rule::OwnWork,
            represented(renewed(), &["ADM"]),
            "ADM",
            confirm_key("CHIEF", "SHA256:new"),
        )
        .then("KEEP", confirm_key("CHIEF", "SHA256:new")),
        // Whoever keeps the registers has no other hand that says yes: not by a second account, which waits as well.
        Refusal::row(
            Rule::OwnWork,
            represented(counted().does("ADM", assign_role("R-1", Role::Administrator)), &["ADM"])
                .does("R-1", enroll_key("CHIEF", "SHA256:new")),
            "ADM",
            confirm_key("CHIEF", "SHA256:new"),
        )
        .then("KEEP", confirm_key("CHIEF", "SHA256:new")),
        Refusal::row(
            Rule::KeyUnconfirmed,
            counted()
                .does("ADM", register_person("F-1", "CITY", Title::Employed))
                .does("ADM", enroll_key("F-1", "SHA256:F-1"))
                .does("ADM", assign_role("F-1", Role::Administrator)),
            "F-1",
            enroll_key("CHIEF", "SHA256:new"),
        )
        .then("ADM", enroll_key("CHIEF", "SHA256:new")),
        Refusal::row(Rule::KeyUnknown, counted(), "KEEP", confirm_key("R-2", "SHA256:R-1"))
            .then("KEEP", confirm_key("R-1", "SHA256:R-1")),
        Refusal::row(
            Rule::RoleMissing,
            counted()
                .does("ADM", register_person("Z-1", "PRIME", Title::SelfEmployed))
                .does("ADM", enroll_key("Z-1", "SHA256:Z-1")),
            "C-1",
            confirm_key("Z-1", "SHA256:Z-1"),
        )
        .then("SEC", confirm_key("Z-1", "SHA256:Z-1")),
        // From the first second signature on, a new key of somebody who had one counts once two have spoken for it.
        Refusal::row(Rule::KeyUnseconded, asked_seconded(), "CHIEF", approve(&document()))
            .then("CHIEF", revoke_key("CHIEF", "SHA256:new"))
            .again(),
        Refusal::row(Rule::KeyUnseconded, asked_seconded(), "CHIEF", approve(&document()))
            .then("CHIEF", second_key("CHIEF", "SHA256:new"))
            .again(),
        Refusal::row(Rule::OwnWork, recovery(), "ADM", second_key("CHIEF", "SHA256:new"))
            .then("R-1", second_key("CHIEF", "SHA256:new")),
        Refusal::row(Rule::RoleMissing, recovery(), "SEC", second_key("CHIEF", "SHA256:new"))
            .then("R-1", second_key("CHIEF", "SHA256:new")),
        Refusal::row(Rule::RoleMissing, alone(), "KEEP", second_key("CHIEF", "SHA256:new"))
            .then("SEC", second_key("CHIEF", "SHA256:new")),
        // Nobody makes the second up on the spot.
        Refusal::row(Rule::KeyResting, made_up(), "X-9", second_key("CHIEF", "SHA256:new"))
            .then("SEC", second_key("CHIEF", "SHA256:new")),
        Refusal::row(Rule::KeyNotWaiting, begun(day()), "SEC", second_key("R-2", "SHA256:R-2-more"))
            .then("ADM", enroll_key("CHIEF", "SHA256:new"))
            .then("SEC", second_key("CHIEF", "SHA256:new")),
        Refusal::row(Rule::KeyUnknown, recovery(), "R-1", second_key("CHIEF", "SHA256:other"))
            .then("R-1", second_key("CHIEF", "SHA256:new")),
        // Whoever has a new key waits for the countersignature, and then until the day is over.
        Refusal::row(
            Rule::KeyUnconfirmed,
            asked().does("ADM", enroll_key("CHIEF", "SHA256:new")),
            "CHIEF",
            approve(&document()),
        )
        .then("CHIEF", revoke_key("CHIEF", "SHA256:new"))
        .again(),
        Refusal::row(
            Rule::KeyResting,
            asked()
                .does("ADM", enroll_key("CHIEF", "SHA256:new"))
                .does("KEEP", confirm_key("CHIEF", "SHA256:new")),
            "CHIEF",
            approve(&document()),
        )
        .then("CHIEF", revoke_key("CHIEF", "SHA256:new"))
        .again(),
        Refusal::row(
            Rule::KeyResting,
            counted()
                .does("ADM", enroll_key("KEEP", "SHA256:new"))
                .does("ADM", assign_role("R-1", Role::EmployerRepresentative))
                .does("R-1", confirm_key("KEEP", "SHA256:new")),
            "KEEP",
            confirm_key("CHIEF", "SHA256:CHIEF"),
        )
        .then("R-1", confirm_key("CHIEF", "SHA256:CHIEF")),
    ]
}

/// The security manager has been the second for a key: from now on every new key of somebody who had one needs a second.
fn begun(given: Given) -> Given {
    aged(given)
        .does("ADM", enroll_key("R-2", "SHA256:R-2-more"))
        .does("SEC", second_key("R-2", "SHA256:R-2-more"))
}

/// The same with keys that everybody has had for days.
fn aged(mut given: Given) -> Given {
    for key in given.state.persons.values_mut().flat_map(|known| known.keys.values_mut()) {
        key.enrolled_at = key.enrolled_at.plus(-2 * DAY);
    }
    given
}

#[cfg(test)]
#[test]
fn whoever_has_no_role_begins_nothing_and_speaks_for_no_key_of_their_own() {
    let day = aged(given(town()).at("20 12:00"));
    let own = day.when("C-2", second_key("C-2", "SHA256:C-2")).rules();
    assert!(own.contains(&Rule::RoleMissing) && own.contains(&Rule::OwnWork), "{own:?}");
    assert!(!day.state.keys_seconded);
    assert!(day.does("SEC", second_key("R-2", "SHA256:R-2")).state.keys_seconded);
}

#[cfg(test)]
#[test]
fn each_row_is_refused_by_its_rule_and_its_next_steps_pass() {
    check(&refusals());
}

#[cfg(test)]
#[test]
fn after_a_day_a_countersigned_key_serves() {
    let named =
        represented(given(town()).at("20 12:00"), &["KEEP"]).does("KEEP", confirm_key("R-2", "SHA256:R-2"));
    let asked = named.does("R-1", request(&document())).does("ADM", enroll_key("CHIEF", "SHA256:new"));
    let confirmed = asked.does("KEEP", confirm_key("CHIEF", "SHA256:new"));
    confirmed.clone().at("21 11:59").when("CHIEF", approve(&document())).then(Rule::KeyResting);
    assert!(confirmed.at("21 12:00").when("CHIEF", approve(&document())).rules().is_empty());
}

#[cfg(test)]
#[test]
fn whoever_answers_for_those_present_has_no_new_key_either() {
    let asked = document_sealed("M-1");
    let there = at_site(&asked).at("18:30");
    let counted = represented(there, &["KEEP"]).does("KEEP", confirm_key("R-2", "SHA256:R-2"));
    let fresh = counted.does("ADM", enroll_key("SEC", "SHA256:new"));
    assert!(fresh.when("SEC", release(&asked, "M-1", 1)).rules().contains(&Rule::KeyUnconfirmed));
}

#[cfg(test)]
#[test]
fn what_waits_for_a_second_signs_nothing_and_rests_a_day_from_the_second_signature() {
    let key = crate::id::KeyId("SHA256:new".to_owned());
    let day = begun(given(town()).at("20 12:00")).does("ADM", assign_role("R-1", Role::Administrator));
    // A first key is no recovery.
    let first = day.clone().does("ADM", register_person("F-1", "CITY", Title::Employed));
    let first = first.does("ADM", enroll_key("F-1", "SHA256:F-1"));
    assert!(first.state.key_owner(&crate::id::KeyId("SHA256:F-1".to_owned())).is_some());
    // The old key was lost: revoked or not, whoever had one is somebody who could be imitated.
    let lost =
        day.does("ADM", revoke_key("CHIEF", "SHA256:CHIEF")).does("ADM", enroll_key("CHIEF", "SHA256:new"));
    assert!(lost.state.key_owner(&key).is_none());
    let asked = lost.does("R-1", request(&document()));
    asked.clone().when("ADM", second_key("CHIEF", "SHA256:new")).then(Rule::OwnWork);
    let two = asked.at("20 15:00").does("R-1", second_key("CHIEF", "SHA256:new"));
    assert!(two.state.key_owner(&key).is_some());
    two.clone().at("21 14:59").when("CHIEF", approve(&document())).then(Rule::KeyResting);
    assert!(two.at("21 15:00").when("CHIEF", approve(&document())).rules().is_empty());
}

#[cfg(test)]
#[test]
fn whoever_stands_in_for_who_enrolled_it_is_no_second() {
    use crate::party::Deputy;
    let alone = begun(given(town()).at("20 12:00")).does("ADM", enroll_key("CHIEF", "SHA256:new"));
    let mut deputized = alone.does("ADM", assign_role("R-1", Role::Administrator));
    let deputy = Deputy { of: id("ADM"), standing: crate::party::Standing::Acting };
    let known = deputized.state.persons.get_mut(&id("R-1")).unwrap();
    known.deputies.insert(Role::Administrator, deputy);
    assert!(
        deputized.clone().when("R-1", second_key("CHIEF", "SHA256:new")).rules().contains(&Rule::OwnWork)
    );
    // No other administrator is left: the security manager is the second.
    assert!(deputized.when("SEC", second_key("CHIEF", "SHA256:new")).rules().is_empty());
}
