//! What an act came to, read from what the program answered and from what stands in the record since.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use sekisho_core::Event;
use sekisho_core::weekly::MISSED;
use serde::Deserialize;
use serde_json::Value;

use crate::exit::Exit;

/// What an act can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something rang by itself, or a report does not fit what is known.
    Alert,
    /// It was found by comparing.
    Detect,
    /// It waits for a named approval, or would with one.
    Hold,
    /// Sealed content stays closed.
    Locked,
    /// It is done.
    Permit,
    /// The rules say no.
    Refuse,
}

const VERDICTS: [(Verdict, &str); 6] = [
    (Verdict::Alert, "ALERT"),
    (Verdict::Detect, "DETECT"),
    (Verdict::Hold, "HOLD"),
    (Verdict::Locked, "LOCKED"),
    (Verdict::Permit, "PERMIT"),
    (Verdict::Refuse, "REFUSE"),
];

impl Verdict {
    /// Gives its word.
    pub fn word(self) -> &'static str {
        VERDICTS.iter().find(|(verdict, _)| *verdict == self).map_or("", |(_, word)| word)
    }
}

/// A verdict with its codes, as a file writes it: `REFUSE R-CHAIN R-OFFSHORE`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Expected {
    /// Codes of alarms and findings.
    pub alarms: BTreeSet<String>,
    /// Codes of rules.
    pub rules: BTreeSet<String>,
    /// What it must come to.
    pub verdict: Verdict,
}

impl FromStr for Expected {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        let known = VERDICTS.iter().find(|(_, word)| *word == first);
        let verdict = known.ok_or_else(|| format!("`{first}` is no verdict"))?.0;
        let (mut alarms, mut rules) = (BTreeSet::new(), BTreeSet::new());
        for code in words {
            match code.get(..2) {
                Some("R-") => rules.insert(code.to_owned()),
                Some("A-") => alarms.insert(code.to_owned()),
                _ => return Err(format!("`{code}` is no code")),
            };
        }
        // Without a code these would say nothing that could be wrong.
        let (told, named) = match verdict {
            Verdict::Alert | Verdict::Detect => (!alarms.is_empty(), "A-"),
            Verdict::Refuse => (!rules.is_empty() || !alarms.is_empty(), "R-"),
            Verdict::Hold | Verdict::Locked | Verdict::Permit => (true, ""),
        };
        if told { Ok(Self { alarms, rules, verdict }) } else { Err(format!("`{text}`: no code {named}…")) }
    }
}

impl TryFrom<String> for Expected {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verdict.word())?;
        self.rules.iter().chain(&self.alarms).try_for_each(|code| write!(f, " {code}"))
    }
}

/// The code under which a medium is told that is not in its place.
const STOCK: &str = "A-STOCK";

/// What the record holds since the act began.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries {
    /// Codes of alarms and findings.
    pub(super) alarms: BTreeSet<String>,
    /// Numbers of entries in which something is done.
    pub(super) done: BTreeSet<u64>,
    /// What each entry says.
    events: BTreeMap<u64, Event>,
    /// Numbers of entries in which an attempt is refused.
    pub(super) refused: BTreeSet<u64>,
    /// The rules that refused attempts name.
    pub(super) rules: BTreeSet<String>,
    /// How many there are in all.
    pub(super) size: u64,
}

impl Entries {
    /// Reads what `log list` said of the entries from a number on.
    ///
    /// Errors: an entry without number or event.
    pub(super) fn read(list: &Value, from: u64) -> Result<Self, anyhow::Error> {
        let mut entries = Self { size: from, ..Self::default() };
        for entry in list.as_array().into_iter().flatten() {
            let number = entry.get("record").and_then(Value::as_u64);
            let number = number.ok_or_else(|| anyhow::anyhow!("an entry without a number"))?;
            let event = entry.get("event").cloned().unwrap_or_default();
            entries.take(number, serde_json::from_value(event)?);
            entries.size = number.saturating_add(1);
        }
        Ok(entries)
    }

