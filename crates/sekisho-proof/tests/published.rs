//! Published vectors of the formats, through the public interface alone.
use sekisho_proof::{
    Digest,
    checkpoint::Checkpoint,
    dsse::pae,
    note::{Note, NoteVerifier},
    tile::{Bundle, Tile, TilePath, entries},
    tree::empty_root,
};

#[test]
fn dsse_pae_is_the_published_one() {
    // DSSE v1.0.2, protocol.
    let expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
    assert_eq!(pae("http://example.com/HelloWorld", b"hello world"), expected);
}

#[test]
fn the_signed_note_verifies() {
    // C2SP signed-note.
    let verifier =
        NoteVerifier::from_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    let note = "This is an example message.\n\n\u{2014} example.com/foo \
        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    assert_eq!(verifier.unwrap().verify(&Note::parse(note).unwrap()), Ok(()));
}

#[test]
fn the_checkpoint_is_a_note_of_three_lines() {
    // C2SP tlog-checkpoint.
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let signature = "\u{2014} example.com/behind-the-sofa \
        Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    let note = Note::parse(&format!("{text}\n{signature}")).unwrap();
    assert_eq!((note.text.as_str(), note.signatures.len()), (text, 1));
    let checkpoint = Checkpoint::parse(&note.text).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.to_text(), text);
}

#[test]
fn tiles_and_bundles_have_the_published_names_and_bytes() {
    // C2SP tlog-tiles.
    let tile = Tile { level: 0, index: 1_234_067, width: 256 };
    assert_eq!(tile.path(), "tile/0/x001/x234/067");
    let bundle = Bundle { index: 1_234, width: 5 };
    assert_eq!(bundle.path(), "tile/entries/x001/234.p/5");
    assert_eq!("tile/entries/x001/234.p/5".parse::<TilePath>().unwrap(), TilePath::Entries(bundle));
    assert_eq!(entries(b"\x00\x06\x6c\x65\x61\x66\x2d\x30").unwrap(), [b"leaf-0"]);
}

#[test]
fn the_empty_tree_has_the_digest_of_nothing_as_root() {
    // RFC 6962 section 2.1.
    assert_eq!(empty_root(), *Digest::of(b"").as_bytes());
}
