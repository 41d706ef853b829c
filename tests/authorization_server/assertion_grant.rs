//! Row K07: tokens for an assertion of somebody whom the server trusts.

use serde_json::{Value, json};

use crate::support::*;
use oauth_flow_simulator::protocol::jose::{self, JwkSet, SigningKey, es256};
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::grant::jwt_bearer::{NAME, TrustedIssuer};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec::{self, Section};

proves! {
    K07 "RFC 7523 §2.1" => an_assertion_gets_an_access_token_for_its_subject;
    K07 "RFC 7523 §3.1" => an_assertion_that_is_not_valid_is_no_grant;
    K07 "RFC 6749 §3.3" => the_scope_is_that_of_the_client;
    K07 "RFC 6749 §5.2" => a_client_has_to_be_registered_for_the_grant;
    K07 "draft-ietf-oauth-rfc7523bis §4" => the_token_endpoint_is_a_good_audience_of_a_grant;
    K07 "RFC 7523 §3" => an_assertion_is_good_once_where_the_policy_says_so;
}

pub const PARTNER: &str = "https://partner.example.com";

fn key() -> SigningKey {
    es256::signing_key(&[5; 32]).expect("it is a scalar of P-256")
}

pub fn with_partner(profiles: &[Profile], test: impl Fn(&mut World)) {
    under(profiles, |world| {
        world.server.trusted_issuers = vec![TrustedIssuer {
            issuer: PARTNER.to_owned(),
            keys: JwkSet {
                keys: vec![key().verification_key],
            },
        }];
        for client in &mut world.server.clients {
            if [WEB.client_id, PAGE.client_id].contains(&client.client_id.as_str()) {
                client.grant_types.push(NAME.to_owned());
            }
        }
        test(world);
    });
}

pub fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = json!({
        "iss": PARTNER, "sub": "user:alice", "aud": ISSUER, "jti": "1", "exp": NOW.0 + 300,
    });
    match value {
        Value::Null => {
            claims.as_object_mut().expect("it is one").remove(name);
        }
        value => claims[name] = value,
    }
    claims
}

fn pairs_with(assertion: &str) -> Pairs {
    Pairs::of(&[("grant_type", NAME), ("assertion", assertion)])
}

pub fn with_claims(claims: &Value) -> Request {
    WEB.token_request(&pairs_with(&key().sign("JWT", claims)))
}

fn an_assertion_gets_an_access_token_for_its_subject() {
    with_partner(&Profile::FLOWS, |world| {
        for (number, caller) in [WEB, PAGE].into_iter().enumerate() {
            let claims = claims_with("jti", json!(number.to_string()));
            let pairs = pairs_with(&key().sign("JWT", &claims));
            let tokens = world.tokens_for(&caller, &pairs, NOW);
            assert!(tokens.refresh_token.is_none());
            let jwt = jose::decode(&tokens.access_token).expect("it is a JWT");
            assert_eq!(jwt.claims["sub"], "user:alice");
            assert_eq!(jwt.claims["client_id"], caller.client_id);
            world.opens_the_api(&tokens.access_token, NOW);
        }
        let metadata = world.server.metadata();
        assert!(metadata.grant_types_supported.contains(&NAME.to_owned()));
    });
}

fn invalid(check: &'static str, section: Section) -> Refused {
    json(400, "invalid_grant", check, section)
}

