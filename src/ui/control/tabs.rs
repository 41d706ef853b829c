//! Tabs: one of several panels shows; arrow keys move between the tabs.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::export::{EXPORTS, Export};

/// One tab of an exchange.
#[derive(Clone, Copy, Debug)]
pub enum Tab {
    Request,
    Response,
    Export(&'static Export),
}

impl Tab {
    /// Every tab, in the order in which they stand.
    pub fn all() -> impl Iterator<Item = Tab> {
        let messages = [Tab::Request, Tab::Response];
        let exports = EXPORTS.iter().map(|export| Tab::Export(export));
        messages.into_iter().chain(exports)
    }

    fn label(self) -> &'static str {
        match self {
            Tab::Request => "Request",
            Tab::Response => "Response",
            Tab::Export(export) => export.name,
        }
    }

    /// The id of the tab; ids are unique within a page or a shadow root.
    pub fn id(self) -> String {
        let name = match self {
            Tab::Request => "request",
            Tab::Response => "response",
            Tab::Export(export) => export.id,
        };
        format!("oauth-flow-tab-{name}")
    }
}

impl PartialEq for Tab {
    fn eq(&self, other: &Tab) -> bool {
        match (self, other) {
            (Tab::Request, Tab::Request) | (Tab::Response, Tab::Response) => true,
            (Tab::Export(one), Tab::Export(other)) => one.id == other.id,
            _ => false,
        }
    }
}

/// The id of the panel that the tabs switch.
pub const PANEL_ID: &str = "oauth-flow-tab-panel";

/// The list of `tabs`; `choose` is told which one the reader wants.
#[component]
pub fn TabList(
    tabs: Memo<Vec<Tab>>,
    shown: Memo<Tab>,
    choose: impl Fn(Tab) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    let button = move |tab: Tab| {
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                id=tab.id()
                aria-controls=PANEL_ID
                aria-selected=move || (shown.get() == tab).to_string()
                tabindex=move || if shown.get() == tab { "0" } else { "-1" }
                on:click=move |_| choose(tab)
            >
                {tab.label()}
            </button>
        }
    };
    let move_by_key = move |event: KeyboardEvent| {
        let tabs = tabs.get_untracked();
        let shown = shown.get_untracked();
        let index = tabs.iter().position(|tab| *tab == shown).unwrap_or(0);
        let last = tabs.len().saturating_sub(1);
        let next = match event.key().as_str() {
            "ArrowRight" if index == last => 0,
            "ArrowRight" => index + 1,
            "ArrowLeft" => index.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        let Some(tab) = tabs.get(next) else { return };
        let list = list.get_untracked();
        let selector = format!("#{}", tab.id());
        let found = list.and_then(|list| list.query_selector(&selector).ok().flatten());
        if let Some(button) = found.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            let _ = button.focus();
        }
        choose(*tab);
    };
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label="The exchange"
            node_ref=list
            on:keydown=move_by_key
        >
            <For each=move || tabs.get() key=|tab| tab.id() children=button/>
        </div>
    }
}
