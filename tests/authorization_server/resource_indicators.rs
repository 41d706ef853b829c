//! Rows X, J03 and R09: the client names the API that it wants a token for.

use serde_json::{Value, json as value};

use crate::support::*;
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::spec;

proves! {
    X01 "RFC 8707 §2", X02 "RFC 8707 §2" => a_resource_has_to_be_an_absolute_uri_that_is_known;
    X03 "RFC 8707 §2.2" => a_token_request_narrows_to_what_was_granted;
    X04 "RFC 8707 §2", G06 "RFC 8707 §2" => several_resources_are_no_repetition;
    J03 "RFC 9068 §3" => the_audience_is_what_was_asked_for_or_the_usual_one;
    R09 "RFC 9700 §4.14.2" => a_refresh_token_keeps_its_resources;
    A23 "RFC 8707 §2.2" => a_code_is_bound_to_its_resources;
}

/// What no server issues tokens for.
const BAD: &[&str] = &[
    "https://unknown.example.com",
    "https://api.example.com/",
    "https://API.example.com",
    "https://api.example.com#fragment",
    "https://api.example.com#",
    "api.example.com",
    "/v1",
    "//api.example.com",
    "https:",
    ":",
    "1https://api.example.com",
    "https://api.example.com/a b",
    "https://api.example.com/\u{e9}",
];

fn service(resources: &[&str]) -> Pairs {
    let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
    with_resources(pairs, resources)
}

fn with_resources(pairs: Pairs, resources: &[&str]) -> Pairs {
    resources
        .iter()
        .fold(pairs, |pairs, resource| pairs.and("resource", resource))
}

fn audience(tokens: &Tokens) -> Value {
    let jwt = jose::decode(&tokens.access_token).expect("the token is a JWT");
    jwt.claims["aud"].clone()
}

/// Fresh tokens of [`WEB`] for which the person has been asked with `resources`.
#[track_caller]
fn tokens_for(world: &mut World, resources: &[&str]) -> Tokens {
    let pairs = with_resources(WEB.authorization(), resources);
    let code = world.code_for(&pairs, NOW);
    world.redeem(&WEB, &code, NOW)
}

fn a_resource_has_to_be_an_absolute_uri_that_is_known() {
    let at_authorization = redirect("invalid_target", "resource_is_known", spec::RFC_8707_2_1);
    let at_token = json(400, "invalid_target", "resource_is_known", spec::RFC_8707_2);
    under_every_profile(|world| {
        for resource in BAD {
            println!("{resource}");
            let pairs = with_resources(WEB.authorization(), &[API, resource]);
            world.refuses(&authorization(&pairs), NOW, &at_authorization);
            let request = SERVICE.token_request(&service(&[resource]));
            world.refuses(&request, NOW, &at_token);
        }
        // The code is not lost by it.
        let code = world.code(&WEB, NOW);
        let pairs = WEB
            .redemption(&code)
            .and("resource", "https://unknown.example.com");
        world.refuses(&WEB.token_request(&pairs), NOW, &at_token);
        world.redeem(&WEB, &code, NOW);
    });
}

fn a_token_request_narrows_to_what_was_granted() {
    let expected = json(
        400,
        "invalid_target",
        "resource_was_granted",
        spec::RFC_8707_2_2,
    );
    under_every_profile(|world| {
        let pairs = with_resources(WEB.authorization(), &[API, FILES]);
        let code = world.code_for(&pairs, NOW);
        let narrow = with_resources(WEB.redemption(&code), &[FILES]);
        let tokens = world.tokens_for(&WEB, &narrow, NOW);
        assert_eq!(audience(&tokens), FILES);
        // It is no good at the other API.
        world.does_not_open_the_api(&tokens.access_token, NOW);
        assert!(world.introspects(&FILE_API, &tokens.access_token, NOW));
        assert!(!world.introspects(&PHOTO_API, &tokens.access_token, NOW));

        for (granted, wanted) in [(&[API][..], FILES), (&[], FILES), (&[FILES], API)] {
            println!("{granted:?} {wanted}");
            let pairs = with_resources(WEB.authorization(), granted);
            let code = world.code_for(&pairs, NOW);
            let pairs = with_resources(WEB.redemption(&code), &[wanted]);
            world.refuses(&WEB.token_request(&pairs), NOW, &expected);
        }
        let codes = world.device_codes(&TELEVISION, NOW);
        world.decide_device(&codes.user_code, "approve", NOW);
        let pairs = with_resources(poll(&codes.device_code), &[FILES]);
        world.refuses(&TELEVISION.token_request(&pairs), NOW, &expected);
        let pairs = with_resources(poll(&codes.device_code), &[API]);
        world.tokens_for(&TELEVISION, &pairs, NOW);
    });
}

fn several_resources_are_no_repetition() {
    under_every_profile(|world| {
        let tokens = tokens_for(world, &[API, FILES, API]);
        assert_eq!(audience(&tokens), value!([API, FILES]));
        world.opens_the_api(&tokens.access_token, NOW);
        for caller in [PHOTO_API, FILE_API] {
            assert!(world.introspects(&caller, &tokens.access_token, NOW));
        }
        let tokens = world.tokens_for(&SERVICE, &service(&[FILES, API]), NOW);
        assert_eq!(audience(&tokens), value!([FILES, API]));
    });
}

fn the_audience_is_what_was_asked_for_or_the_usual_one() {
    under_every_profile(|world| {
        for (resources, expected) in [(&[][..], API), (&[API], API), (&[FILES], FILES)] {
            let tokens = tokens_for(world, resources);
            assert_eq!(audience(&tokens), expected);
            let tokens = world.tokens_for(&SERVICE, &service(resources), NOW);
            assert_eq!(audience(&tokens), expected);
        }
    });
}

fn a_refresh_token_keeps_its_resources() {
    let expected = json(
        400,
        "invalid_target",
        "resource_was_granted",
        spec::RFC_8707_2_2,
    );
    under_every_profile(|world| {
        let first = tokens_for(world, &[API, FILES]);
        let narrow = with_resources(refresh(first.refresh_token()), &[API]);
        let second = world.tokens_for(&WEB, &narrow, NOW);
        assert_eq!(audience(&second), API);
        let newest = second
            .refresh_token
            .unwrap_or(first.refresh_token().to_owned());
        let third = world.tokens_for(&WEB, &refresh(&newest), NOW);
        assert_eq!(audience(&third), value!([API, FILES]));

        let tokens = tokens_for(world, &[FILES]);
        let pairs = with_resources(refresh(tokens.refresh_token()), &[API]);
        world.refuses(&WEB.token_request(&pairs), NOW, &expected);
        world.tokens_for(&WEB, &refresh(tokens.refresh_token()), NOW);
    });
}

fn a_code_is_bound_to_its_resources() {
    under_every_profile(|world| {
        let pairs = with_resources(WEB.authorization(), &[FILES]);
        let code = world.code_for(&pairs, NOW);
        let record = world.server.store.codes.get(&code).expect("it is kept");
        assert_eq!(record.resources, [FILES]);
    });
}
