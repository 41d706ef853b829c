//! Rows O and what belongs to them: authentication requests, sessions and ID Tokens.

use http::Method;
use serde_json::{Value, json as value};

use crate::registration::{CALLBACK, registration};
use crate::support::*;
use oauth_flow_simulator::party::browser::Browser;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Registrants;
use oauth_flow_simulator::spec;

proves! {
    O01 "OpenID Connect §3.1.3.3", O01 "OpenID Connect §2", O18 "OpenID Connect §2"
        => an_id_token_says_who_signed_in_for_whom_and_when;
    O17 "OpenID Connect §8" => a_person_keeps_the_subject_and_shares_it_with_nobody;
    O01 "OpenID Connect §3.1.2.1" => without_the_scope_openid_there_is_no_id_token;
    O02 "OpenID Connect §3.1.2.1" => a_code_request_may_do_without_a_nonce;
    O03 "OpenID Connect §3.1.3.6" => the_id_token_is_bound_to_the_access_token;
    O05 "OpenID Connect §3.1.2.6" => where_nobody_may_be_asked_the_error_says_what_is_missing;
    O06 "OpenID Connect §3.1.2.1" => who_has_approved_before_is_not_asked_again;
    O06 "OpenID Connect §3.1.2.4" => a_client_that_anybody_can_pretend_to_be_asks_every_time;
    O07 "OpenID Connect §3.1.2.1" => a_prompt_that_contradicts_itself_is_refused;
    O08 "OpenID Connect §3.1.2.1" => prompt_login_makes_the_person_sign_in_again;
    O08 "OpenID Connect §3.1.2.3" => a_kept_form_does_not_replace_a_new_sign_in;
    O08 "OpenID Connect §3.1.2.4" => prompt_consent_asks_again;
    O09 "OpenID Connect §3.1.2.1", O09 "OpenID Connect §2" => a_sign_in_that_is_too_old_is_repeated;
    O10 "OpenID Connect §3.1.2.2", O10 "OpenID Connect §3.1.2.1"
        => a_hint_at_somebody_else_is_no_reason_to_answer;
    O11 "OpenID Connect §3.1.2.1" => wishes_about_the_page_are_no_reason_to_refuse;
    O12 "OpenID Connect §3.1.2.6", O12 "OpenID Connect §6.1"
        => requests_as_objects_are_refused_by_name;
    O13 "OpenID Connect §5.5" => single_claims_come_where_they_are_asked_for;
    O15 "OpenID Connect §3.1.3.2" => a_code_of_another_client_gives_no_id_token;
    O16 "OpenID Connect §2", O16 "OpenID Connect §15.1"
        => an_id_token_is_signed_as_the_client_has_registered;
    O19 "OpenID Connect §3.1.2.6" => an_account_that_is_not_signed_in_has_to_be_chosen;
    A02 "OpenID Connect §3.1.2.1" => a_request_may_come_as_a_form;
    A11 "OpenID Connect §3.1.2.1" => a_request_for_authentication_names_its_redirect_uri;
    A17 "OpenID Connect §3.1.2.1" => an_unknown_scope_is_ignored;
    A23 "OpenID Connect §3.1.3.3" => a_code_is_bound_to_the_nonce_and_the_time_of_the_sign_in;
    R12 "OpenID Connect §12.2" => a_refreshed_id_token_is_about_the_same_sign_in;
    R13 "OpenID Connect §11" => a_refresh_token_takes_offline_access_and_consent;
}

const REQUEST: spec::Section = spec::OPENID_CONNECT_3_1_2_1;

fn silent() -> Pairs {
    authentication().with("prompt", "none")
}

