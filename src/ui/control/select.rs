//! A select: one of several, of which the chosen one is shown.

use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, element};

/// One of the choices. `value` is what `choose` is called with when the reader takes it.
pub fn option(value: &str, words: &str, is_chosen: impl Fn() -> bool + 'static) -> Markup {
    element("option", "")
        .attribute("value", value)
        .bind_property("selected", move || is_chosen().into())
        .text(words)
}

/// The choices under a name that is said.
pub fn select(
    name: &str,
    class: &str,
    options: impl IntoIterator<Item = Markup>,
    choose: impl Fn(&str) + 'static,
) -> Markup {
    let select = element("select", "")
        .attribute("aria-label", name)
        .children(options)
        .on("change", move |event| {
            if let Some(select) = browser::listener_of(&event) {
                choose(&browser::value_of(&select));
            }
        });
    element("span", "select")
        .class_if(class, !class.is_empty())
        .child(select)
        .child(icon(Icon::Expand))
}
