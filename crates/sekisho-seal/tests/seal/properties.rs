//! Every reader: what is written is read back, and no bytes whatever make one panic.

use proptest::collection::vec;
use proptest::prelude::*;
use sekisho_seal::FileKey;
use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer};
use sekisho_seal::challenge::{Challenge, Mode, Presence};
use sekisho_seal::digits::check_group;
use sekisho_seal::header::{Header, Stanza};
use sekisho_seal::identity::Identity;
use sekisho_seal::key_pair::{Ciphertext, EncapsulationRandomness, PublicKey, SecretSeed};
use sekisho_seal::native;
use sekisho_seal::recipient::Recipient;
use sekisho_seal::spoken::{Level, SpokenChallenge};
use sekisho_seal::stanza::{self, LABEL, Terms, TwoHalves};

fn any_stanza() -> impl Strategy<Value = Stanza> {
    ("[!-~]{1,20}", vec("[!-~]{1,70}", 0..4), vec(any::<u8>(), 0..200))
        .prop_map(|(tag, args, body)| Stanza::new(tag, args, body).unwrap())
}

/// Text that begins like a header, so that more than the first line is looked at.
fn almost_a_header() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        Just("-> X25519 abc\n".to_owned()),
        Just(format!("-> {LABEL} 0001 AAAA AAAA\n")),
        Just("AAAA\n".to_owned()),
        Just(format!("{}\n", "A".repeat(64))),
        Just("\n".to_owned()),
        Just(format!("--- {}\n", "A".repeat(43))),
        "[ -~]{0,70}\n",
        "\\PC{0,10}",
    ];
    vec(line, 0..12).prop_map(|lines| format!("age-encryption.org/v1\n{}", lines.concat()).into_bytes())
}

fn any_presence() -> impl Strategy<Value = Presence> {
    (any::<[u8; 8]>(), any::<u8>(), any::<u32>(), vec(any::<u8>(), 64)).prop_map(
        |(key_id, flags, counter, signature)| Presence {
            key_id,
            flags: flags | 1,
            counter,
            signature: signature.try_into().unwrap(),
        },
    )
}

fn any_challenge() -> impl Strategy<Value = Challenge> {
    let presence = prop_oneof![
        Just([None, None]),
        any_presence().prop_map(|one| [Some(one), None]),
        (any_presence(), any_presence()).prop_map(|(one, two)| [Some(one), Some(two)]),
    ];
    let fields = (any::<[u8; 16]>(), any::<[u8; 32]>(), any::<u16>(), any::<u64>(), any::<bool>());
    (fields, presence, vec(any::<u8>(), 64)).prop_map(
        |((short, long, number, big, shown), presence, signature)| Challenge {
            mode: if shown { Mode::Shown } else { Mode::Sent },
            device_id: short,
            permit_hash: long,
            handle: short.map(|byte| !byte),
            opening_number: number,
            one_time_key: AgreementKey(long.map(|byte| !byte)),
            nonce: short.map(|byte| byte ^ 0x55),
            station_time_s: big,
            boot_counter: !big,
            checkpoint_size: big ^ 0x55,
            checkpoint_root: long.map(|byte| byte ^ 0x55),
            presence,
            device_signature: signature.try_into().unwrap(),
        },
    )
}

