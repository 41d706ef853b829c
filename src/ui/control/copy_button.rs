//! Copies a text and says that it did.

use gloo_timers::callback::Timeout;
use leptos::task::spawn_local;

use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element, set_style};

const FEEDBACK_MILLISECONDS: u32 = 1600;

/// A button that shows only its icon and copies `copied`.
pub fn copy_button(label: &'static str, copied: String) -> Markup {
    copy_button_with(label, Icon::Copy, move || copied.clone()).class_if("is-icon-only", true)
}

/// A button that copies what `copied` gives when it is pressed.
pub fn copy_button_with(
    label: &'static str,
    picture: Icon,
    copied: impl Fn() -> String + 'static,
) -> Markup {
    let words = element("span", "button-label").text(label);
    let face = element("span", "button-face").child(icon(picture));
    let shown = (face.clone(), words.clone());
    button("button", move |_| {
        let (face, words) = shown.clone();
        // What stands beside it stays where it is.
        let width = format!("{}px", words.element().offset_width());
        set_style(words.element(), "min-width", &width);
        let copied = copied();
        spawn_local(async move {
            let (feedback, mark) = if browser::copy(&copied).await {
                ("Copied", Icon::Check)
            } else {
                ("Refused by the browser", Icon::Cross)
            };
            show(&face, &words, mark, feedback);
            Timeout::new(FEEDBACK_MILLISECONDS, move || {
                show(&face, &words, picture, label)
            })
            .forget();
        });
    })
    .child(face)
    .child(words)
}

fn show(face: &Markup, words: &Markup, picture: Icon, label: &str) {
    face.element()
        .replace_children_with_node_1(icon(picture).node());
    words.element().set_text_content(Some(label));
}
