//! What age cannot pass on and the environment says: where the desk is, which permit, who is present, how the question
//! and the answer travel.

use std::path::{Path, PathBuf};

use sekisho_core::Timestamp;
use sekisho_core::id::PersonId;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_station::desk::{Desk, Permit};

use crate::act::{private_key, signer};
use crate::assemble::{self, Outside};
use crate::cli::{Signing, parse_time};
use crate::command::{id, station};
use crate::file;
use crate::message::Text;
use crate::online::ServerLink;
use crate::report::Failure;

/// The directory of the desk.
pub(super) const STATION: &str = "SEKISHO_STATION";
/// The permit file: as the owner handed it out, or `permit.age` from the medium.
pub(super) const PERMIT: &str = "SEKISHO_PERMIT";
/// The second person present; the first is `SEKISHO_AS` with `SEKISHO_KEY`, as everywhere.
pub(super) const SECOND: &str = "SEKISHO_SECOND";
/// The second person's key.
pub(super) const SECOND_KEY: &str = "SEKISHO_SECOND_KEY";
/// Where the challenge is written, beside being shown.
pub(super) const CHALLENGE_OUT: &str = "SEKISHO_CHALLENGE_OUT";
/// Where the answer will appear, if nobody types it.
pub(super) const ANSWER_FILE: &str = "SEKISHO_ANSWER_FILE";
/// The medium whose `outbox` gets the report; without it the desk's own gets it.
pub(super) const MEDIUM: &str = "SEKISHO_MEDIUM";
/// Which opening it is; the first, unless told otherwise.
pub(super) const OPENING: &str = "SEKISHO_OPENING";
/// The owner's server, if it is asked instead of people.
pub(super) const SERVER: &str = "SEKISHO_SERVER";
/// The certificates that the server is known by.
pub(super) const SERVER_CA: &str = "SEKISHO_SERVER_CA";
/// The time set by hand, for records that are for trying.
pub(super) const AT: &str = "SEKISHO_AT";

/// The longest permit file. Units: bytes.
const LIMIT: u64 = 1 << 20;

/// Somebody who is present, with their key.
pub(super) type Present = (PersonId, PrivateKey);

/// Gives a variable without which nothing goes on.
fn needed(outside: &Outside, name: &str) -> Result<String, Failure> {
    outside.variable(name).ok_or_else(|| Failure::usage("field-missing", &[("flag", name)]))
}

/// Gives a path, if one is set.
///
/// Errors: `not-found` for a relative one, since age starts its plugins in a directory of its own choice.
pub(super) fn path(outside: &Outside, name: &str) -> Result<Option<PathBuf>, Failure> {
    outside.variable(name).map(|path| absolute(PathBuf::from(path))).transpose()
}

fn absolute(path: PathBuf) -> Result<PathBuf, Failure> {
    if path.is_absolute() {
        return Ok(path);
    }
    let why = anyhow::anyhow!("age starts its plugins in another directory: the path must be absolute");
    Err(Failure::not_found("file", &path.display().to_string()).caused_by(why))
}

fn needed_path(outside: &Outside, name: &str) -> Result<PathBuf, Failure> {
    absolute(PathBuf::from(needed(outside, name)?))
}

pub(super) fn desk(outside: &Outside) -> Result<Desk, Failure> {
    station::open(&needed_path(outside, STATION)?)
}

pub(super) fn permit(outside: &Outside, desk: &Desk) -> Result<Permit, Failure> {
    let bytes = file::read(&needed_path(outside, PERMIT)?, LIMIT)?;
    let permit = if bytes.starts_with(b"age-encryption.org/") {
        Permit::unseal(desk, &bytes)
    } else {
        Permit::read(desk, &bytes)
    };
    permit.map_err(station::failed)
}

/// Gives the two who are present.
pub(super) fn present(outside: &Outside, text: &Text) -> Result<[Present; 2], Failure> {
    let (first, key) = signer(&Signing::default(), outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "open.permit")]))?;
    let second = id(&needed(outside, SECOND)?)?;
    let second_key = needed_path(outside, SECOND_KEY)?;
    let read = |path: &Path| private_key(path, outside, text);
    Ok([(first, read(&absolute(key)?)?), (second, read(&second_key)?)])
}

/// Gives the owner's server, if one is named.
pub(super) fn server(outside: &Outside, text: &Text) -> Result<Option<ServerLink>, Failure> {
    let ca = path(outside, SERVER_CA)?;
    outside.variable(SERVER).map(|url| ServerLink::new(&url, ca.as_deref(), text)).transpose()
}

pub(super) fn opening(outside: &Outside) -> Result<u16, Failure> {
    let number = outside.variable(OPENING).unwrap_or_else(|| "1".to_owned());
    number.parse().map_err(|_| Failure::usage("id-unfit", &[("id", &number)]))
}

pub(super) fn now(outside: &Outside, desk: &Desk) -> Result<Timestamp, Failure> {
    let at = outside.variable(AT).map(|given| {
        parse_time(&given).ok_or_else(|| Failure::usage("time-unfit", &[("time", given.as_str())]))
    });
    assemble::now(desk.origin(), at.transpose()?)
}
