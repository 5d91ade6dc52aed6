//! What waits to be signed: made where people look, signed where people sign, each known by a token that nobody can guess.

use std::collections::BTreeMap;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sekisho_core::id::{PartyId, PersonId};
use sha2::{Digest as _, Sha256};

use crate::keys::SignInKey;
use crate::port::Draft;
use crate::session::{Hash, hash};

/// So long something waits: as long as a statement is valid. Units: milliseconds.
const LIFE: u64 = 60 * 60 * 1000;
/// So many of one person's acts wait at a time; their oldest goes first.
const MOST_OF_ONE: usize = 64;
/// So many acts wait at a time; the oldest goes first.
const MOST_ACTS: usize = 4096;
/// So many of the rest wait at a time: whoever is not signed in cannot push the acts of others out.
const MOST_OTHERS: usize = 1024;

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
    /// An act that was signed and recorded: whoever still has its page open is told so.
    Done {
        person: PersonId,
        /// Where its signer went, on the side where people look.
        place: String,
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
    /// A sign-in key for which somebody vouched: it counts once the browser that made it has come back.
    Ready { browser: Hash, key: SignInKey },
    /// A key that acts vouches for one with which the person signs in.
    Vouch {
        /// The hash of what only the browser knows in which the key was made.
        browser: Hash,
        person: PersonId,
        public: String,
        text: String,
    },
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
            Self::Done { .. } | Self::Found(_) | Self::Ready { .. } => "",
            Self::Possess { text, .. } | Self::Vouch { text, .. } => text,
        }
    }

    /// Gives whose act it is, if it is one.
    fn actor(&self) -> Option<&PersonId> {
        match self {
            Self::Act { draft, .. } => Some(&draft.person),
            Self::Done { person, .. } => Some(person),
            _ => None,
        }
    }
}

/// Everything that waits.
#[derive(Debug, Default)]
pub(crate) struct Errands(BTreeMap<Hash, (u64, Errand)>);

impl Errands {
    pub(crate) fn put(&mut self, token: Hash, errand: Errand, now: u64) {
        self.forget(now);
        if let Some(actor) = errand.actor() {
            self.make_room(MOST_OF_ONE, |other| other.actor() == Some(actor));
            self.make_room(MOST_ACTS, |other| other.actor().is_some());
        } else {
            self.make_room(MOST_OTHERS, |other| other.actor().is_none());
        }
        self.0.insert(token, (now, errand));
    }

    /// Tells how many wait.
    pub(crate) fn len(&mut self, now: u64) -> usize {
        self.forget(now);
        self.0.len()
    }

    /// Lets the oldest of a kind go if there are as many as may be.
    fn make_room(&mut self, most: usize, of_kind: impl Fn(&Errand) -> bool) {
        let kind = || self.0.iter().filter(|(_, (_, errand))| of_kind(errand));
        if kind().count() >= most {
            let oldest = kind().min_by_key(|(_, (since, _))| *since).map(|(hash, _)| *hash);
            oldest.and_then(|hash| self.0.remove(&hash));
        }
    }

    pub(crate) fn find(&mut self, token: &str, now: u64) -> Option<Errand> {
        self.forget(now);
        self.0.get(&hash(token)).map(|(_, errand)| errand.clone())
    }

    /// Done once and for all.
    pub(crate) fn end(&mut self, token: &str) {
        self.0.remove(&hash(token));
    }

    /// Done, and told for as long as it would have waited: nothing more is signed under this token.
    pub(crate) fn done(&mut self, token: &str, person: PersonId, place: String) {
        if let Some((_, errand)) = self.0.get_mut(&hash(token)) {
            *errand = Errand::Done { person, place };
        }
    }

    fn forget(&mut self, now: u64) {
        self.0.retain(|_, (since, _)| now.saturating_sub(*since) < LIFE);
    }
}

/// Questions of the sign-in page. They are not kept, so that nobody can push the questions of others out: each carries the
/// server's own mark, and only what was answered is remembered.
#[derive(Default)]
pub(crate) struct Greetings {
    answered: BTreeMap<Hash, u64>,
    key: [u8; 32],
}

impl std::fmt::Debug for Greetings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Greetings")
    }
}

