//! Row A21, and the faults that the rows C03 to C11 name: each changes what its name says.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, header};
use serde_json::{Value, json};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::es256::ES256;
use oauth_flow_simulator::protocol::jose::rsassa::RS256;
use oauth_flow_simulator::protocol::jose::{self, JwkSet};
use oauth_flow_simulator::server::fault::{FAULTS, Fault};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    A21 "RFC 6749 §4.1.2.1" => a_server_that_cannot_answer_says_so_to_the_application;
    C03 "RFC 9207 §2.4", C04 "OpenID Connect §3.1.3.7", C05 "OpenID Connect §3.1.3.7",
    C06 "RFC 8725 §3.1", C07 "OpenID Connect §3.1.3.7", C08 "OpenID Connect §2",
    C09 "OpenID Connect §3.1.3.8", C10 "OpenID Connect §5.3.2",
    C11 "OpenID Connect Discovery §4.3", M10 "OpenID Connect §10.1.1"
        => each_fault_changes_what_its_name_says_and_nothing_else;
}

/// What differs from what a sound server answers. `front` is the ID Token of the authorization
/// response, `back` the one of the token endpoint.
const CHANGES: &[(&str, &[&str])] = &[
    (
        "id_token_issuer_is_another",
        &["front/claims/iss", "back/claims/iss"],
    ),
    (
        "id_token_issuer_is_missing",
        &["front/claims/iss", "back/claims/iss"],
    ),
    (
        "id_token_subject_is_missing",
        &["front/claims/sub", "back/claims/sub"],
    ),
    (
        "id_token_subject_is_another",
        &["front/claims/sub", "back/claims/sub"],
    ),
    (
        "id_token_audience_is_another",
        &["front/claims/aud", "back/claims/aud"],
    ),
    (
        "id_token_audience_is_missing",
        &["front/claims/aud", "back/claims/aud"],
    ),
    (
        "id_token_time_of_issue_is_missing",
        &["front/claims/iat", "back/claims/iat"],
    ),
    (
        "id_token_is_expired",
        &["front/claims/exp", "back/claims/exp"],
    ),
    (
        "id_token_nonce_is_another",
        &["front/claims/nonce", "back/claims/nonce"],
    ),
    (
        "id_token_nonce_is_missing",
        &["front/claims/nonce", "back/claims/nonce"],
    ),
    ("id_token_at_hash_is_another", &["back/claims/at_hash"]),
    ("id_token_c_hash_is_another", &["front/claims/c_hash"]),
    (
        "id_token_signature_is_another",
        &["front/is_genuine", "back/is_genuine"],
    ),
    (
        "id_token_is_not_signed",
        &[
            "front/header/alg",
            "front/header/kid",
            "front/is_genuine",
            "back/header/alg",
            "back/header/kid",
            "back/is_genuine",
        ],
    ),
    (
        "id_token_is_signed_with_the_public_key_as_secret",
        &[
            "front/header/alg",
            "front/is_genuine",
            "back/header/alg",
            "back/is_genuine",
        ],
    ),
    (
        "id_token_key_is_unknown",
        &[
            "front/header/kid",
            "front/is_genuine",
            "back/header/kid",
            "back/is_genuine",
        ],
    ),
    (
        "signing_key_is_rotated",
        &[
            "front/header/kid",
            "back/header/kid",
            "keys/keys/2/alg",
            "keys/keys/2/crv",
            "keys/keys/2/kid",
            "keys/keys/2/kty",
            "keys/keys/2/use",
            "keys/keys/2/x",
            "keys/keys/2/y",
            "keys/keys/3/alg",
            "keys/keys/3/e",
            "keys/keys/3/kid",
            "keys/keys/3/kty",
            "keys/keys/3/n",
            "keys/keys/3/use",
        ],
    ),
    ("userinfo_subject_is_another", &["userinfo/sub"]),
    ("metadata_issuer_is_another", &["metadata/issuer"]),
    ("response_issuer_is_another", &["response/iss"]),
    ("response_issuer_is_missing", &["response/iss"]),
    ("response_state_is_another", &["response/state"]),
    ("response_state_is_missing", &["response/state"]),
    ("token_type_is_unknown", &["tokens/token_type"]),
];

/// The faults after which there is nothing to redeem.
const FAILURES: [(&str, &str); 2] = [
    ("server_has_an_error", "server_error"),
    ("server_is_overloaded", "temporarily_unavailable"),
];

