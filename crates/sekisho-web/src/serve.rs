//! Runs the server: takes connections, as many as are allowed, each for as long as is allowed, until it is told to stop.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::desk::{Desk, NoDesk};
use crate::errand::Greetings;
use crate::limit::{Buckets, Peer, Peers, Rate, household};
use crate::metrics::Readers;
use crate::openapi;
use crate::port::{House, Language, Outlets, Sentences};
use crate::router::{Shared, router};
use crate::session::hash;
use crate::site::Site;

/// How much is taken, and how long it may last.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body. Units: bytes.
    pub body_bytes: usize,
    /// So many requests from one address.
    pub calls: Rate,
    /// So many connections at a time; the next ones wait.
    pub connections: usize,
    /// So many connections at a time from one address; the next ones are closed at once.
    pub connections_of_one: usize,
    /// How long a handshake, the head of a request, or a request with its answer may last. A connection ends after four
    /// times as long.
    pub patience: Duration,
    /// What is due is looked for so often while nobody asks.
    pub tick: Duration,
    /// So many requests from one address that try a key or a code.
    pub tries: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            calls: Rate { burst: 600, per_second: 50 },
            connections: 512,
            connections_of_one: 128,
            patience: Duration::from_secs(30),
            tick: Duration::from_millis(500),
            tries: Rate { burst: 120, per_second: 5 },
        }
    }
}

/// A code that opens the setup page once; it stands on the terminal of whoever started the server, and in no log.
pub struct Code(pub String);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

/// Where and how is listened.
#[derive(Debug)]
pub struct Settings {
    /// What is allowed.
    pub limits: Limits,
    /// The address, taken with [`crate::listen::listen`].
    pub listener: TcpListener,
    /// Where requests come from.
    pub peers: Peers,
    /// Who may read figures.
    pub readers: Readers,
    /// The code with which a new office begins; none if the office has begun.
    pub setup: Option<Code>,
    /// What is said to people, and what they can do.
    pub sentences: Arc<dyn Sentences>,
    /// Under which names people find the pages.
    pub site: Site,
    /// The certificate; none for plain HTTP.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

/// Says why the server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError<E> {
    /// The rooms did not open.
    #[error("the record did not open")]
    House(E),
    /// The system refused what a server needs.
    #[error("the server cannot run")]
    Io(#[from] io::Error),
}

/// Serves until SIGTERM or SIGINT comes; what has begun is ended first.
///
/// Shape: `open` runs on the thread that keeps the rooms; `ready` is called once requests are answered.
/// Errors: [`ServeError`].
pub fn serve<E: Send + 'static>(
    settings: Settings,
    outlets: Outlets,
    open: impl FnOnce() -> Result<Box<dyn House>, E> + Send + 'static,
    ready: impl FnOnce(),
) -> Result<(), ServeError<E>> {
    let (desk, words) = Desk::start(open)?.map_err(ServeError::House)?;
    let limits = settings.limits;
    let openapi = openapi::document(settings.sentences.grammar(Language::En));
    let shared = Arc::new(Shared {
        answers: Mutex::default(),
        body_bytes: limits.body_bytes,
        calls: Mutex::new(Buckets::new(limits.calls)),
        desk: desk.clone(),
        errands: Mutex::default(),
        greetings: Mutex::new(Greetings::new(outlets.entropy)?),
        metrics: Mutex::default(),
        openapi: serde_json::to_vec(&openapi).unwrap_or_default().into(),
        outlets,
        patience: limits.patience,
        peers: settings.peers,
        readers: settings.readers,
        sentences: Arc::clone(&settings.sentences),
        sessions: Mutex::default(),
        setup: settings.setup.as_ref().map(|code| hash(&code.0)),
        site: settings.site.clone(),
        tries: Mutex::new(Buckets::new(limits.tries)),
        words,
    });
    let router = router(shared);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.spawn(keep_time(desk, limits.tick, outlets.millis));
    runtime.block_on(accept(settings, router, ready))?;
    Ok(())
}

