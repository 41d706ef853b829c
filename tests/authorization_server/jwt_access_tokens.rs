//! Rows J: access tokens that are JWTs.

use serde_json::{Value, json as value};

use crate::support::*;
use oauth_flow_simulator::protocol::jose::{self, DecodedJwt};

proves! {
    J02 "RFC 9068 §2.2", J02 "RFC 9068 §2.2.3" => every_required_claim_is_there;
    J04 "RFC 9068 §4", J05 "RFC 9068 §5", J05 "RFC 8725 §3.12"
        => the_api_takes_access_tokens_of_its_own_server_only;
}

fn decoded(token: &str) -> DecodedJwt {
    jose::decode(token).expect("the token is a JWT")
}

fn every_required_claim_is_there() {
    under_every_profile(|world| {
        let lifetime = world.server.policy.access_token_lifetime_seconds;
        let first = decoded(&world.tokens(&WEB, NOW).access_token);
        let second = decoded(&world.tokens(&WEB, NOW).access_token);
        assert_eq!(first.header["typ"], "at+jwt");
        assert_ne!(first.header["alg"], "none");
        assert_ne!(first.claims["jti"], second.claims["jti"]);
        let mut claims = first.claims;
        assert!(claims["jti"].take().is_string());
        let expected = value!({
            "iss": ISSUER,
            "sub": "user:alice",
            "aud": API,
            "client_id": WEB.client_id,
            "iat": NOW.0,
            "exp": NOW.0 + lifetime,
            "jti": null,
            "scope": "photos.read photos.write",
        });
        assert_eq!(claims, expected);
        // Without a person the client speaks for itself: section 2.2.
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        let own = decoded(&world.tokens_for(&SERVICE, &pairs, NOW).access_token);
        assert_eq!(own.claims["sub"], "client:reportservice");
        assert_eq!(own.claims["client_id"], SERVICE.client_id);
    });
}

/// Every single thing that section 4 has an API look at, changed and signed by the right key.
fn the_api_takes_access_tokens_of_its_own_server_only() {
    under_every_profile(|world| {
        let key = world.server.signing_keys().next().expect("there is a key");
        let key = key.clone();
        let token = world.tokens(&WEB, NOW).access_token;
        let claims = decoded(&token).claims;
        let signed = key.sign("at+jwt", &claims);
        world.hand_out(&signed);
        world.opens_the_api(&signed, NOW);
        // An ID token is signed by the same key.
        for typ in [
            "JWT",
            "",
            "id_token+jwt",
            "dpop+jwt",
            "logout+jwt",
            "at+jwt ",
        ] {
            println!("{typ}");
            let signed = key.sign(typ, &claims);
            world.hand_out(&signed);
            world.does_not_open_the_api(&signed, NOW);
        }
        let cases = [
            ("iss", value!("https://other.example.com")),
            ("aud", value!(WEB.client_id)),
            ("aud", value!([FILES, "https://api.example.com/"])),
            ("aud", value!([])),
            ("exp", value!(NOW.0)),
            ("exp", Value::Null),
            ("jti", value!("unknown")),
        ];
        for (name, wrong) in cases {
            println!("{name} {wrong}");
            let mut changed = claims.clone();
            changed[name] = wrong;
            let signed = key.sign("at+jwt", &changed);
            // But for its name, even the server would vouch for it.
            if changed["jti"] == claims["jti"] {
                world.hand_out(&signed);
            }
            world.does_not_open_the_api(&signed, NOW);
        }
        let parts: Vec<&str> = token.split('.').collect();
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
        world.does_not_open_the_api(&unsigned, NOW);
        let other = world.tokens(&WEB, NOW).access_token;
        let other: Vec<&str> = other.split('.').collect();
        let swapped = format!("{}.{}.{}", parts[0], parts[1], other[2]);
        world.does_not_open_the_api(&swapped, NOW);
    });
}
