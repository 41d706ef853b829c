//! A segmented control: radio buttons side by side.

use crate::ui::dom::markup::{Markup, element};

/// One of the choices, and the radio button in it. `choose` is called when the reader takes it.
pub fn segment(
    name: &str,
    title: &str,
    words: Vec<Markup>,
    choose: impl Fn() + 'static,
) -> (Markup, Markup) {
    let input = element("input", "")
        .attribute("type", "radio")
        .attribute("name", name)
        .on("change", move |_| choose());
    let label = element("label", "segment")
        .attribute("title", title)
        .child(input.clone())
        .children(words);
    (label, input)
}

/// The choices under a name that is said and not shown.
pub fn segments(name: &str, options: impl IntoIterator<Item = Markup>) -> Markup {
    element("fieldset", "segments")
        .child(element("legend", "visually-hidden").text(name))
        .children(options)
}
