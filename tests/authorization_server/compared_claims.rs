//! What a claim, a thumbprint or a name is compared with, where it is nearly right.

use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::assertion_grant::{self, PARTNER, with_partner};
use crate::client_assertions::{self, SIGNER, with_signers};
use crate::comparisons::compared;
use crate::dpop::{self, DPOP, Proof, bound_tokens, key, other_key};
use crate::pushed_authorization_requests::{address, push};
use crate::support::*;
use crate::token_exchange::exchange;
use oauth_flow_simulator::party::client_application::ClientApplication;
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::server::comparison::{Comparison, DifferenceKind};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{Handled, Request};

/// A text that is nearly right, and how it differs first.
type Near = (String, DifferenceKind, usize);

/// Texts that are nearly `address`, which ends with its host or with its path.
fn near_address(address: &str) -> Vec<Near> {
    let host = "https://".len();
    let end = address[host..]
        .find('/')
        .map_or(address.len(), |at| host + at);
    let with = |at: usize, text: &str| format!("{}{text}{}", &address[..at], &address[at..]);
    vec![
        (
            with(address.len(), "/"),
            DifferenceKind::TrailingSlash,
            address.len(),
        ),
        (with(end, ":8443"), DifferenceKind::Port, end),
        (
            with(address.len(), "/x"),
            DifferenceKind::Path,
            address.len(),
        ),
        (
            flipped(address, address.len() - 1),
            DifferenceKind::Case,
            address.len() - 1,
        ),
    ]
}

/// The issuer and the token endpoint, which both name the server: another path is nearer to that
/// which has one.
fn near_audience() -> [(Vec<Near>, String); 2] {
    let (mut issuer, endpoint) = (near_address(ISSUER), format!("{ISSUER}/token"));
    issuer.retain(|(_, kind, _)| *kind != DifferenceKind::Path);
    let mut paths = near_address(&endpoint);
    paths.retain(|(_, kind, _)| *kind != DifferenceKind::Port);
    [(issuer, ISSUER.to_owned()), (paths, endpoint)]
}

/// Texts that are nearly the hash or the name `text`.
fn near_text(text: &str) -> Vec<Near> {
    let letter = text
        .find(|one: char| one.is_ascii_alphabetic())
        .expect("it has a letter");
    vec![
        (format!("{text}="), DifferenceKind::Padding, text.len()),
        (flipped(text, letter), DifferenceKind::Case, letter),
        (
            text[..text.len() - 1].to_owned(),
            DifferenceKind::Content,
            text.len() - 1,
        ),
    ]
}

/// `text` with the other case of the letter at `at`.
fn flipped(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] ^= 0x20;
    String::from_utf8(bytes).expect("it is a letter")
}

/// Whether each of `near` is compared with `right`, both as they are.
#[track_caller]
fn assert_compared(near: Vec<Near>, right: &str, mut compare: impl FnMut(&str) -> Comparison) {
    for (sent, kind, at) in near {
        let comparison = compare(&sent);
        let found = comparison
            .difference
            .expect("there is something to compare with");
        assert_eq!(comparison.sent, sent);
        assert_eq!(comparison.expected[found.nearest], right, "{sent}");
        assert_eq!((found.kind, found.at), (kind, at), "{sent}");
    }
}

/// The comparison of a refusal whose answer does not tell what would have been right.
#[track_caller]
fn kept_secret(handled: &Handled, right: &str) -> Comparison {
    assert!(!body(handled).contains(right), "{}", body(handled));
    compared(handled)
}

#[test]
fn the_target_of_a_token_exchange() {
    under_every_profile(|world| {
        let token = world.tokens(&WEB, NOW).access_token;
        let mut send = |name: &str, value: &str| {
            let pairs = exchange(&token).with(name, value);
            let handled = world.send(&PHOTO_API.token_request(&pairs), NOW);
            kept_secret(&handled, API)
        };
        assert_compared(near_address(API), API, |sent| send("resource", sent));
        assert_compared(near_address(API), API, |sent| send("audience", sent));
        let name = FILE_API.client_id;
        assert_compared(near_text(name), name, |sent| send("audience", sent));
    });
}

#[test]
fn the_claims_of_a_dpop_proof_at_the_api() {
    under_every_profile(|world| {
        let token = bound_tokens(world, &WEB).access_token;
        let mut send = |name: &str, value: Value| {
            let proof = Proof::for_photos(&key(), &token).with(name, value);
            compared(&world.send_to_api(&call(&token, &proof.signed()), NOW))
        };
        let hash = jose::encode(Sha256::digest(&token));
        assert_compared(near_text(&hash), &hash, |sent| send("ath", json!(sent)));
        let url = format!("{API}/photos");
        assert_compared(near_address(&url), &url, |sent| send("htu", json!(sent)));
        assert_compared(near_text("GET"), "GET", |sent| send("htm", json!(sent)));
        let proof = Proof::for_photos(&other_key(), &token).signed_by(&other_key());
        is_of_other_key(&compared(&world.send_to_api(&call(&token, &proof), NOW)));
    });
}

fn call(token: &str, proof: &str) -> Request {
    let call = with_header(
        request(Method::GET, &format!("{API}/photos")),
        http::header::AUTHORIZATION,
        &format!("DPoP {token}"),
    );
    with_header(call, DPOP, proof)
}

