//! Stock age, as the distribution brings it, with this program as its plugin.

use std::fs;

use sekisho_core::testkit::at;

use super::desk::{PLAIN, Said, Site};

/// The call ends in failure, gives nothing, and says this.
fn refused(said: &Said, words: &str) {
    assert_eq!((said.code, said.stdout.as_slice()), (Some(1), &b""[..]), "{}", said.stderr);
    assert!(said.stderr.contains(words), "wanted `{words}`, got:\n{}", said.stderr);
}

#[test]
fn a_box_of_ours_opens_with_age_after_the_owner_answered() {
    let site = Site::new();
    let mut asked = 0;
    let said = site.seal().age_opens(|challenge| {
        asked += 1;
        assert!(challenge.presence.iter().all(Option::is_some));
        assert_eq!(challenge.opening_number, 1);
        let written = fs::read_to_string(site.file("challenge")).unwrap();
        assert_eq!(written.trim_end(), challenge.to_text());
        Some(site.answer(challenge))
    });
    assert_eq!((said.code, said.stdout.as_slice(), asked), (Some(0), PLAIN, 1), "{}", said.stderr);
    let facts = site.facts("desk");
    let [fact] = facts.as_slice() else { panic!("one opening is one fact: {facts:?}") };
    for part in ["act: report.opening\n", "person: S-1\n", r#""medium":"M-2""#, r#""outcome":"uncontrolled""#]
    {
        assert!(fact.statement.contains(part), "{}", fact.statement);
    }
}

#[test]
fn what_age_sealed_to_our_recipient_opens_again_beside_the_medium() {
    let site = Site::new().with_file("SEKISHO_PERMIT", "permit.age").with_file("SEKISHO_MEDIUM", "medium");
    fs::create_dir(site.file("medium")).unwrap();
    site.seal_permit();
    let recipient = site.recipient().to_string();
    assert!(recipient.len() > 3900);
    let sealed = site.age_seals(&recipient);
    assert_eq!(sealed.code, Some(0), "{}", sealed.stderr);
    let said = site.age_opens(|challenge| Some(site.answer(challenge)));
    assert_eq!((said.code, said.stdout.as_slice()), (Some(0), PLAIN), "{}", said.stderr);
    assert_eq!((site.facts("medium").len(), site.facts("desk").len()), (1, 0));
}

#[test]
fn a_recipient_with_a_typing_error_is_refused_before_anything_is_sealed() {
    let site = Site::new();
    let mut recipient = site.recipient().to_string();
    let last = recipient.pop().unwrap();
    recipient.push(if last == 'q' { 'p' } else { 'q' });
    let said = site.age_seals(&recipient);
    assert_eq!(said.code, Some(1));
    assert!(!site.file("box.age").exists());
}

#[test]
fn a_mistyped_and_a_wrong_answer_may_be_followed_by_the_right_one() {
    let site = Site::new();
    // What was there before belongs to another question.
    fs::write(site.file("answer"), "322928 319200 005272 337891 589022 212658 106080 715470\n").unwrap();
    let mut answers = 0;
    let said = site.seal().age_opens(|challenge| {
        answers += 1;
        Some(match answers {
            1 => "322928 319200".to_owned(),
            2 => "611898 299169 695610 388403 654208 016077 056668 708485".to_owned(),
            _ => site.answer(challenge),
        })
    });
    assert_eq!((said.code, said.stdout.as_slice(), answers), (Some(0), PLAIN, 3), "{}", said.stderr);
}

#[test]
fn five_wrong_answers_end_the_question() {
    let site = Site::new();
    let mut answers = 0_u16;
    let said = site.seal().age_opens(|_| {
        answers += 1;
        let groups: Vec<_> = (1..=8).map(|place: u16| format!("{:06}", answers * 11 + place)).collect();
        Some(groups.join(" "))
    });
    refused(&said, "The answer does not fit this box.");
    assert!(site.facts("desk").is_empty());
}

#[test]
fn each_missing_half_says_which_one_it_is() {
    let never = |_: &_| -> Option<String> { panic!("nothing is asked for") };
    let site = Site::new();
    site.seal_to(&site.other_device());
    refused(&site.age_opens(never), "The box is not for this device.");
    site.seal_to(&site.other_copy());
    refused(&site.age_opens(never), "The box was sealed under another permit");
    site.seal().forget_key();
    refused(&site.age_opens(never), "This device has no key for the permit any more.");
    assert!(site.facts("desk").is_empty());
}

#[test]
fn what_the_plugin_needs_is_named_when_it_is_missing() {
    let never = |_: &_| -> Option<String> { panic!("nothing is asked for") };
    for name in ["SEKISHO_STATION", "SEKISHO_PERMIT", "SEKISHO_AS", "SEKISHO_SECOND", "SEKISHO_SECOND_KEY"] {
        let site = Site::new().with(name, None);
        refused(&site.seal().age_opens(never), name);
    }
    for name in ["SEKISHO_STATION", "SEKISHO_PERMIT", "SEKISHO_KEY", "SEKISHO_SECOND_KEY", "SEKISHO_MEDIUM"] {
        let site = Site::new().with(name, Some("relative"));
        refused(&site.seal().age_opens(never), "the path must be absolute");
    }
    let alone = Site::new().with("SEKISHO_SECOND", Some("S-1"));
    refused(&alone.seal().age_opens(never), "does not fit");
    let late = Site::new().with("SEKISHO_AT", Some(&at("23:30").to_string()));
    refused(&late.seal().age_opens(never), "The box opens no more.");
    // Nobody at a terminal, and no file for the answer.
    let silent = Site::new().with("SEKISHO_ANSWER_FILE", None);
    refused(&silent.seal().age_opens(|_| None), "SEKISHO_ANSWER_FILE is missing.");
}
