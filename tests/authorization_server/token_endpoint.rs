//! Rows B: the token endpoint, client authentication, the code and client credentials grants.

use http::header;

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::client::name_list;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    B01 "RFC 6749 §5.2" => a_wrong_secret_by_basic_is_told_with_a_challenge;
    B02 "RFC 6749 §5.2", B05 "RFC 6749 §3.2.1"
        => a_secret_in_the_body_that_is_wrong_or_missing_is_refused;
    B03 "RFC 6749 §5.2" => an_unknown_client_looks_like_a_wrong_secret;
    B04 "RFC 6749 §2.3", B09 "RFC 6749 §2.3.1" => a_client_authenticates_in_one_way_and_as_one;
    B06 "RFC 6749 §5.2", B08 "RFC 6749 §3.2.1" => a_request_of_nobody_is_refused;
    B08 "RFC 6749 §5.2", B16 "RFC 6749 §4.1.3" => a_code_is_good_for_its_own_client_only;
    B10 "RFC 6749 §5.2", B11 "RFC 6749 §5.2", B12 "RFC 6749 §5.2", B23 "RFC 9700 §2.4"
        => a_grant_that_is_missing_unknown_or_not_the_clients_is_refused;
    B23 "RFC 6749 §4.3", B23 "RFC 6749 §5.2" => a_password_is_taken_only_where_the_policy_says_so;
    B13 "RFC 6749 §5.1" => a_code_is_traded_for_tokens;
    B14 "RFC 6749 §4.1.3", B22 "RFC 6749 §5.2" => a_code_that_was_never_issued_is_refused;
    B15 "RFC 6749 §4.1.2" => a_code_is_refused_from_the_second_in_which_it_expires;
    B17 "RFC 6749 §4.1.3" => another_redirect_uri_is_refused;
    B18 "RFC 6749 §4.1.3", B18 "OAuth 2.1 §10.2"
        => a_redirect_uri_that_was_sent_is_repeated_before_oauth_2_1;
    B19 "RFC 6749 §4.1.2", B21 "RFC 6749 §4.1.2"
        => a_code_is_good_for_one_use_and_its_second_use_revokes;
    B20 "OAuth 2.1 §7.5.2" => a_replay_that_is_wrong_otherwise_revokes_nothing_in_oauth_2_1;
    B20 "RFC 6749 §4.1.2" => every_replay_by_the_client_revokes_before_oauth_2_1;
    B20 "OAuth 2.1 §7.5.2" => a_replay_by_somebody_else_revokes_nothing;
    B24 "RFC 6749 §4.4" => a_public_client_has_no_credentials_to_get_a_token_for;
    B25 "RFC 6749 §4.4.3", B27 "RFC 9700 §4.15.1"
        => a_service_gets_a_token_of_its_own_and_no_refresh_token;
    B26 "RFC 6749 §3.3", B28 "RFC 6749 §5.2" => a_service_gets_no_scope_beyond_its_registration;
}

/// What every 401 has to carry, whichever way the client authenticates (RFC 9110 section 15.5.2).
const REALM: &str = "Basic realm=\"authorization server\"";

fn unauthenticated() -> Refused {
    json(
        401,
        "invalid_client",
        "client_is_authenticated",
        spec::RFC_6749_3_2_1,
    )
}

fn unregistered() -> Refused {
    json(
        401,
        "invalid_client",
        "client_is_registered",
        spec::RFC_6749_5_2,
    )
}

/// A redemption by HTTP Basic with `secret`.
fn with_secret(code: &str, secret: &str) -> Request {
    with_basic(post("/token", &WEB.redemption(code)), WEB.client_id, secret)
}

