//! Rows S: the API, and whose tokens it takes.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::Method;
use http::header;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::*;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::es256::{self, ES256};
use oauth_flow_simulator::protocol::jose::rsassa::RS256;
use oauth_flow_simulator::protocol::jose::{self, Jwk, JwkSet, JwsError, SigningKey};
use oauth_flow_simulator::server::capabilities::FLOWS;
use oauth_flow_simulator::server::check::Verdict;
use oauth_flow_simulator::server::keys::published_signing_key;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{AuthorizationServer, Handled, Request};
use oauth_flow_simulator::spec::{self, Section};

proves! {
    S01 "RFC 6750 §3.1" => a_call_without_a_token_is_told_how_and_of_no_error;
    S02 "RFC 6750 §3.1" => a_token_that_is_no_good_is_refused;
    S02 "RFC 9068 §4" => a_token_verifies_with_the_served_keys_and_nothing_else_does;
    S02 "RFC 9068 §4", S09 "RFC 9700 §4.10.2" => claims_that_are_signed_but_wrong_are_refused;
    S02 "RFC 7517 §5" => the_served_keys_are_public_and_named_by_their_thumbprints;
    S02 "RFC 7517 §5" => a_server_serves_the_keys_of_its_capabilities_only;
    J01 "RFC 9068 §2.1" => access_tokens_can_be_signed_with_rs256_as_well;
    S03 "RFC 6750 §3.1" => a_scope_that_is_too_small_is_named;
    S04 "RFC 6750 §2", S04 "RFC 6750 §3.1" => a_token_sent_twice_is_refused;
    S05 "OAuth 2.1 §5.1.1" => the_name_of_the_scheme_has_no_case;
    S06 "RFC 6750 §2.2" => a_token_in_the_body_has_to_be_in_a_form_that_is_not_a_get;
    S07 "RFC 9700 §4.3.2", S07 "OAuth 2.1 §5.1" => a_token_in_the_address_is_ignored_today;
    S07 "RFC 6750 §2.3" => a_token_in_the_address_was_accepted_in_oauth_2_0;
    S08 "RFC 6750 §3" => a_challenge_has_each_parameter_once_in_allowed_characters;
    S02 "RFC 7662 §2.2" => an_opaque_token_opens_the_api_as_long_as_the_server_vouches_for_it;
    S02 "RFC 7662 §2.2" => an_answer_about_an_opaque_token_says_only_what_it_has_to;
    S10 "OAuth 2.1 §5.2" => every_call_is_judged_anew;
}

/// Calls the API, which has to refuse. Returns the challenge.
#[track_caller]
fn refused(
    world: &mut World,
    call: &Request,
    at: Timestamp,
    status: u16,
    (check, section): (&str, Section),
) -> String {
    let handled = world.send_to_api(call, at);
    assert_eq!(
        handled.response.status().as_u16(),
        status,
        "{:?}",
        handled.failed_check()
    );
    let failed = handled
        .failed_check()
        .expect("a refusal names the check that failed");
    assert_eq!((&*failed.name, failed.section), (check, section));
    assert_eq!(body(&handled), "");
    header_text(&handled, header::WWW_AUTHENTICATE).to_owned()
}

const IN_ONE_WAY: (&str, Section) = ("token_is_sent_in_one_way", spec::RFC_6750_2);
const SIGNED: (&str, Section) = (
    "token_is_signed_by_the_authorization_server",
    spec::RFC_9068_4,
);
const EXPIRY: (&str, Section) = ("token_has_not_expired", spec::RFC_9068_4);
const NO_TOKEN: &str = "Bearer realm=\"api\"";

fn call_without_token(method: Method) -> Request {
    request(method, &format!("{API}/photos"))
}

/// A call with the token in a form in the body.
fn call_with_body(method: Method, content_type: &str, token: &str) -> Request {
    let mut call = call_without_token(method);
    *call.body_mut() = Pairs::of(&[("access_token", token)]).encoded().into_bytes();
    with_header(call, header::CONTENT_TYPE, content_type)
}

