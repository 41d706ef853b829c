//! A button that unfolds something: more settings, more controls, more of the details.

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::ui::dom::markup::{Markup, button};

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
