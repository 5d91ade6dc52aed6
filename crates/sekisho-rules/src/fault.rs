//! What can be wrong with rules, and where.

/// One thing that is wrong in a file of rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// In which file.
    pub file: String,
    /// On which line, from 1.
    pub line: usize,
    /// In which column, from 1. Units: characters.
    pub column: usize,
    /// The stable code of what is wrong.
    pub code: &'static str,
    /// What, in the engine's words; a word of the rule where there are none.
    pub what: String,
}

/// Why no answer can be given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesFault {
    /// Ours: the words that a rule may use are malformed.
    #[error("the schema is malformed: {0}")]
    Schema(String),
    /// The office's: the rules do not hold.
    #[error("`{}` line {} column {}: {}", .0.file, .0.line, .0.column, .0.what)]
    Rules(Finding),
    /// Ours: the question does not fit the schema.
    #[error("the question does not fit the schema: {0}")]
    Question(String),
    /// The office's: a sandbox is malformed.
    #[error("the sandbox does not fit: {0}")]
    Sandbox(String),
}
