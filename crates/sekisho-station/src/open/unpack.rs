//! What comes out of an opened box, and what is said about it.

use std::fs;
use std::io::{BufRead, Seek, SeekFrom, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sekisho_core::Timestamp;
use sekisho_core::sealing::OpeningOutcome;
use sekisho_seal::archive::{self, ArchiveError, Limits, Member, MemberName, Sink};
use sekisho_seal::header::Header;
use sekisho_seal::payload;
use zeroize::Zeroizing;

use super::sink::{Begun, Listening, Parts, name_all, part};
use super::{OpenError, Opened, check_window};
use crate::desk::{Desk, make_private_directory};
use crate::seal::{MANIFEST_NAME, Manifest};

/// Where the content goes.
#[derive(Clone, Copy, Debug)]
pub struct Room<'a> {
    /// A directory that does not exist yet; made private. Better in memory (`crate::scratch`).
    pub directory: &'a Path,
    /// What is accepted.
    pub limits: Limits,
    /// On how many cores.
    pub workers: NonZeroUsize,
}

/// What became of one member.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MemberOutcome {
    /// It did not come to its end.
    Broken,
    /// It was whole, and was thrown away because the box was not.
    Discarded,
    /// It came out whole.
    Whole,
}

/// What became of one member of a box.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MemberReport {
    /// How long it is said to be. Units: bytes.
    pub bytes: u64,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub outcome: MemberOutcome,
}

/// What the record is told of an opening, whatever came of it: the answer was given, so the copy counts as opened.
#[derive(Debug)]
#[must_use]
pub struct Opening {
    /// When, by the desk's time; by the clock if that was set back.
    pub at: Timestamp,
    /// Why not all came out.
    pub fault: Option<OpenError>,
    /// The members as far as they were seen, the manifest among them.
    pub members: Vec<MemberReport>,
    /// What came of it.
    pub outcome: OpeningOutcome,
}

impl Opened {
    /// Unpacks the box into a private directory.
    ///
    /// Shape: all or nothing. Members wait without their names until every byte of the box was authenticated and the
    /// manifest fits permit, copy and members; after any fault the directory is removed.
    pub fn unpack(
        &self,
        desk: &mut Desk,
        sealed: impl BufRead + Send,
        room: &Room<'_>,
        clock: Timestamp,
    ) -> Opening {
        let mut begun = Vec::new();
        let (at, result) = self.at(desk, clock);
        let result = result.and_then(|()| self.unpack_into(sealed, room, &mut begun));
        Opening::new(at, &begun, result.err())
    }

    /// Copies one member to an output, for a program that reads from a pipe.
    ///
    /// Shape: the box is read twice. First all of it is authenticated and the manifest checked, and nothing is written;
    /// then the member's content is written, chunk by authenticated chunk. So nothing needs to be kept on the way.
    pub fn copy_member(
        &self,
        desk: &mut Desk,
        sealed: impl BufRead + Seek + Send,
        (name, output): (&MemberName, &mut (impl Write + Send)),
        limits: Limits,
        workers: NonZeroUsize,
        clock: Timestamp,
    ) -> Opening {
        let mut begun = Vec::new();
        let (at, result) = self.at(desk, clock);
        let result = result.and_then(|()| self.copy_to(sealed, (name, output), limits, workers, &mut begun));
        Opening::new(at, &begun, result.err())
    }

    fn at(&self, desk: &mut Desk, clock: Timestamp) -> (Timestamp, Result<(), OpenError>) {
        match desk.now(clock) {
            Ok(now) => (now, check_window(&self.found.permit, now)),
            Err(error) => (clock, Err(error.into())),
        }
    }

    fn unpack_into(
        &self,
        sealed: impl BufRead + Send,
        room: &Room<'_>,
        begun: &mut Vec<Begun>,
    ) -> Result<(), OpenError> {
        let directory = room.directory;
        let failed = |source| OpenError::Directory { path: directory.to_owned(), source };
        make_private_directory(directory).map_err(failed)?;
        let unpacked = (|| {
            let parts = Parts { begun: &mut *begun, directory };
            let members = self.pass(sealed, parts, room.limits, room.workers)?;
            let manifest = fs::read(part(directory, 0)).map_err(failed)?;
            self.check(&manifest, &members)?;
            name_all(directory, begun).map_err(failed)
        })();
        if unpacked.is_err() {
            // Nothing of a box that is not whole stays.
            fs::remove_dir_all(directory).map_err(failed)?;
        }
        unpacked
    }

