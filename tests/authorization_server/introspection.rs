//! Rows I: asking what a token is good for.

use http::header;
use serde_json::{Value, json as value};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    I01 "RFC 7662 §2.1", I01 "RFC 7662 §4", I01 "RFC 7662 §2.3"
        => nobody_may_ask_without_proving_who_it_is;
    I02 "RFC 7662 §2.2" => of_a_token_that_is_no_good_nothing_is_told;
    I02 "RFC 7662 §4" => of_a_token_for_somebody_else_nothing_is_told;
    I03 "RFC 7662 §2.2" => an_active_token_is_described;
    I04 "RFC 7662 §2.1" => one_token_is_needed_and_hints_are_only_hints;
    I05 "RFC 7662 §2.3" => an_access_token_lets_its_bearer_ask;
    I06 "RFC 7662 §4" => a_refresh_token_is_told_to_its_own_client_only;
    B19 "RFC 6749 §4.1.2" => a_code_used_twice_shows_at_introspection;
}

fn about(token: &str) -> Pairs {
    Pairs::of(&[("token", token)])
}

#[track_caller]
fn answer(world: &mut World, caller: &Caller, token: &str) -> Value {
    let handled = world.send(&caller.post("/introspect", &about(token)), NOW);
    assert_eq!(status(&handled), 200, "{}", body(&handled));
    assert_eq!(
        header_text(&handled, header::CONTENT_TYPE),
        "application/json"
    );
    assert_eq!(header_text(&handled, header::CACHE_CONTROL), "no-store");
    json_in(&handled.response)
}

fn inactive() -> Value {
    value!({ "active": false })
}

fn nobody_may_ask_without_proving_who_it_is() {
    let refused = |check, section| json(401, "invalid_client", check, section);
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let pairs = about(&token);
        let unknown = refused("client_is_registered", spec::RFC_6749_5_2);
        let nobody = post("/introspect", &pairs);
        let handled = world.refuses(&nobody, NOW, &unknown);
        assert_ne!(header_text(&handled, header::WWW_AUTHENTICATE), "");
        let unauthenticated = refused("client_is_authenticated", spec::RFC_6749_3_2_1);
        let wrong = with_basic(post("/introspect", &pairs), PHOTO_API.client_id, "wrong");
        world.refuses(&wrong, NOW, &unauthenticated);
        // Its client_id is no proof.
        let public = refused("caller_is_authorized", spec::RFC_7662_2_1);
        world.refuses(&PAGE.post("/introspect", &pairs), NOW, &public);
    });
}

fn of_a_token_that_is_no_good_nothing_is_told() {
    under_every_profile(|world| {
        for is_opaque in [false, true] {
            world.use_opaque_tokens(is_opaque);
            let tokens = world.tokens(&WEB, NOW);
            let code = world.code(&WEB, NOW);
            let changed = format!("{}A", tokens.access_token);
            for text in ["never issued", &changed, &code] {
                assert_eq!(answer(world, &PHOTO_API, text), inactive(), "{text}");
            }
            let lifetime = world.server.policy.access_token_lifetime_seconds;
            let is_active =
                |world: &mut World, at| world.introspects(&PHOTO_API, &tokens.access_token, at);
            assert!(is_active(world, NOW.plus(lifetime - 1)));
            assert!(!is_active(world, NOW.plus(lifetime)));
            let request = WEB.post("/revoke", &about(tokens.refresh_token()));
            world.send(&request, NOW);
            assert_eq!(answer(world, &PHOTO_API, &tokens.access_token), inactive());
            assert_eq!(answer(world, &WEB, tokens.refresh_token()), inactive());
        }
    });
}

fn of_a_token_for_somebody_else_nothing_is_told() {
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        for caller in [OTHER_WEB, SERVICE, FILE_API] {
            assert_eq!(answer(world, &caller, &token), inactive(), "{caller:?}");
        }
        for caller in [WEB, PHOTO_API] {
            assert_eq!(answer(world, &caller, &token)["active"], true);
        }
    });
}

