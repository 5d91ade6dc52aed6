//! What is done with bytes from elsewhere, one function for each reader. Nothing of it may panic, whatever the bytes are; what
//! is read and can be written comes out as it went in.
//!
//! Shape: used by the targets of this folder and, without a fuzzer, by `crates/sekisho-station/tests/readers.rs`.

use sekisho_gate::wire::permit_file::{PERMIT_FILE_TYPE, PermitFile};
use sekisho_proof::canonical;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::dsse::{Envelope, EnvelopeKey};
use sekisho_proof::note::Note;
use sekisho_proof::tile::{TilePath, entries};
use sekisho_seal::answer::Answer;
use sekisho_seal::challenge::Challenge;
use sekisho_seal::header::Header;
use sekisho_seal::spoken::SpokenChallenge;
use sekisho_seal::stanza::TwoHalves;
use sekisho_station::list::{List, head_of};
use sekisho_station::seal::{Manifest, ReceiptFile};
use sekisho_station::table::{InputEncoding, InputForm, Plan, project};

fn text(data: &[u8]) -> &str {
    std::str::from_utf8(data).unwrap_or_default()
}

/// An age header, and each stanza of ours in it.
pub fn header(data: &[u8]) {
    let mut input = data;
    let Ok(header) = Header::read(&mut input) else { return };
    assert_eq!([header.bytes(), input].concat(), data, "a header is read to its end and no further");
    for stanza in header.stanzas() {
        let _unless_malformed = TwoHalves::read(stanza);
    }
}

/// A challenge, as bytes and as text.
pub fn challenge(data: &[u8]) {
    if let Ok(challenge) = Challenge::from_bytes(data) {
        assert_eq!(challenge.to_bytes(), data, "one challenge has one form");
    }
    if let Ok(challenge) = Challenge::from_text(text(data)) {
        assert_eq!(Challenge::from_text(&challenge.to_text()), Ok(challenge), "text comes back");
    }
}

/// An answer in digits.
pub fn answer(data: &[u8]) {
    if let Ok(answer) = text(data).parse::<Answer>() {
        assert!(answer.to_string().parse::<Answer>().is_ok(), "digits come back");
    }
}

/// A challenge for a voice.
pub fn spoken(data: &[u8]) {
    if let Ok(spoken) = text(data).parse::<SpokenChallenge>() {
        assert_eq!(spoken.to_string().parse::<SpokenChallenge>(), Ok(spoken), "digits come back");
    }
    if let Ok(bytes) = <[u8; 8]>::try_from(data) {
        let _unless_unfit = SpokenChallenge::from_bytes(bytes);
    }
}

/// An envelope.
pub fn dsse(data: &[u8]) {
    if let Ok(envelope) = Envelope::from_bytes(data) {
        let again = Envelope::from_bytes(&envelope.to_bytes());
        assert_eq!(again.ok().as_ref(), Some(&envelope), "an envelope comes back");
    }
}

/// A checkpoint, and a note around one.
pub fn checkpoint(data: &[u8]) {
    if let Ok(checkpoint) = Checkpoint::parse(text(data)) {
        assert_eq!(Checkpoint::parse(&checkpoint.to_text()).ok(), Some(checkpoint), "text comes back");
    }
    if let Ok(note) = Note::parse(text(data)) {
        assert!(Note::parse(&note.format()).is_ok(), "a note comes back");
    }
}

/// The path of a tile, and the entries of a bundle.
pub fn tile(data: &[u8]) {
    let _unless_unfit = text(data).parse::<TilePath>();
    let _unless_cut = entries(data);
}

/// A seal receipt in whichever form it comes.
pub fn receipt(data: &[u8]) {
    if let Ok(receipt) = ReceiptFile::from_compact(data) {
        let again = receipt.to_compact().map(|bytes| bytes == data);
        assert!(again.unwrap_or(true), "one receipt has one compact form");
    }
    let _unless_unfit = ReceiptFile::read(data);
}

/// A permit file: its envelope, and what is signed.
pub fn permit_file(data: &[u8]) {
    let key = EnvelopeKey::from_seed(&[50; 32]);
    let _unless_unfit = PermitFile::open(data, &key.public());
    let signed = Envelope::sign(PERMIT_FILE_TYPE, data, &key).to_bytes();
    let _unless_unfit = PermitFile::open(&signed, &key.public());
}

/// A table, in each encoding, of which one field is wanted.
pub fn table(data: &[u8]) {
    for encoding in [InputEncoding::Utf8, InputEncoding::Cp932] {
        let form = InputForm::Csv { encoding, skip_lines: 0 };
        let Ok(plan) = Plan::new(vec!["a".to_owned()], 1000) else { return };
        let mut rows = 0;
        let done = project(data, &form, &plan, std::io::sink(), |_| rows += 1);
        if let Ok(done) = done {
            assert_eq!(done.rows, rows, "each row is shown");
        }
    }
}

/// The manifest of a box, behind its signature.
pub fn manifest(data: &[u8]) {
    let _unless_unfit = canonical::from_slice::<Manifest>(data);
}

/// A list that answers yes or no, and the line of its key.
pub fn list(data: &[u8]) {
    const KEY: &[u8] =
        b"sekisho-list-key-1 01010101010101010101010101010101 a.list BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n";
    let _unless_unfit = head_of(data);
    if let Ok(list) = List::open(data, KEY) {
        let asked = vec!["1"; list.head().fields.len()];
        assert_eq!(list.ask(&asked), Ok(true), "what opens is what was sealed, and this is in it");
    }
    let _unless_unfit = List::open(b"SKY1", data);
}
