//! Who is signed in: in memory only, by the hash of a cookie. A server that starts again knows nobody.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sekisho_core::id::PersonId;
use sha2::{Digest as _, Sha256};

/// A session ends after so long without a request. Units: milliseconds.
const IDLE: u64 = 30 * 60 * 1000;
/// A session ends after so long in any case. Units: milliseconds.
const LONGEST: u64 = 9 * 60 * 60 * 1000;
/// So many at a time; the one that was silent longest goes first.
const MOST: usize = 4096;

/// 32 random bytes that only their holder knows, as they stand in a cookie or an address.
#[derive(Clone)]
pub(crate) struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    pub(crate) fn draw(entropy: fn(&mut [u8]) -> std::io::Result<()>) -> std::io::Result<Self> {
        let mut bytes = [0; 32];
        entropy(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> Hash {
        hash(&self.0)
    }
}

/// What is kept of a token.
pub(crate) type Hash = [u8; 32];

/// Hashes a token that somebody shows.
pub(crate) fn hash(token: &str) -> Hash {
    Sha256::digest(token).into()
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    began: u64,
    /// What every form of theirs brings back.
    pub(crate) csrf: String,
    /// The key that vouches for the one with which they signed in: when it ends, so does the session.
    pub(crate) key: String,
    pub(crate) person: PersonId,
    seen: u64,
}

/// Everybody who is signed in.
#[derive(Debug, Default)]
pub(crate) struct Sessions(BTreeMap<Hash, Session>);

impl Sessions {
    /// Begins a session under a token that nobody had before: a cookie from before the sign-in is worth nothing.
    pub(crate) fn begin(&mut self, token: &Token, csrf: &Token, person: PersonId, key: String, now: u64) {
        self.forget(now);
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, one)| one.seen).map(|(hash, _)| *hash);
            oldest.and_then(|hash| self.0.remove(&hash));
        }
        let session = Session { began: now, csrf: csrf.text().to_owned(), key, person, seen: now };
        self.0.insert(token.hash(), session);
    }

    /// Finds a session that still lives.
    pub(crate) fn find(&mut self, token: &str, now: u64) -> Option<Session> {
        self.forget(now);
        let session = self.0.get_mut(&hash(token))?;
        session.seen = now;
        Some(session.clone())
    }

    /// Tells how many are signed in.
    pub(crate) fn len(&mut self, now: u64) -> usize {
        self.forget(now);
        self.0.len()
    }

    pub(crate) fn end(&mut self, token: &str) {
        self.0.remove(&hash(token));
    }

    fn forget(&mut self, now: u64) {
        self.0
            .retain(|_, one| now.saturating_sub(one.seen) < IDLE && now.saturating_sub(one.began) < LONGEST);
    }
}

/// Names the cookie of a browser that makes a sign-in key.
pub(crate) fn browser_cookie(encrypted: bool) -> &'static str {
    if encrypted { "__Host-sekisho-new" } else { "sekisho-new" }
}

/// Names the cookie: with the prefix that browsers give to nobody but the host itself, where they can.
pub(crate) fn cookie_name(encrypted: bool) -> &'static str {
    if encrypted { "__Host-sekisho" } else { "sekisho" }
}

/// Writes a cookie; an empty value ends it.
pub(crate) fn cookie(encrypted: bool, name: &str, value: &str) -> String {
    let secure = if encrypted { "; Secure" } else { "" };
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// Finds a cookie.
pub(crate) fn read_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(given, _)| *given == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_silence_by_age_and_by_word() {
        let token = |byte: u8| Token(byte.to_string());
        let mut sessions = Sessions::default();
        let person: PersonId = "O-1".parse().unwrap();
        sessions.begin(&token(1), &token(2), person.clone(), String::new(), 0);
        assert!(sessions.find("1", IDLE - 1).is_some());
        assert!(sessions.find("2", IDLE - 1).is_none());
        assert!(sessions.find("1", 2 * IDLE).is_none());
        sessions.begin(&token(3), &token(2), person.clone(), String::new(), 0);
        for step in 0..LONGEST / (IDLE / 2) {
            assert!(sessions.find("3", step * (IDLE / 2)).is_some());
        }
        assert!(sessions.find("3", LONGEST).is_none());
        sessions.begin(&token(4), &token(2), person, String::new(), 0);
        sessions.end("4");
        assert!(sessions.find("4", 0).is_none());
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "xsekisho=1; sekisho=2; lang=ja".parse().unwrap());
        assert_eq!(read_cookie(&headers, "sekisho"), Some("2"));
        assert_eq!(read_cookie(&headers, "lang"), Some("ja"));
        assert_eq!(read_cookie(&headers, "kisho"), None);
    }
}
