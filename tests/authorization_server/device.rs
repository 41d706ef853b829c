//! Rows D: the device grant.

use http::Method;
use serde_json::{Value, json as value};

use crate::support::*;
use oauth_flow_simulator::flow::Flow;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::browser::{Browser, Form, form_in};
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::party::polling::{Polled, Polling};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{ClockJump, Consent, Moment, Scenario};
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::store::DeviceAnswer;
use oauth_flow_simulator::simulation::cast::CLIENT;
use oauth_flow_simulator::simulation::trace::{Outcome, Trace};
use oauth_flow_simulator::spec;

proves! {
    D01 "RFC 8628 §3.2", D05 "RFC 8628 §3.2" => a_device_gets_a_code_for_itself_and_one_to_show;
    D02 "RFC 8628 §3.1" => only_a_registered_device_gets_codes;
    D03 "RFC 8628 §3.5", D04 "RFC 8628 §3.5", D05 "RFC 8628 §3.2"
        => a_device_that_polls_too_early_waits_longer_from_then_on;
    D06 "RFC 8628 §3.5" => a_device_learns_that_the_person_denied;
    D07 "RFC 8628 §3.5", D13 "RFC 8628 §3.3" => a_device_code_expires_with_its_user_code;
    D08 "RFC 8628 §3.5" => an_approved_device_gets_tokens_once;
    D09 "RFC 8628 §3.4", D09 "RFC 6749 §5.2" => a_device_code_is_good_for_its_own_device_only;
    D10 "RFC 8628 §6.1" => a_user_code_is_easy_to_type_and_hard_to_guess;
    D11 "RFC 8628 §5.1", G15 "RFC 8628 §5.1" => user_codes_cannot_be_guessed_by_any_way_in;
    D12 "RFC 8628 §3.3.1", D12 "RFC 8628 §5.4"
        => a_code_in_the_address_spares_the_typing_and_not_the_question;
    D13 "RFC 8628 §3.3" => the_page_without_a_code_asks_for_one_and_a_used_one_is_no_good;
    D13 "RFC 6749 §10.12" => a_decision_that_did_not_come_from_the_page_is_refused;
    D14 "RFC 8628 §4" => metadata_names_the_endpoint_and_the_grant;
    D15 "RFC 8628 §3.5", C15 "RFC 8628 §3.5"
        => the_television_slows_down_for_good_and_stops_at_any_other_error;
    D05 "RFC 8628 §3.2", D15 "RFC 8628 §3.5", C15 "RFC 8628 §3.5"
        => a_device_knows_how_long_to_wait_without_being_told;
}

fn pending() -> Refused {
    json(
        400,
        "authorization_pending",
        "user_has_decided",
        spec::RFC_8628_3_5,
    )
}

fn too_early() -> Refused {
    json(
        400,
        "slow_down",
        "poll_is_not_too_early",
        spec::RFC_8628_3_5,
    )
}

fn locked() -> Refused {
    page(
        403,
        "access_denied",
        "session_has_attempts_left",
        spec::RFC_8628_5_1,
    )
}

fn metadata_names_the_endpoint_and_the_grant() {
    under_every_profile(|world| {
        let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
        let document = json_in(&world.send(&request(Method::GET, &url), NOW).response);
        let grants = document["grant_types_supported"].as_array();
        let named = |grants: &Vec<Value>| grants.iter().any(|grant| grant == DEVICE_CODE);
        assert!(grants.is_some_and(named), "{document}");
        let device_request = TELEVISION.device_request(&Pairs::default());
        let named = document["device_authorization_endpoint"].as_str();
        assert_eq!(named, Some(device_request.uri().to_string().as_str()));
        assert_eq!(status(&world.send(&device_request, NOW)), 200);
    });
}

