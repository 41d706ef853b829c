//! A thief has the code and not the verifier.
//!
//! [RFC 7636 section 1](https://www.rfc-editor.org/rfc/rfc7636.html#section-1)

use crate::flow::authorization_code_pkce::{obtain_code, redeem, use_the_token};
use crate::flow::story::Story;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::cast::{
    ATTACKER, BROWSER, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, THIEF, application,
};
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
use crate::spec;
use crate::words::lines::authorization_code_pkce_stolen_code as words;

/// The story.
pub static STORY: Story = Story {
    id: "stolen-code",
    line: words::STORY,
    cast: &[
        PERSONS_BROWSER,
        application(Appearance::SinglePageApplication),
        THIEF,
        SERVER,
        RESOURCE_SERVER,
    ],
    switches: &[],
    script,
};

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    let code = obtain_code(stage)?;
    let kinds = [ValueKind::Code, ValueKind::State, ValueKind::CodeChallenge];
    let in_addresses = kinds.map(|kind| stage.known(BROWSER, kind).unwrap_or_default());
    stage.leak(
        BROWSER,
        ATTACKER,
        tell(
            "An extension of the browser copies the addresses",
            "It may see addresses as they are opened, and nothing of what is in the pages. The one \
             that led back to the page had the `code` and the `state`, an earlier one the \
             `code_challenge`. The thief’s program has them at once, and is quicker than the page. \
             Could it read the page, it would find the `code_verifier` in `sessionStorage`, and \
             PKCE would not help.",
            &[spec::RFC_7636_1, spec::RFC_9700_3, spec::RFC_10017_8_5],
        ),
        &in_addresses.each_ref().map(String::as_str),
    );
    let got_in = try_the_loot(stage)?;
    redeem(stage, &code)?;
    use_the_token(stage)?;
    let verdict = if got_in {
        "The thief has got tokens for the code."
    } else {
        "The thief had the code, but not the verifier, and has got nothing."
    };
    stage.conclude(!got_in, verdict);
    Ok(())
}

/// The thief uses what has come to hand. Returns whether that gave tokens.
fn try_the_loot(stage: &mut Stage) -> Result<bool, Stopped> {
    let Some(code) = stage.known(ATTACKER, ValueKind::Code) else {
        return Ok(false);
    };
    let challenge = stage.known(ATTACKER, ValueKind::CodeChallenge);
    Ok(try_code(stage, &code, None)? || challenge.is_some() && try_code(stage, &code, challenge)?)
}

/// The thief sends the code with what is at hand as the verifier. Returns whether that gave tokens.
fn try_code(stage: &mut Stage, code: &str, verifier: Option<String>) -> Result<bool, Stopped> {
    let (title, why, sections) = match verifier {
        None => (
            "The thief sends the stolen code",
            "The `client_id` is public, and a public client shows no secret. Without PKCE the \
             server could not tell the thief from the application.",
            [spec::RFC_6749_4_1_3, spec::RFC_7636_4_5],
        ),
        Some(_) => (
            "The thief tries the `code_challenge` as the `code_verifier`",
            "It has the right length. With the method `plain` it would be the verifier itself; \
             with `S256` the verifier can neither be computed from it nor guessed, as it was made \
             from 256 random bits.",
            [spec::RFC_7636_4_2, spec::RFC_7636_7_2],
        ),
    };
    let refused = match stage.policy().only_valid_code_replay_revokes {
        true => refused_without_harm,
        false => refused_before_the_application,
    };
    let program = stage.client(ATTACKER);
    program.pretend(verifier);
    let request = program.code_request(code);
    let response = stage.exchange(
        ATTACKER,
        &request,
        Narration::new(
            tell(title, why, &sections),
            tell(
                "The authorization server sends the thief tokens",
                "Nothing tells the thief from the application.",
                &[spec::RFC_6749_5_1],
            ),
        )
        .with_judgement(tell(
            "The server checks the `code` and the `code_verifier`",
            "The code was stored together with the `code_challenge` of the request that it \
             answers. So a verifier has to come with it, and its hash has to equal the challenge.",
            &[spec::RFC_7636_4_6],
        ))
        .with_refusal(refused),
    )?;
    Ok(response.status().is_success())
}

const REFUSED: &str = "The server refuses the thief: `invalid_grant`";

/// Of a server under which nobody without the verifier can do harm.
fn refused_without_harm(_: &str, failed_check: &str) -> Option<Telling> {
    (failed_check == "code_verifier_matches_challenge").then(|| {
        tell(
            REFUSED,
            "What was sent does not prove that it comes from whoever started the sign-in. This \
             server leaves the code as good as before, and a code that comes again without its \
             verifier revokes nothing either: else whoever has seen a code could spoil the \
             sign-in.",
            &[spec::RFC_7636_4_6, spec::OAUTH_2_1_7_5_2],
        )
    })
}

/// Of a server that takes every second use of a code for a theft.
fn refused_before_the_application(_: &str, failed_check: &str) -> Option<Telling> {
    (failed_check == "code_verifier_matches_challenge").then(|| {
        tell(
            REFUSED,
            "What was sent does not prove that it comes from whoever started the sign-in. This \
             server leaves the code as good as before. Had the thief come after the application, \
             it would have been a second use, and the tokens would have been revoked; OAuth 2.1 \
             asks for that only where the rest of the request is valid.",
            &[spec::RFC_7636_4_6, spec::RFC_6749_4_1_2],
        )
    })
}
