//! The two-halves stanza in whole headers: what opens, and which of the errors each wrong thing gives.

use sekisho_seal::FileKey;
use sekisho_seal::header::{Header, HeaderError, Stanza};
use sekisho_seal::identity::Identity;
use sekisho_seal::key_pair::{EncapsulationRandomness, PublicKey, SecretSeed};
use sekisho_seal::native::{self, NativeError};
use sekisho_seal::recipient::{KeyTextError, Recipient};
use sekisho_seal::stanza::{
    self, LABEL, LoggedStanza, ReleaseValue, SUITE, StanzaError, StanzaFacts, Terms, TwoHalves,
};

const FILE_KEY: [u8; 16] = *b"YELLOW SUBMARINE";
const TERMS: Terms = Terms { permit_hash: [0x11; 32], copy_id: [0x22; 16] };

fn seed(byte: u8) -> SecretSeed {
    SecretSeed::new([byte; 32])
}

fn randomness(byte: u8) -> EncapsulationRandomness {
    EncapsulationRandomness::new([byte; 64])
}

/// Seals for the device of this seed; the release key is always that of seed `r`.
fn sealed(device: &SecretSeed) -> (Stanza, StanzaFacts) {
    let device = (&device.public_key(), randomness(0x0d));
    let release = (&seed(b'r').public_key(), randomness(0x0e));
    stanza::seal(&FileKey::new(FILE_KEY), &TERMS, device, release)
}

fn released(facts: &StanzaFacts) -> ReleaseValue {
    stanza::release_value(&seed(b'r'), &facts.logged(&TERMS)).unwrap()
}

fn with_body(stanza: &Stanza, change: impl FnOnce(&mut Vec<u8>)) -> Stanza {
    let mut body = stanza.body().to_vec();
    change(&mut body);
    Stanza::new(stanza.tag().to_owned(), stanza.args().to_vec(), body).unwrap()
}

fn with_args(stanza: &Stanza, args: &[&str]) -> Stanza {
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    Stanza::new(stanza.tag().to_owned(), args, stanza.body().to_vec()).unwrap()
}

#[test]
fn both_halves_together_give_the_file_key_to_each_device() {
    let devices = [seed(1), seed(2), seed(3)];
    let (stanzas, facts): (Vec<_>, Vec<_>) = devices.iter().map(sealed).unzip();
    let header = Header::seal(stanzas, &FileKey::new(FILE_KEY)).unwrap();
    let header = Header::read(&mut header.bytes()).unwrap();
    let pk_r_hash = seed(b'r').public_key().hash();
    for (device, facts) in devices.iter().zip(&facts) {
        let found = stanza::find_device(&header, device).unwrap();
        assert_eq!(found.handle(), facts.handle);
        let opened = found.with_permit(&TERMS, &pk_r_hash).unwrap();
        let file_key = opened.with_release(&released(facts)).unwrap();
        assert_eq!(file_key.expose(), &FILE_KEY);
        header.check(&file_key).unwrap();
    }
    // The same randomness was used on purpose: the values still differ, because the device's key is in the context.
    assert_ne!(released(&facts[0]).expose(), released(&facts[1]).expose());
}

#[test]
fn each_wrong_thing_has_its_own_error() {
    let (stanza, facts) = sealed(&seed(1));
    let header = Header::seal(vec![stanza.clone()], &FileKey::new(FILE_KEY)).unwrap();
    let pk_r_hash = seed(b'r').public_key().hash();

    assert_eq!(stanza::find_device(&header, &seed(2)).unwrap_err(), StanzaError::WrongDevice);

    let found = || stanza::find_device(&header, &seed(1)).unwrap();
    for (permit_hash, copy_id, pk_r_hash) in [
        ([0x12; 32], TERMS.copy_id, pk_r_hash),
        (TERMS.permit_hash, [0x23; 16], pk_r_hash),
        (TERMS.permit_hash, TERMS.copy_id, seed(b's').public_key().hash()),
    ] {
        let other = found().with_permit(&Terms { permit_hash, copy_id }, &pk_r_hash);
        assert_eq!(other.unwrap_err(), StanzaError::WrongPermit);
    }

    let opened = found().with_permit(&TERMS, &pk_r_hash).unwrap();
    let wrong = opened.with_release(&ReleaseValue::new([0; 16]));
    assert_eq!(wrong.unwrap_err(), StanzaError::WrongCode);
    assert_eq!(
        opened.with_release(&released(&facts)).unwrap().expose(),
        &FILE_KEY,
        "a second try is possible"
    );

    let damaged = with_body(&stanza, |body| body[79] ^= 1);
    let opened = TwoHalves::read(&damaged).unwrap().open_device(&seed(1)).unwrap();
    let opened = opened.with_permit(&TERMS, &pk_r_hash).unwrap();
    assert_eq!(opened.with_release(&released(&facts)).unwrap_err(), StanzaError::Damaged);

    let text = String::from_utf8(header.bytes().to_vec()).unwrap();
    let more = text.replace("---", "-> grease\n\n---");
    let header = Header::read(&mut more.as_bytes()).unwrap();
    assert!(matches!(header.check(&FileKey::new(FILE_KEY)), Err(HeaderError::Mac)));
}

