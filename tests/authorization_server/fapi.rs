//! The profile FAPI 2.0: rows that it makes stricter.

use std::cell::Cell;

use http::{HeaderName, Method};
use serde_json::{Value, json};

use crate::registration::{CALLBACK, register, registration};
use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::{Jwk, JwkSet, SigningKey, decode, es256, rsassa};
use oauth_flow_simulator::server::client::{ClientAuthentication, name_list};
use oauth_flow_simulator::server::grant::jwt_bearer::{NAME, TrustedIssuer};
use oauth_flow_simulator::server::keys::PUBLISHED_RSA_NUMBERS;
use oauth_flow_simulator::server::policy::{Profile, Registrants};
use oauth_flow_simulator::server::{Handled, Request};
use oauth_flow_simulator::spec;

proves! {
    Y09 "FAPI 2.0 Security Profile §5.3.2.2" => requests_are_pushed_by_clients_that_are_known;
    K01 "FAPI 2.0 Security Profile §5.3.2.1" => nobody_comes_in_with_a_secret_or_without_one;
    K03 "FAPI 2.0 Security Profile §5.3.2.1" => an_assertion_is_for_the_issuer_alone;
    K02 "FAPI 2.0 Security Profile §5.4.1" => what_is_signed_with_rs256_is_refused;
    N02 "FAPI 2.0 Security Profile §5.4.1", K07 "FAPI 2.0 Security Profile §5.4.1"
        => proofs_and_assertions_of_others_are_not_signed_with_rs256_either;
    H03 "FAPI 2.0 Security Profile §5.4.1", H04 "FAPI 2.0 Security Profile §5.4.1"
        => nobody_registers_for_rs256_or_with_a_statement_signed_so;
    P03 "FAPI 2.0 Security Profile §5.3.2.2" => a_request_is_complete_and_asks_for_a_code;
    A22 "FAPI 2.0 Security Profile §5.3.2.1", Y08 "FAPI 2.0 Security Profile §5.3.2.2"
        => what_goes_through_the_browser_does_not_live_for_long;
    R01 "FAPI 2.0 Security Profile §5.3.2.1" => a_refresh_token_stays_the_same;
    N16 "FAPI 2.0 Security Profile §5.3.2.1" => every_access_token_is_bound_to_a_key;
    M06 "FAPI 2.0 Security Profile §5.3.2.1" => metadata_offers_what_the_profile_allows;
}

const DPOP: HeaderName = HeaderName::from_static("dpop");
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A server of the profile, and [`WEB`] as a client with a key.
struct Bank {
    world: World,
    /// Assertions so far: each has its own `jti`.
    assertions: Cell<u32>,
}

fn key() -> SigningKey {
    es256::signing_key(&[3; 32]).expect("it is a scalar of P-256")
}

impl Bank {
    fn new() -> Bank {
        let mut world = World::new(Profile::Fapi20);
        let keys = vec![key().verification_key];
        let client = world.client_mut(&WEB);
        client.authentication = ClientAuthentication::PrivateKeyJwt {
            keys: JwkSet { keys },
        };
        client.response_types = name_list(&["code", "code id_token"]);
        Bank {
            world,
            assertions: Cell::new(0),
        }
    }

    /// `pairs` to the endpoint at `path`, with an assertion for `audience`.
    fn request(&self, path: &str, pairs: &Pairs, audience: &Value) -> Request {
        self.assertions.set(self.assertions.get() + 1);
        let claims = json!({
            "iss": WEB.client_id,
            "sub": WEB.client_id,
            "aud": audience,
            "jti": self.assertions.get().to_string(),
            "exp": NOW.0 + 3600,
        });
        let assertion = key().sign("JWT", &claims);
        let pairs = pairs.clone().and("client_assertion_type", JWT_BEARER);
        let request = post(path, &pairs.and("client_assertion", &assertion));
        with_header(request, DPOP, &self.proof(path))
    }

    /// A proof of the client's key for a request to the endpoint at `path`.
    fn proof(&self, path: &str) -> String {
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": key().verification_key});
        let claims = json!({
            "jti": self.assertions.get().to_string(),
            "htm": "POST",
            "htu": format!("{ISSUER}{path}"),
            "iat": NOW.0,
        });
        key().sign_under(&header, &claims)
    }

