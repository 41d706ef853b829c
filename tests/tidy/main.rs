//! Reads the source tree: who may name whom, what no engine file may say, and how a file looks.
//!
//! Each rule is a function from a file to its complaints, so that a test beside it shows that the
//! rule can fail.

mod reading;
mod styles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use oauth_flow_simulator::flow::story::USUAL;
use oauth_flow_simulator::flow::{Flow, Story, stories};
use oauth_flow_simulator::server::policy::Profile;

use crate::reading::{code_of, named_paths, says, strings_of};

/// Which modules a file may name: its own and some of those above it. The line whose place the
/// file's path begins with counts.
const LAYERS: &[(&str, &str)] = &[
    ("lib", ""),
    ("ground", "ground"),
    ("spec", ""),
    ("protocol", "spec protocol"),
    ("server", "ground spec protocol server"),
    ("scenario", "ground protocol server"),
    ("party", "ground spec protocol server party"),
    ("deployment", "ground protocol server party deployment"),
    ("words", "words"),
    (
        "simulation",
        "ground spec protocol server scenario party words simulation",
    ),
    (
        "flow",
        "ground spec protocol server scenario party words simulation flow",
    ),
    ("run", "server scenario words simulation flow"),
    // From here on a run is read and never made, but where somebody asks for another one: no
    // stage, no actor, no random value.
    ("names", "protocol server scenario flow"),
    (
        "reading",
        "spec protocol READ_ONLY server scenario words flow reading",
    ),
    (
        "player",
        "spec protocol READ_ONLY simulation::edit server scenario flow reading player",
    ),
    (
        "export",
        "spec protocol READ_ONLY server scenario flow names reading player export",
    ),
    (
        "ui",
        "spec protocol READ_ONLY server scenario words flow run names reading player export ui",
    ),
    (
        "embed",
        "spec protocol READ_ONLY server scenario deployment flow names reading player ui embed",
    ),
    ("main", "ui"),
];

/// What stands for `READ_ONLY` in the table.
const READ_ONLY: [&str; 3] = ["ground::clock", "protocol::message", "simulation::trace"];

/// Who learns of the server by messages alone, and what of it they do not name.
const OUTSIDE_THE_SERVER: [&str; 2] = ["party", "flow"];
const INSIDE_THE_SERVER: [&str; 3] = [
    "server::AuthorizationServer",
    "server::store",
    "server::policy::Policy",
];

/// Files that need a browser. All others are the engine.
const BROWSER_FILES: [&str; 4] = [
    "ui",
    "embed/custom_element.rs",
    "embed/authorization_server.rs",
    "main.rs",
];

/// The engine knows no browser, no wall clock, no other randomness, and does not chatter.
const FOREIGN_WORDS: &str = "leptos web_sys wasm_bindgen wasm_bindgen_futures js_sys gloo_timers \
    qrcodegen getrandom std::time std::env std::fs SystemTime Instant println! eprintln! dbg! todo!";

/// What stops the program.
const PANICS: &str =
    ".unwrap() .unwrap_err() .expect( .expect_err( panic! unreachable! unimplemented! assert!";

/// Where something may stop the program, and why.
const ALLOWED_PANICS: [(&str, &str, &str); 1] = [(
    "server/keys.rs",
    ".expect(",
    "its input is a constant of the same file",
)];

const LONGEST_FILE_LINES: usize = 500;
const LONGEST_LINE_CHARACTERS: usize = 100;

/// Where a line may be wider: a section stands on one line with its title.
const WIDE_FILE: &str = "spec.rs";

/// Folders of lists, which are looked up and not read from start to end.
const FOLDERS_OF_LISTS: [&str; 1] = ["protocol/parameter/"];

/// Where texts for learners stand, and what they never say.
const LEARNER_TEXTS: [&str; 3] = ["flow/", "protocol/parameter/", "words/"];
const BELITTLING_WORDS: [&str; 5] = ["simply", "obviously", "easily", "trivial", "of course"];

