//! Changes that the learner makes to the message of the step.

use leptos::prelude::*;

use crate::reading::change::{ChangeView, changes};
use crate::ui::control::prose::Prose;
use crate::ui::inspector::shown_step::{ShownStep, reading};

/// Each change, with what arrives.
#[component]
pub fn ChangesPanel(shown: ShownStep) -> impl IntoView {
    let changes = reading(shown, |trace, step, _| changes(trace, step));
    view! {
        {move || {
            let changes = changes.get();
            (!changes.is_empty()).then(|| view! { <Changes changes/> }.into_any())
        }}
    }
}

#[component]
fn Changes(changes: Vec<ChangeView>) -> impl IntoView {
    let items = changes.into_iter().map(|ChangeView { mark, text }| {
        view! {
            <li>
                <span class="tag is-person" part="badge">{mark}</span>
                " "
                <Prose text/>
            </li>
        }
    });
    let items = items.collect_view();
    view! {
        <section class="panel">
            <h3>{"Changed on its way"}</h3>
            <ul class="changes">{items}</ul>
        </section>
    }
}
