//! `recipient-v1`: stock age seals to our recipients.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::frame::{Client, Frame, Response};
use super::{Entropy, PluginError};
use crate::FileKey;
use crate::header::Stanza;
use crate::key_pair::EncapsulationRandomness;
use crate::recipient::Recipient;
use crate::stanza;

/// Says that what is sealed with it withstands a quantum computer, so that age refuses company that does not.
pub const LABEL_POST_QUANTUM: &str = "postquantum";

/// What the client wants to have wrapped.
#[derive(Default)]
struct Order {
    file_keys: Vec<Option<FileKey>>,
    identities: usize,
    knows_labels: bool,
    recipients: Vec<Result<Box<Recipient>, String>>,
}

/// Holds the whole conversation of a client that seals: one stanza for each recipient and file key.
///
/// Shape: if anything does not fit, the client is told all of it and gets no stanza.
/// Errors: each of [`PluginError`].
/// Source: C2SP age-plugin, "Wrapping with `recipient-v1`".
pub fn wrap<R: Read, W: Write>(
    client: &mut Client<R, W>,
    entropy: &mut Entropy<'_>,
) -> Result<(), PluginError> {
    let mut order = Order::default();
    client.hear_all(|frame| order.take(frame))?;
    if !order.has_faults(client)? {
        let stanzas = order.stanzas(entropy)?;
        if order.knows_labels {
            client.say("labels", &[LABEL_POST_QUANTUM], b"")?;
        }
        for (file, stanza) in &stanzas {
            let file = file.to_string();
            let args: Vec<&str> = [file.as_str(), stanza.tag()]
                .into_iter()
                .chain(stanza.args().iter().map(String::as_str))
                .collect();
            if !matches!(client.say("recipient-stanza", &args, stanza.body())?, Response::Ok(_)) {
                return Err(PluginError::Response);
            }
        }
    }
    client.done()
}

impl Order {
    fn take(&mut self, frame: &Frame) -> Result<(), PluginError> {
        match (frame.tag.as_str(), frame.args.as_slice()) {
            ("add-recipient", [text]) => {
                let recipient = text.parse().map(Box::new);
                self.recipients.push(recipient.map_err(|error| format!("recipient: {error}")));
            }
            ("add-recipient", _) => return Err(PluginError::Command("add-recipient")),
            ("add-identity", _) => self.identities = self.identities.saturating_add(1),
            ("wrap-file-key", _) => {
                let key = frame.body.as_slice().try_into().map(Zeroizing::new).ok();
                self.file_keys.push(key.map(|key| FileKey::new(*key)));
            }
            ("extension-labels", _) => self.knows_labels = true,
            _ => {}
        }
        Ok(())
    }

    /// Tells the client whatever does not fit.
    fn has_faults<R: Read, W: Write>(&self, client: &mut Client<R, W>) -> Result<bool, PluginError> {
        let mut faults = false;
        for (number, recipient) in self.recipients.iter().enumerate() {
            if let Err(message) = recipient {
                client.say_error(&["recipient", &number.to_string()], message)?;
                faults = true;
            }
        }
        for number in 0..self.identities {
            let message = "an identity does not say for which permit and copy; seal to its recipient";
            client.say_error(&["identity", &number.to_string()], message)?;
            faults = true;
        }
        if self.file_keys.iter().any(Option::is_none) {
            client.say_error(&["internal"], "the file key has not 16 bytes")?;
            faults = true;
        }
        Ok(faults)
    }

    fn stanzas(&self, entropy: &mut Entropy<'_>) -> Result<Vec<(usize, Stanza)>, PluginError> {
        let mut stanzas = Vec::new();
        for (file, file_key) in self.file_keys.iter().flatten().enumerate() {
            for Recipient { terms, device, release } in self.recipients.iter().flatten().map(AsRef::as_ref) {
                let (device, release) = ((device, fresh(entropy)?), (release, fresh(entropy)?));
                stanzas.push((file, stanza::seal(file_key, terms, device, release).0));
            }
        }
        Ok(stanzas)
    }
}

fn fresh(entropy: &mut Entropy<'_>) -> Result<EncapsulationRandomness, PluginError> {
    let mut bytes = Zeroizing::new([0; 64]);
    entropy(bytes.as_mut_slice()).map_err(PluginError::Entropy)?;
    Ok(EncapsulationRandomness::new(*bytes))
}
