//! What waits to be signed: made where people look, signed where people sign, each known by a token that nobody can guess.

use std::collections::BTreeMap;

use sekisho_core::id::{PartyId, PersonId};

use crate::port::Draft;
use crate::session::{Hash, hash};

/// So long something waits: as long as a statement is valid. Units: milliseconds.
const LIFE: u64 = 60 * 60 * 1000;
/// So many wait at a time; the oldest goes first.
const MOST: usize = 4096;

/// One thing to be signed.
#[derive(Clone, Debug)]
pub(crate) enum Errand {
    /// An act.
    Act {
        /// Where the reader goes afterwards, on the side where people look.
        back: String,
        /// What the person sees, as HTML that was made from the record.
        card: String,
        /// The statement.
        draft: Box<Draft>,
        /// What it does, in words.
        title: String,
    },
    /// An office is about to begin: its first key is still to be made.
    Found(Answers),
    /// A new key shows that it is at hand.
    Possess {
        /// The hash of the invitation.
        invitation: String,
        person: PersonId,
        public: String,
        text: String,
    },
    /// A key that acts vouches for one with which the person signs in.
    Vouch { person: PersonId, public: String, text: String },
}

/// What a new office says about itself.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    /// When the office closes. Units: minutes since midnight.
    pub(crate) closing_minute: u16,
    pub(crate) mail: String,
    pub(crate) name: String,
    pub(crate) office: String,
    pub(crate) owner: PartyId,
    pub(crate) person: PersonId,
}

impl Errand {
    /// Gives the bytes that are signed.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Act { draft, .. } => &draft.statement,
            Self::Found(_) => "",
            Self::Possess { text, .. } | Self::Vouch { text, .. } => text,
        }
    }
}

/// Everything that waits.
#[derive(Debug, Default)]
pub(crate) struct Errands(BTreeMap<Hash, (u64, Errand)>);

impl Errands {
    pub(crate) fn put(&mut self, token: Hash, errand: Errand, now: u64) {
        self.forget(now);
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, (since, _))| *since).map(|(hash, _)| *hash);
            oldest.and_then(|hash| self.0.remove(&hash));
        }
        self.0.insert(token, (now, errand));
    }

    pub(crate) fn find(&mut self, token: &str, now: u64) -> Option<Errand> {
        self.forget(now);
        self.0.get(&hash(token)).map(|(_, errand)| errand.clone())
    }

    /// Done once and for all.
    pub(crate) fn end(&mut self, token: &str) {
        self.0.remove(&hash(token));
    }

    fn forget(&mut self, now: u64) {
        self.0.retain(|_, (since, _)| now.saturating_sub(*since) < LIFE);
    }
}

/// Questions of the sign-in page that nobody has answered yet, by their hash.
#[derive(Debug, Default)]
pub(crate) struct Greetings(BTreeMap<Hash, u64>);

impl Greetings {
    pub(crate) fn put(&mut self, nonce: Hash, now: u64) {
        self.0.retain(|_, since| now.saturating_sub(*since) < LIFE);
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, since)| **since).map(|(hash, _)| *hash);
            oldest.and_then(|hash| self.0.remove(&hash));
        }
        self.0.insert(nonce, now);
    }

    /// Tells whether the question is one of ours and not answered yet; from now on it is.
    pub(crate) fn take(&mut self, nonce: &str, now: u64) -> bool {
        self.0.remove(&hash(nonce)).is_some_and(|since| now.saturating_sub(since) < LIFE)
    }
}