    fn send(&mut self, path: &str, pairs: &Pairs) -> Handled {
        let request = self.request(path, pairs, &json!(ISSUER));
        self.world.send(&request, NOW)
    }

    /// What the browser brings of a request that was pushed.
    #[track_caller]
    fn address(&mut self) -> Pairs {
        let handled = self.send("/par", &WEB.authorization());
        assert_eq!(status(&handled), 201, "{}", body(&handled));
        let answer = json_in(&handled.response);
        assert!(
            answer["expires_in"]
                .as_u64()
                .is_some_and(|seconds| seconds < 600)
        );
        let request_uri = text(&answer, "request_uri");
        Pairs::of(&[("client_id", WEB.client_id), ("request_uri", &request_uri)])
    }

    /// A code and the answer that brought it.
    #[track_caller]
    fn code(&mut self) -> String {
        let address = self.address();
        let answer = self.world.decide(&address, "approve", NOW);
        assert_eq!(location_parameter(&answer, "iss").as_deref(), Some(ISSUER));
        location_parameter(&answer, "code").expect("there is a code")
    }
}

fn requests_are_pushed_by_clients_that_are_known() {
    let mut bank = Bank::new();
    let code = bank.code();
    tokens_in(&bank.send("/token", &WEB.redemption(&code)));
    let plain = authorization(&WEB.authorization());
    let expected = redirect("invalid_request", "request_is_pushed", spec::RFC_9126_5);
    bank.world.refuses(&plain, NOW, &expected);
    let unknown = json(
        401,
        "invalid_client",
        "client_is_registered",
        spec::RFC_6749_5_2,
    );
    for caller in [PAGE, OTHER_WEB] {
        let request = caller.pushed_request(&caller.authorization());
        bank.world.refuses(&request, NOW, &unknown);
    }
}

fn nobody_comes_in_with_a_secret_or_without_one() {
    let mut bank = Bank::new();
    let service = Pairs::of(&[("grant_type", "client_credentials")]);
    let requests = [
        SERVICE.token_request(&service),
        OTHER_WEB.token_request(&OTHER_WEB.redemption("code")),
        PAGE.token_request(&PAGE.redemption("code")),
        TELEVISION.device_request(&Pairs::default()),
        PRINTER.device_request(&Pairs::default()),
        SERVICE.post("/introspect", &Pairs::of(&[("token", "x")])),
        SERVICE.post("/revoke", &Pairs::of(&[("token", "x")])),
    ];
    for request in requests {
        println!("{}", request.uri());
        let before = bank.world.server.store.clone();
        let handled = bank.world.send(&request, NOW);
        assert_eq!(status(&handled), 401, "{}", body(&handled));
        assert_eq!(json_in(&handled.response)["error"], "invalid_client");
        assert_eq!(bank.world.server.store, before);
    }
}

fn an_assertion_is_for_the_issuer_alone() {
    let mut bank = Bank::new();
    let check = "assertion_is_for_the_issuer_alone";
    let expected = json(401, "invalid_client", check, spec::RFC_7523BIS_4);
    for audience in [
        json!([ISSUER]),
        json!([ISSUER, "https://other.example.com"]),
        json!(format!("{ISSUER}/token")),
        json!(format!("{ISSUER}/par")),
    ] {
        let request = bank.request("/par", &WEB.authorization(), &audience);
        bank.world.refuses(&request, NOW, &expected);
    }
}

fn a_request_is_complete_and_asks_for_a_code() {
    let mut bank = Bank::new();
    let complete = WEB.authorization();
    let cases = [
        (
            complete.clone().without("redirect_uri"),
            "invalid_request",
            "redirect_uri_matches_exactly",
            spec::RFC_6749_3_1_2_3,
        ),
        (
            complete.clone().without("code_challenge_method"),
            "invalid_request",
            "code_challenge_method_is_supported",
            spec::RFC_7636_4_4_1,
        ),
        (
            complete
                .clone()
                .without("code_challenge")
                .without("code_challenge_method"),
            "invalid_request",
            "code_challenge_is_sent",
            spec::RFC_7636_4_4_1,
        ),
        (
            complete.clone().with("response_type", "code id_token"),
            "unsupported_response_type",
            "response_type_is_supported",
            spec::RFC_6749_3_1_1,
        ),
        (
            complete.with("response_type", "token"),
            "unsupported_response_type",
            "response_type_is_supported",
            spec::RFC_6749_3_1_1,
        ),
    ];
    for (pairs, error, check, section) in cases {
        println!("{check}");
        let request = bank.request("/par", &pairs, &json!(ISSUER));
        bank.world
            .refuses(&request, NOW, &json(400, error, check, section));
    }
}

