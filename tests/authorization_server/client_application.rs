//! Rows C: what the simulated application refuses to do.

use serde_json::json;

use crate::support::*;
use oauth_flow_simulator::flow::{Flow, stories};
use oauth_flow_simulator::party::client_application::{ClientApplication, Transaction};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Consent, Scenario};
use oauth_flow_simulator::server::mend::Mend;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::cast::CLIENT;
use oauth_flow_simulator::simulation::trace::Outcome;

proves! {
    C01 "RFC 6749 §10.12", C01 "RFC 9700 §4.7" => an_answer_with_a_foreign_state_is_not_used;
    C02 "RFC 9700 §2.1", C02 "RFC 9700 §2.1.1" => every_sign_in_has_its_own_values;
    C02 "RFC 9700 §4.7.1" => an_answer_counts_in_the_browser_that_started_only;
    C02 "RFC 9700 §4.2.4" => state_is_good_for_one_answer_and_the_verifier_for_one_code;
    C12 "RFC 6749 §7.1", C12 "RFC 6749 §5.1" => a_token_of_an_unknown_type_is_not_used;
    C13 "RFC 6749 §4.1.2.1" => an_error_is_shown_and_nothing_is_redeemed;
    C14 "RFC 9700 §4.2.4" => the_applications_pages_load_nothing_from_elsewhere;
    C17 "RFC 6749 §6" => a_new_refresh_token_replaces_the_old_one_and_none_leaves_it;
}

fn application(seed: u64) -> ClientApplication {
    let metadata = World::new(Profile::OAuth21).server.metadata();
    ClientApplication::new(
        WEB.registration(),
        metadata,
        format!("{API}/photos"),
        None,
        seed,
    )
}

/// The address that the browser brings, with `state` if there is one.
fn callback(state: Option<&str>) -> String {
    let pairs = Pairs::of(&[("code", "some-code"), ("iss", ISSUER)]);
    let pairs = match state {
        Some(state) => pairs.and("state", state),
        None => pairs,
    };
    format!("{}?{}", WEB.redirect_uri, pairs.encoded())
}

/// The name of the check at which the application stops, or nothing.
fn stops_at(client: &mut ClientApplication, url: &str, session: Option<&str>) -> Option<String> {
    let mut checks = Vec::new();
    let verdict = client.judge_authorization_response(url, session, &mut checks);
    let failed = checks
        .iter()
        .find(|check| check.has_failed())
        .map(|check| check.name.to_string());
    assert_eq!(verdict.is_err(), failed.is_some());
    failed
}

const STATE_CHECK: Option<&str> = Some("state_is_the_transactions_own");

fn an_answer_with_a_foreign_state_is_not_used() {
    let mut client = application(1);
    // Nobody has started anything.
    for state in [None, Some("made-up")] {
        assert_eq!(
            stops_at(&mut client, &callback(state), None).as_deref(),
            STATE_CHECK
        );
    }
    let own = client.start_transaction(true, None).state.clone();
    let foreign = application(2).start_transaction(true, None).state.clone();
    let cut = &own[1..];
    for state in [
        None,
        Some(""),
        Some(&*foreign),
        Some(cut),
        Some(&*own.to_lowercase()),
    ] {
        println!("{state:?}");
        assert_eq!(
            stops_at(&mut client, &callback(state), None).as_deref(),
            STATE_CHECK
        );
    }
    // A foreign answer does not end the sign-in that is under way.
    assert_eq!(
        stops_at(&mut client, &callback(Some(&own)), None).as_deref(),
        None
    );
}

