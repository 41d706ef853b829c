//! Which class, and through it which colour, a value or an actor has everywhere on the page.

pub use crate::export::html::class::{kind_class, kind_of_word, party_class};

use crate::protocol::value_kind::ValueKind;

/// The colour of a kind of value, for a property of the style sheet.
pub fn kind_colour(kind: ValueKind) -> String {
    format!(
        "var(--oauth-flow-value-{})",
        kind_class(kind).trim_start_matches("kind-")
    )
}
