//! The choice of the flow: a list of links where there is room, a select where there is not.

use leptos::prelude::*;

use crate::flow::{FLOWS, Flow};
use crate::player::address::{self, Address};
use crate::ui::browser::{self, History};
use crate::ui::icon::{Icon, icon};
use crate::ui::state::State;

fn address_of(flow: Flow) -> String {
    address::format(&Address::new(flow))
}

/// Links to the first step of every flow.
#[component]
pub fn FlowMenu() -> impl IntoView {
    let state = State::from_context();
    let links: Vec<AnyView> = FLOWS
        .iter()
        .map(|flow| {
            let flow = *flow;
            let is_shown = move || state.run().scenario.flow == flow;
            let tag = flow
                .tag
                .map(|tag| view! { <span class="menu-tag">{tag}</span> });
            view! {
                <li>
                    <a
                        class="menu-link"
                        href=address_of(flow)
                        aria-current=move || is_shown().then_some("page")
                    >
                        {flow.short_title}
                        {tag}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <nav class="menu" aria-label="Flows">
            <p class="menu-heading" aria-hidden="true">{"Flows"}</p>
            <ul>{links}</ul>
        </nav>
    }
}

/// The same choice as a select.
#[component]
pub fn FlowSelect() -> impl IntoView {
    let state = State::from_context();
    let options: Vec<AnyView> = FLOWS
        .iter()
        .map(|flow| {
            let flow = *flow;
            let is_shown = move || state.run().scenario.flow == flow;
            let tag = flow.tag.map(|tag| format!(" ({tag})")).unwrap_or_default();
            view! {
                <option value=flow.id prop:selected=is_shown>{format!("{}{tag}", flow.short_title)}</option>
            }
            .into_any()
        })
        .collect();
    let choose = move |event| {
        if let Some(flow) = Flow::parse(&event_target_value(&event)) {
            let fragment = address_of(flow);
            state.open(&fragment);
            browser::write_fragment(&fragment, History::Push);
        }
    };
    view! {
        <span class="select flow-select">
            <select aria-label="Flow" on:change=choose>{options}</select>
            {icon(Icon::Expand)}
        </span>
    }
}
