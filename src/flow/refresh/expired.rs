//! The person comes back so late that the refresh token has expired as well.
//!
//! [RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2)

use crate::flow::authorization_code_pkce::obtain_tokens;
use crate::flow::refresh::{begin, call, renew, sends_its_refresh_token};
use crate::flow::story::Story;
use crate::simulation::cast::{
    BROWSER, CLIENT, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::narration::tell;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
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
    script,
};

/// Seconds until the person comes back to the page.
const HOLIDAY_SECONDS: u64 = 15 * 86_400;

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    stage.wait(HOLIDAY_SECONDS);
    let names = &stage.scenario().names;
    let (name, person) = (names.client_name.clone(), names.person.clone());
    stage.inside(
        CLIENT,
        tell(
            format!("{person} comes back to {name} after 15 days"),
            "The browser was closed in between. The page has kept both tokens in `localStorage`; \
             the access token was good for an hour.",
            &[spec::RFC_6749_1_5, spec::RFC_10017_8_5],
        ),
        &[],
    );
    // No cookie of this server has a lifetime, so none is left.
    stage.browser(BROWSER).close();
    call(
        stage,
        CLIENT,
        &name,
        "Two weeks have passed, and the token still works.",
    )?;
    let request = sends_its_refresh_token(stage);
    if renew(stage, request)? {
        return Ok(());
    }
    obtain_tokens(stage)?;
    call(
        stage,
        CLIENT,
        &name,
        "The person has signed in and consented again, and both times begin anew. Calls to the API \
         do not prolong the two weeks, only a refresh does; nothing but a new consent prolongs the \
         three months.",
    )?;
    stage.conclude(true, format!("{person} has given access again."));
    Ok(())
}
