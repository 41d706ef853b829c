//! The authorization code flow of a confidential client: a web application with a back end.
//!
//! [RFC 6749 section 4.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1)

use http::StatusCode;
use http::header::{self, HeaderValue};

use crate::flow::authorization_code_pkce::{
    code_answer, keep_tokens, why_redirect_uri_is_left_out,
};
use crate::flow::authorization_leg as leg;
use crate::flow::resource_call::{call_the_api, judgement};
use crate::flow::story::USUAL;
use crate::flow::{Flow, Story, client_secret, names, redirect_uri};
use crate::party::client_application::json_in;
use crate::protocol::message::{Message, Place};
use crate::protocol::message_kind::MessageKind;
use crate::scenario::Scenario;
use crate::server::Response;
use crate::server::client::{Client, ClientAuthentication, name_list};
use crate::server::page::escape;
use crate::server::policy::Profile;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
use crate::words::lines::authorization_code as words;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "authorization-code",
    title: words::FLOW,
    short_title: words::FLOW,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: || names("Print shop", "printshop", "shop.example.com"),
    registration,
    api_path: "/photos",
    stories: &[&Story {
        id: USUAL,
        line: words::USUAL,
        cast: &[
            PERSONS_BROWSER,
            application(Appearance::WebApplication),
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
        authentication: ClientAuthentication::ClientSecretBasic {
            client_secret: client_secret(scenario),
        },
        redirect_uris: vec![redirect_uri(scenario)],
        grant_types: name_list(&["authorization_code", "refresh_token"]),
        response_types: name_list(&["code"]),
        scope: scenario.names.scope("photos.read"),
        ..Client::default()
    }
}

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let person = stage.scenario().names.person.clone();
    let origin = format!("https://{}", stage.scenario().names.client_host);
    let connect_url = format!("{origin}/connect");
    let request = stage.browser(BROWSER).open(&connect_url);
    stage.visit(
        BROWSER,
        MessageKind::ApplicationRequest,
        &request,
        tell(
            format!("{person} clicks “Get my photos” in {name}"),
            format!(
                "{name} wants to print {person}’s photos, which are kept elsewhere. It has a \
                 back end that can keep a secret from the browser."
            ),
            &[spec::RFC_6749_1_3_1],
        ),
    )?;
    // OAuth 2.0 knew no PKCE; later profiles want it of every client that can.
    let with_pkce = stage.scenario().profile != Profile::OAuth20;
    let session = stage.client(CLIENT).new_session();
    leg::start_transaction(stage, with_pkce, Some(session.clone()));
    let url = stage.client(CLIENT).authorization_request("code");
    let mut response = redirect_to(&url);
    set_session(&mut response, &session);
    let sent = stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::AuthorizationRequest,
        &response,
        tell(
            format!("{name} sends the browser to the authorization server"),
            "The address says who asks, for what, and where the answer goes. The cookie ties the \
             `state` to this browser: an answer that arrives in another one will not be accepted.",
            &[spec::RFC_6749_4_1_1, spec::RFC_6749_10_12],
        ),
    )?;
    let opened = stage.location(CLIENT, &sent)?;
    let callback = leg::authorize(stage, &opened, code_answer())?;
    leg::arrives_at_the_application(stage, &callback)?;
    let request = stage.browser(BROWSER).open(&callback);
    let brings = if leg::callback_kind(&callback) == MessageKind::AuthorizationErrorResponse {
        leg::error_arrives(&name)
    } else {
        tell(
            format!("The browser brings the answer to {name}"),
            "The browser follows the redirect, with the cookie that the application has given it. \
             The code passes through the browser. Whoever reads it there cannot redeem it without \
             the client’s secret, but could still bring it to this application in a \
             session of their own. Against that there is PKCE.",
            &[spec::RFC_6749_4_1_2, spec::RFC_9700_4_5],
        )
    };
    let message = stage.visit(BROWSER, leg::callback_kind(&callback), &request, brings)?;
    let returned = session_of(&message);
    let code = leg::judge_callback(stage, &message, returned.as_deref(), "code")?;
    redeem(stage, &code, with_pkce)?;
    let photos = fetch_the_photos(stage)?;
    show_page(stage, &origin, &photos)?;
    leg::show_result(stage, HEADING, &photos);
    Ok(())
}

const HEADING: &str = "Choose photos to print";

