//! The published schema of a trace is that of its types, and every story's trace is valid.
//!
//! `UPDATE_SCHEMA=1 cargo test --no-default-features --test trace_schema` writes it anew.

use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use oauth_flow_simulator::flow::stories;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::Trace;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/trace.schema.json")
}

fn schema() -> schemars::Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Trace>()
}

fn compiled() -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let name = "trace.schema.json";
    compiler
        .add_resource(name, schema().to_value())
        .expect("it can be named");
    let index = compiler
        .compile(name, &mut schemas)
        .expect("it is a schema");
    (schemas, index)
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let text = serde_json::to_string_pretty(&schema()).expect("it can be written") + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(file(), &text).expect("the schema can be written");
    }
    let known = std::fs::read_to_string(file()).expect("the schema is published");
    assert!(
        known == text,
        "docs/trace.schema.json is not that of the types: UPDATE_SCHEMA=1"
    );
}

#[test]
fn every_story_gives_a_valid_trace() {
    let (schemas, index) = compiled();
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let scenario = Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            };
            let trace = simulate(&scenario).expect("the story is in the list");
            let trace = serde_json::from_str(&trace.to_json()).expect("it is JSON");
            if let Err(error) = schemas.validate(&trace, index) {
                panic!("{}, {}, {}: {error:#}", flow.id, story.id, profile.id());
            }
        }
    }
}

#[test]
fn what_is_no_trace_is_not_valid() {
    let (schemas, index) = compiled();
    let (flow, _) = stories().next().expect("there is a flow");
    let trace = simulate(&flow.scenario()).expect("the flow is in the list");
    let trace: Value = serde_json::from_str(&trace.to_json()).expect("it is JSON");
    let changes = [
        ("/version", json!(2)),
        ("/scenario/seed", json!(5)),
        ("/scenario/profile", json!("oauth-3.0")),
        ("/steps/0/channel", json!("side")),
        ("/steps/0/references/0", json!("somewhere")),
        ("/outcome", json!({ "finished": {} })),
        ("/values/0/unknown", json!(1)),
    ];
    for (pointer, value) in changes {
        let mut trace = trace.clone();
        let (outer, name) = pointer.rsplit_once('/').expect("it has a slash");
        match trace.pointer_mut(outer).expect("it is there") {
            Value::Object(members) => drop(members.insert(name.to_owned(), value)),
            list => list[0] = value,
        }
        assert!(schemas.validate(&trace, index).is_err(), "{pointer}");
    }
}
