//! Act statements: the short plain text that a person signs.
use crate::{canonical, plain};

const FIRST_LINE: &str = "sekisho act statement v1";
const DOMAIN: &str = "sekisho.example";

/// Says why a text is not an act statement.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ActError {
    /// The text has a control character other than LF, or a character that hides or turns text around.
    #[error("line {line} has a character that does not show")]
    Character {
        /// The line, from 1.
        line: usize,
    },
    /// A line's value does not have its exact shape.
    #[error("`{name}` has the malformed value `{value}`")]
    MalformedValue {
        /// The line's name.
        name: &'static str,
        /// The value found.
        value: String,
    },
    /// The text does not end in exactly one LF.
    #[error("the text does not end in exactly one line feed")]
    Unfinished,
    /// A line is missing, double, unknown or out of order.
    #[error("line {line} is not the expected `{expected}`")]
    UnexpectedLine {
        /// The line, from 1.
        line: usize,
        /// The name of the line that belongs here.
        expected: &'static str,
    },
    /// The parts of a statement do not come back from its text.
    #[error("a part of the statement does not fit into its line")]
    UnfitPart,
}

/// Says what a person does, on which facts, and when.
///
/// Shape: `to_text` and `parse` are inverse to each other; every line ends in LF, in this order, `fact` may
/// repeat.
/// Units: `time` and `expires` are `YYYY-MM-DDTHH:MM:SSZ`, the person's clock, UTC.
/// Source: `docs/spec/event.md` section 2.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ActStatement {
    /// The act's stable name, `verb.noun`.
    pub act: String,
    /// The log for which the act is meant.
    pub origin: String,
    /// Who says so.
    pub person: String,
    /// What the person was shown.
    pub facts: Vec<String>,
    /// The command, canonical JSON on one line.
    pub command: String,
    /// Makes the statement unique: sent again, it counts once.
    pub nonce: [u8; 16],
    /// When the person said so.
    pub time: String,
    /// From when on the statement is worth nothing.
    pub expires: String,
    /// The size of the latest checkpoint that the person's device knew.
    pub checkpoint_size: u64,
    /// The root of that checkpoint.
    pub checkpoint_root: [u8; 32],
}

/// Gives the namespace in which an act is signed.
pub fn namespace(act: &str) -> String {
    format!("{act}@{DOMAIN}")
}

impl ActStatement {
    /// Writes the text that is signed.
    ///
    /// A part with a line feed or another forbidden character yields a text that [`parse`](Self::parse)
    /// refuses or reads differently; [`checked_text`](Self::checked_text) says so at once.
    pub fn to_text(&self) -> String {
        let facts: Vec<String> = self.facts.iter().map(|fact| format!("fact: {fact}\n")).collect();
        let facts = facts.concat();
        format!(
            "{FIRST_LINE}\nact: {}\norigin: {}\nperson: {}\n{facts}command: {}\nnonce: {}\ntime: {}\nexpires: {}\n\
             checkpoint: {} {}\n",
            self.act,
            self.origin,
            self.person,
            self.command,
            plain::hex(&self.nonce),
            self.time,
            self.expires,
            self.checkpoint_size,
            plain::base64(&self.checkpoint_root),
        )
    }

    /// Writes the text that is signed, and makes sure that a reader finds exactly these parts in it.
    ///
    /// Errors: [`ActError::UnfitPart`], or what [`parse`](Self::parse) refuses.
    pub fn checked_text(&self) -> Result<String, ActError> {
        let text = self.to_text();
        if Self::parse(&text)? == *self { Ok(text) } else { Err(ActError::UnfitPart) }
    }

