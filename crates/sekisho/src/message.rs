//! Sentences for people: Fluent files, one per language, the single home of every sentence.

use std::ffi::OsString;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::langid;

use crate::assemble::Outside;

const JA: &str =
    concat!(include_str!("../../../text/ja.ftl"), "\n", include_str!("../../../text/pages.ja.ftl"));
const EN: &str =
    concat!(include_str!("../../../text/en.ftl"), "\n", include_str!("../../../text/pages.en.ftl"));

/// The languages that the product speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// 日本語.
    Ja,
}

impl Language {
    /// Gives its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text.get(..2)? {
            "en" => Some(Self::En),
            "ja" => Some(Self::Ja),
            _ => None,
        }
    }
}

/// Finds the language before the arguments are parsed, so that even a usage error speaks it: `--lang`, then the locale.
pub fn language(arguments: &[OsString], outside: &Outside) -> Language {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let named = words.clone().find_map(|word| word.strip_prefix("--lang=").map(str::to_owned));
    let named =
        named.or_else(|| words.find(|word| *word == "--lang").and_then(|_| words.next().map(str::to_owned)));
    named
        .or_else(|| outside.variable("SEKISHO_LANG"))
        .and_then(|name| Language::parse(&name))
        .or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| outside.variable(name))?;
            Language::parse(&locale)
        })
        .unwrap_or(Language::En)
}

/// The sentences of one language.
pub struct Text {
    bundle: FluentBundle<FluentResource>,
    language: Language,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.language).finish()
    }
}

impl Text {
    /// Reads the sentences of a language.
    pub fn new(language: Language) -> Self {
        let (source, id) = match language {
            Language::En => (EN, langid!("en")),
            Language::Ja => (JA, langid!("ja")),
        };
        // A malformed message is missing then, and the test of the sentences says which.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { bundle, language }
    }

    /// Gives the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Gives the sentence, or the key itself where there is none.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.find(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// Gives the sentence if there is one.
    pub fn maybe(&self, key: &str, attribute: Option<&str>, values: &[(&str, &str)]) -> Option<String> {
        self.find(key, attribute, values)
    }

    fn find(&self, key: &str, attribute: Option<&str>, values: &[(&str, &str)]) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set((*name).to_owned(), (*value).to_owned());
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }
}