/// The parts of a question. Units: bytes.
const TIME: usize = 8;
const FRESH: usize = 16;

impl Greetings {
    /// Begins with a key of this server alone.
    pub(crate) fn new(entropy: fn(&mut [u8]) -> io::Result<()>) -> io::Result<Self> {
        let mut key = [0; 32];
        entropy(&mut key)?;
        Ok(Self { answered: BTreeMap::new(), key })
    }

    /// Asks a question that was never asked.
    pub(crate) fn ask(&self, entropy: fn(&mut [u8]) -> io::Result<()>, now: u64) -> io::Result<String> {
        let mut fresh = [0; FRESH];
        entropy(&mut fresh)?;
        let body = [&now.to_be_bytes()[..], &fresh].concat();
        Ok(URL_SAFE_NO_PAD.encode([body.as_slice(), &self.mark(&body)].concat()))
    }

    /// Tells whether the question is one of ours and not answered yet.
    pub(crate) fn is_open(&self, nonce: &str, now: u64) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(nonce) else { return false };
        let Some((body, mark)) = bytes.split_at_checked(TIME.saturating_add(FRESH)) else { return false };
        // Compared by hashes: how long it takes tells nothing of the mark.
        let ours = Sha256::digest(mark) == Sha256::digest(self.mark(body));
        let since = body.first_chunk().map_or(0, |time| u64::from_be_bytes(*time));
        ours && now.saturating_sub(since) < LIFE && !self.answered.contains_key(&hash(nonce))
    }

    /// Counts a question as answered; tells whether it was open.
    pub(crate) fn take(&mut self, nonce: &str, now: u64) -> bool {
        self.answered.retain(|_, since| now.saturating_sub(*since) < LIFE);
        let open = self.is_open(nonce, now);
        if open {
            self.answered.insert(hash(nonce), now);
        }
        open
    }

    fn mark(&self, body: &[u8]) -> [u8; 32] {
        // A key of full length in front of a body of fixed length: nothing can be put behind it.
        let inner =
            Sha256::new().chain_update(b"sekisho greeting v1").chain_update(self.key).chain_update(body);
        Sha256::digest(inner.finalize()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::Draft;

    fn act(person: &str) -> Errand {
        let draft = Draft {
            act: String::new(),
            disclosures: Vec::new(),
            namespace: String::new(),
            person: person.parse().unwrap(),
            reasons: Vec::new(),
            statement: "text".to_owned(),
        };
        Errand::Act { back: String::new(), card: String::new(), draft: Box::new(draft), title: String::new() }
    }

    #[test]
    fn nobody_pushes_what_waits_for_others_out() {
        let mut errands = Errands::default();
        errands.put(hash("mine"), act("O-1"), 0);
        for number in 0..10 * MOST_OF_ONE {
            errands.put(hash(&number.to_string()), act("O-2"), 1);
        }
        for number in 0..2 * MOST_OTHERS {
            let person = "O-3".parse().unwrap();
            let (public, text) = (String::new(), "text".to_owned());
            errands.put(
                hash(&format!("v{number}")),
                Errand::Vouch { browser: [0; 32], person, public, text },
                2,
            );
        }
        assert!(errands.find("mine", 3).is_some());
        assert_eq!(errands.len(3), 1 + MOST_OF_ONE + MOST_OTHERS);
        assert_eq!(errands.len(LIFE + 2), 0);
    }

    #[test]
    fn a_question_is_answered_once_in_its_time_and_only_to_this_server() {
        let entropy = |bytes: &mut [u8]| {
            bytes.fill(7);
            Ok(())
        };
        let mut greetings = Greetings::new(entropy).unwrap();
        let nonce = greetings.ask(entropy, 5).unwrap();
        assert!(!greetings.is_open(&nonce, 5 + LIFE));
        assert!(!Greetings::default().is_open(&nonce, 5));
        for other in ["", "AAAA", nonce.trim_start_matches('A'), &format!("{nonce}AA")] {
            assert!(!greetings.take(other, 5), "{other}");
        }
        assert!(greetings.take(&nonce, 5) && !greetings.take(&nonce, 5) && !greetings.is_open(&nonce, 6));
    }
}
