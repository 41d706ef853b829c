//! Rows A: the authorization endpoint and the pages behind it.

use http::header;

use crate::support::*;
use oauth_flow_simulator::party::browser::{Browser, form_in};
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::protocol::redirect_uri;
use oauth_flow_simulator::server::client::ClientAuthentication;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::store::SESSION_SECONDS;
use oauth_flow_simulator::spec;

proves! {
    A01 "RFC 6749 §4.1.2" => an_approved_request_is_answered_with_code_and_state_in_the_query;
    A01 "RFC 6749 §4.1.1", B13 "RFC 6749 §4.1.4"
        => the_examples_of_rfc_6749_section_4_1_work_to_the_letter;
    A03 "RFC 6749 §4.1.2.1", A04 "RFC 6749 §4.1.2.1" => a_request_of_nobody_stays_on_a_page;
    A05 "RFC 6749 §3.1.2.4", A06 "RFC 9700 §4.1.3"
        => a_redirect_uri_that_is_not_the_registered_one_stays_on_a_page;
    A07 "RFC 6749 §3.1.2" => the_query_of_a_redirect_uri_is_kept;
    A08 "RFC 6749 §3.1.2" => a_redirect_uri_with_a_fragment_is_refused;
    A09 "RFC 8252 §7.3" => a_loopback_redirect_uri_may_have_any_port;
    A09 "RFC 9700 §4.1.3" => only_the_port_of_a_loopback_redirect_uri_is_free;
    A10 "RFC 6749 §3.1.2.3" => the_only_registered_redirect_uri_may_be_left_out;
    A11 "RFC 6749 §3.1.2.3" => one_of_several_redirect_uris_has_to_be_named;
    A13 "RFC 6749 §3.1.1", A14 "RFC 6749 §4.1.2.1"
        => a_response_type_that_is_missing_or_unknown_is_refused;
    A15 "RFC 6749 §4.1.2.1" => a_response_type_is_only_for_clients_registered_for_it;
    A17 "RFC 6749 §3.3" => a_scope_beyond_the_registration_is_refused;
    A17 "RFC 6749 §5.1", A18 "RFC 6749 §3.3" => the_granted_scope_is_named_and_has_a_default;
    A19 "RFC 6749 §4.1.2.1" => a_person_who_denies_sends_access_denied_and_no_code;
    A20 "RFC 6749 §4.1.2", A20 "RFC 6749 §4.1.2.1" => state_comes_back_exactly_or_not_at_all;
    A22 "RFC 6749 §4.1.2" => a_code_lives_for_a_minute;
    A23 "RFC 6749 §4.1.2" => a_code_is_bound_to_all_that_was_asked;
    A24 "RFC 9700 §4.16", A25 "RFC 9700 §4.2.4"
        => pages_cannot_be_framed_and_tell_nobody_where_they_are;
    A25 "RFC 9700 §4.2.4" => redirects_tell_nobody_where_the_browser_was;
    A26 "RFC 9700 §4.11.2" => an_error_for_an_untrusted_client_waits_behind_a_page;
    A27 "RFC 6749 §10.12" => a_consent_that_did_not_come_from_the_page_is_refused;
    A27 "RFC 6749 §10.12" => signing_in_gives_the_session_a_new_name;
    A31 "RFC 6749 §4.2.2" => the_implicit_grant_sends_a_token_in_the_fragment_and_no_refresh_token;
    A31 "RFC 6749 §4.2.2.1" => errors_of_the_implicit_grant_stand_in_the_fragment;
    A31 "OAuth 2.1 §10.1", A33 "RFC 9700 §2.1.2"
        => the_implicit_grant_is_neither_offered_nor_answered_today;
    A34 "RFC 6749 §10.2" => the_consent_page_tells_who_asks_for_what_and_for_how_long;
    A32 "RFC 9700 §4.1.3" => a_redirect_can_end_in_an_empty_fragment;
}

/// The issuer as responses name it, where the profile demands that.
fn iss(world: &World) -> Option<&'static str> {
    (world.profile != Profile::OAuth20).then_some(ISSUER)
}