    /// Reads a text, and refuses every text that [`to_text`](Self::to_text) does not write.
    ///
    /// Errors: each variant of [`ActError`].
    pub fn parse(text: &str) -> Result<Self, ActError> {
        let body = text.strip_suffix('\n').ok_or(ActError::Unfinished)?;
        if body.ends_with('\n') {
            return Err(ActError::Unfinished);
        }
        for (line, content) in (1..).zip(body.split('\n')) {
            if content.chars().any(does_not_show) {
                return Err(ActError::Character { line });
            }
        }
        let mut lines = Lines { rest: (1..).zip(body.split('\n')).peekable(), last: 0 };
        lines.first()?;
        let act = lines.value("act", is_act)?;
        let origin = lines.value("origin", is_filled)?;
        let person = lines.value("person", is_filled)?;
        let facts = lines.facts()?;
        let command = lines.value("command", is_canonical)?;
        let nonce = lines.value("nonce", |_| true)?;
        let time = lines.value("time", is_time)?;
        let expires = lines.value("expires", is_time)?;
        let checkpoint = lines.value("checkpoint", |_| true)?;
        lines.end()?;
        let (checkpoint_size, checkpoint_root) =
            read_checkpoint(&checkpoint).ok_or_else(|| malformed("checkpoint", &checkpoint))?;
        Ok(Self {
            act,
            origin,
            person,
            facts,
            command,
            nonce: plain::unhex(&nonce).ok_or_else(|| malformed("nonce", &nonce))?,
            time,
            expires,
            checkpoint_size,
            checkpoint_root,
        })
    }

    /// Gives the namespace in which this statement is signed.
    pub fn namespace(&self) -> String {
        namespace(&self.act)
    }
}

struct Lines<'a, I: Iterator<Item = (usize, &'a str)>> {
    rest: std::iter::Peekable<I>,
    last: usize,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Lines<'a, I> {
    fn first(&mut self) -> Result<(), ActError> {
        match self.rest.next() {
            Some((_, FIRST_LINE)) => Ok(()),
            _ => Err(ActError::UnexpectedLine { line: 1, expected: FIRST_LINE }),
        }
    }

    /// Takes the line of this name, which must come next.
    fn value(&mut self, name: &'static str, fits: fn(&str) -> bool) -> Result<String, ActError> {
        let Some((line, content)) = self.rest.next() else {
            return Err(ActError::UnexpectedLine { line: self.last.saturating_add(1), expected: name });
        };
        self.last = line;
        match strip_name(content, name) {
            Some(value) if fits(value) => Ok(value.to_owned()),
            Some(value) => Err(malformed(name, value)),
            None => Err(ActError::UnexpectedLine { line, expected: name }),
        }
    }

    fn facts(&mut self) -> Result<Vec<String>, ActError> {
        let mut facts = Vec::new();
        while self.rest.peek().is_some_and(|(_, content)| strip_name(content, "fact").is_some()) {
            facts.push(self.value("fact", is_filled)?);
        }
        Ok(facts)
    }

    fn end(&mut self) -> Result<(), ActError> {
        match self.rest.next() {
            None => Ok(()),
            Some((line, _)) => Err(ActError::UnexpectedLine { line, expected: "end of text" }),
        }
    }
}

fn strip_name<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.strip_prefix(name)?.strip_prefix(": ")
}

fn malformed(name: &'static str, value: &str) -> ActError {
    ActError::MalformedValue { name, value: value.to_owned() }
}

/// Tells whether a reader's eye misses this character, or reads what follows in another order.
fn does_not_show(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_filled(value: &str) -> bool {
    !value.is_empty()
}

fn is_act(value: &str) -> bool {
    is_filled(value)
        && value.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
}

fn is_canonical(value: &str) -> bool {
    canonical::from_slice::<serde_json::Value>(value.as_bytes()).is_ok()
}

/// Tells whether a text has the shape of RFC 3339 in UTC with whole seconds; whether the day exists, the
/// caller sees.
fn is_time(value: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00Z";
    value.len() == SHAPE.len()
        && value.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            exact => byte == *exact,
        })
}

