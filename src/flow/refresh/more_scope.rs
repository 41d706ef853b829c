//! The application wants more than the person has granted: a refresh cannot add it.
//!
//! [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6)

use crate::flow::authorization_code_pkce::{keep_tokens, obtain_tokens, public_client};
use crate::flow::lines::refresh as told;
use crate::flow::refresh::{LUNCH_SECONDS, begin, call, renew};
use crate::flow::story::{Play, Story};
use crate::party::client_application::json_in;
use crate::scenario::Scenario;
use crate::server::Response;
use crate::server::client::Client;
use crate::simulation::cast::{
    CLIENT, Member, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::words::argument;
use crate::words::lines::refresh_more_scope as words;

/// The story.
pub static STORY: Story = Story {
    id: "more-scope",
    line: words::STORY,
    cast: &[
        PERSONS_BROWSER,
        Member {
            registration: Some(registered_for_more),
            ..application(Appearance::SinglePageApplication)
        },
        SERVER,
        RESOURCE_SERVER,
    ],
    switches: &[],
    play: Play::usual(script),
};

/// The scopes that the page needs for that.
const MORE: &str = "photos.write";

fn registered_for_more(scenario: &Scenario) -> Client {
    let mut client = public_client(scenario, &["authorization_code", "refresh_token"]);
    client.scope.insert(MORE);
    client
}

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    // It asks for what it needs, which is less than it is registered for.
    let needed = stage.scenario().names.scope("photos.read");
    stage.client(CLIENT).scope = needed;
    begin(stage)?;
    stage.wait(LUNCH_SECONDS);
    need_more(stage);
    let response = ask_for_more(stage)?;
    if response.status().is_success() {
        return keep_tokens(stage, &json_in(&response));
    }
    if !renew(stage, &told::SENDS_REFRESH_TOKEN_WITHOUT_SCOPE)? {
        return Ok(());
    }
    call(stage, CLIENT, &told::CALLS_WITH_WHAT_WAS_GRANTED)?;
    obtain_tokens(stage)?;
    call(stage, CLIENT, &told::CALLS_WITH_MORE)?;
    stage.inside(CLIENT, told::REPLACES_THE_OLD_TOKENS, &[]);
    Ok(())
}

/// A feature needs more than the application has asked for so far.
fn need_more(stage: &mut Stage) {
    let scope = &mut stage.client(CLIENT).scope;
    let granted = scope.to_string();
    scope.insert(MORE);
    let telling = told::WANTS_TO_CHANGE_A_PHOTO
        .with(argument::MORE, MORE)
        .with(argument::GRANTED, granted);
    stage.inside(CLIENT, telling, &[]);
}

/// The application tries to get more without the person.
fn ask_for_more(stage: &mut Stage) -> Result<Response, Stopped> {
    let scope = stage.client(CLIENT).scope.to_string();
    let request = stage.client(CLIENT).refresh_request(Some(&scope));
    stage.exchange(CLIENT, &request, &told::ASKS_FOR_MORE)
}
