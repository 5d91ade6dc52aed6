//! The address: plain HTTP stays on this machine.

use std::io;
use std::net::{SocketAddr, TcpListener};

/// Whether what goes over the wire is encrypted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Carriage {
    /// In the clear: only to this machine itself, or to a proxy on it.
    Plain,
    /// By TLS.
    Tls,
}

/// Says why nobody listens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// Others could listen in.
    #[error("plain HTTP is for this machine only, not for {0}")]
    NotLoopback(SocketAddr),
    /// The system refuses the address.
    #[error("cannot listen on {address}")]
    Refused {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// Takes an address. Port 0 takes any that is free: see [`TcpListener::local_addr`].
///
/// Errors: [`ListenError`].
pub fn listen(address: SocketAddr, carriage: Carriage) -> Result<TcpListener, ListenError> {
    if carriage == Carriage::Plain && !address.ip().to_canonical().is_loopback() {
        return Err(ListenError::NotLoopback(address));
    }
    let refused = |source| ListenError::Refused { address, source };
    let listener = TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}
