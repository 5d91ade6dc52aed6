//! Who asks for a statement: its facts come from the record, and nothing of the record is told to nobody in particular.
//!
//! Shape: a short text, signed in a namespace of its own, worth nothing as an act.
//! Source: `docs/spec/http.md` section 3.

use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::{Command, State, Timestamp};
use sekisho_gate::evidence::check_signer;
use sekisho_proof::act::namespace;
use sekisho_proof::{canonical, sshsig};

use crate::form::Asking;

/// The first half of the namespace.
pub const ASK: &str = "ask.statement";

/// The clocks may differ so much. Units: seconds.
const DRIFT: i64 = 10 * 60;

/// The longest armored signature. Units: bytes.
const SIGNATURE_LIMIT: usize = 8 * 1024;

/// Says why an asking counts for nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// Nobody signed, and the record would speak.
    #[error("the asking is not signed")]
    Unsigned,
    /// The key, the signature, the person or the time does not fit.
    #[error("the asking is not signed by this person now")]
    Unfit,
}

/// Writes the text that is signed.
///
/// Errors: a command that cannot be written as one line.
pub fn text(
    origin: &str,
    person: &PersonId,
    command: &Command,
    time: &str,
) -> Result<String, canonical::CanonicalError> {
    let line = String::from_utf8_lossy(&canonical::to_vec(command)?).into_owned();
    Ok(format!("sekisho asking v1\norigin: {origin}\nperson: {person}\ntime: {time}\ncommand: {line}\n"))
}

/// Checks that whoever may hear what the record says has asked.
///
/// Shape: a statement that tells only what its own command says needs no asking.
/// Errors: [`AskError`].
pub(crate) fn check(
    (state, origin, now): (&State, &str, Timestamp),
    person: &PersonId,
    command: &Command,
    asking: Option<&Asking>,
) -> Result<(), AskError> {
    let own_words = matches!(command, Command::Amend { .. } | Command::RequestPermit { .. });
    // What is signed about a contract, an order or an employment is told from the record, as of a permit.
    let of_record = matches!(
        command,
        Command::ActivateContract { .. }
            | Command::ApproveOrder { .. }
            | Command::ConfirmEmployment { .. }
            | Command::PlaceOrder { .. }
            | Command::StopOrder { .. }
    );
    if own_words || (command.permit().is_none() && !of_record) {
        return Ok(());
    }
    let asking = asking.ok_or(AskError::Unsigned)?;
    let time: Timestamp = asking.time.parse().map_err(|_| AskError::Unfit)?;
    let fresh = now.plus(-DRIFT) <= time && time <= now.plus(DRIFT);
    if !fresh || asking.signature.len() > SIGNATURE_LIMIT {
        return Err(AskError::Unfit);
    }
    let text = text(origin, person, command, &asking.time).map_err(|_| AskError::Unfit)?;
    let public = sshsig::signer(&asking.signature).map_err(|_| AskError::Unfit)?;
    let said = sshsig::verify(&public, &namespace(ASK), text.as_bytes(), &asking.signature)
        .map_err(|_| AskError::Unfit)?;
    check_signer(&public, &said).map_err(|_| AskError::Unfit)?;
    let owner = state.key_owner(&KeyId(public.fingerprint()));
    let own = owner.is_some_and(|(owner, line)| owner == person && line == public.to_openssh());
    if own { Ok(()) } else { Err(AskError::Unfit) }
}
