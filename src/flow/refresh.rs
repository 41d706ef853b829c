//! Refreshing with rotation: the token expires, is renewed, and a thief is found out.
//!
//! [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6),
//! [RFC 9700 section 4.14](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14)

use http::StatusCode;

use crate::actor::client_application::json_in;
use crate::flow::Definition;
use crate::flow::authorization_code_pkce::{
    keep_tokens, obtain_tokens, photo_page_names, public_client,
};
use crate::scenario::Consent;
use crate::server::Response;
use crate::server::policy::Profile;
use crate::simulation::narration::{Narration, Telling, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Appearance, Role};
use crate::spec;

/// The flow's entry in the list.
pub static DEFINITION: Definition = Definition {
    id: "refresh",
    title: "Refresh with rotation",
    short_title: "Refresh rotation",
    summary: "Access tokens live for an hour, consent for weeks. With rotation the refresh token \
              is replaced at every use: if a thief and the application both use the same one, the \
              server notices at the second use.",
    tag: None,
    default_profile: Profile::OAuth21,
    default_names: photo_page_names,
    cast: &[
        (Role::Client, Appearance::SinglePageApplication),
        (Role::Attacker, Appearance::Thief),
    ],
    registration: |scenario| public_client(scenario, &["authorization_code", "refresh_token"]),
    api_path: "/photos",
    script,
};

/// Seconds until the person comes back to the page.
const LUNCH_SECONDS: u64 = 3_700;

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    let sign_in = stage.unrecorded(|stage| {
        // The sign-in lies before the run; whatever the scenario's person does later, it went well.
        stage.scenario.person.consent = Consent::Approve;
        obtain_tokens(stage)
    });
    let name = stage.scenario.names.client_name.clone();
    if let Err(Stopped { reason, .. }) = sign_in {
        // With names or times that no sign-in survives. Only this actor has a lane here.
        let role = Role::Client;
        let title = format!("{name} has no tokens");
        stage.inside(
            role,
            tell(title, reason.clone(), &[spec::RFC_6749_1_5]),
            &[],
        );
        return Err(Stopped { role, reason });
    }
    let person = stage.scenario.names.person.clone();
    stage.recall(
        Role::Client,
        tell(
            format!("{name} holds an `access_token` and a `refresh_token`"),
            format!(
                "{person} signed in a moment ago, as in the flow with PKCE; this page is \
                 registered for refresh tokens too. The access token \
                 goes to the API with every call. The refresh token goes nowhere but to the \
                 authorization server."
            ),
            &[spec::RFC_6749_1_5],
        ),
    );
    call(
        stage,
        Role::Client,
        "The token is fresh, and the API answers.",
    );
    let old_refresh_token = held_refresh_token(stage);
    stage.leak(
        Role::Client,
        Role::Attacker,
        tell(
            "A script in the page copies the `refresh_token`",
            "One injected script is enough: what the page’s code can read, such a script can \
             read too. Nobody notices.",
            &[spec::RFC_10017_5_1_1, spec::RFC_10017_5_2_1],
        ),
        &old_refresh_token,
    );
    stage.wait(LUNCH_SECONDS);
    let refused = call(
        stage,
        Role::Client,
        "An hour has passed, and the token still works.",
    );
    if refused.status() != StatusCode::UNAUTHORIZED {
        return Ok(());
    }
    let response = refresh(stage);
    if !response.status().is_success() {
        ask_again(stage);
        return Ok(());
    }
    keep_tokens(stage, &json_in(&response))?;
    call(
        stage,
        Role::Client,
        "With the new token the same call goes through. The person has seen nothing of it.",
    );
    let thief_got_in = steal(stage, &old_refresh_token);
    if thief_got_in {
        stage.inside(
            Role::Client,
            tell(
                format!("{name} notices nothing"),
                "Without rotation the refresh token stays the same, and two parties use it. The \
                 server cannot tell one from the other, and the thief’s access lasts as long as \
                 the person’s.",
                &[spec::RFC_9700_4_14],
            ),
            &[],
        );
        stage.attack_ends(
            true,
            "The thief still has access, as long as the person has. Without rotation nobody \
             notices.",
        );
        return Ok(());
    }
    let refused = call(
        stage,
        Role::Client,
        "The API still answers: this token is not one of the revoked family.",
    );
    if refused.status().is_success() {
        return Ok(());
    }
    let request = stage.client.refresh_request();
    let response = stage.exchange(
        Role::Client,
        &request,
        Narration::new(
            tell(
                format!("{name} tries its newest `refresh_token`"),
                "The application knows nothing of the thief. It does what it always does at a 401.",
                &[spec::RFC_6749_6],
            ),
            tell(
                "The authorization server sends tokens",
                "The family lives.",
                &[spec::RFC_6749_6],
            ),
        )
        .with_refusal(|_, failed_check| match failed_check {
            "refresh_token_is_not_revoked" => Some(tell(
                "The newest `refresh_token` is dead too: `invalid_grant`",
                "The server cannot know which of the two was the thief, so the whole family \
                 ends. What the thief loses for good, the person gets back by giving access \
                 again.",
                &[spec::RFC_9700_4_14_2],
            )),
            _ => expired(failed_check),
        }),
    );
    if response.status().is_success() {
        return keep_tokens(stage, &json_in(&response));
    }
    ask_again(stage);
    Ok(())
}

