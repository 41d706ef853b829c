//! A link to the section of a specification.

use crate::spec::Section;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::markup::{Markup, element, spoken};

/// The short form, e.g. `RFC 6749 §4.1.3`; the section's heading shows on hover.
pub fn section_link(section: Section) -> Markup {
    finished(
        link(section)
            .attribute("title", section.title)
            .text(&section.to_string()),
    )
}

/// The short form with the section's heading.
pub fn titled_section_link(section: Section) -> Markup {
    let link = link(section)
        .class_if("is-titled", true)
        .child(element("span", "section-number").text(&section.to_string()))
        .child(element("span", "section-title").text(section.title));
    finished(link)
}

fn link(section: Section) -> Markup {
    element("a", "section-link")
        .attribute("href", &section.url())
        .attribute("target", "_blank")
        .attribute("rel", "noopener noreferrer")
}

fn finished(link: Markup) -> Markup {
    link.child(icon(Icon::External))
        .child(spoken(" (opens in a new tab)"))
}