fn an_id_token_says_who_signed_in_for_whom_and_when() {
    under_every_profile(|world| {
        let later = NOW.plus(30);
        let answer = world.decide(&authentication(), "approve", NOW);
        let tokens = world.redeemed(&answer, later);
        let token = tokens["id_token"].as_str().expect("there is an ID Token");
        let jwt = world.verified(token);
        assert_eq!(jwt.header["typ"], "JWT");
        let claims = &jwt.claims;
        assert_eq!(claims["iss"], ISSUER);
        assert_eq!(claims["sub"], "user:alice");
        assert_eq!(claims["aud"], RELYING_PARTY.client_id);
        assert_eq!(claims["iat"], later.0);
        assert_eq!(claims["exp"], later.plus(3600).0);
        assert_eq!(claims["auth_time"], NOW.0);
        assert_eq!(claims["nonce"], NONCE);
        // Only several audiences would need it, and there is one.
        assert_eq!(claims["azp"], Value::Null);
        assert_eq!(
            claims["email"],
            Value::Null,
            "what OAuth's scope asks for is at UserInfo"
        );
    });
}

fn a_person_keeps_the_subject_and_shares_it_with_nobody() {
    under_every_profile(|world| {
        let mut subjects = Vec::new();
        for username in ["alice", "alice", "bob"] {
            world.browser = Browser::default();
            let page = world.visit(&authentication(), NOW);
            let page = world.submit(
                &page,
                &[("username", username), ("password", PASSWORD)],
                NOW,
            );
            let answer = world.submit(&page, &[("decision", "approve")], NOW);
            let tokens = world.redeemed(&answer, NOW);
            let subject = text(&world.id_token(&tokens), "sub");
            assert!(subject.is_ascii() && subject.len() <= 255);
            subjects.push(subject);
        }
        assert_eq!(subjects[0], subjects[1]);
        assert_ne!(subjects[0], subjects[2]);
    });
}

fn without_the_scope_openid_there_is_no_id_token() {
    under_every_profile(|world| {
        for scope in [Some("photos.read"), Some("profile"), None] {
            let pairs = match scope {
                Some(scope) => authentication().with("scope", scope),
                None => authentication().without("scope"),
            };
            let tokens = world.authenticated(&pairs, NOW);
            assert_eq!(tokens["id_token"], Value::Null, "{tokens}");
            assert!(!text(&tokens, "scope").contains("openid"), "{tokens}");
        }
    });
}

fn a_code_request_may_do_without_a_nonce() {
    under_every_profile(|world| {
        let tokens = world.authenticated(&authentication().without("nonce"), NOW);
        assert_eq!(world.id_token(&tokens)["nonce"], Value::Null);
    });
}

/// The left half of the SHA-256 hash in base64url.
pub fn left_half_of_hash(text: &str) -> String {
    use sha2::Digest;
    jose::encode(&sha2::Sha256::digest(text)[..16])
}

fn the_id_token_is_bound_to_the_access_token() {
    // The access token of appendix A.4 and its hash in the ID Token there.
    let example = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(left_half_of_hash(example), "77QmUPtjPfzWtF2AnpK9RQ");
    under_every_profile(|world| {
        let tokens = world.authenticated(&authentication(), NOW);
        let expected = left_half_of_hash(&text(&tokens, "access_token"));
        assert_eq!(world.id_token(&tokens)["at_hash"], expected);
    });
}

fn where_nobody_may_be_asked_the_error_says_what_is_missing() {
    let check = "person_is_signed_in_or_can_be_asked";
    let login = redirect("login_required", check, spec::OPENID_CONNECT_3_1_2_3);
    let check = "consent_is_given_or_can_be_asked_for";
    let consent = redirect("consent_required", check, spec::OPENID_CONNECT_3_1_2_4);
    under_every_profile(|world| {
        let handled = world.refuses(&authorization(&silent()), NOW, &login);
        let state = location_parameter(&handled, "state");
        assert_eq!(state.as_deref(), Some(STATE));

        let page = world.visit(&authentication(), NOW);
        world.sign_in(page, NOW);
        let request = world.browser.open(&authorization_url(&silent()));
        world.refuses(&request, NOW, &consent);

        // What was approved for one scope is not approved for another.
        world.authenticated(&authentication(), NOW);
        let wider = silent().with("scope", "openid email");
        let request = world.browser.open(&authorization_url(&wider));
        world.refuses(&request, NOW, &consent);
    });
}

