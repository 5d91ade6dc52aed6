//! `sekisho serve`: the record answers over HTTP, until it is told to stop.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use sekisho_web::limit::Peers;
use sekisho_web::listen::{Carriage, ListenError, listen};
use sekisho_web::metrics::Readers;
use sekisho_web::port::{Line, Outlets};
use sekisho_web::site::Site;
use sekisho_web::{Code, Limits, ServeError, Settings, tls};
use serde_json::json;

use crate::assemble::{self, entropy, random_seed};
use crate::cli::Serve;
use crate::command::Context;
use crate::config::{Config, RecordSettings};
use crate::exit::Exit;
use crate::file;
use crate::house::Rooms;
use crate::pages::Speech;
use crate::report::{Failure, Report};

/// The longest certificate or key. Units: bytes.
const PEM_LIMIT: u64 = 1 << 20;

/// `sekisho serve`
pub fn serve(context: Context<'_>, arguments: &Serve) -> Result<Report, Failure> {
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(chain), Some(key)) => Some(certificate(chain, key)?),
        _ => None,
    };
    let (carriage, scheme) = if tls.is_some() { (Carriage::Tls, "https") } else { (Carriage::Plain, "http") };
    let listener = listen(arguments.listen, carriage).map_err(|error| refused(arguments.listen, error))?;
    let address = listener.local_addr().map_err(|error| Failure::broken(error.into()))?;
    let patience = Duration::from_secs(arguments.patience);
    let site = site(arguments.url.as_deref(), scheme, address)?;
    let setup = new_office(context)?;
    let begin = setup
        .as_ref()
        .map(|code| format!("{}/setup?lang={}&code={}", site.look(), context.text.language().code(), code.0));
    let limits = Limits { patience, ..Limits::default() };
    let peers = if arguments.behind_proxy { Peers::Proxied } else { Peers::Direct };
    let readers = if arguments.open_metrics { Readers::Everybody } else { Readers::Here };
    let settings = Settings {
        limits,
        listener,
        peers,
        readers,
        sentences: Arc::new(Speech::new()),
        setup,
        site: site.clone(),
        tls,
    };
    let outlets = Outlets { entropy: |bytes| entropy(bytes), log, millis };
    let (dir, outside, at) = (context.dir(), context.outside.clone(), context.at()?);
    let pages = site.look();
    let kept = match &begin {
        Some(begin) => kept_aside(context, begin)?,
        None => None,
    };
    let links = pages.clone();
    let open = move || Rooms::open(dir, outside, at, links).map(|rooms| Box::new(rooms) as _);
    let url = format!("{scheme}://{address}");
    let ready = || {
        // The code of a new office goes to whoever started the server, and into no log.
        let line = if context.cli.global.json {
            json!({ "ok": true, "pages": pages, "setup": begin, "url": url }).to_string()
        } else {
            let listening = context.text.say("server-listening", &[("pages", pages.as_str()), ("url", &url)]);
            match (&kept, &begin) {
                (Some(path), _) => {
                    let path = path.display().to_string();
                    format!("{listening}\n{}", context.text.say("server-begin-file", &[("path", &path)]))
                }
                (None, Some(begin)) => {
                    format!("{listening}\n{}", context.text.say("server-begin", &[("url", begin)]))
                }
                (None, None) => listening,
            }
        };
        // Whoever started it waits for this line.
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    };
    sekisho_web::serve(settings, outlets, open, ready).map_err(|error| match error {
        ServeError::House(failure) => failure,
        other => Failure::broken(anyhow::anyhow!("{other:#}")),
    })?;
    Ok(Report::done(json!({ "ok": true, "stopped": url }), context.text.say("server-ended", &[])))
}

/// Finds the name under which people find the pages: what is said, or this machine's own.
fn site(url: Option<&str>, scheme: &str, address: SocketAddr) -> Result<Site, Failure> {
    let own = format!("{scheme}://localhost:{}", address.port());
    let url = url.unwrap_or(&own);
    Site::parse(url).map_err(|error| Failure::usage("server-site", &[("url", url)]).caused_by(error))
}

/// Makes the record of an office that has none yet, and draws the code with which it begins.
fn new_office(context: Context<'_>) -> Result<Option<Code>, Failure> {
    let dir = context.dir();
    let at = context.at()?;
    let begun = if dir.join("record.sqlite").exists() {
        assemble::open(&dir, at)?.state().office.is_some()
    } else {
        let digits: String = random_seed()?.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let origin = format!("sekisho.local/{digits}");
        let config = Config { mail: None, record: RecordSettings { origin }, vault: None };
        assemble::create(&dir, &config, at)?;
        false
    };
    if begun {
        return Ok(None);
    }
    let code: String = random_seed()?.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(Code(code)))
}

/// Where nobody sits in front of it, what is printed goes into a log: the address with the code is put into a file that only
/// whoever runs the server can read.
///
/// Shape: [`None`] where it is to be printed.
fn kept_aside(context: Context<'_>, begin: &str) -> Result<Option<PathBuf>, Failure> {
    if context.cli.global.json || std::io::stdout().is_terminal() {
        return Ok(None);
    }
    let path = context.dir().join("setup-address");
    // The code of an earlier start opens nothing any more.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Failure::of_file("file-not-written", &path, error));
        }
        _ => {}
    }
    file::create_new(&path, format!("{begin}\n").as_bytes())?;
    Ok(Some(path))
}

fn certificate(chain: &Path, key: &Path) -> Result<Arc<sekisho_web::tls::Config>, Failure> {
    let read = |path: &Path| file::read(path, PEM_LIMIT);
    let shown = chain.display().to_string();
    tls::server(&read(chain)?, &zeroize::Zeroizing::new(read(key)?)).map_err(|error| {
        Failure::new(Exit::Failed, "server-certificate", &[("path", &shown)]).caused_by(error)
    })
}

fn refused(address: SocketAddr, error: ListenError) -> Failure {
    let shown = address.to_string();
    let values = [("address", shown.as_str())];
    match error {
        ListenError::NotLoopback(_) => Failure::usage("server-plain-outside", &values),
        other => Failure::new(Exit::Failed, "server-address", &values).caused_by(other),
    }
}

/// Writes a line of the log to standard error.
fn log(line: &Line<'_>) {
    let Line { code, millis, method, operation, route, status } = *line;
    let written = json!({
        "operation": operation, "method": method, "route": route, "status": status, "code": code, "ms": millis,
    });
    let _ = writeln!(std::io::stderr(), "{written}");
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch for the log, not the record's time")]
fn millis() -> u64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGAN.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}
