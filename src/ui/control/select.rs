//! A select: one of several, of which the chosen one is shown.

use leptos::prelude::*;

use crate::ui::control::icon::{Icon, IconView};

/// One of the choices of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value that `choose` is called with when the reader takes it.
    pub value: &'static str,
    pub label: String,
}

/// The choices under a name that is said; `chosen` is the value of the one that is shown.
#[component]
pub fn Select(
    name: &'static str,
    /// A class of the whole.
    #[prop(optional)]
    class: &'static str,
    /// A hint for the pointer.
    #[prop(optional)]
    title: Option<&'static str>,
    choices: Vec<Choice>,
    chosen: Signal<&'static str>,
    #[prop(into)] choose: Callback<String>,
) -> impl IntoView {
    let options = choices.into_iter().map(|Choice { value, label }| {
        view! {
            <option value=value prop:selected=move || chosen.get() == value>
                {label}
            </option>
        }
    });
    let options = options.collect_view();
    view! {
        <span class=format!("select {class}") title=title>
            <select aria-label=name on:change=move |event| choose.run(event_target_value(&event))>
                {options}
            </select>
            <IconView icon=Icon::Expand/>
        </span>
    }
}
