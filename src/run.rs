//! From a scenario to a trace: the flow and the story that it names are looked up and played.

use crate::flow::{Flow, Story, UnknownName};
use crate::scenario::{Names, Scenario};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{ActorProfile, Appearance, Outcome, Role, Trace};

/// The whole run of `scenario`. The same scenario gives the same trace on every machine.
///
/// # Errors
/// The scenario names a flow or a story that there is not.
pub fn simulate(scenario: &Scenario) -> Result<Trace, UnknownName> {
    let (flow, story) = Flow::of(scenario)?;
    let actors = actors(story, &scenario.names);
    let runs_in_page = actors
        .iter()
        .any(|actor| actor.appearance == Appearance::SinglePageApplication);
    let registration = (flow.registration)(scenario);
    let mut stage = Stage::new(scenario, registration, flow.api_path, runs_in_page);
    let stopped = (story.script)(&mut stage).err();
    let (steps, ledger, ended) = stage.into_record();
    let outcome = match stopped {
        None => ended,
        Some(Stopped { role, reason }) => Outcome::Stopped { role, reason },
    };
    Ok(Trace {
        scenario: scenario.clone(),
        title: title(flow, story),
        summary: story.summary,
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

/// Who takes part in `story`, in the order of the lanes.
fn actors(story: &Story, names: &Names) -> Vec<ActorProfile> {
    let servers = [
        (Role::AuthorizationServer, Appearance::AuthorizationServer),
        (Role::Api, Appearance::Api),
    ];
    story
        .cast
        .iter()
        .copied()
        .chain(servers)
        .map(|(role, appearance)| {
            let (name, host) = match role {
                Role::Browser if appearance == Appearance::Phone => {
                    (format!("{}’s phone", names.person), None)
                }
                Role::Browser => (format!("{}’s browser", names.person), None),
                Role::Client => (names.client_name.clone(), Some(&names.client_host)),
                Role::Attacker => ("Thief".to_owned(), None),
                Role::AuthorizationServer => (
                    names.authorization_server_name.clone(),
                    Some(&names.authorization_server_host),
                ),
                Role::Api => (names.api_name.clone(), Some(&names.api_host)),
            };
            let origin = host.filter(|host| !host.is_empty());
            ActorProfile {
                role,
                appearance,
                name,
                origin: origin.map(|host| format!("https://{host}")),
            }
        })
        .collect()
}
