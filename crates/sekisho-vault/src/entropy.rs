//! Randomness, as an argument: the crate draws none by itself.

use std::io;

use crate::Fault;

/// Gives randomness fit for keys.
pub trait Entropy {
    /// Fills the bytes.
    ///
    /// Errors: [`Fault::Entropy`] if the system has none to give; no key may be made then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault>;
}

impl<F: FnMut(&mut [u8]) -> io::Result<()>> Entropy for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        self(bytes).map_err(|source| Fault::Entropy { source })
    }
}
