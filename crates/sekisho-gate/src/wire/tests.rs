//! Golden bytes: the worked example of docs/spec/event.md is what this code makes, byte for byte.

use sekisho_core::id::{KeyId, PermitId};
use sekisho_core::party::Role;
use sekisho_core::{Command, Event};
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::canonical;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::dsse::Envelope;
use sekisho_proof::leaf::Entry;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_proof::tree::{empty_root, leaf_hash};
use zeroize::Zeroizing;

use crate::RecordKeys;
use crate::keys::RecordSeeds;
use crate::wire::v1::{By, LocalRulesUsed, NotBefore, Predicate, base64};

const PAGE: &str = include_str!("../../../../docs/spec/event.md");
const ORIGIN: &str = "sekimori.invalid/record";
const DOCUMENT: &str = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

/// Finds the block under its name in section 7.
fn block(name: &str) -> &'static str {
    let (_, section) = PAGE.split_once("## 7. Worked example").unwrap();
    let (_, after) = section.split_once(&format!("**{name}**")).unwrap_or_else(|| panic!("no block {name}"));
    let (_, inside) = after.split_once("```\n").unwrap();
    inside.split_once("```").unwrap().0
}

fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits + "\n"
}

fn person() -> PrivateKey {
    PrivateKey::generate_from_seed(&[1; 32])
}

fn keys() -> RecordKeys {
    let seed = |byte| Zeroizing::new([byte; 32]);
    RecordKeys::new(ORIGIN, RecordSeeds { envelope: seed(2), note: seed(3), stream_master: seed(4) }).unwrap()
}

fn statement() -> String {
    let command = Command::Approve { document: DOCUMENT.parse().unwrap(), permit: PermitId(1) };
    let line = String::from_utf8(canonical::to_vec(&command).unwrap()).unwrap();
    let statement = ActStatement {
        act: command.act().to_owned(),
        origin: ORIGIN.to_owned(),
        person: "O-2".to_owned(),
        facts: vec![
            "permit P-0001 revision 1".to_owned(),
            format!("document {DOCUMENT}"),
            "people 460517".to_owned(),
        ],
        command: line,
        nonce: std::array::from_fn(|at| u8::try_from(at).unwrap()),
        time: "2026-06-21T06:41:00Z".to_owned(),
        expires: "2026-06-21T07:41:00Z".to_owned(),
        checkpoint_size: 0,
        checkpoint_root: empty_root(),
    };
    statement.checked_text().unwrap()
}

fn signature() -> String {
    person().sign(&namespace("approve.permit"), statement().as_bytes()).unwrap()
}

fn predicate() -> Predicate {
    Predicate {
        by: By::Person {
            key: KeyId(person().public().fingerprint()),
            person: "O-2".parse().unwrap(),
            signature: signature(),
            statement: statement(),
        },
        checkpoint: NotBefore { root: base64(&empty_root()), size: 0 },
        event: Event::PermitApproved {
            deputy: None,
            digest: DOCUMENT.parse().unwrap(),
            permit: PermitId(1),
            person: "O-2".parse().unwrap(),
            role: Role::Approver,
        },
        local_rules: Some(LocalRulesUsed {
            deciding: Vec::new(),
            set: sekisho_core::Digest::of(b""),
            verdict: None,
        }),
        occurred_at: "2026-06-21T06:41:00Z".parse().unwrap(),
        previous: None,
        recorded_at: "2026-06-21T06:41:05Z".parse().unwrap(),
        rules: 1,
        salt: base64(&[5; 32]),
        seq: 0,
        stream: "permit/P-0001".to_owned(),
    }
}

fn entry(envelope: &[u8]) -> Entry {
    Entry { commitment: sekisho_proof::Digest::of(envelope), label: keys().stream("permit/P-0001").label(0) }
}

#[test]
fn the_worked_example_on_the_page_is_what_the_code_makes() {
    let envelope = predicate().seal(&keys().envelope).unwrap();
    let payload = Envelope::from_bytes(&envelope).unwrap().payload;
    let entry = entry(&envelope);
    let leaf = leaf_hash(&entry.to_bytes());
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: 1, root: leaf };
    let line = |text: String| text + "\n";
    for (name, made) in [
        ("Person's key", line(person().public().to_openssh())),
        ("Act statement", statement()),
        ("Signature", signature()),
        ("Payload", line(String::from_utf8(payload).unwrap())),
        ("Envelope", line(String::from_utf8(envelope).unwrap())),
        ("Commitment", hex(entry.commitment.as_bytes())),
        ("Stream key", hex(keys().stream("permit/P-0001").expose())),
        ("Label", hex(&entry.label)),
        ("Entry", hex(&entry.to_bytes())),
        ("Leaf hash", hex(&leaf)),
        ("Checkpoint", checkpoint.sign(&keys().note)),
        ("Verifier key", line(keys().note.verifier().vkey())),
        ("Envelope key", line(base64(keys().envelope.public().as_bytes()))),
    ] {
        assert_eq!(block(name), made, "{name}");
    }
}

#[test]
fn the_bytes_on_the_page_are_read_back_and_verify() {
    let envelope = block("Envelope").trim_end();
    let read = Predicate::open(envelope.as_bytes(), &keys().envelope.public()).unwrap();
    assert_eq!(read, predicate());
    let By::Person { statement, signature, .. } = &read.by else { panic!("a person's act") };
    assert_eq!(
        (statement.as_str(), signature.trim_end()),
        (block("Act statement"), block("Signature").trim_end())
    );
    let verified = sekisho_proof::sshsig::verify(
        person().public(),
        "approve.permit@sekisho.example",
        statement.as_bytes(),
        signature,
    );
    assert!(verified.is_ok());
    let checkpoint = Checkpoint::open(block("Checkpoint"), &keys().note.verifier()).unwrap();
    assert_eq!(hex(&checkpoint.root), block("Leaf hash"));
}

#[test]
fn an_envelope_with_one_changed_byte_is_refused() {
    let envelope = block("Envelope").trim_end().as_bytes();
    for at in (0..envelope.len()).step_by(97) {
        let mut changed = envelope.to_vec();
        changed[at] ^= 1;
        let read = Predicate::open(&changed, &keys().envelope.public());
        // The key's name is a hint outside of what is signed; everything else counts.
        assert!(read.is_err() || read.is_ok_and(|read| read == predicate()), "{at}");
    }
}

#[test]
fn the_statement_on_the_page_of_section_two_has_the_form_of_the_code() {
    let (_, section) = PAGE.split_once("## 2. Act statement").unwrap();
    let (_, inside) = section.split_once("```\n").unwrap();
    let text = inside.split_once("```").unwrap().0.replace("sha256:5f70\u{2026}", DOCUMENT);
    assert_eq!(
        ActStatement::parse(&text).unwrap().command,
        ActStatement::parse(&statement()).unwrap().command
    );
}

#[test]
fn an_event_with_a_field_more_is_refused() {
    let payload = Envelope::from_bytes(&predicate().seal(&keys().envelope).unwrap()).unwrap().payload;
    let text = String::from_utf8(payload).unwrap();
    let more = text.replacen("\"occurred_at\"", "\"occurred\":1,\"occurred_at\"", 1);
    let envelope =
        Envelope::sign(sekisho_proof::statement::PAYLOAD_TYPE, more.into_bytes(), &keys().envelope);
    assert!(Predicate::open(&envelope.to_bytes(), &keys().envelope.public()).is_err());
}
