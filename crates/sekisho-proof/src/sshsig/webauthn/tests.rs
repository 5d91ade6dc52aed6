//! A passkey in software signs; every check is broken once.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::sshsig::{signer, verify};
use crate::testkit::{PRESENT_AND_VERIFIED, SYNCED, SoftPasskey};

const HOST: &str = "approve.sekisho.example";
const NAMESPACE: &str = "approve.permit@sekisho.example";
const ACT: &[u8] = b"sekisho act v1\n";

fn passkey() -> SoftPasskey {
    SoftPasskey::new("R-1", HOST)
}

fn seen(backup_eligible: bool, backed_up: bool) -> Verified {
    let (origin, rp_id) = (format!("https://{HOST}"), HOST.to_owned());
    Verified {
        presence: Some(true),
        user_verified: Some(true),
        counter: Some(7),
        browser: Some(Browser { origin, rp_id, backup_eligible, backed_up }),
    }
}

/// Changes one thing about the passkey or its page, and says why the signature is refused: by whoever wraps it, and
/// by whoever reads it if the page cheated.
fn refused(change: impl FnOnce(&mut SoftPasskey)) -> SshsigError {
    let mut passkey = passkey();
    change(&mut passkey);
    let error = passkey.sign(NAMESPACE, ACT).unwrap_err();
    assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &passkey.forge(NAMESPACE, ACT)), Err(error.clone()));
    error
}

#[test]
fn the_challenge_is_what_ssh_keygen_would_sign() {
    let expected = ssh_key::SshSig::signed_data(NAMESPACE, ssh_key::HashAlg::Sha256, ACT).unwrap();
    assert_eq!(challenge(NAMESPACE, ACT), expected);
    // The length that docs/spec/event.md names for this namespace.
    assert_eq!(challenge("permit@sekisho.example", ACT).len(), 82);
}

#[test]
fn a_passkey_signs_for_its_message_and_purpose_alone() {
    let passkey = passkey();
    let armored = passkey.sign(NAMESPACE, ACT).unwrap();
    let public = passkey.public();
    assert_eq!(public.application(), Some(HOST));
    assert_eq!(public.algorithm(), "sk-ecdsa-sha2-nistp256@openssh.com");
    assert_eq!(signer(&armored), Ok(public.clone()));
    assert_eq!(verify(&public, NAMESPACE, ACT, &armored), Ok(seen(false, false)));
    assert_eq!(verify(&public, NAMESPACE, ACT, &armored.replace('\n', "\r\n")), Ok(seen(false, false)));
    assert_eq!(
        verify(&public, NAMESPACE, b"another act", &armored),
        Err(AssertionError::OtherChallenge.into())
    );
    let other = "revoke.permit@sekisho.example";
    let wanted = SshsigError::OtherNamespace { found: NAMESPACE.to_owned(), wanted: other.to_owned() };
    assert_eq!(verify(&public, other, ACT, &armored), Err(wanted));
    let stranger = SoftPasskey::new("R-2", HOST).public();
    assert!(matches!(verify(&stranger, NAMESPACE, ACT, &armored), Err(SshsigError::OtherKey { .. })));
    // The same assertion under another purpose's name.
    let moved = passkey.wrap(other, &passkey.get(&challenge(NAMESPACE, ACT)));
    assert_eq!(verify(&public, other, ACT, &moved), Err(AssertionError::OtherChallenge.into()));
    assert_eq!(passkey.sign("", ACT), Err(SshsigError::EmptyNamespace));
}

#[test]
fn keys_with_all_lengths_of_numbers_are_written_and_read() {
    for name in 0..40 {
        let passkey = SoftPasskey::new(&name.to_string(), HOST);
        let armored = passkey.sign(NAMESPACE, ACT).unwrap();
        assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &armored), Ok(seen(false, false)), "{name}");
    }
}

