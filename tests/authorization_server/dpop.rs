//! Rows N: tokens that are good only with the key of the client that they were issued to.

use http::Method;
use http::header::{self, HeaderName};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::*;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::{self, SigningKey, es256, hs256, rsassa};
use oauth_flow_simulator::server::keys::PUBLISHED_RSA_NUMBERS;
use oauth_flow_simulator::server::{Handled, Request};
use oauth_flow_simulator::spec::{self, Section};

proves! {
    N01 "RFC 9449 §5", N01 "RFC 9449 §6.1", N01 "RFC 9449 §6.2"
        => a_proof_binds_the_access_token_to_its_key;
    N02 "RFC 9449 §4.3" => a_bad_proof_is_refused_at_the_token_endpoint;
    N03 "RFC 9449 §4.3" => two_proofs_are_refused;
    N04 "RFC 9449 §4.3" => addresses_are_compared_as_addresses;
    N05 "RFC 9449 §11.1" => a_proof_is_good_once;
    N06 "RFC 9449 §7.1" => a_bound_token_opens_the_api_with_a_proof_for_it;
    N07 "RFC 9449 §7.1", N07 "RFC 9449 §7.2" => a_token_is_sent_as_what_it_is;
    N07 "RFC 9449 §7.2" => an_opaque_token_that_is_bound_is_no_bearers_token;
    S02 "RFC 6750 §3.1" => the_name_of_a_token_is_no_token;
    N08 "RFC 9449 §7.1" => a_proof_of_another_key_does_not_open_the_api;
    N06 "RFC 9449 §7.1", N07 "RFC 9449 §7.2" => the_servers_own_resources_ask_for_the_proof_as_well;
    N08 "RFC 9449 §7.1", S03 "RFC 6750 §3.1" => only_the_holder_of_the_key_learns_of_a_scope_that_is_too_small;
    N09 "RFC 9449 §7.1" => a_challenge_names_the_algorithms;
    N10 "RFC 9449 §8" => the_server_can_ask_for_its_nonce;
    N11 "RFC 9449 §9" => the_api_can_ask_for_a_nonce_of_its_own;
    N12 "RFC 9449 §5" => the_refresh_token_of_a_public_client_is_bound;
    N13 "RFC 9449 §10" => a_code_can_be_bound_to_a_key;
    N14 "RFC 9449 §10.1" => a_proof_with_a_pushed_request_binds_its_code;
    N15 "RFC 9449 §4.2", N15 "RFC 9449 §11.1" => what_is_not_known_is_ignored_and_clocks_may_differ;
    N16 "RFC 9449 §5.1", N16 "RFC 9449 §5.2" => a_client_can_be_registered_for_bound_tokens_only;
    G07 "RFC 9449 §7.1", G07 "RFC 9449 §8" => scripts_may_read_the_nonce_and_send_proofs;
}

const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
pub const DPOP: HeaderName = HeaderName::from_static("dpop");

pub fn key() -> SigningKey {
    es256::signing_key(&[8; 32]).expect("it is a scalar of P-256")
}

pub fn other_key() -> SigningKey {
    es256::signing_key(&[9; 32]).expect("it is a scalar of P-256")
}

/// A proof as it has to be, before a test spoils it.
#[derive(Clone)]
pub struct Proof {
    header: Value,
    claims: Value,
}

impl Proof {
    pub fn new(key: &SigningKey, method: &str, url: &str, jti: &str) -> Proof {
        let jwk = json!(key.verification_key);
        Proof {
            header: json!({"typ": "dpop+jwt", "alg": key.algorithm.name, "jwk": jwk}),
            claims: json!({"jti": jti, "htm": method, "htu": url, "iat": NOW.0}),
        }
    }

    /// For the token endpoint.
    pub fn for_tokens(jti: &str) -> Proof {
        Proof::new(&key(), "POST", &format!("{ISSUER}/token"), jti)
    }

    /// For the photos, with the hash of `token`.
    pub fn for_photos(key: &SigningKey, token: &str) -> Proof {
        let proof = Proof::new(key, "GET", &format!("{API}/photos"), "1");
        proof.with("ath", json!(jose::encode(Sha256::digest(token))))
    }

    /// With a claim set to something else, or left out.
    pub fn with(mut self, name: &str, value: Value) -> Proof {
        set(&mut self.claims, name, value);
        self
    }

    /// With a member of the header set to something else, or left out.
    fn with_header(mut self, name: &str, value: Value) -> Proof {
        set(&mut self.header, name, value);
        self
    }

    pub fn signed_by(&self, key: &SigningKey) -> String {
        key.sign_under(&self.header, &self.claims)
    }