fn an_assertion_that_is_not_valid_is_no_grant() {
    let signed = ("assertion_is_signed_by_a_trusted_issuer", spec::RFC_7523_3);
    let audience = ("assertion_is_for_this_server", spec::RFC_7523_3);
    let current = ("assertion_is_current", spec::RFC_7523_3);
    let user = ("assertion_is_about_a_user", spec::RFC_7523_3);
    let cases = [
        ("iss", json!("https://other.example.com"), signed),
        ("iss", Value::Null, signed),
        ("aud", json!("https://other.example.com"), audience),
        ("aud", Value::Null, audience),
        ("exp", json!(NOW.0), current),
        ("exp", Value::Null, current),
        ("nbf", json!(NOW.0 + 60), current),
        ("sub", json!("user:nobody"), user),
        // A client has no name among the users: RFC 9700 section 4.15.1.
        ("sub", json!("client:reportservice"), user),
        ("sub", Value::Null, user),
    ];
    with_partner(&Profile::FLOWS, |world| {
        for (name, value, (check, section)) in &cases {
            println!("{name}: {value}");
            let request = with_claims(&claims_with(name, value.clone()));
            world.refuses(&request, NOW, &invalid(check, *section));
        }
        let good = claims_with("jti", json!("1"));
        let stranger = es256::signing_key(&[6; 32]).expect("it is a scalar of P-256");
        let unsigned = key().sign_under(&json!({"alg": "none"}), &good);
        for assertion in [stranger.sign("JWT", &good), unsigned, "x".to_owned()] {
            let request = WEB.token_request(&pairs_with(&assertion));
            world.refuses(&request, NOW, &invalid(signed.0, signed.1));
        }
        let other_kind = pairs_with(&key().sign("at+jwt", &good));
        let expected = invalid("assertion_is_no_other_token", spec::RFC_8725_3_11);
        world.refuses(&WEB.token_request(&other_kind), NOW, &expected);
        let missing = json(
            400,
            "invalid_request",
            "assertion_is_sent",
            spec::RFC_7523_2_1,
        );
        let pairs = pairs_with("").without("assertion");
        world.refuses(&WEB.token_request(&pairs), NOW, &missing);
        // The server's own tokens are no assertions about its users, even if it trusted itself.
        let own = world.tokens(&WEB, NOW).access_token;
        let request = WEB.token_request(&pairs_with(&own));
        world.refuses(&request, NOW, &invalid(signed.0, signed.1));
    });
}

fn the_scope_is_that_of_the_client() {
    let expected = json(400, "invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
    with_partner(&Profile::FLOWS, |world| {
        let pairs = pairs_with(&key().sign("JWT", &claims_with("jti", json!("1"))));
        let beyond = pairs.clone().with("scope", "photos.read reports.read");
        world.refuses(&WEB.token_request(&beyond), NOW, &expected);
        let narrow = pairs.with("scope", "photos.read");
        let tokens = world.tokens_for(&WEB, &narrow, NOW);
        assert_eq!(tokens.scope.to_string(), "photos.read");
    });
}

fn a_client_has_to_be_registered_for_the_grant() {
    let check = "client_may_use_the_grant";
    let expected = json(400, "unauthorized_client", check, spec::RFC_6749_5_2);
    with_partner(&Profile::FLOWS, |world| {
        let pairs = pairs_with(&key().sign("JWT", &claims_with("jti", json!("1"))));
        world.refuses(&OTHER_WEB.token_request(&pairs), NOW, &expected);
    });
}

/// The update of RFC 7523 leaves that to grants: only a client's own assertion is for the issuer
/// alone.
fn the_token_endpoint_is_a_good_audience_of_a_grant() {
    with_partner(&Profile::FLOWS, |world| {
        let endpoint = format!("{ISSUER}/token");
        for (number, audience) in [json!(endpoint), json!([ISSUER, PARTNER])]
            .iter()
            .enumerate()
        {
            let mut claims = claims_with("aud", audience.clone());
            claims["jti"] = json!(number.to_string());
            tokens_in(&world.send(&with_claims(&claims), NOW));
        }
    });
}

fn an_assertion_is_good_once_where_the_policy_says_so() {
    let expected = invalid("assertion_is_unused", spec::RFC_7523_3);
    with_partner(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        let claims = claims_with("jti", json!("1"));
        tokens_in(&world.send(&with_claims(&claims), NOW));
        world.refuses(&with_claims(&claims), NOW, &expected);
        let without = claims_with("jti", Value::Null);
        world.refuses(&with_claims(&without), NOW, &expected);
        world.server.policy.assertions_are_good_once = false;
        tokens_in(&world.send(&with_claims(&claims), NOW));
    });
}