fn every_sign_in_has_its_own_values() {
    let mut client = application(1);
    let mut seen: Vec<Transaction> = Vec::new();
    for _ in 0..8 {
        let transaction = client.start_transaction(true, None).clone();
        assert!(transaction.state.len() >= 27, "160 bits");
        assert!(
            transaction
                .code_verifier
                .as_ref()
                .is_some_and(|text| text.len() == 43)
        );
        for earlier in &seen {
            assert_ne!(earlier.state, transaction.state);
            assert_ne!(earlier.code_verifier, transaction.code_verifier);
        }
        // Only the newest counts.
        if let Some(earlier) = seen.last() {
            assert_eq!(
                stops_at(&mut client, &callback(Some(&earlier.state)), None).as_deref(),
                STATE_CHECK
            );
        }
        seen.push(transaction);
    }
    assert_ne!(client.new_session(), client.new_session());
}

fn an_answer_counts_in_the_browser_that_started_only() {
    let mut client = application(1);
    let session = client.new_session();
    let transaction = client
        .start_transaction(true, Some(session.clone()))
        .clone();
    let url = callback(Some(&transaction.state));
    for other in [None, Some("another-session")] {
        let expected = Some("session_is_the_one_that_started");
        assert_eq!(stops_at(&mut client, &url, other).as_deref(), expected);
    }
    assert_eq!(stops_at(&mut client, &url, Some(&session)).as_deref(), None);
}

fn state_is_good_for_one_answer_and_the_verifier_for_one_code() {
    let mut client = application(1);
    let state = client.start_transaction(true, None).state.clone();
    assert_eq!(
        stops_at(&mut client, &callback(Some(&state)), None).as_deref(),
        None
    );
    assert_eq!(
        stops_at(&mut client, &callback(Some(&state)), None).as_deref(),
        STATE_CHECK
    );
    // The verifier is still there for the code that came.
    let body = client.code_request("some-code").into_body();
    assert!(String::from_utf8_lossy(&body).contains("code_verifier="));
    let answer = json!({ "access_token": "a", "token_type": "Bearer" });
    client
        .keep_tokens(&answer, NOW, &mut Vec::new())
        .expect("the answer is in order");
    assert_eq!(client.transaction, None);
    let body = client.code_request("some-code").into_body();
    assert!(!String::from_utf8_lossy(&body).contains("code_verifier="));

    // An error is an answer too.
    let state = client.start_transaction(true, None).state.clone();
    let pairs = Pairs::of(&[
        ("error", "access_denied"),
        ("state", &state),
        ("iss", ISSUER),
    ]);
    let denied = format!("{}?{}", WEB.redirect_uri, pairs.encoded());
    assert_eq!(
        stops_at(&mut client, &denied, None).as_deref(),
        Some("answer_is_no_error")
    );
    assert_eq!(
        stops_at(&mut client, &callback(Some(&state)), None).as_deref(),
        STATE_CHECK
    );
}

fn a_token_of_an_unknown_type_is_not_used() {
    let types = [
        (json!("Bearer"), true),
        (json!("bearer"), true),
        (json!("BEARER"), true),
        (json!("DPoP"), false),
        (json!("mac"), false),
        (json!(""), false),
        (json!(null), false),
        (json!(["Bearer"]), false),
    ];
    for (token_type, is_understood) in types {
        println!("{token_type}");
        let mut client = application(1);
        let answer = json!({ "access_token": "a", "token_type": token_type });
        let mut checks = Vec::new();
        let verdict = client.keep_tokens(&answer, NOW, &mut checks);
        assert_eq!(verdict.is_ok(), is_understood);
        // Without expires_in the token is kept, and nobody knows for how long it is good.
        let kept = client
            .tokens
            .map(|tokens| (tokens.access_token, tokens.expires_at));
        assert_eq!(kept, is_understood.then(|| ("a".to_owned(), None)));
        if !is_understood {
            let last = checks.last().expect("there is a check that failed");
            assert_eq!(
                (&*last.name, last.has_passed()),
                ("token_type_is_understood", false)
            );
            // The name of another type would make no other token of it.
            assert_eq!(last.mend, Some(Mend::StartOver(MessageKind::TokenRequest)));
        }
    }
    // Nor is an answer without a token.
    for answer in [
        json!({ "token_type": "Bearer" }),
        json!(null),
        json!({ "access_token": 1 }),
    ] {
        let mut client = application(1);
        let mut checks = Vec::new();
        client
            .keep_tokens(&answer, NOW, &mut checks)
            .expect_err("there is no token");
        assert_eq!(checks[0].name, "answer_has_an_access_token");
        assert_eq!((checks[0].has_passed(), client.tokens), (false, None));
    }
    let mut client = application(1);
    let answer = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60 });
    client
        .keep_tokens(&answer, NOW, &mut Vec::new())
        .expect("the answer is in order");
    let expires_at = client.tokens.and_then(|tokens| tokens.expires_at);
    assert_eq!(expires_at, Some(NOW.plus(60)));
}

