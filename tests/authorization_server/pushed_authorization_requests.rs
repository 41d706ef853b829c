//! Rows Y: requests that the client sends to the server itself.

use http::{Method, header};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::server::Handled;
use oauth_flow_simulator::server::client::ClientAuthentication;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::spec;

proves! {
    Y01 "RFC 9126 §2.2" => a_pushed_request_gets_a_name_and_leads_to_a_code;
    Y02 "RFC 9126 §2.1" => the_name_of_a_request_cannot_be_pushed;
    Y03 "RFC 9126 §2.1", Y03 "RFC 9126 §2.3" => who_pushes_authenticates_as_at_the_token_endpoint;
    Y04 "RFC 9126 §2.1", Y04 "RFC 9126 §2.3" => what_the_authorization_endpoint_refuses_cannot_be_pushed;
    Y05 "RFC 9126 §2.3" => only_post_pushes_a_request;
    Y06 "RFC 9126 §2.2", Y06 "RFC 9126 §4" => a_name_is_good_for_the_client_that_got_it;
    Y07 "RFC 9126 §7.3", Y07 "RFC 9126 §4" => a_name_is_good_for_one_answer;
    Y08 "RFC 9126 §4", Y08 "RFC 9101 §7" => a_name_expires;
    Y09 "RFC 9126 §5", Y09 "RFC 9126 §6" => a_request_can_have_to_be_pushed;
    Y10 "RFC 9101 §6.3", Y10 "RFC 9126 §4" => only_what_was_pushed_counts;
    Y11 "RFC 9126 §2.4" => a_redirect_uri_that_is_not_registered_can_be_pushed_by_whom_is_known;
}

const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
const FOUND: &str = "request_uri_was_given_to_the_client";

fn answered(handled: &Handled) -> String {
    assert_eq!(status(handled), 201, "{}", body(handled));
    text(&json_in(&handled.response), "request_uri")
}

/// The name of a request of `caller`.
#[track_caller]
pub fn push(world: &mut World, caller: &Caller, pairs: &Pairs) -> String {
    answered(&world.send(&caller.pushed_request(pairs), NOW))
}

/// What the browser brings of a pushed request.
pub fn address(client_id: &str, request_uri: &str) -> Pairs {
    Pairs::of(&[("client_id", client_id), ("request_uri", request_uri)])
}

fn a_pushed_request_gets_a_name_and_leads_to_a_code() {
    under_every_profile(|world| {
        for caller in [WEB, OTHER_WEB, PAGE] {
            let handled = world.send(&caller.pushed_request(&caller.authorization()), NOW);
            let request_uri = answered(&handled);
            let content_type = header_text(&handled, header::CONTENT_TYPE);
            assert_eq!(content_type, "application/json");
            assert_eq!(header_text(&handled, header::CACHE_CONTROL), "no-store");
            let expires_in = json_in(&handled.response)["expires_in"].as_u64();
            assert!(expires_in.is_some_and(|seconds| (5..600).contains(&seconds)));
            // 160 random bits follow what all names begin with.
            let random = request_uri.strip_prefix(PREFIX).expect("the prefix");
            assert_eq!(random.len(), 27);
            let again = push(world, &caller, &caller.authorization());
            assert_ne!(again, request_uri);

            let pairs = address(caller.client_id, &request_uri);
            let answer = world.decide(&pairs, "approve", NOW);
            assert!(location(&answer).starts_with(&format!("{}?code=", caller.redirect_uri)));
            assert_eq!(location_parameter(&answer, "state").as_deref(), Some(STATE));
            let code = location_parameter(&answer, "code").expect("there is a code");
            world.redeem(&caller, &code, NOW);
        }
    });
}

fn the_name_of_a_request_cannot_be_pushed() {
    let check = "request_uri_is_not_sent";
    let expected = json(400, "invalid_request", check, spec::RFC_9126_2_1);
    under_every_profile(|world| {
        let request_uri = push(world, &WEB, &WEB.authorization());
        for name in [request_uri.as_str(), "https://web.example.com/request"] {
            let pairs = WEB.authorization().and("request_uri", name);
            world.refuses(&WEB.pushed_request(&pairs), NOW, &expected);
        }
    });
}