fn an_approved_request_is_answered_with_code_and_state_in_the_query() {
    under_every_profile(|world| {
        for caller in [WEB, OTHER_WEB, PAGE] {
            let answer = world.decide(&caller.authorization(), "approve", NOW);
            assert_eq!(status(&answer), 303);
            assert!(location(&answer).starts_with(&format!("{}?code=", caller.redirect_uri)));
            assert!(!location(&answer).contains('#'));
            assert_eq!(location_parameter(&answer, "state").as_deref(), Some(STATE));
            assert_eq!(location_parameter(&answer, "iss").as_deref(), iss(world));
            assert_eq!(location_parameter(&answer, "error"), None);
            assert_eq!(header_text(&answer, header::CACHE_CONTROL), "no-store");
            assert!(answer.checks.iter().all(|check| check.has_passed()));
        }
    });
}

/// The client of the examples, its request (4.1.1), the server's answer (4.1.2) and the token
/// request (4.1.3), with the server's own code in place of the printed one.
fn the_examples_of_rfc_6749_section_4_1_work_to_the_letter() {
    let mut world = World::new(Profile::OAuth20);
    let mut client = WEB.registration();
    client.client_id = "s6BhdRkqt3".to_owned();
    client.authentication = ClientAuthentication::ClientSecretBasic {
        client_secret: "gX1fBat3bV".to_owned(),
    };
    client.redirect_uris = vec!["https://client.example.com/cb".to_owned()];
    world.server.clients.push(client);
    let query = "response_type=code&client_id=s6BhdRkqt3&state=xyz\
                 &redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb";
    let open = world.browser.open(&format!("{ISSUER}/authorize?{query}"));
    let page = world.send_from_browser(&open, NOW);
    let page = world.sign_in(page, NOW);
    let answer = world.submit(&page, &[("decision", "approve")], NOW);
    let code = location_parameter(&answer, "code").expect("there is a code");
    assert_eq!(
        location(&answer),
        format!("https://client.example.com/cb?code={code}&state=xyz")
    );

    let body = format!(
        "grant_type=authorization_code&code={code}\
         &redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb"
    );
    let mut redeem = post("/token", &Pairs::default());
    *redeem.body_mut() = body.into_bytes();
    let credentials = "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW";
    let redeem = with_header(redeem, header::AUTHORIZATION, credentials);
    tokens_in(&world.send(&redeem, NOW));
}

fn a_request_of_nobody_stays_on_a_page() {
    let missing = page(
        400,
        "invalid_request",
        "client_id_is_sent_once",
        spec::RFC_6749_4_1_2_1,
    );
    let unknown = page(
        400,
        "invalid_request",
        "client_is_registered",
        spec::RFC_6749_4_1_2_1,
    );
    under_every_profile(|world| {
        let whole = WEB.authorization();
        let cases = [
            ("missing", whole.clone().without("client_id"), missing),
            ("empty", whole.clone().with("client_id", ""), missing),
            (
                "unknown",
                whole.clone().with("client_id", "nobody"),
                unknown,
            ),
            (
                "another case",
                whole.with("client_id", "WebApplication"),
                unknown,
            ),
            ("nothing at all", Pairs::default(), missing),
        ];
        for (what, pairs, expected) in cases {
            println!("client_id: {what}");
            world.refuses(&authorization(&pairs), NOW, &expected);
        }
    });
}

fn a_redirect_uri_that_is_not_the_registered_one_stays_on_a_page() {
    let expected = page(
        400,
        "invalid_request",
        "redirect_uri_matches_exactly",
        spec::RFC_6749_3_1_2_3,
    );
    // Registered is https://web.example.com/callback.
    let others = [
        "https://attacker.example/callback",
        "https://other-web.example.com/callback",
        "https://web.example.com/callback?x=1",
        "https://web.example.com/callback?",
        "https://web.example.com/callback/",
        "https://web.example.com/callback/more",
        "https://web.example.com/callbac",
        "https://web.example.com/",
        "https://web.example.com",
        "https://web.example.com/Callback",
        "https://WEB.example.com/callback",
        "HTTPS://web.example.com/callback",
        "https://web.example.com/%63allback",
        "https://web%2eexample.com/callback",
        "https://web.example.com/other/../callback",
        "https://web.example.com:443/callback",
        "https://web.example.com:8443/callback",
        "https://user@web.example.com/callback",
        "https://web.example.com@attacker.example/callback",
        "https://sub.web.example.com/callback",
        "https://web.example.com.attacker.example/callback",
        "http://web.example.com/callback",
        "//web.example.com/callback",
        "/callback",
        "https://web.example.com/callback ",
        " https://web.example.com/callback",
        "https://web.example.com/callback\u{0}",
        "javascript:alert(1)",
    ];
    under_every_profile(|world| {
        for uri in others {
            println!("{uri:?}");
            let request = authorization(&WEB.authorization().with("redirect_uri", uri));
            world.refuses(&request, NOW, &expected);
        }
    });
}