    pub fn signed(&self) -> String {
        self.signed_by(&key())
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    let members = object.as_object_mut().expect("it is an object");
    match value {
        Value::Null => members.remove(name),
        value => members.insert(name.to_owned(), value),
    };
}

/// Asks for tokens of [`WEB`] by a fresh code, with `proof`.
pub fn redemption(world: &mut World, caller: &Caller, proof: &str) -> Request {
    let code = world.code(caller, NOW);
    let request = caller.token_request(&caller.redemption(&code));
    with_header(request, DPOP, proof)
}

/// Tokens of `caller` that are bound to [`key`].
pub fn bound_tokens(world: &mut World, caller: &Caller) -> Tokens {
    let jti = format!("for the code of {}", caller.client_id);
    let request = redemption(world, caller, &Proof::for_tokens(&jti).signed());
    tokens_in(&world.send(&request, NOW))
}

fn jkt() -> String {
    key().verification_key.material.thumbprint()
}

fn invalid_proof(check: &'static str, section: Section) -> Refused {
    json(400, "invalid_dpop_proof", check, section)
}

fn a_proof_binds_the_access_token_to_its_key() {
    under_every_profile(|world| {
        let keys = [
            key(),
            rsassa::rs256_signing_key(&PUBLISHED_RSA_NUMBERS).expect("it is a key"),
            rsassa::ps256_signing_key(&PUBLISHED_RSA_NUMBERS).expect("it is a key"),
        ];
        for key in keys {
            println!("{key:?}");
            let proof = Proof::new(
                &key,
                "POST",
                &format!("{ISSUER}/token"),
                &format!("{key:?}"),
            );
            let request = redemption(world, &WEB, &proof.signed_by(&key));
            let handled = world.send(&request, NOW);
            let answer = json_in(&handled.response);
            assert_eq!(answer["token_type"], "DPoP", "{answer}");
            let token = text(&answer, "access_token");
            let claims = jose::decode(&token).expect("it is a JWT").claims;
            let confirmation = json!({"jkt": key.verification_key.material.thumbprint()});
            assert_eq!(claims["cnf"], confirmation);
            let ask = WEB.post("/introspect", &Pairs::of(&[("token", &token)]));
            let told = json_in(&world.send(&ask, NOW).response);
            assert_eq!(told["cnf"], confirmation, "{told}");
            assert_eq!(told["token_type"], "DPoP");
        }
        // Every grant, not only codes.
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        let proof = Proof::for_tokens("for a service").signed();
        let request = with_header(SERVICE.token_request(&pairs), DPOP, &proof);
        let answer = json_in(&world.send(&request, NOW).response);
        assert_eq!(answer["token_type"], "DPoP");
        // And without a proof a token is what it always was.
        let answer = json_in(&world.send(&SERVICE.token_request(&pairs), NOW).response);
        assert_eq!(answer["token_type"], "Bearer");
    });
}

const NAMED: (&str, Section) = ("dpop_proof_names_a_public_key", spec::RFC_9449_4_2);
const SIGNED: (&str, Section) = ("dpop_proof_is_signed_with_its_key", spec::RFC_9449_4_3);
const FITTING: (&str, Section) = ("dpop_proof_is_for_this_request", spec::RFC_9449_4_3);
const FRESH: (&str, Section) = ("dpop_proof_is_fresh", spec::RFC_9449_11_1);

fn a_bad_proof_is_refused_at_the_token_endpoint() {
    under_every_profile(|world| {
        let good = Proof::for_tokens("1");
        let secret = hs256::signing_key(b"a secret of at least 32 characters").expect("it is one");
        let mut private = json!(key().verification_key);
        private["d"] = json!(jose::encode([8; 32]));
        let shared = json!({"kty": "oct", "k": "AAAA"});
        let header = |name: &str, value| good.clone().with_header(name, value).signed();
        let claim = |name: &str, value| good.clone().with(name, value).signed();
        let spoiled = |text: String| format!("{}A", &text[..text.len() - 1]);
        let cases = [
            ("x".to_owned(), NAMED),
            (String::new(), NAMED),
            (header("typ", json!("JWT")), NAMED),
            (header("typ", Value::Null), NAMED),
            (header("jwk", Value::Null), NAMED),
            (header("jwk", private), NAMED),
            (header("jwk", shared), NAMED),
            (header("alg", json!("none")), SIGNED),
            (header("alg", json!("RS256")), SIGNED),
            (header("crit", json!(["jti"])), SIGNED),
            (good.signed_by(&other_key()), SIGNED),
            (
                good.clone()
                    .with_header("alg", json!("HS256"))
                    .signed_by(&secret),
                SIGNED,
            ),
            (spoiled(good.signed()), SIGNED),
            (claim("htm", json!("GET")), FITTING),
            (claim("htm", json!("post")), FITTING),
            (claim("htm", Value::Null), FITTING),
            (claim("htu", json!(format!("{ISSUER}/revoke"))), FITTING),
            (
                claim("htu", json!("https://other.example.com/token")),
                FITTING,
            ),
            (
                claim("htu", json!("http://auth.example.com/token")),
                FITTING,
            ),
            (claim("htu", json!(format!("{ISSUER}:8443/token"))), FITTING),
            (claim("htu", json!("/token")), FITTING),
            (claim("htu", Value::Null), FITTING),
            (claim("iat", json!(NOW.0 - 61)), FRESH),
            (claim("iat", json!(NOW.0 + 11)), FRESH),
            (claim("iat", json!("now")), FRESH),
            (claim("iat", Value::Null), FRESH),
            (claim("jti", Value::Null), FRESH),
            (claim("jti", json!("")), FRESH),
            (claim("jti", json!(1)), FRESH),
        ];
        let code = world.code(&PAGE, NOW);
        let request = PAGE.token_request(&PAGE.redemption(&code));
        for (proof, (check, section)) in cases {
            println!("{proof}");
            let request = with_header(request.clone(), DPOP, &proof);
            world.refuses(&request, NOW, &invalid_proof(check, section));
        }
        // Nothing of all that has used up the code.
        tokens_in(&world.send(&with_header(request, DPOP, &good.signed()), NOW));
    });
}

fn two_proofs_are_refused() {
    let expected = invalid_proof("dpop_proof_is_sent_once", spec::RFC_9449_4_3);
    under_every_profile(|world| {
        let request = redemption(world, &WEB, &Proof::for_tokens("1").signed());
        let second = with_header(request, DPOP, &Proof::for_tokens("2").signed());
        world.refuses(&second, NOW, &expected);
    });
}

fn addresses_are_compared_as_addresses() {
    let same = [
        "https://auth.example.com/token?a=b",
        "https://auth.example.com/token#c",
        "HTTPS://AUTH.example.com/token",
        "https://auth.example.com:443/token",
    ];
    let other = [
        "https://auth.example.com/TOKEN",
        "https://auth.example.com/token/",
        "https://auth.example.com:80/token",
    ];
    under_every_profile(|world| {
        for htu in same {
            println!("{htu}");
            let proof = Proof::for_tokens(htu).with("htu", json!(htu)).signed();
            let request = redemption(world, &WEB, &proof);
            tokens_in(&world.send(&request, NOW));
        }
        for htu in other {
            println!("{htu}");
            let proof = Proof::for_tokens(htu).with("htu", json!(htu)).signed();
            let request = redemption(world, &WEB, &proof);
            world.refuses(&request, NOW, &invalid_proof(FITTING.0, FITTING.1));
        }
        // The other way round: the request has a query that the proof does not have.
        let mut request = redemption(world, &WEB, &Proof::for_tokens("query").signed());
        *request.uri_mut() = "https://AUTH.example.com:443/token?a=b"
            .parse()
            .expect("it is one");
        tokens_in(&world.send(&request, NOW));
    });
}

fn a_proof_is_good_once() {
    let expected = invalid_proof("dpop_proof_is_unused", spec::RFC_9449_11_1);
    under_every_profile(|world| {
        let proof = Proof::for_tokens("1");
        let request = redemption(world, &WEB, &proof.signed());
        tokens_in(&world.send(&request, NOW));
        for seconds in [0, 1, 60] {
            let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
            let again = with_header(SERVICE.token_request(&pairs), DPOP, &proof.signed());
            world.refuses(&again, NOW.plus(seconds), &expected);
        }
        // Another key may have the same jti.
        let others = Proof::new(&other_key(), "POST", &format!("{ISSUER}/token"), "1");
        let request = redemption(world, &WEB, &others.signed_by(&other_key()));
        tokens_in(&world.send(&request, NOW));
        world.server.policy.dpop_proofs_are_good_once = false;
        let request = redemption(world, &WEB, &proof.signed());
        tokens_in(&world.send(&request, NOW));
    });
}

/// A call for the photos with `token` under `scheme`.
fn call(scheme: &str, token: &str) -> Request {
    let call = request(Method::GET, &format!("{API}/photos"));
    with_header(call, header::AUTHORIZATION, &format!("{scheme} {token}"))
}

fn answer(world: &mut World, call: &Request, at: Timestamp) -> Handled {
    world.send_to_api(call, at)
}

/// Calls the API, which has to refuse with one challenge. Returns that.
#[track_caller]
fn refused(
    world: &mut World,
    call: &Request,
    error: &str,
    (check, section): (&str, Section),
) -> String {
    let handled = answer(world, call, NOW);
    assert_eq!(status(&handled), 401, "{:?}", handled.failed_check());
    let failed = handled.failed_check().expect("a check has failed");
    assert_eq!((&*failed.name, failed.section), (check, section));
    let challenges = handled.response.headers().get_all(header::WWW_AUTHENTICATE);
    assert_eq!(challenges.iter().count(), 1);
    let challenge = header_text(&handled, header::WWW_AUTHENTICATE).to_owned();
    assert!(challenge.starts_with("DPoP realm="), "{challenge}");
    assert!(
        challenge.contains(&format!("error=\"{error}\"")),
        "{challenge}"
    );
    assert!(
        challenge.ends_with("algs=\"ES256 PS256 RS256\""),
        "{challenge}"
    );
    challenge
}

const FOR_TOKEN: (&str, Section) = ("dpop_proof_is_for_this_token", spec::RFC_9449_7_1);
const OF_KEY: (&str, Section) = ("dpop_key_is_that_of_the_token", spec::RFC_9449_7_1);
const AS_BOUND: (&str, Section) = ("token_is_sent_as_it_is_bound", spec::RFC_9449_7_2);

fn a_bound_token_opens_the_api_with_a_proof_for_it() {
    under_every_profile(|world| {
        let token = bound_tokens(world, &WEB).access_token;
        let good = Proof::for_photos(&key(), &token);
        for scheme in ["DPoP", "dpop", "DPOP"] {
            let call = with_header(call(scheme, &token), DPOP, &good.signed());
            let handled = answer(world, &call, NOW);
            assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());
        }
        let other_hash = json!(jose::encode(Sha256::digest("another token")));
        let cases = [
            (good.clone().with("ath", Value::Null), FOR_TOKEN),
            (good.clone().with("ath", other_hash), FOR_TOKEN),
            (good.clone().with("htm", json!("POST")), FITTING),
            (
                good.clone().with("htu", json!(format!("{API}/reports"))),
                FITTING,
            ),
            (good.clone().with("iat", json!(NOW.0 - 61)), FRESH),
            (good.clone().with_header("typ", json!("JWT")), NAMED),
            (good.clone().with_header("alg", json!("none")), SIGNED),
        ];
        for (proof, check) in cases {
            let call = with_header(call("DPoP", &token), DPOP, &proof.signed());
            refused(world, &call, "invalid_dpop_proof", check);
        }
        let twice = with_header(call("DPoP", &token), DPOP, &good.signed());
        let twice = with_header(twice, DPOP, &good.signed());
        let once = ("dpop_proof_is_sent_once", spec::RFC_9449_4_3);
        refused(world, &twice, "invalid_dpop_proof", once);
    });
}

