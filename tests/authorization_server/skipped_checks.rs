//! Checks that a judge is told to skip: the attack that each of them stops goes through, the
//! outcome says what would have failed, and everything else is judged as before.

use std::collections::BTreeSet;

use http::Method;

use crate::support::*;
use oauth_flow_simulator::party::client_application::ClientApplication;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::check::{CheckOutcome, Listed, Verdict, check_id};
use oauth_flow_simulator::server::order;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{Handled, Request};

const OTHER_API: &str = "https://other-api.example.com";
const ATTACKER: &str = "https://attacker.example/callback";

impl World {
    fn skip(&mut self, ids: &[&str]) {
        self.server.skipped_checks = ids.iter().map(|id| (*id).to_owned()).collect();
        self.api.skipped_checks = self.server.skipped_checks.clone();
    }
}

/// The outcome of the only check that was skipped and would have failed.
#[track_caller]
fn skipped(checks: &[CheckOutcome], id: &str) -> CheckOutcome {
    let mut skipped = checks.iter().filter(|check| {
        check.verdict == Verdict::Skipped && check.detail.contains("would have failed")
    });
    let only = skipped.next().expect("a check was skipped");
    assert_eq!(only.id(), id);
    assert!(!only.has_passed() && !only.has_failed());
    only.clone()
}

#[track_caller]
fn succeeds(handled: &Handled, id: &str) {
    assert_eq!(status(handled), 200, "{:?}", handled.failed_check());
    skipped(&handled.checks, id);
}

#[test]
fn a_code_goes_to_any_address_where_redirect_uri_is_not_compared() {
    let id = "authorization_address.redirect_uri_matches_exactly";
    under_every_profile(|world| {
        world.skip(&[id]);
        let request = WEB.authorization().with("redirect_uri", ATTACKER);
        let answer = world.decide(&request, "approve", NOW);
        assert!(
            location(&answer).starts_with(ATTACKER),
            "{}",
            location(&answer)
        );
        assert!(location_parameter(&answer, "code").is_some());
        let outcome = skipped(&answer.checks, id);
        assert!(
            outcome
                .detail
                .contains("not one that this client has registered")
        );
        // So does an error: the server is an open redirector.
        let wrong = request.with("response_type", "nothing");
        let refused = world.send(&authorization(&wrong), NOW);
        assert!(location(&refused).starts_with(ATTACKER));
    });
}

#[test]
fn without_an_address_nothing_is_sent_anywhere() {
    under_every_profile(|world| {
        world.skip(&["authorization_address.redirect_uri_matches_exactly"]);
        world.client_mut(&WEB).redirect_uris.clear();
        let request = WEB.authorization().without("redirect_uri");
        let refused = world.send(&authorization(&request), NOW);
        assert_eq!((status(&refused), location(&refused)), (400, ""));
        assert!(body(&refused).contains("no address to which the answer could go"));
    });
}

#[test]
fn a_client_that_nobody_knows_gets_no_answer_even_if_nobody_asks_for_one() {
    under_every_profile(|world| {
        world.skip(&[
            "authorization_address.client_is_registered",
            "authorization_address.redirect_uri_matches_exactly",
            "authorization_request.response_type_is_registered",
            "authorization_request.scope_is_allowed",
        ]);
        let request = WEB.authorization().with("client_id", "nobody");
        let refused = world.send(&authorization(&request), NOW);
        assert_eq!((status(&refused), location(&refused)), (400, ""));
        assert!(body(&refused).contains("Nothing says which client asks"));
    });
}

#[test]
fn an_unknown_response_type_ends_with_an_error() {
    under_every_profile(|world| {
        world.skip(&[
            "authorization_request.response_type_is_supported",
            "authorization_request.response_type_is_registered",
        ]);
        let request = WEB.authorization().with("response_type", "nothing");
        let refused = world.send(&authorization(&request), NOW);
        let error = location_parameter(&refused, "error");
        assert_eq!(error.as_deref(), Some("unsupported_response_type"));
    });
}