    /// Gives those entries alone whose numbers fit.
    pub(super) fn only(&self, fits: impl Fn(u64) -> bool) -> Self {
        let mut some = Self { size: self.size, ..Self::default() };
        for (number, event) in self.events.iter().filter(|(number, _)| fits(**number)) {
            some.take(*number, event.clone());
        }
        some
    }

    fn take(&mut self, number: u64, event: Event) {
        self.note(number, &event);
        self.events.insert(number, event);
    }

    fn note(&mut self, number: u64, event: &Event) {
        match event {
            Event::AttemptRefused { reasons, .. } => {
                self.refused.insert(number);
                self.rules.extend(reasons.iter().map(|reason| reason.rule.code().to_owned()));
                return;
            }
            Event::AlarmRang { alarm, .. } => {
                self.alarms.insert(alarm.code().to_owned());
            }
            Event::FindingRaised { finding, .. } => {
                self.alarms.insert(finding.code().to_owned());
            }
            Event::ReviewOverdue { .. } | Event::WeekMissed { .. } => {
                self.alarms.insert(MISSED.to_owned());
            }
            // What is not where the ledger has it, counted by hand or listed at closing time.
            Event::MediumMissed { .. } => {
                self.alarms.insert(STOCK.to_owned());
            }
            Event::EveningListed { absent, .. } if !absent.is_empty() => {
                self.alarms.insert(STOCK.to_owned());
            }
            _ => {}
        }
        self.done.insert(number);
    }
}

/// What the program really answered.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The fault, if no rule decided.
    pub(super) fault: Option<String>,
    pub(super) json: Value,
    /// What it came to; `None` for a fault.
    pub(super) verdict: Option<Verdict>,
}

