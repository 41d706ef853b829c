//! The API and the application meet calls and answers that nobody would send.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::client_application::ClientApplication;
use oauth_flow_simulator::protocol::metadata::Metadata;
use oauth_flow_simulator::server::client::Client;
use oauth_flow_simulator::server::policy::Profile;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::mutation::{Draft, Pool};
use crate::world::{self, API, SEED};

#[test]
fn the_api_takes_only_tokens_that_the_server_has_signed() {
    let tapes = world::tapes();
    let mut server = world::server(Profile::OAuth20, SEED);
    let mut api = world::api(&mut server);
    let mut pool = Pool::new();
    let mut dice = Dice::new(SEED);
    let mut statuses = BTreeSet::new();
    for _ in 0..crate::requests() / 10 {
        let tape = &tapes[dice.below(tapes.len())];
        let store = tape
            .stores
            .last()
            .expect("there is one before the first request");
        api.query_token_is_accepted = tape.profile.policy().query_token_is_accepted;
        pool.refill(store);
        let call = tape.calls.get(dice.below(tape.calls.len()));
        let (mut draft, at) = match call {
            Some(call) if dice.chance(90) => (Draft::of(&call.request), call.at),
            _ => (Draft::noise(&mut dice, API), Timestamp(dice.any())),
        };
        for _ in 0..dice.below(3) {
            draft.mutate(&mut dice, &pool);
        }
        if dice.chance(50) {
            draft.spoil_token(&mut dice);
        }
        let Some(request) = draft.request() else {
            continue;
        };
        server.store.clone_from(store);
        let ask = &mut |question: &_| Some(server.handle(question, at).response);
        let handled = api.handle(&request, at, ask);
        let status = handled.response.status().as_u16();
        assert!(
            [200, 204, 400, 401, 403, 404, 405].contains(&status),
            "{status} for {request:?}"
        );
        statuses.insert(status);
        if status == 200 {
            let mut issued = store.access_tokens.values();
            let sent = format!("{:?} {:?}", request.headers(), request.uri());
            let body = String::from_utf8_lossy(request.body());
            let is_issued = issued.any(|known| (sent.clone() + &body).contains(&known.token));
            assert!(is_issued, "the API takes {request:?}");
            assert!(handled.failed_check().is_none());
        }
    }
    let usual = BTreeSet::from([200, 400, 401, 404]);
    assert!(statuses.is_superset(&usual), "only {statuses:?} came up");
}

fn application() -> ClientApplication {
    static KNOWN: OnceLock<(Client, Metadata)> = OnceLock::new();
    let (registration, metadata) = KNOWN
        .get_or_init(|| {
            let server = world::server(Profile::OAuth21, SEED);
            (server.clients[0].clone(), server.metadata())
        })
        .clone();
    ClientApplication::new(registration, metadata, format!("{API}/photos"), None, SEED)
}

/// Any JSON with the members that the application looks for among others.
fn answer() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(vec!["Bearer", "bearer", "DPoP", "", "3600"]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let names = [
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "scope",
        "error",
    ];
    let value = leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((select(names.to_vec()), inner), 0..6).prop_map(|members| {
                let owned = members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Value::from(owned.collect::<Map<String, Value>>())
            }),
        ]
    });
    let tokens =
        (value.clone(), value.clone(), value.clone()).prop_map(|(first, second, third)| {
            json!({ "access_token": "a", "token_type": "Bearer", "expires_in": first,
                "refresh_token": second, "scope": third })
        });
    prop_oneof![value, tokens]
}

/// An address with what the application looks for in it, or anything else.
fn callback() -> impl Strategy<Value = String> {
    let pieces = [
        "https://shop.example.com/callback",
        "?",
        "#",
        "&",
        "=",
        "state",
        "STATE",
        "iss",
        "error",
        "https%3A%2F%2Fauth.example.com",
        "code",
        "%",
        "%ff",
        "é",
        "//",
        "state=STATE",
        "iss=https%3A%2F%2Fauth.example.com",
        "code=abc",
        "error=access_denied",
    ];
    let pieces = vec(select(pieces.to_vec()), 0..10).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pieces, 1 => any::<String>()]
}

proptest! {
    #![proptest_config(crate::cases(crate::requests() / 20))]

    #[test]
    fn the_application_keeps_only_tokens_that_it_can_use(
        answers in vec((answer(), any::<u64>()), 1..4),
    ) {
        let mut application = application();
        for (answer, now) in answers {
            let held = application.tokens.clone();
            let kept = application.keep_tokens(&answer, Timestamp(now), &mut Vec::new());
            match kept {
                Ok(()) => {
                    let tokens = application.tokens.as_ref().expect("it has kept them");
                    assert_eq!(answer["access_token"], json!(tokens.access_token));
                    let _ = application.has_fresh_token(Timestamp(now));
                }
                Err(_) => assert_eq!(application.tokens, held, "refused tokens change nothing"),
            }
            let _ = (application.resource_request(), application.refresh_request(None));
        }
    }

    #[test]
    fn the_application_takes_only_answers_to_its_own_question(
        callback in callback(),
        session in proptest::option::of(select(vec!["own", "foreign", ""])),
        has_started in any::<bool>(),
    ) {
        let mut application = application();
        let mut state = None;
        if has_started {
            let own = Some("own".to_owned());
            state = Some(application.start_transaction(true, own).state.clone());
        }
        let callback = callback.replace("STATE", state.as_deref().unwrap_or_default());
        let mut checks = Vec::new();
        let judged = application.judge_authorization_response(&callback, session, &mut checks);
        assert_eq!(judged.is_ok(), checks.iter().all(|check| check.has_passed()));
        if let Ok(parameters) = judged {
            assert_eq!(parameters.get("state"), state.as_deref());
            assert_eq!(parameters.get("iss"), Some("https://auth.example.com"));
            assert_eq!((parameters.get("error"), session), (None, Some("own")));
        }
    }
}
