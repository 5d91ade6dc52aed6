//! Names of things: short codes, never names of people.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Tells why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: 1 to 32 of A-Z a-z 0-9 - . _")]
pub struct IdError(pub String);

fn checked(text: &str) -> Result<String, IdError> {
    let fits = (1..=32).contains(&text.len());
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    if fits && plain { Ok(text.to_owned()) } else { Err(IdError(text.to_owned())) }
}

macro_rules! code_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        ///
        /// Shape: 1 to 32 of `A-Z a-z 0-9 - . _`.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Gives the code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                checked(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

code_ids! {
    /// A room or a system that a card or an account is for.
    AccessId
    /// A contract of the owner's with a contractor.
    ContractId
    /// A copy of the content at a site.
    CopyCode
    /// A course of training.
    CourseId
    /// An organization: the data owner or a contractor.
    PartyId
    /// An order to a lower tier.
    OrderId
    /// One human being.
    PersonId
    /// A cabinet, room or site.
    PlaceId
    /// A section of an office (課): where in it a person works.
    DepartmentId
    /// A computer that receives data.
    DeviceId
    /// A medium of the register: a stick, disk or tape.
    MediumId
    /// A safety plan.
    PlanId
    /// A risk in a plan.
    RiskId
    /// A step of a plan's procedure.
    StepId
    /// A dataset of the owner.
    DatasetId
    /// What data are used for.
    PurposeId
    /// A piece of work that is contracted.
    WorkId
}

/// A domain of mail addresses that an organization gives to its people, such as `city.example`.
///
/// Shape: lower case, two labels or more, of `a-z 0-9 -`, 253 bytes at most; a domain in another script stands in its ASCII form.
/// Source: RFC 1035 section 2.3.1; RFC 5890 for other scripts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailDomain(String);

/// Tells why a text is no domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a mail domain: labels of a-z 0-9 - with dots between them")]
pub struct MailDomainError(pub String);

impl MailDomain {
    /// Tells whether addresses at the host are of this domain: the domain itself, or one below it.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        host.strip_suffix(&self.0).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

impl FromStr for MailDomain {
    type Err = MailDomainError;
    fn from_str(text: &str) -> Result<Self, MailDomainError> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(plain)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_one = text.len() <= 253 && text.contains('.') && text.split('.').all(fits);
        if is_one { Ok(Self(text.to_owned())) } else { Err(MailDomainError(text.to_owned())) }
    }
}

impl TryFrom<String> for MailDomain {
    type Error = MailDomainError;
    fn try_from(text: String) -> Result<Self, MailDomainError> {
        text.parse()
    }
}

impl From<MailDomain> for String {
    fn from(domain: MailDomain) -> Self {
        domain.0
    }
}

impl fmt::Display for MailDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! numbered_ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub u32);

        impl $name {
            /// Gives the next number.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{:04}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let number = text.strip_prefix($prefix).and_then(|digits| digits.parse().ok()).map(Self);
                // One spelling per number, so that ids can be compared as text.
                number.filter(|id| id.to_string() == text).ok_or_else(|| IdError(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )*};
}

numbered_ids! {
    /// A permit, numbered by the record: `P-0001`.
    PermitId "P-"
    /// An incident, numbered by the record: `I-0001`.
    IncidentId "I-"
    /// A finding about a person, numbered by the record: `F-0001`.
    FindingId "F-"
}

/// The fingerprint of an enrolled key, as OpenSSH prints it (`SHA256:…`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyId(pub String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_short_plain_code() {
        for good in ["O-1", "USB.2026_07", "a"] {
            assert_eq!(good.parse::<MediumId>().map(|id| id.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "佐藤", "a b", "012345678901234567890123456789012", "a/b"] {
            assert_eq!(bad.parse::<MediumId>(), Err(IdError(bad.to_owned())));
        }
    }

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!("P-0001".parse(), Ok(PermitId(1)));
        assert_eq!("P-12345".parse(), Ok(PermitId(12345)));
        for bad in ["P-1", "P-00001", "P-+001", "p-0001", "P-"] {
            assert_eq!(bad.parse::<PermitId>(), Err(IdError(bad.to_owned())));
        }
    }
}
