//! Rows K: clients that sign to prove who they are. Row B07: each in its own way only.

use serde_json::{Value, json};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::rsassa;
use oauth_flow_simulator::protocol::jose::{JwkSet, SigningKey, es256, hs256};
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication};
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::keys::PUBLISHED_RSA_NUMBERS;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec::{self, Section};

proves! {
    K01 "RFC 7523 §2.2", K01 "RFC 7523 §3" => a_client_that_signs_is_authenticated;
    K01 "RFC 7521 §4.2" => client_id_may_be_left_out;
    K02 "RFC 7523 §3.2" => an_assertion_of_another_key_is_refused;
    K02 "RFC 7523 §3.2" => claims_that_are_wrong_are_refused;
    K02 "RFC 8725 §3.11" => another_kind_of_token_is_no_assertion;
    K03 "draft-ietf-oauth-rfc7523bis §4" => the_issuer_alone_is_the_audience_today;
    K03 "RFC 7523 §3" => an_endpoint_was_a_good_audience_in_oauth_2_0;
    K04 "RFC 7523 §3" => an_assertion_is_good_once;
    K04 "RFC 7523 §3" => that_an_assertion_is_good_once_is_a_switch;
    K05 "RFC 7521 §4.2", K05 "RFC 6749 §2.3" => an_assertion_stands_alone;
    K05 "RFC 7521 §4.2" => the_type_of_an_assertion_has_to_be_said;
    K06 "RFC 7523 §3" => a_clock_may_be_ahead_by_some_seconds;
    K08 "RFC 7523 §2.2" => a_secret_can_sign_and_need_not_be_sent;
    K08 "RFC 8414 §2" => metadata_names_the_methods_and_the_algorithms;
    B07 "RFC 7591 §2" => a_client_authenticates_in_its_registered_way_only;
}

pub const SIGNER: &str = "signingservice";
const SECRET_SIGNER: &str = "secretsigner";
const SECRET: &str = "a secret of at least 32 characters";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub fn key() -> SigningKey {
    es256::signing_key(&[3; 32]).expect("it is a scalar of P-256")
}

fn rsa_key() -> SigningKey {
    rsassa::ps256_signing_key(&PUBLISHED_RSA_NUMBERS).expect("the numbers fit each other")
}

fn secret_key() -> SigningKey {
    hs256::signing_key(SECRET.as_bytes()).expect("any secret is a key")
}

fn not_authenticated(check: &'static str, section: Section) -> Refused {
    json(401, "invalid_client", check, section)
}

/// A world with two more clients: one signs with a private key, one with its secret.
pub fn with_signers(test: impl Fn(&mut World)) {
    under_every_profile(|world| {
        add_signers(world);
        test(world);
    });
}

fn add_signers(world: &mut World) {
    let mut rsa = rsa_key().verification_key;
    // A client may publish a key for more than one algorithm.
    rsa.alg = None;
    let keys = vec![key().verification_key, rsa];
    let signer = Client {
        client_id: SIGNER.to_owned(),
        authentication: ClientAuthentication::PrivateKeyJwt {
            keys: JwkSet { keys },
        },
        grant_types: vec!["client_credentials".to_owned(), DEVICE_CODE.to_owned()],
        ..SERVICE.registration()
    };
    let secret_signer = Client {
        client_id: SECRET_SIGNER.to_owned(),
        authentication: ClientAuthentication::ClientSecretJwt {
            client_secret: SECRET.to_owned(),
        },
        ..signer.clone()
    };
    world.server.clients.extend([signer, secret_signer]);
}

fn claims() -> Value {
    json!({"iss": SIGNER, "sub": SIGNER, "aud": ISSUER, "jti": "1", "iat": NOW.0, "exp": NOW.0 + 60})
}

