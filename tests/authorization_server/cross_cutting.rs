//! Rows G: what holds at every endpoint.

use std::cell::RefCell;
use std::collections::BTreeSet;

use http::Method;
use http::header;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::*;
use oauth_flow_simulator::party::client_application::{ClientApplication, json_in};
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::server::client::ClientAuthentication;
use oauth_flow_simulator::server::policy::{Profile, Registrants};
use oauth_flow_simulator::spec;

proves! {
    G01 "RFC 6749 §5.1", G02 "RFC 6749 §5.1" => answers_to_clients_are_json_that_no_cache_keeps;
    G01 "RFC 8414 §3.2" => published_documents_are_json;
    G03 "RFC 6749 §5.2" => descriptions_have_only_allowed_characters_whatever_is_sent;
    G04 "RFC 6749 §3.1" => an_unknown_parameter_is_ignored_even_twice;
    G05 "RFC 6749 §3.1" => an_empty_parameter_counts_as_absent;
    G06 "RFC 6749 §3.2" => a_parameter_sent_twice_is_refused_by_the_endpoints_for_clients;
    G06 "RFC 6749 §3.1" => a_parameter_sent_twice_is_refused_by_the_authorization_endpoint;
    G07 "OAuth 2.1 §3.2" => scripts_of_any_origin_may_call_what_is_for_clients;
    G07 "OAuth 2.1 §3.1" => no_script_may_call_the_pages;
    G08 "RFC 6749 §3.2" => another_method_is_refused_with_the_allowed_ones;
    G09 "RFC 6749 §3.2" => a_body_that_is_no_form_is_refused;
    G10 "RFC 6749 §10.10" => secrets_cannot_be_guessed;
    G11 "RFC 9700 §4.12" => the_answer_to_a_form_is_never_sent_on_with_the_form;
    G12 "RFC 6749 §3.1" => an_endpoint_address_has_no_fragment_and_keeps_its_query;
    G13 "RFC 6749 §2.3.1" => basic_credentials_survive_every_character;
    G14 "RFC 6749 §2.3.1" => a_secret_in_the_address_is_refused;
    G15 "RFC 6749 §10.10" => a_session_has_only_so_many_wrong_passwords;
}

fn client_credentials() -> Pairs {
    Pairs::of(&[("grant_type", "client_credentials")])
}

fn answers_to_clients_are_json_that_no_cache_keeps() {
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let redemption = WEB.redemption(&code);
        let requests = [
            ("tokens", WEB.token_request(&redemption), 200),
            (
                "a refused grant",
                WEB.token_request(&WEB.redemption("no-code")),
                400,
            ),
            ("an unknown client", post("/token", &redemption), 401),
            (
                "a service's token",
                SERVICE.token_request(&client_credentials()),
                200,
            ),
            (
                "device codes",
                TELEVISION.device_request(&Pairs::default()),
                200,
            ),
            (
                "a refused device",
                WEB.device_request(&Pairs::default()),
                400,
            ),
        ];
        for (what, request, expected) in requests {
            println!("{what}");
            let handled = world.send(&request, NOW);
            assert_eq!(status(&handled), expected);
            assert_eq!(
                header_text(&handled, header::CONTENT_TYPE),
                "application/json"
            );
            assert_eq!(header_text(&handled, header::CACHE_CONTROL), "no-store");
            let pragma = if world.profile == Profile::OAuth21 {
                ""
            } else {
                "no-cache"
            };
            assert_eq!(header_text(&handled, header::PRAGMA), pragma);
            assert!(json_in(&handled.response).is_object());
        }
    });
}

fn published_documents_are_json() {
    under_every_profile(|world| {
        for path in ["/.well-known/oauth-authorization-server", "/jwks"] {
            let handled = world.send(&request(Method::GET, &format!("{ISSUER}{path}")), NOW);
            assert_eq!(status(&handled), 200);
            assert_eq!(
                header_text(&handled, header::CONTENT_TYPE),
                "application/json"
            );
            assert!(json_in(&handled.response).is_object());
        }
    });
}

