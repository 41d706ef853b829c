//! The device flow: a television without a keyboard, and a phone that has one.
//!
//! [RFC 8628](https://www.rfc-editor.org/rfc/rfc8628.html)

use serde_json::Value;

use crate::flow::authorization_code_pkce::{keep_tokens, use_the_token};
use crate::flow::authorization_leg as leg;
use crate::flow::story::USUAL;
use crate::flow::{Flow, Story, names};
use crate::ground::clock::Timestamp;
use crate::party::client_application::json_in;
use crate::party::polling::{Polled, Polling};
use crate::scenario::Scenario;
use crate::server::Response;
use crate::server::client::{Client, name_list};
use crate::server::grant::DEVICE_CODE;
use crate::server::policy::Profile;
use crate::server::store::normalized_user_code;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_PHONE, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Appearance, Screen, Television, Use};
use crate::spec;
use crate::words::lines::device as words;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "device",
    title: words::FLOW,
    short_title: words::SHORT_TITLE,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: || names("Television", "television", ""),
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
        script,
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

/// What the television has been given, and how long it waits between two polls.
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
    let name = stage.scenario().names.client_name.clone();
    stage.wait(waiting.polling.interval_seconds);
    let first = tell(
        format!("{name} asks whether the person has decided"),
        "The server cannot reach the television, so the television asks again and again, with its \
         `device_code`. Between two polls it waits at least as many seconds as `interval` says.",
        &[spec::RFC_8628_3_4, spec::RFC_8628_3_5],
    );
    if let Some(answer) = poll(stage, &mut waiting, first)? {
        return finish(stage, &answer);
    }
    stage.wait(IMPATIENCE_SECONDS);
    let early = tell(
        format!("{name} asks again too early"),
        "Somebody pressed “I have approved it” on the remote control, and the television asks at \
         once. The interval is not over.",
        &[spec::RFC_8628_3_5],
    );
    if let Some(answer) = poll(stage, &mut waiting, early)? {
        return finish(stage, &answer);
    }
    approve_on_the_phone(stage, &mut waiting)?;
    let waited = stage.now().since(waiting.last_answer_at);
    stage.wait(waiting.polling.interval_seconds.saturating_sub(waited));
    let last = tell(
        format!("{name} asks once more"),
        format!(
            "By now it waits at least {} s after an answer before it asks again.",
            waiting.polling.interval_seconds
        ),
        &[spec::RFC_8628_3_4, spec::RFC_8628_3_5],
    );
    match poll(stage, &mut waiting, last)? {
        Some(answer) => finish(stage, &answer),
        None => Err(Stopped {
            party: CLIENT,
            reason: "Nobody has answered on the phone, and the television gives up.".to_owned(),
        }),
    }
}

fn ask_for_codes(stage: &mut Stage) -> Result<Waiting, Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let request = stage.client(CLIENT).device_authorization_request();
    let response = stage.exchange(
        CLIENT,
        &request,
        Narration::new(
            tell(
                format!("{name} asks for a code to show"),
                "The television has no keyboard to type a password on, and no browser to be sent \
                 away in. It asks the server directly. As a public client it says only who it is \
                 and what it wants.",
                &[spec::RFC_8628_3_1],
            ),
            tell(
                "The authorization server sends a code for the person and one for the device",
                "The `user_code` is short, for a person to type. The `device_code` is long and \
                 never shown: with it the television will fetch its tokens.",
                &[spec::RFC_8628_3_2, spec::RFC_8628_6_1],
            ),
        ),
    )?;
    let answer = json_in(&response);
    let text = |member: &str| answer[member].as_str().unwrap_or_default().to_owned();
    if let Some(error) = answer["error"].as_str() {
        let reason = format!("The server answered {error}: {}", text("error_description"));
        return Err(Stopped {
            party: CLIENT,
            reason,
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
        tell(
            format!("{name} shows the `user_code` and where to enter it"),
            "Whoever looks at the screen can take a phone, open the address and enter the code. \
             The QR code holds both. Anybody who can talk a person into entering a code from \
             another device gets that person’s access: that is the known weakness of this flow.",
            &[spec::RFC_8628_3_3, spec::RFC_8628_5_4],
        ),
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
    request: Telling,
) -> Result<Option<Value>, Stopped> {
    let http = stage
        .client(CLIENT)
        .device_token_request(&waiting.device_code);
    let answer = tell(
        "The authorization server sends an `access_token`",
        "The person has approved. The `device_code` is used up now.",
        &[spec::RFC_8628_3_5, spec::RFC_6749_5_1],
    );
    let narration = Narration::new(request, answer).with_refusal(expected_refusal);
    let answered = stage.exchange(CLIENT, &http, narration);
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
            reason,
        }),
    }
}

