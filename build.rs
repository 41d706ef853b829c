//! Turns the sentences of `src/words`, a folder of Fluent files for each language, into tables.
//!
//! The page gets texts with `{name}` where an argument stands, and names of lines that the compiler
//! knows. [Fluent](https://projectfluent.org/fluent/guide/) itself stays behind: references are
//! put in place here, and a line break becomes a space.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use fluent_syntax::ast::{
    Attribute, Entry, Expression, InlineExpression, Pattern, PatternElement, Resource,
};
use fluent_syntax::parser;

/// The language in which a line is written first: the others have its lines and arguments.
pub const FIRST_LANGUAGE: &str = "en";

/// The attribute of a message that holds its explanation.
const EXPLANATION: &str = "why";

/// A line as one language writes it, with `{name}` for each argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub title: String,
    pub why: String,
}

impl Text {
    /// The arguments in the order of the alphabet, each once.
    pub fn arguments(&self) -> Vec<&str> {
        let texts = [&self.title, &self.why];
        let pieces = texts.into_iter().flat_map(|text| text.split('{').skip(1));
        let mut names: Vec<&str> = pieces
            .filter_map(|piece| Some(piece.split_once('}')?.0))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A language's lines by their names, e.g. `device.asks-again`, in the order of the files.
pub type Texts = Vec<(String, Text)>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    // The page's own module is the one thing that is not whole.
    println!("cargo::rustc-check-cfg=cfg(whole)");
    let has = |feature: &str| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    if has("WHOLE") || !has("APP") {
        println!("cargo::rustc-cfg=whole");
    }
    println!("cargo::rerun-if-changed=src/words");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let mut languages: Vec<(String, Texts)> = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(Path::new(&root).join("src/words"))?
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    entries.sort();
    for folder in entries {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        languages.push((name.clone().into_owned(), read_language(&folder)?));
    }
    let first = languages
        .iter()
        .position(|(name, _)| name == FIRST_LANGUAGE)
        .ok_or("there is no folder src/words/en")?;
    languages.swap(0, first);
    let out = Path::new(&env::var("OUT_DIR")?).join("words.rs");
    fs::write(out, rust(&languages))?;
    Ok(())
}

/// Reads the files of one language, each a part of the names of its lines.
///
/// # Errors
/// A file that is not Fluent, or uses what a page without Fluent cannot show.
pub fn read_language(folder: &Path) -> Result<Texts, Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(folder)?
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
        .collect();
    files.sort();
    let mut texts = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let source = fs::read_to_string(&file)?;
        let read = read_file(&source).map_err(|error| format!("{}: {error}", file.display()))?;
        let named = read
            .into_iter()
            .map(|(name, text)| (format!("{stem}.{name}"), text));
        texts.extend(named);
    }
    Ok(texts)
}

/// Reads one file: its messages in order.
///
/// # Errors
/// What is not Fluent, or what a page without Fluent cannot show.
pub fn read_file(source: &str) -> Result<Texts, String> {
    let resource = parser::parse(source).map_err(|(_, errors)| format!("{errors:?}"))?;
    let patterns = Patterns::of(&resource)?;
    let mut texts = Vec::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let name = message.id.name;
        let unknown = message
            .attributes
            .iter()
            .find(|attribute| attribute.id.name != EXPLANATION);
        if let Some(attribute) = unknown {
            return Err(format!("{name}.{} has no place", attribute.id.name));
        }
        let key = (name.to_owned(), String::new());
        let explanation = (name.to_owned(), EXPLANATION.to_owned());
        let text = Text {
            title: patterns.text(&key, 0)?,
            why: match patterns.0.contains_key(&explanation) {
                true => patterns.text(&explanation, 0)?,
                false => String::new(),
            },
        };
        texts.push((name.to_owned(), text));
    }
    Ok(texts)
}

/// The patterns of a file by message, or `-term`, and attribute; the value has none.
struct Patterns<'a>(BTreeMap<(String, String), &'a Pattern<&'a str>>);

impl<'a> Patterns<'a> {
    fn of(resource: &'a Resource<&'a str>) -> Result<Patterns<'a>, String> {
        let mut patterns = BTreeMap::new();
        for entry in &resource.body {
            let (name, value, attributes): (String, _, &[Attribute<&str>]) = match entry {
                Entry::Message(message) => {
                    let value = message.value.as_ref();
                    let value = value.ok_or(format!("{} has no title", message.id.name))?;
                    (message.id.name.to_owned(), value, &message.attributes)
                }
                Entry::Term(term) => (format!("-{}", term.id.name), &term.value, &term.attributes),
                Entry::Junk { content } => return Err(format!("cannot read {content:?}")),
                _ => continue,
            };
            for attribute in attributes {
                let key = (name.clone(), attribute.id.name.to_owned());
                patterns.insert(key, &attribute.value);
            }
            if patterns
                .insert((name.clone(), String::new()), value)
                .is_some()
            {
                return Err(format!("{name} is there twice"));
            }
        }
        Ok(Patterns(patterns))
    }

    /// The text of a pattern, with what it refers to in place.
    fn text(&self, key: &(String, String), depth: usize) -> Result<String, String> {
        let (name, attribute) = key;
        let pattern = self.0.get(key).filter(|_| depth < 8);
        let pattern = pattern.ok_or(format!("nothing to put in place of {name} {attribute}"))?;
        let mut text = String::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => text.push_str(&value.replace('\n', " ")),
                PatternElement::Placeable { expression } => {
                    text.push_str(&self.inline(name, expression, depth)?);
                }
            }
        }
        Ok(text)
    }

    fn inline(
        &self,
        name: &str,
        expression: &Expression<&str>,
        depth: usize,
    ) -> Result<String, String> {
        let reference = |name: String, attribute: &Option<fluent_syntax::ast::Identifier<&str>>| {
            let attribute = attribute.as_ref().map_or("", |attribute| attribute.name);
            self.text(&(name, attribute.to_owned()), depth + 1)
        };
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                Ok(format!("{{{}}}", id.name))
            }
            Expression::Inline(InlineExpression::MessageReference { id, attribute }) => {
                reference(id.name.to_owned(), attribute)
            }
            Expression::Inline(InlineExpression::TermReference { id, attribute, .. }) => {
                reference(format!("-{}", id.name), attribute)
            }
            _ => Err(format!("{name} has more than arguments and references")),
        }
    }
}

