//! Statements that were given already, by the caller's own key: asked again, the same is given as long as it is valid. In memory
//! only: a server that starts again makes another statement, and the record still takes each once.

use std::collections::BTreeMap;

use crate::form::PreparedAct;
use crate::session::Hash;

/// So long an answer is kept: as long as a statement is valid. Units: milliseconds.
const LIFE: u64 = 60 * 60 * 1000;
/// So many are kept; the oldest goes first.
const MOST: usize = 1024;
/// The longest key. Units: characters.
pub(crate) const KEY_LIMIT: usize = 128;

/// What was answered under a key.
#[derive(Debug)]
struct Kept {
    /// What was asked.
    asked: Hash,
    form: PreparedAct,
    since: u64,
}

/// What a key stands for.
#[derive(Debug, PartialEq)]
pub(crate) enum Known {
    /// For nothing yet.
    New,
    /// For something else.
    Other,
    /// For this answer.
    Same(Box<PreparedAct>),
}

/// Everything that was answered under keys.
#[derive(Debug, Default)]
pub(crate) struct Answers(BTreeMap<(Hash, String), Kept>);

impl Answers {
    /// Finds what a key of this token stands for.
    pub(crate) fn find(&mut self, token: Hash, key: &str, asked: Hash, now: u64) -> Known {
        self.0.retain(|_, kept| now.saturating_sub(kept.since) < LIFE);
        match self.0.get(&(token, key.to_owned())) {
            None => Known::New,
            Some(kept) if kept.asked == asked => Known::Same(Box::new(kept.form.clone())),
            Some(_) => Known::Other,
        }
    }

    /// Keeps an answer.
    pub(crate) fn keep(&mut self, (token, key): (Hash, String), asked: Hash, form: PreparedAct, now: u64) {
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, kept)| kept.since).map(|(name, _)| name.clone());
            oldest.and_then(|name| self.0.remove(&name));
        }
        self.0.insert((token, key), Kept { asked, form, since: now });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_for_one_question_of_one_token_for_an_hour() {
        let form = |statement: &str| PreparedAct {
            act: String::new(),
            namespace: String::new(),
            person: String::new(),
            reasons: Vec::new(),
            statement: statement.to_owned(),
            texts: Vec::new(),
        };
        let (one, other) = ([1; 32], [2; 32]);
        let mut answers = Answers::default();
        assert_eq!(answers.find(one, "k", one, 0), Known::New);
        answers.keep((one, "k".to_owned()), one, form("s"), 0);
        assert_eq!(answers.find(one, "k", one, LIFE - 1), Known::Same(Box::new(form("s"))));
        assert_eq!(answers.find(one, "k", other, 1), Known::Other);
        assert_eq!(answers.find(other, "k", one, 1), Known::New);
        assert_eq!(answers.find(one, "k", one, LIFE), Known::New);
        for number in 0..=MOST {
            let since = u64::try_from(number).unwrap();
            answers.keep((one, number.to_string()), one, form(""), since);
        }
        assert_eq!(answers.find(one, "0", one, 1), Known::New);
        assert_ne!(answers.find(one, "1", one, 1), Known::New);
    }
}
