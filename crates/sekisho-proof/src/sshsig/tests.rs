//! Keys and signatures under `tests/ssh` were made by OpenSSH's `ssh-keygen` for these tests alone; the
//! passphrase of the encrypted one is `open sesame`.
use ed25519_dalek::{Signer, SigningKey};
use ssh_key::{
    Mpint, Signature,
    encoding::Encode,
    public::{Ed25519PublicKey, SkEcdsaSha2NistP256, SkEd25519},
};

use super::*;

const ACT: &str = include_str!("../../tests/ssh/act.txt");
const NAMESPACE: &str = "approve.permit@sekisho.example";
const PRIVATE: &str = include_str!("../../tests/ssh/ed25519");
const PUBLIC: &str = include_str!("../../tests/ssh/ed25519.pub");
const SIGNATURE: &str = include_str!("../../tests/ssh/ed25519.sha512.sig");
const ENCRYPTED: &str = include_str!("../../tests/ssh/ed25519_encrypted");
const ENCRYPTED_PUBLIC: &str = include_str!("../../tests/ssh/ed25519_encrypted.pub");

fn public(line: &str) -> PublicKey {
    PublicKey::from_openssh(line).unwrap()
}

#[test]
fn signatures_of_ssh_keygen_verify_with_both_hashes() {
    for signature in [SIGNATURE, include_str!("../../tests/ssh/ed25519.sha256.sig")] {
        assert_eq!(verify(&public(PUBLIC), NAMESPACE, ACT.as_bytes(), signature), Ok(Verified::default()));
    }
    let signature = include_str!("../../tests/ssh/ed25519_encrypted.sig");
    assert!(verify(&public(ENCRYPTED_PUBLIC), NAMESPACE, ACT.as_bytes(), signature).is_ok());
}

#[test]
fn our_signature_is_byte_for_byte_the_one_of_ssh_keygen() {
    let key = PrivateKey::from_openssh(PRIVATE, None).unwrap();
    assert_eq!(key.sign(NAMESPACE, ACT.as_bytes()).unwrap(), SIGNATURE);
    let key = PrivateKey::from_openssh(ENCRYPTED, Some("open sesame")).unwrap();
    let expected = include_str!("../../tests/ssh/ed25519_encrypted.sig");
    assert_eq!(key.sign(NAMESPACE, ACT.as_bytes()).unwrap(), expected);
    assert_eq!(*key.public(), public(ENCRYPTED_PUBLIC));
    assert_eq!(key.sign("", b"").unwrap_err(), SshsigError::EmptyNamespace);
}

#[test]
fn another_message_namespace_or_key_is_refused() {
    let check = |key: &str, namespace: &str, message: &str, signature: &str| {
        verify(&public(key), namespace, message.as_bytes(), signature).unwrap_err()
    };
    assert_eq!(
        check(PUBLIC, NAMESPACE, &ACT.replace("460517", "460518"), SIGNATURE),
        SshsigError::WrongSignature
    );
    assert_eq!(
        check(PUBLIC, "request.permit@sekisho.example", ACT, SIGNATURE).to_string(),
        "signed for `approve.permit@sekisho.example`, not for `request.permit@sekisho.example`"
    );
    let other = include_str!("../../tests/ssh/other.pub");
    assert_eq!(
        check(other, NAMESPACE, ACT, SIGNATURE),
        SshsigError::OtherKey { found: public(PUBLIC).fingerprint(), wanted: public(other).fingerprint() }
    );
    let changed = SIGNATURE.replace("qn6QI=", "qn6AI=");
    assert_ne!(changed, SIGNATURE);
    assert_eq!(check(PUBLIC, NAMESPACE, ACT, &changed), SshsigError::WrongSignature);
    let cut = SIGNATURE.replace("JiTyV0qn6QI=", "");
    for malformed in [
        "",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        &cut,
        SIGNATURE.strip_prefix('-').unwrap(),
    ] {
        assert_eq!(check(PUBLIC, NAMESPACE, ACT, malformed), SshsigError::MalformedSignature, "{malformed}");
    }
    let trailing = format!("{SIGNATURE}more\n");
    assert_eq!(check(PUBLIC, NAMESPACE, ACT, &trailing), SshsigError::MalformedSignature);
}

#[test]
fn a_signature_says_which_key_it_claims() {
    assert_eq!(signer(SIGNATURE), Ok(public(PUBLIC)));
    let (key, signature) = ed25519_token(TOUCHED, HashAlg::Sha512, b"message");
    assert_eq!(signer(&signature), Ok(key));
    assert_eq!(signer(PUBLIC), Err(SshsigError::MalformedSignature));
}

