//! A segmented control: radio buttons side by side.

use leptos::prelude::*;

/// The choices under a name that is said and not shown.
#[component]
pub fn SegmentedControl(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <fieldset class="segments">
            <legend class="visually-hidden">{name}</legend>
            {children()}
        </fieldset>
    }
}

/// One of the choices. `choose` is called when the reader takes it.
#[component]
pub fn Segment(
    /// The group that the radio button belongs to.
    group: &'static str,
    title: &'static str,
    #[prop(into)] is_chosen: Signal<bool>,
    #[prop(into)] choose: Callback<()>,
    /// Whether the choice is as wide as it is high: one with an icon.
    #[prop(optional)]
    is_square: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="segment" class:is-square=is_square title=title>
            <input
                type="radio"
                name=group
                prop:checked=is_chosen
                on:change=move |_| choose.run(())
            />
            {children()}
        </label>
    }
}
