//! The devices around a screen.

use leptos::prelude::*;

use crate::ui::icon::{Icon, icon};

/// A browser window that shows a page of `host`.
pub fn browser_frame(host: String, content: AnyView) -> AnyView {
    view! {
        <div class="device is-browser">
            <div class="device-bar">
                <span class="device-dots" aria-hidden="true">{()}</span>
                {address(host)}
            </div>
            <div class="device-screen">{content}</div>
        </div>
    }
    .into_any()
}

/// A phone that shows a page of `host`.
pub fn phone_frame(host: String, content: AnyView) -> AnyView {
    view! {
        <div class="device is-phone">
            <div class="device-bar">{address(host)}</div>
            <div class="device-screen">{content}</div>
            <span class="device-home" aria-hidden="true">{()}</span>
        </div>
    }
    .into_any()
}

/// A television on its stand.
pub fn television_frame(content: AnyView) -> AnyView {
    view! {
        <div class="device is-television">
            <div class="device-screen">{content}</div>
            <span class="device-stand" aria-hidden="true">{()}</span>
        </div>
    }
    .into_any()
}

fn address(host: String) -> AnyView {
    view! {
        <span class="device-address">
            {icon(Icon::Lock)}
            <span>{host}</span>
        </span>
    }
    .into_any()
}