/// Lets the rooms do what is due, though nobody asks. A desk that is busy does it with the next request anyway.
async fn keep_time(desk: Desk, tick: Duration, millis: fn() -> u64) {
    while desk.ask(move |house| house.tick(millis())).await != Err(NoDesk::Gone) {
        tokio::time::sleep(tick).await;
    }
}

/// Connections by where they come from.
type Open = Arc<Mutex<BTreeMap<IpAddr, usize>>>;

/// One connection, counted as long as it lasts.
struct Counted {
    from: IpAddr,
    open: Open,
}

impl Counted {
    /// Counts a connection; none if there are as many from there as may be.
    fn one(open: &Open, from: IpAddr, most: usize) -> Option<Self> {
        let mut all = open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(from).or_default();
        if *count >= most {
            return None;
        }
        *count = count.saturating_add(1);
        drop(all);
        Some(Self { from, open: Arc::clone(open) })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.from) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                all.remove(&self.from);
            }
        }
    }
}

async fn accept(settings: Settings, router: Router, ready: impl FnOnce()) -> io::Result<()> {
    let Settings { limits, listener, peers, tls, .. } = settings;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let acceptor = tls.map(TlsAcceptor::from);
    let open = Open::default();
    let room = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopping) = watch::channel(());
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    ready();
    let mut told = pin!(async move {
        let (mut terminate, mut interrupt) = (pin!(terminate.recv()), pin!(interrupt.recv()));
        std::future::poll_fn(|context| {
            let came =
                terminate.as_mut().poll(context).is_ready() || interrupt.as_mut().poll(context).is_ready();
            if came { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    });
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await.map_err(io::Error::other)?;
            let (stream, from) = listener.accept().await?;
            Ok::<_, io::Error>((place, stream, from.ip()))
        };
        let Some(next) = before(told.as_mut(), next).await else { break };
        // A connection that fails while it comes in (or too many open files) harms none of the others.
        let Ok((place, stream, from)) = next else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // All that a proxy brings comes from one address.
        let proxied = peers == Peers::Proxied && from.to_canonical().is_loopback();
        let most = if proxied { usize::MAX } else { limits.connections_of_one };
        let Some(counted) = Counted::one(&open, household(from), most) else { continue };
        let router = router.clone().layer(axum::Extension(Peer(from)));
        let (acceptor, stopping) = (acceptor.clone(), stopping.clone());
        tokio::spawn(async move {
            connection(stream, acceptor, router, limits.patience, stopping).await;
            drop((counted, place));
        });
    }
    drop(stop);
    drop(listener);
    // Every place is free again once every connection has ended.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = timeout(limits.patience, room.acquire_many(all)).await;
    Ok(())
}

/// Waits for one of two things; `None` if the first came first.
async fn before<T>(
    mut first: std::pin::Pin<&mut impl Future<Output = ()>>,
    second: impl Future<Output = T>,
) -> Option<T> {
    let mut second = pin!(second);
    std::future::poll_fn(|context| {
        if first.as_mut().poll(context).is_ready() {
            return std::task::Poll::Ready(None);
        }
        second.as_mut().poll(context).map(Some)
    })
    .await
}

async fn connection(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    patience: Duration,
    stopping: watch::Receiver<()>,
) {
    match acceptor {
        None => talk(stream, router, patience, stopping).await,
        Some(acceptor) => {
            if let Ok(Ok(stream)) = timeout(patience, acceptor.accept(stream)).await {
                talk(stream, router, patience, stopping).await;
            }
        }
    }
}

/// Answers one connection. Whoever is slow, silent or stays too long is hung up on.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    patience: Duration,
    mut stopping: watch::Receiver<()>,
) {
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut served = pin!(served);
    let stop = async move {
        let _ = stopping.changed().await;
    };
    let whole = async {
        let stopped = pin!(stop);
        if before(stopped, served.as_mut()).await.is_none() {
            served.as_mut().graceful_shutdown();
            let _ = served.as_mut().await;
        }
    };
    let _ = timeout(patience.saturating_mul(4), whole).await;
}
