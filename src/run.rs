//! From a scenario to a trace: the flow and the story that it names are looked up and played.

use crate::flow::{Flow, Story, UnknownName};
use crate::scenario::Scenario;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{ActorProfile, Appearance, Outcome, Trace, Version};

/// The whole run of `scenario`. The same scenario gives the same trace on every machine.
///
/// # Errors
/// The scenario names a flow or a story that there is not.
pub fn simulate(scenario: &Scenario) -> Result<Trace, UnknownName> {
    let (flow, story) = Flow::of(scenario)?;
    let drawn = story.cast.iter().filter(|member| member.has_lane);
    let actors: Vec<ActorProfile> = drawn
        .map(|member| member.profile(&scenario.names))
        .collect();
    let runs_in_page = actors
        .iter()
        .any(|actor| actor.appearance == Appearance::SinglePageApplication);
    let registration = (flow.registration)(scenario);
    let mut stage = Stage::new(
        scenario,
        story.cast,
        registration,
        flow.api_path,
        runs_in_page,
    );
    let stopped = (story.script)(&mut stage).err();
    let (steps, ledger, ended) = stage.into_record();
    let outcome = match stopped {
        None => ended,
        Some(Stopped { party, reason }) => Outcome::Stopped { party, reason },
    };
    Ok(Trace {
        version: Version,
        scenario: scenario.clone(),
        title: title(flow, story),
        summary: story.summary.into(),
        actors,
        steps,
        values: ledger.values,
        outcome,
    })
}

/// The heading of a run of `story`.
fn title(flow: &Flow, story: &Story) -> String {
    if story == flow.usual_story() {
        flow.title.to_owned()
    } else {
        format!("{}: {}", flow.title, story.title)
    }
}
