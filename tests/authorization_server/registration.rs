//! Rows H: clients that register themselves.

use http::{Method, header};
use serde_json::{Value, json};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::{JwkSet, SigningKey, es256};
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::grant::jwt_bearer::TrustedIssuer;
use oauth_flow_simulator::server::policy::{Profile, Registrants};
use oauth_flow_simulator::server::{Handled, Request};
use oauth_flow_simulator::spec::{self, Section};

proves! {
    H01 "RFC 7591 §3.2.1" => a_registered_client_is_told_all_that_it_was_registered_as;
    H01 "RFC 7591 §2" => a_registered_client_gets_tokens_like_any_other;
    H02 "RFC 7591 §3.2.2", A08 "RFC 6749 §3.1.2", A12 "RFC 9700 §2.6", A12 "RFC 7591 §5"
        => a_redirect_uri_that_others_receive_is_refused;
    A12 "RFC 8252 §8.4", A12 "OAuth 2.1 §2.3.1" => a_private_scheme_is_a_domain_name_in_reverse_order;
    H03 "RFC 7591 §3.2.2", H03 "RFC 7591 §2.1" => metadata_that_makes_no_sense_is_refused;
    H03 "RFC 7591 §2.1" => grants_and_their_answers_are_registered_together;
    H03 "RFC 7591 §2" => a_client_that_signs_registers_its_public_keys;
    H04 "RFC 7591 §2.3", H04 "RFC 7591 §3.1.1" => a_software_statement_stands_over_what_the_client_says;
    H04 "RFC 7591 §3.2.2" => a_software_statement_of_a_stranger_or_a_forger_is_refused;
    H05 "RFC 7591 §2", H05 "RFC 9700 §4.15.1" => unknown_members_are_ignored_and_the_server_chooses_the_name;
    H06 "RFC 7591 §3" => registering_can_take_an_initial_access_token;
    H06 "RFC 8414 §2" => where_nobody_may_register_there_is_no_endpoint;
    H07 "RFC 7591 §2" => what_is_left_out_has_its_default;
}

pub const CALLBACK: &str = "https://new.example.com/callback";
const TOKEN: &str = "initial-access-token";

/// Runs `test` under every profile at a server where everybody may register.
fn where_everybody_may_register(test: impl Fn(&mut World)) {
    under_every_profile(|world| {
        world.server.policy.registrants = Registrants::Everybody;
        world.server.scopes_for_registration = Scope::of(&["photos.read", "photos.write"]);
        test(world);
    });
}

pub fn registration(metadata: &Value) -> Request {
    let mut request = request(Method::POST, &format!("{ISSUER}/register"));
    *request.body_mut() = metadata.to_string().into_bytes();
    with_header(request, header::CONTENT_TYPE, "application/json")
}

#[track_caller]
fn registered(handled: &Handled) -> Value {
    assert_eq!(status(handled), 201, "{}", body(handled));
    assert_eq!(
        header_text(handled, header::CONTENT_TYPE),
        "application/json"
    );
    assert_eq!(header_text(handled, header::CACHE_CONTROL), "no-store");
    json_in(&handled.response)
}

#[track_caller]
pub fn register(world: &mut World, metadata: &Value) -> Value {
    registered(&world.send(&registration(metadata), NOW))
}

