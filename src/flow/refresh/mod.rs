//! Refreshing: the access token expires and is renewed without the person, and what can go wrong
//! with that.
//!
//! [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6),
//! [RFC 9700 section 4.14](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14)

use crate::flow::Flow;
use crate::flow::authorization_code_pkce::{
    keep_tokens, obtain_tokens, photo_page_names, public_client,
};
use crate::party::client_application::json_in;
use crate::protocol::value_kind::ValueKind;
use crate::server::Response;
use crate::server::policy::Profile;
use crate::simulation::cast::CLIENT;
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Party;
use crate::spec::{self, Section};
use crate::words::lines::refresh as words;

mod expired;
mod in_time;
mod more_scope;
mod stolen_token;
mod two_tabs;

/// The flow's entry in the list.
pub static FLOW: Flow = Flow {
    id: "refresh",
    title: words::FLOW,
    short_title: words::SHORT_TITLE,
    tag: None,
    successor: None,
    default_profile: Profile::OAuth21,
    default_names: photo_page_names,
    registration: |scenario| public_client(scenario, &["authorization_code", "refresh_token"]),
    api_path: "/photos",
    stories: &[
        &stolen_token::STORY,
        &in_time::STORY,
        &more_scope::STORY,
        &two_tabs::STORY,
        &two_tabs::STORY_WITH_GRACE,
        &expired::STORY,
    ],
};

/// Seconds until the person comes back to the page.
const LUNCH_SECONDS: u64 = 3_700;

