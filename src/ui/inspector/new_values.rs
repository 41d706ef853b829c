//! The values that a step makes, where no message shows them.

use crate::protocol::value_kind::ValueKind;
use crate::simulation::trace::{Step, Trace, Use, ValueUse};
use crate::ui::control::chip::chip;
use crate::ui::dom::markup::{Markup, element};
use crate::ui::inspector::panel;

/// What `step` makes: each name with its value.
pub fn made(trace: &Trace, step: &Step) -> Option<Markup> {
    let is_made = |one: &&ValueUse| one.how == Use::Made;
    let mut rows = step.uses.iter().filter(is_made).filter_map(|one| {
        let value = trace.values.get(one.value)?;
        let formula = match value.kind {
            ValueKind::CodeChallenge => "BASE64URL(SHA-256(code_verifier)) = ",
            _ => "",
        };
        let words = element("code", "note-value")
            .text(formula)
            .text(&value.text);
        Some(
            element("li", "")
                .children(chip(trace, one.value))
                .child(words),
        )
    });
    let first = rows.next()?;
    let list = element("ul", "effects").child(first).children(rows);
    Some(panel("What is made").child(list))
}
