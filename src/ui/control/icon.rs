//! The icons as elements of the page.

use leptos::prelude::*;

pub use crate::export::html::icon::Icon;

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