fn who_has_approved_before_is_not_asked_again() {
    under_every_profile(|world| {
        let wide = authentication().with("scope", "openid email");
        world.authenticated(&wide, NOW);
        let later = NOW.plus(600);
        for pairs in [silent(), authentication(), wide] {
            let answer = world.visit(&pairs, later);
            let tokens = world.redeemed(&answer, later);
            assert_eq!(world.id_token(&tokens)["auth_time"], NOW.0);
        }
        // Another person in another browser has approved nothing.
        world.browser = Browser::default();
        let page = world.visit(&authentication(), later);
        let bob = [("username", "bob"), ("password", PASSWORD)];
        let page = world.submit(&page, &bob, later);
        assert!(matches!(page.page, Some(Page::Consent { .. })));
    });
}

fn a_client_that_anybody_can_pretend_to_be_asks_every_time() {
    under_every_profile(|world| {
        let loopback = "http://127.0.0.1/callback";
        let client = world.client_mut(&RELYING_PARTY);
        client.redirect_uris = vec![loopback.to_owned()];
        let pairs = authentication().with("redirect_uri", loopback);
        for _ in 0..2 {
            let answer = world.decide(&pairs, "approve", NOW);
            assert!(location_parameter(&answer, "code").is_some());
        }
    });
}

fn a_prompt_that_contradicts_itself_is_refused() {
    let refused = redirect("invalid_request", "prompt_is_well_formed", REQUEST);
    under_every_profile(|world| {
        for prompt in ["none login", "consent none", "none select_account", "dance"] {
            let pairs = authentication().with("prompt", prompt);
            world.refuses(&authorization(&pairs), NOW, &refused);
        }
    });
}

fn prompt_login_makes_the_person_sign_in_again() {
    under_every_profile(|world| {
        world.authenticated(&authentication(), NOW);
        for (minutes, prompt) in [(10, "login"), (20, "select_account"), (30, "login")] {
            let later = NOW.plus(minutes * 60);
            let page = world.visit(&authentication().with("prompt", prompt), later);
            let is_sign_in = matches!(page.page, Some(Page::SignIn { .. }));
            assert!(is_sign_in, "{prompt}: {:?}", page.page);
            // What the same person approved stays approved.
            let answer = world.sign_in(page, later);
            let tokens = world.redeemed(&answer, later);
            assert_eq!(world.id_token(&tokens)["auth_time"], later.0);
        }
    });
}

/// The consent form of one request, sent with the address of another that demands a sign-in.
fn a_kept_form_does_not_replace_a_new_sign_in() {
    under_every_profile(|world| {
        let page = world.visit(&authentication(), NOW);
        let page = world.sign_in(page, NOW);
        let form = oauth_flow_simulator::party::browser::form_in(&page.response);
        let mut form = form.expect("the page has a form");
        let later = NOW.plus(600);
        for (name, value) in [("prompt", "login"), ("max_age", "60")] {
            let pairs = authentication().with(name, value);
            form.action = format!("/authorize/consent?{}", pairs.encoded());
            let entries = [("decision", "approve")];
            let request = world.browser.submit(ISSUER, &form, &entries);
            let handled = world.send_from_browser(&request, later);
            let is_sign_in = matches!(handled.page, Some(Page::SignIn { .. }));
            assert!(is_sign_in, "{name}: {}", location(&handled));
        }
    });
}

fn prompt_consent_asks_again() {
    under_every_profile(|world| {
        world.authenticated(&authentication(), NOW);
        // Asks for consent, and is answered: this fails where the page does not come.
        world.decide(&authentication().with("prompt", "consent"), "approve", NOW);
    });
}

