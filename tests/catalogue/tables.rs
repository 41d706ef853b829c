//! Tables and lists for readers, in Markdown and in HTML.

use std::fmt::Write as _;

use oauth_flow_simulator::embed::attributes::{ATTRIBUTES, Attribute, Values};
use oauth_flow_simulator::embed::surface::{CUSTOM_PROPERTIES, EVENTS, METHODS, PARTS, Place};
use oauth_flow_simulator::flow::{FLOWS, Flow};

use crate::region::Region;
use crate::types::{flow_ids, profile_ids};

/// What stands where in the READMEs and in the page.
pub const REGIONS: &[Region] = &[
    ("attributes", attributes),
    ("custom properties", custom_properties),
    ("events", events),
    ("flows", flows),
    ("methods", methods),
    ("pages of flows", pages),
    ("parts", parts),
    ("stories", stories),
];

fn code(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let rule = vec!["---"; heads.len()].join("|");
    let mut lines = format!("| {} |\n|{rule}|\n", heads.join(" | "));
    for cells in rows {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(lines, "| {} |", cells.join(" | "));
    }
    lines
}

fn values(attribute: &Attribute) -> String {
    match attribute.values {
        Values::Flow => code(&flow_ids()),
        Values::Story => "a story of the flow".to_owned(),
        Values::Profile => code(&profile_ids()),
        Values::OneOf(values) => code(values),
        Values::AnyOf(values) => format!("any of {}", code(values)),
        Values::Presence => "none".to_owned(),
        Values::Number => "a number".to_owned(),
        Values::NumberOrText => "a number, or text".to_owned(),
        Values::Text => "text".to_owned(),
        Values::Names => "JSON".to_owned(),
    }
}

fn attributes() -> String {
    let rows = ATTRIBUTES.iter().map(|attribute| {
        let default = attribute.default.map(|default| format!("`{default}`"));
        vec![
            format!("`{}`", attribute.name),
            values(attribute),
            default.unwrap_or_default(),
            attribute.sentence.to_owned(),
        ]
    });
    table(&["attribute", "values", "unless set", "what it does"], rows)
}

fn methods() -> String {
    let rows = METHODS.iter().map(|method| {
        let parameter = method.parameter.as_ref().map_or("", |it| it.name);
        let call = format!("`{}({parameter})`", method.name);
        vec![call, method.sentence.to_owned()]
    });
    table(&["method", "what it does"], rows)
}

fn events() -> String {
    let rows = EVENTS.iter().map(|event| {
        vec![
            format!("`oauth-flow:{}`", event.name),
            format!("`{}`", event.detail),
            event.sentence.to_owned(),
        ]
    });
    table(&["event", "detail", "when"], rows)
}

fn places(head: &str, places: &[Place]) -> String {
    let rows = places
        .iter()
        .map(|place| vec![format!("`{}`", place.name), place.sentence.to_owned()]);
    table(&[head, "what it is"], rows)
}

fn parts() -> String {
    places("part", PARTS)
}

fn custom_properties() -> String {
    let rows = CUSTOM_PROPERTIES.iter().map(|property| {
        vec![
            format!("`--oauth-flow-{}`", property.name),
            property.sentence.to_owned(),
        ]
    });
    table(&["custom property", "what it sets"], rows)
}

/// The title of a flow, and what became of it.
fn title(flow: &Flow) -> String {
    match flow.tag() {
        Some(tag) => format!("{}, {tag}", flow.title()),
        None => flow.title().to_owned(),
    }
}

fn flows() -> String {
    let rows = FLOWS
        .iter()
        .map(|flow| vec![title(flow), flow.usual_story().summary().to_owned()]);
    table(&["flow", "what happens"], rows)
}

fn stories() -> String {
    let rows = oauth_flow_simulator::flow::stories().map(|(flow, story)| {
        vec![
            format!("`{}`", flow.id),
            format!("`{}`", story.id),
            story.summary().to_owned(),
        ]
    });
    table(&["flow", "story", "what happens"], rows)
}

/// The list of the pages that need no script.
fn pages() -> String {
    let mut lines = String::new();
    for flow in FLOWS {
        let (id, title) = (flow.id, flow.title());
        let _ = writeln!(lines, "<li><a href=\"./static/{id}.html\">{title}</a></li>");
    }
    lines
}
