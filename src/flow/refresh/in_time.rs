//! The application looks at the clock and refreshes before the access token expires.
//!
//! [RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)

use crate::flow::refresh::{begin, call, renew, sends_its_refresh_token};
use crate::flow::story::Story;
use crate::party::client_application::EXPIRY_MARGIN_SECONDS;
use crate::simulation::cast::{CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application};
use crate::simulation::narration::tell;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
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
    script,
};

/// Seconds until the next call: the token would expire on the way.
const NEXT_CALL_SECONDS: u64 = 3_575;

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    let name = stage.scenario().names.client_name.clone();
    call(
        stage,
        CLIENT,
        &name,
        "The token is fresh, and the API answers.",
    )?;
    stage.wait(NEXT_CALL_SECONDS);
    look_at_the_clock(stage);
    let request = sends_its_refresh_token(stage);
    if !renew(stage, request)? {
        return Ok(());
    }
    call(
        stage,
        CLIENT,
        &name,
        "No call was refused in between. A 401 can still come: a token can be revoked before its \
         time, and clocks differ. So the application handles that as well.",
    )?;
    Ok(())
}

/// The application finds that its token is not good for much longer.
fn look_at_the_clock(stage: &mut Stage) {
    let name = stage.scenario().names.client_name.clone();
    let now = stage.now();
    let tokens = stage.client(CLIENT).tokens.as_ref();
    let expires_at = tokens.and_then(|tokens| tokens.expires_at);
    let left = expires_at.map_or(0, |expires_at| expires_at.since(now));
    let finding = if left == 0 {
        "By its own clock the token has expired.".to_owned()
    } else {
        format!(
            "By its own clock the token is good for another {left} s, which is not more than its \
             margin of {EXPIRY_MARGIN_SECONDS} s: it could expire on the way to the API."
        )
    };
    stage.inside(
        CLIENT,
        tell(
            format!("{name} finds its `access_token` too old for the next call"),
            format!(
                "`expires_in` came with the token, and the application has noted when that time \
                 is over. {finding} No specification names a margin. A server need not send \
                 `expires_in`: RFC 6749 recommends it."
            ),
            &[spec::RFC_6749_5_1],
        ),
        &[],
    );
}
