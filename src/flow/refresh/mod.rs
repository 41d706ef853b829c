//! Refreshing: the access token expires and is renewed without the person, and what can go wrong
//! with that.
//!
//! [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6),
//! [RFC 9700 section 4.14](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14)

use crate::flow::Flow;
use crate::flow::authorization_code_pkce::{
    keep_tokens, obtain_tokens, photo_page_names, public_client,
};
use crate::flow::lines::refresh as told;
use crate::party::client_application::json_in;
use crate::protocol::value_kind::ValueKind;
use crate::server::Response;
use crate::server::policy::Profile;
use crate::simulation::cast::CLIENT;
use crate::simulation::lines::{Lines, Told};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Party;
use crate::words::lines::refresh as words;
use crate::words::{Language, argument};

mod expired;
mod in_time;
mod more_scope;
mod stolen_token;
mod two_tabs;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "refresh",
    title: words::FLOW,
    short_title: words::SHORT_TITLE,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: photo_page_names,
    registration: |scenario| public_client(scenario, &["authorization_code", "refresh_token"]),
    api_path: "/photos",
    stories: &[
        &stolen_token::STORY,
        &in_time::STORY,
        &more_scope::STORY,
        &two_tabs::STORY,
        &two_tabs::STORY_WITH_GRACE,
        &expired::STORY,
    ],
};

/// Seconds until the person comes back to the page.
const LUNCH_SECONDS: u64 = 3_700;

/// The sign-in, which lies before every one of these stories, and what is left of it.
///
/// # Errors
/// With names or times that no sign-in survives.
fn begin(stage: &mut Stage) -> Result<(), Stopped> {
    let sign_in = stage.unrecorded(obtain_tokens);
    if let Err(Stopped { reason, .. }) = sign_in {
        let sentence = reason.title(Language::first());
        let telling = told::HAS_NO_TOKENS.with(argument::REASON, sentence);
        // The application has a lane in every story.
        stage.inside(CLIENT, telling, &[]);
        return Err(Stopped {
            party: CLIENT,
            reason,
        });
    }
    stage.recall(CLIENT, told::HOLDS_BOTH_TOKENS);
    Ok(())
}

/// A call to the API with the token that is held.
fn call(stage: &mut Stage, party: Party, lines: &'static Lines) -> Result<Response, Stopped> {
    let request = stage.client(party).resource_request();
    stage.exchange(party, &request, lines)
}

/// Trades the refresh token for new tokens.
fn refresh(stage: &mut Stage, lines: &'static Lines) -> Result<Response, Stopped> {
    let request = stage.client(CLIENT).refresh_request(None);
    stage.exchange(CLIENT, &request, lines)
}

/// Refreshes and stores the new tokens. Returns `false` where the refresh token is of no use any
/// more, and only the person can help.
///
/// # Errors
/// With an answer that the application cannot use.
fn renew(stage: &mut Stage, lines: &'static Lines) -> Result<bool, Stopped> {
    let response = refresh(stage, lines)?;
    let is_renewed = response.status().is_success();
    if is_renewed {
        keep_tokens(stage, &json_in(&response))?;
    } else {
        forget_expired_tokens(stage);
    }
    Ok(is_renewed)
}

/// Calls the API with the newest tokens of a family that may have been revoked, and refreshes where
/// that is refused. Returns whether nothing works any more.
fn meet_the_end(
    stage: &mut Stage,
    calls: &'static Lines,
    refreshes: &'static Lines,
) -> Result<bool, Stopped> {
    if call(stage, CLIENT, calls)?.status().is_success() {
        return Ok(false);
    }
    let response = refresh(stage, refreshes)?;
    if response.status().is_success() {
        keep_tokens(stage, &json_in(&response))?;
        return Ok(false);
    }
    Ok(true)
}

/// Whether the server has withdrawn what the person had granted.
fn is_revoked(stage: &Stage) -> bool {
    stage.has_withdrawn(ValueKind::RefreshToken)
}

/// No refresh token works any more, and only the person can help.
fn forget_tokens(stage: &mut Stage, told: Told) {
    stage.client(CLIENT).tokens = None;
    stage.forget_tokens(CLIENT, told);
    stage.conclude(false, words::HAS_TO_GIVE_ACCESS_AGAIN);
}

/// The tokens have grown old, and only the person can help.
fn forget_expired_tokens(stage: &mut Stage) {
    forget_tokens(stage, told::FORGETS_TOKENS);
}
