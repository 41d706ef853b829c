//! Rows T: trading a token in for another one.

use serde_json::{Value, json as value};

use crate::dpop::{DPOP, Proof, bound_tokens, key, other_key};
use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::{self, SigningKey};
use oauth_flow_simulator::server::client::Delegation;
use oauth_flow_simulator::spec::{self, Section};

proves! {
    T01 "RFC 8693 §2.1", T01 "RFC 8693 §2.2.1" => an_api_trades_its_callers_token_in_for_another_api;
    T01 "RFC 8693 §2.2.1", T01 "RFC 8693 §3" => an_id_token_that_comes_out_is_no_access_token;
    T02 "RFC 8693 §2.2.2" => tokens_that_are_no_good_cannot_be_traded_in;
    T02 "RFC 8693 §2.1" => every_token_needs_its_type;
    T02 "RFC 8693 §5" => only_a_client_that_proves_itself_can_trade;
    T02 "RFC 8693 §2.2.2", N01 "RFC 9449 §5" => a_token_that_is_bound_to_a_key_stays_bound;
    T03 "RFC 8693 §2.2.2" => a_target_has_to_be_known;
    T04 "RFC 8693 §4.1" => the_actor_stands_in_the_token_with_those_before;
    T04 "RFC 8693 §4.4" => only_the_actor_that_is_named_may_act;
    T05 "RFC 8693 §2.1" => the_new_token_can_do_no_more_and_lives_no_longer;
}

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

pub fn exchange(subject_token: &str) -> Pairs {
    Pairs::of(&[
        ("grant_type", TOKEN_EXCHANGE),
        ("subject_token", subject_token),
        ("subject_token_type", ACCESS_TOKEN),
    ])
}

fn with_actor(pairs: Pairs, actor_token: &str) -> Pairs {
    pairs
        .and("actor_token", actor_token)
        .and("actor_token_type", ACCESS_TOKEN)
}

fn claims(tokens: &Tokens) -> Value {
    let jwt = jose::decode(&tokens.access_token);
    jwt.expect("the token is a JWT").claims
}

/// A token of `caller` for itself.
#[track_caller]
fn own_token(world: &mut World, caller: &Caller) -> String {
    let pairs = Pairs::of(&[("grant_type", "client_credentials")]);
    world.tokens_for(caller, &pairs, NOW).access_token
}

fn invalid(check: &'static str, section: Section) -> Refused {
    json(400, "invalid_request", check, section)
}

fn an_api_trades_its_callers_token_in_for_another_api() {
    under_every_profile(|world| {
        for is_opaque in [false, true] {
            world.use_opaque_tokens(is_opaque);
            let subject = world.tokens(&WEB, NOW).access_token;
            let pairs = exchange(&subject)
                .and("resource", FILES)
                .and("requested_token_type", ACCESS_TOKEN);
            let handled = world.send(&PHOTO_API.token_request(&pairs), NOW);
            let answer = json_in(&handled.response);
            assert_eq!(answer["issued_token_type"], ACCESS_TOKEN, "{answer}");
            assert_eq!(answer["token_type"], "Bearer");
            let tokens = tokens_in(&handled);
            assert!(tokens.refresh_token.is_none());
            assert_ne!(tokens.access_token, subject);
            let request = FILE_API.post(
                "/introspect",
                &Pairs::of(&[("token", &tokens.access_token)]),
            );
            let told = json_in(&world.send(&request, NOW).response);
            assert_eq!(told["active"], true, "{told}");
            assert_eq!(told["sub"], "user:alice");
            assert_eq!(told["client_id"], PHOTO_API.client_id);
            assert_eq!(told["aud"], FILES);
            assert_eq!(told.get("act"), None);
            // The old one stays good, and the new one is not for the photos.
            world.opens_the_api(&subject, NOW);
            world.does_not_open_the_api(&tokens.access_token, NOW);
        }
    });
}

