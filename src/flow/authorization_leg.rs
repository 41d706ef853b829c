//! What every flow through the browser has in common: the way to the authorization server and
//! back, with the person in between.

use http::header::{self, HeaderValue};

use crate::flow::redirect_uri;
use crate::protocol::message::Message;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::scenario::{Consent, PASSWORD, PasswordEntry};
use crate::server::Response;
use crate::simulation::cast::{AUTHORIZATION_SERVER, BROWSER, CLIENT};
use crate::simulation::inside::Made;
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Screen;
use crate::spec::{self, Section};

/// Seconds that a person takes to type a name and a password.
const TYPING_SECONDS: u64 = 4;
/// Seconds that a person takes to read and decide.
const READING_SECONDS: u64 = 3;

const CONSENT_PAGE: &str = "The authorization server shows its consent page";

/// The application makes the values of one request. `session` is its own cookie, where it has one.
pub fn start_transaction(stage: &mut Stage, with_pkce: bool, session: Option<String>) {
    let transaction = stage
        .client(CLIENT)
        .start_transaction(with_pkce, session)
        .clone();
    let name = stage.scenario().names.client_name.clone();
    let state = Made {
        kind: ValueKind::State,
        text: &transaction.state,
        from: None,
    };
    let is_page = transaction.session.is_none();
    let is_first_sign_in = stage.client(CLIENT).tokens.is_none();
    let who_wants = if is_page && is_first_sign_in {
        format!(
            "{} wants to see photos in this page. The API keeps them, and the page must not \
             learn the password. ",
            stage.scenario().names.person
        )
    } else {
        String::new()
    };
    let where_kept = match is_page {
        true => {
            let what = if with_pkce { "them" } else { "it" };
            format!(
                " The page keeps {what} in `sessionStorage`, because the page’s variables are lost \
                 when the browser goes to another page."
            )
        }
        false => String::new(),
    };
    match &transaction.code_verifier {
        Some(verifier) => {
            let challenge = crate::protocol::pkce::ChallengeMethod::S256.challenge(verifier);
            stage.inside(
                CLIENT,
                tell(
                    format!("{name} makes a `code_verifier`, its `code_challenge` and a `state`"),
                    format!(
                        "{who_wants}The `code_verifier` is a string of 43 characters, made from \
                         32 random bytes. Only the `code_challenge` travels now: the SHA-256 \
                         hash of these characters, in base64url without padding. Whoever steals \
                         the code later cannot turn the hash back into the verifier. The `state` \
                         marks this one request, so that an answer to another one is \
                         noticed.{where_kept}"
                    ),
                    &[spec::RFC_7636_4_1, spec::RFC_7636_4_2, spec::RFC_9700_2_1],
                ),
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
            tell(
                format!("{name} makes a `state`"),
                format!(
                    "{who_wants}The `state` is random and marks this one request. When the \
                     answer comes back, the application compares: an answer to a request that \
                     somebody else started carries another `state`, or none.{where_kept}"
                ),
                &[spec::RFC_6749_10_12],
            ),
            &[state],
        ),
    }
}

/// The browser takes the request to the server, the person signs in and decides. Returns the
/// address to which the server sends the browser back.
///
/// # Errors
/// The server keeps the browser on a page of its own.
pub fn authorize(
    stage: &mut Stage,
    authorization_url: &str,
    answer: Telling,
) -> Result<String, Stopped> {
    let person = stage.scenario().names.person.clone();
    let defined_in = if authorization_url.contains("response_type=token") {
        spec::RFC_6749_4_2_1
    } else {
        spec::RFC_6749_4_1_1
    };
    let request = stage.browser(BROWSER).open(authorization_url);
    let response = stage.exchange(
        BROWSER,
        &request,
        Narration::new(
            tell(
                format!("{person}’s browser asks the authorization server"),
                "This goes through the browser: the person and extensions can read and change it, \
                 and it stays in the history. No password and no token is in it. Nobody else \
                 should learn the `state`.",
                &[defined_in],
            ),
            tell(
                "The authorization server shows its sign-in page",
                format!(
                    "The request is in order, but nobody is signed in yet. The page comes from \
                     the authorization server itself: {person}’s password goes there and never to \
                     the application. No other site may show the page in a frame."
                ),
                &[
                    spec::RFC_6749_3_1,
                    spec::RFC_9700_4_1_3,
                    spec::RFC_9700_4_16,
                ],
            ),
        )
        .with_refusal(|error, _| {
            (error == "unsupported_response_type").then(|| {
                tell(
                    "The server does not offer this grant: `unsupported_response_type`",
                    "RFC 9700 says that clients should not use the implicit grant; this server \
                     goes further and does not offer it. OAuth 2.1 does not define it. The error \
                     goes back to the application, because client and address are verified.",
                    &[
                        spec::RFC_6749_4_2_2_1,
                        spec::RFC_9700_2_1_2,
                        spec::OAUTH_2_1_10_1,
                    ],
                )
            })
        }),
    )?;
    if is_redirect(&response) {
        return stage.location(AUTHORIZATION_SERVER, &response);
    }
    if !stage.form(&response)?.asks_for_password {
        stage.retell(tell(
            CONSENT_PAGE,
            format!(
                "The request is in order, and the session cookie says who is in front of the \
                 browser: {person} has signed in here before and need not do so again. The page \
                 says who asks, for what, for how long, and where the answer goes."
            ),
            &[spec::RFC_6749_3_1, spec::RFC_6749_10_2],
        ));
        return decide(stage, &response, answer, defined_in);
    }
    let consent_page = tell(
        CONSENT_PAGE,
        format!(
            "The server knows who is in front of the browser now, and gives the session a new \
             identifier, so that one planted before is useless. The page tells {person} who asks, \
             for what, for how long, and where the answer goes."
        ),
        &[spec::RFC_6749_3_1, spec::RFC_6749_10_2],
    );
    let response = sign_in(stage, &response, &consent_page)?;
    decide(stage, &response, answer, defined_in)
}

/// The person signs in, after a wrong password if the scenario says so. Returns the page that
/// follows.
///
/// # Errors
/// There is no form to go on with.
pub fn sign_in(
    stage: &mut Stage,
    page: &Response,
    next_page: &Telling,
) -> Result<Response, Stopped> {
    let mut page = page.clone();
    let attempts: &[&str] = match stage.scenario().person.password {
        PasswordEntry::Right => &[PASSWORD],
        PasswordEntry::WrongFirst => &["wrong-password", PASSWORD],
    };
    for password in attempts {
        let form = stage.form(&page)?;
        stage.wait(TYPING_SECONDS);
        let person = stage.scenario().names.person.clone();
        let username = stage.scenario().names.username();
        let entries = [("username", username.as_str()), ("password", *password)];
        let request = stage.browser(BROWSER).fill_in(&form, &entries);
        page = stage.exchange(
            BROWSER,
            &request,
            Narration::new(
                tell(
                    format!("{person} signs in"),
                    "The form goes back to the server that showed it. The `csrf_token` proves \
                     that the form is the server’s own, and the session cookie says which browser \
                     it was given to.",
                    &[spec::RFC_6749_3_1, spec::RFC_6749_10_12],
                ),
                next_page.clone(),
            )
            .with_refusal(|_, _| {
                Some(tell(
                    "The authorization server does not accept the password",
                    "The form comes back with the reason. The server counts wrong entries and \
                     takes no more after five in this session. A server in production also counts \
                     per user, because a new session costs nothing.",
                    &[spec::RFC_6749_10_10],
                ))
            }),
        )?;
    }
    Ok(page)
}

/// The person reads the consent page and decides.
fn decide(
    stage: &mut Stage,
    page: &Response,
    answer: Telling,
    defined_in: Section,
) -> Result<String, Stopped> {
    let form = stage.form(page)?;
    stage.wait(READING_SECONDS);
    let (decision, verb) = decision(stage);
    let person = stage.scenario().names.person.clone();
    let name = stage.scenario().names.client_name.clone();
    let request = stage
        .browser(BROWSER)
        .fill_in(&form, &[("decision", decision)]);
    let response = stage.exchange(
        BROWSER,
        &request,
        Narration::new(
            tell(
                format!("{person} {verb}"),
                format!(
                    "{person} decides on the server’s own page what {name} may do. The server \
                     checks the whole request once more: the address could have been changed in \
                     the meantime."
                ),
                &[defined_in],
            ),
            answer,
        )
        .with_refusal(if defined_in == spec::RFC_6749_4_2_1 {
            |error, _| denied(error, spec::RFC_6749_4_2_2_1)
        } else {
            |error, _| denied(error, spec::RFC_6749_4_1_2_1)
        }),
    )?;
    stage.location(AUTHORIZATION_SERVER, &response)
}

fn denied(error: &str, section: Section) -> Option<Telling> {
    (error == "access_denied").then(|| {
        tell(
            "The server sends the browser back with `access_denied`",
            "The person said no. The application learns that, and nothing else: neither a code \
             nor a token. The `state` comes back so that the application knows which request it \
             was.",
            &[section],
        )
    })
}

/// What the person answers, on the wire and in words.
pub fn decision(stage: &Stage) -> (&'static str, &'static str) {
    match stage.scenario().person.consent {
        Consent::Approve => ("approve", "approves"),
        Consent::Deny => ("deny", "denies"),
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
    let name = stage.scenario().names.client_name.clone();
    let mut checks = Vec::new();
    let verdict =
        stage
            .client(CLIENT)
            .judge_authorization_response(message.url(), session, &mut checks);
    let expects_iss = stage
        .client(CLIENT)
        .metadata
        .authorization_response_iss_parameter_supported;
    let (what, why, sections) = if expects_iss {
        (
            "`state` and `iss`",
            "Before it uses anything in the answer, the application makes sure that the answer is \
             to its own question: the same `state`, and the same server. Each `state` is good for \
             one answer only.",
            [spec::RFC_9700_4_2_4, spec::RFC_9207_2_4].as_slice(),
        )
    } else {
        (
            "`state`",
            "Before it uses anything in the answer, the application makes sure that the answer is \
             to its own question: the same `state`. Each `state` is good for one answer only.",
            [spec::RFC_9700_4_2_4].as_slice(),
        )
    };
    stage.judged_inside(
        CLIENT,
        tell(format!("{name} checks {what}"), why, sections),
        message,
        checks,
    );
    let parameters = verdict.map_err(|refusal| stage.client_stops(CLIENT, refusal))?;
    parameters
        .get(wanted)
        .map(str::to_owned)
        .ok_or_else(|| Stopped {
            party: CLIENT,
            reason: format!("There is no {wanted} in the answer."),
        })
}

/// What the application shows when it has its answer.
pub fn show_result(stage: &mut Stage, heading: &str, response: &Response) {
    stage.show(Screen::Application {
        heading: heading.to_owned(),
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

/// What is told when the browser brings an error.
pub fn error_arrives(name: &str) -> Telling {
    tell(
        format!("The browser brings the answer to {name}"),
        "The answer is an error: there is no code in it. The application still has to check that \
         it is the answer to its own request.",
        &[spec::RFC_6749_4_1_2_1],
    )
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
        reason: "The browser was sent to another address, and the application waits in vain."
            .to_owned(),
    })
}

fn is_redirect(response: &Response) -> bool {
    response.status().is_redirection()
}
