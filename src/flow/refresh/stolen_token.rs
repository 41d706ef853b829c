//! A thief has a copy of the refresh token: whether anybody notices is for rotation to show.
//!
//! [RFC 9700 section 4.14](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14)

use http::StatusCode;

use crate::flow::refresh::{
    LUNCH_SECONDS, begin, call, forget_expired_tokens, forget_tokens, is_revoked,
    judged_like_anybody, meet_the_end, refused_as_used, renew, sends_its_refresh_token,
};
use crate::flow::story::{Story, USUAL};
use crate::party::client_application::{Tokens, json_in};
use crate::protocol::value_kind::ValueKind;
use crate::simulation::cast::{
    ATTACKER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, THIEF, application,
};
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
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
    script,
};

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    let name = stage.scenario().names.client_name.clone();
    call(
        stage,
        CLIENT,
        &name,
        "The token is fresh, and the API answers.",
    )?;
    let tokens = stage.client(CLIENT).tokens.as_ref();
    let old_refresh_token = tokens.and_then(|tokens| tokens.refresh_token.clone());
    let old_refresh_token = old_refresh_token.unwrap_or_default();
    stage.leak(
        CLIENT,
        ATTACKER,
        tell(
            "A script in the page copies the `refresh_token`",
            "One injected script is enough: what the page’s code can read, such a script can \
             read too. Nobody notices.",
            &[spec::RFC_10017_5_1_1, spec::RFC_10017_5_2_1],
        ),
        &[&old_refresh_token],
    );
    stage.wait(LUNCH_SECONDS);
    let refused = call(
        stage,
        CLIENT,
        &name,
        "An hour has passed, and the token still works.",
    )?;
    if refused.status() != StatusCode::UNAUTHORIZED {
        return Ok(());
    }
    let request = sends_its_refresh_token(stage);
    if !renew(stage, request)? {
        return Ok(());
    }
    call(
        stage,
        CLIENT,
        &name,
        "With the new token the same call goes through. The person has seen nothing of it.",
    )?;
    let thief_got_in = steal(stage)?;
    if thief_got_in {
        stage.inside(
            CLIENT,
            tell(
                format!("{name} notices nothing"),
                "Without rotation the refresh token stays the same, and two parties use it. The \
                 server cannot tell one from the other, and the thief’s access lasts as long as \
                 the person’s. For public clients RFC 9700 therefore demands rotation, or refresh \
                 tokens that are bound to a key of the client.",
                &[spec::RFC_9700_2_2_2, spec::RFC_9700_4_14_2],
            ),
            &[],
        );
        stage.conclude(
            false,
            "The thief still has access, as long as the person has. Without rotation nobody \
             notices.",
        );
        return Ok(());
    }
    let is_out = meet_the_end(
        stage,
        &name,
        tell(
            format!("{name} tries its newest `refresh_token`"),
            "The application knows nothing of the thief. It does what it always does at a 401.",
            &[spec::RFC_6749_6],
        ),
        "The server cannot know which of the two was the thief, so the whole family \
         ends. What the thief loses for good, the person gets back by giving access \
         again.",
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
    forget_tokens(
        stage,
        "That is the price of being found out: the person is asked once more. The thief has \
         nothing that still works. Had the application never come back, nobody would have \
         noticed: rotation finds out a theft and does not prevent one.",
        &[spec::RFC_9700_4_14_2, spec::RFC_10017_5_1_2],
    );
    let person = &stage.scenario().names.person;
    let verdict = format!("The theft was found out. {person} has to give access again.");
    stage.conclude(true, verdict);
}

/// The thief uses what was copied. Returns whether that gave tokens.
fn steal(stage: &mut Stage) -> Result<bool, Stopped> {
    let Some(refresh_token) = stage.known(ATTACKER, ValueKind::RefreshToken) else {
        return Ok(false);
    };
    let program = stage.client(ATTACKER);
    program.tokens = Some(Tokens {
        access_token: String::new(),
        refresh_token: Some(refresh_token),
        expires_at: None,
    });
    let request = program.refresh_request(None);
    let response = stage.exchange(
        ATTACKER,
        &request,
        Narration::new(
            tell(
                "The thief sends the copied `refresh_token`",
                "The `client_id` is public and there is no secret. To the server this looks like \
                 the application itself. There is no `Origin`; a program could send any, so that \
                 proves nothing.",
                &[spec::RFC_9700_4_14],
            ),
            tell(
                "The authorization server sends the thief tokens",
                "Nothing tells the thief from the application.",
                &[spec::RFC_9700_4_14],
            ),
        )
        .with_judgement(judged_like_anybody(stage))
        .with_refusal(|_, failed_check| refused_as_used(failed_check)),
    )?;
    let got_in = response.status().is_success();
    if got_in {
        let now = stage.now();
        // What the thief cannot use would be told at the call.
        let _ = stage
            .client(ATTACKER)
            .keep_tokens(&json_in(&response), now, &mut Vec::new());
        call(
            stage,
            ATTACKER,
            "The thief",
            "The thief sees the photos. The API has no way to know.",
        )?;
    }
    Ok(got_in)
}
