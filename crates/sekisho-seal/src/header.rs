//! The text at the beginning of an age v1 file: who can unwrap the file key, and a MAC over it.
//!
//! Own code, stricter than the crates at hand: a stanza's body ends in a short line, a header has a stanza, base64 is
//! canonical, and what is read has a bound, because nothing of it is authentic until a stanza was unwrapped.

use std::io::{BufRead, Read as _, Write};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::FileKey;
use crate::plain::{base64, hkdf, sha256, unbase64};

/// The longest header that is read or written, in bytes. Room for twenty receiving devices; and, since each stanza can
/// cost one decapsulation, the bound of the work that a forged header can ask for.
pub const MAX_HEADER_BYTES: usize = 64 * 1024;

const VERSION: &[u8] = b"age-encryption.org/v1\n";
const COLUMNS: usize = 64;
const MAC_CHARACTERS: usize = 43;

/// Says why bytes are not a header, or not the header of this file key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// A stanza has no argument, or one that is empty or not printable ASCII.
    #[error("argument of a stanza is not printable ascii without spaces")]
    Argument,
    /// A line is not what the grammar wants there.
    #[error("line {line} of the header is not {wanted}")]
    Grammar {
        /// The line, counted from 1.
        line: usize,
        /// What should stand there.
        wanted: &'static str,
    },
    /// The header was changed, or belongs to another file key.
    #[error("header is damaged: its mac does not fit the file key")]
    Mac,
    /// The header has no stanza, so nobody could open the file.
    #[error("header has no stanza")]
    NoStanza,
    /// Reading failed.
    #[error("header cannot be read")]
    Read(#[source] std::io::Error),
    /// The header is longer than we read or write.
    #[error("header is longer than {MAX_HEADER_BYTES} bytes")]
    TooLong,
    /// The input ends inside the header.
    #[error("file ends inside its header")]
    Truncated,
    /// The file is not an age file, or of another version.
    #[error("file does not begin with `age-encryption.org/v1`")]
    Version,
}

/// Wraps the file key for one recipient.
///
/// Shape: a tag that names the type, arguments, and a body; all but the body is printable ASCII without spaces.
/// Source: C2SP age, "Recipient stanza".
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stanza {
    tag: String,
    args: Vec<String>,
    body: Vec<u8>,
}

/// Is the header of one file, with the exact bytes in which it was read or is written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
    stanzas: Vec<Stanza>,
    mac: [u8; 32],
    bytes: Vec<u8>,
}

impl Stanza {
    /// Puts a stanza together.
    ///
    /// Errors: [`HeaderError::Argument`].
    pub fn new(tag: String, args: Vec<String>, body: Vec<u8>) -> Result<Self, HeaderError> {
        if !is_argument(tag.as_bytes()) || !args.iter().all(|arg| is_argument(arg.as_bytes())) {
            return Err(HeaderError::Argument);
        }
        Ok(Self { tag, args, body })
    }

    /// Tells the type: the first argument.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Shows the arguments behind the type.
    pub fn args(&self) -> &[String] {
        &self.args
    }

    /// Shows the body, decoded.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Takes the stanza apart.
    pub(crate) fn into_parts(self) -> (String, Vec<String>, Vec<u8>) {
        (self.tag, self.args, self.body)
    }

    /// Reads one stanza and not one byte more.
    ///
    /// Shape: what was read on the way is wiped, since a plugin's frame can carry a file key.
    /// Errors: those of [`Header::read`]; [`HeaderError::Truncated`] also if the input ends before the stanza begins.
    pub(crate) fn read(input: &mut impl BufRead) -> Result<(Self, usize), HeaderError> {
        // Room for all, so that no copy stays behind where the bytes have moved from.
        let mut lines = Lines { input, bytes: Vec::with_capacity(MAX_HEADER_BYTES), count: 0 };
        let stanza = lines.next().and_then(|line| match line.strip_prefix(b"-> ") {
            Some(arguments) => lines.stanza(arguments),
            None => Err(lines.wanted("the beginning of a stanza")),
        });
        let length = lines.bytes.len();
        lines.bytes.zeroize();
        Ok((stanza?, length))
    }

    /// Appends the stanza as it stands in a header.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"->");
        for arg in std::iter::once(&self.tag).chain(&self.args) {
            out.push(b' ');
            out.extend_from_slice(arg.as_bytes());
        }
        out.push(b'\n');
        let body = Zeroizing::new(base64(&self.body));
        let (full, rest) = body.as_bytes().as_chunks::<COLUMNS>();
        for line in full {
            out.extend_from_slice(line);
            out.push(b'\n');
        }
        // The last line is shorter than 64 columns, and empty if need be.
        out.extend_from_slice(rest);
        out.push(b'\n');
    }
}

impl Header {
    /// Writes a header over these stanzas and seals it with the file key.
    ///
    /// Errors: [`HeaderError::NoStanza`], [`HeaderError::TooLong`].
    pub fn seal(stanzas: Vec<Stanza>, file_key: &FileKey) -> Result<Self, HeaderError> {
        if stanzas.is_empty() {
            return Err(HeaderError::NoStanza);
        }
        let mut bytes = VERSION.to_vec();
        for stanza in &stanzas {
            stanza.write(&mut bytes);
        }
        bytes.extend_from_slice(b"---");
        let mac: [u8; 32] = mac_of(&bytes, file_key).finalize().into_bytes().into();
        bytes.extend_from_slice(format!(" {}\n", base64(&mac)).as_bytes());
        if bytes.len() > MAX_HEADER_BYTES {
            return Err(HeaderError::TooLong);
        }
        Ok(Self { stanzas, mac, bytes })
    }

