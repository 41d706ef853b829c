//! Rows A16, A28 to A30 and O02 to O04: answers of several parts, and the ways on which they come.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::openid_connect::left_half_of_hash;
use crate::support::*;
use oauth_flow_simulator::party::browser::form_in;
use oauth_flow_simulator::server::Handled;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    A16 "RFC 6749 §3.1.1" => the_order_in_a_response_type_does_not_matter;
    A28 "OAuth 2.0 Form Post Response Mode §2" => form_post_sends_the_answer_in_a_body;
    A29 "OAuth 2.0 Multiple Response Types §3", A29 "OAuth 2.0 Multiple Response Types §5"
        => no_token_goes_into_the_query;
    A30 "OpenID Connect §3.1.2.6" => an_unknown_response_mode_is_answered_on_a_page;
    O01 "OpenID Connect §5.4" => without_an_access_token_the_claims_are_in_the_id_token;
    O02 "OpenID Connect §3.2.2.1" => an_id_token_through_the_browser_takes_a_nonce;
    O02 "OpenID Connect §3.1.2.1" => an_id_token_takes_the_scope_openid;
    O03 "OpenID Connect §3.2.2.10", O04 "OpenID Connect §3.3.2.11", O04 "OpenID Connect §3.3.3.6"
        => every_part_of_an_answer_is_bound_to_the_id_token;
}

const TYPES: [&str; 5] = [
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
];

fn hybrid(response_type: &str) -> Pairs {
    let pairs = authentication()
        .with("response_type", response_type)
        .with("prompt", "consent");
    if response_type.contains("code") {
        pairs
    } else {
        pairs
            .without("code_challenge")
            .without("code_challenge_method")
    }
}

fn has(answer: &Handled, name: &str) -> bool {
    location_parameter(answer, name).is_some()
}

fn every_part_of_an_answer_is_bound_to_the_id_token() {
    under_every_profile(|world| {
        for response_type in TYPES {
            println!("{response_type}");
            let asks_for = |part: &str| response_type.split(' ').any(|name| name == part);
            if asks_for("token") && world.profile != Profile::OAuth20 {
                let check = "response_type_is_supported";
                let section = spec::RFC_6749_3_1_1;
                let refused = fragment("unsupported_response_type", check, section);
                world.refuses(&authorization(&hybrid(response_type)), NOW, &refused);
                continue;
            }
            let answer = world.decide(&hybrid(response_type), "approve", NOW);
            let start = format!("{}#", RELYING_PARTY.redirect_uri);
            assert!(
                location(&answer).starts_with(&start),
                "{}",
                location(&answer)
            );
            assert_eq!(location_parameter(&answer, "state").as_deref(), Some(STATE));
            assert_eq!(has(&answer, "code"), asks_for("code"));
            assert_eq!(has(&answer, "access_token"), asks_for("token"));
            assert_eq!(has(&answer, "id_token"), asks_for("id_token"));
            assert!(!has(&answer, "refresh_token"));
            let first = asks_for("id_token").then(|| world.front_channel_id_token(&answer));
            if let Some(claims) = &first {
                let hash = |name| match location_parameter(&answer, name) {
                    Some(text) => Value::from(left_half_of_hash(&text)),
                    None => Value::Null,
                };
                assert_eq!(claims["c_hash"], hash("code"));
                assert_eq!(claims["at_hash"], hash("access_token"));
                assert_eq!(claims["nonce"], NONCE);
            }
            if asks_for("code") {
                let tokens = world.redeemed(&answer, NOW.plus(1));
                let second = world.id_token(&tokens);
                assert_eq!(second["nonce"], NONCE);
                for name in ["iss", "sub", "aud", "auth_time"] {
                    let first = first.as_ref().map_or(&second[name], |claims| &claims[name]);
                    assert_eq!(*first, second[name], "{name}");
                }
            }
        }
    });
}

fn the_order_in_a_response_type_does_not_matter() {
    under_every_profile(|world| {
        let answer = world.decide(&hybrid("id_token code"), "approve", NOW);
        assert!(has(&answer, "code") && has(&answer, "id_token"));
    });
}

fn an_id_token_through_the_browser_takes_a_nonce() {
    let check = "nonce_is_sent_for_an_id_token";
    let refused = fragment("invalid_request", check, spec::OPENID_CONNECT_3_2_2_1);
    under(&[Profile::OAuth20], |world| {
        for response_type in TYPES {
            let request = authorization(&hybrid(response_type).without("nonce"));
            if response_type.contains("id_token") {
                world.refuses(&request, NOW, &refused);
            } else {
                assert_eq!(status(&world.send(&request, NOW)), 200);
            }
        }
    });
}