/// Two thumbprints stand side by side.
#[track_caller]
fn is_of_other_key(comparison: &Comparison) {
    let [own, other] = [key(), other_key()].map(|key| key.verification_key.material.thumbprint());
    assert_eq!(
        (&comparison.sent, &comparison.expected),
        (&other, &vec![own])
    );
    let found = comparison.difference.expect("they differ");
    assert_eq!(found.kind, DifferenceKind::Content);
}

#[test]
fn the_key_of_a_dpop_proof_at_the_server() {
    under_every_profile(|world| {
        let tokens = bound_tokens(world, &PAGE);
        let by_other = |jti: &str| {
            let url = format!("{ISSUER}/token");
            Proof::new(&other_key(), "POST", &url, jti).signed_by(&other_key())
        };
        let refresh = refresh(tokens.refresh_token());
        let request = with_header(PAGE.token_request(&refresh), DPOP, &by_other("1"));
        is_of_other_key(&compared(&world.send(&request, NOW)));

        // The code is bound to a key from the start.
        let jkt = key().verification_key.material.thumbprint();
        let code = world.code_for(&WEB.authorization().with("dpop_jkt", &jkt), NOW);
        let request = WEB.token_request(&WEB.redemption(&code));
        let request = with_header(request, DPOP, &by_other("2"));
        is_of_other_key(&compared(&world.send(&request, NOW)));
    });
}

#[test]
fn the_key_of_a_pushed_request() {
    under_every_profile(|world| {
        let jkt = key().verification_key.material.thumbprint();
        for (sent, ..) in near_text(&jkt) {
            let url = format!("{ISSUER}/par");
            let proof = Proof::new(&key(), "POST", &url, &sent).signed();
            let request = WEB.post("/par", &WEB.authorization().with("dpop_jkt", &sent));
            let handled = world.send(&with_header(request, DPOP, &proof), NOW);
            let comparison = compared(&handled);
            assert_eq!(
                (comparison.sent, comparison.expected),
                (jkt.clone(), vec![sent])
            );
        }
    });
}

#[test]
fn the_nonce_of_a_dpop_proof() {
    under_every_profile(|world| {
        world.server.policy.dpop_nonce_is_required = true;
        let ask = |world: &mut World, proof: Proof| {
            let request = dpop::redemption(world, &WEB, &proof.signed());
            world.send(&request, NOW)
        };
        let handled = ask(world, Proof::for_tokens("1"));
        let nonce = header_text(
            &handled,
            http::header::HeaderName::from_static("dpop-nonce"),
        );
        let nonce = nonce.to_owned();
        assert_compared(near_text(&nonce), &nonce, |sent| {
            let proof = Proof::for_tokens(sent).with("nonce", json!(sent));
            compared(&ask(world, proof))
        });
    });
}

#[test]
fn the_claims_of_an_assertion_about_a_person() {
    with_partner(&Profile::FLOWS, |world| {
        let mut send = |name: &str, value: &str, right: &str| {
            let claims = assertion_grant::claims_with(name, json!(value));
            kept_secret(
                &world.send(&assertion_grant::with_claims(&claims), NOW),
                right,
            )
        };
        assert_compared(near_address(PARTNER), PARTNER, |sent| {
            send("iss", sent, PARTNER)
        });
        for (near, right) in near_audience() {
            assert_compared(near, &right, |sent| send("aud", sent, &right));
        }
        let alice = "user:alice";
        assert_compared(near_text(alice), alice, |sent| send("sub", sent, alice));
    });
}

#[test]
fn the_claims_of_the_assertion_of_a_client() {
    with_signers(|world| {
        let mut send = |name: &str, value: &str| {
            let claims = client_assertions::claims_with(name, json!(value));
            let assertion = client_assertions::key().sign("JWT", &claims);
            // sub alone would name a client that there is not.
            let request = client_assertions::request_with(&assertion);
            compared(&world.send(&request, NOW))
        };
        for (near, right) in near_audience() {
            assert_compared(near, &right, |sent| send("aud", sent));
        }
        assert_compared(near_text(SIGNER), SIGNER, |sent| send("iss", sent));
    });
}

#[test]
fn the_client_of_a_pushed_request() {
    under_every_profile(|world| {
        let request_uri = push(world, &WEB, &WEB.authorization());
        let right = WEB.client_id;
        assert_compared(near_text(right), right, |sent| {
            let request = authorization(&address(sent, &request_uri));
            kept_secret(&world.send(&request, NOW), right)
        });
    });
}

#[test]
fn state_and_iss_of_an_answer() {
    let metadata = World::new(Profile::OAuth21).server.metadata();
    let api = format!("{API}/photos");
    let mut client = ClientApplication::new(WEB.registration(), metadata, api, None, 1);
    let own = client.start_transaction(true, None).state.clone();
    let mut judge = |state: &str, iss: &str| {
        let answer = Pairs::of(&[("code", "a"), ("state", state), ("iss", iss)]);
        let url = format!("{}?{}", WEB.redirect_uri, answer.encoded());
        let mut checks = Vec::new();
        client.start_transaction(true, None);
        if let Some(transaction) = &mut client.transaction {
            own.clone_into(&mut transaction.state);
        }
        let judged = client.judge_authorization_response(&url, None, &mut checks);
        assert!(judged.is_err());
        let last = checks.pop().expect("something is checked");
        last.comparison
            .unwrap_or_else(|| panic!("{} compares nothing", last.name))
    };
    assert_compared(near_text(&own), &own, |sent| judge(sent, ISSUER));
    assert_compared(near_address(ISSUER), ISSUER, |sent| judge(&own, sent));
}
