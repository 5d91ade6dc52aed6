//! Each sentence that the product asserts of a permit or an incident stands on events: without one of them it is another one, or gone.
//!
//! Cases are played, their events folded once more without one of them, and the same functions that speak at the command line are
//! asked again. What speaks of nothing but the record's own absence of an event is asked before and after that event.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sekisho::assemble::{self, Outside};
use sekisho::cli::{self, Cli};
use sekisho::command::{Context, incident, permit};
use sekisho::message::{Language, Text};
use sekisho_core::event::Recorded;
use sekisho_core::{Event, State, evolve};
use sekisho_gate::Gate;
use sekisho_gate::port::StoredEntry;
use sekisho_gate::replay::Replay;
use sekisho_gate::wire::v1::Predicate;

#[path = "asserted/table.rs"]
mod table;

use table::{ALTERED, TABLE};

/// When every case is over.
const LATER: &str = "2030-01-01T00:00";

/// Moments of a case, a sentence that is said then, and the events that it stands on: exactly these, by their names.
struct Said {
    moments: &'static [usize],
    sentence: &'static str,
    by: &'static [&'static str],
}

/// The moments: the file, the event after which it is, and its number among those of its name.
const MOMENTS: [(&str, &str, usize); 6] = [
    ("replays/I00.toml", "copy_sealed", 1),
    ("replays/I00.toml", "release_granted", 1),
    ("replays/I00.toml", "destruction_ordered", 1),
    ("replays/I00.toml", "incident_opened", 1),
    ("docs/examples/near-miss.toml", "erasure_reported", 1),
    ("docs/examples/near-miss.toml", "incident_opened", 1),
];

/// A case that was played.
struct Played {
    gate: Gate,
    events: Vec<Recorded>,
    entries: Vec<StoredEntry>,
}

impl Played {
    fn new(file: &str, keep: &Path) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
        let keep = keep.display().to_string();
        let said = crate::drive::run(&["replay", &path.display().to_string(), "--keep", &keep]);
        assert_eq!(said.json["failed"], 0, "{}", said.stdout);
        let folder = said.json["cases"][0]["kept"].as_str().unwrap().to_owned();
        let gate = assemble::open(&Path::new(&folder).join("record"), cli::parse_time(LATER)).unwrap();
        let (mut events, mut entries) = (Vec::new(), Vec::new());
        gate.record()
            .entries(0, gate.size(), &mut |entry| {
                events.push(Predicate::open_own(entry.envelope.as_deref().unwrap_or_default())?.recorded());
                entries.push(entry);
                Ok(())
            })
            .unwrap();
        Self { gate, events, entries }
    }

    /// Gives how many events there are up to a moment.
    fn until(&self, name: &str, nth: usize) -> usize {
        let places = (1..).zip(&self.events).filter(|(_, recorded)| recorded.event.name() == name);
        places.map(|(place, _)| place).nth(nth - 1).unwrap()
    }
}

/// The program's voice.
struct Voice {
    cli: Cli,
    outside: Outside,
    text: Text,
}

impl Voice {
    fn new() -> Self {
        let text = Text::new(Language::En);
        let cli = cli::parse(&["permit".into(), "list".into()], &text).unwrap();
        Self { cli, outside: Outside::with(&[]), text }
    }

    /// Says everything that is asserted of permits and incidents when these are all the events there are.
    fn says(&self, gate: &Gate, events: &mut dyn Iterator<Item = &Recorded>) -> Vec<String> {
        let state = events.fold(State::default(), evolve);
        let context = Context { cli: &self.cli, outside: &self.outside, text: &self.text };
        let mut lines = Vec::new();
        for (number, live) in &state.permits {
            let status = self.text.say(&format!("status-{}", live.status().replace('_', "-")), &[]);
            lines.push(format!("{number} {status}"));
            let told = permit::show::told(context, gate, live);
            lines.extend(told.into_iter().map(|(_, line)| format!("{number} {line}")));
        }
        for (number, open) in &state.incidents {
            let last = open.permit.and_then(|permit| state.permits.get(&permit));
            let told = incident::told(context, gate, *number, open, last);
            lines.extend(told.lines().map(|line| format!("{number} {line}")));
        }
        lines
    }
}

/// A moment of a case: what is said then, and for each sentence the places of the events that it stands on.
struct Moment<'a> {
    case: &'a Played,
    until: usize,
    stands_on: BTreeMap<String, BTreeSet<usize>>,
}

