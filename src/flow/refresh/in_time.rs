//! The application looks at the clock and refreshes before the access token expires.
//!
//! [RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)

use crate::flow::lines::refresh as told;
use crate::flow::refresh::{begin, call, renew};
use crate::flow::story::{Play, Story};
use crate::party::client_application::EXPIRY_MARGIN_SECONDS;
use crate::simulation::cast::{CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::argument;
use crate::words::lines::refresh_in_time as words;

/// The story.
pub static STORY: Story = Story {
    id: "in-time",
    line: words::STORY,
    cast: &[
        application(Appearance::SinglePageApplication),
        SERVER,
        RESOURCE_SERVER,
        PERSONS_BROWSER.without_lane(),
    ],
    switches: &[],
    play: Play::usual(script),
};

/// Seconds until the next call: the token would expire on the way.
const NEXT_CALL_SECONDS: u64 = 3_575;

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    call(stage, CLIENT, &told::CALLS_WHILE_FRESH)?;
    stage.wait(NEXT_CALL_SECONDS);
    look_at_the_clock(stage);
    if !renew(stage, &told::SENDS_REFRESH_TOKEN)? {
        return Ok(());
    }
    call(stage, CLIENT, &told::CALLS_IN_TIME)?;
    Ok(())
}

/// The application finds that its token is not good for much longer.
fn look_at_the_clock(stage: &mut Stage) {
    let now = stage.now();
    let tokens = stage.client(CLIENT).tokens.as_ref();
    let expires_at = tokens.and_then(|tokens| tokens.expires_at);
    let left = expires_at.map_or(0, |expires_at| expires_at.since(now));
    let finding = match left {
        0 => told::TOKEN_HAS_EXPIRED.into(),
        left => told::TOKEN_IS_TOO_OLD
            .with(argument::SECONDS, left)
            .with(argument::MARGIN, EXPIRY_MARGIN_SECONDS),
    };
    stage.inside(CLIENT, finding, &[]);
}