fn read_checkpoint(value: &str) -> Option<(u64, [u8; 32])> {
    let (size, root) = value.split_once(' ')?;
    Some((plain::decimal(size)?, plain::hash(root)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = include_str!("../tests/ssh/act.txt");

    fn refused(text: &str) -> String {
        ActStatement::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_example_is_read_and_written_back() {
        let act = ActStatement::parse(TEXT).unwrap();
        assert_eq!(act.to_text(), TEXT);
        assert_eq!(act.checked_text(), Ok(TEXT.to_owned()));
        assert_eq!(act.namespace(), "approve.permit@sekisho.example");
        assert_eq!((act.facts.len(), act.checkpoint_size, act.nonce[15]), (3, 12, 15));
    }

    #[test]
    fn the_example_of_the_specification_is_read_and_written_back() {
        let specification = include_str!("../../../docs/spec/event.md");
        let (_, from_example) = specification.split_once("```\nsekisho act").unwrap();
        let (example, _) = from_example.split_once("```").unwrap();
        let example = format!("sekisho act{example}");
        assert_eq!(ActStatement::parse(&example).unwrap().checked_text(), Ok(example));
    }

    #[test]
    fn missing_double_unknown_and_misplaced_lines_are_refused() {
        for (from, to, expected) in [
            ("v1\n", "v2\n", "line 1 is not the expected `sekisho act statement v1`"),
            ("origin: sekimori.invalid/record\n", "", "line 3 is not the expected `origin`"),
            ("person: O-2\n", "person: O-2\nperson: O-2\n", "line 5 is not the expected `command`"),
            ("nonce: ", "fact: late\nnonce: ", "line 9 is not the expected `nonce`"),
            ("fact: people 460517\n", "note: x\n", "line 7 is not the expected `command`"),
            ("person: O-2", "person:O-2", "line 4 is not the expected `person`"),
            ("person: O-2", "Person: O-2", "line 4 is not the expected `person`"),
            ("jxq2I=\n", "jxq2I=\nmore\n", "line 13 is not the expected `end of text`"),
            ("jxq2I=\n", "jxq2I=", "the text does not end in exactly one line feed"),
            ("jxq2I=\n", "jxq2I=\n\n", "the text does not end in exactly one line feed"),
        ] {
            assert_eq!(refused(&TEXT.replacen(from, to, 1)), expected, "{from:?} -> {to:?}");
        }
        let cut = TEXT.split_inclusive('\n').take(11).collect::<String>();
        assert_eq!(refused(&cut), "line 12 is not the expected `checkpoint`");
    }

    #[test]
    fn characters_that_do_not_show_are_refused() {
        for character in
            ['\r', '\t', '\0', '\u{7f}', '\u{85}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']
        {
            let text = TEXT.replace("O-2", &format!("O-2{character}"));
            assert_eq!(refused(&text), "line 4 has a character that does not show", "{character:?}");
        }
        assert_eq!(refused(&TEXT.replace('\n', "\r\n")), "line 1 has a character that does not show");
    }

    #[test]
    fn values_have_their_exact_shape() {
        for (from, to) in [
            ("act: approve.permit", "act: Approve permit"),
            ("person: O-2", "person: "),
            ("fact: people 460517", "fact: "),
            (r#"{"approve":"#, r#"{ "approve":"#),
            ("nonce: 00", "nonce: "),
            ("0c0d0e0f", "0C0D0E0F"),
            ("time: 2026-06-21T06:41:00Z", "time: 2026-06-21T06:41:00+09:00"),
            ("expires: 2026-06-21T07:41:00Z", "expires: 2026-06-21 07:41:00Z"),
            ("expires: 2026-06-21T07:41:00Z", "expires: 2026-06-21T07:41:00.0Z"),
            ("checkpoint: 12 ", "checkpoint: 012 "),
            ("checkpoint: 12 ", "checkpoint: 12  "),
            ("jxq2I=", "jxq2J="),
            ("jxq2I=", "jxq2I"),
        ] {
            let error = ActStatement::parse(&TEXT.replacen(from, to, 1)).unwrap_err();
            assert!(matches!(error, ActError::MalformedValue { .. }), "{to}: {error}");
        }
    }

    #[test]
    fn a_fact_cannot_smuggle_in_a_line() {
        let mut act = ActStatement::parse(TEXT).unwrap();
        act.facts = vec!["one\nfact: two".to_owned()];
        assert_eq!(act.checked_text(), Err(ActError::UnfitPart));
        act.facts = vec!["one\ncommand: {}".to_owned()];
        assert_eq!(act.checked_text(), Err(ActError::UnexpectedLine { line: 7, expected: "nonce" }));
    }

    proptest! {
        #[test]
        fn reading_any_text_never_panics_and_accepts_only_what_it_writes(
            position in 0..TEXT.len(), length in 0..40_usize, patch in "[ -~\n]{0,30}",
        ) {
            let end = (position + length).min(TEXT.len());
            let text = TEXT.get(..position).unwrap().to_owned() + &patch + TEXT.get(end..).unwrap();
            if let Ok(act) = ActStatement::parse(&text) {
                prop_assert_eq!(act.to_text(), text);
            }
        }
    }
}