fn a_device_gets_a_code_for_itself_and_one_to_show() {
    under_every_profile(|world| {
        let request = TELEVISION.device_request(&Pairs::of(&[("scope", "photos.read")]));
        let handled = world.send(&request, NOW);
        assert_eq!(status(&handled), 200);
        let answer = json_in(&handled.response);
        let (device_code, user_code) = (text(&answer, "device_code"), text(&answer, "user_code"));
        assert_eq!(answer["verification_uri"], format!("{ISSUER}/device"));
        assert_eq!(
            answer["verification_uri_complete"],
            format!("{ISSUER}/device?user_code={user_code}")
        );
        assert_eq!(answer["expires_in"].as_u64(), Some(600));
        // It is what a device assumes that is told nothing.
        assert_eq!(answer["interval"].as_u64(), Some(5));
        let device = world
            .server
            .store
            .devices
            .get(&device_code)
            .expect("it is kept");
        assert_eq!(device.client_id, TELEVISION.client_id);
        assert_eq!(device.scope, Scope::of(&["photos.read"]));
        assert_eq!(device.user_code, user_code);
        assert!(!device_code.contains(&user_code));
    });
}

fn only_a_registered_device_gets_codes() {
    let unknown = json(
        401,
        "invalid_client",
        "client_is_registered",
        spec::RFC_6749_5_2,
    );
    let unauthenticated = json(
        401,
        "invalid_client",
        "client_is_authenticated",
        spec::RFC_6749_3_2_1,
    );
    let not_its = json(
        400,
        "unauthorized_client",
        "client_may_use_the_grant",
        spec::RFC_6749_5_2,
    );
    let too_wide = json(400, "invalid_scope", "scope_is_allowed", spec::RFC_6749_3_3);
    let named = |id: &str| post("/device_authorization", &Pairs::of(&[("client_id", id)]));
    under_every_profile(|world| {
        let nobody = post("/device_authorization", &Pairs::default());
        world.refuses(&nobody, NOW, &unknown);
        world.refuses(&named("nobody"), NOW, &unknown);
        world.refuses(&named(PRINTER.client_id), NOW, &unauthenticated);
        world.refuses(&WEB.device_request(&Pairs::default()), NOW, &not_its);
        world.refuses(&PAGE.device_request(&Pairs::default()), NOW, &not_its);
        let wide = Pairs::of(&[("scope", "reports.read")]);
        world.refuses(&TELEVISION.device_request(&wide), NOW, &too_wide);
        let handled = world.send(&PRINTER.device_request(&Pairs::default()), NOW);
        assert_eq!(status(&handled), 200);
    });
}

fn a_device_that_polls_too_early_waits_longer_from_then_on() {
    under_every_profile(|world| {
        let device = world.device_codes(&TELEVISION, NOW);
        let request = TELEVISION.token_request(&poll(&device.device_code));
        // Seconds after the last poll, and what the answer is then.
        let polls = [
            (0, pending()),
            (5, pending()),
            (4, too_early()),  // now it has to wait 10 s
            (9, too_early()),  // and now 15 s
            (14, too_early()), // and now 20 s
            (20, pending()),   // it stays at 20 s
            (20, pending()),
            (19, too_early()),
            (25, pending()),
        ];
        let mut at = NOW;
        for (seconds, expected) in polls {
            println!("after {seconds} s");
            at = at.plus(seconds);
            let before = world.server.store.clone();
            world.refuses_and_acts(&request, at, &expected);
            // Nothing changes but when it polled and how long it waits.
            let mut after = world.server.store.clone();
            let polled = after
                .devices
                .get_mut(&device.device_code)
                .expect("it is there");
            assert_eq!(polled.last_polled_at, Some(at));
            let known = before.devices.get(&device.device_code).expect("it is kept");
            polled.last_polled_at = known.last_polled_at;
            polled.interval_seconds = known.interval_seconds;
            assert_eq!(after, before);
        }
        // Another device has its own interval.
        let other = world.device_codes(&OTHER_TELEVISION, NOW);
        let request = OTHER_TELEVISION.token_request(&poll(&other.device_code));
        world.refuses_and_acts(&request, NOW, &pending());
        world.refuses_and_acts(&request, NOW.plus(5), &pending());
    });
}

