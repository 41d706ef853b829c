//! The manifest of the custom element, which editors read.

use oauth_flow_simulator::embed::attributes::{ATTRIBUTES, Attribute, Values};
use oauth_flow_simulator::embed::surface::{
    CUSTOM_PROPERTIES, EVENTS, METHODS, PARTS, PROPERTIES, SLOTS,
};
use serde_json::{Value, json};

use crate::types::{flow_ids, profile_ids, quoted, story_ids};
use crate::whole::{places, pretty};

const MODULE: &str = "oauth-flow.js";
const CLASS: &str = "OAuthFlow";
const TAG: &str = "oauth-flow";

/// The text of the file.
pub fn manifest() -> String {
    pretty(&json!({
        "schemaVersion": "1.0.0",
        "readme": "README.md",
        "modules": [{
            "kind": "javascript-module",
            "path": MODULE,
            "declarations": [element(), mount()],
            "exports": [
                { "kind": "js", "name": CLASS, "declaration": { "name": CLASS } },
                { "kind": "js", "name": "mount", "declaration": { "name": "mount" } },
                { "kind": "custom-element-definition", "name": TAG, "declaration": { "name": CLASS } },
            ],
        }],
    }))
}

fn element() -> Value {
    let properties = CUSTOM_PROPERTIES.iter().map(|property| {
        json!({
            "name": format!("--oauth-flow-{}", property.name),
            "description": property.sentence,
        })
    });
    let events = EVENTS.iter().map(|event| {
        json!({
            "name": format!("oauth-flow:{}", event.name),
            "type": { "text": format!("CustomEvent<{}>", event.detail) },
            "description": event.sentence,
        })
    });
    json!({
        "kind": "class",
        "name": CLASS,
        "tagName": TAG,
        "customElement": true,
        "summary": "An OAuth 2.0 flow, step by step.",
        "description": "A real authorization server in WebAssembly runs in the page.",
        "superclass": { "name": "HTMLElement" },
        "attributes": ATTRIBUTES.iter().map(attribute).collect::<Value>(),
        "members": members(),
        "events": events.collect::<Value>(),
        "slots": places(SLOTS),
        "cssParts": places(PARTS),
        "cssProperties": properties.collect::<Value>(),
    })
}

fn mount() -> Value {
    json!({
        "kind": "function",
        "name": "mount",
        "description": "Puts a flow into an element. Resolves when it is ready, rejects when it cannot run.",
        "parameters": [
            { "name": "place", "type": { "text": "Element | DocumentFragment" } },
            { "name": "options", "type": { "text": "OAuthFlowOptions" }, "optional": true },
        ],
        "return": { "type": { "text": "Promise<OAuthFlow>" } },
    })
}

/// The type of an attribute, as editors read it.
fn kind(attribute: &Attribute) -> String {
    match attribute.values {
        Values::Flow => quoted(&flow_ids()),
        Values::Story => quoted(&story_ids()),
        Values::Profile => quoted(&profile_ids()),
        Values::OneOf(values) => quoted(values),
        Values::Presence => "boolean".to_owned(),
        Values::Number => "number".to_owned(),
        Values::NumberOrText => "number | string".to_owned(),
        Values::AnyOf(_) | Values::Text | Values::Names => "string".to_owned(),
    }
}

fn attribute(attribute: &Attribute) -> Value {
    let mut entry = json!({
        "name": attribute.name,
        "type": { "text": kind(attribute) },
        "description": attribute.sentence,
        "fieldName": attribute.property(),
    });
    if let Some(default) = attribute.default {
        entry["default"] = json!(format!("'{default}'"));
    }
    entry
}

fn members() -> Value {
    let version = json!({
        "kind": "field",
        "name": "version",
        "static": true,
        "readonly": true,
        "type": { "text": "string" },
        "description": "The version of the package.",
    });
    let is_method = |name: &str| METHODS.iter().any(|method| method.name == name);
    let settable = ATTRIBUTES
        .iter()
        .filter(|attribute| !is_method(attribute.name))
        .map(|attribute| {
            let is_switch = attribute.values == Values::Presence;
            json!({
                "kind": "field",
                "name": attribute.property(),
                "type": { "text": if is_switch { "boolean" } else { "string" } },
                "attribute": attribute.name,
            })
        });
    let readonly = PROPERTIES.iter().map(|property| {
        json!({
            "kind": "field",
            "name": property.name,
            "readonly": true,
            "type": { "text": property.kind.replace("this", CLASS) },
            "description": property.sentence,
        })
    });
    let methods = METHODS.iter().map(|method| {
        let parameters = method.parameter.iter().map(|parameter| {
            json!({
                "name": parameter.name,
                "type": { "text": parameter.kind },
                "optional": parameter.is_optional,
            })
        });
        json!({
            "kind": "method",
            "name": method.name,
            "parameters": parameters.collect::<Value>(),
            "description": method.sentence,
        })
    });
    std::iter::once(version)
        .chain(settable)
        .chain(readonly)
        .chain(methods)
        .collect()
}