fn a_registered_client_is_told_all_that_it_was_registered_as() {
    let metadata = json!({
        "redirect_uris": [CALLBACK, "com.example.new:/callback"],
        "grant_types": ["refresh_token", "authorization_code"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_post",
        "client_name": "New \"client\" <é>",
        "scope": "photos.read",
        "id_token_signed_response_alg": "ES256",
        "require_pushed_authorization_requests": true,
    });
    where_everybody_may_register(|world| {
        let handled = world.send(&registration(&metadata), NOW);
        let answer = registered(&handled);
        for (name, value) in metadata.as_object().expect("it is an object") {
            assert_eq!(&answer[name], value, "{name}");
        }
        for name in ["client_id", "client_secret"] {
            let value = text(&answer, name);
            // Basic credentials with other characters are encoded differently by libraries.
            assert!(value.len() >= 27 && value.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        assert_eq!(answer["client_id_issued_at"], NOW.0);
        assert_eq!(answer["client_secret_expires_at"], 0);
        assert_eq!(handled.effects.len(), 1);
        let again = register(world, &metadata);
        assert_ne!(again["client_id"], answer["client_id"]);
        assert_ne!(again["client_secret"], answer["client_secret"]);
    });
}

fn a_registered_client_gets_tokens_like_any_other() {
    where_everybody_may_register(|world| {
        for method in ["client_secret_basic", "client_secret_post", "none"] {
            let answer = register(
                world,
                &json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": method}),
            );
            let client_id = text(&answer, "client_id");
            assert_eq!(answer["client_secret"].is_null(), method == "none");
            assert_eq!(
                answer["client_secret_expires_at"].is_null(),
                method == "none"
            );
            let authorization = Pairs::of(&[
                ("response_type", "code"),
                ("client_id", &client_id),
                ("redirect_uri", CALLBACK),
                ("code_challenge", &ChallengeMethod::S256.challenge(VERIFIER)),
                ("code_challenge_method", "S256"),
            ]);
            let code = world.code_for(&authorization, NOW);
            let redemption = WEB.redemption(&code).with("redirect_uri", CALLBACK);
            let unproved = redemption.clone().and("client_id", &client_id);
            let secret = answer["client_secret"].as_str().unwrap_or_default();
            let request = match method {
                "client_secret_basic" => {
                    with_basic(post("/token", &redemption), &client_id, secret)
                }
                "client_secret_post" => {
                    post("/token", &unproved.clone().and("client_secret", secret))
                }
                _ => post("/token", &unproved),
            };
            if method != "none" {
                let handled = world.send(&post("/token", &unproved), NOW);
                assert_eq!(status(&handled), 401);
            }
            let tokens = tokens_in(&world.send(&request, NOW));
            world.opens_the_api(&tokens.access_token, NOW);
            // It is not registered for refreshing.
            assert_eq!(tokens.refresh_token, None);
        }
    });
}

/// Sends each of `cases`, which has to be refused with `error` by the check beside it.
pub fn refuses_each(
    world: &mut World,
    error: &'static str,
    cases: &[(Value, &'static str, Section)],
) {
    for (metadata, check, section) in cases {
        println!("{metadata}");
        let expected = json(400, error, check, *section);
        world.refuses(&registration(metadata), NOW, &expected);
    }
}

fn a_redirect_uri_that_others_receive_is_refused() {
    let malformed = ("redirect_uris_are_well_formed", spec::RFC_6749_3_1_2);
    let open = ("redirect_uris_are_protected", spec::RFC_9700_2_6);
    let cases = [
        ("https://new.example.com/callback#part", malformed),
        ("https://new.example.com/callback#", malformed),
        ("/callback", malformed),
        ("new.example.com/callback", malformed),
        ("https://new.example.com/call back", malformed),
        ("", malformed),
        ("http://new.example.com/callback", open),
        ("HTTP://new.example.com/callback", open),
        ("http://127.0.0.1.example.com/callback", open),
        ("http://localhost@example.com/callback", open),
        ("https:///callback", open),
        ("https:callback", open),
        ("javascript:alert(1)", open),
        ("JavaScript:alert(1)", open),
        ("data:text/html,hello", open),
        ("file:///tmp/callback", open),
    ];
    let missing = ("redirect_uris_are_sent", spec::RFC_7591_2);
    let mut cases: Vec<_> = cases
        .iter()
        .map(|(uri, (check, section))| (json!({"redirect_uris": [uri]}), *check, *section))
        .collect();
    // One bad address among good ones is enough.
    let several = json!({"redirect_uris": [CALLBACK, "http://new.example.com/"]});
    cases.push((several, open.0, open.1));
    for metadata in [json!({}), json!({"redirect_uris": []})] {
        cases.push((metadata, missing.0, missing.1));
    }
    where_everybody_may_register(|world| {
        refuses_each(world, "invalid_redirect_uri", &cases);
        for uri in [
            CALLBACK,
            "https://new.example.com/callback?tenant=1",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:49152/callback",
            "http://[::1]/callback",
            "http://localhost:8080/callback",
            "com.example.new:/callback",
        ] {
            let answer = register(world, &json!({"redirect_uris": [uri]}));
            assert_eq!(answer["redirect_uris"], json!([uri]));
        }
    });
}

fn a_private_scheme_is_a_domain_name_in_reverse_order() {
    let metadata = json!({"redirect_uris": ["newclient:/callback"]});
    let check = "private_schemes_are_domain_names";
    where_everybody_may_register(|world| {
        if world.profile == Profile::OAuth20 {
            // RFC 7591 section 5 has such an address in its own example.
            register(world, &metadata);
        } else {
            let expected = json(400, "invalid_redirect_uri", check, spec::RFC_8252_8_4);
            world.refuses(&registration(&metadata), NOW, &expected);
        }
    });
}

fn metadata_that_makes_no_sense_is_refused() {
    let with = |name: &str, value: Value| {
        let mut metadata = json!({"redirect_uris": [CALLBACK]});
        metadata[name] = value;
        metadata
    };
    let types = ("members_have_their_types", spec::RFC_7591_3_2_2);
    let fit = ("response_types_fit_the_grant_types", spec::RFC_7591_2_1);
    let method = ("authentication_method_is_offered", spec::RFC_7591_2);
    let keys = json!({
        "redirect_uris": [CALLBACK],
        "jwks": {"keys": []},
        "jwks_uri": "https://new.example.com/jwks",
    });
    let alone = json!({
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "none",
    });
    let cases = [
        (with("redirect_uris", json!(CALLBACK)), types),
        (with("redirect_uris", json!([CALLBACK, 1])), types),
        (with("grant_types", json!("authorization_code")), types),
        (with("token_endpoint_auth_method", json!(["none"])), types),
        (with("client_name", json!(1)), types),
        (with("scope", json!(["photos.read"])), types),
        (with("jwks", json!([])), types),
        (
            with("require_pushed_authorization_requests", json!("true")),
            types,
        ),
        (
            with("grant_types", json!(["authorization_code", "guessing"])),
            ("grant_types_are_offered", spec::RFC_7591_2),
        ),
        (
            with("response_types", json!(["code", "guess"])),
            ("response_types_are_offered", spec::RFC_7591_2),
        ),
        (with("grant_types", json!(["client_credentials"])), fit),
        (with("response_types", json!([])), fit),
        (with("token_endpoint_auth_method", json!("guess")), method),
        (
            alone,
            (
                "authentication_method_fits_the_grant_types",
                spec::RFC_6749_4_4,
            ),
        ),
        (keys, ("keys_come_in_one_way", spec::RFC_7591_2)),
        (
            with("id_token_signed_response_alg", json!("ES512")),
            (
                "id_token_algorithm_is_offered",
                spec::OPENID_CONNECT_REGISTRATION_2,
            ),
        ),
        (
            with("scope", json!("photos.read reports.read")),
            ("scope_is_offered", spec::RFC_7591_2),
        ),
        (
            with("scope", json!("photos.read é")),
            ("scope_is_offered", spec::RFC_7591_2),
        ),
    ];
    let mut cases = cases.map(|(metadata, (check, section))| (metadata, check, section));
    // A grant that takes no answer goes with no response type.
    cases[10].0["response_types"] = json!(["code"]);
    where_everybody_may_register(|world| {
        refuses_each(world, "invalid_client_metadata", &cases);
        let implicit = with("response_types", json!(["token"]));
        let (check, section) = match world.profile {
            Profile::OAuth20 => fit,
            _ => ("response_types_are_offered", spec::RFC_7591_2),
        };
        refuses_each(
            world,
            "invalid_client_metadata",
            &[(implicit, check, section)],
        );
        // No object at all.
        let body = ("body_is_a_json_object", spec::RFC_7591_3_1);
        let expected = json(400, "invalid_client_metadata", body.0, body.1);
        for metadata in [json!([]), json!("client"), Value::Null] {
            world.refuses(&registration(&metadata), NOW, &expected);
        }
        let form = post("/register", &Pairs::of(&[("redirect_uris", CALLBACK)]));
        world.refuses(&form, NOW, &expected);
    });
}

fn unknown_members_are_ignored_and_the_server_chooses_the_name() {
    where_everybody_may_register(|world| {
        let answer = register(
            world,
            &json!({
                "redirect_uris": [CALLBACK],
                "client_id": WEB.client_id,
                "client_secret": "chosen",
                "client_id_issued_at": 1,
                "is_dynamically_registered": false,
                "favourite_colour": "green",
                "client_name": null,
            }),
        );
        let client_id = text(&answer, "client_id");
        assert_ne!(client_id, WEB.client_id);
        assert_ne!(answer["client_secret"], "chosen");
        assert_eq!(answer["client_id_issued_at"], NOW.0);
        assert!(answer["favourite_colour"].is_null());
        // The name that a person sees is no more than the identifier.
        assert_eq!(answer["client_name"], client_id);
        let clients = &world.server.store.clients;
        let client = clients.get(&client_id).expect("it is registered");
        assert!(client.is_dynamically_registered);
        // The other client is as it was.
        world.tokens(&WEB, NOW);
    });
}

fn registering_can_take_an_initial_access_token() {
    let request = registration(&json!({"redirect_uris": [CALLBACK]}));
    let with = |value: &str| with_header(request.clone(), header::AUTHORIZATION, value);
    let check = "caller_may_register_clients";
    let expected = json(401, "invalid_token", check, spec::RFC_7591_3);
    where_everybody_may_register(|world| {
        world.server.policy.registrants = Registrants::HoldersOfAnInitialAccessToken;
        let none = world.refuses(&request, NOW, &expected);
        let challenge = header_text(&none, header::WWW_AUTHENTICATE);
        assert_eq!(challenge, "Bearer realm=\"registration\"");
        let basic = with("Basic aW5pdGlhbC1hY2Nlc3MtdG9rZW4=");
        world.refuses(&basic, NOW, &expected);
        // No token is a token of this server yet.
        world.refuses(&with(&format!("Bearer {TOKEN}")), NOW, &expected);
        world.server.initial_access_tokens = vec!["another-token".to_owned(), TOKEN.to_owned()];
        for wrong in [
            "Bearer",
            "Bearer ",
            "Bearer guess",
            "Bearer initial-access-toke",
        ] {
            let handled = world.refuses(&with(wrong), NOW, &expected);
            let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
            let says_error = challenge.contains("error=\"invalid_token\"");
            assert_eq!(says_error, wrong != "Bearer", "{wrong}: {challenge}");
        }
        registered(&world.send(&with(&format!("bearer {TOKEN}")), NOW));
    });
}

fn where_nobody_may_register_there_is_no_endpoint() {
    let request = registration(&json!({"redirect_uris": [CALLBACK]}));
    under_every_profile(|world| {
        for registrants in [
            Registrants::Nobody,
            Registrants::HoldersOfAnInitialAccessToken,
            Registrants::Everybody,
        ] {
            world.server.policy.registrants = registrants;
            let handled = world.send(&request, NOW);
            let expected = match registrants {
                Registrants::Nobody => 404,
                Registrants::HoldersOfAnInitialAccessToken => 401,
                Registrants::Everybody => 201,
            };
            assert_eq!(status(&handled), expected);
            let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
            let metadata = world.send(&crate::support::request(Method::GET, &url), NOW);
            let promised = &json_in(&metadata.response)["registration_endpoint"];
            assert_eq!(promised.is_string(), registrants != Registrants::Nobody);
        }
    });
}

fn what_is_left_out_has_its_default() {
    where_everybody_may_register(|world| {
        let answer = register(world, &json!({"redirect_uris": [CALLBACK]}));
        assert_eq!(answer["grant_types"], json!(["authorization_code"]));
        assert_eq!(answer["response_types"], json!(["code"]));
        assert_eq!(answer["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(answer["scope"], "photos.read photos.write");
        // A client on its own behalf has no answer to get, and no place to get it at.
        let answer = register(world, &json!({"grant_types": ["client_credentials"]}));
        assert_eq!(answer["response_types"], json!([]));
        assert_eq!(answer["redirect_uris"], json!([]));
    });
}

fn grants_and_their_answers_are_registered_together() {
    let metadata = |grant_types: &[&str], response_types: &[&str]| {
        json!({
            "redirect_uris": [CALLBACK],
            "grant_types": grant_types,
            "response_types": response_types,
        })
    };
    let check = "response_types_fit_the_grant_types";
    let refused = json(400, "invalid_client_metadata", check, spec::RFC_7591_2_1);
    let (code, implicit) = ("authorization_code", "implicit");
    where_everybody_may_register(|world| {
        let with_implicit = world.server.policy.implicit_grant_is_enabled;
        for (grant_types, response_types, fits) in [
            (&[code][..], &["code"][..], true),
            (&[code], &["code", "code id_token"], true),
            (&[code], &["id_token"], false),
            (&[], &["id_token"], true),
            (&["client_credentials"], &["code"], false),
            (&[code], &["code", "token"], false),
            (&[implicit], &["token"], true),
            (&[implicit], &["id_token"], true),
            (&[implicit], &["code"], false),
            (&[code, implicit], &["code", "token"], true),
            (&[code, implicit], &["code id_token token"], true),
            (&[code, implicit], &["code"], false),
            (&[code], &["code token"], false),
        ] {
            println!("{grant_types:?} {response_types:?}");
            let takes_implicit = grant_types.contains(&implicit)
                || response_types
                    .iter()
                    .any(|names| names.split(' ').any(|name| name == "token"));
            if takes_implicit && !with_implicit {
                continue;
            }
            let request = registration(&metadata(grant_types, response_types));
            if fits {
                registered(&world.send(&request, NOW));
            } else {
                world.refuses(&request, NOW, &refused);
            }
        }
    });
}

fn key(number: u8) -> SigningKey {
    es256::signing_key(&[number; 32]).expect("it is a scalar of P-256")
}

fn a_client_that_signs_registers_its_public_keys() {
    let metadata = |keys: Value| {
        json!({
            "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": keys},
        })
    };
    let public = serde_json::to_value(&key(3).verification_key).expect("it can be written");
    let mut private = public.clone();
    private["d"] = json!("AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM");
    let refused = json(
        400,
        "invalid_client_metadata",
        "keys_are_public",
        spec::RFC_7591_2,
    );
    where_everybody_may_register(|world| {
        let answer = register(world, &metadata(json!([public])));
        assert_eq!(answer["jwks"], json!({"keys": [public]}));
        assert!(answer["client_secret"].is_null());
        let client_id = text(&answer, "client_id");
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": ISSUER, "jti": "1", "exp": NOW.0 + 60,
        });
        let assertion = key(3).sign("JWT", &claims);
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let pushed = Pairs::of(&[
            ("response_type", "code"),
            ("client_id", &client_id),
            ("code_challenge", &ChallengeMethod::S256.challenge(VERIFIER)),
            ("code_challenge_method", "S256"),
            ("client_assertion_type", kind),
            ("client_assertion", &assertion),
        ]);
        let handled = world.send(&post("/par", &pushed), NOW);
        assert_eq!(status(&handled), 201, "{}", body(&handled));

        for keys in [
            json!([]),
            json!([private]),
            json!([public, private]),
            json!("key"),
        ] {
            world.refuses(&registration(&metadata(keys)), NOW, &refused);
        }
        let mut elsewhere = metadata(json!([]));
        elsewhere["jwks"] = Value::Null;
        elsewhere["jwks_uri"] = json!("https://new.example.com/jwks");
        world.refuses(&registration(&elsewhere), NOW, &refused);
        let shared = json!({
            "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "client_secret_jwt",
        });
        let answer = register(world, &shared);
        assert_eq!(answer["token_endpoint_auth_method"], "client_secret_jwt");
        assert!(answer["client_secret"].is_string());
    });
}

const PUBLISHER: &str = "https://publisher.example.com";

fn where_a_publisher_is_known(test: impl Fn(&mut World)) {
    where_everybody_may_register(|world| {
        world.server.software_publishers = vec![TrustedIssuer {
            issuer: PUBLISHER.to_owned(),
            keys: JwkSet {
                keys: vec![key(7).verification_key],
            },
        }];
        test(world);
    });
}

fn a_software_statement_stands_over_what_the_client_says() {
    let claims = json!({
        "iss": PUBLISHER,
        "exp": NOW.0 + 60,
        "client_name": "Certified client",
        "redirect_uris": [CALLBACK],
        "client_id": WEB.client_id,
    });
    let statement = key(7).sign("JWT", &claims);
    let metadata = json!({
        "software_statement": statement,
        "client_name": "A client of mine",
        "redirect_uris": ["https://evil.example.com/"],
        "scope": "photos.read",
    });
    where_a_publisher_is_known(|world| {
        let answer = register(world, &metadata);
        assert_eq!(answer["client_name"], "Certified client");
        assert_eq!(answer["redirect_uris"], json!([CALLBACK]));
        assert_eq!(answer["scope"], "photos.read");
        assert_eq!(answer["software_statement"], statement);
        assert_ne!(answer["client_id"], WEB.client_id);
        // What it says has to be as well formed as anything.
        let claims = json!({"iss": PUBLISHER, "redirect_uris": CALLBACK});
        let metadata = json!({"software_statement": key(7).sign("JWT", &claims)});
        let check = "members_have_their_types";
        let expected = json(400, "invalid_client_metadata", check, spec::RFC_7591_3_2_2);
        world.refuses(&registration(&metadata), NOW, &expected);
    });
}

fn a_software_statement_of_a_stranger_or_a_forger_is_refused() {
    let claims = json!({"iss": PUBLISHER, "redirect_uris": [CALLBACK]});
    let sign = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        key(7).sign("JWT", &claims)
    };
    let mut posing = key(8);
    posing.verification_key.kid = key(7).verification_key.kid;
    let good = key(7).sign("JWT", &claims);
    let (input, _) = good.rsplit_once('.').expect("it has three parts");
    let (invalid, unknown) = (
        "invalid_software_statement",
        "unapproved_software_statement",
    );
    let cases = [
        (sign("iss", json!("https://stranger.example.com")), unknown),
        (sign("iss", Value::Null), unknown),
        (sign("exp", json!(NOW.0)), invalid),
        (key(8).sign("JWT", &claims), invalid),
        (posing.sign("JWT", &claims), invalid),
        (format!("{input}."), invalid),
        (key(7).sign_under(&json!({"alg": "none"}), &claims), invalid),
        ("statement".to_owned(), invalid),
    ];
    let check = "software_statement_is_by_a_known_publisher";
    where_a_publisher_is_known(|world| {
        for (statement, error) in &cases {
            println!("{statement}");
            let metadata = json!({"software_statement": statement, "redirect_uris": [CALLBACK]});
            let expected = json(400, error, check, spec::RFC_7591_2_3);
            world.refuses(&registration(&metadata), NOW, &expected);
        }
        let metadata = json!({"software_statement": good});
        register(world, &metadata);
        // What nobody vouches for is no statement.
        world.server.software_publishers.clear();
        let expected = json(400, unknown, check, spec::RFC_7591_2_3);
        world.refuses(&registration(&metadata), NOW, &expected);
    });
}
