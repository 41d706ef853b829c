//! The client credentials flow: a service on its own behalf, with nobody in front of it.
//!
//! [RFC 6749 section 4.4](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4)

mod dpop;

use crate::flow::authorization_code_pkce::keep_tokens;
use crate::flow::lines::client_credentials as told;
use crate::flow::resource_call::call_the_api;
use crate::flow::story::{Play, USUAL};
use crate::flow::{Flow, Story, client_secret, names};
use crate::party::client_application::json_in;
use crate::scenario::Scenario;
use crate::server::client::{Client, ClientAuthentication, name_list};
use crate::server::policy::Profile;
use crate::simulation::cast::{CLIENT, RESOURCE_SERVER, SERVER, application};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::argument;
use crate::words::lines::cast;
use crate::words::lines::client_credentials as words;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "client-credentials",
    title: words::FLOW,
    short_title: words::FLOW,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: || names(cast::REPORT_JOB, "reportjob", ""),
    registration,
    api_path: "/reports",
    stories: &[&USUAL_STORY, &dpop::STORY],
};

static USUAL_STORY: Story = Story {
    id: USUAL,
    line: words::USUAL,
    cast: &[application(Appearance::Service), SERVER, RESOURCE_SERVER],
    switches: &[],
    play: Play::usual(script),
};

/// Seconds until the second job: the token is good for longer.
const SECOND_JOB_SECONDS: u64 = 600;
/// Seconds from there until the third job: the token would expire on the way.
const THIRD_JOB_SECONDS: u64 = 2_980;

fn registration(scenario: &Scenario) -> Client {
    Client {
        client_id: scenario.names.client_id.clone(),
        name: scenario.names.client_name.clone(),
        authentication: ClientAuthentication::ClientSecretBasic {
            client_secret: client_secret(scenario),
        },
        grant_types: name_list(&["client_credentials"]),
        scope: scenario.names.scope("reports.read"),
        ..Client::default()
    }
}

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    stage.inside(CLIENT, told::STARTS, &[]);
    fetch_token(stage)?;
    call_the_api(stage, &told::CALLS_FOR_REPORTS)?;
    stage.wait(SECOND_JOB_SECONDS);
    use_or_fetch(stage)?;
    stage.wait(THIRD_JOB_SECONDS);
    use_or_fetch(stage)
}

/// Looks at the token that it holds, and calls the API with that one or a new one.
fn use_or_fetch(stage: &mut Stage) -> Result<(), Stopped> {
    let now = stage.now();
    let expires_at = stage
        .client(CLIENT)
        .tokens
        .as_ref()
        .and_then(|tokens| tokens.expires_at);
    let (left, past) = expires_at.map_or((0, 0), |at| (at.since(now), now.since(at)));
    if stage.client(CLIENT).has_fresh_token(now) {
        let telling = told::USES_THE_TOKEN_THAT_IT_HAS.with(argument::SECONDS, left);
        stage.inside(CLIENT, telling, &[]);
    } else {
        let telling = match expires_at.is_some_and(|at| now >= at) {
            true => told::TOKEN_HAS_EXPIRED.with(argument::SECONDS, past),
            false => told::TOKEN_IS_TOO_OLD.with(argument::SECONDS, left),
        };
        stage.inside(CLIENT, telling, &[]);
        fetch_token(stage)?;
    }
    call_the_api(stage, &told::CALLS_FOR_REPORTS)?;
    Ok(())
}

fn fetch_token(stage: &mut Stage) -> Result<(), Stopped> {
    let request = stage.client(CLIENT).client_credentials_request();
    let response = stage.exchange(CLIENT, &request, &told::ASKS_FOR_TOKEN)?;
    keep_tokens(stage, &json_in(&response))
}