fn a_token_is_sent_as_what_it_is() {
    under_every_profile(|world| {
        let bound = bound_tokens(world, &WEB).access_token;
        let proof = Proof::for_photos(&key(), &bound).signed();
        refused(world, &call("Bearer", &bound), "invalid_token", AS_BOUND);
        let with_proof = with_header(call("Bearer", &bound), DPOP, &proof);
        refused(world, &with_proof, "invalid_token", AS_BOUND);
        let sent = ("dpop_proof_is_sent", spec::RFC_9449_7_1);
        refused(world, &call("DPoP", &bound), "invalid_dpop_proof", sent);
        let bearer = world.tokens(&WEB, NOW).access_token;
        let proof = Proof::for_photos(&key(), &bearer).signed();
        let call = with_header(call("DPoP", &bearer), DPOP, &proof);
        refused(world, &call, "invalid_token", AS_BOUND);
        world.opens_the_api(&bearer, NOW);
    });
}

fn a_proof_of_another_key_does_not_open_the_api() {
    under_every_profile(|world| {
        let token = bound_tokens(world, &WEB).access_token;
        let proof = Proof::for_photos(&other_key(), &token).signed_by(&other_key());
        let call = with_header(call("DPoP", &token), DPOP, &proof);
        refused(world, &call, "invalid_token", OF_KEY);
    });
}

