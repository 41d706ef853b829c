//! A button that unfolds something: more settings, more controls, more of the details.

use leptos::ev::KeyboardEvent;
use leptos::html::{Button, ElementType};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::ui::dom::browser;

use crate::ui::dom::markup::{Markup, button as made_button};

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

/// A button that gives `target` a class, or takes it back, and says which.
pub fn fold_button(class: &str, target: &Markup, open_class: &'static str) -> Markup {
    let target = target.clone();
    made_button(class, move |event| {
        let is_open = target
            .element()
            .class_list()
            .toggle(open_class)
            .unwrap_or_default();
        say(
            crate::ui::dom::browser::listener_of(&event).as_ref(),
            is_open,
        );
    })
    .attribute("aria-expanded", "false")
}

/// Lets Escape anywhere in `place` fold `target` again and lead back to its button.
pub fn fold_by_escape(
    place: Markup,
    button: &Markup,
    target: &Markup,
    open_class: &'static str,
) -> Markup {
    let (button, target) = (button.clone(), target.clone());
    place.on("keydown", move |event| {
        let is_escape = event.unchecked_ref::<web_sys::KeyboardEvent>().key() == "Escape";
        if is_escape && fold(&button, &target, open_class) {
            event.prevent_default();
            let _ = button.element().focus();
        }
    })
}

/// Folds `target` again; tells whether it was unfolded.
pub fn fold(button: &Markup, target: &Markup, open_class: &str) -> bool {
    let was_open = target.element().class_list().contains(open_class);
    crate::ui::dom::markup::set_class(target.element(), open_class, false);
    say(Some(button.element()), false);
    was_open
}

fn say(button: Option<&web_sys::Element>, is_open: bool) {
    if let Some(button) = button {
        let _ = button.set_attribute("aria-expanded", if is_open { "true" } else { "false" });
    }
}
