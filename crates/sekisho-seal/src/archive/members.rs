//! The members in a stream of tar blocks.
//!
//! ```text
//!            ┌──── pax ────┐
//!            v             │
//!  ──────> header ──────────┴─> content ─> padding ─┐
//!            ^   │                                 │
//!            │   └─ zero ─> zero ─> end             │
//!            └─────────────────────────────────────┘
//! ```

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{
    ArchiveError, Limits, Member, MemberName, TAR_BLOCK_BYTES,
    header::{self, Block, Pax},
};
use crate::wiped::{Hashed, Wiped};

/// Receives what is unpacked.
pub trait Sink {
    /// Takes the content of one member.
    type Writer: Write + Send;

    /// Begins a member of the given length.
    fn begin(&mut self, name: &MemberName, bytes: u64) -> io::Result<Self::Writer>;

    /// Ends a member: its whole content has been written. Not called for a member that is broken.
    fn end(&mut self, name: &MemberName, writer: Self::Writer) -> io::Result<()>;
}

/// Reads members out of content that comes in pieces.
pub(super) struct Members<S: Sink> {
    sink: S,
    limits: Limits,
    names: BTreeSet<MemberName>,
    done: Vec<Member>,
    content_bytes: u64,
    pax: Option<Pax>,
    state: State<S::Writer>,
}

enum State<W> {
    Content(Box<Content<W>>),
    Ended,
    Header(Wiped),
    Padding(usize),
    Pax { records: Wiped, length: usize },
    Zero(Wiped),
}

struct Content<W> {
    name: MemberName,
    bytes: u64,
    left: u64,
    hash: Hashed,
    writer: W,
}

impl<S: Sink> Members<S> {
    pub(super) fn new(sink: S, limits: Limits) -> Self {
        Self {
            sink,
            limits,
            names: BTreeSet::new(),
            done: Vec::new(),
            content_bytes: 0,
            pax: None,
            state: State::Header(Wiped::default()),
        }
    }

