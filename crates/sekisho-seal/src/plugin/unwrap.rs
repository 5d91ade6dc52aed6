//! `identity-v1`: stock age opens what has one of our stanzas, if somebody comes by a release.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::PluginError;
use super::frame::{Client, Frame, Response};
use crate::FileKey;
use crate::header::Stanza;
use crate::identity::Identity;
use crate::stanza::{LABEL, TwoHalves};

/// Tells whether somebody could read a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shown {
    /// The client cannot show it.
    NotShown,
    /// It is shown.
    Shown,
}

/// Is whoever sits in front of the client.
pub trait Person {
    /// Shows a message.
    ///
    /// Errors: each of [`PluginError`].
    fn tell(&mut self, message: &str) -> Result<Shown, PluginError>;

    /// Asks for something that is typed unseen. Nothing comes back if nobody can be asked.
    ///
    /// Errors: each of [`PluginError`].
    fn ask_secret(&mut self, message: &str) -> Result<Option<Zeroizing<String>>, PluginError>;
}

/// Says why there is no file key.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The conversation broke.
    #[error(transparent)]
    Broken(#[from] PluginError),
    /// It is not the box's fault.
    #[error("{0}")]
    Internal(String),
    /// No stanza is for these identities; another plugin may know more.
    #[error("{0}")]
    NotOurs(String),
    /// The stanza at this place among those given should open, and does not.
    #[error("{message}")]
    Stanza {
        /// Its place, from 0.
        place: usize,
        /// Why.
        message: String,
    },
}

/// Comes by a release and opens.
pub trait Opener {
    /// Gives the file key of one file.
    ///
    /// Shape: the stanzas are of our type and well formed; not one of them is authentic.
    /// Errors: each of [`Refusal`].
    fn open(
        &mut self,
        identities: &[Identity],
        stanzas: &[Stanza],
        person: &mut dyn Person,
    ) -> Result<FileKey, Refusal>;
}

/// A stanza with its place in its file.
struct Placed {
    place: usize,
    stanza: Stanza,
}

/// What the client wants to have opened.
#[derive(Default)]
struct Order {
    files: Vec<(String, Vec<Placed>)>,
    identities: Vec<Result<Identity, String>>,
    place: usize,
}

/// Holds the whole conversation of a client that opens.
///
/// Shape: a file without a stanza of ours is passed over in silence.
/// Errors: each of [`PluginError`].
/// Source: C2SP age-plugin, "Unwrapping with `identity-v1`".
pub fn unwrap<R: Read, W: Write>(
    client: &mut Client<R, W>,
    opener: &mut dyn Opener,
) -> Result<(), PluginError> {
    let mut order = Order::default();
    client.hear_all(|frame| order.take(frame))?;
    if let Some(identities) = order.identities(client)? {
        for (file, stanzas) in &order.files {
            if stanzas.is_empty() || are_malformed(client, file, stanzas)? {
                continue;
            }
            open(client, opener, &identities, (file, stanzas))?;
        }
    }
    client.done()
}

fn open<R: Read, W: Write>(
    client: &mut Client<R, W>,
    opener: &mut dyn Opener,
    identities: &[Identity],
    (file, stanzas): (&str, &[Placed]),
) -> Result<(), PluginError> {
    let ours: Vec<Stanza> = stanzas.iter().map(|placed| placed.stanza.clone()).collect();
    match opener.open(identities, &ours, client) {
        Ok(key) => match client.say("file-key", &[file], key.expose())? {
            Response::Ok(_) => Ok(()),
            Response::Fail | Response::Unsupported => Err(PluginError::Response),
        },
        Err(Refusal::Broken(error)) => Err(error),
        Err(Refusal::Internal(message)) => client.say_error(&["internal"], &message),
        // Silence would be enough, but a person wants to know.
        Err(Refusal::NotOurs(message)) => client.tell(&message).map(drop),
        Err(Refusal::Stanza { place, message }) => {
            let place = stanzas.get(place).map_or(place, |placed| placed.place);
            client.say_error(&["stanza", file, &place.to_string()], &message)
        }
    }
}

/// Tells the client which stanzas of ours are not as they should be.
fn are_malformed<R: Read, W: Write>(
    client: &mut Client<R, W>,
    file: &str,
    stanzas: &[Placed],
) -> Result<bool, PluginError> {
    let mut malformed = false;
    for Placed { place, stanza } in stanzas {
        if let Err(error) = TwoHalves::read(stanza) {
            client.say_error(&["stanza", file, &place.to_string()], &error.to_string())?;
            malformed = true;
        }
    }
    Ok(malformed)
}

impl Order {
    fn take(&mut self, frame: &Frame) -> Result<(), PluginError> {
        match (frame.tag.as_str(), frame.args.as_slice()) {
            ("add-identity", [text]) => {
                let identity = text.parse().map_err(|error| format!("identity: {error}"));
                self.identities.push(identity);
            }
            ("add-identity", _) => return Err(PluginError::Command("add-identity")),
            ("recipient-stanza", [file, tag, args @ ..]) => {
                self.start(file)?;
                let place = self.place;
                self.place = place.saturating_add(1);
                if tag == LABEL
                    && let Some((_, stanzas)) = self.files.last_mut()
                {
                    let stanza = Stanza::new(tag.clone(), args.to_vec(), frame.body.to_vec())?;
                    stanzas.push(Placed { place, stanza });
                }
            }
            ("recipient-stanza", _) => return Err(PluginError::Command("recipient-stanza")),
            _ => {}
        }
        Ok(())
    }

    /// Begins a file if its number is a new one. Numbers rise, so the client's own spelling of them is kept.
    fn start(&mut self, file: &str) -> Result<(), PluginError> {
        let number = |text: &str| text.parse::<usize>().map_err(|_| PluginError::Command("recipient-stanza"));
        let (new, last) = (number(file)?, self.files.last().map(|(file, _)| number(file)).transpose()?);
        match last {
            Some(last) if last == new => return Ok(()),
            Some(last) if last > new => return Err(PluginError::Command("recipient-stanza")),
            _ => {}
        }
        self.files.push((file.to_owned(), Vec::new()));
        self.place = 0;
        Ok(())
    }

    /// Gives the identities, or tells the client which are none of ours.
    fn identities<R: Read, W: Write>(
        &self,
        client: &mut Client<R, W>,
    ) -> Result<Option<Vec<Identity>>, PluginError> {
        for (number, identity) in self.identities.iter().enumerate() {
            if let Err(message) = identity {
                client.say_error(&["identity", &number.to_string()], message)?;
            }
        }
        Ok(self.identities.iter().cloned().collect::<Result<_, _>>().ok())
    }
}

impl<R: Read, W: Write> Person for Client<R, W> {
    fn tell(&mut self, message: &str) -> Result<Shown, PluginError> {
        match self.say("msg", &[], message.as_bytes())? {
            Response::Ok(_) => Ok(Shown::Shown),
            Response::Fail | Response::Unsupported => Ok(Shown::NotShown),
        }
    }

    fn ask_secret(&mut self, message: &str) -> Result<Option<Zeroizing<String>>, PluginError> {
        match self.say("request-secret", &[], message.as_bytes())? {
            Response::Ok(body) => {
                let text = std::str::from_utf8(&body).map_err(|_| PluginError::Response)?;
                Ok(Some(Zeroizing::new(text.to_owned())))
            }
            Response::Fail | Response::Unsupported => Ok(None),
        }
    }
}