/// The error that an answer tells the client, wherever it stands.
fn description_in(handled: &oauth_flow_simulator::server::Handled) -> Option<String> {
    json_in(&handled.response)["error_description"]
        .as_str()
        .map(str::to_owned)
        .or_else(|| location_parameter(handled, "error_description"))
}

fn is_allowed(character: char) -> bool {
    matches!(character, ' '..='!' | '#'..='[' | ']'..='~')
}

fn descriptions_have_only_allowed_characters_whatever_is_sent() {
    let name = prop_oneof![
        8 => prop::sample::select(vec![
            "grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier",
            "refresh_token", "scope", "device_code", "response_type", "state", "code_challenge",
            "code_challenge_method",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let value = prop_oneof![
        4 => prop::sample::select(vec![
            "authorization_code", "refresh_token", "client_credentials", "code", "token", "S256",
            "photos.read", "webapplication", "photopage", "oldphotopage",
            "https://page.example.com/callback", VERIFIER, "", "\"", "\\", "a\r\nSet-Cookie: b",
            "photos.read \u{e9}", "\u{0}", "<script>",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let pairs = prop::collection::vec((name, value), 0..10);
    let way = 0..6_usize;
    for profile in Profile::FLOWS {
        let world = RefCell::new(World::new(profile));
        let config = Config {
            cases: 400,
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new(config)
            .run(&(pairs.clone(), way.clone()), |(pairs, way)| {
                let pairs = pairs
                    .iter()
                    .fold(Pairs::default(), |all, (name, value)| all.and(name, value));
                let request = match way {
                    0 => authorization(&pairs),
                    1 => authorization(
                        &Pairs::of(&[
                            ("client_id", PAGE.client_id),
                            ("redirect_uri", PAGE.redirect_uri),
                        ])
                        .extended(&pairs),
                    ),
                    2 => WEB.token_request(&pairs),
                    3 => PAGE.token_request(&pairs),
                    4 => SERVICE.token_request(&pairs),
                    _ => TELEVISION.device_request(&pairs),
                };
                let mut world = world.borrow_mut();
                let before = world.server.store.clone();
                let handled = world.send(&request, NOW);
                if handled.failed_check().is_some() {
                    prop_assert_eq!(&world.server.store, &before);
                    prop_assert!(description_in(&handled).is_some() || handled.page.is_some());
                }
                if let Some(description) = description_in(&handled) {
                    prop_assert!(description.chars().all(is_allowed), "{}", description);
                }
                Ok(())
            })
            .expect("no request leads to a character that is not allowed");
    }
}

fn an_unknown_parameter_is_ignored_even_twice() {
    under_every_profile(|world| {
        let more = |pairs: Pairs| {
            pairs
                .and("utm_source", "letter")
                .and("utm_source", "again")
                .and("audience", "a")
                .and("audience", "b")
        };
        let code = world.code_for(&more(WEB.authorization()), NOW);
        world.tokens_for(&WEB, &more(WEB.redemption(&code)), NOW);
        let handled = world.send(&TELEVISION.device_request(&more(Pairs::default())), NOW);
        assert_eq!(status(&handled), 200);
    });
}

fn an_empty_parameter_counts_as_absent() {
    under_every_profile(|world| {
        let empty = |pairs: Pairs| pairs.with("scope", "").with("state", "");
        let answer = world.decide(&empty(WEB.authorization()), "approve", NOW);
        assert_eq!(location_parameter(&answer, "state"), None);
        assert!(!location(&answer).contains("state"));
        let code = location_parameter(&answer, "code").expect("there is a code");
        let tokens = world.redeem(&WEB, &code, NOW);
        assert_eq!(tokens.scope.to_string(), "photos.read photos.write");

        let absent = [
            (
                "code",
                "invalid_request",
                400,
                "code_is_sent",
                spec::RFC_6749_4_1_3,
            ),
            (
                "grant_type",
                "invalid_request",
                400,
                "grant_type_is_supported",
                spec::RFC_6749_5_2,
            ),
            (
                "client_id",
                "invalid_client",
                401,
                "client_is_registered",
                spec::RFC_6749_5_2,
            ),
        ];
        let complete = PAGE
            .redemption("some-code")
            .and("client_id", PAGE.client_id);
        for (name, error, status, check, section) in absent {
            println!("{name} is empty");
            let request = post("/token", &complete.clone().with(name, ""));
            world.refuses(&request, NOW, &json(status, error, check, section));
        }
        let request = authorization(&WEB.authorization().with("response_type", ""));
        let expected = redirect(
            "invalid_request",
            "response_type_is_supported",
            spec::RFC_6749_3_1_1,
        );
        world.refuses(&request, NOW, &expected);
        // An empty one beside a full one is one.
        let twice = WEB.authorization().and("scope", "");
        assert_eq!(status(&world.visit(&twice, NOW)), 200);
    });
}

fn a_parameter_sent_twice_is_refused_by_the_endpoints_for_clients() {
    let names = [
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "client_secret",
        "code_verifier",
        "refresh_token",
        "scope",
        "device_code",
    ];
    let check = "parameters_are_sent_once";
    let expected = json(400, "invalid_request", check, spec::RFC_6749_3_2);
    let by_device = json(400, "invalid_request", check, spec::RFC_8628_3_1);
    under_every_profile(|world| {
        let code = world.code(&OTHER_WEB, NOW);
        for name in names {
            println!("{name}");
            let twice = OTHER_WEB
                .redemption(&code)
                .without(name)
                .and(name, "one")
                .and(name, "two");
            world.refuses(&post("/token", &twice), NOW, &expected);
            world.refuses(&post("/device_authorization", &twice), NOW, &by_device);
            // The same value twice is no better.
            let twice = OTHER_WEB
                .redemption(&code)
                .without(name)
                .and(name, "one")
                .and(name, "one");
            world.refuses(&post("/token", &twice), NOW, &expected);
        }
        world.redeem(&OTHER_WEB, &code, NOW);
    });
}

fn a_parameter_sent_twice_is_refused_by_the_authorization_endpoint() {
    let refused = redirect(
        "invalid_request",
        "parameters_are_sent_once",
        spec::RFC_6749_3_1,
    );
    let client = page(
        400,
        "invalid_request",
        "client_id_is_sent_once",
        spec::RFC_6749_4_1_2_1,
    );
    let address = page(
        400,
        "invalid_request",
        "redirect_uri_matches_exactly",
        spec::RFC_6749_3_1_2_3,
    );
    let names = [
        ("response_type", refused),
        ("scope", refused),
        ("state", refused),
        ("code_challenge", refused),
        ("code_challenge_method", refused),
        // Nobody can be sent back who is not known, nor to one of two addresses.
        ("client_id", client),
        ("redirect_uri", address),
    ];
    under_every_profile(|world| {
        for (name, expected) in names {
            println!("{name}");
            let whole = WEB.authorization().encoded();
            let value = whole
                .split('&')
                .find(|pair| pair.starts_with(&format!("{name}=")))
                .expect("the request has the parameter");
            let url = format!("{ISSUER}/authorize?{whole}&{value}");
            let handled = world.refuses(&request(Method::GET, &url), NOW, &expected);
            let state = location_parameter(&handled, "state");
            let is_echoed = !matches!(name, "state" | "client_id" | "redirect_uri");
            assert_eq!(state.as_deref(), is_echoed.then_some(STATE));
        }
    });
}

fn scripts_of_any_origin_may_call_what_is_for_clients() {
    let paths = [
        ("/token", "POST"),
        ("/device_authorization", "POST"),
        ("/revoke", "POST"),
        ("/introspect", "POST"),
        ("/par", "POST"),
        ("/register", "POST"),
        ("/jwks", "GET"),
        ("/.well-known/oauth-authorization-server", "GET"),
    ];
    under_every_profile(|world| {
        world.server.policy.registrants = Registrants::Everybody;
        for (path, method) in paths {
            println!("{path}");
            let url = format!("{ISSUER}{path}");
            let ask = with_header(
                request(Method::OPTIONS, &url),
                header::ORIGIN,
                "https://page.example.com",
            );
            let handled = world.send(&ask, NOW);
            assert_eq!(status(&handled), 204);
            let origin = header_text(&handled, header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(origin, "*");
            let methods = header_text(&handled, header::ACCESS_CONTROL_ALLOW_METHODS);
            assert_eq!(methods, method);
            let fields = header_text(&handled, header::ACCESS_CONTROL_ALLOW_HEADERS);
            assert!(fields.contains("Authorization") && fields.contains("Content-Type"));

            // A refusal has to be readable too.
            let method = Method::from_bytes(method.as_bytes()).expect("it is a method");
            // And what a cache keeps of an answer to somebody else has to be good for a page.
            let handled = world.send(&request(method, &url), NOW);
            let origin = header_text(&handled, header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(origin, "*");
            let exposed = header_text(&handled, header::ACCESS_CONTROL_EXPOSE_HEADERS);
            assert!(exposed.contains("WWW-Authenticate"));
            let credentials = header_text(&handled, header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
            assert_eq!(credentials, "", "cookies and any origin never go together");
        }
        let photos = format!("{API}/photos");
        for method in [Method::OPTIONS, Method::GET] {
            let call = request(method, &photos);
            let handled = world.send_to_api(&call, NOW);
            let origin = header_text(&handled, header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(origin, "*");
        }
    });
}

fn no_script_may_call_the_pages() {
    let paths = [
        "/authorize",
        "/authorize/sign-in",
        "/authorize/consent",
        "/device",
        "/device/consent",
    ];
    under_every_profile(|world| {
        for path in paths {
            for method in [Method::OPTIONS, Method::GET, Method::POST] {
                println!("{method} {path}");
                let url = format!("{ISSUER}{path}?{}", WEB.authorization().encoded());
                // A form on one of these pages comes with the origin null.
                for origin in ["https://a.example", "null"] {
                    let call = request(method.clone(), &url);
                    let handled = world.send(&with_header(call, header::ORIGIN, origin), NOW);
                    let allowed = header_text(&handled, header::ACCESS_CONTROL_ALLOW_ORIGIN);
                    assert_eq!(allowed, "");
                }
            }
        }
        let handled = world.send(&authorization(&WEB.authorization()), NOW);
        assert_eq!(
            header_text(&handled, header::ACCESS_CONTROL_ALLOW_ORIGIN),
            ""
        );
    });
}

fn another_method_is_refused_with_the_allowed_ones() {
    let cases = [
        ("/token", Method::GET, "POST"),
        ("/token", Method::PUT, "POST"),
        ("/token", Method::DELETE, "POST"),
        ("/device_authorization", Method::GET, "POST"),
        ("/device_authorization", Method::PUT, "POST"),
        ("/revoke", Method::GET, "POST"),
        ("/revoke", Method::PUT, "POST"),
        ("/introspect", Method::GET, "POST"),
        ("/introspect", Method::PUT, "POST"),
        ("/par", Method::GET, "POST"),
        ("/par", Method::PUT, "POST"),
        ("/jwks", Method::POST, "GET"),
        ("/authorize/consent", Method::GET, "POST"),
        ("/device", Method::PUT, "GET, POST"),
    ];
    under_every_profile(|world| {
        for (path, method, allowed) in &cases {
            println!("{method} {path}");
            let mut request = SERVICE.token_request(&client_credentials());
            *request.uri_mut() = format!("{ISSUER}{path}").parse().expect("it is an address");
            *request.method_mut() = method.clone();
            let before = world.server.store.clone();
            let handled = world.send(&request, NOW);
            assert_eq!(status(&handled), 405);
            assert_eq!(header_text(&handled, header::ALLOW), *allowed);
            assert_eq!(world.server.store, before);
        }
    });
}

fn a_body_that_is_no_form_is_refused() {
    let expected = json(
        400,
        "invalid_request",
        "body_is_form_encoded",
        spec::RFC_6749_B,
    );
    let types = [
        None,
        Some("application/json"),
        Some("text/plain"),
        Some("multipart/form-data"),
    ];
    under_every_profile(|world| {
        let code = world.code(&PAGE, NOW);
        for content_type in types {
            println!("{content_type:?}");
            let mut request = PAGE.token_request(&PAGE.redemption(&code));
            request.headers_mut().remove(header::CONTENT_TYPE);
            let request = match content_type {
                Some(name) => with_header(request, header::CONTENT_TYPE, name),
                None => request,
            };
            world.refuses(&request, NOW, &expected);
        }
        // Case and parameters of the media type do not matter.
        let mut request = PAGE.token_request(&PAGE.redemption(&code));
        request.headers_mut().remove(header::CONTENT_TYPE);
        let name = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        let handled = world.send(&with_header(request, header::CONTENT_TYPE, name), NOW);
        assert_eq!(status(&handled), 200);
    });
}

/// 160 bits in base64url are 27 characters.
fn secrets_cannot_be_guessed() {
    under_every_profile(|world| {
        let mut seen = BTreeSet::new();
        for _ in 0..8 {
            let code = world.code(&WEB, NOW);
            let tokens = world.redeem(&WEB, &code, NOW);
            let device = world.device_codes(&TELEVISION, NOW);
            let jwt = jose::decode(&tokens.access_token).expect("the access token is a JWT");
            let jti = text(&jwt.claims, "jti");
            let refresh_token = tokens.refresh_token().to_owned();
            for secret in [code, refresh_token, device.device_code, jti] {
                assert!(secret.len() >= 27, "{secret} has less than 160 bits");
                assert!(
                    secret.bytes().all(|byte| (0x20..0x7f).contains(&byte)),
                    "{secret}"
                );
                assert!(seen.insert(secret), "no value comes twice");
            }
            assert!(
                tokens
                    .access_token
                    .bytes()
                    .all(|byte| (0x20..0x7f).contains(&byte))
            );
        }
    });
}

fn the_answer_to_a_form_is_never_sent_on_with_the_form() {
    under_every_profile(|world| {
        for decision in ["approve", "deny"] {
            let answer = world.decide(&WEB.authorization(), decision, NOW);
            assert_eq!(
                status(&answer),
                303,
                "307 and 308 would post the form again"
            );
            assert!(location(&answer).starts_with(WEB.redirect_uri));
        }
        let page = world.visit(&WEB.authorization(), NOW);
        let page = world.sign_in(page, NOW);
        assert_eq!(status(&page), 200);
    });
}

fn an_endpoint_address_has_no_fragment_and_keeps_its_query() {
    under_every_profile(|world| {
        let metadata = world.server.metadata();
        for address in [
            &metadata.authorization_endpoint,
            &metadata.token_endpoint,
            &metadata.device_authorization_endpoint,
            &metadata.jwks_uri,
        ] {
            assert!(
                !address.contains('#') && address.starts_with("https://"),
                "{address}"
            );
        }
        let mut metadata = metadata;
        metadata.authorization_endpoint.push_str("?tenant=blue");
        let registration = WEB.registration();
        let api = format!("{API}/photos");
        let mut client = ClientApplication::new(registration, metadata, api, None, 1);
        client.start_transaction(true, None);
        let url = client.authorization_request("code");
        assert!(url.starts_with(&format!(
            "{ISSUER}/authorize?tenant=blue&response_type=code&"
        )));
        let handled = world.send(&request(Method::GET, &url), NOW);
        assert_eq!(status(&handled), 200);
    });
}

fn basic_credentials_survive_every_character() {
    let secrets = [
        "plain",
        "a%b+c:d/e f",
        ":",
        "%",
        "+",
        "%2B%3A",
        "k=v&x=y",
        "\u{e9}\u{20ac}",
        "\"\\",
    ];
    let expected = json(
        401,
        "invalid_client",
        "client_is_authenticated",
        spec::RFC_6749_3_2_1,
    );
    for secret in secrets {
        println!("{secret}");
        let mut world = World::new(Profile::OAuth21);
        let client_id = "service: 1 %+";
        let mut client = SERVICE.registration();
        client.client_id = client_id.to_owned();
        client.authentication = ClientAuthentication::ClientSecretBasic {
            client_secret: secret.to_owned(),
        };
        world.server.clients.push(client);
        let ask =
            |secret: &str| with_basic(post("/token", &client_credentials()), client_id, secret);
        tokens_in(&world.send(&ask(secret), NOW));
        for wrong in [
            format!("{secret} "),
            format!("{secret}x"),
            format!("x{secret}"),
        ] {
            world.refuses(&ask(&wrong), NOW, &expected);
        }
    }
    // The example of RFC 6749 section 2.3.1, to the letter; the name of the scheme has no case.
    let mut world = World::new(Profile::OAuth20);
    let mut client = SERVICE.registration();
    client.client_id = "s6BhdRkqt3".to_owned();
    client.authentication = ClientAuthentication::ClientSecretBasic {
        client_secret: "7Fjfp0ZBr1KtDRbnfVdmIw".to_owned(),
    };
    world.server.clients.push(client);
    for scheme in ["Basic", "basic", "BASIC"] {
        let value = format!("{scheme} czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");
        let request = post("/token", &client_credentials());
        tokens_in(&world.send(&with_header(request, header::AUTHORIZATION, &value), NOW));
    }
}

fn a_secret_in_the_address_is_refused() {
    let expected = json(
        400,
        "invalid_request",
        "secret_is_not_in_the_address",
        spec::RFC_6749_2_3_1,
    );
    under_every_profile(|world| {
        let code = world.code(&OTHER_WEB, NOW);
        for path in ["/token", "/device_authorization"] {
            let id = OTHER_WEB.client_id;
            let query = Pairs::of(&[("client_id", id), ("client_secret", "other-web-secret")]);
            let pairs = OTHER_WEB.redemption(&code);
            let mut request = post(path, &pairs);
            let url = format!("{ISSUER}{path}?{}", query.encoded());
            *request.uri_mut() = url.parse().expect("it is an address");
            world.refuses(&request, NOW, &expected);
            // Not even beside good credentials, for it is in the logs now.
            let mut request = OTHER_WEB.token_request(&pairs);
            *request.uri_mut() = url.parse().expect("it is an address");
            world.refuses(&request, NOW, &expected);
        }
    });
}

fn a_session_has_only_so_many_wrong_passwords() {
    under_every_profile(|world| {
        let allowed = world.server.policy.failed_entries_allowed;
        let mut page = world.visit(&WEB.authorization(), NOW);
        for _ in 0..allowed {
            page = world.submit(&page, &[("username", "alice"), ("password", "guess")], NOW);
            assert_eq!(status(&page), 403);
            let failed = page.failed_check().expect("the password is wrong");
            assert_eq!(failed.name, "password_is_the_users");
        }
        let right = [("username", "alice"), ("password", PASSWORD)];
        let page = world.submit(&page, &right, NOW);
        let refused = crate::support::page(
            403,
            "access_denied",
            "session_has_attempts_left",
            spec::RFC_6749_10_10,
        );
        refused.assert(&page);
        assert!(
            world
                .server
                .store
                .sessions
                .values()
                .all(|session| session.username.is_none())
        );
    });
}
