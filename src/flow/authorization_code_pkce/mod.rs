//! The authorization code flow with PKCE, for a public client: an application in a browser page.
//!
//! [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636.html)

use crate::flow::authorization_leg as leg;
use crate::flow::resource_call::{call_the_api, judgement};
use crate::flow::story::{Story, USUAL};
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
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
use crate::words::lines::authorization_code_pkce as words;

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
    script: |stage| {
        obtain_tokens(stage)?;
        use_the_token(stage)
    },
};

pub(super) fn photo_page_names() -> Names {
    names("Photo page", "photopage", "photos.example.com")
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
    let name = stage.scenario().names.client_name.clone();
    leg::start_transaction(stage, true, None);
    let url = stage.client(CLIENT).authorization_request("code");
    let opened = stage.navigate(
        CLIENT,
        BROWSER,
        MessageKind::AuthorizationRequest,
        &url,
        tell(
            format!("{name} sends the browser to the authorization server"),
            "The application does not ask for the password itself. It builds an address that says \
             who asks, for what, and where the answer goes, and lets the browser open it. The \
             `code_challenge` goes along; the `code_verifier` does not.",
            &[spec::RFC_6749_4_1_1, spec::RFC_7636_4_3],
        ),
    )?;
    let callback = leg::authorize(stage, opened.url(), code_answer())?;
    leg::arrives_at_the_application(stage, &callback)?;
    let message = load_callback(stage, &callback)?;
    leg::judge_callback(stage, &message, None, "code")
}

/// Trades the code for tokens, and keeps them.
fn redeem(stage: &mut Stage, code: &str) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let request = stage.client(CLIENT).code_request(code);
    let redirect_uri = why_redirect_uri_is_left_out(stage);
    let refresh_token = if stage
        .client(CLIENT)
        .registration
        .may_use_grant("refresh_token")
    {
        "The `refresh_token` is for later: this client is registered for one. Both are in the page \
         now, and any script in the page could read them."
    } else {
        "There is no refresh token: this client is not registered for one. The token is in the \
         page now, and any script in the page could read it."
    };
    let response = stage.exchange(
        CLIENT,
        &request,
        Narration::new(
            tell(
                format!("{name} trades the code for tokens"),
                format!(
                    "The page’s own request, sent by the browser but not through an address. \
                     There is no client secret: a page cannot keep one. The page’s \
                     `code_verifier` is sent here for the first time. Whoever stole the code on \
                     the way has never seen it.{redirect_uri}"
                ),
                &[spec::RFC_6749_4_1_3, spec::RFC_7636_4_5],
            ),
            tell(
                "The authorization server sends an `access_token`",
                format!(
                    "The token opens the API for the time in `expires_in`, in seconds. It is \
                     a signed JWT here, but its form is between the server and the API: the \
                     application only passes it on. {refresh_token}"
                ),
                &[spec::RFC_6749_5_1, spec::RFC_9068_6, spec::RFC_10017_5_1_1],
            ),
        )
        .with_judgement(tell(
            "The server checks the `code` and the `code_verifier`",
            "BASE64URL(SHA-256(`code_verifier`)) has to equal the `code_challenge` that was stored \
             with the code. The code has to be this client’s own, not redeemed before, and less \
             than a minute old.",
            &[spec::RFC_7636_4_6, spec::RFC_6749_4_1_3],
        )),
    )?;
    keep_tokens(stage, &json_in(&response))
}

/// The browser gets the page at the redirect URI, which reads the answer out of its own address.
fn load_callback(stage: &mut Stage, callback: &str) -> Result<Message, Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let kind = leg::callback_kind(callback);
    let request = stage.browser(BROWSER).open(callback);
    let brings = if kind == MessageKind::AuthorizationErrorResponse {
        leg::error_arrives(&name)
    } else {
        tell(
            format!("The browser opens {name} at its redirect URI"),
            "The code is in this address: it ends up in the browser’s history and in the log of \
             the page’s server, and whatever runs in the page can read it. That is why it is \
             short-lived, good for one use, and bound to the challenge.",
            &[spec::RFC_6749_4_1_2, spec::RFC_9700_4_3_1],
        )
    };
    let message = stage.visit(BROWSER, kind, &request, brings)?;
    let loaded = tell(
        "The browser gets the page, which reads its own address",
        "The page takes the answer out of its address and removes it there. It loads nothing from \
         other hosts, which could learn the address.",
        &[spec::RFC_6749_3_1_2_5, spec::RFC_9700_4_2_4],
    );
    stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &leg::page_with_script(),
        loaded,
    )?;
    Ok(message)
}

/// The application judges the token response and keeps what is in it.
pub(super) fn keep_tokens(stage: &mut Stage, answer: &serde_json::Value) -> Result<(), Stopped> {
    if let Some(error) = answer["error"].as_str() {
        let description = answer["error_description"].as_str().unwrap_or_default();
        let reason = format!("The token endpoint answered {error}: {description}");
        return Err(Stopped {
            party: CLIENT,
            reason,
        });
    }
    let now = stage.now();
    let verdict = stage
        .client(CLIENT)
        .keep_tokens(answer, now, &mut Vec::new());
    verdict.map_err(|refusal| stage.client_stops(CLIENT, refusal))
}

/// Why the token request says nothing of the redirect URI, where it does not.
pub(super) fn why_redirect_uri_is_left_out(stage: &Stage) -> &'static str {
    if stage.policy().redirect_uri_is_repeated_at_token_endpoint {
        ""
    } else {
        " `redirect_uri` is not sent again: in OAuth 2.1 the verifier does what it was for."
    }
}

/// The redirect that carries the code.
pub(super) fn code_answer() -> Telling {
    tell(
        "The server sends the browser back with a `code`",
        "The code is not a token: it opens nothing by itself. It travels through the browser \
         because that is the only way back to the application. `state` is returned as it came, \
         and `iss`, where the server sends it, says who answers. The 303 makes the browser drop \
         the form that it sent.",
        &[spec::RFC_6749_4_1_2, spec::RFC_9207_2, spec::RFC_9700_4_12],
    )
}

/// The page calls the API and shows what it got.
pub(super) fn use_the_token(stage: &mut Stage) -> Result<(), Stopped> {
    let person = stage.scenario().names.person.clone();
    let preflight = if stage.client(CLIENT).page_origin.is_some() {
        " Page and API have different origins, so the browser has first asked the API with \
         `OPTIONS` whether such a call is welcome; that exchange is left out here."
    } else {
        ""
    };
    let why = format!(
        "The access token goes into the `Authorization` header field. Bearer means: whoever holds \
         it may use it. That is why it does not belong in addresses and logs.{preflight}"
    );
    let answer = tell(
        format!("The API answers with {person}’s photos"),
        "The API trusts the token because the authorization server has signed it. It has never \
         seen the password.",
        &[spec::RFC_6749_7],
    );
    let call = (why.as_str(), [spec::RFC_6750_2_1].as_slice());
    let response = call_the_api(stage, call, answer, Some(judgement()))?;
    leg::show_result(stage, &format!("{person}’s photos"), &response);
    Ok(())
}
