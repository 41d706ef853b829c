//! The device flow: a television without a keyboard, and a phone that has one.
//!
//! [RFC 8628](https://www.rfc-editor.org/rfc/rfc8628.html)

use serde_json::Value;

use crate::flow::authorization_code_pkce::{keep_tokens, use_the_token};
use crate::flow::authorization_leg as leg;
use crate::flow::lines::device as told;
use crate::flow::story::{Play, USUAL};
use crate::flow::{Flow, Story, names};
use crate::ground::clock::Timestamp;
use crate::party::client_application::json_in;
use crate::party::polling::{Polled, Polling};
use crate::protocol::user_code;
use crate::scenario::Scenario;
use crate::server::Response;
use crate::server::client::{Client, name_list};
use crate::server::grant::DEVICE_CODE;
use crate::server::policy::Profile;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_PHONE, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::lines::Narration;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Appearance, Screen, Television, Use};
use crate::words::argument;
use crate::words::lines::cast;
use crate::words::lines::device as words;
use crate::words::lines::outcome;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "device",
    title: words::FLOW,
    short_title: words::SHORT_TITLE,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: || names(cast::TELEVISION, "television", ""),
    registration,
    api_path: "/photos",
    stories: &[&Story {
        id: USUAL,
        line: words::USUAL,
        cast: &[
            PERSONS_PHONE,
            application(Appearance::Television),
            SERVER,
            RESOURCE_SERVER,
        ],
        switches: &[],
        play: Play::usual(script),
    }],
};

/// Seconds that a person takes to pick up the phone and open the address.
const FETCHING_THE_PHONE_SECONDS: u64 = 1;
/// Seconds that a person takes to type a user code.
const TYPING_THE_CODE_SECONDS: u64 = 4;
/// Seconds that a person takes to compare the code and decide.
const COMPARING_SECONDS: u64 = 3;
/// Seconds after which an impatient person presses the button on the television.
const IMPATIENCE_SECONDS: u64 = 1;

/// The codes of the television, and how long it waits between two polls.
struct Waiting {
    device_code: String,
    user_code: String,
    verification_uri: String,
    polling: Polling,
    last_answer_at: Timestamp,
}

fn registration(scenario: &Scenario) -> Client {
    Client {
        client_id: scenario.names.client_id.clone(),
        name: scenario.names.client_name.clone(),
        grant_types: name_list(&[DEVICE_CODE]),
        scope: scenario.names.scope("photos.read"),
        ..Client::default()
    }
}

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    let mut waiting = ask_for_codes(stage)?;
    stage.wait(waiting.polling.interval_seconds);
    if let Some(answer) = poll(stage, &mut waiting, &told::ASKS_FIRST)? {
        return finish(stage, &answer);
    }
    stage.wait(IMPATIENCE_SECONDS);
    if let Some(answer) = poll(stage, &mut waiting, &told::ASKS_TOO_EARLY)? {
        return finish(stage, &answer);
    }
    approve_on_the_phone(stage, &mut waiting)?;
    let waited = stage.now().since(waiting.last_answer_at);
    stage.wait(waiting.polling.interval_seconds.saturating_sub(waited));
    let last = told::ASKS_ONCE_MORE.with(argument::SECONDS, waiting.polling.interval_seconds);
    match poll(stage, &mut waiting, last)? {
        Some(answer) => finish(stage, &answer),
        None => Err(Stopped {
            party: CLIENT,
            reason: words::NOBODY_ANSWERED.into(),
        }),
    }
}

fn ask_for_codes(stage: &mut Stage) -> Result<Waiting, Stopped> {
    let request = stage.client(CLIENT).device_authorization_request();
    let response = stage.exchange(CLIENT, &request, &told::ASKS_FOR_CODES)?;
    let answer = json_in(&response);
    let text = |member: &str| answer[member].as_str().unwrap_or_default().to_owned();
    if let Some(error) = answer["error"].as_str() {
        return Err(Stopped {
            party: CLIENT,
            reason: outcome::SERVER_ANSWERED
                .with(argument::ERROR, error)
                .with(argument::DESCRIPTION, text("error_description")),
        });
    }
    let television = Television {
        user_code: text("user_code"),
        verification_uri: text("verification_uri"),
        verification_uri_complete: text("verification_uri_complete"),
    };
    let waiting = Waiting {
        device_code: text("device_code"),
        user_code: television.user_code.clone(),
        verification_uri: television.verification_uri.clone(),
        polling: Polling::new(&answer),
        last_answer_at: stage.now(),
    };
    stage.mention(
        CLIENT,
        told::SHOWS_USER_CODE,
        &television.user_code,
        Use::Carried,
    );
    stage.show(Screen::Television(television));
    Ok(waiting)
}

