//! A thief has a copy of the refresh token: whether anybody notices is for rotation to show.
//!
//! [RFC 9700 section 4.14](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14)

use http::StatusCode;

use crate::flow::lines::refresh as told;
use crate::flow::refresh::{
    LUNCH_SECONDS, begin, call, forget_expired_tokens, forget_tokens, is_revoked, meet_the_end,
    renew,
};
use crate::flow::story::{Play, Story, USUAL};
use crate::party::client_application::{Tokens, json_in};
use crate::protocol::value_kind::ValueKind;
use crate::simulation::cast::{
    ATTACKER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, THIEF, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::lines::refresh_stolen_token as words;

/// The usual story.
pub static STORY: Story = Story {
    id: USUAL,
    line: words::STORY,
    cast: &[
        application(Appearance::SinglePageApplication),
        THIEF,
        SERVER,
        RESOURCE_SERVER,
        PERSONS_BROWSER.without_lane(),
    ],
    switches: &[],
    play: Play::usual(script),
};

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    call(stage, CLIENT, &told::CALLS_WITH_FRESH_TOKEN)?;
    let tokens = stage.client(CLIENT).tokens.as_ref();
    let old_refresh_token = tokens.and_then(|tokens| tokens.refresh_token.clone());
    let old_refresh_token = old_refresh_token.unwrap_or_default();
    stage.leak(
        CLIENT,
        ATTACKER,
        told::SCRIPT_COPIES_REFRESH_TOKEN,
        &[&old_refresh_token],
    );
    stage.wait(LUNCH_SECONDS);
    let refused = call(stage, CLIENT, &told::CALLS_AFTER_AN_HOUR)?;
    if refused.status() != StatusCode::UNAUTHORIZED {
        return Ok(());
    }
    if !renew(stage, &told::SENDS_REFRESH_TOKEN)? {
        return Ok(());
    }
    call(stage, CLIENT, &told::CALLS_WITH_NEW_TOKEN)?;
    if steal(stage)? {
        stage.inside(CLIENT, told::NOTICES_NOTHING, &[]);
        stage.conclude(false, words::THIEF_STILL_HAS_ACCESS);
        return Ok(());
    }
    let is_out = meet_the_end(
        stage,
        &told::CALLS_AFTER_REVOCATION,
        &told::TRIES_NEWEST_REFRESH_TOKEN,
    )?;
    if is_out {
        ask_again(stage);
    }
    Ok(())
}

/// No refresh token works any more, and the application has to start anew.
fn ask_again(stage: &mut Stage) {
    if !is_revoked(stage) {
        forget_expired_tokens(stage);
        return;
    }
    forget_tokens(stage, told::FORGETS_TOKENS_OF_DEAD_FAMILY);
    stage.conclude(true, words::THEFT_WAS_FOUND_OUT);
}

/// The thief uses what was copied. Returns whether that gave tokens.
fn steal(stage: &mut Stage) -> Result<bool, Stopped> {
    let Some(refresh_token) = stage.known(ATTACKER, ValueKind::RefreshToken) else {
        return Ok(false);
    };
    let program = stage.client(ATTACKER);
    program.tokens = Some(Tokens {
        access_token: String::new(),
        token_type: "Bearer",
        refresh_token: Some(refresh_token),
        expires_at: None,
    });
    let request = program.refresh_request(None);
    let response = stage.exchange(ATTACKER, &request, &told::THIEF_SENDS_REFRESH_TOKEN)?;
    let got_in = response.status().is_success();
    if got_in {
        let now = stage.now();
        // What the thief cannot use would be told at the call.
        let _ = stage
            .client(ATTACKER)
            .keep_tokens(&json_in(&response), now, &mut Vec::new());
        call(stage, ATTACKER, &told::THIEF_CALLS_THE_API)?;
    }
    Ok(got_in)
}