#[test]
fn low_and_high_s_are_taken_as_they_come() {
    let passkey = passkey();
    let mut assertion = passkey.get(&challenge(NAMESPACE, ACT));
    let signature = p256::ecdsa::Signature::from_der(&assertion.signature_der).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-s).to_bytes()).unwrap();
    assert_ne!(signature, other);
    assertion.signature_der = other.to_der().as_bytes().to_vec();
    let armored = assemble(&passkey.public(), NAMESPACE, &assertion).unwrap();
    assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &armored), Ok(seen(false, false)));
}

#[test]
fn a_synced_passkey_says_so() {
    for (flags, expected) in [(0x08, seen(true, false)), (SYNCED, seen(true, true))] {
        let mut passkey = passkey();
        passkey.flags |= flags;
        let armored = passkey.sign(NAMESPACE, ACT).unwrap();
        assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &armored), Ok(expected));
    }
}

#[test]
fn nobody_there_nobody_verified_or_impossible_flags_are_refused() {
    assert_eq!(refused(|passkey| passkey.flags = 0x04), SshsigError::NotPresent);
    assert_eq!(refused(|passkey| passkey.flags = 0x01), AssertionError::NotVerified.into());
    for flags in [0x40, 0x10, 0x80] {
        let error = refused(|passkey| passkey.flags = PRESENT_AND_VERIFIED | flags);
        assert_eq!(error, AssertionError::AuthenticatorData.into(), "{flags:#x}");
    }
    let error = refused(|passkey| passkey.extensions = vec![0xa0]);
    assert_eq!(error, AssertionError::AuthenticatorData.into());
    let mut announced = passkey();
    (announced.flags, announced.extensions) = (PRESENT_AND_VERIFIED | 0x80, vec![0xa0]);
    let armored = announced.sign(NAMESPACE, ACT).unwrap();
    assert_eq!(verify(&announced.public(), NAMESPACE, ACT, &armored), Ok(seen(false, false)));
}

#[test]
fn only_a_page_of_the_very_host_signs() {
    for page in [
        "https://sekisho.example",
        "https://evil.approve.sekisho.example",
        "https://approve.sekisho.example.evil.example",
        "https://approve.sekisho.example:",
        "https://approve.sekisho.example:0443",
        "https://approve.sekisho.example:70000",
        "https://approve.sekisho.example:+443",
        "https://approve.sekisho.example/",
        "https://approve.sekisho.example@evil.example",
        "https://APPROVE.sekisho.example",
        "http://approve.sekisho.example",
        "approve.sekisho.example",
        "",
    ] {
        let error = AssertionError::OtherPage { found: page.to_owned(), rp_id: HOST.to_owned() };
        assert_eq!(refused(|passkey| passkey.origin = page.to_owned()), error.into(), "{page}");
    }
    for (host, page) in [
        (HOST, "https://approve.sekisho.example:8443"),
        ("approve.localhost", "http://approve.localhost:8080"),
        ("approve.localhost", "https://approve.localhost"),
    ] {
        let mut passkey = SoftPasskey::new("R-1", host);
        passkey.origin = page.to_owned();
        let armored = passkey.sign(NAMESPACE, ACT).unwrap();
        let said = verify(&passkey.public(), NAMESPACE, ACT, &armored).unwrap().browser.unwrap();
        assert_eq!((said.origin.as_str(), said.rp_id.as_str()), (page, host));
    }
}

