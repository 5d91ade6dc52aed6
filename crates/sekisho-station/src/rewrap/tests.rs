//! The receiving device dies, and another one opens the same payload.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_core::rewrap::RewrapReceipt;
use sekisho_core::sealing::{SealReceipt, Wrap};
use sekisho_gate::attached::{PRESENCE, REWRAP_WITNESS};
use sekisho_seal::answer::{Answer, Asked};
use sekisho_seal::challenge::Mode;
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::Ciphertext;
use sekisho_seal::stanza::{LoggedStanza, Terms, release_value};

use super::*;
use crate::desk::{self, Desk, Permit};
use crate::open::{self, Attendance, OpenError};
use crate::seal::testkit::*;
use crate::seal::{BOX_NAME, PERMIT_NAME, RewrapFile};

/// A box for a device that died, and the permit for the one after it.
struct Case {
    dead: Desk,
    next: Permit,
    receipt: SealReceipt,
    stick: PathBuf,
    world: World,
    wrap: RewrapFile,
}

impl Case {
    fn new() -> Self {
        let mut world = World::new();
        let permit = world.permit();
        let (stick, sealed) = world.seal(&permit, "USB-1");
        let directory = world.directory.path().join("second");
        let enrollment = desk::create(&directory, &new_desk("PC-SITE-2"), &mut chance(3)).unwrap();
        let dead = std::mem::replace(&mut world.receiver, desk::open(&directory).unwrap());
        world.device_key.clone_from(&enrollment.deposit.keys[0]);
        // What two have approved: another device, and everything else as it was.
        let mut next = permit.document().clone();
        (next.device, next.nonce, next.revision) = (Some("PC-SITE-2".parse().unwrap()), "11".repeat(32), 2);
        let sealing = next.sealing.as_mut().unwrap();
        sealing.sealed_under = Some(permit.permit_hash());
        sealing.device_key = Digest::of(&STANDARD.decode(&world.device_key).unwrap());
        let next = Permit::read(&world.station, &world.file(next)).unwrap();
        let wrap = sealed.rewrap().unwrap().clone();
        Self { dead, next, receipt: sealed.receipt().clone(), stick, world, wrap }
    }

    fn asking(&mut self, shares: [&Share; 2]) -> Result<Asking, RewrapError> {
        let key = combine(shares[0], shares[1])?;
        let medium = medium("USB-1");
        let wanted = Wanted { key: &key, medium: &medium, mode: Mode::Shown, number: 1, wrap: &self.wrap };
        let mut chance = self.world.chance();
        let prepared = prepare(&mut self.world.station, &self.next, &wanted, noon(), &mut chance)?;
        let text = prepared.presence_text();
        let signed = ["chief", "keeper"].map(|code| sign(code, PRESENCE, &text));
        let (chief, keeper) = (person("chief"), person("keeper"));
        prepared.ask(&self.world.station, [(&chief, &signed[0]), (&keeper, &signed[1])])
    }

    /// The vault's half of the second wrap, tied to the document of the sealing.
    fn answer(&self, asking: &Asking) -> Answer {
        let wrap = self.receipt.rewrap.as_ref().unwrap();
        let under = *self.receipt.permit_hash.as_bytes();
        masked(
            &self.receipt,
            wrap,
            under,
            &asking.challenge().one_time_key,
            &asking.challenge().to_bytes(),
            &self.next,
        )
    }

    fn rewrapped(&mut self) -> Rewrapped {
        let shares = owners_key();
        let mut asking = self.asking([&shares[0], &shares[1]]).unwrap();
        let answer = self.answer(&asking);
        let unwrapped = asking.answer(&mut self.world.station, &answer, noon()).unwrap();
        let mut chance = self.world.chance();
        unwrapped.wrap(&self.world.station, &mut chance).unwrap()
    }

