//! The values that a step makes, where no message shows them.

use leptos::prelude::*;

use crate::reading::new_values::{NewValue, new_values};
use crate::reading::sent::Sent;
use crate::ui::control::chip::Chip;
use crate::ui::inspector::shown_step::{ShownStep, reading};

/// Each value that is made, with what it reads.
#[component]
pub fn NewValuesPanel(shown: ShownStep) -> impl IntoView {
    let values = reading(shown, |trace, step, index| match Sent::at(trace, index) {
        Some(_) => Vec::new(),
        None => new_values(trace, step),
    });
    view! {
        {move || {
            let values = values.get();
            (!values.is_empty()).then(|| view! { <NewValues values/> }.into_any())
        }}
    }
}

#[component]
fn NewValues(values: Vec<NewValue>) -> impl IntoView {
    let items = values.into_iter().map(|made| view! { <Made made/> });
    let items = items.collect_view();
    view! {
        <section class="panel">
            <h3>{"What is made"}</h3>
            <ul class="effects">{items}</ul>
        </section>
    }
}

#[component]
fn Made(made: NewValue) -> impl IntoView {
    let formula = made.formula.map(|formula| format!("{formula} = "));
    view! {
        <li>
            <Chip value=made.value/>
            <code class="note-value">{formula}{made.text}</code>
        </li>
    }
}