fn a_wrong_secret_by_basic_is_told_with_a_challenge() {
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        for secret in ["", "wrong", "WEB-SECRET", "web-secret ", "other-web-secret"] {
            println!("{secret:?}");
            let handled = world.refuses(&with_secret(&code, secret), NOW, &unauthenticated());
            assert_eq!(header_text(&handled, header::WWW_AUTHENTICATE), REALM);
        }
        // A header that is not Basic at all is a failed attempt too.
        let expected = json(
            401,
            "invalid_client",
            "one_authentication_method_is_used",
            spec::RFC_6749_2_3,
        );
        for value in [
            "Bearer abc",
            "Basic",
            "Basic ???",
            "Basic bm9jb2xvbg==",
            "Basic /w==",
        ] {
            println!("{value}");
            let request = post("/token", &WEB.redemption(&code));
            let request = with_header(request, header::AUTHORIZATION, value);
            let handled = world.refuses(&request, NOW, &expected);
            assert_eq!(header_text(&handled, header::WWW_AUTHENTICATE), REALM);
        }
        world.redeem(&WEB, &code, NOW);
    });
}

fn a_secret_in_the_body_that_is_wrong_or_missing_is_refused() {
    under_every_profile(|world| {
        let code = world.code(&OTHER_WEB, NOW);
        let named = OTHER_WEB
            .redemption(&code)
            .and("client_id", OTHER_WEB.client_id);
        for secret in [None, Some(""), Some("wrong"), Some("other-web-secret\n")] {
            println!("{secret:?}");
            let pairs = match secret {
                Some(secret) => named.clone().and("client_secret", secret),
                None => named.clone(),
            };
            let handled = world.refuses(&post("/token", &pairs), NOW, &unauthenticated());
            assert_eq!(header_text(&handled, header::WWW_AUTHENTICATE), REALM);
        }
        world.redeem(&OTHER_WEB, &code, NOW);
        // A client with Basic sends only its name.
        let code = world.code(&WEB, NOW);
        let named = WEB.redemption(&code).and("client_id", WEB.client_id);
        world.refuses(&post("/token", &named), NOW, &unauthenticated());
    });
}

fn an_unknown_client_looks_like_a_wrong_secret() {
    under_every_profile(|world| {
        let pairs = WEB.redemption("some-code");
        let by_basic = |id: &str| with_basic(post("/token", &pairs), id, "wrong");
        let known = world.refuses(&by_basic(WEB.client_id), NOW, &unauthenticated());
        let unknown = world.refuses(&by_basic("nobody"), NOW, &unregistered());
        assert_eq!(known.response.headers(), unknown.response.headers());
        assert_eq!(body(&known), body(&unknown));

        let in_body = |id: &str| {
            post(
                "/token",
                &pairs
                    .clone()
                    .and("client_id", id)
                    .and("client_secret", "wrong"),
            )
        };
        let known = world.refuses(&in_body(OTHER_WEB.client_id), NOW, &unauthenticated());
        let unknown = world.refuses(&in_body("nobody"), NOW, &unregistered());
        assert_eq!(known.response.headers(), unknown.response.headers());
        assert_eq!(body(&known), body(&unknown));
    });
}

fn a_client_authenticates_in_one_way_and_as_one() {
    let expected = json(
        400,
        "invalid_request",
        "one_authentication_method_is_used",
        spec::RFC_6749_2_3,
    );
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let pairs = WEB.redemption(&code);
        let twice = pairs
            .clone()
            .and("client_id", WEB.client_id)
            .and("client_secret", "web-secret");
        world.refuses(&WEB.token_request(&twice), NOW, &expected);
        let secret_only = pairs.clone().and("client_secret", "web-secret");
        world.refuses(&WEB.token_request(&secret_only), NOW, &expected);
        let another = pairs.clone().and("client_id", OTHER_WEB.client_id);
        world.refuses(&WEB.token_request(&another), NOW, &expected);
        let two_headers = with_basic(WEB.token_request(&pairs), WEB.client_id, "web-secret");
        world.refuses(&two_headers, NOW, &expected);
        // Its own name beside the header is no second way.
        let same = pairs.and("client_id", WEB.client_id);
        world.tokens_for(&WEB, &same, NOW);
    });
}

