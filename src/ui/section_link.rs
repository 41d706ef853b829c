//! A link to the section of a specification.

use leptos::prelude::*;

use crate::spec::Section;
use crate::ui::icon::{Icon, icon};

/// The short form, e.g. `RFC 6749 §4.1.3`; the section's heading shows on hover.
pub fn section_link(section: Section) -> AnyView {
    view! {
        <a class="section-link" href=section.url() title=section.title target="_blank" rel="noopener noreferrer">
            {section.to_string()}
            {icon(Icon::External)}
            <span class="visually-hidden">" (opens in a new tab)"</span>
        </a>
    }
    .into_any()
}

/// The short form with the section's heading.
pub fn titled_section_link(section: Section) -> AnyView {
    view! {
        <a class="section-link is-titled" href=section.url() target="_blank" rel="noopener noreferrer">
            <span class="section-number">{section.to_string()}</span>
            <span class="section-title">{section.title}</span>
            {icon(Icon::External)}
            <span class="visually-hidden">" (opens in a new tab)"</span>
        </a>
    }
    .into_any()
}