    fn copy_to<W: Write + Send>(
        &self,
        mut sealed: impl BufRead + Seek + Send,
        (name, output): (&MemberName, &mut W),
        limits: Limits,
        workers: NonZeroUsize,
        begun: &mut Vec<Begun>,
    ) -> Result<(), OpenError> {
        let manifest = Arc::new(Mutex::new(Zeroizing::new(Vec::new())));
        let mut seen = Vec::new();
        let first = Listening::<W> { begun: &mut seen, manifest: Arc::clone(&manifest), output: None };
        let members = self.pass(&mut sealed, first, limits, workers)?;
        self.check(&manifest.lock().unwrap_or_else(PoisonError::into_inner), &members)?;
        if !members.iter().any(|member| member.name == *name) {
            return Err(OpenError::UnknownMember { name: name.clone() });
        }
        let read = |source| OpenError::Archive(ArchiveError::Read { source });
        sealed.seek(SeekFrom::Start(0)).map_err(read)?;
        let output = Some((name, Arc::new(Mutex::new(&mut *output))));
        let second = Listening { begun, manifest: Arc::default(), output };
        // Another file in between would not open under this key, but an earlier state of it might.
        if self.pass(&mut sealed, second, limits, workers)? == members {
            Ok(())
        } else {
            Err(OpenError::OtherBox)
        }
    }

    /// Passes the whole box through a sink. It ends well only if every byte was authenticated.
    fn pass<S: Sink + Send>(
        &self,
        mut sealed: impl BufRead + Send,
        sink: S,
        limits: Limits,
        workers: NonZeroUsize,
    ) -> Result<Vec<Member>, OpenError> {
        let header = Header::read(&mut sealed)?;
        if header != self.header {
            return Err(OpenError::OtherBox);
        }
        let opening = payload::Opening::new(&self.file_key, sealed);
        let opening = opening.map_err(|error| ArchiveError::Read { source: error.into() })?;
        Ok(archive::unpack(opening, sink, limits, workers)?)
    }

    fn check(&self, manifest: &[u8], members: &[Member]) -> Result<(), OpenError> {
        let found = &self.found;
        let Some((first, rest)) = members.split_first() else {
            return Err(OpenError::Manifest("there is none"));
        };
        if first.name.as_str() != MANIFEST_NAME {
            return Err(OpenError::Manifest("it is not the first member"));
        }
        let manifest = Manifest::read(manifest)
            .ok_or(OpenError::Manifest("it is not one, or its signature does not fit"))?;
        // After a re-wrap the document names the one under which the box was sealed.
        let hash = found.permit.permit_hash();
        let under = found.permit.sealing().sealed_under.unwrap_or(hash);
        let own = manifest.permit == under
            && manifest.copy == found.copy
            && manifest.medium == found.medium
            && manifest.origin == found.permit.file().origin;
        if !own {
            return Err(OpenError::Manifest("it is of another box"));
        }
        if manifest.lists(rest) { Ok(()) } else { Err(OpenError::Manifest("it lists other members")) }
    }
}

impl Opening {
    fn new(at: Timestamp, begun: &[Begun], fault: Option<OpenError>) -> Self {
        let outcome = |member: &Begun| match (member.is_whole, &fault) {
            (true, None) => MemberOutcome::Whole,
            (true, Some(_)) => MemberOutcome::Discarded,
            (false, _) => MemberOutcome::Broken,
        };
        let members = begun.iter().map(|member| MemberReport {
            bytes: member.bytes,
            name: member.name.as_str().to_owned(),
            outcome: outcome(member),
        });
        let members = members.collect();
        let outcome = fault.as_ref().map_or(OpeningOutcome::Opened, OpenError::outcome);
        Self { at, fault, members, outcome }
    }
}
