//! Tabs: one of several panels shows; arrow keys move between the tabs.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

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
pub fn tab_list(tabs: Vec<Tab>, shown: Tab, choose: Callback<Tab>) -> AnyView {
    let order = tabs.clone();
    let move_by_key = move |event: KeyboardEvent| {
        let Some(index) = order.iter().position(|tab| *tab == shown) else {
            return;
        };
        let last = order.len() - 1;
        let next = match event.key().as_str() {
            "ArrowRight" => {
                if index == last {
                    0
                } else {
                    index + 1
                }
            }
            "ArrowLeft" => index.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        choose.run(order[next]);
        let list = event
            .current_target()
            .and_then(|list| list.dyn_into::<Element>().ok());
        let tab = list.and_then(|list| list.children().item(next as u32));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    let buttons: Vec<AnyView> = tabs
        .into_iter()
        .map(|tab| {
            let is_shown = tab == shown;
            view! {
                <button
                    type="button"
                    role="tab"
                    class="tab"
                    id=tab.id()
                    aria-controls=PANEL_ID
                    aria-selected=if is_shown { "true" } else { "false" }
                    tabindex=if is_shown { "0" } else { "-1" }
                    on:click=move |_| choose.run(tab)
                >
                    {tab.label()}
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="tabs" role="tablist" aria-label="The exchange" on:keydown=move_by_key>
            {buttons}
        </div>
    }
    .into_any()
}
