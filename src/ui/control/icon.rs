//! The icons as elements of the page.

use std::cell::RefCell;

use leptos::prelude::*;

pub use crate::export::html::icon::Icon;

use crate::ui::dom::markup::{Markup, svg_element};

/// `icon` at the size of the text around it.
#[component]
pub fn IconView(icon: Icon) -> impl IntoView {
    view! {
        <svg
            class="icon"
            class=("is-solid", icon.is_solid())
            viewBox="0 0 24 24"
            aria-hidden="true"
        >
            <path d=icon.path()></path>
        </svg>
    }
}

thread_local! {
    /// Those that were drawn before: a copy is one call of the browser.
    static DRAWN: RefCell<Vec<(Icon, Markup)>> = const { RefCell::new(Vec::new()) };
}

/// `icon` at the size of the text around it.
pub fn icon(icon: Icon) -> Markup {
    DRAWN.with_borrow_mut(|drawn| match drawn.iter().find(|(one, _)| *one == icon) {
        Some((_, picture)) => picture.copy(),
        None => {
            let picture = draw(icon);
            drawn.push((icon, picture.clone()));
            picture.copy()
        }
    })
}

fn draw(icon: Icon) -> Markup {
    svg_element("svg", "icon")
        .class_if("is-solid", icon.is_solid())
        .attribute("viewBox", "0 0 24 24")
        .attribute("aria-hidden", "true")
        .child(svg_element("path", "").attribute("d", icon.path()))
}