/// Asks for the tokens. `None` if the person has not decided yet.
fn poll(
    stage: &mut Stage,
    waiting: &mut Waiting,
    lines: impl Into<Narration>,
) -> Result<Option<Value>, Stopped> {
    let request = stage
        .client(CLIENT)
        .device_token_request(&waiting.device_code);
    let answered = stage.exchange(CLIENT, &request, lines);
    waiting.last_answer_at = stage.now();
    let Ok(response) = answered else {
        waiting.polling.note_timeout();
        return Ok(None);
    };
    let answer = json_in(&response);
    match waiting.polling.note(&answer) {
        Polled::Tokens => Ok(Some(answer)),
        Polled::Pending => Ok(None),
        Polled::Stop(reason) => Err(Stopped {
            party: CLIENT,
            reason: outcome::APPLICATION_REFUSES.with(argument::REASON, reason),
        }),
    }
}

/// The television goes on asking while the person is busy with the phone.
fn poll_if_due(stage: &mut Stage, waiting: &mut Waiting) -> Result<(), Stopped> {
    if stage.now().since(waiting.last_answer_at) < waiting.polling.interval_seconds {
        return Ok(());
    }
    let again = told::ASKS_AGAIN.with(argument::SECONDS, waiting.polling.interval_seconds);
    poll(stage, waiting, again).map(|_| ())
}

fn approve_on_the_phone(stage: &mut Stage, waiting: &mut Waiting) -> Result<(), Stopped> {
    stage.wait(FETCHING_THE_PHONE_SECONDS);
    let request = stage.browser(BROWSER).open(&waiting.verification_uri);
    let response = stage.exchange(BROWSER, &request, &told::OPENS_THE_ADDRESS)?;
    let page = leg::sign_in(stage, &response)?;
    poll_if_due(stage, waiting)?;
    let page = enter_user_code(stage, waiting, &page)?;
    poll_if_due(stage, waiting)?;
    let form = stage.form(&page)?;
    stage.wait(COMPARING_SECONDS);
    let decision = leg::decision(stage);
    let request = stage
        .browser(BROWSER)
        .fill_in(&form, &[("decision", decision)]);
    stage.exchange(BROWSER, &request, &told::DECIDES)?;
    Ok(())
}

/// Types what the scenario says, and after a wrong code the right one.
fn enter_user_code(
    stage: &mut Stage,
    waiting: &mut Waiting,
    page: &Response,
) -> Result<Response, Stopped> {
    let typed_first = stage.scenario().person.user_code.clone();
    let mut page = page.clone();
    for user_code in typed_first.into_iter().chain([waiting.user_code.clone()]) {
        let form = stage.form(&page)?;
        stage.wait(TYPING_THE_CODE_SECONDS);
        let entries = [("user_code", user_code.as_str())];
        let request = stage.browser(BROWSER).fill_in(&form, &entries);
        let is_right =
            user_code::normalized(&user_code) == user_code::normalized(&waiting.user_code);
        let lines = match is_right {
            true => &told::ENTERS_USER_CODE,
            false => &told::ENTERS_WRONG_CODE,
        };
        page = stage.exchange(BROWSER, &request, lines)?;
        // As long as the form asks for the code, it leads back to this address.
        let form = crate::party::browser::form_in(&page);
        if form.is_some_and(|form| !waiting.verification_uri.ends_with(&form.action)) {
            break;
        }
    }
    Ok(page)
}

fn finish(stage: &mut Stage, answer: &Value) -> Result<(), Stopped> {
    keep_tokens(stage, answer)?;
    use_the_token(stage)
}
