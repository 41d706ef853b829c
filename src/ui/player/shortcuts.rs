//! Keys of the keyboard, on their way from the browser to the player.

use leptos::prelude::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::player::shortcuts::{KeyAction, KeyPress, action};
use crate::ui::dom::browser;
use crate::ui::dom::tab_stop::{neighbour, place_of};
use crate::ui::session::Session;

/// Acts on a key. A page listens on its document, a widget on its own root.
pub fn handle(session: Session, event: &KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    let key = event.key();
    let focused = focused_element(event);
    let place = focused.as_ref().and_then(place_of);
    // With Shift the arrows make a selection of text longer or shorter.
    let selects = event.shift_key() && key.starts_with("Arrow") && browser::has_selection();
    let press = KeyPress {
        key: &key,
        with_modifier: event.ctrl_key() || event.alt_key() || event.meta_key(),
        with_shift: event.shift_key(),
        in_text_field: selects
            || focused
                .as_ref()
                .is_some_and(|element| uses_key(element, &key)),
        on_button: focused.as_ref().is_some_and(is_button),
        in_list: place.is_some(),
    };
    let Some(action) = action(&press) else { return };
    let help_open = untrack(|| session.shows_help());
    match action {
        KeyAction::ToggleHelp => session.toggle_help(),
        // The dialog closes itself.
        _ if help_open => return,
        KeyAction::Do(command) => session.perform(command),
        KeyAction::MoveFocus { forward } => {
            if let Some(control) = place.and_then(|place| neighbour(&place, forward)) {
                let _ = control.focus();
            }
        }
        KeyAction::ToggleFullScreen => {
            // A widget listens on its root, which its frame is around.
            let widget = browser::listener_of(event).and_then(|root| root.parent_element());
            browser::toggle_full_screen(widget);
        }
        KeyAction::Close => {
            let strip = focused.filter(|element| matches!(element.closest(".thread"), Ok(Some(_))));
            if let Some(element) = strip {
                browser::focus_current_step(&element);
            }
            if !session.release_value() {
                return;
            }
        }
    }
    event.prevent_default();
}

/// The element that has the focus, also where it is inside a shadow root.
fn focused_element(event: &KeyboardEvent) -> Option<Element> {
    let target = event.composed_path().get(0);
    target.dyn_into::<Element>().ok()
}

/// Whether `element` has a use of its own for `key`.
fn uses_key(element: &Element, key: &str) -> bool {
    let moves = key.starts_with("Arrow") || key == "Home" || key == "End";
    match element.tag_name().as_str() {
        "INPUT" => match element.get_attribute("type").as_deref() {
            Some("range" | "radio") => moves,
            Some("checkbox") => false,
            // Text, also where it is read only: whoever types there does not mean the player.
            _ => true,
        },
        "SELECT" | "TEXTAREA" => true,
        // A box that scrolls takes the keys that scroll it sideways.
        "PRE" => moves,
        _ => false,
    }
}

fn is_button(element: &Element) -> bool {
    matches!(
        element.tag_name().as_str(),
        "BUTTON" | "A" | "INPUT" | "SUMMARY"
    )
}
