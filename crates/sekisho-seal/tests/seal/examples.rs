//! The worked examples of docs/spec/container.md and docs/spec/answer.md: what stands there is what the code makes, and
//! what the formulas there give when they are written out once more.

use std::num::NonZeroUsize;

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sekisho_seal::answer::{AgreementSecret, Answer, Asked};
use sekisho_seal::challenge::{Challenge, Mode, Presence};
use sekisho_seal::header::Header;
use sekisho_seal::identity::Identity;
use sekisho_seal::key_pair::{Ciphertext, EncapsulationRandomness, PublicKey, SecretSeed};
use sekisho_seal::recipient::Recipient;
use sekisho_seal::spoken::{Level, SpokenChallenge};
use sekisho_seal::stanza::{self, ReleaseValue, Terms, TwoHalves};
use sekisho_seal::{FileKey, native, payload};
use sha2::{Digest as _, Sha256};

use crate::reference;
use crate::text::{hex, unhex};

const CONTAINER: &str = include_str!("../../../../docs/spec/container.md");
const ANSWER: &str = include_str!("../../../../docs/spec/answer.md");
const LABEL: &str = "sekisho.example/two-halves/v1";
const PERMIT_HASH: [u8; 32] = [6; 32];
const TERMS: Terms = Terms { permit_hash: PERMIT_HASH, copy_id: [7; 16] };