fn only_the_holder_of_the_key_learns_of_a_scope_that_is_too_small() {
    under_every_profile(|world| {
        let code = world.code_for(&WEB.authorization().with("scope", "photos.write"), NOW);
        let redemption = WEB.token_request(&WEB.redemption(&code));
        let redemption = with_header(redemption, DPOP, &Proof::for_tokens("1").signed());
        let token = tokens_in(&world.send(&redemption, NOW)).access_token;
        refused(world, &call("Bearer", &token), "invalid_token", AS_BOUND);
        let other = Proof::for_photos(&other_key(), &token).signed_by(&other_key());
        let other = with_header(call("DPoP", &token), DPOP, &other);
        refused(world, &other, "invalid_token", OF_KEY);

        let userinfo = format!("{ISSUER}/userinfo");
        let bearer = request(Method::GET, &userinfo);
        let bearer = with_header(bearer, header::AUTHORIZATION, &format!("Bearer {token}"));
        assert_eq!(status(&world.send(&bearer, NOW)), 401);
        // Another token would be bound to the key only if the request for it had a proof.
        world.mends_refusals = false;
        let own = Proof::for_photos(&key(), &token).signed();
        let own = with_header(call("DPoP", &token), DPOP, &own);
        let at_api = answer(world, &own, NOW);
        let hash = json!(jose::encode(Sha256::digest(&token)));
        let own = Proof::new(&key(), "GET", &userinfo, "2").with("ath", hash);
        let dpop = request(Method::GET, &userinfo);
        let dpop = with_header(dpop, header::AUTHORIZATION, &format!("DPoP {token}"));
        let at_server = world.send(&with_header(dpop, DPOP, &own.signed()), NOW);
        for (handled, scope) in [(at_api, "photos.read"), (at_server, "openid")] {
            assert_eq!(status(&handled), 403, "{:?}", handled.failed_check());
            let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
            assert!(challenge.starts_with("DPoP realm="), "{challenge}");
            assert!(
                challenge.contains("error=\"insufficient_scope\""),
                "{challenge}"
            );
            assert!(
                challenge.contains(&format!(", scope=\"{scope}\", algs=")),
                "{challenge}"
            );
        }
    });
}