fn a_device_learns_that_the_person_denied() {
    let expected = json(
        400,
        "access_denied",
        "user_has_approved",
        spec::RFC_8628_3_5,
    );
    under_every_profile(|world| {
        for decision in ["deny", "", "approved"] {
            let device = world.device_codes(&TELEVISION, NOW);
            let done = world.decide_device(&device.user_code, decision, NOW);
            assert_eq!(done.page, Some(Page::DeviceDone { approved: false }));
            let request = TELEVISION.token_request(&poll(&device.device_code));
            world.refuses(&request, NOW, &expected);
            world.refuses(&request, NOW.plus(5), &expected);
            assert!(world.server.store.grants.is_empty());
        }
    });
}

fn a_device_code_expires_with_its_user_code() {
    let expected = json(
        400,
        "expired_token",
        "device_code_has_not_expired",
        spec::RFC_8628_3_5,
    );
    under_every_profile(|world| {
        let device = world.device_codes(&TELEVISION, NOW);
        let request = TELEVISION.token_request(&poll(&device.device_code));
        world.refuses_and_acts(&request, NOW.plus(599), &pending());
        world.refuses(&request, NOW.plus(600), &expected);
        world.refuses(&request, NOW.plus(6000), &expected);
        // Nobody can approve it any more.
        let form = world.verification_page(NOW.plus(600));
        let typed = [("user_code", device.user_code.as_str())];
        let page = world.submit(&form, &typed, NOW.plus(600));
        assert!(matches!(page.page, Some(Page::UserCode { error: Some(_) })));
        // Nor one that was asked in time and pressed the button too late.
        let device = world.device_codes(&TELEVISION, NOW);
        let form = world.verification_page(NOW);
        let typed = [("user_code", device.user_code.as_str())];
        let question = world.submit(&form, &typed, NOW.plus(599));
        let late = world.submit(&question, &[("decision", "approve")], NOW.plus(600));
        assert!(!matches!(late.page, Some(Page::DeviceDone { .. })));
        let answer = &world
            .server
            .store
            .devices
            .get(&device.device_code)
            .expect("it is kept")
            .answer;
        assert_eq!(*answer, DeviceAnswer::Pending);
        // Approved in time, but not fetched.
        let device = world.device_codes(&TELEVISION, NOW);
        world.decide_device(&device.user_code, "approve", NOW.plus(1));
        let request = TELEVISION.token_request(&poll(&device.device_code));
        world.refuses(&request, NOW.plus(600), &expected);
    });
}

fn an_approved_device_gets_tokens_once() {
    let expected = json(
        400,
        "invalid_grant",
        "device_code_is_unused",
        spec::RFC_6749_5_2,
    );
    under_every_profile(|world| {
        for caller in [TELEVISION, PRINTER] {
            let device = world.device_codes(&caller, NOW);
            let done = world.decide_device(&device.user_code, "approve", NOW);
            assert_eq!(done.page, Some(Page::DeviceDone { approved: true }));
            let tokens = world.tokens_for(&caller, &poll(&device.device_code), NOW);
            world.opens_the_api(&tokens.access_token, NOW);
            let again = caller.token_request(&poll(&device.device_code));
            world.refuses(&again, NOW, &expected);
            world.refuses(&again, NOW.plus(5), &expected);
            world.refuses(&again, NOW.plus(600), &expected);
            world.opens_the_api(&tokens.access_token, NOW);
            world.tokens_for(&caller, &refresh(tokens.refresh_token()), NOW);
        }
    });
}