fn call_with_query(token: &str) -> Request {
    let query = Pairs::of(&[("access_token", token)]).encoded();
    request(Method::GET, &format!("{API}/photos?{query}"))
}

const FORM: &str = "application/x-www-form-urlencoded";

fn ok(world: &mut World, call: &Request) -> Handled {
    let handled = world.send_to_api(call, NOW);
    assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());
    handled
}

fn a_call_without_a_token_is_told_how_and_of_no_error() {
    under_every_profile(|world| {
        let without = call_without_token(Method::GET);
        let other = with_header(without.clone(), header::AUTHORIZATION, "Basic YTpi");
        for call in [without, other] {
            let challenge = refused(world, &call, NOW, 401, IN_ONE_WAY);
            assert_eq!(challenge, NO_TOKEN);
        }
    });
}

fn a_token_that_is_no_good_is_refused() {
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        let token = &tokens.access_token;
        for garbage in ["abc", "a.b.c", "..", "\u{7e}", tokens.refresh_token()] {
            println!("{garbage}");
            let challenge = refused(world, &photos(garbage), NOW, 401, SIGNED);
            assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
        }
        let challenge = refused(world, &photos(token), NOW.plus(3600), 401, EXPIRY);
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
        world.opens_the_api(token, NOW.plus(3599));

        let code = world.code(&WEB, NOW);
        let request = WEB.token_request(&WEB.redemption(&code));
        let withdrawn = tokens_in(&world.send(&request, NOW)).access_token;
        world.send(&request, NOW);
        let check = ("token_is_not_revoked", spec::RFC_7662_2_2);
        let challenge = refused(world, &photos(&withdrawn), NOW, 401, check);
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    });
}

fn an_opaque_token_opens_the_api_as_long_as_the_server_vouches_for_it() {
    under_every_profile(|world| {
        world.use_opaque_tokens(true);
        let check = ("token_is_not_revoked", spec::RFC_7662_2_2);
        let code = world.code(&WEB, NOW);
        let request = WEB.token_request(&WEB.redemption(&code));
        let token = tokens_in(&world.send(&request, NOW)).access_token;
        world.opens_the_api(&token, NOW.plus(3599));
        refused(world, &photos(&token), NOW.plus(3600), 401, check);
        refused(world, &photos("unknown"), NOW, 401, check);
        // The code comes a second time.
        world.send(&request, NOW);
        refused(world, &photos(&token), NOW, 401, check);
    });
}

fn an_answer_about_an_opaque_token_says_only_what_it_has_to() {
    let answered = |world: &mut World, answer: Value| {
        let ask = &mut |_: &Request| {
            let body = answer.to_string().into_bytes();
            Some(http::Response::new(body))
        };
        let handled = world.api.handle(&photos("opaque"), NOW, ask);
        let failed = handled.failed_check().map(|failed| failed.name.to_string());
        let has_passed = |name: &str| {
            let mut checks = handled.checks.iter();
            checks.any(|check| check.name == name && check.verdict == Verdict::Passed)
        };
        let claims = [
            "issuer_is_trusted",
            "token_is_for_this_api",
            "token_has_not_expired",
        ];
        (failed, claims.map(has_passed))
    };
    under_every_profile(|world| {
        world.use_opaque_tokens(true);
        let least = json!({"active": true, "scope": "photos.read"});
        assert_eq!(answered(world, least.clone()), (None, [false; 3]));
        let mut full = least.clone();
        full["iss"] = ISSUER.into();
        full["aud"] = API.into();
        full["exp"] = (NOW.0 + 1).into();
        assert_eq!(answered(world, full.clone()), (None, [true; 3]));
        for (name, value, check) in [
            ("iss", json!("https://other.example"), "issuer_is_trusted"),
            (
                "aud",
                json!("https://other.example"),
                "token_is_for_this_api",
            ),
            ("exp", json!(NOW.0), "token_has_not_expired"),
        ] {
            let mut wrong = full.clone();
            wrong[name] = value;
            assert_eq!(answered(world, wrong).0.as_deref(), Some(check));
        }
    });
}