    /// Opens the box at the new device.
    fn opens(&mut self, receipt: &RewrapReceipt) -> Result<open::Opened, OpenError> {
        let desk = &mut self.world.receiver;
        let permit = Permit::unseal(desk, &fs::read(self.stick.join(PERMIT_NAME)).unwrap())?;
        let wanted = open::Wanted { mode: Mode::Shown, number: 2 };
        let prepared =
            open::prepare(desk, &permit, &mut box_of(&self.stick), wanted, noon(), &mut chance(77))?;
        let text = prepared.presence_text();
        let signed = ["opener-1", "opener-2"].map(|code| sign(code, PRESENCE, &text));
        let (one, other) = (person("opener-1"), person("opener-2"));
        let present = [
            Attendance { person: &one, signature: &signed[0] },
            Attendance { person: &other, signature: &signed[1] },
        ];
        let mut asking = prepared.ask(desk, &present)?;
        let challenge = *asking.question().shown().unwrap();
        let under = *receipt.permit_hash.as_bytes();
        let answer = masked(
            &self.receipt,
            &receipt.wrap,
            under,
            &challenge.one_time_key,
            &challenge.to_bytes(),
            &permit,
        );
        asking.answer(desk, &answer, noon())
    }
}

fn masked(
    receipt: &SealReceipt,
    wrap: &Wrap,
    permit_hash: [u8; 32],
    one_time: &sekisho_seal::answer::AgreementKey,
    challenge: &[u8],
    present: &Permit,
) -> Answer {
    let enc_r = Ciphertext::from_bytes(&STANDARD.decode(&wrap.enc_r).unwrap()).unwrap();
    let logged = LoggedStanza {
        suite: receipt.suite,
        terms: Terms { permit_hash, copy_id: receipt.copy.to_bytes() },
        pk_d_hash: *wrap.device_key.as_bytes(),
        enc_d_hash: *wrap.enc_d.as_bytes(),
        enc_r: &enc_r,
    };
    let value = release_value(&vault_seed(), &logged).unwrap();
    let agreed = answer_secret().agree(one_time).unwrap();
    let (document, handle) = (present.permit_hash(), wrap.handle.to_bytes());
    Answer::mask(&value, &agreed, &Asked { challenge, permit_hash: document.as_bytes(), handle: &handle })
}

/// The shares of the key that the document names.
fn owners_key() -> [Share; 2] {
    let mut first = true;
    let mut random = chance(9);
    let mut entropy = move |bytes: &mut [u8]| {
        if std::mem::take(&mut first) {
            bytes.fill(53);
            return Ok(());
        }
        random(bytes)
    };
    let made = new_key(&mut entropy).unwrap();
    assert_eq!(made.public.as_bytes(), rewrap_seed().public_key().as_bytes());
    made.shares
}

fn box_bytes(stick: &Path) -> Vec<u8> {
    fs::read(stick.join(BOX_NAME)).unwrap()
}

