//! The choice of the flow: a list of links where there is room, a select where there is not.

use crate::flow::{FLOWS, Flow};
use crate::player::address::{self, Address};
use crate::scenario::Scenario;
use crate::ui::browser::{self, History};
use crate::ui::icon::{Icon, icon};
use crate::ui::markup::{Markup, element};
use crate::ui::state::State;

/// The first step of `flow`, with the seed of the run that is shown, and with its profile where
/// that is not its flow's own: somebody has chosen it.
fn address_of(flow: Flow, shown: &Scenario) -> String {
    let mut address = Address::new(flow);
    address.scenario.seed = shown.seed;
    if shown.profile != shown.flow.default_profile {
        address.scenario.profile = shown.profile;
    }
    address::format(&address)
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
                (state.run().scenario.flow == flow).then(|| "page".to_owned())
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
        let flow = *flow;
        let tag = flow.tag.map(|tag| format!(" ({tag})")).unwrap_or_default();
        element("option", "")
            .attribute("value", flow.id)
            .bind_property("selected", move || {
                (state.run().scenario.flow == flow).into()
            })
            .text(&format!("{}{tag}", flow.short_title))
    });
    let choose = move |event| {
        let id = browser::listener_of(&event).map(|select| browser::value_of(&select));
        if let Some(flow) = id.and_then(|id| Flow::parse(&id)) {
            let fragment = address_of(flow, &state.run_untracked().scenario);
            state.open(&fragment);
            browser::write_fragment(&fragment, History::Push);
        }
    };
    let select = element("select", "")
        .attribute("aria-label", "Flow")
        .children(options);
    element("span", "select flow-select")
        .child(select.on("change", choose))
        .child(icon(Icon::Expand))
}