/// The keys as the server serves them.
fn served_keys(world: &mut World) -> JwkSet {
    let url = world.server.metadata().jwks_uri;
    let handled = world.send(&request(Method::GET, &url), NOW);
    JwkSet::parse(handled.response.body())
}

/// A key that nobody has published.
fn foreign_key() -> SigningKey {
    es256::signing_key(&[7; 32]).expect("it is a scalar of P-256")
}

/// `token` with another header, and the signature that it had.
fn with_jose_header(token: &str, change: impl Fn(&mut Value)) -> String {
    let decoded = jose::decode(token).expect("the token is a JWT");
    let mut header = decoded.header;
    change(&mut header);
    let (_, rest) = token.split_once('.').expect("the token has three parts");
    format!(
        "{}.{rest}",
        BASE64_URL_SAFE_NO_PAD.encode(header.to_string())
    )
}

fn a_token_verifies_with_the_served_keys_and_nothing_else_does() {
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let keys = served_keys(world);
        let decoded = jose::verify(&token, &keys, &[ES256]).expect("the server has signed it");
        assert_eq!(decoded.header["typ"], "at+jwt");
        assert_eq!(decoded.header["alg"], "ES256");
        assert_eq!(decoded.claims["iss"], ISSUER);
        assert_eq!(decoded.claims["aud"], API);

        // A byte of the claims, of the signature, of the header.
        let parts: Vec<&str> = token.split('.').collect();
        let flip = |text: &str, at: usize| {
            let other = if &text[at..=at] == "A" { "B" } else { "A" };
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        };
        for at in [0, parts[2].len() / 2] {
            let signature = flip(parts[2], at);
            let changed = format!("{}.{}.{signature}", parts[0], parts[1]);
            assert_eq!(
                jose::verify(&changed, &keys, &[ES256]),
                Err(JwsError::Signature)
            );
            refused(world, &photos(&changed), NOW, 401, SIGNED);
        }
        let mut claims = decoded.claims.clone();
        claims["scope"] = "photos.read photos.write reports.read".into();
        let claims = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
        let widened = format!("{}.{claims}.{}", parts[0], parts[2]);
        assert_eq!(
            jose::verify(&widened, &keys, &[ES256]),
            Err(JwsError::Signature)
        );
        refused(world, &photos(&widened), NOW, 401, SIGNED);

        let foreign = foreign_key();
        let own_kid = decoded.header["kid"].clone();
        let by_stranger = foreign.sign("at+jwt", &decoded.claims);
        let posing = with_jose_header(&by_stranger, |header| header["kid"] = own_kid.clone());
        let unsigned = format!("{}.{}.", parts[0], parts[1]);
        let forged = [
            ("another key", by_stranger.clone(), JwsError::UnknownKey),
            (
                "another key under this one's name",
                posing,
                JwsError::Signature,
            ),
            ("no signature", unsigned, JwsError::Signature),
            (
                "alg none",
                with_jose_header(&token, |header| header["alg"] = "none".into()),
                JwsError::Algorithm,
            ),
            (
                "alg HS256",
                with_jose_header(&token, |header| header["alg"] = "HS256".into()),
                JwsError::Algorithm,
            ),
            (
                "its own key in the header",
                with_jose_header(&by_stranger, |header| {
                    header["jwk"] = json!(foreign.verification_key);
                }),
                JwsError::UnknownKey,
            ),
            (
                "critical headers",
                with_jose_header(&token, |header| header["crit"] = json!(["b64"])),
                JwsError::Critical,
            ),
            (
                "no kid",
                with_jose_header(&token, |header| header["kid"] = Value::Null),
                JwsError::Signature,
            ),
        ];
        for (what, token, error) in forged {
            println!("{what}");
            assert_eq!(jose::verify(&token, &keys, &[ES256]), Err(error));
            refused(world, &photos(&token), NOW, 401, SIGNED);
        }
        let others = JwkSet {
            keys: vec![foreign.verification_key],
        };
        assert_eq!(
            jose::verify(&token, &others, &[ES256]),
            Err(JwsError::UnknownKey)
        );
    });
}