fn a_request_of_nobody_is_refused() {
    under_every_profile(|world| {
        let code = world.code(&PAGE, NOW);
        let handled = world.refuses(
            &post("/token", &PAGE.redemption(&code)),
            NOW,
            &unregistered(),
        );
        assert_eq!(header_text(&handled, header::WWW_AUTHENTICATE), REALM);
        let service = Pairs::of(&[("grant_type", "client_credentials")]);
        world.refuses(&post("/token", &service), NOW, &unregistered());
        let unknown = PAGE.redemption(&code).and("client_id", "nobody");
        world.refuses(&post("/token", &unknown), NOW, &unregistered());
        // A public client that sends a secret is not the one that is registered.
        let id = PAGE.client_id;
        let secret = PAGE
            .redemption(&code)
            .and("client_id", id)
            .and("client_secret", "made-up");
        world.refuses(&post("/token", &secret), NOW, &unauthenticated());
        world.redeem(&PAGE, &code, NOW);
    });
}

fn a_code_is_good_for_its_own_client_only() {
    let expected = json(
        400,
        "invalid_grant",
        "code_was_issued_to_the_client",
        spec::RFC_6749_4_1_3,
    );
    under_every_profile(|world| {
        let pairs = [
            (WEB, OTHER_WEB),
            (WEB, PAGE),
            (PAGE, OTHER_PAGE),
            (PAGE, WEB),
        ];
        for (owner, thief) in pairs {
            println!("{} steals from {}", thief.client_id, owner.client_id);
            let code = world.code(&owner, NOW);
            // All that the thief needs but the identity.
            world.refuses(
                &thief.token_request(&owner.redemption(&code)),
                NOW,
                &expected,
            );
            world.redeem(&owner, &code, NOW);
        }
    });
}

fn a_grant_that_is_missing_unknown_or_not_the_clients_is_refused() {
    let check = "grant_type_is_supported";
    let missing = json(400, "invalid_request", check, spec::RFC_6749_5_2);
    let unknown = json(400, "unsupported_grant_type", check, spec::RFC_6749_5_2);
    let not_its = json(
        400,
        "unauthorized_client",
        "client_may_use_the_grant",
        spec::RFC_6749_5_2,
    );
    let device = "urn:ietf:params:oauth:grant-type:device_code";
    let cases = [
        (WEB, None, missing),
        (WEB, Some("unheard-of"), unknown),
        (WEB, Some("Authorization_Code"), unknown),
        (WEB, Some("implicit"), unknown),
        (WEB, Some("password"), unknown),
        (WEB, Some("client_credentials"), not_its),
        (WEB, Some(device), not_its),
        (SERVICE, Some("authorization_code"), not_its),
        (SERVICE, Some("refresh_token"), not_its),
        (TELEVISION, Some("authorization_code"), not_its),
        (OLD_PAGE, Some("authorization_code"), not_its),
    ];
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        for (caller, grant_type, expected) in cases {
            println!("{} asks by {grant_type:?}", caller.client_id);
            let pairs = WEB
                .redemption(&code)
                .without("grant_type")
                .and("username", "alice")
                .and("password", PASSWORD);
            let pairs = match grant_type {
                Some(name) => pairs.and("grant_type", name),
                None => pairs,
            };
            world.refuses(&caller.token_request(&pairs), NOW, &expected);
        }
        assert!(
            !world
                .server
                .metadata()
                .grant_types_supported
                .contains(&"password".to_owned())
        );
    });
}

