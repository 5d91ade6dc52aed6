//! Acts that a browser's passkey signs: which are recorded, and which are refused, each by its name.

use sekisho_core::id::KeyId;
use sekisho_core::testkit as kit;
use sekisho_core::{Command, Event};
use sekisho_gate::evidence::{POSSESSION, check_signer, possession_text};
use sekisho_gate::submit::Submission;
use sekisho_gate::{Fault, Gate};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::webauthn::AssertionError;
use sekisho_proof::sshsig::{PublicKey, SshsigError, Verified};
use sekisho_proof::testkit::{SYNCED, SoftPasskey};
use sekisho_store::Store;
use tempfile::TempDir;

use crate::town::{ORIGIN, SetClock, act, directory, enroll, gate_on, key_of, open, signed, small, stock};
use crate::whole::{Told, check};

const HOST: &str = "approve.sekimori.example";

struct Story {
    dir: TempDir,
    gate: Gate,
    told: Told,
}

impl Story {
    fn begins() -> Self {
        let (dir, clock) = (small().copy(), SetClock::at("21 13:00"));
        let mut gate = open(dir.path(), &clock, "passkeys");
        gate.fire_due().unwrap();
        Self { dir, gate, told: Told::default() }
    }

    /// The administrator enrolls a passkey on what it proved.
    fn enrolls(&mut self, person: &str, passkey: &SoftPasskey) {
        let submission = act(&self.gate, "ADM", &enrollment(person, passkey));
        self.records(&submission);
    }

    fn records(&mut self, submission: &Submission) -> Vec<Event> {
        let answer = self.gate.submit(submission).unwrap();
        assert_eq!(answer.reasons, []);
        self.told.answer(submission, &answer);
        answer.events
    }

    /// Has a person's passkey sign a command as it is shown on an honest page.
    fn by(&self, person: &str, passkey: &SoftPasskey, command: &Command) -> Submission {
        with(act(&self.gate, person, command), command, |namespace, text| {
            passkey.sign(namespace, text).unwrap()
        })
    }

    /// The same, wrapped by somebody who cheats.
    fn forged(&self, person: &str, passkey: &SoftPasskey, command: &Command) -> Submission {
        with(act(&self.gate, person, command), command, |namespace, text| passkey.forge(namespace, text))
    }

    /// Sends what is not accepted at all: nothing may be recorded.
    fn faults(&mut self, submission: &Submission) -> Fault {
        let before = self.gate.size();
        let fault = self.gate.submit(submission).unwrap_err();
        assert!(fault.is_senders(), "{fault}");
        self.gate.refresh().unwrap();
        assert_eq!(self.gate.size(), before);
        fault
    }

    fn ends(self) {
        drop(self.gate);
        check(self.dir.path(), &self.told);
    }
}

fn with(submission: Submission, command: &Command, sign: impl FnOnce(&str, &[u8]) -> String) -> Submission {
    let signature = sign(&namespace(command.act()), submission.statement.as_bytes());
    Submission { signature, ..submission }
}

fn enrollment(person: &str, passkey: &SoftPasskey) -> Command {
    let public = passkey.public().to_openssh();
    let text = possession_text(ORIGIN, &kit::id(person), &public);
    let possession = passkey.forge(&namespace(POSSESSION), text.as_bytes());
    let key = KeyId(passkey.public().fingerprint());
    Command::EnrollKey { key, person: kit::id(person), possession, public }
}