fn the_servers_own_resources_ask_for_the_proof_as_well() {
    under_every_profile(|world| {
        let mut clients = world.server.clients.iter_mut();
        let web = clients.find(|client| client.client_id == WEB.client_id);
        let web = web.expect("it is registered");
        web.scope.insert("openid");
        web.scope.insert("introspection");
        let scope = "openid introspection";
        let code = world.code_for(&WEB.authorization().with("scope", scope), NOW);
        let request_for_tokens = WEB.token_request(&WEB.redemption(&code));
        let proof = Proof::for_tokens("1").signed();
        let tokens = tokens_in(&world.send(&with_header(request_for_tokens, DPOP, &proof), NOW));
        let token = tokens.access_token;

        let url = format!("{ISSUER}/userinfo");
        let ask = |scheme: &str, proof: Option<&str>| {
            let credentials = format!("{scheme} {token}");
            let ask = request(Method::GET, &url);
            let ask = with_header(ask, header::AUTHORIZATION, &credentials);
            match proof {
                Some(proof) => with_header(ask, DPOP, proof),
                None => ask,
            }
        };
        let hash = json!(jose::encode(Sha256::digest(&token)));
        let good = Proof::new(&key(), "GET", &url, "2").with("ath", hash);
        let handled = world.send(&ask("DPoP", Some(&good.signed())), NOW);
        assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());

        let other = Proof::new(&other_key(), "GET", &url, "3");
        let other = other.with("ath", good.claims["ath"].clone());
        let cases = [
            (ask("Bearer", None), AS_BOUND.0),
            (ask("DPoP", None), "dpop_proof_is_sent"),
            (ask("DPoP", Some(&other.signed_by(&other_key()))), OF_KEY.0),
            (
                ask("DPoP", Some(&good.with("ath", Value::Null).signed())),
                FOR_TOKEN.0,
            ),
        ];
        for (ask, check) in cases {
            let handled = world.send(&ask, NOW);
            assert_eq!(status(&handled), 401);
            assert_eq!(
                handled.failed_check().map(|failed| &*failed.name),
                Some(check)
            );
            let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
            assert!(challenge.starts_with("DPoP realm="), "{challenge}");
        }
        let ask = post("/introspect", &Pairs::of(&[("token", &token)]));
        let ask = with_header(ask, header::AUTHORIZATION, &format!("Bearer {token}"));
        assert_eq!(status(&world.send(&ask, NOW)), 401);
    });
}

fn a_challenge_names_the_algorithms() {
    under_every_profile(|world| {
        let without = request(Method::GET, &format!("{API}/photos"));
        let handled = answer(world, &without, NOW);
        let challenges = handled.response.headers().get_all(header::WWW_AUTHENTICATE);
        let challenges: Vec<_> = challenges.iter().collect();
        assert_eq!(
            challenges,
            [
                "Bearer realm=\"api\"",
                "DPoP realm=\"api\", algs=\"ES256 PS256 RS256\"",
            ]
        );
        refused(
            world,
            &call("DPoP", "x"),
            "invalid_token",
            (
                "token_is_signed_by_the_authorization_server",
                spec::RFC_9068_4,
            ),
        );
        // What has to do with bearer tokens alone stays as it was.
        let bearer = answer(world, &call("Bearer", "x"), NOW);
        assert!(header_text(&bearer, header::WWW_AUTHENTICATE).starts_with("Bearer "));
    });
}