fn what_goes_through_the_browser_does_not_live_for_long() {
    let mut bank = Bank::new();
    let code = bank.code();
    let late = NOW.plus(60);
    let request = bank.request("/token", &WEB.redemption(&code), &json!(ISSUER));
    let expected = json(
        400,
        "invalid_grant",
        "code_has_not_expired",
        spec::RFC_6749_4_1_2,
    );
    bank.world.refuses(&request, late, &expected);
    let address = bank.address();
    let handled = bank.world.send(&authorization(&address), NOW.plus(600));
    assert_eq!(status(&handled), 400);
}

fn a_refresh_token_stays_the_same() {
    let mut bank = Bank::new();
    let code = bank.code();
    let tokens = tokens_in(&bank.send("/token", &WEB.redemption(&code)));
    for _ in 0..3 {
        let again = bank.send("/token", &refresh(tokens.refresh_token()));
        let again = tokens_in(&again);
        assert!(
            again
                .refresh_token
                .is_none_or(|new| new == tokens.refresh_token())
        );
    }
}

fn every_access_token_is_bound_to_a_key() {
    let mut bank = Bank::new();
    let code = bank.code();
    let mut request = bank.request("/token", &WEB.redemption(&code), &json!(ISSUER));
    let proof = request.headers_mut().remove(DPOP);
    assert!(proof.is_some());
    let expected = json(
        400,
        "invalid_dpop_proof",
        "dpop_proof_is_sent",
        spec::RFC_9449_5_2,
    );
    bank.world.refuses(&request, NOW, &expected);
    let tokens = tokens_in(&bank.send("/token", &WEB.redemption(&code)));
    let claims = decode(&tokens.access_token).expect("it is a JWT").claims;
    let thumbprint = key().verification_key.material.thumbprint();
    assert_eq!(claims["cnf"]["jkt"], thumbprint);
}

