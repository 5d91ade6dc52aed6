//! The plugin protocol of age, the plugin's side: stock age seals and opens our stanza through it.
//!
//! ```text
//! recipient-v1  client: add-recipient … wrap-file-key … done     plugin: labels, recipient-stanza … or error …  done
//! identity-v1   client: add-identity … recipient-stanza … done   plugin: msg, request-secret …
//!                                                                        file-key … or error …  done
//! ```
//! First the client speaks, then the plugin does, and waits for a response to each command. What is not known is passed
//! over. [`wrap`] needs nothing but randomness; how a release is come by, [`unwrap`] asks an [`Opener`].
//!
//! Whatever carries a file key is wiped behind it. It opens no file and no terminal: the conversation goes over `Read`
//! and `Write`.
//!
//! Source: C2SP age-plugin.

mod frame;
#[cfg(test)]
mod tests;
mod unwrap;
mod wrap;

use std::io;
use std::str::FromStr;

use crate::header::HeaderError;

pub use frame::Client;
pub use unwrap::{Opener, Person, Refusal, Shown, unwrap};
pub use wrap::{LABEL_POST_QUANTUM, wrap};

/// The beginning of the argument by which a client says what it wants.
pub const ARGUMENT: &str = "--age-plugin=";

/// Gives randomness fit for keys, or says that there is none.
pub type Entropy<'a> = dyn FnMut(&mut [u8]) -> io::Result<()> + 'a;

/// Says why a conversation came to no end. What concerns the client's wishes is told to the client instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PluginError {
    /// A command is known, but not as it should be.
    #[error("command `{0}` is malformed")]
    Command(&'static str),
    /// There is no randomness to be had.
    #[error("the system gives no randomness")]
    Entropy(#[source] io::Error),
    /// What the client says is no frame, or the client went away.
    #[error("the client's frame cannot be read")]
    Frame(#[from] HeaderError),
    /// The client says no end of things.
    #[error("the client says too much")]
    TooLong,
    /// The client's response is none.
    #[error("the client's response is none of ok, fail and unsupported")]
    Response,
    /// The client went away.
    #[error("cannot write to the client")]
    Write(#[source] io::Error),
}

/// Says that a client wants what no plugin of this version does.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("state machine is neither `recipient-v1` nor `identity-v1`")]
pub struct UnknownMachine;

/// What a client wants.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Machine {
    /// Open: [`unwrap`].
    Identity,
    /// Seal: [`wrap`].
    Recipient,
}

impl FromStr for Machine {
    type Err = UnknownMachine;

    /// Reads what stands behind [`ARGUMENT`].
    fn from_str(text: &str) -> Result<Self, UnknownMachine> {
        match text {
            "identity-v1" => Ok(Self::Identity),
            "recipient-v1" => Ok(Self::Recipient),
            _ => Err(UnknownMachine),
        }
    }
}
