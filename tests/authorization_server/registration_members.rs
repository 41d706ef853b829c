//! Rows H and O: what a client that registers itself says of the people whom it wants to know, and
//! what comes of it.

use http::{Method, header};
use serde_json::{Value, json};

use crate::registration::{CALLBACK, refuses_each, register};
use crate::support::*;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::{SigningKey, rsassa};
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::keys::PUBLISHED_RSA_NUMBERS;
use oauth_flow_simulator::server::policy::Registrants;
use oauth_flow_simulator::server::{AuthorizationServer, Handled, Request};
use oauth_flow_simulator::spec;

proves! {
    H01 "OpenID Connect Registration §2" => a_client_is_told_what_it_will_be_told_of_people;
    H07 "OpenID Connect Registration §2" => a_client_that_says_nothing_knows_people_by_their_public_names;
    H03 "OpenID Connect Registration §2" => what_the_server_does_not_do_is_refused;
    U04 "OpenID Connect Registration §2" => userinfo_is_signed_as_registered;
    O09 "OpenID Connect Registration §2" => a_registered_age_asks_for_a_new_sign_in;
    L03 "RP-Initiated Logout §3.1" => the_browser_goes_to_the_registered_address_after_a_sign_out;
    K02 "OpenID Connect Registration §2" => assertions_are_signed_with_the_registered_algorithm_alone;
    O17 "OpenID Connect §8.1" => clients_of_two_sectors_know_a_person_by_two_names;
    O17 "OpenID Connect §8", O10 "OpenID Connect §3.1.2.1"
        => a_pairwise_name_means_the_person_wherever_the_client_sends_it;
}

const GOODBYE: &str = "https://new.example.com/goodbye";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn where_everybody_may_register(test: impl Fn(&mut World)) {
    under_every_profile(|world| {
        world.server.policy.registrants = Registrants::Everybody;
        world.server.scopes_for_registration = Scope::of(&["openid", "email", "photos.read"]);
        test(world);
    });
}

/// A client that has registered itself.
struct Newcomer {
    client_id: String,
    secret: String,
    callback: String,
}

impl Newcomer {
    #[track_caller]
    fn at(world: &mut World, callback: &str, members: &Value) -> Newcomer {
        let mut metadata = json!({ "redirect_uris": [callback], "scope": "openid email" });
        for (name, value) in members.as_object().expect("they are members") {
            metadata[name] = value.clone();
        }
        let answer = register(world, &metadata);
        Newcomer {
            client_id: text(&answer, "client_id"),
            secret: text(&answer, "client_secret"),
            callback: callback.to_owned(),
        }
    }

    #[track_caller]
    fn new(world: &mut World, members: &Value) -> Newcomer {
        Newcomer::at(world, CALLBACK, members)
    }

    fn authentication(&self) -> Pairs {
        authentication()
            .with("client_id", &self.client_id)
            .with("redirect_uri", &self.callback)
    }

    #[track_caller]
    fn tokens(&self, world: &mut World) -> Value {
        let pairs = self.authentication().with("prompt", "consent");
        let code = world.code_for(&pairs, NOW);
        let redemption = WEB.redemption(&code).with("redirect_uri", &self.callback);
        let request = with_basic(post("/token", &redemption), &self.client_id, &self.secret);
        let handled = world.send(&request, NOW);
        assert_eq!(status(&handled), 200, "{}", body(&handled));
        json_in(&handled.response)
    }
}

fn ask_userinfo(world: &mut World, tokens: &Value) -> Handled {
    let bearer = format!("Bearer {}", text(tokens, "access_token"));
    let call = request(Method::GET, &format!("{ISSUER}/userinfo"));
    world.send(&with_header(call, header::AUTHORIZATION, &bearer), NOW)
}

/// The check that keeps the browser from coming back with a code at once. A stranger's browser is
/// not sent back with an error under every profile.
fn refused_by(world: &mut World, pairs: &Pairs, at: Timestamp) -> Option<String> {
    let answer = world.visit(pairs, at);
    let failed = answer.failed_check().map(|check| check.name.to_string());
    let has_code = location_parameter(&answer, "code").is_some();
    assert_eq!(has_code, failed.is_none(), "{}", location(&answer));
    failed
}