/// Signed by the right key all the same: the server signs more than access tokens for one API.
fn claims_that_are_signed_but_wrong_are_refused() {
    let key = published_signing_key();
    let cases = [
        (
            "typ JWT",
            "JWT",
            "",
            Value::Null,
            "token_is_an_access_token",
        ),
        ("no typ", "", "", Value::Null, "token_is_an_access_token"),
        (
            "another issuer",
            "at+jwt",
            "iss",
            json!("https://other.example"),
            "issuer_is_trusted",
        ),
        (
            "the issuer and a slash",
            "at+jwt",
            "iss",
            json!(format!("{ISSUER}/")),
            "issuer_is_trusted",
        ),
        (
            "another audience",
            "at+jwt",
            "aud",
            json!("https://other.example"),
            "token_is_for_this_api",
        ),
        (
            "no audience",
            "at+jwt",
            "aud",
            Value::Null,
            "token_is_for_this_api",
        ),
        (
            "expired",
            "at+jwt",
            "exp",
            json!(NOW.0),
            "token_has_not_expired",
        ),
        (
            "no expiry",
            "at+jwt",
            "exp",
            Value::Null,
            "token_has_not_expired",
        ),
        (
            "expiry as text",
            "at+jwt",
            "exp",
            json!("9999999999"),
            "token_has_not_expired",
        ),
    ];
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let claims = jose::decode(&token).expect("the token is a JWT").claims;
        // The key is the server's: unchanged claims are accepted, in either spelling of the type.
        for typ in ["at+jwt", "application/at+jwt"] {
            let signed = key.sign(typ, &claims);
            world.hand_out(&signed);
            world.opens_the_api(&signed, NOW);
        }
        for (what, typ, name, value, check) in &cases {
            println!("{what}");
            let mut claims = claims.clone();
            if !name.is_empty() {
                claims[*name] = value.clone();
            }
            let call = photos(&key.sign(typ, &claims));
            let challenge = refused(world, &call, NOW, 401, (check, spec::RFC_9068_4));
            assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
            let has_no_expiry = *name == "exp" && !value.is_number();
            assert_eq!(challenge.contains("exp is missing."), has_no_expiry);
        }
        let mut unknown = claims.clone();
        unknown["jti"] = "never issued".into();
        let call = photos(&key.sign("at+jwt", &unknown));
        refused(
            world,
            &call,
            NOW,
            401,
            ("token_is_not_revoked", spec::RFC_7662_2_2),
        );
    });
}

fn the_served_keys_are_public_and_named_by_their_thumbprints() {
    under_every_profile(|world| {
        let url = world.server.metadata().jwks_uri;
        let served = json_in(&world.send(&request(Method::GET, &url), NOW).response);
        let keys = served["keys"].as_array().expect("there is a list");
        let algorithms: Vec<&Value> = keys.iter().map(|key| &key["alg"]).collect();
        assert_eq!(algorithms, ["ES256", "RS256"]);
        for key in keys {
            Jwk::parse_public(key).expect("the private half stays at home");
            assert_eq!(key["use"], "sig");
            // RFC 7638 section 3: the required members in the order of their names, no spaces.
            let required: BTreeMap<&str, &Value> = ["crv", "e", "kty", "n", "x", "y"]
                .into_iter()
                .filter_map(|name| Some((name, key.get(name)?)))
                .collect();
            let members = serde_json::to_string(&required).expect("texts are JSON");
            let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(members));
            assert_eq!(key["kid"], thumbprint.as_str());
        }
    });
}