fn the_server_can_ask_for_its_nonce() {
    let expected = json(
        400,
        "use_dpop_nonce",
        "dpop_proof_has_the_nonce",
        spec::RFC_9449_8,
    );
    under_every_profile(|world| {
        world.server.policy.dpop_nonce_is_required = true;
        let code = world.code(&PAGE, NOW);
        let request = PAGE.token_request(&PAGE.redemption(&code));
        let proof = Proof::for_tokens("1");
        let without = with_header(request.clone(), DPOP, &proof.signed());
        let handled = world.refuses(&without, NOW, &expected);
        let nonce = header_text(&handled, NONCE).to_owned();
        assert!(nonce.len() >= 22, "{nonce} has 128 bits at least");
        let wrong = proof.clone().with("nonce", json!("guess")).signed();
        let handled = world.refuses(&with_header(request.clone(), DPOP, &wrong), NOW, &expected);
        assert_eq!(header_text(&handled, NONCE), nonce);
        // An error that has nothing to do with nonces brings none.
        let bad = with_header(request.clone(), DPOP, "x");
        let handled = world.refuses(&bad, NOW, &invalid_proof(NAMED.0, NAMED.1));
        assert_eq!(header_text(&handled, NONCE), "");
        let right = proof.with("nonce", json!(nonce)).signed();
        let handled = world.send(&with_header(request, DPOP, &right), NOW);
        let tokens = tokens_in(&handled);
        assert_eq!(header_text(&handled, NONCE), nonce, "for the next request");

        // Some time later there is another nonce, and later still the old one is dead.
        let later = |seconds: u64, jti: &str| {
            let proof = Proof::for_tokens(jti).with("iat", json!(NOW.0 + seconds));
            let proof = proof.with("nonce", json!(nonce)).signed();
            let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
            with_header(SERVICE.token_request(&pairs), DPOP, &proof)
        };
        let handled = world.send(&later(300, "2"), NOW.plus(300));
        tokens_in(&handled);
        assert_ne!(header_text(&handled, NONCE), nonce);
        world.refuses(&later(600, "3"), NOW.plus(600), &expected);

        // Without the switch there is none.
        world.server.policy.dpop_nonce_is_required = false;
        let request = PAGE.token_request(&refresh(tokens.refresh_token()));
        let request = with_header(request, DPOP, &Proof::for_tokens("4").signed());
        let handled = world.send(&request, NOW);
        tokens_in(&handled);
        assert_eq!(header_text(&handled, NONCE), "");
    });
}

fn the_api_can_ask_for_a_nonce_of_its_own() {
    under_every_profile(|world| {
        let token = bound_tokens(world, &WEB).access_token;
        let dpop = world.api.dpop.as_mut().expect("it knows DPoP");
        dpop.nonce_seed = Some(1);
        let proof = Proof::for_photos(&key(), &token);
        let without = with_header(call("DPoP", &token), DPOP, &proof.signed());
        let check = ("dpop_proof_has_the_nonce", spec::RFC_9449_8);
        refused(world, &without, "use_dpop_nonce", check);
        let handled = answer(world, &without, NOW);
        let nonce = header_text(&handled, NONCE).to_owned();
        // The server's nonce is not the API's.
        world.server.policy.dpop_nonce_is_required = true;
        let request = redemption(world, &WEB, &Proof::for_tokens("2").signed());
        let of_server = world.send(&request, NOW);
        let of_server = header_text(&of_server, NONCE).to_owned();
        assert_ne!(of_server, nonce);
        let wrong = proof.clone().with("nonce", json!(of_server)).signed();
        let call_with = |proof: &str| with_header(call("DPoP", &token), DPOP, proof);
        refused(world, &call_with(&wrong), "use_dpop_nonce", check);
        let right = proof.with("nonce", json!(nonce)).signed();
        let handled = answer(world, &call_with(&right), NOW);
        assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());
        assert_eq!(header_text(&handled, NONCE), nonce);
    });
}