fn tokens_that_are_no_good_cannot_be_traded_in() {
    let expected = invalid("subject_token_is_good", spec::RFC_8693_2_2_2);
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        let lifetime = world.server.policy.access_token_lifetime_seconds;
        let subject = tokens.access_token.as_str();
        let code = world.code(&WEB, NOW);
        let cases = [
            ("nonsense", NOW),
            (tokens.refresh_token(), NOW),
            (&code, NOW),
            (subject, NOW.plus(lifetime)),
        ];
        for (text, at) in cases {
            let request = PHOTO_API.token_request(&exchange(text));
            world.refuses(&request, at, &expected);
        }
        // It was not for this API.
        let request = FILE_API.token_request(&exchange(subject));
        world.refuses(&request, NOW, &expected);
        let actor = own_token(world, &PHOTO_API);
        let bad_actor = invalid("actor_token_is_good", spec::RFC_8693_2_2_2);
        for actor in ["nonsense", &format!("{actor}x")] {
            let pairs = with_actor(exchange(subject), actor);
            world.refuses(&PHOTO_API.token_request(&pairs), NOW, &bad_actor);
        }
        let request = WEB.post("/revoke", &Pairs::of(&[("token", subject)]));
        world.send(&request, NOW);
        world.refuses(&PHOTO_API.token_request(&exchange(subject)), NOW, &expected);
    });
}

fn every_token_needs_its_type() {
    let expected = invalid("tokens_are_named_with_their_types", spec::RFC_8693_2_1);
    under_every_profile(|world| {
        let subject = world.tokens(&WEB, NOW).access_token;
        let pairs = exchange(&subject);
        let saml = "urn:ietf:params:oauth:token-type:saml2";
        let cases = [
            pairs.clone().without("subject_token"),
            pairs.clone().without("subject_token_type"),
            pairs.clone().with("subject_token_type", saml),
            pairs.clone().and("subject_token", &subject),
            pairs.clone().and("actor_token", &subject),
            pairs.clone().and("actor_token_type", ACCESS_TOKEN),
            with_actor(pairs.clone(), &subject).with("actor_token_type", saml),
        ];
        for case in cases {
            println!("{case:?}");
            world.refuses(&PHOTO_API.token_request(&case), NOW, &expected);
        }
        let expected = invalid("requested_token_type_is_supported", spec::RFC_8693_2_1);
        let wants =
            |name| PHOTO_API.token_request(&pairs.clone().and("requested_token_type", name));
        world.refuses(&wants(saml), NOW, &expected);
        let answer = json_in(&world.send(&wants(JWT), NOW).response);
        assert_eq!(answer["issued_token_type"], JWT);
        // A name that says nothing is no JWT.
        world.use_opaque_tokens(true);
        world.refuses(&wants(JWT), NOW, &expected);
    });
}

fn only_a_client_that_proves_itself_can_trade() {
    let check = "client_is_confidential";
    let public = json(400, "unauthorized_client", check, spec::RFC_8693_2_1);
    let check = "client_may_use_the_grant";
    let unregistered = json(400, "unauthorized_client", check, spec::RFC_6749_5_2);
    under_every_profile(|world| {
        let subject = world.tokens(&WEB, NOW).access_token;
        let request = PRETENDER.token_request(&exchange(&subject));
        world.refuses(&request, NOW, &public);
        let request = WEB.token_request(&exchange(&subject));
        world.refuses(&request, NOW, &unregistered);
    });
}

fn a_target_has_to_be_known() {
    let audience = json(
        400,
        "invalid_target",
        "audience_is_known",
        spec::RFC_8693_2_2_2,
    );
    let resource = json(400, "invalid_target", "resource_is_known", spec::RFC_8707_2);
    under_every_profile(|world| {
        let subject = world.tokens(&WEB, NOW).access_token;
        let pairs = exchange(&subject);
        for name in ["https://unknown.example.com", WEB.client_id] {
            let case = pairs.clone().and("audience", FILES).and("audience", name);
            world.refuses(&PHOTO_API.token_request(&case), NOW, &audience);
            let case = pairs.clone().and("resource", name);
            world.refuses(&PHOTO_API.token_request(&case), NOW, &resource);
        }
        // An API has two names, and several targets are one token.
        for name in [FILE_API.client_id, FILES] {
            let case = pairs.clone().and("audience", name);
            let tokens = world.tokens_for(&PHOTO_API, &case, NOW);
            assert_eq!(claims(&tokens)["aud"], FILES);
        }
        let case = pairs.clone().and("audience", FILES).and("resource", API);
        let tokens = world.tokens_for(&PHOTO_API, &case, NOW);
        assert_eq!(claims(&tokens)["aud"], value!([FILES, API]));
        let tokens = world.tokens_for(&PHOTO_API, &pairs, NOW);
        assert_eq!(claims(&tokens)["aud"], API);
    });
}

