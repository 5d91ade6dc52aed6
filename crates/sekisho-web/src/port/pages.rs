//! What the pages need of the other rooms.

use std::fmt::Debug;
use std::sync::Arc;

use sekisho_core::id::PersonId;
use sekisho_gate::port::Disclosure;

use super::{Choice, Grammar, Language, Register, Said};
use crate::form::ReasonForm;

/// Sentences for people, and what can be done, in both languages.
pub trait Sentences: Debug + Send + Sync {
    /// Gives the grammar.
    fn grammar(&self, language: Language) -> &Grammar;

    /// Gives a sentence, or its key where there is none.
    fn say(&self, language: Language, key: &str, values: &[(&str, &str)]) -> String;
}

/// A statement that is ready to be signed, with what the rules would say to it now.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The act's stable name, such as `approve.permit`.
    pub act: String,
    /// Texts behind the digests in the command.
    pub disclosures: Vec<Disclosure>,
    /// The namespace of the SSHSIG.
    pub namespace: String,
    /// Who is to sign.
    pub person: PersonId,
    /// Why it would be refused; empty if it would be done.
    pub reasons: Vec<ReasonForm>,
    /// The statement: these bytes are signed.
    pub statement: String,
}

/// What a look at the record says.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// With which code the command line would end.
    pub exit: u8,
    /// The same for a script.
    pub json: serde_json::Value,
    /// The same as a table, if it is one.
    pub listing: Option<Listing>,
    /// What is to be known beside it.
    pub notes: String,
    /// The words.
    pub words: String,
}

/// Rows under named columns.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// A file to take home.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub kind: &'static str,
    /// The end of its name.
    pub suffix: &'static str,
}

/// The forms in which a table goes home.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TableForm {
    /// CSV in UTF-8 with a byte order mark.
    Csv,
    /// A workbook.
    Xlsx,
}

/// The rooms, as far as pages enter them.
pub trait Pages {
    /// Makes the statement of an act out of words of the command line.
    ///
    /// Errors: what is wrong with the words, or with what they name.
    fn draft(&mut self, language: Language, person: &PersonId, words: &[String]) -> Result<Draft, Said>;

    /// Makes the statement of a command.
    ///
    /// Errors: a text that does not fit, local rules that cannot be asked.
    fn statement(
        &mut self,
        language: Language,
        person: &PersonId,
        command: &sekisho_core::Command,
    ) -> Result<Draft, Said>;

    /// Looks at the record: words of the command line that change nothing.
    fn look(&mut self, language: Language, words: &[String]) -> Result<Told, Said>;

    /// Lists what a register holds, with names.
    fn choices(&mut self, register: Register) -> Vec<Choice>;

    /// Writes a table as a file: no cell of it is a formula.
    ///
    /// Errors: a table that does not fit.
    fn download(&self, language: Language, listing: &Listing, form: TableForm) -> Result<Download, Said>;

    /// Reads what the server keeps beside the record under a name; empty if nothing is kept.
    ///
    /// Errors: the storage.
    fn kept(&mut self, name: Keep) -> std::io::Result<Vec<u8>>;

    /// Keeps something under a name, in place of what was kept; durable when it returns.
    ///
    /// Errors: the storage.
    fn keep(&mut self, name: Keep, bytes: &[u8]) -> std::io::Result<()>;
}

/// What the server keeps beside the record. No secret is among it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keep {
    /// Invitations to bring a key, by the hash of their code, and the keys that were brought.
    Invitations,
    /// Keys with which people sign in, each vouched for by a key that acts.
    SignInKeys,
    /// Tokens of programs, each by its hash.
    Tokens,
}

/// Sentences for one reader.
#[derive(Clone, Debug)]
pub(crate) struct Tongue {
    pub(crate) language: Language,
    pub(crate) sentences: Arc<dyn Sentences>,
}

impl Tongue {
    /// Gives a sentence.
    pub(crate) fn say(&self, key: &str) -> String {
        self.sentences.say(self.language, key, &[])
    }

    /// Gives a sentence with values.
    pub(crate) fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.sentences.say(self.language, key, values)
    }
}