fn the_refresh_token_of_a_public_client_is_bound() {
    let expected = json(
        400,
        "invalid_grant",
        "dpop_key_is_that_of_the_refresh_token",
        spec::RFC_9449_5,
    );
    let by_other = |jti: &str| {
        let proof = Proof::new(&other_key(), "POST", &format!("{ISSUER}/token"), jti);
        proof.signed_by(&other_key())
    };
    under_every_profile(|world| {
        let mut tokens = bound_tokens(world, &PAGE);
        for number in 0..2 {
            let request = PAGE.token_request(&refresh(tokens.refresh_token()));
            world.refuses(&request, NOW, &expected);
            let other = with_header(request.clone(), DPOP, &by_other("1"));
            world.refuses(&other, NOW, &expected);
            let own = Proof::for_tokens(&format!("refresh {number}")).signed();
            let fresh = tokens_in(&world.send(&with_header(request, DPOP, &own), NOW));
            let claims = jose::decode(&fresh.access_token)
                .expect("it is a JWT")
                .claims;
            assert_eq!(claims["cnf"]["jkt"], jkt());
            tokens = Tokens {
                refresh_token: fresh.refresh_token.or(tokens.refresh_token),
                ..fresh
            };
        }
        // A client that authenticates may change its key.
        let tokens = bound_tokens(world, &WEB);
        let request = WEB.token_request(&refresh(tokens.refresh_token()));
        let fresh = tokens_in(&world.send(&with_header(request, DPOP, &by_other("2")), NOW));
        let claims = jose::decode(&fresh.access_token)
            .expect("it is a JWT")
            .claims;
        let other = other_key().verification_key.material.thumbprint();
        assert_eq!(claims["cnf"]["jkt"], other);
    });
}

fn a_code_can_be_bound_to_a_key() {
    let expected = json(
        400,
        "invalid_grant",
        "dpop_key_is_that_of_the_code",
        spec::RFC_9449_10,
    );
    under_every_profile(|world| {
        for caller in [WEB, PAGE] {
            let bound = caller.authorization().with("dpop_jkt", &jkt());
            let code = world.code_for(&bound, NOW);
            let request = caller.token_request(&caller.redemption(&code));
            world.refuses(&request, NOW, &expected);
            let other = Proof::new(&other_key(), "POST", &format!("{ISSUER}/token"), "1");
            let other = with_header(request.clone(), DPOP, &other.signed_by(&other_key()));
            world.refuses(&other, NOW, &expected);
            let own = Proof::for_tokens(caller.client_id).signed();
            tokens_in(&world.send(&with_header(request, DPOP, &own), NOW));
        }
        let twice = WEB
            .authorization()
            .with("dpop_jkt", &jkt())
            .and("dpop_jkt", "x");
        let expected = redirect(
            "invalid_request",
            "parameters_are_sent_once",
            spec::RFC_6749_3_1,
        );
        world.refuses(&authorization(&twice), NOW, &expected);
    });
}

fn a_proof_with_a_pushed_request_binds_its_code() {
    under_every_profile(|world| {
        let push = |pairs: &Pairs, proof: &str| {
            let request = WEB.post("/par", pairs);
            with_header(request, DPOP, proof)
        };
        let proof_for = |key: &SigningKey, jti: &str| {
            let proof = Proof::new(key, "POST", &format!("{ISSUER}/par"), jti);
            proof.signed_by(key)
        };
        let pairs = WEB.authorization();
        let refused = invalid_proof("dpop_key_is_that_of_the_request", spec::RFC_9449_10_1);
        let mismatched = pairs.clone().with("dpop_jkt", &jkt());
        let by_other = push(&mismatched, &proof_for(&other_key(), "1"));
        world.refuses(&by_other, NOW, &refused);
        let bad = push(&pairs, &Proof::for_tokens("2").signed());
        world.refuses(&bad, NOW, &invalid_proof(FITTING.0, FITTING.1));

        for (number, pairs) in [pairs, mismatched].iter().enumerate() {
            let jti = format!("pushed {number}");
            let handled = world.send(&push(pairs, &proof_for(&key(), &jti)), NOW);
            assert_eq!(status(&handled), 201, "{:?}", handled.failed_check());
            let request_uri = text(&json_in(&handled.response), "request_uri");
            let address = [("client_id", WEB.client_id), ("request_uri", &request_uri)];
            let code = world.code_for(&Pairs::of(&address), NOW);
            let request = WEB.token_request(&WEB.redemption(&code));
            let expected = json(
                400,
                "invalid_grant",
                "dpop_key_is_that_of_the_code",
                spec::RFC_9449_10,
            );
            world.refuses(&request, NOW, &expected);
            let own = Proof::for_tokens(&format!("redeemed {number}")).signed();
            tokens_in(&world.send(&with_header(request, DPOP, &own), NOW));
        }
        world.server.policy.dpop_nonce_is_required = true;
        let without = push(&WEB.authorization(), &proof_for(&key(), "3"));
        let handled = world.send(&without, NOW);
        assert_eq!(json_in(&handled.response)["error"], "use_dpop_nonce");
        assert_ne!(header_text(&handled, NONCE), "");
    });
}

