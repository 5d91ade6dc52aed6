//! From the archive to members, as a stream.

use std::{
    io::{BufReader, Read},
    num::NonZeroUsize,
};

use super::{
    ArchiveError, Limits, Member, Sink,
    frame::{Frame, FrameSize, Next},
    members::Members,
    seek_table,
};
use crate::turnstile::{self, Filled};

/// Bytes that are read at a time: the small fields of frames should not each cost a read.
const READ_BYTES: usize = 128 * 1024;

/// Unpacks a whole archive into the sink and gives its members, in their order, with their digests.
///
/// Shape: frames are decompressed on all workers (the calling thread among them); memory is about 4 MiB for each. After
/// an error the sink may have got whole members and the beginning of one; [`Sink::end`] was not called for that.
/// Errors: every [`ArchiveError`] of reading: damage, bad or double names, what exceeds the limits, a seek table that is
/// missing or differs, anything before or after what an archive of ours has.
pub fn unpack<S>(
    input: impl Read + Send,
    sink: S,
    limits: Limits,
    workers: NonZeroUsize,
) -> Result<Vec<Member>, ArchiveError>
where
    S: Sink + Send,
{
    let mut desks: Vec<Desk> =
        (0..workers.get()).map(|_| Ok(Desk { frame: Frame::new()?, number: 0 })).collect::<Result<_, _>>()?;
    let mut frames = Frames { input: BufReader::with_capacity(READ_BYTES, input), sizes: Vec::new() };
    let mut members = Members::new(sink, limits);
    turnstile::run(
        &mut desks,
        &mut frames,
        &mut members,
        Frames::next,
        |_, desk| desk.frame.decompress(desk.number),
        |members, desk| members.push(desk.frame.content()),
    )?;
    members.finish()
}

struct Desk {
    frame: Frame,
    number: u64,
}

struct Frames<R> {
    input: BufReader<R>,
    sizes: Vec<FrameSize>,
}

impl<R: Read> Frames<R> {
    fn next(&mut self, desk: &mut Desk) -> Result<Filled, ArchiveError> {
        desk.number = self.sizes.len() as u64;
        match desk.frame.read(&mut self.input, desk.number)? {
            Next::End => Err(ArchiveError::MissingSeekTable),
            Next::Frame => {
                self.sizes.push(desk.frame.size());
                Ok(Filled::More)
            }
            Next::SeekTable => {
                seek_table::compare(&mut self.input, &self.sizes)?;
                match desk.frame.read(&mut self.input, desk.number) {
                    Ok(Next::End) => Ok(Filled::Nothing),
                    Err(error @ ArchiveError::Read { .. }) => Err(error),
                    _ => Err(ArchiveError::TrailingData),
                }
            }
        }
    }
}