/// An opening of a comment that puts off saying what the item is.
const EVASIVE_OPENING: &str = "What ";

/// What is wrong with a scenario, said to the author who wrote it.
const FOR_AUTHORS: &str = "flow/mod.rs";

/// Reminders that belong elsewhere; in pieces, as this file is checked too.
const REMINDERS: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
];

/// A file under `src`.
struct Source {
    /// The path below `src`.
    path: String,
    text: String,
    /// The text without comments and without what stands in quotes.
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            code: code_of(text),
        }
    }

    fn is_in(&self, place: &str) -> bool {
        let rest = self.path.strip_prefix(place.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    }

    fn is_engine(&self) -> bool {
        !BROWSER_FILES.iter().any(|place| self.is_in(place))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let src = root().join("src");
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("the file is text");
                let name = path.strip_prefix(&src).expect("it is below src");
                let name = name.to_str().expect("the name is text").replace('\\', "/");
                found.push(Source::new(&name, &text));
            }
        }
    }
    assert!(found.len() > 50, "the source tree is where it was");
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn wrong_layer(source: &Source) -> Vec<String> {
    let layer = LAYERS.iter().find(|(place, _)| source.is_in(place));
    let Some((_, allowed)) = layer else {
        return vec![format!(
            "{} has no line in the table of layers",
            source.path
        )];
    };
    // The root of the crate names all modules, and nothing climbs out of its own.
    let mut complaints: Vec<String> = named_paths(&source.code)
        .into_iter()
        .filter(|path| {
            let begins = |place: &str| {
                let rest = path.strip_prefix(place);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            };
            !allowed.split(' ').any(|place| match place {
                "READ_ONLY" => READ_ONLY.into_iter().any(begins),
                place => !place.is_empty() && begins(place),
            })
        })
        .map(|path| format!("{} names crate::{path}", source.path))
        .collect();
    if source.code.contains("super::super") {
        complaints.push(format!("{} climbs out of its module", source.path));
    }
    complaints
}

fn reaches_inside(source: &Source) -> Vec<String> {
    if !OUTSIDE_THE_SERVER.iter().any(|place| source.is_in(place)) {
        return Vec::new();
    }
    let named = named_paths(&source.code).into_iter();
    let is_inside = |path: &String| {
        INSIDE_THE_SERVER
            .iter()
            .any(|inner| path.starts_with(inner))
    };
    named
        .filter(is_inside)
        .map(|path| format!("{} names crate::{path}", source.path))
        .collect()
}

fn foreign_words(source: &Source) -> Vec<String> {
    let words = FOREIGN_WORDS
        .split(' ')
        .filter(|word| source.is_engine() && says(&source.code, word));
    words
        .map(|word| format!("{} says {word}", source.path))
        .collect()
}

fn panics(source: &Source) -> Vec<String> {
    let is_allowed = |call: &str| {
        let mut allowed = ALLOWED_PANICS.iter();
        allowed.any(|(path, known, _)| *path == source.path && *known == call)
    };
    let found = PANICS
        .split(' ')
        .filter(|call| source.is_engine() && says(&source.code, call));
    found
        .filter(|call| !is_allowed(call))
        .map(|call| format!("{} can stop at {call}", source.path))
        .collect()
}

fn wrong_shape(source: &Source) -> Vec<String> {
    let Source { path, text, .. } = source;
    let mut complaints = Vec::new();
    if !text.starts_with("//! ") {
        complaints.push(format!("{path} does not begin with what it is"));
    }
    let is_list = FOLDERS_OF_LISTS
        .iter()
        .any(|folder| path.starts_with(folder));
    let lines = text.lines().count();
    if lines > LONGEST_FILE_LINES && !is_list {
        complaints.push(format!(
            "{path} has {lines} lines of at most {LONGEST_FILE_LINES}"
        ));
    }
    let is_wide = source.is_in(WIDE_FILE);
    for (index, line) in text.lines().enumerate() {
        let is_comment = line.trim_start().starts_with("//");
        // A link and a row of a table cannot be broken.
        let is_whole = is_comment && (line.contains("](") || line.contains("| "));
        if line.chars().count() > LONGEST_LINE_CHARACTERS && !is_whole && !is_wide {
            complaints.push(format!("{path}:{} is too wide", index + 1));
        }
    }
    complaints
}

