//! The first picture of every flow, story and profile: nothing random is in it, and an author's
//! names stand where the run has them.

use std::path::Path;

use oauth_flow_simulator::export::html::poster::{self, Frame, file_stem, html};
use oauth_flow_simulator::flow::{Flow, Story, stories};
use oauth_flow_simulator::names::{Naming, marked};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::policy::Profile;
use serde_json::Value;

fn all() -> impl Iterator<Item = (&'static Flow, &'static Story, Profile)> {
    stories().flat_map(|(flow, story)| Profile::FLOWS.map(|profile| (flow, story, profile)))
}

fn scenario(flow: &Flow, story: &Story, profile: Profile) -> Scenario {
    Scenario {
        story: story.id.to_owned(),
        profile,
        ..flow.scenario()
    }
}

fn poster(scenario: &Scenario, frame: Frame) -> String {
    html(&simulate(scenario).expect("the flow is in the list"), frame)
}

fn module(flow: &'static Flow, story: &'static Story, profile: Profile, frame: Frame) -> String {
    let mut scenario = scenario(flow, story, profile);
    let marks = marked(&mut scenario);
    let trace = simulate(&scenario).expect("the flow is in the list");
    poster::module(&trace, &marks, frame)
}

/// The element of a poster's file and the names of its steps.
fn parsed(module: &str) -> (Value, Vec<String>) {
    let rest = module
        .strip_prefix("export const poster=")
        .expect("it begins so");
    let (poster, steps) = rest
        .trim_end()
        .split_once(";export const steps=")
        .expect("the names of the steps follow");
    let steps = steps.trim_end_matches(';');
    (
        serde_json::from_str(poster).expect("the poster is JSON"),
        serde_json::from_str(steps).expect("the names are JSON"),
    )
}

/// What the shell makes of a text: `name_of` gives the author's names.
fn words(text: &Value, name_of: &dyn Fn(&str) -> Option<String>) -> String {
    match text {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(|piece| words(piece, name_of)).collect(),
        Value::Object(name) => {
            let (name, own) = name.iter().next().expect("a name has a name");
            name_of(name).unwrap_or_else(|| own.as_str().unwrap_or_default().to_owned())
        }
        other => panic!("{other} is no text"),
    }
}

/// The element as HTML, as the library writes it, but for the order of attributes.
fn written(node: &Value, name_of: &dyn Fn(&str) -> Option<String>) -> String {
    let Value::Array(parts) = node else {
        return escaped(&words(node, name_of));
    };
    let tag = parts[0].as_str().expect("a tag is a text");
    let mut attributes: Vec<String> = parts[1]
        .as_object()
        .expect("attributes are an object")
        .iter()
        .map(|(name, value)| match words(value, name_of).as_str() {
            "" => name.clone(),
            value => format!("{name}=\"{}\"", escaped(value)),
        })
        .collect();
    attributes.sort();
    let attributes: String = attributes.iter().map(|one| format!(" {one}")).collect();
    let content: String = parts[2..]
        .iter()
        .map(|part| written(part, name_of))
        .collect();
    match tag {
        "input" | "wbr" => format!("<{tag}{attributes}>"),
        _ => format!("<{tag}{attributes}>{content}</{tag}>"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// `html` with the attributes of each element in the order of their names.
fn in_order(html: &str) -> String {
    let mut ordered = String::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("no text has a bracket");
        let mut rest = tag;
        let mut words = Vec::new();
        while let Some(at) = rest.find([' ', '=']) {
            let (name, after) = rest.split_at(at);
            rest = match after.strip_prefix("=\"") {
                Some(value) => {
                    let (value, after) = value.split_once('"').expect("values are quoted");
                    words.push(format!("{name}=\"{value}\""));
                    after.trim_start()
                }
                None => {
                    words.push(name.to_owned());
                    after.trim_start()
                }
            };
        }
        words.extend((!rest.is_empty()).then(|| rest.to_owned()));
        let attributes = words.split_off(1.min(words.len()));
        let mut attributes: Vec<String> = attributes;
        attributes.sort();
        let all: Vec<String> = words.into_iter().chain(attributes).collect();
        ordered.push_str(&format!("<{}>{text}", all.join(" ")));
    }
    ordered
}

#[test]
fn nothing_random_is_in_a_poster() {
    for (flow, story, profile) in all() {
        let scenario = scenario(flow, story, profile);
        let other = Scenario {
            seed: scenario.seed.wrapping_add(1),
            ..scenario.clone()
        };
        for frame in [Frame::Page, Frame::Widget] {
            assert_eq!(
                poster(&scenario, frame),
                poster(&other, frame),
                "{}",
                flow.id
            );
        }
    }
}

#[test]
fn a_file_without_names_is_the_poster() {
    for (flow, story, profile) in all() {
        for frame in [Frame::Page, Frame::Widget] {
            let (file, steps) = parsed(&module(flow, story, profile, frame));
            let scenario = scenario(flow, story, profile);
            let wanted = poster(&scenario, frame);
            assert_eq!(written(&file, &|_| None), in_order(&wanted), "{}", flow.id);
            let trace = simulate(&scenario).expect("the flow is in the list");
            assert_eq!(steps.len(), trace.steps.len(), "{}", flow.id);
        }
    }
}

#[test]
fn a_file_with_an_authors_names_is_the_poster_of_the_run_with_these_names() {
    let json = r#"{"client":"Acme & Sons","person":"Mallory","client_host":"acme.example",
        "actors":{"authorization_server":"Acme ID","api":"Acme API"},
        "endpoints":{"authorization":"/oauth/begin","token":"/oauth/token","api":"/v2/things"}}"#;
    let (naming, complaints) = Naming::parse(json);
    assert_eq!(complaints, Vec::<String>::new());
    let names: Value = serde_json::from_str(json).expect("it is JSON");
    let name_of = |path: &str| {
        let pointer = format!("/{}", path.replace('.', "/"));
        names
            .pointer(&pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    for (flow, story, profile) in all() {
        let mut scenario = scenario(flow, story, profile);
        let _ = naming.apply(&mut scenario);
        let (file, _) = parsed(&module(flow, story, profile, Frame::Widget));
        let wanted = poster(&scenario, Frame::Widget);
        assert_eq!(written(&file, &name_of), in_order(&wanted), "{}", flow.id);
    }
}

const HEAD: &str = "\
// Made from the flows: UPDATE_POSTERS=1 cargo test --no-default-features --test posters

// How the file of each poster is loaded, by its name. Each address is literal, because bundlers find
// the files by them.
";

#[test]
fn the_scripts_know_every_file() {
    let files: Vec<String> = all()
        .map(|(flow, story, profile)| file_stem(flow, story, profile))
        .collect();
    let lines: String = files
        .iter()
        .map(|name| format!("  '{name}': () => import('./posters/{name}.js'),\n"))
        .collect();
    let made = format!("{HEAD}export const POSTERS = {{\n{lines}}};\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/posters.js");
    if std::env::var_os("UPDATE_POSTERS").is_some() {
        std::fs::write(&path, &made).expect("web/ can be written");
    }
    let kept = std::fs::read_to_string(&path).expect("web/posters.js is there");
    assert_eq!(kept, made, "run with UPDATE_POSTERS=1 to take it over");
}