/// Finds the block under its name in the worked example.
fn block(page: &'static str, name: &str) -> &'static str {
    let (_, section) = page.split_once("Worked example\n").unwrap();
    let (_, after) = section.split_once(&format!("**{name}**")).unwrap_or_else(|| panic!("no block {name}"));
    let (_, inside) = after.split_once("```\n").unwrap();
    inside.split_once("```").unwrap().0
}

fn check(page: &'static str, computed: &[(&str, String)]) {
    let wrong: Vec<_> =
        computed.iter().filter(|(name, value)| block(page, name) != format!("{value}\n")).collect();
    assert!(wrong.is_empty(), "the page says something else: {wrong:#?}");
    let (_, section) = page.split_once("Worked example\n").unwrap();
    assert_eq!(section.matches("\n**").count(), computed.len(), "every block is computed");
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

fn hkdf(ikm: &[u8], salt: &[u8], info: &str, length: usize) -> Vec<u8> {
    let mut output = vec![0; length];
    Hkdf::<Sha256>::new(Some(salt), ikm).expand(info.as_bytes(), &mut output).unwrap();
    output
}

fn device() -> SecretSeed {
    SecretSeed::new([1; 32])
}

fn vault() -> SecretSeed {
    SecretSeed::new([2; 32])
}

fn handle() -> [u8; 16] {
    unhex(block(CONTAINER, "handle")).try_into().unwrap()
}

fn release() -> [u8; 16] {
    unhex(block(CONTAINER, "R")).try_into().unwrap()
}

#[test]
fn the_container_of_the_page_is_what_the_formulas_give() {
    let (pk_d, pk_r) = (device().public_key(), vault().public_key());
    let (secret_d, enc_d) = pk_d.encapsulate(EncapsulationRandomness::new([3; 64]));
    let (secret_r, enc_r) = pk_r.encapsulate(EncapsulationRandomness::new([4; 64]));
    let (enc_d, enc_r): (&[u8], &[u8]) = (enc_d.as_bytes(), enc_r.as_bytes());
    let tag = hkdf(secret_d.expose(), &sha256(&[enc_d, enc_r]), &format!("{LABEL} device-tag"), 8);
    let hashes = [&pk_d.as_bytes()[..], pk_r.as_bytes(), enc_d, enc_r].map(|part| sha256(&[part]));
    let ctx = [LABEL.as_bytes(), &[0, 0, 1], &PERMIT_HASH, &[7; 16], &hashes.concat()].concat();
    let ctx = sha256(&[&ctx]);
    let device_half = hkdf(secret_d.expose(), &ctx, &format!("{LABEL} device-half"), 40);
    let release = hkdf(secret_r.expose(), &ctx, &format!("{LABEL} release-half"), 16);
    let wrap = hkdf(&[&device_half[..32], &release].concat(), &ctx, &format!("{LABEL} wrap"), 64);
    let cipher = ChaCha20Poly1305::new_from_slice(&wrap[..32]).unwrap();
    let wrapped = cipher.encrypt(&Nonce::default(), &[5; 16][..]).unwrap();

    let file_key = FileKey::new([5; 16]);
    let (made, facts) = stanza::seal(
        &file_key,
        &TERMS,
        (&pk_d, EncapsulationRandomness::new([3; 64])),
        (&pk_r, EncapsulationRandomness::new([4; 64])),
    );
    assert_eq!(made.body(), [&tag[..], &device_half[32..], &wrap[32..], &wrapped].concat());
    assert_eq!((facts.enc_d_hash, facts.pk_d_hash), (hashes[2], hashes[0]));
    assert_eq!(facts.handle, hashes[3][..16]);
    let header = Header::seal(vec![made], &file_key).unwrap();

    let mut sealed = Vec::new();
    payload::seal(&file_key, [8; 16], &b"sekisho\n"[..], &mut sealed, NonZeroUsize::MIN).unwrap();
    let native = native::seal(&file_key, &pk_d, EncapsulationRandomness::new([9; 64]));
    let native = Header::seal(vec![native], &file_key).unwrap();
    let text = |header: &Header| String::from_utf8(header.bytes().to_vec()).unwrap().trim_end().to_owned();
    let next = rewrapped(&file_key, &pk_r);
    assert_eq!(next.2.bytes().len(), header.bytes().len(), "a new header fits in the place of the old one");
    let recipient = Recipient { terms: TERMS, device: pk_d.clone(), release: pk_r };
    check(
        CONTAINER,
        &[
            ("H(pk_d)", hex(&hashes[0])),
            ("H(pk_r)", hex(&hashes[1])),
            ("ss_d", hex(secret_d.expose())),
            ("ss_r", hex(secret_r.expose())),
            ("H(enc_d)", hex(&hashes[2])),
            ("H(enc_r)", hex(&hashes[3])),
            ("handle", hex(&hashes[3][..16])),
            ("dev_tag", hex(&tag)),
            ("ctx", hex(&ctx)),
            ("dev_half", hex(&device_half[..32])),
            ("permit_tag", hex(&device_half[32..])),
            ("R", hex(&release)),
            ("wrap_key", hex(&wrap[..32])),
            ("commit", hex(&wrap[32..])),
            ("ct", hex(&wrapped)),
            ("Header", text(&header)),
            ("Header hash", hex(&header.hash())),
            ("Payload", hex(&sealed)),
            ("Recipient", recipient.to_string()),
            ("Identity", Identity::of(&pk_d).to_string()),
            ("Native header", text(&native)),
            ("Native recipient", native::recipient_text(&pk_d)),
            ("Native identity", native::identity_text(&device()).to_string()),
            ("H(pk_d) of the next device", hex(&next.0)),
            ("Handle after a re-wrap", hex(&next.1)),
            ("Header hash after a re-wrap", hex(&next.2.hash())),
        ],
    );
}

/// The same file key for another device: hash of its key, handle and header.
fn rewrapped(file_key: &FileKey, pk_r: &PublicKey) -> ([u8; 32], [u8; 16], Header) {
    let pk_d = SecretSeed::new([0x0f; 32]).public_key();
    let terms = Terms { permit_hash: [0x10; 32], ..TERMS };
    let (random, release_random) =
        (EncapsulationRandomness::new([0x11; 64]), EncapsulationRandomness::new([0x12; 64]));
    let (made, facts) = stanza::seal(file_key, &terms, (&pk_d, random), (pk_r, release_random));
    (facts.pk_d_hash, facts.handle, Header::seal(vec![made], file_key).unwrap())
}

#[test]
fn the_container_of_the_page_is_opened() {
    let header = Header::read(&mut block(CONTAINER, "Header").as_bytes()).unwrap();
    let stanza = TwoHalves::read(&header.stanzas()[0]).unwrap();
    assert_eq!(stanza.handle(), handle());
    let opened = stanza.open_device(&device()).unwrap();
    let opened = opened.with_permit(&TERMS, &vault().public_key().hash()).unwrap();
    let file_key = opened.with_release(&ReleaseValue::new(release())).unwrap();
    header.check(&file_key).unwrap();
    let plain = reference::open_payload(&file_key, &unhex(block(CONTAINER, "Payload")));
    assert_eq!(plain, (b"sekisho\n".to_vec(), true));

    let native = Header::read(&mut block(CONTAINER, "Native header").as_bytes()).unwrap();
    assert_eq!(native::open_header(&native, &device()).unwrap().expose(), &[5; 16]);

    // What the vault needs stands in the receipt; of the container it takes `enc_r` alone.
    let enc_r = reference::unbase64(&header.stanzas()[0].args()[2]);
    let logged = stanza::LoggedStanza {
        suite: stanza::SUITE,
        terms: TERMS,
        pk_d_hash: unhex(block(CONTAINER, "H(pk_d)")).try_into().unwrap(),
        enc_d_hash: unhex(block(CONTAINER, "H(enc_d)")).try_into().unwrap(),
        enc_r: &Ciphertext::from_bytes(&enc_r).unwrap(),
    };
    assert_eq!(stanza::release_value(&vault(), &logged).unwrap().expose(), &release());
}

fn challenge() -> Challenge {
    let presence = |key_id, counter, signature| {
        Some(Presence { key_id: [key_id; 8], flags: 5, counter, signature: [signature; 64] })
    };
    Challenge {
        mode: Mode::Shown,
        device_id: [0x0d; 16],
        permit_hash: PERMIT_HASH,
        handle: handle(),
        opening_number: 1,
        one_time_key: AgreementSecret::new([0x0a; 32]).public_key(),
        nonce: [0x0c; 16],
        station_time_s: 1_782_028_800,
        boot_counter: 7,
        checkpoint_size: 12,
        checkpoint_root: [0x0e; 32],
        presence: [presence(0x0f, 1, 0x10), presence(0x11, 2, 0x12)],
        device_signature: [0x13; 64],
    }
}

/// 11·v + i, written out once more.
fn digits(bytes: &[u8]) -> String {
    let groups = (1..).zip(bytes.chunks(2));
    let group = |(place, pair): (u32, &[u8])| {
        format!("{:06}", 11 * (u32::from(pair[0]) * 256 + u32::from(pair[1])) + place)
    };
    groups.map(group).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_answer_of_the_page_is_what_the_formulas_give() {
    let (once, owner) = (AgreementSecret::new([0x0a; 32]), AgreementSecret::new([0x0b; 32]));
    let agreed = once.agree(&owner.public_key()).unwrap();
    let bytes = challenge().to_bytes();
    let (permit_hash, handle) = (&PERMIT_HASH, &handle());
    let masked = |challenge: &[u8]| -> Vec<u8> {
        let salt = sha256(&[challenge, permit_hash, handle]);
        let mask = hkdf(agreed.expose(), &salt, "sekisho-answer-v1", 16);
        mask.iter().zip(release()).map(|(mask, byte)| mask ^ byte).collect()
    };
    let answer = masked(&bytes);
    let mask: Vec<u8> = answer.iter().zip(release()).map(|(masked, byte)| masked ^ byte).collect();

    let said = 258_u32 << 13 | 480 << 2 | 1;
    let key = hkdf(agreed.expose(), b"", "sekisho-spoken-challenge-v1", 32);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key).unwrap();
    mac.update(&[&permit_hash[..], handle, &said.to_be_bytes()].concat());
    let mac = u64::from_be_bytes(mac.finalize().into_bytes()[..8].try_into().unwrap()) >> 29;
    let spoken = (u64::from(said) << 35 | mac).to_be_bytes();

    let made = SpokenChallenge::new(258, 480, Level::VerifiedByDevice, &agreed, permit_hash, handle).unwrap();
    assert_eq!(made.to_bytes(), spoken);
    let ours = |challenge: &[u8]| {
        let asked = Asked { challenge, permit_hash, handle };
        Answer::mask(&ReleaseValue::new(release()), &agreed, &asked)
    };
    assert_eq!(ours(&bytes).0, answer[..]);
    assert_eq!(ours(&bytes).to_string(), digits(&answer));
    assert_eq!(made.to_string(), digits(&spoken));
    assert_eq!(ours(&spoken).to_string(), digits(&masked(&spoken)));
    check(
        ANSWER,
        &[
            ("One-time public key", hex(&once.public_key().0)),
            ("Answer public key", hex(&owner.public_key().0)),
            ("Challenge", hex(&bytes)),
            ("Digest", hex(&sha256(&[&bytes[..175]]))),
            ("Text", challenge().to_text()),
            ("z", hex(agreed.expose())),
            ("mask", hex(&mask)),
            ("answer", hex(&answer)),
            ("Answer in digits", digits(&answer)),
            ("Spoken challenge", hex(&spoken)),
            ("Spoken challenge in digits", digits(&spoken)),
            ("Answer to it in digits", digits(&masked(&spoken))),
        ],
    );
    assert_eq!(challenge().digest(), sha256(&[&bytes[..175]]));
}

#[test]
fn the_answer_of_the_page_is_unmasked() {
    let challenge = Challenge::from_text(block(ANSWER, "Text")).unwrap();
    assert_eq!(challenge, self::challenge());
    let asked = Asked {
        challenge: &challenge.to_bytes(),
        permit_hash: &challenge.permit_hash,
        handle: &challenge.handle,
    };
    let owner = AgreementSecret::new([0x0b; 32]).public_key();
    let agreed = AgreementSecret::new([0x0a; 32]).agree(&owner).unwrap();
    let answer: Answer = block(ANSWER, "Answer in digits").parse().unwrap();
    assert_eq!(answer.unmask(&agreed, &asked).expose(), &release());
    let spoken: SpokenChallenge = block(ANSWER, "Spoken challenge in digits").parse().unwrap();
    assert_eq!(
        (spoken.key_index(), spoken.minute_of_day(), spoken.level()),
        (258, 480, Level::VerifiedByDevice)
    );
    assert_eq!(spoken.check(&agreed, asked.permit_hash, asked.handle), Ok(()));
}
