//! The authorization code flow of a confidential client: a web application with a back end.
//!
//! [RFC 6749 section 4.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1)

use http::StatusCode;
use http::header::{self, HeaderValue};

use crate::flow::authorization_code_pkce::keep_tokens;
use crate::flow::authorization_leg as leg;
use crate::flow::lines::authorization_code as told;
use crate::flow::resource_call::call_the_api;
use crate::flow::story::{Play, USUAL};
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
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::Language;
use crate::words::lines::authorization_code as words;
use crate::words::lines::cast;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "authorization-code",
    title: words::FLOW,
    short_title: words::FLOW,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: || names(cast::PRINT_SHOP, "printshop", "shop.example.com"),
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
        play: Play::usual(script),
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
    let origin = format!("https://{}", stage.scenario().names.client_host);
    let connect_url = format!("{origin}/connect");
    let request = stage.browser(BROWSER).open(&connect_url);
    stage.visit(
        BROWSER,
        MessageKind::ApplicationRequest,
        &request,
        told::CLICKS,
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
        told::SENDS_THE_BROWSER,
    )?;
    let opened = stage.location(CLIENT, &sent)?;
    let callback = leg::authorize(stage, &opened)?;
    leg::arrives_at_the_application(stage, &callback)?;
    let request = stage.browser(BROWSER).open(&callback);
    let kind = leg::callback_kind(&callback);
    let message = stage.visit(BROWSER, kind, &request, told::BRINGS_CODE)?;
    let returned = session_of(&message);
    let code = leg::judge_callback(stage, &message, returned.as_deref(), "code")?;
    redeem(stage, &code)?;
    let photos = call_the_api(stage, &told::CALLS_FROM_BACK_END)?;
    show_page(stage, &origin, &photos)?;
    leg::show_result(stage, words::HEADING, &photos);
    Ok(())
}

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
        told::SENDS_THE_BROWSER_ON,
    )?;
    let opened = stage.location(CLIENT, &sent)?;
    let request = stage.browser(BROWSER).open(&opened);
    stage.visit(
        BROWSER,
        MessageKind::ApplicationRequest,
        &request,
        told::BROWSER_LOADS,
    )?;
    let title = escape(&name);
    let photos = leg::items(photos);
    let photos = photos
        .iter()
        .map(|photo| format!("<li>{}</li>", escape(photo)));
    let photos: String = photos.collect();
    let heading = words::HEADING.title(Language::first());
    let body =
        format!("<!DOCTYPE html>\n<title>{title}</title>\n<h1>{heading}</h1>\n<ul>{photos}</ul>\n");
    let mut page = Response::new(body.into_bytes());
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    page.headers_mut().insert(header::CONTENT_TYPE, html);
    stage.reply(
        CLIENT,
        BROWSER,
        MessageKind::ApplicationResponse,
        &page,
        told::SHOWS_ITS_PAGE,
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

fn redeem(stage: &mut Stage, code: &str) -> Result<(), Stopped> {
    let request = stage.client(CLIENT).code_request(code);
    let response = stage.exchange(CLIENT, &request, &told::TRADES_THE_CODE)?;
    keep_tokens(stage, &json_in(&response))
}

fn redirect_to(url: &str) -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::try_from(url) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
