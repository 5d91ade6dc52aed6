//! The two names of the server: one for looking, one for signing.
//!
//! A passkey belongs to one host name. What acts is signed under a name of its own, so that nothing which is signed in order to
//! come in can ever be taken for an act. Source: `docs/adr/0033-pages.md`.

use axum::http::{HeaderMap, header};

/// The first label of the name under which people sign.
const SIGN: &str = "approve";

/// One of the two names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Door {
    /// Where people look, and fill in forms.
    Look,
    /// Where people sign.
    Sign,
}

/// Where the server is found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Site {
    authority: String,
    host: String,
    scheme: &'static str,
}

/// Says why an address is none for pages.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SiteError {
    /// The name is no host name in lower case: passkeys know no addresses of numbers.
    #[error("`{0}` is no host name")]
    Host(String),
    /// It is not `https`, nor `http` on this machine.
    #[error("`{0}` is not encrypted")]
    Plain(String),
    /// It is more than scheme, name and port.
    #[error("`{0}` is not an origin")]
    Shape(String),
}

impl Site {
    /// Reads `https://sekisho.city.example` or `http://localhost:8080`.
    ///
    /// Errors: [`SiteError`].
    pub fn parse(url: &str) -> Result<Self, SiteError> {
        let url = url.trim_end_matches('/');
        let (scheme, authority) = url.split_once("://").ok_or_else(|| SiteError::Shape(url.to_owned()))?;
        let (host, port) =
            authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return Err(SiteError::Shape(url.to_owned()));
        }
        if !sekisho_proof::sshsig::webauthn::is_rp_id(host) || host.starts_with("approve.") {
            return Err(SiteError::Host(host.to_owned()));
        }
        let scheme = match scheme {
            "https" => "https",
            "http" if host == "localhost" || host.ends_with(".localhost") => "http",
            _ => return Err(SiteError::Plain(url.to_owned())),
        };
        Ok(Self { authority: authority.to_owned(), host: host.to_owned(), scheme })
    }

    /// Gives the origin where people look.
    pub fn look(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Gives the origin where people sign.
    pub fn sign(&self) -> String {
        format!("{}://{SIGN}.{}", self.scheme, self.authority)
    }

    /// Gives the rp id of keys with which people sign in.
    pub(crate) fn look_id(&self) -> &str {
        &self.host
    }

    /// Gives the rp id of keys that act.
    pub(crate) fn sign_id(&self) -> String {
        format!("{SIGN}.{}", self.host)
    }

    /// Tells whether what goes over the wire is encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.scheme == "https"
    }

    /// Finds which of the two names was called; a name that is not ours is nobody's.
    pub(crate) fn door(&self, headers: &HeaderMap) -> Option<Door> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return None };
        let host = host.to_str().ok()?;
        if host == self.authority {
            return Some(Door::Look);
        }
        (host.strip_prefix(SIGN)?.strip_prefix('.')? == self.authority).then_some(Door::Sign)
    }

    /// Tells whether a form came from a page of ours under the same name.
    pub(crate) fn is_from(&self, door: Door, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
        let own = match door {
            Door::Look => self.look(),
            Door::Sign => self.sign(),
        };
        origin.as_bytes() == own.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_site_has_a_name_and_is_encrypted_or_here() {
        for good in ["https://sekisho.city.example", "http://localhost:8080", "https://a.example:8443/"] {
            assert!(Site::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://city.example",
            "https://10.0.0.1",
            "https://approve.city.example",
            "city.example",
            "https://A.b",
        ] {
            assert!(Site::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_its_two_names_are_its_doors() {
        let site = Site::parse("http://localhost:8080").unwrap();
        let door = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            site.door(&headers)
        };
        assert_eq!(door("localhost:8080"), Some(Door::Look));
        assert_eq!(door("approve.localhost:8080"), Some(Door::Sign));
        for other in
            ["evil.example", "localhost", "127.0.0.1:8080", "approve.localhost", "approvelocalhost:8080"]
        {
            assert_eq!(door(other), None, "{other}");
        }
    }
}