#[test]
fn the_release_value_fits_one_stanza_of_one_copy_under_one_permit() {
    let (_, facts) = sealed(&seed(1));
    let right = facts.logged(&TERMS);
    let value = |logged: LoggedStanza<'_>| *stanza::release_value(&seed(b'r'), &logged).unwrap().expose();
    let other = sealed(&seed(2)).1;
    for wrong in [
        LoggedStanza { terms: Terms { permit_hash: [0; 32], ..TERMS }, ..right },
        LoggedStanza { terms: Terms { copy_id: [0; 16], ..TERMS }, ..right },
        LoggedStanza { pk_d_hash: other.pk_d_hash, ..right },
        LoggedStanza { enc_d_hash: other.enc_d_hash, ..right },
    ] {
        assert_ne!(value(wrong), value(right));
    }
    let unknown = stanza::release_value(&seed(b'r'), &LoggedStanza { suite: 2, ..right });
    assert_eq!(unknown.unwrap_err(), StanzaError::UnknownSuite(2));
}

#[test]
fn a_stanza_of_ours_that_is_not_as_it_should_be_is_refused() {
    let (stanza, _) = sealed(&seed(1));
    let [suite, enc_d, enc_r] = stanza.args() else { panic!("three arguments") };
    let malformed = |stanza: &Stanza| match TwoHalves::read(stanza) {
        Err(StanzaError::Malformed(what)) => what,
        other => panic!("{other:?}"),
    };
    let args = "it has not exactly three arguments";
    assert_eq!(malformed(&with_args(&stanza, &[suite, enc_d])), args);
    assert_eq!(malformed(&with_args(&stanza, &[suite, enc_d, enc_r, "x"])), args);
    let body = "its body has not 80 bytes";
    assert_eq!(malformed(&with_body(&stanza, |body| body.truncate(79))), body);
    assert_eq!(malformed(&with_body(&stanza, |body| body.push(0))), body);
    for wrong in ["1", "00001", "+001", "000G", "0x01", "00 1".trim_end_matches(" 1")] {
        let what = malformed(&with_args(&stanza, &[wrong, enc_d, enc_r]));
        assert_eq!(what, "its suite is not four hexadecimal digits", "{wrong}");
    }
    for (suite, number) in [("0000", 0), ("0002", 2), ("ffff", 0xffff)] {
        let unknown = TwoHalves::read(&with_args(&stanza, &[suite, enc_d, enc_r]));
        assert_eq!(unknown, Err(StanzaError::UnknownSuite(number)));
    }
    let canonical = "its base64 is not canonical";
    assert_eq!(malformed(&with_args(&stanza, &[suite, &format!("{enc_d}="), enc_r])), canonical);
    // 1,120 bytes leave four unused bits in the last character.
    let end = enc_d.len() - 1;
    let set_bit = format!("{}{}", &enc_d[..end], if enc_d.ends_with('A') { 'B' } else { 'z' });
    assert_eq!(malformed(&with_args(&stanza, &[suite, &set_bit, enc_r])), canonical);
    let length = "its encapsulated secrets have not 1120 bytes";
    assert_eq!(malformed(&with_args(&stanza, &[suite, &enc_d[4..], enc_r])), length);
    let other = Stanza::new("X25519".to_owned(), stanza.args().to_vec(), stanza.body().to_vec()).unwrap();
    assert_eq!(malformed(&other), "it is of another type");

    // A malformed one of ours is not passed over as a stranger's would be.
    let header = Header::seal(vec![with_args(&stanza, &[suite])], &FileKey::new(FILE_KEY)).unwrap();
    assert_eq!(stanza::find_device(&header, &seed(1)).unwrap_err(), StanzaError::Malformed(args));
}

#[test]
fn a_share_of_low_order_in_either_half_is_refused() {
    let (stanza, facts) = sealed(&seed(1));
    let mut enc = *facts.enc_r.as_bytes();
    enc[1088..].fill(0);
    let forged = sekisho_seal::key_pair::Ciphertext::from_bytes(&enc).unwrap();
    let logged = LoggedStanza { enc_r: &forged, ..facts.logged(&TERMS) };
    let refused = StanzaError::Malformed("it holds a share of low order");
    assert_eq!(stanza::release_value(&seed(b'r'), &logged).unwrap_err(), refused);
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD_NO_PAD, enc);
    let forged = with_args(&stanza, &["0001", &text, &stanza.args()[2]]);
    assert_eq!(TwoHalves::read(&forged).unwrap().open_device(&seed(1)).unwrap_err(), refused);
}

