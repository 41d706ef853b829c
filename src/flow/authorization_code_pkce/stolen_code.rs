//! A thief has the code and not the verifier.
//!
//! [RFC 7636 section 1](https://www.rfc-editor.org/rfc/rfc7636.html#section-1)

use crate::flow::authorization_code_pkce::{obtain_code, redeem, use_the_token};
use crate::flow::lines::authorization_code_pkce as told;
use crate::flow::story::{Play, Story};
use crate::protocol::value_kind::ValueKind;
use crate::simulation::cast::{
    ATTACKER, BROWSER, PERSONS_BROWSER, RESOURCE_SERVER, SERVER, THIEF, application,
};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::Appearance;
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
    play: Play::usual(script),
};

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    let code = obtain_code(stage)?;
    let kinds = [ValueKind::Code, ValueKind::State, ValueKind::CodeChallenge];
    let in_addresses = kinds.map(|kind| stage.known(BROWSER, kind).unwrap_or_default());
    stage.leak(
        BROWSER,
        ATTACKER,
        told::EXTENSION_COPIES_ADDRESSES,
        &in_addresses.each_ref().map(String::as_str),
    );
    let got_in = try_the_loot(stage)?;
    redeem(stage, &code)?;
    use_the_token(stage)?;
    let verdict = match got_in {
        true => words::THIEF_HAS_TOKENS,
        false => words::THIEF_HAS_NOTHING,
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
    let program = stage.client(ATTACKER);
    program.pretend(verifier);
    let request = program.code_request(code);
    let response = stage.exchange(ATTACKER, &request, &told::THIEF_SENDS_CODE)?;
    Ok(response.status().is_success())
}