fn the_query_of_a_redirect_uri_is_kept() {
    let registered = "https://web.example.com/callback?tenant=blue&x=%20";
    let expected = page(
        400,
        "invalid_request",
        "redirect_uri_matches_exactly",
        spec::RFC_6749_3_1_2_3,
    );
    under_every_profile(|world| {
        let mut client = WEB.registration();
        client.client_id = "tenant".to_owned();
        client.redirect_uris = vec![registered.to_owned()];
        world.server.clients.push(client);
        let request = WEB.authorization().with("client_id", "tenant");
        let answer = world.decide(
            &request.clone().with("redirect_uri", registered),
            "approve",
            NOW,
        );
        assert!(location(&answer).starts_with(&format!("{registered}&code=")));
        let request = request.with("redirect_uri", "https://web.example.com/callback");
        world.refuses(&authorization(&request), NOW, &expected);
    });
}

fn a_redirect_uri_with_a_fragment_is_refused() {
    let expected = page(
        400,
        "invalid_request",
        "redirect_uri_matches_exactly",
        spec::RFC_6749_3_1_2_3,
    );
    under_every_profile(|world| {
        for uri in [WEB.redirect_uri, NATIVE.redirect_uri] {
            for end in ["#", "#top"] {
                let caller = if uri == WEB.redirect_uri { WEB } else { NATIVE };
                let request = caller
                    .authorization()
                    .with("redirect_uri", &format!("{uri}{end}"));
                world.refuses(&authorization(&request), NOW, &expected);
            }
        }
    });
    // What a registration would ask.
    assert!(!redirect_uri::is_well_formed(
        "https://web.example.com/callback#top"
    ));
    assert!(!redirect_uri::is_well_formed("/callback"));
    assert!(redirect_uri::is_well_formed(WEB.redirect_uri));
}

/// A world in which the native client has registered one loopback address per form.
fn with_native_client(world: &mut World) {
    let native = world
        .server
        .clients
        .iter_mut()
        .find(|client| client.client_id == NATIVE.client_id)
        .expect("it is registered");
    native.redirect_uris = ["127.0.0.1", "[::1]", "localhost"]
        .map(|host| format!("http://{host}/callback"))
        .to_vec();
}

fn a_loopback_redirect_uri_may_have_any_port() {
    under_every_profile(|world| {
        with_native_client(world);
        for host in ["127.0.0.1", "[::1]", "localhost"] {
            for port in ["", ":80", ":49152", ":65535"] {
                let uri = format!("http://{host}{port}/callback");
                println!("{uri}");
                let request = NATIVE.authorization().with("redirect_uri", &uri);
                let answer = world.decide(&request, "approve", NOW);
                assert!(location(&answer).starts_with(&format!("{uri}?code=")));
                // The code is bound to this very port.
                let code = location_parameter(&answer, "code").expect("there is a code");
                let redemption = NATIVE.redemption(&code);
                let other = redemption
                    .clone()
                    .with("redirect_uri", "http://127.0.0.1:1/callback");
                let check = "redirect_uri_is_that_of_the_code";
                let expected = json(400, "invalid_grant", check, spec::RFC_6749_4_1_3);
                world.refuses(&NATIVE.token_request(&other), NOW, &expected);
                world.tokens_for(&NATIVE, &redemption.with("redirect_uri", &uri), NOW);
            }
        }
    });
}