proptest! {
    #[test]
    fn a_header_is_read_back(stanzas in vec(any_stanza(), 1..5), key in any::<[u8; 16]>()) {
        let header = Header::seal(stanzas, &FileKey::new(key)).unwrap();
        let read = Header::read(&mut header.bytes()).unwrap();
        prop_assert_eq!(&read, &header);
        prop_assert!(read.check(&FileKey::new(key)).is_ok());
        prop_assert!(read.check(&FileKey::new(key.map(|byte| !byte))).is_err());
    }

    #[test]
    fn a_header_cut_anywhere_is_refused(stanzas in vec(any_stanza(), 1..3), at in any::<prop::sample::Index>()) {
        let header = Header::seal(stanzas, &FileKey::new([1; 16])).unwrap();
        let cut = &header.bytes()[..at.index(header.bytes().len())];
        prop_assert!(Header::read(&mut &cut[..]).is_err());
    }

    #[test]
    fn what_is_read_as_a_header_is_written_alike(bytes in almost_a_header()) {
        if let Ok(header) = Header::read(&mut &bytes[..]) {
            prop_assert!(bytes.starts_with(header.bytes()));
            let again = Header::seal(header.stanzas().to_vec(), &FileKey::new([1; 16])).unwrap();
            let without_mac = |header: &Header| header.bytes()[..header.bytes().len() - 45].to_vec();
            prop_assert_eq!(without_mac(&again), without_mac(&header));
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..600), text in "\\PC{0,100}", place in 0_usize..20) {
        let _ = Header::read(&mut &bytes[..]);
        let _ = Challenge::from_bytes(&bytes);
        let _ = PublicKey::from_bytes(&bytes);
        let _ = Ciphertext::from_bytes(&bytes);
        let _ = Challenge::from_text(&text);
        let _ = text.parse::<Recipient>();
        let _ = text.parse::<Identity>();
        let _ = text.parse::<Answer>();
        let _ = text.parse::<SpokenChallenge>();
        let _ = native::recipient_from_text(&text);
        let _ = native::identity_from_text(&text);
        let _ = check_group(place, &text);
        let _ = Stanza::new(text.clone(), vec![text], bytes);
    }

    #[test]
    fn no_stanza_makes_a_reader_panic(args in vec("[!-~]{1,40}", 0..4), body in vec(any::<u8>(), 0..100)) {
        for tag in [LABEL, native::TAG] {
            let stanza = Stanza::new(tag.to_owned(), args.clone(), body.clone()).unwrap();
            prop_assert!(TwoHalves::read(&stanza).is_err());
            prop_assert!(native::open(&stanza, &SecretSeed::new([1; 32])).is_err());
        }
    }

    #[test]
    fn an_answer_is_read_back(bytes in any::<[u8; 16]>()) {
        prop_assert_eq!(Answer(bytes).to_string().parse(), Ok(Answer(bytes)));
    }

    #[test]
    fn a_wrong_digit_or_a_swap_in_an_answer_is_caught(
        bytes in any::<[u8; 16]>(), at in 0_usize..48, other in 0_u8..10, groups in (0_usize..8, 0_usize..8),
    ) {
        let text = Answer(bytes).to_string();
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
        let refused = |digits: &[u8]| std::str::from_utf8(digits).unwrap().parse::<Answer>().is_err();
        let mut wrong = digits.clone();
        wrong[at] = b'0' + other;
        prop_assert_eq!(refused(&wrong), wrong != digits);
        if at < 47 {
            // Neighbours of two groups, too: each of the groups then has one wrong digit.
            let mut wrong = digits.clone();
            wrong.swap(at, at + 1);
            prop_assert_eq!(refused(&wrong), wrong != digits);
        }
        let mut parts: Vec<&[u8]> = digits.chunks(6).collect();
        parts.swap(groups.0, groups.1);
        prop_assert_eq!(refused(&parts.concat()), groups.0 != groups.1);
    }

    #[test]
    fn a_challenge_is_read_back(challenge in any_challenge()) {
        prop_assert_eq!(Challenge::from_bytes(&challenge.to_bytes()), Ok(challenge));
        prop_assert_eq!(Challenge::from_text(&challenge.to_text()), Ok(challenge));
    }

    #[test]
    fn bytes_read_as_a_challenge_are_written_alike(mut bytes in vec(any::<u8>(), 393), mode in 0_u8..4) {
        bytes[..4].copy_from_slice(b"SKC1");
        bytes[4] = mode;
        if let Ok(challenge) = Challenge::from_bytes(&bytes) {
            prop_assert_eq!(challenge.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_spoken_challenge_is_read_back(index in any::<u16>(), minute in 0_u16..1_440, by_device in any::<bool>()) {
        let level = if by_device { Level::VerifiedByDevice } else { Level::AttestedByPhone };
        let agreed = AgreementSecret::new([4; 32]).agree(&AgreementSecret::new([5; 32]).public_key()).unwrap();
        let made = SpokenChallenge::new(index, minute, level, &agreed, &[1; 32], &[2; 16]).unwrap();
        prop_assert_eq!(made.to_string().parse(), Ok(made));
        prop_assert_eq!(SpokenChallenge::from_bytes(made.to_bytes()), Ok(made));
        prop_assert!(made.check(&agreed, &[1; 32], &[2; 16]).is_ok());
    }
}

proptest! {
    // Each case makes keys, which costs a thousand times what the cases above cost.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_stanza_opens_whatever_the_keys(
        device in any::<[u8; 32]>(), release in any::<[u8; 32]>(), random in any::<[u8; 32]>(), key in any::<[u8; 16]>(),
    ) {
        let (device, release) = (SecretSeed::new(device), SecretSeed::new(release));
        let randomness = |flip: u8| {
            EncapsulationRandomness::new(std::array::from_fn(|at| random[at % 32] ^ flip ^ u8::from(at < 32)))
        };
        let terms = Terms { permit_hash: random, copy_id: key };
        let (made, facts) = stanza::seal(
            &FileKey::new(key),
            &terms,
            (&device.public_key(), randomness(2)),
            (&release.public_key(), randomness(4)),
        );
        let header = Header::seal(vec![made], &FileKey::new(key)).unwrap();
        let header = Header::read(&mut header.bytes()).unwrap();
        let value = stanza::release_value(&release, &facts.logged(&terms)).unwrap();
        let opened = stanza::find_device(&header, &device).unwrap();
        let opened = opened.with_permit(&terms, &release.public_key().hash()).unwrap();
        prop_assert_eq!(*opened.with_release(&value).unwrap().expose(), key);

        let recipient = Recipient { terms, device: device.public_key(), release: release.public_key() };
        prop_assert_eq!(recipient.to_string().parse(), Ok(recipient));
        let identity = Identity::of(&device.public_key());
        prop_assert_eq!(identity.to_string().parse(), Ok(identity));
    }
}
