//! The client credentials flow: a service on its own behalf, with nobody in front of it.
//!
//! [RFC 6749 section 4.4](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4)

use crate::flow::authorization_code_pkce::keep_tokens;
use crate::flow::resource_call::call_the_api;
use crate::flow::story::USUAL;
use crate::flow::{Flow, Story, client_secret, names};
use crate::party::client_application::json_in;
use crate::scenario::Scenario;
use crate::server::Response;
use crate::server::client::{Client, ClientAuthentication, name_list};
use crate::server::policy::Profile;
use crate::simulation::cast::{CLIENT, RESOURCE_SERVER, SERVER, application};
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
use crate::words::lines::client_credentials as words;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "client-credentials",
    title: words::FLOW,
    short_title: words::FLOW,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: || names("Report job", "reportjob", ""),
    registration,
    api_path: "/reports",
    stories: &[&Story {
        id: USUAL,
        line: words::USUAL,
        cast: &[application(Appearance::Service), SERVER, RESOURCE_SERVER],
        switches: &[],
        script,
    }],
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
    let name = stage.scenario().names.client_name.clone();
    stage.inside(
        CLIENT,
        tell(
            format!("{name} starts, with nobody in front of it"),
            "There is no person whose consent could be asked, and no browser. The service acts \
             for itself, with a secret that its operator has put into its environment.",
            &[spec::RFC_6749_1_3_4],
        ),
        &[],
    );
    fetch_token(stage)?;
    fetch_the_reports(stage)?;
    stage.wait(SECOND_JOB_SECONDS);
    use_or_fetch(stage)?;
    stage.wait(THIRD_JOB_SECONDS);
    use_or_fetch(stage)
}

/// Looks at the token that it holds, and calls the API with that one or a new one.
fn use_or_fetch(stage: &mut Stage) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let now = stage.now();
    let expires_at = stage
        .client(CLIENT)
        .tokens
        .as_ref()
        .and_then(|tokens| tokens.expires_at);
    let left = expires_at.map_or(0, |expires_at| expires_at.since(now));
    let too_old = match expires_at {
        Some(expires_at) if now >= expires_at => format!(
            "The token expired {} s ago, so the service gets a new one first. There is no refresh \
             token: the service can ask again at any time.",
            now.since(expires_at)
        ),
        _ => format!(
            "The token is good for another {left} s, which is not more than the margin of 30 s. It \
             could expire on the way to the API, so the service gets a new one first. There is no \
             refresh token: the service can ask again at any time."
        ),
    };
    if stage.client(CLIENT).has_fresh_token(now) {
        stage.inside(
            CLIENT,
            tell(
                format!("The next job: {name} uses the token that it has"),
                format!(
                    "The token is good for another {left} s. A token request for every call \
                     would slow the service down and load the server for nothing."
                ),
                &[spec::RFC_6749_5_1],
            ),
            &[],
        );
    } else {
        stage.inside(
            CLIENT,
            tell(
                format!("The next job: {name} finds its token too old"),
                too_old,
                &[spec::RFC_6749_4_4_3],
            ),
            &[],
        );
        fetch_token(stage)?;
    }
    fetch_the_reports(stage)?;
    Ok(())
}

fn fetch_token(stage: &mut Stage) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let request = stage.client(CLIENT).client_credentials_request();
    let response = stage.exchange(
        CLIENT,
        &request,
        Narration::new(
            tell(
                format!("{name} asks for a token with its own credentials"),
                "One request, from server to server. `Authorization: Basic` carries the client’s \
                 identifier and secret; `scope` says what for.",
                &[spec::RFC_6749_4_4_2, spec::RFC_6749_2_3_1],
            ),
            tell(
                "The authorization server sends an access token",
                "Its subject is the client, not a user. There is no refresh token.",
                &[
                    spec::RFC_6749_4_4_3,
                    spec::RFC_9068_2_2,
                    spec::RFC_9700_4_15_1,
                ],
            ),
        )
        .with_judgement(tell(
            "The server checks the client and what it asks for",
            "The secret has to be the registered one, the grant has to be one that this client \
             may use, and the scope has to be within what it was registered for.",
            &[spec::RFC_6749_3_2_1, spec::RFC_6749_3_3],
        )),
    )?;
    keep_tokens(stage, &json_in(&response))
}

fn fetch_the_reports(stage: &mut Stage) -> Result<Response, Stopped> {
    let why = "The call looks the same as in every other flow.";
    let answer = tell(
        "The API answers with the reports",
        "The API checks the token on every call. From the token’s subject it sees that a client \
         asks, and not a user.",
        &[spec::RFC_9068_2_2, spec::RFC_9700_4_15_1],
    );
    call_the_api(stage, (why, &[spec::RFC_6750_2_1]), answer, None)
}
