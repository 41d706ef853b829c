//! A value as a chip: its colour is its kind's, and choosing it lights its thread.

use leptos::prelude::*;

use crate::simulation::trace::Trace;
use crate::ui::kind::kind_class;
use crate::ui::state::State;

/// The chip of the value with an index into [`Trace::values`].
pub fn chip(trace: &Trace, value: usize) -> Option<AnyView> {
    chip_with(trace, value, false)
}

/// A chip that may be marked as new to the one who has it.
pub fn chip_with(trace: &Trace, value: usize, is_new: bool) -> Option<AnyView> {
    let found = trace.values.get(value)?;
    let kind = kind_class(found.kind);
    let name = found.name.clone();
    let state = State::from_context();
    let pressed = move || {
        if state.is_chosen(value) {
            "true"
        } else {
            "false"
        }
    };
    let view = view! {
        <button
            type="button"
            class=format!("chip {kind}")
            class:is-new=is_new
            aria-pressed=pressed
            on:click=move |_| state.toggle_value(value)
        >
            {name}
            {is_new.then(|| view! { <span class="visually-hidden">", new"</span> })}
        </button>
    };
    Some(view.into_any())
}