fn a_client_is_told_what_it_will_be_told_of_people() {
    let metadata = json!({
        "redirect_uris": [CALLBACK],
        "scope": "openid",
        "id_token_signed_response_alg": "ES256",
        "userinfo_signed_response_alg": "RS256",
        "subject_type": "pairwise",
        "default_max_age": 0,
        "require_auth_time": true,
        "post_logout_redirect_uris": [GOODBYE, "http://127.0.0.1/goodbye"],
        "token_endpoint_auth_method": "client_secret_jwt",
        "token_endpoint_auth_signing_alg": "HS256",
    });
    where_everybody_may_register(|world| {
        let answer = register(world, &metadata);
        for (name, value) in metadata.as_object().expect("it is an object") {
            assert_eq!(&answer[name], value, "{name}");
        }
    });
}

fn a_client_that_says_nothing_knows_people_by_their_public_names() {
    where_everybody_may_register(|world| {
        let metadata = json!({ "redirect_uris": [CALLBACK], "require_auth_time": false });
        let answer = register(world, &metadata);
        assert_eq!(answer["subject_type"], "public");
        // The server may say more than it was asked for, and tells so.
        assert_eq!(answer["require_auth_time"], true);
        for name in [
            "userinfo_signed_response_alg",
            "default_max_age",
            "post_logout_redirect_uris",
            "token_endpoint_auth_signing_alg",
        ] {
            assert_eq!(answer.get(name), None, "{name}");
        }
        let newcomer = Newcomer::new(world, &json!({}));
        let tokens = newcomer.tokens(world);
        let claims = world.id_token(&tokens);
        assert_eq!(claims["sub"], "user:alice");
        assert_eq!(claims["auth_time"], NOW.0);
        let told = ask_userinfo(world, &tokens);
        assert_eq!(json_in(&told.response)["sub"], "user:alice");
    });
}

fn what_the_server_does_not_do_is_refused() {
    let members = ("members_have_their_types", spec::RFC_7591_3_2_2);
    let section = spec::OPENID_CONNECT_REGISTRATION_2;
    let assertion = ("assertion_algorithm_is_taken", section);
    let id_token = ("id_token_algorithm_is_offered", section);
    let userinfo = ("userinfo_algorithm_is_offered", section);
    let subject = ("subject_type_is_offered", spec::OPENID_CONNECT_8_1);
    let goodbye = (
        "post_logout_redirect_uris_are_protected",
        spec::RP_INITIATED_LOGOUT_3_1,
    );
    let sector = "https://new.example.com/sector.json";
    let cases = [
        (json!({"default_max_age": "60"}), members),
        (json!({"default_max_age": -1}), members),
        (json!({"default_max_age": 0.5}), members),
        (json!({"require_auth_time": 1}), members),
        (json!({"post_logout_redirect_uris": GOODBYE}), members),
        (json!({"subject_type": ["pairwise"]}), members),
        (json!({"id_token_signed_response_alg": "none"}), id_token),
        (json!({"userinfo_signed_response_alg": "none"}), userinfo),
        (json!({"userinfo_signed_response_alg": "HS256"}), userinfo),
        (json!({"subject_type": "ephemeral"}), subject),
        (json!({"sector_identifier_uri": sector}), subject),
        (
            json!({"subject_type": "pairwise", "sector_identifier_uri": sector}),
            subject,
        ),
        (
            json!({
                "subject_type": "pairwise",
                "redirect_uris": [CALLBACK, "https://other.example.com/callback"],
            }),
            subject,
        ),
        (
            json!({"post_logout_redirect_uris": [GOODBYE, "javascript:alert(1)"]}),
            goodbye,
        ),
        (
            json!({"post_logout_redirect_uris": ["http://new.example.com/goodbye"]}),
            goodbye,
        ),
        (
            json!({"post_logout_redirect_uris": ["https://new.example.com/#goodbye"]}),
            goodbye,
        ),
        (
            json!({"token_endpoint_auth_signing_alg": "ES256"}),
            assertion,
        ),
        (
            json!({
                "token_endpoint_auth_method": "client_secret_jwt",
                "token_endpoint_auth_signing_alg": "ES256",
            }),
            assertion,
        ),
        (
            json!({
                "token_endpoint_auth_method": "client_secret_jwt",
                "token_endpoint_auth_signing_alg": "none",
            }),
            assertion,
        ),
    ];
    let cases = cases.map(|(members, (check, section))| {
        let mut metadata = json!({ "redirect_uris": [CALLBACK] });
        for (name, value) in members.as_object().expect("they are members") {
            metadata[name] = value.clone();
        }
        (metadata, check, section)
    });
    where_everybody_may_register(|world| {
        refuses_each(world, "invalid_client_metadata", &cases);
    });
}