fn what_is_not_known_is_ignored_and_clocks_may_differ() {
    under_every_profile(|world| {
        let strange = Proof::for_tokens("strange")
            .with("colour", json!("blue"))
            .with("exp", json!(NOW.0 - 1))
            .with_header("x", json!({"y": 1}))
            .with_header("kid", json!("my key"));
        let request = redemption(world, &WEB, &strange.signed());
        tokens_in(&world.send(&request, NOW));
        for seconds in [-60, -10, 0, 8, 10] {
            let iat = NOW.0.saturating_add_signed(seconds);
            let proof = Proof::for_tokens(&format!("{seconds}")).with("iat", json!(iat));
            let request = redemption(world, &WEB, &proof.signed());
            tokens_in(&world.send(&request, NOW));
        }
    });
}

fn a_client_can_be_registered_for_bound_tokens_only() {
    let missing = invalid_proof("dpop_proof_is_sent", spec::RFC_9449_5_2);
    under_every_profile(|world| {
        let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
        let document = json_in(&world.send(&request(Method::GET, &url), NOW).response);
        assert_eq!(
            document["dpop_signing_alg_values_supported"],
            json!(["ES256", "PS256", "RS256"])
        );
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        let mut clients = world.server.clients.iter_mut();
        let service = clients.find(|client| client.client_id == SERVICE.client_id);
        service.expect("it is registered").dpop_bound_access_tokens = true;
        world.refuses(&SERVICE.token_request(&pairs), NOW, &missing);
        let proof = Proof::for_tokens("1").signed();
        let request = with_header(SERVICE.token_request(&pairs), DPOP, &proof);
        tokens_in(&world.send(&request, NOW));
        world.tokens(&WEB, NOW);
        // The policy may demand it of all.
        world.server.policy.dpop_is_required = true;
        let code = world.code(&WEB, NOW);
        let request = WEB.token_request(&WEB.redemption(&code));
        world.refuses(&request, NOW, &missing);
    });
}

fn scripts_may_read_the_nonce_and_send_proofs() {
    let origin = "https://page.example.com";
    under_every_profile(|world| {
        for path in ["/token", "/par"] {
            let ask = request(Method::OPTIONS, &format!("{ISSUER}{path}"));
            let handled = world.send(&with_header(ask, header::ORIGIN, origin), NOW);
            let allowed = header_text(&handled, header::ACCESS_CONTROL_ALLOW_HEADERS);
            assert_eq!(allowed, "Authorization, Content-Type, DPoP");
            let call = with_header(post(path, &Pairs::default()), header::ORIGIN, origin);
            let handled = world.send(&call, NOW);
            let exposed = header_text(&handled, header::ACCESS_CONTROL_EXPOSE_HEADERS);
            assert_eq!(exposed, "DPoP-Nonce, WWW-Authenticate");
        }
        let ask = request(Method::OPTIONS, &format!("{API}/photos"));
        let handled = answer(world, &with_header(ask, header::ORIGIN, origin), NOW);
        let allowed = header_text(&handled, header::ACCESS_CONTROL_ALLOW_HEADERS);
        assert_eq!(allowed, "Authorization, DPoP");
        let call = with_header(call("DPoP", "x"), header::ORIGIN, origin);
        let handled = answer(world, &call, NOW);
        let exposed = header_text(&handled, header::ACCESS_CONTROL_EXPOSE_HEADERS);
        assert_eq!(exposed, "DPoP-Nonce, WWW-Authenticate");
    });
}

fn an_opaque_token_that_is_bound_is_no_bearers_token() {
    under_every_profile(|world| {
        world.use_opaque_tokens(true);
        let token = bound_tokens(world, &WEB).access_token;
        world.does_not_open_the_api(&token, NOW);
    });
}

/// The `jti` stands in logs, and is good for nothing.
fn the_name_of_a_token_is_no_token() {
    under_every_profile(|world| {
        let tokens = world.authenticated(&authentication(), NOW);
        let tokens = [
            text(&tokens, "access_token"),
            world.tokens(&WEB, NOW).access_token,
        ];
        for token in tokens {
            let claims = jose::decode(&token).expect("it is a JWT").claims;
            let name = text(&claims, "jti");
            world.does_not_open_the_api(&name, NOW);
            assert!(!world.introspects(&PHOTO_API, &name, NOW));
            let call = request(Method::GET, &format!("{ISSUER}/userinfo"));
            let call = with_header(call, header::AUTHORIZATION, &format!("Bearer {name}"));
            assert_eq!(status(&world.send(&call, NOW)), 401);
        }
    });
}