fn only_the_port_of_a_loopback_redirect_uri_is_free() {
    let expected = page(
        400,
        "invalid_request",
        "redirect_uri_matches_exactly",
        spec::RFC_6749_3_1_2_3,
    );
    let others = [
        "http://127.0.0.1:8080/other",
        "http://127.0.0.1:8080/callback?x=1",
        "http://127.0.0.1:8080/callback/",
        "http://127.0.0.1:8080",
        "http://127.0.0.2:8080/callback",
        "https://127.0.0.1:8080/callback",
        "http://127.0.0.1.attacker.example/callback",
        "http://127.0.0.1:80.attacker.example/callback",
        "http://127.0.0.1:80@attacker.example/callback",
        "http://127.0.0.1@attacker.example/callback",
        "http://127.0.0.1:80x/callback",
        "http://127.0.0.1:-1/callback",
        "http://127.0.0.1:80:80/callback",
        "http://localhost.attacker.example:80/callback",
        "http://LOCALHOST:80/callback",
        "http://[::1].attacker.example/callback",
        "http://[::2]:80/callback",
    ];
    under_every_profile(|world| {
        with_native_client(world);
        for uri in others {
            println!("{uri}");
            let request = NATIVE.authorization().with("redirect_uri", uri);
            world.refuses(&authorization(&request), NOW, &expected);
        }
        // Who has registered another host has no free port.
        let request = WEB
            .authorization()
            .with("redirect_uri", "https://web.example.com:1/callback");
        world.refuses(&authorization(&request), NOW, &expected);
    });
}

fn the_only_registered_redirect_uri_may_be_left_out() {
    under_every_profile(|world| {
        let answer = world.decide(&WEB.authorization().without("redirect_uri"), "approve", NOW);
        assert!(location(&answer).starts_with(&format!("{}?code=", WEB.redirect_uri)));
        let code = location_parameter(&answer, "code").expect("there is a code");
        assert!(
            !world
                .server
                .store
                .codes
                .get(&code)
                .expect("it is kept")
                .redirect_uri_was_sent
        );
        world.tokens_for(&WEB, &WEB.redemption(&code).without("redirect_uri"), NOW);
    });
}

fn one_of_several_redirect_uris_has_to_be_named() {
    let expected = page(
        400,
        "invalid_request",
        "redirect_uri_matches_exactly",
        spec::RFC_6749_3_1_2_3,
    );
    under_every_profile(|world| {
        with_native_client(world);
        let request = NATIVE.authorization().without("redirect_uri");
        world.refuses(&authorization(&request), NOW, &expected);
        let request = request_without_any_registered(world);
        world.refuses(&authorization(&request), NOW, &expected);
    });
}

fn request_without_any_registered(world: &mut World) -> Pairs {
    let mut client = PAGE.registration();
    client.client_id = "unfinished".to_owned();
    client.redirect_uris.clear();
    world.server.clients.push(client);
    PAGE.authorization()
        .without("redirect_uri")
        .with("client_id", "unfinished")
}

fn a_response_type_that_is_missing_or_unknown_is_refused() {
    let check = "response_type_is_supported";
    let missing = redirect("invalid_request", check, spec::RFC_6749_3_1_1);
    let unknown = redirect("unsupported_response_type", check, spec::RFC_6749_3_1_1);
    let with_token = fragment("unsupported_response_type", check, spec::RFC_6749_3_1_1);
    under_every_profile(|world| {
        let request = WEB.authorization().without("response_type");
        let handled = world.refuses(&authorization(&request), NOW, &missing);
        assert_eq!(
            location_parameter(&handled, "state").as_deref(),
            Some(STATE)
        );
        assert_eq!(location_parameter(&handled, "iss").as_deref(), iss(world));
        let cases = [
            ("unheard-of", unknown),
            ("CODE", unknown),
            ("code ", unknown),
            ("none", unknown),
            ("code none", unknown),
            ("code code", unknown),
            ("token none", with_token),
            ("token token", with_token),
        ];
        for (name, expected) in cases {
            println!("{name}");
            let request = WEB.authorization().with("response_type", name);
            let handled = world.refuses(&authorization(&request), NOW, &expected);
            assert_eq!(
                location_parameter(&handled, "state").as_deref(),
                Some(STATE)
            );
            assert_eq!(location_parameter(&handled, "iss").as_deref(), iss(world));
        }
    });
}

fn a_response_type_is_only_for_clients_registered_for_it() {
    let check = "response_type_is_registered";
    under_every_profile(|world| {
        let request = OLD_PAGE.authorization().with("response_type", "code");
        let expected = redirect("unauthorized_client", check, spec::RFC_6749_4_1_2_1);
        world.refuses(&authorization(&request), NOW, &expected);
        if world.profile == Profile::OAuth20 {
            let request = WEB.authorization().with("response_type", "token");
            let expected = fragment("unauthorized_client", check, spec::RFC_6749_4_2_2_1);
            world.refuses(&authorization(&request), NOW, &expected);
        }
    });
}

