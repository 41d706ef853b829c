//! Words: every line in every language, what the files may hold, and which line is told.

#[allow(dead_code, reason = "its main function writes the tables")]
#[path = "../build.rs"]
mod build;

use std::path::Path;

use build::{Text, differences, read_file, read_language};
use oauth_flow_simulator::words::{LANGUAGES, Language, Line, LineId};

/// A line whose arguments are their own names in brackets.
fn filled(id: LineId) -> Line {
    let mut line = Line::from(id);
    line.fill(|argument| Some(format!("[{}]", argument.name())));
    line
}

fn texts_of(language: &str) -> build::Texts {
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words");
    read_language(&words.join(language)).expect("the files are Fluent")
}

/// What a translator would make of `text`: every letter has an accent, and no argument and no
/// protocol word is touched.
fn in_pseudo_language(text: &str) -> String {
    let mut is_word = true;
    let translated = text.chars().map(|character| {
        match character {
            '{' | '[' => is_word = false,
            '}' | ']' => is_word = true,
            _ => {}
        }
        match character {
            'a' if is_word => 'á',
            'e' if is_word => 'é',
            'i' if is_word => 'í',
            'o' if is_word => 'ó',
            'u' if is_word => 'ú',
            other => other,
        }
    });
    translated.collect()
}

#[test]
fn every_line_has_words_for_its_arguments_in_every_language() {
    for language in LANGUAGES {
        for id in LineId::all() {
            let line = filled(id);
            let told = line.title(language) + &line.why(language);
            assert!(!line.title(language).is_empty(), "{id:?}");
            assert!(!told.contains(['{', '}', '$']), "{id:?}: {told}");
            let is_told = |name: &str| told.contains(&format!("[{name}]"));
            let mut arguments = id.arguments();
            assert!(arguments.all(|argument| is_told(argument.name())), "{id:?}");
        }
    }
}

#[test]
fn every_language_has_the_lines_and_arguments_of_the_first() {
    assert_eq!(LANGUAGES[0].tag, build::FIRST_LANGUAGE);
    let first = texts_of(build::FIRST_LANGUAGE);
    for Language { tag, .. } in LANGUAGES {
        let other = texts_of(tag);
        let found: Vec<String> = differences(&first, &other).collect();
        assert!(found.is_empty(), "src/words/{tag}: {}", found.join("\n"));
    }
}

#[test]
fn a_gap_that_nothing_fills_shows_its_name() {
    let id = LineId::parse("authorize.signs-in").expect("the line exists");
    assert_eq!(
        Line::from(id).title(Language::first()),
        "{$person} signs in"
    );
    assert_eq!(LineId::parse("authorize.flies"), None);
}

#[test]
fn a_second_language_tells_every_line() {
    let texts = texts_of(build::FIRST_LANGUAGE);
    let translated: build::Texts = texts
        .iter()
        .map(|(name, text)| {
            let title = in_pseudo_language(&text.title);
            let why = in_pseudo_language(&text.why);
            (name.clone(), Text { title, why })
        })
        .collect();
    assert_eq!(differences(&texts, &translated).count(), 0);
    let leaked: Vec<(&str, &str)> = translated
        .into_iter()
        .map(|(_, text)| -> (&str, &str) { (text.title.leak(), text.why.leak()) })
        .collect();
    let pseudo = Language {
        tag: "xx",
        texts: leaked.leak(),
    };
    for id in LineId::all() {
        let line = filled(id);
        let title = in_pseudo_language(&line.title(Language::first()));
        assert_eq!(line.title(&pseudo), title, "{id:?}");
        let why = in_pseudo_language(&line.why(Language::first()));
        assert_eq!(line.why(&pseudo), why, "{id:?}");
    }
}

#[test]
fn what_a_language_lacks_or_has_too_much_is_named() {
    let read = |source: &str| read_file(source).expect("it is Fluent");
    let first = read("a = A { $x }\nb = B");
    let other = read("a = Á { $y }\nc = Ç");
    let found: Vec<String> = differences(&first, &other).collect();
    let expected = [
        "a has the arguments [\"y\"] and not [\"x\"]",
        "b is missing",
        "c is no line",
    ];
    assert_eq!(found, expected);
}

#[test]
fn references_are_put_in_place_and_lines_are_joined() {
    let texts = read_file(
        "-who = { $person } and\n    nobody else\na = Title\n    .why = { -who }\nb = { a }\n    \
         .why = { a.why }: { b }",
    );
    let texts = texts.expect("it is Fluent");
    let whys: Vec<&str> = texts.iter().map(|(_, text)| text.why.as_str()).collect();
    assert_eq!(
        whys,
        [
            "{person} and nobody else",
            "{person} and nobody else: Title"
        ]
    );
}

#[test]
fn what_the_page_cannot_show_is_refused() {
    for source in [
        "no message",
        "a = { $x ->\n   *[other] A\n }",
        "a = { NUMBER($x) }",
        "a = A\n    .tooltip = B",
        "a = { b }",
        "a = { a }",
        "a = A\na = B",
        "a =\n    .why = B",
    ] {
        assert!(read_file(source).is_err(), "{source}");
    }
}