#[test]
fn a_signature_survives_other_line_endings() {
    assert!(verify(&public(PUBLIC), NAMESPACE, ACT.as_bytes(), &SIGNATURE.replace('\n', "\r\n")).is_ok());
    assert!(verify(&public(PUBLIC), NAMESPACE, ACT.as_bytes(), SIGNATURE.trim_end()).is_ok());
}

#[test]
fn keys_of_other_kinds_are_refused_by_name() {
    for (line, signature, algorithm) in [
        (
            include_str!("../../tests/ssh/ecdsa.pub"),
            include_str!("../../tests/ssh/ecdsa.sig"),
            "ecdsa-sha2-nistp256",
        ),
        (include_str!("../../tests/ssh/rsa.pub"), include_str!("../../tests/ssh/rsa.sig"), "ssh-rsa"),
    ] {
        let refused = SshsigError::UnsupportedKey { algorithm: algorithm.to_owned() };
        assert_eq!(PublicKey::from_openssh(line), Err(refused.clone()));
        assert_eq!(verify(&public(PUBLIC), NAMESPACE, ACT.as_bytes(), signature), Err(refused));
    }
    assert_eq!(PublicKey::from_openssh("ssh-ed25519 AAAA"), Err(SshsigError::MalformedPublicKey));
    assert_eq!(PublicKey::from_openssh(""), Err(SshsigError::MalformedPublicKey));
}

#[test]
fn a_public_key_is_its_line_without_comment() {
    let key = public(PUBLIC);
    assert_eq!(key.to_openssh(), PUBLIC.trim_end().trim_end_matches(" approver"));
    assert_eq!(public(&key.to_openssh()), key);
    assert_eq!(key.algorithm(), "ssh-ed25519");
    assert!(!key.is_security_key());
    assert_eq!(key.fingerprint(), FINGERPRINT);
    assert_eq!(format!("{key:?}"), format!("PublicKey(ssh-ed25519 {FINGERPRINT})"));
}
// What `ssh-keygen -l` prints.
const FINGERPRINT: &str = "SHA256:fL3GV79jOi2vFhj9Yd0tMCuNq05gFFaVYL8A6mkLH3U";

#[test]
fn an_encrypted_key_needs_its_passphrase() {
    let refused = |passphrase| PrivateKey::from_openssh(ENCRYPTED, passphrase).err();
    assert_eq!(PrivateKey::is_encrypted(ENCRYPTED), Ok(true));
    assert_eq!(PrivateKey::is_encrypted(PRIVATE), Ok(false));
    assert_eq!(refused(None), Some(SshsigError::PassphraseNeeded));
    assert_eq!(refused(Some("open barley")), Some(SshsigError::WrongPassphrase));
    assert_eq!(PrivateKey::from_openssh(PUBLIC, None).err(), Some(SshsigError::MalformedPrivateKey));
}

#[test]
fn a_key_from_a_seed_is_written_and_read() {
    let key = PrivateKey::generate_from_seed(&[7; 32]);
    let read = PrivateKey::from_openssh(&key.to_openssh(), None).unwrap();
    assert_eq!(read.public(), key.public());
    let signature = read.sign("namespace", b"message").unwrap();
    assert_eq!(verify(key.public(), "namespace", b"message", &signature), Ok(Verified::default()));
}

const TOUCHED: u8 = 0x01;
const TOUCHED_AND_PIN: u8 = 0x05;
const COUNTER: u32 = 0x0102_0304;

/// What a security key signs, PROTOCOL.u2f.
fn token_message(application: &str, flags: u8, signed: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let (application, signed) = (Sha256::digest(application), Sha256::digest(signed));
    [application.as_slice(), &[flags], &COUNTER.to_be_bytes(), signed.as_slice()].concat()
}

fn token_signature(key: KeyData, raw: &[u8], flags: u8, hash: HashAlg) -> String {
    let algorithm = key.algorithm();
    let signature = Signature::new(algorithm, [raw, &[flags], &COUNTER.to_be_bytes()].concat()).unwrap();
    SshSig::new(key, NAMESPACE, hash, signature).unwrap().to_string()
}

fn ed25519_token(flags: u8, hash: HashAlg, message: &[u8]) -> (PublicKey, String) {
    let signing = SigningKey::from_bytes(&[8; 32]);
    let key = SkEd25519::new(Ed25519PublicKey(signing.verifying_key().to_bytes()), "ssh:");
    let signed = SshSig::signed_data(NAMESPACE, hash, message).unwrap();
    let raw = signing.sign(&token_message("ssh:", flags, &signed)).to_bytes();
    let line = ssh_key::PublicKey::from(KeyData::from(key.clone())).to_openssh().unwrap();
    (public(&line), token_signature(key.into(), &raw, flags, hash))
}

