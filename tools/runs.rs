//! Writes every story of every flow under every profile as JSON, for the tests of the page: what each step is called,
//! who takes part, what is done with which value and who knows what.
//!
//! ```text
//! runs > target/runs.json
//! ```

use oauth_flow_simulator::flow::story::USUAL;
use oauth_flow_simulator::flow::{Flow, Story, stories};
use oauth_flow_simulator::reading::ending::ending;
use oauth_flow_simulator::reading::marker::marker;
use oauth_flow_simulator::run::{BadScenario, simulate};
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::Trace;
use serde_json::{Map, Value, json};

fn main() -> Result<(), BadScenario> {
    let mut runs = Map::new();
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let scenario = Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            };
            runs.insert(name(flow, story, profile), run(&simulate(&scenario)?));
        }
    }
    println!("{}", Value::Object(runs));
    Ok(())
}

/// The name of a run; the usual story of a flow goes without its own.
fn name(flow: &Flow, story: &Story, profile: Profile) -> String {
    let mut parts = vec![flow.id, story.id, profile.id()];
    parts.retain(|part| *part != USUAL);
    parts.join(" ")
}

fn run(trace: &Trace) -> Value {
    let names = trace.actors.iter().map(|actor| actor.name.as_str());
    let steps = (0..trace.steps.len()).map(|index| step(trace, index));
    json!({
        "title": trace.title(),
        "summary": trace.summary(),
        "actors": names.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "end": ending(trace).verdict,
    })
}

fn step(trace: &Trace, index: usize) -> Value {
    let step = &trace.steps[index];
    let value_name = |value: &usize| trace.values[*value].name.clone();
    let uses = step
        .uses
        .iter()
        .map(|used| json!({ "how": format!("{:?}", used.how), "value": value_name(&used.value) }));
    let knowledge = step.knowledge.iter().map(|(role, known)| {
        let names: Vec<String> = known.iter().map(value_name).collect();
        (trace.actor_name(role).to_owned(), json!(names))
    });
    json!({
        "name": marker(trace, index),
        "title": step.title(),
        "decision": step.decision.map(|decision| format!("{decision:?}")),
        "uses": uses.collect::<Vec<_>>(),
        "knowledge": knowledge.collect::<Map<_, _>>(),
    })
}