fn userinfo_is_signed_as_registered() {
    where_everybody_may_register(|world| {
        for algorithm in ["ES256", "RS256"] {
            let wish = json!({ "userinfo_signed_response_alg": algorithm });
            let newcomer = Newcomer::new(world, &wish);
            let tokens = newcomer.tokens(world);
            let handled = ask_userinfo(world, &tokens);
            assert_eq!(
                header_text(&handled, header::CONTENT_TYPE),
                "application/jwt"
            );
            let jwt = world.verified(body(&handled));
            assert_eq!(jwt.header["alg"], algorithm);
            assert_eq!(jwt.claims["aud"], newcomer.client_id);
        }
    });
}

fn a_registered_age_asks_for_a_new_sign_in() {
    where_everybody_may_register(|world| {
        let newcomer = Newcomer::new(world, &json!({ "default_max_age": 60 }));
        newcomer.tokens(world);
        let silent = newcomer.authentication().with("prompt", "none");
        let mut error = |pairs: &Pairs, at: Timestamp| refused_by(world, pairs, at);
        let too_late = Some("sign_in_is_recent_or_can_be_repeated");
        assert_eq!(error(&silent, NOW.plus(60)), None);
        assert_eq!(error(&silent, NOW.plus(61)).as_deref(), too_late);
        // The request stands over the registration.
        let lenient = silent.clone().with("max_age", "600");
        assert_eq!(error(&lenient, NOW.plus(61)), None);
        let strict = silent.with("max_age", "5");
        assert_eq!(error(&strict, NOW.plus(6)).as_deref(), too_late);
    });
}

fn the_browser_goes_to_the_registered_address_after_a_sign_out() {
    where_everybody_may_register(|world| {
        let wish = json!({ "post_logout_redirect_uris": [GOODBYE] });
        let newcomer = Newcomer::new(world, &wish);
        let id_token = text(&newcomer.tokens(world), "id_token");
        let mut sign_out = |address: &str| {
            let pairs = Pairs::of(&[
                ("id_token_hint", &id_token),
                ("post_logout_redirect_uri", address),
            ]);
            let url = format!("{ISSUER}/end_session?{}", pairs.encoded());
            let request = world.browser.open(&url);
            world.send_from_browser(&request, NOW)
        };
        let handled = sign_out("https://new.example.com/other");
        assert_eq!((status(&handled), location(&handled)), (400, ""));
        let handled = sign_out(GOODBYE);
        assert_eq!((status(&handled), location(&handled)), (303, GOODBYE));
    });
}

fn assertions_are_signed_with_the_registered_algorithm_alone() {
    let [rs256, ps256] = [rsassa::rs256_signing_key, rsassa::ps256_signing_key]
        .map(|make| make(&PUBLISHED_RSA_NUMBERS).expect("it is a key"));
    let mut public = rs256.verification_key.clone();
    public.alg = None;
    let metadata = |algorithm: Option<&str>| {
        let mut metadata = json!({
            "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": { "keys": [public] },
        });
        if let Some(algorithm) = algorithm {
            metadata["token_endpoint_auth_signing_alg"] = algorithm.into();
        }
        metadata
    };
    let request = |client_id: &str, key: &SigningKey| -> Request {
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": ISSUER, "jti": key.algorithm.name,
            "exp": NOW.0 + 60,
        });
        let assertion = key.sign_under(&json!({ "alg": key.algorithm.name }), &claims);
        let pairs = WEB
            .redemption("code")
            .and("client_id", client_id)
            .and("client_assertion_type", JWT_BEARER)
            .and("client_assertion", &assertion);
        post("/token", &pairs)
    };
    where_everybody_may_register(|world| {
        for only in [Some("PS256"), Some("RS256"), None] {
            let answer = register(world, &metadata(only));
            let client_id = text(&answer, "client_id");
            for key in [&rs256, &ps256] {
                let handled = world.send(&request(&client_id, key), NOW);
                let is_taken = only.is_none_or(|only| only == key.algorithm.name);
                // Whoever has come in is told that the code is none.
                let expected = if is_taken { 400 } else { 401 };
                assert_eq!(status(&handled), expected, "{only:?} {}", body(&handled));
                let error = if is_taken {
                    "invalid_grant"
                } else {
                    "invalid_client"
                };
                assert_eq!(json_in(&handled.response)["error"], error);
            }
        }
    });
}

