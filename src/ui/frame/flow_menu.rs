//! The choice of the flow: a list of links where there is room, a select where there is not.

use crate::flow::{FLOWS, Flow};
use crate::player::address;
use crate::scenario::Scenario;
use crate::ui::control::select::{option, select};
use crate::ui::dom::markup::{Markup, element};
use crate::ui::state::State;

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
pub fn flow_menu() -> Markup {
    let state = State::from_context();
    let links = FLOWS.iter().map(|flow| {
        let flow = *flow;
        let link = element("a", "menu-link")
            .bind("href", move || {
                Some(address_of(flow, &state.run().scenario))
            })
            .bind("aria-current", move || {
                (state.run().scenario.flow == flow.id).then(|| "page".to_owned())
            })
            .text(flow.short_title)
            .children(flow.tag.map(|tag| element("span", "menu-tag").text(tag)));
        element("li", "").child(link)
    });
    let heading = element("p", "menu-heading")
        .attribute("aria-hidden", "true")
        .text("Flows");
    element("nav", "menu")
        .attribute("aria-label", "Flows")
        .child(heading)
        .child(element("ul", "").children(links))
}

/// The same choice as a select.
pub fn flow_select() -> Markup {
    let state = State::from_context();
    let options = FLOWS.iter().map(|flow| {
        let tag = flow.tag.map(|tag| format!(" ({tag})")).unwrap_or_default();
        let words = format!("{}{tag}", flow.short_title);
        option(flow.id, &words, move || {
            state.run().scenario.flow == flow.id
        })
    });
    select("Flow", "flow-select", options, move |id| {
        if let Some(flow) = Flow::parse(id) {
            state.go_to(&address_of(flow, &state.run_untracked().scenario));
        }
    })
}

/// A link to what is to be used instead of the flow that is shown, as the same person does it.
pub fn successor_link() -> Markup {
    let state = State::from_context();
    element("p", "successor").content(move || {
        let run = state.run();
        let shown = &run.scenario;
        let successor = Flow::parse(&shown.flow).and_then(|flow| Flow::parse(flow.successor?));
        let links = successor.map(|flow| {
            let address = address::first_step_of(Scenario {
                seed: shown.seed,
                profile: shown.profile,
                person: shown.person.clone(),
                ..flow.scenario()
            });
            element("a", "")
                .attribute("href", &address)
                .text(&format!("The same sign-in with {}", flow.short_title))
        });
        links.into_iter().collect()
    })
}
