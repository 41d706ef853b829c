//! What a server turns away: too large, too much, too often. Row G15, and what no row asks for.

use http::{Method, header};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::server::limits::{
    ADDRESS_BYTES_MAX, ATTEMPTS_COUNT_SECONDS, BODY_BYTES_MAX, HEADER_BYTES_MAX,
};
use oauth_flow_simulator::server::policy::Registrants;
use oauth_flow_simulator::server::store::KEPT_AFTER_EXPIRY_SECONDS;
use oauth_flow_simulator::server::{Handled, Request};
use oauth_flow_simulator::spec;

proves! {
    G15 "RFC 6749 §2.3.1" => a_client_that_failed_too_often_has_to_wait;
    G15 "RFC 6749 §10.10" => a_user_whose_password_was_guessed_too_often_has_to_wait;
    G15 "RFC 6749 §10.10" => nobody_is_locked_out_unless_the_policy_says_so;
    D10 "RFC 8628 §5.1" => a_person_who_tries_user_codes_in_many_sessions_has_to_wait;
    Y05 "RFC 9126 §2.3" => a_client_that_pushes_too_much_has_to_wait;
    Y05 "RFC 9126 §2.3" => a_request_that_is_too_large_is_turned_away;
    A21 "RFC 6749 §4.1.2.1" => an_application_is_told_that_the_server_is_full;
    G10 "RFC 6819 §4.4.1.11" => a_server_that_is_full_turns_new_things_away_and_serves_the_old;
    G10 "RFC 6819 §4.4.1.11" => what_is_due_makes_room;
}

fn client_credentials() -> Pairs {
    Pairs::of(&[("grant_type", "client_credentials")])
}

#[track_caller]
fn turned_away(handled: &Handled, expected: u16, check: &str) {
    assert_eq!(status(handled), expected, "{}", body(handled));
    let failed = handled.failed_check().expect("the refusal has a reason");
    assert_eq!(failed.name, check);
    let seconds = header_text(handled, header::RETRY_AFTER);
    assert_eq!(seconds, ATTEMPTS_COUNT_SECONDS.to_string());
}

fn a_client_that_failed_too_often_has_to_wait() {
    under_every_profile(|world| {
        world.server.policy.failed_authentications_allowed = Some(3);
        let right = SERVICE.token_request(&client_credentials());
        let id = SERVICE.client_id;
        let wrong = with_basic(post("/token", &client_credentials()), id, "guess");
        for _ in 0..3 {
            assert_eq!(status(&world.send(&wrong, NOW)), 401);
        }
        for request in [&wrong, &right] {
            let handled = world.send(request, NOW);
            turned_away(&handled, 429, "attempts_are_left");
            let answer = json_in(&handled.response);
            assert_eq!(answer["error"], "temporarily_unavailable");
        }
        // Others are not to suffer, and it is over after a while.
        world.tokens(&WEB, NOW);
        let later = NOW.plus(ATTEMPTS_COUNT_SECONDS - 1);
        turned_away(&world.send(&right, later), 429, "attempts_are_left");
        let later = NOW.plus(ATTEMPTS_COUNT_SECONDS);
        assert_eq!(status(&world.send(&right, later)), 200);
        assert_eq!(status(&world.send(&wrong, later)), 401);
        assert_eq!(status(&world.send(&right, later)), 200);
    });
}

fn a_user_whose_password_was_guessed_too_often_has_to_wait() {
    under_every_profile(|world| {
        world.server.policy.failed_authentications_allowed = Some(2);
        for _ in 0..2 {
            // A new browser each time, so that no session counts.
            world.browser = Default::default();
            let page = world.visit(&WEB.authorization(), NOW);
            let entries = [("username", "alice"), ("password", "guess")];
            assert_eq!(status(&world.submit(&page, &entries, NOW)), 403);
        }
        world.browser = Default::default();
        let page = world.visit(&WEB.authorization(), NOW);
        let sign_in = |name| [("username", name), ("password", PASSWORD)];
        let handled = world.submit(&page, &sign_in("alice"), NOW);
        assert_eq!(location_parameter(&handled, "code"), None);
        turned_away(&handled, 429, "attempts_are_left");
        let handled = world.submit(&page, &sign_in("bob"), NOW);
        assert_eq!(status(&handled), 200);
    });
}

