//! The client data: JSON that a browser writes, with the challenge and the page inside.
use std::collections::BTreeSet;
use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::AssertionError;

/// What of the client data is judged. Other fields may stand there; the specification says that more will come.
#[derive(Debug, Default)]
struct ClientData {
    kind: Option<String>,
    challenge: Option<String>,
    origin: Option<String>,
    cross_origin: bool,
    top_origin: bool,
}

impl<'de> Deserialize<'de> for ClientData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = ClientData;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("client data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ClientData, A::Error> {
        let mut data = ClientData::default();
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => data.kind = Some(map.next_value()?),
                "challenge" => data.challenge = Some(map.next_value()?),
                "origin" => data.origin = Some(map.next_value()?),
                "crossOrigin" => data.cross_origin = map.next_value()?,
                // SOURCE: WebAuthn section 5.8.1: only there if the page stands inside another one.
                "topOrigin" => {
                    map.next_value::<Anything>()?;
                    data.top_origin = true;
                }
                _ => _ = map.next_value::<Anything>()?,
            }
            if !seen.insert(key) {
                return Err(A::Error::custom("double key"));
            }
        }
        Ok(data)
    }
}

/// Any JSON in which no key stands twice; its value does not matter.
struct Anything;

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Anything {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            map.next_value::<Self>()?;
            if !seen.insert(key) {
                return Err(A::Error::custom("double key"));
            }
        }
        Ok(self)
    }
}

fn parse(json: &str) -> Result<ClientData, AssertionError> {
    serde_json::from_str(json).map_err(|_| AssertionError::ClientData)
}

/// Gives the page that the client data names.
pub(super) fn origin(json: &str) -> Result<String, AssertionError> {
    parse(json)?.origin.ok_or(AssertionError::ClientData)
}

/// Gives the challenge that the client data names.
pub(super) fn challenge(json: &str) -> Result<Vec<u8>, AssertionError> {
    let challenge = parse(json)?.challenge.ok_or(AssertionError::ClientData)?;
    URL_SAFE_NO_PAD.decode(challenge).map_err(|_| AssertionError::OtherChallenge)
}

/// Checks that a browser wrote this to sign this challenge on this page.
pub(super) fn check(json: &str, challenge: &[u8], origin: &str) -> Result<(), AssertionError> {
    let data = parse(json)?;
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    if data.kind.as_deref() != Some("webauthn.get") {
        return Err(AssertionError::OtherType);
    }
    if data.challenge.as_deref() != Some(challenge.as_str()) {
        return Err(AssertionError::OtherChallenge);
    }
    if data.origin.as_deref() != Some(origin) {
        return Err(AssertionError::OtherOrigin);
    }
    if data.cross_origin || data.top_origin {
        return Err(AssertionError::CrossOrigin);
    }
    // SOURCE: WebAuthn section 5.8.1.1: browsers begin with these three, in this order and without spaces; OpenSSH
    // reads no more than this.
    let head = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}""#);
    if json.starts_with(&head) { Ok(()) } else { Err(AssertionError::ClientData) }
}
