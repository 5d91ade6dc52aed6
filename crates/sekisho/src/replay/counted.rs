//! How many people a case needs, and how much those outside of the office have to do.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::replay::line::words;
use crate::replay::play::Outcome;
use crate::replay::stage::ADMINISTRATOR;
use crate::replay::written::{Act, Case};

/// What was counted in a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Actions of people in the field.
    pub field_actions: u64,
    /// Everybody who is in the case.
    pub persons: u64,
    /// Acts that did not go through.
    pub refusals: u64,
}

/// How much it may be at most.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names of the file, where each is read on its own")]
pub(super) struct Limits {
    #[serde(default)]
    pub(super) field_actions_at_most: Option<u64>,
    #[serde(default)]
    pub(super) persons_at_most: Option<u64>,
    #[serde(default)]
    pub(super) refusals_at_most: Option<u64>,
}

impl Limits {
    /// Lists each limit that is set: its name in the file, what it is, and what was counted.
    pub(super) fn against(self, counted: Counted) -> impl Iterator<Item = (&'static str, u64, u64)> {
        let rows = [
            ("field_actions_at_most", self.field_actions_at_most, counted.field_actions),
            ("persons_at_most", self.persons_at_most, counted.persons),
            ("refusals_at_most", self.refusals_at_most, counted.refusals),
        ];
        rows.into_iter().filter_map(|(name, most, found)| Some((name, most?, found)))
    }
}

/// Counts a case.
///
/// Shape: an action is a line that a person in the field signs (`by`), a line in which that person's key takes part beside
/// the signer's (who is present at an opening), or an unsigned line in that person's `hands`. What was prepared counts, too; the
/// cast's entry does not.
pub(super) fn count(case: &Case, outcomes: &[Vec<Outcome>]) -> Counted {
    let everybody = case.cast.persons.iter().map(|person| person.code.as_str()).chain([ADMINISTRATOR]);
    let field: Vec<&str> =
        case.cast.persons.iter().filter(|one| one.field).map(|one| one.code.as_str()).collect();
    let prepared = case.prepare.iter().flat_map(|one| one.lines.iter().map(|line| (one.by.as_deref(), line)));
    let who = |act: &Act| act.by.as_deref().or(act.hands.as_deref()).map(str::to_owned);
    let acts = case.steps.iter().flat_map(|step| &step.acts).flat_map(Act::with_meanwhile);
    let lines = prepared
        .map(|(by, line)| (by.map(str::to_owned), line.as_str()))
        .chain(acts.map(|act| (who(act), act.line.as_str())));
    let actions = lines.map(|(by, line)| acting(by.as_deref(), line, &field));
    Counted {
        field_actions: actions.fold(0, u64::saturating_add),
        persons: length(everybody.collect::<BTreeSet<_>>().len()),
        refusals: length(outcomes.iter().flatten().filter(|outcome| outcome.stopped).count()),
    }
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Counts who of the field acts in a line: the one who signs it or has it in hand, and everybody whose key takes part.
fn acting(by: Option<&str>, line: &str, field: &[&str]) -> u64 {
    let words = words(line).unwrap_or_default();
    let takes_part = |code: &str| words.iter().any(|word| word.strip_prefix("{dir}/keys/") == Some(code));
    length(field.iter().filter(|code| by == Some(**code) || takes_part(code)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_lends_a_key_acts_and_nobody_acts_twice_in_a_line() {
        let field = ["C-1", "O-4"];
        let open = "open {dir}/stick --second C-1 --second-key {dir}/keys/C-1";
        assert_eq!(acting(Some("O-4"), open, &field), 2);
        assert_eq!(acting(Some("C-1"), open, &field), 1);
        assert_eq!(acting(Some("O-3"), "release --file {dir}/c", &field), 0);
        assert_eq!(acting(None, "sync {dir}/stick", &field), 0);
        assert_eq!(acting(Some("O-3"), "seal box p --witness-key {dir}/keys/C-10", &field), 0);
    }

    #[test]
    fn a_limit_that_nobody_sets_is_none() {
        let counted = Counted { field_actions: 13, persons: 4, refusals: 0 };
        let limits = Limits { field_actions_at_most: Some(12), ..Limits::default() };
        assert_eq!(limits.against(counted).collect::<Vec<_>>(), [("field_actions_at_most", 12, 13)]);
    }
}