fn a_code_is_traded_for_tokens() {
    under_every_profile(|world| {
        for caller in [WEB, OTHER_WEB, PAGE] {
            let code = world.code(&caller, NOW);
            let handled = world.send(&caller.token_request(&caller.redemption(&code)), NOW);
            let tokens = tokens_in(&handled);
            let answer = json_in(&handled.response);
            assert_eq!(answer["token_type"], "Bearer");
            assert_eq!(
                answer["expires_in"].as_u64(),
                Some(3600),
                "a number, not a text"
            );
            assert!(handled.checks.iter().all(|check| check.has_passed()));
            world.opens_the_api(&tokens.access_token, NOW);
            let jwt = jose::decode(&tokens.access_token).expect("the access token is a JWT");
            assert_eq!(jwt.claims["sub"], "user:alice");
            assert_eq!(jwt.claims["client_id"], caller.client_id);
        }
        // Who is not registered for refreshing gets no refresh token.
        world.client_mut(&PAGE).grant_types = name_list(&["authorization_code"]);
        assert!(world.tokens(&PAGE, NOW).refresh_token.is_none());
        // What was narrowed is named.
        let code = world.code_for(&WEB.authorization().with("scope", "photos.read"), NOW);
        assert_eq!(
            world.redeem(&WEB, &code, NOW).scope,
            Scope::of(&["photos.read"])
        );
    });
}

fn a_code_that_was_never_issued_is_refused() {
    let missing = json(400, "invalid_request", "code_is_sent", spec::RFC_6749_4_1_3);
    let unknown = json(
        400,
        "invalid_grant",
        "code_was_issued_to_the_client",
        spec::RFC_6749_4_1_3,
    );
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let redemption = WEB.redemption(&code);
        world.refuses(
            &WEB.token_request(&redemption.clone().without("code")),
            NOW,
            &missing,
        );
        world.refuses(
            &WEB.token_request(&redemption.with("code", "")),
            NOW,
            &missing,
        );
        let garbled = [
            "SplxlOBeZQQYbYS6WxSbIA".to_owned(),
            format!("{code} "),
            format!("{code}x"),
            code[1..].to_owned(),
            code.to_lowercase(),
            "\u{0}".to_owned(),
        ];
        for code in garbled {
            println!("{code:?}");
            world.refuses(&WEB.token_request(&WEB.redemption(&code)), NOW, &unknown);
        }
    });
}

fn a_code_is_refused_from_the_second_in_which_it_expires() {
    let expected = json(
        400,
        "invalid_grant",
        "code_has_not_expired",
        spec::RFC_6749_4_1_2,
    );
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let request = WEB.token_request(&WEB.redemption(&code));
        for late in [60, 61, 86_400] {
            world.refuses(&request, NOW.plus(late), &expected);
        }
        world.redeem(&WEB, &code, NOW.plus(59));
    });
}

fn another_redirect_uri_is_refused() {
    let check = "redirect_uri_is_that_of_the_code";
    let expected = json(400, "invalid_grant", check, spec::RFC_6749_4_1_3);
    under_every_profile(|world| {
        for was_sent in [true, false] {
            let request = WEB.authorization();
            let request = if was_sent {
                request
            } else {
                request.without("redirect_uri")
            };
            let code = world.code_for(&request, NOW);
            for uri in [
                "https://attacker.example/callback",
                "https://web.example.com/callback/",
                "https://web.example.com/Callback",
                "https://web.example.com/callback?x=1",
            ] {
                println!("{uri}");
                let other = WEB.redemption(&code).with("redirect_uri", uri);
                world.refuses(&WEB.token_request(&other), NOW, &expected);
            }
            world.redeem(&WEB, &code, NOW);
        }
    });
}

fn a_redirect_uri_that_was_sent_is_repeated_before_oauth_2_1() {
    let check = "redirect_uri_is_that_of_the_code";
    let expected = json(400, "invalid_grant", check, spec::RFC_6749_4_1_3);
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let without = WEB.redemption(&code).without("redirect_uri");
        if world.profile == Profile::OAuth21 {
            world.tokens_for(&WEB, &without, NOW);
        } else {
            world.refuses(&WEB.token_request(&without), NOW, &expected);
            world.redeem(&WEB, &code, NOW);
        }
    });
}

