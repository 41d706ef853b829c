//! Text of the engine on the page: `` `backticks` `` become protocol words in their colours.

use crate::simulation::trace::{Step, Trace};
use crate::ui::control::chip::{chip, mark_value};
use crate::ui::control::colours::{kind_class, kind_of_word};
use crate::ui::dom::markup::{Markup, element, text};
use crate::ui::state::State;

/// `text` with its protocol words set as code.
pub fn prose(text: &str) -> Vec<Markup> {
    set_words(text, &plain_word)
}

/// `text` about a step: a word that names a value of the step is that value's chip.
pub fn prose_with_chips(trace: &Trace, step: &Step, text: &str) -> Vec<Markup> {
    set_words(text, &|word| {
        let value = value_named(trace, step, word);
        value
            .and_then(|value| chip(trace, value))
            .unwrap_or_else(|| plain_word(word))
    })
}

/// `text` about a step, inside a button. There can be no button in a button, so a word lights its
/// value's thread by pointer only; for the keyboard the inspector has the same words as chips.
pub fn prose_in_button(trace: &Trace, step: &Step, text: &str) -> Vec<Markup> {
    let state = State::from_context();
    set_words(text, &|word| {
        let Some(value) = value_named(trace, step, word) else {
            return plain_word(word);
        };
        let word = plain_word(word)
            .class_if("is-value", true)
            .on("click", move |event| {
                event.stop_propagation();
                state.toggle_value(value);
            });
        mark_value(word, value)
    })
}

/// The value of `step` that `word` names.
pub fn value_named(trace: &Trace, step: &Step, word: &str) -> Option<usize> {
    let is_named = |value: &usize| {
        let value = trace.values.get(*value);
        value.is_some_and(|value| value.name == word || value.kind.as_str() == word)
    };
    step.uses.iter().map(|one| one.value).find(is_named)
}

/// `text` as it is said aloud.
pub fn plain(text: &str) -> String {
    text.split('`').collect()
}

/// The words of `text` that stand between backticks.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn set_words(words: &str, set_word: &dyn Fn(&str) -> Markup) -> Vec<Markup> {
    let mut parts = Vec::new();
    let mut pieces = words.split('`');
    let mut rest = pieces.next().unwrap_or_default();
    loop {
        if !rest.is_empty() {
            parts.push(text(rest));
        }
        let Some(word) = pieces.next() else {
            return parts;
        };
        let after = pieces.next().unwrap_or_default();
        let is_punctuation = |one: char| matches!(one, '.' | ',' | ';' | ':' | ')' | '’');
        let end = after
            .find(|one| !is_punctuation(one))
            .unwrap_or(after.len());
        // Punctuation stays on the line of the word before it.
        let (punctuation, after) = after.split_at(end);
        let word = set_word(word);
        parts.push(if punctuation.is_empty() {
            word
        } else {
            element("span", "unbroken").child(word).text(punctuation)
        });
        rest = after;
    }
}

fn plain_word(word: &str) -> Markup {
    element("code", "word")
        .class_if_some(kind_of_word(word).map(kind_class))
        .name(word)
}
