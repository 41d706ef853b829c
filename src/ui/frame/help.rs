//! The list of keys, and what the marks of the track mean.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::player::shortcuts::{FILL_SCREEN, KEYS};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element, react};
use crate::ui::state::State;

/// The marks of the track: the class, the shape and what it means.
const MARKS: [(&str, &str, &str); 2] = [
    ("is-decision", "Circle", "Your turn: a person decides"),
    ("is-failed", "Diamond", "Refused: a check fails"),
];

/// A dialog that the browser keeps the focus in while it is open.
pub fn help() -> Markup {
    let state = State::from_context();
    let dialog = element("dialog", "help")
        .attribute("aria-label", "Keys")
        .attribute("closedby", "any")
        .on("close", move |event| {
            // The browser tells of it late: meanwhile a key can have opened the dialog again.
            let dialog = browser::listener_of(&event);
            if !dialog.is_some_and(|dialog| dialog.has_attribute("open")) {
                state.close_help();
            }
        })
        .content(move || match state.shows_help() {
            true => content(state),
            // Most readers never open it.
            false => Vec::new(),
        });
    let place = dialog.clone();
    react(move || {
        let dialog: &HtmlDialogElement = place.element().unchecked_ref();
        let is_wanted = state.shows_help();
        if is_wanted && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !is_wanted && dialog.open() {
            dialog.close();
        }
    });
    dialog
}

fn content(state: State) -> Vec<Markup> {
    let close = button("button is-icon-only", move |_| state.close_help())
        .attribute("aria-label", "Close")
        .child(icon(Icon::Cross));
    let head = element("div", "help-head")
        .child(element("h2", "").text("Keys"))
        .child(close);
    let can_fill = browser::can_fill_screen();
    let keys = KEYS
        .iter()
        .filter(|(keys, _)| can_fill || *keys != FILL_SCREEN);
    let keys = keys.map(|(keys, what)| {
        element("div", "")
            .child(element("dt", "").text(keys))
            .child(element("dd", "").text(what))
    });
    let marks = MARKS.map(|(class, name, what)| {
        let mark = element("i", "track-mark").class_if(class, true);
        element("div", "")
            .child(element("dt", "").child(mark).text(name))
            .child(element("dd", "").text(what))
    });
    vec![
        head,
        element("dl", "keys").children(keys),
        element("h3", "").text("Marks on the track"),
        element("dl", "keys").children(marks),
    ]
}
