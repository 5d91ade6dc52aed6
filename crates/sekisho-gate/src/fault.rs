//! Faults: something broke, or what came in cannot be judged. A *no* of the rules is not a fault.

use sekisho_core::id::KeyId;

/// What went wrong, and on whose side.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Sender: the statement does not follow its format.
    #[error("the act statement is malformed")]
    Statement(#[source] sekisho_proof::act::ActError),
    /// Sender: the command inside the statement does not parse.
    #[error("the command in the act statement is malformed: {0}")]
    Command(String),
    /// Sender: the statement is meant for another record.
    #[error("the act statement is meant for the record `{meant}`, this is `{here}`")]
    OtherOrigin {
        /// The record that the statement names.
        meant: String,
        /// This record.
        here: String,
    },
    /// Sender: the signing key is enrolled for nobody here, or was revoked.
    #[error("the key `{0}` is not enrolled here, or was revoked")]
    UnknownKey(KeyId),
    /// Sender: the key belongs to somebody else than the statement says.
    #[error("the key belongs to `{owner}`, the act statement speaks for `{claimed}`")]
    OtherPerson {
        /// For whom the key is enrolled.
        owner: String,
        /// Whom the statement names.
        claimed: String,
    },
    /// Sender: the signature does not fit.
    #[error("the signature does not fit the act statement")]
    Signature(#[source] sekisho_proof::sshsig::SshsigError),
    /// Sender: the key is a passkey for something else, or a security key that was not used as one for acts is.
    #[error("a key for `{application}` signs no acts")]
    KeyNotForActs {
        /// The host, or whatever the security key is for.
        application: String,
    },
    /// Sender: the passkey can be copied to other devices, and this act needs a key that stays where it is.
    #[error("the passkey can be copied to other devices; `{act}` needs a key that cannot")]
    KeySynced {
        /// The act.
        act: &'static str,
    },
    /// Sender: the page on which the passkey was asked was not protected on its way.
    #[error("the page `{page}` on which the passkey was asked is neither https nor this machine")]
    PageNotSafe {
        /// The page.
        page: String,
    },
    /// Sender: a signature inside the command does not fit: of a device, the vault, a witness, or somebody present.
    #[error("the signature for `{what}` inside the command does not fit")]
    Attached {
        /// The first half of its namespace.
        what: &'static str,
        /// What is wrong.
        #[source]
        source: sekisho_proof::sshsig::SshsigError,
    },
    /// Sender: the station's clock is too far from the record's.
    #[error("the station's clock says `{station}`, it is `{now}`")]
    ChallengeTime {
        /// The station's clock.
        station: String,
        /// The record's clock.
        now: String,
    },
    /// Sender: the vault confirms what nobody ordered.
    #[error("the receipt of the vault is about nothing whose destruction was ordered")]
    NothingDoomed,
    /// Sender: a permit file is not this record's, or not whole.
    #[error("the permit file does not fit: {0}")]
    PermitFile(String),
    /// Sender: the new key did not prove that it is at hand, for this person and this record.
    #[error("the proof of the new key does not fit to it, to the person or to this record")]
    Possession(#[source] sekisho_proof::sshsig::SshsigError),
    /// Sender: too old, too new, or valid for too long.
    #[error("the act statement is valid from `{time}` to `{expires}`, not now (`{now}`)")]
    NotValidNow {
        /// The person's clock.
        time: String,
        /// The end of its validity.
        expires: String,
        /// The record's clock.
        now: String,
    },
    /// Sender: what the person was shown is not what the record says.
    #[error("the facts in the act statement are not those of the record any more")]
    FactsDiffer,
    /// Sender: the statement knows a checkpoint that this record never had.
    #[error("the act statement names a checkpoint of size {0} that this record never had")]
    OtherHistory(u64),
    /// Sender: a nonce was used for another statement.
    #[error("the nonce was used before for another act statement")]
    NonceUsed,
    /// Sender: a text that came along is not the one behind a digest in the command.
    #[error("a text does not fit to the digest `{0}` in the command")]
    Disclosure(sekisho_core::Digest),
    /// Sender: the command names a text that did not come along, and that the record does not have.
    #[error("the text behind the digest `{0}` in the command did not come along")]
    Undisclosed(sekisho_core::Digest),
    /// Sender: a name or free text holds what does not show, or is too long.
    #[error("a text holds characters that do not show on one line, or is longer than 2000 characters")]
    Text,
    /// Sender: a statement or signature is larger than any honest one.
    #[error("the act statement or its signature is too large")]
    TooLarge,
    /// Ours: somebody else wrote at the same time, three times over.
    #[error("others are writing to the record; nothing was changed")]
    Busy,
    /// Ours: the local rules cannot be read, or do not say what they must.
    #[error("the local rules cannot be used: {0}")]
    LocalRules(String),
    /// Ours: the text that is kept as a set of local rules is another one.
    #[error("what is kept as the local rules `{asked}` is `{found}`")]
    LocalRulesDiffer {
        /// The set that was asked for.
        asked: sekisho_core::Digest,
        /// What lies in its place.
        found: sekisho_core::Digest,
    },
    /// Ours: the text of a set of local rules is not kept here.
    #[error("the text of the local rules `{0}` is not kept here")]
    LocalRulesMissing(sekisho_core::Digest),
    /// Ours: the record does not hold what it should.
    #[error("the record is damaged: {0}")]
    Damaged(String),
    /// Ours: the storage failed.
    #[error("the storage failed: {message}")]
    Storage {
        /// What it said, for the operator.
        message: String,
        /// The failure itself.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Fault {
    /// Tells whether the sender can mend it by sending something else.
    pub fn is_senders(&self) -> bool {
        let ours = matches!(self, Self::Busy | Self::Damaged(_) | Self::Storage { .. });
        !ours && !self.is_of_local_rules()
    }

    /// Tells whether the local rules could not be asked: that stops the act, but no fact that comes with it.
    pub fn is_of_local_rules(&self) -> bool {
        matches!(self, Self::LocalRules(_) | Self::LocalRulesDiffer { .. } | Self::LocalRulesMissing(_))
    }

    /// Wraps what reading tiles met: a failure of the storage, or tiles that are not what they should be.
    pub fn tiles(error: sekisho_proof::tile::TileError) -> Self {
        match error {
            sekisho_proof::tile::TileError::Read { .. } => Self::storage(error),
            other => Self::Damaged(other.to_string()),
        }
    }

    /// Wraps a failure of the storage.
    pub fn storage(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Storage { message: source.to_string(), source: Box::new(source) }
    }
}
