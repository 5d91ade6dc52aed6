//! What the pages need of the front door: statements out of the command line's own words, tables, registers with names.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekisho_core::Command;
use sekisho_core::id::PersonId;
use sekisho_gate::Gate;
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_web::port::{
    Choice, Download, Draft, Grammar, House as _, Keep, Language, Listing, Pages, Register, Said, Sentences,
    TableForm, Told,
};

use crate::act::parse_texts;
use crate::cli::{self, Cli};
use crate::command::{self, Context, local_civil};
use crate::house::Rooms;
use crate::message::{self, Text};
use crate::offered;
use crate::person_text;
use crate::report::{Failure, Report};

/// Nothing that is kept beside the record is larger. Units: bytes.
const KEEP_LIMIT: u64 = 16 << 20;

/// Sentences and grammar of both languages.
#[derive(Debug)]
pub struct Speech {
    english: (Text, Grammar),
    japanese: (Text, Grammar),
}

impl Speech {
    /// Reads both languages.
    pub fn new() -> Self {
        let speech = |language| {
            let text = Text::new(language);
            let grammar = offered::grammar(&text);
            (text, grammar)
        };
        Self { english: speech(message::Language::En), japanese: speech(message::Language::Ja) }
    }

    fn of(&self, language: Language) -> &(Text, Grammar) {
        match language {
            Language::En => &self.english,
            Language::Ja => &self.japanese,
        }
    }
}

impl Default for Speech {
    fn default() -> Self {
        Self::new()
    }
}

impl Sentences for Speech {
    fn grammar(&self, language: Language) -> &Grammar {
        &self.of(language).1
    }

    fn say(&self, language: Language, key: &str, values: &[(&str, &str)]) -> String {
        self.of(language).0.say(key, values)
    }
}

impl Rooms {
    /// Does what the words say, as the command line does.
    fn run(&self, language: Language, words: &[String]) -> Result<Report, Failure> {
        let text = self.text(language);
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let parsed =
            cli::parse(&words, text).map_err(|error| Failure::usage("form-unfit", &[]).caused_by(error))?;
        let global = cli::Global {
            at: self.at.map(|at| at.to_string()),
            dir: Some(self.dir.clone()),
            ..parsed.global.clone()
        };
        let cli = Cli { global, ..parsed };
        let outside = self.outside.without_keys();
        command::one(Context { cli: &cli, outside: &outside, text })
    }

    fn judged(&mut self, language: Language, draft: Draft, command: &Command) -> Result<Draft, Said> {
        if let Err(fault) = self.gate.fire_due() {
            return Err(self.fault(language, fault));
        }
        let reasons = match self.gate.consider(&draft.person, command) {
            Ok(reasons) => reasons,
            Err(fault) => return Err(self.fault(language, fault)),
        };
        let reasons = reasons.iter().map(|reason| self.reason(language, reason)).collect();
        Ok(Draft { reasons, ..draft })
    }

    fn keep_path(&self, name: Keep) -> PathBuf {
        let file = match name {
            Keep::Invitations => "invitations.json",
            Keep::SignInKeys => "sign-in-keys.json",
            Keep::Tokens => "tokens.json",
        };
        self.dir.join("pages").join(file)
    }
}

impl Pages for Rooms {
    fn draft(&mut self, language: Language, person: &PersonId, words: &[String]) -> Result<Draft, Said> {
        let verb = words.iter().take_while(|word| !word.starts_with('-')).count();
        let mut words = words.to_vec();
        words.splice(verb..verb, [format!("--as={person}"), "--prepare=-".to_owned()]);
        let read = self.run(language, &words).and_then(|report| draft_of(person, &report.json));
        let (draft, command) = read.map_err(|failure| failure.said(self.text(language)))?;
        self.judged(language, draft, &command)
    }

    fn statement(&mut self, language: Language, person: &PersonId, command: &Command) -> Result<Draft, Said> {
        let statement = match self.gate.prepare(person, command, self.gate.now()) {
            Ok(statement) => statement,
            Err(fault) => return Err(self.fault(language, fault)),
        };
        let act = command.act().to_owned();
        let namespace = namespace(&act);
        let draft = Draft {
            act,
            disclosures: Vec::new(),
            namespace,
            person: person.clone(),
            reasons: Vec::new(),
            statement,
        };
        self.judged(language, draft, command)
    }

    fn look(&mut self, language: Language, words: &[String]) -> Result<Told, Said> {
        let report = self.run(language, words).map_err(|failure| failure.said(self.text(language)))?;
        let listing = report.listing.map(|table| Listing { columns: table.columns, rows: table.rows });
        Ok(Told {
            exit: report.exit.code(),
            json: report.json,
            listing,
            notes: report.notes,
            words: report.human,
        })
    }