#[test]
fn another_device_opens_what_was_not_sealed_again() {
    let mut case = Case::new();
    let before = box_bytes(&case.stick);
    let made = case.rewrapped();
    let signed = |code: &str| sign(code, REWRAP_WITNESS, &made.officer_text(&person(code)).unwrap());
    let (chief, keeper) = (signed("chief"), signed("keeper"));
    let file = made.attest([(&person("chief"), &chief), (&person("keeper"), &keeper)]).unwrap();
    assert_eq!(RewrapReceiptFile::from_bytes(&file.to_bytes().unwrap()).unwrap(), file);
    assert!(made.attest([(&person("chief"), &chief), (&person("chief"), &chief)]).is_err());
    assert!(made.attest([(&person("chief"), &keeper), (&person("keeper"), &keeper)]).is_err());

    let header = HeaderFile::from_bytes(&made.header().to_bytes().unwrap()).unwrap();
    assert_eq!(apply(&case.stick, &header).unwrap(), Applied::Written);
    let after = box_bytes(&case.stick);
    let length = Header::read(&mut before.as_slice()).unwrap().bytes().len();
    assert_eq!(before.len(), after.len());
    assert_ne!(before[..length], after[..length]);
    assert_eq!(before[length..], after[length..], "no byte of the payload was touched");
    assert_eq!(made.receipt().header_hash, Digest::of(&after[..length]));

    let opened = case.opens(made.receipt()).unwrap();
    let into = case.world.directory.path().join("out");
    let limits = sekisho_seal::archive::Limits::default();
    let room = open::Room { directory: &into, limits, workers: std::num::NonZeroUsize::MIN };
    let opening = opened.unpack(&mut case.world.receiver, box_of(&case.stick), &room, noon());
    assert!(opening.fault.is_none(), "{:?}", opening.fault);
    assert_eq!(fs::read_to_string(into.join("tax.csv")).unwrap().lines().count(), 1001);

    // The device that came back to life reads not even the permit.
    let sealed = fs::read(case.stick.join(PERMIT_NAME)).unwrap();
    assert!(Permit::unseal(&case.dead, &sealed).is_err());
    let old = case.world.permit_with(|document| *document = case.next.document().clone());
    let wanted = open::Wanted { mode: Mode::Shown, number: 2 };
    let again = open::prepare(&mut case.dead, &old, &mut box_of(&case.stick), wanted, noon(), &mut chance(5));
    assert!(matches!(again, Err(OpenError::WrongDevice)));
}

#[test]
fn a_share_alone_is_nothing_and_two_of_one_kind_are_no_key() {
    let mut case = Case::new();
    let (shares, others) = (owners_key(), new_key(&mut chance(12)).unwrap().shares);
    for pair in [[&shares[0], &shares[0]], [&shares[1], &shares[1]], [&shares[0], &others[1]]] {
        assert!(matches!(case.asking(pair), Err(RewrapError::OtherKey)));
    }
    assert!(matches!(case.asking([&others[0], &others[1]]), Err(RewrapError::OtherKey)));
    assert!(case.asking([&shares[1], &shares[0]]).is_ok(), "in either order");
    for share in &shares {
        let text = share.to_text();
        assert_eq!(*Share::parse(&text).unwrap().to_text(), *text);
        let seed = STANDARD.encode([53; 32]);
        assert!(!text.contains(seed.get(..8).unwrap()), "the seed does not show");
        assert!(!format!("{share:?}").contains("secret"));
        for place in 0..text.len() {
            let mut bad = text.as_bytes().to_vec();
            bad[place] ^= 1;
            let bad = String::from_utf8_lossy(&bad).into_owned();
            assert!(Share::parse(&bad).is_err(), "{place}: {bad}");
        }
    }
    let broken = || Err::<(), _>(std::io::Error::other("none"));
    assert!(new_key(&mut |_: &mut [u8]| broken()).is_err());
}

#[test]
fn the_shares_of_the_page_are_what_the_code_makes() {
    const PAGE: &str = include_str!("../../../../docs/spec/container.md");
    let mut draws = [1, 2].into_iter();
    let made = new_key(&mut |bytes: &mut [u8]| {
        bytes.fill(draws.next().unwrap());
        Ok(())
    });
    for share in made.unwrap().shares {
        let text = share.to_text();
        assert!(PAGE.contains(&format!("```\n{}```", *text)), "{}", *text);
    }
}

