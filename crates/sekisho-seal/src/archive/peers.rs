//! What `age`, `zstd` and `tar` make of ours, and what we make of theirs.

use std::{fs, path::Path};

use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

use super::{
    Limits, MemoryScratch,
    tests::{Files, files, name, packed, rows, run, workers},
    unpack,
};
use crate::{
    FileKey, bech,
    header::{Header, Stanza},
    payload::{CHUNK_BYTES, ChunkKey, Opening, Place, open, seal},
    plain::{base64, unbase64},
};

const SECRET: [u8; 32] = [0x42; 32];

fn public(secret: [u8; 32]) -> [u8; 32] {
    PublicKey::from(&StaticSecret::from(secret)).to_bytes()
}

/// SOURCE: C2SP age, "The X25519 recipient type".
fn wrapping_key(share: [u8; 32], secret: [u8; 32], other: [u8; 32]) -> ChunkKey {
    let shared = StaticSecret::from(secret).diffie_hellman(&PublicKey::from(other));
    let salt = [share, public(SECRET)].concat();
    let mut key = [0; 32];
    let extracted = Hkdf::<Sha256>::new(Some(&salt), shared.as_bytes());
    extracted.expand(b"age-encryption.org/v1/X25519", &mut key).unwrap();
    ChunkKey::new(&key)
}

fn header(file_key: &FileKey) -> Header {
    let ephemeral = [0x17; 32];
    let share = public(ephemeral);
    let mut body = file_key.expose().to_vec();
    // A wrapped key has the nonce of a chunk 0 that is not the last: zero.
    let tag = wrapping_key(share, ephemeral, public(SECRET)).seal(0, Place::NotLast, &mut body);
    body.extend(tag);
    let stanza = Stanza::new("X25519".to_owned(), vec![base64(&share)], body).unwrap();
    Header::seal(vec![stanza], file_key).unwrap()
}

fn file_key(header: &Header) -> FileKey {
    let [stanza] = header.stanzas() else { panic!("one stanza") };
    let share: [u8; 32] = unbase64(stanza.args()[0].as_bytes()).unwrap().try_into().unwrap();
    let mut body = stanza.body().to_vec();
    wrapping_key(share, SECRET, share).open(0, Place::NotLast, &mut body, 0).unwrap();
    FileKey::new(body[..16].try_into().unwrap())
}

fn write_keys(directory: &Path) {
    fs::write(directory.join("identity"), &*bech::upper("age-secret-key-", &SECRET)).unwrap();
    fs::write(directory.join("recipient"), bech::lower("age", &public(SECRET))).unwrap();
}

#[test]
fn age_opens_what_we_sealed_at_every_edge_and_we_open_what_age_sealed() {
    let place = tempfile::tempdir().unwrap();
    write_keys(place.path());
    for size in
        [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 16 * CHUNK_BYTES, 3_000_000]
    {
        let plain = rows(size);
        let key = FileKey::new([0x77; 16]);
        let mut sealed = header(&key).bytes().to_vec();
        seal(&key, [9; 16], &plain[..], &mut sealed, workers(2)).unwrap();
        fs::write(place.path().join("ours.age"), sealed).unwrap();
        run(place.path(), "age -d -i identity ours.age > theirs");
        assert!(fs::read(place.path().join("theirs")).unwrap() == plain, "age opens {size} bytes");

        run(place.path(), "age -R recipient theirs > theirs.age");
        let theirs = fs::read(place.path().join("theirs.age")).unwrap();
        let mut rest = &theirs[..];
        let header = Header::read(&mut rest).unwrap();
        let key = file_key(&header);
        header.check(&key).unwrap();
        let mut back = Vec::new();
        open(&key, rest, &mut back, workers(2)).unwrap();
        assert!(back == plain, "we open {size} bytes");
    }
}

#[test]
fn age_zstd_and_tar_in_a_pipe_unpack_a_container_and_b3sum_finds_what_its_manifest_says() {
    let place = tempfile::tempdir().unwrap();
    write_keys(place.path());
    let files = files();
    let key = FileKey::new([0x77; 16]);
    let packed = packed(&files, MemoryScratch::new(), 2, 1 << 20);
    let sums = packed.members().iter().map(|member| format!("{}  out/{}\n", member.blake3, member.name));
    fs::write(place.path().join("sums"), sums.collect::<String>()).unwrap();
    let archive = packed.with_manifest(&name("manifest"), 0, b"{}").unwrap();
    let mut sealed = header(&key).bytes().to_vec();
    seal(&key, [9; 16], archive, &mut sealed, workers(2)).unwrap();
    fs::write(place.path().join("box.age"), sealed).unwrap();
    run(place.path(), "mkdir out; age -d -i identity box.age | zstd -dc | LC_ALL=C.UTF-8 tar -xf - -C out");
    for (path, content) in &files {
        assert!(fs::read(place.path().join("out").join(path)).unwrap() == *content, "{path}");
    }
    // What a manifest says of each member, `b3sum` says too.
    run(place.path(), "b3sum --check --quiet sums");
}

#[test]
fn what_age_sealed_around_our_archive_is_unpacked() {
    let place = tempfile::tempdir().unwrap();
    write_keys(place.path());
    let files = files();
    let mut archive = fs::File::create(place.path().join("archive")).unwrap();
    packed(&files, MemoryScratch::new(), 2, 1 << 20)
        .write(&name("manifest"), 0, b"{}", &mut archive)
        .unwrap();
    run(place.path(), "age -R recipient -o box.age archive");
    let sealed = fs::read(place.path().join("box.age")).unwrap();
    let mut rest = &sealed[..];
    let key = file_key(&Header::read(&mut rest).unwrap());
    let members =
        unpack(Opening::new(&key, rest).unwrap(), Files::default(), Limits::default(), workers(2)).unwrap();
    assert_eq!(members.len(), files.len() + 1);
}
