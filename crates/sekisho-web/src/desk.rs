//! The one thread behind the server: it opens the rooms, and does one thing after the other. Blocking calls stay here.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;

use tokio::sync::{mpsc, oneshot};

use crate::port::{House, Language, Said};
use crate::problem::STANDING;

/// So many requests wait for the one that is being done; more are sent away at once.
const QUEUE: usize = 32;

type Job = Box<dyn FnOnce(&mut dyn House) + Send>;

/// The way to the thread.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    jobs: mpsc::Sender<Job>,
}

/// Sentences that are said where the rooms are not at hand.
pub(crate) type Words = BTreeMap<(Language, &'static str), Said>;

/// Nobody took the request on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NoDesk {
    /// Too many wait.
    Full,
    /// The thread has ended.
    Gone,
}

impl Desk {
    /// Starts the thread, which opens the rooms.
    ///
    /// Errors: what opening them met; the outer one if there is no thread to be had.
    pub(crate) fn start<E: Send + 'static>(
        open: impl FnOnce() -> Result<Box<dyn House>, E> + Send + 'static,
    ) -> std::io::Result<Result<(Self, Words), E>> {
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        let (ready, opened) = sync_channel(1);
        std::thread::Builder::new().name("desk".to_owned()).spawn(move || {
            let mut house = match open() {
                Ok(house) => house,
                Err(error) => {
                    let _ = ready.send(Err(error));
                    return;
                }
            };
            let _ = ready.send(Ok(words(house.as_ref())));
            while let Some(job) = queue.blocking_recv() {
                job(house.as_mut());
            }
        })?;
        let opened = opened.recv().map_err(|_| std::io::Error::other("the desk ended before it began"))?;
        Ok(opened.map(|words| (Self { jobs }, words)))
    }

    /// Lets the thread do something. What nobody waits for any more, and has not begun, is not done.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut dyn House) -> T + Send + 'static,
    ) -> Result<T, NoDesk> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |house| {
            if !reply.is_closed() {
                let _ = reply.send(job(house));
            }
        });
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => NoDesk::Full,
            mpsc::error::TrySendError::Closed(_) => NoDesk::Gone,
        })?;
        answer.await.map_err(|_| NoDesk::Gone)
    }
}

fn words(house: &dyn House) -> Words {
    let mut words = Words::new();
    for language in [Language::En, Language::Ja] {
        for code in STANDING {
            words.insert((language, code), house.standing(language, code));
        }
    }
    words
}
