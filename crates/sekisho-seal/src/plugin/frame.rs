//! The frames: stanzas in the header's grammar, one after the other, in both directions.

use std::io::{self, BufRead, Read, Write};

use zeroize::{Zeroize as _, Zeroizing};

use super::PluginError;
use crate::header::Stanza;

/// What a client may say in one conversation. Units: bytes.
///
/// A header of stock age can be longer than ours; this is room for a thousand hybrid recipients.
const CONVERSATION_BYTES: usize = 4 * 1024 * 1024;
const BLOCK_BYTES: usize = 4096;

/// One command or response.
///
/// Shape: the body can be a file key; it is wiped.
pub(super) struct Frame {
    /// What is wanted or answered.
    pub(super) tag: String,
    /// About what.
    pub(super) args: Vec<String>,
    /// What belongs to it.
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// What the client responds to a command.
pub(super) enum Response {
    /// The client cannot, or nobody is there.
    Fail,
    /// Done; the body is what was asked for, if anything was.
    Ok(Zeroizing<Vec<u8>>),
    /// The client does not know the command.
    Unsupported,
}

/// Is the age that called the plugin.
#[expect(missing_debug_implementations, reason = "what was read can be a secret")]
pub struct Client<R, W> {
    input: Wiping<R>,
    left: usize,
    output: W,
}

impl<R: Read, W: Write> Client<R, W> {
    /// Begins a conversation.
    ///
    /// Shape: `input` is best without a buffer of its own, which nobody would wipe.
    pub fn new(input: R, output: W) -> Self {
        Self { input: Wiping::new(input), left: CONVERSATION_BYTES, output }
    }

    /// Hears the next frame.
    ///
    /// Errors: [`PluginError::Frame`], [`PluginError::TooLong`].
    pub(super) fn hear(&mut self) -> Result<Frame, PluginError> {
        let (stanza, length) = Stanza::read(&mut self.input)?;
        let (tag, args, body) = stanza.into_parts();
        let frame = Frame { tag, args, body: Zeroizing::new(body) };
        self.left = self.left.checked_sub(length).ok_or(PluginError::TooLong)?;
        Ok(frame)
    }

    /// Hears the client's phase up to its `done`.
    ///
    /// Errors: those of [`Client::hear`], and of `take`.
    pub(super) fn hear_all(
        &mut self,
        mut take: impl FnMut(&Frame) -> Result<(), PluginError>,
    ) -> Result<(), PluginError> {
        loop {
            let frame = self.hear()?;
            if frame.tag == "done" {
                return Ok(());
            }
            take(&frame)?;
        }
    }

    /// Says something, and hears the response.
    ///
    /// Errors: [`PluginError::Write`], [`PluginError::Response`], and those of [`Client::hear`].
    pub(super) fn say(&mut self, tag: &str, args: &[&str], body: &[u8]) -> Result<Response, PluginError> {
        self.write(tag, args, body)?;
        let Frame { tag, body, .. } = self.hear()?;
        match tag.as_str() {
            "ok" => Ok(Response::Ok(body)),
            "fail" => Ok(Response::Fail),
            "unsupported" => Ok(Response::Unsupported),
            _ => Err(PluginError::Response),
        }
    }

    /// Says that something went wrong; what the client makes of it is its own affair.
    pub(super) fn say_error(&mut self, args: &[&str], message: &str) -> Result<(), PluginError> {
        self.say("error", args, message.as_bytes()).map(drop)
    }

    /// Ends the conversation.
    ///
    /// Errors: [`PluginError::Write`].
    pub(super) fn done(&mut self) -> Result<(), PluginError> {
        self.write("done", &[], b"")
    }

    fn write(&mut self, tag: &str, args: &[&str], body: &[u8]) -> Result<(), PluginError> {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let stanza = Stanza::new(tag.to_owned(), args, body.to_vec())?;
        // Two bytes of text for one of content are more than base64 needs, so nothing moves and stays behind.
        let words: usize = stanza.args().iter().map(String::len).fold(tag.len(), usize::saturating_add);
        let room = words.saturating_add(body.len()).saturating_mul(2).saturating_add(64);
        let mut text = Zeroizing::new(Vec::with_capacity(room));
        stanza.write(&mut text);
        let (_, _, mut body) = stanza.into_parts();
        body.zeroize();
        self.output.write_all(&text).and_then(|()| self.output.flush()).map_err(PluginError::Write)
    }
}

/// Reads in blocks, as `BufReader` does, and wipes what was read.
struct Wiping<R> {
    block: Zeroizing<[u8; BLOCK_BYTES]>,
    input: R,
    unread: std::ops::Range<usize>,
}

impl<R> Wiping<R> {
    fn new(input: R) -> Self {
        Self { block: Zeroizing::new([0; BLOCK_BYTES]), input, unread: 0..0 }
    }
}

impl<R: Read> Read for Wiping<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(to)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Wiping<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unread.is_empty() {
            self.block.zeroize();
            self.unread = 0..self.input.read(self.block.as_mut_slice())?;
        }
        Ok(self.block.get(self.unread.clone()).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.unread.start = self.unread.start.saturating_add(count).min(self.unread.end);
    }
}
