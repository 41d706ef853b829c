//! The implicit flow, deprecated: the token itself goes through the browser.
//!
//! [RFC 6749 section 4.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2)

use serde_json::{Map, Value};

use crate::flow::authorization_code_pkce::{keep_tokens, use_the_token};
use crate::flow::authorization_leg as leg;
use crate::flow::story::USUAL;
use crate::flow::{Flow, Story, names, redirect_uri};
use crate::protocol::form::Parameters;
use crate::protocol::message_kind::MessageKind;
use crate::scenario::Scenario;
use crate::server::client::{Client, name_list};
use crate::server::policy::Profile;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::narration::tell;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
use crate::words::lines::implicit as words;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "implicit",
    title: words::FLOW,
    short_title: words::FLOW,
    tag: Some(words::TAG),
    successor: Some("authorization-code-pkce"),
    default_profile: Profile::OAuth20,
    default_names: || names("Old photo page", "oldphotopage", "old.example.com"),
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
        script,
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
    let name = stage.scenario().names.client_name.clone();
    leg::start_transaction(stage, false, None);
    let url = stage.client(CLIENT).authorization_request("token");
    let opened = stage.navigate(
        CLIENT,
        BROWSER,
        MessageKind::AuthorizationRequest,
        &url,
        tell(
            format!("{name} sends the browser to the authorization server"),
            "`response_type=token` asks for the token itself, without a code in between. So there \
             is nothing to prove later: no secret, no verifier.",
            &[spec::RFC_6749_4_2_1, spec::RFC_9700_2_1_2],
        ),
    )?;
    let answer = tell(
        "The server sends the browser back with the `access_token` in the address",
        "What comes after the # is sent neither to servers nor in `Referer`. But it stands in the \
         browser’s history, any script and extension in the page can read it, and a redirect can \
         carry it on to somebody else. The application cannot tell whether the token was issued to \
         it: a stolen one can be slipped in.",
        &[
            spec::RFC_6749_4_2_2,
            spec::RFC_6749_10_16,
            spec::RFC_9700_4_1_2,
            spec::RFC_9700_4_3_2,
            spec::RFC_9700_4_6,
        ],
    );
    let callback = leg::authorize(stage, opened.url(), answer)?;
    leg::arrives_at_the_application(stage, &callback)?;
    load_page(stage, &callback)?;
    let message = stage.navigate(
        BROWSER,
        CLIENT,
        leg::callback_kind(&callback),
        &callback,
        tell(
            format!("The script of {name} reads the address"),
            "The browser has kept the part after the #. The script takes it out, and so could any \
             other script in this page.",
            &[spec::RFC_6749_4_2, spec::RFC_6749_3_1_2_5],
        ),
    )?;
    let access_token = leg::judge_callback(stage, &message, None, "access_token")?;
    keep_tokens(stage, &fragment_as_json(message.url(), &access_token))?;
    use_the_token(stage)
}

/// The browser gets the page at the redirect URI; the fragment is not part of the request.
fn load_page(stage: &mut Stage, callback: &str) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let request = stage.browser(BROWSER).open(callback);
    stage.visit(
        BROWSER,
        MessageKind::ApplicationRequest,
        &request,
        tell(
            format!("The browser loads {name}"),
            "The browser leaves out what comes after the #: the request has no trace of the \
             answer.",
            &[spec::RFC_6749_4_2],
        ),
    )?;
    stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &leg::page_with_script(),
        tell(
            "The browser gets a page with a script",
            "The page has to run code to get at what comes after the #, because its server never \
             sees that.",
            &[spec::RFC_6749_4_2],
        ),
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
