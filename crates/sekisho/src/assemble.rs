//! Connects the rooms: the one place where a wall clock, a random source and the environment are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sekisho_core::Timestamp;
use sekisho_gate::fault::Fault;
use sekisho_gate::gate::Ports;
use sekisho_gate::keys::RecordSeeds;
use sekisho_gate::port::{Clock, Entropy};
use sekisho_gate::{Gate, RecordKeys};
use sekisho_store::sqlite::Patience;
use sekisho_store::{Store, StoreError, keyfile};
use zeroize::Zeroizing;

use crate::config::{Config, is_for_trying};
use crate::local_rules::RulesFolder;
use crate::report::Failure;

/// What the process finds around it, so that a test can bring its own.
#[derive(Clone)]
pub struct Outside {
    /// A line typed by a person, if somebody is there to type.
    pub interactive: bool,
    /// The program itself, to start it again as a process of its own.
    pub program: Option<PathBuf>,
    /// Standard input, if it was given as text beforehand.
    pub stdin: Option<String>,
    variables: BTreeMap<String, String>,
}

impl std::fmt::Debug for Outside {
    /// Variables may hold a passphrase: none is printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outside").field("interactive", &self.interactive).finish_non_exhaustive()
    }
}

impl Outside {
    /// Looks at the real process.
    pub fn system() -> Self {
        use std::io::IsTerminal as _;
        let interactive = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let program = std::env::current_exe().ok();
        Self { interactive, program, stdin: None, variables: std::env::vars().collect() }
    }

    /// Gives a process without terminal, with these variables only.
    pub fn with(variables: &[(&str, &str)]) -> Self {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { interactive: false, program: None, stdin: None, variables }
    }

    /// Names the program that is started where a process of its own is needed.
    #[must_use]
    pub fn with_program(self, program: Option<PathBuf>) -> Self {
        Self { program, ..self }
    }

    /// Gives the same without anybody's key: who asks over the network signs nothing with what lies around the server.
    #[must_use]
    pub fn without_keys(&self) -> Self {
        let own = |name: &str| matches!(name, "SEKISHO_AS" | "SEKISHO_KEY" | "SEKISHO_PASSPHRASE");
        let variables = self.variables.iter().filter(|(name, _)| !own(name));
        let variables = variables.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { variables, ..self.clone() }
    }

    /// Gives an environment variable, if it is set and not empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).filter(|value| !value.is_empty()).cloned()
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug)]
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock port")]
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(jiff::Timestamp::now().as_second())
    }
}

/// A clock set by hand, for records that are for trying.
#[derive(Clone, Copy, Debug)]
struct SetClock(Timestamp);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The system's random source.
#[derive(Clone, Copy, Debug)]
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        fill(bytes).map_err(|error| Fault::Storage { message: error.to_string(), source: Box::new(error) })
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the entropy port")]
fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    getrandom::fill(bytes)
}

/// Draws randomness for what takes it as an argument.
pub fn entropy(bytes: &mut [u8]) -> std::io::Result<()> {
    fill(bytes).map_err(|error| std::io::Error::other(error.to_string()))
}

/// Gives the time: the system's, or one set by hand where the origin is for trying.
pub fn now(origin: &str, at: Option<Timestamp>) -> Result<Timestamp, Failure> {
    match at {
        None => Ok(SystemClock.now()),
        Some(at) if is_for_trying(origin) => Ok(at),
        Some(_) => Err(Failure::usage("clock-not-for-trying", &[])),
    }
}

/// Draws 32 random bytes.
pub fn random_seed() -> Result<Zeroizing<[u8; 32]>, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut_slice()).map_err(|error| Failure::broken(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(seed)
}

/// Where a record lies.
pub fn record_dir(named: Option<&Path>, outside: &Outside) -> PathBuf {
    let named = named.map(Path::to_path_buf).or_else(|| outside.variable("SEKISHO_DIR").map(PathBuf::from));
    named.unwrap_or_else(|| PathBuf::from("sekisho-record"))
}

/// Gives the clock: the system's, or one set by hand where the record is for trying.
fn clock(config: &Config, at: Option<Timestamp>) -> Result<Box<dyn Clock>, Failure> {
    match at {
        None => Ok(Box::new(SystemClock)),
        Some(at) if config.is_for_trying() => Ok(Box::new(SetClock(at))),
        Some(_) => Err(Failure::usage("clock-not-for-trying", &[])),
    }
}

/// Opens the gate of an existing record.
///
/// Errors: [`Failure`] with what to do next.
pub fn open(dir: &Path, at: Option<Timestamp>) -> Result<Gate, Failure> {
    open_waiting(dir, at, Patience::default())
}

/// Opens the gate of an existing record, and waits for another command as long as is said.
pub fn open_waiting(dir: &Path, at: Option<Timestamp>, patience: Patience) -> Result<Gate, Failure> {
    let store = Store::open_waiting(dir, patience).map_err(Failure::store)?;
    let config = Config::read(dir).map_err(Failure::broken)?;
    gate(dir, &config, store, at)
}

/// Makes a new record with fresh keys and opens its gate.
pub fn create(dir: &Path, config: &Config, at: Option<Timestamp>) -> Result<Gate, Failure> {
    std::fs::create_dir_all(dir).map_err(|error| {
        Failure::broken(anyhow::anyhow!("cannot make the directory `{}`: {error}", dir.display()))
    })?;
    // What has no name for ever is not begun.
    let seeds = || -> Result<_, Failure> {
        Ok(RecordSeeds { envelope: random_seed()?, note: random_seed()?, stream_master: random_seed()? })
    };
    RecordKeys::new(&config.record.origin, seeds()?)
        .map_err(|_| Failure::usage("origin-unfit", &[("origin", &config.record.origin)]))?;
    private(dir)?;
    let key_path = key_path(dir);
    if dir.join("record.sqlite").exists() || key_path.exists() {
        return Err(Failure::store(StoreError::Present(dir.to_owned())));
    }
    let seeds = RecordSeeds { envelope: random_seed()?, note: random_seed()?, stream_master: random_seed()? };
    keyfile::create(&key_path, &seeds).map_err(Failure::store)?;
    config.write(dir).map_err(Failure::broken)?;
    let store = Store::create(dir).map_err(Failure::store)?;
    gate(dir, config, store, at)
}

/// Names and keys lie in the record: nobody but its owner looks into the directory.
fn private(dir: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))
        .map_err(|error| Failure::broken(anyhow::anyhow!("cannot protect `{}`: {error}", dir.display())))
}

/// Gives the file of the record's own keys.
pub fn key_path(dir: &Path) -> PathBuf {
    dir.join("keys").join("record.key")
}

fn gate(dir: &Path, config: &Config, store: Store, at: Option<Timestamp>) -> Result<Gate, Failure> {
    let seeds = keyfile::read(&key_path(dir)).map_err(Failure::store)?;
    let origin = &config.record.origin;
    let keys = RecordKeys::new(origin, seeds).map_err(|error| Failure::broken(error.into()))?;
    let ports = Ports {
        clock: clock(config, at)?,
        entropy: Box::new(SystemEntropy),
        record: Box::new(store),
        rules: Box::new(RulesFolder::of(dir)),
    };
    Gate::open(origin, keys, ports).map_err(Failure::fault)
}
