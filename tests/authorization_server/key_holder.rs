//! Row C16: what a client with a key does about the nonces that it is asked for.

use http::{HeaderValue, Method, header};
use serde_json::Value;

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::party::key_holder::KeyHolder;
use oauth_flow_simulator::protocol::jose::{self, es256};
use oauth_flow_simulator::server::{Request, Response};

proves! {
    C16 "RFC 9449 §8", C16 "RFC 9449 §9" => a_client_that_is_asked_for_a_nonce_tries_once_more;
    C16 "RFC 9449 §8" => a_client_does_not_ask_for_ever;
}

fn holder() -> KeyHolder {
    let key = es256::signing_key(&[8; 32]).expect("it is a scalar of P-256");
    KeyHolder::new(key, 1)
}

/// The nonce in the proof of `request`.
fn nonce(request: &Request) -> Value {
    let proof = request.headers()["dpop"].to_str().expect("it is text");
    jose::decode(proof).expect("it is a JWT").claims["nonce"].clone()
}

fn a_client_that_is_asked_for_a_nonce_tries_once_more() {
    let ask = Pairs::of(&[("grant_type", "client_credentials")]);
    under_every_profile(|world| {
        world.server.policy.dpop_nonce_is_required = true;
        if let Some(dpop) = &mut world.api.dpop {
            dpop.nonce_seed = Some(7);
        }
        let mut holder = holder();
        let request = WEB.token_request(&WEB.redemption(&world.code(&WEB, NOW)));
        let mut sent = Vec::new();
        let mut to_server = |request: &Request| {
            sent.push(nonce(request));
            world.send(request, NOW).response
        };
        let tokens = holder.send(&request, None, NOW, &mut to_server);
        let again = holder.send(&SERVICE.token_request(&ask), None, NOW, &mut to_server);
        assert!(tokens.status() == 200 && again.status() == 200);
        // Without, then with the nonce; and the second time with it from the start.
        assert_eq!(sent.len(), 3);
        assert!(sent[0].is_null() && sent[1].is_string());
        assert_eq!(sent[1], sent[2]);

        // The API is another origin, with nonces of its own.
        let token = text(&json_in(&tokens), "access_token");
        let mut call = request_with_token(&token);
        let mut at_api = Vec::new();
        let mut to_api = |request: &Request| {
            at_api.push(nonce(request));
            world.send_to_api(request, NOW).response
        };
        for _ in 0..2 {
            let answer = holder.send(&call, Some(&token), NOW, &mut to_api);
            assert_eq!(answer.status(), 200);
        }
        assert_eq!(at_api.len(), 3);
        assert!(at_api[0].is_null() && at_api[1].is_string());
        assert_eq!(at_api[1], at_api[2]);
        assert_ne!(at_api[1], sent[1]);

        // When the nonce has changed there is one more round, and one only.
        let later = NOW.plus(3_000);
        let mut rounds = 0;
        call = SERVICE.token_request(&ask);
        let answer = holder.send(&call, None, later, &mut |request| {
            rounds += 1;
            world.send(request, later).response
        });
        assert_eq!((answer.status().as_u16(), rounds), (200, 2));
    });
}

fn request_with_token(token: &str) -> Request {
    let call = request(Method::GET, &format!("{API}/photos"));
    with_header(call, header::AUTHORIZATION, &format!("DPoP {token}"))
}

fn a_client_does_not_ask_for_ever() {
    let mut rounds = 0;
    let request = SERVICE.token_request(&Pairs::default());
    let answer = holder().send(&request, None, NOW, &mut |request| {
        rounds += 1;
        let expected = (rounds > 1).then(|| Value::from("1"));
        assert_eq!(nonce(request), expected.unwrap_or_default());
        let mut answer = Response::new(br#"{"error":"use_dpop_nonce"}"#.to_vec());
        *answer.status_mut() = http::StatusCode::BAD_REQUEST;
        let nonce = HeaderValue::from(rounds);
        answer.headers_mut().insert("dpop-nonce", nonce);
        answer
    });
    assert_eq!((answer.status().as_u16(), rounds), (400, 2));
    // Any other error is an answer.
    let mut rounds = 0;
    holder().send(&request, None, NOW, &mut |_| {
        rounds += 1;
        let mut answer = Response::new(br#"{"error":"invalid_dpop_proof"}"#.to_vec());
        *answer.status_mut() = http::StatusCode::BAD_REQUEST;
        answer
    });
    assert_eq!(rounds, 1);
}
