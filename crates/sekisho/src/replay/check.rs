//! Looks for what the form of a replay file alone cannot tell: codes, names, times, people, command lines.

use std::collections::BTreeSet;

use sekisho_core::Timestamp;

use crate::cli::parse_time;
use crate::message::Text;
use crate::replay::fence;
use crate::replay::line::words;
use crate::replay::stage::ADMINISTRATOR;
use crate::replay::unfit::{Problem, is_pointer};
use crate::replay::verdict::Verdict;
use crate::replay::written::{Act, Case, Cast, Limit, NUMBER, OWNER, Sample};

/// What a case makes is not larger, neither a file nor all of them. Units: bytes.
const LARGEST_SAMPLE: u64 = 1 << 30;

/// Finds the first thing that does not fit, in the order of the file as it is played.
pub(super) fn check(case: &Case, text: &Text) -> Result<(), Problem> {
    let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if case.code.is_empty() || !case.code.chars().all(is_code) {
        return Err(Problem::new("code", "/code").with("given", &case.code));
    }
    if case.steps.is_empty() {
        return Err(Problem::new("no-steps", ""));
    }
    look_at_cast(&case.cast)?;
    let mut lines = Lines { last: moment(&case.cast.at, "/cast/at")?, people: people(&case.cast), text };
    for (number, one) in case.prepare.iter().enumerate() {
        let here = format!("/prepare/{number}");
        lines.time(&one.at, &here)?;
        lines.person(one.by.as_deref(), &here)?;
        for (number, line) in one.lines.iter().enumerate() {
            lines.line(line, &format!("{here}/lines/{number}"))?;
        }
    }
    let mut after = Vec::new();
    for (number, step) in case.steps.iter().enumerate() {
        let here = format!("/steps/{number}");
        // Whatever names a step must mean one.
        if after.iter().any(|(known, _)| *known == step.number) {
            return Err(Problem::new("number", format!("{here}/number")).with("given", &step.number));
        }
        if step.acts.is_empty() && step.open.is_empty() {
            return Err(Problem::new("step-empty", here).with("step", &step.number));
        }
        for (number, code) in step.capabilities.iter().enumerate() {
            let digits = code.strip_prefix('C').filter(|rest| rest.len() == 2);
            if digits
                .and_then(|digits| digits.parse().ok())
                .is_none_or(|number: u8| !(1..=30).contains(&number))
            {
                let place = format!("{here}/capabilities/{number}");
                return Err(Problem::new("capability", place).with("given", code));
            }
        }
        for (number, act) in step.acts.iter().enumerate() {
            lines.act(act, &format!("{here}/acts/{number}"))?;
        }
        after.push((step.number.as_str(), lines.last));
    }
    for (number, limit) in case.would_not_stop.iter().enumerate() {
        let known = limit
            .after
            .as_ref()
            .map_or(after.last(), |wanted| after.iter().find(|(number, _)| number == wanted));
        let here = format!("/would_not_stop/{number}");
        let Some((_, last)) = known else {
            return Err(Problem::new("after", format!("{here}/after")));
        };
        lines.last = *last;
        lines.limit(limit, &here)?;
    }
    Ok(())
}

/// What the cast says of files, people and companies.
fn look_at_cast(cast: &Cast) -> Result<(), Problem> {
    let files =
        cast.files.iter().enumerate().map(|(at, file)| (format!("/cast/files/{at}/name"), &file.name));
    let folders = cast.folders.iter().enumerate().map(|(at, name)| (format!("/cast/folders/{at}"), name));
    for (place, name) in files.chain(folders) {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
            return Err(Problem::new("name", place).with("given", name));
        }
    }
    let mut all = 0_u64;
    for (number, file) in cast.files.iter().enumerate() {
        let bytes = length(file).filter(|bytes| *bytes <= LARGEST_SAMPLE);
        let sum = bytes.and_then(|bytes| all.checked_add(bytes)).filter(|sum| *sum <= LARGEST_SAMPLE);
        let Some(sum) = sum else {
            let kind = if bytes.is_some() { "samples" } else { "sample" };
            let problem = Problem::new(kind, format!("/cast/files/{number}/lines"));
            return Err(problem.with("bytes", LARGEST_SAMPLE.to_string()));
        };
        all = sum;
    }
    let mut orgs = BTreeSet::from([OWNER]);
    for (number, org) in cast.orgs.iter().enumerate() {
        if !orgs.contains(org.above.as_str()) {
            return Err(Problem::new("org", format!("/cast/orgs/{number}/above")).with("given", &org.above));
        }
        orgs.insert(&org.code);
    }
    let known = people(cast);
    for (number, person) in cast.persons.iter().enumerate() {
        let here = format!("/cast/persons/{number}");
        if !orgs.contains(person.employer.as_str()) {
            return Err(Problem::new("org", format!("{here}/employer")).with("given", &person.employer));
        }
        if let Some(other) = person.confirmed_by.as_ref().filter(|other| !known.contains(*other)) {
            return Err(Problem::new("person", format!("{here}/confirmed_by")).with("given", other));
        }
    }
    Ok(())
}

/// Counts the bytes of a file as it will be written: its text, and each line with its number and its end.
///
/// Shape: none if there are more than can be counted.
fn length(file: &Sample) -> Option<u64> {
    let known = |length: usize| u64::try_from(length).ok();
    let numbers = known(file.line.matches(NUMBER).count())?;
    let rest = known(file.line.replace(NUMBER, "").len())?.checked_add(1)?;
    let lines = file.lines.checked_mul(rest)?;
    let digits = if numbers == 0 { 0 } else { digits(file.lines)?.checked_mul(numbers)? };
    known(file.text.len())?.checked_add(lines)?.checked_add(digits)
}

