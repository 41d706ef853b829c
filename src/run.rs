//! From a scenario to a trace: the flow and the story that it names are looked up and played.

use std::fmt;

use crate::flow::{Flow, Story, UnknownName, checks};
use crate::scenario::Scenario;
use crate::server::policy::Policy;
use crate::simulation::actors::Registered;
use crate::simulation::edit;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{ActorProfile, Outcome, Trace, Version};
use crate::words::Line;

/// A scenario that cannot be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadScenario {
    /// It names a flow, a story, a switch or a check that there is not.
    Name(UnknownName),
    /// A change would leave something that is no HTTP message: in a sentence.
    Change(String),
    /// A switch cannot have its value: in a sentence.
    Switch(String),
    /// Only the whole simulator can play it.
    Elsewhere,
}

/// The whole run of `scenario`. The same scenario gives the same trace on every machine.
///
/// # Errors
/// The scenario names a flow, a story, a switch or a check that there is not, a switch cannot have
/// its value, a change leaves no HTTP message behind, or only the whole simulator can play it.
pub fn simulate(scenario: &Scenario) -> Result<Trace, BadScenario> {
    let (flow, story) = Flow::of(scenario).map_err(BadScenario::Name)?;
    play(flow, story, scenario)
}

/// Plays `story` as one of `flow`, whether or not it is in the list.
///
/// # Errors
/// As for [`simulate`].
pub fn play(flow: &Flow, story: &Story, scenario: &Scenario) -> Result<Trace, BadScenario> {
    for change in &scenario.changes {
        edit::check(change).map_err(|edit::BadChange(sentence)| BadScenario::Change(sentence))?;
    }
    names_hold(scenario).map_err(BadScenario::Name)?;
    let play = story.play.ok_or(BadScenario::Elsewhere)?;
    let policy = policy(story, scenario).map_err(BadScenario::Switch)?;
    let drawn = story.cast.iter().filter(|member| member.has_lane);
    let actors: Vec<ActorProfile> = drawn
        .map(|member| member.profile(&scenario.names))
        .collect();
    let registered = Registered {
        client: (flow.registration)(scenario),
        api_path: flow.api_path,
        capabilities: play.capabilities,
        bound_tokens_at_api: play.bound_tokens_at_api,
    };
    let mut stage = Stage::new(scenario, story.cast, policy, &registered);
    let stopped = (play.script)(&mut stage).err();
    let record = stage.into_record();
    let outcome = match stopped {
        None => record.outcome,
        Some(Stopped { party, reason }) => Outcome::Stopped { party, reason },
    };
    Ok(Trace {
        version: Version,
        scenario: scenario.clone(),
        heading: heading(flow, story),
        story: story.line.into(),
        actors,
        steps: record.steps,
        values: record.values,
        outcome,
        unfitting_changes: record.unfitting_changes,
    })
}

/// Whether there are the switches and the checks that `scenario` names.
fn names_hold(scenario: &Scenario) -> Result<(), UnknownName> {
    if let [_, ..] = &scenario.switches[..] {
        let known = Policy::switches();
        let mut switches = scenario.switches.iter();
        switches.try_for_each(|one| UnknownName::unless_known("switch", &one.name, &known))?;
    }
    if let [_, ..] = &scenario.skipped_checks[..] {
        let known = checks::identifiers();
        let mut skipped = scenario.skipped_checks.iter();
        skipped.try_for_each(|id| UnknownName::unless_known("check", id, &known))?;
    }
    Ok(())
}

/// The policy of the servers: the profile, as the story and then the learner have switched it.
fn policy(story: &Story, scenario: &Scenario) -> Result<Policy, String> {
    let of_story = story.switches.iter().map(|(name, value)| (*name, value));
    let switches = scenario.switches.iter();
    let chosen = switches.map(|switch| (switch.name.as_str(), &switch.value));
    let changed: Vec<_> = of_story
        .chain(chosen)
        .map(|(name, value)| (name, value.clone().into()))
        .collect();
    scenario.profile.policy().with_switches(&changed)
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

impl fmt::Display for BadScenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadScenario::Name(unknown) => unknown.fmt(formatter),
            BadScenario::Change(sentence) => write!(formatter, "The message {sentence}"),
            BadScenario::Switch(sentence) => {
                write!(formatter, "A switch of the server is wrong: {sentence}.")
            }
            BadScenario::Elsewhere => {
                formatter.write_str("This story takes more of the server than this module has.")
            }
        }
    }
}

impl std::error::Error for BadScenario {}
