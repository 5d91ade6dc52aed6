//! The server's own rounds with the mail about what is overdue: on a thread of their own, since mail servers take their time.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::thread::JoinHandle;

use sekisho_core::Timestamp;
use serde_json::json;

use crate::assemble::Outside;
use crate::config::Config;
use crate::exit::Exit;

/// What was not sent is tried again after so long. Units: seconds.
const AGAIN: i64 = 60;

/// Goes round with the mail. Each letter is written once and sent once, as at the command line.
#[derive(Debug, Default)]
pub(crate) struct Postman {
    going: Option<JoinHandle<()>>,
    last: Option<Timestamp>,
    rang: bool,
}

impl Postman {
    /// Goes round if an alarm rang since the last round, or that is long ago; nowhere if no mail server is named.
    pub(crate) fn round(
        &mut self,
        dir: &Path,
        outside: &Outside,
        at: Option<Timestamp>,
        (now, rang): (Timestamp, bool),
    ) {
        self.rang |= rang;
        let waits = self.rang || self.last.is_none_or(|last| now >= last.plus(AGAIN));
        if !waits || self.going.as_ref().is_some_and(|round| !round.is_finished()) {
            return;
        }
        (self.last, self.rang) = (Some(now), false);
        if Config::read(dir).ok().and_then(|config| config.mail).is_none() {
            return;
        }
        let mut words: Vec<OsString> =
            ["custody", "overdue", "--send", "--quiet", "--dir"].map(OsString::from).into();
        words.push(dir.into());
        if let Some(at) = at {
            words.extend(["--at".into(), at.to_string().into()]);
        }
        let outside = outside.clone();
        let round = move || {
            let spoken = crate::run(&words, &outside);
            if spoken.exit != Exit::Done {
                // The code says what to do; addresses of people are in no log.
                let code =
                    spoken.json.pointer("/error/code").and_then(|code| code.as_str()).unwrap_or("mail");
                let _ = writeln!(std::io::stderr(), "{}", json!({ "operation": "mail", "code": code }));
            }
        };
        self.going = std::thread::Builder::new().name("mail".to_owned()).spawn(round).ok();
    }
}