fn p256_token(flags: u8, seed: u8, message: &[u8]) -> (PublicKey, String) {
    let signing = p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
    let point = signing.verifying_key().to_sec1_point(false);
    let key = SkEcdsaSha2NistP256::new(point, "ssh:");
    let signed = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, message).unwrap();
    let signature: p256::ecdsa::Signature = signing.sign(&token_message("ssh:", flags, &signed));
    let (r, s) = signature.split_bytes();
    let mut raw = Vec::new();
    Mpint::from_positive_bytes(&r).encode(&mut raw).unwrap();
    Mpint::from_positive_bytes(&s).encode(&mut raw).unwrap();
    let line = ssh_key::PublicKey::from(KeyData::from(key.clone())).to_openssh().unwrap();
    (public(&line), token_signature(key.into(), &raw, flags, HashAlg::Sha512))
}

#[test]
fn security_keys_tell_touch_pin_and_counter() {
    let seen = |user_verified| {
        Ok(Verified {
            presence: Some(true),
            user_verified: Some(user_verified),
            counter: Some(COUNTER),
            browser: None,
        })
    };
    for hash in [HashAlg::Sha256, HashAlg::Sha512] {
        let (key, signature) = ed25519_token(TOUCHED, hash, ACT.as_bytes());
        assert_eq!(key.algorithm(), "sk-ssh-ed25519@openssh.com");
        assert!(key.is_security_key());
        assert_eq!(verify(&key, NAMESPACE, ACT.as_bytes(), &signature), seen(false));
    }
    let (key, signature) = ed25519_token(TOUCHED_AND_PIN, HashAlg::Sha512, ACT.as_bytes());
    assert_eq!(verify(&key, NAMESPACE, ACT.as_bytes(), &signature), seen(true));
    // Several seeds, so that scalars with and without a leading zero byte occur.
    for seed in 1..=20 {
        let (key, signature) = p256_token(TOUCHED_AND_PIN, seed, ACT.as_bytes());
        assert_eq!(key.algorithm(), "sk-ecdsa-sha2-nistp256@openssh.com");
        assert_eq!(verify(&key, NAMESPACE, ACT.as_bytes(), &signature), seen(true), "seed {seed}");
    }
}

#[test]
fn a_security_key_without_touch_or_with_another_message_is_refused() {
    let (key, signature) = ed25519_token(0, HashAlg::Sha512, ACT.as_bytes());
    assert_eq!(verify(&key, NAMESPACE, ACT.as_bytes(), &signature), Err(SshsigError::NotPresent));
    let (key, signature) = p256_token(4, 1, ACT.as_bytes());
    assert_eq!(verify(&key, NAMESPACE, ACT.as_bytes(), &signature), Err(SshsigError::NotPresent));
    for (key, signature) in
        [ed25519_token(1, HashAlg::Sha512, ACT.as_bytes()), p256_token(1, 1, ACT.as_bytes())]
    {
        assert_eq!(verify(&key, NAMESPACE, b"other", &signature), Err(SshsigError::WrongSignature));
        let other = "open.permit@sekisho.example";
        let refused = SshsigError::OtherNamespace { found: NAMESPACE.to_owned(), wanted: other.to_owned() };
        assert_eq!(verify(&key, other, ACT.as_bytes(), &signature), Err(refused));
        let refused = verify(&public(PUBLIC), NAMESPACE, ACT.as_bytes(), &signature);
        assert!(matches!(refused, Err(SshsigError::OtherKey { .. })));
    }
}

#[test]
fn the_flags_of_a_security_key_are_signed_too() {
    let signing = SigningKey::from_bytes(&[8; 32]);
    let key = SkEd25519::new(Ed25519PublicKey(signing.verifying_key().to_bytes()), "ssh:");
    let signed = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, b"message").unwrap();
    let raw = signing.sign(&token_message("ssh:", 0, &signed)).to_bytes();
    let (public, _) = ed25519_token(TOUCHED, HashAlg::Sha512, b"");
    let claims_touch = token_signature(key.into(), &raw, TOUCHED, HashAlg::Sha512);
    assert_eq!(verify(&public, NAMESPACE, b"message", &claims_touch), Err(SshsigError::WrongSignature));
}

#[test]
fn a_filled_reserved_field_is_ignored() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let body: String = SIGNATURE.lines().filter(|line| !line.starts_with("---")).collect();
    let blob = STANDARD.decode(body).unwrap();
    // The empty field is the length 0 after the namespace.
    let at = blob.windows(NAMESPACE.len()).position(|part| part == NAMESPACE.as_bytes()).unwrap()
        + NAMESPACE.len();
    let filled = [&blob[..at], &[0, 0, 0, 3, b'n', b'e', b'w'], &blob[at + 4..]].concat();
    let lines: Vec<String> = STANDARD
        .encode(filled)
        .as_bytes()
        .chunks(70)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    let armored =
        format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"));
    assert_eq!(verify(&public(PUBLIC), NAMESPACE, ACT.as_bytes(), &armored), Ok(Verified::default()));
}
