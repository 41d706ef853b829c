//! A button that unfolds something: more settings, more controls, more of the details.

use leptos::html::{Button, ElementType};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::KeyboardEvent;

use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button};

/// Button that unfolds what follows `is_open`, and folds it again.
#[component]
pub fn FoldButton(
    class: &'static str,
    is_open: RwSignal<bool>,
    /// Name of a button that shows only a picture.
    #[prop(optional)]
    label: Option<&'static str>,
    #[prop(optional)] part: Option<&'static str>,
    #[prop(optional)] node_ref: NodeRef<Button>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class
            part=part
            aria-label=label
            aria-expanded=move || is_open.get().to_string()
            node_ref=node_ref
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {children()}
        </button>
    }
}

/// Lets Escape fold what is unfolded, and leads back to its button.
pub fn fold_on_escape(event: &KeyboardEvent, is_open: RwSignal<bool>, button: NodeRef<Button>) {
    if event.key() == "Escape" && is_open.get_untracked() {
        is_open.set(false);
        event.prevent_default();
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    }
}

/// Folds `unfolded` when the reader presses anything outside it and its button, as long as the
/// current owner lives.
pub fn fold_from_outside<E>(is_open: RwSignal<bool>, button: NodeRef<Button>, unfolded: NodeRef<E>)
where
    E: ElementType,
    E::Output: AsRef<JsValue> + JsCast + Clone + 'static,
{
    browser::listen_to_window("click", move |event| {
        // As the click found them: what it pressed can have changed since.
        let path = event.composed_path();
        let is_in = |place: &JsValue| path.includes(place, 0);
        let is_button = button.get_untracked().is_some_and(|button| is_in(&button));
        let is_inside = unfolded
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
    button(class, move |event| {
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
        let is_escape = event.unchecked_ref::<KeyboardEvent>().key() == "Escape";
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