fn a_sign_in_that_is_too_old_is_repeated() {
    let refused = redirect("invalid_request", "max_age_is_a_number", REQUEST);
    let check = "sign_in_is_recent_or_can_be_repeated";
    let login = redirect("login_required", check, REQUEST);
    under_every_profile(|world| {
        world.authenticated(&authentication(), NOW);
        let age = 100;
        let later = NOW.plus(age);
        for recent in ["100", "10000"] {
            let answer = world.visit(&authentication().with("max_age", recent), later);
            let tokens = world.redeemed(&answer, later);
            assert_eq!(world.id_token(&tokens)["auth_time"], NOW.0);
        }
        for old in ["99", "1", "0"] {
            let request = silent().with("max_age", old);
            let request = world.browser.open(&authorization_url(&request));
            world.refuses(&request, later, &login);
        }
        let page = world.visit(&authentication().with("max_age", "99"), later);
        assert!(matches!(page.page, Some(Page::SignIn { .. })));
        let answer = world.sign_in(page, later);
        let tokens = world.redeemed(&answer, later);
        assert_eq!(world.id_token(&tokens)["auth_time"], later.0);

        let client = world.client_mut(&RELYING_PARTY);
        client.openid_connect.default_max_age_seconds = Some(10);
        let request = world.browser.open(&authorization_url(&silent()));
        world.refuses(&request, later.plus(11), &login);

        for wrong in ["-1", "1.5", "soon"] {
            let pairs = authentication().with("max_age", wrong);
            world.refuses(&authorization(&pairs), NOW, &refused);
        }
    });
}

fn a_hint_at_somebody_else_is_no_reason_to_answer() {
    let section = spec::OPENID_CONNECT_3_1_2_2;
    let other = redirect("login_required", "person_is_the_one_of_the_hint", section);
    let check = "id_token_hint_is_an_id_token_of_this_server";
    let not_ours = redirect("invalid_request", check, section);
    under_every_profile(|world| {
        let tokens = world.authenticated(&authentication(), NOW);
        let alices = text(&tokens, "id_token");
        // Expired, and still a hint.
        let later = NOW.plus(5000);
        let answer = world.visit(&silent().with("id_token_hint", &alices), later);
        world.redeemed(&answer, later);

        world.browser = Browser::default();
        let page = world.visit(&authentication(), NOW);
        let bob = [("username", "bob"), ("password", PASSWORD)];
        world.submit(&page, &bob, NOW);
        let request = silent().with("id_token_hint", &alices);
        let request = world.browser.open(&authorization_url(&request));
        world.refuses(&request, NOW, &other);
        // Whoever is asked to sign in as Alice and stays Bob gets no answer about Bob.
        let page = world.visit(&authentication().with("id_token_hint", &alices), NOW);
        assert!(matches!(page.page, Some(Page::SignIn { .. })));
        other.assert(&world.submit(&page, &bob, NOW));

        let subject = value!({ "id_token": { "sub": { "value": "user:alice" } } });
        let request = silent().with("claims", &subject.to_string());
        let request = world.browser.open(&authorization_url(&request));
        world.refuses(&request, NOW, &other);

        let (head, _) = alices.rsplit_once('.').expect("it has a signature");
        let access_token = text(&tokens, "access_token");
        for hint in [&format!("{head}.AAAA"), &access_token, "garbage"] {
            let pairs = authentication().with("id_token_hint", hint);
            world.refuses(&authorization(&pairs), NOW, &not_ours);
        }
    });
}

fn wishes_about_the_page_are_no_reason_to_refuse() {
    under_every_profile(|world| {
        for (name, value) in [
            ("display", "popup"),
            ("ui_locales", "fr-CA fr en"),
            ("claims_locales", "de"),
            ("login_hint", "alice"),
            ("acr_values", "urn:example:gold"),
        ] {
            let pairs = authentication().with("prompt", "consent").with(name, value);
            let tokens = world.authenticated(&pairs, NOW);
            assert!(tokens["id_token"].is_string(), "{name}");
        }
        world.browser = Browser::default();
        let page = world.visit(&authentication().with("login_hint", "bob"), NOW);
        let Some(Page::SignIn { username, .. }) = page.page else {
            panic!("nobody is signed in");
        };
        assert_eq!(username, "bob");
        let twice = authentication().and("nonce", "another");
        let refused = redirect(
            "invalid_request",
            "parameters_are_sent_once",
            spec::RFC_6749_3_1,
        );
        world.refuses(&authorization(&twice), NOW, &refused);
    });
}

