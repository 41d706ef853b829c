//! The person comes back so late that the refresh token has expired as well.
//!
//! [RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2)

use crate::flow::authorization_code_pkce::obtain_tokens;
use crate::flow::lines::refresh as told;
use crate::flow::refresh::{begin, call, renew};
use crate::flow::story::{Play, Story};
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::lines::refresh_expired as words;

/// The story.
pub static STORY: Story = Story {
    id: "expired",
    line: words::STORY,
    cast: &[
        PERSONS_BROWSER,
        application(Appearance::SinglePageApplication),
        SERVER,
        RESOURCE_SERVER,
    ],
    switches: &[],
    play: Play::usual(script),
};

/// Seconds until the person comes back to the page.
const HOLIDAY_SECONDS: u64 = 15 * 86_400;

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    stage.wait(HOLIDAY_SECONDS);
    stage.inside(CLIENT, told::COMES_BACK, &[]);
    // No cookie of this server has a lifetime, so none is left.
    stage.browser(BROWSER).close();
    call(stage, CLIENT, &told::CALLS_AFTER_TWO_WEEKS)?;
    if renew(stage, &told::SENDS_REFRESH_TOKEN)? {
        return Ok(());
    }
    obtain_tokens(stage)?;
    call(stage, CLIENT, &told::CALLS_ANEW)?;
    stage.conclude(true, words::HAS_GIVEN_ACCESS_AGAIN);
    Ok(())
}