/// Counts the digits of all numbers from 1 to the last one: each number has one for each power of ten that it reaches.
fn digits(last: u64) -> Option<u64> {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    powers
        .take_while(|power| *power <= last)
        .try_fold(0_u64, |sum, power| sum.checked_add(last.checked_sub(power)?.checked_add(1)?))
}

/// Lists who has a key in the case's folder.
fn people(cast: &Cast) -> BTreeSet<String> {
    let codes = cast.persons.iter().map(|person| person.code.clone());
    codes.chain([ADMINISTRATOR.to_owned()]).collect()
}

fn moment(at: &str, place: &str) -> Result<Timestamp, Problem> {
    parse_time(at).ok_or_else(|| Problem::new("time", place).with("given", at))
}

/// What is known where a line stands.
struct Lines<'a> {
    last: Timestamp,
    people: BTreeSet<String>,
    text: &'a Text,
}

impl Lines<'_> {
    fn time(&mut self, at: &str, here: &str) -> Result<(), Problem> {
        let place = format!("{here}/at");
        let now = moment(at, &place)?;
        if now < self.last {
            return Err(Problem::new("time-backwards", place).with("given", at));
        }
        self.last = now;
        Ok(())
    }

    fn person(&self, by: Option<&str>, here: &str) -> Result<(), Problem> {
        match by {
            Some(by) if !self.people.contains(by) => {
                Err(Problem::new("person", format!("{here}/by")).with("given", by))
            }
            _ => Ok(()),
        }
    }

    /// Shape: whoever gets a key under `{dir}/keys` by a line is one of the people from there on.
    fn line(&mut self, line: &str, place: &str) -> Result<(), Problem> {
        let Some(words) = words(line) else { return Err(Problem::new("quote", place)) };
        if words.is_empty() {
            return Err(Problem::new("line-empty", place));
        }
        if let Some(problem) = fence::fault(&words, self.text) {
            return Err(problem.below(place));
        }
        if let [key, new, path, ..] = words.as_slice()
            && (key.as_str(), new.as_str()) == ("key", "new")
            && let Some(person) = path.strip_prefix("{dir}/keys/")
        {
            self.people.insert(person.to_owned());
        }
        Ok(())
    }

    /// Shape: two places have two clocks; each is compared with what was before both.
    fn act(&mut self, act: &Act, here: &str) -> Result<(), Problem> {
        if act.after.is_some() {
            return Err(Problem::new("meanwhile-after", format!("{here}/after")));
        }
        let before = self.last;
        self.one(act, here)?;
        let Some(meanwhile) = &act.meanwhile else { return Ok(()) };
        let place = format!("{here}/meanwhile");
        if meanwhile.meanwhile.is_some() {
            return Err(Problem::new("meanwhile", format!("{place}/meanwhile")));
        }
        if !meanwhile.after.as_deref().is_some_and(fence::is_inside) {
            return Err(Problem::new("meanwhile-after", place));
        }
        // What does not open names no entries: whose refusal stands in the record could not be told.
        for (act, place) in [(act, here), (meanwhile, place.as_str())] {
            if act.expect.verdict == Verdict::Locked && !act.expect.rules.is_empty() {
                return Err(Problem::new("meanwhile-locked", format!("{place}/expect")));
            }
        }
        let own = std::mem::replace(&mut self.last, before);
        self.one(meanwhile, &place)?;
        self.last = self.last.max(own);
        Ok(())
    }

    fn one(&mut self, act: &Act, here: &str) -> Result<(), Problem> {
        self.time(&act.at, here)?;
        self.person(act.by.as_deref(), here)?;
        self.line(&act.line, &format!("{here}/line"))?;
        if let Some(pointer) = act.answer.keys().find(|pointer| !is_pointer(pointer)) {
            let place = format!("{here}/answer/{}", pointer.replace('~', "~0").replace('/', "~1"));
            return Err(Problem::new("pointer", place).with("given", pointer));
        }
        let bare = act.expect.rules.is_empty() && act.fault.is_none();
        if act.expect.verdict == Verdict::Locked && bare {
            return Err(Problem::new("locked", format!("{here}/expect")));
        }
        Ok(())
    }

    /// Something that is not stopped is either tried and let pass without a word, or cannot be seen at all.
    fn limit(&mut self, limit: &Limit, here: &str) -> Result<(), Problem> {
        if limit.cannot_be_seen != limit.acts.is_empty() {
            return Err(Problem::new("limit", here));
        }
        for (number, act) in limit.acts.iter().enumerate() {
            let place = format!("{here}/acts/{number}");
            self.act(act, &place)?;
            let expect = &act.expect;
            if expect.verdict != Verdict::Permit || !expect.alarms.is_empty() || !expect.rules.is_empty() {
                let problem = Problem::new("limit-stopped", format!("{place}/expect"));
                return Err(problem.with("given", expect.to_string()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(line: &str, lines: u64, text: &str) -> Sample {
        Sample { line: line.to_owned(), lines, name: "x".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_file_is_as_long_as_it_will_be_written() {
        for lines in [0, 1, 9, 10, 11, 99, 100, 1234] {
            let file = sample("a{n},{n}\u{3042}", lines, "head");
            let written: usize =
                (1..=lines).map(|number| format!("a{number},{number}\u{3042}\n").len()).sum();
            assert_eq!(length(&file), Some(written as u64 + 4), "{lines}");
        }
        assert_eq!(length(&sample("", 7, "")), Some(7));
        assert_eq!(length(&sample("ab", u64::MAX / 2, "")), None);
        assert_eq!(length(&sample("{n}", u64::MAX, "")), None);
    }
}
