//! The choice of the flow: a list of links where there is room, a select where there is not.

use leptos::prelude::*;

use crate::flow::{FLOWS, Flow};
use crate::player::address;
use crate::scenario::Scenario;
use crate::ui::control::select::{Choice, Select};
use crate::ui::session::Session;

/// The first step of `flow`, with the seed of the run that is shown, and with its profile where
/// that is not its flow's own: somebody has chosen it.
fn address_of(flow: &Flow, shown: &Scenario) -> String {
    let mut scenario = flow.scenario();
    scenario.seed = shown.seed;
    if Flow::parse(&shown.flow).is_some_and(|flow| flow.default_profile != shown.profile) {
        scenario.profile = shown.profile;
    }
    address::first_step_of(scenario)
}

/// Links to the first step of every flow.
#[component]
pub fn FlowMenu() -> impl IntoView {
    let session = Session::from_context();
    let links = FLOWS.iter().map(|flow| {
        let flow = *flow;
        let tag = flow
            .tag()
            .map(|tag| view! { <span class="menu-tag">{tag}</span> });
        view! {
            <li>
                <a
                    class="menu-link"
                    href=move || address_of(flow, &session.run().scenario)
                    aria-current=move || (session.run().scenario.flow == flow.id).then_some("page")
                >
                    {flow.short_title()}
                    {tag}
                </a>
            </li>
        }
    });
    view! {
        <nav class="menu" aria-label="Flows">
            <p class="menu-heading" aria-hidden="true">
                {"Flows"}
            </p>
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

/// The same choice as a select.
#[component]
pub fn FlowSelect() -> impl IntoView {
    let session = Session::from_context();
    let choices = FLOWS.iter().map(|flow| {
        let tag = flow
            .tag()
            .map(|tag| format!(" ({tag})"))
            .unwrap_or_default();
        Choice {
            value: flow.id,
            label: format!("{}{tag}", flow.short_title()),
        }
    });
    let chosen = Signal::derive(move || {
        let run = session.run();
        Flow::parse(&run.scenario.flow).map_or("", |flow| flow.id)
    });
    let choose = move |id: String| {
        if let Some(flow) = Flow::parse(&id) {
            session.go_to(&address_of(flow, &untrack(|| session.run()).scenario));
        }
    };
    view! { <Select name="Flow" class="flow-select" choices=choices.collect() chosen choose /> }
}

/// Link to what is to be used instead of the flow that is shown, as the same person does it.
#[component]
pub fn SuccessorLink() -> impl IntoView {
    let session = Session::from_context();
    view! { <p class="successor">{move || successor(&session.run().scenario)}</p> }
}

fn successor(shown: &Scenario) -> Option<AnyView> {
    let flow = Flow::parse(&shown.flow).and_then(|flow| Flow::parse(flow.successor?))?;
    let address = address::first_step_of(Scenario {
        seed: shown.seed,
        profile: shown.profile,
        person: shown.person.clone(),
        ..flow.scenario()
    });
    let words = format!("The same sign-in with {}", flow.short_title());
    Some(view! { <a href=address>{words}</a> }.into_any())
}