fn a_scope_beyond_the_registration_is_refused() {
    let expected = redirect("invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
    let scopes = [
        "reports.read",
        "photos.read reports.read",
        "Photos.Read",
        "photos.read\tphotos.write",
        "photos.read \"",
        "photos.read \\",
        "photos.r\u{e9}ad",
        " ",
    ];
    under_every_profile(|world| {
        for scope in scopes {
            println!("{scope:?}");
            let request = WEB.authorization().with("scope", scope);
            let handled = world.refuses(&authorization(&request), NOW, &expected);
            assert_eq!(
                location_parameter(&handled, "state").as_deref(),
                Some(STATE)
            );
        }
    });
}

fn the_granted_scope_is_named_and_has_a_default() {
    let cases = [
        (Some("photos.read"), "photos.read"),
        (Some("photos.write photos.read"), "photos.read photos.write"),
        (Some("photos.read  photos.read"), "photos.read"),
        // The default is all that the client is registered for.
        (None, "photos.read photos.write"),
    ];
    under_every_profile(|world| {
        for (asked, granted) in cases {
            let request = WEB.authorization().without("scope");
            let request = match asked {
                Some(scope) => request.and("scope", scope),
                None => request,
            };
            let code = world.code_for(&request, NOW);
            let tokens = world.redeem(&WEB, &code, NOW);
            assert_eq!(tokens.scope.to_string(), granted);
        }
    });
}

fn a_person_who_denies_sends_access_denied_and_no_code() {
    under_every_profile(|world| {
        // Everything but a clear yes is a no.
        for decision in ["deny", "", "approved", "APPROVE"] {
            println!("{decision:?}");
            let answer = world.decide(&WEB.authorization(), decision, NOW);
            redirect("access_denied", "user_approves", spec::RFC_6749_4_1_2_1).assert(&answer);
            assert!(location(&answer).starts_with(WEB.redirect_uri));
            assert_eq!(location_parameter(&answer, "state").as_deref(), Some(STATE));
            assert_eq!(location_parameter(&answer, "iss").as_deref(), iss(world));
            assert!(world.server.store.codes.is_empty());
            assert!(world.server.store.grants.is_empty());
        }
    });
}

fn state_comes_back_exactly_or_not_at_all() {
    let states = [STATE, "+", "&", "=", "%", "%2B", "a b", "#", "?", "\"<>\\"];
    under_every_profile(|world| {
        for state in states {
            println!("{state}");
            let request = WEB.authorization().with("state", state);
            let answer = world.decide(&request, "approve", NOW);
            assert_eq!(location_parameter(&answer, "state").as_deref(), Some(state));
            let answer = world.decide(&request, "deny", NOW);
            assert_eq!(location_parameter(&answer, "state").as_deref(), Some(state));
        }
        for decision in ["approve", "deny"] {
            let request = WEB.authorization().without("state");
            let answer = world.decide(&request, decision, NOW);
            assert!(
                !location(&answer).contains("state="),
                "{}",
                location(&answer)
            );
        }
    });
}

fn a_code_lives_for_a_minute() {
    under_every_profile(|world| {
        let code = world.code(&WEB, NOW);
        let record = world.server.store.codes.get(&code).expect("it is kept");
        assert_eq!(record.expires_at.since(record.issued_at), 60);
        assert!(world.server.policy.code_lifetime_seconds <= 600);
        world.redeem(&WEB, &code, NOW.plus(59));
    });
}

fn a_code_is_bound_to_all_that_was_asked() {
    under_every_profile(|world| {
        let code = world.code_for(&PAGE.authorization().with("scope", "photos.read"), NOW);
        let record = world.server.store.codes.get(&code).expect("it is kept");
        assert_eq!(record.client_id, PAGE.client_id);
        assert_eq!(record.redirect_uri, PAGE.redirect_uri);
        assert!(record.redirect_uri_was_sent);
        assert_eq!(record.scope.to_string(), "photos.read");
        assert_eq!(record.subject, "user:alice");
        assert_eq!(record.issued_at, NOW);
        let challenge = record
            .challenge
            .as_ref()
            .expect("the code is bound to the challenge");
        assert_eq!(challenge.method, ChallengeMethod::S256);
        assert_eq!(challenge.text, ChallengeMethod::S256.challenge(VERIFIER));
    });
}

fn pages_cannot_be_framed_and_tell_nobody_where_they_are() {
    under_every_profile(|world| {
        let sign_in = world.visit(&WEB.authorization(), NOW);
        let consent = world.submit(
            &sign_in,
            &[("username", "alice"), ("password", PASSWORD)],
            NOW,
        );
        let user_code = world.verification_page(NOW);
        let device = world.device_codes(&TELEVISION, NOW);
        let typed = [("user_code", device.user_code.as_str())];
        let device_consent = world.submit(&user_code, &typed, NOW);
        let done = world.submit(&device_consent, &[("decision", "approve")], NOW);
        let refused = world.send(&authorization(&Pairs::default()), NOW);
        for page in [sign_in, consent, user_code, device_consent, done, refused] {
            println!("{:?}", page.page);
            let policy = header_text(&page, header::CONTENT_SECURITY_POLICY);
            assert!(policy.contains("frame-ancestors 'none'"));
            assert!(
                policy.contains("default-src 'none'"),
                "nothing is loaded from anywhere"
            );
            assert_eq!(header_text(&page, header::X_FRAME_OPTIONS), "DENY");
            assert_eq!(header_text(&page, header::REFERRER_POLICY), "no-referrer");
            assert_eq!(header_text(&page, header::CACHE_CONTROL), "no-store");
            let html = body(&page);
            assert!(!html.contains("src=") && !html.contains("href=") && !html.contains("<script"));
        }
    });
}

fn the_consent_page_tells_who_asks_for_what_and_for_how_long() {
    const REFRESHED: &str = "This lasts 1 hour. It can be renewed without you for 90 days, unless \
                             it is not used for 14 days.";
    const ONCE: &str = "This lasts 1 hour.";
    under_every_profile(|world| {
        let openid = RELYING_PARTY.authorization().with("scope", "openid");
        let hybrid = openid.clone().with("response_type", "code id_token");
        let hybrid = hybrid.with("nonce", "n-0S6_WzA2Mj");
        let offline = openid
            .clone()
            .with("scope", "openid offline_access")
            .with("prompt", "consent");
        let mut cases = vec![
            (WEB, WEB.authorization(), REFRESHED),
            // A client that wants to know who the person is has to ask for more.
            (RELYING_PARTY, openid, ONCE),
            (RELYING_PARTY, hybrid, ONCE),
            (RELYING_PARTY, offline, REFRESHED),
        ];
        if world.profile == Profile::OAuth20 {
            let token = RELYING_PARTY.authorization();
            let token = token
                .with("response_type", "id_token token")
                .with("nonce", "n");
            cases.push((RELYING_PARTY, token.with("scope", "openid"), ONCE));
            cases.push((OLD_PAGE, OLD_PAGE.authorization(), ONCE));
        }
        for (caller, request, expected) in cases {
            world.browser = Browser::default();
            let page = world.visit(&request, NOW);
            let page = world.sign_in(page, NOW);
            let Some(Page::Consent { lifetime, .. }) = &page.page else {
                panic!("the server asks, and does not show {:?}", page.page);
            };
            assert_eq!(lifetime, expected);
            assert!(body(&page).contains(&format!("<p>{expected}</p>")));
            // What it says is what comes of it.
            let answer = world.submit(&page, &[("decision", "approve")], NOW);
            if let Some(code) = location_parameter(&answer, "code") {
                let tokens = world.redeem(&caller, &code, NOW);
                assert_eq!(tokens.refresh_token.is_some(), expected == REFRESHED);
            }
        }

        world.server.policy.access_token_lifetime_seconds = 90;
        world.server.policy.refresh_token_idle_lifetime_seconds = 120;
        world.server.policy.refresh_token_absolute_lifetime_seconds = 86_400;
        let page = world.visit(&WEB.authorization(), NOW);
        let page = world.sign_in(page, NOW);
        assert!(body(&page).contains(
            "<p>This lasts 90 seconds. It can be renewed without you for 1 day, unless it is not \
             used for 2 minutes.</p>"
        ));
    });
}

fn redirects_tell_nobody_where_the_browser_was() {
    under_every_profile(|world| {
        let approved = world.decide(&WEB.authorization(), "approve", NOW);
        let denied = world.decide(&WEB.authorization(), "deny", NOW);
        let refused = world.visit(&WEB.authorization().with("scope", "reports.read"), NOW);
        for answer in [approved, denied, refused] {
            assert_eq!(status(&answer), 303);
            assert_eq!(header_text(&answer, header::REFERRER_POLICY), "no-referrer");
            assert_eq!(body(&answer), "");
        }
    });
}

fn a_consent_that_did_not_come_from_the_page_is_refused() {
    let foreign = page(
        403,
        "invalid_request",
        "csrf_token_is_the_forms_own",
        spec::RFC_6749_10_12,
    );
    let no_session = page(
        403,
        "invalid_request",
        "session_is_known",
        spec::RFC_6749_10_12,
    );
    let nobody = page(
        403,
        "access_denied",
        "user_is_signed_in",
        spec::RFC_6749_3_1,
    );
    under_every_profile(|world| {
        let sign_in = world.visit(&WEB.authorization(), NOW);
        let unsigned = form_in(&sign_in.response).expect("there is a form");
        let consent_path = unsigned.action.replace("sign-in", "consent");
        let mut skipping = unsigned.clone();
        skipping.action.clone_from(&consent_path);
        let approve = [("decision", "approve")];
        let request = world.browser.submit(ISSUER, &skipping, &approve);
        world.refuses(&request, NOW, &nobody);

        let consent = world.sign_in(sign_in, NOW);
        let form = form_in(&consent.response).expect("there is a form");
        for csrf_token in [None, Some(""), Some("guess"), Some(&*unsigned.hidden[0].1)] {
            println!("{csrf_token:?}");
            let mut forged = form.clone();
            forged.hidden.clear();
            forged
                .hidden
                .extend(csrf_token.map(|text| ("csrf_token".to_owned(), text.to_owned())));
            let request = world.browser.submit(ISSUER, &forged, &approve);
            world.refuses(&request, NOW, &foreign);
        }
        // The token of another browser's session is of no use in this one.
        let request = Browser::default().submit(ISSUER, &form, &approve);
        world.refuses(&request, NOW, &no_session);
        let own = std::mem::take(&mut world.browser);
        let page = world.visit(&WEB.authorization(), NOW);
        let page = world.sign_in(page, NOW);
        let mallory = form_in(&page.response).expect("there is a form");
        world.browser = own;
        let request = world.browser.submit(ISSUER, &mallory, &approve);
        world.refuses(&request, NOW, &foreign);
        assert!(world.server.store.codes.is_empty());

        let answer = world.submit(&consent, &approve, NOW);
        assert_eq!(status(&answer), 303);
    });
}

fn signing_in_gives_the_session_a_new_name() {
    under_every_profile(|world| {
        let sign_in = world.visit(&WEB.authorization(), NOW);
        let before: Vec<String> = world.server.store.sessions.keys().cloned().collect();
        let consent = world.sign_in(sign_in.clone(), NOW);
        assert!(matches!(consent.page, Some(Page::Consent { .. })));
        let after: Vec<String> = world.server.store.sessions.keys().cloned().collect();
        assert_eq!(after.len(), 1);
        assert!(
            !before.contains(&after[0]),
            "a planted session is worth nothing"
        );
        let cookie = header_text(&consent, header::SET_COOKIE);
        assert!(cookie.contains("HttpOnly") && cookie.contains("Secure"));
        // The old form has no session any more.
        let again = world.submit(
            &sign_in,
            &[("username", "alice"), ("password", PASSWORD)],
            NOW,
        );
        page(
            403,
            "invalid_request",
            "csrf_token_is_the_forms_own",
            spec::RFC_6749_10_12,
        )
        .assert(&again);
    });
}

#[test]
fn a_session_ends_after_a_day() {
    under_every_profile(|world| {
        let sign_in = world.visit(&WEB.authorization(), NOW);
        world.sign_in(sign_in, NOW);
        let mut page_after = |seconds| world.visit(&WEB.authorization(), NOW.plus(seconds)).page;
        let (last, late) = (page_after(SESSION_SECONDS - 1), page_after(SESSION_SECONDS));
        assert!(matches!(last, Some(Page::Consent { .. })), "{last:?}");
        assert!(matches!(late, Some(Page::SignIn { .. })), "{late:?}");
    });
}

fn the_implicit_grant_sends_a_token_in_the_fragment_and_no_refresh_token() {
    let mut world = World::new(Profile::OAuth20);
    let answer = world.decide(&OLD_PAGE.authorization(), "approve", NOW);
    assert_eq!(status(&answer), 303);
    assert!(location(&answer).starts_with(&format!("{}#access_token=", OLD_PAGE.redirect_uri)));
    assert!(!location(&answer).contains('?'));
    let parameter = |name: &str| location_parameter(&answer, name);
    assert_eq!(parameter("token_type").as_deref(), Some("Bearer"));
    assert_eq!(parameter("expires_in").as_deref(), Some("3600"));
    assert_eq!(
        parameter("scope").as_deref(),
        Some("photos.read photos.write")
    );
    assert_eq!(parameter("state").as_deref(), Some(STATE));
    assert_eq!(parameter("refresh_token"), None);
    assert_eq!(parameter("code"), None);
    assert!(world.server.store.refresh_tokens.is_empty());
    let access_token = parameter("access_token").expect("there is a token");
    world.opens_the_api(&access_token, NOW);
}

fn errors_of_the_implicit_grant_stand_in_the_fragment() {
    let mut world = World::new(Profile::OAuth20);
    let request = authorization(&OLD_PAGE.authorization().with("scope", "reports.read"));
    let expected = fragment("invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
    let handled = world.refuses(&request, NOW, &expected);
    assert_eq!(
        location_parameter(&handled, "state").as_deref(),
        Some(STATE)
    );
    let denied = world.decide(&OLD_PAGE.authorization(), "deny", NOW);
    fragment("access_denied", "user_approves", spec::RFC_6749_4_2_2_1).assert(&denied);
}

fn the_implicit_grant_is_neither_offered_nor_answered_today() {
    let check = "response_type_is_supported";
    let expected = fragment("unsupported_response_type", check, spec::RFC_6749_3_1_1);
    under(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        for caller in [OLD_PAGE, WEB] {
            let request = caller.authorization().with("response_type", "token");
            world.refuses(&authorization(&request), NOW, &expected);
        }
        let metadata = world.server.metadata();
        let mut offered = metadata.response_types_supported.iter();
        assert!(!offered.any(|names| names.split(' ').any(|name| name == "token")));
        assert!(
            !metadata
                .grant_types_supported
                .contains(&"implicit".to_owned())
        );
    });
    let metadata = World::new(Profile::OAuth20).server.metadata();
    assert!(
        metadata
            .response_types_supported
            .contains(&"token".to_owned())
    );
    assert!(
        metadata
            .grant_types_supported
            .contains(&"implicit".to_owned())
    );
}

fn an_error_for_an_untrusted_client_waits_behind_a_page() {
    let request = authorization(&PAGE.authorization().with("scope", "reports.read"));
    let (error, check) = ("invalid_scope", "scope_is_allowed");
    let sent = redirect(error, check, spec::RFC_6749_3_3);
    let kept = page(400, error, check, spec::RFC_6749_3_3);
    under_every_profile(|world| {
        let directly = world.refuses(&request, NOW, &sent);
        world.client_mut(&PAGE).is_dynamically_registered = true;
        let is_kept = world.profile != Profile::OAuth20;
        let expected = if is_kept { kept } else { sent };
        let handled = world.refuses(&request, NOW, &expected);
        if is_kept {
            // The person may go on to where the answer would have gone.
            let address = location(&directly).replace('&', "&amp;");
            assert!(
                body(&handled).contains(&format!("<a href=\"{address}\">")),
                "{}",
                body(&handled)
            );
            assert!(body(&handled).contains("Continue to page.example.com"));
        }
        // What is no error goes to the application as ever.
        world.tokens(&PAGE, NOW);
    });
}

fn a_redirect_can_end_in_an_empty_fragment() {
    under_every_profile(|world| {
        world.server.policy.redirects_end_in_an_empty_fragment = true;
        let approved = world.decide(&WEB.authorization(), "approve", NOW);
        let denied = world.decide(&WEB.authorization(), "deny", NOW);
        for answer in [&approved, &denied] {
            assert!(location(answer).ends_with("#_"), "{}", location(answer));
        }
        let code = location_parameter(&approved, "code").expect("the answer has a code");
        world.redeem(&WEB, &code, NOW);
        // A fragment with an answer in it stays as it is.
        let token = OLD_PAGE.authorization();
        let answer = world.send(&authorization(&token.with("scope", "none")), NOW);
        assert!(!location(&answer).ends_with("#_"), "{}", location(&answer));
    });
}