fn requests_as_objects_are_refused_by_name() {
    under_every_profile(|world| {
        for (name, error) in [
            ("request", "request_not_supported"),
            ("request_uri", "request_uri_not_supported"),
            ("registration", "registration_not_supported"),
        ] {
            let section = spec::OPENID_CONNECT_3_1_2_6;
            let refused = redirect(error, "request_is_not_an_object", section);
            let pairs = authentication().with(name, "https://rp.example.com/request.jwt");
            world.refuses(&authorization(&pairs), NOW, &refused);
        }
    });
}

fn single_claims_come_where_they_are_asked_for() {
    let check = "claims_are_well_formed";
    let refused = redirect("invalid_request", check, spec::OPENID_CONNECT_5_5);
    under_every_profile(|world| {
        let claims = value!({
            "userinfo": { "name": { "essential": true }, "unheard-of": null },
            "id_token": { "email": null, "auth_time": { "essential": true } },
            "elsewhere": 1,
        });
        let pairs = authentication().with("claims", &claims.to_string());
        let tokens = world.authenticated(&pairs, NOW);
        let id_token = world.id_token(&tokens);
        assert_eq!(id_token["email"], "alice@example.com");
        assert_eq!(id_token["name"], Value::Null);
        let userinfo = world.userinfo(&text(&tokens, "access_token"), NOW);
        let expected = value!({ "name": "Alice Example", "sub": "user:alice" });
        assert_eq!(userinfo, expected);

        for wrong in ["{", "[]", "\"name\"", r#"{"userinfo":["name"]}"#] {
            let pairs = authentication().with("claims", wrong);
            world.refuses(&authorization(&pairs), NOW, &refused);
        }
    });
}

fn a_code_of_another_client_gives_no_id_token() {
    let check = "code_was_issued_to_the_client";
    let refused = json(400, "invalid_grant", check, spec::RFC_6749_4_1_3);
    under_every_profile(|world| {
        let code = world.code_for(&authentication(), NOW);
        let redemption = RELYING_PARTY.redemption(&code);
        world.refuses(&OTHER_WEB.token_request(&redemption), NOW, &refused);
        world.redeemed_code(&code, NOW);
    });
}

fn an_id_token_is_signed_as_the_client_has_registered() {
    under_every_profile(|world| {
        for (registered, expected) in [(None, "RS256"), (Some("ES256"), "ES256")] {
            let client = world.client_mut(&RELYING_PARTY);
            client.openid_connect.id_token_signed_response_alg = registered.map(str::to_owned);
            let pairs = authentication().with("prompt", "consent");
            let tokens = world.authenticated(&pairs, NOW);
            let jwt = world.verified(&text(&tokens, "id_token"));
            assert_eq!(jwt.header["alg"], expected);
        }
        // Nobody can register none, so that no ID Token goes without a signature: RFC 8725
        // section 3.2 has libraries make such tokens for those alone who ask for them.
        world.server.policy.registrants = Registrants::Everybody;
        let check = "id_token_algorithm_is_offered";
        let section = spec::OPENID_CONNECT_REGISTRATION_2;
        let refused = json(400, "invalid_client_metadata", check, section);
        let metadata = value!({
            "redirect_uris": [CALLBACK], "id_token_signed_response_alg": "none",
        });
        world.refuses(&registration(&metadata), NOW, &refused);
        let url = format!("{ISSUER}/.well-known/openid-configuration");
        let published = world.send(&request(Method::GET, &url), NOW);
        let name = "id_token_signing_alg_values_supported";
        assert_eq!(
            json_in(&published.response)[name],
            value!(["ES256", "RS256"])
        );
    });
}

fn an_account_that_is_not_signed_in_has_to_be_chosen() {
    let section = spec::OPENID_CONNECT_3_1_2_6;
    let error = "account_selection_required";
    let refused = redirect(error, "account_is_chosen_or_can_be", section);
    under_every_profile(|world| {
        world.authenticated(&authentication(), NOW);
        let request = silent().with("login_hint", "bob");
        let request = world.browser.open(&authorization_url(&request));
        world.refuses(&request, NOW, &refused);
    });
}