fn expected_refusal(error: &str, _: &str) -> Option<Telling> {
    let (title, why) = match error {
        "authorization_pending" => (
            "Not yet: `authorization_pending`",
            "The person has not decided. This is an error only in name: the television waits and \
             asks again.",
        ),
        "slow_down" => (
            "Too fast: `slow_down`",
            "The television has to wait 5 s longer between polls, from now on, for every poll.",
        ),
        "access_denied" => (
            "The person denied the request: `access_denied`",
            "The television stops asking. The code is of no use any more.",
        ),
        "expired_token" => (
            "The code has expired: `expired_token`",
            "The lifetime in `expires_in` was over before the television had fetched its tokens. \
             It can start again with new codes.",
        ),
        _ => return None,
    };
    Some(tell(title, why, &[spec::RFC_8628_3_5]))
}

/// The television goes on asking while the person is busy with the phone.
fn poll_if_due(stage: &mut Stage, waiting: &mut Waiting) -> Result<(), Stopped> {
    if stage.now().since(waiting.last_answer_at) < waiting.polling.interval_seconds {
        return Ok(());
    }
    let name = stage.scenario().names.client_name.clone();
    let telling = tell(
        format!("{name} asks again"),
        format!(
            "The television does not know what happens on the phone. It has waited at \
             least the {} s that it was told to wait, and asks again.",
            waiting.polling.interval_seconds
        ),
        &[spec::RFC_8628_3_4, spec::RFC_8628_3_5],
    );
    poll(stage, waiting, telling).map(|_| ())
}

fn approve_on_the_phone(stage: &mut Stage, waiting: &mut Waiting) -> Result<(), Stopped> {
    let person = stage.scenario().names.person.clone();
    stage.wait(FETCHING_THE_PHONE_SECONDS);
    let request = stage.browser(BROWSER).open(&waiting.verification_uri);
    let response = stage.exchange(
        BROWSER,
        &request,
        Narration::new(
            tell(
                format!("{person} opens the address on a phone"),
                "The phone has a keyboard and the browser that the person uses anyway. It knows \
                 nothing of the television yet.",
                &[spec::RFC_8628_3_3],
            ),
            tell(
                "The authorization server shows its sign-in page",
                "First of all the server wants to know who will decide.",
                &[spec::RFC_8628_3_3],
            ),
        ),
    )?;
    let code_page = tell(
        "The authorization server asks for the `user_code`",
        "The code says which of all waiting devices this person means.",
        &[spec::RFC_8628_3_3],
    );
    let page = leg::sign_in(stage, &response, &code_page)?;
    poll_if_due(stage, waiting)?;
    let page = enter_user_code(stage, waiting, &page)?;
    poll_if_due(stage, waiting)?;
    let form = stage.form(&page)?;
    stage.wait(COMPARING_SECONDS);
    let (decision, verb) = leg::decision(stage);
    let request = stage
        .browser(BROWSER)
        .fill_in(&form, &[("decision", decision)]);
    stage.exchange(
        BROWSER,
        &request,
        Narration::new(
            tell(
                format!("{person} {verb}"),
                "The page has shown the code, who asks, for what and for how long. If the code is \
                 not the one on the television, somebody else has started this.",
                &[spec::RFC_8628_3_3, spec::RFC_8628_5_4],
            ),
            tell(
                "The authorization server notes the decision",
                "The phone is done. The television will learn of it at its next poll.",
                &[spec::RFC_8628_3_3],
            ),
        ),
    )?;
    Ok(())
}

/// Types what the scenario says, and after a wrong code the right one.
fn enter_user_code(
    stage: &mut Stage,
    waiting: &mut Waiting,
    page: &Response,
) -> Result<Response, Stopped> {
    let person = stage.scenario().names.person.clone();
    let typed_first = stage.scenario().person.user_code.clone();
    let mut page = page.clone();
    for user_code in typed_first.into_iter().chain([waiting.user_code.clone()]) {
        let form = stage.form(&page)?;
        stage.wait(TYPING_THE_CODE_SECONDS);
        let entries = [("user_code", user_code.as_str())];
        let request = stage.browser(BROWSER).fill_in(&form, &entries);
        let is_right = normalized_user_code(&user_code) == normalized_user_code(&waiting.user_code);
        let title = if is_right {
            format!("{person} enters the `user_code`")
        } else {
            format!("{person} enters a wrong code")
        };
        page = stage.exchange(
            BROWSER,
            &request,
            Narration::new(
                tell(
                    title,
                    "Case and dashes do not matter. The alphabet has no vowels, so that no words \
                     come up by accident, and no digits.",
                    &[spec::RFC_8628_6_1],
                ),
                tell(
                    "The authorization server asks for consent",
                    "It shows the code again, the name of the client, what it asks for and for how \
                     long. The question is asked even if the code came with the address.",
                    &[
                        spec::RFC_8628_3_3,
                        spec::RFC_8628_3_3_1,
                        spec::RFC_6749_10_2,
                    ],
                ),
            )
            .with_refusal(|_, _| {
                Some(tell(
                    "No device waits with this code",
                    "The form comes back. The server counts wrong codes, so that nobody can find a \
                     short code by trying.",
                    &[spec::RFC_8628_5_1],
                ))
            }),
        )?;
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