fn a_server_serves_the_keys_of_its_capabilities_only() {
    under_every_profile(|world| {
        let policy = world.profile.policy();
        world.server = AuthorizationServer::new(&FLOWS, ISSUER, API, policy, 0x5eed);
        let keys = served_keys(world).keys;
        assert_eq!(keys, [published_signing_key().verification_key]);
    });
}

fn access_tokens_can_be_signed_with_rs256_as_well() {
    under_every_profile(|world| {
        world.server.policy.access_token_algorithm = "RS256";
        let token = world.tokens(&WEB, NOW).access_token;
        let header = jose::decode(&token).expect("the token is a JWT").header;
        let kid = served_keys(world).keys[1].kid.clone();
        assert_eq!(header, json!({"alg": "RS256", "kid": kid, "typ": "at+jwt"}));
        // An API takes what it has been told to take, whatever keys there are, and no other token
        // of the server would help.
        world.mends_refusals = false;
        refused(world, &photos(&token), NOW, 401, SIGNED);
        world.api.algorithms = &[ES256, RS256];
        world.opens_the_api(&token, NOW);
    });
}

fn a_scope_that_is_too_small_is_named() {
    under_every_profile(|world| {
        let code = world.code_for(&WEB.authorization().with("scope", "photos.write"), NOW);
        let token = world.redeem(&WEB, &code, NOW).access_token;
        let check = ("scope_is_sufficient", spec::RFC_6750_3_1);
        let challenge = refused(world, &photos(&token), NOW, 403, check);
        assert!(
            challenge.contains("error=\"insufficient_scope\""),
            "{challenge}"
        );
        assert!(challenge.contains("scope=\"photos.read\""), "{challenge}");
    });
}

fn a_token_sent_twice_is_refused() {
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let bearer = format!("Bearer {token}");
        let mut in_body_twice = call_with_body(Method::POST, FORM, &token);
        *in_body_twice.body_mut() =
            Pairs::of(&[("access_token", &token), ("access_token", &token)])
                .encoded()
                .into_bytes();
        let body = call_with_body(Method::POST, FORM, &token);
        let mut calls = vec![
            (
                "header and body",
                with_header(body, header::AUTHORIZATION, &bearer),
            ),
            (
                "two headers",
                with_header(photos(&token), header::AUTHORIZATION, &bearer),
            ),
            ("twice in the body", in_body_twice),
        ];
        if world.profile == Profile::OAuth20 {
            let query = call_with_query(&token);
            calls.push((
                "header and address",
                with_header(query, header::AUTHORIZATION, &bearer),
            ));
            let twice = format!("{API}/photos?access_token={token}&access_token={token}");
            calls.push(("twice in the address", request(Method::GET, &twice)));
        }
        for (what, call) in calls {
            println!("{what}");
            let challenge = refused(world, &call, NOW, 400, IN_ONE_WAY);
            assert!(
                challenge.contains("error=\"invalid_request\""),
                "{challenge}"
            );
        }
    });
}

fn the_name_of_the_scheme_has_no_case() {
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            let call = call_without_token(Method::GET);
            let call = with_header(call, header::AUTHORIZATION, &format!("{scheme} {token}"));
            ok(world, &call);
        }
    });
}

fn a_token_in_the_body_has_to_be_in_a_form_that_is_not_a_get() {
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        for content_type in [
            FORM,
            "Application/X-WWW-Form-Urlencoded",
            &format!("{FORM};charset=UTF-8"),
        ] {
            ok(world, &call_with_body(Method::POST, content_type, &token));
        }
        let not_taken = [
            (Method::GET, FORM),
            (Method::POST, "text/plain"),
            (Method::POST, "application/json"),
            (Method::POST, "application/x-www-form-urlencoded-not"),
        ];
        for (method, content_type) in not_taken {
            println!("{method} {content_type}");
            let call = call_with_body(method, content_type, &token);
            assert_eq!(refused(world, &call, NOW, 401, IN_ONE_WAY), NO_TOKEN);
        }
    });
}