fn the_actor_stands_in_the_token_with_those_before() {
    under_every_profile(|world| {
        let subject = world.tokens(&WEB, NOW).access_token;
        let actor = own_token(world, &PHOTO_API);
        let pairs = with_actor(exchange(&subject), &actor).and("resource", FILES);
        let tokens = world.tokens_for(&PHOTO_API, &pairs, NOW);
        let first = claims(&tokens);
        assert_eq!(first["sub"], "user:alice");
        assert_eq!(first["act"], value!({ "sub": "client:photoapi" }));
        // The next API in line acts in its turn.
        let actor = own_token(world, &FILE_API);
        let pairs = with_actor(exchange(&tokens.access_token), &actor);
        let second = claims(&world.tokens_for(&FILE_API, &pairs, NOW));
        let expected = value!({ "sub": "client:fileapi", "act": { "sub": "client:photoapi" } });
        assert_eq!(second["act"], expected);
        // Without an actor nobody is added, and nobody is forgotten.
        let pairs = exchange(&tokens.access_token);
        let third = claims(&world.tokens_for(&FILE_API, &pairs, NOW));
        assert_eq!(third["act"], first["act"]);
    });
}

fn only_the_actor_that_is_named_may_act() {
    let expected = invalid("actor_may_act", spec::RFC_8693_4_4);
    under_every_profile(|world| {
        world.server.delegations.push(Delegation {
            subject: "user:alice".to_owned(),
            actor: "client:photoapi".to_owned(),
        });
        let code = {
            let both = WEB
                .authorization()
                .and("resource", API)
                .and("resource", FILES);
            world.code_for(&both, NOW)
        };
        let subject = world.redeem(&WEB, &code, NOW);
        let named = &claims(&subject)["may_act"];
        assert_eq!(*named, value!({ "sub": "client:photoapi" }));
        let subject = subject.access_token;
        let [right, wrong] = [PHOTO_API, FILE_API];
        let own = own_token(world, &right);
        world.tokens_for(&right, &with_actor(exchange(&subject), &own), NOW);
        world.tokens_for(&right, &exchange(&subject), NOW);
        let own = own_token(world, &wrong);
        let request = wrong.token_request(&with_actor(exchange(&subject), &own));
        world.refuses(&request, NOW, &expected);
        let request = wrong.token_request(&exchange(&subject));
        world.refuses(&request, NOW, &expected);
    });
}

fn the_new_token_can_do_no_more_and_lives_no_longer() {
    let wider = json(400, "invalid_scope", "scope_was_granted", spec::RFC_8693_5);
    under_every_profile(|world| {
        let pairs = WEB.authorization().with("scope", "photos.read");
        let code = world.code_for(&pairs, NOW);
        let subject = world.redeem(&WEB, &code, NOW);
        let pairs = exchange(&subject.access_token);
        for scope in ["photos.write", "introspection", "photos.read photos.write"] {
            let request = PHOTO_API.token_request(&pairs.clone().and("scope", scope));
            world.refuses(&request, NOW, &wider);
        }
        let expires_at = claims(&subject)["exp"].clone();
        let later = NOW.plus(world.server.policy.access_token_lifetime_seconds - 10);
        let handled = world.send(&PHOTO_API.token_request(&pairs), later);
        assert_eq!(json_in(&handled.response)["expires_in"], 10);
        let tokens = tokens_in(&handled);
        assert_eq!(tokens.scope, subject.scope);
        assert_eq!(claims(&tokens)["exp"], expires_at);
        // It dies with the person's consent.
        world.opens_the_api(&tokens.access_token, later);
        let request = Pairs::of(&[("token", subject.refresh_token())]);
        world.send(&WEB.post("/revoke", &request), later);
        world.does_not_open_the_api(&tokens.access_token, later);
    });
}