#[test]
fn a_stolen_code_is_redeemed_where_the_verifier_is_not_compared() {
    let id = "authorization_code.code_verifier_matches_challenge";
    under_every_profile(|world| {
        let code = world.code(&PAGE, NOW);
        world.skip(&[id]);
        let stolen = PAGE
            .redemption(&code)
            .with("code_verifier", &"a".repeat(43));
        let handled = world.send(&PAGE.token_request(&stolen), NOW);
        succeeds(&handled, id);
        world.opens_the_api(&tokens_in(&handled).access_token, NOW);
    });
}

#[test]
fn a_code_is_redeemed_twice_where_nobody_looks() {
    let id = "authorization_code.code_is_unused";
    under_every_profile(|world| {
        world.skip(&[id]);
        let code = world.code(&PAGE, NOW);
        let first = world.redeem(&PAGE, &code, NOW);
        let handled = world.send(&PAGE.token_request(&PAGE.redemption(&code)), NOW);
        succeeds(&handled, id);
        // Nothing is revoked either.
        world.opens_the_api(&first.access_token, NOW);
    });
}

#[test]
fn a_code_of_another_client_is_redeemed_where_its_owner_is_not_compared() {
    let id = "authorization_code.code_was_issued_to_the_client";
    under_every_profile(|world| {
        let code = world.code(&PAGE, NOW);
        world.skip(&[id]);
        let pairs = OTHER_PAGE
            .redemption(&code)
            .with("redirect_uri", PAGE.redirect_uri);
        let handled = world.send(&OTHER_PAGE.token_request(&pairs), NOW);
        succeeds(&handled, id);
        let own = world.server.store.access_tokens.values().last();
        assert_eq!(
            own.map(|token| &*token.client_id),
            Some(OTHER_PAGE.client_id)
        );
        // What the server does not know at all, it cannot redeem.
        let unknown = world.send(&PAGE.token_request(&PAGE.redemption("made-up")), NOW);
        assert_eq!(status(&unknown), 400);
        assert!(
            body(&unknown).contains("knows no such code"),
            "{}",
            body(&unknown)
        );
    });
}

#[test]
fn a_replaced_refresh_token_works_on_where_nobody_looks() {
    let id = "refresh_token.refresh_token_has_not_been_replaced";
    under(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        world.skip(&[id]);
        let old = world.tokens(&PAGE, NOW);
        let again = PAGE.token_request(&refresh(old.refresh_token()));
        let new = tokens_in(&world.send(&again, NOW));
        let later = NOW.plus(100);
        let handled = world.send(&again, later);
        succeeds(&handled, id);
        world.opens_the_api(&new.access_token, later);
    });
}

#[test]
fn more_scope_than_is_allowed_is_granted_where_nobody_looks() {
    let id = "client_credentials.scope_is_allowed";
    under_every_profile(|world| {
        world.skip(&[id]);
        let pairs = Pairs::of(&[
            ("grant_type", "client_credentials"),
            ("scope", "everything"),
        ]);
        let handled = world.send(&SERVICE.token_request(&pairs), NOW);
        succeeds(&handled, id);
        assert_eq!(tokens_in(&handled).scope.to_string(), "everything");
    });
}

#[test]
fn a_token_for_another_api_opens_this_one_where_aud_is_not_compared() {
    let id = "api_call.token_is_for_this_api";
    under_every_profile(|world| {
        let token = world.tokens(&PAGE, NOW).access_token;
        world.move_api(OTHER_API);
        let call = request_for(OTHER_API, &token);
        let refused = world.send_to_api(&call, NOW);
        assert_eq!(status(&refused), 401);
        world.skip(&[id]);
        let handled = world.send_to_api(&call, NOW);
        succeeds(&handled, id);
    });
}

#[test]
fn a_token_that_nobody_signed_is_read_where_the_signature_is_not_verified() {
    let id = "api_call.token_is_signed_by_the_authorization_server";
    under_every_profile(|world| {
        let token = world.tokens(&PAGE, NOW).access_token;
        let (signed, _) = token.rsplit_once('.').expect("it has three parts");
        let forged = format!("{signed}.AAAA");
        world.does_not_open_the_api(&forged, NOW);
        world.skip(&[id, "introspection_response.token_is_not_revoked"]);
        world.opens_the_api(&forged, NOW);
    });
}

