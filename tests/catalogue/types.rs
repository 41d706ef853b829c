//! Lines of the types for TypeScript.

use std::fmt::Write as _;

use oauth_flow_simulator::embed::attributes::{ATTRIBUTES, Attribute, Values};
use oauth_flow_simulator::embed::surface::{EVENTS, METHODS, Method, PROPERTIES};
use oauth_flow_simulator::flow::{FLOWS, stories};
use oauth_flow_simulator::server::policy::Profile;

use crate::region::Region;

/// How wide a line of a comment may be.
const WIDTH: usize = 120;

/// What stands where in `package/oauth-flow.d.ts`.
pub const REGIONS: &[Region] = &[
    ("fields", fields),
    ("members", members),
    ("settable properties", settable),
    ("flows", || union("OAuthFlowName", &flow_ids())),
    ("stories", || union("OAuthFlowStory", &story_ids())),
    ("attributes", attributes),
    ("events", events),
];

/// The names of the flows.
pub fn flow_ids() -> Vec<&'static str> {
    FLOWS.iter().map(|flow| flow.id).collect()
}

/// The names of the stories of all flows, each once.
pub fn story_ids() -> Vec<&'static str> {
    let mut ids = Vec::new();
    for (_, story) in stories() {
        if !ids.contains(&story.id) {
            ids.push(story.id);
        }
    }
    ids
}

/// The names of the profiles under which flows run.
pub fn profile_ids() -> Vec<&'static str> {
    Profile::FLOWS.into_iter().map(Profile::id).collect()
}

/// Words in quotes, with `|` between.
pub fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    quoted.join(" | ")
}

fn union(name: &str, words: &[&str]) -> String {
    let lines: String = words.iter().map(|word| format!("\n  | '{word}'")).collect();
    format!("export type {name} ={lines};")
}

fn comment(text: &str) -> String {
    let mut lines = vec!["/**".to_owned()];
    for word in text.split(' ').chain(["*/"]) {
        let last = lines.len() - 1;
        if lines[last].len() + 1 + word.len() > WIDTH {
            lines.push(" *".to_owned());
        }
        let last = lines.len() - 1;
        lines[last] += " ";
        lines[last] += word;
    }
    lines.join("\n")
}

/// The sentence of an attribute, with what is usual.
fn sentence(attribute: &Attribute) -> String {
    match attribute.default {
        Some(default) => format!("{} `{default}` unless set.", attribute.sentence),
        None => attribute.sentence.to_owned(),
    }
}

/// The type of what an attribute is set to.
fn value(attribute: &Attribute) -> String {
    match attribute.values {
        Values::Flow => "Open<OAuthFlowName>".to_owned(),
        Values::Story => "Open<OAuthFlowStory>".to_owned(),
        Values::Profile => format!("Open<{}>", quoted(&profile_ids())),
        Values::OneOf(values) if values.iter().all(|value| value.parse::<f64>().is_ok()) => {
            "number | string".to_owned()
        }
        Values::OneOf(values) => format!("Open<{}>", quoted(values)),
        Values::Presence => "boolean | ''".to_owned(),
        Values::Number | Values::NumberOrText => "number | string".to_owned(),
        Values::AnyOf(_) | Values::Text | Values::Names => "string".to_owned(),
    }
}

fn attributes() -> String {
    let mut lines = String::new();
    for attribute in ATTRIBUTES {
        let name = match attribute.name.contains('-') {
            true => format!("'{}'", attribute.name),
            false => attribute.name.to_owned(),
        };
        let comment = comment(&sentence(attribute));
        let _ = writeln!(lines, "{comment}\n{name}?: {};", value(attribute));
    }
    lines
}

/// The attributes that are properties of their own: `step` is a method, which can be set.
fn fields_of(names_type: &str) -> String {
    let mut lines = String::new();
    for attribute in ATTRIBUTES {
        if METHODS.iter().any(|method| method.name == attribute.name) {
            continue;
        }
        let kind = match attribute.values {
            Values::Presence => "boolean",
            Values::Names => names_type,
            _ => "string",
        };
        let _ = writeln!(lines, "{}: {kind};", attribute.property());
    }
    lines
}

fn settable() -> String {
    fields_of("string | OAuthFlowNames")
}

fn fields() -> String {
    let accessors = "get names(): string;\nset names(names: string | OAuthFlowNames);";
    fields_of("string").replace("names: string;", accessors)
}

fn members() -> String {
    let mut lines = String::new();
    for property in PROPERTIES {
        let comment = comment(property.sentence);
        let (name, kind) = (property.name, property.kind);
        let _ = writeln!(lines, "{comment}\nreadonly {name}: {kind};");
    }
    for method in METHODS {
        let comment = comment(method.sentence);
        let _ = writeln!(lines, "{comment}\n{}", signature(method));
    }
    lines
}

fn signature(method: &Method) -> String {
    let name = method.name;
    let parameters = method
        .parameter
        .as_ref()
        .map_or(String::new(), |parameter| {
            let mark = if parameter.is_optional { "?" } else { "" };
            format!("{}{mark}: {}", parameter.name, parameter.kind)
        });
    match ATTRIBUTES.iter().find(|attribute| attribute.name == name) {
        Some(attribute) => format!(
            "get {name}(): ({parameters}) => void;\nset {name}(value: {});",
            value(attribute)
        ),
        None => format!("{name}({parameters}): void;"),
    }
}

fn events() -> String {
    let mut lines = String::new();
    for event in EVENTS {
        let comment = comment(event.sentence);
        let (name, detail) = (event.name, event.detail);
        let _ = writeln!(
            lines,
            "{comment}\n'oauth-flow:{name}': CustomEvent<{detail}>;"
        );
    }
    lines
}
