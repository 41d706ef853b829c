//! User codes, as a person may type them.
//!
//! [RFC 8628 section 6.1](https://www.rfc-editor.org/rfc/rfc8628.html#section-6.1)

/// A user code without what a person may have added or changed: letters in either case, and no
/// punctuation.
pub fn normalized(user_code: &str) -> String {
    user_code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}
