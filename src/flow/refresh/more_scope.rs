//! The application wants more than the person has granted: a refresh cannot add it.
//!
//! [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6)

use crate::flow::authorization_code_pkce::{keep_tokens, obtain_tokens, public_client};
use crate::flow::refresh::{LUNCH_SECONDS, begin, call, refused_as_expired, renew};
use crate::flow::story::Story;
use crate::party::client_application::json_in;
use crate::scenario::Scenario;
use crate::server::Response;
use crate::server::client::Client;
use crate::simulation::cast::{
    CLIENT, Member, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
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
    script,
};

/// What the page needs for that.
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
    let name = stage.scenario().names.client_name.clone();
    let is_renewed = renew(
        stage,
        tell(
            format!("{name} sends its `refresh_token` without a `scope`"),
            "Left out, `scope` means all that was granted. Less could be asked for by name.",
            &[spec::RFC_6749_6],
        ),
    )?;
    if !is_renewed {
        return Ok(());
    }
    call(
        stage,
        CLIENT,
        &name,
        "What the person has granted still works. For more the person has to be asked; the new \
         request names all scopes, as the new token will be good for those alone.",
    )?;
    obtain_tokens(stage)?;
    call(
        stage,
        CLIENT,
        &name,
        "This call needs no more than what had been granted before. That the token is good for \
         more, the `scope` of the token response has said.",
    )?;
    stage.inside(
        CLIENT,
        tell(
            format!("{name} has put the new tokens in place of the old ones"),
            "The person has now consented twice, and each consent has refresh tokens of its own. \
             The last one of the first consent is not needed any more, but the server would take \
             it until it expires: a careful application revokes it before it forgets it.",
            &[spec::RFC_6749_1_5, spec::RFC_7009_2_1],
        ),
        &[],
    );
    Ok(())
}

/// A feature needs more than the application has asked for so far.
fn need_more(stage: &mut Stage) {
    let scope = &mut stage.client(CLIENT).scope;
    let granted = scope.to_string();
    scope.insert(MORE);
    let names = &stage.scenario().names;
    let (name, person) = (&names.client_name, &names.person);
    let telling = tell(
        format!("{person} wants to change a photo in {name}"),
        format!(
            "More than an hour has passed. To change a photo takes the scope `{MORE}`, and \
             {person} has granted `{granted}`. {name} is registered for both, but has asked for no \
             more than it needed so far."
        ),
        &[spec::RFC_6749_3_3, spec::RFC_9700_2_3],
    );
    stage.inside(CLIENT, telling, &[]);
}

/// The application tries to get more without the person.
fn ask_for_more(stage: &mut Stage) -> Result<Response, Stopped> {
    let name = stage.scenario().names.client_name.clone();
    let scope = stage.client(CLIENT).scope.to_string();
    let request = stage.client(CLIENT).refresh_request(Some(&scope));
    stage.exchange(
        CLIENT,
        &request,
        Narration::new(
            tell(
                format!("{name} asks for more with its `refresh_token`"),
                "The access token has expired, so a new one is due. The application tries to get \
                 more on this occasion, without asking the person. RFC 6749 forbids that: a \
                 refresh may name only what was granted.",
                &[spec::RFC_6749_6],
            ),
            tell(
                "The authorization server sends new tokens",
                "All that was asked for had been granted.",
                &[spec::RFC_6749_6],
            ),
        )
        .with_judgement(tell(
            "The server checks the `refresh_token` and the `scope`",
            "The token has to be good, and every scope that is asked for has to be one that the \
             person has granted. What the client is registered for does not count here.",
            &[spec::RFC_6749_6],
        ))
        .with_refusal(|_, failed_check| match failed_check {
            "scope_was_granted" => Some(tell(
                "The server refuses: `invalid_scope`",
                "What the person has not agreed to, no refresh can add. The refusal has used \
                 nothing up: the `refresh_token` is as good as before.",
                &[spec::RFC_6749_6, spec::RFC_6749_5_2],
            )),
            _ => refused_as_expired(failed_check),
        }),
    )
}
