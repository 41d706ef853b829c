//! A button that unfolds something: more settings, more controls, more of the details.

use leptos::ev::KeyboardEvent;
use leptos::html::{Button, ElementType};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::ui::dom::browser;

/// A button that opens something and closes it again, and says whether that is open. Its owner
/// shows and hides what is opened.
#[component]
pub fn DisclosureButton(
    #[prop(into)] class: String,
    is_open: RwSignal<bool>,
    /// The button's name, where that is not what it shows.
    #[prop(optional)]
    label: Option<&'static str>,
    #[prop(optional)] node_ref: NodeRef<Button>,
    /// The part of a widget that the button is.
    #[prop(optional)]
    part: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            part=part
            class=class
            aria-label=label
            aria-expanded=move || is_open.get().to_string()
            node_ref=node_ref
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {children()}
        </button>
    }
}

/// Closes what is open when `event` is Escape, and leads back to the button that opened it.
pub fn close_on_escape(event: &KeyboardEvent, is_open: RwSignal<bool>, button: NodeRef<Button>) {
    if event.key() == "Escape" && is_open.get_untracked() {
        event.prevent_default();
        is_open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    }
}

/// Closes `opened` when the reader presses anything outside it and its button, as long as the
/// current owner lives.
pub fn close_from_outside<E>(is_open: RwSignal<bool>, button: NodeRef<Button>, opened: NodeRef<E>)
where
    E: ElementType,
    E::Output: AsRef<JsValue> + JsCast + Clone + 'static,
{
    browser::listen_to_window("click", move |event| {
        // As the click found them: what it pressed can have changed since.
        let path = event.composed_path();
        let is_in = |place: &JsValue| path.includes(place, 0);
        let is_button = button.get_untracked().is_some_and(|button| is_in(&button));
        let is_inside = opened
            .get_untracked()
            .is_some_and(|place| is_in(place.as_ref()));
        if !is_button && !is_inside {
            is_open.set(false);
        }
    });
}