fn an_error_is_shown_and_nothing_is_redeemed() {
    for id in ["authorization-code", "authorization-code-pkce", "implicit"] {
        for profile in Profile::FLOWS {
            println!("{id} under {}", profile.name());
            let flow = Flow::parse(id).expect("it is in the list");
            let mut scenario = Scenario {
                profile,
                ..flow.scenario()
            };
            scenario.person.consent = Consent::Deny;
            let trace = simulate(&scenario).expect("the flow is in the list");
            let Outcome::Stopped {
                party: CLIENT,
                reason,
            } = &trace.outcome
            else {
                panic!("the application stops, and not {:?}", trace.outcome);
            };
            let is_offered = id != "implicit" || profile == Profile::OAuth20;
            let error = if is_offered {
                "access_denied"
            } else {
                "unsupported_response_type"
            };
            assert!(reason.to_string().contains(error), "{reason}");
            let kinds = trace.steps.iter().filter_map(|step| step.message.as_ref());
            for kind in kinds.map(|message| message.kind) {
                let uses_the_answer = matches!(
                    kind,
                    MessageKind::TokenRequest | MessageKind::ResourceRequest
                );
                assert!(!uses_the_answer, "{kind:?} is sent after an error");
            }
        }
    }
}

fn the_applications_pages_load_nothing_from_elsewhere() {
    let mut pages = 0;
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let trace = simulate(&Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            })
            .expect("the flow is in the list");
            let messages = trace.steps.iter().filter_map(|step| step.message.as_ref());
            for message in messages {
                if message.kind == MessageKind::ApplicationResponse {
                    pages += 1;
                    assert!(!message.body.contains("//"), "{}", message.body);
                }
            }
        }
    }
    assert!(pages > 0, "the flows have pages of applications");
}

fn a_new_refresh_token_replaces_the_old_one_and_none_leaves_it() {
    let mut client = application(1);
    let answers = [
        (
            json!({ "access_token": "a1", "token_type": "Bearer", "refresh_token": "r1" }),
            "r1",
        ),
        (
            json!({ "access_token": "a2", "token_type": "Bearer" }),
            "r1",
        ),
        (
            json!({ "access_token": "a3", "token_type": "Bearer", "refresh_token": "r2" }),
            "r2",
        ),
        (
            json!({ "access_token": "a4", "token_type": "Bearer", "refresh_token": null }),
            "r2",
        ),
    ];
    for (answer, expected) in answers {
        client
            .keep_tokens(&answer, NOW, &mut Vec::new())
            .expect("the answer is in order");
        let tokens = client.tokens.clone().expect("it has tokens");
        assert_eq!(
            tokens.access_token,
            answer["access_token"].as_str().expect("it is a text")
        );
        assert_eq!(tokens.refresh_token.as_deref(), Some(expected));
        let body = client.refresh_request(None).into_body();
        assert!(String::from_utf8_lossy(&body).contains(&format!("refresh_token={expected}")));
    }
    // An answer that is not used changes nothing.
    let refused = json!({ "access_token": "a5", "token_type": "DPoP", "refresh_token": "r3" });
    let before = client.tokens.clone();
    client
        .keep_tokens(&refused, NOW, &mut Vec::new())
        .expect_err("the type is unknown");
    assert_eq!(client.tokens, before);
}