fn an_id_token_takes_the_scope_openid() {
    let check = "scope_has_openid_for_an_id_token";
    let refused = fragment("invalid_request", check, spec::OPENID_CONNECT_3_1_2_1);
    under_every_profile(|world| {
        for response_type in ["id_token", "code id_token"] {
            let pairs = hybrid(response_type).with("scope", "photos.read");
            world.refuses(&authorization(&pairs), NOW, &refused);
        }
    });
}

fn without_an_access_token_the_claims_are_in_the_id_token() {
    under_every_profile(|world| {
        let pairs = hybrid("id_token").with("scope", "openid email");
        let answer = world.decide(&pairs, "approve", NOW);
        let claims = world.front_channel_id_token(&answer);
        assert_eq!(claims["email"], "alice@example.com");
        assert_eq!(claims["name"], Value::Null);
        let pairs = hybrid("code id_token").with("scope", "openid email");
        let answer = world.decide(&pairs, "approve", NOW);
        assert_eq!(world.front_channel_id_token(&answer)["email"], Value::Null);
    });
}

fn no_token_goes_into_the_query() {
    let check = "response_mode_fits_response_type";
    let refused = fragment("invalid_request", check, spec::MULTIPLE_RESPONSE_TYPES_5);
    under_every_profile(|world| {
        for response_type in TYPES.into_iter().chain(["token"]) {
            let pairs = hybrid(response_type).with("response_mode", "query");
            world.refuses(&authorization(&pairs), NOW, &refused);
        }
        // A code may stand in either part.
        for (mode, mark) in [("query", '?'), ("fragment", '#')] {
            let pairs = authentication()
                .with("prompt", "consent")
                .with("response_mode", mode);
            let answer = world.decide(&pairs, "approve", NOW);
            let start = format!("{}{mark}code=", RELYING_PARTY.redirect_uri);
            assert!(
                location(&answer).starts_with(&start),
                "{}",
                location(&answer)
            );
        }
    });
}

fn an_unknown_response_mode_is_answered_on_a_page() {
    let section = spec::OPENID_CONNECT_3_1_2_6;
    let refused = page(
        400,
        "invalid_request",
        "response_mode_is_supported",
        section,
    );
    under_every_profile(|world| {
        let pairs = authentication().with("response_mode", "smoke_signals");
        world.refuses(&authorization(&pairs), NOW, &refused);
    });
}

/// The parameters in the form that `handled` makes the browser send to the application.
#[track_caller]
fn posted(handled: &Handled) -> Vec<(String, String)> {
    assert_eq!(status(handled), 200);
    assert_eq!(location(handled), "");
    assert_eq!(header_text(handled, header::CACHE_CONTROL), "no-store");
    assert_eq!(header_text(handled, header::REFERRER_POLICY), "no-referrer");
    let form = form_in(&handled.response).expect("the page has a form");
    assert_eq!(form.action, RELYING_PARTY.redirect_uri);
    // The script of the page is the one that its policy allows.
    let (_, script) = body(handled)
        .split_once("<script>")
        .expect("there is a script");
    let (script, rest) = script.split_once("</script>").expect("it ends");
    assert!(!rest.contains("<script"), "there is one script only");
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    let policy = header_text(handled, header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains(&format!("script-src 'sha256-{hash}'")),
        "{policy}"
    );
    assert!(policy.contains("default-src 'none'"), "{policy}");
    form.hidden
}

fn form_post_sends_the_answer_in_a_body() {
    under_every_profile(|world| {
        for response_type in ["code", "code id_token"] {
            let pairs = hybrid(response_type).with("response_mode", "form_post");
            let answer = world.decide(&pairs, "approve", NOW);
            let posted = posted(&answer);
            let value = |name: &str| {
                let mut named = posted.iter().filter(|(known, _)| known == name);
                named.next().map(|(_, value)| value.as_str())
            };
            assert_eq!(value("state"), Some(STATE));
            assert_eq!(
                value("id_token").is_some(),
                response_type.contains("id_token")
            );
            assert_eq!(value("iss").is_some(), world.profile != Profile::OAuth20);
            let code = value("code").expect("there is a code").to_owned();
            world.redeemed_code(&code, NOW);
        }
        let pairs = authentication()
            .with("response_mode", "form_post")
            .with("prompt", "consent");
        let denied = posted(&world.decide(&pairs, "deny", NOW));
        assert!(denied.contains(&("error".to_owned(), "access_denied".to_owned())));
        let refused = world.send(&authorization(&pairs.with("prompt", "none")), NOW);
        let refused = posted(&refused);
        assert!(refused.contains(&("error".to_owned(), "login_required".to_owned())));

        // Whatever stands in a parameter, it stays a value.
        let hostile = "\"><script>alert(1)</script>";
        let pairs = authentication()
            .with("response_mode", "form_post")
            .with("prompt", "none")
            .with("state", hostile);
        let refused = posted(&world.send(&authorization(&pairs), NOW));
        assert!(refused.contains(&("state".to_owned(), hostile.to_owned())));
    });
}