fn a_device_code_is_good_for_its_own_device_only() {
    let missing = json(
        400,
        "invalid_request",
        "device_code_is_sent",
        spec::RFC_8628_3_4,
    );
    let foreign = json(
        400,
        "invalid_grant",
        "device_code_was_issued_to_the_client",
        spec::RFC_6749_5_2,
    );
    under_every_profile(|world| {
        let device = world.device_codes(&TELEVISION, NOW);
        world.decide_device(&device.user_code, "approve", NOW);
        for pairs in [poll("x").without("device_code"), poll("")] {
            world.refuses(&TELEVISION.token_request(&pairs), NOW, &missing);
        }
        let unknown = [
            "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
            &device.user_code,
            &device.device_code[1..],
        ];
        for code in unknown {
            world.refuses(&TELEVISION.token_request(&poll(code)), NOW, &foreign);
        }
        let thief = OTHER_TELEVISION.token_request(&poll(&device.device_code));
        world.refuses(&thief, NOW, &foreign);
        world.tokens_for(&TELEVISION, &poll(&device.device_code), NOW);
    });
}

fn a_user_code_is_easy_to_type_and_hard_to_guess() {
    let alphabet = "BCDFGHJKLMNPQRSTVWXZ";
    under_every_profile(|world| {
        for _ in 0..20 {
            let device = world.device_codes(&TELEVISION, NOW);
            let letters: String = device.user_code.replace('-', "");
            assert!(
                letters.chars().all(|letter| alphabet.contains(letter)),
                "{letters}"
            );
            let bits = f64::from(u32::try_from(letters.len()).expect("it is short"))
                * f64::from(20).log2();
            assert!(bits > 34.5, "{bits} bits");
        }
        let ways: [fn(&str) -> String; 6] = [
            |code| code.to_owned(),
            str::to_lowercase,
            |code| code.replace('-', ""),
            |code| code.replace('-', " ").to_lowercase(),
            |code| format!("  {}.", code.replace('-', "\u{2013}")),
            |code| code.chars().flat_map(|letter| [letter, '-']).collect(),
        ];
        for way in ways {
            let device = world.device_codes(&TELEVISION, NOW);
            let typed = way(&device.user_code);
            println!("{typed:?}");
            let form = world.verification_page(NOW);
            let question = world.submit(&form, &[("user_code", &typed)], NOW);
            assert!(matches!(question.page, Some(Page::DeviceConsent { .. })));
        }
    });
}

/// There are three ways to try a code: the form, the address, and the question's own form.
fn user_codes_cannot_be_guessed_by_any_way_in() {
    type Guess = fn(&mut Browser, &Form, &str) -> Request;
    let ways: [(&str, Guess); 3] = [
        ("the form", |browser, form, code| {
            browser.submit(ISSUER, form, &[("user_code", code)])
        }),
        ("the address", |browser, _, code| {
            browser.open(&format!("{ISSUER}/device?user_code={code}"))
        }),
        ("the decision", |browser, form, code| {
            let question = Form {
                action: "/device/consent".to_owned(),
                ..form.clone()
            };
            browser.submit(
                ISSUER,
                &question,
                &[("user_code", code), ("decision", "approve")],
            )
        }),
    ];
    under_every_profile(|world| {
        for (what, guess) in &ways {
            println!("{what}");
            let device = world.device_codes(&TELEVISION, NOW);
            world.browser = Browser::default();
            let page = world.verification_page(NOW);
            let form = form_in(&page.response).expect("the page has a form");
            for _ in 0..world.server.policy.failed_entries_allowed {
                let request = guess(&mut world.browser, &form, "BBBB-BBBB");
                let handled = world.send(&request, NOW);
                let failed = handled.failed_check().expect("the code is wrong");
                assert_eq!(failed.name, "user_code_is_waiting");
                assert!(status(&handled) >= 400);
            }
            // The right one comes too late, whichever way it comes.
            for (what, guess) in &ways {
                println!("then {what}");
                let request = guess(&mut world.browser, &form, &device.user_code);
                world.refuses(&request, NOW, &locked());
            }
        }
    });
}

