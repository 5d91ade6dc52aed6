//! Configuration: `sekisho.toml` in the record's directory. Few settings, and none that loosens a rule.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// The settings of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where and how mail is sent; nothing is sent without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
    /// The record.
    pub record: RecordSettings,
    /// Where the vault is; none before there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vault: Option<VaultSettings>,
}

/// Where the record finds its vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultSettings {
    /// The vault's own directory: its process is started when it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dir: Option<PathBuf>,
    /// The socket of a vault that runs as a service, under a user of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socket: Option<PathBuf>,
}

/// The record's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSettings {
    /// The name of the log, given once and for ever: a URL without scheme.
    pub origin: String,
}

/// A mail server in the office's own network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The sender's address.
    pub from: String,
    /// The server's name or address.
    pub host: String,
    /// The telephone number of the desk that takes a call about a medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its port.
    pub port: u16,
}

impl Config {
    /// Reads the settings.
    pub fn read(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join("sekisho.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        toml::from_str(&text).with_context(|| format!("cannot understand `{}`", path.display()))
    }

    /// Writes the settings of a new record.
    pub fn write(&self, dir: &Path) -> anyhow::Result<()> {
        let path = dir.join("sekisho.toml");
        fs::write(&path, toml::to_string(self)?).with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Tells whether the record is one for trying: only there may the clock be set by hand.
    pub fn is_for_trying(&self) -> bool {
        is_for_trying(&self.record.origin)
    }
}

/// Tells whether a record of this name is one for trying.
pub fn is_for_trying(origin: &str) -> bool {
    let host = origin.split('/').next().unwrap_or_default();
    host.ends_with(".invalid")
}
