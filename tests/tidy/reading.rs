//! Reads Rust text as far as the rules need it: without a parser, and without being fooled by
//! strings and comments.

/// `text` with the contents of comments, strings and character literals left out.
pub fn code_of(text: &str) -> String {
    code_and_strings(text).0
}

/// The strings in `text`, in the order in which they stand there, a broken line as one.
pub fn strings_of(text: &str) -> Vec<String> {
    code_and_strings(text).1
}

fn code_and_strings(text: &str) -> (String, Vec<String>) {
    let (mut code, mut strings) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let hashes = rest[first.len_utf8()..]
            .bytes()
            .take_while(|byte| *byte == b'#');
        let raw_end = format!("\"{}", "#".repeat(hashes.count()));
        let is_raw = first == 'r' && rest[1..].trim_start_matches('#').starts_with('"');
        let follows_name = code.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if is_raw && !follows_name {
            let start = raw_end.len() + 1;
            rest[start..]
                .find(&raw_end)
                .map_or(rest.len(), |end| start + end + raw_end.len())
        } else if first == '"' {
            quoted_length(rest, '"')
        } else if first == '\'' && is_character_literal(rest) {
            quoted_length(rest, '\'')
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (literal, after) = rest.split_at(skipped);
        if matches!(first, '"' | 'r') {
            strings.push(literal.replace("\\\n", " "));
        }
        code.extend(literal.chars().filter(|character| *character == '\n'));
        rest = after;
    }
    (code, strings)
}

/// The length of the literal at the start of `text`, which begins with `quote`.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether the quote at the start is not that of a lifetime.
fn is_character_literal(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    let (first, second) = (characters.next(), characters.next());
    first == Some('\\') || second == Some('\'')
}

/// Whether `word` stands in `text` and is not part of a longer name.
pub fn says(text: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].ends_with(is_part) && word.starts_with(is_part);
        let after = text[start + word.len()..].starts_with(is_part) && word.ends_with(is_part);
        !before && !after
    })
}

/// The paths that `code` names below its own crate, e.g. `server::check::Check`.
pub fn named_paths(code: &str) -> Vec<String> {
    let compact: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let compact = compact.replace(" ::", "::").replace(":: ", "::");
    let mut found = Vec::new();
    for (start, mark) in compact.match_indices("crate::") {
        expand("", &compact[start + mark.len()..], &mut found);
    }
    found
}

/// Reads one use tree at the start of `tree` and returns what comes after it.
fn expand<'a>(prefix: &str, tree: &'a str, found: &mut Vec<String>) -> &'a str {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let tree = tree.trim_start();
    if let Some(mut inner) = tree.strip_prefix('{') {
        loop {
            inner = expand(prefix, inner, found).trim_start();
            match inner.strip_prefix(',') {
                Some(rest) if rest.trim_start().starts_with('}') => inner = rest.trim_start(),
                Some(rest) => inner = rest,
                None => return inner.strip_prefix('}').unwrap_or(inner),
            }
        }
    }
    let end = tree
        .find(|character| !is_name(character))
        .unwrap_or(tree.len());
    let (name, rest) = tree.split_at(end);
    let path = if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}::{name}")
    };
    match rest.strip_prefix("::") {
        Some(rest) => expand(&path, rest, found),
        None => {
            found.push(path);
            rest.strip_prefix('*').unwrap_or(rest)
        }
    }
}
