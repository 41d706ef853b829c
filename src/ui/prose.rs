//! Text of the engine on the page: `` `backticks` `` become protocol words in their colours.

use leptos::prelude::*;

use crate::simulation::trace::{Step, Trace};
use crate::ui::chip::chip;
use crate::ui::kind::{kind_class, kind_of_word};
use crate::ui::state::State;

/// `text` with its protocol words set as code.
pub fn prose(text: &str) -> Vec<AnyView> {
    set_words(text, plain_word)
}

/// `text` about a step: a word that names a value of the step is that value's chip.
pub fn prose_with_chips(trace: &Trace, step: &Step, text: &str) -> Vec<AnyView> {
    set_words(text, |word| {
        let value = value_named(trace, step, word);
        value
            .and_then(|value| chip(trace, value))
            .unwrap_or_else(|| plain_word(word))
    })
}

/// `text` about a step, inside a button. There can be no button in a button, so a word lights its
/// value's thread by pointer only; for the keyboard the inspector has the same words as chips.
pub fn prose_in_button(trace: &Trace, step: &Step, text: &str) -> Vec<AnyView> {
    let state = State::from_context();
    set_words(text, |word| {
        let Some(value) = value_named(trace, step, word) else {
            return plain_word(word);
        };
        let kind = kind_of_word(word).map_or("", kind_class);
        let toggle = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            state.toggle_value(value);
        };
        view! {
            <code
                class=format!("word is-value {kind}")
                class:is-chosen=move || state.is_chosen(value)
                on:click=toggle
            >
                {word.to_owned()}
            </code>
        }
        .into_any()
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
    text.replace('`', "")
}

/// The words of `text` that stand between backticks.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn set_words(text: &str, word: impl Fn(&str) -> AnyView) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut pieces = text.split('`');
    let mut is_word = false;
    let mut rest = pieces.next().unwrap_or_default();
    loop {
        if is_word {
            // Punctuation stays on the line of the word before it.
            let after = pieces.next().unwrap_or_default();
            let end = after
                .find(|one: char| !".,;:)’".contains(one))
                .unwrap_or(after.len());
            let (punctuation, after) = after.split_at(end);
            let word = word(rest);
            parts.push(if punctuation.is_empty() {
                word
            } else {
                view! { <span class="unbroken">{word}{punctuation.to_owned()}</span> }.into_any()
            });
            rest = after;
        } else {
            if !rest.is_empty() {
                parts.push(rest.to_owned().into_any());
            }
            let Some(next) = pieces.next() else { break };
            rest = next;
        }
        is_word = !is_word;
    }
    parts
}

fn plain_word(word: &str) -> AnyView {
    let kind = kind_of_word(word).map_or("", kind_class);
    view! { <code class=format!("word {kind}")>{word.to_owned()}</code> }.into_any()
}