/// Two requests at the same second stand for two that race: the server answers them in order.
fn a_code_is_good_for_one_use_and_its_second_use_revokes() {
    let expected = json(400, "invalid_grant", "code_is_unused", spec::RFC_6749_4_1_2);
    under_every_profile(|world| {
        for seconds in [0, 1, 30] {
            for caller in [WEB, PAGE] {
                println!("{} after {seconds} s", caller.client_id);
                let other = world.tokens(&caller, NOW);
                let code = world.code(&caller, NOW);
                let request = caller.token_request(&caller.redemption(&code));
                let first = tokens_in(&world.send(&request, NOW));
                world.opens_the_api(&first.access_token, NOW);
                let later = NOW.plus(seconds);
                world.refuses_and_acts(&request, later, &expected);
                world.does_not_open_the_api(&first.access_token, later);
                let revoked = "refresh_token_is_not_revoked";
                let dead = json(400, "invalid_grant", revoked, spec::RFC_6749_5_2);
                let refreshing = caller.token_request(&refresh(first.refresh_token()));
                world.refuses(&refreshing, later, &dead);
                // A third use finds nothing left to revoke, and is no better.
                world.refuses(&request, later, &expected);
                // What other codes gave is not touched.
                world.opens_the_api(&other.access_token, later);
            }
        }
    });
}

/// Requests with a redeemed code that its own client could have sent, each wrong in one way.
fn wrong_replays(caller: &Caller, code: &str) -> [(&'static str, Pairs, u64); 3] {
    let whole = caller.redemption(code);
    let verifier = "x".repeat(43);
    [
        (
            "a wrong verifier",
            whole.clone().with("code_verifier", &verifier),
            1,
        ),
        (
            "a wrong redirect_uri",
            whole.clone().with("redirect_uri", "https://a.example/"),
            1,
        ),
        ("too late", whole, 60),
    ]
}

fn a_replay_that_is_wrong_otherwise_revokes_nothing_in_oauth_2_1() {
    let mut world = World::new(Profile::OAuth21);
    for caller in [WEB, PAGE] {
        let code = world.code(&caller, NOW);
        let tokens = world.redeem(&caller, &code, NOW);
        for (what, pairs, seconds) in wrong_replays(&caller, &code) {
            println!("{what}");
            let before = world.server.store.clone();
            let handled = world.send(&caller.token_request(&pairs), NOW.plus(seconds));
            assert_eq!(status(&handled), 400);
            assert_eq!(json_in(&handled.response)["error"], "invalid_grant");
            assert_eq!(world.server.store, before);
        }
        world.opens_the_api(&tokens.access_token, NOW.plus(60));
    }
}

/// "If an authorization code is used more than once, the authorization server [...] SHOULD revoke
/// (when possible) all tokens": RFC 6749 knows no exception, and OAuth 2.1 made one.
fn every_replay_by_the_client_revokes_before_oauth_2_1() {
    let expected = json(400, "invalid_grant", "code_is_unused", spec::RFC_6749_4_1_2);
    under(&[Profile::OAuth20, Profile::Rfc9700], |world| {
        for index in 0..3 {
            let code = world.code(&PAGE, NOW);
            let tokens = world.redeem(&PAGE, &code, NOW);
            let (what, pairs, seconds) = wrong_replays(&PAGE, &code)[index].clone();
            println!("{what}");
            let later = NOW.plus(seconds);
            world.refuses_and_acts(&PAGE.token_request(&pairs), later, &expected);
            world.does_not_open_the_api(&tokens.access_token, later);
        }
    });
}

fn a_replay_by_somebody_else_revokes_nothing() {
    let foreign = json(
        400,
        "invalid_grant",
        "code_was_issued_to_the_client",
        spec::RFC_6749_4_1_3,
    );
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let tokens = world.redeem(&WEB, &code, NOW);
        let later = NOW.plus(1);
        world.refuses(&with_secret(&code, "wrong"), later, &unauthenticated());
        world.refuses(&PAGE.token_request(&WEB.redemption(&code)), later, &foreign);
        world.opens_the_api(&tokens.access_token, later);
    });
}

fn a_public_client_has_no_credentials_to_get_a_token_for() {
    let expected = json(
        400,
        "unauthorized_client",
        "client_is_confidential",
        spec::RFC_6749_4_4,
    );
    under_every_profile(|world| {
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        world.refuses(&PRETENDER.token_request(&pairs), NOW, &expected);
    });
}

