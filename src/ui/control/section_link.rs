//! A link to the section of a specification.

use leptos::prelude::*;

use crate::spec::Section;
use crate::ui::control::icon::{Icon, IconView};

/// The short form, e.g. `RFC 6749 §4.1.3`; the section's heading shows on hover.
#[component]
pub fn SectionLink(
    section: Section,
    /// Whether Tab passes the link, because ↑ and ↓ lead to it.
    #[prop(optional)]
    is_passed: bool,
) -> impl IntoView {
    view! {
        <a
            class="section-link"
            href=section.url()
            target="_blank"
            rel="noopener noreferrer"
            title=section.title
            tabindex=is_passed.then_some("-1")
        >
            {section.to_string()}
            <OpensInNewTab/>
        </a>
    }
}

/// The short form with the section's heading.
#[component]
pub fn TitledSectionLink(section: Section) -> impl IntoView {
    view! {
        <a
            class="section-link is-titled"
            href=section.url()
            target="_blank"
            rel="noopener noreferrer"
        >
            <span class="section-number">{section.to_string()}</span>
            <span class="section-title">{section.title}</span>
            <OpensInNewTab/>
        </a>
    }
}

#[component]
fn OpensInNewTab() -> impl IntoView {
    view! {
        <IconView icon=Icon::External/>
        <span class="visually-hidden">{" (opens in a new tab)"}</span>
    }
}
