//! Tabs: one of several panels shows; arrow keys move between the tabs.

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::ui::dom::markup::{Markup, button, element};

/// One tab of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Request,
    Response,
    Code,
    Curl,
}

impl Tab {
    fn label(self) -> &'static str {
        match self {
            Tab::Request => "Request",
            Tab::Response => "Response",
            Tab::Code => "Code",
            Tab::Curl => "curl",
        }
    }

    /// The id of the tab; ids are unique within a page or a shadow root.
    pub fn id(self) -> &'static str {
        match self {
            Tab::Request => "oauth-flow-tab-request",
            Tab::Response => "oauth-flow-tab-response",
            Tab::Code => "oauth-flow-tab-code",
            Tab::Curl => "oauth-flow-tab-curl",
        }
    }
}

/// The id of the panel that the tabs switch.
pub const PANEL_ID: &str = "oauth-flow-tab-panel";

/// The list of `tabs`; `choose` is told which one the reader wants.
pub fn tab_list(tabs: &[Tab], shown: Tab, choose: impl Fn(Tab) + Copy + 'static) -> Markup {
    let buttons: Vec<Markup> = tabs
        .iter()
        .map(|tab| {
            let (tab, is_shown) = (*tab, *tab == shown);
            button("tab", move |_| choose(tab))
                .attribute("role", "tab")
                .attribute("id", tab.id())
                .attribute("aria-controls", PANEL_ID)
                .attribute("aria-selected", if is_shown { "true" } else { "false" })
                .attribute("tabindex", if is_shown { "0" } else { "-1" })
                .text(tab.label())
        })
        .collect();
    let index = tabs
        .iter()
        .position(|tab| *tab == shown)
        .unwrap_or_default();
    let order = buttons.clone();
    element("div", "tabs")
        .attribute("role", "tablist")
        .attribute("aria-label", "The exchange")
        .on("keydown", move |event| {
            let last = order.len().saturating_sub(1);
            let next = match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
                "ArrowRight" if index == last => 0,
                "ArrowRight" => index + 1,
                "ArrowLeft" => index.checked_sub(1).unwrap_or(last),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            if let Some(tab) = order.get(next) {
                // The focus goes first: what takes the tabs' place keeps it.
                let _ = tab.element().focus();
                tab.element().click();
            }
        })
        .children(buttons)
}