fn assertion_error(fault: &Fault) -> &AssertionError {
    match fault {
        Fault::Signature(SshsigError::Assertion(error))
        | Fault::Possession(SshsigError::Assertion(error)) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn an_act_that_a_passkey_signed_is_recorded_and_verifies() {
    let mut story = Story::begins();
    let passkey = SoftPasskey::new("R-1", HOST);
    story.enrolls("R-1", &passkey);
    let request = story.by("R-1", &passkey, &kit::request(&kit::document()));
    assert!(matches!(story.records(&request)[..], [Event::PermitRequested { .. }]));
    // A passkey that stays on its device may approve; the rules alone have the word.
    let chief = SoftPasskey::new("CHIEF", HOST);
    story.enrolls("CHIEF", &chief);
    let approval = story.by("CHIEF", &chief, &kit::approve(&kit::document()));
    let answer = story.gate.submit(&approval).unwrap();
    story.told.answer(&approval, &answer);
    story.ends();
}

#[test]
fn a_carrier_may_use_a_synced_passkey_and_an_approver_may_not() {
    let mut story = Story::begins();
    let mut synced = SoftPasskey::new("KEEP", HOST);
    synced.flags |= SYNCED;
    story.enrolls("KEEP", &synced);
    let counted = story.by("KEEP", &synced, &stock());
    story.records(&counted);
    let request = act(&story.gate, "R-1", &kit::request(&kit::document()));
    story.records(&request);
    let mut chief = SoftPasskey::new("CHIEF", HOST);
    // One that may be copied, and is not at this time, counts as copied.
    chief.flags |= 0x08;
    story.enrolls("CHIEF", &chief);
    let approval = story.by("CHIEF", &chief, &kit::approve(&kit::document()));
    assert!(matches!(story.faults(&approval), Fault::KeySynced { act: "approve.permit" }));
    let mut admin = SoftPasskey::new("ADM", HOST);
    admin.flags |= SYNCED;
    story.enrolls("ADM", &admin);
    let enrolling = story.by("ADM", &admin, &enroll("R-2", &key_of("R-2's second")));
    assert!(matches!(story.faults(&enrolling), Fault::KeySynced { act: "enroll.key" }));
    story.ends();
}

#[test]
fn nobody_founds_a_record_with_a_synced_passkey() {
    let (dir, clock) = (directory(), SetClock::at("20 09:00"));
    let mut gate = gate_on(Store::create(dir.path()).unwrap(), &clock, "founding").unwrap();
    let mut passkey = SoftPasskey::new("ADM", HOST);
    passkey.flags |= SYNCED;
    let Command::Establish { administrator, mail, name, office, owner_name, .. } = kit::establish() else {
        unreachable!()
    };
    let (key, public) = (KeyId(passkey.public().fingerprint()), passkey.public().to_openssh());
    let command = Command::Establish { administrator, key, mail, name, office, owner_name, public };
    let sign = |passkey: &SoftPasskey, gate: &Gate| {
        with(act(gate, "ADM", &command), &command, |namespace, text| passkey.forge(namespace, text))
    };
    let submission = sign(&passkey, &gate);
    assert!(matches!(gate.submit(&submission), Err(Fault::KeySynced { .. })));
    passkey.flags ^= SYNCED;
    let submission = sign(&passkey, &gate);
    assert_eq!(gate.submit(&submission).unwrap().reasons, []);
}

#[test]
fn a_passkey_for_signing_in_signs_no_act_and_becomes_no_key_for_acts() {
    let mut story = Story::begins();
    // A bad server asks for a login, and its challenge is an approval. The assertion itself is faultless.
    let sign_in = SoftPasskey::new("CHIEF", "sekimori.example");
    let approval = story.by("CHIEF", &sign_in, &kit::approve(&kit::document()));
    let fault = story.faults(&approval);
    assert!(matches!(fault, Fault::KeyNotForActs { ref application } if application == "sekimori.example"));
    let submission = act(&story.gate, "ADM", &enrollment("CHIEF", &sign_in));
    assert!(matches!(story.faults(&submission), Fault::KeyNotForActs { .. }));
    // The same key, said to be for the other host: what it signed was for the one.
    let claimed = SoftPasskey::new("CHIEF", HOST);
    let text = possession_text(ORIGIN, &kit::id("CHIEF"), &claimed.public().to_openssh());
    let challenge = sekisho_proof::sshsig::webauthn::challenge(&namespace(POSSESSION), text.as_bytes());
    let Command::EnrollKey { key, person, public, .. } = enrollment("CHIEF", &claimed) else {
        unreachable!()
    };
    let possession = claimed.wrap(&namespace(POSSESSION), &sign_in.get(&challenge));
    let submission = act(&story.gate, "ADM", &Command::EnrollKey { key, person, possession, public });
    assert!(matches!(story.faults(&submission), Fault::Possession(SshsigError::WrongSignature)));
    for host in ["approval.sekimori.example", "xapprove.sekimori.example", "login.approve.example", "approve"]
    {
        let passkey = SoftPasskey::new("CHIEF", host);
        let approval = story.by("CHIEF", &passkey, &kit::approve(&kit::document()));
        assert!(matches!(story.faults(&approval), Fault::KeyNotForActs { .. }), "{host}");
    }
    story.ends();
}

#[test]
fn a_page_of_another_host_inside_another_page_or_without_tls_is_refused() {
    let mut story = Story::begins();
    story.enrolls("KEEP", &SoftPasskey::new("KEEP", HOST));
    let mut refused = |change: fn(&mut SoftPasskey)| {
        let mut passkey = SoftPasskey::new("KEEP", HOST);
        change(&mut passkey);
        let submission = story.forged("KEEP", &passkey, &stock());
        assertion_error(&story.faults(&submission)).clone()
    };
    let other_page =
        |found: &str| AssertionError::OtherPage { found: found.to_owned(), rp_id: HOST.to_owned() };
    let framed = refused(|passkey| passkey.tail = r#","crossOrigin":true}"#.to_owned());
    assert_eq!(framed, AssertionError::CrossOrigin);
    // Browsers let a page ask for the passkeys of its parent domains: only the full host counts here.
    let below = refused(|passkey| passkey.origin = format!("https://evil.{HOST}"));
    assert_eq!(below, other_page("https://evil.approve.sekimori.example"));
    let above = refused(|passkey| passkey.origin = "https://sekimori.example".to_owned());
    assert_eq!(above, other_page("https://sekimori.example"));
    let plain = refused(|passkey| passkey.origin = format!("http://{HOST}"));
    assert_eq!(plain, other_page("http://approve.sekimori.example"));
    assert_eq!(refused(|passkey| passkey.flags = 0x01), AssertionError::NotVerified);
    story.ends();
}

#[test]
fn this_machine_needs_no_tls_and_no_other_name_of_it_will_do() {
    let mut story = Story::begins();
    let page = |host: &str| {
        let mut passkey = SoftPasskey::new("KEEP", host);
        passkey.origin = format!("http://{host}:8080");
        passkey
    };
    let local = page("approve.localhost");
    story.enrolls("KEEP", &local);
    let counted = story.by("KEEP", &local, &stock());
    story.records(&counted);
    let other = story.by("KEEP", &page("approve.evil.localhost"), &stock());
    assert!(matches!(story.faults(&other), Fault::PageNotSafe { .. }));
    let other = story.by("KEEP", &page("localhost"), &stock());
    assert!(matches!(story.faults(&other), Fault::KeyNotForActs { .. }));
    story.ends();
}

#[test]
fn an_assertion_counts_for_its_own_act_alone() {
    let mut story = Story::begins();
    let passkey = SoftPasskey::new("KEEP", HOST);
    story.enrolls("KEEP", &passkey);
    let counted = story.by("KEEP", &passkey, &stock());
    story.records(&counted);
    // The same signature under a later statement about the very same thing.
    let again = act(&story.gate, "KEEP", &stock());
    let replayed = Submission { signature: counted.signature, ..again };
    assert_eq!(*assertion_error(&story.faults(&replayed)), AssertionError::OtherChallenge);
    // An assertion for one verb, wrapped as one for another.
    let freeze = act(&story.gate, "KEEP", &kit::freeze());
    let other = passkey.get(&sekisho_proof::sshsig::webauthn::challenge(
        &namespace("take.stock"),
        freeze.statement.as_bytes(),
    ));
    let signature = passkey.wrap(&namespace("freeze.permit"), &other);
    let moved = Submission { signature, ..freeze };
    assert_eq!(*assertion_error(&story.faults(&moved)), AssertionError::OtherChallenge);
    story.ends();
}

#[test]
fn a_possession_without_pin_or_for_somebody_else_enrolls_nothing() {
    let mut story = Story::begins();
    let mut passkey = SoftPasskey::new("KEEP", HOST);
    passkey.flags = 0x01;
    let submission = act(&story.gate, "ADM", &enrollment("KEEP", &passkey));
    assert_eq!(*assertion_error(&story.faults(&submission)), AssertionError::NotVerified);
    let Command::EnrollKey { key, possession, public, .. } =
        enrollment("KEEP", &SoftPasskey::new("KEEP", HOST))
    else {
        unreachable!()
    };
    let other = Command::EnrollKey { key, person: kit::id("R-2"), possession, public };
    let submission = act(&story.gate, "ADM", &other);
    assert_eq!(*assertion_error(&story.faults(&submission)), AssertionError::OtherChallenge);
    story.ends();
}

#[test]
fn a_passkey_used_without_a_browser_signs_no_act() {
    let mut story = Story::begins();
    let passkey = SoftPasskey::new("KEEP", HOST);
    story.enrolls("KEEP", &passkey);
    let submission = act(&story.gate, "KEEP", &stock());
    let raw = with(submission, &stock(), |namespace, text| passkey.sign_raw(namespace, text));
    assert!(matches!(story.faults(&raw), Fault::KeyNotForActs { .. }));
    // Nor does the key file of somebody who only has the passkey's public line.
    let stranger = signed(&key_of("stranger"), act(&story.gate, "KEEP", &stock()).statement);
    assert!(matches!(story.faults(&stranger), Fault::UnknownKey(_)));
    story.ends();
}

#[test]
fn a_security_key_of_ssh_keygen_is_one_for_acts_and_one_for_anything_else_is_not() {
    let said = Verified { presence: Some(true), ..Verified::default() };
    let check = |rest: &str| {
        let line = format!("sk-ssh-ed25519@openssh.com {rest}");
        check_signer(&PublicKey::from_openssh(&line).unwrap(), &said)
    };
    let head = "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
    assert!(check(&format!("{head}AAAABHNzaDo=")).is_ok());
    assert!(check(&format!("{head}AAAACnNzaDpvZmZpY2U=")).is_ok());
    let other = check(&format!("{head}AAAAD3Nla2lzaG8uZXhhbXBsZQ=="));
    assert!(matches!(other, Err(Fault::KeyNotForActs { application }) if application == "sekisho.example"));
}