fn who_pushes_authenticates_as_at_the_token_endpoint() {
    let refused = |check, section| json(401, "invalid_client", check, section);
    let unproved = refused("client_is_authenticated", spec::RFC_6749_3_2_1);
    under_every_profile(|world| {
        let request = post("/par", &WEB.authorization());
        let wrong = with_basic(request.clone(), WEB.client_id, "guess");
        for request in [request, wrong] {
            let handled = world.refuses(&request, NOW, &unproved);
            let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
            assert!(challenge.starts_with("Basic realm="), "{challenge}");
        }
        let nobody = WEB.authorization().with("client_id", "nobody");
        let unknown = refused("client_is_registered", spec::RFC_6749_5_2);
        world.refuses(&post("/par", &nobody), NOW, &unknown);
        // The request of one client cannot be pushed by another one.
        let foreign = OTHER_WEB.authorization();
        let request = with_basic(post("/par", &foreign), WEB.client_id, "web-secret");
        let check = "one_authentication_method_is_used";
        let expected = json(400, "invalid_request", check, spec::RFC_6749_2_3);
        world.refuses(&request, NOW, &expected);
    });
}

fn what_the_authorization_endpoint_refuses_cannot_be_pushed() {
    let cases = [
        (
            "redirect_uri",
            "https://evil.example.com/",
            ("invalid_request", "redirect_uri_matches_exactly"),
            spec::RFC_6749_3_1_2_3,
        ),
        (
            "scope",
            "reports.read",
            ("invalid_scope", "scope_is_allowed"),
            spec::RFC_6749_3_3,
        ),
        (
            "response_type",
            "guess",
            ("unsupported_response_type", "response_type_is_supported"),
            spec::RFC_6749_3_1_1,
        ),
        (
            "code_challenge",
            "too-short",
            ("invalid_request", "code_challenge_is_well_formed"),
            spec::RFC_7636_4_2,
        ),
        (
            "code_challenge_method",
            "S512",
            ("invalid_request", "code_challenge_method_is_supported"),
            spec::RFC_7636_4_4_1,
        ),
        (
            "client_id",
            "",
            ("invalid_request", "client_id_is_sent_once"),
            spec::RFC_6749_4_1_2_1,
        ),
    ];
    under_every_profile(|world| {
        for (name, value, (error, check), section) in cases {
            println!("{name}={value}");
            let pairs = WEB.authorization().with(name, value);
            let expected = json(400, error, check, section);
            world.refuses(&WEB.pushed_request(&pairs), NOW, &expected);
        }
        // What has changed since then counts when the browser comes: section 7.4.
        let request_uri = push(world, &WEB, &WEB.authorization());
        world.client_mut(&WEB).redirect_uris.clear();
        let check = "redirect_uri_matches_exactly";
        let expected = page(400, "invalid_request", check, spec::RFC_6749_3_1_2_3);
        let late = authorization(&address(WEB.client_id, &request_uri));
        world.refuses(&late, NOW, &expected);
    });
}

fn only_post_pushes_a_request() {
    under_every_profile(|world| {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let mut request = WEB.pushed_request(&WEB.authorization());
            *request.method_mut() = method;
            let handled = world.send(&request, NOW);
            assert_eq!(status(&handled), 405);
            assert_eq!(header_text(&handled, header::ALLOW), "POST");
        }
    });
}

fn a_name_is_good_for_the_client_that_got_it() {
    let foreign = page(400, "invalid_request_uri", FOUND, spec::RFC_9126_2_2);
    let check = "client_id_stands_beside_request_uri";
    let nobody = page(400, "invalid_request", check, spec::RFC_9126_4);
    let twice = page(
        400,
        "invalid_request",
        "parameters_are_sent_once",
        spec::RFC_6749_3_1,
    );
    under_every_profile(|world| {
        let request_uri = push(world, &WEB, &WEB.authorization());
        for client_id in [OTHER_WEB.client_id, PAGE.client_id, "nobody"] {
            let request = authorization(&address(client_id, &request_uri));
            world.refuses(&request, NOW, &foreign);
        }
        // A full request of another client in the address changes nothing.
        let beside = OTHER_WEB.authorization().and("request_uri", &request_uri);
        world.refuses(&authorization(&beside), NOW, &foreign);
        let alone = Pairs::of(&[("request_uri", &*request_uri)]);
        world.refuses(&authorization(&alone), NOW, &nobody);
        let pairs = address(WEB.client_id, &request_uri);
        for (name, value) in [("client_id", WEB.client_id), ("request_uri", &*request_uri)] {
            let request = authorization(&pairs.clone().and(name, value));
            world.refuses(&request, NOW, &twice);
        }
        let unknown = authorization(&address(WEB.client_id, &format!("{PREFIX}guess")));
        world.refuses(&unknown, NOW, &foreign);
        world.code_for(&pairs, NOW);
    });
}

fn a_name_is_good_for_one_answer() {
    let used = page(400, "invalid_request_uri", FOUND, spec::RFC_9126_2_2);
    under_every_profile(|world| {
        for decision in ["approve", "deny"] {
            let request_uri = push(world, &WEB, &WEB.authorization());
            let pairs = address(WEB.client_id, &request_uri);
            // A person may load the page again before the answer.
            for _ in 0..2 {
                let handled = world.visit(&pairs, NOW);
                assert_eq!(status(&handled), 200);
            }
            let answer = world.decide(&pairs, decision, NOW);
            assert_eq!(status(&answer), 303);
            world.refuses(&authorization(&pairs), NOW, &used);
        }
    });
}

