//! Which key may sign acts, and which acts need one that cannot be copied.

use sekisho_core::Command;
use sekisho_proof::sshsig::{PublicKey, Verified};

use crate::fault::Fault;

/// How the application of a security key begins that `ssh-keygen` made. No host name holds a colon.
const COMMAND_LINE: &str = "ssh:";
/// The first label of a host whose passkeys sign acts.
const APPROVE: &str = "approve.";
/// The one host that is this machine, and needs no TLS.
const THIS_MACHINE: &str = "approve.localhost";

/// Checks that the key behind a good signature is one for acts, and was used as such a key is.
///
/// Shape: a key file; a security key made by `ssh-keygen`; a passkey for a host `approve.…`, used in a browser on a page
/// of that very host over TLS, or of `approve.localhost`. A passkey for any other host, for instance one for signing in,
/// signs no act: whoever runs the page for signing in chooses its challenges, and could choose an act.
/// Errors: [`Fault::KeyNotForActs`], [`Fault::PageNotSafe`].
/// Source: docs/adr/0032-passkeys-sign-acts.md.
pub fn check_signer(public: &PublicKey, said: &Verified) -> Result<(), Fault> {
    let Some(application) = public.application() else { return Ok(()) };
    let not_for_acts = || Err(Fault::KeyNotForActs { application: application.to_owned() });
    let Some(browser) = &said.browser else {
        // Without a browser nobody has said on which page a passkey was asked.
        return if application.starts_with(COMMAND_LINE) { Ok(()) } else { not_for_acts() };
    };
    if browser.rp_id != application || !application.starts_with(APPROVE) {
        return not_for_acts();
    }
    let page = browser.origin.as_str();
    if page.starts_with("https://") || (page.starts_with("http://") && application == THIS_MACHINE) {
        return Ok(());
    }
    Err(Fault::PageNotSafe { page: page.to_owned() })
}

/// Checks that an act for which the key must stay on one device was not signed with a passkey that can be copied.
///
/// Errors: [`Fault::KeySynced`].
pub(super) fn check_bound(command: &Command, said: &Verified) -> Result<(), Fault> {
    let synced = said.browser.as_ref().is_some_and(|browser| browser.backup_eligible);
    if synced && command.needs_bound_key() {
        return Err(Fault::KeySynced { act: command.act() });
    }
    Ok(())
}
