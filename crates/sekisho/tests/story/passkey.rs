//! A browser's passkey at the command line: enrolled, used, verified; and what is refused is said in words.

use std::fs;

use sekisho::exit::Exit;
use sekisho_gate::evidence::{POSSESSION, possession_text};
use sekisho_proof::act::namespace;
use sekisho_proof::testkit::{SYNCED, SoftPasskey};

use crate::drive::{Said, Town};

const HOST: &str = "approve.sekimori.example";

fn enroll(town: &Town, passkey: &SoftPasskey) -> Said {
    let public = passkey.public().to_openssh();
    let text = possession_text("sekimori.invalid/record", &"O-1".parse().unwrap(), &public);
    let (line, proof) = (town.file("passkey.pub"), town.file("passkey.proof"));
    fs::write(&line, format!("{public} from a browser\n")).unwrap();
    fs::write(&proof, passkey.forge(&namespace(POSSESSION), text.as_bytes())).unwrap();
    town.run(&format!("key enroll O-1 --public {} --proof {}", line.display(), proof.display()), "O-1")
}

/// Has a role given in a statement that the passkey signs.
fn give_role(town: &Town, passkey: &SoftPasskey) -> Said {
    let act = town.file("act.txt");
    let _ = fs::remove_file(&act);
    town.ask(&format!("person role O-4 media_keeper --as O-1 --prepare {}", act.display())).done();
    let signature = passkey.forge(&namespace("assign.role"), &fs::read(&act).unwrap());
    fs::write(town.file("act.txt.sig"), signature).unwrap();
    town.ask(&format!("act submit {}", act.display()))
}

#[test]
fn a_passkey_signs_at_the_command_line_and_every_no_says_why() {
    let town = Town::new();
    let passkey = || SoftPasskey::new("O-1", HOST);
    let sign_in = SoftPasskey::new("O-1", "sekimori.example");
    let said = enroll(&town, &sign_in).failed_with("key-not-for-acts", Exit::Unverified);
    assert!(said.spoken.stderr.contains("sekimori.example のための鍵"), "{}", said.spoken.stderr);
    enroll(&town, &passkey()).done();
    give_role(&town, &sign_in).failed_with("key-not-for-acts", Exit::Unverified);
    let mut synced = passkey();
    synced.flags |= SYNCED;
    give_role(&town, &synced).failed_with("key-synced", Exit::Unverified);
    let mut framed = passkey();
    framed.tail = r#","crossOrigin":true}"#.to_owned();
    let said = give_role(&town, &framed).failed_with("passkey-unfit", Exit::Unverified);
    assert!(said.spoken.stderr.contains("別のページの中"), "{}", said.spoken.stderr);
    let mut plain = SoftPasskey::new("O-1", "approve.evil.localhost");
    plain.origin = "http://approve.evil.localhost".to_owned();
    give_role(&town, &plain).failed_with("page-not-safe", Exit::Unverified);
    give_role(&town, &passkey()).done();
    town.ask("verify").done();
}
