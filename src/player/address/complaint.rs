//! How a complaint quotes what it is about.

/// How many characters of an address a complaint repeats.
const MAXIMUM_QUOTE_LENGTH: usize = 40;

/// `text` in quotation marks, shortened, with nothing in it that breaks a line.
pub(super) fn quoted(text: &str) -> String {
    let is_long = text.chars().nth(MAXIMUM_QUOTE_LENGTH).is_some();
    let length = if is_long {
        MAXIMUM_QUOTE_LENGTH - 1
    } else {
        MAXIMUM_QUOTE_LENGTH
    };
    let mut quoted: String = on_one_line(text).take(length).collect();
    if is_long {
        quoted.push('…');
    }
    format!("“{quoted}”")
}

/// The characters of `text`, with a replacement for each that breaks a line.
pub(super) fn on_one_line(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|character| match character {
        '\u{2028}' | '\u{2029}' => char::REPLACEMENT_CHARACTER,
        _ if character.is_control() => char::REPLACEMENT_CHARACTER,
        _ => character,
    })
}