fn nobody_is_locked_out_unless_the_policy_says_so() {
    under_every_profile(|world| {
        let before = world.server.store.clone();
        let pairs = client_credentials();
        let wrong = with_basic(post("/token", &pairs), SERVICE.client_id, "guess");
        for _ in 0..50 {
            assert_eq!(status(&world.send(&wrong, NOW)), 401);
        }
        assert_eq!(world.server.store, before);
        world.tokens_for(&SERVICE, &pairs, NOW);
    });
}

fn a_request_that_is_too_large_is_turned_away() {
    let with_body = |path: &str, size: usize| {
        let request = WEB.post(path, &Pairs::of(&[("x", &"x".repeat(size - 2))]));
        assert_eq!(request.body().len(), size);
        request
    };
    let address = |size: usize| {
        let text = format!("/authorize?x={}", "x".repeat(size - "/authorize?x=".len()));
        request(Method::GET, &format!("{ISSUER}{text}"))
    };
    let with_fields = |count: usize| -> Request {
        let kilobyte = "x".repeat(1024);
        let start = WEB.token_request(&WEB.redemption("code"));
        let name = header::COOKIE;
        (0..count).fold(start, |request, _| {
            with_header(request, name.clone(), &kilobyte)
        })
    };
    under_every_profile(|world| {
        let before = world.server.store.clone();
        for path in [
            "/token",
            "/par",
            "/revoke",
            "/introspect",
            "/authorize/consent",
        ] {
            let handled = world.send(&with_body(path, BODY_BYTES_MAX + 1), NOW);
            assert_eq!(status(&handled), 413, "{path}");
            let handled = world.send(&with_body(path, BODY_BYTES_MAX), NOW);
            assert_ne!(status(&handled), 413, "{path}");
        }
        let handled = world.send(&address(ADDRESS_BYTES_MAX + 1), NOW);
        assert_eq!(status(&handled), 414);
        assert_eq!(status(&world.send(&address(ADDRESS_BYTES_MAX), NOW)), 400);
        let most = HEADER_BYTES_MAX / 1024;
        assert_eq!(status(&world.send(&with_fields(most), NOW)), 431);
        assert_ne!(status(&world.send(&with_fields(most - 1), NOW)), 431);
        assert_eq!(world.server.store, before);
    });
}

fn an_application_is_told_that_the_server_is_full() {
    let redirect = redirect(
        "temporarily_unavailable",
        "server_has_room",
        spec::RFC_6819_4_4_1_11,
    );
    under_every_profile(|world| {
        world.server.policy.records_kept_max = 0;
        world.refuses(&authorization(&WEB.authorization()), NOW, &redirect);
        // Whose address is not the application's is still told so on a page.
        let pairs = WEB
            .authorization()
            .with("redirect_uri", "https://evil.example.com");
        let handled = world.send(&authorization(&pairs), NOW);
        assert_eq!((status(&handled), location(&handled)), (400, ""));
    });
}

fn a_server_that_is_full_turns_new_things_away_and_serves_the_old() {
    under_every_profile(|world| {
        world.server.policy.registrants = Registrants::Everybody;
        let tokens = world.tokens(&WEB, NOW);
        world.server.policy.records_kept_max = 0;
        let before = world.server.store.clone();
        let pairs = Pairs::default();
        let requests = [
            WEB.token_request(&refresh(tokens.refresh_token())),
            SERVICE.token_request(&client_credentials()),
            TELEVISION.device_request(&pairs),
            WEB.post("/par", &WEB.authorization()),
            WEB.post("/register", &pairs),
            request(Method::GET, &format!("{ISSUER}/device")),
        ];
        for request in requests {
            println!("{}", request.uri());
            turned_away(&world.send(&request, NOW), 503, "server_has_room");
        }
        assert_eq!(world.server.store, before);
        // What takes no room goes on.
        world.opens_the_api(&tokens.access_token, NOW);
        assert!(world.introspects(&PHOTO_API, &tokens.access_token, NOW));
        let request = Pairs::of(&[("token", tokens.refresh_token())]);
        assert_eq!(
            status(&world.send(&WEB.post("/revoke", &request), NOW)),
            200
        );
        // Where there is no room, there is no new token either.
        world.mends_refusals = false;
        world.does_not_open_the_api(&tokens.access_token, NOW);
    });
}

