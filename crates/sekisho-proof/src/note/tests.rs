use proptest::prelude::*;

use super::*;

// C2SP signed-note, the example.
const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

fn published() -> NoteVerifier {
    NoteVerifier::from_vkey(VKEY).unwrap()
}

fn signer(number: u8) -> NoteSigner {
    NoteSigner::new(format!("example.com/{number}"), &[number; 32]).unwrap()
}

#[test]
fn the_published_note_verifies_and_is_written_back() {
    let note = Note::parse(NOTE).unwrap();
    assert_eq!(published().verify(&note), Ok(()));
    assert_eq!(note.format(), NOTE);
    assert_eq!(note.text, "This is an example message.\n");
    assert_eq!(published().vkey(), VKEY);
}

#[test]
fn one_changed_byte_of_the_published_note_is_refused() {
    let changed = Note::parse(&NOTE.replace("example message", "exemple message")).unwrap();
    let name = "example.com/foo".to_owned();
    assert_eq!(published().verify(&changed), Err(NoteError::BadSignature { name: name.clone() }));
    let mut changed = Note::parse(NOTE).unwrap();
    changed.signatures[0].signature[0] ^= 1;
    assert_eq!(published().verify(&changed), Err(NoteError::BadSignature { name: name.clone() }));
    let mut changed = Note::parse(NOTE).unwrap();
    changed.signatures[0].key_id[0] ^= 1;
    assert_eq!(published().verify(&changed), Err(NoteError::NotSigned { name }));
}

#[test]
fn unknown_keys_are_ignored_and_many_signatures_accepted() {
    let mut note = Note::new("text\n\nwith an empty line\n").unwrap();
    note.signatures = (1..=100).map(|number| signer(number).sign(&note.text)).collect();
    note.signatures[0].signature = b"grease of any length".to_vec();
    let note = Note::parse(&note.format()).unwrap();
    assert_eq!((note.text.as_str(), note.signatures.len()), ("text\n\nwith an empty line\n", 100));
    for number in 2..=100 {
        assert_eq!(signer(number).verifier().verify(&note), Ok(()));
    }
    let name = "example.com/1".to_owned();
    assert_eq!(signer(1).verifier().verify(&note), Err(NoteError::BadSignature { name }));
    let more = note.format() + &signer(101).sign(&note.text).format();
    assert_eq!(Note::parse(&more), Err(NoteError::TooManySignatures));
}

#[test]
fn a_known_key_with_one_wrong_signature_refuses_the_note_although_another_is_right() {
    let mut note = Note::new("text\n").unwrap();
    note.signatures = vec![signer(1).sign("text\n"), signer(1).sign("other text\n")];
    let name = "example.com/1".to_owned();
    assert_eq!(signer(1).verifier().verify(&note), Err(NoteError::BadSignature { name }));
}

#[test]
fn malformed_notes_are_refused() {
    for (from, to, expected) in [
        ("\n\n", "\n", NoteError::NoSignatures),
        ("yaQM=\n", "yaQM=", NoteError::NoSignatures),
        ("yaQM=\n", "yaQM=\n\n", NoteError::NoSignatures),
        ("\u{2014} ", "- ", NoteError::NoSignatures),
        ("\u{2014} ", "\u{2014}  ", NoteError::NoSignatures),
        ("example.com/foo", "example.com+foo", NoteError::NoSignatures),
        ("yaQM=", "yaQN=", NoteError::NoSignatures),
        ("yaQM=", "yaQM", NoteError::NoSignatures),
        ("message.", "message.\r", NoteError::BadText),
        ("example message", "example\tmessage", NoteError::BadText),
    ] {
        assert_eq!(Note::parse(&NOTE.replace(from, to)), Err(expected), "{to:?}");
    }
    assert_eq!(Note::parse("text\n\n\u{2014} name Uw2QOg==\n"), Err(NoteError::NoSignatures));
    assert_eq!(Note::new("no line feed"), Err(NoteError::BadText));
    assert_eq!(Note::new("bell\u{7}\n"), Err(NoteError::BadText));
}

#[test]
fn malformed_verifier_keys_and_names_are_refused() {
    for (from, to) in
        [("530d", "530e"), ("530d", "530D"), ("+530d903a", ""), ("3U2k", "3U2"), ("foo+", "foo")]
    {
        let vkey = VKEY.replace(from, to);
        assert_eq!(NoteVerifier::from_vkey(&vkey), Err(NoteError::BadVerifierKey { vkey: vkey.clone() }));
    }
    for name in ["", "with space", "with+plus", "with\nline", "with\u{3000}wide space"] {
        let refused = NoteSigner::new(name, &[0; 32]).err();
        assert_eq!(refused, Some(NoteError::BadName { name: name.to_owned() }));
    }
}

proptest! {
    #[test]
    fn what_is_read_as_a_note_is_written_back(at in 0..190_usize, patch in "[ -~\n]{0,6}", cut in 0..4_usize) {
        let head: String = NOTE.chars().take(at).collect();
        let tail: String = NOTE.chars().skip(at + cut).collect();
        let text = head + &patch + &tail;
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(note.format(), text);
        }
    }
}