/// The parts of an ID Token, and whether one of the published keys has signed it.
fn parts(token: &str, keys: &JwkSet) -> Value {
    let jwt = jose::decode(token).expect("the token can be read");
    let is_genuine = jose::verify(token, keys, &[ES256, RS256]).is_ok();
    json!({ "header": jwt.header, "claims": jwt.claims, "is_genuine": is_genuine })
}

fn get(world: &mut World, path: &str) -> Value {
    json_in(
        &world
            .send(&request(Method::GET, &format!("{ISSUER}{path}")), NOW)
            .response,
    )
}

/// All that a client gets to see of a server that has `fault`.
fn seen(fault: Option<&'static Fault>) -> BTreeMap<String, Value> {
    let mut world = World::new(Profile::OAuth21);
    world.server.faults.extend(fault);
    let pairs = authentication().with("response_type", "code id_token");
    let answer = world.decide(&pairs, "approve", NOW);
    let mut tokens = world.redeemed(&answer, NOW);
    let userinfo = world.userinfo(&text(&tokens, "access_token"), NOW);
    let keys = world.send(&request(Method::GET, &format!("{ISSUER}/jwks")), NOW);
    let keys = JwkSet::parse(keys.response.body());
    let parameter = |name| location_parameter(&answer, name);
    let front = parameter("id_token").expect("there is an ID Token");
    let back = text(&tokens, "id_token");
    tokens["id_token"] = Value::Null;
    let all = json!({
        "response": {
            "code": parameter("code"),
            "state": parameter("state"),
            "iss": parameter("iss"),
            "error": parameter("error"),
        },
        "front": parts(&front, &keys),
        "tokens": tokens,
        "back": parts(&back, &keys),
        "userinfo": userinfo,
        "metadata": get(&mut world, "/.well-known/openid-configuration"),
        "keys": get(&mut world, "/jwks"),
    });
    let mut leaves = BTreeMap::new();
    collect(&all, "", &mut leaves);
    leaves
}

/// The single values in `value`, by where they stand.
fn collect(value: &Value, place: &str, leaves: &mut BTreeMap<String, Value>) {
    let below = |name: &str| match place {
        "" => name.to_owned(),
        _ => format!("{place}/{name}"),
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| collect(member, &below(name), leaves)),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .for_each(|(index, element)| collect(element, &below(&index.to_string()), leaves)),
        Value::Null => {}
        single => {
            leaves.insert(place.to_owned(), single.clone());
        }
    }
}

fn each_fault_changes_what_its_name_says_and_nothing_else() {
    let sound = seen(None);
    assert_eq!(sound["front/is_genuine"], true);
    assert_eq!(sound["back/is_genuine"], true);
    for (name, expected) in CHANGES {
        let fault = Fault::parse(name).expect("the fault is in the list");
        let broken = seen(Some(fault));
        let places: BTreeSet<&String> = sound.keys().chain(broken.keys()).collect();
        let changed: BTreeSet<&str> = places
            .into_iter()
            .filter(|place| sound.get(*place) != broken.get(*place))
            .map(String::as_str)
            .collect();
        assert_eq!(changed, expected.iter().copied().collect(), "{name}");
        if name.ends_with("_is_missing") {
            let gone = expected.iter().all(|place| !broken.contains_key(*place));
            assert!(gone, "{name}");
        }
        if *name == "id_token_is_expired" {
            let expires_at = broken["back/claims/exp"].as_u64().expect("a number");
            assert!(expires_at < NOW.0);
        }
    }
    let covered = CHANGES.iter().map(|(name, _)| name);
    let covered = covered.chain(FAILURES.iter().map(|(name, _)| name));
    let listed = FAULTS.iter().map(|fault| &fault.name);
    assert!(
        covered.eq(listed),
        "every fault stands in one of the two tables, in their order"
    );
}

fn a_server_that_cannot_answer_says_so_to_the_application() {
    for (name, error) in FAILURES {
        let check = "server_is_able_to_answer";
        let refused = redirect(error, check, spec::RFC_6749_4_1_2_1);
        under_every_profile(|world| {
            world.server.faults.extend(Fault::parse(name));
            for pairs in [authentication(), WEB.authorization()] {
                let handled = world.refuses(&authorization(&pairs), NOW, &refused);
                let state = location_parameter(&handled, "state");
                assert_eq!(state.as_deref(), Some(STATE));
                assert_eq!(header_text(&handled, header::CACHE_CONTROL), "no-store");
            }
        });
    }
}