/// What `other` lacks, has too much, or fills with other arguments than `first`.
pub fn differences<'a>(first: &'a Texts, other: &'a Texts) -> impl Iterator<Item = String> + 'a {
    let find = |texts: &'a Texts, name: &str| {
        let found = texts.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text)
    };
    let missing = first.iter().filter_map(move |(name, text)| {
        let Some(translated) = find(other, name) else {
            return Some(format!("{name} is missing"));
        };
        let (has, needs) = (translated.arguments(), text.arguments());
        (has != needs).then(|| format!("{name} has the arguments {has:?} and not {needs:?}"))
    });
    let unknown = other
        .iter()
        .filter(move |(name, _)| find(first, name).is_none());
    missing.chain(unknown.map(|(name, _)| format!("{name} is no line")))
}

/// The tables as Rust, the first language's names and order for all. What a language does not have
/// yet it tells in the words of the first.
fn rust(languages: &[(String, Texts)]) -> String {
    let (_, first) = &languages[0];
    let mut code = String::new();
    let line = |code: &mut String, text: &str| {
        code.push_str(text);
        code.push('\n');
    };
    line(&mut code, "static NAMES: &[&str] = &[");
    for (name, _) in first {
        line(&mut code, &format!("    {name:?},"));
    }
    line(&mut code, "];\n\nstatic ARGUMENTS: &[&[&str]] = &[");
    for (_, text) in first {
        line(&mut code, &format!("    &{:?},", text.arguments()));
    }
    line(&mut code, "];\n");
    for (tag, texts) in languages {
        let name = constant(tag);
        line(&mut code, &format!("static {name}: &[(&str, &str)] = &["));
        for (name, text) in first {
            let found = texts.iter().find(|(known, _)| known == name);
            let Text { title, why } = found.map_or(text, |(_, text)| text);
            line(&mut code, &format!("    ({title:?}, {why:?}),"));
        }
        line(&mut code, "];\n");
    }
    line(&mut code, "/// Every language, the first one first.");
    line(&mut code, "pub static LANGUAGES: &[Language] = &[");
    for (tag, _) in languages {
        let name = constant(tag);
        let row = format!("    Language {{ tag: {tag:?}, texts: {name} }},");
        line(&mut code, &row);
    }
    line(&mut code, "];\n");
    code.push_str(&names(first));
    code
}

/// The names of lines and arguments as constants, a module for each file.
fn names(texts: &Texts) -> String {
    let mut code = String::new();
    let mut module = "";
    let mut arguments: Vec<&str> = Vec::new();
    let _ = writeln!(
        code,
        "/// Every line, by the file in which it stands.\npub(crate) mod lines {{"
    );
    for (index, (name, text)) in texts.iter().enumerate() {
        let (file, message) = name.split_once('.').unwrap_or_default();
        if file != module {
            if !module.is_empty() {
                let _ = writeln!(code, "    }}");
            }
            module = file;
            let _ = writeln!(code, "    /// The lines of `{file}.ftl`.");
            let _ = writeln!(code, "    pub mod {} {{", file.replace('-', "_"));
            let _ = writeln!(code, "        use crate::words::LineId;");
        }
        let title = text.title.replace(['[', ']'], "");
        let _ = writeln!(code, "        /// {title}");
        let message = constant(message);
        let _ = writeln!(
            code,
            "        pub const {message}: LineId = LineId({index});"
        );
        arguments.extend(text.arguments());
    }
    arguments.sort_unstable();
    arguments.dedup();
    let _ = writeln!(
        code,
        "    }}\n}}\n\n/// Every argument of a line.\npub(crate) mod argument {{"
    );
    let _ = writeln!(code, "    use crate::words::Argument;");
    for name in arguments {
        let _ = writeln!(code, "    /// `${name}` in the files.");
        let _ = writeln!(
            code,
            "    pub const {}: Argument = Argument({name:?});",
            constant(name)
        );
    }
    code.push_str("}\n");
    code
}

/// `asks-again` as `ASKS_AGAIN`.
fn constant(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}