fn an_id_token_that_comes_out_is_no_access_token() {
    let expected = invalid("subject_was_authenticated", spec::RFC_8693_3);
    under_every_profile(|world| {
        let wish = |token: &str| exchange(token).and("requested_token_type", ID_TOKEN);
        let pairs = authentication().with("scope", "openid photos.read");
        let tokens = world.authenticated(&pairs, NOW);
        let subject = text(&tokens, "access_token");
        let later = NOW.plus(5);
        let handled = world.send(&PHOTO_API.token_request(&wish(&subject)), later);
        let answer = json_in(&handled.response);
        assert_eq!(status(&handled), 200, "{answer}");
        assert_eq!(answer["issued_token_type"], ID_TOKEN);
        assert_eq!(answer["token_type"], "N_A");
        assert_eq!(answer.get("refresh_token"), None);
        let token = text(&answer, "access_token");
        let claims = world.verified(&token).claims;
        assert_eq!(claims["aud"], PHOTO_API.client_id);
        assert_eq!(claims["sub"], "user:alice");
        assert_eq!(claims["auth_time"], NOW.0);
        assert_eq!(claims["iat"], later.0);
        world.does_not_open_the_api(&token, later);
        assert!(!world.introspects(&PHOTO_API, &token, later));
        // A token that was traded for less says nothing of the person any more.
        let less = exchange(&subject).and("scope", "photos.read");
        let less = world.tokens_for(&PHOTO_API, &less, NOW).access_token;
        world.refuses(&PHOTO_API.token_request(&wish(&less)), NOW, &expected);
        // Nobody asked who the person is.
        let subject = world.tokens(&WEB, NOW).access_token;
        world.refuses(&PHOTO_API.token_request(&wish(&subject)), NOW, &expected);
    });
}

fn a_token_that_is_bound_to_a_key_stays_bound() {
    let check = "bound_tokens_come_with_a_proof";
    let expected = invalid(check, spec::RFC_8693_2_2_2);
    under_every_profile(|world| {
        let subject = bound_tokens(world, &WEB).access_token;
        let trade = PHOTO_API.token_request(&exchange(&subject));
        let proof = |key: &SigningKey, jti: &str| {
            Proof::new(key, "POST", &format!("{ISSUER}/token"), jti).signed_by(key)
        };
        // Without a key of its own an API would make a token that anybody can use.
        world.refuses(&trade, NOW, &expected);
        let with_key = with_header(trade, DPOP, &proof(&other_key(), "of the API"));
        let handled = world.send(&with_key, NOW);
        assert_eq!(json_in(&handled.response)["token_type"], "DPoP");
        let traded = tokens_in(&handled);
        let jkt = other_key().verification_key.material.thumbprint();
        assert_eq!(claims(&traded)["cnf"]["jkt"], jkt);
        // Now it is the API that has the key, and nobody else may say so.
        let trade = PHOTO_API.token_request(&exchange(&traded.access_token));
        let foreign = with_header(trade.clone(), DPOP, &proof(&key(), "of somebody"));
        world.refuses(&foreign, NOW, &expected);
        let own = with_header(trade, DPOP, &proof(&other_key(), "of the API again"));
        tokens_in(&world.send(&own, NOW));
        // The same for whoever acts.
        let unbound = world.tokens(&WEB, NOW).access_token;
        let pairs = with_actor(exchange(&unbound), &traded.access_token);
        let trade = PHOTO_API.token_request(&pairs);
        world.refuses(&trade, NOW, &expected);
        let foreign = with_header(trade.clone(), DPOP, &proof(&key(), "of an actor"));
        world.refuses(&foreign, NOW, &expected);
        let own = with_header(trade, DPOP, &proof(&other_key(), "of the right actor"));
        tokens_in(&world.send(&own, NOW));
    });
}
