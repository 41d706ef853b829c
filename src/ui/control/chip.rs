//! A value as a chip: its colour is its kind's, and choosing it lights its path.

use leptos::prelude::*;

use crate::reading::named_value::NamedValue;
use crate::simulation::trace::Use;
use crate::ui::control::colours::kind_class;
use crate::ui::session::Session;

/// The chip of a value.
#[component]
pub fn Chip(
    value: NamedValue,
    /// Whether somebody has just learned the value.
    #[prop(optional)]
    is_new: bool,
    /// The end of the value: [`Use::Spent`] or [`Use::Revoked`].
    #[prop(optional_no_strip)]
    ended_by: Option<Use>,
    /// Whether Tab passes the chip, because ↑ and ↓ lead to it.
    #[prop(optional)]
    is_passed: bool,
) -> impl IntoView {
    let session = Session::from_context();
    let NamedValue { index, kind, name } = value;
    let end = ended_by.map(|how| match how {
        Use::Revoked => "revoked",
        _ => "spent",
    });
    let is_marked = is_new || end.is_some();
    let marks = is_new.then_some("new").into_iter().chain(end);
    let label = marks.fold(name.clone(), |label, mark| format!("{label}, {mark}"));
    let label = is_marked.then_some(label);
    view! {
        <button
            type="button"
            part="badge"
            class="chip"
            class=(kind_class(kind), true)
            class=("is-new", is_new)
            class=("is-ended", end.is_some())
            aria-pressed=move || session.is_chosen(index).to_string()
            aria-label=label
            title=end
            tabindex=is_passed.then_some("-1")
            on:click=move |_| session.toggle_value(index)
        >
            {name}
        </button>
    }
}