/// No refresh token works any more, and the application has to start anew.
fn ask_again(stage: &mut Stage) {
    let name = stage.scenario.names.client_name.clone();
    let person = stage.scenario.names.person.clone();
    stage.client.tokens = None;
    let is_revoked = stage
        .server
        .store
        .grants
        .values()
        .any(|grant| grant.is_revoked);
    let (why, sections) = if is_revoked {
        (
            "That is the price of being found out: the person is asked once more. The thief has \
             nothing that still works. Had the application never come back, nobody would have \
             noticed: rotation finds out a theft and does not prevent one.",
            [spec::RFC_9700_4_14_2, spec::RFC_10017_5_1_2].as_slice(),
        )
    } else {
        (
            "The refresh token is of no use any more. Only the person can give access again.",
            [spec::RFC_6749_5_2].as_slice(),
        )
    };
    stage.forget_tokens(
        Role::Client,
        tell(
            format!("{name} forgets its tokens and asks {person} for access again"),
            why,
            sections,
        ),
    );
    if is_revoked {
        let verdict = format!("The theft was found out. {person} has to give access again.");
        stage.attack_ends(false, verdict);
    }
}

/// What is told of a refresh token that has outlived its time.
fn expired(failed_check: &str) -> Option<Telling> {
    (failed_check == "refresh_token_has_not_expired").then(|| {
        tell(
            "The server refuses: the `refresh_token` has expired",
            "It was not used for longer than this server allows, or the person’s consent is too \
             old. The error is `invalid_grant`, as for a token that was revoked; only \
             `error_description`, which is for developers, tells the two apart.",
            &[spec::RFC_6749_5_2, spec::RFC_6749_6],
        )
    })
}

/// A call to the API by whoever holds the token. `success` is told when it goes through.
fn call(stage: &mut Stage, role: Role, success: &str) -> Response {
    let request = stage.client.resource_request();
    let who = actor_name(stage, role);
    stage.exchange(
        role,
        &request,
        Narration::new(
            tell(
                format!("{who} calls the API"),
                "The `access_token` goes along. It may have been revoked since, which only the API \
                 finds out; when it expires the application could know from `expires_in`.",
                &[spec::RFC_6750_2_1],
            ),
            tell(
                "The API answers with the photos",
                success,
                &[spec::RFC_9068_4],
            ),
        )
        .with_refusal(|_, failed_check| {
            let (why, section) = match failed_check {
                "token_has_not_expired" => (
                    "The `access_token` has expired. `expires_in` had announced it; the 401 \
                     settles it.",
                    spec::RFC_9068_4,
                ),
                "token_is_not_revoked" => (
                    "The `access_token` has been revoked before its time. It ends at once only at \
                     an API that asks the authorization server, as this one does; another would \
                     take it until it expires.",
                    spec::RFC_7662_2_2,
                ),
                _ => return None,
            };
            let title = "The API refuses: 401, `invalid_token`";
            Some(tell(title, why, &[spec::RFC_6750_3_1, section]))
        }),
    )
}