impl Answer {
    /// Reads what a command answered. Whether content stays closed is asked of the commands that open alone.
    pub(super) fn new(noun: &str, exit: Exit, json: Value) -> Self {
        let fault = json.pointer("/error/code").and_then(Value::as_str).map(str::to_owned);
        let reasons = json.get("reasons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let lifted = |reason: &Value| reason.get("lifted_by").is_some_and(Value::is_string);
        let waits = json.get("waits_for").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
        // Without the answer of `release` the box stays closed; where rules refuse it, that is a refusal.
        let closed = noun == "open" || noun == "release" && fault.is_some() && reasons.is_empty();
        let verdict = if closed && !matches!(exit, Exit::Done | Exit::Usage) {
            Some(Verdict::Locked)
        } else if !reasons.is_empty() {
            Some(if reasons.iter().all(lifted) { Verdict::Hold } else { Verdict::Refuse })
        } else if waits {
            Some(Verdict::Hold)
        } else {
            (exit == Exit::Done).then_some(Verdict::Permit)
        };
        Self { fault, json, verdict }
    }

    /// Lists the rules that the answer names.
    pub(super) fn rules(&self) -> BTreeSet<String> {
        let reasons = self.json.get("reasons").and_then(Value::as_array).into_iter().flatten();
        reasons.filter_map(|reason| Some(reason.get("code")?.as_str()?.to_owned())).collect()
    }

    /// Lists the numbers in the record that the answer claims.
    pub(super) fn claimed(&self) -> BTreeSet<u64> {
        let numbers = self.json.get("record").and_then(Value::as_array);
        numbers.into_iter().flatten().filter_map(Value::as_u64).collect()
    }

    /// Says what it came to in the words of a file.
    pub(super) fn told(&self, entries: &Entries) -> String {
        let alarms = entries.alarms.iter().cloned();
        let (word, codes) = match (self.verdict, &self.fault) {
            (Some(verdict), _) if verdict != Verdict::Locked => (verdict.word(), self.rules()),
            (Some(verdict), fault) => {
                let fault = fault.iter().filter(|_| entries.rules.is_empty()).cloned();
                (verdict.word(), entries.rules.iter().cloned().chain(fault).collect())
            }
            (None, fault) => ("FAULT", fault.iter().cloned().collect()),
        };
        std::iter::once(word.to_owned()).chain(codes).chain(alarms).collect::<Vec<_>>().join(" ")
    }

    /// Tells whether it came to what is expected, and whether the record shows that.
    ///
    /// Shape: rules must be the very same, no more and no less, in the answer and in the record; alarms must be among those
    /// that rang. A claimed number must be an entry of its kind.
    pub(super) fn is(&self, expected: &Expected, entries: &Entries) -> bool {
        let rang = expected.alarms.is_subset(&entries.alarms);
        let claimed = self.claimed();
        let all: BTreeSet<u64> = entries.done.union(&entries.refused).copied().collect();
        let stands = claimed.is_subset(&all);
        rang && stands
            && match expected.verdict {
                Verdict::Alert | Verdict::Detect => self.verdict == Some(Verdict::Permit),
                Verdict::Permit => self.verdict == Some(Verdict::Permit) && expected.rules.is_empty(),
                Verdict::Locked => self.verdict == Some(Verdict::Locked) && expected.rules == entries.rules,
                Verdict::Refuse | Verdict::Hold => {
                    let said = self.verdict == Some(expected.verdict) && self.rules() == expected.rules;
                    let told = entries.rules == expected.rules;
                    // What only asks leaves nothing behind, and so proves nothing.
                    said && told && !claimed.is_empty()
                }
            }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused() -> (Answer, Entries) {
        let json = json!({ "reasons": [{ "code": "R-CHAIN" }, { "code": "R-ROLE" }], "record": [7] });
        let rules = ["R-CHAIN", "R-ROLE"].map(str::to_owned).into();
        let entries = Entries { refused: [7].into(), rules, size: 8, ..Entries::default() };
        (Answer::new("order", Exit::Refused, json), entries)
    }

    fn expects(text: &str) -> Expected {
        text.parse().unwrap()
    }

    #[test]
    fn a_refusal_is_that_very_refusal_and_stands_in_the_record() {
        let (answer, entries) = refused();
        assert!(answer.is(&expects("REFUSE R-ROLE R-CHAIN"), &entries));
        for other in
            ["REFUSE R-CHAIN", "REFUSE R-CHAIN R-ROLE R-SOD", "HOLD R-CHAIN R-ROLE", "PERMIT", "LOCKED"]
        {
            assert!(!answer.is(&expects(other), &entries), "{other}");
        }
        assert!(!answer.is(&expects("REFUSE R-CHAIN R-ROLE"), &Entries::default()), "not in the record");
        assert!(!answer.is(&expects("REFUSE R-CHAIN R-ROLE A-IDENT"), &entries), "nothing rang");
        assert_eq!(answer.told(&entries), "REFUSE R-CHAIN R-ROLE");
    }

    #[test]
    fn a_verdict_is_written_with_codes_that_can_be_wrong() {
        for unfit in ["", "refuse R-CHAIN", "REFUSE", "ALERT R-CHAIN", "DETECT", "PERMIT x"] {
            assert!(unfit.parse::<Expected>().is_err(), "{unfit}");
        }
        assert_eq!(expects("REFUSE R-B A-C R-A").to_string(), "REFUSE R-A R-B A-C");
    }

    #[test]
    fn only_a_command_that_opens_finds_content_closed() {
        let fault = json!({ "error": { "code": "open-late" } });
        assert_eq!(Answer::new("open", Exit::Expired, fault.clone()).verdict, Some(Verdict::Locked));
        assert_eq!(Answer::new("seal", Exit::Expired, fault.clone()).verdict, None);
        assert_eq!(
            Answer::new("open", Exit::Usage, fault).verdict,
            None,
            "a line that cannot be read opens nothing"
        );
    }
}
