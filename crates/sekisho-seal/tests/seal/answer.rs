//! Challenge and answer from both ends.

use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer, Asked, LowOrder};
use sekisho_seal::challenge::{CHALLENGE_BYTES, Challenge, ChallengeError, Mode, Presence, SIGNED_BYTES};
use sekisho_seal::digits::{DigitsError, GroupError, check_group};
use sekisho_seal::spoken::{Level, SpokenChallenge, SpokenError};
use sekisho_seal::stanza::ReleaseValue;

fn challenge() -> Challenge {
    Challenge {
        mode: Mode::Shown,
        device_id: [1; 16],
        permit_hash: [2; 32],
        handle: [3; 16],
        opening_number: 1,
        one_time_key: AgreementSecret::new([4; 32]).public_key(),
        nonce: [5; 16],
        station_time_s: 1_782_028_800,
        boot_counter: 7,
        checkpoint_size: 12,
        checkpoint_root: [6; 32],
        presence: [
            Some(Presence { key_id: [7; 8], flags: 5, counter: 9, signature: [8; 64] }),
            Some(Presence { key_id: [9; 8], flags: 5, counter: 4, signature: [10; 64] }),
        ],
        device_signature: [11; 64],
    }
}

#[test]
fn the_device_unmasks_what_the_owner_masked_and_nobody_else_does() {
    let (station, owner) = (AgreementSecret::new([4; 32]), AgreementSecret::new([40; 32]));
    let bytes = challenge().to_bytes();
    let asked = Asked { challenge: &bytes, permit_hash: &[2; 32], handle: &[3; 16] };
    let release = ReleaseValue::new(*b"release value 16");
    let spoken = Answer::mask(&release, &owner.agree(&station.public_key()).unwrap(), &asked).to_string();
    let heard: Answer = spoken.parse().unwrap();
    let agreed = station.agree(&owner.public_key()).unwrap();
    assert_eq!(heard.unmask(&agreed, &asked).expose(), release.expose());
    assert_ne!(&heard.0, release.expose(), "what is spoken is masked");

    let mut other = bytes.clone();
    other[100] ^= 1;
    for wrong in [
        Asked { challenge: &other, ..asked },
        Asked { permit_hash: &[0; 32], ..asked },
        Asked { handle: &[0; 16], ..asked },
    ] {
        assert_ne!(heard.unmask(&agreed, &wrong).expose(), release.expose());
    }
    let stranger = AgreementSecret::new([41; 32]).agree(&owner.public_key()).unwrap();
    assert_ne!(heard.unmask(&stranger, &asked).expose(), release.expose());
}

#[test]
fn a_key_that_forces_the_zero_secret_is_refused() {
    let mut one = [0; 32];
    one[0] = 1;
    for forced in [[0; 32], one] {
        let refused = AgreementSecret::new([4; 32]).agree(&AgreementKey(forced));
        assert!(matches!(refused, Err(LowOrder)));
    }
}

#[test]
fn an_answer_tells_which_groups_were_mistyped() {
    let text = Answer([0xab; 16]).to_string();
    let mut groups: Vec<&str> = text.split(' ').collect();
    assert_eq!(groups.len(), 8);
    for (place, group) in (1..).zip(&groups) {
        assert_eq!(check_group(place, group), Ok(0xabab));
    }
    groups.swap(2, 5);
    assert_eq!(groups.join(" ").parse::<Answer>(), Err(DigitsError::Mistyped(vec![3, 6])));
    assert_eq!(check_group(3, groups[2]), Err(GroupError::Mistyped));
    let typed: String = text
        .chars()
        .map(|c| match c {
            ' ' => 'ー',
            digit => char::from_u32(u32::from(digit) + 0xfee0).unwrap(),
        })
        .collect();
    assert_eq!(typed.parse(), Ok(Answer([0xab; 16])));
    assert_eq!("".parse::<Answer>(), Err(DigitsError::Length { digits: 0, wanted: 48 }));
}