/// [`claims`] with one of them set to something else, or left out.
pub fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    if value.is_null() {
        claims.as_object_mut().expect("it is one").remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

fn pairs_with(assertion: &str) -> Pairs {
    Pairs::of(&[
        ("grant_type", "client_credentials"),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
    ])
}

pub fn request_with(assertion: &str) -> Request {
    post("/token", &pairs_with(assertion))
}

/// A token request of [`SIGNER`] with `claims`.
fn signed(claims: &Value) -> Request {
    request_with(&key().sign("client-authentication+jwt", claims))
}

fn a_client_that_signs_is_authenticated() {
    with_signers(|world| {
        let keys = [
            key(),
            rsa_key(),
            rsassa::rs256_signing_key(&PUBLISHED_RSA_NUMBERS).expect("it is a key"),
        ];
        for (number, mut key) in keys.into_iter().enumerate() {
            println!("{key:?}");
            let claims = claims_with("jti", json!(number.to_string()));
            let pairs = pairs_with(&key.sign("JWT", &claims)).with("client_id", SIGNER);
            tokens_in(&world.send(&post("/token", &pairs), NOW));
            // Without a kid as well, which RFC 7515 leaves to the two sides.
            key.verification_key.kid = None;
            let claims = claims_with("jti", json!(format!("{number}, no kid")));
            tokens_in(&world.send(&request_with(&key.sign("JWT", &claims)), NOW));
        }
    });
}

fn client_id_may_be_left_out() {
    with_signers(|world| {
        tokens_in(&world.send(&signed(&claims()), NOW));
        let pairs = pairs_with(&key().sign("JWT", &claims_with("jti", json!("2"))));
        let device = post("/device_authorization", &pairs.without("grant_type"));
        assert_eq!(status(&world.send(&device, NOW)), 200);
    });
}

const SIGNED: (&str, Section) = ("assertion_is_signed_by_the_client", spec::RFC_7523_3);

fn an_assertion_of_another_key_is_refused() {
    with_signers(|world| {
        let expected = not_authenticated(SIGNED.0, SIGNED.1);
        let stranger = es256::signing_key(&[4; 32]).expect("it is a scalar of P-256");
        let mut posing = stranger.clone();
        posing.verification_key.kid = key().verification_key.kid;
        let good = key().sign("JWT", &claims());
        let (input, _) = good.rsplit_once('.').expect("it has three parts");
        let header = json!({"alg": "ES256", "crit": ["exp"], "exp": 1});
        let assertions = [
            stranger.sign("JWT", &claims()),
            posing.sign("JWT", &claims()),
            format!("{input}."),
            key().sign_under(&json!({"alg": "none"}), &claims()),
            key().sign_under(&header, &claims()),
        ];
        for assertion in assertions {
            world.refuses(&request_with(&assertion), NOW, &expected);
        }
        // No token at all names no client.
        let expected = not_authenticated("client_is_registered", spec::RFC_6749_5_2);
        for assertion in ["x", "a.b.c", ".."] {
            world.refuses(&request_with(assertion), NOW, &expected);
        }
        let unknown = claims_with("sub", json!("nobody"));
        world.refuses(&signed(&unknown), NOW, &expected);
        // A key that says that it is for another algorithm.
        let mut other = key().verification_key;
        other.alg = Some("ES384".to_owned());
        let keys = JwkSet { keys: vec![other] };
        let client = world.server.clients.iter_mut();
        let client = client.rev().find(|client| client.client_id == SIGNER);
        client.expect("it is registered").authentication =
            ClientAuthentication::PrivateKeyJwt { keys };
        let expected = not_authenticated(SIGNED.0, SIGNED.1);
        world.refuses(&signed(&claims()), NOW, &expected);
    });
}

fn claims_that_are_wrong_are_refused() {
    let names = ("assertion_names_the_client", spec::RFC_7523_3);
    let audience = ("assertion_is_for_this_server", spec::RFC_7523_3);
    let current = ("assertion_is_current", spec::RFC_7523_3);
    let cases = [
        ("iss", json!("otherwebapplication"), names),
        ("iss", Value::Null, names),
        ("aud", json!("https://other.example.com"), audience),
        ("aud", json!(["https://other.example.com"]), audience),
        ("aud", json!(format!("{ISSUER}/")), audience),
        ("aud", json!(1), audience),
        ("aud", Value::Null, audience),
        ("exp", json!(NOW.0), current),
        ("exp", json!(NOW.0 - 300), current),
        ("exp", json!("tomorrow"), current),
        ("exp", json!(-1), current),
        ("exp", Value::Null, current),
    ];
    with_signers(|world| {
        for (name, value, (check, section)) in &cases {
            println!("{name}: {value}");
            let request = signed(&claims_with(name, value.clone()));
            world.refuses(&request, NOW, &not_authenticated(check, *section));
        }
        // Without sub it is client_id that says who comes, and the assertion does not.
        let assertion = key().sign("JWT", &claims_with("sub", Value::Null));
        let pairs = pairs_with(&assertion).with("client_id", SIGNER);
        let expected = not_authenticated(names.0, names.1);
        world.refuses(&post("/token", &pairs), NOW, &expected);
        // The last moment may stand between two seconds.
        let request = signed(&claims_with("exp", json!(1_893_456_000.5)));
        tokens_in(&world.send(&request, NOW));
    });
}

fn another_kind_of_token_is_no_assertion() {
    let expected = not_authenticated("assertion_is_no_other_token", spec::RFC_8725_3_11);
    with_signers(|world| {
        for typ in ["at+jwt", "dpop+jwt", "application/at+jwt"] {
            world.refuses(&request_with(&key().sign(typ, &claims())), NOW, &expected);
        }
        let types = ["JWT", "jwt", "application/client-authentication+jwt"];
        for (number, typ) in types.into_iter().enumerate() {
            let claims = claims_with("jti", json!(number.to_string()));
            tokens_in(&world.send(&request_with(&key().sign(typ, &claims)), NOW));
        }
        let claims = claims_with("jti", json!("without a type"));
        let untyped = key().sign_under(&json!({"alg": "ES256"}), &claims);
        tokens_in(&world.send(&request_with(&untyped), NOW));
    });
}

/// What RFC 7523 lets stand for the server, beside its issuer.
fn other_audiences() -> [Value; 3] {
    [
        json!(format!("{ISSUER}/token")),
        json!([ISSUER]),
        json!([ISSUER, "https://other.example.com"]),
    ]
}

fn the_issuer_alone_is_the_audience_today() {
    let expected = not_authenticated("assertion_is_for_the_issuer_alone", spec::RFC_7523BIS_4);
    under(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        add_signers(world);
        for audience in other_audiences() {
            println!("{audience}");
            let request = signed(&claims_with("aud", audience));
            world.refuses(&request, NOW, &expected);
        }
        tokens_in(&world.send(&signed(&claims()), NOW));
    });
}

