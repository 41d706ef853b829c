//! The whole catalogue as JSON, for tools.

use oauth_flow_simulator::embed::attributes::{ATTRIBUTES, Attribute, Owner, Values};
use oauth_flow_simulator::embed::surface::{
    CUSTOM_PROPERTIES, EVENTS, METHODS, PARTS, PROPERTIES, Place, SLOTS,
};
use oauth_flow_simulator::flow::{FLOWS, Flow};
use oauth_flow_simulator::server::policy::Profile;
use serde_json::{Value, json};

use crate::types::{flow_ids, profile_ids, story_ids};

/// The text of the file.
pub fn catalogue() -> String {
    let profiles = Profile::FLOWS.into_iter();
    pretty(&json!({
        "attributes": ATTRIBUTES.iter().map(attribute).collect::<Value>(),
        "custom_properties": CUSTOM_PROPERTIES.iter().map(|property| json!({
            "name": format!("--oauth-flow-{}", property.name),
            "token": property.token,
            "description": property.sentence,
        })).collect::<Value>(),
        "events": EVENTS.iter().map(|event| json!({
            "name": format!("oauth-flow:{}", event.name),
            "detail": event.detail,
            "description": event.sentence,
        })).collect::<Value>(),
        "flows": FLOWS.iter().map(|known| flow(known)).collect::<Value>(),
        "methods": METHODS.iter().map(|method| json!({
            "name": method.name,
            "parameter": method.parameter.as_ref().map(|parameter| json!({
                "name": parameter.name,
                "type": parameter.kind,
                "optional": parameter.is_optional,
            })),
            "description": method.sentence,
        })).collect::<Value>(),
        "parts": places(PARTS),
        "profiles": profiles.map(|profile| json!({
            "id": profile.id(),
            "name": profile.name(),
        })).collect::<Value>(),
        "properties": PROPERTIES.iter().map(|property| json!({
            "name": property.name,
            "type": property.kind,
            "description": property.sentence,
        })).collect::<Value>(),
        "slots": places(SLOTS),
    }))
}

/// JSON as it stands in a file.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn attribute(attribute: &Attribute) -> Value {
    json!({
        "name": attribute.name,
        "property": attribute.property(),
        "values": values(attribute),
        "default": attribute.default,
        "owner": match attribute.owner {
            Owner::Address => "address",
            Owner::Player => "player",
            Owner::Element => "element",
        },
        "description": attribute.sentence,
    })
}

/// The words that an attribute can hold, or what kind of text it is.
fn values(attribute: &Attribute) -> Value {
    match attribute.values {
        Values::Flow => json!(flow_ids()),
        Values::Story => json!(story_ids()),
        Values::Profile => json!(profile_ids()),
        Values::OneOf(values) | Values::AnyOf(values) => json!(values),
        Values::Presence => json!("presence"),
        Values::Number => json!("number"),
        Values::NumberOrText => json!("number or text"),
        Values::Text => json!("text"),
        Values::Names => json!("JSON"),
    }
}

fn flow(flow: &Flow) -> Value {
    json!({
        "id": flow.id,
        "title": flow.title(),
        "default_profile": flow.default_profile.id(),
        "stories": flow.stories.iter().map(|story| json!({
            "id": story.id,
            "title": story.title(),
            "description": story.summary(),
        })).collect::<Value>(),
    })
}

/// The entries of slots or parts.
pub fn places(places: &[Place]) -> Value {
    let entry = |place: &Place| json!({ "name": place.name, "description": place.sentence });
    places.iter().map(entry).collect()
}