#[test]
fn a_challenge_is_read_back_from_bytes_and_from_text() {
    let challenge = challenge();
    let bytes = challenge.to_bytes();
    assert_eq!(bytes.len(), CHALLENGE_BYTES);
    assert_eq!(challenge.signed_part(), bytes[..SIGNED_BYTES]);
    assert_eq!(Challenge::from_bytes(&bytes), Ok(challenge));
    let text = challenge.to_text();
    assert_eq!(text.len(), 629);
    assert!(text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
    assert_eq!(Challenge::from_text(&format!("{}\n{}\n", &text[..300], &text[300..])), Ok(challenge));
    for presence in [[None, None], [challenge.presence[0], None]] {
        let fewer = Challenge { presence, ..challenge };
        assert_eq!(Challenge::from_bytes(&fewer.to_bytes()), Ok(fewer));
        assert_eq!(fewer.digest(), challenge.digest(), "the digest is without signatures");
    }
}

#[test]
fn what_is_not_a_challenge_is_refused() {
    let bytes = challenge().to_bytes();
    let changed = |at: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = to;
        Challenge::from_bytes(&bytes)
    };
    assert_eq!(changed(3, b'2'), Err(ChallengeError::Magic));
    assert_eq!(changed(4, 0), Err(ChallengeError::Mode(0)));
    assert_eq!(changed(4, 3), Err(ChallengeError::Mode(3)));
    assert_eq!(Challenge::from_bytes(&bytes[1..]), Err(ChallengeError::Length));
    assert_eq!(Challenge::from_bytes(&[&bytes[..], &[0]].concat()), Err(ChallengeError::Length));
    let second_only = Challenge { presence: [None, challenge().presence[1]], ..challenge() };
    assert_eq!(Challenge::from_bytes(&second_only.to_bytes()), Err(ChallengeError::Presence));
    let text = challenge().to_text();
    assert_eq!(Challenge::from_text(&text.to_lowercase()), Err(ChallengeError::Text));
    assert_eq!(Challenge::from_text(&format!("{text}=")), Err(ChallengeError::Text));
}

#[test]
fn a_spoken_challenge_is_checked_by_the_owner() {
    let (station, owner) = (AgreementSecret::new([4; 32]), AgreementSecret::new([40; 32]));
    let agreed = station.agree(&owner.public_key()).unwrap();
    let made =
        SpokenChallenge::new(65_535, 1_439, Level::VerifiedByDevice, &agreed, &[2; 32], &[3; 16]).unwrap();
    let heard: SpokenChallenge = made.to_string().parse().unwrap();
    assert_eq!(heard, made);
    assert_eq!(made.to_string().split(' ').count(), 4);
    assert_eq!((heard.key_index(), heard.minute_of_day()), (65_535, 1_439));
    assert_eq!(heard.level(), Level::VerifiedByDevice);
    let here = owner.agree(&station.public_key()).unwrap();
    assert_eq!(heard.check(&here, &[2; 32], &[3; 16]), Ok(()));
    assert_eq!(heard.check(&here, &[1; 32], &[3; 16]), Err(SpokenError::Mac));
    assert_eq!(heard.check(&here, &[2; 32], &[4; 16]), Err(SpokenError::Mac));
    // One bit of each field: index, minute, level, MAC.
    for bit in [63, 40, 35, 34, 0] {
        let bits = u64::from_be_bytes(made.to_bytes()) ^ 1 << bit;
        let Ok(changed) = SpokenChallenge::from_bytes(bits.to_be_bytes()) else { continue };
        assert_eq!(changed.check(&here, &[2; 32], &[3; 16]), Err(SpokenError::Mac), "{bit}");
    }
    let late = SpokenChallenge::new(0, 1_440, Level::AttestedByPhone, &agreed, &[2; 32], &[3; 16]);
    assert_eq!(late, Err(SpokenError::Minute(1_440)));
    assert_eq!(SpokenChallenge::from_bytes([0xff; 8]), Err(DigitsError::Content));
    assert_eq!(SpokenChallenge::from_bytes((1_440_u64 << 37).to_be_bytes()), Err(DigitsError::Content));
    assert_eq!(SpokenChallenge::from_bytes((2_u64 << 35).to_be_bytes()), Err(DigitsError::Content));
}
