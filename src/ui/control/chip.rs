//! A value as a chip: its colour is its kind's, and choosing it lights its thread.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::simulation::trace::{Trace, Use};
use crate::ui::control::colours::kind_class;
use crate::ui::dom::markup::{Markup, button, set_class};
use crate::ui::state::State;

/// What stands for a value says so in this attribute, with its index into [`Trace::values`].
const VALUE: &str = "data-value";

/// The chip of the value with an index into [`Trace::values`].
pub fn chip(trace: &Trace, value: usize) -> Option<Markup> {
    let found = trace.values.get(value)?;
    let state = State::from_context();
    let chip = button("chip", move |_| state.toggle_value(value))
        .class_if(kind_class(found.kind), true)
        .text(&found.name)
        .attribute("aria-pressed", "false");
    Some(mark_value(chip, value))
}

/// The chip of a value that somebody knows: whether they have just learned it, and what ended it.
pub fn known_chip(
    trace: &Trace,
    value: usize,
    is_new: bool,
    ended_by: Option<Use>,
) -> Option<Markup> {
    let end = ended_by.map(|how| match how {
        Use::Revoked => "revoked",
        _ => "spent",
    });
    let mut name = trace.values.get(value)?.name.clone();
    for word in is_new.then_some("new").into_iter().chain(end) {
        name = format!("{name}, {word}");
    }
    let chip = chip(trace, value)?
        .class_if("is-new", is_new)
        .class_if("is-ended", end.is_some())
        .attribute_if("title", end);
    Some(chip.attribute("aria-label", &name))
}

/// Lets `markup` light up with its value.
pub fn mark_value(markup: Markup, value: usize) -> Markup {
    let markup = markup.attribute(VALUE, &value.to_string());
    if untrack(|| State::from_context().is_chosen(value)) {
        light(markup.element(), true);
    }
    markup
}

/// Keeps everything below `root` that stands for a value lit while its value is chosen.
pub fn light_values(root: &Element) {
    light_all(root, ".is-chosen", false);
    if let Some(chosen) = State::from_context().chosen() {
        light_all(root, &format!("[{VALUE}='{}']", chosen.value), true);
    }
}

fn light_all(root: &Element, selector: &str, is_chosen: bool) {
    let Ok(found) = root.query_selector_all(selector) else {
        return;
    };
    for index in 0..found.length() {
        if let Some(element) = found.item(index) {
            light(element.unchecked_ref(), is_chosen);
        }
    }
}

fn light(element: &Element, is_chosen: bool) {
    set_class(element, "is-chosen", is_chosen);
    if element.has_attribute("aria-pressed") {
        let _ = element.set_attribute("aria-pressed", if is_chosen { "true" } else { "false" });
    }
}
