//! Two tabs of one page refresh at the same time, each with the same refresh token.
//!
//! [RFC 9700 section 4.14.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14.2)

use http::StatusCode;

use crate::flow::authorization_code_pkce::keep_tokens;
use crate::flow::lines::refresh as told;
use crate::flow::refresh::{
    LUNCH_SECONDS, begin, call, forget_expired_tokens, forget_tokens, is_revoked, meet_the_end,
    refresh, renew,
};
use crate::flow::story::{Play, Story};
use crate::party::client_application::json_in;
use crate::scenario::SwitchValue;
use crate::simulation::cast::{
    CLIENT, Member, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::lines::refresh_two_tabs as words;

/// The story under a server that takes a second use for a theft.
pub static STORY: Story = Story {
    id: "two-tabs",
    line: words::STORY,
    cast: CAST,
    switches: &[],
    play: Play::usual(script),
};

/// The same under a server that gives the second one time.
pub static STORY_WITH_GRACE: Story = Story {
    id: "two-tabs-grace",
    line: words::STORY_WITH_GRACE,
    cast: CAST,
    switches: &[("refreshGraceSeconds", SwitchValue::Number(GRACE_SECONDS))],
    play: Play::usual(script),
};

const CAST: &[Member] = &[
    application(Appearance::SinglePageApplication),
    SERVER,
    RESOURCE_SERVER,
    PERSONS_BROWSER.without_lane(),
];

/// Seconds in which a replaced refresh token gets its successor once more.
const GRACE_SECONDS: u64 = 10;

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    stage.wait(LUNCH_SECONDS);
    stage.inside(CLIENT, told::IS_OPEN_IN_TWO_TABS, &[]);
    for calls in [&told::FIRST_TAB_CALLS, &told::SECOND_TAB_CALLS] {
        let refused = call(stage, CLIENT, calls)?;
        if refused.status() != StatusCode::UNAUTHORIZED {
            return Ok(());
        }
    }
    // Each tab reads the storage at its 401, before either has an answer.
    let read_by_second = stage.client(CLIENT).tokens.clone();
    if !renew(stage, &told::FIRST_TAB_REFRESHES)? {
        return Ok(());
    }
    let newest = std::mem::replace(&mut stage.client(CLIENT).tokens, read_by_second);
    // The second tab sends what it read, which is not the newest any more.
    let response = refresh(stage, &told::SECOND_TAB_REFRESHES)?;
    if response.status().is_success() {
        let answer = json_in(&response);
        keep_tokens(stage, &answer)?;
        call(stage, CLIENT, &told::SECOND_TAB_GOES_ON)?;
        // A server that does not replace refresh tokens has no new one to send.
        let price = match answer["refresh_token"].is_string() {
            true => told::PRICE_OF_GRACE,
            false => told::PRICE_OF_NO_ROTATION,
        };
        stage.inside(CLIENT, price, &[]);
        stage.conclude(true, words::BOTH_GO_ON);
        return Ok(());
    }
    stage.client(CLIENT).tokens = newest;
    come_to_nothing(stage)
}

/// The first tab finds that its new tokens are dead.
fn come_to_nothing(stage: &mut Stage) -> Result<(), Stopped> {
    let is_out = meet_the_end(
        stage,
        &told::FIRST_TAB_CALLS_AFTER_REVOCATION,
        &told::FIRST_TAB_TRIES_NEWEST_REFRESH_TOKEN,
    )?;
    if is_out && is_revoked(stage) {
        forget_tokens(stage, told::FORGETS_TOKENS_OF_BOTH_TABS);
        stage.conclude(false, words::NOBODY_STOLE_ANYTHING);
    } else if is_out {
        forget_expired_tokens(stage);
    }
    Ok(())
}