    /// Takes the next piece.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), ArchiveError> {
        let mut rest = piece;
        while !rest.is_empty() {
            rest = self.step(rest)?;
        }
        Ok(())
    }

    /// Gives the members, if the archive has come to its end.
    pub(super) fn finish(self) -> Result<Vec<Member>, ArchiveError> {
        if matches!(self.state, State::Ended) { Ok(self.done) } else { Err(ArchiveError::Truncated) }
    }

    fn step<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], ArchiveError> {
        match &mut self.state {
            State::Content(content) => {
                let (now, later) = split(bytes, content.left);
                content.hash.update(now);
                content.writer.write_all(now).map_err(|source| ArchiveError::Write { source })?;
                content.left = content.left.saturating_sub(now.len() as u64);
                self.end_content()?;
                Ok(later)
            }
            State::Padding(left) => {
                let (now, later) = split(bytes, *left as u64);
                self.no_other_than_zero(now)?;
                self.state = match self.padding().saturating_sub(now.len()) {
                    0 => State::Header(Wiped::default()),
                    left => State::Padding(left),
                };
                Ok(later)
            }
            State::Header(block) => {
                let later = gather(block, bytes, TAR_BLOCK_BYTES);
                if let Some(block) = block.first_chunk::<TAR_BLOCK_BYTES>().copied() {
                    self.header(&block)?;
                }
                Ok(later)
            }
            State::Pax { records, length } => {
                let later = gather(records, bytes, length.next_multiple_of(TAR_BLOCK_BYTES));
                if records.len() == length.next_multiple_of(TAR_BLOCK_BYTES) {
                    let pax = header::parse_pax(records.get(..*length).unwrap_or_default());
                    self.pax = Some(pax.ok_or(ArchiveError::BadHeader { members: self.done.len() })?);
                    self.state = State::Header(Wiped::default());
                }
                Ok(later)
            }
            State::Zero(block) => {
                let later = gather(block, bytes, TAR_BLOCK_BYTES);
                if block.len() == TAR_BLOCK_BYTES {
                    let block = std::mem::take(block);
                    self.no_other_than_zero(&block)?;
                    self.state = State::Ended;
                }
                Ok(later)
            }
            State::Ended => Err(ArchiveError::TrailingData),
        }
    }

    fn header(&mut self, block: &[u8; TAR_BLOCK_BYTES]) -> Result<(), ArchiveError> {
        let bad = ArchiveError::BadHeader { members: self.done.len() };
        self.state = match (header::parse(block), self.pax.take()) {
            (Some(Block::Zero), None) => State::Zero(Wiped::default()),
            (Some(Block::Pax { bytes }), None) => {
                let length = usize::try_from(bytes).ok().filter(|length| *length > 0).ok_or(bad)?;
                State::Pax { records: Wiped::default(), length }
            }
            (Some(Block::Member { name, bytes }), pax) => {
                let pax = pax.unwrap_or_default();
                return self.begin(&pax.name.unwrap_or(name), pax.bytes.unwrap_or(bytes));
            }
            (Some(Block::Irregular { name }), pax) => {
                let name = parse_name(&pax.and_then(|pax| pax.name).unwrap_or(name))?;
                return Err(ArchiveError::NotRegular { name });
            }
            _ => return Err(bad),
        };
        Ok(())
    }

    fn begin(&mut self, name: &[u8], bytes: u64) -> Result<(), ArchiveError> {
        let name = parse_name(name)?;
        if self.done.len() >= self.limits.members {
            return Err(ArchiveError::TooManyMembers { limit: self.limits.members });
        }
        self.content_bytes = self.content_bytes.saturating_add(bytes);
        if self.content_bytes > self.limits.content_bytes {
            return Err(ArchiveError::TooLarge { limit_bytes: self.limits.content_bytes });
        }
        if !self.names.insert(name.clone()) {
            return Err(ArchiveError::DuplicateName { name });
        }
        let writer = self.sink.begin(&name, bytes).map_err(|source| ArchiveError::Write { source })?;
        self.state =
            State::Content(Box::new(Content { name, bytes, left: bytes, hash: Hashed::default(), writer }));
        self.end_content()
    }

    /// Ends the member if all of its content has come.
    fn end_content(&mut self) -> Result<(), ArchiveError> {
        if !matches!(&self.state, State::Content(content) if content.left == 0) {
            return Ok(());
        }
        let header = State::Header(Wiped::default());
        if let State::Content(content) = std::mem::replace(&mut self.state, header) {
            let Content { name, bytes, hash, writer, .. } = *content;
            self.sink.end(&name, writer).map_err(|source| ArchiveError::Write { source })?;
            self.done.push(Member { bytes, name, blake3: hash.finalize() });
            let padding = bytes.next_multiple_of(TAR_BLOCK_BYTES as u64).saturating_sub(bytes);
            if let Ok(padding @ 1..) = usize::try_from(padding) {
                self.state = State::Padding(padding);
            }
        }
        Ok(())
    }

    fn padding(&self) -> usize {
        if let State::Padding(left) = self.state { left } else { 0 }
    }

    fn no_other_than_zero(&self, bytes: &[u8]) -> Result<(), ArchiveError> {
        if bytes.iter().all(|byte| *byte == 0) {
            Ok(())
        } else {
            Err(ArchiveError::BadHeader { members: self.done.len() })
        }
    }
}

pub(super) fn parse_name(name: &[u8]) -> Result<MemberName, ArchiveError> {
    match std::str::from_utf8(name) {
        Ok(name) => MemberName::parse(name),
        Err(_) => Err(ArchiveError::BadName { name: name.escape_ascii().to_string() }),
    }
}

fn split(bytes: &[u8], count: u64) -> (&[u8], &[u8]) {
    bytes.split_at(usize::try_from(count).unwrap_or(usize::MAX).min(bytes.len()))
}

/// Moves bytes until the buffer has the wanted length; gives the rest.
fn gather<'a>(buffer: &mut Vec<u8>, bytes: &'a [u8], wanted: usize) -> &'a [u8] {
    let (now, later) = split(bytes, wanted.saturating_sub(buffer.len()) as u64);
    buffer.extend_from_slice(now);
    later
}