fn a_request_may_come_as_a_form() {
    under_every_profile(|world| {
        let request = post("/authorize", &authentication());
        let page = world.send_from_browser(&request, NOW);
        let page = world.sign_in(page, NOW);
        let answer = world.submit(&page, &[("decision", "approve")], NOW);
        let tokens = world.redeemed(&answer, NOW);
        assert_eq!(world.id_token(&tokens)["nonce"], NONCE);
        let empty = post("/authorize", &Pairs::default());
        assert_eq!(status(&world.send(&empty, NOW)), 400);
    });
}

fn a_request_for_authentication_names_its_redirect_uri() {
    let check = "redirect_uri_is_sent_for_authentication";
    let refused = page(400, "invalid_request", check, REQUEST);
    under_every_profile(|world| {
        let pairs = authentication().without("redirect_uri");
        world.refuses(&authorization(&pairs), NOW, &refused);
        let plain = pairs.with("scope", "photos.read");
        assert_eq!(status(&world.send(&authorization(&plain), NOW)), 200);
    });
}

fn an_unknown_scope_is_ignored() {
    let refused = redirect("invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
    under_every_profile(|world| {
        let pairs = authentication().with("scope", "openid unheard-of");
        let tokens = world.authenticated(&pairs, NOW);
        assert_eq!(tokens["scope"], "openid");
        // The server knows this one; the client may not ask for it.
        let pairs = authentication().with("scope", "openid reports.read");
        world.refuses(&authorization(&pairs), NOW, &refused);
    });
}

fn a_code_is_bound_to_the_nonce_and_the_time_of_the_sign_in() {
    under_every_profile(|world| {
        let first = world.decide(&authentication(), "approve", NOW);
        let later = NOW.plus(20);
        let second = authentication()
            .with("nonce", "another")
            .with("prompt", "login");
        let page = world.visit(&second, later);
        let second = world.sign_in(page, later);
        for (answer, nonce, at) in [(first, NONCE, NOW), (second, "another", later)] {
            let tokens = world.redeemed(&answer, later);
            let claims = world.id_token(&tokens);
            assert_eq!(
                (claims["nonce"].as_str(), &claims["auth_time"]),
                (Some(nonce), &at.0.into())
            );
        }
    });
}

fn offline() -> Pairs {
    authentication()
        .with("scope", "openid offline_access")
        .with("prompt", "consent")
}

fn a_refreshed_id_token_is_about_the_same_sign_in() {
    under_every_profile(|world| {
        let tokens = world.authenticated(&offline(), NOW);
        let first = world.id_token(&tokens);
        let later = NOW.plus(1000);
        let renew = RELYING_PARTY.token_request(&refresh(&text(&tokens, "refresh_token")));
        let handled = world.send(&renew, later);
        assert_eq!(status(&handled), 200);
        let answer = oauth_flow_simulator::party::client_application::json_in(&handled.response);
        let second = world.id_token(&answer);
        for name in ["iss", "sub", "aud", "auth_time", "azp"] {
            assert_eq!(first[name], second[name], "{name}");
        }
        assert_eq!(second["iat"], later.0);
        assert_eq!(second["exp"], later.plus(3600).0);
        assert_eq!(second["nonce"], Value::Null);
        let hash = left_half_of_hash(&text(&answer, "access_token"));
        assert_eq!(second["at_hash"], hash);
    });
}

fn a_refresh_token_takes_offline_access_and_consent() {
    under_every_profile(|world| {
        let tokens = world.authenticated(&offline(), NOW);
        assert!(tokens["refresh_token"].is_string());
        assert_eq!(tokens["scope"], "offline_access openid");
        for pairs in [
            offline().without("prompt"),
            offline().with("prompt", "login"),
            offline().with("scope", "openid"),
        ] {
            world.browser = Browser::default();
            let tokens = world.authenticated(&pairs, NOW);
            assert_eq!(tokens["refresh_token"], Value::Null, "{tokens}");
            assert_eq!(tokens["scope"], "openid");
        }
        world.browser = Browser::default();
        world.client_mut(&RELYING_PARTY).grant_types = vec!["authorization_code".to_owned()];
        let tokens = world.authenticated(&offline(), NOW);
        assert_eq!(tokens["refresh_token"], Value::Null);
    });
}