fn an_endpoint_was_a_good_audience_in_oauth_2_0() {
    let mut world = World::new(Profile::OAuth20);
    add_signers(&mut world);
    for audience in other_audiences() {
        println!("{audience}");
        tokens_in(&world.send(&signed(&claims_with("aud", audience)), NOW));
    }
    let device = claims_with("aud", json!(format!("{ISSUER}/device_authorization")));
    let pairs = pairs_with(&key().sign("JWT", &device)).without("grant_type");
    let handled = world.send(&post("/device_authorization", &pairs), NOW);
    assert_eq!(status(&handled), 200);
}

fn an_assertion_is_good_once() {
    let expected = not_authenticated("assertion_is_unused", spec::RFC_7523_3);
    under(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        add_signers(world);
        // A request that is refused for another reason uses nothing up.
        let beyond = pairs_with(&key().sign("JWT", &claims())).with("scope", "photos.read");
        let refused = json(400, "invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
        world.refuses(&post("/token", &beyond), NOW, &refused);
        tokens_in(&world.send(&signed(&claims()), NOW));
        for seconds in [0, 1, 59] {
            world.refuses(&signed(&claims()), NOW.plus(seconds), &expected);
        }
        // Not at another endpoint either, and not under another signature.
        let pairs = pairs_with(&key().sign("JWT", &claims()));
        let device = post("/device_authorization", &pairs.without("grant_type"));
        world.refuses(&device, NOW, &expected);
        world.refuses(
            &request_with(&rsa_key().sign("JWT", &claims())),
            NOW,
            &expected,
        );
        world.refuses(&signed(&claims_with("jti", Value::Null)), NOW, &expected);
        tokens_in(&world.send(&signed(&claims_with("jti", json!("2"))), NOW));
        // What one client has used is not used for another.
        let mut of_other = claims();
        of_other["iss"] = json!(SECRET_SIGNER);
        of_other["sub"] = json!(SECRET_SIGNER);
        tokens_in(&world.send(&request_with(&secret_key().sign("JWT", &of_other)), NOW));
    });
}

fn that_an_assertion_is_good_once_is_a_switch() {
    under_every_profile(|world| {
        add_signers(world);
        world.server.policy.assertions_are_good_once = false;
        for _ in 0..2 {
            tokens_in(&world.send(&signed(&claims()), NOW));
        }
        tokens_in(&world.send(&signed(&claims_with("jti", Value::Null)), NOW));
    });
}

fn an_assertion_stands_alone() {
    let check = "one_authentication_method_is_used";
    let expected = json(400, "invalid_request", check, spec::RFC_6749_2_3);
    with_signers(|world| {
        let pairs = pairs_with(&key().sign("JWT", &claims()));
        let with_secret = pairs.clone().with("client_secret", SECRET);
        world.refuses(&post("/token", &with_secret), NOW, &expected);
        let with_header = with_basic(post("/token", &pairs), SIGNER, SECRET);
        world.refuses(&with_header, NOW, &expected);
        let with_other_id = pairs.clone().with("client_id", SERVICE.client_id);
        world.refuses(&post("/token", &with_other_id), NOW, &expected);
        tokens_in(&world.send(&post("/token", &pairs.with("client_id", SIGNER)), NOW));
    });
}

fn the_type_of_an_assertion_has_to_be_said() {
    let check = "assertion_type_is_known";
    with_signers(|world| {
        let pairs = pairs_with(&key().sign("JWT", &claims()));
        let expected = json(400, "invalid_request", check, spec::RFC_7521_4_2);
        let without = pairs.clone().without("client_assertion_type");
        world.refuses(&post("/token", &without), NOW, &expected);
        let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
        let other = pairs.with("client_assertion_type", saml);
        let expected = not_authenticated(check, spec::RFC_7521_4_2);
        world.refuses(&post("/token", &other), NOW, &expected);
    });
}

