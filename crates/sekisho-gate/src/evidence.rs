//! Evidence: who signed which act. Nobody else can build a [`CheckedAct`].

mod signer;

use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::{Command, State, Timestamp};
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::sshsig::{self, PublicKey};
use sekisho_proof::{Digest, canonical};

pub use signer::check_signer;

use crate::attached;
use crate::fault::Fault;
use crate::wire::v1::By;

/// A statement may come so much earlier than its own time: clocks of two offline sites differ. Units: seconds.
/// Source: docs/spec/event.md section 2.
const DRIFT: i64 = 10 * 60;

/// No statement is valid for longer. Units: seconds.
const LIFETIME: i64 = 24 * 60 * 60;

/// The longest act statement: a stock-take of thousands of media fits. Units: bytes.
const STATEMENT_LIMIT: usize = 256 * 1024;

/// The longest armored signature. Units: bytes.
const SIGNATURE_LIMIT: usize = 8 * 1024;

/// The first half of the namespace in which a new key proves that it is at hand.
pub const POSSESSION: &str = "possess.key";

/// An act with a good signature; nobody has asked yet whose key it is.
#[derive(Clone, Debug)]
pub struct SignedAct {
    command: Command,
    occurred_at: Timestamp,
    key: KeyId,
    public: PublicKey,
    signature: String,
    statement: ActStatement,
    text: String,
}

impl SignedAct {
    /// Gives the key that signed.
    pub fn key(&self) -> &KeyId {
        &self.key
    }

    /// Gives the statement.
    pub fn statement(&self) -> &ActStatement {
        &self.statement
    }

    /// Gives the digest of the statement's exact text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// Gives the person whom the statement names.
    ///
    /// Errors: [`Fault::Command`] if that is no person's code.
    pub fn claimed(&self) -> Result<PersonId, Fault> {
        let person = &self.statement.person;
        person.parse().map_err(|_| Fault::Command(format!("`{person}` is not a person")))
    }
}

/// An act whose signature was checked against a key enrolled for this person.
#[derive(Clone, Debug)]
pub struct CheckedAct {
    command: Command,
    key: KeyId,
    occurred_at: Timestamp,
    person: PersonId,
    signature: String,
    statement: ActStatement,
    text: String,
}

impl CheckedAct {
    /// Gives the command.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// Gives the person.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// Gives the key that signed.
    pub fn key(&self) -> &KeyId {
        &self.key
    }

    /// Gives the person's clock.
    pub fn occurred_at(&self) -> Timestamp {
        self.occurred_at
    }

    /// Gives the statement.
    pub fn statement(&self) -> &ActStatement {
        &self.statement
    }

    /// Gives the digest of the statement's exact text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// Gives what an event says about its author.
    pub fn by(&self) -> By {
        By::Person {
            key: self.key.clone(),
            person: self.person.clone(),
            signature: self.signature.clone(),
            statement: self.text.clone(),
        }
    }
}

/// Checks everything about a signed statement that does not depend on the clock or on what was shown.
///
/// Shape: the signature fits a key that is enrolled for exactly the person named; before the office exists, the
/// founding act brings its own key.
/// Errors: each its own [`Fault`]; nothing is recorded for them, since nobody known has spoken.
/// Source: promise G4.
pub fn check(state: &State, origin: &str, text: &str, signature: &str) -> Result<CheckedAct, Fault> {
    identify(state, read(origin, text, signature)?)
}

/// Reads a signed statement: meant for this record, with a command, and with a signature that fits to it.
pub fn read(origin: &str, text: &str, signature: &str) -> Result<SignedAct, Fault> {
    let armored = signature.starts_with("-----BEGIN SSH SIGNATURE-----\n") && signature.is_ascii();
    if text.len() > STATEMENT_LIMIT || signature.len() > SIGNATURE_LIMIT {
        return Err(Fault::TooLarge);
    }
    // Nothing stands before or around the signature: it would stay in the record for ever.
    if !armored {
        return Err(Fault::Signature(sshsig::SshsigError::MalformedSignature));
    }
    let statement = ActStatement::parse(text).map_err(Fault::Statement)?;
    if statement.origin != origin {
        return Err(Fault::OtherOrigin { meant: statement.origin, here: origin.to_owned() });
    }
    let command: Command = canonical::from_slice(statement.command.as_bytes())
        .map_err(|error| Fault::Command(error.to_string()))?;
    // What is signed is what is done: a field that the command does not have would be signed and then forgotten.
    if canonical::to_vec(&command).ok().as_deref() != Some(statement.command.as_bytes()) {
        return Err(Fault::Command("it holds fields that no command has".to_owned()));
    }
    if command.act() != statement.act {
        return Err(Fault::Command(format!("`{}` is not the act of the command", statement.act)));
    }
    let occurred_at =
        statement.time.parse().map_err(|_| Fault::Command(format!("`{}` is not a time", statement.time)))?;
    let public = sshsig::signer(signature).map_err(Fault::Signature)?;
    let said = sshsig::verify(&public, &namespace(command.act()), text.as_bytes(), signature)
        .map_err(Fault::Signature)?;
    check_signer(&public, &said)?;
    signer::check_bound(&command, &said)?;
    let key = KeyId(public.fingerprint());
    let (text, signature) = (text.to_owned(), signature.to_owned());
    Ok(SignedAct { command, occurred_at, key, public, signature, statement, text })
}