fn clients_of_two_sectors_know_a_person_by_two_names() {
    let pairwise = json!({ "subject_type": "pairwise" });
    where_everybody_may_register(|world| {
        let subject = |world: &mut World, callback: &str| {
            let newcomer = Newcomer::at(world, callback, &pairwise);
            let tokens = newcomer.tokens(world);
            let subject = text(&world.id_token(&tokens), "sub");
            // The two places where the client is told of the person agree.
            let told = ask_userinfo(world, &tokens);
            assert_eq!(json_in(&told.response)["sub"], subject);
            assert!(subject.len() <= 255 && !subject.contains("alice"));
            subject
        };
        let first = subject(world, CALLBACK);
        assert_eq!(subject(world, CALLBACK), first);
        // The host makes the sector, whatever follows it.
        assert_eq!(subject(world, "https://new.example.com/other"), first);
        assert_ne!(subject(world, "https://other.example.com/callback"), first);
        // Another person has another name.
        let mut users = world.server.users.iter_mut();
        let alice = users.find(|user| user.username == "alice");
        alice.expect("she is a user").subject = "user:carol".to_owned();
        world.browser = Default::default();
        assert_ne!(subject(world, CALLBACK), first);
        // Who knows another server's seed, or none, cannot work it out.
        let mut elsewhere =
            AuthorizationServer::new(&ALL, ISSUER, API, world.server.policy.clone(), 1);
        elsewhere.users = World::new(world.profile).server.users;
        elsewhere.scopes_for_registration = world.server.scopes_for_registration.clone();
        let sound = std::mem::replace(&mut world.server, elsewhere);
        world.browser = Default::default();
        assert_ne!(subject(world, CALLBACK), first);
        world.server = sound;
        let url = format!("{ISSUER}/.well-known/openid-configuration");
        let handled = world.send(&request(Method::GET, &url), NOW);
        let metadata = json_in(&handled.response);
        let types = json!(["public", "pairwise"]);
        assert_eq!(metadata["subject_types_supported"], types);
    });
}

fn a_pairwise_name_means_the_person_wherever_the_client_sends_it() {
    let wish = json!({ "subject_type": "pairwise", "post_logout_redirect_uris": [GOODBYE] });
    where_everybody_may_register(|world| {
        let newcomer = Newcomer::new(world, &wish);
        let tokens = newcomer.tokens(world);
        let id_token = text(&tokens, "id_token");
        let subject = text(&world.id_token(&tokens), "sub");
        let silent = newcomer.authentication().with("prompt", "none");
        let mut error = |pairs: &Pairs| refused_by(world, pairs, NOW);
        assert_eq!(
            error(&silent.clone().with("id_token_hint", &id_token)),
            None
        );
        let asks_for = |name: &str| {
            let claims = json!({ "id_token": { "sub": { "value": name } } });
            silent.clone().with("claims", &claims.to_string())
        };
        assert_eq!(error(&asks_for(&subject)), None);
        for name in ["user:alice", "user:bob", ""] {
            let error = error(&asks_for(name));
            assert_eq!(
                error.as_deref(),
                Some("person_is_the_one_of_the_hint"),
                "{name}"
            );
        }
        let pairs = Pairs::of(&[
            ("id_token_hint", &id_token),
            ("post_logout_redirect_uri", GOODBYE),
        ]);
        let url = format!("{ISSUER}/end_session?{}", pairs.encoded());
        let request = world.browser.open(&url);
        let handled = world.send_from_browser(&request, NOW);
        // Nobody has to be asked: it is the person who sits there.
        assert_eq!(location(&handled), GOODBYE);
    });
}
