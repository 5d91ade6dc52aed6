//! What is done elsewhere while an act waits: a site asks with its challenge, and the office answers.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::exit::Exit;
use crate::replay::fence;
use crate::replay::stage::Stage;
use crate::replay::written::{Act, moment};

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
        clocks.max_by_key(|at| moment(at).ok()).unwrap_or(&self.at)
    }

    /// Looks at what is done meanwhile: it says after which file it begins, and nothing else waits for it in its turn.
    pub(super) fn check_meanwhile(&self) -> Result<(), String> {
        let fault = |act: &Self, fault: &str| Err(format!("`{}`: {fault}", act.line));
        if self.after.is_some() {
            return fault(self, "`after` is for what is done meanwhile");
        }
        let Some(meanwhile) = &self.meanwhile else { return Ok(()) };
        if meanwhile.meanwhile.is_some() {
            return fault(meanwhile, "nothing is done while this one waits");
        }
        if !meanwhile.after.as_deref().is_some_and(fence::is_inside) {
            return fault(meanwhile, "`after` names the file of the case's folder after which it begins");
        }
        Ok(())
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
