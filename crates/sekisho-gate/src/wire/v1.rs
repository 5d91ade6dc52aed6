//! The event as it is signed (docs/spec/event.md section 3), version 1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::event::Recorded;
use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::local::{in_force, may_refuse, no_rules};
use sekisho_core::{Command, Digest, Event, Reason, State, Timestamp};
use sekisho_proof::canonical;
use sekisho_proof::dsse::{Envelope, EnvelopeKey, EnvelopePublicKey};
use sekisho_proof::statement::{PAYLOAD_TYPE, Statement, Subject};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// The predicate type of an event.
pub const EVENT_TYPE: &str = "https://sekisho.example/event/v1";

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum By {
    /// A person, with their own signature.
    Person {
        /// The key that signed.
        key: KeyId,
        /// Who.
        person: PersonId,
        /// The armored SSHSIG.
        signature: String,
        /// The act statement, exactly as signed.
        statement: String,
    },
    /// The owner's vault, with its own signature.
    Vault {
        /// What it says.
        vault: VaultWord,
    },
    /// Only the server, and why: asserted by server.
    Server {
        /// `clock`, or `follows <stream>#<seq>`.
        server: String,
    },
}

/// A receipt of the vault, as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultWord {
    /// The text.
    pub receipt: String,
    /// The armored SSHSIG.
    pub signature: String,
}

/// A point of the log that is older than the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotBefore {
    /// The root, base64.
    pub root: String,
    /// The size.
    pub size: u64,
}

/// Which local rules judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalRulesUsed {
    /// The ids of the rules that said no.
    pub deciding: Vec<String>,
    /// The whole set, which must be the one in force.
    pub set: Digest,
    /// What they said; left out as long as no rules are in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<LocalVerdict>,
}

/// What local rules say to an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalVerdict {
    /// No rule objects.
    NoObjection,
    /// It is nothing that a local rule may refuse.
    NotAsked,
    /// At least one rule says no.
    Refused,
}

impl LocalRulesUsed {
    /// Names the rules in force, what they said to the command, and those that gave the reasons.
    pub fn of(state: &State, command: &Command, reasons: &[Reason]) -> Self {
        let deciding = reasons.iter().filter_map(|reason| reason.about.get("id").cloned()).collect();
        let set = in_force(state);
        let said = if !reasons.is_empty() {
            LocalVerdict::Refused
        } else if may_refuse(state, command) {
            LocalVerdict::NoObjection
        } else {
            LocalVerdict::NotAsked
        };
        Self { deciding, set, verdict: (set != no_rules()).then_some(said) }
    }
}

/// The predicate of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// Who says so.
    pub by: By,
    /// Not before this point of the log.
    pub checkpoint: NotBefore,
    /// What happened.
    pub event: Event,
    /// Which local rules judged; absent where nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_rules: Option<LocalRulesUsed>,
    /// The clock of whoever says so.
    pub occurred_at: Timestamp,
    /// Commitment of the stream's previous event.
    pub previous: Option<sekisho_proof::Digest>,
    /// Our clock.
    pub recorded_at: Timestamp,
    /// The number of the built-in rules that decided ([`sekisho_core::RULES`]).
    pub rules: u32,
    /// 32 random bytes, base64.
    pub salt: String,
    /// The number within the stream, from 0.
    pub seq: u64,
    /// The stream.
    pub stream: String,
}

impl Predicate {
    /// Gives the event with its two times, as the core folds it.
    pub fn recorded(&self) -> Recorded {
        Recorded { event: self.event.clone(), occurred_at: self.occurred_at, recorded_at: self.recorded_at }
    }

    /// Signs the event into the exact bytes that are stored.
    pub fn seal(&self, key: &EnvelopeKey) -> Result<Vec<u8>, Fault> {
        let subject = Subject { name: format!("{}#{}", self.stream, self.seq), digest: self.event_digest()? };
        let statement = Statement {
            subject: vec![subject],
            predicate_type: EVENT_TYPE.to_owned(),
            predicate: self.clone(),
        };
        let payload = statement.to_bytes().map_err(|error| Fault::Damaged(error.to_string()))?;
        Ok(Envelope::sign(PAYLOAD_TYPE, payload, key).to_bytes())
    }

    fn event_digest(&self) -> Result<sekisho_proof::Digest, Fault> {
        let bytes = canonical::to_vec(&self.event).map_err(|error| Fault::Damaged(error.to_string()))?;
        Ok(sekisho_proof::Digest::of(&bytes))
    }

    /// Reads an event back and checks the envelope's signature.
    ///
    /// Errors: [`Fault::Damaged`] says what does not fit.
    pub fn open(bytes: &[u8], key: &EnvelopePublicKey) -> Result<Self, Fault> {
        let envelope = Envelope::from_bytes(bytes).map_err(damaged)?;
        envelope.verify(std::slice::from_ref(key), 1).map_err(damaged)?;
        Self::parse(&envelope)
    }

    /// Reads back an event that this record wrote itself; its commitment vouches for it.
    pub fn open_own(bytes: &[u8]) -> Result<Self, Fault> {
        Self::parse(&Envelope::from_bytes(bytes).map_err(damaged)?)
    }

    fn parse(envelope: &Envelope) -> Result<Self, Fault> {
        let statement: Statement<Self> = Statement::from_bytes(&envelope.payload).map_err(damaged)?;
        if envelope.payload_type != PAYLOAD_TYPE || statement.predicate_type != EVENT_TYPE {
            return Err(Fault::Damaged(format!("`{}` is not an event", statement.predicate_type)));
        }
        let predicate = statement.predicate;
        let name = format!("{}#{}", predicate.stream, predicate.seq);
        let fits = match statement.subject.as_slice() {
            [subject] => subject.name == name && subject.digest == predicate.event_digest()?,
            _ => false,
        };
        if fits {
            Ok(predicate)
        } else {
            Err(Fault::Damaged(format!("the subject of `{name}` does not fit")))
        }
    }
}

fn damaged(error: impl std::error::Error) -> Fault {
    Fault::Damaged(error.to_string())
}

/// Writes bytes as base64.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
