//! Two tabs of one page refresh at the same time, each with the same refresh token.
//!
//! [RFC 9700 section 4.14.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14.2)

use http::StatusCode;

use crate::flow::authorization_code_pkce::keep_tokens;
use crate::flow::refresh::{
    LUNCH_SECONDS, begin, call, forget_expired_tokens, forget_tokens, is_revoked,
    judged_like_anybody, meet_the_end, refused_as_used, renew,
};
use crate::flow::story::Story;
use crate::party::client_application::json_in;
use crate::scenario::SwitchValue;
use crate::server::Response;
use crate::simulation::cast::{
    CLIENT, Member, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, application,
};
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
use crate::words::lines::refresh_two_tabs as words;

/// The story under a server that takes a second use for a theft.
pub static STORY: Story = Story {
    id: "two-tabs",
    line: words::STORY,
    cast: CAST,
    switches: &[],
    script,
};

/// The same under a server that gives the second one time.
pub static STORY_WITH_GRACE: Story = Story {
    id: "two-tabs-grace",
    line: words::STORY_WITH_GRACE,
    cast: CAST,
    switches: &[("refreshGraceSeconds", SwitchValue::Number(GRACE_SECONDS))],
    script,
};

const CAST: &[Member] = &[
    application(Appearance::SinglePageApplication),
    SERVER,
    RESOURCE_SERVER,
    PERSONS_BROWSER.without_lane(),
];

/// Seconds in which a replaced refresh token gets its successor once more.
const GRACE_SECONDS: u64 = 10;

const FIRST: &str = "The first tab";
const SECOND: &str = "The second tab";

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    begin(stage)?;
    let name = stage.scenario().names.client_name.clone();
    stage.wait(LUNCH_SECONDS);
    stage.inside(
        CLIENT,
        tell(
            format!("{name} is open in two tabs"),
            "More than an hour has passed. Both tabs have the same origin, so they share what the \
             page keeps in `localStorage`: both tokens are there, where any script of this origin \
             can read them. To the server the two tabs are one client.",
            &[spec::RFC_10017_8_5],
        ),
        &[],
    );
    for tab in [FIRST, SECOND] {
        let refused = call(stage, CLIENT, tab, "The token still works.")?;
        if refused.status() != StatusCode::UNAUTHORIZED {
            return Ok(());
        }
    }
    // Each tab reads the storage at its 401, before either has an answer.
    let read_by_second = stage.client(CLIENT).tokens.clone();
    let is_renewed = renew(
        stage,
        tell(
            format!("{FIRST} sends the `refresh_token`"),
            "Both tabs have met a 401, and both do what an application does then. Neither knows of \
             the other. Both have read the same refresh token; the request of this tab arrives \
             first.",
            &[spec::RFC_6749_6],
        ),
    )?;
    if !is_renewed {
        return Ok(());
    }
    let newest = std::mem::replace(&mut stage.client(CLIENT).tokens, read_by_second);
    let response = come_second(stage)?;
    if response.status().is_success() {
        keep_tokens(stage, &json_in(&response))?;
        call(
            stage,
            CLIENT,
            SECOND,
            "Both tabs go on, and nobody is asked for access again.",
        )?;
        tell_the_price(stage);
        stage.conclude(true, "Both tabs go on.");
        return Ok(());
    }
    stage.client(CLIENT).tokens = newest;
    come_to_nothing(stage)
}

/// The second tab sends what it read, which is not the newest any more.
fn come_second(stage: &mut Stage) -> Result<Response, Stopped> {
    let policy = stage.policy();
    let (answer, why, sections) = if policy.refresh_tokens_rotate {
        (
            "The authorization server sends the same successor once more",
            "The `refresh_token` is the one that the first tab got, so the family does not fork. \
             The `access_token` is another one. This is for answers that got lost and for tabs \
             that race: the server takes a replaced token for a short time, as long as its \
             successor has not been used.",
            [spec::RFC_6749_6, spec::RFC_9700_4_14_2].as_slice(),
        )
    } else {
        (
            "The authorization server sends another `access_token`",
            "This server does not replace refresh tokens, so there is no old one and no new one: \
             each tab gets an access token.",
            [spec::RFC_6749_6].as_slice(),
        )
    };
    let narration = Narration::new(
        tell(
            format!("{SECOND} sends the `refresh_token` that it read"),
            "It read the token before the first tab had its answer. The request is the same as the \
             first, to the byte.",
            &[spec::RFC_6749_6],
        ),
        tell(answer, why, sections),
    )
    .with_judgement(judged_like_anybody(stage))
    .with_refusal(|_, failed_check| refused_as_used(failed_check));
    let request = stage.client(CLIENT).refresh_request(None);
    stage.exchange(CLIENT, &request, narration)
}

/// What the server's patience, or its not looking, costs.
fn tell_the_price(stage: &mut Stage) {
    let (title, why, sections) = if stage.policy().refresh_tokens_rotate {
        (
            "What the grace period costs",
            format!(
                "For {GRACE_SECONDS} s, or until the successor is used, whoever else holds the old \
                 refresh token gets the successor as well, and an access token: had it been a \
                 thief, nothing would have been noticed. The theft comes out later, if both use \
                 the successor, and the second does so after another {GRACE_SECONDS} s or when the \
                 next one has been used. In RFC 9700 the old token is invalid at once; there is no \
                 such time. One tab that refreshes for all, under a lock, needs none."
            ),
            [spec::RFC_9700_4_14_2].as_slice(),
        )
    } else {
        (
            "What it costs not to rotate",
            "Two tabs cannot get in each other’s way here. But neither can a thief get in the \
             application’s way: a copied refresh token works beside it, and nobody notices. For \
             public clients RFC 9700 therefore demands rotation, or refresh tokens that are bound \
             to a key of the client."
                .to_owned(),
            [spec::RFC_9700_2_2_2, spec::RFC_9700_4_14_2].as_slice(),
        )
    };
    stage.inside(CLIENT, tell(title, why, sections), &[]);
}

/// The first tab finds that its new tokens are dead.
fn come_to_nothing(stage: &mut Stage) -> Result<(), Stopped> {
    let is_out = meet_the_end(
        stage,
        FIRST,
        tell(
            format!("{FIRST} tries its newest `refresh_token`"),
            "It does at this 401 what it did at the one before.",
            &[spec::RFC_6749_6],
        ),
        "It has been revoked together with its family.",
    )?;
    if is_out && is_revoked(stage) {
        forget_tokens(
            stage,
            "Nobody has stolen anything, and yet the person has to give access again. What helps \
             is in the application: one tab refreshes for all while it holds a lock, such as that \
             of `navigator.locks`, and the others then read what it has stored.",
            &[spec::RFC_9700_4_14_2],
        );
        let person = &stage.scenario().names.person;
        let verdict = format!("Nobody stole anything, and yet {person} has to give access again.");
        stage.conclude(false, verdict);
    } else if is_out {
        forget_expired_tokens(stage);
    }
    Ok(())
}
