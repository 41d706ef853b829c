//! The devices around a screen.

use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::markup::{Markup, element, text};

/// A browser window that shows a page of `host`.
pub fn browser_frame(host: &str, content: Markup) -> Markup {
    let bar = element("div", "device-bar")
        .child(decoration("device-dots"))
        .child(address(host));
    element("div", "device is-browser")
        .child(bar)
        .child(screen(content))
}

/// A phone that shows a page of `host`.
pub fn phone_frame(host: &str, content: Markup) -> Markup {
    element("div", "device is-phone")
        .child(element("div", "device-bar").child(address(host)))
        .child(screen(content))
        .child(decoration("device-home"))
}

/// A television on its stand.
pub fn television_frame(content: Markup) -> Markup {
    element("div", "device is-television")
        .child(screen(content))
        .child(decoration("device-stand"))
}

fn screen(content: Markup) -> Markup {
    element("div", "device-screen").child(content)
}

fn decoration(class: &str) -> Markup {
    element("span", class).attribute("aria-hidden", "true")
}

/// A line may end after a dot in it.
fn address(host: &str) -> Markup {
    let parts = host.split_inclusive('.');
    let parts = parts.flat_map(|part| [text(part), element("wbr", "")]);
    element("span", "device-address")
        .child(icon(Icon::Lock))
        .child(element("span", "").children(parts))
}