/// Finds out who signed: the person for whom the key is enrolled, who must be the one that the statement names.
pub fn identify(state: &State, signed: SignedAct) -> Result<CheckedAct, Fault> {
    let SignedAct { command, occurred_at, key, public, signature, statement, text } = signed;
    let person = owner(state, &command, &key, &public)?;
    if person.as_str() != statement.person {
        return Err(Fault::OtherPerson { owner: person.to_string(), claimed: statement.person });
    }
    if let Command::EnrollKey { key, person, possession, public } = &command {
        check_possession(&statement.origin, person, key, public, possession)?;
    }
    attached::check(state, &statement.origin, &command)?;
    Ok(CheckedAct { command, key, occurred_at, person, signature, statement, text })
}

fn owner(state: &State, command: &Command, key: &KeyId, public: &PublicKey) -> Result<PersonId, Fault> {
    // Only the founding act brings its own key. Later, whoever asks to found is somebody known, or nobody.
    if let (Command::Establish { administrator, key: own, public: line, .. }, None) = (command, &state.office)
    {
        let same = own == key && *line == public.to_openssh();
        return if same { Ok(administrator.clone()) } else { Err(Fault::UnknownKey(key.clone())) };
    }
    let (person, line) = state.key_owner(key).ok_or_else(|| Fault::UnknownKey(key.clone()))?;
    if line == public.to_openssh() { Ok(person.clone()) } else { Err(Fault::UnknownKey(key.clone())) }
}

/// Writes the text that a new key signs to prove that it is at hand, for this person and record only.
///
/// Source: docs/spec/event.md section 2.
pub fn possession_text(origin: &str, person: &PersonId, public: &str) -> String {
    format!("sekisho key possession v1\norigin: {origin}\nperson: {person}\nkey: {public}\n")
}

fn check_possession(
    origin: &str,
    person: &PersonId,
    key: &KeyId,
    public: &str,
    possession: &str,
) -> Result<(), Fault> {
    let parsed = PublicKey::from_openssh(public).map_err(Fault::Signature)?;
    if parsed.fingerprint() != key.0 || parsed.to_openssh() != public {
        return Err(Fault::UnknownKey(key.clone()));
    }
    let text = possession_text(origin, person, public);
    let said = sshsig::verify(&parsed, &namespace(POSSESSION), text.as_bytes(), possession)
        .map_err(Fault::Possession)?;
    check_signer(&parsed, &said)
}

/// Checks that an order is fresh. A fact is taken at any time: it only says when it happened.
///
/// Units: `now` is the record's clock.
pub fn check_fresh(act: &CheckedAct, now: Timestamp) -> Result<(), Fault> {
    if act.command.is_fact() {
        return Ok(());
    }
    let statement = &act.statement;
    let expires: Timestamp = statement
        .expires
        .parse()
        .map_err(|_| Fault::Command(format!("`{}` is not a time", statement.expires)))?;
    let time = act.occurred_at;
    if let Command::Release { challenge, .. } = &act.command {
        let station = attached::challenge_time(challenge, now)?;
        if station < now.plus(-DRIFT) || now.plus(DRIFT) < station {
            return Err(Fault::ChallengeTime { station: station.to_string(), now: now.to_string() });
        }
    }
    let short = time < expires && expires <= time.plus(LIFETIME);
    if short && time.plus(-DRIFT) <= now && now < expires {
        return Ok(());
    }
    Err(Fault::NotValidNow { time: time.to_string(), expires: expires.to_string(), now: now.to_string() })
}

/// Checks that the person was shown what the record says.
pub fn check_facts(state: &State, act: &CheckedAct) -> Result<(), Fault> {
    let shown = &act.statement.facts;
    let fits = act.command.is_fact() || *shown == sekisho_core::facts::facts(state, &act.command);
    if fits { Ok(()) } else { Err(Fault::FactsDiffer) }
}
