//! A token that is bound to a key, and a thief who has the token alone.
//!
//! [RFC 9449 section 1](https://www.rfc-editor.org/rfc/rfc9449.html#section-1)

use crate::flow::authorization_code_pkce::keep_tokens;
use crate::flow::lines::client_credentials_dpop as told;
use crate::flow::story::{Play, Story};
use crate::ground::random::Random;
use crate::party::client_application::{Tokens, json_in};
use crate::party::key_holder::KeyHolder;
use crate::protocol::jose::es256;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::cast::{ATTACKER, CLIENT, RESOURCE_SERVER, SERVER, THIEF, application};
use crate::simulation::lines::Lines;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Appearance, Party};
use crate::words::lines::client_credentials_dpop as words;

/// The story.
pub static STORY: Story = Story {
    id: "dpop",
    line: words::STORY,
    cast: &[
        application(Appearance::Service),
        THIEF,
        SERVER,
        RESOURCE_SERVER,
    ],
    switches: &[],
    play: Play::in_the_whole(script),
};

fn script(stage: &mut Stage) -> Result<(), Stopped> {
    stage.client(CLIENT).token_types = &["DPoP"];
    stage.inside(CLIENT, told::MAKES_A_KEY, &[]);
    let Some(mut key) = new_key(stage, CLIENT) else {
        return Ok(());
    };
    let request = stage.client(CLIENT).client_credentials_request();
    let request = key.prove(&request, None, stage.now());
    let response = stage.exchange(CLIENT, &request, &told::ASKS_WITH_PROOF)?;
    keep_tokens(stage, &json_in(&response))?;
    call(stage, CLIENT, Some(&mut key), &told::CALLS_WITH_PROOF)?;

    let loot = stage
        .known(CLIENT, ValueKind::AccessToken)
        .unwrap_or_default();
    stage.leak(CLIENT, ATTACKER, told::LOG_KEEPS_THE_TOKEN, &[&loot]);
    let got_in = try_the_loot(stage)?;
    let verdict = match got_in {
        true => words::THIEF_GOT_IN,
        false => words::THIEF_HAS_NOTHING,
    };
    stage.conclude(!got_in, verdict);
    Ok(())
}

/// The thief uses what has come to hand: without a proof, then with one of its own. Returns whether
/// the API answered.
fn try_the_loot(stage: &mut Stage) -> Result<bool, Stopped> {
    let Some(access_token) = stage.known(ATTACKER, ValueKind::AccessToken) else {
        return Ok(false);
    };
    for token_type in ["Bearer", "DPoP"] {
        stage.client(ATTACKER).tokens = Some(Tokens {
            access_token: access_token.clone(),
            token_type,
            refresh_token: None,
            expires_at: None,
        });
        let mut key = new_key(stage, ATTACKER).filter(|_| token_type == "DPoP");
        if call(stage, ATTACKER, key.as_mut(), &told::THIEF_CALLS)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Calls the API with the token of `party`, and with a proof where it has a key. Returns whether it
/// answered.
fn call(
    stage: &mut Stage,
    party: Party,
    key: Option<&mut KeyHolder>,
    lines: &'static Lines,
) -> Result<bool, Stopped> {
    let now = stage.now();
    let client = stage.client(party);
    let mut request = client.resource_request();
    if let Some(key) = key {
        let tokens = client.tokens.as_ref();
        let access_token = tokens.map(|tokens| tokens.access_token.as_str());
        request = key.prove(&request, access_token, now);
    }
    let response = stage.exchange(party, &request, lines)?;
    Ok(response.status().is_success())
}

/// A key that only `party` has. `None` for the one random value in 2³² that is no key.
fn new_key(stage: &Stage, party: Party) -> Option<KeyHolder> {
    let seed = stage.scenario().seed.wrapping_add(party.0 as u64);
    let key = es256::signing_key(&Random::new(seed, "DPoP key").secret())?;
    Some(KeyHolder::new(key, seed))
}