/// Comments of items that begin with a question word and not with the noun that they are about.
fn evasive_comments(source: &Source) -> Vec<String> {
    let is_comment = |line: &str| line.starts_with("/// ") || line.starts_with("//! ");
    let mut is_inside = false;
    let mut complaints = Vec::new();
    for (index, line) in source.text.lines().map(str::trim_start).enumerate() {
        let opens = is_comment(line) && !is_inside;
        if opens && line[4..].starts_with(EVASIVE_OPENING) {
            complaints.push(format!(
                "{}:{} begins with {EVASIVE_OPENING:?}, not with the noun",
                source.path,
                index + 1
            ));
        }
        is_inside = line.starts_with("///") || line.starts_with("//!");
    }
    complaints
}

fn belittling_words(source: &Source) -> Vec<String> {
    if !LEARNER_TEXTS
        .iter()
        .any(|folder| source.path.starts_with(folder))
    {
        return Vec::new();
    }
    let text = source.text.to_lowercase();
    let words = BELITTLING_WORDS.iter().filter(|word| says(&text, word));
    words
        .map(|word| format!("{} says {word:?}", source.path))
        .collect()
}

/// Texts in a script that read like a sentence: two words after each other.
fn sentences(source: &Source) -> Vec<String> {
    if !source.is_in("flow") || source.path == FOR_AUTHORS {
        return Vec::new();
    }
    let is_word = |word: &str| {
        let word = word.trim_matches(['"', '.', ',', ':']);
        let mut letters = word.chars();
        !word.is_empty() && letters.all(|letter| letter.is_lowercase() || letter == '’')
    };
    let is_sentence = |text: &String| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut pairs = words.windows(2);
        pairs.any(|pair| pair.iter().all(|word| is_word(word)))
    };
    let strings = strings_of(&source.text).into_iter();
    strings
        .filter(is_sentence)
        .map(|text| format!("{} says {text}", source.path))
        .collect()
}

/// The names of the section constants in the list in `spec.rs`.
fn section_constants(spec: &str) -> Vec<&str> {
    let list = spec.split_once("documents! {").map_or("", |(_, list)| list);
    list.lines()
        .filter_map(|line| line.strip_prefix("        ")?.split_once(" \""))
        .map(|(name, _)| name)
        .filter(|name| {
            name.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        })
        .collect()
}

fn uncited<'a>(constants: &[&'a str], texts: &[&str]) -> Vec<&'a str> {
    let is_cited = |name: &str| texts.iter().any(|text| says(text, name));
    constants
        .iter()
        .copied()
        .filter(|name| !is_cited(name))
        .collect()
}

fn reminders(path: &str, text: &str) -> Vec<String> {
    let words = REMINDERS.iter().filter(|word| says(text, word));
    words.map(|word| format!("{path} has a {word}")).collect()
}