fn a_name_expires() {
    let check = "request_uri_has_not_expired";
    let late = page(400, "invalid_request_uri", check, spec::RFC_9126_4);
    under_every_profile(|world| {
        let lifetime = world.server.policy.pushed_request_lifetime_seconds;
        let request_uri = push(world, &WEB, &WEB.authorization());
        let request = authorization(&address(WEB.client_id, &request_uri));
        let in_time = world.send(&request, NOW.plus(lifetime - 1));
        assert!(matches!(in_time.page, Some(Page::SignIn { .. })));
        world.refuses(&request, NOW.plus(lifetime), &late);
    });
}

fn a_request_can_have_to_be_pushed() {
    let expected = redirect("invalid_request", "request_is_pushed", spec::RFC_9126_5);
    let plain = authorization(&WEB.authorization());
    let other = authorization(&OTHER_WEB.authorization());
    let required = |world: &mut World| {
        let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
        let handled = world.send(&request(Method::GET, &url), NOW);
        json_in(&handled.response)["require_pushed_authorization_requests"].as_bool()
    };
    under_every_profile(|world| {
        assert_eq!(status(&world.send(&plain, NOW)), 200);
        assert_eq!(required(world), Some(false));
        // By the client's own wish.
        world.client_mut(&WEB).pushes_all_requests = true;
        world.refuses(&plain, NOW, &expected);
        assert_eq!(status(&world.send(&other, NOW)), 200);
        assert_eq!(required(world), Some(false));
        // By the server's.
        world.server.policy.pushed_requests_are_required = true;
        for request in [&plain, &other] {
            world.refuses(request, NOW, &expected);
        }
        assert_eq!(required(world), Some(true));
        for caller in [WEB, OTHER_WEB] {
            let request_uri = push(world, &caller, &caller.authorization());
            world.code_for(&address(caller.client_id, &request_uri), NOW);
        }
    });
}

fn only_what_was_pushed_counts() {
    under_every_profile(|world| {
        let pushed = WEB.authorization().with("scope", "photos.read");
        let request_uri = push(world, &WEB, &pushed.without("state"));
        let beside = WEB
            .authorization()
            .with("redirect_uri", "https://evil.example.com/")
            .with("scope", "photos.read photos.write")
            .with("code_challenge", &"x".repeat(43))
            .and("request_uri", &request_uri);
        let answer = world.decide(&beside, "approve", NOW);
        assert!(location(&answer).starts_with(WEB.redirect_uri));
        assert_eq!(location_parameter(&answer, "state"), None);
        let code = location_parameter(&answer, "code").expect("there is a code");
        let tokens = world.redeem(&WEB, &code, NOW);
        assert_eq!(tokens.scope.to_string(), "photos.read");
    });
}

fn a_redirect_uri_that_is_not_registered_can_be_pushed_by_whom_is_known() {
    let fresh = "https://web.example.com/callback/4711";
    let check = "redirect_uri_matches_exactly";
    let refused = json(400, "invalid_request", check, spec::RFC_6749_3_1_2_3);
    let kept = page(400, "invalid_request", check, spec::RFC_6749_3_1_2_3);
    under_every_profile(|world| {
        let with = |caller: &Caller, uri: &str| caller.authorization().with("redirect_uri", uri);
        world.refuses(&WEB.pushed_request(&with(&WEB, fresh)), NOW, &refused);
        world
            .server
            .policy
            .pushed_redirect_uris_need_no_registration = true;
        let request_uri = push(world, &WEB, &with(&WEB, fresh));
        let code = world.code_for(&address(WEB.client_id, &request_uri), NOW);
        let redemption = WEB.redemption(&code).with("redirect_uri", fresh);
        world.tokens_for(&WEB, &redemption, NOW);
        // An address without protection is nobody's, and a public client anybody.
        for uri in [
            "http://web.example.com/",
            "/callback",
            "https://web.example.com/#x",
        ] {
            world.refuses(&WEB.pushed_request(&with(&WEB, uri)), NOW, &refused);
        }
        world.refuses(&PAGE.pushed_request(&with(&PAGE, fresh)), NOW, &refused);
        assert_eq!(
            world.client_mut(&PAGE).authentication,
            ClientAuthentication::None
        );
        // Through the browser alone nobody has proved anything.
        world.refuses(&authorization(&with(&WEB, fresh)), NOW, &kept);
    });
}