fn a_service_gets_a_token_of_its_own_and_no_refresh_token() {
    under_every_profile(|world| {
        // Even one that is registered for refreshing, and whose name is a person's.
        let mut client = SERVICE.registration();
        client.client_id = "alice".to_owned();
        client.grant_types.push("refresh_token".to_owned());
        world.server.clients.push(client);
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        let request = with_basic(post("/token", &pairs), "alice", "service-secret");
        for request in [SERVICE.token_request(&pairs), request] {
            let handled = world.send(&request, NOW);
            let tokens = tokens_in(&handled);
            let answer = json_in(&handled.response);
            assert_eq!(answer["refresh_token"], serde_json::Value::Null);
            assert_eq!(answer["id_token"], serde_json::Value::Null);
            assert!(world.server.store.refresh_tokens.is_empty());
            let jwt = jose::decode(&tokens.access_token).expect("the access token is a JWT");
            let subject = text(&jwt.claims, "sub");
            assert!(subject.starts_with("client:"), "{subject}");
            assert!(
                world
                    .server
                    .users
                    .iter()
                    .all(|user| user.subject != subject)
            );
        }
    });
}

fn a_service_gets_no_scope_beyond_its_registration() {
    let expected = json(400, "invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
    let scopes = [
        "photos.read",
        "reports.read photos.read",
        "reports.read \"",
        "\\",
        "\u{e9}",
        " ",
    ];
    under_every_profile(|world| {
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        for scope in scopes {
            println!("{scope:?}");
            let request = SERVICE.token_request(&pairs.clone().and("scope", scope));
            world.refuses(&request, NOW, &expected);
        }
        let narrow = world.tokens_for(&SERVICE, &pairs.clone().and("scope", "reports.read"), NOW);
        assert_eq!(narrow.scope, Scope::of(&["reports.read"]));
        let default = world.tokens_for(&SERVICE, &pairs, NOW);
        assert_eq!(default.scope, Scope::of(&["reports.list", "reports.read"]));
    });
}

fn a_password_is_taken_only_where_the_policy_says_so() {
    let pairs = Pairs::of(&[
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", PASSWORD),
    ]);
    let check = "grant_type_is_supported";
    let off = json(400, "unsupported_grant_type", check, spec::RFC_6749_5_2);
    let check = "client_may_use_the_grant";
    let unregistered = json(400, "unauthorized_client", check, spec::RFC_6749_5_2);
    let check = "password_is_the_users";
    let wrong = json(400, "invalid_grant", check, spec::RFC_6749_4_3_2);
    let check = "username_and_password_are_sent";
    let missing = json(400, "invalid_request", check, spec::RFC_6749_4_3_2);
    under_every_profile(|world| {
        let is_offered = |world: &World| {
            let names = world.server.metadata().grant_types_supported;
            names.contains(&"password".to_owned())
        };
        world.refuses(&WEB.token_request(&pairs), NOW, &off);
        assert!(!is_offered(world));
        world.server.policy.password_grant_is_enabled = true;
        assert!(is_offered(world));
        world.refuses(&WEB.token_request(&pairs), NOW, &unregistered);
        let mut clients = world.server.clients.iter_mut();
        let client = clients.find(|client| client.client_id == WEB.client_id);
        let client = client.expect("it is registered");
        client.grant_types.push("password".into());
        for case in [
            pairs.clone().with("password", "guess"),
            pairs.clone().with("username", "nobody"),
        ] {
            world.refuses(&WEB.token_request(&case), NOW, &wrong);
        }
        for case in [
            pairs.clone().without("username"),
            pairs.clone().without("password"),
            pairs.clone().and("username", "bob"),
        ] {
            world.refuses(&WEB.token_request(&case), NOW, &missing);
        }
        let tokens = world.tokens_for(&WEB, &pairs, NOW);
        world.opens_the_api(&tokens.access_token, NOW);
        world.tokens_for(&WEB, &refresh(tokens.refresh_token()), NOW);
    });
}