fn what_is_due_makes_room() {
    const MOST: usize = 20;
    under_every_profile(|world| {
        world.server.policy.records_kept_max = MOST;
        let request = SERVICE.token_request(&client_credentials());
        for _ in 0..MOST {
            assert_eq!(status(&world.send(&request, NOW)), 200);
        }
        turned_away(&world.send(&request, NOW), 503, "server_has_room");
        let lifetime = world.server.policy.access_token_lifetime_seconds;
        let due = NOW.plus(lifetime + KEPT_AFTER_EXPIRY_SECONDS + 1);
        for _ in 0..MOST {
            assert_eq!(status(&world.send(&request, due)), 200);
            assert!(world.server.store.access_tokens.iter().count() <= MOST);
            assert!(world.server.store.grants.iter().count() <= MOST);
        }
        turned_away(&world.send(&request, due), 503, "server_has_room");
    });
}

fn a_person_who_tries_user_codes_in_many_sessions_has_to_wait() {
    under_every_profile(|world| {
        world.server.policy.failed_authentications_allowed = Some(3);
        let device = world.device_codes(&TELEVISION, NOW);
        for _ in 0..3 {
            world.browser = Default::default();
            let page = world.verification_page(NOW);
            let handled = world.submit(&page, &[("user_code", "BBBB-BBBB")], NOW);
            let failed = handled.failed_check().map(|check| &*check.name);
            assert_eq!(failed, Some("user_code_is_waiting"));
        }
        // The right one comes too late for her, in whichever session.
        let code = [("user_code", device.user_code.as_str())];
        let url = format!("{ISSUER}/device?user_code={}", device.user_code);
        let request = world.browser.open(&url);
        turned_away(&world.send(&request, NOW), 429, "attempts_are_left");
        // Somebody else is not to suffer.
        world.browser = Default::default();
        let request = world.browser.open(&format!("{ISSUER}/device"));
        let page = world.send_from_browser(&request, NOW);
        let bob = [("username", "bob"), ("password", PASSWORD)];
        let page = world.submit(&page, &bob, NOW);
        assert_eq!(status(&world.submit(&page, &code, NOW)), 200);
        // And it is over after a while.
        let later = NOW.plus(ATTEMPTS_COUNT_SECONDS);
        world.browser = Default::default();
        let page = world.verification_page(later);
        assert_eq!(status(&world.submit(&page, &code, later)), 200);
    });
}

fn a_client_that_pushes_too_much_has_to_wait() {
    under_every_profile(|world| {
        world.server.policy.pushed_requests_per_minute_max = Some(3);
        let push = WEB.pushed_request(&WEB.authorization());
        // Whoever pretends to be the client uses up nothing of it.
        let forged = WEB.authorization().with("client_id", WEB.client_id);
        let forged = with_basic(post("/par", &forged), WEB.client_id, "guess");
        for _ in 0..5 {
            assert_eq!(status(&world.send(&forged, NOW)), 401);
        }
        // And its other requests do not count.
        for _ in 0..5 {
            let revoke = WEB.post("/revoke", &Pairs::of(&[("token", "nonsense")]));
            assert_eq!(status(&world.send(&revoke, NOW)), 200);
        }
        for _ in 0..3 {
            assert_eq!(status(&world.send(&push, NOW)), 201);
        }
        let handled = world.send(&push, NOW);
        turned_away(&handled, 429, "requests_are_not_too_many");
        let other = OTHER_WEB.pushed_request(&OTHER_WEB.authorization());
        assert_eq!(status(&world.send(&other, NOW)), 201);
        let later = NOW.plus(60);
        for _ in 0..3 {
            assert_eq!(status(&world.send(&push, later)), 201);
        }
        turned_away(&world.send(&push, later), 429, "requests_are_not_too_many");
    });
}
