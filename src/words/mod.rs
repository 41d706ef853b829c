//! Every sentence that is told, a folder for each language.
//!
//! A step of a run holds a [`Line`]: the name of a sentence and what fills its gaps. The sentence
//! itself stands in a file of Mozilla's [Fluent](https://projectfluent.org/fluent/guide/), e.g.
//! `en/device.ftl`, in the order in which it is read; the message's value is the title, its
//! attribute `.why` the explanation. `build.rs` makes tables of the files, so that nothing of
//! Fluent is loaded, and a line that is not there does not compile.
//!
//! Another language is another folder with the same files. A line in it has the arguments of the
//! first language's line, and may refer to terms of its own. What it lacks is told in the words of
//! the first language, and `tests/words.rs` names it.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language in which every line is written.
#[derive(Debug)]
pub struct Language {
    /// The tag of the language, e.g. `en` ([BCP 47](https://www.rfc-editor.org/info/bcp47)).
    pub tag: &'static str,
    /// Title and explanation of each line, in the order of [`LineId::all`], with `{name}` for each
    /// argument.
    pub texts: &'static [(&'static str, &'static str)],
}

impl Language {
    /// The language in which every line is written first.
    pub fn first() -> &'static Language {
        &LANGUAGES[0]
    }
}

/// The name of a line, e.g. `device.asks-again`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LineId(u16);

impl LineId {
    /// Every line, in the order of the files.
    pub fn all() -> impl Iterator<Item = LineId> {
        (0..).take(NAMES.len()).map(LineId)
    }

    /// The line called `name`.
    pub fn parse(name: &str) -> Option<LineId> {
        LineId::all().find(|line| line.name() == name)
    }

    /// The file and the message, e.g. `device.asks-again`.
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// The arguments that title and explanation name.
    pub fn arguments(self) -> impl Iterator<Item = Argument> {
        ARGUMENTS[usize::from(self.0)].iter().copied().map(Argument)
    }

    /// The title of a line without arguments.
    pub fn title(self, language: &Language) -> &'static str {
        language.texts[usize::from(self.0)].0
    }

    /// The explanation of a line without arguments.
    pub fn why(self, language: &Language) -> &'static str {
        language.texts[usize::from(self.0)].1
    }

    /// The line with an argument.
    #[must_use]
    pub fn with(self, argument: Argument, value: impl ToString) -> Line {
        Line::from(self).with(argument, value)
    }
}

impl std::fmt::Debug for LineId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name of a gap in a line, e.g. `person`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument(&'static str);

impl Argument {
    /// The name as it stands in the files.
    pub fn name(self) -> &'static str {
        self.0
    }
}

/// A line with what fills its gaps: a sentence in no language yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    pub id: LineId,
    pub arguments: Vec<(Argument, String)>,
}

impl From<LineId> for Line {
    fn from(id: LineId) -> Line {
        Line {
            id,
            arguments: Vec::new(),
        }
    }
}

impl Line {
    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, argument: Argument, value: impl ToString) -> Line {
        self.insert(argument, value.to_string());
        self
    }

    /// Adds an argument in the order of the names: lines that say the same are equal.
    fn insert(&mut self, argument: Argument, value: String) {
        let arguments = &mut self.arguments;
        let place = arguments.partition_point(|(other, _)| other.0 < argument.0);
        arguments.insert(place, (argument, value));
    }

    /// Fills the gaps that are still open with what is `known` of an argument.
    pub fn fill(&mut self, known: impl Fn(Argument) -> Option<String>) {
        for argument in self.id.arguments() {
            let is_open = self.arguments.iter().all(|(other, _)| *other != argument);
            if let Some(value) = known(argument).filter(|_| is_open) {
                self.insert(argument, value);
            }
        }
    }

    /// The title: what happens, in a few words.
    pub fn title(&self, language: &Language) -> String {
        self.filled(self.id.title(language))
    }

    /// The explanation: why it happens, in one paragraph. Empty for a line that is only a title.
    pub fn why(&self, language: &Language) -> String {
        self.filled(self.id.why(language))
    }

    /// `text` with the arguments in place; a gap that nothing fills stays as it is written.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut pieces = text.split('{');
        filled.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
            let argument = self.arguments.iter().find(|(known, _)| known.0 == name);
            match argument {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{$", name, "}"]),
            }
            filled.push_str(rest);
        }
        filled
    }
}

/// The title in the first language.
impl std::fmt::Display for Line {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.title(Language::first()))
    }
}

/// The title in the first language, in quotes.
impl std::fmt::Debug for Line {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.title(Language::first()))
    }
}

/// A line in a file: its name, and its arguments by their names.
#[derive(serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    arguments: BTreeMap<String, String>,
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let arguments = self.arguments.iter();
        let arguments =
            arguments.map(|(argument, value)| (argument.name().to_owned(), value.clone()));
        let written = Written {
            id: self.id.name().to_owned(),
            arguments: arguments.collect(),
        };
        written.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Line {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Line".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Line, D::Error> {
        let Written { id, mut arguments } = Written::deserialize(deserializer)?;
        let Some(line) = LineId::parse(&id) else {
            return Err(D::Error::custom(format_args!("there is no line {id}")));
        };
        let known = line.arguments();
        let known =
            known.filter_map(|argument| Some((argument, arguments.remove(argument.name())?)));
        let read = Line {
            id: line,
            arguments: known.collect(),
        };
        match arguments.into_keys().next() {
            None => Ok(read),
            Some(name) => Err(D::Error::custom(format_args!(
                "{id} has no argument {name}"
            ))),
        }
    }
}