#[test]
fn the_client_data_is_read_strictly() {
    for (tail, error) in [
        (r#","crossOrigin":true}"#, AssertionError::CrossOrigin),
        (r#","crossOrigin":false,"topOrigin":"https://evil.example"}"#, AssertionError::CrossOrigin),
        (r#","topOrigin":null}"#, AssertionError::CrossOrigin),
        (r#","crossOrigin":false,"crossOrigin":false}"#, AssertionError::ClientData),
        (r#","crossOrigin":"false"}"#, AssertionError::ClientData),
        (r#","origin":"https://approve.sekisho.example"}"#, AssertionError::ClientData),
        (r#","other":1,"other":2}"#, AssertionError::ClientData),
        (r#","other":{"x":1,"x":2}}"#, AssertionError::ClientData),
        (r#","other":[{"x":1,"x":2}]}"#, AssertionError::ClientData),
        (r#","\u006frigin":"https://evil.example"}"#, AssertionError::ClientData),
        ("}{", AssertionError::ClientData),
        ("}\n}", AssertionError::ClientData),
        ("", AssertionError::ClientData),
    ] {
        let mut passkey = passkey();
        passkey.tail = tail.to_owned();
        assert_eq!(passkey.sign(NAMESPACE, ACT), Err(error.clone().into()), "{tail}");
    }
    // What is not known yet may stand there: the specification says that more will come.
    for tail in
        ["}", r#","crossOrigin":false}"#, r#","tokenBinding":{"status":"supported"},"crossOrigin":false}"#]
    {
        let mut passkey = passkey();
        passkey.tail = tail.to_owned();
        let armored = passkey.sign(NAMESPACE, ACT).unwrap();
        assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &armored), Ok(seen(false, false)), "{tail}");
    }
}

#[test]
fn client_data_of_another_kind_challenge_or_order_is_refused() {
    let passkey = passkey();
    let client_data = passkey.client_data(&challenge(NAMESPACE, ACT));
    let check = |changed: &str| {
        let assertion = passkey.assert(changed);
        let error = assemble(&passkey.public(), NAMESPACE, &assertion).unwrap_err();
        let forged = passkey.wrap(NAMESPACE, &assertion);
        assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &forged), Err(error.clone()), "{changed}");
        error
    };
    assert_eq!(
        check(&client_data.replace("webauthn.get", "webauthn.create")),
        AssertionError::OtherType.into()
    );
    assert_eq!(check(&client_data.replace("webauthn.get", "payment.get")), AssertionError::OtherType.into());
    assert_eq!(check(&client_data.replace('{', "{ ")), AssertionError::ClientData.into());
    let moved = client_data.replace(r#","crossOrigin":false"#, "").replace('{', r#"{"crossOrigin":false,"#);
    assert_eq!(check(&moved), AssertionError::ClientData.into());
    let escaped = client_data.replace("https://", r"https:\/\/");
    assert_eq!(check(&escaped), AssertionError::ClientData.into());
    // Padded, of the other alphabet, cut, with something behind, of a login, of another purpose.
    let blob = challenge(NAMESPACE, ACT);
    let encoded = URL_SAFE_NO_PAD.encode(&blob);
    let challenges = [
        format!("{encoded}="),
        URL_SAFE_NO_PAD.encode(&blob[..blob.len() - 1]),
        URL_SAFE_NO_PAD.encode([&blob[..], &[0]].concat()),
        URL_SAFE_NO_PAD.encode([7; 32]),
        URL_SAFE_NO_PAD.encode(challenge("sign.in@sekisho.example", ACT)),
        String::new(),
    ];
    for other in challenges {
        assert_eq!(check(&client_data.replace(&encoded, &other)), AssertionError::OtherChallenge.into());
    }
    // The page inside the client data is another one than beside it: only who builds the wrapping can do that.
    let mut forged = Signed::from_assertion(&passkey.public(), NAMESPACE, &passkey.get(&blob)).unwrap();
    forged.origin = "https://approve.sekisho.example:1".to_owned();
    assert_eq!(
        verify(&passkey.public(), NAMESPACE, ACT, &forged.armored()),
        Err(AssertionError::OtherOrigin.into())
    );
}

#[test]
fn any_changed_part_is_found() {
    let passkey = passkey();
    let blob = challenge(NAMESPACE, ACT);
    let public = passkey.public();
    let signed = Signed::from_assertion(&public, NAMESPACE, &passkey.get(&blob)).unwrap();
    let alterations: [fn(&mut Signed); 6] = [
        |signed| signed.flags ^= 0x08,
        |signed| signed.counter = [0; 4],
        |signed| signed.extensions = vec![0xa0],
        |signed| signed.client_data.push(' '),
        |signed| signed.scalars.0[31] ^= 1,
        |signed| signed.scalars.1[31] ^= 1,
    ];
    for alter in alterations {
        let mut changed = signed.clone();
        alter(&mut changed);
        assert_eq!(verify(&public, NAMESPACE, ACT, &changed.armored()), Err(SshsigError::WrongSignature));
    }
    // Of another host: the digest in front is built from the key's own.
    let elsewhere = SoftPasskey::new("R-1", "approve.other.example").get(&blob);
    let error = AssertionError::OtherRpId { wanted: HOST.to_owned() };
    assert_eq!(assemble(&public, NAMESPACE, &elsewhere), Err(error.into()));
    let forged = passkey.wrap(NAMESPACE, &elsewhere);
    assert_eq!(verify(&public, NAMESPACE, ACT, &forged), Err(SshsigError::WrongSignature));
}

#[test]
fn what_is_no_assertion_is_refused_by_name() {
    let (passkey, blob) = (passkey(), challenge(NAMESPACE, ACT));
    let public = passkey.public();
    let check = |change: fn(&mut Assertion)| {
        let mut assertion = passkey.get(&blob);
        change(&mut assertion);
        assemble(&public, NAMESPACE, &assertion).unwrap_err()
    };
    assert_eq!(
        check(|assertion| assertion.authenticator_data.truncate(36)),
        AssertionError::AuthenticatorData.into()
    );
    assert_eq!(
        check(|assertion| assertion.authenticator_data.resize(1025, 0)),
        AssertionError::TooLarge.into()
    );
    assert_eq!(
        check(|assertion| assertion.client_data_json.resize(4097, b' ')),
        AssertionError::TooLarge.into()
    );
    assert_eq!(check(|assertion| assertion.client_data_json.push(0xff)), AssertionError::ClientData.into());
    assert_eq!(check(|assertion| assertion.signature_der.push(0)), AssertionError::Signature.into());
    assert_eq!(check(|assertion| assertion.signature_der.clear()), AssertionError::Signature.into());
    let file = crate::sshsig::PrivateKey::generate_from_seed(&[7; 32]);
    let error = SshsigError::UnsupportedKey { algorithm: "ssh-ed25519".to_owned() };
    assert_eq!(assemble(file.public(), NAMESPACE, &passkey.get(&blob)), Err(error));
}

#[test]
fn there_is_one_wrapping_and_nothing_hides_in_it() {
    let passkey = passkey();
    let (public, armored) = (passkey.public(), passkey.sign(NAMESPACE, ACT).unwrap());
    let blob = armor::open(&armored).unwrap();
    let check = |armored: &str| {
        assert_eq!(
            verify(&public, NAMESPACE, ACT, armored),
            Err(SshsigError::MalformedSignature),
            "{armored}"
        );
    };
    check(&armor::close(&[&blob[..], &[0]].concat()));
    check(&armor::close(&blob[..blob.len() - 1]));
    check(&format!("{armored}more\n"));
    check(&format!("more\n{armored}"));
    check(&armored.replacen('\n', "\n\n", 1));
    check(&armored.replacen('A', "A\n", 1));
    let at = blob.windows(NAMESPACE.len()).position(|part| part == NAMESPACE.as_bytes()).unwrap();
    let behind = at + NAMESPACE.len();
    check(&armor::close(&[&blob[..behind], &[0, 0, 0, 3, b'n', b'e', b'w'], &blob[behind + 4..]].concat()));
    // Version 2, and the other hash.
    check(&armor::close(&[&blob[..9], &[2], &blob[10..]].concat()));
    let text = |blob: &[u8], from: &[u8], to: &[u8]| {
        let at = blob.windows(from.len()).position(|part| part == from).unwrap();
        [&blob[..at], to, &blob[at + from.len()..]].concat()
    };
    check(&armor::close(&text(&blob, b"\0\0\0\x06sha256", b"\0\0\0\x06sha512")));
    for cut in 0..blob.len() {
        check(&armor::close(&blob[..cut]));
    }
}

#[test]
fn a_key_of_another_kind_or_for_no_host_is_refused() {
    let passkey = passkey();
    let spki = passkey.spki();
    let check = |spki: &[u8]| {
        assert_eq!(PublicKey::from_webauthn(spki, HOST), Err(SshsigError::MalformedPublicKey));
    };
    check(&[]);
    check(&spki[..90]);
    check(&[&spki[..], &[0]].concat());
    // Another curve's name, a compressed point, a point that is not on the curve.
    let mut changed = spki.clone();
    changed[22] ^= 1;
    check(&changed);
    check(&[&spki[..26], &[2], &spki[27..59]].concat());
    let mut changed = spki.clone();
    changed[90] ^= 1;
    check(&changed);
    for host in [
        "",
        "Approve.example",
        "approve.example.",
        ".example",
        "approve..example",
        "approve.example:443",
        "192.0.2.1",
        "https://approve.example",
        "-approve.example",
        "approve-.example",
        "ap_prove.example",
        "関所.example",
        "ssh:",
        "a.b.c.4",
        "[::1]",
        " approve.example",
    ] {
        assert_eq!(PublicKey::from_webauthn(&spki, host), Err(AssertionError::RpId.into()), "{host}");
    }
    assert!(!is_rp_id(&format!("{}.example", "a".repeat(64))));
    assert!(!is_rp_id(&["a"; 128].join(".")));
    for host in ["localhost", "approve.localhost", "xn--dkrxs6lh1g.example", "a-b.1.example"] {
        let public = PublicKey::from_webauthn(&spki, host).unwrap();
        assert_eq!(PublicKey::from_openssh(&public.to_openssh()), Ok(public.clone()));
        assert_eq!(public.application(), Some(host));
    }
}

#[test]
fn without_a_browser_the_key_signs_as_a_security_key_and_says_nothing_of_a_page() {
    let passkey = passkey();
    let raw = passkey.sign_raw(NAMESPACE, ACT);
    assert_eq!(verify(&passkey.public(), NAMESPACE, ACT, &raw).unwrap().browser, None);
}

#[test]
fn openssh_reads_what_a_browser_signed() {
    let dir = std::env::temp_dir().join(format!("sekisho-webauthn-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let mut synced = SoftPasskey::new("R-2", HOST);
    synced.flags |= SYNCED | 0x80;
    synced.extensions = vec![0xa1, 0x61, b'x', 0xf5];
    synced.tail = r#","crossOrigin":false,"other":"more will come"}"#.to_owned();
    let mut local = SoftPasskey::new("R-3", "approve.localhost");
    local.origin = "http://approve.localhost:8080".to_owned();
    for passkey in [passkey(), synced, local] {
        let armored = passkey.sign(NAMESPACE, ACT).unwrap();
        let (signers, signature) = (dir.join("allowed_signers"), dir.join("act.sig"));
        std::fs::write(&signers, format!("R {}\n", passkey.public().to_openssh())).unwrap();
        std::fs::write(&signature, armored).unwrap();
        let check = |namespace: &str, message: &[u8]| {
            use std::io::Write;
            let mut child = std::process::Command::new("ssh-keygen")
                .args(["-Y", "verify", "-I", "R", "-n", namespace, "-f"])
                .arg(&signers)
                .arg("-s")
                .arg(&signature)
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(message).unwrap();
            let done = child.wait_with_output().unwrap();
            (done.status.success(), String::from_utf8(done.stdout).unwrap())
        };
        let (good, said) = check(NAMESPACE, ACT);
        assert!(good && said.starts_with(&format!("Good \"{NAMESPACE}\" signature for R with ECDSA-SK key")));
        assert!(!check(NAMESPACE, b"another act").0);
        assert!(!check("revoke.permit@sekisho.example", ACT).0);
    }
    std::fs::remove_dir_all(&dir).unwrap();
}