#[test]
fn a_header_of_twenty_devices_is_read_and_a_longer_one_is_not() {
    let (stanza, _) = sealed(&seed(1));
    assert_eq!((stanza.tag(), stanza.args()[0].as_str(), SUITE), (LABEL, "0001", 1));
    let key = FileKey::new(FILE_KEY);
    let header = Header::seal(vec![stanza.clone(); 20], &key).unwrap();
    assert_eq!(Header::read(&mut header.bytes()).unwrap(), header);
    assert!(matches!(Header::seal(vec![stanza; 22], &key), Err(HeaderError::TooLong)));
    let endless = [b"age-encryption.org/v1\n-> ", &vec![b'x'; 100_000][..]].concat();
    assert!(matches!(Header::read(&mut &endless[..]), Err(HeaderError::TooLong)));
    let endless = b"age-encryption.org/v1\n".iter().chain(b"-> x\n\n".iter().cycle()).take(100_000);
    let endless: Vec<u8> = endless.copied().collect();
    assert!(matches!(Header::read(&mut &endless[..]), Err(HeaderError::TooLong)));
}

#[test]
fn reading_stops_where_the_payload_begins() {
    let header = Header::seal(vec![sealed(&seed(1)).0], &FileKey::new(FILE_KEY)).unwrap();
    let file = [header.bytes(), b"payload"].concat();
    let mut input = &file[..];
    assert_eq!(Header::read(&mut input).unwrap().hash(), header.hash());
    assert_eq!(input, b"payload");
}

#[test]
fn a_permit_sealed_to_several_devices_opens_with_each_of_them_alone() {
    let key = FileKey::new(FILE_KEY);
    let stanzas = [1, 2].map(|byte| native::seal(&key, &seed(byte).public_key(), randomness(byte)));
    let header = Header::seal(stanzas.to_vec(), &key).unwrap();
    let header = Header::read(&mut header.bytes()).unwrap();
    for byte in [1, 2] {
        assert_eq!(native::open_header(&header, &seed(byte)).unwrap().expose(), &FILE_KEY);
    }
    assert!(matches!(native::open_header(&header, &seed(3)), Err(NativeError::WrongKey)));
    assert!(matches!(native::open(&stanzas[0], &seed(2)), Err(NativeError::WrongKey)));
    assert_eq!(native::open(&stanzas[0], &seed(1)).unwrap().expose(), &FILE_KEY);
}

#[test]
fn keys_have_one_spelling() {
    let recipient =
        Recipient { terms: TERMS, device: seed(1).public_key(), release: seed(b'r').public_key() };
    let text = recipient.to_string();
    assert!(text.starts_with("age1sekisho1"), "{text}");
    assert_eq!(text.parse(), Ok(recipient));
    let mistyped = format!("{}{}", &text[..text.len() - 1], if text.ends_with('q') { 'p' } else { 'q' });
    assert_eq!(mistyped.parse::<Recipient>(), Err(KeyTextError::Checksum));

    let identity = Identity::of(&seed(1).public_key());
    let text = identity.to_string();
    assert!(text.starts_with("AGE-PLUGIN-SEKISHO-1"), "{text}");
    assert_eq!(text.parse(), Ok(identity));
    assert_eq!(text.parse::<Recipient>(), Err(KeyTextError::Kind { wanted: "age1sekisho" }));

    let public: PublicKey = seed(1).public_key();
    assert_eq!(native::recipient_from_text(&native::recipient_text(&public)), Ok(public));
    let secret = native::identity_text(&seed(1));
    assert_eq!(native::identity_from_text(&secret).unwrap().expose(), seed(1).expose());
    assert_eq!(
        native::identity_from_text(&native::recipient_text(&seed(1).public_key())).unwrap_err(),
        KeyTextError::Kind { wanted: "age-secret-key-pq-" }
    );
}

/// The fixture is made by `tests/foreign/container.mjs`, which also opens what we seal.
#[test]
fn a_file_that_age_encryption_sealed_is_opened() {
    let mut input = &include_bytes!("../vectors/age-encryption.age")[..];
    let header = Header::read(&mut input).unwrap();
    let file_key = native::open_header(&header, &seed(1)).unwrap();
    let plain = crate::reference::open_payload(&file_key, input);
    assert_eq!(plain, (b"sealed by age-encryption\n".to_vec(), true));
}