#[test]
fn an_answer_to_somebody_else_is_used_where_state_is_not_compared() {
    let id = "authorization_response.state_is_the_transactions_own";
    let metadata = World::new(Profile::OAuth21).server.metadata();
    let api = format!("{API}/photos");
    let mut client = ClientApplication::new(WEB.registration(), metadata, api, None, 1);
    client.start_transaction(true, None);
    let answer = Pairs::of(&[("code", "attackers-code"), ("state", "x"), ("iss", ISSUER)]);
    let url = format!("{}?{}", WEB.redirect_uri, answer.encoded());
    let judged = client.judge_authorization_response(&url, None, &mut Vec::new());
    assert!(judged.is_err());
    client.skipped_checks = vec![id.to_owned()];
    let mut checks = Vec::new();
    let judged = client.judge_authorization_response(&url, None, &mut checks);
    let parameters = judged.expect("nobody compares the state");
    assert_eq!(parameters.get("code"), Some("attackers-code"));
    skipped(&checks, id);
}

#[test]
fn a_check_that_would_have_passed_changes_nothing_but_its_outcome() {
    under_every_profile(|world| {
        world.skip(&["token_request.grant_type_is_supported"]);
        let code = world.code(&PAGE, NOW);
        let handled = world.send(&PAGE.token_request(&PAGE.redemption(&code)), NOW);
        assert_eq!(status(&handled), 200);
        let mut checks = handled.checks.iter();
        let check = checks.find(|check| check.verdict == Verdict::Skipped);
        let check = check.expect("one is skipped");
        assert_eq!(check.name, "grant_type_is_supported");
        assert!(check.detail.contains("It would have passed: grant_type is"));
    });
}

/// Requests that are good, bad and empty, at every endpoint.
fn requests(world: &mut World) -> Vec<Request> {
    let code = world.code(&PAGE, NOW);
    let tokens = world.tokens(&PAGE, NOW);
    let device = world.device_codes(&TELEVISION, NOW);
    let empty = Pairs::default();
    let mut requests = vec![
        authorization(&PAGE.authorization()),
        authorization(&empty),
        authorization(&Pairs::of(&[
            ("client_id", "nobody"),
            ("request_uri", "urn:x"),
        ])),
        PAGE.token_request(&PAGE.redemption(&code)),
        OTHER_PAGE.token_request(&PAGE.redemption(&code).without("code_verifier")),
        PAGE.token_request(&refresh(tokens.refresh_token())),
        OTHER_PAGE.token_request(&refresh(tokens.refresh_token()).with("scope", "\"")),
        TELEVISION.token_request(&poll(&device.device_code)),
    ];
    let mut grants: Vec<&str> = world
        .server
        .capabilities
        .grants
        .iter()
        .map(|g| g.name)
        .collect();
    grants.push("nothing");
    requests.extend(
        grants
            .iter()
            .map(|grant| post("/token", &Pairs::of(&[("grant_type", grant)]))),
    );
    for endpoint in world.server.capabilities.endpoints {
        requests.push(post(endpoint.path, &empty));
        requests.push(request(Method::GET, &format!("{ISSUER}{}", endpoint.path)));
    }
    requests
}

/// Neither one check alone nor all of them together are what keeps the server on its feet.
#[test]
fn no_request_ends_without_an_answer_whatever_is_skipped() {
    let rows = |listed: &Listed| -> Vec<String> {
        let rows = listed.rows.iter();
        rows.map(|row| check_id(listed.table, row.name)).collect()
    };
    let orders = order::endpoints(&ALL);
    let ids: BTreeSet<String> = orders
        .iter()
        .flat_map(|order| &order.tables)
        .flat_map(rows)
        .collect();
    let mut sets: Vec<Vec<String>> = ids.iter().map(|id| vec![id.clone()]).collect();
    sets.push(ids.iter().cloned().collect());
    under(&[Profile::OAuth20, Profile::OAuth21], |world| {
        let requests = requests(world);
        for set in &sets {
            world.server.skipped_checks = set.clone();
            for request in &requests {
                let handled = world.server.handle(request, NOW);
                assert!(!handled.response.status().is_server_error());
                let failed = handled.failed_check().map(CheckOutcome::id);
                assert!(failed.is_none_or(|id| !set.contains(&id)));
            }
        }
    });
}
