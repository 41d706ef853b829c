//! A thief has the code and not the verifier.
//!
//! [RFC 7636 section 1](https://www.rfc-editor.org/rfc/rfc7636.html#section-1)

use crate::flow::authorization_code_pkce::{obtain_code, redeem, use_the_token};
use crate::flow::story::Story;
use crate::flow::thief::act_as_thief;
use crate::protocol::pkce::ChallengeMethod;
use crate::simulation::narration::{Narration, Telling, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Appearance, Role};
use crate::spec;

/// The story.
pub static STORY: Story = Story {
    id: "stolen-code",
    title: "A stolen code",
    summary: "The code travels through the browser, where it can be read. A thief who is faster \
              than the application sends it to the token endpoint, without the `code_verifier` \
              that has never left the application.",
    cast: &[
        (Role::Browser, Appearance::Browser),
        (Role::Client, Appearance::SinglePageApplication),
        (Role::Attacker, Appearance::Thief),
    ],
    script,
};

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    let code = obtain_code(stage)?;
    let transaction = stage.client.transaction.as_ref();
    let verifier = transaction.and_then(|transaction| transaction.code_verifier.as_deref());
    let challenge = ChallengeMethod::S256.challenge(verifier.unwrap_or_default());
    stage.leak(
        Role::Browser,
        Role::Attacker,
        tell(
            "An extension of the browser copies the addresses",
            "It may see addresses, and nothing of what is in the pages. In the last one stands the \
             `code`, in an earlier one the `code_challenge`. Whoever has written the extension is \
             quicker than the page.",
            &[spec::RFC_7636_1, spec::RFC_9700_4_3_1],
        ),
        &[&code, &challenge],
    );
    let got_in = [None, Some(challenge)]
        .into_iter()
        .any(|verifier| act_as_thief(stage, |stage| try_code(stage, &code, verifier)));
    redeem(stage, &code)?;
    use_the_token(stage)?;
    let verdict = if got_in {
        "The thief has got tokens for the code."
    } else {
        "The thief had the code, but not the verifier, and has got nothing."
    };
    stage.attack_ends(got_in, verdict);
    Ok(())
}

/// The thief sends the code with what is at hand as the verifier. Returns whether that gave tokens.
fn try_code(stage: &mut Stage, code: &str, verifier: Option<String>) -> bool {
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
    if let Some(transaction) = &mut stage.client.transaction {
        transaction.code_verifier = verifier;
    }
    let repeats_redirect_uri = stage
        .server
        .policy
        .redirect_uri_is_repeated_at_token_endpoint;
    let request = stage.client.code_request(code, repeats_redirect_uri);
    let response = stage.exchange(
        Role::Attacker,
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
    );
    response.status().is_success()
}

fn refused(_: &str, failed_check: &str) -> Option<Telling> {
    (failed_check == "code_verifier_matches_challenge").then(|| {
        tell(
            "The server refuses the thief: `invalid_grant`",
            "What was sent does not prove that it comes from whoever started the sign-in. This \
             server leaves the code as good as before; if a wrong verifier used it up, a thief \
             could spoil every sign-in whose code leaks.",
            &[spec::RFC_7636_4_6, spec::RFC_6749_5_2],
        )
    })
}
