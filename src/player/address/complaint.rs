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
    let mut quoted: String = text
        .chars()
        .take(length)
        .map(|character| {
            if breaks_line(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect();
    if is_long {
        quoted.push('…');
    }
    format!("“{quoted}”")
}

pub(super) fn breaks_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}