fn an_active_token_is_described() {
    under_every_profile(|world| {
        for is_opaque in [false, true] {
            world.use_opaque_tokens(is_opaque);
            let token = world.tokens(&WEB, NOW).access_token;
            assert_eq!(token.contains('.'), !is_opaque);
            world.opens_the_api(&token, NOW);
            let lifetime = world.server.policy.access_token_lifetime_seconds;
            let mut told = answer(world, &PHOTO_API, &token);
            let jti = told["jti"].take();
            assert!(jti.as_str().is_some_and(|jti| !jti.is_empty()), "{told}");
            let expected = value!({
                "active": true,
                "token_type": "Bearer",
                "iss": ISSUER,
                "sub": "user:alice",
                "aud": API,
                "client_id": WEB.client_id,
                "iat": NOW.0,
                "exp": NOW.0 + lifetime,
                "jti": null,
                "scope": "photos.read photos.write",
            });
            assert_eq!(told, expected);
        }
    });
}

fn one_token_is_needed_and_hints_are_only_hints() {
    let check = "token_is_sent_once";
    let expected = json(400, "invalid_request", check, spec::RFC_7662_2_1);
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        for pairs in [Pairs::default(), about(""), about(&token).and("token", "x")] {
            world.refuses(&PHOTO_API.post("/introspect", &pairs), NOW, &expected);
        }
        for hint in ["refresh_token", "access_token", "nonsense"] {
            let pairs = about(&token).and("token_type_hint", hint);
            let handled = world.send(&PHOTO_API.post("/introspect", &pairs), NOW);
            assert_eq!(json_in(&handled.response)["active"], true, "{hint}");
        }
    });
}

fn an_access_token_lets_its_bearer_ask() {
    let service = Pairs::of(&[("grant_type", "client_credentials")]);
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let request = post("/introspect", &about(&token));
        let ask = |bearer: &str| {
            let bearer = format!("Bearer {bearer}");
            with_header(request.clone(), header::AUTHORIZATION, &bearer)
        };
        let own = world.tokens_for(&PHOTO_API, &service, NOW).access_token;
        let handled = world.send(&ask(&own), NOW);
        assert_eq!(json_in(&handled.response)["active"], true);

        let check = "bearer_token_is_active";
        let bad = json(401, "invalid_token", check, spec::RFC_7662_2_3);
        let lifetime = world.server.policy.access_token_lifetime_seconds;
        for (bearer, at) in [("nonsense", NOW), (own.as_str(), NOW.plus(lifetime))] {
            let handled = world.refuses(&ask(bearer), at, &bad);
            let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
            assert!(challenge.starts_with("Bearer "), "{challenge}");
            assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
        }
        let check = "bearer_may_introspect";
        let narrow = json(403, "insufficient_scope", check, spec::RFC_7662_2_1);
        world.refuses(&ask(&token), NOW, &narrow);
        let check = "body_is_form_encoded";
        let no_form = json(400, "invalid_request", check, spec::RFC_7662_2_1);
        let mut request = ask(&own);
        request.headers_mut().remove(header::CONTENT_TYPE);
        world.refuses(&request, NOW, &no_form);
    });
}

fn a_refresh_token_is_told_to_its_own_client_only() {
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        let text = tokens.refresh_token();
        assert_eq!(answer(world, &PHOTO_API, text), inactive());
        let told = answer(world, &WEB, text);
        assert_eq!(told["active"], true);
        assert_eq!(told["sub"], "user:alice");
        assert_eq!(told.get("token_type"), None);
        let idle = world.server.policy.refresh_token_idle_lifetime_seconds;
        assert_eq!(told["exp"], NOW.0 + idle);
        assert!(world.introspects(&WEB, text, NOW.plus(idle - 1)));
        assert!(!world.introspects(&WEB, text, NOW.plus(idle)));
        // Once it is replaced it is good for nothing.
        world.tokens_for(&WEB, &refresh(text), NOW);
        let stays = world.profile == Profile::OAuth20;
        assert_eq!(world.introspects(&WEB, text, NOW), stays);
    });
}

fn a_code_used_twice_shows_at_introspection() {
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let tokens = world.redeem(&WEB, &code, NOW);
        assert!(world.introspects(&PHOTO_API, &tokens.access_token, NOW));
        assert!(world.introspects(&WEB, tokens.refresh_token(), NOW));
        world.send(&WEB.token_request(&WEB.redemption(&code)), NOW);
        assert_eq!(answer(world, &PHOTO_API, &tokens.access_token), inactive());
        assert_eq!(answer(world, &WEB, tokens.refresh_token()), inactive());
    });
}
