//! What the scripts of the page and the element need of the catalogue, and no more.

use oauth_flow_simulator::embed::attributes::{ATTRIBUTES, Attribute, Owner, Values};
use oauth_flow_simulator::embed::surface::{EVENTS, METHODS};
use oauth_flow_simulator::flow::{self, FLOWS};
use oauth_flow_simulator::player::address::FIRST_FLOW;
use oauth_flow_simulator::server::capabilities;
use oauth_flow_simulator::server::policy::Profile;
use serde_json::{Value, json};

/// The stories whose servers have to know more than what most flows need.
fn whole_stories() -> Value {
    let mut stories = Vec::new();
    for (flow, story) in flow::stories() {
        let play = story.play.expect("the engine is whole");
        if !std::ptr::eq(play.capabilities, &raw const capabilities::FLOWS) {
            stories.push(format!("{}.{}", flow.id, story.id));
        }
    }
    json!(stories)
}

/// The text of the module.
pub fn module() -> String {
    let constants = [
        (
            "Every attribute of the element.",
            "ATTRIBUTES",
            names(|_| true),
        ),
        (
            "Attributes that stand in the address of a state, beside the flow.",
            "ADDRESS",
            names(|attribute| {
                attribute.owner == Owner::Address && attribute.values != Values::Flow
            }),
        ),
        (
            "Attributes that say how it plays.",
            "PLAYING",
            names(|attribute| attribute.owner == Owner::Player),
        ),
        (
            "Attributes whose presence says yes, whatever they hold.",
            "SWITCHES",
            names(|attribute| attribute.values == Values::Presence),
        ),
        (
            "Attributes with a few values, the usual one first.",
            "CHOICES",
            choices(),
        ),
        ("Panels that can be shown.", "PANELS", panels()),
        (
            "Every event, without the “oauth-flow:” before it.",
            "EVENTS",
            EVENTS.iter().map(|event| event.name).collect(),
        ),
        (
            "Every method.",
            "METHODS",
            METHODS.iter().map(|method| method.name).collect(),
        ),
        (
            "The flow that is shown where none is asked for.",
            "USUAL_FLOW",
            json!(FIRST_FLOW),
        ),
        (
            "Every flow with its usual profile.",
            "FLOWS",
            FLOWS
                .iter()
                .map(|flow| (flow.id, flow.default_profile.id()))
                .collect(),
        ),
        (
            "Stories that only the whole simulator plays, each as flow.story.",
            "WHOLE_STORIES",
            whole_stories(),
        ),
        (
            "Every profile under which flows run.",
            "PROFILES",
            Profile::FLOWS
                .into_iter()
                .map(|profile| profile.id())
                .collect(),
        ),
    ];
    let mut module = "// Made from the catalogue: UPDATE_CATALOGUE=1 cargo test --no-default-features --test catalogue\n"
        .to_owned();
    for (comment, name, value) in constants {
        module += &format!("\n/** {comment} */\nexport const {name} = {value};\n");
    }
    module
}

fn names(is_wanted: impl Fn(&Attribute) -> bool) -> Value {
    let wanted = ATTRIBUTES.iter().filter(|attribute| is_wanted(attribute));
    wanted.map(|attribute| attribute.name).collect()
}

fn choices() -> Value {
    let own = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.owner == Owner::Element);
    own.filter_map(|attribute| match attribute.values {
        Values::OneOf(values) => {
            let mut values = values.to_vec();
            values.sort_by_key(|value| Some(*value) != attribute.default);
            Some((attribute.name, json!(values)))
        }
        _ => None,
    })
    .collect()
}

fn panels() -> Value {
    let mut all = ATTRIBUTES.iter();
    let panels = all.find_map(|attribute| match attribute.values {
        Values::AnyOf(values) => Some(values),
        _ => None,
    });
    json!(panels)
}
