//! The authorization code flow with PKCE, for a public client: an application in a browser page.
//!
//! [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636.html)

use crate::flow::authorization_leg as leg;
use crate::flow::lines::authorization_code_pkce as told;
use crate::flow::lines::resource_call::CALLS_FOR_PHOTOS;
use crate::flow::resource_call::call_the_api;
use crate::flow::story::{Play, Story, USUAL};
use crate::flow::{Flow, names, redirect_uri};
use crate::party::client_application::json_in;
use crate::protocol::message::Message;
use crate::protocol::message_kind::MessageKind;
use crate::scenario::{Names, Scenario};
use crate::server::client::{Client, name_list};
use crate::server::policy::Profile;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::argument;
use crate::words::lines::authorization_code_pkce as words;
use crate::words::lines::cast;
use crate::words::lines::{outcome, resource_call};

mod stolen_code;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "authorization-code-pkce",
    title: words::FLOW,
    short_title: words::SHORT_TITLE,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: photo_page_names,
    registration: |scenario| public_client(scenario, &["authorization_code"]),
    api_path: "/photos",
    stories: &[&SIGN_IN, &stolen_code::STORY],
};

/// The usual story.
static SIGN_IN: Story = Story {
    id: USUAL,
    line: words::USUAL,
    cast: &[
        PERSONS_BROWSER,
        application(Appearance::SinglePageApplication),
        SERVER,
        RESOURCE_SERVER,
    ],
    switches: &[],
    play: Play::usual(|stage| {
        obtain_tokens(stage)?;
        use_the_token(stage)
    }),
};

pub(super) fn photo_page_names() -> Names {
    names(cast::PHOTO_PAGE, "photopage", "photos.example.com")
}

pub(super) fn public_client(scenario: &Scenario, grant_types: &[&str]) -> Client {
    Client {
        client_id: scenario.names.client_id.clone(),
        name: scenario.names.client_name.clone(),
        redirect_uris: vec![redirect_uri(scenario)],
        grant_types: name_list(grant_types),
        response_types: name_list(&["code"]),
        scope: scenario.names.scope("photos.read"),
        ..Client::default()
    }
}

/// From the person's click to the tokens in the application.
pub(super) fn obtain_tokens(stage: &mut Stage) -> Result<(), Stopped> {
    let code = obtain_code(stage)?;
    redeem(stage, &code)
}

/// From the person's click to the code in the application.
fn obtain_code(stage: &mut Stage) -> Result<String, Stopped> {
    leg::start_transaction(stage, true, None);
    let url = stage.client(CLIENT).authorization_request("code");
    let opened = stage.navigate(
        CLIENT,
        BROWSER,
        MessageKind::AuthorizationRequest,
        &url,
        told::SENDS_THE_BROWSER,
    )?;
    let callback = leg::authorize(stage, opened.url())?;
    leg::arrives_at_the_application(stage, &callback)?;
    let message = load_callback(stage, &callback)?;
    leg::judge_callback(stage, &message, None, "code")
}

/// Trades the code for tokens, and keeps them.
fn redeem(stage: &mut Stage, code: &str) -> Result<(), Stopped> {
    let request = stage.client(CLIENT).code_request(code);
    let response = stage.exchange(CLIENT, &request, &told::TRADES_THE_CODE)?;
    keep_tokens(stage, &json_in(&response))
}

/// The browser gets the page at the redirect URI, which reads the answer out of its own address.
fn load_callback(stage: &mut Stage, callback: &str) -> Result<Message, Stopped> {
    let kind = leg::callback_kind(callback);
    let request = stage.browser(BROWSER).open(callback);
    let message = stage.visit(BROWSER, kind, &request, told::OPENS_THE_PAGE)?;
    stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &leg::page_with_script(),
        told::PAGE_READS_ITS_ADDRESS,
    )?;
    Ok(message)
}

/// The application judges the token response and keeps what is in it.
pub(super) fn keep_tokens(stage: &mut Stage, answer: &serde_json::Value) -> Result<(), Stopped> {
    if let Some(error) = answer["error"].as_str() {
        let description = answer["error_description"].as_str().unwrap_or_default();
        return Err(Stopped {
            party: CLIENT,
            reason: outcome::TOKEN_ENDPOINT_ANSWERED
                .with(argument::ERROR, error)
                .with(argument::DESCRIPTION, description),
        });
    }
    let now = stage.now();
    let verdict = stage
        .client(CLIENT)
        .keep_tokens(answer, now, &mut Vec::new());
    verdict.map_err(|refusal| stage.client_stops(CLIENT, refusal))
}

/// The page calls the API and shows what it got.
pub(super) fn use_the_token(stage: &mut Stage) -> Result<(), Stopped> {
    let response = call_the_api(stage, &CALLS_FOR_PHOTOS)?;
    leg::show_result(stage, resource_call::HEADING, &response);
    Ok(())
}