/// Fails with all complaints about all files.
#[track_caller]
fn check(rule: impl Fn(&Source) -> Vec<String>) {
    let complaints: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_module_names_only_those_below_it() {
    check(wrong_layer);
}

#[test]
fn no_script_and_no_party_names_what_is_inside_the_server() {
    check(reaches_inside);
    let reaches = "use crate::server::policy::{Policy, Profile};\nuse crate::server::store::Store;";
    assert_eq!(reaches_inside(&Source::new("flow/x.rs", reaches)).len(), 2);
    assert!(reaches_inside(&Source::new("deployment/x.rs", reaches)).is_empty());
}

#[test]
fn the_table_of_layers_leads_downwards_alone() {
    for (index, (place, allowed)) in LAYERS.iter().enumerate() {
        let below = &LAYERS[..=index];
        for named in allowed
            .split_whitespace()
            .filter(|named| *named != "READ_ONLY")
        {
            assert!(
                below
                    .iter()
                    .any(|(place, _)| named.split("::").next() == Some(place)),
                "{place} may name {named}, which does not stand above it"
            );
        }
    }
}

#[test]
fn the_map_of_the_crate_shows_the_layers_in_their_order() {
    let map = root().join("docs/architecture.md");
    let map = std::fs::read_to_string(map).expect("the map can be read");
    // The map is the table that begins with the modules; another one follows later.
    let rows = map
        .lines()
        .skip_while(|line| !line.starts_with("| module "));
    let rows = rows.map_while(|line| line.strip_prefix('|'));
    let modules: Vec<&str> = rows
        .filter(|row| !row.starts_with('-'))
        .filter_map(|row| row.split('|').next())
        .map(|cell| cell.trim().trim_matches(['[', ']', '`']))
        .filter(|module| *module != "module")
        .collect();
    let roots = ["lib", "main"];
    let places = LAYERS.iter().map(|(place, _)| *place);
    let expected: Vec<&str> = places.filter(|place| !roots.contains(place)).collect();
    assert_eq!(modules, expected);
}

#[test]
fn the_engine_knows_no_browser_no_clock_and_no_other_randomness() {
    check(foreign_words);
}

#[test]
fn nothing_in_the_engine_stops_the_program() {
    check(panics);
    let sources = sources();
    for (path, call, reason) in ALLOWED_PANICS {
        let source = sources.iter().find(|source| source.path == path);
        assert!(
            source.is_some_and(|source| says(&source.code, call)),
            "{path} no longer: {reason}"
        );
    }
}

#[test]
fn every_file_says_what_it_is_and_is_not_too_large() {
    check(wrong_shape);
}

#[test]
fn a_comment_of_an_item_begins_with_its_noun() {
    check(evasive_comments);
}

#[test]
fn no_text_for_learners_belittles_them() {
    check(belittling_words);
    let english = root().join("src/words/en");
    for entry in std::fs::read_dir(english).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let text = std::fs::read_to_string(&path).expect("the file is text");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let complaints = belittling_words(&Source {
            path: format!("words/{name}"),
            text,
            code: String::new(),
        });
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}

#[test]
fn no_script_has_a_sentence() {
    check(sentences);
}

#[test]
fn every_section_in_the_list_is_cited() {
    let sources = sources();
    let (spec, others): (Vec<&Source>, Vec<&Source>) =
        sources.iter().partition(|source| source.path == "spec.rs");
    let constants = section_constants(&spec[0].text);
    assert!(constants.len() > 50, "the list is read: {constants:?}");
    let tests = std::fs::read_to_string(root().join("tests/sections_are_real.rs"));
    let tests = tests.expect("the test of the list can be read");
    let texts = others.iter().map(|source| source.code.as_str());
    let texts: Vec<&str> = texts.chain([tests.as_str()]).collect();
    let uncited = uncited(&constants, &texts);
    assert!(uncited.is_empty(), "nothing cites {}", uncited.join(", "));
}

#[test]
fn every_story_has_its_golden_runs_and_every_golden_run_its_story() {
    let folder = root().join("tests/golden");
    let name = |flow: &Flow, story: &Story, profile: Profile| match story.id {
        USUAL => format!("{}.{}.txt", flow.id, profile.id()),
        story => format!("{}.{story}.{}.txt", flow.id, profile.id()),
    };
    let expected: BTreeSet<String> = stories()
        .flat_map(|(flow, story)| Profile::FLOWS.map(|profile| name(flow, story, profile)))
        .collect();
    let found: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn no_tracked_file_has_a_reminder() {
    let output = Command::new("git")
        .arg("ls-files")
        .current_dir(root())
        .output();
    let output = output.expect("git can be run");
    assert!(output.status.success(), "git lists the files: {output:?}");
    let names = String::from_utf8(output.stdout).expect("the names are text");
    let mut complaints = Vec::new();
    for name in names.lines() {
        // What is no text, or has just been moved, has nothing to be read.
        if let Ok(text) = std::fs::read_to_string(root().join(Path::new(name))) {
            complaints.extend(reminders(name, &text));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn each_rule_can_fail() {
    let up = "use crate::{spec, flow::{Flow, FLOWS}};\nfn f() { crate::ui::draw() }";
    let long = format!("//! A file.\n{}", "\n".repeat(LONGEST_FILE_LINES));
    let wide = format!("//! A file.\n{}", "x".repeat(LONGEST_LINE_CHARACTERS + 1));
    let raw = "r#\"\"panic!(\"#; 'a'; b.unwrap_or(c)";
    type Rule = fn(&Source) -> Vec<String>;
    let cases: &[(Rule, &str, &str, usize)] = &[
        (wrong_layer, "protocol/form.rs", up, 3),
        (
            evasive_comments,
            "run.rs",
            "/// What it is.\nfn f() {}\n",
            1,
        ),
        (
            evasive_comments,
            "run.rs",
            "/// A run.\n/// What it is.\nfn f() {}\n",
            0,
        ),
        (wrong_layer, "ground/clock.rs", "use crate::spec;", 1),
        (
            wrong_layer,
            "server/mod.rs",
            "use crate::ground::clock::X;",
            0,
        ),
        (
            wrong_layer,
            "server/mod.rs",
            "use crate::simulation::clocks::X;",
            1,
        ),
        (
            wrong_layer,
            "player/mod.rs",
            "use crate::simulation::{trace::X, stage::Y};",
            1,
        ),
        (wrong_layer, "server/a/b.rs", "use super::super::check;", 1),
        (wrong_layer, "servant.rs", "", 1),
        (foreign_words, "server/mod.rs", "use std::time::Instant;", 2),
        (
            foreign_words,
            "server/mod.rs",
            "// no SystemTime\n\"Instant\"",
            0,
        ),
        (foreign_words, "ui/clock.rs", "use web_sys::window;", 0),
        (panics, "server/keys.rs", "a.expect(\"b\"); c.unwrap()", 1),
        (panics, "flow/device.rs", raw, 0),
        (panics, "flow/device.rs", "let c = '\"'; panic!(\"no\")", 1),
        (
            panics,
            "flow/device.rs",
            "\"https://a\".parse().unwrap()",
            1,
        ),
        (panics, "ui/clock.rs", "a.unwrap()", 0),
        (wrong_shape, "flow/device.rs", "fn main() {}", 1),
        (wrong_shape, "flow/device.rs", &long, 1),
        (wrong_shape, "protocol/parameter/token.rs", &long, 0),
        (wrong_shape, "flow/device.rs", &wide, 1),
        (belittling_words, "flow/device.rs", "\"Simply ask.\"", 1),
        (belittling_words, "words/device.ftl", "Simply ask.", 1),
        (
            sentences,
            "flow/device.rs",
            "let a = \"It asks again.\";",
            1,
        ),
        (belittling_words, "server/mod.rs", "\"Simply ask.\"", 0),
    ];
    for (rule, path, text, expected) in cases {
        let complaints = rule(&Source::new(path, text));
        assert_eq!(
            complaints.len(),
            *expected,
            "{path}: {text}: {complaints:?}"
        );
    }
    let list = "documents! {\n        RFC_1_1 \"1\" \"A\",\n        RFC_1_11 \"1\"";
    let constants = section_constants(list);
    assert_eq!(constants, ["RFC_1_1", "RFC_1_11"]);
    assert_eq!(uncited(&constants, &["spec::RFC_1_11"]), ["RFC_1_1"]);
    assert_eq!(
        reminders("a", &format!("// {}: later", REMINDERS[0])).len(),
        1
    );
}