    /// Reads a header and not one byte more: the payload begins where the input then stands.
    ///
    /// Errors: [`HeaderError::Grammar`], [`HeaderError::NoStanza`], [`HeaderError::Read`], [`HeaderError::TooLong`],
    /// [`HeaderError::Truncated`], [`HeaderError::Version`].
    /// Source: C2SP age, "ABNF definition of file header".
    pub fn read(input: &mut impl BufRead) -> Result<Self, HeaderError> {
        let mut lines = Lines { input, bytes: Vec::new(), count: 0 };
        match lines.next() {
            Ok(line) if VERSION.strip_suffix(b"\n") == Some(line.as_slice()) => {}
            Ok(_) | Err(HeaderError::Truncated | HeaderError::TooLong) => return Err(HeaderError::Version),
            Err(error) => return Err(error),
        }
        let mut stanzas = Vec::new();
        loop {
            let line = lines.next()?;
            if let Some(arguments) = line.strip_prefix(b"-> ") {
                stanzas.push(lines.stanza(arguments)?);
            } else if let Some(mac) = line.strip_prefix(b"--- ") {
                let mac = (mac.len() == MAC_CHARACTERS).then(|| unbase64(mac)).flatten();
                let mac = mac.and_then(|mac| mac.try_into().ok());
                let mac = mac.ok_or_else(|| lines.wanted("a mac of 43 canonical base64 characters"))?;
                if stanzas.is_empty() {
                    return Err(HeaderError::NoStanza);
                }
                return Ok(Self { stanzas, mac, bytes: lines.bytes });
            } else {
                return Err(lines.wanted("the beginning of a stanza or the mac"));
            }
        }
    }

    /// Shows the stanzas in their order.
    pub fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// Shows the exact bytes, version line to the line feed behind the MAC.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Computes the SHA-256 of the exact bytes, which the seal receipt names.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[&self.bytes])
    }

    /// Checks in constant time that this header was sealed with this file key.
    ///
    /// Errors: [`HeaderError::Mac`].
    pub fn check(&self, file_key: &FileKey) -> Result<(), HeaderError> {
        // The MAC covers everything up to and including the three dashes; what follows is " " + 43 + LF.
        let covered = self.bytes.len().saturating_sub(MAC_CHARACTERS.saturating_add(2));
        let covered = self.bytes.get(..covered).unwrap_or_default();
        mac_of(covered, file_key).verify_slice(&self.mac).map_err(|_| HeaderError::Mac)
    }

    /// Writes the exact bytes.
    ///
    /// Errors: those of the output.
    pub fn write(&self, output: &mut impl Write) -> std::io::Result<()> {
        output.write_all(&self.bytes)
    }
}

struct Lines<'a, R> {
    input: &'a mut R,
    bytes: Vec<u8>,
    count: usize,
}

impl<R: BufRead> Lines<'_, R> {
    fn next(&mut self) -> Result<Zeroizing<Vec<u8>>, HeaderError> {
        let start = self.bytes.len();
        self.count = self.count.saturating_add(1);
        let room = u64::try_from(MAX_HEADER_BYTES.saturating_sub(start)).unwrap_or_default();
        self.input.by_ref().take(room).read_until(b'\n', &mut self.bytes).map_err(HeaderError::Read)?;
        let line = self.bytes.get(start..).unwrap_or_default();
        match line.strip_suffix(b"\n") {
            Some(line) => Ok(Zeroizing::new(line.to_vec())),
            None if self.bytes.len() >= MAX_HEADER_BYTES => Err(HeaderError::TooLong),
            None => Err(HeaderError::Truncated),
        }
    }

    fn stanza(&mut self, arguments: &[u8]) -> Result<Stanza, HeaderError> {
        let mut args = Vec::new();
        for arg in arguments.split(|byte| *byte == b' ') {
            let arg = is_argument(arg).then(|| String::from_utf8(arg.to_vec()).ok()).flatten();
            args.push(arg.ok_or_else(|| self.wanted("a list of arguments with one space between"))?);
        }
        let tag = args.remove(0);
        // Room for a file key or an answer, so that none moves.
        let mut body = Zeroizing::new(Vec::with_capacity(COLUMNS.saturating_mul(4)));
        loop {
            let line = self.next()?;
            body.extend_from_slice(&line);
            if line.len() < COLUMNS {
                break;
            } else if line.len() > COLUMNS {
                return Err(self.wanted("a line of at most 64 columns"));
            }
        }
        let body = unbase64(&body).ok_or_else(|| self.wanted("the end of a canonical base64 body"))?;
        Ok(Stanza { tag, args, body })
    }

    fn wanted(&self, wanted: &'static str) -> HeaderError {
        HeaderError::Grammar { line: self.count, wanted }
    }
}

fn is_argument(bytes: &[u8]) -> bool {
    // SOURCE: C2SP age: argument = 1*VCHAR.
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_graphic)
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn mac_of(covered: &[u8], file_key: &FileKey) -> Hmac<Sha256> {
    let key = hkdf::<32>(file_key.expose(), b"", &[b"header"]);
    // INVARIANT: HMAC takes keys of every length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("length fits");
    mac.update(covered);
    mac
}
