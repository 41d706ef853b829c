//! From a scenario to a trace: the flow and the story that it names are looked up and played.

use crate::flow::{Flow, Story, UnknownName};
use crate::scenario::Scenario;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{ActorProfile, Appearance, Outcome, Trace, Version};
use crate::words::Line;

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
        heading: heading(flow, story),
        story: story.line.into(),
        actors,
        steps,
        values: ledger.values,
        outcome,
    })
}

/// The heading of a run of `story`.
fn heading(flow: &Flow, story: &Story) -> Vec<Line> {
    let story = (story != flow.usual_story()).then_some(story.line);
    [flow.title]
        .into_iter()
        .chain(story)
        .map(Line::from)
        .collect()
}
