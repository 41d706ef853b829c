//! The implicit flow, deprecated: the token itself goes through the browser.
//!
//! [RFC 6749 section 4.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2)

use serde_json::{Map, Value};

use crate::flow::authorization_code_pkce::{keep_tokens, use_the_token};
use crate::flow::authorization_leg as leg;
use crate::flow::lines::implicit as told;
use crate::flow::story::{Play, USUAL};
use crate::flow::{Flow, Story, names, redirect_uri};
use crate::protocol::form::Parameters;
use crate::protocol::message_kind::MessageKind;
use crate::scenario::Scenario;
use crate::server::client::{Client, name_list};
use crate::server::policy::Profile;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::lines::cast;
use crate::words::lines::implicit as words;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "implicit",
    title: words::FLOW,
    short_title: words::FLOW,
    tag: Some(words::TAG),
    successor: Some("authorization-code-pkce"),
    default_profile: Profile::OAuth20,
    default_names: || names(cast::OLD_PHOTO_PAGE, "oldphotopage", "old.example.com"),
    registration,
    api_path: "/photos",
    stories: &[&Story {
        id: USUAL,
        line: words::USUAL,
        cast: &[
            PERSONS_BROWSER,
            application(Appearance::SinglePageApplication),
            SERVER,
            RESOURCE_SERVER,
        ],
        switches: &[],
        play: Play::usual(script),
    }],
};

fn registration(scenario: &Scenario) -> Client {
    Client {
        client_id: scenario.names.client_id.clone(),
        name: scenario.names.client_name.clone(),
        redirect_uris: vec![redirect_uri(scenario)],
        grant_types: name_list(&["implicit"]),
        response_types: name_list(&["token"]),
        scope: scenario.names.scope("photos.read"),
        ..Client::default()
    }
}

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    leg::start_transaction(stage, false, None);
    let url = stage.client(CLIENT).authorization_request("token");
    let opened = stage.navigate(
        CLIENT,
        BROWSER,
        MessageKind::AuthorizationRequest,
        &url,
        told::SENDS_THE_BROWSER,
    )?;
    let callback = leg::authorize(stage, opened.url())?;
    leg::arrives_at_the_application(stage, &callback)?;
    load_page(stage, &callback)?;
    let message = stage.navigate(
        BROWSER,
        CLIENT,
        leg::callback_kind(&callback),
        &callback,
        told::SCRIPT_READS_THE_ADDRESS,
    )?;
    let access_token = leg::judge_callback(stage, &message, None, "access_token")?;
    keep_tokens(stage, &fragment_as_json(message.url(), &access_token))?;
    use_the_token(stage)
}

/// The browser gets the page at the redirect URI; the fragment is not part of the request.
fn load_page(stage: &mut Stage, callback: &str) -> Result<(), Stopped> {
    let request = stage.browser(BROWSER).open(callback);
    stage.visit(
        BROWSER,
        MessageKind::ApplicationRequest,
        &request,
        told::BROWSER_LOADS,
    )?;
    stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &leg::page_with_script(),
        told::GETS_PAGE_WITH_SCRIPT,
    )?;
    Ok(())
}

/// The parameters of the fragment in the form of a token response.
fn fragment_as_json(callback: &str, access_token: &str) -> Value {
    let fragment = callback
        .split_once('#')
        .map_or("", |(_, fragment)| fragment);
    let parameters = Parameters::parse(fragment.as_bytes());
    let expires_in = parameters
        .get("expires_in")
        .and_then(|text| text.parse::<u64>().ok());
    let members = [
        ("access_token", Value::from(access_token)),
        (
            "token_type",
            parameters
                .get("token_type")
                .map_or(Value::Null, Value::from),
        ),
        ("expires_in", expires_in.map_or(Value::Null, Value::from)),
    ];
    let mut answer = Map::new();
    members.into_iter().for_each(|(name, value)| {
        answer.insert(name.to_owned(), value);
    });
    Value::Object(answer)
}