fn a_code_in_the_address_spares_the_typing_and_not_the_question() {
    under_every_profile(|world| {
        for is_signed_in in [false, true] {
            let device = world.device_codes(&TELEVISION, NOW);
            let url = format!("{ISSUER}/device?user_code={}", device.user_code);
            let request = world.browser.open(&url);
            let page = world.send_from_browser(&request, NOW);
            assert_eq!(
                matches!(page.page, Some(Page::SignIn { .. })),
                !is_signed_in
            );
            let page = world.sign_in(page, NOW);
            let Some(Page::DeviceConsent {
                client_name,
                username,
                user_code,
                scopes,
                lifetime,
            }) = &page.page
            else {
                panic!("the server asks, and does not show {:?}", page.page);
            };
            assert_eq!(client_name, "The television");
            assert_eq!(username, "alice");
            assert_eq!(user_code, &device.user_code);
            assert_eq!(scopes.len(), 2);
            let html = body(&page);
            assert!(lifetime.starts_with("This lasts 1 hour. It can be renewed"));
            assert!(html.contains(lifetime));
            assert!(html.contains(&device.user_code) && html.contains("The television"));
            let answer = &world
                .server
                .store
                .devices
                .get(&device.device_code)
                .expect("it is kept")
                .answer;
            assert_eq!(
                *answer,
                DeviceAnswer::Pending,
                "nothing is approved by opening an address"
            );
            let done = world.submit(&page, &[("decision", "approve")], NOW);
            assert_eq!(done.page, Some(Page::DeviceDone { approved: true }));
        }
    });
}

fn the_page_without_a_code_asks_for_one_and_a_used_one_is_no_good() {
    under_every_profile(|world| {
        let page = world.verification_page(NOW);
        assert_eq!(page.page, Some(Page::UserCode { error: None }));
        for decision in ["approve", "deny"] {
            let device = world.device_codes(&TELEVISION, NOW);
            world.decide_device(&device.user_code, decision, NOW);
            let before = world.server.store.devices.clone();
            let form = world.verification_page(NOW);
            let again = world.submit(&form, &[("user_code", &device.user_code)], NOW);
            assert_eq!(status(&again), 400);
            assert!(matches!(
                again.page,
                Some(Page::UserCode { error: Some(_) })
            ));
            assert_eq!(world.server.store.devices, before);
        }
    });
}

fn a_decision_that_did_not_come_from_the_page_is_refused() {
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
    under_every_profile(|world| {
        let device = world.device_codes(&TELEVISION, NOW);
        world.verification_page(NOW);
        let forged = Pairs::of(&[
            ("csrf_token", "guess"),
            ("user_code", &device.user_code),
            ("decision", "approve"),
        ]);
        world.refuses(&post("/device/consent", &forged), NOW, &no_session);
        let cookie = world.browser.open(&format!("{ISSUER}/device"));
        let cookie = cookie.headers()["cookie"]
            .to_str()
            .expect("it is text")
            .to_owned();
        for path in ["/device/consent", "/device"] {
            let request = with_header(post(path, &forged), http::header::COOKIE, &cookie);
            world.refuses(&request, NOW, &foreign);
        }
        // The address alone decides nothing, whatever stands in it.
        let url = format!("{ISSUER}/device?{}", forged.encoded());
        let request = with_header(request(Method::GET, &url), http::header::COOKIE, &cookie);
        world.send(&request, NOW);
        let answer = &world
            .server
            .store
            .devices
            .get(&device.device_code)
            .expect("it is kept")
            .answer;
        assert_eq!(*answer, DeviceAnswer::Pending);
    });
}

fn device_flow() -> Scenario {
    Flow::parse("device").expect("it is in the list").scenario()
}