/// The sign-in, which lies before every one of these stories, and what is left of it.
///
/// # Errors
/// With names or times that no sign-in survives.
fn begin(stage: &mut Stage) -> Result<(), Stopped> {
    let sign_in = stage.unrecorded(obtain_tokens);
    let name = stage.scenario().names.client_name.clone();
    if let Err(Stopped { reason, .. }) = sign_in {
        // This actor has a lane in every story.
        let party = CLIENT;
        let title = format!("{name} has no tokens");
        stage.inside(
            party,
            tell(title, reason.clone(), &[spec::RFC_6749_1_5]),
            &[],
        );
        return Err(Stopped { party, reason });
    }
    let person = stage.scenario().names.person.clone();
    stage.recall(
        CLIENT,
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
    Ok(())
}

/// A call to the API with the token that is held. `success` is told when it goes through.
fn call(stage: &mut Stage, party: Party, who: &str, success: &str) -> Result<Response, Stopped> {
    let request = stage.client(party).resource_request();
    stage.exchange(
        party,
        &request,
        Narration::new(
            tell(
                format!("{who} calls the API"),
                "The `access_token` goes along. `expires_in` said when it expires; whether it has \
                 been revoked, only the answer tells.",
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

/// Trades the refresh token for new tokens; `request` tells who does so and why.
fn refresh(stage: &mut Stage, request: Telling) -> Result<Response, Stopped> {
    let policy = stage.policy();
    let (exception, late) = match policy.refresh_grace_seconds {
        0 => (String::new(), String::new()),
        grace => (
            format!(
                " A replaced one is taken for another {grace} s, as long as its successor has not \
                 been used."
            ),
            format!(" after {grace} s"),
        ),
    };
    let (judgement, title, answer, sections) = if policy.refresh_tokens_rotate {
        (
            format!(
                "It has to be this client’s own, and not revoked, replaced or expired. If all of \
                 that holds, this use replaces it: the server makes a new one and remembers which \
                 one it came from.{exception}"
            ),
            "The authorization server sends new tokens",
            format!(
                "Both tokens are new. The application has to put the new refresh token in place of \
                 the old one: an old one that is used again{late} looks like theft."
            ),
            [spec::RFC_6749_6, spec::RFC_9700_4_14_2].as_slice(),
        )
    } else {
        (
            "It has to be this client’s own, and not expired or revoked. RFC 6749 leaves open \
             whether it is replaced, and this server leaves it as it is."
                .to_owned(),
            "The authorization server sends a new `access_token`",
            "The `refresh_token` stays the same.".to_owned(),
            [spec::RFC_6749_6].as_slice(),
        )
    };
    let narration = Narration::new(request, tell(title, answer, sections))
        .with_judgement(tell(
            "The server checks the `refresh_token`",
            judgement,
            sections,
        ))
        .with_refusal(|_, failed_check| refused_as_expired(failed_check));
    let request = stage.client(CLIENT).refresh_request(None);
    stage.exchange(CLIENT, &request, narration)
}

/// The same, and the application keeps what it gets. Returns whether that is anything: where the
/// refresh token has grown too old, only the person can help.
///
/// # Errors
/// With an answer that the application cannot use.
fn renew(stage: &mut Stage, request: Telling) -> Result<bool, Stopped> {
    let response = refresh(stage, request)?;
    let is_renewed = response.status().is_success();
    if is_renewed {
        keep_tokens(stage, &json_in(&response))?;
    } else {
        forget_expired_tokens(stage);
    }
    Ok(is_renewed)
}

/// What is told of a refresh that nothing special leads to.
fn sends_its_refresh_token(stage: &Stage) -> Telling {
    tell(
        format!(
            "{} sends its `refresh_token`",
            stage.scenario().names.client_name
        ),
        "The person is not needed. As a public client the application shows no secret: \
         whoever has the refresh token can do this.",
        &[spec::RFC_6749_6],
    )
}

/// What is told of the checks where somebody else comes with the same refresh token.
fn judged_like_anybody(stage: &Stage) -> Telling {
    let (why, sections) = if stage.policy().refresh_tokens_rotate {
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

/// What is told of a refresh token that has outlived its time.
fn refused_as_expired(failed_check: &str) -> Option<Telling> {
    (failed_check == "refresh_token_has_not_expired").then(|| {
        tell(
            "The server refuses: the `refresh_token` has expired",
            "It was not used for longer than this server allows, or the person’s consent is too \
             old. The error is `invalid_grant`, as for a token that was revoked; only \
             `error_description`, which is for developers, tells the two apart.",
            &[spec::RFC_6749_5_2, spec::RFC_9700_4_14_2],
        )
    })
}

/// What is told of a refresh token that somebody has used before; otherwise as any other.
fn refused_as_used(failed_check: &str) -> Option<Telling> {
    match failed_check {
        "refresh_token_has_not_been_replaced" => Some(tell(
            "The server refuses and revokes the whole family",
            "A `refresh_token` that has been replaced comes back: two parties may hold it, and \
             the server cannot tell which is which. It ends every refresh token that came of this \
             consent. RFC 9700 has the active refresh token revoked, OAuth 2.1 the grant as well; \
             this server also revokes the access tokens.",
            &[spec::RFC_9700_4_14_2, spec::OAUTH_2_1_4_3_1],
        )),
        _ => refused_as_expired(failed_check),
    }
}

/// Whoever has the newest tokens of a family that may have been revoked calls the API with them,
/// and refreshes where that is refused. Returns whether nothing works any more; `why_dead` is told
/// then.
fn meet_the_end(
    stage: &mut Stage,
    who: &str,
    request: Telling,
    why_dead: &str,
) -> Result<bool, Stopped> {
    let answered = call(
        stage,
        CLIENT,
        who,
        "The API still answers: this token is not one of the revoked family.",
    )?;
    if answered.status().is_success() {
        return Ok(false);
    }
    let narration = Narration::new(
        request,
        tell(
            "The authorization server sends tokens",
            "The family lives.",
            &[spec::RFC_6749_6],
        ),
    )
    .with_refusal(|_, failed_check| refused_as_expired(failed_check));
    let request = stage.client(CLIENT).refresh_request(None);
    let response = stage.exchange(CLIENT, &request, narration)?;
    if response.status().is_success() {
        keep_tokens(stage, &json_in(&response))?;
        return Ok(false);
    }
    if is_revoked(stage) {
        stage.retell(tell(
            "The newest `refresh_token` is dead too: `invalid_grant`",
            why_dead,
            &[spec::RFC_9700_4_14_2],
        ));
    }
    Ok(true)
}

/// Whether the server has withdrawn what the person had granted.
fn is_revoked(stage: &Stage) -> bool {
    stage.has_withdrawn(ValueKind::RefreshToken)
}

/// No refresh token works any more, and only the person can help.
fn forget_tokens(stage: &mut Stage, why: &str, sections: &[Section]) {
    let names = &stage.scenario().names;
    let title = format!(
        "{} forgets its tokens and asks {} for access again",
        names.client_name, names.person
    );
    let verdict = format!("{} has to give access again.", names.person);
    stage.client(CLIENT).tokens = None;
    stage.forget_tokens(CLIENT, tell(title, why, sections));
    stage.conclude(false, verdict);
}

/// The same where the tokens have only grown old.
fn forget_expired_tokens(stage: &mut Stage) {
    forget_tokens(
        stage,
        "The refresh token is of no use any more. Only the person can give access again.",
        &[spec::RFC_6749_5_2],
    );
}