/// Sends the browser on to a page whose address has no code in it.
fn show_page(stage: &mut Stage, origin: &str, photos: &Response) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let page_url = format!("{origin}/photos");
    let mut response = redirect_to(&page_url);
    let session = stage.client(CLIENT).new_session();
    set_session(&mut response, &session);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    let sent = stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &response,
        tell(
            format!("{name} sends the browser on, away from the code"),
            "The code leaves the address bar, and the session gets a new identifier, so that \
             one planted before is useless. The tokens stay on the server, tied to that session.",
            &[spec::RFC_6749_3_1_2_5, spec::RFC_9700_4_2_4],
        ),
    )?;
    let opened = stage.location(CLIENT, &sent)?;
    let request = stage.browser(BROWSER).open(&opened);
    stage.visit(
        BROWSER,
        MessageKind::ApplicationRequest,
        &request,
        tell(
            format!("The browser loads {name}"),
            "From here on the browser sends its session cookie, and no code and no token.",
            &[spec::RFC_6749_10_3],
        ),
    )?;
    let title = escape(&name);
    let photos = leg::items(photos);
    let photos = photos
        .iter()
        .map(|photo| format!("<li>{}</li>", escape(photo)));
    let photos: String = photos.collect();
    let body =
        format!("<!DOCTYPE html>\n<title>{title}</title>\n<h1>{HEADING}</h1>\n<ul>{photos}</ul>\n");
    let mut page = Response::new(body.into_bytes());
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    page.headers_mut().insert(header::CONTENT_TYPE, html);
    stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &page,
        tell(
            format!("{name} shows its page"),
            "The browser gets a page, and none of the tokens.",
            &[spec::RFC_6749_10_3],
        ),
    )?;
    Ok(())
}

/// The session that the browser names in its cookie.
fn session_of(message: &Message) -> Option<String> {
    let fields = message.fields().into_iter();
    let mut cookies = fields.filter(|field| field.place == Place::Cookie);
    let session = cookies.find(|field| field.name == "session")?;
    Some(session.value)
}

fn set_session(response: &mut Response, session: &str) {
    let cookie = format!("session={session}; Path=/; Secure; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

fn redeem(stage: &mut Stage, code: &str, with_pkce: bool) -> Result<(), Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let repeats_redirect_uri = stage.client(CLIENT).repeats_redirect_uri;
    let request = stage.client(CLIENT).code_request(code);
    let verifier = if with_pkce {
        " The `code_verifier` comes on top: a stolen code could otherwise be slipped into the \
         honest application, which would redeem it with its own secret."
    } else {
        ""
    };
    let redirect_uri = why_redirect_uri_is_left_out(stage);
    let sections: &[spec::Section] = if with_pkce {
        &[
            spec::RFC_6749_4_1_3,
            spec::RFC_6749_2_3_1,
            spec::RFC_7636_4_5,
            spec::RFC_9700_4_5,
        ]
    } else {
        &[spec::RFC_6749_4_1_3, spec::RFC_6749_2_3_1]
    };
    let bound_to = match (repeats_redirect_uri, with_pkce) {
        (true, true) => "the redirect URI and the challenge",
        (true, false) => "the redirect URI",
        (false, _) => "the challenge",
    };
    let judged_by: &[spec::Section] = if with_pkce {
        &[
            spec::RFC_6749_3_2_1,
            spec::RFC_6749_4_1_3,
            spec::RFC_7636_4_6,
        ]
    } else {
        &[spec::RFC_6749_3_2_1, spec::RFC_6749_4_1_3]
    };
    let response = stage.exchange(
        CLIENT,
        &request,
        Narration::new(
            tell(
                format!("{name} trades the code for tokens"),
                format!(
                    "From server to server, with the client’s secret in the `Authorization` \
                     header field.{verifier}{redirect_uri}"
                ),
                sections,
            ),
            tell(
                "The authorization server sends the tokens",
                "The `access_token` opens the API, the `refresh_token` gets a new one later \
                 without the person. `Cache-Control: no-store` keeps both out of caches.",
                &[spec::RFC_6749_5_1, spec::RFC_6749_1_5],
            ),
        )
        .with_judgement(tell(
            "The server checks the client, the code and what it is bound to",
            format!(
                "Whoever asks has to prove that it is the client that the code was made for. The \
                 code has to be unused and less than a minute old, and what is sent with it has \
                 to fit what it was bound to: {bound_to}."
            ),
            judged_by,
        )),
    )?;
    keep_tokens(stage, &json_in(&response))
}

fn fetch_the_photos(stage: &mut Stage) -> Result<Response, Stopped> {
    let why = "From the back end, with the access token in the `Authorization` header field.";
    let answer = tell(
        format!(
            "The API answers with {}’s photos",
            stage.scenario().names.person
        ),
        "The token says on whose behalf, at which API and for what it can be used. All of this is \
         signed, so the API needs only the public key. To learn whether the token was revoked, it \
         has to ask the server.",
        &[spec::RFC_6749_7],
    );
    call_the_api(
        stage,
        (why, &[spec::RFC_6750_2_1]),
        answer,
        Some(judgement()),
    )
}

fn redirect_to(url: &str) -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::try_from(url) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
