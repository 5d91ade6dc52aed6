//! The outbox: letters are written as files first, then sent from there, so that nothing is asked for twice.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport as _};
use sekisho_core::id::PersonId;

use crate::command::paper::Desk;
use crate::config::Mail;
use crate::exit::Exit;
use crate::file;
use crate::report::Failure;

/// A server in the office's own network answers at once, or is down.
const PATIENCE: Duration = Duration::from_secs(20);

/// No mail of ours is larger. Units: bytes.
const MAIL_LIMIT: u64 = 1 << 20;

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The receiver's address has no valid form.
    AddressUnfit,
    /// It was written or sent before.
    Before,
    /// No address is known, or it was erased.
    NoAddress,
    /// The server will never take it for this receiver.
    Refused,
    Sent,
    Written,
}

impl Fate {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AddressUnfit => "address-unfit",
            Self::Before => "before",
            Self::NoAddress => "no-address",
            Self::Refused => "refused",
            Self::Sent => "sent",
            Self::Written => "written",
        }
    }
}

/// Writes letters into a directory and sends them from there.
pub(crate) struct PostOffice<'a> {
    pub(crate) desk: Desk<'a>,
    pub(crate) dir: PathBuf,
    pub(crate) settings: Mail,
}

/// A letter's name, which is the same for the same matter and receiver for ever, and who gets it.
pub(crate) trait Post {
    /// Names the letter.
    fn name(&self) -> String;
    /// Gives who gets it.
    fn receiver(&self) -> &PersonId;
    /// Writes it; nothing if what it is about is over.
    ///
    /// Errors: those of the mail's own form.
    fn message(&self, office: &PostOffice<'_>, to: String) -> Result<Option<Vec<u8>>, Failure>;
}

impl PostOffice<'_> {
    pub(crate) fn path(&self, letter: &impl Post, extension: &str) -> PathBuf {
        self.dir.join(format!("{}.{extension}", letter.name()))
    }

    /// Names the telephone of the desk that takes a call.
    pub(crate) fn phone(&self) -> String {
        self.settings.phone.clone().unwrap_or_else(|| self.desk.say("mail-desk"))
    }

    /// Names a message: two records of one office do not share its id.
    pub(crate) fn message_id(&self, letter: &impl Post) -> String {
        let host = self.settings.from.rsplit_once('@').map_or("localhost", |(_, host)| host);
        format!("{}.{}@{host}", letter.name(), self.record())
    }

    /// Writes a letter, unless it was written before.
    pub(crate) fn write(&self, letter: &impl Post) -> Result<Fate, Failure> {
        let path = self.path(letter, "eml");
        if path.exists() {
            return Ok(Fate::Before);
        }
        let Some(address) = self.address(letter.receiver()) else { return Ok(Fate::NoAddress) };
        if address.parse::<lettre::Address>().is_err() {
            return Ok(Fate::AddressUnfit);
        }
        let Some(message) = letter.message(self, address)? else { return Ok(Fate::Before) };
        file::write(&path, &message)?;
        Ok(Fate::Written)
    }

    fn address(&self, person: &PersonId) -> Option<String> {
        let digest = self.desk.gate.state().persons.get(person)?.mail?;
        let address = self.desk.text(&digest);
        (!address.is_empty()).then_some(address)
    }

    /// Names the record in a word, so that two records of one office do not share a message id.
    fn record(&self) -> String {
        let digest = sekisho_core::Digest::of(self.desk.gate.origin().as_bytes()).to_string();
        digest.trim_start_matches("sha256:").chars().take(8).collect()
    }

    /// Sends every letter that was not sent yet.
    pub(crate) fn send(&self, letters: &[impl Post], fates: &mut [Fate]) -> Result<(), Failure> {
        let server = self.server();
        for (letter, fate) in letters.iter().zip(fates) {
            let (written, sent) = (self.path(letter, "eml"), self.path(letter, "sent"));
            if sent.exists() || !written.exists() {
                continue;
            }
            let Some(to) = self.address(letter.receiver()) else { continue };
            let bytes = file::read(&written, MAIL_LIMIT)?;
            match server.send_raw(&self.envelope(&to)?, &bytes) {
                // One receiver whom the server does not know must not keep the mail from the others.
                Err(error) if error.is_permanent() => {
                    *fate = Fate::Refused;
                    continue;
                }
                sending => sending.map_err(|error| self.not_sent(&written, &error))?,
            };
            // A crash before this line sends it once more, with the same message id.
            file::write(&sent, &bytes)?;
            *fate = Fate::Sent;
        }
        Ok(())
    }

    fn server(&self) -> SmtpTransport {
        // The server stands in the office's own network, and the mail holds ids only: there is no TLS to set up.
        let own_name = self.settings.from.rsplit_once('@').map(|(_, host)| host.to_owned());
        SmtpTransport::builder_dangerous(self.settings.host.as_str())
            .port(self.settings.port)
            .timeout(Some(PATIENCE))
            .hello_name(own_name.map_or_else(ClientId::default, ClientId::Domain))
            .build()
    }

    fn envelope(&self, to: &str) -> Result<Envelope, Failure> {
        let address = |text: &str| {
            let unfit = |source| sekisho_audit::Fault::Address { address: text.to_owned(), source };
            text.parse::<lettre::Address>().map_err(unfit)
        };
        let (from, to) = (address(&self.settings.from)?, address(to)?);
        Envelope::new(Some(from), vec![to]).map_err(|error| Failure::broken(error.into()))
    }

    fn not_sent(&self, path: &Path, error: &lettre::transport::smtp::Error) -> Failure {
        let why = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
        let (port, path) = (self.settings.port.to_string(), path.display().to_string());
        let values = [("host", self.settings.host.as_str()), ("port", &port), ("path", &path)];
        Failure::new(Exit::Failed, "mail-not-sent", &values).caused_by(anyhow::Error::msg(why))
    }
}