    fn choices(&mut self, register: Register) -> Vec<Choice> {
        choices(&self.gate, register)
    }

    fn download(&self, language: Language, listing: &Listing, form: TableForm) -> Result<Download, Said> {
        let table = sekisho_audit::table::Listing {
            header: listing.columns.clone(),
            rows: listing.rows.clone(),
            sheet: "Sekisho".to_owned(),
            title: None,
        };
        let written = match form {
            TableForm::Csv => table.to_csv(sekisho_audit::table::CsvEncoding::Utf8WithMark),
            TableForm::Xlsx => table.to_xlsx(local_civil(self.gate.now())),
        };
        let bytes = written.map_err(|fault| Failure::from(fault).said(self.text(language)))?;
        let (kind, suffix) = match form {
            TableForm::Csv => ("text/csv; charset=utf-8", "csv"),
            TableForm::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        };
        Ok(Download { bytes, kind, suffix })
    }

    fn kept(&mut self, name: Keep) -> io::Result<Vec<u8>> {
        read_kept(&self.keep_path(name))
    }

    fn keep(&mut self, name: Keep, bytes: &[u8]) -> io::Result<()> {
        let path = self.keep_path(name);
        write_kept(&path, bytes)
    }
}

/// Takes a statement out of what `--prepare -` says.
fn draft_of(person: &PersonId, json: &serde_json::Value) -> Result<(Draft, Command), Failure> {
    let unfit = || Failure::usage("form-unfit", &[]);
    let statement = json.get("statement").and_then(serde_json::Value::as_str).ok_or_else(unfit)?;
    let parsed = ActStatement::parse(statement)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Statement(error)))?;
    let command: Command = serde_json::from_str(&parsed.command)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Command(error.to_string())))?;
    let texts = json.get("texts").cloned().unwrap_or_default();
    let draft = Draft {
        act: parsed.act.clone(),
        disclosures: parse_texts(&texts.to_string())?,
        namespace: namespace(&parsed.act),
        person: person.clone(),
        reasons: Vec::new(),
        statement: statement.to_owned(),
    };
    Ok((draft, command))
}

fn choices(gate: &Gate, register: Register) -> Vec<Choice> {
    let state = gate.state();
    let plain = |code: String| Choice { label: code.clone(), code };
    let named = |code: String, label: String| Choice { code, label };
    let text = |code: String, digest| {
        let name = person_text::text(gate, &digest).unwrap_or_default();
        Choice { label: format!("{code} {name}").trim_end().to_owned(), code }
    };
    match register {
        Register::Contract => {
            let all = state.chain.contracts.iter();
            all.map(|(id, known)| {
                named(id.to_string(), format!("{id} {}", person_text::party(gate, &known.contractor)))
            })
            .collect()
        }
        Register::Dataset => {
            let all = state.holdings.datasets.iter();
            all.map(|(id, known)| text(id.to_string(), known.name)).collect()
        }
        Register::Device => state.devices.keys().map(|id| plain(id.to_string())).collect(),
        Register::Incident => state.incidents.keys().map(|id| plain(id.to_string())).collect(),
        Register::Medium => {
            let all = state.media.iter();
            all.map(|(id, known)| named(id.to_string(), format!("{id} {}", known.card.product))).collect()
        }
        Register::Order => {
            let all = state.chain.orders.iter();
            all.map(|(id, known)| {
                named(id.to_string(), format!("{id} {}", person_text::party(gate, &known.terms.contractor)))
            })
            .collect()
        }
        Register::Organization => {
            let all = state.parties.keys();
            all.map(|id| named(id.to_string(), person_text::party(gate, id))).collect()
        }
        Register::Permit => state.permits.keys().map(|id| plain(id.to_string())).collect(),
        Register::Person => {
            let all = state.persons.iter().filter(|(_, known)| known.left_at.is_none());
            all.map(|(id, _)| named(id.to_string(), person_text::person(gate, id))).collect()
        }
        Register::Place => {
            let all = state.places.keys();
            all.map(|id| named(id.to_string(), person_text::place(gate, id))).collect()
        }
        Register::Plan => state.plans.plans.keys().map(|id| plain(id.to_string())).collect(),
        Register::Purpose => {
            let all = state.holdings.purposes.iter();
            all.map(|(id, known)| text(id.to_string(), known.name)).collect()
        }
    }
}

fn read_kept(path: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read as _;
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(KEEP_LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes beside, flushes, and takes the place of what was there: whoever is killed in between leaves the old one.
fn write_kept(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
    let dir = path.parent().unwrap_or(path);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let beside = path.with_extension("new");
    let mut file =
        fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    fs::File::open(dir)?.sync_all()
}
