//! Why an assertion of a browser is refused.

/// Says what is wrong with a browser's assertion.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AssertionError {
    /// The authenticator data is cut, makes a new key, or its flags do not fit to each other.
    #[error("the authenticator data is malformed, or its flags do not fit to each other")]
    AuthenticatorData,
    /// The client data is not JSON, has a key twice, or does not begin as a browser writes it.
    #[error("the client data is not what a browser writes")]
    ClientData,
    /// The page stood inside a page of somebody else.
    #[error("the page that asked stood inside a page of another origin")]
    CrossOrigin,
    /// Nobody entered a PIN or gave a finger.
    #[error("the passkey did not ask for PIN, finger or face")]
    NotVerified,
    /// The assertion was made for something else.
    #[error("the passkey signed something else")]
    OtherChallenge,
    /// The client data names another page than the signature does.
    #[error("the client data names another page than the signature")]
    OtherOrigin,
    /// The page is not one of the host for which the passkey was made.
    #[error("the page `{found}` is not one of `{rp_id}`, for which the passkey was made")]
    OtherPage {
        /// The page.
        found: String,
        /// The host.
        rp_id: String,
    },
    /// The assertion is of a passkey for another host.
    #[error("the assertion is of a passkey for another host than `{wanted}`")]
    OtherRpId {
        /// The host of the key asked for.
        wanted: String,
    },
    /// It is not an assertion: a browser made it for another purpose.
    #[error("the client data is not of type `webauthn.get`")]
    OtherType,
    /// The key is for no host name.
    #[error("the host of a passkey is a host name in lower case, without port")]
    RpId,
    /// The signature is not DER.
    #[error("the signature of the passkey is malformed")]
    Signature,
    /// A part is larger than any honest one.
    #[error("the assertion is too large")]
    TooLarge,
}

impl AssertionError {
    /// Gives a short stable name for what the person at the browser can do something about, and `other` for the rest.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CrossOrigin => "cross-origin",
            Self::NotVerified => "not-verified",
            Self::OtherChallenge => "other-challenge",
            Self::OtherPage { .. } | Self::OtherRpId { .. } => "other-page",
            _ => "other",
        }
    }
}