fn metadata_offers_what_the_profile_allows() {
    let mut bank = Bank::new();
    let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
    let handled = bank.world.send(&request(Method::GET, &url), NOW);
    let metadata = json_in(&handled.response);
    for (name, expected) in [
        ("require_pushed_authorization_requests", json!(true)),
        ("response_types_supported", json!(["code"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        (
            "token_endpoint_auth_methods_supported",
            json!(["private_key_jwt"]),
        ),
        (
            "authorization_response_iss_parameter_supported",
            json!(true),
        ),
    ] {
        assert_eq!(metadata[name], expected, "{name}");
    }
    assert!(!metadata.to_string().contains("RS256"), "{metadata}");
    assert!(metadata.to_string().contains("PS256"));
    let methods = metadata["introspection_endpoint_auth_methods_supported"].to_string();
    assert!(!methods.contains("Bearer"), "{methods}");
    let grants = metadata["grant_types_supported"].as_array();
    let grants = grants.expect("there is a list");
    assert!(!grants.contains(&json!("implicit")) && !grants.contains(&json!("password")));
}

/// One pair of RSA, as it signs in two ways; its public half does not say which of them is meant.
fn rsa_keys() -> ([SigningKey; 2], Jwk) {
    let keys = [rsassa::rs256_signing_key, rsassa::ps256_signing_key]
        .map(|make| make(&PUBLISHED_RSA_NUMBERS).expect("it is a key"));
    let mut public = keys[0].verification_key.clone();
    public.alg = None;
    (keys, public)
}

fn what_is_signed_with_rs256_is_refused() {
    let mut bank = Bank::new();
    let ([rs256, ps256], public) = rsa_keys();
    bank.world.client_mut(&WEB).authentication = ClientAuthentication::PrivateKeyJwt {
        keys: JwkSet { keys: vec![public] },
    };
    for (key, is_taken) in [(rs256, false), (ps256, true)] {
        println!("{key:?}");
        let name = key.algorithm.name;
        let claims = json!({
            "iss": WEB.client_id, "sub": WEB.client_id, "aud": ISSUER, "jti": name,
            "exp": NOW.0 + 60,
        });
        let header = json!({ "alg": name, "typ": "JWT" });
        let pairs = WEB.authorization().and("client_assertion_type", JWT_BEARER);
        let assertion = key.sign_under(&header, &claims);
        let request = post("/par", &pairs.and("client_assertion", &assertion));
        let handled = bank.world.send(&request, NOW);
        let expected = if is_taken { 201 } else { 401 };
        assert_eq!(status(&handled), expected, "{}", body(&handled));
    }
}

fn proofs_and_assertions_of_others_are_not_signed_with_rs256_either() {
    const PARTNER: &str = "https://partner.example.com";
    let ([rs256, ps256], public) = rsa_keys();
    let mut bank = Bank::new();
    bank.world
        .client_mut(&WEB)
        .grant_types
        .push(NAME.to_owned());
    bank.world.server.trusted_issuers = vec![TrustedIssuer {
        issuer: PARTNER.to_owned(),
        keys: JwkSet {
            keys: vec![public.clone()],
        },
    }];
    for (key, is_taken) in [(&rs256, false), (&ps256, true)] {
        let name = key.algorithm.name;
        let expected = if is_taken { 200 } else { 400 };
        let claims = json!({
            "iss": PARTNER, "sub": "user:alice", "aud": ISSUER, "jti": name, "exp": NOW.0 + 60,
        });
        let assertion = key.sign_under(&json!({ "alg": name }), &claims);
        let pairs = Pairs::of(&[("grant_type", NAME), ("assertion", &assertion)]);
        let handled = bank.send("/token", &pairs);
        assert_eq!(status(&handled), expected, "{name} {}", body(&handled));

        let mut request = bank.request("/par", &WEB.authorization(), &json!(ISSUER));
        let header = json!({ "typ": "dpop+jwt", "alg": name, "jwk": public });
        let claims = json!({
            "jti": name, "htm": "POST", "htu": format!("{ISSUER}/par"), "iat": NOW.0,
        });
        let proof = key.sign_under(&header, &claims);
        request.headers_mut().remove(DPOP);
        let request = with_header(request, DPOP, &proof);
        let handled = bank.world.send(&request, NOW);
        let expected = if is_taken { 201 } else { 400 };
        assert_eq!(status(&handled), expected, "{name} {}", body(&handled));
        if !is_taken {
            assert_eq!(json_in(&handled.response)["error"], "invalid_dpop_proof");
        }
    }
}

fn nobody_registers_for_rs256_or_with_a_statement_signed_so() {
    const PUBLISHER: &str = "https://publisher.example.com";
    let ([rs256, ps256], public) = rsa_keys();
    let metadata = json!({
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": { "keys": [key().verification_key] },
    });
    let with = |name: &str, value: Value| {
        let mut metadata = metadata.clone();
        metadata[name] = value;
        metadata
    };
    let statement = |key: &SigningKey| {
        let header = json!({ "alg": key.algorithm.name });
        json!(key.sign_under(&header, &json!({ "iss": PUBLISHER })))
    };
    let mut world = World::new(Profile::Fapi20);
    world.server.policy.registrants = Registrants::Everybody;
    world.server.software_publishers = vec![TrustedIssuer {
        issuer: PUBLISHER.to_owned(),
        keys: JwkSet { keys: vec![public] },
    }];
    let name = "token_endpoint_auth_signing_alg";
    let check = "assertion_algorithm_is_taken";
    let section = spec::OPENID_CONNECT_REGISTRATION_2;
    let expected = json(400, "invalid_client_metadata", check, section);
    let request = registration(&with(name, json!("RS256")));
    world.refuses(&request, NOW, &expected);
    let answer = register(&mut world, &with(name, json!("PS256")));
    assert_eq!(answer[name], "PS256");

    let name = "software_statement";
    let check = "software_statement_is_by_a_known_publisher";
    let expected = json(400, "invalid_software_statement", check, spec::RFC_7591_2_3);
    let request = registration(&with(name, statement(&rs256)));
    world.refuses(&request, NOW, &expected);
    register(&mut world, &with(name, statement(&ps256)));
}
