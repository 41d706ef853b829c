//! The devices around a screen.

use leptos::prelude::*;

use crate::reading::screen::Case;
use crate::ui::control::icon::{Icon, IconView};

/// A device: a browser window or a phone that shows a page of a host, or a television on its stand.
#[component]
pub fn DeviceFrame(case: Case, children: Children) -> impl IntoView {
    let screen = view! { <div class="device-screen">{children()}</div> };
    match case {
        Case::Browser { host } => view! {
            <div class="device is-browser">
                <div class="device-bar">
                    <span class={"device-dots"} aria-hidden="true"></span>
                    <Address host/>
                </div>
                {screen}
            </div>
        }
        .into_any(),
        Case::Phone { host } => view! {
            <div class="device is-phone">
                <div class="device-bar">
                    <Address host/>
                </div>
                {screen}
                <span class={"device-home"} aria-hidden="true"></span>
            </div>
        }
        .into_any(),
        Case::Television => view! {
            <div class="device is-television">
                {screen}
                <span class={"device-stand"} aria-hidden="true"></span>
            </div>
        }
        .into_any(),
    }
}

/// The host that a page comes from. A line may end after a dot in it.
#[component]
fn Address(host: String) -> impl IntoView {
    view! {
        <span class="device-address">
            <IconView icon=Icon::Lock/>
            <span>{breakable(&host, &['.'])}</span>
        </span>
    }
}

/// `text` that may be broken after each of `marks`.
pub fn breakable(text: &str, marks: &[char]) -> Vec<AnyView> {
    let parts = text.split_inclusive(marks);
    parts
        .map(|part| view! { {part.to_owned()} <wbr/> }.into_any())
        .collect()
}
