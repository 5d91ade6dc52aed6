//! What is done elsewhere while an act waits: a site asks with its challenge, and the office answers.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::cli::parse_time;
use crate::exit::Exit;
use crate::replay::stage::Stage;
use crate::replay::written::Act;

/// How often one looks whether the other side has asked.
const GLANCE: Duration = Duration::from_millis(5);

impl Act {
    /// Lists the act, and the one that is done while it waits.
    pub(super) fn with_meanwhile(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.meanwhile.as_deref())
    }

    /// Gives the later one of the clocks that the act is tried at.
    pub(super) fn latest(&self) -> &str {
        let clocks = self.with_meanwhile().map(|act| act.at.as_str());
        clocks.max_by_key(|at| parse_time(at)).unwrap_or(&self.at)
    }
}

/// Tries an act, and meanwhile what is to be done while it waits.
///
/// Shape: what each came to, in the order of [`Act::with_meanwhile`].
pub(super) fn run(stage: &Stage<'_>, act: &Act) -> Vec<(Exit, Value)> {
    let try_it = |act: &Act| {
        let words = stage.words(&act.line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        stage.run(&act.at, act.by.as_deref(), &words)
    };
    let Some(meanwhile) = &act.meanwhile else { return vec![try_it(act)] };
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let elsewhere = scope.spawn(|| {
            // If the act asks nothing and is over, the other side finds no question, and says so itself.
            let after = meanwhile.after.as_deref().map(|after| stage.words(after).concat());
            while !ended.load(Ordering::Acquire) && !after.as_deref().is_some_and(is_written) {
                thread::park_timeout(GLANCE);
            }
            try_it(meanwhile)
        });
        let own = try_it(act);
        ended.store(true, Ordering::Release);
        let other = elsewhere.join().unwrap_or((Exit::Failed, Value::Null));
        vec![own, other]
    })
}

/// Tells whether the file is there, to its last line.
fn is_written(path: &str) -> bool {
    std::fs::read(Path::new(path)).is_ok_and(|bytes| bytes.ends_with(b"\n"))
}