/// Ignored, not refused: OAuth 2.1 section 5.1 leaves no choice.
fn a_token_in_the_address_is_ignored_today() {
    under(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let call = call_with_query(&token);
        assert_eq!(refused(world, &call, NOW, 401, IN_ONE_WAY), NO_TOKEN);
        // The one in the header counts, whatever stands in the address.
        for in_query in [token.as_str(), "garbage"] {
            let call = call_with_query(in_query);
            let call = with_header(call, header::AUTHORIZATION, &format!("Bearer {token}"));
            ok(world, &call);
        }
    });
}

fn a_token_in_the_address_was_accepted_in_oauth_2_0() {
    let mut world = World::new(Profile::OAuth20);
    let token = world.tokens(&WEB, NOW).access_token;
    let handled = ok(&mut world, &call_with_query(&token));
    assert_eq!(header_text(&handled, header::CACHE_CONTROL), "private");
    refused(&mut world, &call_with_query("garbage"), NOW, 401, SIGNED);
}

/// The parameters of a challenge, read as RFC 9110 section 11.2 writes them.
fn parameters_of(challenge: &str) -> Vec<(String, String)> {
    let rest = challenge
        .strip_prefix("Bearer ")
        .or(challenge.strip_prefix("DPoP "))
        .expect("the scheme is Bearer or DPoP");
    rest.split(", ")
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').expect("it has a value");
            let value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            (
                name.to_owned(),
                value.expect("the value is quoted").to_owned(),
            )
        })
        .collect()
}

fn a_challenge_has_each_parameter_once_in_allowed_characters() {
    under_every_profile(|world| {
        let code = world.code_for(&WEB.authorization().with("scope", "photos.write"), NOW);
        let narrow = world.redeem(&WEB, &code, NOW).access_token;
        let token = world.tokens(&WEB, NOW).access_token;
        let twice = with_header(photos(&token), header::AUTHORIZATION, "Bearer abc");
        let calls = [
            (call_without_token(Method::GET), NOW),
            (photos("garbage"), NOW),
            (photos(&token), NOW.plus(3600)),
            (photos(&narrow), NOW),
            (twice, NOW),
        ];
        for (call, at) in calls {
            let handled = world.send_to_api(&call, at);
            let fields = handled.response.headers().get_all(header::WWW_AUTHENTICATE);
            // A call without a token learns of both schemes, each in a field of its own.
            let has_token = call.headers().contains_key(header::AUTHORIZATION);
            assert_eq!(fields.iter().count(), if has_token { 1 } else { 2 });
            for challenge in fields {
                let challenge = challenge.to_str().expect("it is text");
                println!("{challenge}");
                let parameters = parameters_of(challenge);
                for (name, value) in &parameters {
                    let count = parameters.iter().filter(|(other, _)| other == name).count();
                    assert_eq!(count, 1, "{name}");
                    let is_allowed =
                        |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
                    assert!(value.bytes().all(is_allowed), "{value}");
                }
            }
        }
    });
}

fn every_call_is_judged_anew() {
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        for seconds in [0, 1, 3599] {
            world.opens_the_api(&tokens.access_token, NOW.plus(seconds));
        }
        refused(
            world,
            &photos(&tokens.access_token),
            NOW.plus(3600),
            401,
            EXPIRY,
        );
        // Time and scope are not all: the same token, the same second, another API.
        world.opens_the_api(&tokens.access_token, NOW);
        world.move_api("https://other-api.example.com");
        let check = ("token_is_for_this_api", spec::RFC_9068_4);
        refused(world, &photos(&tokens.access_token), NOW, 401, check);
    });
}
