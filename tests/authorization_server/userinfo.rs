//! Rows U and O14: what the UserInfo endpoint tells.

use http::{Method, header};
use serde_json::{Value, json};

use crate::support::*;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::server::{Handled, Request};

proves! {
    O14 "OpenID Connect §5.4", U02 "OpenID Connect §5.3.2" => each_scope_gives_its_claims;
    U01 "OpenID Connect §5.3.1" => the_token_may_come_in_the_header_or_in_a_form;
    U02 "OpenID Connect §5.3.2" => the_subject_is_the_one_of_the_id_token;
    U03 "OpenID Connect §5.3.3", U03 "RFC 6750 §3.1" => without_a_good_token_nothing_is_told;
    U04 "OpenID Connect §5.3.2" => a_client_can_have_the_answer_signed;
    J05 "RFC 8725 §3.12" => an_id_token_is_no_access_token;
}

fn ask(access_token: &str) -> Request {
    let call = request(Method::GET, &format!("{ISSUER}/userinfo"));
    with_header(
        call,
        header::AUTHORIZATION,
        &format!("Bearer {access_token}"),
    )
}

impl World {
    /// What the UserInfo endpoint tells the holder of `access_token`.
    #[track_caller]
    pub fn userinfo(&mut self, access_token: &str, at: Timestamp) -> Value {
        let handled = self.send(&ask(access_token), at);
        assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());
        assert_eq!(
            header_text(&handled, header::CONTENT_TYPE),
            "application/json"
        );
        json_in(&handled.response)
    }

    /// An access token of an authentication request with `scope`.
    #[track_caller]
    fn token_with(&mut self, scope: &str) -> String {
        let pairs = authentication()
            .with("scope", scope)
            .with("prompt", "consent");
        text(&self.authenticated(&pairs, NOW), "access_token")
    }
}

fn each_scope_gives_its_claims() {
    under_every_profile(|world| {
        let cases: [(&str, &[&str]); 5] = [
            ("openid", &[]),
            (
                "openid profile",
                &[
                    "birthdate",
                    "family_name",
                    "given_name",
                    "name",
                    "updated_at",
                ],
            ),
            ("openid email", &["email", "email_verified"]),
            ("openid address", &["address"]),
            ("openid phone", &["phone_number", "phone_number_verified"]),
        ];
        let all: Vec<&str> = cases
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        for (scope, names) in cases {
            let token = world.token_with(scope);
            let claims = world.userinfo(&token, NOW);
            assert_eq!(claims["sub"], "user:alice");
            for name in &all {
                assert_eq!(
                    !claims[*name].is_null(),
                    names.contains(name),
                    "{scope}: {name}"
                );
            }
        }
        let token = world.token_with("openid email address");
        let claims = world.userinfo(&token, NOW);
        assert_eq!(claims["email_verified"], true);
        assert_eq!(claims["address"]["locality"], "Paris");
    });
}

fn the_token_may_come_in_the_header_or_in_a_form() {
    under_every_profile(|world| {
        let token = world.token_with("openid");
        let in_form = post("/userinfo", &Pairs::of(&[("access_token", &token)]));
        let mut posted = ask(&token);
        *posted.method_mut() = Method::POST;
        for request in [ask(&token), posted, in_form] {
            let handled = world.send(&request, NOW);
            assert_eq!(status(&handled), 200);
            assert_eq!(json_in(&handled.response), json!({ "sub": "user:alice" }));
        }
        let from_a_page = with_header(ask(&token), header::ORIGIN, "https://rp.example.com");
        let handled = world.send(&from_a_page, NOW);
        assert_eq!(
            header_text(&handled, header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "*"
        );
    });
}

fn the_subject_is_the_one_of_the_id_token() {
    under_every_profile(|world| {
        let tokens = world.authenticated(&authentication(), NOW);
        let claims = world.userinfo(&text(&tokens, "access_token"), NOW);
        assert_eq!(claims["sub"], world.id_token(&tokens)["sub"]);
    });
}

fn challenge(handled: &Handled) -> &str {
    assert_eq!(body(handled), "");
    header_text(handled, header::WWW_AUTHENTICATE)
}

fn without_a_good_token_nothing_is_told() {
    under_every_profile(|world| {
        let token = world.token_with("openid");
        let none = request(Method::GET, &format!("{ISSUER}/userinfo"));
        let handled = world.send(&none, NOW);
        assert_eq!(status(&handled), 401);
        assert_eq!(challenge(&handled), "Bearer realm=\"userinfo\"");

        let in_query = format!("{ISSUER}/userinfo?access_token={token}");
        let handled = world.send(&request(Method::GET, &in_query), NOW);
        assert_eq!(status(&handled), 401);

        let later = NOW.plus(3600);
        for (token, at) in [("garbage", NOW), (token.as_str(), later)] {
            let handled = world.send(&ask(token), at);
            assert_eq!(status(&handled), 401);
            assert!(challenge(&handled).contains("error=\"invalid_token\""));
        }
        let twice = with_header(
            ask(&token),
            header::AUTHORIZATION,
            &format!("Bearer {token}"),
        );
        let handled = world.send(&twice, NOW);
        assert_eq!(status(&handled), 400);
        assert!(challenge(&handled).contains("error=\"invalid_request\""));

        let plain = world.tokens(&WEB, NOW).access_token;
        let handled = world.send(&ask(&plain), NOW);
        assert_eq!(status(&handled), 403);
        let expected = "error=\"insufficient_scope\"";
        assert!(challenge(&handled).contains(expected));
        assert!(challenge(&handled).contains("scope=\"openid\""));

        let revoke = Pairs::of(&[("token", &token)]);
        world.send(&RELYING_PARTY.post("/revoke", &revoke), NOW);
        let handled = world.send(&ask(&token), NOW);
        assert_eq!(status(&handled), 401);
        assert!(challenge(&handled).contains("error=\"invalid_token\""));
    });
}

fn a_client_can_have_the_answer_signed() {
    under_every_profile(|world| {
        for algorithm in ["RS256", "ES256"] {
            let client = world.client_mut(&RELYING_PARTY);
            client.openid_connect.userinfo_signed_response_alg = Some(algorithm.to_owned());
            let token = world.token_with("openid email");
            let handled = world.send(&ask(&token), NOW);
            assert_eq!(status(&handled), 200);
            assert_eq!(
                header_text(&handled, header::CONTENT_TYPE),
                "application/jwt"
            );
            let jwt = world.verified(body(&handled));
            assert_eq!(jwt.header["alg"], algorithm);
            assert_eq!(jwt.claims["iss"], ISSUER);
            assert_eq!(jwt.claims["aud"], RELYING_PARTY.client_id);
            assert_eq!(jwt.claims["sub"], "user:alice");
            assert_eq!(jwt.claims["email"], "alice@example.com");
        }
    });
}

fn an_id_token_is_no_access_token() {
    under_every_profile(|world| {
        world
            .client_mut(&RELYING_PARTY)
            .openid_connect
            .id_token_signed_response_alg = Some("ES256".to_owned());
        let tokens = world.authenticated(&authentication(), NOW);
        let id_token = text(&tokens, "id_token");
        assert_eq!(status(&world.send(&ask(&id_token), NOW)), 401);
        world.does_not_open_the_api(&id_token, NOW);
    });
}