impl<'a> Moment<'a> {
    fn new(voice: &Voice, case: &'a Played, until: usize) -> Self {
        let own = case.events.get(..until).unwrap_or_default();
        let said = voice.says(&case.gate, &mut own.iter());
        let mut stands_on: BTreeMap<String, BTreeSet<usize>> =
            said.into_iter().map(|line| (line, BTreeSet::new())).collect();
        for left_out in 0..own.len() {
            let mut rest = own.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, one)| one);
            let now: BTreeSet<String> = voice.says(&case.gate, &mut rest).into_iter().collect();
            for (line, places) in &mut stands_on {
                if !now.contains(line) {
                    places.insert(left_out);
                }
            }
        }
        Self { case, until, stands_on }
    }

    fn names(&self, places: &BTreeSet<usize>) -> BTreeSet<String> {
        places.iter().map(|place| self.case.events[*place].event.name()).collect()
    }

    /// Finds the one line that has the sentence.
    #[track_caller]
    fn line(&self, sentence: &str) -> &str {
        let found: Vec<&String> = self.stands_on.keys().filter(|line| line.contains(sentence)).collect();
        assert_eq!(found.len(), 1, "{sentence}: {:#?}", self.stands_on.keys());
        found[0]
    }
}

/// Plays the cases once, and asks about each moment.
fn moments<R>(ask: impl FnOnce(&Voice, &[Moment<'_>]) -> R) -> R {
    let keep = tempfile::tempdir().unwrap();
    let files: BTreeSet<&str> = MOMENTS.iter().map(|(file, ..)| *file).collect();
    let cases: BTreeMap<&str, Played> =
        files.into_iter().map(|file| (file, Played::new(file, keep.path()))).collect();
    let voice = Voice::new();
    let moments: Vec<Moment<'_>> = MOMENTS
        .iter()
        .map(|(file, event, nth)| {
            let case = &cases[file];
            Moment::new(&voice, case, case.until(event, *nth))
        })
        .collect();
    ask(&voice, &moments)
}

#[test]
fn each_sentence_goes_or_changes_with_any_event_that_it_stands_on() {
    moments(|voice, moments| {
        let mut wrong = String::new();
        for said in &TABLE {
            for number in said.moments {
                let moment = &moments[*number];
                let line = moment.line(said.sentence);
                let names = moment.names(&moment.stands_on[line]);
                let wanted: BTreeSet<String> = said.by.iter().map(|name| (*name).to_owned()).collect();
                if names != wanted {
                    wrong.push_str(&format!("{number}: {line:?} stands on {names:?}\n"));
                }
            }
        }
        // Nothing is asserted that is not in the table, and nothing that stands on no event at all.
        for (number, moment) in moments.iter().enumerate() {
            for (line, places) in &moment.stands_on {
                let mut own = TABLE.iter().filter(|said| said.moments.contains(&number));
                let known = own.any(|said| line.contains(said.sentence));
                if !known || places.is_empty() {
                    wrong.push_str(&format!("{number}: {line:?} stands on {:?}\n", moment.names(places)));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
        never_is_said_until_it_happens(moments);
        no_mutilated_record_passes(moments);
        each_sentence_follows_its_event(voice, moments);
    });
}

/// Whoever leaves one of these events out of a record is found by everybody who checks it, however the rest is numbered.
fn no_mutilated_record_passes(moments: &[Moment<'_>]) {
    for moment in moments {
        let places: BTreeSet<usize> = moment.stands_on.values().flatten().copied().collect();
        for left_out in places {
            let key = moment.case.gate.keys().envelope.public();
            let mut replay = Replay::new(moment.case.gate.origin(), key);
            let own = moment.case.entries.iter().take(moment.until).enumerate();
            let rest = own.filter(|(place, _)| *place != left_out).map(|(_, entry)| entry.clone());
            for (index, entry) in (0..).zip(rest) {
                replay.next(&StoredEntry { index, ..entry });
            }
            let (report, _) = replay.finish();
            // The last event of all can be missing: then the record is a shorter one, which its checkpoint does not fit.
            let last = left_out + 1 == moment.until;
            assert!(last || !report.problems.is_empty(), "{}", moment.case.events[left_out].event.name());
        }
    }
}

/// What is altered in an event is altered in what is said.
fn each_sentence_follows_its_event(voice: &Voice, moments: &[Moment<'_>]) {
    for (number, sentence, name, pointer, other) in ALTERED {
        let moment = &moments[number];
        let line = moment.line(sentence);
        let mut events: Vec<Recorded> = moment.case.events[..moment.until].to_vec();
        let event = events.iter_mut().rfind(|recorded| recorded.event.name() == name).unwrap();
        let mut json = serde_json::to_value(&event.event).unwrap();
        *json.pointer_mut(&format!("/{name}{pointer}")).unwrap() = serde_json::from_str(other).unwrap();
        let altered: Event = serde_json::from_value::<Event>(json).unwrap();
        assert_ne!(altered, event.event, "{name}{pointer}");
        event.event = altered;
        let now = voice.says(&moment.case.gate, &mut events.iter());
        assert!(!now.iter().any(|said| said == line), "{name}{pointer}: still {line:?}");
    }
}

/// What says that something never happened goes when it happens.
fn never_is_said_until_it_happens(moments: &[Moment<'_>]) {
    let says =
        |moment: usize, sentence: &str| moments[moment].stands_on.keys().any(|line| line.contains(sentence));
    assert!(says(0, "never released") && !says(1, "never released"));
    assert!(says(1, "release key in the vault") && !says(2, "release key in the vault"));
    assert!(!says(4, "erasure not confirmed"));
}