/// When the television polled, and what it was told.
fn polls(trace: &Trace) -> Vec<(Timestamp, String)> {
    let exchanges = trace.steps.iter().enumerate().filter_map(|(index, step)| {
        let message = step.message.as_ref()?;
        let exchange = step.round_trip?;
        let is_poll = exchange.request == index && message.kind == MessageKind::TokenRequest;
        let answer = trace.steps[exchange.response].message.as_ref()?;
        let answer: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
        let error = answer["error"].as_str().unwrap_or("tokens").to_owned();
        is_poll.then_some((step.at, error))
    });
    exchanges.collect()
}

fn the_television_slows_down_for_good_and_stops_at_any_other_error() {
    let trace = simulate(&device_flow()).expect("the flow is in the list");
    assert_eq!(trace.outcome, Outcome::Finished);
    let polled = polls(&trace);
    let slowed = polled
        .iter()
        .position(|(_, error)| error == "slow_down")
        .expect("the story has an impatient person");
    assert!(slowed > 0 && slowed + 1 < polled.len());
    for (index, pair) in polled.windows(2).enumerate() {
        let waited = pair[1].0.since(pair[0].0);
        if index >= slowed {
            assert!(waited >= 10, "it waited {waited} s after slow_down");
        }
    }
    assert_eq!(
        polled.last().map(|(_, error)| error.as_str()),
        Some("tokens")
    );

    let mut denied = device_flow();
    denied.person.consent = Consent::Deny;
    let mut late = device_flow();
    late.clock_jumps = vec![ClockJump {
        after: Moment::Step(3),
        seconds: 600,
    }];
    for (scenario, error) in [(denied, "access_denied"), (late, "expired_token")] {
        let trace = simulate(&scenario).expect("the flow is in the list");
        let polled = polls(&trace);
        let ends = polled
            .iter()
            .position(|(_, told)| told == error)
            .expect("it is told");
        assert_eq!(ends + 1, polled.len(), "it does not ask again");
        assert!(matches!(
            trace.outcome,
            Outcome::Stopped { party: CLIENT, .. }
        ));
    }
}

fn a_device_knows_how_long_to_wait_without_being_told() {
    let error = |code: &str| value!({ "error": code });
    let given = |answer: &Value| Polling::new(answer).interval_seconds;
    assert_eq!(given(&value!({ "interval": 7 })), 7);
    for answer in [value!({}), value!({ "interval": "7" }), Value::Null] {
        assert_eq!(given(&answer), 5, "{answer}");
    }
    // The server assumes the same.
    under_every_profile(|world| {
        let default = world.server.policy.device_poll_interval_seconds;
        assert_eq!(default, Polling::new(&Value::Null).interval_seconds);
    });
    let mut polling = Polling::new(&Value::Null);
    assert_eq!(
        polling.note(&error("authorization_pending")),
        Polled::Pending
    );
    assert_eq!(polling.interval_seconds, 5);
    // Each time that no answer comes it waits twice as long, and answers do not make it impatient.
    for expected in [10, 20] {
        polling.note_timeout();
        assert_eq!(polling.interval_seconds, expected);
    }
    assert_eq!(polling.note(&error("slow_down")), Polled::Pending);
    assert_eq!(
        polling.note(&error("authorization_pending")),
        Polled::Pending
    );
    assert_eq!(polling.interval_seconds, 25);
    for _ in 0..100 {
        polling.note_timeout();
    }
    assert_eq!(polling.note(&error("slow_down")), Polled::Pending);
    assert_eq!(polling.interval_seconds, u64::MAX);
    for code in [
        "access_denied",
        "expired_token",
        "invalid_grant",
        "server_error",
        "unheard_of",
    ] {
        let polled = polling.note(&error(code));
        assert!(
            matches!(&polled, Polled::Stop(reason) if reason.contains(code)),
            "{polled:?}"
        );
    }
    let tokens = value!({ "access_token": "a", "token_type": "Bearer" });
    assert_eq!(polling.note(&tokens), Polled::Tokens);
}
