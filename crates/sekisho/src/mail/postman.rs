//! The server's own rounds with the mail: on a thread of their own, since mail servers take their time, and nobody's act waits
//! for one.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::thread::JoinHandle;

use sekisho_core::Timestamp;
use serde_json::json;

use crate::assemble::Outside;
use crate::config::Config;
use crate::exit::Exit;

/// Between two rounds that news begin. Units: milliseconds.
const SOON: u64 = 2_000;
/// What was not sent is tried again after so long; after twice as long when it fails once more. Units: milliseconds.
const AGAIN: u64 = 60_000;
/// And never after longer than that. Units: milliseconds.
const LONGEST: u64 = 60 * 60_000;

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Everything went out.
    Done,
    /// The server did not answer, or said no to everything.
    Dead,
    /// Something else was in the way, an address for instance.
    Failed,
}

/// What begins a round.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct News {
    /// Whether an alarm rang just now.
    pub(crate) rang: bool,
    /// The size of the record.
    pub(crate) size: u64,
}

/// When the next round is due. Its time is a stopwatch, and not the record's.
#[derive(Debug)]
struct Rounds {
    dead: bool,
    last: Option<u64>,
    pause: u64,
    rang: bool,
    size: u64,
}

impl Default for Rounds {
    fn default() -> Self {
        Self { dead: false, last: None, pause: AGAIN, rang: false, size: 0 }
    }
}

impl Rounds {
    /// Tells whether to go now: something happened and the server lives, an alarm rang, or the pause is over.
    fn begins(&mut self, now: u64, news: News) -> bool {
        self.rang |= news.rang;
        let due = self.last.is_none_or(|last| {
            let since = now.saturating_sub(last);
            let grew = news.size != self.size && !self.dead;
            since >= self.pause || (since >= SOON && (grew || self.rang))
        });
        if due {
            *self = Self { last: Some(now), rang: false, size: news.size, ..*self };
        }
        due
    }

    fn ended(&mut self, round: Round) {
        self.dead = round == Round::Dead;
        self.pause = if round == Round::Done { AGAIN } else { self.pause.saturating_mul(2).min(LONGEST) };
    }
}

/// Where the mail is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way<'a> {
    /// The time set by hand, if one is.
    pub(crate) at: Option<Timestamp>,
    /// The record.
    pub(crate) dir: &'a Path,
    /// Where links in mails lead.
    pub(crate) pages: &'a str,
}

/// Goes round with the mail. Each letter is written once and sent once, as at the command line.
#[derive(Debug, Default)]
pub(crate) struct Postman {
    going: Option<JoinHandle<Round>>,
    rounds: Rounds,
}

impl Postman {
    /// Goes round if it is time; nowhere if no mail server is named.
    pub(crate) fn round(&mut self, way: Way<'_>, outside: &Outside, now: u64, news: News) {
        if self.going.as_ref().is_some_and(|round| !round.is_finished()) {
            self.rounds.rang |= news.rang;
            return;
        }
        if let Some(ended) = self.going.take() {
            self.rounds.ended(ended.join().unwrap_or(Round::Failed));
        }
        if !self.rounds.begins(now, news) {
            return;
        }
        if Config::read(way.dir).ok().and_then(|config| config.mail).is_none() {
            return;
        }
        let lines: [&[&str]; 3] =
            [&["custody", "overdue"], &["key", "notify"], &["turn", "notify", "--url", way.pages]];
        let lines = lines.map(|line| words(line, way));
        let outside = outside.clone();
        let round = move || go(&lines, &outside);
        self.going = std::thread::Builder::new().name("mail".to_owned()).spawn(round).ok();
    }
}

fn words(line: &[&str], way: Way<'_>) -> Vec<OsString> {
    let mut words: Vec<OsString> =
        line.iter().chain(&["--send", "--quiet", "--dir"]).map(OsString::from).collect();
    words.push(way.dir.into());
    if let Some(at) = way.at {
        words.extend(["--at".into(), at.to_string().into()]);
    }
    words
}

fn go(lines: &[Vec<OsString>], outside: &Outside) -> Round {
    let mut round = Round::Done;
    for line in lines {
        let spoken = crate::run(line, outside);
        let code = spoken.json.pointer("/error/code").and_then(|code| code.as_str());
        if spoken.exit == Exit::Done {
            continue;
        }
        // The code says what to do; addresses of people are in no log.
        let written = json!({ "operation": "mail", "code": code.unwrap_or("mail") });
        let _ = writeln!(std::io::stderr(), "{written}");
        if code.is_some_and(|code| code.ends_with("mail-not-sent")) {
            // The next line would wait for the same server.
            return Round::Dead;
        }
        round = Round::Failed;
    }
    round
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_server_is_asked_ever_less_often_and_news_wait_for_it() {
        let mut rounds = Rounds::default();
        let news = |size| News { rang: false, size };
        assert!(rounds.begins(0, news(1)));
        rounds.ended(Round::Done);
        // News go soon, two of them at once; without news there is a look each minute.
        assert!(!rounds.begins(SOON - 1, news(2)));
        assert!(rounds.begins(SOON, news(3)) && !rounds.begins(2 * SOON, news(3)));
        assert!(rounds.begins(SOON + AGAIN, news(3)));
        let mut now = SOON + AGAIN;
        let mut pause = AGAIN;
        for size in 4..14 {
            rounds.ended(Round::Dead);
            pause = (2 * pause).min(LONGEST);
            assert!(!rounds.begins(now + pause - 1, news(size)), "{size}");
            now += pause;
            assert!(rounds.begins(now, news(size)), "{size}");
        }
        assert_eq!(pause, LONGEST);
        // An alarm is tried even so, and a server that lives again gets its news soon.
        rounds.ended(Round::Dead);
        assert!(rounds.begins(now + SOON, News { rang: true, size: 13 }));
        rounds.ended(Round::Done);
        assert!(rounds.begins(now + 2 * SOON, news(20)));
        // One address that is wrong keeps nobody else's news.
        rounds.ended(Round::Failed);
        assert!(rounds.begins(now + 3 * SOON, news(21)));
    }
}