/// Trades the refresh token for new tokens.
fn refresh(stage: &mut Stage) -> Response {
    let name = stage.scenario.names.client_name.clone();
    let rotates = stage.server.policy.refresh_tokens_rotate;
    let (judgement, answer, sections) = if rotates {
        (
            "It has to be this client’s own, not expired, and not replaced. With this use it is \
             replaced: the server makes a new one and remembers which one it came from.",
            "Both tokens are new. The application forgets the old pair at once: an old refresh \
             token that is used again looks like theft.",
            [spec::RFC_6749_6, spec::RFC_9700_4_14_2].as_slice(),
        )
    } else {
        (
            "It has to be this client’s own, and not expired or revoked. RFC 6749 leaves open \
             whether it is replaced, and this server leaves it as it is.",
            "There is a new `access_token`, and the `refresh_token` stays the same.",
            [spec::RFC_6749_6].as_slice(),
        )
    };
    let request = stage.client.refresh_request();
    stage.exchange(
        Role::Client,
        &request,
        Narration::new(
            tell(
                format!("{name} sends its `refresh_token`"),
                "The person is not needed. As a public client the application shows no secret: \
                 whoever has the refresh token can do this.",
                &[spec::RFC_6749_6],
            ),
            tell(
                "The authorization server sends new tokens",
                answer,
                sections,
            ),
        )
        .with_judgement(tell(
            "The server checks the `refresh_token`",
            judgement,
            sections,
        ))
        .with_refusal(|_, failed_check| expired(failed_check)),
    )
}

/// The thief uses what was copied. Returns whether that gave tokens.
fn steal(stage: &mut Stage, refresh_token: &str) -> bool {
    let held = stage.client.tokens.clone();
    if let Some(tokens) = &mut stage.client.tokens {
        tokens.refresh_token = Some(refresh_token.to_owned());
    }
    // The thief’s program is no page, and says nothing of where it comes from.
    let page_origin = stage.client.page_origin.take();
    let request = stage.client.refresh_request();
    let response = stage.exchange(
        Role::Attacker,
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
        .with_judgement(judged_theft(stage))
        .with_refusal(|_, failed_check| match failed_check {
            "refresh_token_has_not_been_replaced" => Some(tell(
                "The server refuses and revokes the whole family",
                "A `refresh_token` that has been replaced comes back: two parties may hold it. \
                 The server ends every refresh token that came of this consent, the thief’s \
                 and the application’s. This server ends the access tokens too, which RFC 9700 \
                 leaves open.",
                &[spec::RFC_9700_4_14_2, spec::OAUTH_2_1_4_3_1],
            )),
            _ => expired(failed_check),
        }),
    );
    let got_in = response.status().is_success();
    if got_in {
        let now = stage.now();
        // What the thief cannot use would be told at the call.
        let _ = stage
            .client
            .keep_tokens(&json_in(&response), now, &mut Vec::new());
        call(
            stage,
            Role::Attacker,
            "The thief sees the photos. The API has no way to know.",
        );
    }
    stage.client.page_origin = page_origin;
    stage.client.tokens = held;
    got_in
}

fn judged_theft(stage: &Stage) -> Telling {
    let (why, sections) = if stage.server.policy.refresh_tokens_rotate {
        (
            "The same checks as for anybody: is it this client’s own, is it revoked, has it been \
             replaced, has it expired?",
            [spec::RFC_6749_6, spec::RFC_9700_4_14_2].as_slice(),
        )
    } else {
        (
            "The same checks as for anybody: is it this client’s own, is it revoked, has it \
             expired?",
            [spec::RFC_6749_6].as_slice(),
        )
    };
    tell("The server checks the `refresh_token`", why, sections)
}

fn held_refresh_token(stage: &Stage) -> String {
    let tokens = stage.client.tokens.as_ref();
    tokens
        .and_then(|tokens| tokens.refresh_token.clone())
        .unwrap_or_default()
}

fn actor_name(stage: &Stage, role: Role) -> String {
    match role {
        Role::Attacker => "The thief".to_owned(),
        _ => stage.scenario.names.client_name.clone(),
    }
}