#[test]
fn whatever_a_kill_leaves_of_the_header_is_mended_by_the_next_try() {
    let mut case = Case::new();
    let made = case.rewrapped();
    let (before, path) = (box_bytes(&case.stick), case.stick.join(BOX_NAME));
    let header = STANDARD.decode(&made.header().header).unwrap();
    // As many bytes of the new header as were written when the power went; and a page that came out as noise.
    let mut states: Vec<Vec<u8>> = (0..=header.len())
        .step_by(509)
        .chain([1, header.len() - 1, header.len()])
        .map(|written| [&header[..written], &before[written..]].concat())
        .collect();
    let mut noise = before.clone();
    noise[512..1024].fill(0xa5);
    states.push(noise);
    for (number, state) in states.iter().enumerate() {
        fs::write(&path, state).unwrap();
        let there = state[..header.len()] == header[..];
        let wanted = if there { Applied::Already } else { Applied::Written };
        assert_eq!(apply(&case.stick, made.header()).unwrap(), wanted, "{number}");
        let after = box_bytes(&case.stick);
        assert_eq!(after[..header.len()], header[..]);
        assert_eq!(after[header.len()..], before[header.len()..]);
    }
    assert!(case.opens(made.receipt()).is_ok());
    // Before the permit was written it is the old one, which the new device cannot read; again mends that, too.
    fs::remove_file(case.stick.join(PERMIT_NAME)).unwrap();
    assert_eq!(apply(&case.stick, made.header()).unwrap(), Applied::Already);
    assert!(case.opens(made.receipt()).is_ok());
    let rights = fs::metadata(case.stick.join(PERMIT_NAME)).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o644);
}

#[test]
fn a_header_goes_in_front_of_its_own_box_only() {
    let mut case = Case::new();
    let made = case.rewrapped();
    let permit = case.world.permit();
    let (other, _) = case.world.seal(&permit, "USB-2");
    let before = box_bytes(&other);
    assert!(matches!(apply(&other, made.header()), Err(RewrapError::OtherBox)));
    assert_eq!(box_bytes(&other), before);
    // A longer header would run into the payload.
    let mut long = made.header().clone();
    let mut bytes = b"age-encryption.org/v1\n-> another\n\n".to_vec();
    bytes.extend_from_slice(&STANDARD.decode(&long.header).unwrap()[22..]);
    long.header = STANDARD.encode(bytes);
    assert!(matches!(apply(&case.stick, &long), Err(RewrapError::OtherBox)));
    let mut tail = made.header().clone();
    tail.header = STANDARD.encode([&STANDARD.decode(&tail.header).unwrap()[..], b"more"].concat());
    assert!(matches!(apply(&case.stick, &tail), Err(RewrapError::Text(_))));
    assert!(HeaderFile::from_bytes(b"{}").is_err());
    // A link on a foreign stick leads nowhere.
    let aim = case.world.directory.path().join("aim");
    fs::rename(case.stick.join(BOX_NAME), &aim).unwrap();
    std::os::unix::fs::symlink(&aim, case.stick.join(BOX_NAME)).unwrap();
    assert!(matches!(apply(&case.stick, made.header()), Err(RewrapError::Medium { .. })));
    fs::remove_file(case.stick.join(BOX_NAME)).unwrap();
    fs::File::create(case.stick.join(BOX_NAME)).unwrap().write_all(b"short").unwrap();
    assert!(matches!(apply(&case.stick, made.header()), Err(RewrapError::OtherBox)));
}

#[test]
fn without_approval_or_with_another_wrap_nothing_is_asked() {
    let mut case = Case::new();
    let shares = owners_key();
    let (next, wrap) = (case.next.clone(), case.wrap.clone());
    case.next = case.world.permit_with(|document| *document = next.document().clone());
    case.wrap.permit_hash = Digest::of(b"another");
    assert!(matches!(case.asking([&shares[0], &shares[1]]), Err(RewrapError::NotApproved)));
    case.wrap = wrap.clone();
    case.wrap.copy = sekisho_core::sealing::CopyId::from_bytes([2; 16]);
    let wrong = case.asking([&shares[0], &shares[1]]);
    assert!(matches!(wrong, Err(RewrapError::MediumNotOnPermit { .. })));
    case.wrap = wrap;
    let mut asking = case.asking([&shares[0], &shares[1]]).unwrap();
    let wrong = asking.answer(&mut case.world.station, &Answer([7; 16]), noon());
    assert!(matches!(wrong, Err(RewrapError::WrongCode)));
    let late = asking.answer(&mut case.world.station, &Answer([7; 16]), noon().plus(601));
    assert!(matches!(late, Err(RewrapError::Forgotten)));
}