fn a_clock_may_be_ahead_by_some_seconds() {
    let expected = not_authenticated("assertion_is_current", spec::RFC_7523_3);
    with_signers(|world| {
        for name in ["nbf", "iat"] {
            for seconds in [0, 8, 10] {
                let mut claims = claims_with(name, json!(NOW.0 + seconds));
                claims["jti"] = json!(format!("{name} {seconds}"));
                tokens_in(&world.send(&signed(&claims), NOW));
            }
            for seconds in [11, 59, 60, 3600] {
                let mut claims = claims_with(name, json!(NOW.0 + seconds));
                claims["exp"] = json!(NOW.0 + 7200);
                world.refuses(&signed(&claims), NOW, &expected);
            }
        }
    });
}

fn of_secret_signer() -> Value {
    let mut claims = claims();
    claims["iss"] = json!(SECRET_SIGNER);
    claims["sub"] = json!(SECRET_SIGNER);
    claims
}

fn a_secret_can_sign_and_need_not_be_sent() {
    with_signers(|world| {
        let request = request_with(&secret_key().sign("JWT", &of_secret_signer()));
        tokens_in(&world.send(&request, NOW));
        let expected = not_authenticated(SIGNED.0, SIGNED.1);
        let wrong = hs256::signing_key(b"another secret").expect("any secret is a key");
        let forged = request_with(&wrong.sign("JWT", &of_secret_signer()));
        world.refuses(&forged, NOW, &expected);
        // The public key of a client is no secret that it shares: RFC 8725 section 2.1.
        let public = json!(key().verification_key).to_string();
        let public = hs256::signing_key(public.as_bytes()).expect("any secret is a key");
        let expected = not_authenticated("authentication_method_is_registered", spec::RFC_7523_2_2);
        world.refuses(
            &request_with(&public.sign("JWT", &claims())),
            NOW,
            &expected,
        );
    });
}

fn metadata_names_the_methods_and_the_algorithms() {
    under_every_profile(|world| {
        let path = "/.well-known/oauth-authorization-server";
        let url = format!("{ISSUER}{path}");
        let document = json_in(&world.send(&request(http::Method::GET, &url), NOW).response);
        assert_eq!(
            document["token_endpoint_auth_methods_supported"],
            json!([
                "client_secret_basic",
                "client_secret_post",
                "private_key_jwt",
                "client_secret_jwt",
                "none",
            ])
        );
        assert_eq!(
            document["token_endpoint_auth_signing_alg_values_supported"],
            json!(["ES256", "PS256", "RS256", "HS256"])
        );
    });
}

fn a_client_authenticates_in_its_registered_way_only() {
    let by_secret = not_authenticated("client_is_authenticated", spec::RFC_6749_3_2_1);
    let by_assertion = not_authenticated("authentication_method_is_registered", spec::RFC_7523_2_2);
    with_signers(|world| {
        let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        let secrets = [
            (SERVICE.client_id, "service-secret", "client_secret_basic"),
            (
                OTHER_WEB.client_id,
                "other-web-secret",
                "client_secret_post",
            ),
            (SECRET_SIGNER, SECRET, "client_secret_jwt"),
        ];
        for (client_id, secret, method) in secrets {
            println!("{client_id}");
            if method != "client_secret_basic" {
                let request = with_basic(post("/token", &pairs), client_id, secret);
                world.refuses(&request, NOW, &by_secret);
            }
            let named = pairs.clone().with("client_id", client_id);
            if method != "client_secret_post" {
                let body = named.clone().with("client_secret", secret);
                world.refuses(&post("/token", &body), NOW, &by_secret);
            }
            world.refuses(&post("/token", &named), NOW, &by_secret);
            if method != "client_secret_jwt" {
                let mut claims = claims();
                claims["iss"] = json!(client_id);
                claims["sub"] = json!(client_id);
                let key = hs256::signing_key(secret.as_bytes()).expect("any secret is a key");
                let request = request_with(&key.sign("JWT", &claims));
                world.refuses(&request, NOW, &by_assertion);
            }
        }
        // One without a secret: with nothing, with a guess, and with a key that nobody knows.
        let named = pairs.with("client_id", SIGNER);
        world.refuses(&post("/token", &named), NOW, &by_secret);
        let guess = named.with("client_secret", "");
        world.refuses(&post("/token", &guess), NOW, &by_secret);
        let claims = json!({"iss": PAGE.client_id, "sub": PAGE.client_id, "aud": ISSUER});
        world.refuses(&signed(&claims), NOW, &by_assertion);
    });
}
