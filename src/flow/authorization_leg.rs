//! The leg that every flow through the browser has: the way to the authorization server and
//! back, with the person in between.

use http::header::{self, HeaderValue};

use crate::flow::lines::authorize as told;
use crate::flow::redirect_uri;
use crate::protocol::message::Message;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::scenario::{Consent, PASSWORD, PasswordEntry};
use crate::server::Response;
use crate::simulation::cast::{AUTHORIZATION_SERVER, BROWSER, CLIENT};
use crate::simulation::inside::Made;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Screen;
use crate::words::lines::outcome;
use crate::words::{Line, argument};

/// Seconds that a person takes to type a name and a password.
const TYPING_SECONDS: u64 = 4;
/// Seconds that a person takes to read and decide.
const READING_SECONDS: u64 = 3;

/// The application makes the values of one request. `session` is its own cookie, where it has one.
pub fn start_transaction(stage: &mut Stage, with_pkce: bool, session: Option<String>) {
    let transaction = stage
        .client(CLIENT)
        .start_transaction(with_pkce, session)
        .clone();
    let state = Made {
        kind: ValueKind::State,
        text: &transaction.state,
        from: None,
    };
    let is_page = transaction.session.is_none();
    let is_first_sign_in = stage.client(CLIENT).tokens.is_none();
    match &transaction.code_verifier {
        Some(verifier) => {
            let challenge = crate::protocol::pkce::ChallengeMethod::S256.challenge(verifier);
            stage.inside(
                CLIENT,
                match (is_page, is_first_sign_in) {
                    (true, true) => told::MAKES_VERIFIER_AND_STATE,
                    (true, false) => told::MAKES_VERIFIER_AND_STATE_AGAIN,
                    (false, _) => told::MAKES_VERIFIER_AND_STATE_IN_BACK_END,
                },
                &[
                    Made {
                        kind: ValueKind::CodeVerifier,
                        text: verifier,
                        from: None,
                    },
                    Made {
                        kind: ValueKind::CodeChallenge,
                        text: &challenge,
                        from: Some(verifier),
                    },
                    state,
                ],
            );
        }
        None => stage.inside(
            CLIENT,
            match is_page {
                true => told::MAKES_STATE,
                false => told::MAKES_STATE_IN_BACK_END,
            },
            &[state],
        ),
    }
}

/// The browser takes the request to the server, the person signs in and decides. Returns the
/// address to which the server sends the browser back.
///
/// # Errors
/// The server keeps the browser on a page of its own.
pub fn authorize(stage: &mut Stage, authorization_url: &str) -> Result<String, Stopped> {
    let request = stage.browser(BROWSER).open(authorization_url);
    let mut response = stage.exchange(BROWSER, &request, &told::ASKS)?;
    if is_redirect(&response) {
        return stage.location(AUTHORIZATION_SERVER, &response);
    }
    if stage.form(&response)?.asks_for_password {
        response = sign_in(stage, &response)?;
    }
    decide(stage, &response)
}

/// The person signs in, after a wrong password if the scenario says so. Returns the page that
/// follows.
///
/// # Errors
/// There is no form to go on with.
pub fn sign_in(stage: &mut Stage, page: &Response) -> Result<Response, Stopped> {
    let mut page = page.clone();
    let attempts: &[&str] = match stage.scenario().person.password {
        PasswordEntry::Right => &[PASSWORD],
        PasswordEntry::WrongFirst => &["wrong-password", PASSWORD],
    };
    for password in attempts {
        let form = stage.form(&page)?;
        stage.wait(TYPING_SECONDS);
        let username = stage.scenario().names.username();
        let entries = [("username", username.as_str()), ("password", *password)];
        let request = stage.browser(BROWSER).fill_in(&form, &entries);
        page = stage.exchange(BROWSER, &request, &told::SIGNS_IN)?;
    }
    Ok(page)
}

/// The person reads the consent page and decides.
fn decide(stage: &mut Stage, page: &Response) -> Result<String, Stopped> {
    let form = stage.form(page)?;
    stage.wait(READING_SECONDS);
    let decision = decision(stage);
    let request = stage
        .browser(BROWSER)
        .fill_in(&form, &[("decision", decision)]);
    let response = stage.exchange(BROWSER, &request, &told::DECIDES)?;
    stage.location(AUTHORIZATION_SERVER, &response)
}

/// The person's answer as the value of `decision`.
pub fn decision(stage: &Stage) -> &'static str {
    match stage.scenario().person.consent {
        Consent::Approve => "approve",
        Consent::Deny => "deny",
    }
}

/// The application judges what the browser has brought, and takes `wanted` out of it.
///
/// # Errors
/// The application must not use the answer.
pub fn judge_callback(
    stage: &mut Stage,
    message: &Message,
    session: Option<&str>,
    wanted: &str,
) -> Result<String, Stopped> {
    let mut checks = Vec::new();
    let verdict =
        stage
            .client(CLIENT)
            .judge_authorization_response(message.url(), session, &mut checks);
    stage.judged_inside(CLIENT, told::CHECKS_ANSWER, message, checks);
    let parameters = verdict.map_err(|refusal| stage.client_stops(CLIENT, refusal))?;
    parameters
        .get(wanted)
        .map(str::to_owned)
        .ok_or_else(|| Stopped {
            party: CLIENT,
            reason: outcome::ANSWER_LACKS.with(argument::PARAMETER, wanted),
        })
}

/// Shows the application's screen when it has its answer.
pub fn show_result(stage: &mut Stage, heading: impl Into<Line>, response: &Response) {
    stage.show(Screen::Application {
        heading: heading.into(),
        lines: items(response),
    });
}

/// The names in the lists of the API's answer.
pub fn items(response: &Response) -> Vec<String> {
    let content = crate::party::client_application::json_in(response);
    let lists = content.as_object().into_iter().flatten();
    lists
        .filter_map(|(_, value)| value.as_array())
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// The kind of message that `url` brings: the server's answer, or its error.
pub fn callback_kind(url: &str) -> MessageKind {
    let query = url.split_once(['?', '#']).map_or("", |(_, query)| query);
    match crate::protocol::form::Parameters::parse(query.as_bytes()).get("error") {
        Some(_) => MessageKind::AuthorizationErrorResponse,
        None => MessageKind::AuthorizationResponse,
    }
}

/// The page of an application that runs in it.
pub fn page_with_script() -> Response {
    let body = "<!DOCTYPE html>\n<script src=\"/app.js\"></script>\n";
    let mut page = Response::new(body.as_bytes().to_vec());
    let headers = page.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    page
}

/// Whether the browser is where the application waits for it.
///
/// # Errors
/// The address is somebody else's, and the application never hears of it.
pub fn arrives_at_the_application(stage: &Stage, url: &str) -> Result<(), Stopped> {
    if url.starts_with(&redirect_uri(stage.scenario())) {
        return Ok(());
    }
    Err(Stopped {
        party: CLIENT,
        reason: outcome::IS_SENT_ELSEWHERE.into(),
    })
}

fn is_redirect(response: &Response) -> bool {
    response.status().is_redirection()
}
